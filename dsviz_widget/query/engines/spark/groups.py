"""Groups of rows: their keys and sizes here, their rows on the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.errors import QueryError
from dsviz_widget.query.engines.axis import bound_text, counts_by_bin, plain
from dsviz_widget.query.engines.base import RowIds, Task
from dsviz_widget.query.engines.groups import HUGE, TOP, Groups, group_order
from dsviz_widget.query.engines.spark import statements
from dsviz_widget.query.engines.spark.source import SparkScan
from dsviz_widget.query.engines.spark.summary import axis_of, bin_of, number_of, text_of, value_of
from dsviz_widget.query.engines.summary import CATEGORIC, MAX_BINS, NUMERIC
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.statements import ROW_COLUMN

if TYPE_CHECKING:
    from dsviz_widget.query.engines.spark.engine import SparkEngine

_MARK = 't0."__mark"'
Bounds = tuple[float | None, float | None]


@dataclass(eq=False)
class SparkGroups:
    """The groups of one query, in order.

    Parameters
    ----------
    keys : pyarrow.Table
        One row per group, one column per key.
    sizes : int64 array
        Rows per group.
    """

    engine: SparkEngine
    query: Query
    keys: pa.Table
    sizes: np.ndarray
    bounds: dict[str, Bounds] = field(default_factory=dict)
    _orders: dict[int, RowIds] = field(default_factory=dict)
    _index: Groups | None = None

    @classmethod
    def find(cls, engine: SparkEngine, query: Query, task: Task | None) -> SparkGroups:
        """Return the groups of a query, largest first unless the query sorts them."""
        sql = engine.emitter()
        keys = engine.group_texts(sql, query)
        measures, order = group_order(engine, sql, query)
        with engine.matching(sql, query) as (scan, conditions):
            statement = statements.grouped_rows(scan.text, keys, conditions, measures, order)
            rows = engine.run(scan, statement, sql, task)
        columns = rows.select([f"k{i}" for i in range(len(keys))]).combine_chunks()
        return cls(engine, query, columns, rows["n"].to_numpy())

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def size_bytes(self) -> int:
        """Memory that the groups take."""
        return int(self.keys.nbytes) + sum(order.size_bytes for order in self._orders.values())

    def key(self, index: int) -> list[Any]:
        """Return the key of a group as plain data."""
        return [plain(column[index].as_py()) for column in self.keys.columns]

    def rows_of(self, key: Sequence[Any], start: int, count: int, task: Task | None) -> np.ndarray:
        """Return row ids of the group with a key, in the order of the query."""
        if self._index is None:
            self._index = Groups(self.keys, self.sizes)
        index = self._index.find(key)
        if index not in self._orders:
            engine, sql = self.engine, self.engine.emitter()
            with self._marked(sql, index, index + 1) as scan:
                order = engine.order_texts(sql, engine.row_keys(self.query)) or [ROW_COLUMN]
                by = ", ".join([*order, ROW_COLUMN])
                statement = f"SELECT {ROW_COLUMN} AS id FROM {scan.text} ORDER BY {by}"
                ids = engine.run(scan, statement, sql, task).column(0).to_numpy()
            self._orders[index] = RowIds(len(ids), ids)
        return self._orders[index].slice(start, count)

    @contextmanager
    def _marked(self, sql: Emitter, first: int, last: int) -> Iterator[SparkScan]:
        """Give a scan of the rows of some groups, each with the number of its group."""
        engine = self.engine
        keys = engine.group_texts(sql, self.query)
        marks = pa.array(np.arange(last - first, dtype=np.int32))
        chosen = self.keys.slice(first, last - first).append_column("mark", marks)
        with (
            engine.matching(sql, self.query) as (scan, conditions),
            engine.source.named(chosen) as groups,
        ):
            text = statements.joined_groups(scan.text, keys, groups, conditions)
            yield replace(scan, text=text)

    def describe(
        self, page: tuple[int, int], gallery: int, bins: int, names: Sequence[str], task: Task | None
    ) -> dict[str, Any]:
        """Return a page of groups with one summary per cell."""
        if not 1 <= bins <= MAX_BINS:
            raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
        first = min(max(page[0], 0), len(self))
        last = min(first + max(page[1], 0), len(self))
        described: list[dict[str, Any]] = [
            {"key": self.key(i), "rows": int(self.sizes[i]), "cells": {}} for i in range(first, last)
        ]
        kinds = self.engine.source.kinds.columns
        numeric = [name for name in names if kinds[name].name in NUMERIC]
        categoric = [name for name in names if kinds[name].name in CATEGORIC]
        media = [name for name in names if name not in numeric and name not in categoric]
        ranges: dict[str, dict[str, Any]] = {}
        if described:
            self._find_bounds(numeric, task)
            sql = self.engine.emitter()
            with self._marked(sql, first, last) as scan:
                if numeric:
                    self._numbers(scan, sql, numeric, bins, described, task)
                if categoric:
                    self._values(scan, sql, categoric, described, task)
                if media:
                    self._rows(scan, sql, media, gallery, described, task)
            for name in numeric:
                low, high = self.bounds[name]
                ranges[name] = {"min": bound_text(low, kinds[name]), "max": bound_text(high, kinds[name])}
        return {
            "group_count": len(self),
            "matched": int(self.sizes.sum()),
            "groups": described,
            "ranges": ranges,
        }

    def _find_bounds(self, names: Sequence[str], task: Task | None) -> None:
        wanted = [name for name in names if name not in self.bounds]
        if not wanted:
            return
        engine, sql = self.engine, self.engine.emitter()
        with engine.matching(sql, self.query) as (scan, conditions):
            numbers = [number_of(engine, name) for name in wanted]
            row = engine.row(scan, statements.ends(scan.text, numbers, conditions), sql, task)
        for index, name in enumerate(wanted):
            self.bounds[name] = (row[2 * index], row[2 * index + 1])

    def _numbers(
        self,
        scan: SparkScan,
        sql: Emitter,
        names: Sequence[str],
        bins: int,
        described: list[dict[str, Any]],
        task: Task | None,
    ) -> None:
        engine, kinds = self.engine, self.engine.source.kinds.columns
        numbers = [
            replace(number_of(engine, name), huge=max(abs(end or 0.0) for end in self.bounds[name]) > HUGE)
            for name in names
        ]
        for row in engine.run(scan, statements.group_numbers(scan.text, numbers), sql, task).to_pylist():
            group = described[row["mark"]]
            for i, name in enumerate(names):
                date = kinds[name].name == "date"
                group["cells"][name] = {
                    "kind": "timestamp" if date else "number",
                    "mean": bound_text(row[f"mean{i}"], kinds[name]) if date else row[f"mean{i}"],
                    "std": row[f"std{i}"],
                    "min": bound_text(row[f"min{i}"], kinds[name]),
                    "max": bound_text(row[f"max{i}"], kinds[name]),
                    "bins": [],
                    "empty": group["rows"] - row[f"values{i}"],
                }
        axes = [axis_of(self.bounds[name], bins, kinds[name].integer) for name in names]
        texts = [bin_of(axis, sql, number) for axis, number in zip(axes, numbers, strict=True)]
        rows = engine.run(scan, statements.bins(scan.text, texts, "false", _MARK), sql, task)
        for index, (name, axis) in enumerate(zip(names, axes, strict=True)):
            mine = rows.filter(pc.equal(rows["c"], index))
            marks, places, counts = (mine[column].to_numpy() for column in ("mark", "bin", "n"))
            for mark, group in enumerate(described):
                here = marks == mark
                if axis is not None:
                    found = counts_by_bin(places[here], counts[here], axis.bins)
                    group["cells"][name]["bins"] = found[0]

    def _values(
        self,
        scan: SparkScan,
        sql: Emitter,
        names: Sequence[str],
        described: list[dict[str, Any]],
        task: Task | None,
    ) -> None:
        engine = self.engine
        for group in described:
            for name in names:
                kind = engine.source.kinds.columns[name].name
                group["cells"][name] = {"kind": kind, "top": [], "distinct": 0, "empty": 0}
        texts = [text_of(engine, name) for name in names]
        statement = statements.top_values(scan.text, texts, "false", _MARK, TOP)
        for row in engine.run(scan, statement, sql, task).to_pylist():
            name = names[row["c"]]
            cell = described[row["mark"]]["cells"][name]
            cell["distinct"] = row["distinct_values"]
            if row["value"] is None:
                cell["empty"] = row["n"]
            else:
                cell["top"].append({"value": value_of(engine, name, row["value"]), "count": row["n"]})

    def _rows(
        self,
        scan: SparkScan,
        sql: Emitter,
        names: Sequence[str],
        gallery: int,
        described: list[dict[str, Any]],
        task: Task | None,
    ) -> None:
        order = self.engine.order_texts(sql, self.engine.row_keys(self.query))
        statement = statements.first_rows(scan.text, order, gallery)
        shown: list[list[int]] = [[] for _ in described]
        for row in self.engine.run(scan, statement, sql, task).to_pylist():
            shown[row["mark"]].append(row["id"])
        for group, ids in zip(described, shown, strict=True):
            for name in names:
                group["cells"][name] = {"kind": "rows", "rows": list(ids)}
