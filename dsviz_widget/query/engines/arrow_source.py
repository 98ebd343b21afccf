"""An Arrow table as a source: in memory, or mapped into it."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import ROW
from dsviz_widget.query.engines.connection import EngineOptions, connect, new_cursor
from dsviz_widget.query.engines.scanning import MARK, MARKED_NAME, Marks, Scan, Stretches
from dsviz_widget.query.engines.taking import Batches
from dsviz_widget.query.kinds import OTHER, Facts, Schema, kind_of
from dsviz_widget.query.sql import engine_names
from dsviz_widget.types.lists import with_items
from dsviz_widget.types.maps import make_maps, map_parts

if TYPE_CHECKING:
    import duckdb

SHARED_NUMBERS = 16_000_000
"""Row numbers that stay in memory when no table needs them: 64 MB."""

_numbers = np.empty(0, np.uint32)

_TABLE_NAME = "dsviz_rows"
_STRETCHES_NAME = "dsviz_stretches"


class ArrowSource:
    """An Arrow table; DuckDB scans it where it lies."""

    can_peek = True
    is_random_access = True
    """Whether rows from here and there cost no more than rows beside each other."""

    def __init__(self, table: pa.Table, options: EngineOptions | None = None) -> None:
        self.table = table
        self._batches = Batches(table)
        self.schema = table.schema
        self.row_count = table.num_rows
        self._lock = threading.Lock()
        self._facts: dict[str, Facts] = {}
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._database = connect(options)
        self.identifiers: Mapping[str, str] = _identifiers(table.schema.names)
        self._rows = self._queryable()
        known = set(self._rows.schema.names)
        columns = {
            name: kind_of(column.type) if self.identifiers[name] in known else OTHER
            for name, column in zip(table.schema.names, table.columns, strict=True)
        }
        self.kinds = Schema(columns, self.facts)

    def _queryable(self) -> pa.Table:
        """Return the columns that DuckDB reads, under engine names, and the row ids."""
        columns = {ROW: pa.array(row_numbers(self.row_count))}
        for name, column in zip(self.schema.names, self.table.columns, strict=True):
            readable = _readable(column)
            if readable is not None:
                columns[self.identifiers[name]] = readable
        rows = pa.table(columns)
        cursor = new_cursor(self._database)
        try:
            cursor.register(_TABLE_NAME, rows)
        except Exception:
            rows = rows.select([name for name in columns if self._can_read(rows, name)])
            cursor.register(_TABLE_NAME, rows)
        self._idle.append(cursor)
        return rows

    def _can_read(self, rows: pa.Table, name: str) -> bool:
        try:
            new_cursor(self._database).register(_TABLE_NAME, rows.select([name]))
        except Exception:
            return False
        return True

    def facts(self, name: str) -> Facts:
        """Return what is known of a column; a look at its values happens once."""
        found = self._facts.get(name)
        if found is None:
            found = _arrow_facts(self.table.column(name))
            self._facts[name] = found
        return found

    @contextmanager
    def scan(self, marks: Marks | None = None, only: Stretches | None = None) -> Iterator[Scan]:
        """Give a connection that sees the table, with marks, or only some stretches of it."""
        with self._lock:
            cursor = self._idle.pop() if self._idle else None
        if cursor is None:
            cursor = new_cursor(self._database)
            cursor.register(_TABLE_NAME, self._rows)
        name = _TABLE_NAME
        if marks is not None:
            dense = np.full(self.row_count, -1, dtype=np.int32)
            dense[marks.row_ids] = marks.groups
            name = MARKED_NAME
            cursor.register(name, self._rows.append_column(MARK, pa.array(dense)))
        elif only is not None:
            name = _STRETCHES_NAME
            parts = [self._rows.slice(start, stop - start) for start, stop in only]
            cursor.register(name, pa.concat_tables(parts))
        try:
            yield Scan(cursor, statements.named_source(name))
        finally:
            if name != _TABLE_NAME:
                cursor.unregister(name)
            with self._lock:
                self._idle.append(cursor)

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""
        return self._batches.take(row_ids, columns)


def row_numbers(count: int) -> np.ndarray:
    """Return the numbers from 0 to before `count`. Tables share them, and the states of one that grows."""
    global _numbers
    if count > SHARED_NUMBERS:
        return np.arange(count, dtype=np.uint32 if count < 2**32 else np.uint64)
    numbers = _numbers
    if len(numbers) < count:
        # Room for rows that come next, so that the same numbers serve for long.
        numbers = np.arange(min(count + count // 4, SHARED_NUMBERS), dtype=np.uint32)
        numbers.flags.writeable = False
        _numbers = numbers
    return numbers[:count]


def _identifiers(names: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, engine_names(names, reserved=(ROW, MARK)), strict=True))


def _readable(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return a column as DuckDB can read it, or None."""
    if isinstance(column.type, pa.BaseExtensionType):
        chunks = [chunk.storage for chunk in column.chunks]
        return pa.chunked_array(chunks, type=column.type.storage_type)
    if pa.types.is_float16(column.type):
        return column.cast(pa.float32())
    if pa.types.is_union(column.type):
        return None
    engine_type = _with_engine_names(column.type)
    if engine_type == column.type:
        return column
    return pa.chunked_array([_renamed(chunk, engine_type) for chunk in column.chunks], type=engine_type)


def _renamed(array: pa.Array, arrow: pa.DataType) -> pa.Array:
    """Return an array with other names for the fields of its structs."""
    if array.type.equals(arrow):
        return array
    if pa.types.is_map(arrow):
        lengths, keys, items = map_parts(array)
        empty = array.is_null().to_numpy(zero_copy_only=False)
        return make_maps(lengths, keys, _renamed(items, arrow.item_type), empty)
    if not pa.types.is_struct(arrow):
        return with_items(array, _renamed(array.flatten(), arrow.value_type))
    fields = [_renamed(child, arrow.field(index).type) for index, child in enumerate(array.flatten())]
    return pa.StructArray.from_arrays(fields, fields=list(arrow), mask=array.is_null())


def _with_engine_names(arrow: pa.DataType) -> pa.DataType:
    """Return the type with the fields of its structs named as `engine_names` names them."""
    if pa.types.is_struct(arrow):
        names = engine_names([field.name for field in arrow])
        return pa.struct(
            [
                pa.field(name, _with_engine_names(field.type), field.nullable)
                for name, field in zip(names, arrow, strict=True)
            ]
        )
    if pa.types.is_list(arrow):
        return pa.list_(_with_engine_names(arrow.value_type))
    if pa.types.is_large_list(arrow):
        return pa.large_list(_with_engine_names(arrow.value_type))
    if pa.types.is_map(arrow):
        return pa.map_(arrow.key_type, _with_engine_names(arrow.item_type))
    return arrow


def _arrow_facts(column: pa.ChunkedArray) -> Facts:
    import pyarrow.compute as pc

    nullable = column.null_count > 0 or pa.types.is_null(column.type)
    if not pa.types.is_floating(column.type):
        return Facts(nullable=nullable, nan=False, finite=not pa.types.is_nested(column.type))
    if pa.types.is_float16(column.type):
        column = column.cast(pa.float32())
    # A sum that is finite has only finite terms, and is found faster than each term is looked at.
    total = pc.sum(column).as_py()
    finite = total is None or math.isfinite(total) or pc.all(pc.is_finite(column)).as_py() is not False
    nan = not finite and pc.any(pc.is_nan(column)).as_py() is True
    return Facts(nullable=nullable, nan=nan, finite=finite)
