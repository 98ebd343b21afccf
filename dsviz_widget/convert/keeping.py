"""Imported runs in the store: each once, whatever was said of it here since."""

from __future__ import annotations

import datetime
import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.convert.imported import ImportedRun, Keeper
from dsviz_widget.convert.progress import Progress, followed
from dsviz_widget.convert.run_columns import RunColumns
from dsviz_widget.errors import ConvertError, StoreError
from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP
from dsviz_widget.runs import Artifact, RunRecord, current
from dsviz_widget.runs.files import RunFiles
from dsviz_widget.runs.logged_tables import table_to_json
from dsviz_widget.runs.record import HISTORY, SYSTEM
from dsviz_widget.runs.values import ValueWriter
from dsviz_widget.store import Catalog, check_name, default_folder
from dsviz_widget.store.files import make_folder

CONSOLE = "output.log"


def store_of(dir: str | Path | None) -> Catalog:
    """Return the store that an import goes to: the one named, the active run's, or the default one.

    Raises
    ------
    ConvertError
        If it is a bucket: histories are files on this machine.
    """
    active = current()
    catalog = active.catalog if active is not None and dir is None else Catalog(dir or default_folder())
    if catalog.url is not None:
        raise ConvertError(f"runs cannot be imported into the bucket {catalog.url}. Give dir= a folder.")
    return catalog


def project_of(project: str | None) -> str:
    """Return the project that an import goes to: the one named, the active run's, or the default one."""
    from dsviz_widget.runs.run import DEFAULT_PROJECT

    active = current()
    return check_name(project or (active.project if active is not None else DEFAULT_PROJECT), "project name")


def keep_runs(
    runs: Sequence[ImportedRun], catalog: Catalog, project: str, progress: Progress | bool = True
) -> list[RunRecord]:
    """Keep runs, those that are there unchanged excepted, and return all of them as they are now.

    Raises
    ------
    ConvertError
        If the project has a run of one's id that was logged here; nothing is kept then.
    """
    known = {run.id: _known(catalog, project, run) for run in runs}
    now = time.time()
    for run in followed(runs, len(runs), progress):
        if known[run.id] != run.digest:
            _keep(run, catalog, project, now)
    return [RunRecord.read(catalog, project, run_id) for run_id in known]


def _known(catalog: Catalog, project: str, run: ImportedRun) -> str | None:
    """Return the digest of what an earlier import kept of a run."""
    try:
        record = catalog.read_run(project, run.id)
    except StoreError:
        return None
    imported = record.get("imported")
    if not isinstance(imported, dict):
        raise ConvertError(
            f"project {project!r} has a run {run.id!r} that was logged here, and {run.source} would replace "
            "it. Import into another project."
        )
    return str(imported.get("digest"))


def _keep(run: ImportedRun, catalog: Catalog, project: str, imported_at: float) -> None:
    folder = catalog.folder / "projects" / project / "runs" / run.id
    make_folder(folder)
    logged: list[str] = []

    def log(artifact: Artifact, aliases: Sequence[str]) -> Artifact:
        artifact = _logged_before(catalog, project, run.id, artifact) or artifact
        artifact.log_to(catalog, project, tuple(aliases), run.id)
        logged.append(artifact.qualified_name)
        return artifact

    def keep_table(key: str, table: Any) -> dict[str, Any]:
        return table_to_json(run.id, key, table, catalog, lambda artifact: log(artifact, ()))

    files = RunFiles(catalog.blobs, folder)
    history = run.read(Keeper(ValueWriter(files, keep_table), files, catalog, log))
    _write_history(history, folder, HISTORY)
    if run.system is not None:
        _write_history(run.system, folder, SYSTEM)
    if run.console:
        (folder / CONSOLE).write_text(run.console, encoding="utf-8")
    times = history.timestamps[np.isfinite(history.timestamps)]
    # Where nobody said when a run was, it is from the moment of its import.
    first, last = (float(times.min()), float(times.max())) if len(times) else (None, None)
    created = _first_known(run.created_at, first, run.finished_at, imported_at)
    ended = _first_known(run.finished_at, last, created)
    last_values = history.last_values()
    if run.summary is not None:
        # Of pictures and tables only the history says where their files are here.
        last_values = {key: value for key, value in last_values.items() if isinstance(value, dict)}
    summary = {**_last_place(history), **last_values, **(run.summary or {})}
    record = {
        "format": 1,
        "id": run.id,
        "name": run.name,
        "entity": run.entity,
        "group": run.group,
        "job_type": run.job_type,
        "notes": run.notes,
        "tags": list(run.tags),
        "config": _sayable(run.config),
        "summary": summary,
        "metrics": run.metrics,
        "created_at": _iso(created),
        "finished_at": None if run.exit_code is None else _iso(ended),
        "exit_code": run.exit_code,
        "used_artifacts": [],
        "logged_artifacts": list(dict.fromkeys(logged)),
        "imported": {"from": run.source, "digest": run.digest},
    }
    # The record comes last: a run whose import was cut off is not there, and is imported again.
    catalog.write_run(project, run.id, record)


def _write_history(history: RunColumns, folder: Path, stream: str) -> None:
    """Write a history beside the one that is there, and put it in its place."""
    fresh, gone = (folder / f".{stream}.{secrets.token_hex(4)}" for _ in range(2))
    history.write(fresh)
    place = folder / stream
    if place.exists():
        place.rename(gone)
    fresh.rename(place)
    shutil.rmtree(gone, ignore_errors=True)


def _logged_before(catalog: Catalog, project: str, run_id: str, draft: Artifact) -> Artifact | None:
    """Return the version that an earlier import of the same run made of the same content."""
    if not draft.is_draft:
        return draft
    for number in catalog.versions(project, draft.name):
        manifest = catalog.read(project, draft.name, number)
        if manifest.created_by == run_id and manifest.digest == draft.digest:
            return Artifact.open(catalog, project, manifest)
    return None


def _sayable(value: Any) -> Any:
    """Return a config as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _sayable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sayable(item) for item in value]
    if isinstance(value, np.generic):
        return _sayable(value.item())
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _first_known(*moments: float | None) -> float:
    return next(moment for moment in moments if moment is not None)


def _last_place(history: RunColumns) -> dict[str, Any]:
    """Return what the summary of a run says of its last row."""
    if not history.row_count:
        return {}
    found: dict[str, Any] = {STEP: int(history.steps[-1])}
    for name in (TIMESTAMP, RUNTIME):
        value = float(history.base(name)[-1])
        if value == value:
            found[name] = value
    return found


def _iso(seconds: float) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.isoformat(timespec="milliseconds")
