"""Lines of runs for a screen: the points of a range, as few as draw the same picture."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import DsvizError, ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs.record import HISTORY, SYSTEM
from dsviz_widget.widgets.params import limited
from dsviz_widget.widgets.run_readers import ShownRuns

if TYPE_CHECKING:
    from dsviz_widget.history import HistoryReader
    from dsviz_widget.widgets.channel import Handler, Reply

STREAMS = {"number": HISTORY, "bool": HISTORY, "system": SYSTEM}
FEWEST_POINTS, MOST_POINTS = 100, 4_000
MOST_SERIES = 2_000
"""Lines in one answer: 200 runs with ten metrics each."""
MOST_MARKS = 50
STEP = "_step"


class RunSeries:
    """Answers questions for lines. Thread-safe.

    Parameters
    ----------
    runs : ShownRuns
    look : callable
        Told of each run before it is read; takes the run.
    """

    def __init__(self, runs: ShownRuns, look: Callable[[Any], None] | None = None) -> None:
        self._runs, self._look = runs, look

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"series": self.series}

    def series(self, params: dict[str, Any], task: Task) -> Reply:
        """The lines of some keys of some runs over a range of x; what a run did not log is left out."""
        x = str(params.get("x") or STEP)
        low, high = range_of(params)
        points = max(FEWEST_POINTS, limited(params.get("points", 2_000), MOST_POINTS))
        smoothing = min(max(float(params.get("smoothing") or 0.0), 0.0), 0.99)
        run_ids, keys = list(params.get("runs") or ()), list(params.get("keys") or ())
        if len(run_ids) * len(keys) > MOST_SERIES:
            raise ViewError(
                f"{len(run_ids) * len(keys):,} lines were asked for at once, and {MOST_SERIES:,} are the "
                "most. Show fewer runs, or look for a metric."
            )
        found: list[dict[str, Any]] = []
        buffers: list[bytes] = []
        for run_id in run_ids:
            run = self._runs.find(run_id)
            if self._look is not None:
                self._look(run)
            reader_of = functools.cache(functools.partial(self._runs.reader, run))
            for wanted in keys:
                task.check()
                key, kind = str(wanted.get("key")), str(wanted.get("kind"))
                about = {"run": run.id, "key": key, "kind": kind}
                try:
                    answer = self._line(
                        reader_of(STREAMS.get(kind, HISTORY)), key, kind, x, low, high, points, smoothing
                    )
                except DsvizError as error:
                    found.append(
                        {**about, "length": 0, "columns": [], "exact": True, "total": 0, "error": str(error)}
                    )
                    continue
                if answer is None:
                    continue
                said, columns = answer
                if params.get("log_y"):
                    said["not_drawn"] = not_drawn(
                        reader_of(STREAMS.get(kind, HISTORY)), key, x, stored_kind(kind)
                    )
                found.append({**about, **said, "columns": list(columns)})
                buffers.extend(np.ascontiguousarray(column, "<f8").tobytes() for column in columns.values())
        return {"series": found}, buffers

    def _line(
        self,
        reader: HistoryReader,
        key: str,
        kind: str,
        x: str,
        low: float | None,
        high: float | None,
        points: int,
        smoothing: float,
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        stored = stored_kind(kind)
        if (key, stored) not in reader.keys:
            return None
        line = reader.series(key, x, stored, low, high, points, smoothing)
        columns = {"x": line.x, "y": line.y}
        if line.smooth is not None:
            columns["smooth"] = line.smooth
        said = {
            "length": len(line.x),
            "exact": line.exact,
            "total": line.total,
            "unfinished": line.unfinished,
        }
        return said, columns


def stored_kind(kind: str) -> str:
    """Return what a history calls a kind of line."""
    return "number" if kind == "system" else kind


def not_drawn(reader: HistoryReader, key: str, x: str, kind: str) -> dict[str, Any]:
    """Say which values a logarithmic axis has no place for: how many, and where the first ones are.

    Returns
    -------
    dict
        ``count`` of ``total``, ``is_zero`` where all of them are 0, and ``x``, some of their steps.
    """
    steps, values = reader.values(key, kind)
    numbers = np.asarray(values, np.float64)
    there = np.flatnonzero(numbers <= 0)
    marks = there[np.linspace(0, len(there) - 1, min(len(there), MOST_MARKS)).astype(np.int64)]
    return {
        "count": len(there),
        "total": len(numbers),
        "is_zero": bool((numbers[there] == 0).all()),
        "x": steps[marks].tolist() if x == STEP else [],
    }


def range_of(params: dict[str, Any]) -> tuple[float | None, float | None]:
    """Return the range of x that a question is about; two Nones for all of it."""
    given = params.get("range")
    if not given:
        return None, None
    low, high = (float(end) for end in given)
    if not low <= high:
        raise ViewError(f"the range {low:g} to {high:g} is the wrong way round. Give the smaller end first.")
    return low, high
