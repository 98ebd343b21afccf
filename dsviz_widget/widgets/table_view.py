"""A table in a notebook cell."""

from __future__ import annotations

from typing import Any

import traitlets

from dsviz_widget.errors import ViewError, did_you_mean
from dsviz_widget.media import ImageType
from dsviz_widget.query import Query
from dsviz_widget.table import JoinedTable, PartitionedTable, StoredBlobs, Table
from dsviz_widget.types import article
from dsviz_widget.widgets.custom_panels import PanelView
from dsviz_widget.widgets.table_session import TableSession

BACKGROUNDS = frozenset({"background", "__background__"})
OVERLAYS: dict[str, Any] = {
    "hidden_classes": [],
    "hidden_groups": [],
    "opacity": {},
    "styles": {},
    "labels": True,
    "scores": {},
    "colors": {},
}
GALLERY: dict[str, Any] = {"column": None, "size_px": 200, "captions": None}
LAYOUT: dict[str, Any] = {
    "mode": "grid",
    "widths": {},
    "pinned": None,
    "row_height": None,
    "gallery": GALLERY,
}


class QueryTrait(traitlets.TraitType[Query, Any]):
    """A Query; it crosses to the browser as its JSON form."""

    default_value = Query()
    info_text = "a Query, or a filter as text or as a dict"

    def validate(self, obj: Any, value: Any) -> Query:
        """Accept a Query, its JSON form, a filter, or None for everything."""
        if isinstance(value, Query):
            if value.inputs is not None:
                raise ViewError(
                    "This query is on several tables, and a view shows one. Show TableView(query.to_table())."
                )
            return value.bind(obj.rows) if getattr(obj, "rows", None) is not None else value
        if value is None:
            return self.validate(obj, Query())
        if isinstance(value, dict) and "version" in value:
            return self.validate(obj, Query.from_json(value))
        if isinstance(value, (str, dict)):
            return self.validate(obj, Query().filter(value))
        self.error(obj, value)
        raise AssertionError


class TableView(PanelView):
    """A table whose cells are drawn by panels; filter, sort and group it in the browser or from Python.

    Parameters
    ----------
    table : Table, JoinedTable or PartitionedTable
        Its rows at this moment.
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
        from dsviz_widget.table.answers import QueriedTable

        cache = table.source.blobs.folder.parent / "cache" if isinstance(table.source, StoredBlobs) else None
        name = table.origin.rsplit("/", 1)[1] if table.origin else "Table"
        self.session = TableSession(table, title or name, cache)
        self.engine = self.session.engine
        self.rows = QueriedTable(table, self.engine)
        traits.setdefault("overlays", {"hidden_classes": _backgrounds(table)})
        traits.setdefault("layout", {})
        super().__init__(self.session.handlers, kind="table", query=query, **traits)

    @traitlets.validate("overlays")
    def _complete_overlays(self, proposal: Any) -> dict[str, Any]:
        return _completed("overlays", proposal["value"], OVERLAYS)

    @traitlets.validate("layout")
    def _complete_layout(self, proposal: Any) -> dict[str, Any]:
        layout = _completed("layout", proposal["value"], LAYOUT)
        if layout["mode"] not in ("grid", "gallery"):
            raise traitlets.TraitError(f'layout["mode"] is "grid" or "gallery", not {layout["mode"]!r}.')
        gallery = _completed('layout["gallery"]', layout["gallery"], GALLERY)
        return {**layout, "gallery": gallery}

    def selected_rows(self) -> Any:
        """Return the ticked rows as a pandas DataFrame."""
        return self.engine.take(sorted(self.selected), None).remove_column(0).to_pandas()


def _completed(name: str, given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return a dict with the parts that were left out; a part that does not exist is refused."""
    for key in given:
        if key not in known:
            raise traitlets.TraitError(f"{name} has no part {key!r}.{did_you_mean(key, known)}")
    return {**known, **given}


def _backgrounds(table: Table) -> list[str]:
    labels = {
        label
        for column_type in table.column_types.values()
        if isinstance(column_type, ImageType)
        for found in column_type.mask_labels.values()
        for label in found.values()
    }
    return sorted(label for label in labels if label.lower() in BACKGROUNDS)
