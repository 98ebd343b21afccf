"""Runs as rows of a table: what each is, and its summary and config as columns."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dsviz_widget.runs.goals import is_number, likeliest_metric
from dsviz_widget.table import Table

if TYPE_CHECKING:
    from dsviz_widget.runs.record import RunRecord

ABOUT = ("name", "state", "group", "job_type", "tags", "created", "duration_s", "notes", "id")
"""Columns that every run has."""
SHOWN_AT_FIRST = 30
"""Of hundreds of columns so many are shown until others are chosen."""

Values = list[dict[str, Any]]


class RunColumn(NamedTuple):
    """Where the cells of a column come from."""

    part: str
    """``"about"``, ``"summary"`` or ``"config"``."""
    key: str
    """In that part; of a nested dict, its keys with dots between."""


class RunsTable(NamedTuple):
    """Runs as a table."""

    table: Table
    """One row a run, in the order of the runs."""
    columns: dict[str, RunColumn]
    """Column name to where its cells come from. A summary or config key is the name where it is the only
    one of its name, and else stands after ``summary.`` or ``config.``."""
    shown: list[str] | None
    """Columns to show at first; None for all."""
    metric: str | None
    """The summary column that runs are most likely judged by."""


def runs_table(runs: Sequence[RunRecord]) -> RunsTable:
    """Return runs as a table.

    Parameters
    ----------
    runs : sequence of RunRecord
        A key that a run has not is an empty cell, and so is what a run logged that is no plain value.
    """
    summaries = [flat(run.summary) for run in runs]
    configs = [flat(run.config) for run in runs]
    about = [_about(run) for run in runs]
    columns = _named(summaries, configs)
    parts = {"about": about, "summary": summaries, "config": configs}
    metric = likeliest_metric(
        name for name, (part, key) in columns.items() if part == "summary" and _is_metric(summaries, key)
    )
    order = _ordered(columns, parts, metric)
    # As records they are taken a column at a time: rows one by one cost twice as much.
    rows = [
        {name: parts[part][at].get(key) for name, (part, key) in order.items()} for at in range(len(runs))
    ]
    table = Table(columns=list(order), data=rows, allow_mixed_types=True)
    return RunsTable(table, order, _shown(order, parts), metric)


def matching_rows(runs: Sequence[RunRecord], text: str) -> list[int]:
    """Return which runs pass a filter over the columns of their table, rising.

    Raises
    ------
    QueryError
        If the text makes no sense, or names a column that they do not have.
    """
    if not runs:
        return []
    query = runs_table(runs).table.query().filter(text)
    rows = query.engine.order(query)
    return sorted(int(row) for row in rows.slice(0, len(rows)))


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested dicts as one, keys joined by dots; values that stand for media are left out."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        # JSON knows no other mapping, and to ask an abstract class costs most of this.
        if not isinstance(value, dict):
            found[str(key)] = value
        elif "_type" not in value:
            inner = flat(value)
            found.update({f"{key}.{name}": item for name, item in inner.items()})
    return found


def _about(run: RunRecord) -> dict[str, Any]:
    created, ended = moment(run.created_at), moment(run.finished_at)
    runtime = run.summary.get("_runtime")
    duration: float | None = None
    if created is not None and ended is not None:
        duration = (ended - created).total_seconds()
    elif isinstance(runtime, (int, float)):
        duration = float(runtime)
    return {
        "name": run.name,
        "state": run.state,
        "group": run.group,
        "job_type": run.job_type,
        "tags": list(run.tags) or None,
        "created": created,
        "duration_s": duration,
        "notes": run.notes,
        "id": run.id,
    }


def moment(text: str | None) -> datetime.datetime | None:
    """Return a time of a run's record, None where there is none or it makes no sense."""
    try:
        return datetime.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _named(summaries: Values, configs: Values) -> dict[str, RunColumn]:
    """Return all columns by name; summary before config."""
    in_summary = _keys(summaries)
    in_config = _keys(configs)
    columns = {name: RunColumn("about", name) for name in ABOUT}
    for part, keys, others in (("summary", in_summary, in_config), ("config", in_config, in_summary)):
        for key in keys:
            # What the log keeps for itself is told by the run's own columns.
            if part == "summary" and key.startswith("_") and key != "_step":
                continue
            name = "last_step" if (part, key) == ("summary", "_step") else key
            is_alone = (
                key not in others and name not in columns and not name.startswith(("config.", "summary."))
            )
            columns[name if is_alone else f"{part}.{key}"] = RunColumn(part, key)
    return columns


def _keys(values: Iterable[dict[str, Any]]) -> list[str]:
    """Return the keys of all runs, those that most runs have first; of equal ones, as they came."""
    counts = Counter(key for each in values for key in each)
    return [key for key, _ in counts.most_common()]


def _is_metric(summaries: Values, key: str) -> bool:
    return any(is_number(each.get(key)) for each in summaries)


def _ordered(
    columns: dict[str, RunColumn], parts: Mapping[str, Values], metric: str | None
) -> dict[str, RunColumn]:
    """Return the columns as they are read: name, best metric, figures, what differs, and then the rest."""

    def rank(name: str) -> int:
        part, key = columns[name]
        if name == "name":
            return 0
        if name == metric:
            return 1
        if part == "about":
            return 5 + (_distinct(parts["about"], key) < 2)
        if _distinct(parts[part], key) < 2:
            return 7
        if part == "summary":
            return 2 if _is_metric(parts[part], key) else 4
        return 3

    return {name: columns[name] for name in sorted(columns, key=rank)}


def _distinct(values: Values, key: str) -> int:
    """Return how many different values there are, up to two; a key that only some runs have is one more."""
    seen: set[str] = set()
    for each in values:
        seen.add(repr(each.get(key)))
        if len(seen) > 1:
            return 2
    return len(seen)


def _shown(columns: dict[str, RunColumn], parts: Mapping[str, Values]) -> list[str] | None:
    """Return the columns to show at first: those that say something, and not hundreds of them."""
    told = {"state", "id", "notes"}
    shown = [
        name
        for name, (part, key) in columns.items()
        if name == "name" or (name not in told and any(each.get(key) is not None for each in parts[part]))
    ]
    return None if len(shown) == len(columns) else shown[:SHOWN_AT_FIRST]
