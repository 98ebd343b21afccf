"""glTF 2.0 files, binary (GLB) or text, of which nothing lies elsewhere.

References
----------
glTF 2.0 Specification, Khronos Group, 2021.
"""

from __future__ import annotations

import base64
import binascii
import json
import struct
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.mesh import GREY, Mesh, MeshPart, check_faces
from dsviz_widget.media.opening import open_file
from dsviz_widget.media.point_cloud import coordinates

Array = np.ndarray[Any, Any]
Json = dict[str, Any]

COMPONENTS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
JSON_CHUNK, BINARY_CHUNK = 0x4E4F534A, 0x004E4942
DEPTH = 64
MOST_NODES = 100_000
PACKED = frozenset({"KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression"})
"""Ways to pack vertices that need a library to unpack."""
TRIANGLES = 4


class Gltf:
    """A glTF file whose parts are all in it.

    Parameters
    ----------
    content : bytes
    is_binary : bool
        Whether it is GLB.

    Raises
    ------
    MediaValueError
        If it is none, is cut short, or needs other files.
    """

    def __init__(self, content: bytes, is_binary: bool) -> None:
        text, self._binary = _split_glb(content) if is_binary else (content, None)
        try:
            self.json: Json = json.loads(text)
        except (ValueError, RecursionError):
            raise MediaValueError("the glTF file is no JSON. Export it again.") from None
        asset = self.json.get("asset") if isinstance(self.json, dict) else None
        if not isinstance(asset, dict) or not str(asset.get("version", "")).startswith("2"):
            raise MediaValueError('the file is no glTF 2.0: its "asset" says so. Export it as glTF 2.0.')
        self.is_packed = not PACKED.isdisjoint(_listed(self.json.get("extensionsRequired")))
        """Whether its vertices cannot be read here."""
        for kind in ("buffers", "images"):
            for each in self._all(kind):
                _check_uri(each.get("uri"), kind)
        self._buffers: dict[int, bytes] = {}
        for at in range(len(self._all("bufferViews"))):
            self._view(at)

    def mesh(self) -> Mesh:
        """Return the triangles of the scene; nothing where they are packed."""
        if self.is_packed:
            return Mesh([], "y")
        parts: list[MeshPart] = []
        nodes = self._all("nodes")
        scenes = self._all("scenes")
        scene = scenes[min(_whole(self.json.get("scene"), 0), len(scenes) - 1)] if scenes else {}
        roots = _listed(scene.get("nodes")) if scenes else range(len(nodes))
        waiting = [(_whole(root, -1), np.eye(4), 0) for root in roots]
        seen = 0
        while waiting:
            at, above, depth = waiting.pop()
            seen += 1
            if not 0 <= at < len(nodes) or depth > DEPTH or seen > MOST_NODES:
                raise MediaValueError(
                    "the glTF file's nodes lead nowhere, or round in a circle. Export it again."
                )
            node = nodes[at]
            place = above @ _matrix(node)
            waiting += [(_whole(child, -1), place, depth + 1) for child in _listed(node.get("children"))]
            if "mesh" in node:
                parts += self._primitives(_whole(node["mesh"], -1), place)
        return Mesh(parts, "y")

    def facts(self) -> Json:
        """Return the numbers that a cell has of the file."""
        if not self.is_packed:
            return self.mesh().facts()
        counts = {"vertices": 0, "faces": 0}
        for mesh in self._all("meshes"):
            for each in _listed(mesh.get("primitives")):
                place = self._at("accessors", _whole(each.get("attributes", {}).get("POSITION"), -1))
                index = self._at("accessors", _whole(each.get("indices"), -1))
                counts["vertices"] += _whole(place.get("count"), 0)
                counts["faces"] += _whole(index.get("count"), 0) // 3
        return {**counts, "points": counts["vertices"]}

    def _primitives(self, at: int, place: Array) -> list[MeshPart]:
        made = []
        for each in _listed(self._at("meshes", at).get("primitives")):
            attributes = each.get("attributes") if isinstance(each, dict) else None
            if not isinstance(attributes, dict) or each.get("mode", TRIANGLES) != TRIANGLES:
                continue
            if "POSITION" not in attributes:
                continue
            raw = self._accessor(attributes["POSITION"], 3).astype(np.float64)
            vertices = raw @ place[:3, :3].T + place[:3, 3]
            if not np.isfinite(vertices).all():
                raise MediaValueError("the glTF file has vertices that are NaN or infinite. Export it again.")
            faces: Array
            if "indices" in each:
                faces = self._accessor(each["indices"], 1).astype(np.int64).reshape(-1)
            else:
                faces = np.arange(len(vertices))
            faces = faces[: len(faces) // 3 * 3].reshape(-1, 3)
            check_faces(faces, len(vertices))
            color, texture, channel = self._material(_whole(each.get("material"), -1))
            uv = attributes.get(f"TEXCOORD_{channel}")
            colors = attributes.get("COLOR_0")
            made.append(
                MeshPart(
                    coordinates(vertices),
                    faces.astype(np.int32),
                    color,
                    None if colors is None else _bytes_of(self._accessor(colors, None)[:, :3]),
                    None if uv is None else _shares(self._accessor(uv, 2)),
                    texture,
                )
            )
        return made

    def _material(self, at: int) -> tuple[tuple[int, int, int], bytes | None, int]:
        material = self._at("materials", at)
        pbr = material.get("pbrMetallicRoughness")
        if not isinstance(pbr, dict):
            return GREY, None, 0
        factor = [value for value in _listed(pbr.get("baseColorFactor")) if isinstance(value, (int, float))]
        color = (
            tuple(_bytes_of(np.array(factor[:3], np.float32)).tolist()) if len(factor) >= 3 else (255,) * 3
        )
        info = pbr.get("baseColorTexture")
        texture = None
        if isinstance(info, dict):
            image = self._at(
                "images", _whole(self._at("textures", _whole(info.get("index"), -1)).get("source"), -1)
            )
            texture = self._image(image)
        channel = _whole(info.get("texCoord"), 0) if isinstance(info, dict) else 0
        return (color if texture or len(factor) >= 3 else GREY), texture, channel

    def _image(self, image: Json) -> bytes | None:
        if "bufferView" in image:
            return bytes(self._view(_whole(image["bufferView"], -1)))
        return _data_of(image["uri"]) if isinstance(image.get("uri"), str) else None

    def check_images(self) -> None:
        """Raise MediaValueError for a texture that is no picture, or one that claims too many pixels."""
        for at, image in enumerate(self._all("images")):
            content = self._image(image)
            if content is not None and image.get("mimeType", "image/png") in ("image/png", "image/jpeg"):
                open_file(content, f"texture {at} of the glTF file").close()

    def _accessor(self, at: Any, width: int | None) -> Array:
        """Return the rows of an accessor; numbers that stand for shares stay whole."""
        accessor = self._at("accessors", _whole(at, -1))
        kind, columns = COMPONENTS.get(accessor.get("componentType", 0)), WIDTHS.get(accessor.get("type", ""))
        count = _whole(accessor.get("count"), -1)
        if kind is None or columns is None or count < 0 or (width is not None and columns != width):
            raise MediaValueError("the glTF file has an accessor that glTF does not know. Export it again.")
        if "bufferView" not in accessor or "sparse" in accessor:
            if count > 50_000_000:
                raise MediaValueError(
                    f"the glTF file claims {count:,} values that are not in it. Export it again."
                )
            return np.zeros((count, columns), kind)
        number = _whole(accessor["bufferView"], -1)
        view, start = self._view(number), _whole(accessor.get("byteOffset"), 0)
        size = np.dtype(kind).itemsize * columns
        stride = _whole(self._at("bufferViews", number).get("byteStride"), 0) or size
        if start < 0 or stride < size or start + (count - 1) * stride + size > len(view):
            raise MediaValueError(
                f"the glTF file says that an accessor has {count:,} values, more than there are bytes for: "
                "it is cut short. Export it again."
            )
        if count == 0:
            return np.zeros((0, columns), kind)
        rows = np.lib.stride_tricks.as_strided(
            np.frombuffer(view, np.uint8, offset=start), (count, size), (stride, 1), writeable=False
        )
        return np.ascontiguousarray(rows).view(kind).reshape(count, columns)

    def _view(self, at: int) -> memoryview:
        view = self._at("bufferViews", at)
        whole = self._buffer(_whole(view.get("buffer"), -1))
        start, length = _whole(view.get("byteOffset"), 0), _whole(view.get("byteLength"), -1)
        if start < 0 or length < 0 or start + length > len(whole):
            raise MediaValueError(
                f"the glTF file names {length:,} bytes from {start:,} on of a buffer of {len(whole):,}: "
                "it is cut short. Export it again."
            )
        return memoryview(whole)[start : start + length]

    def _buffer(self, at: int) -> bytes:
        if at not in self._buffers:
            buffer = self._at("buffers", at)
            uri = buffer.get("uri")
            self._buffers[at] = _data_of(uri) if isinstance(uri, str) else (self._binary or b"")
        return self._buffers[at]

    def _all(self, kind: str) -> list[Json]:
        return [each if isinstance(each, dict) else {} for each in _listed(self.json.get(kind))]

    def _at(self, kind: str, at: int) -> Json:
        every = self._all(kind)
        return every[at] if 0 <= at < len(every) else {}


def _split_glb(content: bytes) -> tuple[bytes, bytes | None]:
    if content[:4] != b"glTF":
        raise MediaValueError('the file does not begin as a GLB file does, with "glTF". Check its type.')
    if len(content) < 20:
        raise MediaValueError("the GLB file is cut short. Export it again.")
    version, length = struct.unpack_from("<II", content, 4)
    if version != 2:
        raise MediaValueError(f"the GLB file has version {version}; glTF 2.0 is read. Export it as glTF 2.0.")
    if length > len(content):
        raise MediaValueError(
            f"the GLB file says that it has {length:,} bytes and has {len(content):,}: it is cut short. "
            "Copy it again."
        )
    chunks: dict[int, bytes] = {}
    at = 12
    while at + 8 <= length:
        size, kind = struct.unpack_from("<II", content, at)
        if at + 8 + size > length:
            raise MediaValueError("the GLB file ends inside of a chunk: it is cut short. Export it again.")
        chunks.setdefault(kind, content[at + 8 : at + 8 + size])
        at += 8 + size
    if JSON_CHUNK not in chunks:
        raise MediaValueError("the GLB file has no JSON chunk. Export it again.")
    return chunks[JSON_CHUNK], chunks.get(BINARY_CHUNK)


def _check_uri(uri: Any, kind: str) -> None:
    if uri is None or (isinstance(uri, str) and uri.startswith("data:")):
        return
    raise MediaValueError(
        f"the glTF file keeps its {kind} in {str(uri)[:80]!r}, and nothing is fetched from elsewhere. "
        "Export it as one .glb file."
    )


def _data_of(uri: str) -> bytes:
    head, _, data = uri.partition(",")
    try:
        return base64.b64decode(data, validate=True) if head.endswith(";base64") else data.encode()
    except (binascii.Error, ValueError):
        raise MediaValueError(
            "the glTF file has a data: address that is not base64. Export it again."
        ) from None


def _matrix(node: Json) -> Array:
    """Return the place of a node as a 4 × 4 matrix for columns."""
    given = _floats(node.get("matrix"), 16)
    if given is not None:
        placed: Array = given.reshape(4, 4).T
        return placed
    made = np.eye(4)
    rotation = _floats(node.get("rotation"), 4)
    x, y, z, w = (0.0, 0.0, 0.0, 1.0) if rotation is None else rotation.tolist()
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    scale = _floats(node.get("scale"), 3)
    made[:3, :3] = turn * (np.ones(3) if scale is None else scale)
    moved = _floats(node.get("translation"), 3)
    made[:3, 3] = 0 if moved is None else moved
    return made


def _floats(given: Any, count: int) -> Array | None:
    if isinstance(given, list) and len(given) == count and all(isinstance(n, (int, float)) for n in given):
        return np.array(given, np.float64)
    return None


def _shares(values: Array) -> Array:
    """Return whole numbers that stand for 0 to 1 as floats."""
    if values.dtype.kind == "f":
        return values
    return values.astype(np.float32) / np.iinfo(values.dtype).max


def _bytes_of(linear: Array) -> Array:
    """Return linear light as bytes of sRGB, IEC 61966-2-1."""
    light = np.clip(_shares(linear), 0, 1)
    shown = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    made: Array = np.rint(shown * 255).astype(np.uint8)
    return made


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _whole(given: Any, otherwise: int) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) else otherwise
