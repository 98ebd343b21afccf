"""Help with an expression that is being typed: what may come next, and how the other form says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from dsviz_widget.errors import QueryError
from dsviz_widget.media import ImageType
from dsviz_widget.media.class_ids import ClassIdsType
from dsviz_widget.query import Query, Schema, Task, complete, is_mongo, translate
from dsviz_widget.types import ColumnType
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.shown_table import Shown

MAX_TEXT = 64 * 1024


class Expressions:
    """Answers questions about the text of an expression on one table.

    Parameters
    ----------
    shown : Shown
        The table.
    """

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"complete": self.complete, "translate": self.translate}

    def complete(self, params: dict[str, Any], task: Task) -> Reply:
        """What may be written at the cursor."""
        text = str(params.get("text", ""))[:MAX_TEXT]
        cursor = int(params.get("cursor", len(text)))
        found = complete(text, cursor, self._schema(params), classes_of(self.shown.types))
        return {"items": [asdict(completion) for completion in found]}, []

    def translate(self, params: dict[str, Any], task: Task) -> Reply:
        """A clause in the other form, or the reason why there is none."""
        text = str(params.get("text", ""))
        to: Literal["mongo", "infix"] = "infix" if is_mongo(text) else "mongo"
        found = translate(text, self._schema(params), to, condition=True)
        return {"text": found.text, "note": found.note, "form": to}, []

    def _schema(self, params: dict[str, Any]) -> Schema:
        try:
            query = Query.from_json(params.get("query") or {"version": 1})
            engine = self.shown.engine.with_derived(query.derived)
        except QueryError:
            # A query that makes no sense says so elsewhere; names of the table are known all the same.
            engine = self.shown.engine
        kinds: Schema = engine.source.kinds
        return kinds


def classes_of(types: Mapping[str, ColumnType]) -> dict[str, Mapping[int, str]]:
    """Return the path of each list of boxes or masks, and each column of class ids -> its classes."""
    found: dict[str, Mapping[int, str]] = {}
    for name, column_type in types.items():
        if isinstance(column_type, ImageType):
            for group, labels in column_type.box_labels.items():
                found[f"{name}.boxes.{group}"] = labels
            for group, labels in column_type.mask_labels.items():
                found[f"{name}.masks.{group}.classes"] = labels
        elif isinstance(column_type, ClassIdsType):
            found[name] = column_type.labels
    return found
