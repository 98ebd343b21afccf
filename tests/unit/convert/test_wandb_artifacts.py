"""Artifacts that W&B wrote, opened as our values: what went in comes out."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.convert import open_wandb_artifact
from dsviz_widget.errors import ConvertError
from dsviz_widget.media import MediaFile, Medium
from dsviz_widget.table.joined import JoinedTable
from dsviz_widget.table.partitioned import PartitionedTable
from tests.unit.convert.written import artifact_folder, manifest_file, md5_of, opened, table_json

ALL = [
    "by_client_id-v0", "images-v0", "joined_local-v0", "media_zoo-v0", "parts-v0", "predictions-v0",
    "predictions-v1", "raw_examples-v0", "raw_examples-v1", "truth-v0", "typed_tables-v0",
]  # fmt: skip


def kind_of(value: Any) -> str:
    """Return W&B's name of the kind of media."""
    return value.wb_type if isinstance(value, Medium) else value.kind


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_data / "wandb_written" / "expected.json").read_text())
    return found


@pytest.mark.parametrize("name", ALL)
def test_every_file_is_the_manifests_and_every_name_opens(shared_data: Path, name: str) -> None:
    artifact = opened(shared_data, name)
    artifact.verify()
    assert artifact.names()
    for key in artifact.names():
        assert artifact.get(key) is not None
    assert artifact.get("no such name") is None


def test_pictures_masks_and_boxes_are_those_that_went_in(shared_data: Path, expected: dict[str, Any]) -> None:
    table = opened(shared_data, "raw_examples-v0").get("raw_examples")
    assert len(table) == expected["raw_examples_rows"]["v0"]
    for image, scene in zip(table.get_column("raw"), expected["scenes"], strict=True):
        pixels = np.asarray(image.image)
        assert pixels.shape == tuple(scene["shape"])
        assert int(pixels.astype(np.int64).sum()) == scene["image_sum"]
        mask = image.masks["ground_truth"]
        assert {str(c["class_id"]): c["pixels"] for c in mask.classes} == scene["mask_counts"]
        assert {str(key): label for key, label in mask.labels.items()} == expected["classes"]
        boxes = image.boxes["ground_truth"].boxes
        for box, (x0, y0, x1, y1, class_id) in zip(boxes, scene["boxes_px"], strict=True):
            assert box.class_id == class_id
            assert box.in_pixels(image.width, image.height) == pytest.approx((x0, x1, y0, y1))
            assert set(box.scores) == {"acc", "loss"}
        assert [box.domain for box in boxes] in ([None] * 4, ["pixel"] * 4)


def test_the_other_columns_keep_their_types(shared_data: Path) -> None:
    table = opened(shared_data, "raw_examples-v0").get("raw_examples")
    kinds = {name: column_type.kind for name, column_type in table.column_types.items()}
    assert kinds == {
        "id": "text", "raw": "image", "label": "text", "frac": "number", "ok": "boolean", "none": "text",
        "when": "timestamp", "tags": "list", "meta": "struct",
    }  # fmt: skip
    second = table.data[1]
    assert second[0] == "ex001"
    assert second[4:6] == [True, None]
    assert second[6] == datetime.datetime(2021, 2, 22, 18, 1, tzinfo=datetime.timezone.utc)
    assert second[7:] == [["a"], {"k": 1, "s": {"z": 1.5}}]


def test_a_second_version_differs_where_it_was_changed(shared_data: Path, expected: dict[str, Any]) -> None:
    first = opened(shared_data, "raw_examples-v0").get("raw_examples")
    second = opened(shared_data, "raw_examples-v1").get("raw_examples")
    assert len(second) == expected["raw_examples_rows"]["v1"]
    pairs = zip(first.get_column("raw"), second.get_column("raw")[:8], strict=True)
    changed = [index for index, (a, b) in enumerate(pairs) if a.encoded.digest != b.encoded.digest]
    assert changed == expected["raw_examples_rows"]["changed_in_v1"]


