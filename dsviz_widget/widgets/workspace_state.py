"""What a workspace keeps of itself beside the query, and the sense that it must make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dsviz_widget.errors import ViewError, did_you_mean
from dsviz_widget.runs.goals import GOALS
from dsviz_widget.widgets.group_series import BANDS

TABS = ("charts", "summaries", "config")

CHARTS: dict[str, Any] = {"x": "auto", "smoothing": 0.0, "log_y": False, "band": "range", "main": None}
"""How charts are drawn, unless told otherwise."""


def complete_charts(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all options of the charts; raises ViewError for one that makes no sense."""
    for name in given:
        if name not in CHARTS:
            raise ViewError(f"charts have no option {name!r}.{did_you_mean(name, CHARTS)}")
    charts = {**CHARTS, **given}
    smoothing = charts["smoothing"]
    if isinstance(smoothing, bool) or not isinstance(smoothing, (int, float)) or not 0 <= smoothing < 1:
        raise ViewError(f"smoothing must be at least 0 and less than 1, got {smoothing!r}.")
    if charts["band"] not in BANDS:
        raise ViewError(f"band must be one of {', '.join(map(repr, BANDS))}, got {charts['band']!r}.")
    if not isinstance(charts["x"], str) or not charts["x"]:
        raise ViewError(
            f"x must be 'auto', '_step', '_relative', '_timestamp' or a logged key, got {charts['x']!r}."
        )
    return charts


def complete_best(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return which metric says what is best; raises ViewError for one that makes no sense."""
    if not given:
        return {}
    key, goal = given.get("key"), given.get("goal")
    if not isinstance(key, str) or goal not in GOALS or set(given) != {"key", "goal"}:
        raise ViewError(
            'best_by is {"key": name of a column, "goal": "minimize" or "maximize"}, '
            f"or empty for none, got {dict(given)!r}."
        )
    return {"key": key, "goal": goal}


def slots_of(names: Iterable[str], before: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return a colour's number for each of what is shown: the one it had, else the lowest that is free.

    The eight colours repeat dashed from 8, dotted from 16 and plain again from 24 on.
    """
    wanted = list(dict.fromkeys(names))
    kept = {name: slot for name, slot in (before or {}).items() if name in wanted}
    taken = set(kept.values())
    found: dict[str, int] = {}
    for name in wanted:
        slot = kept.get(name)
        if slot is None:
            slot = next(free for free in range(len(wanted) + len(taken) + 1) if free not in taken)
            taken.add(slot)
        found[name] = slot
    return found
