"""From W&B to a version of ours and back: nothing is lost, and W&B's own readers read it."""

from __future__ import annotations

import datetime
import hashlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.convert import (
    export_wandb_artifact,
    import_wandb_artifact,
    open_wandb_artifact,
)
from dsviz_widget.errors import ArtifactNotLoggedError, ConvertError, RunError
from dsviz_widget.store import Catalog
from tests.unit.builders import box, ids, picture_file, pixels
from tests.unit.convert.written import opened

SINGLE = [
    "truth-v0",
    "raw_examples-v0",
    "raw_examples-v1",
    "joined_local-v0",
    "images-v0",
    "parts-v0",
    "media_zoo-v0",
]
READER = Path(__file__).with_name("read_with_wandb.py")


@pytest.fixture
def run(store: Catalog) -> Iterator[wandb.Run]:
    with wandb.init(project="p") as made:
        yield made


def read_with_wandb(folder: Path, manifest: Path, *names: str) -> dict[str, Any]:
    """Return what W&B's own readers read."""
    if importlib.util.find_spec("wandb") is None:
        pytest.skip("the wandb package is not installed")
    done = subprocess.run(
        [sys.executable, str(READER), str(folder), str(manifest), *names], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["digest"] == open_wandb_artifact(folder, manifest).digest
    read: dict[str, Any] = answer["read"]
    return read


def exported(artifact: wandb.Artifact, folder: Path, *names: str) -> dict[str, Any]:
    return read_with_wandb(folder, export_wandb_artifact(artifact, folder), *names)


def logged(run: wandb.Run, name: str = "data", **values: Any) -> wandb.Artifact:
    artifact = wandb.Artifact(name, type="dataset")
    for key, value in values.items():
        artifact.add(value, key)
    return run.log_artifact(artifact)


@pytest.mark.parametrize("name", SINGLE)
def test_an_imported_artifact_has_everything(shared_data: Path, run: wandb.Run, name: str) -> None:
    theirs = opened(shared_data, name)
    ours = import_wandb_artifact(theirs)
    assert ours.qualified_name == f"p/{name.rpartition('-')[0]}:v0"
    assert theirs.imported is ours
    for key in theirs.names():
        value, found = theirs.get(key), ours.get(key)
        if hasattr(value, "to_table"):
            assert found.to_table() == value.to_table()
        else:
            assert found == value
    for path, entry in theirs.entries.items():
        if entry.ref is None:
            assert ours.get_entry(path)


@pytest.mark.parametrize("name", SINGLE)
def test_an_import_written_back_is_what_it_was(
    shared_data: Path, run: wandb.Run, tmp_path: Path, name: str
) -> None:
    theirs = opened(shared_data, name)
    export_wandb_artifact(import_wandb_artifact(theirs), tmp_path / "out")
    back = open_wandb_artifact(tmp_path / "out")
    back.verify()
    assert set(theirs.entries) <= set(back.entries)
    for path, entry in theirs.entries.items():
        is_written_anew = path.endswith((".table.json", ".image-file.json", "-table.json", "classes.json"))
        if not is_written_anew and not path.endswith(".npz"):
            assert back.entries[path].digest == entry.digest
    for key in theirs.names():
        value, found = theirs.get(key), back.get(key)
        assert found.to_table() == value.to_table() if hasattr(value, "to_table") else found == value


def test_cells_of_artifacts_that_were_imported_before_refer_to_them(
    shared_data: Path, run: wandb.Run, store: Catalog
) -> None:
    truth, examples = opened(shared_data, "truth-v0"), opened(shared_data, "raw_examples-v0")
    import_wandb_artifact(examples)
    import_wandb_artifact(truth)
    theirs = opened(shared_data, "predictions-v0", others=False)
    theirs.add_others({host: truth for host, _ in _references(theirs)})
    ours = import_wandb_artifact(theirs)
    for image in ours.get("predictions").get_column("prediction"):
        assert image.encoded.ref.startswith("p/truth:v0/media/images/")
        assert not image.masks["predictions"].encoded.ref.startswith("p/truth:v0")
    assert ours.get("truth") == truth.get("truth")
    assert ours.get("joined").to_table() == theirs.get("joined").to_table()


def _references(artifact: Any) -> set[tuple[str, str]]:
    return {entry.in_other_artifact for entry in artifact.entries.values() if entry.in_other_artifact}


def test_importing_again_makes_no_new_version(shared_data: Path, run: wandb.Run) -> None:
    for _ in range(2):
        assert import_wandb_artifact(opened(shared_data, "raw_examples-v0")).version == "v0"
    second = import_wandb_artifact(opened(shared_data, "raw_examples-v1"), aliases=["changed"])
    assert (second.version, set(second.aliases)) == ("v1", {"changed", "latest"})


def test_names_types_and_notes_may_be_given(shared_data: Path, run: wandb.Run) -> None:
    folder = shared_data / "wandb_written" / "artifacts" / "parts-v0"
    ours = import_wandb_artifact(
        folder, name="pieces", type="raw", description="three", metadata={"n": 3}, aliases=["a"]
    )
    assert (ours.name, ours.type, ours.description, ours.metadata) == ("pieces", "raw", "three", {"n": 3})
    assert "a" in ours.aliases


def test_without_a_run_nothing_is_imported(shared_data: Path, store: Catalog) -> None:
    with pytest.raises(RunError, match="call init"):
        import_wandb_artifact(opened(shared_data, "parts-v0"))
    assert store.artifacts("uncategorized") == []


def test_a_missing_file_stops_the_import_unless_told(shared_data: Path, run: wandb.Run) -> None:
    with pytest.raises(ConvertError, match="in another artifact"):
        import_wandb_artifact(opened(shared_data, "predictions-v0", others=False))
    with pytest.warns(UserWarning, match="left out"):
        import_wandb_artifact(opened(shared_data, "by_client_id-v0", others=False, missing="empty"))


def test_wandb_reads_its_own_tables_back(shared_data: Path, run: wandb.Run, tmp_path: Path) -> None:
    theirs = opened(shared_data, "raw_examples-v0")
    read = exported(import_wandb_artifact(theirs), tmp_path / "a", "raw_examples")
    expected = json.loads((shared_data / "wandb_written" / "expected.json").read_text())
    table = read["raw_examples"]
    assert table["columns"] == theirs.get("raw_examples").columns
    for row, scene in zip(table["data"], expected["scenes"], strict=True):
        image = row[1]
        assert (image["sum"], image["shape"]) == (scene["image_sum"], scene["shape"])
        assert image["masks"] == {"ground_truth": scene["mask_counts"]}
        assert len(image["boxes"]["ground_truth"]) == 4
        assert {str(item["id"]): item["name"] for item in image["classes"]} == expected["classes"]
    assert table["data"][1][6] == "2021-02-22T18:01:00+00:00"
    assert table["data"][1][7:] == [["a"], {"k": 1, "s": {"z": 1.5}}]


def test_wandb_reads_every_kind_of_column(run: wandb.Run, tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 2, 29, 12, 30, 0, 250_000, tzinfo=datetime.timezone.utc)
    rows = [
        [1, 0.5, "a", True, moment, [1, 2], {"k": "v", "n": [1.5]}, np.arange(3.0), np.eye(3, 200)],
        [2**60, None, "naïve 日本", False, None, [], {"k": None, "n": []}, np.ones(3), np.zeros((3, 200))],
    ]
    names = ["i", "f", "s", "b", "t", "l", "d", "short", "long"]
    table = wandb.Table(names, rows)
    mixed = wandb.Table(["m"], [[1], ["x"], [None], [[1, "y"]], [{"z": True}]], allow_mixed_types=True)
    hollow = wandb.Table(["v", "e"], [[np.ones((2, 200)), None], [None, None]])
    artifact = logged(run, t=table, mixed=mixed, hollow=hollow, empty=wandb.Table(["x"]))
    read = exported(artifact, tmp_path / "a", "t", "mixed", "hollow", "empty")
    first, second = (dict(zip(names, row, strict=True)) for row in read["t"]["data"])
    assert first == {
        "i": 1, "f": 0.5, "s": "a", "b": True, "t": "2024-02-29T12:30:00.250000+00:00", "l": [1, 2],
        "d": {"k": "v", "n": [1.5]}, "short": [0.0, 1.0, 2.0],
        "long": {"array": np.eye(3, 200).tolist(), "dtype": "float64"},
    }  # fmt: skip
    assert (second["i"], second["f"], second["s"], second["t"]) == (2**60, None, "naïve 日本", None)
    assert second["d"] == {"k": None, "n": []}
    assert read["mixed"]["data"] == [[1], ["x"], [None], [[1, "y"]], [{"z": True}]]
    assert read["hollow"]["data"] == [[np.ones((2, 200)).tolist(), None], [None, None]]
    assert read["empty"] == {**read["empty"], "columns": ["x"], "data": []}
    back = open_wandb_artifact(tmp_path / "a").get("t")
    assert back.data[0][4] == moment
    np.testing.assert_array_equal(back.data[1][8], rows[1][8])


def test_wandb_reads_dicts_of_other_keys_and_mixed_cells(run: wandb.Run, tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc)
    table = wandb.Table(
        ["few", "scores", "mixed", "either", "lists"], dtype=[None, None, object, [int, str], None]
    )
    table.add_data({"a": 1, "b": None}, {13: 0.5}, moment, 2**60, [{"x": 1}])
    table.add_data({"a": 2}, {7: 0.25, 13: None}, [moment, {"d": float("nan")}], "x", [{"y": 2}, None])
    table.add_data(None, {}, {"a": 1}, None, [])
    wide = wandb.Table(["words"], [[{f"word {index}": index for index in range(2_000)}]])
    artifact = logged(run, t=table, wide=wide)
    read = exported(artifact, tmp_path / "a", "t", "wide")
    assert read["t"]["data"] == [
        [{"a": 1, "b": None}, {"13": 0.5}, "2024-02-29T12:30:00+00:00", 2**60, [{"x": 1}]],
        [
            {"a": 2},
            {"7": 0.25, "13": None},
            ["2024-02-29T12:30:00+00:00", {"d": None}],
            "x",
            [{"y": 2}, None],
        ],
        [None, {}, {"a": 1}, None, []],
    ]
    types = read["t"]["types"]
    described = {name: _without_none(types[name]) for name in types}
    assert list(described["few"]["params"]["type_map"]) == ["a", "b"]
    assert list(described["scores"]["params"]["type_map"]) == ["13", "7"]
    assert (described["mixed"], described["either"]) == ({"wb_type": "any"}, {"wb_type": "any"})
    assert _without_none(read["wide"]["types"]["words"]) == {"wb_type": "any"}
    back = open_wandb_artifact(tmp_path / "a").get("t")
    assert back.get_column("few") == table.get_column("few")
    assert back.get_column("scores") == [{"13": 0.5}, {"7": 0.25, "13": None}, {}]
    assert back.get_column("either") == [2**60, "x", None]
    assert open_wandb_artifact(tmp_path / "a").get("wide").data == wide.data


def _without_none(described: dict[str, Any]) -> dict[str, Any]:
    if described["wb_type"] != "union":
        return described
    (kept,) = [item for item in described["params"]["allowed_types"] if item["wb_type"] != "none"]
    return dict(kept)


def test_wandb_reads_images_with_every_overlay(run: wandb.Run, tmp_path: Path) -> None:
    labels = {0: "none", 1: "cat", 300: "dog"}
    scored = box(0.1, 0.5, 0.2, 0.6, scores={"acc": 0.5}, box_caption="x")
    image = wandb.Image(
        pixels(1),
        caption="one",
        classes=[{"id": 1, "name": "cat"}],
        masks={"m": {"mask_data": ids(1), "class_labels": labels}},
        boxes={
            "model": {"box_data": [scored], "class_labels": labels},
            "pixel": {"box_data": [box(1, 5, 2, 6, domain="pixel")], "class_labels": labels},
        },
    )  # fmt: skip
    wide = wandb.Image(pixels(2), masks={"m": {"mask_data": ids(1).astype(np.uint16) * 300}})
    photo = wandb.Image(picture_file(tmp_path / "photo.jpg"))
    table = wandb.Table(["i"], [[image], [wide], [photo], [None]])
    artifact = logged(run, single=image, t=table)
    read = exported(artifact, tmp_path / "a", "single", "t")
    first, second, third, fourth = (row[0] for row in read["t"]["data"])
    # A column has one label for each class id of all its images.
    assert {**first, "classes": None} == {**read["single"], "classes": None}
    assert first["sum"] == int(pixels(1).astype(np.int64).sum())
    assert first["caption"] == "one"
    found = dict(zip(*np.unique(ids(1), return_counts=True), strict=True))
    assert first["masks"] == {"m": {str(key): int(count) for key, count in found.items()}}
    (model,), (pixel,) = first["boxes"]["model"], first["boxes"]["pixel"]
    assert model == scored
    assert pixel == box(1.0, 5.0, 2.0, 6.0, domain="pixel")
    assert {"id": 300, "name": "dog"} in first["classes"]
    assert set(second["masks"]["m"]) == {"0", "300", "600"}
    assert (third["format"], fourth) == ("jpg", None)
    back = open_wandb_artifact(tmp_path / "a").get("t").get_column("i")
    for mine, theirs in zip([image, wide, photo], back, strict=False):
        assert (mine.encoded.digest, mine.caption) == (theirs.encoded.digest, theirs.caption)
        assert mine.masks == theirs.masks
        assert {name: group.boxes for name, group in mine.boxes.items()} == {
            name: group.boxes for name, group in theirs.boxes.items()
        }
        assert all(
            theirs.masks[name].labels.items() >= mask.labels.items() for name, mask in mine.masks.items()
        )


def test_a_box_without_a_class_is_said(run: wandb.Run, tmp_path: Path) -> None:
    bare = {"position": box(0, 1, 0, 1)["position"]}
    artifact = logged(run, i=wandb.Image(pixels(), boxes={"g": {"box_data": [bare]}}))
    with pytest.warns(UserWarning, match="1 boxes without a class"):
        read = exported(artifact, tmp_path / "a", "i")
    assert read["i"]["boxes"]["g"][0]["class_id"] == -1


def test_wandb_reads_joined_and_partitioned_tables(shared_data: Path, run: wandb.Run, tmp_path: Path) -> None:
    for name in ("joined_local-v0", "parts-v0"):
        theirs = opened(shared_data, name)
        names = theirs.names()
        read = exported(import_wandb_artifact(theirs), tmp_path / name, *names)
        for key in names:
            assert set(read[key]) & {"joined", "parts", "columns"}
        if name == "parts-v0":
            assert len(read["all_parts"]["parts"]) == 12
        else:
            assert read["joined_pair"]["key"] == ["id", "id"]
            assert read["joined"]["joined"][0]["data"][2] == [2, "row 2"]


def test_wandb_reads_media_that_have_no_class_here(shared_data: Path, run: wandb.Run, tmp_path: Path) -> None:
    theirs = opened(shared_data, "media_zoo-v0")
    # Bokeh's reader asks for the bokeh package; histograms and plotly in a table have no reader at all.
    names = [name for name in theirs.names() if name not in ("bokeh", "media_table")]
    read = exported(import_wandb_artifact(theirs), tmp_path / "a", *names)
    assert {found["file"] for found in read.values()} == {"Audio", "Video", "Html", "Object3D", "Molecule"}
    for name, found in read.items():
        assert found["sha256"] == hashlib.sha256(theirs.get(name).read()).hexdigest()


def test_wandb_reads_tables_of_such_media(shared_data: Path, run: wandb.Run, tmp_path: Path) -> None:
    rows = opened(shared_data, "media_zoo-v0").get("media_table").data
    # Audio, gif, mp4, html, molecule and three point clouds; then kinds side by side, and in a list.
    table = wandb.Table([*"abcdefgh", "side", "list"], allow_mixed_types=True)
    table.add_data(*rows[0][1:9], rows[0][1], [rows[0][1], rows[0][2]])
    table.add_data(*rows[1][1:9], rows[1][4], [])
    table.add_data(*[None] * 10)
    artifact = logged(run, t=table)
    first, second, third = exported(artifact, tmp_path / "a", "t")["t"]["data"]
    assert [cell["file"] for cell in first[:9]] == [
        "Audio", "Video", "Video", "Html", "Molecule", "Object3D", "Object3D", "Object3D", "Audio"
    ]  # fmt: skip
    # W&B's reader leaves media in lists as they are.
    assert [cell["_type"] for cell in first[9]] == ["audio-file", "video-file"]
    assert (second[8]["file"], second[9], third) == ("Html", [], [None] * 10)
    assert first[0]["sha256"] == rows[0][1].encoded.digest
    assert open_wandb_artifact(tmp_path / "a").get("t") == table


def test_wandb_reads_clouds_of_arrays(run: wandb.Run, tmp_path: Path) -> None:
    cloud = wandb.Object3D(np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.5]]), caption="two")
    artifact = logged(run, cloud=cloud, t=wandb.Table(["c"], data=[[cloud]]))
    read = exported(artifact, tmp_path / "a", "cloud", "t")
    assert read["cloud"]["file"] == read["t"]["data"][0][0]["file"] == "Object3D"
    back = open_wandb_artifact(tmp_path / "a").get("cloud")
    assert (back.format, back.caption) == ("pts.json", "two")
    assert json.loads(back.read()) == [[0, 1, 2], [3, 4, 5.5]]


