"""The files behind the cells of a column, found in its Arrow form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dsviz_widget.types import ColumnType, DictType, ListType, MapType
from dsviz_widget.types.dicts import fields_of
from dsviz_widget.types.lists import with_items
from dsviz_widget.types.maps import make_maps, map_parts

if TYPE_CHECKING:
    import pyarrow as pa

File = tuple[str, str, int, str | None]
"""``(path, digest, size, ref)``."""


def files_of(array: pa.Array, column_type: ColumnType) -> Iterator[File]:
    """Yield every file behind the cells, with repeats; files inside lists and dicts too."""
    if column_type.has_file:
        yield from _files_of_structs(array)
        if any(field.name == "masks" for field in array.type):
            masks = _field(array, "masks")
            for field in masks.type:
                yield from _files_of_structs(_field(masks, field.name))
    elif isinstance(column_type, ListType) and column_type.holds_files:
        yield from files_of(array.flatten(), column_type.element)
    elif isinstance(column_type, MapType) and column_type.holds_files:
        yield from files_of(map_parts(array)[2], column_type.item)
    elif isinstance(column_type, DictType) and column_type.holds_files:
        for name, field_type in column_type.fields.items():
            yield from files_of(_field(array, name), field_type)


def refer_to(array: pa.Array, column_type: ColumnType, origin: str) -> pa.Array:
    """Return the cells of a logged table with a `ref` to it, where they have none to an earlier one.

    Parameters
    ----------
    origin : str
        ``project/name:v0`` of the artifact that the table came from.
    """
    import pyarrow as pa

    if not column_type.holds_files:
        return array
    if column_type.has_file:
        return _with_ref(array, origin)
    if isinstance(column_type, ListType):
        return with_items(array, refer_to(array.flatten(), column_type.element, origin))
    empty = array.is_null()
    if isinstance(column_type, MapType):
        lengths, keys, items = map_parts(array)
        items = refer_to(items, column_type.item, origin)
        return make_maps(lengths, keys, items, empty.to_numpy(zero_copy_only=False))
    assert isinstance(column_type, DictType)
    fields = fields_of(array)
    for name, found in column_type.fields.items():
        fields[name] = refer_to(fields[name], found, origin)
    return pa.StructArray.from_arrays(list(fields.values()), names=list(fields), mask=empty)


def _field(structs: pa.StructArray, name: str) -> pa.Array:
    """Return a field in which a null struct has nulls; `StructArray.field` answers with empty text there."""
    import pyarrow.compute as pc

    return pc.struct_field(structs, [structs.type.get_field_index(name)])


def _files_of_structs(structs: pa.StructArray) -> Iterator[File]:
    columns = [_field(structs, name).to_pylist() for name in ("path", "digest", "size", "ref")]
    for path, digest, size, ref in zip(*columns, strict=True):
        if digest is not None:
            yield path, digest, size, ref


def _with_ref(structs: pa.StructArray, origin: str) -> pa.StructArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    arrays = []
    for field in structs.type:
        array = _field(structs, field.name)
        if field.name == "ref":
            here = pc.binary_join_element_wise(origin, _field(structs, "path"), "/")
            array = pc.coalesce(array, here)
        elif field.name == "masks":
            groups = [_with_ref(_field(array, group.name), origin) for group in array.type]
            array = pa.StructArray.from_arrays(groups, fields=list(array.type), mask=array.is_null())
        arrays.append(array)
    return pa.StructArray.from_arrays(arrays, fields=list(structs.type), mask=structs.is_null())
