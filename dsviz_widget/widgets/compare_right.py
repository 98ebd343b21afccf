"""Where the answer of a compared table is right: an expression on its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, read_expression, write_name
from dsviz_widget.query.kinds import NOUNS
from dsviz_widget.widgets.compared_sides import ComparedSide

if TYPE_CHECKING:
    from dsviz_widget.query import DuckEngine

PLAIN = ("number", "text", "boolean")
"""Kinds of columns in which a prediction can be the truth."""


def right_of(comparison: dict[str, Any], engines: Sequence[DuckEngine]) -> str | None:
    """Return the expression that says where a prediction is the truth; None unless both are plain columns."""
    truth, prediction = comparison["truth"], comparison["prediction"]
    if not isinstance(truth, str) or not isinstance(prediction, str):
        return None
    for engine in engines:
        columns = engine.kinds(Query()).columns
        if any(name not in columns or columns[name].name not in PLAIN for name in (truth, prediction)):
            return None
        if columns[truth].name != columns[prediction].name:
            return None
    return f"{write_name(prediction)} = {write_name(truth)}"


def check_right(text: str | None, side: ComparedSide, engine: DuckEngine) -> None:
    """Refuse an expression that does not tell of the rows of a table whether they are right.

    Raises
    ------
    QueryError
        If it does not fit the table, or is neither true nor false.
    """
    if not text:
        return
    try:
        kind = read_expression(text, engine.kinds(Query())).tree.kind.name
    except QueryError as error:
        raise type(error)(
            error.kind, f"In {side.label}: {error.message}",
            error.start, error.end, error.hint, error.replacement,
        ) from None  # fmt: skip
    if kind not in ("boolean", "null"):
        raise QueryError(
            "type", f"{text} is {NOUNS[kind]} in {side.label}, which is neither right nor wrong.",
            hint="Compare it, as in acc >= 0.5.",
        )  # fmt: skip
