"""Which reader each format of clouds and meshes has."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.mesh import Mesh
from dsviz_widget.media.mesh_files import mesh_of_babylon, mesh_of_obj, mesh_of_ply, mesh_of_stl
from dsviz_widget.media.mesh_gltf import Gltf
from dsviz_widget.media.object3d import FORMATS
from dsviz_widget.media.point_cloud import PointCloud
from dsviz_widget.media.point_cloud_json import cloud_of_json
from dsviz_widget.media.point_cloud_ply import cloud_of_ply, read_ply

Solid = PointCloud | Mesh

KEPT = 2

_read: OrderedDict[tuple[str, str], Solid] = OrderedDict()
_lock = threading.Lock()


def solid_of(content: bytes, file_format: str) -> Solid:
    """Return the cloud or mesh of a file.

    Raises
    ------
    MediaValueError, MediaTypeError
        If the file is damaged or of another type.
    """
    if file_format == "pts.json":
        return cloud_of_json(content)
    if file_format == "ply":
        ply = read_ply(content)
        faces = ply.elements.get("face")
        return mesh_of_ply(ply) if faces is not None and faces.count else cloud_of_ply(ply)
    if file_format in ("glb", "gltf"):
        return Gltf(content, file_format == "glb").mesh()
    readers = {"stl": mesh_of_stl, "obj": mesh_of_obj, "babylon": mesh_of_babylon}
    if file_format not in readers:
        raise MediaValueError(f"object3D: {file_format!r} is none of {', '.join(FORMATS)}.")
    return readers[file_format](content)


def facts_of(content: bytes, file_format: str) -> dict[str, Any]:
    """Return what is known of a file, once all of it was read; raises as `solid_of` does."""
    if file_format in ("glb", "gltf"):
        gltf = Gltf(content, file_format == "glb")
        gltf.check_images()
        return gltf.facts()
    return solid_of(content, file_format).facts()


def kept_solid(digest: str, file_format: str, read: Any) -> Solid:
    """Return the cloud or mesh of a file that is asked for again and again, piece by piece."""
    key = digest, file_format
    with _lock:
        found = _read.get(key)
        if found is not None:
            _read.move_to_end(key)
            return found
    solid = solid_of(read(), file_format)
    with _lock:
        _read[key] = solid
        while len(_read) > KEPT:
            _read.popitem(last=False)
    return solid
