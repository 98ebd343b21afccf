"""Where rows come from: an Arrow table in memory or on disk, or Parquet files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import ROW
from dsviz_widget.query.kinds import OTHER, UNKNOWN, Facts, Schema, kind_of
from dsviz_widget.query.sql import TABLE, engine_names, quote
from dsviz_widget.types.lists import with_items
from dsviz_widget.types.maps import make_maps, map_parts

if TYPE_CHECKING:
    import duckdb

MARK = "__mark"
_TABLE_NAME = "dsviz_rows"
_MARKED_NAME = "dsviz_marked"


@dataclass(frozen=True, eq=False)
class Marks:
    """Some rows, each with a group number (0 for all when there are no groups)."""

    row_ids: np.ndarray
    groups: np.ndarray | int = 0


@dataclass
class Scan:
    """A connection that sees the table, and how a statement names it."""

    cursor: duckdb.DuckDBPyConnection
    text: str
    parameters: dict[str, Any] = field(default_factory=dict)


class Source(Protocol):
    """A table that DuckDB can scan and whose rows can be taken by id."""

    schema: pa.Schema
    row_count: int
    kinds: Schema
    identifiers: Mapping[str, str]

    def scan(self, marks: Marks | None = None) -> Any:
        """Return a context manager that gives a `Scan`."""

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""


def connect() -> duckdb.DuckDBPyConnection:
    """Return a database of our own that loads nothing by itself and thinks in UTC."""
    import duckdb

    database = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "order_by_non_integer_literal": "true",
        }
    )
    database.execute("SET GLOBAL TimeZone = 'UTC'").fetchall()
    return database


class ArrowSource:
    """An Arrow table; DuckDB scans it where it lies."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.schema = table.schema
        self.row_count = table.num_rows
        self._lock = threading.Lock()
        self._facts: dict[str, Facts] = {}
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._database = connect()
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
        row_type = np.uint32 if self.row_count < 2**32 else np.uint64
        columns = {ROW: pa.array(np.arange(self.row_count, dtype=row_type))}
        for name, column in zip(self.schema.names, self.table.columns, strict=True):
            readable = _readable(column)
            if readable is not None:
                columns[self.identifiers[name]] = readable
        rows = pa.table(columns)
        cursor = self._database.cursor()
        try:
            cursor.register(_TABLE_NAME, rows)
        except Exception:
            rows = rows.select([name for name in columns if self._can_read(rows, name)])
            cursor.register(_TABLE_NAME, rows)
        self._idle.append(cursor)
        return rows

    def _can_read(self, rows: pa.Table, name: str) -> bool:
        try:
            self._database.cursor().register(_TABLE_NAME, rows.select([name]))
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
    def scan(self, marks: Marks | None = None) -> Iterator[Scan]:
        """Give a connection that sees the table."""
        with self._lock:
            cursor = self._idle.pop() if self._idle else None
        if cursor is None:
            cursor = self._database.cursor()
            cursor.register(_TABLE_NAME, self._rows)
        name = _TABLE_NAME
        if marks is not None:
            dense = np.full(self.row_count, -1, dtype=np.int32)
            dense[marks.row_ids] = marks.groups
            name = _MARKED_NAME
            cursor.register(name, self._rows.append_column(MARK, pa.array(dense)))
        try:
            yield Scan(cursor, statements.named_source(name))
        finally:
            if marks is not None:
                cursor.unregister(_MARKED_NAME)
            with self._lock:
                self._idle.append(cursor)

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""
        return take_rows(self.table.select(list(columns)), row_ids)


