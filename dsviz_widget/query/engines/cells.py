"""What the cells of groups show: figures and histograms, most frequent values, rows for a gallery."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import Axis, bound_text, counts_by_bin, make_axis, plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.groups import HUGE, TOP, Groups, group_order
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.scanning import Scan
from dsviz_widget.query.engines.summary import CATEGORIC, COUNT_EXACTLY, MAX_BINS, NOWHERE, NUMERIC
from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import TypedColumn

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine

FEW_GROUPS = 1_000
"""So many groups have figures all at once."""


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
        if _has_few_groups(engine, query):
            for name in numeric:
                if (name, bins) not in groups.figures:
                    rows = _figures_of_all(engine, query, name, groups.bounds[name], bins, task)
                    if rows is not None:
                        groups.figures[name, bins] = groups.placed(rows)
        known = [name for name in numeric if (name, bins) in groups.figures]
        for name in known:
            kind = kinds[name]
            _, axis = _axis(engine, name, groups.bounds[name], bins)
            _fill_numbers(described, name, kind, groups.figures[name, bins], axis, first)
        asked = [name for name in numeric if name not in known]
        if asked or categoric:
            sql = engine.emitter()
            with groups.scan(sql, (first, last), engine, query, task) as scan:
                for name in asked:
                    number, axis = _axis(engine, name, groups.bounds[name], bins)
                    statement = statements.group_figures(scan.text, number, axis.bin_of(sql, number))
                    rows = engine.run(scan, statement, sql, task)
                    _fill_numbers(described, name, kinds[name], rows, axis, 0)
                for name in categoric:
                    _describe_values(engine, scan, sql, name, described, task)
        for name in numeric:
            low, high = groups.bounds[name]
            ranges[name] = {"min": bound_text(low, kinds[name]), "max": bound_text(high, kinds[name])}
    others = [name for name in names if name not in numeric and name not in categoric]
    if others:
        rows = groups.first_rows((first, last), gallery, engine, query, task)
        for group, shown in zip(described, rows, strict=True):
            for name in others:
                group["cells"][name] = {"kind": "rows", "rows": shown}
    return {
        "group_count": len(groups),
        "matched": groups.row_count,
        "groups": described,
        "ranges": ranges,
    }


def groups_with_figures(
    engine: DuckEngine, query: Query, names: Sequence[str], bins: int, task: Task | None
) -> Groups | None:
    """Return the groups of a query and the figures of one column, found in one pass.

    None where there is no such column, or where there might be many groups: then only those of a page
    should have figures.
    """
    kinds = engine.source.kinds.columns
    name = next((name for name in names if kinds[name].name in NUMERIC), None)
    if name is None or not 1 <= bins <= MAX_BINS or not _has_few_groups(engine, query):
        return None
    bounds = _bounds(engine, query, [name], task)
    rows = _figures_of_all(engine, query, name, bounds[name], bins, task)
    if rows is None:
        return None
    _, firsts = np.unique(rows["mark"].to_numpy(), return_index=True)
    top = rows.take(pa.array(firsts))
    keys = [f"k{i}" for i in range(len(query.group_keys))]
    groups = Groups(top.select(keys), top["n"].to_numpy())
    groups.bounds.update(bounds)
    groups.figures[name, bins] = rows
    return groups


def _figures_of_all(
    engine: DuckEngine,
    query: Query,
    name: str,
    bounds: tuple[float | None, float | None],
    bins: int,
    task: Task | None,
) -> pa.Table | None:
    """Return the figures of a column in all groups, with keys and sizes; None where a measure sorts them."""
    sql = engine.emitter()
    measures, order = group_order(engine, sql, query)
    if measures:
        return None
    number, axis = _axis(engine, name, bounds, bins)
    keys = engine.group_texts(sql, query)
    bin_text = axis.bin_of(sql, number)
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        statement = statements.grouped_figures(scan.text, keys, number, bin_text, conditions, order)
        return engine.run(scan, statement, sql, task).combine_chunks()


def _has_few_groups(engine: DuckEngine, query: Query) -> bool:
    count = 1
    for text in query.group_keys:
        tree = engine.read(text).tree
        if tree.kind.name == "boolean":
            count *= 3
            continue
        known = engine.summaries.statistics[tree.name] if isinstance(tree, TypedColumn) else None
        if known is None or known.distinct is None:
            return False
        count *= known.distinct + 1
    return count <= FEW_GROUPS


def _axis(
    engine: DuckEngine, name: str, bounds: tuple[float | None, float | None], bins: int
) -> tuple[statements.Number, Axis]:
    """Return a column as a number, and the axis of its histograms."""
    low, high = bounds
    is_huge = max(abs(low or 0.0), abs(high or 0.0)) > HUGE
    number = replace(engine.number(name), huge=is_huge)
    if low is None or high is None:
        return number, NOWHERE
    return number, make_axis(low, high, bins, engine.source.kinds.columns[name].integer)


def _find_bounds(
    engine: DuckEngine, groups: Groups, query: Query, names: Sequence[str], task: Task | None
) -> None:
    """Find the range that the histograms of all groups share."""
    wanted = [name for name in names if name not in groups.bounds]
    if wanted:
        groups.bounds.update(_bounds(engine, query, wanted, task))


def _bounds(
    engine: DuckEngine, query: Query, wanted: Sequence[str], task: Task | None
) -> dict[str, tuple[float | None, float | None]]:
    if not active(query) and query.row_limit is None:
        return engine.summaries.bounds(wanted, task)
    sql = engine.emitter()
    numbers = [engine.number(name) for name in wanted]
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        row = engine.row(scan, statements.number_facts(scan.text, numbers, conditions), sql, task)
    return {name: (row[2 * index], row[2 * index + 1]) for index, name in enumerate(wanted)}


def _fill_numbers(
    described: list[dict[str, Any]], name: str, kind: Kind, rows: pa.Table, axis: Axis, first: int
) -> None:
    """Describe a column of numbers: figures per group and bin, found in one pass, are put together.

    `first` is the number that the first group has in `rows`.
    """
    marks, places = rows["mark"].to_numpy(), rows["bin"].to_numpy()
    counts = rows["cell_rows"].to_numpy()
    parts = {key: rows[key].to_numpy(zero_copy_only=False) for key in ("mean", "spread", "low", "high")}
    date = kind.name == "date"
    for index, group in enumerate(described):
        mine = marks == first + index
        finite = mine & (places >= 0)
        mean, std = pooled(counts[finite], parts["mean"][finite], parts["spread"][finite])
        found, others = counts_by_bin(places[mine], counts[mine], 0 if axis is NOWHERE else axis.bins)
        some = bool(finite.any())
        group["cells"][name] = {
            "kind": "timestamp" if date else "number",
            "mean": bound_text(mean, kind) if date else mean,
            "std": None if max(abs(axis.low), abs(axis.high)) > HUGE else std,
            "min": bound_text(float(parts["low"][finite].min()), kind) if some else None,
            "max": bound_text(float(parts["high"][finite].max()), kind) if some else None,
            "bins": found,
            "empty": others["null"],
        }


def pooled(counts: np.ndarray, means: np.ndarray, spreads: np.ndarray) -> tuple[float | None, float | None]:
    """Return mean and sample deviation of parts put together.

    Parameters
    ----------
    counts, means, spreads : arrays
        Values of each part, their mean, and the mean of their squared distance to it.

    References
    ----------
    Chan, Golub, LeVeque: Updating formulae and a pairwise algorithm for computing sample variances, 1979.
    """
    total = int(counts.sum())
    if total == 0:
        return None, None
    shares = counts / total
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float((means * shares).sum())
        if total == 1:
            return mean, None
        spread = float(((spreads + (means - mean) ** 2) * shares).sum())
    return mean, math.sqrt(spread * (total / (total - 1)))


def _describe_values(
    engine: DuckEngine,
    scan: Scan,
    sql: Emitter,
    name: str,
    described: list[dict[str, Any]],
    task: Task | None,
) -> None:
    kind = engine.source.kinds.columns[name]
    for group in described:
        group["cells"][name] = {"kind": kind.name, "top": [], "distinct": 0, "empty": 0}
    text = sql.column(name)
    if engine.summaries.distinct(name, task) > COUNT_EXACTLY:
        _estimate_values(engine, scan, sql, name, described, task)
        return
    statement = statements.group_values(scan.text, text, TOP)
    for row in engine.run(scan, statement, sql, task).to_pylist():
        cell = described[row["mark"]]["cells"][name]
        cell["distinct"] = row["distinct_values"]
        cell["empty"] = row["empty"]
        if row["value"] is not None:
            cell["top"].append({"value": plain(row["value"]), "count": row["n"]})


def _estimate_values(
    engine: DuckEngine,
    scan: Scan,
    sql: Emitter,
    name: str,
    described: list[dict[str, Any]],
    task: Task | None,
) -> None:
    """Describe a column of so many values that counting each would be slow."""
    text = sql.column(name)
    candidates: set[Any] = set()
    statement = statements.group_candidates(scan.text, text, TOP)
    for row in engine.run(scan, statement, sql, task).to_pylist():
        cell = described[row["mark"]]["cells"][name]
        cell["empty"] = row["empty"]
        cell["distinct"] = min(row["distinct_values"], described[row["mark"]]["rows"] - row["empty"])
        candidates.update(row["likely"] or ())
    if not candidates:
        return
    bound = [sql.bind(value) for value in sorted(candidates)]
    statement = statements.count_group_values(scan.text, text, bound)
    for row in engine.run(scan, statement, sql, task).to_pylist():
        top = described[row["mark"]]["cells"][name]["top"]
        if len(top) < TOP:
            top.append({"value": plain(row["value"]), "count": row["n"]})
