"""Artifacts: what is added comes back, versions stand still, pictures are never copied."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import (
    ArtifactFinalizedError,
    ArtifactNameError,
    ArtifactNotFound,
    ArtifactNotLoggedError,
    ArtifactTypeError,
    ArtifactValueError,
    BlobMissing,
    RunError,
)
from dsviz_widget.store import Catalog
from tests.unit.builders import blob_files, box, ids, logged, picture_file, pixels, table


def log(name: str, objects: dict[str, Any], aliases: list[str] | None = None) -> wandb.Artifact:
    run = wandb.init(project="p")
    artifact = wandb.Artifact(name, type="dataset")
    for key, value in objects.items():
        artifact.add(value, key)
    return run.log_artifact(artifact, aliases=aliases)


def test_tables_and_images_come_back(store: Catalog) -> None:
    made = table(["n", "im"], [1, wandb.Image(pixels(), masks={"m": {"mask_data": ids()}})], [2, None])
    image = wandb.Image(pixels(1), caption="c", boxes={"b": {"box_data": [box(0, 1, 0, 1)]}})
    log("data", {"t": made, "sub/im": image})
    found = wandb.use_artifact("data")
    assert found.get("t") == found.get("t.table.json") == made
    assert found.get("sub/im") == image
    assert found.get("nope") is None


def test_every_file_behind_the_cells_is_in_the_manifest(store: Catalog, tmp_path: Path) -> None:
    photo = picture_file(tmp_path / "photo.jpg")
    image = wandb.Image(photo, masks={"m": {"mask_data": ids()}})
    nested = table(
        ["l", "d"], [[wandb.Image(pixels(1))], {"k": wandb.Image(pixels(2))}], [[], None], [None, None]
    )
    artifact = log("data", {"t": table(["im"], [image], [None], [wandb.Image(pixels(3))]), "n": nested})
    contents = artifact.manifest.contents
    assert len(contents) == 2 + 5
    assert {entry.digest for entry in contents.values()} == {
        path.parent.name + path.name for path in blob_files(store)
    }
    for entry in contents.values():
        assert len(store.blobs.get(entry.digest)) == entry.size
    assert any(path.endswith("/photo.jpg") for path in contents)
    assert all(entry.ref is None for entry in contents.values())
    assert wandb.use_artifact("data").get("n") == nested


def test_equal_content_makes_no_new_version(store: Catalog) -> None:
    made = table(["n"], [1], log_mode="MUTABLE")
    assert [log("data", {"t": made}).version for _ in range(3)] == ["v0"] * 3
    made.add_data(2)
    assert log("data", {"t": made}).version == "v1"
    assert len(wandb.use_artifact("data:v0").get("t")) == 1
    assert len(wandb.use_artifact("data:latest").get("t")) == 2


def test_aliases(store: Catalog) -> None:
    first = log("data", {"t": table(["n"], [1])}, aliases=["best"])
    assert log("data", {"t": table(["n"], [2])}).aliases == ["latest"]
    assert first.aliases == ["best"]
    assert wandb.use_artifact("data:best").version == "v0"
    wandb.log_artifact(first, aliases=["shown"])
    assert wandb.use_artifact("data:shown").version == "v0"
    assert wandb.use_artifact("somebody/p/data:v1").version == "v1"


def test_unknown_names_list_what_there_is(store: Catalog) -> None:
    log("digits", {"t": table(["n"], [1])})
    with pytest.raises(ArtifactNotFound, match=r"no artifact 'digitz'. Did you mean 'digits'\?"):
        wandb.use_artifact("digitz:latest")
    with pytest.raises(ArtifactNotFound, match=r"no version 'v3'. The artifact has v0"):
        wandb.use_artifact("digits:v3")
    with pytest.raises(ArtifactNameError, match="has type 'dataset', not 'model'"):
        wandb.use_artifact("digits", type="model")
    with pytest.raises(ArtifactNameError, match="Write 'project/name:alias'"):
        wandb.use_artifact("a/b/c/d")
    with pytest.raises(ArtifactNameError, match="takes a name such as"):
        wandb.use_artifact("")


def test_predictions_on_pictures_of_another_artifact_copy_no_byte(store: Catalog, tmp_path: Path) -> None:
    photo = picture_file(tmp_path / "photo.png")
    rows = [
        [index, wandb.Image(pixels(index), masks={"truth": {"mask_data": ids(index)}})] for index in range(5)
    ]
    rows.append([5, wandb.Image(photo)])
    log("scenes", {"t": table(["id", "im"], *rows)})
    before = {path.name for path in blob_files(store)}
    predictions = table(["id", "im"])
    for _, (index, image) in wandb.use_artifact("scenes").get("t").iterrows():
        masks = {"pred": {"mask_data": ids(100 + index)}}
        boxes = {"pred": {"box_data": [box(0, 1, 0, 1, scores={"acc": 0.5})]}}
        predictions.add_data(index, wandb.Image(image, masks=masks, boxes=boxes))
    artifact = log("predictions", {"t": predictions})
    new = [path for path in blob_files(store) if path.name not in before]
    assert len(new) == 1 + 6, "a table and six masks, no picture"
    refs = {path: entry.ref for path, entry in artifact.manifest.contents.items() if "/mask/" not in path}
    assert refs.pop("t.table.parquet") is None
    assert len(refs) == 6
    for path, ref in refs.items():
        assert ref == f"p/scenes:v0/{path}"
        origin, _, inside = str(ref).partition(":v0/")
        assert inside in store.resolve(*origin.split("/")).contents
    for _, (index, image) in wandb.use_artifact("predictions").get("t").iterrows():
        assert list(image.masks) == ["pred"]
        np.testing.assert_array_equal(np.asarray(image.image), pixels(index if index < 5 else 0))
        np.testing.assert_array_equal(image.masks["pred"].ids, ids(100 + index))
        assert image.boxes["pred"].boxes[0].scores == {"acc": 0.5}


def test_a_reference_of_a_reference_names_where_the_bytes_were_first_logged(store: Catalog) -> None:
    log("first", {"im": wandb.Image(pixels())})
    log("second", {"im": wandb.Image(wandb.use_artifact("first").get("im"))})
    third = log("third", {"im": wandb.Image(wandb.use_artifact("second").get("im"), caption="mine")})
    (ref,) = {entry.ref for path, entry in third.manifest.contents.items() if path.startswith("media/")}
    assert ref is not None
    assert ref.startswith("p/first:v0/media/images/")


def test_rows_added_to_a_logged_table_leave_the_others_their_reference(store: Catalog) -> None:
    image = wandb.Image(pixels(1), masks={"m": {"mask_data": ids()}})
    grown = logged(table(["l", "im"], [[wandb.Image(pixels(3))], image], [None, None]), name="first")
    grown.add_data([], wandb.Image(pixels(2)))
    artifact = log("second", {"t": grown})
    refs = [entry.ref for path, entry in artifact.manifest.contents.items() if path.startswith("media/")]
    assert sorted(str(ref).partition("/media")[0] for ref in refs) == ["None"] + ["p/first:v0"] * 3
    whole = log("third", {"t": wandb.use_artifact("second").get("t")})
    named = {
        str(entry.ref).partition("/media")[0]
        for path, entry in whole.manifest.contents.items()
        if "media" in path
    }
    assert named == {"p/first:v0", "p/second:v0"}


def test_one_table_in_two_stores(store: Catalog, tmp_path: Path) -> None:
    made = table(["im"], [wandb.Image(pixels())])
    log("data", {"t": made})
    wandb.finish()
    run = wandb.init(dir=tmp_path / "other", project="p")
    artifact = wandb.Artifact("data", type="dataset")
    artifact.add(made, "t")
    run.log_artifact(artifact)
    shutil.rmtree(store.folder)
    assert run.use_artifact("data").get("t").data[0][0] == wandb.Image(pixels())


def test_added_before_a_run_logged_into_its_store(store: Catalog, tmp_path: Path) -> None:
    artifact = wandb.Artifact("data", type="dataset")
    artifact.add(table(["im"], [wandb.Image(pixels())]), "t")
    run = wandb.init(dir=tmp_path / "other", project="p")
    run.log_artifact(artifact)
    shutil.rmtree(store.folder)
    assert run.use_artifact("data").get("t").data == [[wandb.Image(pixels())]]


def test_missing_bytes_spoil_only_their_cell(store: Catalog) -> None:
    first, second = wandb.Image(pixels(1)), wandb.Image(pixels(2))
    log("data", {"t": table(["n", "im"], [1, first], [2, second])})
    store.blobs.path(first.encoded.digest).unlink()
    found = wandb.use_artifact("data").get("t")
    assert found.get_column("n") == [1, 2]
    assert found.data[1][1].image.size == second.image.size
    with pytest.raises(BlobMissing, match="Copy the whole store folder"):
        _ = found.data[0][1].image


def test_a_manifest_with_a_path_that_leaves_is_refused(store: Catalog) -> None:
    log("data", {"t": table(["n"], [1])})
    path = store.folder / "projects/p/artifacts/data/v0.json"
    plain = json.loads(path.read_text())
    plain["contents"]["../../evil"] = plain["contents"]["t.table.parquet"]
    path.write_text(json.dumps(plain))
    with pytest.raises(wandb.DsvizError, match=r"path '../../evil' leaves its artifact"):
        wandb.use_artifact("data")


def test_rows_are_read_when_they_are_looked_at(store: Catalog) -> None:
    log("data", {"t": table(["n"], [1], [2])})
    found = wandb.use_artifact("data").get("t")
    assert (len(found), found.columns) == (2, ["n"])
    assert not store.cache.exists()
    assert found.data == [[1], [2]]
    shutil.rmtree(store.cache)
    assert wandb.use_artifact("data").get("t").data == [[1], [2]]


@pytest.mark.parametrize("value", [5, "text", [1], None, {"a": 1}, np.zeros(3)], ids=repr)
def test_what_an_artifact_cannot_hold(store: Catalog, value: Any) -> None:
    with pytest.raises(ArtifactTypeError, match="holds tables, images and other media, got") as caught:
        wandb.Artifact("data", type="dataset").add(value, "t")
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../b", "", 5])
def test_entries_that_would_leave_their_artifact(store: Catalog, name: Any) -> None:
    with pytest.raises(ArtifactValueError):
        wandb.Artifact("data", type="dataset").add(table(["n"], [1]), name)


def test_one_name_holds_one_thing(store: Catalog) -> None:
    artifact = wandb.Artifact("data", type="dataset")
    artifact.add(table(["n"], [1]), "t")
    assert artifact.add(table(["n"], [1]), "t") == artifact.add(table(["n"], [1]), "t.table.json")
    with pytest.raises(ArtifactValueError, match="has other content under 't' already"):
        artifact.add(table(["n"], [2]), "t")
    artifact.add(table(["n"], [2]), "t", overwrite=True)
    wandb.init(project="p").log_artifact(artifact)
    assert wandb.use_artifact("data").get("t").data == [[2]]


def test_drafts_and_logged_artifacts(store: Catalog) -> None:
    artifact = wandb.Artifact("data", type="dataset", description="words", metadata={"k": 1})
    for ask in ("version", "aliases", "qualified_name"):
        with pytest.raises(ArtifactNotLoggedError, match="Call log_artifact first"):
            getattr(artifact, ask)
    with pytest.raises(ArtifactNotLoggedError):
        artifact.get("t")
    artifact.add(table(["n"], [1]), "t")
    digest = artifact.digest
    wandb.init(project="p").log_artifact(artifact)
    assert artifact.digest == digest
    assert artifact.wait() is artifact
    with pytest.raises(ArtifactFinalizedError, match="data:v0 is logged and cannot change"):
        artifact.add(table(["n"], [2]), "u")
    found = wandb.use_artifact("data")
    assert (found.description, found.metadata, found.type) == ("words", {"k": 1}, "dataset")
    assert (found.qualified_name, found.size) == ("p/data:v0", artifact.size)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (
            {"a": np.float32(0.5), "b": np.arange(2), "c": (1, 2), 5: None},
            {"a": 0.5, "b": [0, 1], "c": [1, 2], "5": None},
        ),
        ({"nan": float("nan"), "deep": {"x": [np.bool_(True)]}}, {"nan": None, "deep": {"x": [True]}}),
        ({"day": datetime.date(2021, 2, 22), "path": Path("a/b")}, {"day": "2021-02-22", "path": "a/b"}),
        (None, {}),
    ],
    ids=repr,
)
def test_metadata(store: Catalog, metadata: Any, expected: dict[str, Any]) -> None:
    artifact = wandb.Artifact("data", type="dataset", metadata=metadata)
    wandb.init(project="p").log_artifact(artifact)
    assert wandb.use_artifact("data").metadata == expected


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"x": float("inf")}, "metadata 'x' is infinite"),
        ({"x": object()}, "metadata 'x' is an object, which JSON cannot say"),
        (dict.fromkeys(range(101)), "metadata has 101 keys"),
        ([1], "metadata must be a dictionary"),
    ],
)
def test_metadata_that_cannot_be(metadata: Any, message: str) -> None:
    with pytest.raises(ArtifactValueError, match=message):
        wandb.Artifact("data", type="dataset", metadata=metadata)


@pytest.mark.parametrize(
    ("name", "kind"), [("a b", "d"), ("", "d"), ("a:v0", "d"), ("ok", ""), ("ok", "job"), ("ok", "wandb-x")]
)
def test_names_and_types_that_cannot_be(name: str, kind: str) -> None:
    with pytest.raises(ArtifactNameError, match="cannot be used"):
        wandb.Artifact(name, type=kind)


def test_run_told_another_name_than_the_artifact_has(store: Catalog) -> None:
    run = wandb.init(project="p")
    with pytest.raises(ArtifactNameError, match="name is 'data', and log_artifact was told 'other'"):
        run.log_artifact(wandb.Artifact("data", type="dataset"), name="other")
    with pytest.raises(RunError, match=r"log_artifact takes an Artifact, or the path of .* got the text"):
        run.log_artifact("data")
