"""``table.json`` as a Table: a column at a time, with W&B's types where the cells bear them out."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.convert.wandb_cells import holds_media, read_cell
from dsviz_widget.convert.wandb_files import WandbFiles
from dsviz_widget.convert.wandb_json import as_object, list_of
from dsviz_widget.convert.wandb_types import MAX_DEPTH, Described, depth_of, read_type
from dsviz_widget.errors import CellTypeError, ConvertError
from dsviz_widget.media import Image, Medium
from dsviz_widget.media.encoding import encode_all
from dsviz_widget.table import Table
from dsviz_widget.table.staged import StagedBlobs
from dsviz_widget.types import UNKNOWN, AnyType, ColumnType, ListType, UnknownType, article, mixed_with

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.types import BlobSink


def read_table(item: dict[str, Any], rows: list[Any], files: WandbFiles, where: str) -> Table:
    """Return the table of a ``table.json``.

    Parameters
    ----------
    item : dict
        The file's object.
    rows : list of list
        Its ``data``, or the rows of all increments.
    files : WandbFiles
        The artifact or run that it is in.

    Raises
    ------
    ConvertError
        If a row has another width than the table, names repeat, or media make no sense. A column whose
        cells do not fit W&B's type for it, or one another, is kept as mixed values with a warning.
    """
    import pyarrow as pa

    names = _names(item, where)
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(names):
            found = f"{len(row)} cells" if isinstance(row, list) else article(row)
            raise ConvertError(f"row {index} of {where} has {found}, and the table {len(names)} columns.")
    described = _described(item, names, where)
    blobs, arrays, types, optional = StagedBlobs(), [], [], []
    for position, (name, said) in enumerate(zip(names, described, strict=True)):
        place = f"column {name!r} of {where}"
        cells = [row[position] for row in rows]
        if said.serialized is not None:
            column_type, array = _read_serialized(said.serialized, len(rows), files, place, blobs)
        else:
            column_type, array = _read_column(cells, said, files, place, blobs)
        arrays.append(array)
        types.append(column_type)
        optional.append(said.optional or any(cell is None for cell in cells))
    return Table.of_columns(pa.table(arrays, names=names), types, blobs, optional, files.get)


def read_cells(columns: dict[str, list[Any]], files: WandbFiles, where: str) -> Table:
    """Return a table of named lists of JSON values, whose types the values decide; raises ConvertError."""
    import pyarrow as pa

    blobs, arrays, types = StagedBlobs(), [], []
    for name, cells in columns.items():
        place = f"column {name!r} of {where}"
        column_type, array = _read_column(cells, Described(None), files, place, blobs)
        arrays.append(array)
        types.append(column_type)
    return Table.of_columns(pa.table(arrays, names=list(columns)), types, blobs, [True] * len(types))


def _names(item: dict[str, Any], where: str) -> list[str]:
    names = []
    for name in list_of(item, "columns", where):
        if isinstance(name, bool) or not isinstance(name, (str, int)):
            raise ConvertError(f"{where} has a column named {article(name)}; names are text or int.")
        if str(name) in names:
            raise ConvertError(f"{where} has two columns named {str(name)!r}.")
        names.append(str(name))
    return names


def _described(item: dict[str, Any], names: list[str], where: str) -> list[Described]:
    given = item.get("column_types")
    if given is None:
        return [Described(None)] * len(names)
    params = as_object(given, f"'column_types' of {where}").get("params")
    type_map = as_object(as_object(params, f"'column_types' of {where}").get("type_map"), f"types of {where}")
    return [
        read_type(type_map[name], f"column {name!r} of {where}") if name in type_map else Described(None)
        for name in names
    ]


def _read_column(
    cells: list[Any], described: Described, files: WandbFiles, where: str, sink: BlobSink
) -> tuple[ColumnType, pa.Array]:
    column_type: ColumnType = described.type if described.type is not None else UNKNOWN
    if isinstance(column_type, AnyType):
        if not _any_media(cells):
            return _mixed(cells, where, sink)
        # Media beside None, or inside lists: W&B has no better word for them than "any".
        described = dataclasses.replace(described, type=None)
        column_type = UNKNOWN
    try:
        values = [
            cell if cell is None else read_cell(cell, described.type, files, f"row {index}, {where}")
            for index, cell in enumerate(cells)
        ]
        for value in values:
            if type(value) not in column_type.fast:
                column_type = _holding(column_type, value)
        if depth_of(column_type) > MAX_DEPTH:
            raise CellTypeError(f"lists and dicts {depth_of(column_type)} levels deep")
        _count_masks(values)
        array = column_type.to_arrow(values, sink)
    except CellTypeError as error:
        warnings.warn(
            f"{where} is kept as mixed values: {str(error).rstrip('.')}.",
            UserWarning,
            stacklevel=4,
        )
        return _mixed(cells, where, sink)
    except RecursionError:
        raise ConvertError(f"{where} has a cell that is nested too deep.") from None
    note = getattr(column_type, "note_classes", None)
    return (note(values) if note is not None else column_type), array


def _holding(column_type: ColumnType, value: Any) -> ColumnType:
    """Return the type that also holds a value; media of several kinds, in lists too, may be side by side."""
    try:
        return column_type.assign(value)
    except CellTypeError:
        is_list = isinstance(value, list) and isinstance(column_type, (ListType, UnknownType))
        if not column_type.holds_files and not (is_list and any(isinstance(x, Medium) for x in value)):
            raise
        return mixed_with(column_type, value)


def _mixed(cells: list[Any], where: str, sink: BlobSink) -> tuple[ColumnType, pa.Array]:
    column_type: ColumnType = AnyType()
    try:
        for cell in cells:
            if type(cell) not in column_type.fast:
                column_type = column_type.assign(cell)
        return column_type, column_type.to_arrow(cells, sink)
    except CellTypeError as error:
        raise ConvertError(f"{where}: {error}") from None


def _any_media(cells: list[Any]) -> bool:
    try:
        return any(map(holds_media, cells))
    except RecursionError:
        return False


def _count_masks(values: Iterable[Any]) -> None:
    """Count the pixels of every mask on all cores, before the column asks one by one."""
    masks = [mask for value in values if isinstance(value, Image) for mask in value.masks.values()]
    encode_all([lambda mask=mask: mask.classes for mask in masks])


def _read_serialized(
    place: tuple[str, str], count: int, files: WandbFiles, where: str, sink: BlobSink
) -> tuple[ColumnType, pa.Array]:
    """Return a column of arrays that W&B keeps in a ``.npz`` file, one array for the whole column."""
    path, key = place
    found = files.locate(path, where)
    if found is None:
        return UNKNOWN, UNKNOWN.to_arrow([None] * count, sink)
    stacked = _load_npz(found.file, key, where)
    if stacked.ndim < 1 or len(stacked) != count:
        raise ConvertError(f"{where}: {path!r} has an array of shape {stacked.shape} for {count} rows.")
    cells = list(stacked)
    column_type: ColumnType = UNKNOWN
    try:
        for cell in cells[:1]:
            column_type = column_type.assign(cell)
        return column_type, column_type.to_arrow(cells, sink)
    except CellTypeError as error:
        raise ConvertError(f"{where}: {error}") from None


def _load_npz(file: Path, key: str, where: str) -> np.ndarray[Any, Any]:
    import zipfile
    import zlib

    try:
        # Without pickle: a file of unknown origin could run anything.
        with np.load(file, allow_pickle=False) as opened:
            array: np.ndarray[Any, Any] = opened[key]
            return array
    except (
        ValueError, KeyError, OSError, EOFError, TypeError, AttributeError, MemoryError, zipfile.BadZipFile,
        zlib.error, SyntaxError, NotImplementedError,
    ) as error:  # fmt: skip
        raise ConvertError(
            f"{where}: {file.name!r} has no array {key!r} that can be read: {error}."
        ) from None
