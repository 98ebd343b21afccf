"""Our values and column types as W&B's JSON says them."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dsviz_widget.media import (
    Histogram,
    HistogramType,
    Image,
    ImageType,
    MediaFile,
    MediaFileType,
    Medium,
    MediumType,
)
from dsviz_widget.media.boxes import CORNERS, Box
from dsviz_widget.table.links import ForeignIndexType, ForeignKeyType, PrimaryKeyType
from dsviz_widget.types import AnyType, ColumnType, DictType, ListType, MapType, NdarrayType

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MILLISECOND = datetime.timedelta(milliseconds=1)
NO_CLASS = -1
MAX_KEYS = 1_000
TYPED_KINDS = ("audio-file", "video-file", "html-file", "object3D-file", "bokeh-file")


class ValueWriter:
    """Cells to JSON. Files of classes that images refer to are written on the way.

    Parameters
    ----------
    put_json : callable
        Writes an object at a path and returns W&B's digest of it.
    refer : callable
        Notes that the bytes of a path are at an address.
    put_file : callable
        Writes bytes at a path.

    Attributes
    ----------
    unclassed : int
        Boxes without a class.
    """

    def __init__(
        self,
        put_json: Callable[[str, dict[str, Any]], str],
        refer: Callable[[str, str], None],
        put_file: Callable[[str, bytes], None],
    ) -> None:
        self._put_json, self._refer, self._put_file = put_json, refer, put_file
        self._classes: dict[str, dict[str, str]] = {}
        self.unclassed = 0

    def cell(self, value: Any, column_type: ColumnType | None) -> Any:
        """Return a cell as JSON has it."""
        inside = column_type if isinstance(column_type, AnyType) else None
        if isinstance(value, Image):
            return self.image(value)
        if isinstance(value, Medium):
            return self.medium(value)
        if isinstance(value, Histogram):
            return value.to_json()
        if isinstance(value, MediaFile):
            return {**value.description, "_type": value.kind, "path": value.path}
        if isinstance(value, datetime.datetime):
            # Beside other types W&B writes a date as text.
            return value.isoformat() if isinstance(column_type, AnyType) else moment(value)
        if isinstance(value, float) and value != value:
            return None
        if isinstance(value, np.ndarray):
            return self.cell(value.tolist(), None)
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, dict):
            fields = column_type.fields if isinstance(column_type, DictType) else {}
            others = column_type.item if isinstance(column_type, MapType) else inside
            return {str(key): self.cell(item, fields.get(key, others)) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            element = column_type.element if isinstance(column_type, ListType) else inside
            return [self.cell(item, element) for item in value]
        return value

    def image(self, image: Image) -> dict[str, Any]:
        """Return an image's JSON."""
        made: dict[str, Any] = {"_type": "image-file", "format": image.format}
        if image.url is not None:
            name = image.url.rsplit("/", 1)[-1].split("?")[0] or "image"
            made["path"] = f"media/images/{hashlib.sha256(image.url.encode()).hexdigest()[:20]}/{name}"
            self._refer(made["path"], image.url)
        else:
            made.update(path=image.encoded.path, sha256=image.encoded.digest)
        more = {
            "width": image.width,
            "height": image.height,
            "caption": image.caption,
            "grouping": image.grouping,
        }
        made.update((key, value) for key, value in more.items() if value is not None)
        labels = dict(image.labels)
        for boxes in image.boxes.values():
            labels.update(boxes.labels)
        for mask in image.masks.values():
            labels.update(mask.labels)
        if labels:
            made["classes"] = self._class_file(labels)
        if image.boxes:
            made["boxes"] = {
                name: [self._box(box) for box in group.boxes] for name, group in image.boxes.items()
            }
        if image.masks:
            made["masks"] = {
                name: {"_type": "mask", "path": mask.encoded.path, "sha256": mask.encoded.digest}
                for name, mask in image.masks.items()
            }
        return made

    def medium(self, medium: Medium) -> dict[str, Any]:
        """Return the JSON of media other than images."""
        encoded, other = medium.encoded, medium.for_wandb()
        path, digest = encoded.path, encoded.digest
        if other is not None:
            file_format, content = other
            digest = hashlib.sha256(content).hexdigest()
            path = f"{medium.folder}/{digest[:20]}.{file_format}"
            self._put_file(path, content)
        made: dict[str, Any] = {"_type": medium.wb_type, "path": path, "sha256": digest}
        # Of the facts W&B knows the size of videos.
        known = ("width", "height") if medium.wb_type == "video-file" else ()
        more = {"caption": medium.caption, **{name: medium.facts.get(name) for name in known}}
        return {**made, **{key: value for key, value in more.items() if value is not None}}

    def _box(self, box: Box) -> dict[str, Any]:
        self.unclassed += box.class_id is None
        made: dict[str, Any] = {
            "position": dict(zip(CORNERS, box.position, strict=True)),
            "class_id": NO_CLASS if box.class_id is None else box.class_id,
        }
        more = {"domain": box.domain, "box_caption": box.caption, "scores": box.scores or None}
        made.update((key, value) for key, value in more.items() if value is not None)
        return made

    def _class_file(self, labels: dict[int, str]) -> dict[str, str]:
        class_set = [{"id": class_id, "name": name} for class_id, name in labels.items()]
        text = json.dumps(class_set)
        if text not in self._classes:
            name = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
            path = f"media/classes/{name}_cls.classes.json"
            digest = self._put_json(path, {"_type": "classes", "class_set": class_set})
            self._classes[text] = {"type": "classes-file", "path": path, "digest": digest}
        return self._classes[text]


