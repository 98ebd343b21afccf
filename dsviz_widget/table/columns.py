"""Rows in, columns out: checked rows gather in chunks, and chunks become Arrow."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import CellTypeError
from dsviz_widget.table.staged import StagedBlobs
from dsviz_widget.types import (
    UNKNOWN,
    AnyType,
    BlobSource,
    ColumnType,
    adopted,
    infer_type,
    mixed_with,
    snapshot,
)
from dsviz_widget.types.mixed import add_numbers, number_class

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK_ROWS = 16_384
CHUNK_FILES = 64
"""Rows of a chunk where images or other media are in the cells or in lists: their pixels wait in memory."""
KNOWN_ROWS = 1_000
MIXING = "To mix types in a column, make the table with allow_mixed_types=True."


class Columns:
    """The growing columns of a table.

    One thread may add rows while others read them: what was there when a reader asked is what it gets.

    Parameters
    ----------
    names : sequence of str
    types : sequence of ColumnType
        What each column may hold; they widen as rows come in.
    optional : sequence of bool
        Whether a column may have empty cells.
    mixed : iterable of str
        Columns that widen to hold cells of any kind.
    """

    def __init__(
        self,
        names: Sequence[str],
        types: Sequence[ColumnType],
        optional: Sequence[bool],
        mixed: Iterable[str] = (),
    ) -> None:
        self.names = list(names)
        self.mixed = set(mixed)
        self.types = list(types)
        self.optional = list(optional)
        self.blobs = StagedBlobs()
        self._chunks: list[list[pa.Array]] = []
        # The types that made each chunk: a column's type may have widened since.
        self._makers: list[list[ColumnType]] = []
        self._chunk_rows = 0
        self._pending: list[tuple[Any, ...]] = []
        self._lock = threading.RLock()
        self._chunk_limit = CHUNK_ROWS
        # Rows that wait before `append` does more than append: a chunk, or one while somebody watches.
        self._limit = CHUNK_ROWS
        self._watchers: list[Callable[[], None]] = []
        self.edition = 0
        """Grows when columns come or change; rows that are added leave it as it is."""
        self._arrow: pa.Table | None = None
        self.refresh()

    def __getstate__(self) -> dict[str, Any]:
        with self._lock:
            return {
                name: value for name, value in self.__dict__.items() if name not in ("_lock", "_watchers")
            }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _lock=threading.RLock(), _watchers=[])
        self._limit = self._chunk_limit

    def refresh(self) -> None:
        """Recompute what the row check looks at, after names, types or `optional` changed."""
        none = type(None)
        self._fast = [
            column_type.fast if optional else column_type.fast - {none}
            for column_type, optional in zip(self.types, self.optional, strict=True)
        ]
        self._fits: set[tuple[type, ...]] = set()
        heavy = any(column_type.holds_files for column_type in self.types)
        self._chunk_limit = CHUNK_FILES if heavy else CHUNK_ROWS
        self._limit = 1 if self._watchers else self._chunk_limit

    def __len__(self) -> int:
        return self._chunk_rows + len(self._pending)

    def append(self, row: tuple[Any, ...]) -> None:
        """Take a row of the right width.

        Raises
        ------
        CellTypeError
            If a cell does not fit its column; nothing of the row is kept.
        """
        if (*map(type, row),) not in self._fits:
            with self._lock:
                row = self._fitted(row)
        pending = self._pending
        pending.append(row)
        if len(pending) >= self._limit:
            self._changed()
            if len(pending) >= self._chunk_limit:
                self.flush()

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` at the next row that comes or column that changes, once, on the thread that does it.

        It costs whoever adds rows nothing before and after that one call, so that a table that grows
        thousands of rows a second can be watched.
        """
        with self._lock:
            self._watchers.append(changed)
            self._limit = 1

    def _changed(self) -> None:
        if not self._watchers:
            return
        with self._lock:
            watchers, self._watchers = self._watchers, []
            self._limit = self._chunk_limit
        for changed in watchers:
            changed()

    def _fitted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        for cell, fast in zip(row, self._fast, strict=True):
            if type(cell) not in fast:
                return self._widen(row)
        # Empty cells here and there make many kinds of rows; those seen first are the common ones.
        if len(self._fits) < KNOWN_ROWS:
            self._fits.add(tuple(map(type, row)))
        return row

    def _widen(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        types, cells, only_nan = [], [], []
        for index, (name, column_type, optional, given) in enumerate(
            zip(self.names, self.types, self.optional, row, strict=True)
        ):
            may_mix = name in self.mixed
            given = adopted(given)
            cell = None if is_missing(given, column_type, may_mix) else given
            if cell is None and not optional:
                raise CellTypeError(
                    f"Data row contained incompatible types: column {name!r} is not optional and got None. "
                    "Nothing of the row was stored."
                )
            try:
                if type(cell) in column_type.fast:
                    types.append(column_type)
                    cells.append(cell)
                    continue
                try:
                    linked = self._linked(column_type, cell)
                    types.append(self._mixed_with(index, linked, cell) if may_mix else linked.assign(cell))
                except CellTypeError:
                    if may_mix or not self._holds_only_nan(index):
                        raise
                    # NaN is how pandas writes an empty cell, also in a column of text.
                    types.append(infer_type(cell))
                    only_nan.append(index)
                cells.append(snapshot(cell))
            except CellTypeError as error:
                hint = "" if may_mix or isinstance(column_type, AnyType) else f" {MIXING}"
                raise CellTypeError(
                    f"Data row contained incompatible types: column {name!r}: {str(error).rstrip('.')}. "
                    f"Nothing of the row was stored.{hint}"
                ) from None
        if any(new is not old for new, old in zip(types, self.types, strict=True)):
            self.types = types
            self.refresh()
        for index in only_nan:
            self._empty(index)
        return tuple(cells)

    def _mixed_with(self, index: int, column_type: ColumnType, cell: Any) -> ColumnType:
        found = mixed_with(column_type, cell)
        if column_type.kind != "number" or not isinstance(found, AnyType):
            return found
        # A column of numbers remembers not which came in, and its cells do.
        numbers = number_class(cell)
        for chunk in self._chunks:
            numbers = add_numbers(numbers, _numbers_in(chunk[index].type))
        for row in self._pending:
            numbers = add_numbers(numbers, number_class(row[index]))
        return found.with_numbers(numbers)

    def _linked(self, column_type: ColumnType, cell: Any) -> ColumnType:
        """Return the type of links that a column of plain numbers or text has from its first link on."""
        link = infer_type(cell) if hasattr(cell, "get_row") else None
        return column_type if link is None or type(link) is type(column_type) else link.merge(column_type)

    def _holds_only_nan(self, index: int) -> bool:
        if self.types[index].kind != "number":
            return False
        return all(cell is None or cell != cell for cell in (row[index] for row in self._pending)) and all(
            chunk[index].is_null(nan_is_null=True).true_count == len(chunk[index]) for chunk in self._chunks
        )

    def _empty(self, index: int) -> None:
        import pyarrow as pa

        self._pending = [(*row[:index], None, *row[index + 1 :]) for row in self._pending]
        for chunk in self._chunks:
            chunk[index] = pa.nulls(len(chunk[index]))

    def append_arrow(self, table: pa.Table, types: Sequence[ColumnType]) -> None:
        """Take columns that are Arrow already, without looking at a row."""
        with self._lock:
            self._flush()
            self.types = [mine.merge(theirs) for mine, theirs in zip(self.types, types, strict=True)]
            self.refresh()
            for batch in table.to_batches():
                if batch.num_rows:
                    self._chunks.append(list(batch.columns))
                    self._makers.append(list(types))
                    self._chunk_rows += batch.num_rows
            self._arrow = None
        self._changed()

    def flush(self) -> None:
        """Turn the rows that gathered into a chunk."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        # A copy: rows that come meanwhile stay for the next chunk.
        rows, arrays, makers = self._pending[:], [], list(self.types)
        for index, cells in enumerate(zip(*rows, strict=True)):
            column_type = self.types[index]
            arrays.append(column_type.to_arrow(cells, self.blobs))
            note: Callable[[Sequence[Any]], ColumnType] | None = getattr(column_type, "note_classes", None)
            if note is not None:
                self.types[index] = note(cells)
        if self._chunks and len(rows) < self._chunk_limit:
            arrays = self._joined_with_last(arrays, makers)
        self._chunks.append(arrays)
        self._makers.append(makers)
        self._chunk_rows += len(rows)
        self._arrow = None
        del self._pending[: len(rows)]

    def _joined_with_last(self, arrays: list[pa.Array], makers: list[ColumnType]) -> list[pa.Array]:
        """Return a small chunk put after the last one where that is small too, which is then gone.

        A table that is looked at while it grows is flushed at each look: it would have a chunk for each.
        """
        import pyarrow as pa

        last = self._chunks[-1]
        fits = (
            bool(last)
            and len(last[0]) + len(arrays[0]) <= self._chunk_limit
            and all(mine is theirs for mine, theirs in zip(makers, self._makers[-1], strict=True))
            and all(before.type.equals(array.type) for before, array in zip(last, arrays, strict=True))
        )
        if not fits:
            return arrays
        del self._chunks[-1], self._makers[-1]
        return [pa.concat_arrays([before, array]) for before, array in zip(last, arrays, strict=True)]

    def to_arrow(self) -> pa.Table:
        """Return all rows as one Arrow table; chunks are kept as they are."""
        with self._lock:
            self._flush()
            if self._arrow is None:
                self._arrow = self._joined()
            return self._arrow

    def _joined(self) -> pa.Table:
        import pyarrow as pa

        from dsviz_widget.types.arrow import conform, unify

        columns = []
        for index, column_type in enumerate(self.types):
            arrays = [
                column_type.adopt(chunk[index], makers[index])
                for chunk, makers in zip(self._chunks, self._makers, strict=True)
            ]
            empty = column_type.to_arrow([], self.blobs).type
            target = unify([array.type for array in arrays]) if arrays else empty
            columns.append(pa.chunked_array([conform(array, target) for array in arrays], type=target))
        joined = pa.table(columns, names=self.names)
        # Kept in their final form, so that the next call has nothing to conform.
        self._chunks = [list(batch.columns) for batch in joined.to_batches() if batch.num_rows]
        self._makers = [list(self.types) for _ in self._chunks]
        return joined

    def set_arrow(self, table: pa.Table, types: Sequence[ColumnType], optional: Sequence[bool]) -> None:
        """Replace everything."""
        with self._lock:
            self.names, self.types, self.optional = list(table.column_names), list(types), list(optional)
            self._chunks = [list(batch.columns) for batch in table.to_batches() if batch.num_rows]
            self._makers = [list(types) for _ in self._chunks]
            self._chunk_rows, self._pending, self._arrow = table.num_rows, [], None
            self.edition += 1
            self.refresh()
        self._changed()


def cells_of(column: pa.ChunkedArray, column_type: ColumnType, source: BlobSource) -> Iterator[Any]:
    """Yield the Python values of an Arrow column, a chunk at a time."""
    for chunk in column.chunks:
        for value in chunk.to_pylist():
            yield column_type.from_arrow(value, source)


def _numbers_in(arrow: pa.DataType) -> str:
    import pyarrow as pa

    return "float" if pa.types.is_floating(arrow) else "int" if pa.types.is_integer(arrow) else ""


def is_missing(cell: Any, column_type: ColumnType, may_mix: bool = False) -> bool:
    """Return whether a cell is empty: None, pandas' NA and NaT, and NaN in a column that holds no numbers.

    In a column that may mix types NaN is a number.
    """
    if isinstance(cell, float):
        return cell != cell and column_type.kind not in ("number", "any") and not may_mix
    return cell is None or type(cell).__name__ in ("NAType", "NaTType")


def unknown_types(count: int) -> list[ColumnType]:
    """Return the types of columns nothing is known of yet."""
    return [UNKNOWN] * count
