"""Lists, dicts and what is in them as JSON text, with the words of MongoDB's Extended JSON for the rest.

``{"$date": "2021-02-22T18:04:03.250000Z"}`` is a date, ``{"$numberDouble": "NaN"}`` a number that JSON cannot
say, ``{"$literal": {...}}`` a dict of the user's that only looks like one of these.
"""

from __future__ import annotations

import datetime
import decimal
import json
from typing import Any

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import article
from dsviz_widget.types.ndarrays import as_array
from dsviz_widget.types.scalars import utc

DATE, DOUBLE, LONG, LITERAL = WORDS = "$date", "$numberDouble", "$numberLong", "$literal"
EXACT = 2**53
"""Whole numbers up to here are exact as doubles, and in a browser."""
MAX_DEPTH = 200
_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def to_json_text(value: Any, for_browser: bool = False) -> str:
    """Return a value as one line of JSON.

    Parameters
    ----------
    value : object
        Numbers, text, booleans, dates, None, and lists, sets, dicts and arrays of these.
    for_browser : bool
        Whether whole numbers beyond 2**53 become ``{"$numberLong": "..."}``.

    Raises
    ------
    CellTypeError
        For anything else, and for what is nested too deep.
    """
    try:
        text = json.dumps(_plain(value, for_browser), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise CellTypeError(
            f"a column of mixed types holds what JSON can say, got {article(value)}. "
            "Give media a column of their own."
        ) from None
    # Half a surrogate pair, as os.listdir gives for a name that is not UTF-8, is no text to Arrow.
    return text.encode("utf-8", "replace").decode()


def from_json_text(text: str) -> Any:
    """Return what `to_json_text` wrote."""
    return _revived(json.loads(text))


def keys_of(value: dict[Any, Any]) -> list[str]:
    """Return the keys of a dict as text; raises CellTypeError when two are written alike."""
    keys = [str(key) for key in value]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise CellTypeError(f"two keys of the dict are both written {twice!r}; rename one")
    return keys


def _plain(value: Any, for_browser: bool, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise RecursionError
    match value:
        case None | bool() | str():
            return value
        case np.bool_():
            return bool(value)
        case int() | np.integer():
            whole = int(value)
            return {LONG: str(whole)} if for_browser and abs(whole) > EXACT else whole
        case float() | np.floating() | decimal.Decimal():
            number = float(value)
            return number if np.isfinite(number) else {DOUBLE: _word(number)}
        case datetime.date() | np.datetime64():
            # NaT is not equal to itself.
            moment = utc(value) if value == value else None
            # isoformat leaves out the fraction of a whole second.
            return None if moment is None else {DATE: moment.strftime(_date_format(moment))}
        case dict():
            items = zip(keys_of(value), value.values(), strict=True)
            made = {key: _plain(item, for_browser, depth + 1) for key, item in items}
            return {LITERAL: made} if len(made) == 1 and next(iter(made)) in WORDS else made
        case list() | tuple():
            return [_plain(item, for_browser, depth + 1) for item in value]
        case set() | frozenset():
            return _plain(_in_order(value), for_browser, depth)
    array = as_array(value)
    if array is None:
        raise TypeError
    return _plain(array.tolist(), for_browser, depth)


def _in_order(value: set[Any] | frozenset[Any]) -> list[Any]:
    try:
        return sorted(value)
    except TypeError:
        return sorted(value, key=lambda item: (type(item).__name__, repr(item)))


def _date_format(moment: datetime.datetime) -> str:
    # strftime does not fill up the years before 1000 everywhere.
    return f"{moment.year:04d}-%m-%dT%H:%M:%S.%fZ"


def _word(number: float) -> str:
    return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"


def _revived(found: Any) -> Any:
    if isinstance(found, list):
        return [_revived(item) for item in found]
    if not isinstance(found, dict):
        return found
    if len(found) == 1:
        ((key, value),) = found.items()
        if key == LITERAL and isinstance(value, dict):
            return {inner: _revived(item) for inner, item in value.items()}
        if key == DATE and isinstance(value, str):
            moment = datetime.datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
            return moment.replace(tzinfo=datetime.timezone.utc)
        if key == DOUBLE and value in _NUMBERS:
            return _NUMBERS[value]
        if key == LONG and isinstance(value, str):
            return int(value)
    return {key: _revived(item) for key, item in found.items()}
