"""Reading a store back from Python: its artifacts, their types and versions, its runs."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ArtifactNotFound, RunError
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.runs.project import Project
from dsviz_widget.runs.record import RunRecord, all_runs
from dsviz_widget.runs.runs import OLDEST_FIRST, Runs
from dsviz_widget.store import Catalog, check_name, reclaim


class Api:
    """Everything in a store, read back.

    Parameters
    ----------
    dir : path or str, optional
        The store: ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook, unless given.
    project : str, optional
        Where names without a project are looked for: the active run's, or ``uncategorized``, unless given.
    overrides : dict, optional
        ``{"project": name}``, as W&B's Api takes it; other keys have no meaning here, and warn.

    References
    ----------
    ``wandb.Api``, W&B reference, 2021.
    """

    def __init__(
        self,
        dir: str | Path | None = None,
        project: str | None = None,
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        from dsviz_widget.runs.active import current
        from dsviz_widget.runs.run import DEFAULT_PROJECT

        run = current()
        self.catalog = run.catalog if run is not None and dir is None else Catalog(dir)
        for key in set(overrides or ()) - {"project"}:
            warnings.warn(
                f"overrides[{key!r}] has no effect: the store is on this machine.", UserWarning, stacklevel=2
            )
        project = project or (overrides or {}).get("project")
        self.default_project = check_name(
            project or (run.project if run else DEFAULT_PROJECT), "project name"
        )

    def artifact(self, name: str, type: str | None = None) -> Artifact:
        """Return the version that ``project/name:alias`` means; no run is told.

        Raises
        ------
        ArtifactNotFound
            If there is no such artifact or version; the message lists those there are.
        """
        return open_artifact(self.catalog, name, self.default_project, type)

    def artifact_exists(self, name: str, type: str | None = None) -> bool:
        """Return whether ``project/name:alias`` means a version."""
        try:
            self.artifact(name, type)
        except (ArtifactNotFound, ValueError):
            return False
        return True

    def artifact_types(self, project: str | None = None) -> list[str]:
        """Return the types of a project's artifacts, by name."""
        return sorted({found.type for found in self._latest(project)})

    def artifact_collections(self, project_name: str | None, type_name: str) -> list[str]:
        """Return the names of a project's artifacts of a type."""
        return [found.name for found in self._latest(project_name) if found.type == type_name]

    def artifacts(self, type_name: str, name: str, tags: str | list[str] | None = None) -> list[Artifact]:
        """Return every version of ``project/name``, newest first.

        Parameters
        ----------
        type_name : str
        name : str
        tags : str or list of str, optional
            Only versions with all of these.
        """
        latest = open_artifact(self.catalog, name, self.default_project, type_name)
        wanted = {tags} if isinstance(tags, str) else set(tags or ())
        versions = reversed(self.catalog.versions(latest.project, latest.name))
        found = [
            Artifact.open(
                self.catalog, latest.project, self.catalog.read(latest.project, latest.name, number)
            )
            for number in versions
        ]
        return [artifact for artifact in found if wanted <= set(artifact.tags)]

    def run(self, path: str) -> RunRecord:
        """Return the run of ``project/id``.

        Raises
        ------
        RunError
            If that is no path of a run.
        StoreError
            If there is no such run.
        """
        parts = str(path).strip("/").split("/")
        if not 1 <= len(parts) <= 3 or not all(parts):
            raise RunError(f"{path!r} is not the path of a run. Write 'project/id'.")
        project = parts[-2] if len(parts) > 1 else self.default_project
        check_name(project, "project name")
        return RunRecord.read(self.catalog, project, check_name(parts[-1], "run id"))

    def runs(
        self,
        path: str | None = None,
        filters: Mapping[str, Any] | str | None = None,
        order: str = OLDEST_FIRST,
        per_page: int = 50,
    ) -> Runs:
        """Return the runs of a project.

        Parameters
        ----------
        path : str, optional
            ``project``, or ``entity/project``; the Api's project unless given.
        filters : dict or str, optional
            Text as in the workspace's filter bar, ``"lr > 0.01 and state = 'finished'"``, or MongoDB's form:
            ``{"config.lr": {"$gt": 0.01}, "$or": [{"state": "running"}, {"tags": "best"}]}``.
            Fields are ``config.*``, ``summary_metrics.*``, ``displayName``, ``name`` (the id), ``state``,
            ``tags``, ``group``, ``jobType``, ``createdAt``, ``heartbeatAt``, ``duration`` (seconds),
            ``username``, ``notes``; operators ``$and $or $nor $eq $ne $gt $gte $lt $lte $in $nin $exists
            $regex $not``.
        order : str
            A field, after ``+`` for rising or ``-`` for falling. Runs without a value come last.
        per_page : int
            For code written for W&B; all runs are read at once.

        Raises
        ------
        QueryError
            For a filter or an order that makes no sense.

        References
        ----------
        ``wandb.Api.runs``, W&B reference, 2021.
        """
        project = check_name((path or self.default_project).strip("/").rpartition("/")[2], "project name")
        found = Runs(all_runs(self.catalog, project)).filter(filters).sorted(order)
        return Runs(
            found,
            again=lambda: self.runs(path, filters, order),
            folder=self.catalog.runs_folder(project),
        )

    def project(self, name: str | None = None) -> Project:
        """Return a project of the store: the Api's own unless named.

        Raises
        ------
        StoreError
            If there is no such project; the message lists those there are.
        """
        return Project(self.catalog, (name or self.default_project).strip("/").rpartition("/")[2])

    def projects(self) -> list[Project]:
        """Return all projects of the store, by name."""
        return [Project(self.catalog, name) for name in self.catalog.projects()]

    def delete_expired(self) -> list[str]:
        """Delete every version in the store that is older than its `ttl`; return their names."""
        deleted = []
        moment = datetime.datetime.now(datetime.timezone.utc)
        for project in self.catalog.projects():
            for name in self.catalog.artifacts(project):
                for number in self.catalog.versions(project, name):
                    manifest = self.catalog.read(project, name, number)
                    if manifest.ttl_s is None:
                        continue
                    age = moment - datetime.datetime.fromisoformat(manifest.created_at)
                    if age.total_seconds() > manifest.ttl_s:
                        found = Artifact.open(self.catalog, project, manifest)
                        deleted.append(found.qualified_name)
                        found.delete(delete_aliases=True)
        return deleted

    def reclaim(self) -> int:
        """Remove bytes that no version and no draft needs, and return how many that gave back.

        Deleting a version does this for its own bytes; what is left is what killed processes were adding.
        """
        return reclaim(self.catalog)

    def _latest(self, project: str | None) -> list[Artifact]:
        where = check_name(project or self.default_project, "project name")
        return [open_artifact(self.catalog, name, where) for name in self.catalog.artifacts(where)]
