"""A run as it stands in the store: what it was told, what it logged, how it goes."""

from __future__ import annotations

import os
import pickle
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactNotFound, LogTypeError, ManifestError, RunError
from dsviz_widget.history import HistoryReader
from dsviz_widget.runs.bucket_copy import fetch_stream
from dsviz_widget.runs.edits import MERGED, REPLACED, edited, edits_between, read_edits, write_edits
from dsviz_widget.runs.files import RunFiles
from dsviz_widget.runs.identity import ALIVE, state_of
from dsviz_widget.runs.lineage_nodes import run_node_id
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.open_runs import flush_open
from dsviz_widget.runs.sampled import DEFAULT_SAMPLES, sampled_history, scanned_rows
from dsviz_widget.runs.showing import Viewable
from dsviz_widget.runs.summary import put, summary_now
from dsviz_widget.runs.values import ValueWriter
from dsviz_widget.store import Catalog
from dsviz_widget.store.alive import is_alive
from dsviz_widget.store.files import cannot_write
from dsviz_widget.types import article

if TYPE_CHECKING:
    import pandas as pd

    from dsviz_widget.runs.artifact import Artifact
    from dsviz_widget.runs.lineage import Lineage

HISTORY = "history"
SYSTEM = "system"


class RunRecord(Viewable):
    """A run, read back; also one that goes on, in this process or another.

    `name`, `tags`, `notes`, `group`, `job_type`, `config` and `summary` may be changed; `update` keeps them.

    Attributes
    ----------
    id, name, project : str
    entity, group, job_type, notes : str or None
    tags : list of str
    config : dict
    created_at, finished_at : str
        UTC, as ISO 8601; `finished_at` is empty while the run goes on, and when it crashed.
    exit_code : int or None
    used_names, logged_names : tuple of str
        ``project/name:v0`` of every version it used and logged.
    metrics : dict
        What `define_metric` said, by name.
    """

    def __init__(
        self, catalog: Catalog, project: str, record: dict[str, Any], edits: dict[str, Any] | None = None
    ) -> None:
        edits = edits or {}
        told = edited(record, edits)
        self.catalog, self.project = catalog, project
        self.id = str(told["id"])
        self.name = str(told["name"])
        self.entity: str | None = told.get("entity")
        self.group: str | None = told.get("group")
        self.job_type: str | None = told.get("job_type")
        self.notes: str | None = told.get("notes")
        self.tags: list[str] = list(told.get("tags") or ())
        self.config: dict[str, Any] = dict(told["config"])
        self.created_at = str(told.get("created_at") or "")
        self.finished_at = str(told.get("finished_at") or "")
        self.exit_code: int | None = told.get("exit_code")
        self.used_names = tuple(told.get("used_artifacts") or ())
        self.logged_names = tuple(told.get("logged_artifacts") or ())
        self.metrics: dict[str, Any] = dict(told.get("metrics") or {})
        self._edits = edits
        self._told_summary: dict[str, Any] = told["summary"]
        self._summary: RunSummary | None = None
        # Pickled, as thousands of runs are read and one of them is changed: text costs as much as reading.
        self._before = pickle.dumps(self._editable(self._told_summary))

    @classmethod
    def read(cls, catalog: Catalog, project: str, run_id: str) -> RunRecord:
        """Return a run of the store.

        Raises
        ------
        StoreError
            If there is no such run.
        ManifestError
            If its record cannot be read.
        """
        flush_open(catalog, project, run_id)
        found = catalog.read_run(project, run_id)
        try:
            return cls(catalog, project, found, read_edits(catalog, project, run_id))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ManifestError(
                f"the record of run {run_id!r} in project {project!r} cannot be read: {error}. Remove it."
            ) from None

    @property
    def path(self) -> str:
        """``project/id``, as `Api.run` takes it."""
        return f"{self.project}/{self.id}"

    @property
    def folder(self) -> Path:
        """Where the run's files are."""
        return self.catalog.folder / "projects" / self.project / "runs" / self.id

    @property
    def state(self) -> str:
        """How the run goes: ``running``, ``finished``, ``failed``, ``killed`` or ``crashed``.

        ``failed`` ended with an exit code, ``killed`` was stopped by a signal that it could answer,
        ``crashed`` is gone without a word.
        """
        return state_of(bool(self.finished_at), self.exit_code, lambda: is_alive(self.folder / ALIVE))

    @property
    def summary(self) -> RunSummary:
        """What is left of the run in one value a key; of a run that has not finished, as it is now."""
        if self._summary is None:
            values = dict(self._told_summary)
            if not self.finished_at:
                values = summary_now(values, Metrics(self.metrics), self.reader())
                self._before = pickle.dumps({**pickle.loads(self._before), "summary": values})
            self._summary = RunSummary(self, values)
        return self._summary

    def reader(self, stream: str = HISTORY) -> HistoryReader:
        """Return what reads the run's steps, and reads on when it is asked to.

        Parameters
        ----------
        stream : {"history", "system"}
            What was logged, or what the machine did meanwhile.
        """
        return HistoryReader(fetch_stream(self.catalog, self.project, self.id, stream))

    def history(
        self,
        samples: int = DEFAULT_SAMPLES,
        keys: Sequence[str] | None = None,
        x_axis: str = "_step",
        pandas: bool = True,
        stream: str = "default",
    ) -> pd.DataFrame | list[dict[str, Any]]:
        """Return at most `samples` rows of what was logged, evenly spread over all; never a random choice.

        Parameters
        ----------
        samples : int
            The rows in the order of `x_axis` are counted, and those at even distances taken, the first and
            the last among them; asked again, the same.
        keys : list of str, optional
            Only rows that have all of these, and only these of each row, beside `x_axis`.
        x_axis : str
            ``_step``, ``_timestamp``, ``_runtime`` or any key; rows without it are left out.
        pandas : bool
            Whether a DataFrame or a list of dicts is returned.
        stream : {"default", "system"}
            What was logged, or what the machine did meanwhile.

        References
        ----------
        ``wandb.apis.public.Run.history``, W&B reference, 2021, which draws rows at random.
        """
        rows = sampled_history(self.reader(_stream(stream)), samples, keys, x_axis)
        if not pandas:
            return rows
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(rows)
        return frame

    def scan_history(
        self,
        keys: Sequence[str] | None = None,
        page_size: int = 1000,
        min_step: int = 0,
        max_step: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Yield every row that was logged, in the order of writing.

        Parameters
        ----------
        keys : list of str, optional
            Only rows that have all of these, and only these of each row.
        page_size : int
            For code written for W&B; rows are read as they are needed.
        min_step, max_step : int
            Only steps in ``[min_step, max_step)``.

        References
        ----------
        ``wandb.apis.public.Run.scan_history``, W&B reference, 2021.
        """
        return scanned_rows(self.reader(), keys, page_size, min_step, max_step)

    def value(self, key: str, step: int | None = None) -> Any:
        """Return what was logged under a key, as it was: an Image, other media, a table, a number.

        Parameters
        ----------
        key : str
        step : int, optional
            The step, or the last one before it that has the key; the last of all unless given.

        Raises
        ------
        RunError
            If nothing was logged there.
        """
        from dsviz_widget.runs.opened_values import open_value, value_at

        return open_value(self.catalog, self.project, value_at(self.reader(), key, step))

    def update(self) -> None:
        """Keep what was changed: name, tags, notes, group, job type, config and summary.

        Raises
        ------
        RunError
            For a name or a tag that is no text, or a value that has no form in JSON.
        """
        if not isinstance(self.name, str) or not self.name:
            raise RunError(f"the name of a run is text, got {article(self.name)}. Set run.name to a word.")
        self.tags = [self.tags] if isinstance(self.tags, str) else list(dict.fromkeys(self.tags))
        if not all(isinstance(tag, str) and tag for tag in self.tags):
            raise RunError(
                f"the tags of a run are texts, got {self.tags!r}. Set run.tags to a list of words."
            )
        try:
            after = self._editable(self._told_summary if self._summary is None else dict(self._summary))
            edits = edits_between(pickle.loads(self._before), after, self._edits)
            write_edits(self.catalog, self.project, self.id, edits)
        except (TypeError, ValueError) as error:
            raise RunError(
                f"run {self.path} cannot keep a change: {error}. "
                "Config and summary hold numbers, text, lists and dicts."
            ) from None
        self._edits, self._before = edits, pickle.dumps(after)

    save = update

    def delete(self, delete_artifacts: bool = False) -> None:
        """Remove the run with all that it logged over steps.

        Parameters
        ----------
        delete_artifacts : bool
            Whether the versions that it logged are deleted too; they stay unless told.

        Raises
        ------
        RunError
            If the run still goes on.
        """
        if self.state == "running":
            raise RunError(
                f"run {self.path} still goes on. Finish it, or end its process, and delete it then."
            )
        if delete_artifacts:
            for artifact in self.logged_artifacts():
                artifact.delete(delete_aliases=True)
        gone = self.folder.with_name(f".{self.id}.{secrets.token_hex(4)}")
        try:
            # Renamed first, so that the run is there as a whole or not at all.
            os.rename(self.folder, gone)
        except FileNotFoundError:
            return
        except OSError as error:
            cannot_write(self.folder, error)
        shutil.rmtree(gone, ignore_errors=True)

    def used_artifacts(self) -> list[Artifact]:
        """Return the versions it used, those that were deleted since left out."""
        return self._open(self.used_names)

    def logged_artifacts(self) -> list[Artifact]:
        """Return the versions it logged, those that were deleted since left out."""
        return self._open(self.logged_names)

    def lineage(self, explode: bool = False) -> Lineage:
        """Return what led to this run and what came of it, as a graph that shows itself.

        Parameters
        ----------
        explode : bool
            Whether every run and version is a node, instead of groups of them.
        """
        from dsviz_widget.runs.lineage import lineage

        around = run_node_id(self.project, self.id)
        return lineage(self.catalog, self.project, around, is_grouped=not explode)

    def _open(self, names: tuple[str, ...]) -> list[Artifact]:
        from dsviz_widget.runs.opening import open_artifact

        found = []
        for name in names:
            try:
                found.append(open_artifact(self.catalog, name, self.project))
            except ArtifactNotFound:
                continue
        return found

    def _editable(self, summary: dict[str, Any]) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in REPLACED}
        return {**plain, **dict(zip(MERGED, (self.config, summary), strict=True))}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunRecord):
            return NotImplemented
        return (self.catalog.folder, self.path) == (other.catalog.folder, other.path)

    def __hash__(self) -> int:
        return hash((self.catalog.folder, self.path))

    def __repr__(self) -> str:
        return f"<RunRecord {self.path}, {self.name}, {self.state}>"


class RunSummary(dict[str, Any]):
    """A run's summary. What is set is kept by `update`, or by the run's `update`."""

    def __init__(self, run: RunRecord, values: dict[str, Any]) -> None:
        super().__init__(values)
        self._run = run

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, self._plain({key: value}).get(key, {}))

    def update(self, *values: Any, **more: Any) -> None:
        """Set values, and keep these and all that were set before."""
        super().update(self._plain(dict(*values, **more)))
        self._run.update()

    def _plain(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as JSON has them; arrays are kept whole beside their statistics."""
        files = RunFiles(self._run.catalog.blobs, self._run.folder)
        found: dict[str, Any] = {}
        for path, value in ValueWriter(files, _refuse_table).items(given):
            put(found, path, value)
        return found


def _refuse_table(key: str, table: Any) -> dict[str, Any]:
    raise LogTypeError(f"{key!r} cannot be kept: a table is logged by a run, or goes into an artifact.")


def all_runs(catalog: Catalog, project: str | None = None) -> Iterator[RunRecord]:
    """Yield the runs of a project, or of the whole store, oldest first; damaged records are passed over."""
    found = []
    for known in catalog.projects() if project is None else [project]:
        for run_id in catalog.runs(known):
            try:
                found.append(RunRecord.read(catalog, known, run_id))
            except ManifestError:
                continue
    yield from sorted(found, key=lambda run: run.created_at)


def _stream(name: str) -> str:
    if name in ("default", HISTORY):
        return HISTORY
    if name in ("system", "events"):
        return SYSTEM
    raise RunError(f"a run has no stream {name!r}. There is 'default' and 'system'.")