def test_keys_between_tables(shared_data: Path, run: wandb.Run, tmp_path: Path) -> None:
    theirs = opened(shared_data, "typed_tables-v0")
    ours = import_wandb_artifact(theirs)
    child = ours.get("child")
    assert child.data[1][0].get_row() == {"key": "k1", "v": 1}
    assert theirs.get("child").data[1][0].get_row() == {"key": "k1", "v": 1}
    read = exported(ours, tmp_path / "a", *theirs.names())
    assert read["child"]["data"][1] == ["k1", 1]
    assert read["mixed"]["data"][4] == [None, float("inf")]
    assert read["parent"]["types"]["key"] == {"wb_type": "primaryKey"}
    assert [row[0] for row in read["frame"]["data"]] == list(range(20))


def test_pictures_in_lists_and_dicts(run: wandb.Run, tmp_path: Path) -> None:
    first, second = wandb.Image(pixels(1)), wandb.Image(pixels(2), masks={"m": {"mask_data": ids()}})
    table = wandb.Table(["l", "d"], [[[first, second], {"a": second, "n": 1}], [[], None]])
    artifact = logged(run, t=table)
    export_wandb_artifact(artifact, tmp_path / "a")
    back = open_wandb_artifact(tmp_path / "a").get("t")
    ((one, two), inner), (nothing, none) = back.data
    assert [one.encoded.digest, two.encoded.digest] == [first.encoded.digest, second.encoded.digest]
    assert two.masks == second.masks
    assert (inner["a"].encoded.digest, inner["n"]) == (second.encoded.digest, 1)
    assert (nothing, none) == ([], None)
    again = import_wandb_artifact(open_wandb_artifact(tmp_path / "a"), name="again")
    assert again.get("t") == back


