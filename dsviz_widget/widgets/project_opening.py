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
from dsviz_widget.table.diff import TableDiff
from dsviz_widget.widgets.compare_view import CompareView
from dsviz_widget.widgets.compared_sides import open_table, plain_path
from dsviz_widget.widgets.run_view import RunView
from dsviz_widget.widgets.saved_opening import open_saved, path_of
from dsviz_widget.widgets.table_view import TableView
from dsviz_widget.widgets.version_changes import older_of
from dsviz_widget.widgets.version_kinds import is_medium, table_of, value_of
from dsviz_widget.widgets.version_session import open_named, open_version
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
            "compared_file": self.compared_file,
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
        path = path_of(artifact, params.get("path"))
        return TableView(
            table_of(artifact, path), query=_query_of(params), title=plain_path(path).rpartition("/")[2]
        )

    def compare(self, params: dict[str, Any]) -> View:
        """Show the tables of several versions beside each other."""
        versions = [str(version) for version in params.get("versions") or ()]
        if len(versions) < 2:
            raise ViewError("two versions at least are compared. Tick another one.")
        return CompareView(
            [open_table(version, lambda name: open_named(self._session, name)) for version in versions]
        )

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
        path = path_of(newer, params.get("path"))
        found = diff(table_of(older, path), table_of(newer, path))
        assert isinstance(found, TableDiff)
        change = params.get("change")
        if change is not None and change not in CHANGES:
            raise ViewError(f"change is one of {', '.join(map(repr, CHANGES))}, got {change!r}.")
        query = difference_query(found, change)
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
        """Show a saved view: of a table on its newest version, of a comparison on those it was saved of."""
        session = self._session
        found = SavedViews(session.catalog.storage, session.project).get(str(params.get("name")))
        if found.table == session.project:
            runs = Project(session.catalog, session.project).runs()
            return WorkspaceView(runs, title=session.project, view=found.name)
        return open_saved(session, found)

    def file(self, params: dict[str, Any]) -> View:
        """Show a picture or other media as a table of one cell, which opens its viewer."""
        path = str(params.get("path"))
        name = path.rpartition("/")[2]
        return TableView(Table([name], data=[[_medium(self._artifact(params), path)]]), title=name)

    def compared_file(self, params: dict[str, Any]) -> View:
        """Show a picture or other media of several versions as a comparison of one row."""
        path = str(params.get("path"))
        names = [str(version) for version in params.get("versions") or ()]
        if len(names) < 2:
            raise ViewError("a file of two versions at least is compared. Name another one.")
        media = [_medium(open_named(self._session, name), path) for name in names]
        tables = [Table(["file", "shown"], data=[[path, medium]]) for medium in media]
        return CompareView(tables, key="file", labels=_labels(names), title=path.rpartition("/")[2])

    def _artifact(self, params: dict[str, Any]) -> Artifact:
        return open_version(self._session, str(params.get("name")), params.get("version"))

    def _record(self, run_id: Any) -> RunRecord:
        return RunRecord.read(self._session.catalog, self._session.project, str(run_id))


def _changed_first(found: TableDiff) -> list[str]:
    """Return the columns of a difference with the cells that changed before those that did not."""
    pairs = {name: [f"0.{name}", f"1.{name}"] for name in found.compared}
    cells = [cell for pair in pairs.values() for cell in pair if cell in found.columns]
    changed = [cell for name in found.differing for cell in pairs[name] if cell in cells]
    rest = [cell for cell in cells if cell not in changed]
    return [*(name for name in found.columns if name not in cells), *changed, *rest]


def difference_query(found: TableDiff, change: str | None) -> Query:
    """Return what is shown of a difference: rows of one kind, or all where it is None."""
    query = Query() if change is None else Query().filter(f"change = '{change}'")
    return query.select(_changed_first(found)) if change in (None, "changed") else query


def _medium(artifact: Artifact, path: str) -> Any:
    """Return the picture or other medium at a path; raises ViewError for another file."""
    value = value_of(artifact, artifact.get_entry(path))
    if not is_medium(value):
        raise ViewError(
            f"{path!r} is no picture and no other media that a viewer shows. Download it instead."
        )
    return value


def _labels(names: list[str]) -> list[str]:
    """Return versions without the name of their artifact, where they are of one."""
    artifacts = {name.rpartition(":")[0] for name in names}
    return names if len(artifacts) > 1 else [name.rpartition(":")[2] for name in names]


def _query_of(params: dict[str, Any]) -> Any:
    given = params.get("query")
    return given if isinstance(given, (str, dict)) and given else None
