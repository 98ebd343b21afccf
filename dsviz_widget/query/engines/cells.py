"""What the cells of groups show: figures and histograms, most frequent values, rows for a gallery."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import bound_text, counts_by_bin, make_axis, plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.groups import HUGE, TOP, Groups
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.scanning import Scan
from dsviz_widget.query.engines.summary import CATEGORIC, COUNT_EXACTLY, MAX_BINS, NOWHERE, NUMERIC
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine


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
        if numeric or categoric:
            sql = engine.emitter()
            with groups.scan(sql, (first, last), engine, query, task) as scan:
                for name in numeric:
                    _describe_numbers(engine, scan, sql, groups, name, bins, described, task)
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


def _find_bounds(
    engine: DuckEngine, groups: Groups, query: Query, names: Sequence[str], task: Task | None
) -> None:
    """Find the range that the histograms of all groups share."""
    wanted = [name for name in names if name not in groups.bounds]
    if not wanted:
        return
    if not active(query) and query.row_limit is None:
        groups.bounds.update(engine.summaries.bounds(wanted, task))
        return
    sql = engine.emitter()
    numbers = [engine.number(name) for name in wanted]
    with engine.summaries.kept_rows(sql, query, task) as (scan, conditions):
        row = engine.row(scan, statements.number_facts(scan.text, numbers, conditions), sql, task)
    for index, name in enumerate(wanted):
        groups.bounds[name] = (row[2 * index], row[2 * index + 1])


def _describe_numbers(
    engine: DuckEngine,
    scan: Scan,
    sql: Emitter,
    groups: Groups,
    name: str,
    bins: int,
    described: list[dict[str, Any]],
    task: Task | None,
) -> None:
    """Describe a column of numbers: figures per group and bin come in one pass, and are put together."""
    kind = engine.source.kinds.columns[name]
    low, high = groups.bounds[name]
    is_huge = max(abs(low or 0.0), abs(high or 0.0)) > HUGE
    number = replace(engine.number(name), huge=is_huge)
    axis = NOWHERE if low is None or high is None else make_axis(low, high, bins, kind.integer)
    statement = statements.group_figures(scan.text, number, axis.bin_of(sql, number))
    rows = engine.run(scan, statement, sql, task)
    marks, places = rows["mark"].to_numpy(), rows["bin"].to_numpy()
    counts = rows["n"].to_numpy()
    parts = {key: rows[key].to_numpy(zero_copy_only=False) for key in ("mean", "spread", "low", "high")}
    date = kind.name == "date"
    for index, group in enumerate(described):
        mine = marks == index
        finite = mine & (places >= 0)
        mean, std = pooled(counts[finite], parts["mean"][finite], parts["spread"][finite])
        found, others = counts_by_bin(places[mine], counts[mine], axis.bins if low is not None else 0)
        some = bool(finite.any())
        group["cells"][name] = {
            "kind": "timestamp" if date else "number",
            "mean": bound_text(mean, kind) if date else mean,
            "std": None if is_huge else std,
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
    statement = statements.group_values(scan.text, text, [], TOP)
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
    statement = statements.group_candidates(scan.text, text, [], TOP)
    for row in engine.run(scan, statement, sql, task).to_pylist():
        cell = described[row["mark"]]["cells"][name]
        cell["empty"] = row["empty"]
        cell["distinct"] = min(row["distinct_values"], described[row["mark"]]["rows"] - row["empty"])
        candidates.update(row["likely"] or ())
    if not candidates:
        return
    bound = [sql.bind(value) for value in sorted(candidates)]
    statement = statements.count_group_values(scan.text, text, bound, [])
    for row in engine.run(scan, statement, sql, task).to_pylist():
        top = described[row["mark"]]["cells"][name]["top"]
        if len(top) < TOP:
            top.append({"value": plain(row["value"]), "count": row["n"]})
