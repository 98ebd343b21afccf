"""The difference between two tables, as a table: rows that were added, removed and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import TableArgumentError, did_you_mean
from dsviz_widget.query import Input, Inputs, LaneChanges, Query, Schema, lane_changes
from dsviz_widget.table.answers import QueriedTable, taken_columns
from dsviz_widget.table.table import Table

CHANGE, CHANGED = "change", "changed"
ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True)
class DiffCounts:
    """How many rows of two tables are the same, and how many are not.

    Parameters
    ----------
    added, removed, changed, equal : int
        Rows that only the second table has, that only the first has, that differ in a compared column, and
        that do not.
    repeated_keys : (int, int)
        Keys that occur more than once in each table: the nth row of a key is held against the nth.
    empty_keys : (int, int)
        Rows of each table without a key, which match none of the other.
    """

    added: int
    removed: int
    changed: int
    equal: int
    repeated_keys: tuple[int, int]
    empty_keys: tuple[int, int]


class TableDiff(Table):
    """Rows in which two tables differ.

    A column ``change`` says how (``added``, ``removed``, ``changed``), ``changed`` lists the columns that
    differ, and of every compared column ``acc`` there are the cells of both, ``0.acc`` and ``1.acc``.

    Attributes
    ----------
    counts : DiffCounts
        How many rows are the same, and how many are not.
    compared : list of str
        Columns whose cells were held against each other.
    differing : list of str
        Those of them that differ in some row that both tables have.
    only_in : (list of str, list of str)
        Columns that one of the tables alone has.
    """

    counts = DiffCounts(0, 0, 0, 0, (0, 0), (0, 0))
    compared: Sequence[str] = ()
    differing: Sequence[str] = ()
    only_in: tuple[Sequence[str], Sequence[str]] = ((), ())

    def __repr__(self) -> str:
        counts = self.counts
        return (
            f"<TableDiff {counts.added} added, {counts.removed} removed, {counts.changed} changed, "
            f"{counts.equal} equal: {', '.join(self.columns)}>"
        )


def diff_tables(
    first: Table,
    second: Table,
    keys: Sequence[Sequence[str]],
    columns: Sequence[str] | None = None,
    labels: Sequence[str] = ("the first table", "the second table"),
) -> TableDiff:
    """Return the rows in which two tables differ: those of the first in its order, then what was added.

    Parameters
    ----------
    first, second : Table
        The tables.
    keys : sequence of (str, str)
        What rows are matched by: per part its expression in each table.
    columns : sequence of str, optional
        Columns to compare; all that both have unless given. Pictures are the same where their bytes, boxes,
        masks and captions are.
    labels : (str, str)
        What messages call the tables.

    Raises
    ------
    TableArgumentError
        If a table lacks a column.
    QueryError
        If the key does not fit.
    """
    queried = [QueriedTable(table) for table in (first, second)]
    engines: list[Any] = [side.engine() for side in queried]
    inputs = Inputs(
        tuple(Input(table.origin, Query()) for table in (first, second)), "compare", tuple(map(tuple, keys))
    )
    engine = engines[0].combine(inputs, engines)
    schema, shown = engine.kinds(Query()), engine.schema.names
    compared = _compared((first, second), schema, shown, columns, labels)
    pairs = [(schema.tables[0][name], schema.tables[1][name]) for name in compared]
    found = lane_changes(engine, pairs)
    owned = {column for names in schema.tables for column in names.values()}
    parts = [name for name in shown if name not in owned]
    rows = engine.source.take(found.ids, [*parts, *(name for pair in pairs for name in pair)])
    change, changed = (_free(name, rows.column_names) for name in (CHANGE, CHANGED))
    rows = rows.add_column(len(parts), change, _words(found))
    rows = rows.add_column(len(parts) + 1, changed, _lists(found.differs, compared))
    sources = {
        name: [(number, own)]
        for pair, own in zip(pairs, compared, strict=True)
        for number, name in enumerate(pair)
    }
    arrow, types, blobs = taken_columns(rows, queried, sources)
    made = TableDiff.of_columns(arrow, types, blobs, [True] * len(types))
    assert isinstance(made, TableDiff)
    matching = engine.key_matching()
    added, removed = int((~found.in_first).sum()), int((~found.in_second).sum())
    made.counts = DiffCounts(
        added,
        removed,
        len(found.ids) - added - removed,
        found.equal,
        matching.repeated_keys,
        matching.empty_keys,
    )
    made.compared = compared
    in_both = found.differs[found.in_first & found.in_second]
    made.differing = [name for name, differs in zip(compared, in_both.any(axis=0), strict=True) if differs]
    made.only_in = (
        [name for name in first.columns if name not in second.columns],
        [name for name in second.columns if name not in first.columns],
    )
    return made


def _compared(
    tables: tuple[Table, Table],
    schema: Schema,
    shown: Sequence[str],
    columns: Sequence[str] | None,
    labels: Sequence[str],
) -> list[str]:
    """Return the columns to compare, by the name that both tables have for them."""
    first, second = tables
    if columns is None:
        names = [name for name in first.columns if name in second.columns]
        # The key is equal in every row that both have.
        return [name for name in names if all(own[name] in shown for own in schema.tables)]
    names = [columns] if isinstance(columns, str) else list(dict.fromkeys(columns))
    for name in names:
        for number, table in enumerate(tables):
            if name not in table.columns:
                raise TableArgumentError(
                    f"{labels[number]} has no column {name!r}, to compare.{did_you_mean(name, table.columns)}"
                )
    return names


def _words(found: LaneChanges) -> pa.Array:
    """Return how each row has changed, in a word."""
    places = np.where(found.in_first, np.where(found.in_second, 2, 1), 0)
    return pa.array([ADDED, REMOVED, CHANGED]).take(pa.array(places))


def _lists(differs: np.ndarray, names: Sequence[str]) -> pa.Array:
    """Return per row the columns that differ."""
    offsets = np.concatenate([[0], np.cumsum(differs.sum(axis=1))])
    columns = pa.array(np.nonzero(differs)[1])
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(list(names), pa.string()).take(columns)
    )


def _free(name: str, taken: Sequence[str]) -> str:
    """Return a name that no column has."""
    while name in taken:
        name += "_"
    return name
