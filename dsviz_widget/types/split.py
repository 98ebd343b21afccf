"""The split form: cells of several kinds in one Arrow column, each kind in a field of its own.

Fields of their own keep the statistics of Parquet, and a query compares numbers as numbers. An empty cell is
a null struct; a filled one has its kind, and its value in the field of that kind.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.types.building import number_array, text_array
from dsviz_widget.types.extended_json import EXACT, from_json_text, to_json_text
from dsviz_widget.types.scalars import utc

if TYPE_CHECKING:
    import pyarrow as pa

NONE_GIVEN = "__none"
"""Field of a dict that lists its keys given with None; only there where a key that some dicts lack is."""
KIND, NUM, TEXT, BOOL, DATE, OTHER = FIELDS = ("__kind", "__num", "__text", "__bool", "__date", "__other")

NUMBER_KIND, TEXT_KIND, DICT_KIND, LIST_KIND, BOOL_KIND, DATE_KIND = 1, 2, 3, 4, 6, 7
"""MongoDB's order of kinds; 5 is binary, which no cell holds."""

Parts = tuple[int, "float | None", "str | None", "bool | None", "datetime.datetime | None", "str | None"]


def split_type() -> pa.StructType:
    """Return the Arrow type of the split form."""
    import pyarrow as pa

    kinds = (pa.uint8(), pa.float64(), pa.large_string(), pa.bool_(), pa.timestamp("us"), pa.large_string())
    return pa.struct(list(zip(FIELDS, kinds, strict=True)))


def is_split(arrow: pa.DataType) -> bool:
    """Return whether an Arrow type is the split form, with text and dates of any width."""
    import pyarrow as pa

    return (
        pa.types.is_struct(arrow)
        and arrow.num_fields == len(FIELDS)
        and tuple(field.name for field in arrow) == FIELDS
    )


def holds_split(arrow: pa.DataType) -> bool:
    """Return whether values in the split form are anywhere in an Arrow type."""
    parts = (arrow.field(index).type for index in range(arrow.num_fields))
    return is_split(arrow) or any(map(holds_split, parts))


def split_value(value: Any) -> Parts:
    """Return a value as the fields of the split form; raises CellTypeError for what has no place in it."""
    match value:
        case str():
            return TEXT_KIND, None, str(value), None, None, None
        case bool() | np.bool_():
            return BOOL_KIND, None, None, bool(value), None, None
        case int() | np.integer():
            whole = int(value)
            if abs(whole) <= EXACT:
                return NUMBER_KIND, float(whole), None, None, None, None
            return NUMBER_KIND, _nearest(whole), None, None, None, _digits(whole)
        case float() | np.floating() | decimal.Decimal():
            return NUMBER_KIND, float(value), None, None, None, None
        case datetime.date() | np.datetime64():
            # NaT is not equal to itself.
            moment = utc(value) if value == value else None
            if moment is None:
                return 0, None, None, None, None, None
            return DATE_KIND, None, None, None, moment.replace(tzinfo=None), None
    kind = DICT_KIND if isinstance(value, dict) else LIST_KIND
    return kind, None, None, None, None, to_json_text(value)


def split_array(values: Sequence[Any]) -> pa.StructArray:
    """Return values of any kinds in the split form; raises CellTypeError for what has no place in it."""
    import pyarrow as pa

    nothing: Parts = (0, None, None, None, None, None)
    rows = [nothing if value is None else split_value(value) for value in values]
    parts: list[list[Any]] = list(map(list, zip(*rows, strict=True))) if rows else [[] for _ in FIELDS]
    kinds = np.fromiter(parts[0], np.uint8, len(rows))
    empty = pa.array(kinds == 0)
    arrays = [
        pa.array(kinds, mask=kinds == 0),
        number_array(parts[1]).cast(pa.float64()),  # type: ignore[union-attr]
        _text(parts[2]),
        pa.array(parts[3], pa.bool_()),
        pa.array(parts[4], pa.timestamp("us")),
        _text(parts[5]),
    ]
    return pa.StructArray.from_arrays(arrays, fields=list(split_type()), mask=empty)


def joined(value: dict[str, Any], keeps_whole: bool = True) -> Any:
    """Return the value of one cell in the split form, as Arrow's ``as_py`` gives it.

    Parameters
    ----------
    keeps_whole : bool
        Whether a number without a fraction is an int; else it is a float.
    """
    reader = _readers.get(value[KIND])
    return None if reader is None else reader(value, keeps_whole)


def _number(value: dict[str, Any], keeps_whole: bool) -> int | float:
    digits, number = value[OTHER], value[NUM]
    if digits is not None:
        return int(digits)
    whole = keeps_whole and number.is_integer() and abs(number) <= EXACT
    return int(number) if whole else float(number)


def _date(value: dict[str, Any], keeps_whole: bool) -> datetime.datetime | None:
    return utc(value[DATE])


_readers: dict[int, Callable[[dict[str, Any], bool], Any]] = {
    NUMBER_KIND: _number,
    TEXT_KIND: lambda value, keeps_whole: value[TEXT],
    DICT_KIND: lambda value, keeps_whole: from_json_text(value[OTHER]),
    LIST_KIND: lambda value, keeps_whole: from_json_text(value[OTHER]),
    BOOL_KIND: lambda value, keeps_whole: value[BOOL],
    DATE_KIND: _date,
}


def python_values(array: pa.Array | pa.ChunkedArray) -> list[Any]:
    """Return the values of any Arrow column as Python has them, with those in the split form put together.

    Maps are dicts, decimals without a fraction ints. It knows no column type, so it fits the results of
    queries.
    """
    read = _reader(array.type)
    return array.to_pylist() if read is None else [read(value) for value in array.to_pylist()]


def json_texts(values: Sequence[Any], for_browser: bool = False) -> pa.Array:
    """Return values as JSON, one text each; None is empty."""
    return text_array([None if value is None else to_json_text(value, for_browser) for value in values])


def _reader(arrow: pa.DataType) -> Callable[[Any], Any] | None:
    """Return what puts the values of a type together, or None when nothing in it is split."""
    import pyarrow as pa

    if is_split(arrow):
        return lambda value: None if value is None else joined(value)
    if pa.types.is_decimal(arrow) and arrow.scale == 0:
        return lambda value: None if value is None else int(value)
    if pa.types.is_map(arrow):
        item = _reader(arrow.item_type)
        return lambda value: (
            None if value is None else {key: item(inner) if item else inner for key, inner in value}
        )
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow):
        element = _reader(arrow.value_type)
        if element is None:
            return None
        return lambda value: None if value is None else [element(inner) for inner in value]
    if pa.types.is_struct(arrow):
        fields = {field.name: _reader(field.type) for field in arrow if field.name != NONE_GIVEN}
        if len(fields) == arrow.num_fields and not any(fields.values()):
            return None
        return lambda value: None if value is None else _with(value, fields)
    return None


def _with(value: dict[str, Any], fields: dict[str, Callable[[Any], Any] | None]) -> dict[str, Any]:
    return {name: read(value[name]) if read else value[name] for name, read in fields.items()}


def _digits(whole: int) -> str | None:
    try:
        return str(whole)
    except ValueError:
        # Python writes no more than 4,300 digits; such a number is infinite here, as in a column of numbers.
        return None


def _nearest(whole: int) -> float:
    try:
        return float(whole)
    except OverflowError:
        return float("inf") if whole > 0 else float("-inf")


def _text(values: list[str | None]) -> pa.Array:
    try:
        return text_array(values)
    except UnicodeEncodeError:
        return text_array([None if v is None else v.encode("utf-8", "replace").decode() for v in values])
