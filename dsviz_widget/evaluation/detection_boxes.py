"""The boxes of a column of images as arrays: what detection is scored on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.media.image_type import default_label

if TYPE_CHECKING:
    import pyarrow as pa

CROWD_KEYS = ("iscrowd", "crowd")
"""Scores of a true box that say it stands for a crowd, as COCO's annotations have it."""
NO_CLASS = "no class"


@dataclass(frozen=True)
class Boxes:
    """Boxes of many photos, ordered by photo and class, the surest first, else as in their cells.

    Attributes
    ----------
    photo : (n,) int64 array
        Row of the table that each box is in; never falls.
    label : (n,) int64 array
        Number of its class, see `detection_labels`.
    low, high : (n, 2) float array
        Corners x, y in pixels; y grows downwards.
    score : (n,) float array
        1 where the boxes have no score.
    is_crowd : (n,) bool array
    place : (n,) int64 array
        Position of the box in its cell.
    unscored : int
        How many more there were, left out because the score is missing.
    """

    photo: np.ndarray
    label: np.ndarray
    low: np.ndarray
    high: np.ndarray
    score: np.ndarray
    is_crowd: np.ndarray
    place: np.ndarray
    unscored: int = 0

    def __len__(self) -> int:
        return len(self.photo)

    @property
    def area(self) -> np.ndarray:
        """Width times height, in square pixels."""
        size = self.high - self.low
        return np.asarray(size[:, 0] * size[:, 1])

    def take(self, which: np.ndarray) -> Boxes:
        """Return some of the boxes, by position or as a mask."""
        parts = ("photo", "label", "low", "high", "score", "is_crowd", "place")
        return replace(self, **{part: getattr(self, part)[which] for part in parts})

    def of_rows(self, ids: np.ndarray) -> Boxes:
        """Return the boxes with the ids of their rows for the positions of these; ids rise."""
        return replace(self, photo=ids[self.photo])

    def of_photos(self, photos: np.ndarray) -> Boxes:
        """Return the boxes of some photos, a bool for each row."""
        kept = photos[self.photo]
        return self if kept.all() else self.take(kept)


def read_boxes(
    column: pa.ChunkedArray | pa.Array,
    group: str,
    score: str | None,
    codes: Mapping[int | None, int],
) -> Boxes:
    """Return the boxes of a group in a column of images, without looking at one box at a time.

    Parameters
    ----------
    column : pyarrow array of struct
        Images, as `ImageType.arrow_type` has them; a photo without the group has no boxes.
    group : str
        Name of the boxes.
    score : str or None
        Which of their scores counts; None gives each box the score 1.
    codes : mapping of int or None to int
        Class id -> number of the class.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    lists = pc.struct_field(column, ["boxes", group]).combine_chunks()
    photo = np.asarray(pc.list_parent_indices(lists)).astype(np.int64)
    boxes = pc.list_flatten(lists)
    corners = [_numbers(boxes, ["position", name]) for name in ("minX", "minY", "maxX", "maxY")]
    in_pixels = np.asarray(pc.fill_null(pc.equal(pc.struct_field(boxes, ["domain"]), "pixel"), False))
    scale = [
        np.where(in_pixels, 1.0, np.nan_to_num(_numbers(column, [side])[photo], nan=1.0))
        for side in ("width", "height")
    ]
    scores = {field.name for field in _fields(boxes.type, "scores")}
    if score is None:
        value = np.ones(len(photo))
    elif score in scores:
        value = _numbers(boxes, ["scores", score])
    else:
        value = np.full(len(photo), np.nan)
    is_crowd = np.zeros(len(photo), bool)
    for key in CROWD_KEYS:
        if key in scores:
            is_crowd |= np.nan_to_num(_numbers(boxes, ["scores", key])) > 0
    starts = np.searchsorted(photo, photo, side="left")
    found = Boxes(
        photo,
        _codes_of(pc.struct_field(boxes, ["class_id"]), codes),
        np.stack([corners[0] * scale[0], corners[1] * scale[1]], 1),
        np.stack([corners[2] * scale[0], corners[3] * scale[1]], 1),
        value,
        is_crowd,
        np.arange(len(photo)) - starts,
    )
    scored = ~np.isnan(value)
    order = np.lexsort((-value, found.label, photo))
    return replace(found.take(order[scored[order]]), unscored=int((~scored).sum()))


def detection_labels(
    groups: Sequence[Mapping[int, str]],
) -> tuple[list[str], list[dict[int | None, int]]]:
    """Return the classes of some groups of boxes, and for each group the number of each class id.

    Classes are one where their labels are, whatever their ids; those of the first group come first, by id,
    and last of all comes the class of boxes without a class.
    """
    labels: dict[str, int] = {}
    every: list[dict[int | None, int]] = []
    for group in groups:
        codes: dict[int | None, int] = {}
        for class_id in sorted(group):
            codes[class_id] = labels.setdefault(group[class_id] or default_label(class_id), len(labels))
        every.append(codes)
    last = labels.setdefault(NO_CLASS, len(labels))
    for codes in every:
        codes[None] = last
    return list(labels), every


def choose_score(keys: Sequence[str], wished: str | None = None) -> str | None:
    """Return which score of some boxes is that of the detector, None where they have none.

    Raises
    ------
    LookupError
        If the one that is wished for is not there, or none of several can be told from the others.
    """
    keys = [key for key in keys if key not in CROWD_KEYS]
    if wished is not None:
        if wished not in keys:
            raise LookupError(wished)
        return wished
    for name in ("score", "scores", "confidence", "conf", "probability", "prob"):
        for key in keys:
            if key.lower() == name:
                return key
    if len(keys) > 1:
        raise LookupError
    return keys[0] if keys else None


def _codes_of(class_id: pa.Array, codes: Mapping[int | None, int]) -> np.ndarray:
    """Return the number of the class of each box."""
    import pyarrow.compute as pc

    encoded = pc.dictionary_encode(class_id, null_encoding="encode")
    numbers = np.array([codes[key] for key in encoded.dictionary.to_pylist()], np.int64)
    return numbers[np.asarray(encoded.indices)] if len(numbers) else numbers


def _numbers(values: pa.Array | pa.ChunkedArray, path: list[str]) -> np.ndarray:
    """Return a field of structs as floats, NaN where it is null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    field = pc.struct_field(values, path).cast(pa.float64())
    return np.asarray(pc.fill_null(field, float("nan")))


def _fields(struct: pa.DataType, name: str) -> list[pa.Field]:
    index = struct.get_field_index(name)
    if index < 0:
        return []
    inner = struct.field(index).type
    return [inner.field(number) for number in range(inner.num_fields)]
