"""From Arrow's types to ours, and one shape for chunks that were built apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.types.dicts import DictType
from dsviz_widget.types.lists import ListType
from dsviz_widget.types.maps import MapType, make_maps, map_parts
from dsviz_widget.types.mixed import AnyType
from dsviz_widget.types.scalars import BOOLEAN, NUMBER, STRING, TIMESTAMP, UNKNOWN
from dsviz_widget.types.split import NONE_GIVEN, is_split, split_type

if TYPE_CHECKING:
    from dsviz_widget.types.base import ColumnType


def type_of_arrow(arrow: pa.DataType) -> ColumnType:
    """Return the column type for data that is already Arrow, such as a column of a data frame."""
    if pa.types.is_dictionary(arrow):
        return type_of_arrow(arrow.value_type)
    if pa.types.is_boolean(arrow):
        return BOOLEAN
    if pa.types.is_integer(arrow) or pa.types.is_floating(arrow) or pa.types.is_decimal(arrow):
        return NUMBER
    if pa.types.is_temporal(arrow) and not pa.types.is_duration(arrow):
        return TIMESTAMP
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow):
        return ListType(type_of_arrow(arrow.value_type))
    if is_split(arrow):
        return AnyType()
    if pa.types.is_map(arrow):
        return MapType(type_of_arrow(arrow.item_type), pa.types.is_integer(arrow.key_type))
    if pa.types.is_struct(arrow):
        fields = [field for field in arrow if field.name != NONE_GIVEN]
        return DictType({field.name: type_of_arrow(field.type) for field in fields})
    if pa.types.is_null(arrow):
        return UNKNOWN
    return STRING


def plain_type(arrow: pa.DataType) -> pa.DataType | None:
    """Return the one of the few Arrow types that the rest of the house knows, or None when none fits.

    Dates and moments become microseconds in UTC, decimals doubles, dictionaries their values. Text and
    numbers keep the width they have.
    """
    if pa.types.is_dictionary(arrow):
        return plain_type(arrow.value_type)
    if pa.types.is_string_view(arrow):
        return pa.large_string()
    if pa.types.is_date(arrow) or pa.types.is_timestamp(arrow):
        return pa.timestamp("us", tz="UTC")
    if pa.types.is_float16(arrow):
        return pa.float32()
    if pa.types.is_decimal(arrow):
        return pa.float64()
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow):
        item = plain_type(arrow.value_type)
        if item is None:
            return None
        return pa.large_list(item) if pa.types.is_large_list(arrow) else pa.list_(item)
    if is_split(arrow):
        return split_type()
    if pa.types.is_map(arrow):
        whole, item = pa.types.is_integer(arrow.key_type), plain_type(arrow.item_type)
        if item is None or not (whole or _is_text(arrow.key_type)):
            return None
        return pa.map_(pa.int64() if whole else pa.string(), item)
    if pa.types.is_struct(arrow):
        fields = [(field.name, plain_type(field.type)) for field in arrow]
        return None if any(found is None for _, found in fields) else pa.struct(fields)
    known = (
        pa.types.is_boolean(arrow)
        or pa.types.is_integer(arrow)
        or pa.types.is_floating(arrow)
        or pa.types.is_string(arrow)
        or pa.types.is_large_string(arrow)
        or pa.types.is_null(arrow)
    )
    return arrow if known else None


def to_plain(array: pa.Array, plain: pa.DataType) -> pa.Array:
    """Return an array as `plain`, the type that `plain_type` gave for it."""
    if array.type.equals(plain):
        return array
    if pa.types.is_dictionary(array.type):
        return to_plain(array.dictionary_decode(), plain)
    if pa.types.is_date(array.type):
        array = array.cast(pa.timestamp("ms"))
    if pa.types.is_list(plain) or pa.types.is_large_list(plain):
        # Flattened, so that what lies under an empty cell is never looked at.
        items = to_plain(array.flatten(), plain.value_type)
        lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
        large = pa.types.is_large_list(plain)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64 if large else np.int32)
        made = pa.LargeListArray if large else pa.ListArray
        mask = array.is_null() if array.null_count else None
        return made.from_arrays(pa.array(offsets), items, type=plain, mask=mask)
    if pa.types.is_map(plain):
        lengths, keys, items = map_parts(array)
        empty = array.is_null().to_numpy(zero_copy_only=False)
        return make_maps(lengths, keys.cast(plain.key_type), to_plain(items, plain.item_type), empty)
    if pa.types.is_struct(array.type):
        # Not `array.field`: under an empty cell it has leftovers, such as numbers of no dictionary entry.
        fields = [
            to_plain(pc.struct_field(array, [index]), plain.field(index).type)
            for index in range(array.type.num_fields)
        ]
        return pa.StructArray.from_arrays(
            fields, fields=list(plain), mask=array.is_null() if array.null_count else None
        )
    # Beyond the year 2262, or finer than a microsecond, what does not fit is cut; nothing else loses here.
    return array.cast(plain, safe=False)


def unify(types: list[pa.DataType]) -> pa.DataType:
    """Return the Arrow type that the chunks of one column can all be given.

    Struct fields are united by name, in the order in which they were first seen; whole numbers of
    several widths meet in int64, whole and floating ones in double; null gives way to anything.
    """
    found = [arrow for arrow in types if not pa.types.is_null(arrow)]
    if not found:
        return pa.null()
    first = found[0]
    if all(arrow.equals(first) for arrow in found):
        return first
    if all(pa.types.is_struct(arrow) for arrow in found):
        fields: dict[str, list[pa.DataType]] = {}
        for arrow in found:
            for field in arrow:
                fields.setdefault(field.name, []).append(field.type)
        return pa.struct([pa.field(name, unify(parts)) for name, parts in fields.items()])
    if all(pa.types.is_list(arrow) or pa.types.is_large_list(arrow) for arrow in found):
        return pa.list_(unify([arrow.value_type for arrow in found]))
    if all(pa.types.is_map(arrow) for arrow in found):
        return pa.map_(
            unify([arrow.key_type for arrow in found]), unify([arrow.item_type for arrow in found])
        )
    if all(_is_whole(arrow) for arrow in found):
        return _unify_whole(found)
    if all(_is_whole(arrow) or pa.types.is_floating(arrow) for arrow in found):
        return pa.float64()
    return pa.large_string() if any(pa.types.is_large_string(arrow) for arrow in found) else first


def conform(array: pa.Array, arrow: pa.DataType) -> pa.Array:
    """Return `array` with exactly the type `arrow`, which `unify` gave for it and its neighbours."""
    if array.type.equals(arrow):
        return array
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), arrow)
    if pa.types.is_struct(arrow) and pa.types.is_struct(array.type):
        names = {field.name for field in array.type}
        fields = [
            conform(array.field(field.name), field.type)
            if field.name in names
            else pa.nulls(len(array), field.type)
            for field in arrow
        ]
        mask = array.is_null() if array.null_count else None
        return pa.StructArray.from_arrays(fields, fields=list(arrow), mask=mask)
    if pa.types.is_list(arrow) and pa.types.is_list(array.type):
        values = conform(array.values, arrow.value_type)
        mask = array.is_null() if array.null_count else None
        if array.offset or mask is not None:
            # Offsets of a slice start inside the values; a flattened copy starts at zero.
            values = conform(array.flatten(), arrow.value_type)
            lengths = array.value_lengths().fill_null(0)
            offsets = pa.array([0, *_running(lengths)], pa.int32())
            return pa.ListArray.from_arrays(offsets, values, type=arrow, mask=mask)
        return pa.ListArray.from_arrays(array.offsets, values, type=arrow)
    if pa.types.is_map(arrow):
        lengths, keys, items = map_parts(array)
        empty = array.is_null().to_numpy(zero_copy_only=False)
        return make_maps(
            lengths, conform(keys, arrow.key_type), conform(items, arrow.item_type), empty, arrow
        )
    # Whole numbers beyond 2**53 meet floats in the nearest double, as they do in Python.
    return array.cast(arrow, safe=not pa.types.is_floating(arrow))


def _is_text(arrow: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(arrow) or pa.types.is_large_string(arrow) or pa.types.is_string_view(arrow)
    )


def _is_whole(arrow: pa.DataType) -> bool:
    return bool(pa.types.is_integer(arrow) or pa.types.is_boolean(arrow))


def _unify_whole(found: list[pa.DataType]) -> pa.DataType:
    if not any(pa.types.is_uint64(arrow) for arrow in found):
        return pa.int64()
    signed = any(pa.types.is_signed_integer(arrow) for arrow in found)
    return pa.float64() if signed else pa.uint64()


def _running(lengths: pa.Array) -> list[int]:
    total = 0
    out = []
    for length in lengths.to_pylist():
        total += length
        out.append(total)
    return out
