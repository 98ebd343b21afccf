"""Which rows of several tables have equal keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.query import composed_sql
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.connection import connect, new_cursor
from dsviz_widget.query.engines.gathered import NONE
from dsviz_widget.query.engines.number_keys import match_numbers
from dsviz_widget.query.engines.stopping import stoppable
from dsviz_widget.query.parts import Duplicates, How

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Matching:
    """How well the rows of several tables match on their key.

    Parameters
    ----------
    in_all : int
        Keys that every table has.
    in_some : int
        Keys that more than one table has, and not all.
    only_in : tuple of int
        Per table, keys that it alone has.
    repeated_keys, repeated_rows : tuple of int
        Per table, keys that occur more than once, and the rows they occur in.
    empty_keys : tuple of int
        Per table, rows without a key, which match nothing.
    """

    in_all: int
    in_some: int
    only_in: tuple[int, ...]
    repeated_keys: tuple[int, ...]
    repeated_rows: tuple[int, ...]
    empty_keys: tuple[int, ...]


class MatchedRows:
    """Rows of several tables beside each other, found once.

    In a comparison the rows of the first table come first, in their order, then those that only the others
    have. Where all tables have the same keys in the same order, as results of two models on one dataset
    mostly do, nothing needs to be matched.

    Parameters
    ----------
    keys : sequence of pyarrow.Table
        Per table, the parts of the key of every row, of the same types in all.
    how : str
        As in `Inputs`; neither ``concat`` nor ``position``.
    duplicates : {"pair", "first", "every"}
        As in `Inputs`.
    task : Task or None
        Stops it, and is told how much is done.

    Attributes
    ----------
    positions : list of int array
        Per table, the row that stands in each row of the whole, or `NONE`.
    is_aligned : bool
        Whether row n of the whole is row n of each table.
    aside : tuple of int
        Per table, rows that stand in no row of the whole although nothing but an earlier row with their
        key keeps them out.
    """

    def __init__(
        self, keys: Sequence[pa.Table], how: How, duplicates: Duplicates = "pair", task: Task | None = None
    ) -> None:
        self._keys = keys
        self._matching: Matching | None = None
        self.aside = (0,) * len(keys)
        self.is_aligned = are_aligned(keys)
        self._is_once = self.is_aligned
        """Whether each row of each table is there once."""
        if self.is_aligned:
            self.positions = [row_range(keys[0].num_rows)] * len(keys)
            return
        looked_up = match_numbers(keys, task)
        if looked_up is not None:
            self._matching = _count_unique(looked_up, [0] * len(keys))
            self.positions = _kept_by(how, looked_up)
            return
        self.positions = self._match(how, duplicates, task)

    def _match(self, how: How, duplicates: Duplicates, task: Task | None) -> list[np.ndarray]:
        cursor, tables = _registered(self._keys)
        parts = self._keys[0].column_names
        largest = max(table.num_rows for table in self._keys)

        def run(statement: str) -> list[np.ndarray]:
            found = stoppable(cursor, lambda: cursor.sql(statement).to_arrow_table(), task)
            return _row_numbers(found, largest)

        with cursor:
            if duplicates == "every":
                return run(composed_sql.matched_rows(tables, parts, how))
            if duplicates == "first":
                described = self._describe(cursor, tables, task)
                self.aside = tuple(int(rows - repeated) for _, repeated, rows in described)
                if any(self.aside):
                    return run(composed_sql.matched_rows(tables, parts, how, nth="first"))
            most = sum(table.num_rows for table in self._keys) + 1
            rows = run(composed_sql.matched_rows_of_unique_keys(tables, parts, most))
            counts = [int((numbers != NONE).sum()) for numbers in rows]
            if counts == [table.num_rows for table in self._keys]:
                self._is_once = how in ("compare", "outer")
                return _kept_by(how, _in_order(rows))
            return run(composed_sql.matched_rows(tables, parts, how, nth="pair"))

    def _describe(
        self, cursor: duckdb.DuckDBPyConnection, tables: Sequence[str], task: Task | None
    ) -> list[tuple[Any, ...]]:
        """Return per table how many rows have no key, how many keys are repeated, and in how many rows."""
        parts = self._keys[0].column_names
        found = []
        for table in tables:
            statement = composed_sql.describe_keys(table, parts)
            found += stoppable(cursor, partial(_rows_of, cursor, statement), task)
        return found

    def counted(self, task: Task | None = None) -> Matching:
        """Return how many keys the tables have in common, and which are missing, empty or repeated."""
        if self._matching is None:
            self._matching = self._count(task)
        return self._matching

    def _count(self, task: Task | None) -> Matching:
        none = (0,) * len(self._keys)
        if self.is_aligned:
            return Matching(self._keys[0].num_rows, 0, none, none, none, none)
        cursor, tables = _registered(self._keys)
        with cursor:
            described = self._describe(cursor, tables, task)
            if self._is_once and not any(repeated for _, repeated, _ in described):
                return _count_unique(self.positions, [int(empty) for empty, _, _ in described])
            statement = composed_sql.count_keys(tables, self._keys[0].column_names)
            groups = stoppable(cursor, partial(_rows_of, cursor, statement), task)
            return matching_of(described, groups)

    def repeated(
        self, start: int, count: int, task: Task | None = None
    ) -> tuple[pa.Table, list[tuple[int, ...]]]:
        """Return keys that some table has more than once.

        Returns
        -------
        pyarrow.Table
            ``count`` of them from the `start`-th on, in the order of their first rows: the parts of the key,
            and ``rows0, rows1, ...``, the numbers of their rows in each table.
        list of tuple of int
            How many rows all of them have in each table, and how many keys have so many.
        """
        cursor, tables = _registered(self._keys)
        parts = self._keys[0].column_names
        with cursor:
            page = composed_sql.repeated_keys(tables, parts, start, count)
            found = stoppable(cursor, lambda: cursor.sql(page).to_arrow_table(), task)
            counts = composed_sql.repeated_counts(tables, parts)
            return found, stoppable(cursor, partial(_rows_of, cursor, counts), task)


def _kept_by(how: How, positions: list[np.ndarray]) -> list[np.ndarray]:
    """Return of the rows of a comparison those that a kind of join keeps; no key is there twice."""
    if how in ("compare", "outer"):
        return positions
    asked = positions if how == "inner" else positions[:1]
    there = np.all([rows != NONE for rows in asked], axis=0)
    return positions if there.all() else [rows[there] for rows in positions]


def _count_unique(positions: Sequence[np.ndarray], empty: Sequence[int]) -> Matching:
    """Return the counts of keys that no table has twice: each row of a comparison is one, or empty."""
    none = (0,) * len(positions)
    there = np.stack([rows != NONE for rows in positions])
    held = there.sum(axis=0)
    only = (int((mine & (held == 1)).sum()) for mine in there)
    in_all = int((held == len(there)).sum())
    return Matching(
        in_all,
        int((held > 1).sum()) - in_all,
        tuple(count - rows for count, rows in zip(only, empty, strict=True)),
        none,
        none,
        tuple(empty),
    )


def beside(sizes: Sequence[int]) -> list[np.ndarray]:
    """Return per table its rows in their order, and `NONE` where another table has more."""
    longest = max(sizes)
    positions = []
    for size in sizes:
        rows = row_range(longest).copy()
        rows[size:] = NONE
        positions.append(rows)
    return positions


def matching_by_position(sizes: Sequence[int]) -> Matching:
    """Return how well tables match side by side, where the number of a row is its key."""
    *_, second, largest = sorted(sizes)
    none = (0,) * len(sizes)
    only = tuple(largest - second if size == largest else 0 for size in sizes)
    return Matching(min(sizes), second - min(sizes), only, none, none, none)


def row_range(count: int) -> np.ndarray:
    """Return the numbers of so many rows."""
    return np.arange(count, dtype=np.int32 if count < 2**31 else np.int64)


def are_aligned(keys: Sequence[pa.Table]) -> bool:
    """Tell whether all tables have the same keys in the same order, each once.

    Only keys that rise from row to row are seen to be there once.
    """
    first, *others = keys
    if any(table.num_rows != first.num_rows for table in others):
        return False
    columns = [column for table in keys for column in table.columns]
    if any(column.null_count or pa.types.is_nested(column.type) for column in columns):
        return False
    rises = (
        pc.all(pc.less(column.slice(0, len(column) - 1), column.slice(1))).as_py() is not False
        for column in first.columns
        if len(column)
    )
    if first.num_rows and not any(rises):
        return False
    return all(
        pc.all(pc.equal(mine, theirs)).as_py() is not False
        for table in others
        for mine, theirs in zip(first.columns, table.columns, strict=True)
    )


def _registered(keys: Sequence[pa.Table]) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
    cursor = new_cursor(connect())
    names = []
    for number, table in enumerate(keys):
        rows = pa.array(np.arange(table.num_rows, dtype=np.int64))
        cursor.register(f"keys{number}", table.append_column("row", rows))
        names.append(f"keys{number}")
    return cursor, names


def _rows_of(cursor: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    return cursor.execute(statement).fetchall()


def _row_numbers(found: pa.Table, largest: int) -> list[np.ndarray]:
    kind = np.int32 if largest < 2**31 else np.int64
    return [np.asarray(pc.fill_null(column, NONE)).astype(kind, copy=False) for column in found.columns]


def _in_order(rows: list[np.ndarray]) -> list[np.ndarray]:
    """Return rows in the order of the first table, then what only the second has, and so on.

    Every number but `NONE` is there once.
    """
    order = []
    left = np.arange(len(rows[0]))
    for numbers in rows:
        there = numbers[left] != NONE
        mine = left[there]
        places = np.full(len(numbers), NONE)
        places[numbers[mine]] = mine
        order.append(places[places != NONE])
        left = left[~there]
    whole = np.concatenate(order)
    return [numbers[whole] for numbers in rows]


def matching_of(described: Sequence[tuple[Any, ...]], groups: Sequence[tuple[Any, ...]]) -> Matching:
    """Return what `describe_keys` found of each table, and `count_keys` of all, as one value."""
    only = [0] * len(described)
    in_all = in_some = 0
    for *there, count in groups:
        if all(there):
            in_all += count
        elif sum(there) == 1:
            only[there.index(True)] += count
        else:
            in_some += count
    empty, repeated, rows = zip(*described, strict=True)
    return Matching(
        in_all,
        in_some,
        tuple(only),
        tuple(map(int, repeated)),
        tuple(map(int, rows)),
        tuple(map(int, empty)),
    )