class ParquetSource:
    """Parquet files, one after the other; rows are best taken from a copy in Arrow."""

    def __init__(
        self,
        paths: Sequence[str],
        random_access: pa.Table | None = None,
        columns: pa.Schema | None = None,
    ) -> None:
        import pyarrow.parquet as pq

        self.paths = list(paths)
        self._files = [pq.ParquetFile(path) for path in self.paths]
        written = self._files[0].schema_arrow.remove_metadata()
        self.schema = written if columns is None else columns
        sizes = [file.metadata.num_rows for file in self._files]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.row_count = int(self.offsets[-1])
        self.random_access = random_access
        self._lock = threading.Lock()
        self._facts: dict[str, Facts] = {}
        self._database = connect()
        cursor = self._database.cursor()
        description = cursor.execute(statements.parquet_columns(), {"files": self.paths}).description
        engine_names = [column[0] for column in description or []]
        self.identifiers: Mapping[str, str] = dict(zip(written.names, engine_names, strict=True))
        # What a page shows in the form of the schema, and the engine can give by the name that it has.
        self._flat = {
            name
            for name in (columns.names if columns is not None else ())
            if self.identifiers[name] == name
            and not pa.types.is_nested(self.schema.field(name).type)
            and not pa.types.is_null(self.schema.field(name).type)
        }
        groups = [
            file.metadata.row_group(index).num_rows
            for file in self._files
            for index in range(file.metadata.num_row_groups)
        ]
        self._group_ends = np.cumsum(groups)
        kinds = {name: kind_of(written.field(name).type) for name in self.schema.names}
        self.kinds = Schema(kinds, self.facts)

    def facts(self, name: str) -> Facts:
        """Return what is known of a column; a look at its values happens once."""
        found = self._facts.get(name)
        if found is None:
            found = self._look_at(name)
            self._facts[name] = found
        return found

    def _look_at(self, name: str) -> Facts:
        kind = self.kinds.columns[name]
        if kind.name in ("struct", "list", "map", "other"):
            return UNKNOWN
        with self.scan() as scan:
            text = f"{TABLE}.{quote(self.identifiers[name])}"
            ask = statements.column_facts if kind.is_float else statements.null_facts
            row = scan.cursor.execute(ask(scan.text, text), scan.parameters).fetchall()[0]
        nan, infinite = (bool(row[1]), bool(row[2])) if kind.is_float else (False, False)
        return Facts(nullable=bool(row[0]), nan=nan, finite=not (nan or infinite))

    @contextmanager
    def scan(self, marks: Marks | None = None) -> Iterator[Scan]:
        """Give a connection that sees the files."""
        cursor = self._database.cursor()
        text = statements.parquet_source("$files", "$offsets")
        parameters = {"files": self.paths, "offsets": self.offsets[:-1].tolist()}
        if marks is not None:
            groups = np.broadcast_to(marks.groups, marks.row_ids.shape).astype(np.int32)
            rows = pa.table({ROW: marks.row_ids.astype(np.int64), MARK: groups})
            cursor.register(_MARKED_NAME, rows)
            text = statements.joined_marks(text, _MARKED_NAME)
        try:
            yield Scan(cursor, text, parameters)
        finally:
            cursor.close()

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""
        if self.random_access is not None:
            return take_rows(self.random_access.select(list(columns)), row_ids)
        wanted = np.unique(row_ids)
        flat = [name for name in columns if name in self._flat]
        if not flat or self._groups_of(wanted) < 2:
            return take_rows(self._read(wanted, list(columns)), np.searchsorted(wanted, row_ids))
        # Rows from here and there: the engine decodes less of a row group than Arrow does, on all cores.
        rows = self._look_up(wanted, flat)
        others = [name for name in columns if name not in self._flat]
        if others:
            read = self._read(wanted, others)
            for name in others:
                rows = rows.append_column(read.schema.field(name), read.column(name))
        return take_rows(rows.select(list(columns)), np.searchsorted(wanted, row_ids))

    def _groups_of(self, wanted: np.ndarray) -> int:
        """Return how many row groups the rows of sorted ids lie in."""
        return len(np.unique(np.searchsorted(self._group_ends, wanted, side="right")))

    def _look_up(self, wanted: np.ndarray, columns: list[str]) -> pa.Table:
        """Return columns without structure of the rows of sorted ids, found by the engine."""
        pieces = []
        cursor = self._database.cursor()
        try:
            for path, start, end in zip(self.paths, self.offsets[:-1], self.offsets[1:], strict=True):
                low, high = np.searchsorted(wanted, [start, end])
                if low == high:
                    continue
                cursor.register(_MARKED_NAME, pa.table({ROW: wanted[low:high] - start}))
                statement = statements.parquet_rows(columns, _MARKED_NAME)
                found = cursor.sql(statement, params={"file": path}).to_arrow_table()
                cursor.unregister(_MARKED_NAME)
                pieces.append(self._shaped(found.sort_by(ROW).drop_columns([ROW])))
        finally:
            cursor.close()
        return pa.concat_tables(pieces)

    def _read(self, wanted: np.ndarray, columns: list[str]) -> pa.Table:
        """Return the rows of sorted ids, reading the row groups that hold them."""
        with self._lock:
            return self._read_groups(wanted, columns)

    def _read_groups(self, wanted: np.ndarray, columns: list[str]) -> pa.Table:
        pieces = [self.schema.empty_table().select(columns)]
        for file, start in zip(self._files, self.offsets, strict=False):
            for index in range(file.metadata.num_row_groups):
                size = file.metadata.row_group(index).num_rows
                low, high = np.searchsorted(wanted, [start, start + size])
                if low < high:
                    group = file.read_row_group(index, columns)
                    group = group.select(columns).replace_schema_metadata(None)
                    inside = wanted[low:high] - start
                    try:
                        pieces.append(self._shaped(take_rows(group, inside)))
                    except pa.ArrowNotImplementedError:
                        # Arrow takes no rows of some types that Parquet files name, such as string_view.
                        pieces.append(take_rows(self._shaped(group), inside))
                start += size
        return pa.concat_tables(pieces)

    def _shaped(self, rows: pa.Table) -> pa.Table:
        """Return rows of a file in the form of the schema."""
        schema = pa.schema([self.schema.field(name) for name in rows.column_names])
        return rows if rows.schema.equals(schema) else cast_rows(rows, schema)


def cast_rows(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return rows with the types of a schema; dictionaries are decoded, and finer times cut."""
    from dsviz_widget.types.arrow import conform, plain_type, to_plain

    columns = []
    for column, field_ in zip(rows.columns, schema, strict=True):
        plain = plain_type(column.type) or column.type
        chunks = [conform(to_plain(chunk, plain), field_.type) for chunk in column.chunks]
        columns.append(pa.chunked_array(chunks, type=field_.type))
    return pa.table(columns, schema=schema)


def take_rows(table: pa.Table, row_ids: np.ndarray) -> pa.Table:
    """Return rows by position, taking from each chunk apart.

    Arrow's own take joins the chunks of a column first, which for a memory-mapped table reads
    all of it.
    """
    chunked = [name for name in table.schema.names if table.column(name).num_chunks > 1]
    if not chunked or len(row_ids) == 0:
        return table.take(pa.array(row_ids, pa.int64()))
    batches = table.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    owner = np.searchsorted(ends, row_ids, side="right")
    order = np.argsort(owner, kind="stable")
    pieces = []
    for index in np.unique(owner):
        inside = row_ids[order[owner[order] == index]] - (ends[index] - batches[index].num_rows)
        pieces.append(batches[index].take(pa.array(inside, pa.int64())))
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    taken = pa.Table.from_batches(pieces).combine_chunks()
    return taken.take(pa.array(back))


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
    finite = pc.all(pc.is_finite(column)).as_py() is not False
    nan = not finite and pc.any(pc.is_nan(column)).as_py() is True
    return Facts(nullable=nullable, nan=nan, finite=finite)
