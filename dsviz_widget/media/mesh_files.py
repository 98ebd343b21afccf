"""Mesh files other than glTF: STL, OBJ, PLY and Babylon scenes, read without any library."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.mesh import GREY, Mesh, MeshPart, check_faces, fans
from dsviz_widget.media.point_cloud import coordinates
from dsviz_widget.media.point_cloud_ply import POSITION, Ply, vertex_colors

Array = np.ndarray[Any, Any]

STL_HEAD = 84
STL_FACE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
BABYLON_DEPTH = 64


def mesh_of_stl(content: bytes) -> Mesh:
    """Return the triangles of an STL file, binary or text; corners at one place are one vertex.

    Raises
    ------
    MediaValueError
        If it is neither, or cut short.

    References
    ----------
    StereoLithography Interface Specification, 3D Systems, 1988: 80 bytes, a count, 50 bytes a triangle.
    """
    count = int.from_bytes(content[80:84], "little") if len(content) >= STL_HEAD else -1
    # Binary files may begin with "solid" too.
    if content[:5].lower() == b"solid" and b"facet" in content[:1000]:
        corners = _text_corners(content)
    elif count < 0:
        raise MediaValueError("the STL file is shorter than its header of 84 bytes. Write it again.")
    elif STL_HEAD + count * STL_FACE.itemsize > len(content):
        there = (len(content) - STL_HEAD) // STL_FACE.itemsize
        raise MediaValueError(
            f"the STL file says that it has {count:,} triangles and ends after {there:,}: it is cut short, "
            "or no STL file. Write it again."
        )
    else:
        corners = np.frombuffer(content, STL_FACE, count, STL_HEAD)["corners"].reshape(-1, 3)
    _check_finite(corners)
    vertices, index = np.unique(corners.astype(np.float32) + 0.0, axis=0, return_inverse=True)
    return Mesh([MeshPart(vertices, index.reshape(-1, 3).astype(np.int32))], "z")


def mesh_of_obj(content: bytes) -> Mesh:
    """Return the polygons of an OBJ file as triangles, with the vertex colors that some programs write.

    Materials and textures lie in files of their own, which are not read.

    Raises
    ------
    MediaValueError
        If it has no vertex, or a face of a vertex that is not there.
    """
    places: list[bytes] = []
    polygons: list[list[bytes]] = []
    before: list[int] = []
    for line in content.replace(b"\\\n", b" ").splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == b"v":
            places.append(line)
        elif words[0] == b"f":
            polygons.append(words[1:])
            before.append(len(places))
    if not places:
        raise MediaValueError('the OBJ file has no vertex (a line "v x y z"). Check its type.')
    vertices, colors = _obj_vertices(places)
    lengths = np.array([len(polygon) for polygon in polygons], np.int64)
    try:
        flat = [int(word.partition(b"/")[0]) for polygon in polygons for word in polygon]
    except ValueError:
        raise MediaValueError(
            "the OBJ file has a face whose corners are no numbers. Write it again."
        ) from None
    corners = np.array(flat, np.int64)
    # From 1; negative ones count back from the vertices before the face.
    corners = np.where(corners < 0, corners + np.repeat(before, lengths).astype(np.int64), corners - 1)
    check_faces(corners, len(vertices))
    _check_finite(vertices)
    return Mesh([MeshPart(coordinates(vertices), fans(lengths, corners), GREY, colors)], "y")


def mesh_of_ply(ply: Ply) -> Mesh:
    """Return the polygons of a PLY file as triangles.

    Raises
    ------
    MediaValueError
        If it has no vertices, or a face of a vertex that is not there.
    """
    vertex = ply.elements.get("vertex")
    if vertex is None or not set(POSITION) <= vertex.columns.keys():
        raise MediaValueError('the PLY file has no element "vertex" with x, y and z. Write it again.')
    vertices = np.stack([vertex.columns[name] for name in POSITION], axis=1)
    _check_finite(vertices)
    lists = ply.elements["face"].lists
    found = lists.get("vertex_indices", lists.get("vertex_index"))
    if found is None:
        raise MediaValueError('the PLY file has faces without a list "vertex_indices". Write it again.')
    corners = found[1].astype(np.int64)
    check_faces(corners, len(vertices))
    part = MeshPart(coordinates(vertices), fans(found[0], corners), GREY, vertex_colors(vertex.columns))
    return Mesh([part], "z" if "up z" in ply.comments else "y")


def mesh_of_babylon(content: bytes) -> Mesh:
    """Return the triangles of the meshes of a Babylon scene, each with the color of its material.

    Raises
    ------
    MediaValueError
        If it is no such scene, or names geometry in other files.
    """
    try:
        scene = json.loads(content)
    except (ValueError, RecursionError):
        raise MediaValueError("the .babylon file is no JSON. Export it again.") from None
    if not isinstance(scene, dict) or not isinstance(scene.get("meshes"), list):
        raise MediaValueError('the .babylon file has no list "meshes". Check its type.')
    shades = {
        material.get("id"): material
        for material in scene.get("materials") or []
        if isinstance(material, dict)
    }
    meshes = [mesh for mesh in scene["meshes"] if isinstance(mesh, dict)]
    named = {mesh.get("id"): mesh for mesh in meshes}
    parts = []
    for mesh in meshes:
        if mesh.get("delayLoadingFile"):
            raise MediaValueError(
                f"the .babylon file keeps geometry in {str(mesh['delayLoadingFile'])[:60]!r}, "
                "which is not read. Export it as one file."
            )
        if not mesh.get("positions"):
            continue
        try:
            vertices = np.array(mesh["positions"], np.float64).reshape(-1, 3)
            faces = np.array(mesh.get("indices") or [], np.int64).reshape(-1, 3)
        except (TypeError, ValueError):
            raise MediaValueError("the .babylon file has a mesh whose positions are no numbers.") from None
        check_faces(faces, len(vertices))
        vertices = _placed(vertices, mesh, named)
        _check_finite(vertices)
        material = shades.get(mesh.get("materialId")) or {}
        color = _shade(material.get("diffuse") or material.get("albedo"))
        parts.append(MeshPart(coordinates(vertices), faces.astype(np.int32), color))
    return Mesh(parts, "y")


def _text_corners(content: bytes) -> Array:
    number = rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
    found = re.findall(rb"vertex\s+(%b)\s+(%b)\s+(%b)" % (number, number, number), content, re.IGNORECASE)
    named = len(re.findall(rb"\bvertex\b", content, re.IGNORECASE))
    if not found or len(found) % 3 or len(found) != named or b"endsolid" not in content.lower():
        raise MediaValueError(
            "the STL file is text without whole triangles: it is cut short. Write it again."
        )
    return np.array(found, np.float32)


def _obj_vertices(lines: list[bytes]) -> tuple[Array, Array | None]:
    widths = {len(line.split()) - 1 for line in (lines[0], lines[-1])}
    try:
        if len(widths) == 1:
            table = np.array(b" ".join(lines).replace(b"v ", b" ").split(), np.float64)
            rows = table.reshape(len(lines), -1)
        else:
            rows = np.array([line.split()[1:4] for line in lines], np.float64)
    except ValueError:
        try:
            rows = np.array([line.split()[1:4] for line in lines], np.float64)
        except ValueError:
            raise MediaValueError(
                "the OBJ file has a vertex whose place is no number. Write it again."
            ) from None
    if rows.shape[1] < 3:
        raise MediaValueError("the OBJ file has a vertex with fewer than three numbers. Write it again.")
    colors = None
    if rows.shape[1] == 6:
        shades = rows[:, 3:] * (255 if rows[:, 3:].max() <= 1 else 1)
        colors = np.clip(np.rint(np.nan_to_num(shades)), 0, 255).astype(np.uint8)
    return rows[:, :3], colors


def _placed(vertices: Array, mesh: dict[str, Any], named: dict[Any, dict[str, Any]]) -> Array:
    """Return vertices where the mesh and those that it hangs from put them."""
    for _ in range(BABYLON_DEPTH):
        scale = _three(mesh.get("scaling"), (1.0, 1.0, 1.0))
        x, y, z = _three(mesh.get("rotation"), (0.0, 0.0, 0.0))
        turn = _turn_z(z) @ _turn_x(x) @ _turn_y(y)
        vertices = (vertices * scale) @ turn + _three(mesh.get("position"), (0.0, 0.0, 0.0))
        parent = named.get(mesh.get("parentId"))
        if parent is None or parent is mesh:
            break
        mesh = parent
    # Babylon's z points away from the viewer.
    return np.asarray(vertices * (1.0, 1.0, -1.0))


def _turn_x(a: float) -> Array:
    return np.array([[1, 0, 0], [0, np.cos(a), np.sin(a)], [0, -np.sin(a), np.cos(a)]])


def _turn_y(a: float) -> Array:
    return np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])


def _turn_z(a: float) -> Array:
    return np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])


def _three(given: Any, otherwise: tuple[float, float, float]) -> tuple[float, float, float]:
    if isinstance(given, list) and len(given) == 3 and all(isinstance(n, (int, float)) for n in given):
        return float(given[0]), float(given[1]), float(given[2])
    return otherwise


def _shade(given: Any) -> tuple[int, int, int]:
    found = _three(given, (-1.0, 0.0, 0.0))
    if found[0] < 0:
        return GREY
    red, green, blue = np.clip(np.rint(np.array(found) * 255), 0, 255).astype(int).tolist()
    return red, green, blue


def _check_finite(vertices: Array) -> None:
    if not np.isfinite(vertices).all():
        count = int((~np.isfinite(vertices)).any(axis=-1).sum())
        raise MediaValueError(
            f"{count:,} of the mesh's {len(vertices):,} corners are NaN or infinite. Write it again."
        )
