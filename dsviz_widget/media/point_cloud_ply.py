"""PLY, the form that clouds and meshes made of arrays are kept in, and that other programs read as well.

References
----------
Greg Turk, The PLY Polygon File Format, 1994.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.point_cloud import CATEGORIES, PointCloud, coordinates
from dsviz_widget.media.point_cloud_boxes import checked_boxes, checked_camera, checked_vectors

Array = np.ndarray[Any, Any]

TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2",
    "ushort": "u2", "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4",
    "float": "f4", "float32": "f4", "double": "f8", "float64": "f8",
}  # fmt: skip
HEADER_BYTES = 64_000_000
MOST = 2**31
COLORS = ("red", "green", "blue")
POSITION = ("x", "y", "z")


@dataclass
class Element:
    """What a PLY file has of one kind: ``columns`` of numbers, and ``lists`` as (lengths, all items)."""

    count: int
    columns: dict[str, Array] = field(default_factory=dict)
    lists: dict[str, tuple[Array, Array]] = field(default_factory=dict)


@dataclass
class Ply:
    """A PLY file: its elements by name, and its comments."""

    elements: dict[str, Element]
    comments: list[str]


@dataclass
class _Declared:
    name: str
    count: int
    properties: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Name, type of the items, and type of the length where it is a list."""


def cloud_to_ply(cloud: PointCloud) -> bytes:
    """Return a cloud as a binary PLY file; boxes, vectors and camera are JSON in its comments."""
    number = "double" if cloud.xyz.dtype == np.float64 else "float"
    columns: list[tuple[str, str, Array]] = [(c, number, cloud.xyz[:, k]) for k, c in enumerate(POSITION)]
    if cloud.rgb is not None:
        columns += [(c, "uchar", cloud.rgb[:, k]) for k, c in enumerate(COLORS)]
    if cloud.category is not None:
        columns.append(("category", "uchar", cloud.category))
    columns += [(name, "float", numbers) for name, numbers in cloud.values.items()]
    said = [f"comment scene {cloud.scene_type}"] if cloud.scene_type else []
    said += [f"comment box {_json(box)}" for box in cloud.boxes]
    said += [f"comment vector {_json(vector)}" for vector in cloud.vectors]
    said += [f"comment camera {_json(cloud.camera)}"] if cloud.camera else []
    return _header(said, [("vertex", len(cloud.xyz), [f"{t} {n}" for n, t, _ in columns])]) + _rows(columns)


def mesh_to_ply(vertices: Array, faces: Array, colors: Array | None) -> bytes:
    """Return triangles as a binary PLY file whose z points up."""
    number = "double" if vertices.dtype == np.float64 else "float"
    columns: list[tuple[str, str, Array]] = [(c, number, vertices[:, k]) for k, c in enumerate(POSITION)]
    if colors is not None:
        columns += [(c, "uchar", colors[:, k]) for k, c in enumerate(COLORS)]
    rows = np.empty(len(faces), [("n", "u1"), ("corners", "<i4", 3)])
    rows["n"], rows["corners"] = 3, faces
    elements = [
        ("vertex", len(vertices), [f"{t} {n}" for n, t, _ in columns]),
        ("face", len(faces), ["list uchar int vertex_indices"]),
    ]
    return _header(["comment up z"], elements) + _rows(columns) + rows.tobytes()


def cloud_of_ply(ply: Ply) -> PointCloud:
    """Return the points of a PLY file without faces.

    Raises
    ------
    MediaValueError
        If it has no points, or NaN in them.
    """
    vertex = ply.elements.get("vertex")
    if vertex is None or not set(POSITION) <= vertex.columns.keys():
        raise MediaValueError('the PLY file has no element "vertex" with x, y and z. Write it again.')
    columns = {name: values for name, values in vertex.columns.items() if name not in POSITION}
    xyz = np.stack([vertex.columns[name] for name in POSITION], axis=1)
    is_finite = np.isfinite(xyz).all(axis=1)
    if not is_finite.all():
        # The file stays as it is, and what has no place is not drawn.
        xyz = xyz[is_finite]
        columns = {name: values[is_finite] for name, values in columns.items()}
    rgb = vertex_colors(columns)
    category = columns.pop("category", None)
    if category is not None and ((category < 1) | (category > CATEGORIES)).any():
        columns["category_number"], category = category, None
    scene = [line[6:] for line in ply.comments if line.startswith("scene ")]
    return PointCloud(
        coordinates(xyz if xyz.dtype.kind == "f" else xyz.astype(np.float64)),
        rgb,
        None if category is None else category.astype(np.uint8),
        {
            name: values.astype(np.float32)
            for name, values in columns.items()
            if name not in (*COLORS, "alpha")
        },
        checked_boxes(_said(ply, "box")),
        checked_vectors(_said(ply, "vector")),
        checked_camera(next(iter(_said(ply, "camera")), None)),
        scene[0] if scene else None,
    )


