"""A run: what a script logs, while it goes on."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.errors import RunError
from dsviz_widget.history import HistoryReader, HistoryWriter
from dsviz_widget.runs.bucket_copy import fetch_stream, send_run
from dsviz_widget.runs.config import Config, plain_config
from dsviz_widget.runs.console import Console
from dsviz_widget.runs.description import RunDescription
from dsviz_widget.runs.files import RunFiles
from dsviz_widget.runs.identity import ALIVE, check_resume, find_earlier, folder_of
from dsviz_widget.runs.identity import DEFAULT_PROJECT as DEFAULT_PROJECT
from dsviz_widget.runs.metrics import Metric, Metrics
from dsviz_widget.runs.open_runs import open_runs
from dsviz_widget.runs.run_artifacts import RunArtifacts
from dsviz_widget.runs.run_history import RunHistory
from dsviz_widget.runs.saved_files import RunSavedFiles
from dsviz_widget.runs.saving import Saver
from dsviz_widget.runs.settings import RunSettings
from dsviz_widget.runs.showing import Viewable
from dsviz_widget.runs.steps import Steps
from dsviz_widget.runs.summary import Summary, SummaryValues, at, summary_now
from dsviz_widget.runs.system_metrics import SystemMetrics
from dsviz_widget.runs.values import ValueWriter
from dsviz_widget.store import Catalog, check_name, now
from dsviz_widget.store.alive import Alive

AGGREGATES_S = 5.0
"""Seconds after which a summary that `define_metric` asks for is written, for other processes to see."""


class Run(RunArtifacts, RunDescription, RunSavedFiles, Viewable):
    """One execution. `init` makes it; `finish` ends it.

    Attributes
    ----------
    id, project : str
    entity, group, job_type : str or None
    config : Config
        What was chosen before it began.
    summary : Summary
        The last value of each key, and what one sets oneself.
    history : RunHistory
        The row that is being gathered.
    resumed : bool
        Whether it goes on from an earlier run of its id.
    start_time : float
        When it began, in seconds since 1970; of a resumed run, as if it had never stopped.
    """

    disabled = False
    """Whether it keeps nothing."""

    def __init__(
        self,
        catalog: Catalog,
        project: str | None = None,
        entity: str | None = None,
        id: str | None = None,
        name: str | None = None,
        notes: str | None = None,
        tags: Sequence[str] | None = None,
        config: Mapping[str, Any] | None = None,
        group: str | None = None,
        job_type: str | None = None,
        allow_val_change: bool = False,
        resume: Any = None,
        settings: RunSettings | None = None,
    ) -> None:
        self.catalog = catalog
        self.settings = settings or RunSettings()
        self.project = check_name(project or DEFAULT_PROJECT, "project name")
        self.id, earlier = self._find(id, resume)
        known = earlier or {}
        self.resumed = earlier is not None
        self._describe(known, self.id, name, notes, tags, entity, group, job_type)
        self._created_at = known.get("created_at") or now()
        self._used: list[str] = list(known.get("used_artifacts") or ())
        self._logged: list[str] = list(known.get("logged_artifacts") or ())
        self._finished_at: str | None = None
        self._exit_code: int | None = None
        self._process = os.getpid()
        self._saver = Saver(self._write)
        self._metrics = Metrics(known.get("metrics"))
        reader = self._earlier_steps() if self.resumed else None
        self._values = SummaryValues(self._earlier_summary(known, reader))
        self.config = Config({**known.get("config", {}), **(config or {})}, allow_val_change, self._save)
        self.start_time = time.time() - _seconds(self._values.values.get("_runtime"))
        self._begin(0 if reader is None else self._go_on(reader))
        self.summary = Summary(self._values.values, self._writer, self._save)
        self.history = RunHistory(self._steps)
        self._saver.now()
        open_runs.add(self)
        self._beside = self._begin_beside()

    def _find(self, run_id: str | None, resume: Any) -> tuple[str, dict[str, Any] | None]:
        return find_earlier(self.catalog, self.project, run_id, check_resume(resume))

    def _earlier_steps(self) -> HistoryReader:
        return HistoryReader(fetch_stream(self.catalog, self.project, self.id, "history"))

    def _earlier_summary(self, known: Mapping[str, Any], reader: HistoryReader | None) -> dict[str, Any]:
        told: dict[str, Any] = known.get("summary") or {}
        # A run that crashed logged more than its record says.
        return told if reader is None else summary_now(told, Metrics(known.get("metrics")), reader)

    def _begin(self, first: int) -> None:
        """Open what the run is written to; `first` is the step that is gathered first."""
        self._alive: Alive | None = Alive(self.folder / ALIVE)
        self._history_writer: HistoryWriter = HistoryWriter(self.folder / "history")
        self._writer = ValueWriter(RunFiles(self.catalog.blobs, self.folder), self._keep_table)
        self._steps = self._make_steps(first)

    def _begin_beside(self) -> list[Console | SystemMetrics]:
        """Begin what goes on beside the run until it ends."""
        beside: list[Console | SystemMetrics] = []
        if self.settings.console:
            beside.append(Console(self.folder))
        if self.settings.system_metrics:
            beside.append(SystemMetrics(self.folder, self.start_time, self.settings.system_interval_s))
        return beside

    def _make_steps(self, first: int) -> Steps:
        return Steps(
            self._history_writer,
            self._values,
            self._metrics,
            self._writer.items,
            self.start_time,
            self.settings.strict,
            first,
        )

    def _go_on(self, reader: HistoryReader) -> int:
        """Return the step after the last one, and let summaries go on from where they were."""
        for (key, _), found in reader.keys.items():
            values = self._values.values
            self._metrics.resume(key, values.get(key, at(values, tuple(key.split(".")))), found.count)
        last = reader.last_step
        return 0 if last is None else last + 1

    @property
    def folder(self) -> Path:
        """The run's folder in the store."""
        return folder_of(self.catalog, self.project, self.id)

    @property
    def path(self) -> str:
        """``project/id``, as `Api.run` takes it."""
        return f"{self.project}/{self.id}"

    @property
    def step(self) -> int:
        """The step that the next `log` adds to."""
        return self._steps.step

    @property
    def is_of_this_process(self) -> bool:
        """Whether this process began it, rather than the one that it was forked from."""
        return self._process == os.getpid()

    @property
    def is_finished(self) -> bool:
        """Whether `finish` was called."""
        return self._finished_at is not None

    @property
    def offline(self) -> bool:
        """True: everything is on this machine."""
        return True

    @property
    def url(self) -> None:
        """None: there is no page of it."""
        return

    def log(
        self,
        data: Mapping[str, Any],
        step: int | None = None,
        commit: bool | None = None,
        sync: bool | None = None,
    ) -> None:
        """Log values at a step.

        Without `step` the values are committed, and the next call is of the next step. With `step` they are
        gathered until a call names a higher one, so that one step can be logged from many places. What is
        committed is on disk when the call returns, and outlives the process.

        Parameters
        ----------
        data : dict
            Numbers, text, booleans, None, lists, arrays and tensors, images, other media and lists of one
            kind of them, histograms, tables, data frames, charts, figures; dicts of these are keys with
            dots. None leaves the summary as it is. Not changed.
        step : int, optional
            The same as the last, or higher. Values for a step that has passed are dropped with a warning, or
            raise where ``settings={"strict": True}``.
        commit : bool, optional
            Whether the step is complete: True without `step`, False with it, unless given.
        sync : bool, optional
            For code written for W&B; without effect.

        Raises
        ------
        LogTypeError
            For what is no dictionary, a key that is no text, or a value that cannot be kept. Nothing of the
            call is logged then, and everything before it stays.
        StepError
            For a step that has passed, in a strict run.
        RunError
            If the run has ended.

        References
        ----------
        ``wandb.log``, W&B documentation, 2021.
        """
        if self._finished_at is not None:
            self._check_active("log")
        self._steps.log(data, step, commit)
        if self._metrics.has_aggregates and not self._saver.is_due:
            self._saver.soon(AGGREGATES_S)

    def define_metric(
        self,
        name: str,
        step_metric: str | Metric | None = None,
        step_sync: bool | None = None,
        hidden: bool | None = None,
        summary: str | None = None,
        goal: str | None = None,
        overwrite: bool | None = None,
    ) -> Metric:
        """Say what the axis, the summary and the goal of a metric are.

        Parameters
        ----------
        name : str
            A key that is logged; with ``*`` at its end every key that begins so. Of several that fit, the
            name itself counts, then the longest pattern.
        step_metric : str, optional
            The key that is its x axis in charts.
        step_sync : bool, optional
            Whether a step without the step metric gets its last value; True where there is one.
        hidden : bool, optional
            Whether it is left out of charts that make themselves.
        summary : str, optional
            One or more of ``min``, ``max``, ``mean``, ``first``, ``last`` and ``best``, with commas between:
            ``run.summary["loss"]["min"]``. ``copy`` is the last value as it is, ``none`` leaves the key out.
            NaN counts for the first and the last value only.
        goal : {"minimize", "maximize"}, optional
            What ``best`` means, and which run of a project is the best.
        overwrite : bool, optional
            Whether what was said of the name before is forgotten, rather than added to.

        Returns
        -------
        Metric

        Raises
        ------
        MetricError
            For a name, summary or goal that cannot be.
        """
        self._check_active("define_metric")
        metric = self._metrics.define(name, step_metric, step_sync, hidden, summary, goal, overwrite)
        self._save()
        return metric

    def alert(self, title: str, text: str = "", level: Any = None, wait_duration: Any = None) -> None:
        """Warn of something, as ``UserWarning``: there is nobody to send a message to."""
        warnings.warn(f"{title}: {text}" if text else str(title), UserWarning, stacklevel=2)

    def finish(self, exit_code: int | None = None, quiet: bool | None = None) -> None:
        """End the run: what was gathered is committed, and its files are let go of.

        Calling it again does nothing. In a forked process it commits what this process gathered; the run
        goes on in the process that began it.

        Parameters
        ----------
        exit_code : int, optional
            0, which means that all went well, unless given.
        quiet : bool, optional
            For code written for W&B; without effect.
        """
        if self.is_finished:
            return
        self._steps.finish()
        if not self.is_of_this_process:
            self._finished_at = now()
            return
        for beside in self._beside:
            beside.close()
        self._saver.cancel()
        self._finished_at, self._exit_code = now(), int(exit_code or 0)
        self._close()
        open_runs.discard(self)

    def _close(self) -> None:
        # Packing the history may take a while, and the run has ended by then whatever becomes of it.
        self._write()
        self._history_writer.close()
        send_run(self.catalog, self.project, self.id)
        if self._alive is not None:
            self._alive.release()

    def after_fork(self) -> None:
        """Mend what a forked process has of the run: locks of threads that are not there."""
        self._steps.renew_lock()
        self._saver.renew()
        self._beside = []

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.finish(exit_code=0 if kind is None else 1)

    def __repr__(self) -> str:
        state = "finished" if self.is_finished else "running"
        return f"<Run {self.name}, project {self.project}, {state}>"

    def _check_active(self, what: str) -> None:
        if self.is_finished:
            raise RunError(f"run {self.name!r} has finished; {what} needs an active one. Call init() again.")

    def _save(self) -> None:
        """Write what the run is, soon; at once when it has ended."""
        if self.is_finished:
            self._write()
        else:
            self._saver.soon()

    def flush_soon_changes(self) -> None:
        """Write what the run is, if a change of it waits to be written."""
        if self._saver.is_due and not self.is_finished:
            self._saver.now()

    def flush(self) -> None:
        """Write what the run is; changes are written a moment later without it."""
        if self.is_finished:
            self._write()
        else:
            self._saver.now()

    def _write(self) -> None:
        if not self.is_of_this_process:
            return
        self.catalog.write_run(
            self.project,
            self.id,
            {
                "format": 1,
                "id": self.id,
                **self._description(),
                "config": plain_config(self.config.as_dict()),
                "summary": self._steps.summary(),
                "metrics": self._metrics.as_dict(),
                "created_at": self._created_at,
                "finished_at": self._finished_at,
                "exit_code": self._exit_code,
                "used_artifacts": self._used,
                "logged_artifacts": self._logged,
            },
        )


def _seconds(runtime: Any) -> float:
    return float(runtime) if isinstance(runtime, (int, float)) and runtime >= 0 else 0.0


def _mend_after_fork() -> None:
    for run in list(open_runs):
        run.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_mend_after_fork)
