"""The column type of images: a struct a cell, so that overlays can be queried without opening a file."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import CellTypeError
from dsviz_widget.media.boxes import CORNERS, Box, BoxGroup
from dsviz_widget.media.encoding import Encoded, encode_all
from dsviz_widget.media.image import Image
from dsviz_widget.media.masks import Mask
from dsviz_widget.store import digest_of
from dsviz_widget.types import (
    BlobSink,
    BlobSource,
    ColumnType,
    UnknownType,
    article,
    register_class,
    register_inferrer,
    register_type,
    struct_array,
)

if TYPE_CHECKING:
    import pyarrow as pa

Labels = dict[str, dict[int, str]]


@register_type
class ImageType(ColumnType):
    """Images; knows the groups of boxes and masks in the column, their labels and score names.

    Parameters
    ----------
    box_labels, mask_labels : dict
        ``{group: {class id: label}}``, with a label for every id that was seen or declared.
    score_keys : dict
        ``{box group: names of its scores}``.
    class_sets : dict
        ``{key: {class id: label}}``, the sets that images were given as `classes`; a cell has the key.
    has_grouping : bool
        Whether an image was given a `grouping`.
    """

    wb_type: ClassVar[str] = "image-file"
    kind: ClassVar[str] = "image"
    has_file: ClassVar[bool] = True
    fast = frozenset({type(None)})

    def __init__(
        self,
        box_labels: Labels | None = None,
        mask_labels: Labels | None = None,
        score_keys: dict[str, tuple[str, ...]] | None = None,
        class_sets: Labels | None = None,
        has_grouping: bool = False,
    ) -> None:
        self.box_labels = box_labels or {}
        self.mask_labels = mask_labels or {}
        self.score_keys = score_keys or {}
        self.class_sets = class_sets or {}
        self.has_grouping = has_grouping

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if not isinstance(value, Image):
            raise CellTypeError(f"it holds images, got {article(value)}")
        return self._with(
            _box_labels(value),
            _mask_labels(value),
            _score_keys(value),
            {class_set_key(value.labels): value.labels} if value.labels else {},
            value.grouping is not None,
        )

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType):
            return self
        if not isinstance(other, ImageType):
            raise CellTypeError(f"it holds images, got {other.describe()}")
        return self._with(
            other.box_labels, other.mask_labels, other.score_keys, other.class_sets, other.has_grouping
        )

    def _with(
        self,
        boxes: Labels,
        masks: Labels,
        scores: dict[str, tuple[str, ...]],
        class_sets: Labels,
        has_grouping: bool,
    ) -> ImageType:
        box_labels = _merge_labels(self.box_labels, boxes, "box group")
        mask_labels = _merge_labels(self.mask_labels, masks, "mask")
        score_keys = self.score_keys
        for group, keys in scores.items():
            known = score_keys.get(group, ())
            if not set(keys) <= set(known):
                score_keys = {**score_keys, group: tuple(dict.fromkeys([*known, *keys]))}
        if (
            box_labels is self.box_labels
            and mask_labels is self.mask_labels
            and score_keys is self.score_keys
            and class_sets.keys() <= self.class_sets.keys()
            and has_grouping <= self.has_grouping
        ):
            return self
        class_sets = {**self.class_sets, **class_sets}
        return ImageType(box_labels, mask_labels, score_keys, class_sets, self.has_grouping or has_grouping)

    def note_classes(self, images: Sequence[Image | None]) -> ImageType:
        """Return the type that also names the ids found in the masks, once their pixels were counted."""
        found: Labels = {}
        for image in images:
            for group, mask in image.masks.items() if image is not None else ():
                seen = found.setdefault(group, {})
                for item in mask.classes:
                    if item["class_id"] not in seen:
                        seen[item["class_id"]] = default_label(item["class_id"])
        return self._with({}, found, {}, {}, False)

    def arrow_type(self) -> pa.DataType:
        """Return the struct of one cell; groups and scores are fields of it."""
        import pyarrow as pa

        fields = [
            ("digest", pa.string()),
            ("format", pa.string()),
            ("width", pa.int32()),
            ("height", pa.int32()),
            ("caption", pa.string()),
            ("path", pa.string()),
            ("ref", pa.string()),
            ("size", pa.int64()),
        ]
        if self.class_sets:
            fields.append(("classes", pa.string()))
        if self.has_grouping:
            fields.append(("grouping", pa.int64()))
        if self.box_labels:
            fields.append(
                (
                    "boxes",
                    pa.struct(
                        [
                            (group, pa.list_(_box_type(self.score_keys.get(group))))
                            for group in self.box_labels
                        ]
                    ),
                )
            )
        if self.mask_labels:
            fields.append(("masks", pa.struct([(group, _mask_type()) for group in self.mask_labels])))
        return pa.struct(fields)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        files: dict[int, Image | Mask] = {}
        for image in values:
            if image is not None:
                if image.url is None:
                    files[id(image)] = image
                files.update((id(mask), mask) for mask in image.masks.values())
        encode_all([lambda value=value: value.encoded for value in files.values()])
        for value in files.values():
            value.encoded.give_to(sink)
        structs = [None if value is None else self._to_struct(value) for value in values]
        built = struct_array(structs, self.arrow_type())
        return pa.array(structs, type=self.arrow_type()) if built is None else built

    def _to_struct(self, image: Image) -> dict[str, Any]:
        encoded = image.encoded if image.url is None else None
        return {
            "digest": encoded.digest if encoded else None,
            "format": image.format,
            "width": image.width,
            "height": image.height,
            "caption": image.caption,
            "path": encoded.path if encoded else None,
            "ref": encoded.ref if encoded else image.url,
            "size": encoded.size if encoded else None,
            "classes": class_set_key(image.labels) if image.labels else None,
            "grouping": image.grouping,
            "boxes": {
                group: [box.to_struct() for box in value.boxes] for group, value in image.boxes.items()
            },
            "masks": {group: mask.to_struct() for group, mask in image.masks.items()},
        }

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        # The reference was settled when the cell was written; a cell of a logged table that has none
        # was first logged there.
        origin = getattr(source, "origin", None)

        def ref_of(struct: Mapping[str, Any]) -> str | None:
            ref: str | None = struct["ref"]
            return ref or (f"{origin}/{struct['path']}" if origin else None)

        boxes = {
            group: BoxGroup(tuple(Box.from_struct(box) for box in found), self.box_labels.get(group, {}))
            for group, found in (value.get("boxes") or {}).items()
            if found is not None
        }
        masks = {
            group: Mask.from_struct(group, self.mask_labels.get(group, {}), found, source, ref_of(found))
            for group, found in (value.get("masks") or {}).items()
            if found is not None
        }
        encoded = url = None
        if value["digest"] is None:
            url = value["ref"]
        else:
            encoded = Encoded(value["digest"], value["size"], value["path"], ref_of(value), source)
        return Image._from_parts(
            encoded,
            value["width"],
            value["height"],
            value["format"],
            value["caption"],
            self.class_sets.get(value.get("classes"), {}),
            boxes,
            masks,
            value.get("grouping"),
            url,
        )

    def to_json(self) -> dict[str, Any]:
        def maps(labels: Labels) -> dict[str, dict[str, str]]:
            return {
                group: {str(key): label for key, label in found.items()} for group, found in labels.items()
            }

        every = {**{k: v for found in self.box_labels.values() for k, v in found.items()}}
        every.update({k: v for found in self.mask_labels.values() for k, v in found.items()})
        every.update({k: v for found in self.class_sets.values() for k, v in found.items()})
        return {
            "wb_type": "image-file",
            "params": {
                "box_layers": {group: sorted(found) for group, found in self.box_labels.items()},
                "mask_layers": {group: sorted(found) for group, found in self.mask_labels.items()},
                "box_score_keys": sorted({key for keys in self.score_keys.values() for key in keys}),
                "class_map": {str(key): label for key, label in sorted(every.items())},
                "box_class_maps": maps(self.box_labels),
                "mask_class_maps": maps(self.mask_labels),
                "box_scores": {group: list(keys) for group, keys in self.score_keys.items()},
                **({"class_sets": maps(self.class_sets)} if self.class_sets else {}),
                **({"has_grouping": True} if self.has_grouping else {}),
            },
        }

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        def labels(name: str) -> Labels:
            return {
                group: {int(key): label for key, label in found.items()}
                for group, found in params.get(name, {}).items()
            }

        scores = {group: tuple(keys) for group, keys in params.get("box_scores", {}).items()}
        return cls(
            labels("box_class_maps"),
            labels("mask_class_maps"),
            scores,
            labels("class_sets"),
            bool(params.get("has_grouping", False)),
        )

    def describe(self) -> str:
        return "images"


def class_set_key(labels: Mapping[int, str]) -> str:
    """Return the name that a set of classes has in its column: a digest of the ids and labels."""
    return digest_of(json.dumps(list(labels.items())).encode())[:12]


def default_label(class_id: int) -> str:
    """Return what a class without a label is called."""
    return f"class_{class_id}"


def _box_type(score_keys: tuple[str, ...] | None) -> pa.DataType:
    import pyarrow as pa

    fields = [
        ("class_id", pa.int64()),
        ("position", pa.struct([(corner, pa.float64()) for corner in CORNERS])),
        ("domain", pa.string()),
        ("box_caption", pa.string()),
    ]
    if score_keys:
        fields.append(("scores", pa.struct([(key, pa.float64()) for key in score_keys])))
    return pa.struct(fields)


def _mask_type() -> pa.DataType:
    import pyarrow as pa

    classes = pa.struct([("class_id", pa.int64()), ("pixels", pa.int64()), ("fraction", pa.float64())])
    return pa.struct(
        [
            ("digest", pa.string()),
            ("width", pa.int32()),
            ("height", pa.int32()),
            ("path", pa.string()),
            ("ref", pa.string()),
            ("size", pa.int64()),
            ("classes", pa.list_(classes)),
        ]
    )


def _merge_labels(known: Labels, new: Labels, what: str) -> Labels:
    merged = known
    for group, labels in new.items():
        have = merged.get(group)
        # A declared label replaces the one made up for an id that was seen without.
        fresh = {
            class_id: label
            for class_id, label in labels.items()
            if have is None
            or class_id not in have
            or (have[class_id] != label and label != default_label(class_id))
        }
        for class_id, label in fresh.items():
            earlier = (have or {}).get(class_id, label)
            if earlier not in (label, default_label(class_id)):
                warnings.warn(
                    f"{what} {group!r} calls class {class_id} {earlier!r} in earlier rows and "
                    f"{label!r} here; all rows show {label!r}. Use one label, or a group of another name.",
                    UserWarning,
                    stacklevel=2,
                )
        if have is None or fresh:
            merged = {**merged, group: {**(have or {}), **fresh}}
    return merged


def _box_labels(image: Image) -> Labels:
    found: Labels = {}
    for group, value in image.boxes.items():
        seen = {box.class_id for box in value.boxes if box.class_id is not None}
        found[group] = {
            **{class_id: default_label(class_id) for class_id in sorted(seen)},
            **image.labels,
            **value.labels,
        }
    return found


def _mask_labels(image: Image) -> Labels:
    return {group: {**image.labels, **mask.labels} for group, mask in image.masks.items()}


def _score_keys(image: Image) -> dict[str, tuple[str, ...]]:
    return {
        group: tuple(dict.fromkeys(key for box in value.boxes for key in box.scores))
        for group, value in image.boxes.items()
    }


def _infer_image(value: Any) -> ColumnType | None:
    return ImageType().assign(value) if isinstance(value, Image) else None


register_inferrer(_infer_image)
register_class(Image, ImageType, lambda image: ImageType().assign(image))