def test_single_images(shared_data: Path, expected: dict[str, Any]) -> None:
    artifact = opened(shared_data, "images-v0")
    image = artifact.get("an-image")
    assert (image.format, image.width, list(image.masks)) == ("jpg", 96, ["ground_truth"])
    assert image.masks["ground_truth"].labels[3] == "triangle"
    assert np.asarray(artifact.get("nested/gray").image).shape == (96, 96)
    assert artifact.get("rgba").image.mode == "RGBA"
    assert artifact.get("classes").class_set[1] == {"id": 1, "name": expected["classes"]["1"]}
    assert artifact.file("notes.txt").is_file()
    assert artifact.entries["remote/file.bin"].ref == "https://example.com/some/file.bin"
    with pytest.raises(ConvertError, match="never fetched"):
        artifact.file("remote/file.bin")


def test_cells_of_other_artifacts_are_found_in_them(shared_data: Path) -> None:
    artifact = opened(shared_data, "predictions-v0")
    truth = opened(shared_data, "truth-v0").get("truth")
    assert artifact.get("truth") == truth
    predicted = artifact.get("predictions")
    for mine, theirs in zip(predicted.get_column("prediction"), truth.get_column("image"), strict=True):
        assert mine.encoded.digest == theirs.encoded.digest
        assert set(mine.masks) == {"predictions"}
    assert artifact.get("predicted-image") == opened(shared_data, "truth-v0").get("an-image")


def test_without_the_other_artifact_the_error_says_what_to_give(shared_data: Path) -> None:
    artifact = opened(shared_data, "predictions-v0", others=False)
    with pytest.raises(ConvertError, match=r"in another artifact .* others=\[\.\.\.\]"):
        artifact.get("predictions")
    with pytest.raises(ConvertError, match="in another artifact"):
        artifact.get("truth")
    emptied = opened(shared_data, "predictions-v0", others=False, missing="empty").get("predictions")
    assert emptied.get_column("prediction") == [None] * 6
    assert None not in emptied.get_column("score")


def test_others_by_the_id_in_the_reference(shared_data: Path) -> None:
    truth = opened(shared_data, "truth-v0")
    artifact = opened(shared_data, "predictions-v0", others=False)
    (host, _), *_ = [e.in_other_artifact for e in artifact.entries.values() if e.in_other_artifact]
    root = shared_data / "wandb_written"
    by_id = open_wandb_artifact(
        root / "artifacts" / "predictions-v0",
        root / "manifests" / "predictions-v0.wandb_manifest.json",
        others={host: truth},
    )
    assert by_id.get("truth") == truth.get("truth")


@pytest.mark.parametrize(
    ("name", "key"),
    [("joined_local-v0", "joined"), ("joined_local-v0", "joined_pair"), ("by_client_id-v0", "joined")],
)
def test_joined_tables(shared_data: Path, name: str, key: str) -> None:
    joined = opened(shared_data, name).get(key)
    assert isinstance(joined, JoinedTable)
    assert joined.join_key in ("id", ["id", "id"])
    ids = joined.to_arrow().column("0.id").to_pylist()
    assert ids == [0, 1, 2, 3, 4, None, None]
    assert joined.to_arrow().column("1.n").to_pylist() == [None, None, 4, 9, 16, 25, 36]


def test_a_join_across_artifacts(shared_data: Path) -> None:
    joined = opened(shared_data, "predictions-v1").get("joined")
    assert {"0.image", "1.prediction"} <= set(joined.columns)
    assert len(joined.to_table()) == 6


def test_partitioned_tables(shared_data: Path) -> None:
    artifact = opened(shared_data, "parts-v0")
    parts = artifact.get("all_parts")
    assert isinstance(parts, PartitionedTable)
    assert parts.parts == ["parts/0.table.json", "parts/1.table.json", "parts/2.table.json"]
    assert [index for index, _ in parts.iterrows()] == list(range(12))
    assert len(artifact.get("parts/2")) == 4


def test_media_keep_their_bytes_and_what_was_said_of_them(shared_data: Path) -> None:
    artifact = opened(shared_data, "media_zoo-v0")
    sound = artifact.get("audio")
    assert (kind_of(sound), sound.caption) == ("audio-file", "a tone")
    assert sound.read() == artifact.file(sound.path).read_bytes()
    kinds = {kind_of(artifact.get(name)) for name in artifact.names() if name != "media_table"}
    assert kinds == {
        "audio-file", "bokeh-file", "object3D-file", "video-file", "html-file", "molecule-file"
    }  # fmt: skip


