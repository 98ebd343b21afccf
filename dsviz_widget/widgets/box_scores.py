"""How the scores of boxes are spread, for the range that the viewer draws."""

from __future__ import annotations

from typing import Any

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.media import ImageType
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.params import limited, query_of
from dsviz_widget.widgets.shown_table import Shown

MAX_BINS = 200


class BoxScores:
    """Answers questions about the scores of the boxes in the table that is shown."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"box_scores": self.spread}

    def spread(self, params: dict[str, Any], task: Task) -> Reply:
        """How many boxes of a group have a score in each part of its axis, in the rows that match."""
        column, group, key = (str(params.get(name)) for name in ("column", "group", "key"))
        column_type = self.shown.types.get(column)
        if not isinstance(column_type, ImageType):
            raise QueryError("name", f"column {column!r} holds no images.")
        known = column_type.score_keys.get(group, ())
        if key not in known:
            raise QueryError("name", f"boxes {group!r} have no score {key!r}.{did_you_mean(key, known)}")
        bins = max(1, limited(params.get("bins", 20), MAX_BINS))
        path = (column, "boxes", group)
        query = query_of(params)
        return self.shown.engine.item_bins(query, path, ("scores", key), bins, task), []
