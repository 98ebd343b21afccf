"""What a browser knows of a column before it sees a cell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.media import ImageType, media_in
from dsviz_widget.types import ListType, NdarrayType

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.types import ColumnType


def column_info(name: str, column_type: ColumnType, arrow: pa.DataType) -> dict[str, Any]:
    """Return name, kind, type, what lists hold, media in the cells, and of images the groups of overlays."""
    import pyarrow as pa

    media, many = media_in(column_type)
    return {
        "name": name,
        "kind": column_type.kind,
        "type": column_type.wb_type,
        "integer": bool(pa.types.is_integer(arrow)),
        "media": media,
        "items": _items(column_type),
        "many": many,
        "layers": _layers(column_type) if isinstance(column_type, ImageType) else [],
    }


def _items(column_type: ColumnType) -> str | None:
    """Return the kind of what lists hold; arrays of one dimension are lists of numbers."""
    if isinstance(column_type, NdarrayType):
        return "number" if len(column_type.shape) == 1 and column_type.dtype != "bool" else None
    return column_type.element.kind if isinstance(column_type, ListType) else None


def _layers(column_type: ImageType) -> list[dict[str, Any]]:
    layers = [
        {"group": group, "kind": "mask", "classes": sorted(labels.items()), "score_keys": []}
        for group, labels in column_type.mask_labels.items()
    ]
    layers += [
        {
            "group": group,
            "kind": "box",
            "classes": sorted(labels.items()),
            "score_keys": list(column_type.score_keys.get(group, ())),
        }
        for group, labels in column_type.box_labels.items()
    ]
    return layers
