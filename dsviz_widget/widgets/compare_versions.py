"""Other versions of the tables that are compared: what there is to add, and how it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dsviz_widget.errors import DsvizError, ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs import Artifact
from dsviz_widget.store import Origin
from dsviz_widget.table import Table
from dsviz_widget.widgets.compared_sides import ComparedSide, first_line, plain_path, table_paths
from dsviz_widget.widgets.place import Place

MOST_VERSIONS = 100
"""Versions of an artifact that are offered."""
MOST_COUNTED = 20
"""Of them, those whose rows are counted, which opens them."""


class OtherVersions:
    """The versions of the artifacts that tables came from.

    Parameters
    ----------
    sides : sequence of ComparedSide
        The tables.
    """

    def __init__(self, sides: Sequence[ComparedSide]) -> None:
        self._sides = [side for side in sides if side.origin is not None]

    def open(self, name: str) -> Artifact:
        """Return the version ``[project/]name:v0`` in the store of the first table.

        Raises
        ------
        ViewError
            If no table is from a store.
        ArtifactNotFound
            If there is no such version.
        """
        if not self._sides or self._sides[0].origin is None:
            raise ViewError("these tables are in no artifact, so that there are no versions of them to add.")
        place = Place(self._sides[0].table)
        path, _, version = name.partition(":")
        project, _, artifact = path.rpartition("/")
        project = project or self._sides[0].origin.project
        manifest = place.catalog.resolve(project, artifact, version or "latest")
        return Artifact.open(place.catalog, project, manifest)

    def offers(self, shown: Sequence[Origin], task: Task) -> Iterator[dict[str, Any]]:
        """Yield tables to add, the newest first: ``ref``, ``title``, ``version``, ``note``, ``row_count``.

        Parameters
        ----------
        shown : sequence of Origin
            Tables that are there already.
        """
        origins = [side.origin for side in self._sides if side.origin is not None]
        paths = {origin.path for origin in origins}
        for origin in {origin.qualified_artifact: origin for origin in reversed(origins)}.values():
            catalog = Place(self._sides[0].table).catalog
            numbers = catalog.versions(origin.project, origin.artifact)[-MOST_VERSIONS:]
            for place, number in enumerate(reversed(numbers)):
                task.check()
                manifest = catalog.read(origin.project, origin.artifact, number)
                artifact = Artifact.open(catalog, origin.project, manifest)
                found = [plain_path(path) for path in table_paths(artifact)]
                for path in [path for path in found if path in paths] or found[:1]:
                    offered = Origin(origin.project, origin.artifact, manifest.version, path)
                    if offered not in shown:
                        yield {
                            "ref": str(offered),
                            "title": origin.artifact,
                            "version": manifest.version,
                            "note": first_line(manifest.description),
                            "row_count": _row_count(artifact, path) if place < MOST_COUNTED else None,
                        }


def _row_count(artifact: Artifact, path: str) -> int | None:
    try:
        table = artifact.get(path)
    except (DsvizError, OSError):
        # What is damaged says so when it is added.
        return None
    return len(table) if isinstance(table, Table) else None
