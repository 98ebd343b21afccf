"""Views that have a name: kept with the project, opened on this table or on another."""

from __future__ import annotations

from typing import Any

from dsviz_widget.errors import SavedViewError
from dsviz_widget.query import Query, Task, fit
from dsviz_widget.store import SavedViews
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.place import Place
from dsviz_widget.widgets.shown_table import Shown
from dsviz_widget.widgets.view_state import complete_state

ACTIONS = ("list", "save", "open", "rename", "delete")


class NamedViews:
    """Answers questions about the saved views of a table's project.

    Parameters
    ----------
    place : Place
        The project: a table from an artifact has the views of that artifact's project, another one those of
        the active run's.
    shown : Shown
        Its rows.
    title : str
        The table, as users know it.
    """

    def __init__(self, place: Place, shown: Shown, title: str) -> None:
        self._place = place
        self._shown = shown
        self._table = place.origin.qualified_artifact if place.origin else title

    @property
    def views(self) -> SavedViews:
        """The saved views of the project."""
        return SavedViews(self._place.catalog.storage, self._place.project)

    @property
    def tables(self) -> list[str]:
        """Where the tables that are shown were logged, ``""`` for one that was not."""
        return [str(self._place.origin or "")]

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"views": self.answer}

    def answer(self, params: dict[str, Any], task: Task) -> Reply:
        """List, save, open, rename or delete."""
        action, name, views = params.get("action"), params.get("name"), self.views
        state: dict[str, Any] | None = None
        notes: list[str] = []
        if action == "save":
            self.save(str(name), params.get("state"))
        elif action == "open":
            state, notes = self.open(str(name))
        elif action == "rename":
            views.rename(str(name), str(params.get("to")))
        elif action == "delete":
            views.delete(str(name))
        elif action != "list":
            raise SavedViewError(f"a saved view can be told {', '.join(ACTIONS)}, not {action!r}.")
        listed = [view.as_dict() for view in views]
        return {"views": listed, "state": state, "notes": notes, "project": views.project}, []

    def save(self, name: str, state: Any) -> None:
        """Keep a state under a name.

        Raises
        ------
        SavedViewError
            For a name or a state that cannot be kept.
        """
        self.views.save(name, self.kept(state), self._table, self.tables)

    def kept(self, state: Any) -> dict[str, Any]:
        """Return what is kept of a state; raises ViewError where it makes no sense."""
        return complete_state(state)

    def open(self, name: str) -> tuple[dict[str, Any], list[str]]:
        """Return the state of a name as this table can show it, and what it has no place for.

        Raises
        ------
        SavedViewNotFound
            If there is none.
        SavedViewError
            If what is kept makes no sense.
        """
        state = complete_state(self.views.get(name).state)
        self._shown.look_again()
        query, notes = fit(Query.from_json(state["query"]), self._shown.engine)
        return {**state, "query": query.to_json()}, notes
