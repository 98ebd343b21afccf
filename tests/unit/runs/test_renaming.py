"""An artifact under another name: whatever names it by the old one goes on to find it."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNameError, ArtifactNotFound, StoreError
from dsviz_widget.runs.listing import Listing
from dsviz_widget.store import Catalog
from tests.unit.builders import pixels, table


def log(name: str, *rows: Any, aliases: list[str] | None = None) -> wandb.Artifact:
    with wandb.init(project="p", name=f"makes {name}") as run:
        artifact = wandb.Artifact(name, "dataset")
        artifact.add(table(["n"], *rows), "t")
        return run.log_artifact(artifact, aliases=aliases)


def open_version(name: str) -> wandb.Artifact:
    return wandb.Api(project="p").artifact(name)


def test_old_names_lead_to_the_versions_they_always_meant(store: Catalog) -> None:
    log("data", [1], aliases=["best"])
    second = log("data", [1], [2])
    with wandb.init(project="p", name="trains") as run:
        run.use_artifact("data:v0")
    second.rename("digits")
    assert (second.name, second.version, second.aliases) == ("digits", "v1", ["latest"])
    for name in ("data:v0", "data:best", "p/data:v0", "digits:v0", "digits:best"):
        found = open_version(name)
        assert (found.name, found.qualified_name) == ("digits", "p/digits:v0")
        assert found.get("t").data == [[1]]
    assert open_version("data").version == open_version("data:latest").version == "v1"
    assert [run.name for run in open_version("digits:v0").used_by()] == ["trains"]
    used = wandb.Api().runs("p").find("trains").used_artifacts()
    assert [artifact.qualified_name for artifact in used] == ["p/digits:v0"]
    assert store.artifacts("p") == ["digits"]
    with pytest.raises(ArtifactNotFound, match="artifact 'digits' has no version 'v7'"):
        open_version("data:v7")


def test_what_is_logged_under_the_old_name_is_another_artifact(store: Catalog) -> None:
    log("data", [1], aliases=["best"])
    log("data", [2]).rename("digits")
    assert log("data", [3]).version == "v2", "numbers go on, so that none means two versions"
    assert log("digits", [4]).version == "v2"
    assert open_version("data").get("t").data == [[3]]
    assert open_version("data:v1").get("t").data == [[2]]
    assert open_version("data:best").get("t").data == [[1]]
    assert open_version("digits:v2").used_by() == []
    assert store.names_of("p", "digits", 1) == {"p/data:v1", "p/digits:v1"}
    assert store.names_of("p", "digits", 2) == {"p/digits:v2"}


def test_names_can_follow_each_other_and_go_back(store: Catalog) -> None:
    log("a", [1]).rename("b")
    open_version("a").rename("c")
    assert open_version("a:v0").name == open_version("b:v0").name == "c"
    open_version("c").rename("b")
    assert [open_version(f"{name}:v0").name for name in "abc"] == ["b", "b", "b"]
    assert store.artifacts("p") == ["b"]
    assert log("b", [2]).version == "v1"


def test_an_artifact_that_was_open_meanwhile_follows(store: Catalog) -> None:
    mine = log("data", [1], aliases=["best"])
    open_version("data").rename("digits")
    mine.description = "said later"
    mine.aliases.append("kept")
    mine.save()
    assert mine.name == "digits"
    assert open_version("digits:kept").description == "said later"
    mine.delete(delete_aliases=True)
    assert store.artifacts("p") == []
    assert [row["version"] for row in Listing(store, "p").deleted("digits")] == [0]


def test_pictures_that_others_took_keep_their_origin(store: Catalog) -> None:
    with wandb.init(project="p") as run:
        source = wandb.Artifact("source", "dataset")
        source.add(table(["im"], [wandb.Image(pixels(3))]), "t")
        source = run.log_artifact(source)
        taken = wandb.Artifact("subset", "dataset")
        taken.add(wandb.Table(["im"], data=source.get("t").data), "t")
        taken = run.log_artifact(taken)
    ref = next(entry.ref for entry in taken.files() if entry.path.startswith("media/"))
    open_version("source").rename("origin")
    found = wandb.Artifact.at(store, ref or "")
    assert found is not None
    assert found.qualified_name == "p/origin:v0"
    assert open_version("subset").get("t").data[0][0] == source.get("t").data[0][0]


def test_names_that_cannot_be_given(store: Catalog) -> None:
    log("data", [1])
    log("other", [1])
    log("gone", [1]).delete()
    artifact = open_version("data")
    with pytest.raises(ArtifactNameError, match="cannot be called 'other': that is an artifact already"):
        artifact.rename("other")
    with pytest.raises(ArtifactNameError, match="'gone': that was the name of another artifact"):
        artifact.rename("gone")
    with pytest.raises(ArtifactNameError, match="artifact name 'a/b' cannot be used"):
        artifact.rename("a/b")
    artifact.rename("digits")
    log("data", [9])
    with pytest.raises(ArtifactNameError, match="cannot be called 'data' again: versions were logged"):
        open_version("digits").rename("data")
    assert open_version("digits").get("t").data == [[1]]


def test_a_rename_that_was_killed_half_way_loses_nothing(store: Catalog) -> None:
    log("data", [1])
    open_version("data").rename("digits")
    # As if the process had ended between the two steps: the folder has moved, the old name says nothing yet.
    shutil.rmtree(store.folder / "projects/p/artifacts/data")
    assert open_version("digits:v0").get("t").data == [[1]]
    with pytest.raises(ArtifactNotFound, match="has no artifact 'data'"):
        open_version("data:v0")


def test_a_bucket_does_not_rename(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    catalog = Catalog("memory://renaming")
    artifact = wandb.Artifact("data", "dataset")
    artifact.add(table(["n"], [1]), "t")
    artifact.log_to(catalog, "p", (), None)
    with pytest.raises(StoreError, match=r"lies in a bucket .* link\(\) this one there"):
        artifact.rename("digits")
    assert [row["name"] for row in Listing(catalog, "p").artifacts()] == ["data"]
    assert Listing(catalog, "p").versions("data")[0]["aliases"] == ["latest"]
