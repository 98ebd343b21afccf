"""Columns that may come to hold several kinds: how far a type widens for a value that does not fit it."""

from __future__ import annotations

from typing import Any

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import ColumnType, infer_type
from dsviz_widget.types.dicts import DictType, takes_fields
from dsviz_widget.types.extended_json import keys_of
from dsviz_widget.types.lists import ListType
from dsviz_widget.types.maps import MapType, has_whole_keys
from dsviz_widget.types.mixed import AnyType
from dsviz_widget.types.scalars import UNKNOWN, UnknownType


def mixed_with(column_type: ColumnType, value: Any) -> ColumnType:
    """Return the narrowest type that holds what this one holds, and a value of any kind.

    Kinds are mixed as deep inside as can be: of a list whose items differ, only the items.

    Raises
    ------
    CellTypeError
        For media beside anything but media, and for what no mixed column holds.
    """
    try:
        return column_type.assign(value)
    except CellTypeError:
        if column_type.holds_files:
            found = column_type.beside(_type_of(value))
            if found is None:
                raise
            return found
    is_new = type(column_type) is UnknownType
    if isinstance(value, (list, tuple, set, frozenset)) and (is_new or isinstance(column_type, ListType)):
        element = column_type.element if isinstance(column_type, ListType) else UNKNOWN
        for item in value:
            if type(item) not in element.fast:
                element = mixed_with(element, item)
        return ListType(element)
    if isinstance(value, dict) and is_new:
        if has_whole_keys(value):
            return MapType(whole_keys=True).assign(value)
        return _with_fields(DictType({}), value, are_first=True)
    if isinstance(value, dict) and isinstance(column_type, DictType) and not column_type.closed:
        return _with_fields(column_type, value)
    return AnyType().merge(column_type).assign(value)


def _type_of(value: Any) -> ColumnType:
    """Return the type of a value of any kind; of a list whose items differ, with a mixed type of them."""
    if not isinstance(value, (list, tuple, set, frozenset)):
        return infer_type(value)
    element: ColumnType = UNKNOWN
    for item in value:
        if type(item) not in element.fast:
            element = mixed_with(element, item)
    return ListType(element)


def _with_fields(column_type: DictType, value: dict[Any, Any], are_first: bool = False) -> ColumnType:
    """Return the type of dicts with the keys of a value too, each of any kind."""
    fields, optional = dict(column_type.fields), set(column_type.optional)
    for key, item in zip(keys_of(value), value.values(), strict=True):
        if key not in fields and not are_first:
            optional.add(key)
        fields[key] = mixed_with(fields.get(key, UNKNOWN), item)
    found = DictType(fields, optional)
    keeps_fields = len(fields) == len(column_type.fields) or takes_fields(fields)
    return (found if keeps_fields else found.as_map()).assign(value)
