"""Reading an expression in whichever way it is written."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.expression import Field, Node, Span
from dsviz_widget.query.language.infix import parse_infix
from dsviz_widget.query.language.mongo import parse_mongo
from dsviz_widget.query.language.tokens import MAX_DEPTH


def is_mongo(text: str) -> bool:
    """Tell whether `text` is written MongoDB's way rather than infix."""
    start = text.lstrip()[:2]
    return start[:1] in ("{", "[") or start in ("'$", '"$')


def parse(text: str, names: Iterable[str] = ()) -> Node:
    """Read an expression: MongoDB's way when it opens with ``{``, ``[`` or ``'$``, else infix.

    Parameters
    ----------
    text : str
        The expression.
    names : iterable of str
        Columns of the schema, which lets infix names hold any of ``%_.-/`` and spaces.

    Raises
    ------
    QueryError
        With the span of what could not be read.
    """
    return parse_mongo(text) if is_mongo(text) else parse_infix(text, names)


def parse_key(text: str, names: Iterable[str]) -> Node:
    """Read an expression to sort, group or derive by, where a column's bare name is that column.

    So a column called ``not x``, or nothing at all, needs no backticks there.
    """
    columns = names if isinstance(names, Mapping) else tuple(names)
    return Field((text,), span=Span(0, len(text))) if text in columns else parse(text, columns)


def parse_value(value: Any) -> Node:
    """Read a MongoDB expression given as Python dicts and lists."""
    return parse_mongo(write_value(value))


def write_value(value: Any) -> str:
    """Return the text of a MongoDB expression given as Python dicts and lists.

    JSON, but for dates, which become ``ISODate('...')``.

    Raises
    ------
    QueryError
        If a value is of a kind that the language lacks.
    """
    return _write(value, 0)


def _write(value: Any, depth: int) -> str:
    if depth > 2 * MAX_DEPTH:
        raise QueryError("limit", f"The expression is nested more than {MAX_DEPTH} levels deep.")
    if hasattr(value, "tolist") and callable(value.tolist):
        if getattr(getattr(value, "dtype", None), "kind", "") == "M":
            # Of nanoseconds NumPy makes whole numbers.
            value = value.astype("datetime64[us]")
        value = value.tolist()
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise QueryError("value", f"The key {key!r} of an expression is not a text.")
        body = ", ".join(
            f"{json.dumps(key, ensure_ascii=False)}: {_write(item, depth + 1)}" for key, item in value.items()
        )
        return "{" + body + "}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, set | frozenset):
        # One set is one text, whatever order this process has it in.
        return f"[{', '.join(sorted(_write(item, depth + 1) for item in value))}]"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ", ".join(_write(item, depth + 1) for item in value) + "]"
    if isinstance(value, re.Pattern):
        return _write_pattern(value)
    if type(value).__name__ in ("NaTType", "NAType"):
        return "null"
    if isinstance(value, datetime.date):
        return f"ISODate('{value.isoformat()}')"
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, decimal.Decimal):
        return f"NumberDecimal('{value}')"
    raise QueryError(
        "value",
        f"An expression cannot hold {value!r} of type {type(value).__name__}.",
        hint="Use numbers, texts, true, false, null, dates, lists and patterns of re.compile.",
    )


_FLAGS = ((re.IGNORECASE, "i"), (re.MULTILINE, "m"), (re.DOTALL, "s"), (re.VERBOSE, "x"))


def _write_pattern(value: re.Pattern[Any]) -> str:
    """Return ``/pattern/options`` for a compiled pattern of Python."""
    if not isinstance(value.pattern, str):
        raise QueryError("value", f"The pattern {value.pattern!r} is bytes, not text.")
    if not value.pattern:
        raise QueryError("value", "The pattern is empty.")
    # A line break or a slash would end the literal.
    body = re.sub(r"(\\.)|/", lambda match: match.group(1) or "\\/", value.pattern, flags=re.DOTALL)
    body = body.replace("\n", "\\n")
    return f"/{body}/{''.join(letter for flag, letter in _FLAGS if value.flags & flag)}"
