"""Logged versions: what is said of them, deleting them, growing from them, where they came from."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import (
    ArtifactNameError,
    ArtifactNotFound,
    ArtifactValueError,
    BlobMissing,
    ManifestError,
    RunError,
    StoreError,
)
from dsviz_widget.store import Catalog
from tests.unit.builders import blob_files, pixels, table


def log(name: str, aliases: list[str] | None = None, **objects: Any) -> wandb.Artifact:
    run = wandb.init(project="p")
    artifact = wandb.Artifact(name, type="dataset")
    for key, value in objects.items():
        artifact.add(value, key)
    return run.log_artifact(artifact, aliases=aliases)


def test_what_is_said_of_a_version_can_change(store: Catalog) -> None:
    artifact = wandb.Artifact("data", "dataset", description="first", metadata={"a": 1})
    artifact.tags = ["raw", "raw"]
    artifact.ttl = datetime.timedelta(days=2)
    artifact.add(table(["n"], [1]), "t")
    wandb.init(project="p").log_artifact(artifact, aliases=["best"], tags=["new"])
    found = wandb.use_artifact("data")
    assert (found.description, found.metadata) == ("first", {"a": 1})
    assert (found.tags, found.ttl) == (["raw", "new"], datetime.timedelta(days=2))
    before = (found.digest, found.created_at, found.commit_hash)
    found.description = "second"
    found.metadata["b"] = float("nan")
    found.aliases.append("shown")
    found.aliases.remove("best")
    found.tags = ["done"]
    found.ttl = None
    assert wandb.use_artifact("data").description == "first", "nothing is kept before save"
    found.save()
    again = wandb.use_artifact("data:shown")
    assert (again.description, again.metadata) == ("second", {"a": 1, "b": None})
    assert (again.tags, again.ttl, again.aliases) == (["done"], None, ["shown", "latest"])
    assert (again.digest, again.created_at, again.commit_hash) == before
    with pytest.raises(ArtifactNotFound):
        wandb.use_artifact("data:best")
    (store.folder / "projects/p/artifacts/data/v0.notes.json").write_text("{")
    with pytest.raises(ManifestError, match=r"v0.notes.json cannot be read: .* Delete it"):
        wandb.use_artifact("data")


def test_an_alias_that_moved_meanwhile_stays_where_it_is(store: Catalog) -> None:
    first = log("data", ["best"], t=table(["n"], [1]))
    assert first.aliases == ["best", "latest"]
    log("data", ["best"], t=table(["n"], [2]))
    first.description = "words"
    first.save()
    assert wandb.use_artifact("data:best").version == "v1"


@pytest.mark.parametrize("ttl", [datetime.timedelta(0), datetime.timedelta(-1), 5, "1d"])
def test_a_ttl_that_cannot_be(ttl: Any) -> None:
    artifact = wandb.Artifact("data", "dataset")
    with pytest.raises(ArtifactValueError, match=r"ttl must be a positive datetime.timedelta"):
        artifact.ttl = ttl
    artifact.ttl = wandb.ArtifactTTL.INHERIT


@pytest.mark.parametrize("tag", ["", "a/b", "x" * 65, 5])
def test_a_tag_that_cannot_be(tag: Any) -> None:
    with pytest.raises(ArtifactValueError, match="cannot be used: a tag is"):
        wandb.Artifact("data", "dataset").tags = [tag]


@pytest.mark.parametrize(("kind", "name"), [("run_table", "x"), ("code", "x")])
def test_types_that_need_a_name(kind: str, name: str) -> None:
    with pytest.raises(ArtifactNameError, match="names of that type begin with"):
        wandb.Artifact(name, kind)
    wandb.Artifact({"run_table": "run-1", "code": "source-1"}[kind], kind)


def test_a_deleted_version_gives_back_what_nothing_else_needs(store: Catalog) -> None:
    shared, own = wandb.Image(pixels(1)), wandb.Image(pixels(2))
    log("other", im=shared)
    first = log("data", ["best"], t=table(["im"], [shared], [own]))
    log("data", t=table(["im"], [shared]))
    before = {path.name for path in blob_files(store)}
    with pytest.raises(ArtifactValueError, match="has the aliases best"):
        first.delete()
    first.delete(delete_aliases=True)
    gone = before - {path.name for path in blob_files(store)}
    assert gone == {own.encoded.digest[2:], first.manifest.contents["t.table.parquet"].digest[2:]}
    assert first.state == "DELETED"
    with pytest.raises(ArtifactNotFound, match="'get': artifact data:v0 was deleted"):
        first.get("t")
    deleted = r"version 'v0' of artifact 'data' was deleted\. The artifact has v1, and"
    for name, said in (("data:v0", deleted), ("data:best", "has no version")):
        with pytest.raises(ArtifactNotFound, match=said):
            wandb.use_artifact(name)
    assert wandb.use_artifact("data").get("t").data == [[shared]]
    assert wandb.use_artifact("other").get("im") == shared


def test_a_deleted_number_is_never_given_again(store: Catalog) -> None:
    for value in range(3):
        made = log("data", t=table(["n"], [value]))
    made.delete()
    assert wandb.use_artifact("data:latest").version == "v1"
    assert log("data", t=table(["n"], [9])).version == "v3"
    for artifact in wandb.Api(project="p").artifacts("dataset", "data"):
        artifact.delete()
    with pytest.raises(ArtifactNotFound, match="has no artifacts"):
        wandb.use_artifact("data")
    assert log("data", t=table(["n"], [1])).version == "v4"


def test_bytes_of_a_draft_outlive_the_version_they_were_in(store: Catalog) -> None:
    image = wandb.Image(pixels())
    first = log("data", im=image)
    draft = wandb.Artifact("next", "dataset")
    draft.add(wandb.Image(pixels(), caption="mine"), "im")
    first.delete()
    wandb.log_artifact(draft)
    assert wandb.use_artifact("next").get("im").image.size == image.image.size


def test_a_draft_of_bytes_that_are_gone_is_not_logged(store: Catalog) -> None:
    draft = wandb.Artifact("data", "dataset")
    entry = draft.add(table(["n"], [1]), "t")
    store.blobs.path(entry.digest).unlink()
    with pytest.raises(BlobMissing, match="log the artifact again"):
        wandb.init(project="p").log_artifact(draft)
    assert store.versions("p", "data") == []


def test_drafts_leave_nothing(store: Catalog) -> None:
    draft = wandb.Artifact("data", "dataset")
    draft.add(table(["im"], [wandb.Image(pixels())]), "t")
    assert len(list(store.drafts.iterdir())) == 1
    assert wandb.Api().reclaim() == 0, "a living draft needs them"
    del draft
    assert list(store.drafts.iterdir()) == []
    assert wandb.Api().reclaim() > 0
    assert blob_files(store) == []


def test_past_its_ttl_a_version_can_be_swept(store: Catalog) -> None:
    for name, ttl in (
        ("short", datetime.timedelta(microseconds=1)),
        ("long", datetime.timedelta(1)),
        ("ever", None),
    ):
        artifact = wandb.Artifact(name, "dataset")
        artifact.ttl = ttl
        artifact.add(table(["n"], [name]), "t")
        wandb.init(project="p").log_artifact(artifact)
    assert wandb.Api().delete_expired() == ["p/short:v0"]
    assert store.artifacts("p") == ["ever", "long"]


def test_a_new_draft_begins_with_what_there_was(store: Catalog, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    first = wandb.Artifact("data", "dataset", metadata={"k": 1})
    first.add_file(tmp_path / "a.txt")
    first.add(table(["n"], [1]), "t")
    wandb.init(project="p").log_artifact(first)
    draft = first.new_draft()
    draft.remove("a.txt")
    draft.add(table(["n"], [2]), "u")
    wandb.log_artifact(draft)
    assert draft.version == "v1"
    assert set(draft.manifest.contents) == {"t.table.parquet", "u.table.parquet"}
    assert draft.metadata == {"k": 1}
    assert set(wandb.use_artifact("data:v0").manifest.contents) == {"a.txt", "t.table.parquet"}


@pytest.mark.parametrize(("target", "project"), [("good", "p"), ("registry/good", "registry")])
def test_a_version_linked_under_another_name_copies_nothing(
    store: Catalog, target: str, project: str
) -> None:
    source = log("data", t=table(["image"], [wandb.Image(pixels(1))]))
    before = blob_files(store)
    linked = source.link(target, aliases=["production"])
    assert blob_files(store) == before
    assert (linked.qualified_name, linked.digest) == (f"{project}/good:v0", source.digest)
    assert set(linked.aliases) == {"production", "latest"}
    entry = linked.get_entry("t.table.parquet")
    assert entry.origin == "p/data:v0/t.table.parquet"
    found = wandb.use_artifact(f"{project}/good:production").get("t")
    assert found == source.get("t")
    assert source.link(target).version == "v0"


def test_a_draft_is_logged_before_it_is_linked(store: Catalog) -> None:
    draft = wandb.Artifact("data", "dataset")
    draft.add(table(["n"], [1]), "t")
    linked = wandb.init(project="p").link_artifact(draft, "good")
    assert (draft.qualified_name, linked.qualified_name) == ("p/data:v0", "p/good:v0")
    with pytest.raises(ArtifactNameError, match="cannot be used"):
        draft.link("a/b c")


def test_an_incremental_version_keeps_the_latest_ones_files(store: Catalog) -> None:
    log("data", a=table(["n"], [1]), b=table(["n"], [2]), c=table(["n"], [3]))

    def grow(number: int) -> None:
        artifact = wandb.Artifact("data", "dataset", incremental=True)
        artifact.add(table(["n"], [number]), f"new{number}")
        run.log_artifact(artifact)

    run = wandb.init(project="p")
    threads = [threading.Thread(target=grow, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    latest = wandb.use_artifact("data")
    assert latest.version == "v6"
    assert set(latest.manifest.contents) == {
        f"{name}.table.parquet" for name in ("a", "b", "c", *(f"new{n}" for n in range(6)))
    }
    replaced = wandb.Artifact("data", "dataset", incremental=True)
    replaced.add(table(["n"], [10]), "a")
    wandb.log_artifact(replaced)
    assert wandb.use_artifact("data").get("a").data == [[10]]
    assert wandb.use_artifact("data").get("b").data == [[2]]


def test_saving_a_draft_logs_it(store: Catalog) -> None:
    artifact = wandb.Artifact("data", "dataset")
    artifact.add(table(["n"], [1]), "t")
    artifact.save()
    assert artifact.qualified_name == "uncategorized/data:v0"
    assert artifact.logged_by() is None
    run = wandb.init(project="p")
    other = wandb.Artifact("other", "dataset")
    other.save()
    assert other.qualified_name == "p/other:v0"
    assert run.id in repr(other.logged_by())


def test_who_logged_and_who_used(store: Catalog) -> None:
    first = wandb.init(project="p", job_type="prepare", name="maker", config={"lr": 0.1}, entity="me")
    made = log("scenes", t=table(["im"], [wandb.Image(pixels())]))
    wandb.finish()
    wandb.init(project="q", job_type="train", id="trainer", tags=["a"])
    scenes = wandb.use_artifact("p/scenes:v0")
    predictions = wandb.Artifact("predictions", "result")
    image = scenes.get("t").data[0][0]
    predictions.add(table(["im"], [wandb.Image(image)]), "t")
    wandb.log_artifact(predictions)
    wandb.finish(1)

    maker = made.logged_by()
    assert maker is not None
    assert (maker.id, maker.name, maker.job_type, maker.config) == (first.id, "maker", "prepare", {"lr": 0.1})
    assert (maker.state, made.entity) == ("finished", "me")
    (user,) = made.used_by()
    assert (user.path, user.job_type, user.state, user.tags) == ("q/trainer", "train", "failed", ["a"])
    assert [artifact.qualified_name for artifact in user.used_artifacts()] == ["p/scenes:v0"]
    assert [artifact.qualified_name for artifact in user.logged_artifacts()] == ["q/predictions:v0"]
    assert predictions.used_by() == []

    (entry,) = [entry for entry in predictions.files() if entry.path.startswith("media/")]
    assert entry.origin == f"p/scenes:v0/{entry.path}"
    source = wandb.Artifact.at(store, entry.origin)
    assert source is not None
    assert source.logged_by() == maker
    made.delete()
    assert wandb.Artifact.at(store, entry.origin) is None
    assert user.used_artifacts() == []
    assert wandb.Api(project="q").artifact("predictions").get("t").data[0][0].image.size == (24, 16)


def test_the_store_read_back(store: Catalog) -> None:
    log("a", t=table(["n"], [1]))
    log("a", t=table(["n"], [2])).tags = ["unsaved"]
    log("b", t=table(["n"], [2]))
    model = wandb.Artifact("m", "model")
    run = wandb.init(project="p")
    run.log_artifact(model, tags=["good"])
    api = wandb.Api(project="p")
    assert api.artifact_types() == api.artifact_types("p") == ["dataset", "model"]
    assert api.artifact_collections("p", "dataset") == ["a", "b"]
    assert [found.version for found in api.artifacts("dataset", "p/a")] == ["v1", "v0"]
    assert api.artifacts("model", "m", tags="good")[0].tags == ["good"]
    assert api.artifacts("model", "m", tags=["good", "bad"]) == []
    assert api.artifact_exists("a:v1")
    assert not api.artifact_exists("a:v9")
    assert api.run(f"p/{run.id}").logged_names[-1] == "p/m:v0"
    assert run.id in [found.id for found in api.runs("p")]
    with pytest.raises(ArtifactNotFound, match="has no version 'v9'"):
        api.artifact("p/a:v9")
    with pytest.raises(StoreError, match=r"has no run 'nope'"):
        api.run("p/nope")
    with pytest.raises(RunError, match="Write 'project/id'"):
        api.run("a/b/c/d")


def test_using_can_name_and_log(store: Catalog) -> None:
    run = wandb.init(project="p")
    draft = wandb.Artifact("data", "dataset")
    draft.add(table(["n"], [1]), "t")
    assert run.use_artifact(draft).version == "v0"
    assert run.use_artifact("data", aliases=["shown"]).aliases == ["shown", "latest"]
    with pytest.warns(UserWarning, match="use_as='x' has no effect"):
        wandb.use_artifact("data", use_as="x")
    assert wandb.Api(overrides={"project": "p"}).artifact("data:shown").version == "v0"
    with pytest.warns(UserWarning, match=r"overrides\['entity'\] has no effect"):
        wandb.Api(overrides={"entity": "me"})
    (user,) = draft.used_by()
    assert user.id == run.id
    wandb.finish()
    with pytest.raises(RunError, match="needs a run"):
        wandb.use_artifact("p/data", aliases=["x"])


def test_a_damaged_record_of_a_run_hides_only_itself(store: Catalog) -> None:
    made = log("a", t=table(["n"], [1]))
    path = store.folder / "projects/p/runs/odd/run.json"
    path.parent.mkdir()
    path.write_text('{"id": 5}')
    assert made.used_by() == []
    with pytest.raises(ManifestError, match="the record of run 'odd' in project 'p' cannot be read"):
        wandb.Api(project="p").run("odd")
