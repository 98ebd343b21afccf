"""Points in space, and the boxes and vectors around them, checked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.encoding import plain_array
from dsviz_widget.media.point_cloud_boxes import checked_boxes, checked_camera, checked_vectors
from dsviz_widget.types import article, as_array

Array = np.ndarray[Any, Any]

CATEGORIES = 14
SCENE_TYPES = ("lidar/beta",)
SCENE_KEYS = ("type", "points", "boxes", "vectors", "camera")
SHAPES = (
    "A cloud is an array of n × 3 (x, y, z), n × 4 (x, y, z and a category from 1 to 14) or n × 6 "
    "(x, y, z and red, green, blue from 0 to 255)"
)
RESERVED = frozenset({"x", "y", "z", "red", "green", "blue", "alpha", "category", "height"})
ROUNDING = 1e-6


@dataclass(frozen=True)
class PointCloud:
    """Points, what is known of each, and what is drawn around them.

    Attributes
    ----------
    xyz : (n, 3) float32 array
        float64 where float32 would move a point by more than a millionth of the cloud's extent.
    rgb : (n, 3) uint8 array or None
    category : (n,) uint8 array or None
        1 to 14.
    values : dict
        Name -> (n,) float32 array, such as the strength of a laser's echo.
    boxes, vectors : list of dict
        As `checked_boxes` and `checked_vectors` return them.
    camera : dict or None
        ``viewpoint`` and ``target``, where the scene says from where to look.
    scene_type : str or None
        ``"lidar/beta"`` of a scene, None of points alone.
    """

    xyz: Array
    rgb: Array | None = None
    category: Array | None = None
    values: dict[str, Array] = field(default_factory=dict)
    boxes: list[dict[str, Any]] = field(default_factory=list)
    vectors: list[dict[str, Any]] = field(default_factory=list)
    camera: dict[str, Any] | None = None
    scene_type: str | None = None

    @cached_property
    def middle(self) -> Array:
        """The middle of all points, or of all boxes where there is none, as float64."""
        corners = np.array([box["corners"] for box in self.boxes], np.float64).reshape(-1, 3)
        around = self.xyz if len(self.xyz) else corners
        if not len(around):
            return np.zeros(3)
        middle: Array = (around.min(axis=0).astype(np.float64) + around.max(axis=0)) / 2
        return middle

    def facts(self) -> dict[str, Any]:
        """Return the numbers that a cell has of the cloud."""
        ends = [self.xyz] if len(self.xyz) else []
        ends += [np.array([box["corners"] for box in self.boxes]).reshape(-1, 3)] if self.boxes else []
        width, height, depth = extent_of(ends)
        return {
            "points": len(self.xyz),
            "boxes": len(self.boxes),
            "width": width,
            "height": height,
            "depth": depth,
            "has_color": self.rgb is not None,
        }


def extent_of(parts: list[Array]) -> tuple[float | None, float | None, float | None]:
    """Return how far points reach along x, y and z; None where there is no point."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return None, None, None
    low = np.min([part.min(axis=0) for part in parts], axis=0)
    high = np.max([part.max(axis=0) for part in parts], axis=0)
    width, height, depth = (high.astype(np.float64) - low).tolist()
    return width, height, depth


def cloud_from_points(points: Any, values: Mapping[str, Any] | None = None) -> PointCloud:
    """Return a cloud of an array, a tensor or nested lists.

    Points with NaN or infinite coordinates, which sensors write where nothing came back, are left out with
    a warning.

    Parameters
    ----------
    points : (n, 3), (n, 4) or (n, 6)
    values : dict, optional
        Name -> n numbers.

    Raises
    ------
    MediaValueError
        For another shape, categories outside of 1..14, colors outside of 0..255, or no finite point.
    MediaTypeError
        For anything but numbers.
    """
    try:
        array = as_array(points)
    except TypeError:
        # NumPy has no bfloat16; float32 holds every one of them.
        array = as_array(points.float())
    if array is None:
        if not isinstance(points, (list, tuple)):
            raise MediaTypeError(f"{SHAPES}, got {article(points)}.")
        array = plain_array(points, "object3D")
        if not array.size:
            array = np.zeros((0, 3))
    if array.dtype.kind not in "biuf":
        raise MediaTypeError(f"a cloud is made of numbers, got an array of {array.dtype}.")
    if array.ndim != 2 or array.shape[1] not in (3, 4, 6):
        hint = " Transpose it first." if array.ndim == 2 and array.shape[0] in (3, 4, 6) else ""
        raise MediaValueError(f"{SHAPES}; got shape {array.shape}.{hint}")
    named = {name: _values(name, given, len(array)) for name, given in (values or {}).items()}
    array, named = _finite(array, named)
    rgb = _colors(array[:, 3:]) if array.shape[1] == 6 else None
    category = _categories(array[:, 3]) if array.shape[1] == 4 else None
    return PointCloud(coordinates(array[:, :3]), rgb, category, named)


