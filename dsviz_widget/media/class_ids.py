"""The column type of class ids: whole numbers, of which each has a name."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.media.classes import Classes
from dsviz_widget.types import ColumnType, NumberType, UnknownType, article, register_class, register_type


@register_type
class ClassIdsType(NumberType):
    """Ids of a set of classes; no other number fits.

    Parameters
    ----------
    labels : dict
        Label by class id.
    """

    wb_type: ClassVar[str] = "classesId"
    fast = frozenset({type(None)})

    def __init__(self, labels: dict[int, str] | None = None) -> None:
        self.labels = labels or {}

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value in self.labels:
            return self
        known = ", ".join(f"{class_id} ({label})" for class_id, label in list(self.labels.items())[:8])
        more = " and more" if len(self.labels) > 8 else ""
        raise CellTypeError(f"it holds the class ids {known}{more}, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType) or other == self:
            return self
        if isinstance(other, ClassIdsType):
            return ClassIdsType({**self.labels, **other.labels})
        raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")

    def to_json(self) -> dict[str, Any]:
        allowed = [
            {"wb_type": "const", "params": {"val": class_id, "is_set": False}} for class_id in self.labels
        ]
        return {
            "wb_type": "classesId",
            "params": {
                "class_set": Classes.of_labels(self.labels).class_set,
                "valid_ids": {"wb_type": "union", "params": {"allowed_types": allowed}},
            },
        }

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(Classes(params.get("class_set", [])).labels)

    def describe(self) -> str:
        return f"class ids, of {len(self.labels)} classes"


register_class(Classes, ClassIdsType, lambda classes: ClassIdsType(classes.labels))
