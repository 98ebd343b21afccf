"""The kinds of media there are: each class is registered once, and the rest of the package finds it here."""

from __future__ import annotations

from typing import Any

from dsviz_widget.media.image_type import ImageType
from dsviz_widget.media.medium import COMMON, M, Medium
from dsviz_widget.media.medium_type import MediumType
from dsviz_widget.types import ColumnType, ListType, register_class, register_inferrer, register_type

MEDIA: dict[str, type[Medium]] = {}
"""W&B's name of a kind -> its class."""
IMAGE = "image-file"
ANY_KIND = "media-file"
"""Of a column whose cells say their kind themselves; see `file.MediaFileType`."""

_types: dict[type[Medium], type[MediumType]] = {}


def register_medium(cls: type[M]) -> type[M]:
    """Let tables, runs, artifacts, the widgets and the import know a kind of media."""
    clash = [name for name in cls.fields if name in COMMON]
    if clash:
        raise TypeError(f"{cls.__name__}.fields names {clash[0]!r}, which every cell of media has.")
    MEDIA[cls.wb_type] = cls
    made = type(f"{cls.__name__}Type", (MediumType,), {"wb_type": cls.wb_type, "medium": cls})
    _types[cls] = register_type(made)
    register_class(cls, made, lambda value: made())
    return cls


def type_of(cls: type[Medium]) -> MediumType:
    """Return the column type of a class, or of the registered one that it is derived from."""
    return next(_types[base]() for base in cls.__mro__ if base in _types)


def medium_of_list(list_type: str) -> type[Medium] | None:
    """Return the class of what a history calls a list of, or None."""
    return next((cls for cls in MEDIA.values() if cls.list_type == list_type), None)


def medium_of_kind(kind: str) -> type[Medium] | None:
    """Return the class of what a history calls a kind of values, such as ``"audio"``, or None."""
    return next((cls for cls in MEDIA.values() if cls.wb_type.removesuffix("-file") == kind), None)


def media_in(column_type: ColumnType | None) -> tuple[str | None, bool]:
    """Return W&B's name of the media in a column, None where there are none, and whether cells are lists.

    Images of their own are pictures, which have questions of their own: only lists of them count.
    """
    many = isinstance(column_type, ListType)
    inner = column_type.element if isinstance(column_type, ListType) else column_type
    if isinstance(inner, MediumType) or (inner is not None and inner.wb_type == ANY_KIND):
        return inner.wb_type, many
    return (IMAGE, True) if many and isinstance(inner, ImageType) else (None, False)


def _infer_medium(value: Any) -> ColumnType | None:
    return type_of(type(value)) if isinstance(value, Medium) else None


register_inferrer(_infer_medium)