def test_a_table_with_every_kind_of_media(shared_data: Path, expected: dict[str, Any]) -> None:
    table = opened(shared_data, "media_zoo-v0").get("media_table")
    row = dict(zip(table.columns, table.data[0], strict=True))
    for name in ("audio", "gif", "mp4", "html", "molecule", "cloud3", "cloud4", "cloud6", "lidar", "plotly"):
        assert isinstance(row[name], (Medium, MediaFile))
        assert len(row[name].read()) == row[name].size > 0
    assert len(row["histogram"].bins) == len(row["histogram"].histogram) + 1
    cloud = json.loads(row["cloud3"].read())
    assert cloud[0] == pytest.approx(expected["point_cloud_first_row"])
    for mine, theirs in zip(table.get_column("ndarray"), expected["ndarray_rows"], strict=True):
        np.testing.assert_array_equal(mine, np.array(theirs))
    assert len(row["embedding"]) == 8


def test_typed_tables(shared_data: Path, expected: dict[str, Any]) -> None:
    artifact = opened(shared_data, "typed_tables-v0")
    frame = artifact.get("frame")
    given = expected["frame"]
    assert frame.columns == given["columns"]
    for row, theirs in zip(frame.data, given["data"], strict=True):
        assert (row[0], row[2], row[4], row[5]) == (theirs[0], theirs[2], theirs[4], theirs[5])
        assert row[1] == pytest.approx(theirs[1])
        assert row[3].strftime("%Y-%m-%d %H:%M:%S") == theirs[3]
    assert artifact.get("mixed").data == [
        [1, "x"], ["two", 2.5], [None, [1, 2]], [True, {"k": None}], [None, float("inf")]
    ]  # fmt: skip
    assert artifact.get("int_columns").columns == ["0", "1"]
    assert (len(artifact.get("empty")), artifact.get("empty").columns) == (0, ["Input", "Output", "Expected"])
    assert artifact.get("child").get_column("parent") == ["k0", "k1", "k2", "k3"] * 2
    assert artifact.get("parent").get_column("key") == ["k0", "k1", "k2", "k3"]


def test_a_folder_without_a_manifest_is_listed(shared_data: Path) -> None:
    root = shared_data / "wandb_written" / "artifacts"
    artifact = open_wandb_artifact(root / "raw_examples-v0")
    assert artifact.get("raw_examples") == opened(shared_data, "raw_examples-v0").get("raw_examples")


def test_legacy_type_names(tmp_path: Path) -> None:
    PILImage.new("RGB", (4, 3), (1, 2, 3)).save(tmp_path / "a.png")
    picture = {"_type": "wandb.Image", "path": "a.png", "width": 4, "height": 3, "format": "png"}
    made = table_json(
        ["image", "class", "key", "other", "at", "said", "thing"],
        [[picture, 2, "k", "k", 0, {"a": 1}, "<Thing>"]],
        image={"wb_type": "wandb.Image"},
        **{"class": {"wb_type": "wandb.Classes_id", "params": {"classes_obj": {}, "valid_ids": {}}}},
        key={"wb_type": "wandb.TablePrimaryKey"},
        other={"wb_type": "wandb.TableForeignKey", "params": {"table": "old.table.json", "col_name": "key"}},
        at={"wb_type": "wandb.TableForeignIndex", "params": {"table": "old.table.json"}},
        said={"wb_type": "dictionary", "params": {"type_map": {"a": {"wb_type": "number"}}}},
        thing={"wb_type": "object", "params": {"class_name": "Thing"}},
    )
    artifact_folder(tmp_path, {"old.table.json": made})
    table = open_wandb_artifact(tmp_path).get("old")
    kinds = [column_type.kind for column_type in table.column_types.values()]
    assert kinds == ["image", "number", "text", "text", "number", "struct", "text"]
    assert np.asarray(table.data[0][0].image)[0, 0].tolist() == [1, 2, 3]


