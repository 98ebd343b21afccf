"""What is known of runs beside their histories: config, summary, group and dates, one entry a run."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsviz_widget.convert.wandb_json import read_json
from dsviz_widget.errors import ConvertError
from dsviz_widget.types import article

IDS = ("id", "run", "run_id", "name")
NAMES = ("name", "display_name", "displayName")
STARTS = ("created_at", "createdAt", "started_at", "started_unix")
ENDS = ("finished_at", "ended_at")


@dataclass(frozen=True)
class Note:
    """What is known of one run; times are seconds since 1970."""

    name: str | None = None
    config: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    group: str | None = None
    job_type: str | None = None
    notes: str | None = None
    created_at: float | None = None
    finished_at: float | None = None


class Notes:
    """What is known of runs, by the name that the histories have for them.

    Parameters
    ----------
    given : path, list of dict, dict of dict, DataFrame or None
        A file of JSON lines, or of one JSON list; or the entries themselves. An entry has the run's name
        under ``id``, ``run``, ``run_id`` or ``name``, and any of ``name``, ``config``, ``summary``, ``tags``,
        ``group``, ``job_type``, ``notes``, ``created_at`` and ``finished_at``. What else it has is config.

    Raises
    ------
    ConvertError
        If that makes no sense.
    """

    def __init__(self, given: Any = None) -> None:
        self._notes: dict[str, Note] = {}
        for name, entry in _entries(given):
            self._notes[name] = _note(name, entry)

    def names(self) -> list[str]:
        """Return the runs that something is known of."""
        return list(self._notes)

    def of(self, name: str) -> Note:
        """Return what is known of a run."""
        return self._notes.get(name, Note())


def _entries(given: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if given is None:
        return
    if isinstance(given, (str, os.PathLike)):
        given = _read(Path(given))
    if hasattr(given, "to_dict") and hasattr(given, "iloc"):
        given = [
            {key: value for key, value in row.items() if value == value} for row in given.to_dict("records")
        ]
    if isinstance(given, Mapping):
        for name, entry in given.items():
            if not isinstance(entry, Mapping):
                raise ConvertError(
                    f"runs[{name!r}] must be a dict of what is known of it, got {article(entry)}."
                )
            yield str(name), entry
        return
    for place, entry in enumerate(given):
        if not isinstance(entry, Mapping):
            raise ConvertError(f"entry {place} of runs must be a dict, got {article(entry)}.")
        told = next((entry[key] for key in IDS if entry.get(key) is not None), None)
        if told is None:
            raise ConvertError(
                f"entry {place} of runs names no run. Give it an 'id', as the histories have it."
            )
        yield str(told), entry


def _read(path: Path) -> Any:
    if not path.is_file():
        raise ConvertError(f"there is no file {str(path)!r} about the runs. Check the path.")
    text = path.read_text(encoding="utf-8-sig")
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        return [read_json(line, f"line {number} of {path}") for number, line in enumerate(lines, 1)]
    # One run alone is one line that is JSON as a whole.
    return [whole] if isinstance(whole, Mapping) and any(key in whole for key in IDS) else whole


def _note(name: str, entry: Mapping[str, Any]) -> Note:
    left = dict(entry)

    def take(keys: Iterable[str]) -> Any:
        found = [left.pop(key, None) for key in keys]
        return next((value for value in found if value is not None), None)

    shown = take(NAMES)
    take([key for key in IDS if key not in NAMES])
    config, summary, tags = take(["config"]), take(["summary", "summary_metrics"]), take(["tags"])
    for what, value in (("config", config), ("summary", summary)):
        if value is not None and not isinstance(value, Mapping):
            raise ConvertError(f"the {what} of run {name!r} must be a dict, got {article(value)}.")
    group, job_type, notes = take(["group"]), take(["job_type", "jobType"]), take(["notes"])
    started, ended = take(STARTS), take(ENDS)
    return Note(
        name=None if shown is None else str(shown),
        summary=None if summary is None else dict(summary),
        tags=(tags,) if isinstance(tags, str) else tuple(map(str, tags or ())),
        group=None if group is None else str(group),
        job_type=None if job_type is None else str(job_type),
        notes=None if notes is None else str(notes),
        created_at=_moment(started, name),
        finished_at=_moment(ended, name),
        config={**left, **dict(config or {})},
    )


def _moment(value: Any, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            raise ConvertError(
                f"run {name!r} began at {value!r}, which is no date. Write '2024-01-31T12:00:00'."
            ) from None
    if isinstance(value, datetime.datetime):
        moment = value if value.tzinfo is not None else value.replace(tzinfo=datetime.timezone.utc)
        return float(moment.timestamp())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise ConvertError(f"run {name!r} began at {article(value)}, which is no date.")
