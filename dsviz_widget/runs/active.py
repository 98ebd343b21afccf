"""The run that the module-level functions speak to."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.errors import RunError
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.runs.run import DEFAULT_PROJECT, Run
from dsviz_widget.store import Catalog, default_folder

_active: Run | None = None


def current() -> Run | None:
    """Return the active run, or None."""
    return _active if _active is not None and not _active.is_finished else None


def init(
    job_type: str | None = None,
    dir: str | Path | None = None,
    config: dict[str, Any] | None = None,
    project: str | None = None,
    entity: str | None = None,
    reinit: bool | None = None,
    tags: Sequence[str] | None = None,
    group: str | None = None,
    name: str | None = None,
    notes: str | None = None,
    mode: str | None = None,
    id: str | None = None,
) -> Run:
    """Start a run and make it the active one.

    Parameters
    ----------
    dir : path or str, optional
        Folder of the store: ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook, unless given. As with
        ``DSVIZ_DIR``, the folder itself is the store. A bucket's address, such as ``s3://bucket/prefix``,
        needs the extra ``dsviz-widget[bucket]``.
    project : str, optional
        ``uncategorized`` unless given.
    entity, job_type, group, name, notes, tags, config, id
        Kept with the run.
    reinit : bool, optional
        In a script, whether a second call finishes the first run instead of returning it. In a notebook
        it always does.
    mode : {"online", "offline"}, optional
        Everything stays on this machine in either.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        For a mode that does not exist here.

    References
    ----------
    ``wandb.init``, W&B reference, 2021.
    """
    global _active
    if mode not in (None, "online", "offline"):
        raise RunError(f"mode {mode!r} is not there; 'online' and 'offline' both keep everything here.")
    if mode == "online":
        warnings.warn(
            "mode='online' has no effect: everything stays on this machine.", UserWarning, stacklevel=2
        )
    if _active is not None and not _active.is_finished:
        if reinit is None:
            reinit = _in_notebook()
        if not reinit:
            return _active
        _active.finish()
    _active = Run(
        Catalog(dir if dir is not None else default_folder()),
        project=project,
        entity=entity,
        id=id,
        name=name,
        notes=notes,
        tags=tags,
        config=config,
        group=group,
        job_type=job_type,
    )
    return _active


def finish(exit_code: int | None = None) -> None:
    """End the active run, if there is one."""
    global _active
    if _active is not None:
        _active.finish(exit_code)
        _active = None


def log_artifact(
    artifact: Artifact | str | Path,
    name: str | None = None,
    type: str | None = None,
    aliases: Sequence[str] | None = None,
    tags: Sequence[str] | None = None,
) -> Artifact:
    """Log an artifact to the active run; see `Run.log_artifact`.

    Raises
    ------
    RunError
        If no run is active.
    """
    run = current()
    if run is None:
        raise RunError("log_artifact needs a run: call init() first.")
    return run.log_artifact(artifact, name, type, aliases, tags)


def use_artifact(
    artifact_or_name: Artifact | str,
    type: str | None = None,
    aliases: Sequence[str] | None = None,
    use_as: str | None = None,
) -> Artifact:
    """Return a logged artifact; see `Run.use_artifact`.

    Without an active run the artifact is read from the default store, and no run remembers it.

    Raises
    ------
    RunError
        If `aliases` or `use_as` are given and no run is active.
    """
    run = current()
    if run is not None:
        return run.use_artifact(artifact_or_name, type, aliases, use_as)
    if aliases or use_as:
        raise RunError("use_artifact with aliases or use_as needs a run: call init() first.")
    if isinstance(artifact_or_name, Artifact):
        return artifact_or_name
    return open_artifact(Catalog(), artifact_or_name, DEFAULT_PROJECT, type)


def _in_notebook() -> bool:
    import sys

    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None
