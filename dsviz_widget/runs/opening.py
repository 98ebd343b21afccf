"""From a name to a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.errors import ArtifactNameError
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.runs.artifact import Artifact
    from dsviz_widget.store import Catalog


def open_artifact(catalog: Catalog, name: str, project: str, type: str | None = None) -> Artifact:
    """Return the version that ``[project/]name[:alias]`` means; raises ArtifactNotFound.

    Raises
    ------
    ArtifactNameError
        If the name is not of that form, or the artifact has another type.
    """
    from dsviz_widget.runs.artifact import Artifact

    if not isinstance(name, str) or not name:
        raise ArtifactNameError(f"use_artifact takes a name such as 'data:latest', got {article(name)}.")
    path, _, alias = name.partition(":")
    parts = path.split("/")
    if len(parts) > 3:
        raise ArtifactNameError(f"{name!r} is not an artifact's name. Write 'project/name:alias'.")
    # An entity before the project, as W&B has it, means nothing here.
    if len(parts) >= 2:
        project = parts[-2]
    manifest = catalog.resolve(project, parts[-1], alias or "latest")
    if type is not None and type != manifest.type:
        raise ArtifactNameError(f"artifact {name!r} has type {manifest.type!r}, not {type!r}.")
    return Artifact.open(catalog, project, manifest)