def vertex_colors(columns: dict[str, Array]) -> Array | None:
    """Return the (n, 3) uint8 colors of a vertex's properties, or None."""
    if not set(COLORS) <= columns.keys():
        return None
    colors = np.stack([columns[name] for name in COLORS], axis=1)
    shown: Array = np.clip(colors * 255 if colors.dtype.kind == "f" else colors, 0, 255).astype(np.uint8)
    return shown


def read_ply(content: bytes) -> Ply:
    """Return what a PLY file holds.

    Raises
    ------
    MediaValueError
        If it is none, is cut short, or declares what a PLY file cannot have.
    """
    form, declared, comments, at = _read_header(content)
    elements = {}
    body = memoryview(content)
    if form == "ascii":
        elements = _read_ascii(declared, content[at:])
    else:
        order = "<" if form == "binary_little_endian" else ">"
        for each in declared:
            elements[each.name], at = _read_binary(each, body, at, order)
    return Ply(elements, comments)


def declared_counts(content: bytes) -> dict[str, int]:
    """Return how many there are of each element, by the header alone."""
    return {each.name: each.count for each in _read_header(content)[1]}


def _read_header(content: bytes) -> tuple[str, list[_Declared], list[str], int]:
    if not re.match(rb"ply\r?\n", content):
        raise MediaValueError(
            'the file does not begin as a PLY file does, with a line "ply". Check its type.'
        )
    end = re.search(rb"\nend_header[ \t]*\r?\n", content[:HEADER_BYTES])
    if end is None:
        raise MediaValueError("the PLY file's header has no end: it is cut short. Write it again.")
    form, declared, comments = "", [], []
    for line in content[: end.start()].decode("ascii", "replace").splitlines()[1:]:
        words = line.split()
        if not words or words[0] == "obj_info":
            continue
        if words[0] == "comment":
            comments.append(line.partition("comment")[2].strip())
        elif words[0] == "format" and len(words) == 3:
            form = words[1]
        elif words[0] == "element" and len(words) == 3 and words[2].isdecimal() and int(words[2]) < MOST:
            declared.append(_Declared(words[1], int(words[2])))
        elif words[0] == "property" and declared and _is_property(words):
            is_list = words[1] == "list"
            kind, length = (words[3], words[2]) if is_list else (words[1], None)
            declared[-1].properties.append((words[-1], TYPES[kind], length and TYPES[length]))
        else:
            raise MediaValueError(
                f"the PLY file's header has the line {line[:60]!r}, which PLY does not know."
            )
    for each in declared:
        names = [name for name, _, _ in each.properties]
        if not names or len(set(names)) < len(names):
            raise MediaValueError(
                f"the PLY file's element {each.name[:40]!r} has no property, or one of a name twice. "
                "Write it again."
            )
    if form not in ("ascii", "binary_little_endian", "binary_big_endian"):
        raise MediaValueError(f"the PLY file's format is {form[:40]!r}. Write it as binary_little_endian.")
    return form, declared, comments, end.end()


def _is_property(words: list[str]) -> bool:
    if len(words) == 5 and words[1] == "list":
        return words[2] in TYPES and words[3] in TYPES and TYPES[words[2]][0] in "iu"
    return len(words) == 3 and words[1] in TYPES


def _read_binary(each: _Declared, body: memoryview, at: int, order: str) -> tuple[Element, int]:
    """Return an element and where the next one begins."""
    lists = [part for part in each.properties if part[2] is not None]
    if not lists:
        dtype = np.dtype([(name, order + kind) for name, kind, _ in each.properties])
        return _columns(each, _taken(body, at, dtype, each), dtype), at + each.count * dtype.itemsize
    lengths = [_first_length(body, at, each, name, order) for name, _, _ in lists] if len(lists) == 1 else []
    if lengths:
        fixed = [
            part
            for name, kind, length in each.properties
            for part in (
                [(f"{name} length", order + length), (name, order + kind, (lengths[0],))]
                if length
                else [(name, order + kind)]
            )
        ]
        dtype = np.dtype(fixed)
        if at + each.count * dtype.itemsize <= len(body):
            rows = np.frombuffer(body, dtype, each.count, at)
            name = lists[0][0]
            if (rows[f"{name} length"] == lengths[0]).all():
                found = _columns(each, rows, dtype)
                found.lists[name] = (rows[f"{name} length"].astype(np.int64), rows[name].reshape(-1))
                return found, at + each.count * dtype.itemsize
    return _read_mixed(each, body, at, order)


def _first_length(body: memoryview, at: int, each: _Declared, wanted: str, order: str) -> int:
    """Return how long the only list of the first row is."""
    for name, kind, length in each.properties:
        if name == wanted and length is not None:
            size = np.dtype(length).itemsize
            if each.count == 0 or at + size > len(body):
                return 0
            return int(np.frombuffer(body, order + length, 1, at)[0])
        at += np.dtype(kind).itemsize
    return 0


