"""What deleting frees is told before, and true: bytes that anything else needs stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNotFound
from dsviz_widget.runs.deletion import A_DRAFT, delete_versions, plan_deletion
from dsviz_widget.store import Catalog
from tests.unit.builders import blob_files, pixels, table


def size_of(store: Catalog) -> int:
    return sum(path.stat().st_size for path in blob_files(store))


def log(name: str, images: list[wandb.Image], project: str = "p", **options: Any) -> wandb.Artifact:
    with wandb.init(project=project) as run:
        artifact = wandb.Artifact(name, "dataset")
        artifact.add(table(["im"], *([image] for image in images)), "t")
        return run.log_artifact(artifact, **options)


def test_a_plan_says_what_deleting_then_frees(store: Catalog) -> None:
    images = [wandb.Image(pixels(number)) for number in range(40)]
    first = log("data", images[:40], aliases=["best"])
    log("data", images[:10])
    log("elsewhere", images[10:15], project="q")
    with wandb.init(project="p", name="trains") as run:
        run.use_artifact(first)
        run.log({"seen": images[20]})
    plan = first.deletion_plan()
    assert plan.versions == (0,)
    assert plan.aliases == (("best", 0),)
    assert plan.used_by == (run.id,)
    assert plan.latest_after == 1
    assert [(name, files) for name, _, files in plan.needed_by] == [
        ("data:v1", 10), ("q/elsewhere:v0", 5), (f"run {run.id}", 1),
    ]  # fmt: skip
    assert plan.freed + plan.kept == plan.size
    before, others = size_of(store), {path.name for path in blob_files(store)}
    assert first.delete(delete_aliases=True) == plan.freed == before - size_of(store)
    for name in ("p/data:v1", "q/elsewhere:v0"):
        wandb.Api().artifact(name).verify()
    assert wandb.Api().runs("p").find("trains").value("seen") == images[20]
    assert {path.name for path in blob_files(store)} < others


def test_a_draft_that_is_not_logged_yet_keeps_its_bytes(store: Catalog) -> None:
    images = [wandb.Image(pixels(number)) for number in range(3)]
    first = log("data", images)
    draft = wandb.Artifact("next", "dataset")
    draft.add(table(["im"], [images[0]]), "t")
    plan = first.deletion_plan()
    assert [(name, files) for name, _, files in plan.needed_by] == [(A_DRAFT, 1)]
    assert first.delete() == plan.freed
    wandb.init(project="p").log_artifact(draft)
    draft.verify()


def test_versions_that_came_from_it_are_named_and_keep_their_files(store: Catalog) -> None:
    images = [wandb.Image(pixels(number)) for number in range(4)]
    source = log("source", images)
    with wandb.init(project="p") as run:
        subset = wandb.Artifact("subset", "dataset")
        subset.add(wandb.Table(["im"], data=source.get("t").data[:1]), "t")
        run.log_artifact(subset)
    source.rename("origin")
    plan = source.deletion_plan()
    assert plan.referred_by == ("subset:v0",)
    source.delete()
    wandb.Api(project="p").artifact("subset").verify()


def test_all_versions_at_once_free_what_they_share(store: Catalog) -> None:
    images = [wandb.Image(pixels(number)) for number in range(6)]
    made = [log("data", images[:count]) for count in (2, 4, 6)]
    alone = [one.deletion_plan().freed for one in made]
    plan = plan_deletion(store, "p", "data", [0, 1, 2])
    assert plan.latest_after is None
    assert plan.freed == plan.size > sum(alone)
    assert delete_versions(store, "p", [one.manifest for one in made]) == plan.freed
    assert blob_files(store) == []


def test_what_cannot_be_read_is_said(store: Catalog) -> None:
    first = log("data", [wandb.Image(pixels(1))])
    log("other", [wandb.Image(pixels(2))])
    path = Path(store.folder, "projects/p/artifacts/other/v0.json")
    path.write_text("{")
    (note,) = first.deletion_plan().notes
    assert "other:v0 cannot be read, so that no bytes are freed until it is mended" in note
    assert first.deletion_plan().freed == 0
    before = size_of(store)
    with pytest.warns(UserWarning, match="No bytes are freed until it is mended"):
        assert first.delete() == 0
    assert size_of(store) == before
    again = log("data", [wandb.Image(pixels(1))])
    with pytest.raises(ArtifactNotFound, match="has no version 'v9'"):
        plan_deletion(store, "p", again.name, [9])
