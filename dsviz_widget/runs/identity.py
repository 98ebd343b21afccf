"""What a run is called, and whether it goes on from an earlier one."""

from __future__ import annotations

import os
import secrets
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from dsviz_widget.errors import ManifestError, RunError, StoreError
from dsviz_widget.runs.edits import fold_edits
from dsviz_widget.runs.warning import warn_user
from dsviz_widget.store import Catalog, check_name
from dsviz_widget.store.alive import is_alive

DEFAULT_PROJECT = "uncategorized"
ALIVE = "alive"
"""The file in a run's folder that its process holds locked."""
STOPPED_BY_SIGNAL = frozenset({130, 137, 143, -2, -9, -15})

Resume = Literal["allow", "must", "never", "auto"]
RESUMES: tuple[Resume, ...] = ("allow", "must", "never", "auto")


def new_id() -> str:
    """Return eight letters and digits that no other run has."""
    alphabet = string.ascii_lowercase + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(8))


def folder_of(catalog: Catalog, project: str, run_id: str) -> Path:
    """Return the folder of a run on this machine."""
    return catalog.folder / "projects" / project / "runs" / run_id


def state_of(is_finished: bool, exit_code: int | None, is_going: Callable[[], bool]) -> str:
    """Return how a run goes: ``running``, ``finished``, ``failed``, ``killed`` or ``crashed``.

    Parameters
    ----------
    is_finished : bool
        Whether its record says when it ended.
    exit_code : int or None
    is_going : callable
        Whether its process goes on; asked only where the record says nothing of an end.
    """
    if not is_finished:
        return "running" if is_going() else "crashed"
    if exit_code in STOPPED_BY_SIGNAL:
        return "killed"
    return "failed" if exit_code else "finished"


def check_resume(resume: Any) -> Resume | None:
    """Return what `init` was told about resuming; True means auto, False and None nothing.

    Raises
    ------
    RunError
        If it is none of the words.
    """
    if resume is None or resume is False or resume == "":
        return None
    if resume is True:
        return "auto"
    for known in RESUMES:
        if resume == known:
            return known
    raise RunError(f"resume must be one of {', '.join(map(repr, RESUMES))}, True or None, got {resume!r}.")


def find_earlier(
    catalog: Catalog, project: str, run_id: str | None, resume: Resume | None
) -> tuple[str, dict[str, Any] | None]:
    """Return the id of a run, and the record of the earlier run that it goes on from.

    Parameters
    ----------
    catalog : Catalog
    project : str
    run_id : str or None
    resume : str or None
        ``allow`` goes on where there is such a run, ``must`` raises where there is none, ``never`` raises
        where there is one, ``auto`` without an id takes the latest run that did not end well. None moves an
        earlier run of this id aside, and says so.

    Raises
    ------
    RunError
        As `resume` has it.
    """
    if run_id is None:
        if resume == "must":
            raise RunError("resume='must' needs the id of the run: init(id=..., resume='must').")
        run_id = _latest_broken(catalog, project) if resume == "auto" else None
        if run_id is None:
            return new_id(), None
    check_name(run_id, "run id")
    record = _read(catalog, project, run_id)
    if record is None:
        if resume == "must":
            catalog.read_run(project, run_id)
        return run_id, None
    if resume in ("allow", "must", "auto"):
        fold_edits(catalog, project, run_id)
        record = catalog.read_run(project, run_id)
    if resume == "never":
        raise RunError(
            f"project {project!r} has a run {run_id!r} already, and resume is 'never'. Use another id."
        )
    if resume is not None:
        return run_id, record
    folder = folder_of(catalog, project, run_id)
    if catalog.url is None and is_alive(folder / ALIVE):
        warn_user(
            f"run {run_id!r} is being written already; this process logs to it too. "
            "Pass another id for a run of its own, or resume='allow' to say that you mean it."
        )
        return run_id, record
    kept = _move_aside(folder)
    warn_user(
        f"project {project!r} has a run {run_id!r} already; it begins anew, and what was logged is kept in "
        f"{kept}. Pass resume='allow' to go on with it, or another id."
    )
    return run_id, None


def _read(catalog: Catalog, project: str, run_id: str) -> dict[str, Any] | None:
    if run_id not in catalog.runs(project):
        return None
    try:
        return catalog.read_run(project, run_id)
    except ManifestError:
        raise
    except StoreError:
        return None


def _latest_broken(catalog: Catalog, project: str) -> str | None:
    """Return the latest run, when it crashed or ended with an error."""
    found: list[tuple[str, str, bool]] = []
    for run_id in catalog.runs(project):
        try:
            record = catalog.read_run(project, run_id)
        except StoreError:
            continue
        if record.get("finished_at"):
            is_broken = bool(record.get("exit_code"))
        else:
            is_broken = not is_alive(folder_of(catalog, project, run_id) / ALIVE)
        found.append((str(record.get("created_at")), run_id, is_broken))
    latest = max(found, default=None)
    return latest[1] if latest is not None and latest[2] else None


def _move_aside(folder: Path) -> Path:
    number = 1
    while (kept := folder / "replaced" / str(number)).exists():
        number += 1
    kept.mkdir(parents=True)
    for entry in list(os.scandir(folder)):
        # Files that pictures and arrays need stay noted for the run as a whole.
        if entry.name not in ("replaced", "blobs", ALIVE):
            os.replace(entry.path, kept / entry.name)
    return kept