def _read_mixed(each: _Declared, body: memoryview, at: int, order: str) -> tuple[Element, int]:
    """Return an element whose lists differ in length, row by row."""
    found: dict[str, list[Any]] = {name: [] for name, _, _ in each.properties}
    lengths: dict[str, list[int]] = {name: [] for name, _, length in each.properties if length}
    smallest = sum(np.dtype(length or kind).itemsize for _, kind, length in each.properties)
    if at + smallest * each.count > len(body):
        raise _cut_short(each)
    for _ in range(each.count):
        for name, kind, length in each.properties:
            count = 1
            if length is not None:
                if at + np.dtype(length).itemsize > len(body):
                    raise _cut_short(each)
                count = int(np.frombuffer(body, order + length, 1, at)[0])
                lengths[name].append(count)
                at += np.dtype(length).itemsize
            size = np.dtype(kind).itemsize * count
            if count < 0 or at + size > len(body):
                raise _cut_short(each)
            found[name].append(np.frombuffer(body, order + kind, count, at))
            at += size
    made = Element(each.count)
    for name, kind, length in each.properties:
        joined = np.concatenate(found[name]) if found[name] else np.zeros(0, kind)
        if length is None:
            made.columns[name] = joined
        else:
            made.lists[name] = (np.array(lengths[name], np.int64), joined)
    return made, at


def _read_ascii(declared: list[_Declared], text: bytes) -> dict[str, Element]:
    try:
        words = np.array(text.split(), dtype=np.float64)
    except ValueError:
        raise MediaValueError(
            "the PLY file has something among its numbers that is none. Write it again."
        ) from None
    elements, at = {}, 0
    for each in declared:
        made = Element(each.count)
        columns = [name for name, _, length in each.properties if length is None]
        if len(columns) == len(each.properties):
            stop = at + each.count * len(columns)
            if stop > len(words):
                raise _cut_short(each)
            rows = words[at:stop].reshape(each.count, len(columns))
            for k, (name, kind, _) in enumerate(each.properties):
                made.columns[name] = (
                    rows[:, k].astype(kind) if kind[0] == "f" else rows[:, k].astype(np.int64)
                )
            at = stop
        else:
            at = _read_ascii_lists(each, made, words, at)
        elements[each.name] = made
    return elements


def _read_ascii_lists(each: _Declared, made: Element, words: Array, at: int) -> int:
    if at + each.count * len(each.properties) > len(words):
        raise _cut_short(each)
    found: dict[str, list[Any]] = {name: [] for name, _, _ in each.properties}
    lengths: dict[str, list[int]] = {name: [] for name, _, length in each.properties if length}
    for _ in range(each.count):
        for name, _, length in each.properties:
            count = 1
            if length is not None:
                count = int(words[at]) if at < len(words) else -1
                lengths[name].append(count)
                at += 1
            if count < 0 or at + count > len(words):
                raise _cut_short(each)
            found[name].append(words[at : at + count])
            at += count
    for name, _, length in each.properties:
        joined = np.concatenate(found[name]) if found[name] else np.zeros(0)
        if length is None:
            made.columns[name] = joined
        else:
            made.lists[name] = (np.array(lengths[name], np.int64), joined.astype(np.int64))
    return at


def _taken(body: memoryview, at: int, dtype: np.dtype[Any], each: _Declared) -> Array:
    if at + each.count * dtype.itemsize > len(body):
        raise _cut_short(each)
    return np.frombuffer(body, dtype, each.count, at)


def _columns(each: _Declared, rows: Array, dtype: np.dtype[Any]) -> Element:
    plain = [name for name, _, length in each.properties if length is None]
    # The file's own byte order may not be the machine's.
    return Element(each.count, {name: rows[name].astype(dtype[name].newbyteorder("=")) for name in plain})


def _cut_short(each: _Declared) -> MediaValueError:
    return MediaValueError(
        f"the PLY file says that it has {each.count:,} of {each.name[:40]!r} and ends before: "
        "it is cut short. Write it again."
    )


def _said(ply: Ply, word: str) -> list[Any]:
    """Return the JSON that comments of ours hold; what others wrote there is left alone."""
    found = []
    for line in ply.comments:
        if line.startswith(f"{word} {{"):
            try:
                found.append(json.loads(line[len(word) + 1 :]))
            except ValueError:
                continue
    return found


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _header(said: list[str], elements: list[tuple[str, int, list[str]]]) -> bytes:
    lines = ["ply", "format binary_little_endian 1.0", "comment made by dsviz_widget", *said]
    for name, count, properties in elements:
        lines += [f"element {name} {count}", *(f"property {each}" for each in properties)]
    return "\n".join([*lines, "end_header", ""]).encode("ascii")


def _rows(columns: list[tuple[str, str, Array]]) -> bytes:
    rows = np.empty(len(columns[0][2]), [(name, "<" + TYPES[kind]) for name, kind, _ in columns])
    for name, _, values in columns:
        rows[name] = values
    return rows.tobytes()
