"""What opens inside a project in a page: tables, differences, comparisons, files, runs, saved views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import Cancelled, DsvizError
from dsviz_widget.query import Task
from dsviz_widget.table.diff import TableDiff
from dsviz_widget.widgets.project_opening import CHANGES, ProjectOpening, difference_query
from dsviz_widget.widgets.run_view import RunView
from dsviz_widget.widgets.sharing_pictures import image_columns, media_columns, size_said
from dsviz_widget.widgets.sharing_runs import run_head
from dsviz_widget.widgets.sharing_views import Limits, add_view
from dsviz_widget.widgets.sharing_workspace import MOST_WHOLE, WholeRuns, add_workspace
from dsviz_widget.widgets.table_view import TableView
from dsviz_widget.widgets.view import making_inner
from dsviz_widget.widgets.workspace_view import WorkspaceView

if TYPE_CHECKING:
    from dsviz_widget.widgets.project_view import ProjectView
    from dsviz_widget.widgets.sharing_page import Page
    from dsviz_widget.widgets.view import View

MOST_ROWS, FEWEST_ROWS = 50_000, 20
"""Rows of all tables together, and of the last one that still has room."""
COST_OF_PICTURES = 20
"""Rows that one with pictures or other media counts for."""
MOST_SAVED = 12
"""Saved views that open."""
FULL = "What comes before it has filled this page. Open the notebook for this one."


class InnerWriter:
    """Puts the views that open within a project's into a page.

    Parameters
    ----------
    page : Page
    name : str
        Begins the names of its parts.
    view : ProjectView
    limits : Limits
        ``max_rows`` is of each table.
    task : Task

    Attributes
    ----------
    said : list of dict
        Of each view ``what`` the browser asks for, the ``part`` that has it, its ``kind``, ``title`` and
        ``notes``; of a difference ``queries``, by the kind of rows that is asked for.
    refused : list of dict
        What the browser may ask for and does not get, and the sentence, ``said``.
    runs : dict of str to str
        Parts of runs by their id.
    run : dict or None
        What the page knows of a view of one run before it reads the run, but which run it is.
    notes : list of str
        What the page says above the view.
    """

    def __init__(self, page: Page, name: str, view: ProjectView, limits: Limits, task: Task) -> None:
        self._page, self._name, self._view, self._limits, self._task = page, name, view, limits, task
        self._opening = ProjectOpening(view.session)
        self._rows = MOST_ROWS
        self.said: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        self.runs: dict[str, str] = {}
        self.run: dict[str, Any] | None = None
        self.notes: list[str] = []

    def add(self, what: dict[str, Any]) -> str | None:
        """Add a view while there is room for it; return why it is not there, where it is not."""
        self._task.check()
        try:
            with self._opened(what) as view:
                limits, cost = self._within(view)
                if limits is None:
                    return FULL
                part = self._part()
                notes = add_view(self._page, part, view, limits, self._task)
                self._rows -= cost
                self._note(what, part, view, notes)
        except Cancelled:
            raise
        except DsvizError as error:
            return str(error)
        return None

    def add_runs(self, newest: list[str]) -> None:
        """Add all runs, each by itself and beside the others; the newest few with all they logged.

        Parameters
        ----------
        newest : list of str
            The run that is open comes before them.
        """
        opened = [self._view.opened["id"]] if self._view.opened["kind"] == "run" else []
        which = "that is open and those that began last" if opened else "that began last"
        what = {"what": "workspace"}
        with self._opened(what) as view:
            assert isinstance(view, WorkspaceView)
            part = self._part()
            wanted = WholeRuns([*opened, *newest][:MOST_WHOLE], which)
            self.runs, notes = add_workspace(self._page, part, view, self._limits, self._task, wanted=wanted)
            self._note(what, part, view, notes)
        if self.runs:
            with self._opened({"what": "run", "run": next(iter(self.runs))}) as view:
                assert isinstance(view, RunView)
                self.run = run_head("", view, {}, self._limits)

    def add_saved(self, names: list[str]) -> None:
        """Add saved views; what is said of one that cannot be opened is what a kernel says."""
        for number, name in enumerate(names):
            what = {"what": "saved_view", "name": name}
            full = f"This page opens {MOST_SAVED} saved views. Open the notebook for this one."
            self._refuse(what, self._add_saved(what) if number < MOST_SAVED else full)

    def add_or_refuse(self, what: dict[str, Any]) -> None:
        """Add a view; where it is not there, who asks for it is told why."""
        self._refuse(what, self.add(what))

    def _refuse(self, what: dict[str, Any], said: str | None) -> None:
        if said is not None:
            self.refused.append({"what": what, "said": said})

    def _add_saved(self, what: dict[str, Any]) -> str | None:
        try:
            with self._opened(what) as view:
                if isinstance(view, WorkspaceView):
                    part = self._part()
                    _, notes = add_workspace(
                        self._page, part, view, self._limits, self._task, known=self.runs
                    )
                    self._note(what, part, view, notes)
                    return None
        except Cancelled:
            raise
        except DsvizError as error:
            return str(error)
        return self.add(what)

    @contextmanager
    def _opened(self, what: dict[str, Any]) -> Iterator[View]:
        """Make a view, and close it at the end."""
        token = making_inner.set(True)
        try:
            view = self._opening.make(what, self._task)
        finally:
            making_inner.reset(token)
        try:
            yield view
        finally:
            view.close()

    def _part(self) -> str:
        return f"{self._name}.inner.{len(self.said)}"

    def _within(self, view: View) -> tuple[Limits | None, int]:
        """Return what of a view there is room for, None where that is nothing, and what it counts for."""
        if not isinstance(view, TableView):
            return self._limits, 0
        shown = view.session.shown
        has_media = bool(image_columns(shown.types) or media_columns(shown.types))
        each = COST_OF_PICTURES if has_media else 1
        room = self._rows // each
        wanted = min(shown.engine.row_count, self._limits.max_rows)
        if room < min(wanted, FEWEST_ROWS):
            return None, 0
        taken = min(wanted, room)
        return replace(self._limits, max_rows=max(1, taken)), taken * each

    def _note(self, what: dict[str, Any], part: str, view: View, notes: list[str]) -> None:
        # How large pictures are is said once.
        of_pictures = size_said(self._limits.picture_px, self._limits.media == "originals")
        if of_pictures in notes and of_pictures not in self.notes:
            self.notes.append(of_pictures)
        title = str(getattr(getattr(view, "session", None), "title", "") or "")
        here = [note for note in notes if note != of_pictures]
        said = {"what": what, "part": part, "kind": view.kind, "title": title, "notes": here}
        found = view.session.shown.tables[0] if isinstance(view, TableView) else None
        if isinstance(found, TableDiff):
            said["queries"] = {one: difference_query(found, one).to_json() for one in CHANGES}
        self.said.append(said)
