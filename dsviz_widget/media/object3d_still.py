"""Small pictures of clouds and meshes, drawn with NumPy, on nothing, so that they suit light and dark."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.media.mesh import Mesh, MeshPart
from dsviz_widget.media.object3d_canvas import Canvas
from dsviz_widget.media.object3d_colors import class_colors, ramp_colors, thinned, usual_range
from dsviz_widget.media.opening import decode, open_file
from dsviz_widget.media.point_cloud import PointCloud
from dsviz_widget.media.point_cloud_boxes import ordered_corners

Array = np.ndarray[Any, Any]
Picture = tuple[bytes, int, int]
"""A PNG, its width and its height."""

MOST_POINTS = 300_000
MOST_BOXES = 500
OVER = 2
"""Pixels drawn for each pixel of the still, along each side."""
MARGIN = 0.05
EYES = {"z": (-0.8, -0.55, 0.62), "y": (0.55, 0.42, 0.9)}
"""Where the eye stands, by what is up: behind a car that drives along x, before a figure that faces z."""


@dataclass(frozen=True)
class Camera:
    """An eye far away: directions of the picture's right and up, and the one towards the eye."""

    right: Array
    up: Array
    toward: Array

    def project(self, xyz: Array) -> Array:
        """Return right, down, and towards the eye of each point."""
        made: Array = xyz @ np.stack([self.right, -self.up, self.toward]).T.astype(xyz.dtype)
        return made


