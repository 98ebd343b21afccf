"""Groups of compared tables, each by its own value: the rows, numbers, values and media in them."""

from __future__ import annotations

from typing import Any

from dsviz_widget.media import ImageType, media_in
from dsviz_widget.query import Query, Task
from dsviz_widget.types.extended_json import LONG
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.compared_heads import MAX_BINS, MAX_COLUMNS, LaneFigures
from dsviz_widget.widgets.params import limited, query_of, start_of
from dsviz_widget.widgets.pictures import MAX_PICTURES

MAX_GROUPS = 500


class ComparedGroups(LaneFigures):
    """Answers questions about groups of compared tables."""

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"compare_groups": self.groups}

    def groups(self, params: dict[str, Any], task: Task) -> Reply:
        """One page of groups."""
        query, by = query_of(params), str(params.get("by", ""))
        names = [str(name) for name in params.get("columns", [])][:MAX_COLUMNS]
        pictures = self._pictures(query, names)
        page = self.answers.group_page(
            query,
            by,
            str(params.get("sort") or "change"),
            start_of(params),
            limited(params.get("count", 25), MAX_GROUPS),
            [name for name in names if name not in pictures],
            max(1, limited(params.get("bins", 20), MAX_BINS)),
            limited(params.get("gallery", 4), MAX_PICTURES) if pictures else 0,
            task,
        )
        groups = []
        for index, group in enumerate(page["groups"]):
            shown = page["pictures"][index] if pictures else None
            cells = {
                **group["cells"],
                **{name: {"kind": kind, **(shown or {})} for name, kind in pictures.items()},
            }
            groups.append({**group, "key": [group["key"]], "label": label_of(group["key"]), "cells": cells})
        return {"groups": groups, **{name: page[name] for name in ("total", "axes", "rows", "largest")}}, []

    def _pictures(self, query: Query, names: list[str]) -> dict[str, str]:
        """Return those of the columns that hold pictures or other media in some table, and which of both."""
        types = self.shown.types_of(query)
        lanes = self.answers.lanes(query)
        found = {}
        for name in names:
            held = [types.get(column) for column in lanes.columns(name) if column]
            if any(isinstance(column_type, ImageType) for column_type in held):
                found[name] = "image"
            elif any(media_in(column_type)[0] is not None for column_type in held):
                found[name] = "media"
        return found


def label_of(key: Any) -> str:
    """Return a key as it is shown."""
    if key is None:
        return "empty"
    if isinstance(key, bool):
        return "true" if key else "false"
    # A whole number that a browser would round comes in words of its own.
    is_long = isinstance(key, dict) and list(key) == [LONG]
    return str(key[LONG] if is_long else key)
