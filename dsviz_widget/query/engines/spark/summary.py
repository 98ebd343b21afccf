"""What a column holds, found in as few jobs as there are kinds of columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from dsviz_widget.errors import QueryError
from dsviz_widget.query.engines.axis import bound_text, counts_by_bin, make_axis
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.spark import statements
from dsviz_widget.query.engines.spark.source import SparkScan
from dsviz_widget.query.engines.spark.statements import SparkNumber, as_number
from dsviz_widget.query.engines.summary import CATEGORIC, MAX_BINS, NUMERIC, TOP
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.axis import Axis
    from dsviz_widget.query.engines.spark.engine import SparkEngine


def number_of(engine: SparkEngine, name: str) -> SparkNumber:
    """Return SQL of a numeric column as a double."""
    return as_number(engine.emitter().column(name), engine.source.kinds.columns[name])


def text_of(engine: SparkEngine, name: str) -> str:
    """Return SQL of a column of text or truth as text."""
    column = engine.emitter().column(name)
    return column if engine.source.kinds.columns[name].name == "text" else f"CAST({column} AS STRING)"


def value_of(engine: SparkEngine, name: str, text: str) -> Any:
    """Return the value that `text_of` wrote."""
    return text if engine.source.kinds.columns[name].name == "text" else text == "true"


def axis_of(ends: tuple[float | None, float | None], bins: int, integer: bool) -> Axis | None:
    """Return an axis from the lowest to the highest value, or None when there are no values."""
    low, high = ends
    return None if low is None or high is None else make_axis(low, high, bins, integer)


def bin_of(axis: Axis | None, sql: Emitter, number: SparkNumber) -> str:
    """Return SQL of the bin of a number on an axis; without one there are no finite values."""
    if axis is None:
        return statements.bin_number(number, "0D", "1D", "0D")
    low, scale = axis.low, ""
    if not math.isfinite(axis.high - axis.low):
        low, scale = axis.low / 4, " / 4"
    binds = sql.bind(float(low)), sql.bind(float(axis.width)), sql.bind(float(axis.bins - 1))
    return statements.bin_number(number, *binds, scale)


@contextmanager
def kept_rows(engine: SparkEngine, sql: Emitter, query: Query) -> Iterator[tuple[SparkScan, str]]:
    """Give a scan, and SQL that tells whether a row of it matches the query."""
    with engine.source.scan() as scan:
        if query.row_limit is not None:
            ids = engine.ids_statement(sql, scan, query, query.row_limit)
            yield replace(scan, text=statements.limited_rows(scan.text, ids)), 't0."__kept"'
            return
        conditions = engine.conditions(sql, query)
        yield scan, f"coalesce({' AND '.join(conditions)}, false)" if conditions else "true"


def summarize(
    engine: SparkEngine, query: Query, names: Sequence[str], bins: int, task: Task | None
) -> dict[str, dict[str, Any]]:
    """Return a summary per column."""
    if not 1 <= bins <= MAX_BINS:
        raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
    kinds = engine.source.kinds.columns
    found: dict[str, dict[str, Any]] = {}
    numeric = [name for name in names if kinds[name].name in NUMERIC]
    categoric = [name for name in names if kinds[name].name in CATEGORIC]
    others = [name for name in names if name not in numeric and name not in categoric]
    if numeric:
        found.update(_numbers(engine, query, numeric, bins, task))
    if categoric:
        found.update(_values(engine, query, categoric, task))
    if others:
        found.update(_empties(engine, query, others, task))
    return {name: found[name] for name in names}


def _numbers(
    engine: SparkEngine, query: Query, names: Sequence[str], bins: int, task: Task | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    kinds = engine.source.kinds.columns
    numbers = [number_of(engine, name) for name in names]
    with engine.source.scan() as scan:
        bounds = engine.bounds(scan, names, task)
    axes = [axis_of(bounds[name], bins, kinds[name].integer) for name in names]
    sql = engine.emitter()
    with kept_rows(engine, sql, query) as (scan, kept):
        texts = [bin_of(axis, sql, number) for axis, number in zip(axes, numbers, strict=True)]
        rows = engine.run(scan, statements.bins(scan.text, texts, kept, "0"), sql, task)
    for index, name in enumerate(names):
        mine = rows.filter(pc.equal(rows["c"], index))
        axis, (low, high) = axes[index], bounds[name]
        size = axis.bins if axis else 0
        places = mine["bin"].to_numpy()
        bins_all, others = counts_by_bin(places, mine["n"].to_numpy(), size)
        bins_kept, others_kept = counts_by_bin(places, mine["kept"].to_numpy(), size)
        yield (
            name,
            {
                "kind": "timestamp" if kinds[name].name == "date" else "number",
                "min": bound_text(low, kinds[name]),
                "max": bound_text(high, kinds[name]),
                "edges": axis.edges() if axis else [],
                "bins_all": bins_all,
                "bins_kept": bins_kept,
                "empty_all": others["null"],
                "empty_kept": others_kept["null"],
                "nan_all": others["nan"],
                "nan_kept": others_kept["nan"],
                "infinite_all": others["infinite"],
                "infinite_kept": others_kept["infinite"],
                "integer": kinds[name].integer,
            },
        )


def _values(
    engine: SparkEngine, query: Query, names: Sequence[str], task: Task | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    sql = engine.emitter()
    texts = [text_of(engine, name) for name in names]
    with kept_rows(engine, sql, query) as (scan, kept):
        statement = statements.top_values(scan.text, texts, kept, "0", TOP)
        rows = engine.run(scan, statement, sql, task).to_pylist()
    for index, name in enumerate(names):
        mine = [row for row in rows if row["c"] == index]
        empty = next((row for row in mine if row["value"] is None), {"n": 0, "kept": 0})
        values = [row for row in mine if row["value"] is not None]
        yield (
            name,
            {
                "kind": engine.source.kinds.columns[name].name,
                "distinct": values[0]["distinct_values"] if values else 0,
                "top": [
                    {"value": value_of(engine, name, row["value"]), "all": row["n"], "kept": row["kept"]}
                    for row in values
                ],
                "empty_all": empty["n"],
                "empty_kept": empty["kept"],
            },
        )


def _empties(
    engine: SparkEngine, query: Query, names: Sequence[str], task: Task | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    sql = engine.emitter()
    texts = [engine.emitter().column(name) for name in names]
    with kept_rows(engine, sql, query) as (scan, kept):
        row = engine.row(scan, statements.count_empty(scan.text, texts, kept), sql, task)
    for index, name in enumerate(names):
        kind = engine.source.kinds.columns[name].name
        if kind == "other":
            yield name, {"kind": kind, "empty_all": 0, "empty_kept": 0}
        else:
            yield name, {"kind": kind, "empty_all": row[2 * index], "empty_kept": row[2 * index + 1]}
