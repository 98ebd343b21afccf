"""What filters and orders over runs may ask: the fields of a run by W&B's names."""

from __future__ import annotations

import datetime
import getpass
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError, near_name

if TYPE_CHECKING:
    from dsviz_widget.runs.record import RunRecord

MISSING: Any = object()
"""What a run has under a name that it does not know; `None` is a value."""


def _username(run: RunRecord) -> str:
    return run.entity or getpass.getuser()


def _last_alive(run: RunRecord) -> str:
    """Return when the run was last heard of."""
    if run.finished_at:
        return run.finished_at
    said = run.reader().last_timestamp
    if said is None:
        return run.created_at
    return datetime.datetime.fromtimestamp(said, datetime.timezone.utc).isoformat()


def duration_s(run: RunRecord) -> float | None:
    """Return the seconds from a run's begin to its end, or to its last step while it goes on."""
    began, ended = moment(run.created_at), moment(_last_alive(run))
    return None if began is None or ended is None else (ended - began).total_seconds()


FIELDS: dict[str, Callable[[RunRecord], Any]] = {
    "name": lambda run: run.id,
    "displayName": lambda run: run.name,
    "state": lambda run: run.state,
    "tags": lambda run: list(run.tags),
    "group": lambda run: run.group,
    "jobType": lambda run: run.job_type,
    "notes": lambda run: run.notes,
    "createdAt": lambda run: moment(run.created_at),
    "heartbeatAt": lambda run: moment(_last_alive(run)),
    "duration": duration_s,
    "username": _username,
}
"""As W&B has them: ``name`` is the id, ``displayName`` what people call the run."""

OTHER_NAMES = {
    "id": "name",
    "display_name": "displayName",
    "job_type": "jobType",
    "created_at": "createdAt",
    "heartbeat_at": "heartbeatAt",
    "user.username": "username",
}
PARTS = {"config": "config", "summary_metrics": "summary", "summary": "summary"}


def moment(text: Any) -> datetime.datetime | None:
    """Return a time written as ISO 8601, in UTC; None for what is none."""
    if isinstance(text, datetime.datetime):
        found = text
    elif isinstance(text, datetime.date):
        found = datetime.datetime(text.year, text.month, text.day)
    elif isinstance(text, str) and text:
        try:
            found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return None
    else:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=datetime.timezone.utc)


def field_reader(name: str) -> Callable[[RunRecord], Any]:
    """Return what reads a field of a run: its value, or `MISSING`.

    Parameters
    ----------
    name : str
        ``config.lr``, ``config.optimizer.name``, ``summary_metrics.loss``, or one of `FIELDS`. W&B's
        ``config.lr.value`` is read too.

    Raises
    ------
    QueryError
        For a field that runs do not have; the message names the nearest.
    """
    part, _, rest = name.partition(".")
    if part in PARTS and rest:
        attribute, path = PARTS[part], rest
        return lambda run: _found(getattr(run, attribute), path)
    known = OTHER_NAMES.get(name, name)
    if known not in FIELDS:
        every = [*FIELDS, "config.…", "summary_metrics.…"]
        close = near_name(name, [*FIELDS, *OTHER_NAMES, *(f"{part}.{name}" for part in PARTS)])
        hint = f"Did you mean {close!r}?" if close else f"There is {', '.join(every)}."
        raise QueryError("name", f"runs have no field {name!r}.", hint=hint)
    read = FIELDS[known]
    return lambda run: _or_missing(read(run))


def _or_missing(value: Any) -> Any:
    return MISSING if value is None else value


def _found(values: Mapping[str, Any], path: str) -> Any:
    for value in _paths(values, path):
        return value
    # W&B keeps a config value under "value", and its orders name it so.
    if path.endswith(".value"):
        return _found(values, path.removesuffix(".value"))
    return MISSING


def _paths(values: Any, path: str) -> Iterator[Any]:
    """Yield what stands under a path; a key may have dots of its own, and the longest key counts."""
    if not isinstance(values, Mapping):
        return
    if path in values:
        yield values[path]
    parts = path.split(".")
    for count in range(len(parts) - 1, 0, -1):
        key = ".".join(parts[:count])
        if key in values:
            yield from _paths(values[key], ".".join(parts[count:]))
