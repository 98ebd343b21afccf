"""A run: one execution that logs artifacts and uses them."""

from __future__ import annotations

import argparse
import secrets
import string
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ArtifactNameError, RunError
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.metadata import check_tags
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.store import Catalog, check_name, now
from dsviz_widget.types import article

DEFAULT_PROJECT = "uncategorized"


class Run:
    """One execution. `init` makes it; `finish` ends it.

    Attributes
    ----------
    id, name, project : str
    entity, group, job_type, notes : str or None
    tags : tuple of str
    config : dict
    """

    def __init__(
        self,
        catalog: Catalog,
        project: str | None = None,
        entity: str | None = None,
        id: str | None = None,
        name: str | None = None,
        notes: str | None = None,
        tags: Sequence[str] | None = None,
        config: dict[str, Any] | None = None,
        group: str | None = None,
        job_type: str | None = None,
    ) -> None:
        self.catalog = catalog
        self.project = check_name(project or DEFAULT_PROJECT, "project name")
        self.id = check_name(id or _new_id(), "run id")
        self.name = name or self.id
        self.entity, self.notes, self.group, self.job_type = entity, notes, group, job_type
        self.tags = (tags,) if isinstance(tags, str) else tuple(tags or ())
        self.config = _check_config(config)
        self._created_at = now()
        self._finished_at: str | None = None
        self._exit_code: int | None = None
        self._used: list[str] = []
        self._logged: list[str] = []
        self._write()

    @property
    def dir(self) -> str:
        """The run's folder."""
        return str(self.catalog.folder / "projects" / self.project / "runs" / self.id)

    @property
    def is_finished(self) -> bool:
        """Whether `finish` was called."""
        return self._finished_at is not None

    def log_artifact(
        self,
        artifact: Artifact | str | Path,
        name: str | None = None,
        type: str | None = None,
        aliases: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
    ) -> Artifact:
        """Log an artifact as the next version of its name.

        Content equal to the latest version makes no new version.

        Parameters
        ----------
        artifact : Artifact or path
            A file or folder becomes an artifact of its own.
        name, type : str, optional
            Of an artifact made of a path: ``run-<id>-<file name>`` and ``unspecified`` unless given. Of an
            Artifact they must be its own.
        aliases : list of str, optional
            Names that from now on mean this version; ``latest`` always does.
        tags : list of str, optional
            Added to the artifact's own.

        Raises
        ------
        RunError
            If the run has ended, or what is given is neither an Artifact nor a path.
        ArtifactNameError
            For an alias that cannot be used.
        """
        self._check_active("log_artifact")
        if isinstance(artifact, (str, Path)) and Path(artifact).exists():
            artifact = self._artifact_of(Path(artifact), name, type)
        if not isinstance(artifact, Artifact):
            raise RunError(
                "log_artifact takes an Artifact, or the path of a file or folder that is there, "
                f"got {article(artifact)}. Make one and add to it."
            )
        for given, own, what in ((name, artifact.name, "name"), (type, artifact.type, "type")):
            if given is not None and given != own:
                raise ArtifactNameError(
                    f"the artifact's {what} is {own!r}, and log_artifact was told {given!r}. "
                    f"Make the Artifact with that {what}."
                )
        names = (aliases,) if isinstance(aliases, str) else tuple(aliases or ())
        if tags:
            artifact.tags = [*artifact.tags, *check_tags(tags)]
        is_new = artifact.is_draft
        artifact.log_to(self.catalog, self.project, names, self.id)
        if tags and not is_new:
            artifact.save()
        self._note(self._logged, artifact)
        return artifact

    def _artifact_of(self, path: Path, name: str | None, kind: str | None) -> Artifact:
        made = Artifact(name or f"run-{self.id}-{path.absolute().name}", kind or "unspecified")
        if path.is_dir():
            made.add_dir(path)
        else:
            made.add_file(path)
        return made

    def use_artifact(
        self,
        artifact_or_name: Artifact | str,
        type: str | None = None,
        aliases: Sequence[str] | None = None,
        use_as: str | None = None,
    ) -> Artifact:
        """Return a logged artifact, and remember that this run used it.

        Parameters
        ----------
        artifact_or_name : str or Artifact
            ``"name"``, ``"name:v0"``, ``"name:latest"``, ``"project/name:alias"``; a draft is logged first.
        type : str, optional
            Checked against the artifact's.
        aliases : list of str, optional
            Names that from now on mean this version.
        use_as : str, optional
            For code written for W&B; without effect.

        Raises
        ------
        ArtifactNotFound
            If there is no such artifact or version; the message lists those there are.
        """
        self._check_active("use_artifact")
        if use_as is not None:
            warnings.warn(f"use_as={use_as!r} has no effect here.", UserWarning, stacklevel=2)
        artifact = (
            artifact_or_name
            if isinstance(artifact_or_name, Artifact)
            else open_artifact(self.catalog, artifact_or_name, self.project, type)
        )
        if artifact.is_draft:
            self.log_artifact(artifact)
        if aliases:
            names = (aliases,) if isinstance(aliases, str) else tuple(aliases)
            artifact.log_to(self.catalog, self.project, names, self.id)
        self._note(self._used, artifact)
        return artifact

    def link_artifact(
        self, artifact: Artifact, target_path: str, aliases: Sequence[str] | None = None
    ) -> Artifact:
        """Make an artifact the next version of another name too; a draft is logged first.

        See `Artifact.link`.
        """
        self._check_active("link_artifact")
        if artifact.is_draft:
            self.log_artifact(artifact)
        return artifact.link(target_path, aliases)

    def finish(self, exit_code: int | None = None) -> None:
        """End the run. Calling it again does nothing."""
        if self.is_finished:
            return
        self._finished_at, self._exit_code = now(), exit_code or 0
        self._write()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.finish(exit_code=0 if kind is None else 1)

    def __repr__(self) -> str:
        state = "finished" if self.is_finished else "running"
        return f"<Run {self.name}, project {self.project}, {state}>"

    def _note(self, names: list[str], artifact: Artifact) -> None:
        if artifact.qualified_name not in names:
            names.append(artifact.qualified_name)
            self._write()

    def _check_active(self, what: str) -> None:
        if self.is_finished:
            raise RunError(f"run {self.name!r} has finished; {what} needs an active one. Call init() again.")

    def _write(self) -> None:
        self.catalog.write_run(
            self.project,
            self.id,
            {
                "format": 1,
                "id": self.id,
                "name": self.name,
                "entity": self.entity,
                "group": self.group,
                "job_type": self.job_type,
                "notes": self.notes,
                "tags": list(self.tags),
                "config": _plain(self.config),
                "created_at": self._created_at,
                "finished_at": self._finished_at,
                "exit_code": self._exit_code,
                "used_artifacts": self._used,
                "logged_artifacts": self._logged,
            },
        )


def _check_config(config: Any) -> dict[str, Any]:
    if config is None:
        return {}
    if isinstance(config, Mapping):
        return dict(config)
    if isinstance(config, argparse.Namespace):
        return dict(vars(config))
    raise RunError(f"config must be a dictionary or argparse's Namespace, got {article(config)}.")


def _new_id() -> str:
    alphabet = string.ascii_lowercase + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(8))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return str(value) if not isinstance(value, Path) else value.as_posix()
