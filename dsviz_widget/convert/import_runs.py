"""Runs of other tools as runs of ours: importing again finds what is new, and makes no second copy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from dsviz_widget.convert.histories import Columns, runs_of_tables
from dsviz_widget.convert.history_tables import CSV_SUFFIXES, PARQUET_SUFFIXES, sources_of
from dsviz_widget.convert.imported import ImportedRun
from dsviz_widget.convert.keeping import keep_runs, project_of, store_of
from dsviz_widget.convert.progress import Progress
from dsviz_widget.convert.run_notes import Notes
from dsviz_widget.convert.tensorboard import find_tensorboard_runs, say_left_out
from dsviz_widget.convert.wandb_artifact import Missing
from dsviz_widget.convert.wandb_history import find_wandb_runs, imported_run
from dsviz_widget.convert.wandb_run import WandbRun
from dsviz_widget.errors import ConvertError
from dsviz_widget.runs.runs import Runs

Names = str | Sequence[str] | None


def import_tensorboard(
    path: str | os.PathLike[str],
    project: str | None = None,
    *,
    parts: Literal["together", "apart"] = "together",
    dir: str | Path | None = None,
    progress: Progress | bool = True,
) -> Runs:
    """Keep what TensorBoard shows as runs: a log folder, a folder of them, or one event file.

    Scalars, histograms, pictures, texts and sounds keep their steps and times; hyperparameters (HParams)
    become the config. A run is known by how its first file begins, wherever the folder is moved: importing
    it again reads what was written since.

    Parameters
    ----------
    path : path
        What ``tensorboard --logdir`` takes.
    project : str, optional
        The active run's, or ``uncategorized``, unless given.
    parts : {"together", "apart"}
        ``"together"`` makes one run of ``train`` and ``validation``, and of a run's folder and those inside
        it, with their names before the tags (``validation/epoch_loss``). ``"apart"`` makes a run of each, as
        TensorBoard lists them.
    dir : path, optional
        The store, as `init` takes it.
    progress : bool or function
        False is silent; a function is called with how many runs are done, and how many there are.

    Returns
    -------
    Runs
        As the last line of a cell they show themselves.

    Raises
    ------
    ConvertError
        If there is no event file. One that was cut short is read as far as it goes, with a warning.
    """
    if parts not in ("together", "apart"):
        raise ConvertError(f"parts must be 'together' or 'apart', got {parts!r}.")
    place = Path(path)
    if not place.exists():
        raise ConvertError(f"there is no folder {str(path)!r}. Give what tensorboard --logdir was given.")
    found = find_tensorboard_runs(place, parts)
    kept = keep_runs(found, store_of(dir), project_of(project), progress)
    say_left_out(found, stacklevel=2)
    return Runs(kept)


def import_csv(
    source: Any,
    project: str | None = None,
    *,
    run: Names = None,
    step: Names = None,
    time: Names = None,
    config: Sequence[str] = (),
    runs: Any = None,
    name: str | None = None,
    dir: str | Path | None = None,
    progress: Progress | bool = True,
) -> Runs:
    """Keep histories in CSV files as runs: a file for each run, or a column that names the run.

    A row is a step, and a column a metric; an empty cell was not logged. Importing again replaces what
    was imported before under the same names.

    Parameters
    ----------
    source : path, or a list of paths
        A file (``.csv``, also ``.csv.gz``), or a folder of them. Rows of one run in several files are put
        together, in the order of their steps.
    project : str, optional
        The active run's, or ``uncategorized``, unless given.
    run : str, optional
        The column that names runs: ``run``, ``run_id``, ``_run`` or ``run_name`` unless given. Without one,
        each file is a run with the file's name.
    step : str or list of str, optional
        The column of steps, or several names of which a file has one: ``_step``, ``step``, ``global_step``,
        ``iteration`` and the like unless given. Without one, rows are numbered.
    time : str, optional
        The column of times: seconds since 1970, or dates. ``_timestamp``, ``timestamp`` or ``wall_time``
        unless given.
    config : list of str
        Columns that say what a run was told, such as ``["lr"]``: one value in all its rows.
    runs : path, list of dict, dict of dict or DataFrame, optional
        What is known of runs besides: a file of JSON lines, or entries such as ``{"id": "a", "group": "b",
        "config": {...}, "summary": {...}}``.
    name : str, optional
        The name of the run, where no column names runs.
    dir : path, optional
        The store, as `init` takes it.
    progress : bool or function
        False is silent; a function is called with how many runs are done, and how many there are.

    Returns
    -------
    Runs
        As the last line of a cell they show themselves.

    Raises
    ------
    ConvertError
        If a file cannot be read, or has no column of a name that was given.
    """
    sources = sources_of(source, CSV_SUFFIXES, name)
    found = runs_of_tables(sources, Columns(run, step, time, tuple(config)), Notes(runs))
    return Runs(keep_runs(found, store_of(dir), project_of(project), progress))


def import_parquet(
    source: Any,
    project: str | None = None,
    *,
    run: Names = None,
    step: Names = None,
    time: Names = None,
    config: Sequence[str] = (),
    runs: Any = None,
    name: str | None = None,
    dir: str | Path | None = None,
    progress: Progress | bool = True,
) -> Runs:
    """Keep histories in Parquet files as runs; takes what `import_csv` takes."""
    sources = sources_of(source, PARQUET_SUFFIXES, name)
    found = runs_of_tables(sources, Columns(run, step, time, tuple(config)), Notes(runs))
    return Runs(keep_runs(found, store_of(dir), project_of(project), progress))


def import_dataframe(
    frame: Any,
    project: str | None = None,
    *,
    name: str | None = None,
    run: Names = None,
    step: Names = None,
    time: Names = None,
    config: Sequence[str] = (),
    runs: Any = None,
    dir: str | Path | None = None,
    progress: Progress | bool = True,
) -> Runs:
    """Keep histories in a data frame (pandas, polars) or an Arrow table as runs; see `import_csv`.

    Without a column that names runs, the frame is one run called `name`; a frame that is imported later
    under that name replaces it.
    """
    return import_csv(
        frame,
        project,
        run=run,
        step=step,
        time=time,
        config=config,
        runs=runs,
        name=name,
        dir=dir,
        progress=progress,
    )


def import_wandb(
    source: str | os.PathLike[str] | WandbRun,
    project: str | None = None,
    *,
    staging: str | Path | None = None,
    missing: Missing = "empty",
    dir: str | Path | None = None,
    progress: Progress | bool = True,
) -> Runs:
    """Keep runs that W&B wrote offline: config, summary, history with its media, system metrics and console.

    Their artifacts become versions of ours; tables that were logged are artifacts ``run-<id>-<key>``, as in
    W&B. Folders of one run that was resumed are one run. Importing again reads what was written since.

    Parameters
    ----------
    source : path or WandbRun
        A folder ``offline-run-<time>-<id>``, a folder of them such as ``wandb/``, or what `open_wandb_run`
        opened.
    project : str, optional
        The project that W&B had, or ``uncategorized`` where it had none, unless given.
    staging : path, optional
        Where the bytes of artifacts are; see `open_wandb_run`.
    missing : {"empty", "raise"}
        Whether media whose file is not there are left as W&B's JSON says them, with a warning, or an error.
    dir : path, optional
        The store, as `init` takes it.
    progress : bool or function
        False is silent; a function is called with how many runs are done, and how many there are.

    Returns
    -------
    Runs
        As the last line of a cell they show themselves.

    Raises
    ------
    ConvertError
        If there is no run. A log that was cut short is read as far as it goes, with a warning.
    """
    opened = [[source]] if isinstance(source, WandbRun) else find_wandb_runs(Path(source), staging, missing)
    groups: dict[str, list[ImportedRun]] = {}
    for parts in opened:
        where = project or parts[-1].project or project_of(None)
        groups.setdefault(where, []).append(imported_run(parts))
    catalog = store_of(dir)
    return Runs(
        run for name, runs in groups.items() for run in keep_runs(runs, catalog, project_of(name), progress)
    )
