"""The files behind the cells of a column, found in its Arrow form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dsviz_widget.types import ColumnType, DictType, ListType

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
    elif isinstance(column_type, ListType) and holds_files(column_type):
        yield from files_of(array.flatten(), column_type.element)
    elif isinstance(column_type, DictType) and holds_files(column_type):
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

    if not holds_files(column_type):
        return array
    if column_type.has_file:
        return _with_ref(array, origin)
    if isinstance(column_type, ListType):
        items = refer_to(array.flatten(), column_type.element, origin)
        lengths = array.value_lengths().fill_null(0).to_pylist()
        offsets = [0]
        for length in lengths:
            offsets.append(offsets[-1] + length)
        mask = array.is_null() if array.null_count else None
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items, mask=mask)
    assert isinstance(column_type, DictType)
    fields = [refer_to(_field(array, name), found, origin) for name, found in column_type.fields.items()]
    return pa.StructArray.from_arrays(fields, names=list(column_type.fields), mask=array.is_null())


def holds_files(column_type: ColumnType) -> bool:
    """Return whether files are behind the cells, or behind values inside them."""
    if isinstance(column_type, ListType):
        return holds_files(column_type.element)
    if isinstance(column_type, DictType):
        return any(holds_files(found) for found in column_type.fields.values())
    return column_type.has_file


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
