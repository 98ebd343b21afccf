"""Groups of rows: who belongs to which, and what the cells of each group show."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import bound_text, counts_by_bin, make_axis, plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.scanning import Marks, Scan
from dsviz_widget.query.engines.summary import CATEGORIC, COUNT_EXACTLY, MAX_BINS, NUMERIC
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine

TOP = 3
"""Most frequent values listed per cell."""
_MEASURE = re.compile(r"(mean|std|sum|min|max)\((.+)\)\Z", re.DOTALL)
_AGGREGATES = {"mean": "avg", "std": "stddev_samp", "sum": "sum", "min": "min", "max": "max"}

HUGE = 1e150
"""Values beyond it have no deviation that a double holds."""


class Groups:
    """The groups of one query, in order.

    Parameters
    ----------
    keys : pyarrow.Table
        One row per group, one column per key.
    sizes : int64 array
        Rows per group.
    row_ids : unsigned integer array
        Rows of the first group, then of the second, and so on; inside a group in no order.
    """

    def __init__(self, keys: pa.Table, sizes: np.ndarray, row_ids: np.ndarray) -> None:
        self.keys = keys
        self.sizes = sizes
        self.row_ids = row_ids
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.bounds: dict[str, tuple[float | None, float | None]] = {}
        self._index: dict[str, int] | None = None
        self._ranks: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def size_bytes(self) -> int:
        """Memory that the groups take."""
        return int(self.row_ids.nbytes) + int(self.keys.nbytes)

    @staticmethod
    def measure_of(text: str) -> tuple[str, str] | None:
        """Return aggregate and expression of a sort key that orders groups, or None."""
        if text == "count":
            return ("count", "")
        match = _MEASURE.match(text)
        return (match.group(1), match.group(2)) if match else None

    def key(self, index: int) -> list[Any]:
        """Return the key of a group as plain data."""
        return [plain(column[index].as_py()) for column in self.keys.columns]

    def find(self, key: Sequence[Any]) -> int:
        """Return the index of the group with a key.

        Raises
        ------
        QueryError
            If there is no such group.
        """
        if self._index is None:
            self._index = {_identity(self.key(i)): i for i in range(len(self))}
        found = self._index.get(_identity([plain(value) for value in key]))
        if found is None:
            raise QueryError("value", f"There is no group {list(key)!r}.")
        return found

    def rows_of(self, key: Sequence[Any], engine: DuckEngine, query: Query, task: Task | None) -> np.ndarray:
        """Return the row ids of a group in the order of the query."""
        return self.sorted_rows(self.find(key), engine, query, task)

    def sorted_rows(self, index: int, engine: DuckEngine, query: Query, task: Task | None) -> np.ndarray:
        """Return the row ids of a group, by its index, in the order of the query."""
        ids = self.row_ids[self.offsets[index] : self.offsets[index + 1]].astype(np.int64)
        if all(engine.is_group_sort(query, sort_key.by) for sort_key in query.sort_keys):
            return np.sort(ids)
        if self._ranks is None:
            ordered = engine.order(query, task).slice(0, len(self.row_ids))
            ranks = np.zeros(engine.row_count, dtype=np.int64)
            ranks[ordered] = np.arange(len(ordered))
            self._ranks = ranks
        return ids[np.argsort(self._ranks[ids], kind="stable")]


def _identity(key: Sequence[Any]) -> str:
    def whole(value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps([whole(value) for value in key], sort_keys=True)


def make_groups(engine: DuckEngine, query: Query, task: Task | None) -> Groups:
    """Return the groups of a query, largest first unless the query sorts them."""
    sql = engine.emitter()
    keys = [sql.value(engine.read(text).tree) for text in query.group_keys]
    measures, order = _group_order(engine, sql, query)
    limited = query.row_limit is not None
    conditions = [statements.MARKED] if limited else engine.conditions(sql, query)
    marks = engine.marks(query, task) if limited else None
    with engine.source.scan(marks) as scan:
        statement = statements.grouped_rows(scan.text, keys, conditions, measures, order)
        rows = engine.run(scan, statement, sql, task).combine_chunks()
    ids = rows["ids"].combine_chunks()
    if isinstance(ids, pa.ChunkedArray):
        ids = ids.chunk(0) if ids.num_chunks else pa.array([], rows.schema.field("ids").type)
    return Groups(
        rows.select([f"k{i}" for i in range(len(keys))]),
        rows["n"].to_numpy(),
        ids.flatten().to_numpy(zero_copy_only=False),
    )


def _group_order(engine: DuckEngine, sql: Emitter, query: Query) -> tuple[list[str], list[str]]:
    measures: list[str] = []
    order: list[str] = []
    for sort_key in query.sort_keys:
        measure = Groups.measure_of(sort_key.by)
        if sort_key.by in query.group_keys:
            name = f"k{query.group_keys.index(sort_key.by)}"
        elif measure is None:
            continue
        elif measure[0] == "count":
            name = "n"
        else:
            tree = engine.read(measure[1]).tree
            if tree.kind.name != "number":
                raise QueryError("type", f"{sort_key.by} needs a number.", hint="Groups sort by count too.")
            name = f"m{len(measures)}"
            measures.append(f"{_AGGREGATES[measure[0]]}({sql.value(tree)})")
        order.append(statements.group_order(name, sort_key.descending))
    if not order:
        order.append(statements.group_order("n", descending=True))
    names = (f"k{i}" for i in range(len(query.group_keys)))
    order += [statements.group_order(name, descending=False) for name in names]
    return measures, order


def describe_groups(
    engine: DuckEngine,
    groups: Groups,
    query: Query,
    page: tuple[int, int],
    gallery: int,
    bins: int,
    names: Sequence[str],
    task: Task | None,
) -> dict[str, Any]:
    """Return a page of groups with one summary per cell."""
    if not 1 <= bins <= MAX_BINS:
        raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
    first = min(max(page[0], 0), len(groups))
    last = min(first + max(page[1], 0), len(groups))
    described: list[dict[str, Any]] = [
        {"key": groups.key(i), "rows": int(groups.sizes[i]), "cells": {}} for i in range(first, last)
    ]
    kinds = engine.source.kinds.columns
    numeric = [name for name in names if kinds[name].name in NUMERIC]
    categoric = [name for name in names if kinds[name].name in CATEGORIC]
    ranges: dict[str, dict[str, Any]] = {}
    if described:
        _find_bounds(engine, groups, query, numeric, task)
        ids = groups.row_ids[groups.offsets[first] : groups.offsets[last]]
        sizes = groups.sizes[first:last]
        marks = Marks(ids, np.repeat(np.arange(last - first, dtype=np.int32), sizes))
        with engine.source.scan(marks) as scan:
            if numeric:
                _describe_numbers(engine, scan, groups, numeric, bins, described, task)
            for name in categoric:
                _describe_values(engine, scan, name, described, task)
        for name in numeric:
            low, high = groups.bounds[name]
            ranges[name] = {
                "min": bound_text(low, kinds[name]),
                "max": bound_text(high, kinds[name]),
            }
    media = [name for name in names if name not in numeric and name not in categoric]
    for offset, group in enumerate(described):
        shown: Any = groups.sorted_rows(first + offset, engine, query, task)[:gallery] if media else []
        for name in media:
            group["cells"][name] = {"kind": "rows", "rows": [int(i) for i in shown]}
    return {
        "group_count": len(groups),
        "matched": len(groups.row_ids),
        "groups": described,
        "ranges": ranges,
    }


def _find_bounds(
    engine: DuckEngine, groups: Groups, query: Query, names: Sequence[str], task: Task | None
) -> None:
    wanted = [name for name in names if name not in groups.bounds]
    if not wanted:
        return
    sql = engine.emitter()
    limited = query.row_limit is not None
    conditions = [statements.MARKED] if limited else engine.conditions(sql, query)
    numbers = [engine.number(name) for name in wanted]
    with engine.source.scan(engine.marks(query, task) if limited else None) as scan:
        statement = statements.number_facts(scan.text, numbers, conditions)
        row = engine.row(scan, statement, sql, task)
    for index, name in enumerate(wanted):
        groups.bounds[name] = (row[2 * index], row[2 * index + 1])


def _ends(groups: Groups, name: str) -> tuple[float, float]:
    low, high = groups.bounds[name]
    return (low or 0.0, high or 0.0)


def _describe_numbers(
    engine: DuckEngine,
    scan: Scan,
    groups: Groups,
    names: Sequence[str],
    bins: int,
    described: list[dict[str, Any]],
    task: Task | None,
) -> None:
    kinds = engine.source.kinds.columns
    numbers = [replace(engine.number(name), huge=max(map(abs, _ends(groups, name))) > HUGE) for name in names]
    statement = statements.group_numbers(scan.text, numbers, [statements.MARKED])
    for row in engine.run(scan, statement, engine.emitter(), task).to_pylist():
        group = described[row["mark"]]
        for i, name in enumerate(names):
            kind = kinds[name]
            date = kind.name == "date"
            group["cells"][name] = {
                "kind": "timestamp" if date else "number",
                "mean": bound_text(row[f"mean{i}"], kind) if date else row[f"mean{i}"],
                "std": row[f"std{i}"],
                "min": bound_text(row[f"min{i}"], kind),
                "max": bound_text(row[f"max{i}"], kind),
                "bins": [],
                "empty": group["rows"] - row[f"values{i}"],
            }
    for name, number in zip(names, numbers, strict=True):
        low, high = groups.bounds[name]
        if low is None or high is None:
            continue
        axis = make_axis(low, high, bins, kinds[name].integer)
        sql = engine.emitter()
        bin_text = axis.bin_of(sql, number)
        statement = statements.histogram(scan.text, bin_text, [statements.MARKED], by_mark=True)
        rows = engine.run(scan, statement, sql, task)
        marks, places = rows["mark"].to_numpy(), rows["bin"].to_numpy()
        counts = rows["n"].to_numpy()
        for index, group in enumerate(described):
            mine = marks == index
            group["cells"][name]["bins"] = counts_by_bin(places[mine], counts[mine], axis.bins)[0]


def _describe_values(
    engine: DuckEngine,
    scan: Scan,
    name: str,
    described: list[dict[str, Any]],
    task: Task | None,
) -> None:
    kind = engine.source.kinds.columns[name]
    for group in described:
        group["cells"][name] = {"kind": kind.name, "top": [], "distinct": 0, "empty": 0}
    text = engine.emitter().column(name)
    if engine.summaries.distinct(name, task) > COUNT_EXACTLY:
        _estimate_values(engine, scan, name, described, task)
        return
    statement = statements.group_values(scan.text, text, [statements.MARKED], TOP)
    for row in engine.run(scan, statement, engine.emitter(), task).to_pylist():
        cell = described[row["mark"]]["cells"][name]
        cell["distinct"] = row["distinct_values"]
        cell["empty"] = row["empty"]
        if row["value"] is not None:
            cell["top"].append({"value": plain(row["value"]), "count": row["n"]})


def _estimate_values(
    engine: DuckEngine, scan: Scan, name: str, described: list[dict[str, Any]], task: Task | None
) -> None:
    """Describe a column of so many values that counting each would be slow."""
    text = engine.emitter().column(name)
    kept = [statements.MARKED]
    candidates: set[Any] = set()
    statement = statements.group_candidates(scan.text, text, kept, TOP)
    for row in engine.run(scan, statement, engine.emitter(), task).to_pylist():
        cell = described[row["mark"]]["cells"][name]
        cell["empty"] = row["empty"]
        cell["distinct"] = min(row["distinct_values"], described[row["mark"]]["rows"] - row["empty"])
        candidates.update(row["likely"] or ())
    if not candidates:
        return
    sql = engine.emitter()
    bound = [sql.bind(value) for value in sorted(candidates)]
    statement = statements.count_group_values(scan.text, text, bound, kept)
    for row in engine.run(scan, statement, sql, task).to_pylist():
        top = described[row["mark"]]["cells"][name]["top"]
        if len(top) < TOP:
            top.append({"value": plain(row["value"]), "count": row["n"]})