def cloud_to_png(cloud: PointCloud, size_px: int) -> Picture | None:
    """Return a picture of a cloud with its boxes; None where there is nothing to draw."""
    boxes = cloud.boxes[:MOST_BOXES]
    corners = ordered_corners(np.array([box["corners"] for box in boxes]).reshape(-1, 8, 3))
    every = max(1, -(-len(cloud.xyz) // MOST_POINTS))
    some = cloud.xyz[::every]
    if not len(some) and not len(corners):
        return None
    # float32 has digits enough once the cloud's own place is taken off.
    middle = np.median(thinned(some), axis=0) if len(some) else corners.reshape(-1, 3).mean(axis=0)
    camera = _camera("z", cloud.camera)
    seen = camera.project((some - middle).astype(np.float32))
    edges = camera.project((corners - middle).astype(np.float32))[:, :, :2]
    low, scale, canvas = _frame(seen[:, :2], edges.reshape(-1, 2), size_px)
    if len(seen):
        radius = int(np.clip(np.sqrt(canvas.width * canvas.height / len(seen)) / 4, 1, 5))
        canvas.points((seen[:, :2] - low) * scale, seen[:, 2], point_colors(cloud)[::every], radius)
        canvas.close_holes(12 / scale)
        canvas.outline(scale)
    for each, color in zip(edges, box_colors(boxes), strict=True):
        canvas.box((each - low) * scale, color)
    return _packed(canvas)


def mesh_to_png(mesh: Mesh, size_px: int) -> Picture | None:
    """Return a picture of a mesh; None where it has no face."""
    parts = [part for part in mesh.parts if len(part.faces)]
    if not parts:
        return None
    ends = np.concatenate([[part.vertices.min(axis=0), part.vertices.max(axis=0)] for part in parts])
    middle = (ends.min(axis=0) + ends.max(axis=0)) / 2
    near = [(part.vertices - middle).astype(np.float32) for part in parts]
    camera = _camera(mesh.up)
    seen = [camera.project(vertices) for vertices in near]
    around = np.concatenate([places[:, :2] for places in seen])
    low, scale, canvas = _frame(np.zeros((0, 2), np.float32), around, size_px)
    corners = []
    for part, places in zip(parts, seen, strict=True):
        places[:, :2] = (places[:, :2] - low) * scale
        corners.append(places[part.faces])
    shares = canvas.triangles(np.concatenate(corners))
    first = 0
    for part, vertices in zip(parts, near, strict=True):
        hit = (canvas.index >= first) & (canvas.index < first + len(part.faces))
        rgb, light = _surface(part, vertices, canvas.index[hit] - first, shares[hit], camera)
        canvas.rgba[hit, :3] = (rgb * light[:, None]).astype(np.uint8)
        canvas.rgba[hit, 3] = 255
        first += len(part.faces)
    return _packed(canvas)


def point_colors(cloud: PointCloud) -> Array:
    """Return (n, 3) uint8: a cloud's own colors, those of its categories, or its height."""
    if cloud.rgb is not None:
        return cloud.rgb
    if cloud.category is not None:
        return class_colors(cloud.category.astype(np.int64) - 1)
    height = cloud.xyz[:, 2]
    return ramp_colors(height, *usual_range(height))


def box_colors(boxes: list[dict[str, Any]]) -> Array:
    """Return (n, 3) uint8: a box's own color, or one for each label in the order of the alphabet."""
    labels = sorted({box["label"] or "" for box in boxes})
    colors = class_colors(np.array([labels.index(box["label"] or "") for box in boxes], np.int64))
    for at, box in enumerate(boxes):
        if box["color"] is not None:
            colors[at] = box["color"]
    return colors


def _camera(up: str, given: dict[str, Any] | None = None) -> Camera:
    eye = np.array(EYES[up])
    if given is not None:
        wanted = np.subtract(given["viewpoint"], given["target"])
        eye = wanted if np.linalg.norm(wanted) > 0 else eye
    toward = eye / np.linalg.norm(eye)
    right = np.cross((0.0, 0.0, 1.0) if up == "z" else (0.0, 1.0, 0.0), toward)
    # Straight from above there is no "right" but one that is chosen.
    right = np.array((0.0, -1.0, 0.0)) if np.linalg.norm(right) < 1e-6 else right / np.linalg.norm(right)
    return Camera(right, np.cross(toward, right), toward)


def _frame(points: Array, corners: Array, size_px: int) -> tuple[Array, float, Canvas]:
    """Return the upper left corner, pixels per unit, and a canvas for nearly all points and every corner."""
    ends = []
    if len(points):
        lowest, low, high, highest = np.percentile(thinned(points), (0.2, 3, 97, 99.8), axis=0)
        # A few stray points far away must not make the rest small.
        spare = (high - low) * 0.15
        is_compact = highest - lowest < 1.5 * (high - low)
        ends.append(np.where(is_compact, [lowest, highest], [low - spare, high + spare]))
    if len(corners):
        ends.append(np.stack([corners.min(axis=0), corners.max(axis=0)]))
    low, high = np.min([e[0] for e in ends], axis=0), np.max([e[1] for e in ends], axis=0)
    extent = max(float((high - low).max()), 1e-6)
    size = np.maximum(high - low, extent / 20) + 2 * MARGIN * extent
    scale = size_px / float(size.max())
    width, height = (max(1, min(size_px, round(side * scale))) for side in size.tolist())
    corner = (low + high) / 2 - np.array([width, height]) / (2 * scale)
    return corner.astype(np.float32), scale * OVER, Canvas(width * OVER, height * OVER)


def _surface(part: MeshPart, near: Array, face: Array, share: Array, camera: Camera) -> tuple[Array, Array]:
    """Return the color of each pixel, and the light on it, 0 to 1."""
    corners = part.faces[face]

    def mixed(values: Array) -> Array:
        made: Array = np.einsum("nk,nkc->nc", share, values[corners].astype(np.float32))
        return made

    across = np.cross(
        near[part.faces[:, 1]] - near[part.faces[:, 0]], near[part.faces[:, 2]] - near[part.faces[:, 0]]
    )
    ends = part.faces.reshape(-1)
    smooth = np.stack([np.bincount(ends, np.repeat(across[:, k], 3), len(near)) for k in range(3)], axis=1)
    normals, flat = _unit(mixed(_unit(smooth))), _unit(across)[face]
    # Across a sharp edge the mean of both sides is the normal of neither.
    is_sharp = np.abs((normals * flat).sum(axis=1)) < 0.85
    normals = np.where(is_sharp[:, None], flat, normals)
    light = 0.4 + 0.6 * np.abs(normals @ camera.toward)
    if part.colors is not None:
        return mixed(part.colors), light
    rgb = np.tile(np.array(part.color, np.float32), (len(face), 1))
    if part.texture is not None and part.uv is not None:
        rgb *= _texture_at(part.texture, mixed(part.uv)) / np.float32(255)
    return rgb, light


def _texture_at(texture: bytes, uv: Array) -> Array:
    with open_file(texture, "texture") as opened:
        picture = np.asarray(decode(opened, "texture").convert("RGB"))
    height, width = picture.shape[:2]
    # A texture repeats beyond its edges.
    uv = uv - np.floor(uv)
    x = np.minimum((uv[:, 0] * width).astype(np.int64), width - 1)
    y = np.minimum((uv[:, 1] * height).astype(np.int64), height - 1)
    found: Array = picture[y, x]
    return found


def _unit(vectors: Array) -> Array:
    made: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-30)
    return made


def _packed(canvas: Canvas) -> Picture | None:
    from PIL import Image as PILImage

    picture = PILImage.fromarray(canvas.pixels(OVER))
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=3)
    return file.getvalue(), picture.width, picture.height