def test_types_may_be_left_out(tmp_path: Path) -> None:
    artifact_folder(tmp_path, {"t.table.json": table_json(["a", "b"], [[1, "x"], [None, "y"]])})
    table = open_wandb_artifact(tmp_path).get("t")
    assert table.data == [[1, "x"], [None, "y"]]


def test_an_eval_table_is_a_table(tmp_path: Path) -> None:
    item = {**table_json(["in", "out"], [[1, 2]]), "_type": "eval-table", "input_columns": ["in"]}
    artifact_folder(tmp_path, {"e.eval-table.json": item})
    assert open_wandb_artifact(tmp_path).names() == ["e"]
    assert open_wandb_artifact(tmp_path).get("e").data == [[1, 2]]


def test_increments_are_read_in_order(tmp_path: Path) -> None:
    def part(number: int, rows: list[list[Any]]) -> dict[str, Any]:
        return {**table_json(["x"], rows), "log_mode": "INCREMENTAL", "increment_num": number}

    artifact_folder(
        tmp_path,
        {
            "10-1700000000900.k.table.json": part(10, [[4]]),
            "2-1700000000500.k.table.json": part(2, [[3]]),
            "0-1700000000100.k.table.json": part(0, [[1]]),
            "0-1700000000200.k.table.json": part(0, [[2]]),
        },
    )
    table = open_wandb_artifact(tmp_path).get("10-1700000000900.k")
    assert table.get_column("x") == [1, 2, 3, 4]


def test_labels_a_group_has_of_its_own_win(tmp_path: Path) -> None:
    PILImage.new("L", (2, 2), 1).save(tmp_path / "m.png")
    PILImage.new("RGB", (2, 2)).save(tmp_path / "a.png")

    def const(value: Any) -> dict[str, Any]:
        return {"wb_type": "const", "params": {"val": value, "is_set": False}}

    image = {
        "_type": "image-file", "path": "a.png",
        "masks": {"truth": {"_type": "mask", "path": "m.png"}, "model": {"_type": "mask", "path": "m.png"}},
    }  # fmt: skip
    params = {
        "mask_layers": const({"truth": [1], "model": [1]}),
        "class_map": const({"1": "cat"}),
        "mask_class_maps": const({"truth": {"1": "dog"}}),
    }
    made = table_json(["i"], [[image]], i={"wb_type": "image-file", "params": params})
    artifact_folder(tmp_path, {"t.table.json": made})
    (found,) = open_wandb_artifact(tmp_path).get("t").get_column("i")
    assert {group: mask.labels for group, mask in found.masks.items()} == {
        "truth": {1: "dog"}, "model": {1: "cat"}
    }  # fmt: skip
    assert (found.width, found.height, found.format) == (2, 2, "png")


def test_a_file_that_is_not_the_manifests_is_refused(tmp_path: Path) -> None:
    folder = artifact_folder(
        tmp_path / "a", {"t.table.json": table_json(["x"], [[1]]), "note.txt": b"as it was"}
    )
    manifest_file(
        folder,
        {
            "t.table.json": {"digest": md5_of((folder / "t.table.json").read_bytes()), "size": 1},
            "note.txt": {"digest": md5_of(b"as it was"), "size": 9},
        },
    )
    artifact = open_wandb_artifact(folder)
    assert artifact.get("t").data == [[1]]
    (folder / "note.txt").write_bytes(b"changed")
    with pytest.raises(ConvertError, match="other bytes than its manifest says"):
        open_wandb_artifact(folder).verify()
    # A digest of another kind than MD5 says nothing that can be checked.
    manifest_file(
        folder, {"note.txt": {"digest": md5_of(b"as it was"), "size": 9, "extra": {"alg": "xxh128"}}}
    )
    open_wandb_artifact(folder).verify()


def test_a_table_from_w_and_b_can_be_logged(shared_data: Path, store: object) -> None:
    table = opened(shared_data, "media_zoo-v0").get("media_table")
    run = wandb.init(project="p")
    artifact = wandb.Artifact("zoo", type="dataset")
    artifact.add(table, "t")
    run.log_artifact(artifact)
    found = run.use_artifact("zoo:latest").get("t")
    assert found == table
    assert found.data[0][1].read() == table.data[0][1].read()
