"""What tests of clouds and meshes are made of."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb

XYZ = np.array([[0, 0, 0], [1, 0, 0], [0, 2, 0], [0, 0, 4], [1, 2, 4]], np.float32)
# As the documentation of 2020 has it: corners in no order, colors beyond 255.
CORNERS = [[0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
SCENE = {
    "type": "lidar/beta",
    "points": np.array([[0.4, 1, 1.3], [1, 1, 1], [1.2, 1, 1.2]]),
    "boxes": np.array([{"corners": CORNERS, "label": "Box", "color": [123, 321, 111]}]),
    "vectors": [{"start": [0, 0, 0], "end": [0.1, 0.2, 0.5]}],
}
CORNER = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
FACES = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], np.uint32)
OBJ = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1/1 4/1 -2/1\nf 2 3 4\n"
PLY = (
    b"ply\nformat ascii 1.0\nelement vertex 2\n"
    b"property float x\nproperty float y\nproperty float z\nend_header\n"
)


def stl() -> bytes:
    """Return a binary STL file of four triangles."""
    rows = np.zeros(4, [("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    rows["corners"] = CORNER[FACES]
    return b"solid or not".ljust(80) + struct.pack("<I", 4) + rows.tobytes()


def gltf(uri: str | None = None, **changes: Any) -> tuple[dict[str, Any], bytes]:
    """Return the JSON of a glTF file of four triangles, and its bytes; `changes` go into the JSON."""
    body = CORNER.tobytes() + FACES.tobytes()
    made = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "scale": [2, 1, 1]}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": 4,
                "type": "VEC3",
                "min": [0, 0, 0],
                "max": [1, 1, 1],
            },
            {"bufferView": 1, "componentType": 5125, "count": 12, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteLength": 48},
            {"buffer": 0, "byteOffset": 48, "byteLength": 48},
        ],
        "buffers": [{"byteLength": len(body), **({} if uri is None else {"uri": uri})}],
    }
    return {**made, **changes}, body


def glb(**changes: Any) -> bytes:
    """Return the same as a GLB file."""
    made, body = gltf(**changes)
    text = json.dumps(made).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(body), b"BIN\0") + body
    return b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks


def kitti(folder: Path) -> wandb.Object3D:
    """Return a lidar frame with the boxes of its cars."""
    points = np.load(folder / "point_cloud" / "kitti_000008.npy")
    cars = json.loads((folder / "point_cloud" / "kitti_000008_boxes.json").read_text())["boxes"]
    boxes = [
        wandb.box3d(
            center=car["center"],
            size=car["size"],
            orientation=[np.cos(car["yaw"] / 2), 0, 0, np.sin(car["yaw"] / 2)],
            color=(0.2, 0.6, 1),
            label=car["label"],
        )
        for car in cars
    ]
    return wandb.Object3D.from_point_cloud(points[:, :3], boxes, values={"reflectance": points[:, 3]})
