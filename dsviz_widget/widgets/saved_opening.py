"""Opening a saved view in its project: on which versions, and what is said where one of them is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactNotFound, ViewError
from dsviz_widget.runs import Artifact
from dsviz_widget.store import Origin, SavedView
from dsviz_widget.widgets.compare_view import CompareView
from dsviz_widget.widgets.compared_sides import plain_path, table_paths
from dsviz_widget.widgets.table_view import TableView
from dsviz_widget.widgets.version_changes import older_of
from dsviz_widget.widgets.version_kinds import table_of
from dsviz_widget.widgets.version_session import open_version

if TYPE_CHECKING:
    from dsviz_widget.table import Table
    from dsviz_widget.widgets.project_session import ProjectSession


def open_saved(session: ProjectSession, found: SavedView) -> TableView:
    """Return a saved view on its tables.

    A view of one table follows that table to its newest version. A comparison is of the versions that it was
    saved of; one from before these were kept is of the newest two.

    Raises
    ------
    ViewError
        If the tables are not in this project, or are gone.
    """
    if "compare" in found.state:
        return CompareView(_compared(session, found), view=found.name)
    artifact = open_version(session, _artifact_of(session, found), None)
    path = Origin.parse(found.tables[0]).path if any(found.tables) else None
    return TableView(table_of(artifact, path_of(artifact, path)), view=found.name, title=found.name)


def path_of(artifact: Artifact, given: Any) -> str:
    """Return the path of a table of a version: the one that is named, or the first.

    Raises
    ------
    ViewError
        If there is no such table.
    """
    paths = table_paths(artifact)
    if not paths:
        raise ViewError(f"{artifact.name}:{artifact.version} has no table. Look at its files.")
    if given is None:
        return paths[0]
    named = next((path for path in paths if given in (path, plain_path(path))), None)
    if named is None:
        listed = ", ".join(plain_path(path) for path in paths[:5])
        raise ViewError(f"{artifact.name}:{artifact.version} has no table {given!r}: there is {listed}.")
    return named


def _compared(session: ProjectSession, found: SavedView) -> list[Table]:
    if found.tables:
        origins = [Origin.parse(text) if text else None for text in found.tables]
        missing = [origin for origin in origins if origin is not None and not _is_there(session, origin)]
        if missing or None in origins:
            gone = " and ".join(f"{one.artifact}:{one.version}" for one in missing) or "a table never logged"
            verb = "which are" if len(missing) > 1 else "which is"
            raise ViewError(
                f"the view {found.name!r} compares {_listed(found)}: {gone}, {verb} not in the store. "
                "Compare other versions, and open it there."
            )
        return [_table_at(session, origin) for origin in origins if origin is not None]
    name = _artifact_of(session, found)
    artifact = open_version(session, name, None)
    before = older_of(session, artifact)
    if before is None:
        raise ViewError(
            f"the view {found.name!r} compares versions of {name!r}, which has one. "
            "Log another, or open it with compare(...).load(name)."
        )
    return [table_of(one, path_of(one, None)) for one in (open_version(session, name, before), artifact)]


def _listed(found: SavedView) -> str:
    return ", ".join(text.rpartition("/")[0].partition("/")[2] or "a table of a run" for text in found.tables)


def _is_there(session: ProjectSession, origin: Origin) -> bool:
    try:
        session.catalog.resolve(origin.project, origin.artifact, origin.version)
    except ArtifactNotFound:
        return False
    return True


def _table_at(session: ProjectSession, origin: Origin) -> Table:
    manifest = session.catalog.resolve(origin.project, origin.artifact, origin.version)
    return table_of(Artifact.open(session.catalog, origin.project, manifest), origin.path)


def _artifact_of(session: ProjectSession, found: SavedView) -> str:
    project, slash, name = found.table.rpartition("/")
    if not slash or project != session.project:
        raise ViewError(
            f"the view {found.name!r} was saved on {found.table or 'a table'!r}, which is no artifact of "
            f"this project. Open it with TableView(table, view={found.name!r})."
        )
    return name