def moment(value: datetime.datetime) -> int | float:
    """Return milliseconds since 1970."""
    whole, rest = divmod(value - EPOCH, MILLISECOND)
    return whole + rest / MILLISECOND if rest else whole


def describe_type(
    column_type: ColumnType,
    optional: bool = True,
    serialized: dict[str, str] | None = None,
    kinds: Sequence[str] = (),
    keys: Sequence[str] = (),
) -> dict[str, Any]:
    """Return W&B's description of a column type.

    Parameters
    ----------
    optional : bool
        Whether cells may be empty. Inside lists and dicts they always may.
    serialized : dict, optional
        Where the cells of an array column are.
    kinds : sequence of str
        The kinds of media in a column of files.
    keys : sequence of str
        The keys of the dicts in a column whose type does not name them.
    """
    made = _describe(column_type, serialized, kinds, keys)
    # W&B's keys are never inside a union.
    if not optional or isinstance(column_type, (PrimaryKeyType, ForeignKeyType, ForeignIndexType)):
        return made
    return _union([{"wb_type": "none"}, made])


def _describe(
    column_type: ColumnType, serialized: dict[str, str] | None, kinds: Sequence[str], keys: Sequence[str]
) -> dict[str, Any]:
    if isinstance(column_type, ImageType):
        return _describe_image(column_type)
    if isinstance(column_type, MediumType):
        return _file_type(column_type.wb_type)
    if isinstance(column_type, HistogramType):
        return _file_type("histogram-file")
    if isinstance(column_type, MediaFileType):
        return _union([_file_type(kind) for kind in kinds])
    # W&B's reader takes media inside lists and dicts for plain dicts, and would find their type wrong.
    if isinstance(column_type, AnyType) or (not column_type.has_file and column_type.holds_files):
        return {"wb_type": "any"}
    if isinstance(column_type, ListType):
        return _list(describe_type(column_type.element))
    if isinstance(column_type, DictType):
        fields = {key: describe_type(field) for key, field in column_type.fields.items()}
        return {"wb_type": "typedDict", "params": {"type_map": fields}}
    if isinstance(column_type, MapType):
        # W&B has no type for dicts of any keys; where there are few, it names them.
        if not 0 < len(keys) <= MAX_KEYS:
            return {"wb_type": "any"}
        item = describe_type(column_type.item)
        return {"wb_type": "typedDict", "params": {"type_map": dict.fromkeys(keys, item)}}
    if isinstance(column_type, NdarrayType):
        if serialized is not None:
            shape = list(column_type.shape)
            return {"wb_type": "ndarray", "params": {"shape": shape, "serialization_path": serialized}}
        made = describe_type_of_numbers(column_type)
        for _ in column_type.shape:
            made = _list(made)
        return made
    made = column_type.to_json()
    if isinstance(column_type, (ForeignKeyType, ForeignIndexType)):
        made["params"]["table"] = str(column_type.target.path).removesuffix(".table.parquet")
        made["params"]["table"] = made["params"]["table"].removesuffix(".table.json") + ".table.json"
    return made


def describe_type_of_numbers(column_type: NdarrayType) -> dict[str, Any]:
    """Return the description of the elements of an array."""
    return {"wb_type": "boolean" if column_type.dtype == "bool" else "number"}


def _union(found: list[dict[str, Any]]) -> dict[str, Any]:
    flat: list[dict[str, Any]] = []
    for item in found:
        flat += item["params"]["allowed_types"] if item["wb_type"] == "union" else [item]
    if len(flat) < 2:
        return flat[0] if flat else {"wb_type": "none"}
    return {"wb_type": "union", "params": {"allowed_types": flat}}


def _file_type(kind: str) -> dict[str, Any]:
    """Return the type of media; those that W&B has no type for are Python objects by their class."""
    if kind in TYPED_KINDS:
        return {"wb_type": kind}
    name = kind.removesuffix("-file").capitalize()
    return {"wb_type": "pythonObject", "params": {"class_name": name}}


def _list(element: dict[str, Any]) -> dict[str, Any]:
    return {"wb_type": "list", "params": {"element_type": element}}


def _describe_image(column_type: ImageType) -> dict[str, Any]:
    def const(value: Any, is_set: bool = False) -> dict[str, Any]:
        return {"wb_type": "const", "params": {"val": value, "is_set": is_set}}

    params = column_type.to_json()["params"]
    names = ("box_layers", "mask_layers", "class_map", "box_class_maps", "mask_class_maps")
    made = {name: const(params[name]) for name in names}
    return {
        "wb_type": "image-file",
        "params": {**made, "box_score_keys": const(params["box_score_keys"], True)},
    }
