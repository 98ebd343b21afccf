"""Groups of compared rows, each table by its own value: their keys, and the rows of each table in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import lane_sql, statements
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.groups import key_value, marked_keys
from dsviz_widget.query.engines.lanes import Lanes
from dsviz_widget.query.engines.scanning import Scan
from dsviz_widget.query.engines.summary import NUMERIC
from dsviz_widget.query.kinds import join_all
from dsviz_widget.query.lane_clauses import group_clause
from dsviz_widget.query.lane_sql import Lane
from dsviz_widget.query.language.expression import ANY
from dsviz_widget.query.shapes import convert
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed
from dsviz_widget.types import python_values

if TYPE_CHECKING:
    from dsviz_widget.query.query import Query

_KEYS_NAME = "dsviz_lane_groups"
_MEAN = re.compile(r"mean\((.+)\)")


class LaneGroups:
    """The groups of compared tables by one expression, in order.

    Parameters
    ----------
    lanes : Lanes
        The tables.
    by : str
        The expression.
    trees : list of Typed or None
        The expression as each table sees it, None where that lacks a column.
    keys : pyarrow.Table
        One row per group, its key in ``k0``.
    sizes : (groups, tables) int64 array
        Rows of each table in each group.
    """

    def __init__(
        self, lanes: Lanes, by: str, trees: Sequence[Typed | None], keys: pa.Table, sizes: np.ndarray
    ) -> None:
        self.lanes = lanes
        self.by = by
        self.trees = list(trees)
        self.keys = keys
        self.sizes = sizes
        self.bounds: dict[str, tuple[float | None, float | None]] = {}
        """Least and largest finite value of columns of the compared rows, in the rows that match."""

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def size_bytes(self) -> int:
        """Memory that the groups take."""
        return int(self.sizes.nbytes) + int(self.keys.nbytes)

    def key(self, index: int) -> Any:
        """Return the key of a group as plain data."""
        return key_value(self.keys.column(0).slice(index, 1))

    def clauses(self, index: int) -> tuple[str | None, list[str | None]]:
        """Return the clause that keeps the rows of a group in any table, and that of each table.

        None where an expression cannot say it, or the table lacks a column.
        """
        (value,) = python_values(self.keys.column(0).slice(index, 1))
        schema = self.lanes.engine.source.kinds
        if self.lanes.stack is not None:
            text = group_clause(self.by, value, ANY, schema)
            return text, [text] * self.lanes.count
        each = [
            None if tree is None else group_clause(self.by, value, table, schema)
            for table, tree in enumerate(self.trees)
        ]
        return group_clause(self.by, value, ANY, schema), each

    def rows(self, index: int) -> list[int | None]:
        """Return the rows of a group in each table, None where a table lacks the column."""
        return [
            None if tree is None else int(size)
            for tree, size in zip(self.trees, self.sizes[index], strict=True)
        ]

    @contextmanager
    def scan(
        self, sql: Emitter, page: tuple[int, int], query: Query, task: Task | None
    ) -> Iterator[tuple[Scan, list[Lane], list[str], str]]:
        """Give a scan of the matching rows, the tables, the conditions, and the name of a page of groups.

        Statements on it go through the same `sql`, which has the values that it binds.
        """
        lanes = lanes_of(self.lanes, sql, self.trees)
        keys = marked_keys(self.keys, page)
        with self.lanes.engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
            scan.cursor.register(_KEYS_NAME, keys)
            try:
                yield scan, lanes, conditions, _KEYS_NAME
            finally:
                scan.cursor.unregister(_KEYS_NAME)


def lanes_of(lanes: Lanes, sql: Emitter, trees: Sequence[Typed | None]) -> list[Lane]:
    """Return the tables that have a key, with it in the form that holds the keys of all."""
    joint = join_all(tree.kind for tree in trees if tree is not None)
    return [
        Lane(table, lanes.present(sql, table), convert(sql, sql.shown(tree), tree.kind, joint))
        for table, tree in enumerate(trees)
        if tree is not None
    ]


def make_lane_groups(lanes: Lanes, query: Query, by: str, sort: str, task: Task | None = None) -> LaneGroups:
    """Return the groups of compared rows.

    Parameters
    ----------
    lanes : Lanes
        The tables.
    query : Query
        The view; its clauses keep or drop a row of all tables.
    by : str
        What to group by: bare names mean the columns of each table.
    sort : str
        ``change`` puts first where the number of rows differs most from the first table, ``rows`` the
        largest groups, ``mean(acc)`` where the mean of a column differs most, ``key`` the lowest key;
        a minus in front turns it round.
    task : Task or None
        Stops the question.

    Raises
    ------
    QueryError
        If `by` fits no table, or `sort` is none of these.
    """
    trees = lanes.read_all(by)
    if any(tree is not None and tree.kind.name == "other" for tree in trees):
        raise QueryError(
            "type", f"{by} holds values that cannot be grouped.", hint="Group by another column."
        )
    engine, sql, query = lanes.engine, lanes.engine.emitter(), lanes.left(query)
    there = lanes_of(lanes, sql, trees)
    tables = [lane.table for lane in there]
    measures, order = _order(lanes, sort, tables)
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        statement = lane_sql.lane_groups(scan.text, there, lanes.count, conditions, measures, order)
        rows = engine.run(scan, statement, sql, task).combine_chunks()
    sizes = np.column_stack([rows[f"n{table}"].to_numpy() for table in range(lanes.count)])
    return LaneGroups(lanes, by, trees, rows.select(["k0"]), sizes)


def _order(lanes: Lanes, sort: str, tables: Sequence[int]) -> tuple[list[str | None], list[str]]:
    """Return SQL of a measure per table that groups are sorted by, and of their order."""
    turned = sort.startswith("-")
    name = sort.removeprefix("-").strip()
    measures: list[str | None] = [None] * len(tables)
    size, key = lane_sql.sum_over("n", tables), statements.group_order("k0", descending=False)
    if name == "key":
        return measures, [statements.group_order("k0", descending=turned)]
    if name == "rows":
        return measures, [statements.group_order(size, descending=not turned), key]
    found = _MEAN.fullmatch(name)
    if found:
        columns = lanes.columns(found[1].strip("`"))
        for index, table in enumerate(tables):
            column = columns[table]
            if column is not None and lanes.engine.source.kinds.columns[column].name in NUMERIC:
                measures[index] = lane_sql.mean_where(lanes.engine.number(column), lane_sql.EVERY_ROW)
        known = [table for table, measure in zip(tables, measures, strict=True) if measure is not None]
        if not known:
            raise QueryError(
                "type", f"{name} needs a column of numbers.", hint="Sort by change, rows or key."
            )
        change = lane_sql.largest_change("m", known)
    elif name == "change":
        change = lane_sql.largest_change("n", tables)
    else:
        raise QueryError(
            "value",
            f"Compared groups cannot be sorted by {sort!r}.",
            hint="They sort by change, rows, key and mean(column).",
        )
    # Groups that only one table has a mean of come last either way.
    way = statements.group_order(change, descending=True)
    if turned:
        way = lane_sql.lowest_first(change)
    return measures, [way, statements.group_order(size, descending=True), key]
