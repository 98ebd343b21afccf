"""Tables that are made of rows of others: a column is put together when it is first asked for."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.query import composed_sql
from dsviz_widget.query.engines.arrow_source import ArrowSource
from dsviz_widget.query.engines.base import RowIds
from dsviz_widget.query.engines.scanning import Marks, Scan, Source, Stretches
from dsviz_widget.query.kinds import Facts, Kind, Schema
from dsviz_widget.query.sql import TABLE, engine_names, quote

RESERVED = ("__row", "__mark")
MANY = 0.02
"""Share of a table's rows from which a column is read from one end to the other."""
NONE = -1
"""Row number that stands for no row."""

Owner = tuple[int, str]
"""A table among several, and a column of it."""


def in_row_order(found: pa.Table) -> pa.Table:
    """Return what a scan gave in the order of its first column, the row ids, and without it."""
    ids = found.column(0).to_numpy()
    if np.any(ids[1:] < ids[:-1]):
        # Each part is in order, which a stable sort makes use of.
        found = found.take(pa.array(np.argsort(ids, kind="stable")))
    return found.remove_column(0)


class Side:
    """One of several tables: its rows, or those of them that its query keeps, in its order.

    Parameters
    ----------
    source : Source
        The table with the columns that its query derives.
    ids : RowIds
        Its rows.
    """

    def __init__(self, source: Source, ids: RowIds) -> None:
        self.source = source
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, positions: np.ndarray, names: Sequence[str]) -> pa.Table:
        """Return rows by position; `NONE` is a row of empty cells."""
        there = positions != NONE
        wanted = positions[there]
        ids = wanted if self.ids.ids is None else self.ids.ids[wanted]
        rows = self.source.take(ids.astype(np.int64, copy=False), list(names))
        if there.all():
            return rows
        places = np.cumsum(there) - 1
        return rows.take(pa.array(places, pa.int64(), mask=~there))

    def column(self, positions: np.ndarray, name: str) -> pa.ChunkedArray:
        """Return a column of many rows by position, read from one end to the other; `NONE` is empty.

        Fields of structs may have the names that the engine gives them.
        """
        if len(positions) < self.source.row_count * MANY:
            return self.take(positions, [name]).column(0)
        whole = self._whole(name)
        there = positions != NONE
        count = int(there.sum())
        if self.ids.ids is None and np.array_equal(positions[:count], np.arange(count)):
            # So it mostly is for the first table: its rows in their order, then those that others have.
            return _with_nulls(whole, count, len(positions) - count)
        ids = positions if self.ids.ids is None else self.ids.ids[np.where(there, positions, 0)]
        mask = None if there.all() else ~there
        return whole.combine_chunks().take(pa.array(ids.astype(np.int64, copy=False), mask=mask))

    def _whole(self, name: str) -> pa.ChunkedArray:
        source = self.source
        if isinstance(source, ArrowSource):
            return source.table.column(name)
        text = f"{TABLE}.{quote(source.identifiers[name])}"
        with source.scan() as scan:
            statement = composed_sql.computed_rows(scan.text, [text])
            found = scan.cursor.sql(statement, params=scan.parameters).to_arrow_table()
        return in_row_order(found).column(0)


def _with_nulls(column: pa.ChunkedArray, count: int, empty: int) -> pa.ChunkedArray:
    """Return the first cells of a column, and so many empty ones after them."""
    if count == len(column) and not empty:
        return column
    # In one piece: where columns are cut in other places, DuckDB refuses the structs beside them.
    chunks = column.slice(0, count).chunks
    return pa.chunked_array([pa.concat_arrays([*chunks, pa.nulls(empty, column.type)])])


class GatheredSource(ABC):
    """A table whose columns are gathered from others; those that nothing uses are never read.

    Subclasses say what a column holds in `gather`, and which rows a page has in `take`.

    Parameters
    ----------
    schema : pyarrow.Schema
        Columns that are shown.
    hidden : pyarrow.Schema
        Columns that expressions may name, and `take` answers, but that are not shown.
    row_count : int
        Rows.
    kinds : mapping of str to Kind
        Of all columns.
    tables : tuple of mapping of str to str
        Per table, the name of a column in it -> its name here.
    present : tuple of str
        Per table, the column that tells whether it has a row; none where tables stand after each other.
    """

    def __init__(
        self,
        schema: pa.Schema,
        hidden: pa.Schema,
        row_count: int,
        kinds: Mapping[str, Kind],
        tables: tuple[Mapping[str, str], ...],
        present: tuple[str, ...] = (),
    ) -> None:
        self.schema = schema
        self.all_columns = pa.schema([*schema, *hidden])
        self.row_count = row_count
        names = self.all_columns.names
        self._engine_names: dict[str, str] = dict(zip(names, engine_names(names, RESERVED), strict=True))
        self.identifiers: Mapping[str, str] = _Gathering(self)
        self.kinds = Schema(dict(kinds), self.facts, tables=tables, present=present)
        self._lock = threading.RLock()
        self._columns: dict[str, pa.ChunkedArray] = {}
        self._rows: ArrowSource | None = None

    @abstractmethod
    def gather(self, name: str) -> pa.ChunkedArray:
        """Return a column of all rows."""

    @abstractmethod
    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""

    def facts(self, name: str) -> Facts:
        """Return what is known of a column; it is gathered for that."""
        return self._with(name).facts(self._engine_names[name])

    @contextmanager
    def scan(self, marks: Marks | None = None, only: Stretches | None = None) -> Iterator[Scan]:
        """Give a connection that sees the columns gathered so far."""
        with self._with(None).scan(marks, only) as scan:
            yield scan

    def use(self, name: str) -> str:
        """Return the engine's name of a column, which from now on is there."""
        engine_name = self._engine_names[name]
        self._with(name)
        return engine_name

    def _with(self, name: str | None) -> ArrowSource:
        """Return the rows with a column among them, and all that were asked for before."""
        with self._lock:
            if self._rows is None or (name is not None and name not in self._columns):
                if name is not None:
                    self._columns[name] = self.gather(name)
                columns: dict[str, Any] = {
                    self._engine_names[known]: column for known, column in self._columns.items()
                }
                if not columns:
                    columns["row"] = np.zeros(self.row_count, dtype=np.int8)
                self._rows = ArrowSource(pa.table(columns))
            return self._rows


class _Gathering(Mapping[str, str]):
    """Names in the engine; whoever looks one up means to use the column, so it is gathered."""

    def __init__(self, source: GatheredSource) -> None:
        self._source = source

    def __getitem__(self, name: str) -> str:
        return self._source.use(name)

    def __contains__(self, name: object) -> bool:
        return name in self._source.all_columns.names

    def __iter__(self) -> Iterator[str]:
        return iter(self._source.all_columns.names)

    def __len__(self) -> int:
        return len(self._source.all_columns.names)
