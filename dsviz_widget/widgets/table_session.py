"""What a browser may ask about a table, and the answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, Task
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.box_scores import BoxScores
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.column_info import column_info
from dsviz_widget.widgets.exports import Exports
from dsviz_widget.widgets.expressions import Expressions
from dsviz_widget.widgets.group_histograms import add_histograms
from dsviz_widget.widgets.heads import Heads
from dsviz_widget.widgets.ipc import to_ipc
from dsviz_widget.widgets.live_rows import LiveRows
from dsviz_widget.widgets.media_files import MediaFiles, TableMedia
from dsviz_widget.widgets.naming import NamedViews
from dsviz_widget.widgets.params import limited, query_of, start_of
from dsviz_widget.widgets.pictures import MAX_PICTURES, Pictures, TablePictures
from dsviz_widget.widgets.place import Place
from dsviz_widget.widgets.previews import Previews
from dsviz_widget.widgets.shown_table import Shown, ShownTable
from dsviz_widget.widgets.ticked_rows import TickedRows
from dsviz_widget.widgets.view_code import write_view
from dsviz_widget.widgets.view_state import complete_state, first_overlays

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine
    from dsviz_widget.table import Table

MAX_ROWS = 2_000
MAX_ORDERED = 50_000
"""Of them a message takes 400 kB."""
COUNT_LATER = 5_000_000
"""From so many rows on the first page does not wait for the number of rows that match."""
ORDER_AFTER_S = 0.7
"""A view that is looked at for so long is ordered for the pages that follow."""


class TableSession:
    """Answers questions about one table. Thread-safe; knows no widget and no notebook.

    Parameters
    ----------
    table : Table or Shown
        Rows that are added later are seen when the browser opens it or refreshes.
    title : str, optional
        Shown above the table; the name that it has in its artifact unless given.
    cache : path, optional
        Folder for thumbnails; they are kept in memory only unless given.
    place : Place, optional
        Where saved views and exports go: where the tables came from unless given.
    """

    def __init__(
        self,
        table: Table | Shown,
        title: str | None = None,
        cache: Path | None = None,
        place: Place | None = None,
    ) -> None:
        shown = table if isinstance(table, Shown) else ShownTable(table)
        self.place = place or Place(*shown.tables)
        origin = self.place.origin
        self.title = title or (origin.name if origin is not None else "Table")
        self.first_overlays = first_overlays(*shown.tables)
        self.shown: Shown = shown
        self.heads = Heads(self.shown)
        self.pictures = Pictures(TablePictures(self.shown), cache)
        self.media_files = MediaFiles(TableMedia(self.shown), self.pictures, cache)
        self.box_scores = BoxScores(self.shown)
        self.expressions = Expressions(self.shown)
        self.previews = Previews(self.shown)
        self.ticked = TickedRows(self.shown)
        self.live = LiveRows(self.shown, self._opened)
        self.named: NamedViews = NamedViews(self.place, self.shown, self.title)
        self.exports = Exports(self.place, self.shown, self.title)

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows that are shown."""
        return self.shown.engine

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "open": self.open,
            "count": self.count,
            "rows": self.rows,
            "row_order": self.row_order,
            "groups": self.groups,
            "gallery": self.gallery,
            "without_each": self.without_each,
            "check": self.check,
            **self.heads.handlers,
            **self.pictures.handlers,
            **self.media_files.handlers,
            **self.box_scores.handlers,
            **self.expressions.handlers,
            **self.previews.handlers,
            **self.ticked.handlers,
            **self.live.handlers,
            **self.named.handlers,
            **self.exports.handlers,
            "code": self.code,
        }

    def info(self, query: Query | None = None) -> dict[str, Any]:
        """Return what the table is: title, columns (with those that a query derives), number of rows."""
        query = query or Query()
        arrow = self.engine.with_derived(query.derived).schema
        columns = [
            column_info(name, column_type, arrow.field(name).type)
            for name, column_type in self.shown.types_of(query).items()
        ]
        origin = self.place.origin
        subtitle = f"{origin.artifact}:{origin.version}" if origin is not None else ""
        return {
            "title": self.title,
            "subtitle": subtitle,
            "row_count": self.engine.row_count,
            "edition": self.shown.edition,
            "columns": columns,
        }

    def open(self, params: dict[str, Any], task: Task) -> Reply:
        """Everything the first paint needs; a query that fails leaves the rows unfiltered."""
        self.live.look(task)
        return self._opened(query_of(params), 0, limited(params.get("count", 40), MAX_ROWS), task)

    def _opened(self, query: Query, start: int, count: int, task: Task) -> Reply:
        error, matched = None, None
        try:
            buffers = self._page(query, start, count, task)
            matched = self._matched_soon(query, task)
            warnings = self.engine.warnings(query)
            if not query.group_keys:
                self.engine.order_ahead(query, ORDER_AFTER_S)
        except QueryError as found:
            error, warnings, query = found.as_dict(), [], Query()
            buffers = self._page(query, start, count, task)
            matched = self.engine.row_count
        return {"info": self.info(query), "matched": matched, "error": error, "warnings": warnings}, buffers

    def _matched_soon(self, query: Query, task: Task) -> int | None:
        """Return how many rows match; None of a long table, where the browser asks once rows are there."""
        known = self.engine.known_count(query)
        if known is None and self.engine.row_count < COUNT_LATER:
            return self.engine.count(query, task=task)
        return known

    def _page(self, query: Query, start: int, count: int, task: Task) -> list[bytes]:
        if query.group_keys:
            return []
        return [self._ipc(query, self.engine.page(query, start, count, task=task))]

    def count(self, params: dict[str, Any], task: Task) -> Reply:
        """How many rows match."""
        query = query_of(params)
        matched = self.engine.count(query, task=task)
        return {
            "matched": matched,
            "total": self.engine.row_count,
            "warnings": self.engine.warnings(query),
        }, []

    def rows(self, params: dict[str, Any], task: Task) -> Reply:
        """One page of the filtered, sorted view, or of a group's rows, as Arrow IPC."""
        query = query_of(params)
        start, count = start_of(params), limited(params.get("count"), MAX_ROWS)
        key = params.get("group")
        matched: int | None = None
        if key is None:
            page = self.engine.page(query, start, count, task=task)
            matched = self._matched_soon(query, task)
        else:
            page = self.engine.group_page(query, key, start, count, task=task)
        return {"start": start, "count": page.num_rows, "matched": matched}, [self._ipc(query, page)]

    def row_order(self, params: dict[str, Any], task: Task) -> Reply:
        """Ids of some rows in the order of the view, as 64-bit floats in buffer 0."""
        count = limited(params.get("count"), MAX_ORDERED)
        ids = self.engine.ids(query_of(params), start_of(params), count, task)
        return {"count": len(ids)}, [np.asarray(ids, "<f8").tobytes()]

    def _ipc(self, query: Query, page: pa.Table) -> bytes:
        """Return rows as the browser has them: what varies in kind or keys is JSON text."""
        rows = with_texts(page, self.shown.types_of(query), self.shown.source, for_browser=True)
        return to_ipc(self.shown.marked(rows))

    def groups(self, params: dict[str, Any], task: Task) -> Reply:
        """One page of groups with their aggregates."""
        query = query_of(params)
        reply = self.engine.groups(
            query,
            start_of(params),
            limited(params.get("count", 25), 500),
            gallery=limited(params.get("gallery", 6), MAX_PICTURES),
            bins=limited(params.get("bins", 20), 200),
            task=task,
            nested=True,
            quartiles=[str(name) for name in params.get("quartiles", [])],
        )
        add_histograms(self.shown, query, reply, task)
        return reply, []

    def gallery(self, params: dict[str, Any], task: Task) -> Reply:
        """Row ids of one page of a group's pictures."""
        count = limited(params.get("count", 6), MAX_PICTURES)
        rows = self.engine.gallery(
            query_of(params), params.get("key") or [], start_of(params), count, task=task
        )
        return {"rows": [int(row) for row in rows]}, []

    def without_each(self, params: dict[str, Any], task: Task) -> Reply:
        """How many rows would match with one clause switched off."""
        return {"counts": self.engine.without_each(query_of(params), task=task)}, []

    def check(self, params: dict[str, Any], task: Task) -> Reply:
        """Try a clause while it is typed."""
        found = self.engine.check(
            str(params.get("text", "")), query_of(params), clause=params.get("clause"), task=task
        )
        return dict(found), []

    def code(self, params: dict[str, Any], task: Task) -> Reply:
        """Python that makes the view again."""
        state = complete_state(params.get("state"))
        return {"code": self.code_of(state)}, []

    def code_of(self, state: dict[str, Any]) -> str:
        """Return Python that shows the table in this state."""
        query, overlays, layout = Query.from_json(state["query"]), state["overlays"], state["layout"]
        return write_view(query, overlays, layout, self.place.origin, self.first_overlays)
