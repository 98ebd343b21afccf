"""The runs of a project, read from their records; a record is read again when its folder has changed."""

from __future__ import annotations

import datetime
import json
import os
import time
from pathlib import Path
from typing import Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.history.tail import last_row
from dsviz_widget.runs.edits import edited, read_edits
from dsviz_widget.runs.identity import ALIVE, state_of
from dsviz_widget.runs.listing.artifacts import Tell
from dsviz_widget.runs.listing.index import KeptIndex, Stamp, read_moment
from dsviz_widget.runs.open_runs import flush_open
from dsviz_widget.store import Catalog
from dsviz_widget.store.alive import is_alive

RECORD = "run.json"


class RunIndex:
    """Facts of all runs of one project.

    Parameters
    ----------
    catalog : Catalog
    project : str
    """

    def __init__(self, catalog: Catalog, project: str) -> None:
        self._catalog, self._project = catalog, project
        self._folder = catalog.runs_folder(project)
        self._going: dict[str, bool] = {}
        self.index = KeptIndex(catalog.cache / "listing" / f"{project}.runs.json")

    @property
    def items(self) -> dict[str, dict[str, Any]]:
        """What the record of each run says; of a damaged one only ``problem``."""
        return self.index.items

    def refresh(self, tell: Tell | None = None) -> bool:
        """Read what has changed since the last look; return whether anything had."""
        found = self._stamps()
        is_changed = self.index.keep_only(set(found))
        stale = [name for name, stamp in found.items() if self.index.fresh(name, stamp) is None]
        for place, run_id in enumerate(stale):
            before = self.items.get(run_id)
            moment = read_moment()
            facts = self._facts(run_id)
            if facts is None:
                # Its folder is there a moment before its record.
                is_changed = self.items.pop(run_id, None) is not None or is_changed
                continue
            is_changed = is_changed or before is None or _said(before) != facts
            self.index.put(run_id, found[run_id], facts, moment, "problem" in facts)
            if tell is not None:
                tell((place + 1) / len(stale))
        going = {run_id: self._is_alive(run_id) for run_id, facts in self.items.items() if _is_open(facts)}
        if going != self._going:
            self._going, is_changed = going, True
        return is_changed

    def _stamps(self) -> dict[str, Stamp]:
        if self._catalog.url is not None:
            return {run_id: [read_moment()] for run_id in self._catalog.runs(self._project)}
        found: dict[str, Stamp] = {}
        passes_over = not self._catalog.follows_links
        if passes_over and os.path.islink(self._folder):
            return found
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or (passes_over and entry.is_symlink()):
                        continue
                    try:
                        if entry.is_dir():
                            found[entry.name] = [entry.stat().st_mtime_ns]
                    except FileNotFoundError:
                        continue
        except (FileNotFoundError, NotADirectoryError):
            return {}
        return found

    def _facts(self, run_id: str) -> dict[str, Any] | None:
        key = f"projects/{self._project}/runs/{run_id}/{RECORD}"
        flush_open(self._catalog, self._project, run_id)
        try:
            record = json.loads(self._catalog.storage.read(key))
            return _checked(edited(record, read_edits(self._catalog, self._project, run_id)))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            where = self._catalog.storage.where(key)
            return {"problem": f"{where} is not the record of a run: {error}. Remove it, or mend it."}
        except (DsvizError, OSError) as error:
            return {"problem": str(error)}

    def _is_alive(self, run_id: str) -> bool:
        return is_alive(self._folder / run_id / ALIVE)

    def state(self, run_id: str) -> str:
        """Return how a run goes, as `RunRecord.state` says; ``damaged`` where its record cannot be read."""
        facts = self.items[run_id]
        if facts.get("problem"):
            return "damaged"
        return state_of(bool(facts["finished_at"]), facts["exit_code"], lambda: bool(self._going.get(run_id)))

    def row(self, run_id: str) -> dict[str, Any]:
        """Return what a list shows of a run, as plain JSON."""
        facts, state = self.items[run_id], self.state(run_id)
        if state == "damaged":
            nothing = dict.fromkeys(
                ("group", "job_type", "duration_s", "steps", "note", "crashed_at", "exit_code")
            )
            return {
                **nothing,
                "id": run_id,
                "name": run_id,
                "state": state,
                "tags": [],
                "created_at": "",
                "problem": facts["problem"],
            }
        step, duration_s = facts["step"], facts["runtime"]
        if not facts["finished_at"]:
            step, duration_s = self._as_it_is(run_id, facts, state)
        return {
            "id": run_id,
            "name": facts["name"],
            "state": state,
            "group": facts["group"],
            "job_type": facts["job_type"],
            "tags": list(facts["tags"]),
            "created_at": facts["created_at"],
            "duration_s": duration_s,
            "steps": None if step is None else step + 1,
            "note": facts["notes"],
            "crashed_at": step if state in ("crashed", "failed", "killed") else None,
            "exit_code": facts["exit_code"],
            "problem": None,
        }

    def _as_it_is(self, run_id: str, facts: dict[str, Any], state: str) -> tuple[int | None, float | None]:
        """Return the last step, and the seconds until now or until it last wrote, of a run without an end."""
        last = last_row(self._folder / run_id / "history") or {}
        step = last.get("_step", facts["step"])
        began = _seconds(facts["created_at"])
        until = (
            time.time() if state == "running" else last.get("_timestamp") or _written(self._folder / run_id)
        )
        duration_s = max(0.0, float(until) - began) if began is not None and until is not None else None
        return (int(step) if isinstance(step, int) else facts["step"]), duration_s


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a record with what was said of it since; raises for one that makes no sense."""
    summary = told.get("summary") or {}
    step = summary.get("_step")
    began, ended = _seconds(told.get("created_at")), _seconds(told.get("finished_at"))
    return {
        "name": str(told["name"]),
        "group": _text_or_none(told.get("group")),
        "job_type": _text_or_none(told.get("job_type")),
        "tags": [str(tag) for tag in told.get("tags") or ()],
        "notes": _text_or_none(told.get("notes")),
        "created_at": str(told.get("created_at") or ""),
        "finished_at": str(told.get("finished_at") or ""),
        "exit_code": told.get("exit_code"),
        "step": step if isinstance(step, int) and not isinstance(step, bool) and step >= 0 else None,
        "runtime": max(0.0, ended - began) if began is not None and ended is not None else None,
        "used": [str(name) for name in told.get("used_artifacts") or ()],
        "logged": [str(name) for name in told.get("logged_artifacts") or ()],
    }


def _is_open(facts: dict[str, Any]) -> bool:
    return not facts.get("problem") and not facts["finished_at"]


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    return {part: value for part, value in facts.items() if part != "stamp"}


def _seconds(moment: Any) -> float | None:
    """Return a moment in ISO 8601 as seconds since 1970; None for what is none."""
    try:
        return datetime.datetime.fromisoformat(moment).timestamp() if moment else None
    except (TypeError, ValueError):
        return None


def _written(folder: Path) -> float | None:
    try:
        return folder.stat().st_mtime
    except OSError:
        return None


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)
