"""What opens within a project's view: tables, comparisons, differences, runs, saved views, single files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, Task
from dsviz_widget.runs import RunRecord, Runs
from dsviz_widget.runs.project import Project
from dsviz_widget.store import SavedViews
from dsviz_widget.table import Table
from dsviz_widget.widgets.compare_view import CompareView
from dsviz_widget.widgets.compared_sides import open_table, plain_path, table_paths
from dsviz_widget.widgets.run_view import RunView
from dsviz_widget.widgets.table_view import TableView
from dsviz_widget.widgets.version_changes import older_of
from dsviz_widget.widgets.version_kinds import is_medium, table_of, value_of
from dsviz_widget.widgets.version_session import open_version
from dsviz_widget.widgets.workspace_view import WorkspaceView

if TYPE_CHECKING:
    from dsviz_widget.runs import Artifact
    from dsviz_widget.widgets.project_session import ProjectSession
    from dsviz_widget.widgets.view import View

CHANGES = ("added", "removed", "changed")


class ProjectOpening:
    """Makes the views that open within a project's.

    Parameters
    ----------
    session : ProjectSession
    """

    def __init__(self, session: ProjectSession) -> None:
        self._session = session
        self._ways: dict[str, Callable[[dict[str, Any]], View]] = {
            "table": self.table,
            "compare": self.compare,
            "difference": self.difference,
            "run": self.run,
            "workspace": self.workspace,
            "saved_view": self.saved_view,
            "file": self.file,
        }

    def make(self, params: dict[str, Any], task: Task) -> View:
        """Return the view that a question is for; `InnerViews` asks."""
        way = self._ways.get(str(params.get("what")))
        if way is None:
            raise ViewError(f"a project opens {', '.join(self._ways)}, not {params.get('what')!r}.")
        return way(params)

    def table(self, params: dict[str, Any]) -> View:
        """Show one table of a version."""
        artifact = self._artifact(params)
        path = self._path(artifact, params.get("path"))
        return TableView(
            table_of(artifact, path), query=_query_of(params), title=plain_path(path).rpartition("/")[2]
        )

    def compare(self, params: dict[str, Any]) -> View:
        """Show the tables of several versions beside each other."""
        versions = [str(version) for version in params.get("versions") or ()]
        if len(versions) < 2:
            raise ViewError("two versions at least are compared. Tick another one.")
        return CompareView([open_table(version, self._by_name) for version in versions])

    def _by_name(self, name: str) -> Artifact:
        artifact, _, version = name.partition(":")
        return open_version(self._session, artifact.rpartition("/")[2], version or None)

    def difference(self, params: dict[str, Any]) -> View:
        """Show the rows in which a table differs from that of another version."""
        from dsviz_widget.widgets.table_diff import diff

        newer = self._artifact(params)
        number = params.get("to")
        if number is None:
            number = older_of(self._session, newer)
        if number is None:
            raise ViewError(f"{newer.name}:{newer.version} is the first version: there is none before it.")
        older = open_version(self._session, newer.name, number)
        path = self._path(newer, params.get("path"))
        found = diff(table_of(older, path), table_of(newer, path))
        assert isinstance(found, Table)
        change = params.get("change")
        if change is not None and change not in CHANGES:
            raise ViewError(f"change is one of {', '.join(map(repr, CHANGES))}, got {change!r}.")
        query = Query() if change is None else Query().filter(f"change = '{change}'")
        title = f"{older.version} to {newer.version}, {plain_path(path).rpartition('/')[2]}"
        return TableView(found, query=query, title=title)

    def run(self, params: dict[str, Any]) -> View:
        """Show one run."""
        return RunView(self._record(params.get("run")))

    def workspace(self, params: dict[str, Any]) -> View:
        """Show all runs, or some, beside each other."""
        wanted = params.get("runs")
        if wanted is None:
            runs = Project(self._session.catalog, self._session.project).runs()
            return WorkspaceView(runs, title=self._session.project)
        return WorkspaceView(Runs(self._record(run_id) for run_id in wanted), title=self._session.project)

    def saved_view(self, params: dict[str, Any]) -> View:
        """Show a saved view, on the newest version of the table that it was made on."""
        session = self._session
        found = SavedViews(session.catalog.storage, session.project).get(str(params.get("name")))
        project, slash, name = found.table.rpartition("/")
        if found.table == session.project:
            runs = Project(session.catalog, session.project).runs()
            return WorkspaceView(runs, title=session.project, view=found.name)
        if not slash or project != session.project:
            raise ViewError(
                f"the view {found.name!r} was saved on {found.table or 'a table'!r}, which is no artifact of "
                f"this project. Open it with TableView(table, view={found.name!r})."
            )
        artifact = open_version(session, name, None)
        table = table_of(artifact, self._path(artifact, None))
        if "compare" in found.state:
            before = older_of(session, artifact)
            if before is None:
                raise ViewError(
                    f"the view {found.name!r} compares versions of {name!r}, which has one. "
                    "Log another, or open it with compare(...).load(name)."
                )
            older = open_version(session, name, before)
            return CompareView([table_of(older, self._path(older, None)), table], view=found.name)
        return TableView(table, view=found.name, title=found.name)

    def file(self, params: dict[str, Any]) -> View:
        """Show a picture or other media as a table of one cell, which opens its viewer."""
        artifact = self._artifact(params)
        entry = artifact.get_entry(str(params.get("path")))
        value = value_of(artifact, entry)
        if not is_medium(value):
            raise ViewError(
                f"{entry.path!r} is no picture and no other media that a viewer shows. Download it instead."
            )
        name = entry.path.rpartition("/")[2]
        return TableView(Table([name], data=[[value]]), title=name)

    def _artifact(self, params: dict[str, Any]) -> Artifact:
        return open_version(self._session, str(params.get("name")), params.get("version"))

    def _record(self, run_id: Any) -> RunRecord:
        return RunRecord.read(self._session.catalog, self._session.project, str(run_id))

    def _path(self, artifact: Artifact, given: Any) -> str:
        """Return the path of a table: the one that is named, or the first."""
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


def _query_of(params: dict[str, Any]) -> Any:
    given = params.get("query")
    return given if isinstance(given, (str, dict)) and given else None
