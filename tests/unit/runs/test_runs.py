"""Runs: the active one, where its store is, and what it remembers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNameError, RunError
from dsviz_widget.store import Catalog
from tests.unit.builders import table


def log(name: str = "data") -> wandb.Artifact:
    artifact = wandb.Artifact(name, type="dataset")
    artifact.add(table(["n"], [1]), "t")
    return wandb.log_artifact(artifact)


def test_the_store_lies_beside_the_notebook(
    tmp_path: Path, store: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DSVIZ_DIR")
    wandb.init()
    log()
    assert (tmp_path / "dsviz" / "projects" / "uncategorized" / "artifacts" / "data" / "v0.json").is_file()


def test_dsviz_dir_puts_it_elsewhere(tmp_path: Path, store: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "else"))
    wandb.init()
    log()
    assert (tmp_path / "else" / "blobs").is_dir()
    assert not (tmp_path / "dsviz").exists()


@pytest.mark.parametrize("as_text", [True, False])
def test_init_dir_wins(tmp_path: Path, store: Catalog, as_text: bool) -> None:
    folder = tmp_path / "mine"
    wandb.init(dir=str(folder) if as_text else folder)
    log()
    assert (folder / "blobs").is_dir()
    assert not store.folder.exists()
    assert wandb.use_artifact("data").get("t").data == [[1]]


def test_import_and_init_make_no_folder_of_another_tool(tmp_path: Path, store: Catalog) -> None:
    wandb.init()
    log()
    wandb.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["dsviz"]


def test_a_run_remembers_what_it_was_and_did(store: Catalog) -> None:
    run = wandb.init(
        project="p",
        name="first",
        job_type="train",
        tags=["a", "b"],
        notes="why",
        group="g",
        entity="me",
        id="run-1",
        config={"lr": np.float32(0.5), "sizes": (1, 2), "inf": float("inf")},
    )
    assert wandb.run is run
    log()
    wandb.use_artifact("data:v0")
    wandb.use_artifact("data")
    wandb.finish(exit_code=3)
    record = store.read_run("p", "run-1")
    assert record["used_artifacts"] == record["logged_artifacts"] == ["p/data:v0"]
    assert (record["name"], record["job_type"], record["tags"]) == ("first", "train", ["a", "b"])
    assert (record["notes"], record["group"], record["entity"]) == ("why", "g", "me")
    assert record["config"] == {"lr": 0.5, "sizes": [1, 2], "inf": "inf"}
    assert record["exit_code"] == 3
    assert record["finished_at"] >= record["created_at"]


def test_a_second_init_in_a_script_returns_the_run(store: Catalog) -> None:
    first = wandb.init(project="p")
    assert wandb.init(project="other") is first
    second = wandb.init(project="other", reinit=True)
    assert first.is_finished
    assert wandb.run is second


def test_finishing(store: Catalog) -> None:
    run = wandb.init(project="p")
    run.finish()
    run.finish()
    assert wandb.run is None
    with pytest.raises(RunError, match=r"log_artifact needs a run: call init\(\) first"):
        log()
    with pytest.raises(RunError, match="has finished; log_artifact needs an active one"):
        run.log_artifact(wandb.Artifact("data", type="dataset"))
    assert wandb.init(project="p") is not run
    wandb.finish()
    wandb.finish()


def test_with_statement(store: Catalog) -> None:
    with wandb.init(project="p", id="good"):
        log()
    with pytest.raises(ZeroDivisionError), wandb.init(project="p", id="bad"):
        _ = 1 / 0
    assert wandb.run is None
    assert store.read_run("p", "good")["exit_code"] == 0
    assert store.read_run("p", "bad")["exit_code"] == 1


def test_reading_needs_no_run(store: Catalog) -> None:
    wandb.init()
    log()
    wandb.finish()
    assert wandb.use_artifact("data").get("t").data == [[1]]


def test_modes(store: Catalog) -> None:
    with pytest.warns(UserWarning, match="stays on this machine"):
        wandb.init(mode="online")
    wandb.finish()
    wandb.init(mode="offline")
    wandb.finish()
    with pytest.raises(RunError, match="mode 'sideways' is not there"):
        wandb.init(mode="sideways")


@pytest.mark.parametrize("arguments", [{"project": "a/b"}, {"project": ".."}, {"id": "a b"}])
def test_names_that_cannot_be(store: Catalog, arguments: dict[str, Any]) -> None:
    with pytest.raises(ArtifactNameError, match="cannot be used"):
        wandb.init(**arguments)
    assert wandb.run is None


def test_unknown_arguments_raise(store: Catalog) -> None:
    with pytest.raises(TypeError, match="projcet"):
        wandb.init(projcet="p")  # type: ignore[call-arg]


def test_config_as_code_for_wandb_gives_it(store: Catalog) -> None:
    run = wandb.init(project="p", config=argparse.Namespace(lr=0.5), tags="one")  # type: ignore[arg-type]
    assert run.config == {"lr": 0.5}
    assert run.tags == ("one",)
    with pytest.raises(RunError, match="or the path of a YAML or JSON file, got a list"):
        wandb.init(config=[1], reinit=True)  # type: ignore[arg-type]
