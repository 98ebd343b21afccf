"""What a question says, taken with care: a browser may send anything."""

from __future__ import annotations

from typing import Any

from dsviz_widget.query import Query


def query_of(params: dict[str, Any]) -> Query:
    """Return the query of a question; one without a query is about all rows."""
    return Query.from_json(params.get("query") or {"version": 1})


def start_of(params: dict[str, Any]) -> int:
    """Return the first row or group asked for."""
    return max(0, int(params.get("start", 0)))


def limited(value: Any, most: int) -> int:
    """Return a count between none and `most`."""
    return max(0, min(int(value), most))
