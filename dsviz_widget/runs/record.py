"""A run as it stands in the store: what it was told, what it used, what it logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactNotFound, ManifestError
from dsviz_widget.store import Catalog

if TYPE_CHECKING:
    from dsviz_widget.runs.artifact import Artifact


@dataclass(frozen=True)
class RunRecord:
    """A run, read back.

    Attributes
    ----------
    id, name, project : str
    entity, group, job_type, notes : str or None
    tags : tuple of str
    config : dict
    created_at, finished_at : str
        UTC, as ISO 8601; `finished_at` is empty while the run goes on.
    used_names, logged_names : tuple of str
        ``project/name:v0`` of every version it used and logged.
    """

    id: str
    name: str
    project: str
    entity: str | None
    group: str | None
    job_type: str | None
    notes: str | None
    tags: tuple[str, ...]
    config: dict[str, Any]
    created_at: str
    finished_at: str
    exit_code: int | None
    used_names: tuple[str, ...]
    logged_names: tuple[str, ...]
    _catalog: Catalog = field(compare=False, repr=False)

    @classmethod
    def read(cls, catalog: Catalog, project: str, run_id: str) -> RunRecord:
        """Return a run of the store; raises StoreError when there is none, ManifestError when it is damaged.

        Raises
        ------
        StoreError
            If there is no such run.
        ManifestError
            If its record cannot be read.
        """
        found = catalog.read_run(project, run_id)
        try:
            return cls(
                id=str(found["id"]),
                name=str(found["name"]),
                project=project,
                entity=found.get("entity"),
                group=found.get("group"),
                job_type=found.get("job_type"),
                notes=found.get("notes"),
                tags=tuple(found.get("tags") or ()),
                config=dict(found.get("config") or {}),
                created_at=str(found.get("created_at") or ""),
                finished_at=str(found.get("finished_at") or ""),
                exit_code=found.get("exit_code"),
                used_names=tuple(found.get("used_artifacts") or ()),
                logged_names=tuple(found.get("logged_artifacts") or ()),
                _catalog=catalog,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ManifestError(
                f"the record of run {run_id!r} in project {project!r} cannot be read: {error}. Remove it."
            ) from None

    @property
    def path(self) -> str:
        """``project/id``, as `Api.run` takes it."""
        return f"{self.project}/{self.id}"

    @property
    def state(self) -> str:
        """``running``, ``finished`` or ``failed``. A run that was killed stays ``running``."""
        if not self.finished_at:
            return "running"
        return "failed" if self.exit_code else "finished"

    def used_artifacts(self) -> list[Artifact]:
        """Return the versions it used, those that were deleted since left out."""
        return self._open(self.used_names)

    def logged_artifacts(self) -> list[Artifact]:
        """Return the versions it logged, those that were deleted since left out."""
        return self._open(self.logged_names)

    def _open(self, names: tuple[str, ...]) -> list[Artifact]:
        from dsviz_widget.runs.opening import open_artifact

        found = []
        for name in names:
            try:
                found.append(open_artifact(self._catalog, name, self.project))
            except ArtifactNotFound:
                continue
        return found

    def __repr__(self) -> str:
        return f"<RunRecord {self.path}, {self.name}, {self.state}>"


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
