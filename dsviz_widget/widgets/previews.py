"""A derived column while its expression is being typed: its kind and its first values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import DsvizError, QueryError
from dsviz_widget.query import Derived, Query, Task
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.column_info import column_info
from dsviz_widget.widgets.ipc import to_ipc
from dsviz_widget.widgets.params import limited, query_of
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    from dsviz_widget.query import DuckEngine

MAX_VALUES = 50
TRIAL = "derived column"
"""Name of a column that has none yet."""


class Previews:
    """Answers what an expression would give as a column of the table that is shown."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"preview": self.preview}

    def preview(self, params: dict[str, Any], task: Task) -> Reply:
        """The column that an expression makes, and its first values in the view, as Arrow IPC.

        ``replaces`` names the derived column that is edited, so that the expression sees what is derived
        before it, and not itself. An error has the span in the expression.
        """
        query, text = query_of(params), str(params.get("text", ""))
        replaces, name = params.get("replaces"), str(params.get("name") or "")
        before: list[Derived] = []
        others: list[Derived] = []
        for item in query.derived:
            if item.name == replaces:
                before = list(others)
            else:
                others.append(item)
        if replaces is None:
            before = others
        known = {item.name: item.text for item in before}
        plain = self.shown.engine.with_derived(Query().derive(known).derived)
        # Read alone first: an error then has its place in this text, and does not name the column.
        plain.read(text)
        name_error = self._name_error(name, {item.name for item in others})
        shown = TRIAL if name_error or not name else name
        while shown in plain.schema.names:
            shown += "_"
        made = Query().derive({**known, shown: text})
        engine = self.shown.engine.with_derived(made.derived)
        column = column_info(shown, self.shown.types_of(made)[shown], engine.schema.field(shown).type)
        rows = self._first_rows(engine, query, made, shown, params, task)
        return {"column": column, "name_error": name_error}, [rows]

    def _first_rows(
        self, engine: DuckEngine, query: Query, made: Query, name: str, params: dict[str, Any], task: Task
    ) -> bytes:
        count = limited(params.get("count", 5), MAX_VALUES)
        # The rows of the view as it is now; it may itself use the column that is being edited.
        try:
            ids = self.shown.engine.page(query, 0, count, columns=[], task=task).column(0).to_numpy()
        except QueryError:
            ids = list(range(min(count, self.shown.engine.row_count)))
        page = engine.take(ids, [name])
        return to_ipc(with_texts(page, self.shown.types_of(made), self.shown.source, for_browser=True))

    def _name_error(self, name: str, taken: set[str]) -> str | None:
        """Return why a column cannot be called so, or None where it can or has no name yet."""
        if not name:
            return None
        if name in taken or name in self.shown.types:
            return f"There is a column {name!r} already. Take another name."
        try:
            Query().derive({name: "1"})
        except DsvizError as error:
            return str(error)
        return None