def cloud_from_scene(scene: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> PointCloud:
    """Return a cloud of W&B's dict: ``type``, ``points``, and optionally ``boxes``, ``vectors``, ``camera``.

    Raises
    ------
    MediaValueError
        For another type, an unknown key, or a part that is not as it should be.
    """
    kind = scene.get("type")
    if kind not in SCENE_TYPES:
        raise MediaValueError(f"a scene's \"type\" is 'lidar/beta', got {kind!r}.")
    unknown = [key for key in scene if key not in SCENE_KEYS]
    if unknown:
        raise MediaValueError(f"a scene has the keys {', '.join(SCENE_KEYS)}, got {unknown[0]!r}.")
    points = scene.get("points")
    cloud = cloud_from_points(np.zeros((0, 3)) if points is None else points, values)
    return PointCloud(
        cloud.xyz,
        cloud.rgb,
        cloud.category,
        cloud.values,
        checked_boxes(scene.get("boxes")),
        checked_vectors(scene.get("vectors")),
        checked_camera(scene.get("camera")),
        kind,
    )


def coordinates(xyz: Array) -> Array:
    """Return coordinates as float32, or as float64 where that would move points visibly."""
    single = xyz.astype(np.float32)
    if not len(xyz) or xyz.dtype == np.float32:
        return np.ascontiguousarray(single)
    extent = float(np.ptp(xyz, axis=0).max()) or float(np.abs(xyz).max()) or 1.0
    if float(np.abs(single.astype(np.float64) - xyz).max()) <= ROUNDING * extent:
        return np.ascontiguousarray(single)
    return np.ascontiguousarray(xyz, dtype=np.float64)


def _finite(array: Array, named: dict[str, Array]) -> tuple[Array, dict[str, Array]]:
    if array.dtype.kind != "f":
        return array, named
    is_finite = np.isfinite(array).all(axis=1)
    missing = len(array) - int(is_finite.sum())
    if not missing:
        return array, named
    if missing == len(array):
        raise MediaValueError(
            f"all {missing:,} points have NaN or infinite numbers, so that nothing can be shown. "
            "Check the array."
        )
    warnings.warn(
        f"{missing:,} of the cloud's {len(array):,} points have NaN or infinite numbers and were left out.",
        stacklevel=2,
    )
    return array[is_finite], {name: numbers[is_finite] for name, numbers in named.items()}


def _colors(colors: Array) -> Array:
    if not len(colors):
        return np.zeros((0, 3), np.uint8)
    low, high = float(colors.min()), float(colors.max())
    if low >= 0 and high <= 1 and (colors != np.floor(colors)).any():
        # Shares, as Open3D and matplotlib have them.
        shares: Array = np.rint(colors * 255).astype(np.uint8)
        return shares
    if low < 0 or high > 255:
        raise MediaValueError(
            f"the cloud's colors run from {low:g} to {high:g}, outside 0..255. Scale them first."
        )
    return np.ascontiguousarray(np.rint(colors), dtype=np.uint8)


def _categories(column: Array) -> Array:
    is_wrong = (column < 1) | (column > CATEGORIES) | (column != np.floor(column))
    count = int(is_wrong.sum())
    if count:
        found = column[is_wrong][0]
        raise MediaValueError(
            f"{count:,} of {len(column):,} points have a category that is no whole number from 1 to "
            f"{CATEGORIES}, the first one {found:g}. Give other numbers as "
            'Object3D(points[:, :3], values={"name": points[:, 3]}).'
        )
    return column.astype(np.uint8)


def _values(name: Any, given: Any, count: int) -> Array:
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or name in RESERVED:
        raise MediaValueError(
            f"values of points cannot be named {name!r}. Take letters, digits and _, and none of "
            f"{', '.join(sorted(RESERVED))}."
        )
    array = as_array(given)
    array = plain_array(given, f"values {name!r}") if array is None else array
    if array.dtype.kind not in "biuf":
        raise MediaTypeError(f"values {name!r} of points are numbers, got {array.dtype}.")
    if array.shape != (count,):
        raise MediaValueError(
            f"values {name!r} have shape {array.shape}, and there are {count:,} points: give one number each."
        )
    return array.astype(np.float32)
