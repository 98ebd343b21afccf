"""MongoDB's filters over runs: ``{"config.lr": {"$gt": 0.1}, "state": "finished"}``.

They are tested on each run by itself, as MongoDB tests documents: a key may hold a number in one run and a
text in another.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.runs.fields import MISSING, field_reader, moment
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.runs.record import RunRecord

Test = Callable[[Any], bool]
RunTest = Callable[["RunRecord"], bool]

REGEX_OPTIONS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


def run_filter(filters: Mapping[str, Any] | None) -> RunTest:
    """Return a function that tells whether a run passes.

    Parameters
    ----------
    filters : mapping or None
        Fields (see `field_reader`) to a value or to operators: ``$eq $ne $gt $gte $lt $lte $in $nin $exists
        $regex $not``; and ``$and $or $nor`` to lists of filters. All must hold.

    Raises
    ------
    QueryError
        For a field, an operator or an operand that makes no sense.

    References
    ----------
    MongoDB manual, "Query and Projection Operators". A value is compared with values of its kind only, a list
    also by each of its items; ``None`` equals a field that is not there.
    """
    if filters is None:
        return lambda run: True
    if not isinstance(filters, Mapping):
        raise _refused(f"filters are a dictionary, got {article(filters)}.", 'Write {"state": "finished"}.')
    tests = [_entry(key, wanted) for key, wanted in filters.items()]
    return lambda run: all(test(run) for test in tests)


def _entry(key: Any, wanted: Any) -> RunTest:
    if key in ("$and", "$or", "$nor"):
        if not isinstance(wanted, Sequence) or isinstance(wanted, str) or not wanted:
            raise _refused(
                f"{key} takes a list of filters, got {article(wanted)}.", f'Write {{"{key}": [{{…}}]}}.'
            )
        parts = [run_filter(part) for part in wanted]
        if key == "$and":
            return lambda run: all(part(run) for part in parts)
        if key == "$or":
            return lambda run: any(part(run) for part in parts)
        return lambda run: not any(part(run) for part in parts)
    if not isinstance(key, str) or key.startswith("$"):
        raise _refused(f"{key!r} is no field of a run.", f"There is $and, $or and $nor.{_near(key)}")
    read, test = field_reader(key), _condition(key, wanted)
    return lambda run: test(read(run))


def _condition(field: str, wanted: Any) -> Test:
    if isinstance(wanted, re.Pattern):
        return _matching(wanted)
    is_operators = isinstance(wanted, Mapping) and any(str(key).startswith("$") for key in wanted)
    if not is_operators:
        return _equal(wanted)
    tests = []
    for operator, operand in wanted.items():
        if operator == "$options" and "$regex" in wanted:
            continue
        make = OPERATORS.get(operator)
        if make is None:
            raise _refused(
                f"{operator!r} on {field!r} is no operator of filters over runs.", _near(operator).strip()
            )
        tests.append(make(field, operand, wanted))
    return lambda value: all(test(value) for test in tests)


def _near(name: Any) -> str:
    return did_you_mean(str(name), [*OPERATORS, "$and", "$or", "$nor"])


def _equal(wanted: Any) -> Test:
    return lambda value: any(_is_equal(item, wanted) for item in _with_items(value))


def _is_equal(value: Any, wanted: Any) -> bool:
    if value is MISSING or value is None:
        return wanted is None
    if isinstance(value, datetime.datetime):
        return value == moment(wanted)
    if isinstance(value, (list, tuple)) and isinstance(wanted, (list, tuple)):
        return len(value) == len(wanted) and all(map(_is_equal, value, wanted))
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return value.keys() == wanted.keys() and all(_is_equal(value[key], wanted[key]) for key in value)
    if _kind(value) != _kind(wanted):
        return False
    return bool(value == wanted) or (value != value and wanted != wanted)


def _with_items(value: Any) -> list[Any]:
    return [value, *value] if isinstance(value, (list, tuple)) else [value]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)) or (hasattr(value, "__float__") and not isinstance(value, str)):
        return "number"
    return "text" if isinstance(value, str) else type(value).__name__


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[str, Any, Mapping[str, Any]], Test]:
    def make(field: str, wanted: Any, _: Mapping[str, Any]) -> Test:
        if wanted is None or isinstance(wanted, (Mapping, list, tuple)):
            raise _refused(
                f"{field!r} is compared with {article(wanted)}.", "Compare with a number, text or date."
            )

        def test(value: Any) -> bool:
            for item in _with_items(value):
                other = moment(wanted) if isinstance(item, datetime.datetime) else wanted
                if (
                    item is not MISSING
                    and other is not None
                    and _kind(item) == _kind(other)
                    and holds(item, other)
                ):
                    return True
            return False

        return test

    return make


def _among(field: str, wanted: Any, _: Mapping[str, Any]) -> Test:
    if isinstance(wanted, (str, Mapping)) or not hasattr(wanted, "__iter__"):
        raise _refused(
            f"$in on {field!r} takes a list, got {article(wanted)}.", "Write the values in brackets."
        )
    tests = [_matching(item) if isinstance(item, re.Pattern) else _equal(item) for item in wanted]
    return lambda value: any(test(value) for test in tests)


def _there(field: str, wanted: Any, _: Mapping[str, Any]) -> Test:
    return lambda value: (value is not MISSING) == bool(wanted)


def _pattern(field: str, wanted: Any, beside: Mapping[str, Any]) -> Test:
    if isinstance(wanted, re.Pattern):
        return _matching(wanted)
    options = str(beside.get("$options", ""))
    unknown = set(options) - set(REGEX_OPTIONS)
    if not isinstance(wanted, str) or unknown:
        found = f"$options {options!r}" if unknown else article(wanted)
        raise _refused(f"$regex on {field!r} takes a text and the options i, m, s, x, got {found}.", "")
    try:
        return _matching(re.compile(wanted, sum(REGEX_OPTIONS[letter] for letter in set(options))))
    except re.error as error:
        raise _refused(f"$regex {wanted!r} on {field!r} cannot be read: {error}.", "") from None


def _matching(pattern: re.Pattern[Any]) -> Test:
    return lambda value: any(isinstance(item, str) and pattern.search(item) for item in _with_items(value))


def _negated(field: str, wanted: Any, _: Mapping[str, Any]) -> Test:
    test = _condition(field, wanted)
    return lambda value: not test(value)


OPERATORS: dict[str, Callable[[str, Any, Mapping[str, Any]], Test]] = {
    "$eq": lambda field, wanted, _: _equal(wanted),
    "$ne": lambda field, wanted, _: _not(_equal(wanted)),
    "$gt": _ordered(lambda value, wanted: value > wanted),
    "$gte": _ordered(lambda value, wanted: value >= wanted),
    "$lt": _ordered(lambda value, wanted: value < wanted),
    "$lte": _ordered(lambda value, wanted: value <= wanted),
    "$in": _among,
    "$nin": lambda field, wanted, beside: _not(_among(field, wanted, beside)),
    "$exists": _there,
    "$regex": _pattern,
    "$not": _negated,
}


def _not(test: Test) -> Test:
    return lambda value: not test(value)


def _refused(message: str, hint: str) -> QueryError:
    return QueryError("value", message, hint=hint or None)
