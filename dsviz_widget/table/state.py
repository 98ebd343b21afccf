"""The rows of a table: growing in memory, or at rest in files."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import CellTypeError, TableArgumentError, did_you_mean
from dsviz_widget.table.at_rest import ParquetRows, RowsAtRest
from dsviz_widget.table.cell_files import files_of, refer_to
from dsviz_widget.table.columns import MIXING, Columns, is_missing
from dsviz_widget.table.engines import OwnEngine
from dsviz_widget.table.links import PrimaryKeyType
from dsviz_widget.table.logging import LogMode, LogState
from dsviz_widget.table.staged import StoredBlobs
from dsviz_widget.types import AnyType, BlobSource, ColumnType, adopted, article, mixed_with
from dsviz_widget.types.mixed import add_numbers, number_class

if TYPE_CHECKING:
    import pyarrow as pa

NEVER_MISSING = frozenset({int, str, bool, type(None)})
"""Classes whose cells are as they are: None is empty already, and no other of them is."""
PLAIN = NEVER_MISSING | {float}
"""The same where NaN is a number."""


class TableState:
    """What reading and editing a table share."""

    log_mode: LogMode
    _log: LogState
    _mixed: bool
    _dtype: Any
    _optional: Any
    _stored: RowsAtRest | None
    _columns: Columns
    _width: int
    _answering: OwnEngine | None = None
    """What answers queries on rows in memory, once it was asked for."""

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self._stored.names if self._stored is not None else self._columns.names)

    @property
    def column_types(self) -> dict[str, ColumnType]:
        """What each column holds."""
        if self._stored is not None:
            return dict(zip(self._stored.names, self._stored.types, strict=True))
        self._columns.flush()
        return dict(zip(self._columns.names, self._columns.types, strict=True))

    def __len__(self) -> int:
        return self._stored.row_count if self._stored is not None else len(self._columns)

    @property
    def source(self) -> BlobSource:
        """Where the files behind the cells are."""
        return self._stored.blobs if self._stored is not None else self._columns.blobs

    @property
    def origin(self) -> str | None:
        """``project/name:v0/path`` of a table that came from an artifact, else None."""
        return self._stored.origin if self._stored is not None else None

    @property
    def edition(self) -> int:
        """Grows when columns come or change; rows that are added leave it as it is."""
        return self._columns.edition

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` when a row comes or a column changes next: once, on the thread that does it.

        It must return at once and touch no table. Adding rows costs the same, watched or not.
        """
        self._columns.watch(changed)

    def settled(self) -> pa.Table:
        """Return the rows as Arrow that other tables may hold: cells of an artifact refer to it."""
        return _settled(self._stored) if self._stored is not None else self._columns.to_arrow()

    def to_arrow(self) -> pa.Table:
        """Return the table as Arrow; images are structs with digest, size, boxes and masks.

        A value of a column of mixed types is a struct with a field for each kind, in which one is filled;
        a key that a dict lacks is a null.

        A table from an artifact is mapped from disk, and costs no memory; one from Parquet is read.
        """
        if self._stored is not None:
            return self._stored.to_arrow()
        return self._columns.to_arrow()

    def files(self) -> Iterator[tuple[str, str, int, str | None]]:
        """Yield ``(path, digest, size, ref)`` of every file behind the cells, with repeats."""
        for name, column_type in self.column_types.items():
            if column_type.holds_files:
                for chunk in self._select([name]).column(0).chunks:
                    yield from files_of(chunk, column_type)

    def _load(self) -> None:
        """Turn a table at rest into one that can grow."""
        if self._stored is None:
            return
        stored, self._stored = self._stored, None
        self._columns.set_arrow(_settled(stored), stored.types, stored.optional)
        for _, digest, _, _ in self.files():
            self._columns.blobs.refer(digest, stored.blobs)

    def _name(self, name: str | int) -> str:
        found = str(name) if isinstance(name, int) else name
        if found not in self.columns:
            raise TableArgumentError(
                f"the table has no column {name!r}.{did_you_mean(str(name), self.columns)}"
            )
        return found

    def _check_row(self, index: int) -> int:
        if not isinstance(index, (int, np.integer)) or not 0 <= index < len(self):
            raise TableArgumentError(
                f"the table has rows 0 to {len(self) - 1}, and row {index!r} was asked."
                if len(self)
                else f"the table has no rows, and row {index!r} was asked."
            )
        return int(index)

    def _select(self, names: list[str]) -> pa.Table:
        """Return some columns as Arrow, reading no others."""
        if self._stored is not None:
            return self._stored.select(names)
        return self._columns.to_arrow().select(names)

    def _batches(self) -> tuple[Iterator[pa.RecordBatch], pa.Schema]:
        """Return all rows, some at a time, and their schema."""
        if isinstance(self._stored, ParquetRows):
            return self._stored.batches(), self._stored.schema
        arrow = self.to_arrow()
        return iter(arrow.to_batches()), arrow.schema

    def _optional_columns(self) -> list[bool]:
        return self._stored.optional if self._stored is not None else self._columns.optional

    def _notes(self) -> dict[str, Any]:
        """Return what a file of the table notes beside its types."""
        notes: dict[str, Any] = {"optional": self._optional_columns()}
        mixed = [name for name in self.columns if name in self._columns.mixed]
        return {**notes, "mixed": mixed} if mixed else notes

    def _encode(
        self, name: str, column_type: ColumnType, cells: list[Any], noun: str, may_mix: bool = False
    ) -> tuple[ColumnType, pa.Array]:
        """Return the type of a column's cells and their Arrow form, looking at each."""
        widen: Callable[[ColumnType, Any], ColumnType] = mixed_with if may_mix else _assigned
        cells = [cell if type(cell) in column_type.fast else adopted(cell) for cell in cells]
        for index, cell in enumerate(cells):
            if type(cell) not in column_type.fast:
                missing = is_missing(cell, column_type, may_mix)
                missing = missing and not isinstance(column_type, PrimaryKeyType)
                try:
                    column_type = widen(column_type, None if missing else cell)
                except CellTypeError as error:
                    hint = "" if may_mix else f" {MIXING}"
                    raise CellTypeError(
                        f"{noun} {index} of column {name!r}: {str(error).rstrip('.')}.{hint}"
                    ) from None
        plain = cells
        if not (PLAIN if may_mix else NEVER_MISSING).issuperset(map(type, cells)):
            plain = [None if is_missing(cell, column_type, may_mix) else cell for cell in cells]
        if may_mix and isinstance(column_type, AnyType):
            numbers = [number_class(cell) for cell in plain]
            column_type = column_type.with_numbers(functools.reduce(add_numbers, numbers, ""))
        array = column_type.to_arrow(plain, self._columns.blobs)
        note = getattr(column_type, "note_classes", None)
        return (note(plain) if note is not None else column_type), array


def _assigned(column_type: ColumnType, cell: Any) -> ColumnType:
    return column_type.assign(cell)


def _settled(stored: RowsAtRest) -> pa.Table:
    """Return rows at rest, whose cells refer to the artifact that they came from."""
    import pyarrow as pa

    arrow = stored.to_arrow()
    if not isinstance(stored.blobs, StoredBlobs):
        return arrow
    origin = stored.blobs.origin
    columns = [
        pa.chunked_array([refer_to(chunk, column_type, origin) for chunk in column.chunks], type=column.type)
        for column, column_type in zip(arrow.columns, stored.types, strict=True)
    ]
    return pa.table(columns, names=stored.names)


def check_names(columns: Any) -> list[str]:
    """Return names of columns as text; raises TableArgumentError for what cannot be names."""
    if not isinstance(columns, (list, tuple)):
        raise TableArgumentError(f"columns must be a list of names, got {article(columns)}.")
    names = []
    for name in columns:
        if not isinstance(name, (str, int)) or isinstance(name, bool):
            raise TableArgumentError(f"a column's name must be text or an int, got {article(name)}.")
        if str(name) in names:
            raise TableArgumentError(f"two columns are named {str(name)!r}. Give each a name of its own.")
        names.append(str(name))
    return names
