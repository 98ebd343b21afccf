"""The steps of a run: what is gathered for one, when it is committed, and which one is next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dsviz_widget.errors import LogTypeError, StepError
from dsviz_widget.history import HistoryWriter
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.summary import SummaryValues
from dsviz_widget.runs.values import PLAIN
from dsviz_widget.runs.warning import warn_user
from dsviz_widget.types import article

TEXT = frozenset({str})
OWN = ("_step", "_runtime")
"""Keys that a row has from us."""

Flatten = Callable[[Mapping[str, Any], int], "list[tuple[tuple[str, ...], Any]]"]
"""Turns what was logged into JSON, by path: nested dicts are paths of several keys."""


class Steps:
    """Gathers rows by W&B's rules, and writes each when it is committed.

    Any thread may call it. A call that raises has changed nothing.

    Parameters
    ----------
    writer : HistoryWriter
    summary : SummaryValues
        Told of every row that is committed.
    metrics : Metrics
        What `define_metric` said of keys.
    flatten : function
        Called with a mapping that holds more than numbers and text, and its step.
    started_at : float
        When the run began, seconds since 1970.
    is_strict : bool
        Whether a step that has passed raises instead of being dropped.
    step : int
        The step that is gathered first.
    """

    def __init__(
        self,
        writer: HistoryWriter,
        summary: SummaryValues,
        metrics: Metrics,
        flatten: Flatten,
        started_at: float,
        is_strict: bool = False,
        step: int = 0,
    ) -> None:
        self.step = step
        """The step that the next `log` adds to."""
        self.dropped = 0
        """Calls that named a step that had passed."""
        self._writer, self._summary, self._metrics = writer, summary, metrics
        self._flatten, self._started_at, self._is_strict = flatten, started_at, is_strict
        self._pending: dict[str, Any] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._is_pending = False
        self._lock = threading.RLock()

    @property
    def pending(self) -> dict[str, Any]:
        """What was gathered for the current step, not yet committed."""
        return dict(self._pending)

    def log(self, data: Mapping[str, Any], step: int | None = None, commit: bool | None = None) -> None:
        """Add `data` to a step, and commit it where the rules say so; see `Run.log`."""
        with self._lock:
            if (
                step is None
                and commit is not False
                and not self._is_pending
                and type(data) is dict
                and PLAIN.issuperset(map(type, data.values()))
                and TEXT.issuperset(map(type, data))
            ):
                now = time.time()
                row = {"_timestamp": now, "_runtime": now - self._started_at, **data}
                if len(row) == len(data) + 2 and "_step" not in row:
                    self._write_flat(row)
                    return
            self._log_any(data, step, commit)

    def _write_flat(self, row: dict[str, Any]) -> None:
        """Commit a row of numbers and text, all of whose keys are paths of one."""
        step = self.step
        if self._metrics.is_empty:
            self._writer.append(step, row)
            self._summary.take(step, row)
        else:
            self._commit_row(step, row, {})
        self.step = step + 1

    def _log_any(self, data: Mapping[str, Any], step: int | None, commit: bool | None) -> None:
        check_logged(data)
        if step is not None:
            step = _checked_step(step)
            if step < self.step:
                self._refuse(step)
                return
        items = self._flatten(data, self.step if step is None else step)
        if step is not None and step > self.step:
            self.commit()
            self.step = step
        for path, value in items:
            key = ".".join(path)
            self._pending[key] = value
            if len(path) > 1:
                self._paths[key] = path
            else:
                self._paths.pop(key, None)
        self._is_pending = True
        if commit if commit is not None else step is None:
            self.commit()
            self.step += 1

    def commit(self) -> None:
        """Write what was gathered for the current step; the step stays."""
        with self._lock:
            if not self._is_pending:
                return
            now = time.time()
            row = {"_timestamp": now, "_runtime": now - self._started_at, **self._pending}
            self._commit_row(self.step, row, self._paths)
            self._pending, self._paths, self._is_pending = {}, {}, False

    def finish(self) -> None:
        """Commit what was gathered, also where its step was not complete."""
        with self._lock:
            if self._is_pending:
                self.commit()
                self.step += 1

    def summary(self) -> dict[str, Any]:
        """Return a copy of the summary, whole rows only."""
        with self._lock:
            return self._summary.copy()

    def _commit_row(self, step: int, row: dict[str, Any], paths: Mapping[str, tuple[str, ...]]) -> None:
        self._metrics.add_steps(row)
        self._writer.append(step, row)
        if None in row.values():
            row = {key: value for key, value in row.items() if value is not None}
        self._summary.take(step, self._metrics.summarized(row), paths)

    def _refuse(self, step: int) -> None:
        said = (
            f"log was given step {step}, and the run is at step {self.step} already: steps only go up. "
            "Log your own step as a value, {'epoch': ...}, and name it with define_metric."
        )
        if self._is_strict:
            raise StepError(said)
        self.dropped += 1
        if self.dropped == 1:
            warn_user(
                f"{said} These values are dropped, and so are later ones without another warning; "
                "init(settings={'strict': True}) raises instead."
            )

    def renew_lock(self) -> None:
        """Forget who held the lock: in a forked process that thread is not there."""
        self._lock = threading.RLock()


def check_logged(data: Any) -> None:
    """Raise LogTypeError unless `data` is a mapping whose keys are text that a row may have."""
    if not isinstance(data, Mapping):
        raise LogTypeError(f"log takes a dictionary, got {article(data)}. Write log({{'name': value}}).")
    for key in data:
        if not isinstance(key, str):
            raise LogTypeError(f"keys that are logged must be text, got {key!r} of {type(key).__name__}.")
        if key in OWN:
            raise LogTypeError(
                f"the key {key!r} is the run's own. Log your value under another name, or pass step=."
            )
        if key == "_timestamp" and (not isinstance(data[key], (int, float)) or isinstance(data[key], bool)):
            raise LogTypeError(
                f"_timestamp must be a number, seconds since 1970, got {article(data[key])}. "
                "Log your value under another name."
            )


def _checked_step(step: Any) -> int:
    plain = step.item() if isinstance(step, np.generic) or hasattr(step, "detach") else step
    if isinstance(plain, float) and plain.is_integer():
        plain = int(plain)
    if isinstance(plain, bool) or not isinstance(plain, int):
        raise LogTypeError(f"step must be a whole number, got {step!r}, {article(step)}.")
    return plain
