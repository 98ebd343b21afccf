"""Scenes of handwritten digits whose boxes and masks are known exactly.

Each scene is a sheet of paper with some of scikit-learn's real 8 × 8 digits on it. Light, grain,
strength of the ink and size of the digits vary, and digits may touch. No digit is used twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage
from sklearn.datasets import load_digits

SIDE_PX = 128
BACKGROUND = 0
LABELS = {BACKGROUND: "background", **{digit + 1: str(digit) for digit in range(10)}}
"""Label of each class id: the id of a digit is the digit + 1."""

INK = 0.45
"""A pixel belongs to a digit where its ink, from 0 to 1, is above this."""


@dataclass
class Scene:
    """A picture, and what is in it.

    Attributes
    ----------
    split : str
        ``train`` or ``val``.
    pixels : (128, 128) uint8 array
    mask : (128, 128) uint8 array
        Class id of each pixel.
    boxes : list of dict
        One a digit, as ``box_data`` of ``wandb.Image`` has them, in pixels.
    contrast : float
        How much darker the ink is than the paper, 0 to 1.
    touching : bool
        Whether the ink of two digits meets.
    """

    id: str
    split: str
    pixels: np.ndarray
    mask: np.ndarray
    boxes: list[dict[str, Any]] = field(default_factory=list)
    contrast: float = 1.0
    touching: bool = False


def compose_scenes(count: int, seed: int = 0) -> list[Scene]:
    """Return `count` scenes, half of them ``train`` and half ``val``; no digit is in both.

    Raises
    ------
    ValueError
        If there are not digits enough for so many scenes.
    """
    rng = np.random.default_rng(seed)
    digits = load_digits()
    numbers = rng.integers(2, 7, size=count)
    if numbers.sum() > len(digits.images):
        raise ValueError(
            f"{count} scenes need {numbers.sum()} digits, and there are {len(digits.images)}. Ask for fewer."
        )
    order = rng.permutation(len(digits.images))
    scenes = []
    for index, chosen in enumerate(np.split(order, np.cumsum(numbers))[:count]):
        split = "train" if index < count // 2 else "val"
        scenes.append(_compose(f"scene_{index:03}", split, digits.images[chosen], digits.target[chosen], rng))
    return scenes


def box_at(rows: slice, columns: slice, class_id: int, caption: str, **scores: float) -> dict[str, Any]:
    """Return a box round some rows and columns of a picture, as ``box_data`` has it."""
    position = {
        "minX": columns.start,
        "maxX": columns.stop,
        "minY": rows.start,
        "maxY": rows.stop,
    }
    box = {"position": position, "domain": "pixel", "class_id": class_id, "box_caption": caption}
    return {**box, "scores": scores} if scores else box


def window_of(box: dict[str, Any]) -> tuple[slice, slice]:
    """Return the rows and columns that a box covers."""
    at = box["position"]
    return slice(at["minY"], at["maxY"]), slice(at["minX"], at["maxX"])


def box_overlaps(boxes: list[dict[str, Any]], others: list[dict[str, Any]]) -> np.ndarray:
    """Return the intersection over union of every box with every other, ``len(boxes)`` rows."""
    corners = ("minX", "minY", "maxX", "maxY")
    a = np.array([[box["position"][c] for c in corners] for box in boxes]).reshape(-1, 1, 4)
    b = np.array([[box["position"][c] for c in corners] for box in others]).reshape(1, -1, 4)
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.clip(sides, 0, None).prod(axis=-1)
    areas = [(each[..., 2:] - each[..., :2]).prod(axis=-1) for each in (a, b)]
    return shared / (areas[0] + areas[1] - shared)


def _compose(
    name: str, split: str, images: np.ndarray, targets: np.ndarray, rng: np.random.Generator
) -> Scene:
    ink = np.zeros((SIDE_PX, SIDE_PX))
    owner = np.zeros((SIDE_PX, SIDE_PX), dtype=np.uint8)
    boxes = []
    # The largest first: they are the hardest to find a place for.
    sizes = sorted(rng.integers(30, 50, size=len(images)), reverse=True)
    for number, (image, target, size) in enumerate(zip(images, targets, sizes, strict=True), 1):
        stroke = _enlarge(image, size)
        y, x = _free_place(owner, stroke, rng)
        window = (slice(y, y + stroke.shape[0]), slice(x, x + stroke.shape[1]))
        ink[window] = np.maximum(ink[window], stroke)
        owner[window][stroke > INK] = number
        boxes.append(box_at(*window, int(target) + 1, str(target)))
    contrast = float(rng.uniform(0.25, 0.9))
    class_of = np.array([BACKGROUND, *(int(target) + 1 for target in targets)], dtype=np.uint8)
    return Scene(
        id=name,
        split=split,
        pixels=_photograph(ink, contrast, rng),
        mask=class_of[owner],
        boxes=boxes,
        contrast=round(contrast, 3),
        touching=_any_touch(owner),
    )


def _enlarge(image: np.ndarray, size_px: int) -> np.ndarray:
    """Return a digit's ink, 0 to 1, cut to the pixels that belong to it."""
    grey = Image.fromarray((image * (255 / 16)).astype(np.uint8))
    large = np.asarray(grey.resize((size_px, size_px), Image.Resampling.BICUBIC)) / 255
    stroke = np.clip((large - 0.2) / 0.5, 0, 1)
    rows, columns = np.nonzero(stroke > INK)
    return stroke[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _free_place(owner: np.ndarray, stroke: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
    """Return the place, out of sixty, where a digit covers others least; touching is allowed."""
    height, width = stroke.shape
    best = (np.inf, 0, 0)
    for _ in range(60):
        y = int(rng.integers(2, SIDE_PX - height - 2))
        x = int(rng.integers(2, SIDE_PX - width - 2))
        covered = np.count_nonzero(owner[y : y + height, x : x + width][stroke > INK])
        best = min(best, (covered, y, x))
        if covered == 0:
            break
    return best[1], best[2]


def _photograph(ink: np.ndarray, contrast: float, rng: np.random.Generator) -> np.ndarray:
    """Return the paper with its ink as a camera sees it: uneven light, then grain."""
    slope_y, slope_x = rng.uniform(-0.25, 0.25, size=2)
    y, x = np.mgrid[-0.5 : 0.5 : SIDE_PX * 1j, -0.5 : 0.5 : SIDE_PX * 1j]
    light = rng.uniform(190, 235) * (1 + slope_y * y + slope_x * x)
    grain = rng.normal(0, rng.uniform(2, 9), size=ink.shape)
    return np.clip(light * (1 - contrast * ink) + grain, 0, 255).astype(np.uint8)


def _any_touch(owner: np.ndarray) -> bool:
    """Return whether two digits share a connected piece of ink."""
    pieces, count = ndimage.label(owner > 0, structure=np.ones((3, 3)))
    return any(len(np.unique(owner[pieces == piece])) > 1 for piece in range(1, count + 1))
