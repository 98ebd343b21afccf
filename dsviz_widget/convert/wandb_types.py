"""W&B's descriptions of column types, today's and the names they had before, as our column types."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dsviz_widget.convert.wandb_json import as_object
from dsviz_widget.errors import CellTypeError, ConvertError
from dsviz_widget.media import MEDIA, MEDIA_KINDS, ImageType, MediaFileType
from dsviz_widget.media.registry import type_of
from dsviz_widget.table.links import ForeignIndexType, ForeignKeyType, PrimaryKeyType, Target
from dsviz_widget.types import (
    BOOLEAN,
    NUMBER,
    STRING,
    TIMESTAMP,
    UNKNOWN,
    AnyType,
    ColumnType,
    DictType,
    ListType,
    MapType,
    NdarrayType,
    infer_type,
)

LEGACY_NAMES = {
    "wandb.Table": "table",
    "wandb.Image": "image-file",
    "wandb.Classes_id": "classesId",
    "wandb.TablePrimaryKey": "primaryKey",
    "wandb.TableForeignKey": "foreignKey",
    "wandb.TableForeignIndex": "foreignIndex",
    "dictionary": "typedDict",
    "object": "pythonObject",
}
# Arrow files nest up to 64 levels; a list of dicts takes two.
MAX_DEPTH = 24


@dataclass(frozen=True)
class Described:
    """A column as W&B describes it.

    Attributes
    ----------
    type : ColumnType or None
        None when the description says nothing that holds here: the cells decide.
    optional : bool
    serialized : tuple of str or None
        ``(path, key)`` of the ``.npz`` file that has the cells of an array column.
    """

    type: ColumnType | None
    optional: bool = False
    serialized: tuple[str, str] | None = None


Reader = Callable[[dict[str, Any], str, int], Described]
_readers: dict[str, Reader] = {}


def describes(*names: str) -> Callable[[Reader], Reader]:
    """Register what reads the params of the type descriptions with these names."""

    def register(reader: Reader) -> Reader:
        _readers.update(dict.fromkeys(names, reader))
        return reader

    return register


def read_type(description: Any, where: str, depth: int = 0) -> Described:
    """Return what a type description says.

    An unknown name is told in a warning, and the cells decide.

    Raises
    ------
    ConvertError
        If it is no type description.
    """
    if depth > MAX_DEPTH:
        raise ConvertError(f"the type of {where} is nested deeper than {MAX_DEPTH} levels.")
    found = as_object(description, f"the type of {where}")
    given = found.get("wb_type")
    name = LEGACY_NAMES.get(given, given) if isinstance(given, str) else None
    if name is None:
        raise ConvertError(f"the type of {where} has no 'wb_type'.")
    params = found.get("params")
    reader = _readers.get(name)
    if reader is None:
        warnings.warn(
            f"{where} has type {name!r}, which is not known here; its cells decide what the column holds.",
            UserWarning,
            stacklevel=2,
        )
        return Described(None)
    return reader(params if isinstance(params, dict) else {}, where, depth)


def _plain(column_type: ColumnType) -> Reader:
    return lambda params, where, depth: Described(column_type)


for _name, _type in (
    ("string", STRING),
    ("number", NUMBER),
    ("boolean", BOOLEAN),
    ("timestamp", TIMESTAMP),
    ("any", AnyType()),
):
    describes(_name)(_plain(_type))
describes("classesId")(_plain(NUMBER))
for _name in MEDIA_KINDS:
    describes(_name)(_plain(type_of(MEDIA[_name]) if _name in MEDIA else MediaFileType()))


@describes(
    "unknown", "invalid", "pythonObject", "table", "joined-table", "partitioned-table", "artifactVersion"
)
def _read_undecided(params: dict[str, Any], where: str, depth: int) -> Described:
    return Described(None)


@describes("none")
def _read_none(params: dict[str, Any], where: str, depth: int) -> Described:
    return Described(UNKNOWN, optional=True)


@describes("union")
def _read_union(params: dict[str, Any], where: str, depth: int) -> Described:
    allowed = params.get("allowed_types")
    if not isinstance(allowed, list):
        raise ConvertError(f"the type of {where} is a union that lists no types.")
    found = [read_type(item, where, depth + 1) for item in allowed]
    optional = any(item.optional for item in found)
    serialized = next((item.serialized for item in found if item.serialized is not None), None)
    merged: ColumnType | None = UNKNOWN
    for item in found:
        if item.type is None or merged is None:
            merged = None
            continue
        try:
            merged = merged.merge(item.type)
        except CellTypeError:
            merged = merged.beside(item.type) or AnyType()
    return Described(merged, optional, serialized)


@describes("list")
def _read_list(params: dict[str, Any], where: str, depth: int) -> Described:
    if "element_type" not in params:
        return Described(ListType())
    element = read_type(params["element_type"], where, depth + 1)
    return Described(None if element.type is None else ListType(element.type))


@describes("ndarray")
def _read_ndarray(params: dict[str, Any], where: str, depth: int) -> Described:
    path = params.get("serialization_path")
    if isinstance(path, Mapping) and isinstance(path.get("path"), str) and isinstance(path.get("key"), str):
        return Described(None, serialized=(path["path"], path["key"]))
    shape = params.get("shape")
    if not isinstance(shape, list) or not all(type(size) is int and size >= 0 for size in shape):
        return Described(None)
    return Described(NdarrayType(tuple(shape), "float64"))


@describes("typedDict")
def _read_dict(params: dict[str, Any], where: str, depth: int) -> Described:
    found = {
        str(key): read_type(item, f"{where}.{key}", depth + 1).type
        for key, item in as_object(params.get("type_map", {}), f"the type of {where}").items()
    }
    fields = {key: column_type for key, column_type in found.items() if column_type is not None}
    return Described(DictType(fields) if len(fields) == len(found) else None)


@describes("const")
def _read_const(params: dict[str, Any], where: str, depth: int) -> Described:
    try:
        return Described(infer_type(params.get("val")))
    except (CellTypeError, RecursionError):
        return Described(None)


@describes("primaryKey")
def _read_primary_key(params: dict[str, Any], where: str, depth: int) -> Described:
    return Described(PrimaryKeyType())


@describes("foreignKey")
def _read_foreign_key(params: dict[str, Any], where: str, depth: int) -> Described:
    target = Target(path=str(params.get("table", "")))
    return Described(ForeignKeyType(target, str(params.get("col_name", ""))))


@describes("foreignIndex")
def _read_foreign_index(params: dict[str, Any], where: str, depth: int) -> Described:
    return Described(ForeignIndexType(Target(path=str(params.get("table", "")))))


@describes("image-file")
def _read_image(params: dict[str, Any], where: str, depth: int) -> Described:
    """Return the type of an image column; labels a group has of its own (2026) win over the merged ones."""
    merged = _labels(_const(params, "class_map"))
    boxes = _group_labels(_const(params, "box_layers"), _const(params, "box_class_maps"), merged)
    masks = _group_labels(_const(params, "mask_layers"), _const(params, "mask_class_maps"), merged)
    return Described(ImageType(boxes, masks))


def _const(params: dict[str, Any], key: str) -> Any:
    value = params.get(key)
    if isinstance(value, Mapping) and value.get("wb_type") == "const":
        inner = value.get("params")
        return inner.get("val") if isinstance(inner, Mapping) else None
    return value


def _labels(value: Any) -> dict[int, str]:
    labels = {}
    for key, label in value.items() if isinstance(value, Mapping) else ():
        class_id = _class_id(key)
        if class_id is not None:
            labels[class_id] = str(label)
    return labels


def _class_id(value: Any) -> int | None:
    try:
        class_id = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return class_id if -(2**63) <= class_id < 2**63 else None


def _group_labels(layers: Any, maps: Any, merged: dict[int, str]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for group, ids in layers.items() if isinstance(layers, Mapping) else ():
        own = _labels(maps.get(group)) if isinstance(maps, Mapping) else {}
        known = {_class_id(item) for item in ids} if isinstance(ids, list) else set()
        found[str(group)] = own or {key: label for key, label in merged.items() if key in known}
    return found


def depth_of(column_type: ColumnType) -> int:
    """Return how many levels of lists and dicts a type has."""
    if isinstance(column_type, ListType):
        return 1 + depth_of(column_type.element)
    if isinstance(column_type, DictType):
        return 1 + max(map(depth_of, column_type.fields.values()), default=0)
    return 1 + depth_of(column_type.item) if isinstance(column_type, MapType) else 0
