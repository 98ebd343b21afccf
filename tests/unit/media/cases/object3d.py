"""Point clouds, scenes of boxes, and meshes."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family
from tests.unit.media.solids import CORNER, CORNERS, FACES, OBJ, PLY, SCENE, XYZ, glb, gltf, stl


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _opened(path: Path) -> wandb.Object3D:
    with path.open() as file:
        return wandb.Object3D(file)


def _points(columns: int, **changes: float) -> np.ndarray[Any, Any]:
    made = np.ones((5, columns))
    made[:, :3] = XYZ
    for where, value in changes.items():
        made[int(where[1:]) // 10, int(where[1:]) % 10] = value
    return made


FAMILY = Family(
    wandb.Object3D,
    ways={
        "points": lambda folder: wandb.Object3D(XYZ),
        "categories": lambda folder: wandb.Object3D(_points(4), caption="of one class"),
        "colors": lambda folder: wandb.Object3D.from_numpy(_points(6, _03=255)),
        "scene": lambda folder: wandb.Object3D(SCENE),
        "boxes": lambda folder: wandb.Object3D.from_point_cloud(
            points=XYZ.tolist(),
            boxes=[
                wandb.box3d(
                    center=(0, 0, 0), size=(2, 4, 6), orientation=(1, 0, 0, 0), color=(0, 1, 0), score=0.5
                )
            ],
        ),
        "mesh": lambda folder: wandb.Object3D.from_mesh(CORNER, FACES, CORNER),
        "json": lambda folder: wandb.Object3D(_file(folder, "a.pts.json", json.dumps(XYZ.tolist()).encode())),
        "obj": lambda folder: _opened(_file(folder, "a.obj", OBJ)),
        "stl": lambda folder: wandb.Object3D.from_file(str(_file(folder, "a.STL", stl()))),
        "gltf": lambda folder: wandb.Object3D(
            io.StringIO(json.dumps(gltf("data:;base64," + base64.b64encode(gltf()[1]).decode())[0])),
            file_type="gltf",
        ),
        "glb": lambda folder: wandb.Object3D(io.BytesIO(glb()), file_type="glb"),
        "ply": lambda folder: wandb.Object3D(_file(folder, "a.ply", PLY + b"0 0 0\n1 2 3\n")),
    },
    bad={
        "shape": (lambda folder: wandb.Object3D(np.zeros((3, 9))), r"got shape \(3, 9\). Transpose it first"),
        "five columns": (lambda folder: wandb.Object3D(np.zeros((9, 5))), r"n × 3 .* got shape \(9, 5\)"),
        "text": (lambda folder: wandb.Object3D(np.array([["a", "b", "c"]])), "made of numbers"),
        "NaN": (lambda folder: wandb.Object3D(np.full((4, 3), np.nan)), "all 4 points have NaN"),
        "category": (lambda folder: wandb.Object3D(_points(4, _13=15)), "1 of 5 points .* the first one 15"),
        "color": (lambda folder: wandb.Object3D(_points(6, _13=256)), "from 1 to 256, outside 0..255"),
        "values": (lambda folder: wandb.Object3D(XYZ, values={"echo": [1, 2]}), "there are 5 points"),
        "name": (lambda folder: wandb.Object3D(XYZ, values={"x": range(5)}), "cannot be named 'x'"),
        "number": (lambda folder: wandb.Object3D(5), "got the number 5"),
        "argument": (lambda folder: wandb.Object3D(XYZ, colour=1), "takes no 'colour'"),
        "kind of scene": (lambda folder: wandb.Object3D({**SCENE, "type": "radar"}), "got 'radar'"),
        "key of scene": (lambda folder: wandb.Object3D({**SCENE, "box": []}), "got 'box'"),
        "corners": (
            lambda folder: wandb.Object3D({**SCENE, "boxes": [{"corners": CORNERS[:7]}]}),
            r"box 0 has corners of shape \(7, 3\)",
        ),
        "quaternion": (
            lambda folder: wandb.box3d(
                center=(0, 0, 0), size=(1, 1, 1), orientation=(0,) * 4, color=(0,) * 3
            ),
            "does not turn",
        ),
        "vector": (lambda folder: wandb.Object3D({**SCENE, "vectors": [{"start": 1}]}), "vector 0 is a dict"),
        "face": (
            lambda folder: wandb.Object3D.from_mesh(CORNER, [[0, 1, 4]]),
            "names vertex 4, and there are 4",
        ),
        "ending": (lambda folder: wandb.Object3D(_file(folder, "a.npy", b"x")), "Load it with numpy.load"),
        "missing": (lambda folder: wandb.Object3D(folder / "no.obj"), "there is no file"),
        "empty": (lambda folder: wandb.Object3D(_file(folder, "a.stl", b"")), "is empty"),
        "no type": (lambda folder: wandb.Object3D(io.BytesIO(stl())), "an open file needs its type"),
        "short STL": (
            lambda folder: wandb.Object3D(stl()[:-1], file_type="stl"),
            "4 triangles and ends after 3",
        ),
        "absurd STL": (
            lambda folder: wandb.Object3D(bytes(80) + b"\xff\xff\xff\xff" + bytes(50), file_type="stl"),
            "4,294,967,295 triangles",
        ),
        "short GLB": (lambda folder: wandb.Object3D(glb()[:-4], file_type="glb"), "it is cut short"),
        "no GLB": (
            lambda folder: wandb.Object3D(stl(), file_type="glb"),
            "does not begin as a GLB file does",
        ),
        "other file": (
            lambda folder: wandb.Object3D(json.dumps(gltf("mesh.bin")[0]).encode(), file_type="gltf"),
            "keeps its buffers in 'mesh.bin', and nothing is fetched",
        ),
        "address": (
            lambda folder: wandb.Object3D(glb(images=[{"uri": "https://a.b/c.png"}]), file_type="glb"),
            "keeps its images in 'https://a.b/c.png'",
        ),
        "circle": (
            lambda folder: wandb.Object3D(glb(nodes=[{"children": [0]}]), file_type="glb"),
            "round in a circle",
        ),
        "absurd GLB": (
            lambda folder: wandb.Object3D(
                glb(accessors=[{"bufferView": 0, "componentType": 5126, "count": 2**40, "type": "VEC3"}]),
                file_type="glb",
            ),
            "more than there are bytes for",
        ),
        "absurd PLY": (
            lambda folder: wandb.Object3D(PLY.replace(b"vertex 2", b"vertex 2000000000"), file_type="ply"),
            "2,000,000,000 of 'vertex' and ends before",
        ),
        "no JSON": (lambda folder: wandb.Object3D(b"[[1,2", file_type="pts.json"), "is no JSON"),
        "deep JSON": (lambda folder: wandb.Object3D(b"[" * 10**6, file_type="pts.json"), "is no JSON"),
        "face of OBJ": (
            lambda folder: wandb.Object3D(b"v 0 0 0\nf 1 2 3\n", file_type="obj"),
            "names vertex 2",
        ),
        "other babylon": (
            lambda folder: wandb.Object3D(
                json.dumps({"meshes": [{"delayLoadingFile": "a.bin"}]}).encode(), file_type="babylon"
            ),
            "keeps geometry in 'a.bin'",
        ),
    },
    facts={
        "points": {"points": 5, "boxes": 0, "faces": None, "width": 1.0, "height": 2.0, "depth": 4.0},
        "colors": {"points": 5, "has_color": True},
        "scene": {"points": 3, "boxes": 1, "depth": 1.3},
        "boxes": {"boxes": 1, "width": 2.0, "height": 4.0, "depth": 7.0},
        "mesh": {"points": 4, "boxes": None, "vertices": 4, "faces": 4, "has_color": True},
        "stl": {"vertices": 4, "faces": 4, "has_color": False},
        "obj": {"vertices": 4, "faces": 4, "height": 1.0},
        "gltf": {"vertices": 4, "faces": 4},
        "glb": {"vertices": 4, "faces": 4, "width": 2.0},
        "ply": {"points": 2, "depth": 3.0},
    },
)
