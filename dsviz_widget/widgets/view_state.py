"""What a view shows beyond its rows: the query, what is drawn over pictures, how rows are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from dsviz_widget.errors import QueryError, ViewError, did_you_mean
from dsviz_widget.media import ImageType
from dsviz_widget.query import Query
from dsviz_widget.table import Table
from dsviz_widget.widgets.overlay_values import check_overlays

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
            return value
        if value is None:
            return self.validate(obj, Query())
        if isinstance(value, dict) and "version" in value:
            return self.validate(obj, Query.from_json(value))
        if isinstance(value, (str, dict)):
            return self.validate(obj, Query().filter(value))
        self.error(obj, value)
        raise AssertionError

    def get(self, obj: Any, cls: Any = None) -> Any:
        """Return the query, which answers on the rows that the table has now."""
        value = super().get(obj, cls)
        rows = getattr(obj, "rows", None)
        return value if rows is None or value is None else value.bind(rows)


def complete_overlays(given: dict[str, Any]) -> dict[str, Any]:
    """Return overlays with the parts that were left out.

    Raises
    ------
    traitlets.TraitError
        For a part that does not exist, or holds what it cannot.
    """
    overlays = _completed("overlays", given, OVERLAYS)
    check_overlays(overlays)
    return overlays


def complete_layout(given: dict[str, Any]) -> dict[str, Any]:
    """Return a layout with the parts that were left out.

    Raises
    ------
    traitlets.TraitError
        For a part or a mode that does not exist.
    """
    layout = _completed("layout", given, LAYOUT)
    if layout["mode"] not in ("grid", "gallery"):
        raise traitlets.TraitError(f'layout["mode"] is "grid" or "gallery", not {layout["mode"]!r}.')
    return {**layout, "gallery": _completed('layout["gallery"]', layout["gallery"], GALLERY)}


def complete_state(state: Any) -> dict[str, Any]:
    """Return query, overlays and layout as JSON says them, all parts there and each making sense by itself.

    Raises
    ------
    ViewError
        Saying which part makes no sense.
    """
    if not isinstance(state, dict):
        raise ViewError(f"the state of a view has query, overlays and layout, got {state!r:.60}.")
    try:
        return {
            "query": Query.from_json(state.get("query") or {"version": 1}).to_json(),
            "overlays": complete_overlays(state.get("overlays") or {}),
            "layout": complete_layout(state.get("layout") or {}),
        }
    except (QueryError, traitlets.TraitError, TypeError) as error:
        raise ViewError(f"this view cannot be shown: {error}") from None


def first_overlays(*tables: Table) -> dict[str, Any]:
    """Return what is drawn over the pictures of tables at first."""
    return complete_overlays({"hidden_classes": _backgrounds(tables)})


def _completed(name: str, given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return a dict with the parts that were left out; a part that does not exist is refused."""
    for key in given:
        if key not in known:
            raise traitlets.TraitError(f"{name} has no part {key!r}.{did_you_mean(key, known)}")
    return {**known, **given}


def _backgrounds(tables: Sequence[Table]) -> list[str]:
    labels = {
        label
        for table in tables
        for column_type in table.column_types.values()
        if isinstance(column_type, ImageType)
        for found in column_type.mask_labels.values()
        for label in found.values()
    }
    return sorted(label for label in labels if label.lower() in BACKGROUNDS)
