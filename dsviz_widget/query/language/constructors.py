"""Values that MongoDB's shell writes as calls: ``ISODate('2021-04-01')``, ``NumberLong(5)``."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.expression import Span
from dsviz_widget.query.language.refused import REFUSED_CONSTRUCTORS
from dsviz_widget.query.language.tokens import to_instant, to_number

DATES = ("ISODate", "Date")
NUMBERS = ("NumberInt", "NumberLong", "NumberDouble", "NumberDecimal")
CONSTRUCTORS = (*DATES, *NUMBERS, *REFUSED_CONSTRUCTORS)

EXTENDED = {
    "$date": "ISODate",
    "$numberInt": "NumberInt",
    "$numberLong": "NumberLong",
    "$numberDouble": "NumberDouble",
    "$numberDecimal": "NumberDecimal",
}
"""How MongoDB's extended JSON says the same: ``{"$date": "2021-04-01T00:00:00Z"}``."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_NAMED_NUMBERS = {"NaN", "Infinity", "-Infinity"}


def construct(word: str, arguments: list[Any], span: Span) -> Any:
    """Return the value that a call of the shell stands for.

    Raises
    ------
    QueryError
        If there is no such value, or tables cannot hold it.
    """
    if word in REFUSED_CONSTRUCTORS:
        raise QueryError(
            "refused",
            f"{word} makes a value of a type that tables have not.",
            *span,
            hint="Compare with a number, a text, true, false, null or a date.",
        )
    return _date(word, arguments, span) if word in DATES else _number(word, arguments, span)


def _date(word: str, arguments: list[Any], span: Span) -> datetime:
    if not arguments:
        raise QueryError(
            "refused",
            f"{word}() is the present moment, which differs from one run to the next, and is refused.",
            *span,
            hint="Write the time: ISODate('2021-04-01T12:00:00Z').",
        )
    value = arguments[0]
    if len(arguments) == 1:
        if isinstance(value, datetime):
            return value
        instant = to_instant(value) if isinstance(value, str) else _from_milliseconds(value)
        if instant is not None:
            return instant
    raise QueryError(
        "syntax", f"{word} takes a date as text.", *span, hint="ISODate('2021-04-01T12:00:00Z')."
    )


def _from_milliseconds(value: Any) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return _EPOCH + timedelta(milliseconds=value)
    except (OverflowError, ValueError):
        return None


def _number(word: str, arguments: list[Any], span: Span) -> int | float:
    value = arguments[0] if len(arguments) == 1 else None
    whole = word in ("NumberInt", "NumberLong")
    try:
        if isinstance(value, str) and (whole or value in _NAMED_NUMBERS):
            return int(value) if whole else float(value)
        if isinstance(value, str):
            return float(to_number(value))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value) if whole else float(value)
    except (ValueError, OverflowError):
        pass
    raise QueryError("syntax", f"{word} takes a number.", *span, hint=f"{word}(5).")
