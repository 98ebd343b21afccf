"""What a column holds: a histogram or its most frequent values, in all rows and in those kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import Axis, bound_text, counts_by_bin, make_axis, plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.scanning import Scan
from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import member

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine

TOP = 12
"""Most frequent values listed per column."""
COUNT_EXACTLY = 50_000
"""Columns with more distinct values have their top values found by approximation first."""
MAX_BINS = 1000
NUMERIC = ("number", "date")
"""Kinds that have an axis."""
CATEGORIC = ("text", "boolean")
"""Kinds that have most frequent values."""


@dataclass(frozen=True)
class _All:
    """What a column holds in all rows."""

    axis: Axis | None = None
    low: float | None = None
    high: float | None = None
    bins: tuple[int, ...] = ()
    empty: int = 0
    nan: int = 0
    infinite: int = 0
    distinct: int = 0
    top: tuple[tuple[Any, int], ...] = ()


class Summaries:
    """Describes columns; what holds for all rows is found once per column."""

    def __init__(self, engine: DuckEngine) -> None:
        self._engine = engine
        self._all: Cache[_All] = Cache(2048)
        self._kept: Cache[dict[str, Any]] = Cache(512)
        self._bounds: Cache[tuple[float | None, float | None]] = Cache(2048)

    def describe(
        self, query: Query, names: Sequence[str], bins: int, task: Task | None
    ) -> dict[str, dict[str, Any]]:
        """Return a summary per column."""
        if not 1 <= bins <= MAX_BINS:
            raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
        engine = self._engine
        filters = tuple(clause for clause in query.filters if clause.on)
        marks = engine.marks(query, task)
        missing = [
            name
            for name in names
            if marks is not None and self._kept.peek((filters, query.row_limit, name, bins)) is None
        ]
        self._find_bounds(names, task)
        alls = {name: self._describe_all(name, bins, task) for name in names}
        if missing and marks is not None:
            with engine.source.scan(marks) as scan:
                for name in missing:
                    kept = self._describe_kept(scan, name, alls[name], task)
                    self._kept.put((filters, query.row_limit, name, bins), kept)
        return {
            name: _as_dict(
                engine.source.kinds.columns[name],
                alls[name],
                self._kept.peek((filters, query.row_limit, name, bins)) if marks is not None else None,
            )
            for name in names
        }

    def _find_bounds(self, names: Sequence[str], task: Task | None) -> None:
        """Find min and max of all numeric columns that lack them, in one pass."""
        engine = self._engine
        wanted = [
            name
            for name in names
            if engine.source.kinds.columns[name].name in NUMERIC and self._bounds.peek(name) is None
        ]
        if not wanted:
            return
        with engine.source.scan() as scan:
            statement = statements.number_facts(scan.text, [self._engine.number(name) for name in wanted])
            row = engine.row(scan, statement, engine.emitter(), task)
        for index, name in enumerate(wanted):
            bounds = (row[2 * index], row[2 * index + 1])
            self._bounds.put(name, bounds)

    def distinct(self, name: str, task: Task | None) -> int:
        """Return about how many values a text column has in all rows."""
        return self._describe_all(name, 1, task).distinct

    def _describe_all(self, name: str, bins: int, task: Task | None) -> _All:
        kind = self._engine.source.kinds.columns[name]
        key = (name, bins if kind.name in NUMERIC else 0)
        return self._all.get(key, lambda: self._look_at(name, kind, bins, task))

    def _look_at(self, name: str, kind: Kind, bins: int, task: Task | None) -> _All:
        if kind.name == "other":
            return _All()
        with self._engine.source.scan() as scan:
            if kind.name in NUMERIC:
                low, high = self._bounds.peek(name) or (None, None)
                axis = None
                if low is not None and high is not None:
                    axis = make_axis(low, high, bins, kind.integer)
                counts, others = self._histogram(scan, name, axis, [], task)
                return _All(
                    axis, low, high, tuple(counts), others["null"], others["nan"],
                    others["infinite"],
                )  # fmt: skip
            return self._values(scan, name, kind, task)

    def _histogram(
        self,
        scan: Scan,
        name: str,
        axis: Axis | None,
        conditions: Sequence[str],
        task: Task | None,
    ) -> tuple[list[int], dict[str, int]]:
        sql = self._engine.emitter()
        text = (axis or Axis(0.0, 0.0, 1, math.inf)).bin_of(sql, self._engine.number(name))
        statement = statements.histogram(scan.text, text, conditions, by_mark=False)
        rows = self._engine.run(scan, statement, sql, task)
        size = axis.bins if axis else 0
        return counts_by_bin(rows["bin"].to_numpy(), rows["n"].to_numpy(), size)

    def _values(self, scan: Scan, name: str, kind: Kind, task: Task | None) -> _All:
        engine = self._engine
        text = engine.emitter().column(name)
        if kind.name not in CATEGORIC:
            statement = statements.count_rows(scan.text, [f"{text} IS NULL"])
            return _All(empty=int(engine.row(scan, statement, engine.emitter(), task)[0]))
        statement = statements.distinct_and_empty(scan.text, text, [])
        distinct, rows, values = engine.row(scan, statement, engine.emitter(), task)
        if distinct <= COUNT_EXACTLY:
            statement = statements.top_values(scan.text, text, [], TOP)
            top = engine.run(scan, statement, engine.emitter(), task)
            distinct = top["distinct_values"][0].as_py() if len(top) else 0
        else:
            likely = engine.run(
                scan, statements.likely_top_values(scan.text, text, TOP), engine.emitter(), task
            )
            top = self._count_values(scan, text, likely["value"].to_pylist(), [], task)
        pairs = list(zip(top["value"].to_pylist(), top["n"].to_pylist(), strict=True))
        pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        return _All(empty=rows - values, distinct=min(int(distinct), values), top=tuple(pairs))

    def _count_values(
        self,
        scan: Scan,
        text: str,
        values: Sequence[Any],
        conditions: Sequence[str],
        task: Task | None,
    ) -> pa.Table:
        sql = self._engine.emitter()
        bound = [sql.bind(value) for value in values]
        statement = statements.count_values(scan.text, text, bound, conditions)
        return self._engine.run(scan, statement, sql, task)

    def _describe_kept(self, scan: Scan, name: str, found: _All, task: Task | None) -> dict[str, Any]:
        kind = self._engine.source.kinds.columns[name]
        kept = [statements.MARKED]
        if kind.name in NUMERIC:
            counts, others = self._histogram(scan, name, found.axis, kept, task)
            return {"bins": counts, **others}
        if kind.name == "other":
            return {"null": 0}
        text = self._engine.emitter().column(name)
        statement = statements.count_rows(scan.text, [*kept, f"{text} IS NULL"])
        empty = int(self._engine.row(scan, statement, self._engine.emitter(), task)[0]) if found.empty else 0
        top: dict[Any, int] = {}
        if found.top:
            values = [value for value, _ in found.top]
            rows = self._count_values(scan, text, values, kept, task)
            top = dict(zip(rows["value"].to_pylist(), rows["n"].to_pylist(), strict=True))
        return {"null": empty, "top": top}


def _as_dict(kind: Kind, found: _All, kept: dict[str, Any] | None) -> dict[str, Any]:
    empty = {"empty_all": found.empty, "empty_kept": found.empty if kept is None else kept["null"]}
    if kind.name in NUMERIC:
        return {
            "kind": "timestamp" if kind.name == "date" else "number",
            "min": bound_text(found.low, kind),
            "max": bound_text(found.high, kind),
            "edges": found.axis.edges() if found.axis else [],
            "bins_all": list(found.bins),
            "bins_kept": list(found.bins) if kept is None else kept["bins"],
            **empty,
            "nan_all": found.nan,
            "nan_kept": found.nan if kept is None else kept["nan"],
            "infinite_all": found.infinite,
            "infinite_kept": found.infinite if kept is None else kept["infinite"],
            "integer": kind.integer,
        }
    if kind.name not in CATEGORIC:
        return {"kind": kind.name, **empty}
    return {
        "kind": kind.name,
        "distinct": found.distinct,
        "top": [
            {
                "value": plain(value),
                "all": count,
                "kept": count if kept is None else kept["top"].get(value, 0),
            }
            for value, count in found.top
        ],
        **empty,
    }


def class_totals(
    engine: DuckEngine, query: Query, path: Sequence[str], task: Task | None
) -> list[dict[str, Any]]:
    """Return per class how often it occurs in the list of objects at `path`."""
    kind = engine.source.kinds.columns.get(path[0]) if path else None
    sql = engine.emitter()
    if kind is None:
        known = engine.schema.names
        name = path[0] if path else ""
        raise QueryError("name", f"There is no column {name!r}.{did_you_mean(name, known)}")
    text = sql.column(path[0])
    for name in path[1:]:
        inner = kind.field(name)
        if inner is None:
            known = [key for key, _ in kind.fields]
            raise QueryError("name", f"There is no field {name!r}.{did_you_mean(name, known)}")
        kind, text = inner, member(text, kind, name)
    item = kind.element
    if item is None or item.field("class_id") is None:
        raise QueryError("type", f"{'.'.join(path)} is no list of objects with a class_id.")
    conditions = engine.conditions(sql, query)
    has_fraction = item.field("fraction") is not None
    matched = sql.bind(engine.count(query, task)) if has_fraction else ""
    with engine.source.scan() as scan:
        statement = statements.class_totals(scan.text, text, conditions, has_fraction, matched)
        rows = engine.run(scan, statement, sql, task)
    return [
        {
            "class_id": plain(row["class_id"]),
            "count": row["n"],
            "fraction": row["fraction"],
            "rows": row["row_count"],
        }
        for row in rows.to_pylist()
    ]
