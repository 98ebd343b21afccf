"""Runs that W&B wrote offline, with all they logged over steps."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.convert.imported import ImportedRun, Keeper, digest_of_texts, run_id_of
from dsviz_widget.convert.run_columns import RunColumns, columns_of_rows
from dsviz_widget.convert.wandb_artifact import Missing
from dsviz_widget.convert.wandb_import import draft_of
from dsviz_widget.convert.wandb_run import WandbRun, flat_row, is_table, open_wandb_run
from dsviz_widget.errors import ConvertError, DsvizError, LogTypeError

LOG = "run-*.wandb"
SYSTEM_PREFIX = "system."


def find_wandb_runs(
    place: Path, staging: str | Path | None = None, missing: Missing = "empty"
) -> list[list[WandbRun]]:
    """Return the runs in a folder: the parts of each, for a run that was resumed has several folders.

    Parameters
    ----------
    place : path
        A run's folder, or one with such folders in it, as ``wandb/``.
    staging, missing
        See `open_wandb_run`.

    Raises
    ------
    ConvertError
        If there is no run.
    """
    if not place.is_dir():
        raise ConvertError(f"there is no folder {str(place)!r}. Give wandb/, or a run's folder in it.")
    # `latest-run` is a link to one of the others.
    folders = sorted({log.parent for log in place.glob(f"**/{LOG}") if not log.parent.is_symlink()})
    if not folders:
        raise ConvertError(
            f"there is no run in {str(place)!r}: no file is called {LOG}. "
            "Give wandb/, or a run's folder in it."
        )
    found: dict[tuple[str, str], list[WandbRun]] = {}
    for folder in folders:
        run = open_wandb_run(folder, staging, missing)
        found.setdefault((run.project, run.id), []).append(run)
    return list(found.values())


def imported_run(parts: Sequence[WandbRun]) -> ImportedRun:
    """Return a run that W&B wrote, to be kept; `parts` are its folders in the order of their time."""
    last = parts[-1]
    config: dict[str, Any] = {}
    summary: dict[str, Any] = {}
    for part in parts:
        config.update(part.config)
        summary.update(part.summary)
    started = parts[0].started_at
    began = None if started is None else started.timestamp()
    logs = [log for part in parts for log in sorted(part.folder.glob(LOG))]
    system = [
        {"_step": step, "_timestamp": sample["_timestamp"], **_prefixed(sample)}
        for step, sample in enumerate(sample for part in parts for sample in part.system)
    ]
    return ImportedRun(
        id=run_id_of(last.id) if last.id else run_id_of(last.folder.name),
        name=last.name or last.id or last.folder.name,
        source=", ".join(str(part.folder) for part in parts),
        digest=digest_of_texts("wandb", *((log.name, log.stat().st_size) for log in logs)),
        read=lambda keeper: _read(parts, keeper, began),
        config=config,
        # W&B's summary has its own figures for tables and media, which are not ours.
        summary={key: value for key, value in summary.items() if not _is_media(value)},
        tags=tuple(dict.fromkeys(tag for part in parts for tag in part.tags)),
        group=last.group or None,
        job_type=last.job_type or None,
        notes=last.notes or None,
        entity=last.entity or None,
        created_at=began,
        exit_code=last.exit_code,
        metrics={name: said for part in parts for name, said in part.metrics.items()},
        system=columns_of_rows(system, began) if system else None,
        console="".join(part.console for part in parts),
    )


def _read(parts: Sequence[WandbRun], keeper: Keeper, began: float | None) -> RunColumns:
    """Log the artifacts of a run, and return its history."""
    for part in parts:
        for item in part.logged_artifacts:
            artifact, aliases = draft_of(item.files, item, catalog=keeper.catalog)
            item.files.imported = keeper.log(artifact, aliases)
    rows: list[dict[str, Any]] = []
    for part in parts:
        for said in part.history():
            row: dict[str, Any] = {}
            for key, value in flat_row(said):
                if key != "_wandb" and not key.startswith("_wandb."):
                    row[key] = _value(part, key, value, said.get("_step"), keeper)
            row.setdefault("_step", len(rows))
            rows.append(row)
    return columns_of_rows(rows, began)


def _value(run: WandbRun, key: str, value: Any, step: Any, keeper: Keeper) -> Any:
    if not isinstance(value, (dict, list)) or not _is_media(value):
        return value
    try:
        ours = run.table(key, step) if is_table(value) else run.value(key, value)
        if ours is None:
            raise ConvertError("its file is not there.")
        ((_, made),) = keeper.write.items({key: ours}, step)
    except (LogTypeError, ConvertError, DsvizError) as error:
        warnings.warn(
            f"{key!r} at step {step} of run {run.id!r} is kept as W&B's JSON says it: {error}",
            UserWarning,
            stacklevel=2,
        )
        return value
    return made


def _is_media(value: Any) -> bool:
    if isinstance(value, dict):
        kind = value.get("_type")
        return (isinstance(kind, str) and kind != "histogram") or any(map(_is_media, value.values()))
    return isinstance(value, list) and any(map(_is_media, value))


def _prefixed(sample: dict[str, Any]) -> dict[str, Any]:
    return {
        key if key.startswith(SYSTEM_PREFIX) else SYSTEM_PREFIX + key: value
        for key, value in sample.items()
        if key != "_timestamp"
    }
