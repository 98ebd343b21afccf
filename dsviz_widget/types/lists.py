"""Columns of lists."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import (
    BlobSink,
    BlobSource,
    ColumnType,
    article,
    register_inferrer,
    register_type,
    type_from_json,
)
from dsviz_widget.types.scalars import NONE, UNKNOWN, UnknownType

if TYPE_CHECKING:
    import pyarrow as pa


@register_type
class ListType(ColumnType):
    """Lists of any length whose elements share one type."""

    wb_type: ClassVar[str] = "list"
    kind: ClassVar[str] = "list"
    fast = frozenset({NONE})

    def __init__(self, element: ColumnType = UNKNOWN) -> None:
        self.element = element

    @property
    def holds_files(self) -> bool:
        return self.element.holds_files

    @property
    def varies(self) -> bool:
        return self.element.varies

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise CellTypeError(f"it holds lists, got {article(value)}")
        element = self.element
        for item in value:
            if type(item) not in element.fast:
                element = element.assign(item)
        return self if element is self.element else ListType(element)

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, ListType):
            return ListType(self.element.merge(other.element))
        if isinstance(other, UnknownType):
            return self
        if other.absorbs:
            return other.merge(self)
        raise CellTypeError(f"it holds lists, got {other.describe()}")

    def beside(self, other: ColumnType) -> ColumnType | None:
        if not isinstance(other, ListType):
            return None
        try:
            return ListType(self.element.merge(other.element))
        except CellTypeError:
            element = self.element.beside(other.element)
        return None if element is None else ListType(element)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        lengths = np.fromiter((0 if v is None else len(v) for v in values), dtype=np.int64)
        offsets = np.zeros(len(lengths) + 1, dtype=np.int32)
        np.cumsum(lengths, out=offsets[1:])
        items = self.element.to_arrow([item for v in values if v is not None for item in v], sink)
        mask = np.fromiter((v is None for v in values), dtype=bool)
        return pa.ListArray.from_arrays(pa.array(offsets), items, mask=pa.array(mask) if mask.any() else None)

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        return [self.element.from_arrow(item, source) for item in value]

    def same_form(self, made_by: ColumnType) -> bool:
        return not isinstance(made_by, ListType) or self.element.same_form(made_by.element)

    def adopt(self, array: pa.Array, made_by: ColumnType) -> pa.Array:
        if not isinstance(made_by, ListType) or self.element.same_form(made_by.element):
            return array
        return with_items(array, self.element.adopt(array.flatten(), made_by.element))

    def to_json(self) -> dict[str, Any]:
        return {"wb_type": "list", "params": {"element_type": self.element.to_json()}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(type_from_json(params.get("element_type", {"wb_type": "unknown"})))

    def describe(self) -> str:
        return f"lists of {self.element.describe()}"


def with_items(lists: pa.Array, items: pa.Array) -> pa.Array:
    """Return lists of the same lengths with other items, which begin with those of the first list."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    mask = lists.is_null() if lists.null_count else None
    if pa.types.is_large_list(lists.type):
        return pa.LargeListArray.from_arrays(pa.array(offsets.astype(np.int64)), items, mask=mask)
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), items, mask=mask)


def _infer_list(value: Any) -> ColumnType | None:
    return ListType().assign(value) if isinstance(value, (list, tuple, set, frozenset)) else None


register_inferrer(_infer_list)
