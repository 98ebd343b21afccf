"""What `define_metric` says of keys: their axis, their goal, and what their summary is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from dsviz_widget.errors import MetricError, did_you_mean
from dsviz_widget.runs.goals import goal_of, guess_goal
from dsviz_widget.types import article

AGGREGATES = ("min", "max", "mean", "first", "last", "best")
SUMMARIES = (*AGGREGATES, "copy", "none")
GOALS = {"minimize": "minimize", "maximize": "maximize", "min": "minimize", "max": "maximize"}


@dataclass(frozen=True)
class Metric:
    """One definition, as `define_metric` returns it.

    Attributes
    ----------
    name : str
        A key, or the beginning of keys with ``*`` at its end.
    step_metric : str or None
        The key that charts of it have as their x axis.
    step_sync : bool
        Whether a row without the step metric gets its last value.
    hidden : bool
        Whether it is left out of charts that make themselves.
    summary : tuple of str
        Of ``min``, ``max``, ``mean``, ``first``, ``last``, ``best``; ``copy``, the last value as it is;
        ``none``. Empty where nothing was said, which is as ``copy``.
    goal : {"minimize", "maximize"} or None
    """

    name: str
    step_metric: str | None = None
    step_sync: bool = False
    hidden: bool = False
    summary: tuple[str, ...] = ()
    goal: str | None = None

    @property
    def is_aggregate(self) -> bool:
        """Whether its summary is a dict, such as ``{"min": 0.1}``."""
        return not set(self.summary).isdisjoint(AGGREGATES)


class Metrics:
    """The definitions of a run, and the summaries they ask for."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._known: dict[str, Metric] = {}
        self._found: dict[str, Metric | None] = {}
        self._running: dict[str, _Running] = {}
        self._last_steps: dict[str, Any] = {}
        self._has_axes = False
        self.has_aggregates = False
        """Whether some summary is more than the last value."""
        for name, said in (known or {}).items():
            fields = {key: value for key, value in said.items() if key in Metric.__dataclass_fields__}
            self._keep(Metric(**{**fields, "name": name, "summary": tuple(said.get("summary") or ())}))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was defined."""
        return not self._known

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return the definitions by name, as a run's record keeps them."""
        return {name: {**asdict(made), "summary": list(made.summary)} for name, made in self._known.items()}

    def define(
        self,
        name: str,
        step_metric: str | Metric | None = None,
        step_sync: bool | None = None,
        hidden: bool | None = None,
        summary: str | None = None,
        goal: str | None = None,
        overwrite: bool | None = None,
    ) -> Metric:
        """Define a metric; see `Run.define_metric`."""
        if isinstance(step_metric, Metric):
            step_metric = step_metric.name
        _check(name=(name, str), step_metric=(step_metric, str), summary=(summary, str), goal=(goal, str))
        _check(step_sync=(step_sync, bool), hidden=(hidden, bool), overwrite=(overwrite, bool))
        if not isinstance(name, str) or not name:
            raise MetricError("define_metric needs the name of a metric, such as 'loss' or 'val/*'.")
        if "*" in name[:-1]:
            raise MetricError(f"define_metric({name!r}): '*' may stand at the end of a name only.")
        if step_metric is not None and "*" in step_metric:
            raise MetricError(f"step_metric={step_metric!r} must be the name of one metric, without '*'.")
        summaries = _parse_summary(summary)
        if goal is not None and goal.lower() not in GOALS:
            raise MetricError(f"goal must be 'minimize' or 'maximize', got {goal!r}.")
        known = Metric(name) if overwrite else self._known.get(name, Metric(name))
        made = replace(
            known,
            step_metric=known.step_metric if step_metric is None else step_metric,
            step_sync=known.step_sync if step_sync is None else step_sync,
            hidden=known.hidden if hidden is None else hidden,
            summary=known.summary if summaries is None else summaries,
            goal=known.goal if goal is None else GOALS[goal.lower()],
        )
        if step_metric is not None and step_sync is None:
            made = replace(made, step_sync=True)
        if "best" in made.summary and made.goal is None and not name.endswith("*"):
            made = replace(made, goal=goal_of(name, None))
        self._keep(made)
        return made

    def _keep(self, metric: Metric) -> None:
        # Asked for in log, on other threads: what was found is replaced as a whole.
        self._known = {**self._known, metric.name: metric}
        self.has_aggregates = any(known.is_aggregate for known in self._known.values())
        self._has_axes = any(known.step_metric is not None for known in self._known.values())
        self._found = {}
        self._running = {
            key: running for key, running in self._running.items() if self._same(key, running.metric)
        }

    def _same(self, key: str, metric: Metric) -> bool:
        now = self.of(key)
        return now is not None and (now.summary, now.goal) == (metric.summary, metric.goal)

    def of(self, key: str) -> Metric | None:
        """Return the definition of a key: its own, or that of the longest pattern it fits."""
        try:
            return self._found[key]
        except KeyError:
            pass
        found = self._known.get(key)
        if found is None and not key.startswith("_"):
            fitting = [
                metric
                for name, metric in self._known.items()
                if name.endswith("*") and key.startswith(name[:-1]) and metric.step_metric != key
            ]
            found = max(fitting, key=lambda metric: len(metric.name), default=None)
        self._found[key] = found
        return found

    def add_steps(self, row: dict[str, Any]) -> None:
        """Add to a row the last values of the step metrics of its keys, where it lacks them."""
        if not self._has_axes:
            return
        needed: dict[str, Any] = {}
        for key in row:
            metric = self.of(key)
            if metric is not None and metric.step_sync and metric.step_metric is not None:
                name = metric.step_metric
                if name not in row and name in self._last_steps:
                    needed[name] = self._last_steps[name]
        row.update(needed)
        for metric in self._known.values():
            if metric.step_metric is not None and metric.step_metric in row:
                self._last_steps[metric.step_metric] = row[metric.step_metric]

    def summarized(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a committed row makes of the summary, by key.

        Parameters
        ----------
        row : mapping
            JSON values by key. They are counted: call it once a row.
        """
        if self.is_empty:
            return dict(row)
        found: dict[str, Any] = {}
        for key, value in row.items():
            metric = self.of(key)
            if metric is None or not metric.summary or metric.summary == ("copy",):
                found[key] = value
            elif metric.is_aggregate:
                running = self._running.get(key)
                if running is None:
                    running = self._running[key] = _Running(metric, key)
                running.add(value)
                found[key] = running.summary()
        return found

    def resume(self, key: str, summary: Any, count: int) -> None:
        """Go on with a key's summary where an earlier process left it; `count` values were in it."""
        metric = self.of(key)
        if metric is not None and metric.is_aggregate and isinstance(summary, dict):
            self._running[key] = _Running(metric, key, summary, count)


class _Running:
    """The summary of one key so far. NaN counts for the first and the last value only."""

    def __init__(
        self, metric: Metric, key: str, before: Mapping[str, Any] | None = None, count: int = 0
    ) -> None:
        self.metric = metric
        self._goal = metric.goal or guess_goal(key) or "minimize"
        self._values: dict[str, Any] = {name: (before or {}).get(name) for name in AGGREGATES}
        mean = self._values["mean"]
        self._count = count if isinstance(mean, (int, float)) else 0
        self._sum = mean * self._count if self._count else 0.0

    def add(self, value: Any) -> None:
        values = self._values
        if values["first"] is None:
            values["first"] = value
        values["last"] = value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
            return
        self._count += 1
        self._sum += value
        values["mean"] = self._sum / self._count
        if values["min"] is None or value < values["min"]:
            values["min"] = value
        if values["max"] is None or value > values["max"]:
            values["max"] = value
        values["best"] = values["min" if self._goal == "minimize" else "max"]

    def summary(self) -> dict[str, Any]:
        return {
            name: self._values[name]
            for name in self.metric.summary
            if name in AGGREGATES and self._values[name] is not None
        }


def _parse_summary(text: str | None) -> tuple[str, ...] | None:
    if not text:
        return None
    parts = [part.strip().lower() for part in text.split(",")]
    for part in parts:
        if part not in SUMMARIES:
            raise MetricError(
                f"summary={text!r}: {part!r} is none of {', '.join(SUMMARIES)}."
                f"{did_you_mean(part, SUMMARIES)}"
            )
    if "none" in parts and len(parts) > 1:
        raise MetricError(f"summary={text!r}: 'none' stands alone.")
    return tuple(dict.fromkeys(parts))


def _check(**arguments: tuple[Any, type]) -> None:
    for name, (value, kind) in arguments.items():
        if value is not None and not isinstance(value, kind):
            raise MetricError(
                f"define_metric takes {name} as {'text' if kind is str else 'True or False'}, "
                f"got {article(value)}."
            )
