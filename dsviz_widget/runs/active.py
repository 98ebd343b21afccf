"""The run that the module-level functions speak to."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.errors import RunError
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.config import read_config
from dsviz_widget.runs.disabled import DisabledRun
from dsviz_widget.runs.ending import ending
from dsviz_widget.runs.identity import DEFAULT_PROJECT
from dsviz_widget.runs.metrics import Metric
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.runs.run import Run
from dsviz_widget.runs.settings import Environment, Settings, read_settings
from dsviz_widget.store import Catalog, default_folder

REINITS = ("default", "return_previous", "finish_previous", "create_new")
MODES = (None, "online", "offline", "dryrun", "disabled")

_active: Run | None = None


def current() -> Run | None:
    """Return the active run, or None."""
    return _active if _active is not None and not _active.is_finished else None


def init(
    job_type: str | None = None,
    dir: str | Path | None = None,
    config: Any = None,
    project: str | None = None,
    entity: str | None = None,
    reinit: bool | str | None = None,
    tags: Sequence[str] | None = None,
    group: str | None = None,
    name: str | None = None,
    notes: str | None = None,
    magic: Any = None,
    config_exclude_keys: Iterable[str] | None = None,
    config_include_keys: Iterable[str] | None = None,
    anonymous: Any = None,
    mode: str | None = None,
    allow_val_change: bool | None = None,
    resume: bool | str | None = None,
    force: Any = None,
    tensorboard: Any = None,
    sync_tensorboard: Any = None,
    monitor_gym: Any = None,
    save_code: Any = None,
    id: str | None = None,
    settings: Settings | Mapping[str, Any] | None = None,
    *,
    resume_from: Any = None,
    fork_from: Any = None,
) -> Run:
    """Start a run and make it the active one.

    W&B's environment variables are read where an argument is not given: ``WANDB_PROJECT``,
    ``WANDB_ENTITY``, ``WANDB_NAME``, ``WANDB_RUN_ID``, ``WANDB_RUN_GROUP``, ``WANDB_JOB_TYPE``,
    ``WANDB_TAGS`` (with commas), ``WANDB_NOTES``, ``WANDB_RESUME``, ``WANDB_MODE``, ``WANDB_DISABLED`` and
    ``WANDB_CONSOLE``.

    Parameters
    ----------
    dir : path or str, optional
        Folder of the store: ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook, unless given. As with
        ``DSVIZ_DIR``, the folder itself is the store. A bucket's address, such as ``s3://bucket/prefix``,
        needs the extra ``dsviz-widget[bucket]``; steps are written on this machine, and copied there when
        the run finishes.
    config : dict, argparse.Namespace, absl flags or path, optional
        What was chosen for this run; a path is that of a YAML or JSON file.
    config_exclude_keys, config_include_keys : list of str, optional
        Keys of `config` to leave out, or the only ones to take.
    allow_val_change : bool, optional
        Whether values of the config may change later.
    project : str, optional
        ``uncategorized`` unless given.
    entity, job_type, group, name, notes, tags
        Kept with the run.
    id : str, optional
        Letters, digits, ``_``, ``.`` and ``-``; made up unless given. Without `resume`, an earlier run of
        this id is moved aside, with a warning.
    resume : {"allow", "must", "never", "auto"} or bool, optional
        Whether to go on with the run of this `id`: ``allow`` where it is there, ``must`` raises where it is
        not, ``never`` raises where it is, ``auto`` or True without an id takes the project's latest run where
        that crashed or failed.
    reinit : bool or str, optional
        What a call does while a run is active: ``"return_previous"`` (False) returns that run,
        ``"finish_previous"`` (True) finishes it first, ``"create_new"`` leaves it the active one and returns
        another. Without it a notebook finishes the run and a script gets it back.
    mode : {"online", "offline", "disabled"}, optional
        Everything stays on this machine with the first two; a disabled run answers and keeps nothing.
    settings : dict or Settings, optional
        ``strict`` (a step that has passed raises), ``console`` (what is printed is kept), ``system_metrics``
        and ``system_interval_s`` (the machine's load is sampled).
    magic, anonymous, force, tensorboard, sync_tensorboard, monitor_gym, save_code, resume_from, fork_from
        For code written for W&B; without effect, which is said.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        For a mode, reinit or resume that does not exist here, or a run to resume that is not there.
    ConfigError
        For a config that cannot be read.

    References
    ----------
    ``wandb.init``, W&B reference, 2021 and 2026 (`settings`, `reinit` as text).
    """
    global _active
    _warn_of_no_effect(
        magic=magic, anonymous=anonymous, force=force, tensorboard=tensorboard,
        sync_tensorboard=sync_tensorboard, monitor_gym=monitor_gym, save_code=save_code,
        resume_from=resume_from, fork_from=fork_from,
    )  # fmt: skip
    said = Environment.read()
    if mode == "online":
        warnings.warn(
            "mode='online' has no effect: everything stays on this machine.", UserWarning, stacklevel=2
        )
    mode = mode or said.mode
    if mode not in MODES:
        raise RunError(
            f"mode {mode!r} is not there; 'online' and 'offline' both keep everything here, and 'disabled' "
            "keeps nothing."
        )
    how = _check_reinit(reinit)
    # A forked process that begins a run has one of its own, and leaves the other's alone.
    if _active is not None and not _active.is_finished and _active.is_of_this_process:
        if how == "return_previous":
            return _active
        if how == "finish_previous":
            _active.finish()
    read = read_config(config, config_exclude_keys, config_include_keys)
    made = (DisabledRun if mode == "disabled" else Run)(
        Catalog(dir if dir is not None else default_folder()),
        project=project or said.project,
        entity=entity or said.entity,
        id=id or said.id,
        name=name or said.name,
        notes=notes or said.notes,
        tags=tags if tags is not None else said.tags,
        config=read,
        group=group or said.group,
        job_type=job_type or said.job_type,
        allow_val_change=bool(allow_val_change),
        resume=resume if resume is not None else said.resume,
        settings=read_settings(settings),
    )
    ending.watch(_in_notebook())
    if how != "create_new" or _active is None or _active.is_finished:
        _active = made
    return made


def finish(exit_code: int | None = None, quiet: bool | None = None) -> None:
    """End the active run, if there is one; see `Run.finish`."""
    global _active
    if _active is not None:
        _active.finish(exit_code)
        _active = None


def log(
    data: Mapping[str, Any], step: int | None = None, commit: bool | None = None, sync: bool | None = None
) -> None:
    """Log values at a step of the active run; see `Run.log`.

    Raises
    ------
    RunError
        If no run is active.
    """
    run = _active
    if run is None or run.is_finished:
        run = _needed("log")
    run.log(data, step, commit)


def define_metric(
    name: str,
    step_metric: str | Metric | None = None,
    step_sync: bool | None = None,
    hidden: bool | None = None,
    summary: str | None = None,
    goal: str | None = None,
    overwrite: bool | None = None,
) -> Metric:
    """Say what the axis, the summary and the goal of a metric are; see `Run.define_metric`.

    Raises
    ------
    RunError
        If no run is active.
    """
    run = _needed("define_metric")
    return run.define_metric(name, step_metric, step_sync, hidden, summary, goal, overwrite)


def save(glob_str: Any, base_path: Any = None, policy: Any = "live") -> list[str]:
    """Copy files into the active run's; see `Run.save`."""
    return _needed("save").save(glob_str, base_path, policy)


def restore(name: str, run_path: str | None = None, replace: bool = False, root: Any = None) -> Any:
    """Open a file of the active run, or of another, for reading; see `Run.restore`."""
    return _needed("restore").restore(name, run_path, replace, root)


def alert(title: str, text: str = "", level: Any = None, wait_duration: Any = None) -> None:
    """Warn of something, as ``UserWarning``; see `Run.alert`."""
    _needed("alert").alert(title, text, level, wait_duration)


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
    return _needed("log_artifact").log_artifact(artifact, name, type, aliases, tags)


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


class BeforeInit:
    """Stands for the config or summary of a run that was not begun: whatever is asked of it says so."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def _refuse(self, *args: Any) -> Any:
        raise RunError(f"{object.__getattribute__(self, '_name')} needs a run: call init() first.")

    __getitem__ = __setitem__ = __delitem__ = __contains__ = __iter__ = __len__ = _refuse
    __setattr__ = __delattr__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._refuse()

    def __repr__(self) -> str:
        return f"<{object.__getattribute__(self, '_name')} before init()>"


def attribute(name: str) -> Any:
    """Return the active run's ``config`` or ``summary``, or what says that there is no run."""
    run = current()
    return BeforeInit(name) if run is None else getattr(run, name)


def _needed(what: str) -> Run:
    run = current()
    if run is None:
        raise RunError(f"{what} needs a run: call init() first.")
    return run


def _check_reinit(reinit: bool | str | None) -> str:
    if reinit is None or reinit == "default":
        return "finish_previous" if _in_notebook() else "return_previous"
    if isinstance(reinit, bool):
        return "finish_previous" if reinit else "return_previous"
    if reinit not in REINITS:
        words = ", ".join(map(repr, REINITS))
        raise RunError(f"reinit must be True, False or one of {words}, got {reinit!r}.")
    return reinit


def _warn_of_no_effect(**arguments: Any) -> None:
    given = [name for name, value in arguments.items() if value not in (None, False)]
    if given:
        warnings.warn(
            f"init: {', '.join(given)} {'has' if len(given) == 1 else 'have'} no effect here.",
            UserWarning,
            stacklevel=3,
        )


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None
