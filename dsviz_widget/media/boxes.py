"""Bounding boxes of an image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.classes import as_class_id, as_text, check_class_labels
from dsviz_widget.types import article

CORNERS = ("minX", "maxX", "minY", "maxY")
ROUNDING = 1e-6


@dataclass(frozen=True)
class Box:
    """One box, as given; y grows downwards.

    Attributes
    ----------
    position : tuple of float
        ``minX, maxX, minY, maxY``.
    domain : str or None
        ``"pixel"``, or None when the position is in fractions of the image.
    """

    position: tuple[float, float, float, float]
    domain: str | None
    class_id: int | None
    caption: str | None = None
    scores: dict[str, float] = field(default_factory=dict)

    def to_struct(self) -> dict[str, Any]:
        """Return the box as a cell of the boxes column."""
        return {
            "class_id": self.class_id,
            "position": dict(zip(CORNERS, self.position, strict=True)),
            "domain": self.domain,
            "box_caption": self.caption,
            "scores": self.scores,
        }

    @classmethod
    def from_struct(cls, struct: Mapping[str, Any]) -> Box:
        """Return the box that `to_struct` gave."""
        x0, x1, y0, y1 = (struct["position"][corner] for corner in CORNERS)
        scores = {key: value for key, value in (struct.get("scores") or {}).items() if value is not None}
        return cls((x0, x1, y0, y1), struct["domain"], struct["class_id"], struct["box_caption"], scores)

    def in_pixels(self, width: int, height: int) -> tuple[float, float, float, float]:
        """Return ``min_x, max_x, min_y, max_y`` in pixels of an image of that size."""
        x0, x1, y0, y1 = self.position
        if self.domain == "pixel":
            return x0, x1, y0, y1
        return x0 * width, x1 * width, y0 * height, y1 * height


@dataclass(frozen=True)
class BoxGroup:
    """The boxes of one source, such as ``ground_truth`` or a model's name, and their labels."""

    boxes: tuple[Box, ...]
    labels: dict[int, str]


def parse_boxes(boxes: Any, width: int | None, height: int | None) -> dict[str, BoxGroup]:
    """Check the ``boxes`` argument of Image.

    Parameters
    ----------
    boxes : dict
        ``{group: {"box_data": [box, ...], "class_labels": {id: label}}}``.
    width, height : int or None
        Size of the image, in pixels; None when nobody has looked yet.

    Raises
    ------
    MediaTypeError
        If a part has the wrong type.
    MediaValueError
        If a box lies outside its domain: fractions outside [0, 1], or pixels wholly outside the image.

    References
    ----------
    ``boxes`` of ``wandb.Image``, W&B reference, 2021.
    """
    if boxes is None:
        return {}
    if not isinstance(boxes, Mapping):
        raise MediaValueError(
            f'boxes must be a dictionary {{group: {{"box_data": [...]}}}}, got {article(boxes)}.'
        )
    groups = {}
    for group, value in boxes.items():
        where = f"box group {group!r}"
        if not isinstance(group, str):
            raise MediaTypeError(f"the name of a box group must be text, got {article(group)}.")
        group = as_text(group)
        if isinstance(value, BoxGroup):
            groups[group] = value
            continue
        if not isinstance(value, Mapping) or "box_data" not in value:
            raise MediaValueError(f'{where} must be {{"box_data": [...], "class_labels": {{...}}}}.')
        data = value["box_data"]
        if not isinstance(data, (list, tuple)):
            raise MediaTypeError(f"{where}: Boxes must be a list, got {article(data)}.")
        labels = check_class_labels(value.get("class_labels"), where)
        parsed = tuple(
            _parse_box(box, f"box {index} of group {group!r}", width, height)
            for index, box in enumerate(data)
        )
        groups[group] = BoxGroup(parsed, labels)
    return groups


def _parse_box(box: Any, where: str, width: int | None, height: int | None) -> Box:
    if not isinstance(box, Mapping):
        raise MediaTypeError(f"{where} must be a dictionary, got {article(box)}.")
    domain = box.get("domain")
    if domain not in (None, "pixel"):
        raise MediaValueError(
            f'{where} has domain {domain!r}. Use "pixel", or leave it out for fractions of the image.'
        )
    position = _parse_position(box.get("position"), where)
    _check_domain(position, domain, where, width, height)
    class_id = box.get("class_id")
    if class_id is not None:
        class_id = as_class_id(class_id, f"{where}: A box's class_id")
    caption = box.get("box_caption")
    if caption is not None and not isinstance(caption, str):
        raise MediaTypeError(f"{where}: A box's caption must be a string, got {article(caption)}.")
    caption = None if caption is None else as_text(caption)
    return Box(position, domain, class_id, caption, _parse_scores(box.get("scores"), where))


def _parse_scores(scores: Any, where: str) -> dict[str, float]:
    if scores is None:
        return {}
    if not isinstance(scores, Mapping):
        raise MediaTypeError(f"{where}: Box scores must be a dictionary, got {article(scores)}.")
    checked = {}
    for key, score in scores.items():
        if not isinstance(key, str):
            raise MediaTypeError(f"{where}: A score key must be a string, got {article(key)}.")
        if not _is_number(score):
            raise MediaTypeError(f"{where}: A score value must be a number; {key!r} is {article(score)}.")
        checked[as_text(key)] = float(score)
    return checked


def _parse_position(position: Any, where: str) -> tuple[float, float, float, float]:
    if isinstance(position, Mapping):
        if all(_is_number(position.get(corner)) for corner in CORNERS):
            x0, x1, y0, y1 = (float(position[corner]) for corner in CORNERS)
            return x0, x1, y0, y1
        middle = position.get("middle")
        if (
            isinstance(middle, (list, tuple, np.ndarray))
            and len(middle) == 2
            and all(_is_number(part) for part in (*middle, position.get("width"), position.get("height")))
        ):
            x, y = float(middle[0]), float(middle[1])
            half_w, half_h = float(position["width"]) / 2, float(position["height"]) / 2
            return x - half_w, x + half_w, y - half_h, y + half_h
    raise MediaTypeError(
        f"{where}: Each box must contain a position with: middle, width, and height or "
        f"minX, maxX, minY, maxY, got {article(position)}."
    )


def _check_domain(
    position: tuple[float, float, float, float],
    domain: str | None,
    where: str,
    width: int | None,
    height: int | None,
) -> None:
    x0, x1, y0, y1 = position
    if not all(np.isfinite(position)):
        raise MediaValueError(f"{where} has a corner that is not a finite number: {position}.")
    if x0 > x1 or y0 > y1:
        raise MediaValueError(
            f"{where} has minX {x0:g}, maxX {x1:g}, minY {y0:g}, maxY {y1:g}: a minimum is above its maximum."
        )
    if domain is None:
        for corner, value in zip(CORNERS, position, strict=True):
            if not -ROUNDING <= value <= 1 + ROUNDING:
                raise MediaValueError(
                    f"{where} has {corner} {value:g}, outside [0, 1]. "
                    'For boxes in pixels, set "domain": "pixel"; otherwise clip it to the image.'
                )
    elif width is None or height is None:
        return
    elif x1 < 0 or y1 < 0 or x0 > width or y0 > height:
        # A detector's box may reach over the edge; one that misses the picture is a mistake.
        raise MediaValueError(
            f"{where} spans x {x0:g} to {x1:g} and y {y0:g} to {y1:g} in pixels, "
            f"outside its image of {width} × {height}. Check that the box belongs to this image."
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
