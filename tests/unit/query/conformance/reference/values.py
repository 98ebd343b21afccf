"""Values as MongoDB sees them: their order, their truth, and how Arrow's become them."""

from __future__ import annotations

import functools
import json
import math
from datetime import datetime
from typing import Any

import pyarrow as pa

SPLIT_FIELDS = ["__kind", "__num", "__text", "__bool", "__date", "__other"]
"""Fields of a value whose kind differs by row."""


class Raises(Exception):
    """MongoDB stops with an error."""


class Long(int):
    """A whole number stored in 64 bits, which only `$type` and conversions tell from others."""


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def rank(value: Any) -> int:
    """Return where MongoDB orders the kind of a value."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return 6
    for number, kind in ((1, int | float), (2, str), (3, dict), (4, list), (5, bytes), (7, datetime)):
        if isinstance(value, kind):
            return number
    raise TypeError(f"no kind of MongoDB: {value!r}")


def compare(left: Any, right: Any) -> int:
    """Return -1, 0 or 1 by MongoDB's order of all values."""
    if rank(left) != rank(right):
        return -1 if rank(left) < rank(right) else 1
    if left is None:
        return 0
    if is_number(left):
        return _compare_numbers(left, right)
    if isinstance(left, list):
        for one, other in zip(left, right, strict=False):
            if found := compare(one, other):
                return found
        return _sign(len(left), len(right))
    if isinstance(left, dict):
        return _compare_objects(left, right)
    return _sign(left, right)


def _sign(left: Any, right: Any) -> int:
    return (left > right) - (left < right)


def _compare_numbers(left: float, right: float) -> int:
    # NaN is the lowest number, and equal to itself.
    nans = math.isnan(left), math.isnan(right)
    if any(nans):
        return nans[1] - nans[0]
    return _sign(left, right)


def _compare_objects(left: dict[str, Any], right: dict[str, Any]) -> int:
    for (name, value), (other_name, other) in zip(left.items(), right.items(), strict=False):
        found = _sign(rank(value), rank(other)) or _sign(name, other_name) or compare(value, other)
        if found:
            return found
    return _sign(len(left), len(right))


ordering = functools.cmp_to_key(compare)
"""Key that sorts values in MongoDB's order."""


def is_true(value: Any) -> bool:
    """Return the truth of a value: false, null and 0 are false, all else is true."""
    if isinstance(value, bool):
        return value
    return value is not None and not (is_number(value) and value == 0)


def from_arrow(array: Any) -> list[Any]:
    """Return the values of an Arrow array: maps and structs as dicts, split values as what they hold."""
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in from_arrow(chunk)]
    return [_plain(value.as_py(), array.type) for value in array]


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of a table as documents."""
    columns = {name: from_arrow(table[name]) for name in table.column_names}
    return [{name: values[i] for name, values in columns.items()} for i in range(table.num_rows)]


def _plain(value: Any, arrow_type: Any) -> Any:
    if value is None:
        return None
    if pa.types.is_map(arrow_type):
        return {str(key): _plain(item, arrow_type.item_type) for key, item in value}
    if pa.types.is_struct(arrow_type):
        names = [arrow_type.field(i).name for i in range(arrow_type.num_fields)]
        if names == SPLIT_FIELDS:
            return _unsplit(value)
        return {name: _plain(value[name], arrow_type.field(name).type) for name in names}
    if pa.types.is_list(arrow_type) or pa.types.is_large_list(arrow_type):
        return [_plain(item, arrow_type.value_type) for item in value]
    if pa.types.is_int64(arrow_type):
        return Long(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if arrow_type == pa.decimal128(38, 0) or pa.types.is_decimal(arrow_type):
        return float(value)
    return value


def _unsplit(value: dict[str, Any]) -> Any:
    kind = value["__kind"]
    if kind is None:
        return None
    if kind == 1:
        number = value["__num"]
        return int(value["__other"]) if value["__other"] is not None else number
    if kind in (3, 4):
        return revived(json.loads(value["__other"]))
    return value[{2: "__text", 6: "__bool", 7: "__date"}[kind]]


def revived(value: Any) -> Any:
    """Return what JSON cannot say from the words of MongoDB's Extended JSON."""
    if isinstance(value, list):
        return [revived(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$date"}:
        return datetime.fromisoformat(value["$date"].removesuffix("Z"))
    if set(value) == {"$numberDouble"}:
        return float(value["$numberDouble"])
    return {name: revived(item) for name, item in value.items()}


def agree(found: Any, wanted: Any) -> bool:
    """Tell whether two answers are the same: 1 and 1.0 are, true and 1 are not, null fields are missing."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if is_number(found) and is_number(wanted):
        return _close(found, wanted)
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(agree, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return all(agree(found.get(name), wanted.get(name)) for name in {*found, *wanted})
    return type(found) is type(wanted) and bool(found == wanted)


def _close(found: float, wanted: float) -> bool:
    if math.isnan(found) or math.isnan(wanted):
        return math.isnan(found) and math.isnan(wanted)
    return math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-12)
