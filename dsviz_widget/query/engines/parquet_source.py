"""Parquet files as a source, one after the other; rows are best taken from a copy in Arrow."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import ROW
from dsviz_widget.query.engines.connection import EngineOptions, connect, new_cursor
from dsviz_widget.query.engines.scanning import MARK, MARKED_NAME, Marks, Scan, Stretches
from dsviz_widget.query.engines.taking import Batches, cast_rows, take_rows
from dsviz_widget.query.kinds import UNKNOWN, Facts, Schema, holds_floats, kind_of
from dsviz_widget.query.sql import TABLE, quote

NESTED = ("struct", "list", "map", "mixed", "other")
MAX_LISTED = 2_000
"""So many rows of a file are asked for by number, by which the engine skips row groups."""
MANY = 0.01
"""Share of the rows from which files are read from one end to the other."""
LARGE = 5_000_000
"""From so many rows on nobody waits for a look at every value."""


class ParquetSource:
    """Parquet files, one after the other; rows are best taken from a copy in Arrow."""

    can_peek = True

    def __init__(
        self,
        paths: Sequence[str],
        random_access: pa.Table | None = None,
        columns: pa.Schema | None = None,
        options: EngineOptions | None = None,
    ) -> None:
        import pyarrow.parquet as pq

        self.paths = list(paths)
        self._files = [pq.ParquetFile(path) for path in self.paths]
        written = self._files[0].schema_arrow.remove_metadata()
        self.schema = written if columns is None else columns
        sizes = [file.metadata.num_rows for file in self._files]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.row_count = int(self.offsets[-1])
        self._copy = Batches(random_access) if random_access is not None else None
        self.on_scattered: Callable[[], None] | None = None
        """Called when a page took rows from here and there, which a copy would make cheap."""
        self._lock = threading.Lock()
        self._facts: dict[str, Facts] = {}
        self._database = connect(options)
        cursor = new_cursor(self._database)
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
        self._has_nested_floats = any(holds_floats(kind) for kind in kinds.values() if kind.name in NESTED)

    def facts(self, name: str) -> Facts:
        """Return what is known of a column.

        Footers tell whether cells are empty. Whether there is NaN is looked at, once, in a small table; of
        a large one there may be, until `learn` says otherwise.
        """
        if name not in self._facts:
            self.look([name])
        return self._facts[name]

    def look(self, names: Sequence[str]) -> None:
        """Find out what is not known of columns, in one pass."""
        kinds = self.kinds.columns
        wanted = [name for name in names if name not in self._facts]
        # Until its values were looked at, a column may hold NaN.
        self._facts.update({name: self._by_footers(name) for name in wanted})
        floats = [name for name in wanted if kinds[name].is_float]
        if not floats or self.row_count >= LARGE:
            return
        texts = [f"{TABLE}.{quote(self.identifiers[name])}" for name in floats]
        with self.scan() as scan:
            statement = statements.column_facts(scan.text, texts)
            row = scan.cursor.execute(statement, scan.parameters).fetchall()[0]
        for index, name in enumerate(floats):
            nan, infinite = row[2 * index : 2 * index + 2]
            found = Facts(nullable=self._facts[name].nullable, nan=nan, finite=not (nan or infinite))
            self._facts[name] = found

    def _may_have_nan(self) -> bool:
        """Tell whether a column that was asked for may hold NaN; a column in use has been asked for."""
        return self._has_nested_floats or any(facts.nan for facts in self._facts.values())

    def learn(self, name: str, facts: Facts) -> None:
        """Take what was found out about a column by other means."""
        self._facts[name] = facts

    def _by_footers(self, name: str) -> Facts:
        """Return what the footers of the files say; of NaN they say nothing."""
        kind = self.kinds.columns[name]
        if kind.name in NESTED:
            return UNKNOWN
        empty = any(_may_be_empty(file.metadata, name) for file in self._files)
        return Facts(nullable=empty, nan=kind.is_float, finite=not kind.is_float)

    @contextmanager
    def scan(self, marks: Marks | None = None, only: Stretches | None = None) -> Iterator[Scan]:
        """Give a connection that sees the files; with marks the rows that carry one."""
        cursor = new_cursor(self._database)
        nan = self._may_have_nan()
        text = statements.parquet_source("$files", "$offsets" if len(self.paths) > 1 else None, nan)
        parameters: dict[str, Any] = {"files": self.paths}
        if len(self.paths) > 1:
            parameters["offsets"] = self.offsets[:-1].tolist()
        if marks is not None:
            groups = np.broadcast_to(marks.groups, marks.row_ids.shape).astype(np.int32)
            rows = pa.table({ROW: marks.row_ids.astype(np.int64), MARK: groups})
            cursor.register(MARKED_NAME, rows)
            text = statements.joined_marks(text, MARKED_NAME)
        elif only is not None:
            text = statements.parquet_stretches("$files", self._in_files(only), nan)
            parameters = {"files": self.paths}
        try:
            yield Scan(cursor, text, parameters)
        finally:
            cursor.close()

    def _in_files(self, stretches: Stretches) -> list[tuple[int, int, int, int]]:
        """Return stretches as file, first row, last row and row id of the file's first row."""
        found = []
        for start, stop in stretches:
            for file, (low, high) in enumerate(zip(self.offsets[:-1], self.offsets[1:], strict=True)):
                inside = max(start, int(low)), min(stop, int(high))
                if inside[0] < inside[1]:
                    found.append((file, inside[0] - int(low), inside[1] - int(low), int(low)))
        return found

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""
        copy = self._copy
        if copy is not None:
            return copy.take(row_ids, columns)
        if len(row_ids) > max(self.row_count * MANY, MAX_LISTED):
            return self._take_many(row_ids, list(columns))
        wanted = np.unique(row_ids)
        flat = [name for name in columns if name in self._flat]
        is_scattered = self._groups_of(wanted) > 1
        if is_scattered and self.on_scattered is not None:
            self.on_scattered()
        if not flat or not is_scattered:
            return take_rows(self._read(wanted, list(columns)), np.searchsorted(wanted, row_ids))
        # Rows from here and there: the engine decodes less of a row group than Arrow does, on all cores.
        rows = self._look_up(wanted, flat)
        others = [name for name in columns if name not in self._flat]
        if others:
            read = self._read(wanted, others)
            for name in others:
                rows = rows.append_column(read.schema.field(name), read.column(name))
        return take_rows(rows.select(list(columns)), np.searchsorted(wanted, row_ids))

    def _take_many(self, row_ids: np.ndarray, columns: list[str]) -> pa.Table:
        """Return rows by id where so many are asked for that sorting them would take longer than reading."""
        if np.all(row_ids[1:] > row_ids[:-1]):
            return self._read(row_ids, columns)
        is_wanted = np.zeros(self.row_count, dtype=bool)
        is_wanted[row_ids] = True
        places = np.cumsum(is_wanted) - 1
        return take_rows(self._read(np.flatnonzero(is_wanted), columns).combine_chunks(), places[row_ids])

    @property
    def is_random_access(self) -> bool:
        """Whether rows from here and there cost no more than rows beside each other."""
        return self._copy is not None

    def take_from(self, copy: pa.Table) -> None:
        """Take the rows of pages from a copy of all rows from now on."""
        self._copy = Batches(copy)

    @property
    def byte_count(self) -> int:
        """Bytes of all rows, about, once they are decoded."""
        return sum(
            file.metadata.row_group(index).total_byte_size
            for file in self._files
            for index in range(file.metadata.num_row_groups)
        )

    def batches(self) -> Iterator[pa.Table]:
        """Yield all rows in the form of the schema, a row group at a time."""
        import pyarrow.parquet as pq

        names = self.schema.names
        for path in self.paths:
            with pq.ParquetFile(path) as file:
                for index in range(file.num_row_groups):
                    group = file.read_row_group(index, names).select(names)
                    yield self._shaped(group.replace_schema_metadata(None))

    def _groups_of(self, wanted: np.ndarray) -> int:
        """Return how many row groups the rows of sorted ids lie in."""
        return len(np.unique(np.searchsorted(self._group_ends, wanted, side="right")))

    def _look_up(self, wanted: np.ndarray, columns: list[str]) -> pa.Table:
        """Return columns without structure of the rows of sorted ids, found by the engine."""
        pieces = []
        cursor = new_cursor(self._database)
        try:
            for path, start, end in zip(self.paths, self.offsets[:-1], self.offsets[1:], strict=True):
                low, high = np.searchsorted(wanted, [start, end])
                if low == high:
                    continue
                inside = wanted[low:high] - start
                if len(inside) <= MAX_LISTED:
                    statement = statements.listed_rows(columns, inside.tolist())
                    found = cursor.sql(statement, params={"file": path}).to_arrow_table()
                else:
                    cursor.register(MARKED_NAME, pa.table({ROW: inside}))
                    statement = statements.parquet_rows(columns, MARKED_NAME)
                    found = cursor.sql(statement, params={"file": path}).to_arrow_table()
                    cursor.unregister(MARKED_NAME)
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
                    if len(inside) == size:
                        pieces.append(self._shaped(group))
                        start += size
                        continue
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


def _may_be_empty(metadata: Any, name: str) -> bool:
    """Tell whether a flat column may hold nulls, by the footer of a file."""
    paths = [metadata.schema.column(index).path for index in range(metadata.num_columns)]
    if name not in paths:
        return True
    place = paths.index(name)
    for index in range(metadata.num_row_groups):
        found = metadata.row_group(index).column(place).statistics
        if found is None or not found.has_null_count or found.null_count > 0:
            return True
    return False
