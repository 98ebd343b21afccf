"""What the viewer asks of a cloud or mesh: what is in it, then typed arrays, piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.mesh import Mesh
from dsviz_widget.media.mesh_gltf import Gltf
from dsviz_widget.media.object3d_colors import thinned, usual_range
from dsviz_widget.media.object3d_files import kept_solid
from dsviz_widget.media.object3d_still import box_colors
from dsviz_widget.media.point_cloud import PointCloud
from dsviz_widget.media.point_cloud_boxes import ordered_corners

if TYPE_CHECKING:
    from dsviz_widget.media.medium import Stoppable
    from dsviz_widget.media.still import FileReader

Array = np.ndarray[Any, Any]
Answer = tuple[dict[str, Any], list[bytes]]

PIECE_POINTS = 65_536
PIECE_BYTES = 4_000_000
MOST_POINTS = 2_000_000
"""So many points are shown unless all are asked for."""


def answer(cell: Mapping[str, Any], read: FileReader, params: Mapping[str, Any], task: Stoppable) -> Answer:
    """Answer ``what``: ``scene``, then ``points`` of a cloud or ``bytes`` of a mesh.

    - ``scene``: what there is: ``kind`` is ``cloud``, ``mesh`` or ``gltf``, whose file the viewer reads.
    - ``points`` with ``piece`` and ``most``: float32 positions from the scene's ``origin``, then uint8
      colors, uint8 categories and float32 values, as far as there are any. Piece k has every so-many-th
      point from the k-th on, so that each piece shows the whole cloud.
    - ``bytes`` with ``start`` and ``count``: of each part float32 vertices from the ``origin``, uint32
      faces and uint8 colors, end to end.
    """
    what, file_format = params.get("what"), str(cell["format"])
    if what == "scene" and file_format in ("glb", "gltf"):
        gltf = Gltf(read(), file_format == "glb")
        return {"kind": "gltf", "up": "y", "is_packed": gltf.is_packed}, []
    solid = kept_solid(str(cell["digest"]), file_format, read)
    task.check()
    most = _whole(params.get("most"), MOST_POINTS) or MOST_POINTS
    if isinstance(solid, PointCloud):
        if what == "scene":
            return _cloud_scene(solid, most), []
        if what == "points":
            return {}, _points(solid, _whole(params.get("piece"), 0), most)
    else:
        if what == "scene":
            return _mesh_scene(solid), []
        if what == "bytes":
            return {}, [_mesh_bytes(solid, _whole(params.get("start"), 0), _whole(params.get("count"), 0))]
    raise MediaValueError(
        f"object3D: a viewer cannot be told {what!r} of a {file_format} file. Update dsviz_widget."
    )


def _cloud_scene(cloud: PointCloud, most: int) -> dict[str, Any]:
    every = _stride(cloud, most)
    shown = -(-len(cloud.xyz) // every)
    boxes = ordered_corners(np.array([box["corners"] for box in cloud.boxes]).reshape(-1, 8, 3))
    origin = cloud.middle
    colors = box_colors(cloud.boxes)
    return {
        "kind": "cloud",
        "up": "z",
        "points": len(cloud.xyz),
        "shown": shown,
        "pieces": -(-shown // PIECE_POINTS),
        "origin": origin.tolist(),
        "bounds": _bounds(cloud.xyz, origin),
        "usual": _usual_bounds(cloud.xyz, origin),
        "has_rgb": cloud.rgb is not None,
        "categories": [] if cloud.category is None else np.unique(cloud.category).tolist(),
        "values": [{"name": name, **_ends(values)} for name, values in cloud.values.items()],
        "boxes": [
            {
                **box,
                "corners": (each - origin).tolist(),
                "color": color,
                "has_color": box["color"] is not None,
            }
            for box, each, color in zip(cloud.boxes, boxes, colors.tolist(), strict=True)
        ],
        "vectors": [
            {**vector, **{end: (np.array(vector[end]) - origin).tolist() for end in ("start", "end")}}
            for vector in cloud.vectors
        ],
        "camera": cloud.camera
        and {end: (np.array(place) - origin).tolist() for end, place in cloud.camera.items()},
    }


def _points(cloud: PointCloud, piece: int, most: int) -> list[bytes]:
    every = _stride(cloud, most)
    shown = -(-len(cloud.xyz) // every)
    pieces = max(1, -(-shown // PIECE_POINTS))
    if not 0 <= piece < pieces:
        raise MediaValueError(f"object3D: the cloud has {pieces:,} pieces, and no piece {piece:,}.")
    some = slice(piece * every, None, pieces * every)
    parts: list[Array] = [(cloud.xyz[some] - cloud.middle).astype("<f4")]
    parts += [cloud.rgb[some]] if cloud.rgb is not None else []
    parts += [cloud.category[some]] if cloud.category is not None else []
    parts += [values[some].astype("<f4") for values in cloud.values.values()]
    return [part.tobytes() for part in parts]


def _mesh_scene(mesh: Mesh) -> dict[str, Any]:
    origin = _origin([part.vertices for part in mesh.parts])
    return {
        "kind": "mesh",
        "up": mesh.up,
        "origin": origin.tolist(),
        "bytes": sum(12 * len(p.vertices) + 12 * len(p.faces) + 3 * _colored(p) for p in mesh.parts),
        "parts": [
            {
                "vertices": len(part.vertices),
                "faces": len(part.faces),
                "color": list(part.color),
                "has_colors": part.colors is not None,
            }
            for part in mesh.parts
        ],
    }


def _mesh_bytes(mesh: Mesh, start: int, count: int) -> bytes:
    """Return some bytes of the arrays of all parts, and convert no array that they do not touch."""
    origin = _origin([part.vertices for part in mesh.parts])
    stop = start + max(0, min(count, PIECE_BYTES))
    found, at = [], 0
    for part in mesh.parts:
        arrays = [(part.vertices, origin, "<f4"), (part.faces, 0, "<u4")]
        arrays += [(part.colors, 0, "u1")] if part.colors is not None else []
        for array, moved, kind in arrays:
            size = array.size * np.dtype(kind).itemsize
            if at < stop and at + size > start:
                width = np.dtype(kind).itemsize * array.shape[1]
                first, last = max(0, start - at) // width, -(-min(size, stop - at) // width)
                rows = (array[first:last] - moved).astype(kind).tobytes()
                begin = max(0, start - at) - first * width
                found.append(rows[begin : begin + min(size, stop - at) - max(0, start - at)])
            at += size
    return b"".join(found)


def _colored(part: Any) -> int:
    return 0 if part.colors is None else len(part.colors)


def _stride(cloud: PointCloud, most: int) -> int:
    return max(1, -(-len(cloud.xyz) // max(1, most)))


def _origin(parts: list[Array]) -> Array:
    """Return the middle of all points, as float64; what is sent is float32, and counts from there."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return np.zeros(3)
    low = np.min([part.min(axis=0) for part in parts], axis=0).astype(np.float64)
    high = np.max([part.max(axis=0) for part in parts], axis=0).astype(np.float64)
    middle: Array = (low + high) / 2
    return middle


def _bounds(xyz: Array, origin: Array) -> list[list[float]]:
    if not len(xyz):
        return [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    return [(xyz.min(axis=0) - origin).tolist(), (xyz.max(axis=0) - origin).tolist()]


def _usual_bounds(xyz: Array, origin: Array) -> list[list[float]]:
    """Return the ends between which nearly all points lie along each axis."""
    if not len(xyz):
        return [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    ends: list[list[float]] = (np.percentile(thinned(xyz), (1, 99), axis=0) - origin).tolist()
    return ends


def _ends(values: Array) -> dict[str, float]:
    finite = values[np.isfinite(values)]
    low, high = usual_range(finite)
    return {"low": low, "high": high}


def _whole(given: Any, otherwise: int) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) else otherwise
