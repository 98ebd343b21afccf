"""Groups of compared tables, each by its own value: the rows, numbers, values and pictures in them."""

from __future__ import annotations

from typing import Any

from dsviz_widget.media import ImageType
from dsviz_widget.query import Query, Task
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
            cells = {**group["cells"], **{name: {"kind": "image", **(shown or {})} for name in pictures}}
            groups.append({**group, "key": [group["key"]], "label": label_of(group["key"]), "cells": cells})
        return {"groups": groups, **{name: page[name] for name in ("total", "axes", "rows", "largest")}}, []

    def _pictures(self, query: Query, names: list[str]) -> list[str]:
        """Return those of the columns that hold pictures in some table."""
        types = self.shown.types_of(query)
        lanes = self.answers.lanes(query)
        return [
            name
            for name in names
            if any(isinstance(types.get(column), ImageType) for column in lanes.columns(name) if column)
        ]


def label_of(key: Any) -> str:
    """Return a key as it is shown."""
    if key is None:
        return "empty"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)