@pytest.mark.parametrize("mode", ["MUTABLE", "INCREMENTAL"])
def test_tables_that_grow(run: wandb.Run, tmp_path: Path, mode: Any) -> None:
    table = wandb.Table(["x"], [[1], [2]], log_mode=mode)
    logged(run, t=table)
    table.add_data(3)
    artifact = logged(run, t=table)
    read = exported(artifact, tmp_path / "a", "t")
    assert read["t"]["data"] == [[1], [2], [3]]
    assert open_wandb_artifact(tmp_path / "a").names() == ["t"]
    assert open_wandb_artifact(tmp_path / "a").get("t").log_mode == "MUTABLE"


def test_references_stay_references(run: wandb.Run, tmp_path: Path) -> None:
    artifact = wandb.Artifact("refs", type="dataset")
    artifact.add_reference("https://example.com/a.bin", "remote/a.bin")
    artifact.add(wandb.Image("https://example.com/cat.png"), "cat")
    run.log_artifact(artifact)
    export_wandb_artifact(artifact, tmp_path / "a")
    back = open_wandb_artifact(tmp_path / "a")
    assert back.entries["remote/a.bin"].ref == "https://example.com/a.bin"
    assert back.get("cat").url == "https://example.com/cat.png"
    again = import_wandb_artifact(back, name="again")
    assert again.get_entry("remote/a.bin").ref_target() == "https://example.com/a.bin"


def test_an_export_overwrites_nothing(run: wandb.Run, tmp_path: Path) -> None:
    artifact = wandb.Artifact("d", type="dataset")
    with pytest.raises(ArtifactNotLoggedError):
        export_wandb_artifact(artifact, tmp_path / "a")
    artifact.add(wandb.Table(["x"], [[1]]), "t")
    run.log_artifact(artifact)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine.txt").write_text("mine")
    with pytest.raises(ConvertError, match="has files already"):
        export_wandb_artifact(artifact, tmp_path / "b")
    assert (tmp_path / "b" / "mine.txt").read_text() == "mine"


def test_nan_becomes_an_empty_cell_and_infinity_stays(run: wandb.Run, tmp_path: Path) -> None:
    artifact = logged(run, t=wandb.Table(["x"], [[float("nan")], [float("inf")], [1.5]], optional=False))
    assert exported(artifact, tmp_path / "a", "t")["t"]["data"] == [[None], [float("inf")], [1.5]]
