"""What a browser may ask about the runs of a workspace, beside what it may ask about their table."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import DsvizError, RunError, ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs.goals import guess_goal
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.record import HISTORY, RunRecord
from dsviz_widget.runs.runs_table import RunsTable, flat, runs_table
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.config_differences import config_differences
from dsviz_widget.widgets.group_series import BANDS, mean_line
from dsviz_widget.widgets.params import limited, query_of, start_of
from dsviz_widget.widgets.shown_table import ShownTable

if TYPE_CHECKING:
    from dsviz_widget.history import HistoryReader

MOST_IN_GROUP = 1_000
"""Runs of one group whose mean is drawn."""
MOST_COMPARED = 8
MOST_READ = 500
POINTS = 2_000

STEP = "_step"
EDITS = ("delete", "rename", "tag", "untag")


class WorkspaceSession:
    """Answers questions about runs. Thread-safe; knows no widget and no notebook.

    Parameters
    ----------
    runs : sequence of RunRecord
    """

    def __init__(self, runs: Sequence[RunRecord]) -> None:
        self._lock = threading.Lock()
        self._readers: dict[tuple[str, str], HistoryReader] = {}
        self._is_stale = False
        self.runs: list[RunRecord] = list(runs)
        self._by_id = {run.id: run for run in self.runs}
        self.shown_as: RunsTable = runs_table(self.runs)
        self.shown: ShownTable | None = None
        """The runs as the table that is on the screen, once there is one."""
        self.read_again: Callable[[], Sequence[RunRecord]] = lambda: self.runs
        """Returns the runs as they are now."""
        self.changed: Callable[[], None] = lambda: None
        """Called after runs were changed from the browser."""
        self.look: Callable[[RunRecord], None] = lambda run: None
        """Told of each run that goes on before it is read."""

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "workspace": self.workspace,
            "metrics": self.metrics,
            "group_runs": self.group_runs,
            "group_series": self.group_series,
            "configs": self.configs,
            "edit_runs": self.edit_runs,
        }

    def show(self, runs: Sequence[RunRecord]) -> None:
        """Show other runs, or the same as they are now; readers of those that stay are kept."""
        shown_as = runs_table(runs)
        with self._lock:
            self.runs, self.shown_as = list(runs), shown_as
            self._by_id = {run.id: run for run in runs}
            there = {run.path for run in runs}
            self._readers = {key: reader for key, reader in self._readers.items() if key[0] in there}
        if self.shown is not None:
            self.shown.show(shown_as.table)

    def find(self, run_id: Any) -> RunRecord:
        """Return a run by its id; raises ViewError when it is not among those shown."""
        run = self._by_id.get(run_id) if isinstance(run_id, str) else None
        if run is not None:
            return run
        raise ViewError(f"run {run_id!r} is no longer here. Run the cell again to see the runs there are.")

    def reader(self, run: RunRecord, stream: str = HISTORY) -> HistoryReader:
        """Return what reads the steps of a run, with all that was written until now."""
        key = (run.path, stream)
        with self._lock:
            reader = self._readers.get(key)
            is_new = reader is None
            if reader is None:
                reader = self._readers[key] = run.reader(stream)
        # What has ended is written no more.
        if not is_new and not run.finished_at:
            reader.refresh()
        return reader

    def tell_stale(self) -> None:
        """Say that the runs are not as they were; they are read again when the browser asks."""
        self._is_stale = True

    def look_again(self) -> None:
        """Read the runs again if they are not as they were."""
        if self._is_stale:
            self._is_stale = False
            self.show(self.read_again())

    def workspace(self, params: dict[str, Any], task: Task) -> Reply:
        """What the runs are, in the order of the table's rows, and what its columns hold."""
        runs, shown_as = self.runs, self.shown_as
        goals = {name: guess_goal(name) for name, (part, _) in shown_as.columns.items() if part == "summary"}
        return {
            "runs": [
                {
                    "id": run.id,
                    "name": run.name,
                    "state": run.state,
                    "created_at": run.created_at,
                    "tags": list(run.tags),
                }
                for run in runs
            ],
            "columns": {name: list(column) for name, column in shown_as.columns.items()},
            "goals": {name: goal for name, goal in goals.items() if goal is not None},
        }, []

    def metrics(self, params: dict[str, Any], task: Task) -> Reply:
        """The numbers that some of the runs logged over steps, how many have each, and over what it is drawn.

        A part of the runs at a time, `count` from `start` on, so that the first charts need not wait.
        """
        start = start_of(params)
        runs = self.runs[start : start + limited(params.get("count"), MOST_READ)]
        return {"metrics": self.metrics_of(runs, task), "read": len(runs), "total": len(self.runs)}, []

    def metrics_of(self, runs: Sequence[RunRecord], task: Task) -> list[dict[str, Any]]:
        """Return the numbers that runs logged over steps, those of most runs first."""
        counts: Counter[str] = Counter()
        axes: dict[str, Counter[str]] = {}
        for run in runs:
            task.check()
            if not run.finished_at:
                self.look(run)
            told = Metrics(run.metrics)
            # A history that is damaged says so in its own charts.
            with suppress(DsvizError):
                for key, kind in self.reader(run).keys:
                    metric = told.of(key) if run.metrics else None
                    if kind != "number" or (metric is not None and metric.hidden):
                        continue
                    counts[key] += 1
                    axis = metric.step_metric if metric is not None else None
                    axes.setdefault(key, Counter())[axis or STEP] += 1
        return [
            {"key": key, "runs": count, "x": axes[key].most_common(1)[0][0]}
            for key, count in counts.most_common()
        ]

    def group_runs(self, params: dict[str, Any], task: Task) -> Reply:
        """Ids of the runs in each of some groups, in the order of the view."""
        query, found = query_of(params), []
        if self.shown is None:
            return {"groups": []}, []
        engine, runs = self.shown.engine, self.runs
        for key in params.get("keys", []):
            page = engine.group_page(query, key, 0, MOST_IN_GROUP, ["id"], task)
            rows = page.column(0).to_pylist()
            found.append([runs[row].id for row in rows if row < len(runs)])
        return {"groups": found}, []

    def group_series(self, params: dict[str, Any], task: Task) -> Reply:
        """Groups of runs as mean lines with bands: x, y, lo and hi, 64-bit floats in a buffer each."""
        x, band = str(params.get("x", "_step")), params.get("band")
        points = limited(params.get("points", POINTS), POINTS)
        low, high = params.get("range") or (None, None)
        smoothing = float(params.get("smoothing", 0.0))
        if band not in BANDS:
            raise ViewError(f"band must be one of {', '.join(map(repr, BANDS))}, got {band!r}.")
        answers: list[dict[str, Any]] = []
        buffers: list[bytes] = []
        for group in params.get("groups", []):
            members = [self.find(run_id) for run_id in group["runs"][:MOST_IN_GROUP]]
            for key in params.get("keys", []):
                lines = []
                for run in members:
                    task.check()
                    reader = self.reader(run)
                    if (key, "number") not in reader.keys:
                        continue
                    found = reader.series(key, x=x, lo=low, hi=high, points=points, smoothing=smoothing)
                    y = found.y if found.smooth is None else found.smooth
                    lines.append((np.asarray(found.x, np.float64), np.asarray(y, np.float64)))
                mean = mean_line(lines, band, points)
                answers.append({"group": group["id"], "key": key, "length": len(mean.x), "runs": len(lines)})
                buffers.extend(np.ascontiguousarray(part, "<f8").tobytes() for part in mean)
        return {"series": answers}, buffers

    def configs(self, params: dict[str, Any], task: Task) -> Reply:
        """The configs of some runs beside each other: keys that differ, and keys that are equal."""
        runs = [self.find(run_id) for run_id in params.get("runs", [])[:MOST_COMPARED]]
        different, equal = config_differences([flat(run.config) for run in runs])
        return {"different": different, "equal": equal}, []

    def edit_runs(self, params: dict[str, Any], task: Task) -> Reply:
        """Delete, rename, tag or untag runs."""
        action, text = params.get("action"), str(params.get("text") or "").strip()
        runs = [self.find(run_id) for run_id in params.get("runs", [])]
        if action not in EDITS:
            raise RunError(f"runs can be told {', '.join(EDITS)}, not {action!r}.")
        if action != "delete" and not text:
            raise RunError(f"to {action} a run takes a text. Type one.")
        for run in runs:
            _edit(run, action, text)
        self.changed()
        return {"count": len(runs)}, []


def _edit(run: RunRecord, action: str, text: str) -> None:
    if action == "delete":
        run.delete()
        return
    if action == "rename":
        run.name = text
    elif action == "tag":
        run.tags = [*run.tags, *([] if text in run.tags else [text])]
    else:
        run.tags = [tag for tag in run.tags if tag != text]
    run.update()
