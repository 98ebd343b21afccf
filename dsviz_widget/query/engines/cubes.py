"""Brushing: counts by pixel of the brushed column, added up beforehand, so that a brush is a subtraction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import Axis, bound_text, counts_by_bin, plain
from dsviz_widget.query.engines.background import in_background
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.scanning import Scan, Stretches
from dsviz_widget.query.engines.summary import CATEGORIC, COUNT_EACH, MAX_BINS, NOWHERE, NUMERIC
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine

MAX_PIXELS = 2_000
SAMPLED_FROM = 20_000_000
"""From so many rows on a brush is first answered from a sample."""
SAMPLE_ROWS = 1_000_000
SAMPLE_STRETCHES = 32
KEPT_BYTES = 32 * 1024**2
_UNLISTED = object()
"""Stands for the values of a column that are not among those listed."""


@dataclass(frozen=True)
class Cube:
    """Counts of the values of one column, by the pixel of the brushed one.

    Parameters
    ----------
    values : list
        Bins or values of the column, one per row of `sums`.
    sums : (len(values), pixels + 1) int64 array
        Rows with a value that lie before a pixel.
    """

    values: list[Any]
    sums: np.ndarray

    def between(self, first: int, last: int) -> list[int]:
        """Return counts per value in the pixels from `first` to before `last`."""
        counts: list[int] = (self.sums[:, last] - self.sums[:, first]).tolist()
        return counts


@dataclass(frozen=True)
class Cubes:
    """What one brush needs: a cube per column that follows it, and how many rows lie before a pixel."""

    axis: Axis
    rows: np.ndarray
    columns: dict[str, Cube]
    scale: float = 1.0
    """How many rows one counted row stands for: 1 unless the counts are of a sample."""

    @property
    def size_bytes(self) -> int:
        """Bytes of the counts."""
        return int(self.rows.nbytes + sum(cube.sums.nbytes for cube in self.columns.values()))


class Brushes:
    """Answers brushes of one engine.

    A brush leaves the other clauses alone while it moves, so their rows are counted once, by the pixel of
    the brushed column and the bin of every column that follows; each move of the hand is then a
    difference of sums, whatever the number of rows.
    """

    def __init__(self, engine: DuckEngine) -> None:
        self._engine = engine
        self._cubes: Cache[Cubes] = Cache(32, KEPT_BYTES, lambda cubes: cubes.size_bytes)
        self._samples: Cache[Cubes] = Cache(32, KEPT_BYTES, lambda cubes: cubes.size_bytes)
        self._lock = threading.Lock()
        self._building: tuple[Hashable, Task] | None = None

    def answer(
        self,
        query: Query,
        column: str,
        low: Any,
        high: Any,
        names: Sequence[str],
        bins: int,
        pixels: int,
        task: Task | None,
    ) -> dict[str, Any]:
        """Return what columns hold in the rows of a range of one of them."""
        axis = self._axis(query, column, bins, pixels, task)
        self._engine.summaries.look(names, bins, task)
        key = (active(query), column, tuple(names), bins, pixels)
        cubes = self._cubes.peek(key)
        if cubes is None and self._engine.row_count >= SAMPLED_FROM and self._can_sample:
            self._build_behind(
                key, lambda behind: self._build(query, column, names, bins, axis, None, behind)
            )
            sampled = self._stretches()
            cubes = self._samples.get(
                key, lambda: self._build(query, column, names, bins, axis, sampled, task)
            )
            # The whole may have been there first.
            cubes = self._cubes.peek(key) or cubes
        elif cubes is None:
            made = self._build(query, column, names, bins, axis, None, task)
            cubes = self._cubes.put(key, made)
        return self._as_dict(column, low, high, names, bins, cubes)

    def _axis(self, query: Query, column: str, bins: int, pixels: int, task: Task | None) -> Axis:
        engine = self._engine
        kind = engine.source.kinds.columns[column]
        if kind.name not in NUMERIC:
            raise QueryError("type", f"Only numbers and dates can be brushed, not {column!r}.")
        for name, value, most in (("bins", bins, MAX_BINS), ("pixels", pixels, MAX_PIXELS)):
            if not 1 <= value <= most:
                raise QueryError("value", f"{name} is 1 to {most}, not {value}.")
        if query.row_limit is not None:
            raise QueryError("value", "A view with a limit cannot be brushed.", hint="Drop the limit.")
        engine.summaries.bounds([column], task)
        axis = engine.summaries.axis(column, pixels)
        if axis is None:
            raise QueryError("value", f"The column {column!r} has no value to brush.")
        return axis

    @property
    def _can_sample(self) -> bool:
        return bool(getattr(self._engine.source, "can_peek", False))

    def _stretches(self) -> Stretches:
        """Return stretches of rows, evenly spread, that together make a sample."""
        count, length = self._engine.row_count, SAMPLE_ROWS // SAMPLE_STRETCHES
        starts = np.linspace(0, count - length, SAMPLE_STRETCHES).astype(int).tolist()
        return [(start, start + length) for start in starts]

    def _build_behind(self, key: Hashable, build: Callable[[Task], Cubes]) -> None:
        """Count all rows in the background; what is counted for another brush is stopped."""
        with self._lock:
            if self._building is not None:
                known, before = self._building
                if known == key:
                    return
                before.cancel()

            def run(task: Task) -> None:
                try:
                    self._cubes.put(key, build(task))
                finally:
                    with self._lock:
                        if self._building is not None and self._building[0] == key:
                            self._building = None

            self._building = (key, in_background("dsviz-cube", run)[1])

    def _build(
        self,
        query: Query,
        column: str,
        names: Sequence[str],
        bins: int,
        axis: Axis,
        only: Stretches | None,
        task: Task | None,
    ) -> Cubes:
        engine, sql = self._engine, self._engine.emitter()
        conditions = engine.conditions(sql, query)
        number = engine.number(column)
        pixel = axis.exact_bin_of(sql, replace(number, finite=True, nullable=False))
        texts = [self._slot(sql, name, bins) for name in names]
        there = f"{number.text} IS NOT NULL" if number.finite else f"isfinite({number.text})"
        with engine.source.scan() if only is None else engine.source.scan(only=only) as scan:
            statement = statements.counts_by_pixel(scan.text, pixel, texts, [*conditions, there])
            found = self._sums(scan, statement, sql, axis.bins, len(names), task)
            for index, name in enumerate(names, start=1):
                found[index] = self._named(name, found[index])
        scale = 1.0 if only is None else engine.row_count / sum(stop - start for start, stop in only)
        return Cubes(axis, found[0].sums[0], dict(zip(names, found[1:], strict=True)), scale)

    def _slot(self, sql: Emitter, name: str, bins: int) -> str:
        """Return SQL of what a column is counted by."""
        engine, summaries = self._engine, self._engine.summaries
        kind, known = engine.source.kinds.columns[name], summaries.statistics[name]
        if kind.name in NUMERIC:
            return (summaries.axis(name, bins) or NOWHERE).bin_of(sql, engine.number(name))
        text = sql.column(name)
        if kind.name not in CATEGORIC:
            return f"{text} IS NULL" if known.empty else "false"
        if (known.distinct or 0) <= COUNT_EACH:
            return text
        return statements.place_in(text, [sql.bind(value) for value, _ in known.top or ()])

    def _named(self, name: str, cube: Cube) -> Cube:
        """Return a cube whose values are those of the column, where they were places in a list."""
        kind, known = self._engine.source.kinds.columns[name], self._engine.summaries.statistics[name]
        if kind.name not in CATEGORIC or (known.distinct or 0) <= COUNT_EACH:
            return cube
        listed = [None, _UNLISTED, *(value for value, _ in known.top or ())]
        return Cube([listed[place + 1] for place in cube.values if place is not None], cube.sums)

    def _sums(
        self, scan: Scan, statement: str, sql: Emitter, pixels: int, count: int, task: Task | None
    ) -> list[Cube]:
        """Return a cube of all rows, and one per column."""
        rows = self._engine.run(scan, statement, sql, task)
        which, places = rows["which"].to_numpy(), rows["pixel"].to_numpy()
        counts = rows["n"].to_numpy()
        cubes = []
        for index in range(-1, count):
            mine = which == index
            values: list[Any] = [None]
            owner = np.zeros(int(mine.sum()), dtype=np.int64)
            if index >= 0:
                coded = (
                    rows[f"c{index}"].filter(mine).combine_chunks().dictionary_encode(null_encoding="encode")
                )
                values, owner = coded.dictionary.to_pylist(), coded.indices.to_numpy()
            sums = np.zeros((max(len(values), 1), pixels + 1), dtype=np.int64)
            np.add.at(sums, (owner, places[mine] + 1), counts[mine])
            cubes.append(Cube(values, np.cumsum(sums, axis=1)))
        return cubes

    def _as_dict(
        self, column: str, low: Any, high: Any, names: Sequence[str], bins: int, cubes: Cubes
    ) -> dict[str, Any]:
        kinds, edges = self._engine.source.kinds.columns, np.array(cubes.axis.edges())
        ends = sorted(_as_number(value, column) for value in (low, high))
        first, last = (int(np.abs(edges - end).argmin()) for end in ends)
        if first == last:
            last, first = min(first + 1, len(edges) - 1), min(first, len(edges) - 2)

        def scaled(count: int) -> int:
            return round(count * cubes.scale)

        columns: dict[str, dict[str, Any]] = {}
        for name in names:
            cube, kind = cubes.columns[name], kinds[name]
            counts = [scaled(count) for count in cube.between(first, last)]
            if kind.name in NUMERIC:
                axis = self._engine.summaries.axis(name, bins)
                kept, others = counts_by_bin(cube.values, counts, axis.bins if axis else 0)
                columns[name] = {"bins_kept": kept, **{f"{key}_kept": n for key, n in others.items()}}
                columns[name]["empty_kept"] = columns[name].pop("null_kept")
                continue
            by_value = dict(zip(cube.values, counts, strict=True))
            if kind.name not in CATEGORIC:
                columns[name] = {"empty_kept": by_value.get(True, 0)}
                continue
            top = self._engine.summaries.statistics[name].top or ()
            columns[name] = {
                "empty_kept": by_value.get(None, 0),
                "top": [{"value": plain(value), "kept": by_value.get(value, 0)} for value, _ in top],
            }
        kind = kinds[column]
        return {
            "low": bound_text(float(edges[first]), kind),
            "high": bound_text(float(edges[last]), kind),
            "matched": scaled(int(cubes.rows[last] - cubes.rows[first])),
            "is_estimate": cubes.scale != 1.0,
            "columns": columns,
        }


def _as_number(value: Any, column: str) -> float:
    """Return an end of a range on the axis: dates are seconds since 1970."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            raise QueryError("value", f"A range of {column!r} does not end at {value!r}.") from None
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise QueryError("value", f"A range of {column!r} ends at a number or a date, not {value!r}.")
    return float(value)
