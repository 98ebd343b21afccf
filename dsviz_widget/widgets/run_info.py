"""What a run is and what it logged, for the head and the side of its view."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import Task
from dsviz_widget.runs.console import LOG
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.record import SYSTEM, RunRecord
from dsviz_widget.runs.summary import summary_now
from dsviz_widget.widgets.run_readers import ShownRuns

if TYPE_CHECKING:
    from dsviz_widget.history import HistoryReader
    from dsviz_widget.widgets.channel import Handler, Reply

TOTALS = (
    "total_steps",
    "max_steps",
    "n_timesteps",
    "total_timesteps",
    "num_steps",
    "num_train_steps",
    "train_steps",
    "max_iters",
    "num_iterations",
)
"""Names under which a config says how many steps a run is to take."""
EPOCH_TOTALS = ("epochs", "num_epochs", "max_epochs", "n_epochs", "num_train_epochs")
COUNTERS = (
    "global_step",
    "train/global_step",
    "timesteps",
    "total_timesteps",
    "num_timesteps",
    "step",
    "iter",
)
"""Keys that count the same where a run logs them; else its steps do."""
EPOCHS = ("epoch", "train/epoch", "trainer/epoch")
MOST_TEXT = 2_000


class RunInfo:
    """Answers what runs are.

    Parameters
    ----------
    runs : ShownRuns
    look : callable
        Told of each run before it is read; takes the run.
    """

    def __init__(self, runs: ShownRuns, look: Callable[[RunRecord], None] | None = None) -> None:
        self._runs, self._look = runs, look

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"run_info": self.run_info}

    def run_info(self, params: dict[str, Any], task: Task) -> Reply:
        """Names, states, keys, configs and summaries of some runs."""
        found = []
        for run_id in params.get("runs") or ():
            task.check()
            run = self._runs.find(run_id)
            if self._look is not None:
                self._look(run)
            found.append(describe(run, self._runs.reader(run), self._runs.reader(run, SYSTEM)))
        return {"runs": found}, []


def describe(run: RunRecord, reader: HistoryReader, system: HistoryReader) -> dict[str, Any]:
    """Return what a view shows of a run besides its lines, as JSON has it."""
    keys = key_list(reader)
    done, total, total_key = progress_of(
        run.config, {info["key"]: info["last"] for info in keys}, reader.last_step
    )
    metrics = Metrics(run.metrics)
    defined = {info["key"]: metrics.of(info["key"]) for info in keys}
    return {
        "id": run.id,
        "name": run.name,
        "project": run.project,
        "state": run.state,
        "created_at": run.created_at,
        "finished_at": run.finished_at or None,
        "exit_code": run.exit_code,
        "last_timestamp": reader.last_timestamp,
        "last_runtime": reader.last_runtime,
        "last_step": reader.last_step,
        "row_count": reader.row_count,
        "done": done,
        "total": total,
        "total_key": total_key,
        "keys": keys,
        "metrics": {
            key: {"step_metric": metric.step_metric, "goal": metric.goal, "hidden": metric.hidden}
            for key, metric in defined.items()
            if metric is not None
        },
        "config": plain(run.config),
        "summary": plain(summary_of(run, reader, Metrics(run.metrics))),
        "tags": list(run.tags),
        "group": run.group,
        "job_type": run.job_type,
        "notes": run.notes,
        "system": key_list(system),
        "problems": reader.problems,
        "console_size": size_of(run.folder / LOG),
        "artifact_count": len({*run.logged_names, *run.used_names}),
    }


def size_of(path: Path) -> int:
    """Return the size of a file, 0 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def key_list(reader: HistoryReader) -> list[dict[str, Any]]:
    """Return every key and kind that was logged, with its last plain value."""
    return [
        {
            "key": key,
            "kind": kind,
            "count": info.count,
            "first_step": info.first_step,
            "last_step": info.last_step,
            "last": plain(info.last) if isinstance(info.last, (bool, int, float, str)) else None,
        }
        for (key, kind), info in reader.keys.items()
        if not key.startswith("_")
    ]


def summary_of(run: RunRecord, reader: HistoryReader, metrics: Metrics) -> Mapping[str, Any]:
    """Return a run's summary; while it goes on, with what it logged last."""
    if run.finished_at:
        return run.summary
    # As `run.summary`, with a reader that has read the first part already.
    told = run.catalog.read_run(run.project, run.id).get("summary") or {}
    return summary_now(told, metrics, reader)


def progress_of(
    config: Mapping[str, Any], last: Mapping[str, Any], last_step: int | None
) -> tuple[float | None, float | None, str | None]:
    """Return how far a run is, of how much, and the name that its config says that under.

    Parameters
    ----------
    config : mapping
    last : mapping
        The last value of each key.
    last_step : int or None
    """
    for names, counters in ((TOTALS, COUNTERS), (EPOCH_TOTALS, EPOCHS)):
        total_key = next((name for name in names if _is_count(config.get(name))), None)
        if total_key is None:
            continue
        counter = next((key for key in counters if _is_count(last.get(key))), None)
        done = last[counter] if counter is not None else last_step if names is TOTALS else None
        # More done than there is to do: the number means something else.
        if done is not None and done <= float(config[total_key]):
            return float(done), float(config[total_key]), total_key
    return None if last_step is None else float(last_step), None, None


def _is_count(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and value >= 0
    )


def plain(value: Any) -> Any:
    """Return a value as a browser reads JSON: NaN and infinity by name, long texts cut."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"_number": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, str):
        return value if len(value) <= MOST_TEXT else f"{value[:MOST_TEXT]}…"
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value[:200]]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value)
