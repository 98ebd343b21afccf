"""A table in a notebook cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query
from dsviz_widget.table import JoinedTable, PartitionedTable, StoredBlobs, Table
from dsviz_widget.types import article
from dsviz_widget.widgets.custom_panels import PanelView
from dsviz_widget.widgets.table_session import TableSession
from dsviz_widget.widgets.view_state import QueryTrait, complete_layout, complete_overlays, first_overlays

if TYPE_CHECKING:
    from dsviz_widget.query import DuckEngine
    from dsviz_widget.table.answers import QueriedTable


class TableView(PanelView):
    """A table whose cells are drawn by panels; filter, sort and group it in the browser or from Python.

    Parameters
    ----------
    table : Table, JoinedTable or PartitionedTable
        Rows that are added while it is shown show up; of a table that others are taken together in, or that
        is in parts, the rows of this moment are shown.
    query : Query, str or dict, optional
        What to show first; a text or a dict is a filter.
    title : str, optional
        The table's name unless given.
    height_px : int, optional
        Height of the widget, in pixels.

    Raises
    ------
    ViewError
        If `table` is not a Table.

    Examples
    --------
    >>> view = TableView(table, query="accuracy < 0.5")  # doctest: +SKIP
    >>> view.query.to_pandas()  # what is on the screen  # doctest: +SKIP
    """

    query = QueryTrait().tag(
        sync=True, to_json=lambda query, _: query.to_json(), from_json=lambda plain, _: Query.from_json(plain)
    )
    """What is on the screen: filter, groups, sort, columns. Setting it moves the screen."""

    overlays = traitlets.Dict().tag(sync=True)
    """What is drawn over pictures. ``hidden_classes`` are labels, ``hidden_groups`` names; ``opacity`` is
    group to 0..1, ``styles`` group to ``{"look": "fill" | "outline" | "both", "line": "solid" | "dashed" |
    "dotted"}``, ``scores`` group to name of a score to ``[low, high]`` (null is open), ``colors`` label to
    ``"#rrggbb"``, ``labels`` whether boxes are named. Parts left out show everything; a class called
    background is hidden at first, as it would cover every picture."""

    layout = traitlets.Dict().tag(sync=True)
    """How the rows are laid out: ``mode`` ("grid" or "gallery"), ``widths`` (column to pixels), ``pinned``
    (columns that stay at the left; None leaves it to the view), ``row_height`` (pixels or None) and
    ``gallery`` (``column``, ``size_px``, ``captions``). Which columns there are, and in which order, is part
    of the query."""

    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    """Ids of the rows that are ticked: their positions in the table, from 0."""

    page_size = traitlets.Int(25, min=1, max=500).tag(sync=True)
    """Groups shown at a time."""

    height_px = traitlets.Int(560, min=200).tag(sync=True)
    """Height of the widget, in pixels."""

    def __init__(
        self,
        table: Table | JoinedTable | PartitionedTable,
        query: Query | str | dict[str, Any] | None = None,
        title: str | None = None,
        **traits: Any,
    ) -> None:
        if isinstance(table, (JoinedTable, PartitionedTable)):
            table = table.to_table()
        if not isinstance(table, Table):
            raise ViewError(f"TableView shows a Table, got {article(table)}. Wrap rows in wandb.Table first.")
        cache = table.source.blobs.folder.parent / "cache" if isinstance(table.source, StoredBlobs) else None
        name = table.origin.rsplit("/", 1)[1] if table.origin else "Table"
        self.session = TableSession(table, title or name, cache)
        traits.setdefault("overlays", first_overlays(table))
        traits.setdefault("layout", {})
        super().__init__(self.session.handlers, kind="table", query=query, **traits)
        if self._channel is not None:
            self.session.live.tell = self._channel.tell

    @property
    def rows(self) -> QueriedTable | None:
        """The rows that the table has now, as queries see them."""
        session: TableSession | None = getattr(self, "session", None)
        return None if session is None else session.shown.queried()

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows that the table has now."""
        return self.session.shown.queried().engine()  # type: ignore[return-value]

    @traitlets.validate("overlays")
    def _complete_overlays(self, proposal: Any) -> dict[str, Any]:
        return complete_overlays(proposal["value"])

    @traitlets.validate("layout")
    def _complete_layout(self, proposal: Any) -> dict[str, Any]:
        return complete_layout(proposal["value"])

    def selected_rows(self) -> Any:
        """Return the ticked rows as a pandas DataFrame."""
        return self.engine.take(sorted(self.selected), None).remove_column(0).to_pandas()
