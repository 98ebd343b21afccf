"""What a column holds: a histogram or its most frequent values, in all rows and in those kept."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import Axis, bound_text, counts_by_bin, make_axis, plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.scanning import Scan
from dsviz_widget.query.engines.statistics import Histogram, Statistics
from dsviz_widget.query.engines.version_files import VersionFiles
from dsviz_widget.query.kinds import Facts, Kind
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine

TOP = 12
"""Most frequent values listed per column."""
COUNT_EXACTLY = 50_000
"""Columns with more distinct values have their top values found by approximation first."""
COUNT_EACH = 1_000
"""Up to so many distinct values all are counted, rather than those listed."""
MAX_BINS = 1000
NUMERIC = ("number", "date")
"""Kinds that have an axis."""
CATEGORIC = ("text", "boolean")
"""Kinds that have most frequent values."""
NOWHERE = Axis(0.0, 0.0, 1, math.inf)
"""The axis of a column without a finite value."""


class Summaries:
    """Describes columns; what holds for all rows is found once per version of the table."""

    def __init__(self, engine: DuckEngine, files: VersionFiles | None = None) -> None:
        self._engine = engine
        self.statistics = Statistics(files)
        self._kept: Cache[dict[str, Any]] = Cache(1024)
        self._teach(self.statistics.names)

    def describe(
        self, query: Query, names: Sequence[str], bins: int, task: Task | None
    ) -> dict[str, dict[str, Any]]:
        """Return a summary per column."""
        if not 1 <= bins <= MAX_BINS:
            raise QueryError("value", f"A histogram has 1 to {MAX_BINS} bins, not {bins}.")
        self.look(names, bins, task)
        filters = active(query)
        is_whole = not filters and query.row_limit is None
        found: dict[str, dict[str, Any]] = {}
        missing = []
        for name in names:
            key = (filters, query.row_limit and (query.row_limit, query.sort_keys), name, bins)
            known = self._as_all(name, bins) if is_whole else self._kept.peek(key)
            if known is None:
                missing.append((name, key))
            else:
                found[name] = known
        if missing:
            made = self._count_kept(query, [name for name, _ in missing], bins, task)
            for name, key in missing:
                found[name] = self._kept.put(key, made[name])
        kinds = self._engine.source.kinds.columns
        return {name: self._as_dict(name, kinds[name], bins, found[name]) for name in names}

    def distinct(self, name: str, task: Task | None) -> int:
        """Return about how many values a text column has in all rows."""
        self.look([name], 1, task)
        return self.statistics[name].distinct or 0

    def bounds(self, names: Sequence[str], task: Task | None) -> dict[str, tuple[Any, Any]]:
        """Return least and greatest finite value of numeric columns in all rows."""
        self._find_figures(names, task)
        return {name: self.statistics[name].bounds or (None, None) for name in names}

    def axis(self, name: str, bins: int) -> Axis | None:
        """Return the axis of a column that was looked at, None if it has no finite value."""
        low, high = self.statistics[name].bounds or (None, None)
        if low is None or high is None:
            return None
        return make_axis(low, high, bins, self._engine.source.kinds.columns[name].integer)

    def look(self, names: Sequence[str], bins: int, task: Task | None) -> None:
        """Find what columns hold in all rows, unless it is known."""
        kinds = self._engine.source.kinds.columns
        self._find_figures(names, task)
        numeric = [
            name
            for name in names
            if kinds[name].name in NUMERIC and bins not in self.statistics[name].histograms
        ]
        values = [
            name for name in names if kinds[name].name in CATEGORIC and self.statistics[name].top is None
        ]
        if not numeric and not values:
            return
        with self._engine.source.scan() as scan:
            for name in numeric:
                self._find_histogram(scan, name, bins, task)
            for name in values:
                self._find_top(scan, name, task)
        self._teach(numeric)
        self.statistics.save()

    def _find_figures(self, names: Sequence[str], task: Task | None) -> None:
        """Find bounds of numbers, empty cells and distinct values of others, in one pass."""
        engine, kinds = self._engine, self._engine.source.kinds.columns
        look = getattr(engine.source, "look", None)
        if look is not None:
            look(names)
        wanted = []
        parts: list[str] = []
        for name in names:
            kind, known = kinds[name].name, self.statistics[name]
            if kind == "other" or (known.bounds if kind in NUMERIC else known.empty) is not None:
                continue
            wanted.append(name)
            if kind in NUMERIC:
                parts += statements.ends(engine.number(name))
            else:
                parts += statements.values_and_distinct(engine.emitter().column(name), kind in CATEGORIC)
        if not wanted:
            return
        with engine.source.scan() as scan:
            row = engine.row(scan, statements.figures(scan.text, parts), engine.emitter(), task)
        for index, name in enumerate(wanted):
            first, second = row[2 * index : 2 * index + 2]
            if kinds[name].name in NUMERIC:
                self.statistics.note(name, bounds=(first, second))
            else:
                found = min(int(second), int(first))
                self.statistics.note(name, empty=engine.row_count - int(first), distinct=found)

    def _find_histogram(self, scan: Scan, name: str, bins: int, task: Task | None) -> None:
        engine, sql = self._engine, self._engine.emitter()
        axis = self.axis(name, bins)
        text = (axis or NOWHERE).bin_of(sql, engine.number(name))
        rows = engine.run(scan, statements.histogram(scan.text, text, []), sql, task)
        counts, others = counts_by_bin(rows["bin"].to_numpy(), rows["n"].to_numpy(), axis.bins if axis else 0)
        self.statistics.add_histogram(name, bins, Histogram(tuple(counts), **others))

    def _find_top(self, scan: Scan, name: str, task: Task | None) -> None:
        engine, sql = self._engine, self._engine.emitter()
        text = sql.column(name)
        distinct = self.statistics[name].distinct or 0
        if distinct <= COUNT_EXACTLY:
            rows = engine.run(scan, statements.top_values(scan.text, text, [], TOP), sql, task)
            distinct = rows["distinct_values"][0].as_py() if len(rows) else 0
        else:
            likely = engine.run(scan, statements.likely_top_values(scan.text, text, TOP), sql, task)
            bound = [sql.bind(value) for value in likely["value"].to_pylist()]
            rows = engine.run(scan, statements.count_values(scan.text, text, bound, []), sql, task)
        pairs = list(zip(rows["value"].to_pylist(), rows["n"].to_pylist(), strict=True))
        pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        self.statistics.note(name, distinct=int(distinct), top=tuple(pairs))

    def _teach(self, names: Sequence[str]) -> None:
        """Tell the source what histograms say of NaN and empty cells: simpler statements follow."""
        learn = getattr(self._engine.source, "learn", None)
        for name in names:
            histograms = self.statistics[name].histograms
            if learn is not None and histograms:
                one = next(iter(histograms.values()))
                finite = one.nan == one.infinite == 0
                learn(name, Facts(nullable=one.null > 0, nan=one.nan > 0, finite=finite))

    def _as_all(self, name: str, bins: int) -> dict[str, Any]:
        known = self.statistics[name]
        if bins in known.histograms:
            one = known.histograms[bins]
            return {"bins": list(one.bins), "null": one.null, "nan": one.nan, "infinite": one.infinite}
        return {"null": known.empty or 0, "top": dict(known.top or ())}

    def _count_kept(
        self, query: Query, names: Sequence[str], bins: int, task: Task | None
    ) -> dict[str, dict[str, Any]]:
        """Count the matching rows per bin or value of each column, in as few passes as may be."""
        engine, kinds = self._engine, self._engine.source.kinds.columns
        sql = engine.emitter()
        made: dict[str, dict[str, Any]] = {}
        fused: list[tuple[str, str]] = []
        apart = []
        for name in names:
            kind, known = kinds[name].name, self.statistics[name]
            if kind in NUMERIC:
                fused.append((name, (self.axis(name, bins) or NOWHERE).bin_of(sql, engine.number(name))))
            elif kind in CATEGORIC and (known.distinct or 0) <= COUNT_EACH:
                fused.append((name, sql.column(name)))
            elif kind in CATEGORIC:
                apart.append(name)
            elif known.empty:
                fused.append((name, f"{sql.column(name)} IS NULL"))
            else:
                made[name] = {"null": 0}
        if not fused and not apart:
            return made
        with self.kept_rows(sql, query, task) as (scan, conditions):
            if fused:
                statement = statements.counts_of_each(scan.text, [text for _, text in fused], conditions)
                rows = engine.run(scan, statement, sql, task)
                which, counts = rows["which"].to_numpy(), rows["n"].to_numpy()
                for index, (name, _) in enumerate(fused):
                    mine = which == index
                    values = rows[f"c{index}"].filter(mine).to_pylist()
                    made[name] = self._kept_of(name, kinds[name], bins, values, counts[mine].tolist())
            for name in apart:
                top = [sql.bind(value) for value, _ in self.statistics[name].top or ()]
                statement = statements.count_values(scan.text, sql.column(name), top, conditions, True)
                rows = engine.run(scan, statement, sql, task)
                values, counts = rows["value"].to_pylist(), rows["n"].to_pylist()
                made[name] = self._kept_of(name, kinds[name], bins, values, counts)
        return made

    def _kept_of(
        self, name: str, kind: Kind, bins: int, values: list[Any], counts: list[int]
    ) -> dict[str, Any]:
        if kind.name in NUMERIC:
            axis = self.axis(name, bins)
            found, others = counts_by_bin(values, counts, axis.bins if axis else 0)
            return {"bins": found, **others}
        by_value = dict(zip(values, counts, strict=True))
        if kind.name in CATEGORIC:
            listed = {value: by_value.get(value, 0) for value, _ in self.statistics[name].top or ()}
            return {"null": by_value.get(None, 0), "top": listed}
        return {"null": by_value.get(True, 0)}

    @contextmanager
    def kept_rows(self, sql: Emitter, query: Query, task: Task | None) -> Iterator[tuple[Scan, list[str]]]:
        """Give a scan and the conditions that keep in it the rows of a query."""
        engine = self._engine
        conditions = engine.conditions(sql, query)
        is_costly = any("lambda" in text or "regexp" in text for text in conditions)
        if query.row_limit is not None or (is_costly and engine.known_order(query) is not None):
            with engine.source.scan(engine.marks(query, task)) as scan:
                yield scan, [statements.MARKED]
        else:
            with engine.source.scan() as scan:
                yield scan, conditions

    def _as_dict(self, name: str, kind: Kind, bins: int, kept: dict[str, Any]) -> dict[str, Any]:
        known = self.statistics[name]
        if kind.name in NUMERIC:
            axis, one = self.axis(name, bins), known.histograms[bins]
            low, high = known.bounds or (None, None)
            return {
                "kind": "timestamp" if kind.name == "date" else "number",
                "min": bound_text(low, kind),
                "max": bound_text(high, kind),
                "edges": axis.edges() if axis else [],
                "bins_all": list(one.bins),
                "bins_kept": kept["bins"],
                "empty_all": one.null,
                "empty_kept": kept["null"],
                "nan_all": one.nan,
                "nan_kept": kept["nan"],
                "infinite_all": one.infinite,
                "infinite_kept": kept["infinite"],
                "integer": kind.integer,
            }
        empty = {"empty_all": known.empty or 0, "empty_kept": kept["null"]}
        if kind.name not in CATEGORIC:
            return {"kind": kind.name, **empty}
        return {
            "kind": kind.name,
            "distinct": known.distinct or 0,
            "top": [
                {"value": plain(value), "all": count, "kept": kept["top"].get(value, 0)}
                for value, count in known.top or ()
            ],
            **empty,
        }
