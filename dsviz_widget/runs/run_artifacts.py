"""The artifacts that a run logs and uses."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ArtifactNameError, RunError
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.logged_tables import table_to_json
from dsviz_widget.runs.metadata import check_tags
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.store import Catalog
from dsviz_widget.types import article


class RunArtifacts(ABC):
    """The part of a run that artifacts go through."""

    catalog: Catalog
    project: str
    id: str
    _used: list[str]
    _logged: list[str]

    @abstractmethod
    def _check_active(self, what: str) -> None:
        """Raise RunError when the run has ended."""

    @abstractmethod
    def flush(self) -> None:
        """Write the run's record."""

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

    def _keep_table(self, key: str, table: Any) -> dict[str, Any]:
        """Log a table as the artifact ``run-<id>-<key>``; return what the history says of it."""
        return table_to_json(self.id, key, table, self.catalog, self.log_artifact)

    def _note(self, names: list[str], artifact: Artifact) -> None:
        if artifact.qualified_name not in names:
            names.append(artifact.qualified_name)
            self.flush()
