"""Clouds and meshes: what is kept of them, what is read of real files, what is drawn, what a viewer gets."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.errors import MediaValueError
from dsviz_widget.media import FileReader, Still
from dsviz_widget.media.point_cloud_boxes import EDGES, ordered_corners
from dsviz_widget.query import Task
from dsviz_widget.store import Catalog
from tests.unit.media.solids import CORNER, FACES, SCENE, XYZ, kitti

MESHES = {
    # As trimesh 5.2 counts and measures them.
    "Duck.glb": {"vertices": 2399, "faces": 4212, "width": 1.6548, "height": 1.5404, "depth": 1.1525},
    "BoxTextured.glb": {"vertices": 24, "faces": 12, "width": 1.0, "height": 1.0, "depth": 1.0},
    "teapot.stl": {"vertices": 480, "faces": 894, "width": 63.1697, "height": 39.3084, "depth": 29.4813},
    "fandisk.obj": {"vertices": 2877, "faces": 5750, "width": 1.6908, "height": 0.8641, "depth": 1.5565},
    "bunny.ply": {"vertices": 8171, "faces": 16301, "width": 0.1555, "height": 0.1533, "depth": 0.1206},
}


def still_of(value: wandb.Object3D, size_px: int = 96) -> np.ndarray[Any, Any]:
    """Return the pixels of a still, H×W×4."""
    made = wandb.Object3D.still(value.to_struct(), _reader(value), size_px)
    assert isinstance(made, Still)
    pixels = np.asarray(PILImage.open(io.BytesIO(made.content)))
    assert pixels.shape == (made.height, made.width, 4)
    assert max(made.width, made.height) == size_px
    return pixels


def asked(value: wandb.Object3D, what: str, **params: Any) -> tuple[dict[str, Any], list[bytes]]:
    return wandb.Object3D.view(value.to_struct(), _reader(value), {"what": what, **params}, Task())


def _reader(value: wandb.Object3D) -> FileReader:
    source = SimpleNamespace(get=lambda digest: value.read(), locate=lambda digest: None)
    return FileReader(source, value.digest)  # type: ignore[arg-type]


def test_points_come_back_as_they_were_given() -> None:
    colored = np.hstack([XYZ, np.arange(15).reshape(5, 3) * 17])
    assert (wandb.Object3D(XYZ).cloud().xyz == XYZ).all()
    cloud = wandb.Object3D(colored).cloud()
    assert (cloud.rgb == colored[:, 3:]).all()
    assert cloud.xyz.dtype == np.float32
    shares = wandb.Object3D(np.hstack([XYZ, np.full((5, 3), 0.5)])).cloud().rgb
    assert shares is not None
    assert shares[0].tolist() == [128, 128, 128]
    echo = wandb.Object3D(XYZ, values={"echo": [5, 4, 3, 2, 1]})
    assert echo.cloud().values["echo"].tolist() == [5, 4, 3, 2, 1]
    # Where the numbers are large and lie close together, float32 would move them.
    far = XYZ.astype(np.float64) * 0.001 + [500_000.123, 5_400_000.456, 120.0]
    assert (wandb.Object3D(far).cloud().xyz == far).all()


def test_a_million_points_take_fifteen_bytes_each() -> None:
    rng = np.random.default_rng(0)
    points = np.hstack([rng.normal(size=(100_000, 3)), rng.integers(0, 256, (100_000, 3))])
    assert wandb.Object3D(points).size < 15 * 100_000 + 500


def test_points_without_a_place_are_left_out_and_counted() -> None:
    points = XYZ.copy()
    points[1, 2], points[3, 0] = np.nan, np.inf
    with pytest.warns(UserWarning, match="2 of the cloud's 5 points have NaN or infinite"):
        made = wandb.Object3D(points, values={"echo": range(5)})
    assert made.facts["points"] == 3
    assert made.cloud().values["echo"].tolist() == [0, 2, 4]


def test_scenes_are_told_as_wandb_tells_them() -> None:
    made = wandb.Object3D(SCENE, caption="a corner")
    told = json.loads(made.to_pts_json())
    assert told["type"] == "lidar/beta"
    assert told["points"] == [[0.4, 1, 1.3], [1, 1, 1], [1.2, 1, 1.2]]
    assert told["vectors"] == [{"start": [0, 0, 0], "end": [0.1, 0.2, 0.5]}]
    assert told["boxes"][0]["corners"] == SCENE["boxes"][0]["corners"]
    assert (told["boxes"][0]["label"], told["boxes"][0]["color"]) == ("Box", [123, 255, 111])
    again = wandb.Object3D(io.BytesIO(made.to_pts_json()), file_type="pts.json")
    assert again.facts == made.facts
    assert again.to_pts_json() == again.read()


def test_a_box_is_turned_by_its_quaternion() -> None:
    half = np.sqrt(0.5)
    box = wandb.box3d(
        center=(10, 0, 0),
        size=(4, 2, 1),
        orientation=(half, 0, 0, half),
        color=(1, 0.5, 0),
        label="car",
        score=0.9,
    )
    corners = np.array(box["corners"])
    # Turned by 90° about z: what was along x lies along y.
    assert np.allclose(corners.min(axis=0), (9, -2, -0.5))
    assert np.allclose(corners.max(axis=0), (11, 2, 0.5))
    assert (box["color"], box["label"], box["score"]) == ([255, 128, 0], "car", 0.9)


def test_edges_are_found_whatever_the_order_of_corners() -> None:
    box = wandb.box3d(center=(1, 2, 3), size=(1, 2, 4), orientation=(0.9, 0.1, 0.2, 0.3), color=(1, 0, 0))
    corners = np.array(box["corners"])
    rng = np.random.default_rng(0)
    ordered = ordered_corners(np.stack([corners[rng.permutation(8)] for _ in range(40)]))
    lengths = [[np.linalg.norm(each[a] - each[b]) for a, b in EDGES] for each in ordered]
    assert np.allclose(np.sort(lengths), [1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4])


@pytest.mark.parametrize("name", MESHES)
def test_real_meshes_are_read_and_drawn(name: str, shared_data: Path) -> None:
    made = wandb.Object3D(shared_data / "meshes" / name)
    assert made.read() == (shared_data / "meshes" / name).read_bytes()
    for fact, value in MESHES[name].items():
        assert made.facts[fact] == pytest.approx(value, rel=1e-3), fact
    pixels = still_of(made)
    covered = (pixels[:, :, 3] > 200).mean()
    assert 0.3 < covered < 0.9
    # Light falls on it from the eye: it is not one flat color.
    assert pixels[pixels[:, :, 3] > 200, :3].std() > 10


def test_a_texture_is_drawn(shared_data: Path) -> None:
    pixels = still_of(wandb.Object3D(shared_data / "meshes" / "Duck.glb"))
    yellow = (pixels[:, :, 0] > 150) & (pixels[:, :, 1] > 120) & (pixels[:, :, 2] < 60)
    assert yellow.mean() > 0.2


def test_a_lidar_frame_is_kept_and_drawn(shared_data: Path, store: Catalog) -> None:
    made = kitti(shared_data)
    assert (made.facts["points"], made.facts["boxes"]) == (17238, 6)
    pixels = still_of(made, 256)
    assert (pixels[:, :, 3] > 0).mean() > 0.05
    assert (np.abs(pixels[:, :, :3].astype(int) - (51, 153, 255)).max(axis=2) < 12).sum() > 200
    table = wandb.Table(["cloud"], data=[[made]])
    run = wandb.init(project="p")
    artifact = wandb.Artifact("frames", type="dataset")
    artifact.add(table, "t")
    run.log_artifact(artifact).wait()
    run.finish()
    back = wandb.Api().artifact("p/frames:latest").get("t")
    assert back.query().filter("cloud.points > 17000 and cloud.boxes == 6").count() == 1
    assert back.get_column("cloud")[0] == made
    reflectance = back.get_column("cloud")[0].cloud().values["reflectance"]
    assert 0 <= reflectance.min() < reflectance.max() <= 1


def test_stills_keep_what_stands_in_front() -> None:
    # A wall of red points before one of green ones, as the eye stands: -x is near.
    y, z = (grid.ravel() for grid in np.meshgrid(np.linspace(-1, 1, 120), np.linspace(-1, 1, 120)))
    walls = [
        np.stack([np.full_like(y, x), y, z, y * 0 + r, y * 0 + g, y * 0], axis=1)
        for x, r, g in ((-0.2, 255, 0), (0.2, 0, 255))
    ]
    pixels = still_of(wandb.Object3D(np.concatenate(walls)), 128)
    middle = pixels[54:74, 54:74]
    assert (middle[:, :, 0] > 150).all()
    assert (middle[:, :, 1] < 90).all()


def test_meshes_in_memory_are_taken() -> None:
    trimesh = pytest.importorskip("trimesh")
    made = wandb.Object3D(trimesh.creation.icosphere())
    assert (made.format, made.facts["faces"]) == ("ply", 1280)
    assert made.facts["width"] == pytest.approx(2, rel=1e-2)
    cloud = wandb.Object3D(trimesh.PointCloud(XYZ, colors=[[255, 0, 0, 255]] * 5)).cloud()
    assert cloud.rgb is not None
    assert cloud.rgb.tolist() == [[255, 0, 0]] * 5
    loaded = trimesh.load(io.BytesIO(wandb.Object3D.from_mesh(CORNER, FACES).read()), file_type="ply")
    assert (len(loaded.vertices), len(loaded.faces)) == (4, 4)


def test_a_babylon_scene_is_read_with_its_places() -> None:
    arm = {
        "id": "arm",
        "positions": CORNER.ravel().tolist(),
        "indices": FACES.ravel().tolist(),
        "parentId": "body",
    }
    body = {"id": "body", "position": [5, 0, 0], "scaling": [2, 2, 2]}
    scene = {
        "meshes": [body, {**arm, "materialId": "red"}],
        "materials": [{"id": "red", "diffuse": [1, 0, 0]}],
    }
    part = wandb.Object3D(json.dumps(scene).encode(), file_type="babylon").mesh().parts[0]
    assert part.color == (255, 0, 0)
    assert part.vertices.min(axis=0).tolist() == [5, 0, -2]
    assert part.vertices.max(axis=0).tolist() == [7, 2, 0]


def test_a_viewer_gets_the_whole_cloud_in_pieces_that_each_show_it() -> None:
    rng = np.random.default_rng(0)
    points = np.hstack(
        [rng.normal(size=(150_000, 3)).astype(np.float32) + 1000, rng.integers(1, 15, (150_000, 1))]
    )
    made = wandb.Object3D(points, values={"echo": np.arange(150_000)})
    scene, _ = asked(made, "scene")
    assert (scene["points"], scene["pieces"], scene["categories"]) == (150_000, 3, list(range(1, 15)))
    seen = np.zeros(150_000, bool)
    for piece in range(3):
        _, (xyz, category, echo) = asked(made, "points", piece=piece)
        rows = np.frombuffer(echo, np.float32).astype(int)
        seen[rows] = True
        assert np.allclose(
            np.frombuffer(xyz, np.float32).reshape(-1, 3) + scene["origin"], points[rows, :3], atol=1e-3
        )
        assert (np.frombuffer(category, np.uint8) == points[rows, 3]).all()
        assert rows.min() < 3
        assert rows.max() > 149_996
    assert seen.all()
    fewer, _ = asked(made, "scene", most=1000)
    assert fewer["shown"] == 1000
    with pytest.raises(MediaValueError, match="has 3 pieces"):
        asked(made, "points", piece=3)


def test_a_viewer_gets_the_arrays_of_a_mesh_cut_anywhere() -> None:
    made = wandb.Object3D.from_mesh(CORNER, FACES, np.eye(4, 3))
    scene, _ = asked(made, "scene")
    assert (scene["kind"], scene["up"]) == ("mesh", "z")
    pieces = [asked(made, "bytes", start=start, count=7)[1][0] for start in range(0, scene["bytes"], 7)]
    whole = b"".join(pieces)
    assert len(whole) == scene["bytes"]
    vertices = np.frombuffer(whole, np.float32, 12).reshape(4, 3) + scene["origin"]
    assert np.allclose(vertices, CORNER)
    assert (np.frombuffer(whole, np.uint32, 12, 48).reshape(4, 3) == FACES).all()
    assert np.frombuffer(whole, np.uint8, 12, 96).reshape(4, 3)[0].tolist() == [255, 0, 0]
