"""Triangles in space, as readers of mesh files return them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.encoding import plain_array
from dsviz_widget.media.point_cloud import coordinates, extent_of
from dsviz_widget.types import as_array

Array = np.ndarray[Any, Any]

GREY = (168, 174, 184)
"""Color of what has none."""


@dataclass(frozen=True)
class MeshPart:
    """Triangles of one material.

    Attributes
    ----------
    vertices : (n, 3) array
        float32, or float64 where that says more.
    faces : (m, 3) int32 array
        Indexes of vertices.
    color : 3 ints
        Red, green, blue of the material, 0 to 255.
    colors : (n, 3) uint8 array or None
        Of each vertex; they win over `color`.
    uv : (n, 2) array or None
        Place of each vertex in the texture, v downwards.
    texture : bytes or None
        A PNG or JPEG file.
    """

    vertices: Array
    faces: Array
    color: tuple[int, int, int] = GREY
    colors: Array | None = None
    uv: Array | None = None
    texture: bytes | None = None


@dataclass(frozen=True)
class Mesh:
    """All triangles of a file, and which way is up."""

    parts: list[MeshPart] = field(default_factory=list)
    up: str = "y"

    def facts(self) -> dict[str, Any]:
        """Return the numbers that a cell has of the mesh."""
        width, height, depth = extent_of([part.vertices for part in self.parts])
        count = sum(len(part.vertices) for part in self.parts)
        return {
            "points": count,
            "vertices": count,
            "faces": sum(len(part.faces) for part in self.parts),
            "width": width,
            "height": height,
            "depth": depth,
            "has_color": any(
                part.colors is not None or part.texture is not None or part.color != GREY
                for part in self.parts
            ),
        }


def mesh_of_arrays(vertices: Any, faces: Any, colors: Any) -> tuple[Array, Array, Array | None]:
    """Return arrays of a mesh, checked: (n, 3) float, (m, 3) int32, (n, 3) uint8 or None.

    Raises
    ------
    MediaValueError, MediaTypeError
        For another shape, vertices that are NaN or infinite, or faces of vertices that are not there.
    """
    points = _matrix(vertices, "vertices", 3)
    if not np.isfinite(points).all():
        count = int((~np.isfinite(points)).any(axis=1).sum())
        raise MediaValueError(f"{count:,} of the mesh's {len(points):,} vertices are NaN or infinite.")
    triangles = _matrix(faces, "faces", 3)
    if triangles.dtype.kind == "f" and (triangles != np.floor(triangles)).any():
        raise MediaTypeError("faces of a mesh are whole numbers: which three vertices each has.")
    check_faces(triangles, len(points))
    shades = None
    if colors is not None:
        given = _matrix(colors, "colors", 3)
        if len(given) != len(points):
            raise MediaValueError(
                f"the mesh has {len(points):,} vertices and {len(given):,} colors: give one each."
            )
        if given.size and (given.min() < 0 or given.max() > 255):
            raise MediaValueError(
                f"the mesh's colors run from {given.min():g} to {given.max():g}, outside 0..255. "
                "Scale them first."
            )
        is_share = given.dtype.kind == "f" and given.size and given.max() <= 1
        shades = np.rint(given * 255 if is_share else given).astype(np.uint8)
    return coordinates(points), triangles.astype(np.int32), shades


def check_faces(faces: Array, count: int) -> None:
    """Raise MediaValueError where a face names a vertex that is not there."""
    if faces.size and (faces.min() < 0 or faces.max() >= count):
        raise MediaValueError(
            f"a face of the mesh names vertex {int(faces.max() if faces.max() >= count else faces.min()):,}, "
            f"and there are {count:,}, counted from 0."
        )


def fans(lengths: Array, corners: Array) -> Array:
    """Return polygons as triangles that share each polygon's first corner.

    Parameters
    ----------
    lengths : (n,) ints
        Corners of each polygon; those with fewer than three are left out.
    corners : (sum of lengths,) ints
    """
    if not len(lengths):
        return np.zeros((0, 3), np.int32)
    if (lengths == 3).all():
        return corners.reshape(-1, 3).astype(np.int32)
    starts = np.cumsum(lengths) - lengths
    counts = np.maximum(lengths - 2, 0)
    of = np.repeat(np.arange(len(lengths)), counts)
    step = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = starts[of]
    return np.stack([corners[first], corners[first + step + 1], corners[first + step + 2]], axis=1).astype(
        np.int32
    )


def _matrix(given: Any, what: str, width: int) -> Array:
    array = as_array(given)
    array = plain_array(given, f"{what} of a mesh") if array is None else array
    if array.dtype.kind not in "biuf":
        raise MediaTypeError(f"{what} of a mesh are numbers, got an array of {array.dtype}.")
    if array.ndim != 2 or array.shape[1] != width:
        raise MediaValueError(f"{what} of a mesh have shape n × {width}, got {array.shape}.")
    return array
