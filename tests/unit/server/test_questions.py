"""What the panel asks of a running notebook server is answered from the files of a store."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dsviz_widget as wandb
from dsviz_widget.server.stores import Stores
from tests.unit.server.conftest import NotebookServer, log_scenes

HEAVY = ("pandas", "duckdb", "pyarrow", "anywidget", "ipywidgets", "altair", "IPython")
IMPORTED = f"""
import sys
import dsviz_widget.server.answers, dsviz_widget.server.stores
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_stores_runs_and_artifacts_are_listed(notebook_server: NotebookServer) -> None:
    assert notebook_server.question("stores").body["stores"] == ["work/dsviz"]
    look = notebook_server.question("look", store="work/dsviz", artifacts="scenes", key="mean_iou").body
    assert look["project"] == "camvid"
    assert look["projects"] == [{"name": "camvid", "run_count": 2, "artifact_count": 1, "is_live": False}]
    assert [(run["name"], run["value"], run["state"]) for run in look["runs"]] == [
        ("train-1", 0.5, "finished"),
        ("train-0", 0.25, "finished"),
    ]
    assert look["keys"] == ["loss", "mean_iou"]
    scenes = {"name": "scenes", "type": "dataset", "version_count": 2, "problem": None, "has_rows": True}
    assert look["artifacts"] == [scenes]
    versions = [(one["version"], one["aliases"], one["rows"]) for one in look["versions"]["scenes"]]
    assert versions == [(1, ["latest"], 4), (0, [], 3)]


def test_what_has_not_changed_is_not_sent_again(notebook_server: NotebookServer) -> None:
    edition = notebook_server.question("look", store="work/dsviz").body["edition"]
    again = notebook_server.question("look", store="work/dsviz", edition=edition)
    assert again.body == {"edition": edition, "is_same": True}
    assert again.headers["Cache-Control"] == "no-store"


def test_a_search_finds_versions_and_runs(notebook_server: NotebookServer) -> None:
    (found,) = notebook_server.question("search", store="work/dsviz", text="scenes v1").body["found"]
    assert [(one["name"], one["version"]) for one in found["versions"]] == [("scenes", 1)]
    (found,) = notebook_server.question("search", store="work/dsviz", text="TRAIN-0").body["found"]
    assert [run["name"] for run in found["runs"]] == ["train-0"]
    assert found["counts"] == {"versions": 0, "runs": 1, "views": 0}


def test_a_run_that_logs_is_followed(notebook_server: NotebookServer, root: Path) -> None:
    with wandb.init(project="live", name="goes on", dir=root / "live" / "dsviz") as run:
        run.log({"loss": float("nan")})
        assert "live/dsviz" in notebook_server.question("stores", again="1").body["stores"]
        before = notebook_server.question("look", store="live/dsviz").body
        assert before["projects"][0]["is_live"]
        assert (before["runs"][0]["state"], before["runs"][0]["steps"]) == ("running", 1)
        run.log({"loss": 0.5})
        run.log({"loss": float("nan")})
        after = notebook_server.question("look", store="live/dsviz", edition=before["edition"]).body
        assert after["runs"][0]["steps"] == 3
    ended = notebook_server.question("look", store="live/dsviz").body["runs"][0]
    assert (ended["state"], ended["value"]) == ("finished", "NaN")


def test_looking_writes_nothing(notebook_server: NotebookServer, root: Path) -> None:
    log_scenes(root / "still" / "dsviz")
    store = root / "still" / "dsviz"

    def files() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in store.rglob("*")
            if path.is_file()
        }

    before = files()
    assert notebook_server.question("look", store="still/dsviz", artifacts="scenes").status == 200
    assert notebook_server.question("search", store="still/dsviz", text="train").status == 200
    assert files() == before
    assert not (store / "cache" / "listing").exists()


def test_the_server_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_stores_are_found_by_their_folders(tmp_path: Path) -> None:
    for folder in ("dsviz", "a/b/wandb", ".hidden/dsviz", "node_modules/dsviz", "a/not/projects"):
        (tmp_path / folder / "projects").mkdir(parents=True)
    (tmp_path / "a/b/wandb/blobs").mkdir()
    (tmp_path / "away").mkdir()
    os.symlink(tmp_path / "a", tmp_path / "linked")
    stores = Stores(tmp_path)
    assert stores.find() == ["dsviz", "a/b/wandb"]
    assert stores.open("a/b/wandb") == tmp_path.resolve() / "a/b/wandb"
    # A store within a store is no other store.
    (tmp_path / "dsviz/projects/p/dsviz/projects").mkdir(parents=True)
    assert stores.find(again=True) == ["dsviz", "a/b/wandb"]


def test_a_store_that_is_set_elsewhere_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / "deep/1/2/3/4/5/6/store/projects").mkdir(parents=True)
    (root / "deep/1/2/3/4/5/6/store/blobs").mkdir()
    elsewhere.mkdir()
    monkeypatch.setenv("DSVIZ_DIR", str(root / "deep/1/2/3/4/5/6/store"))
    stores = Stores(root)
    assert stores.find() == ["deep/1/2/3/4/5/6/store"], "too deep to be found, but named"
    monkeypatch.setenv("DSVIZ_DIR", str(elsewhere))
    assert stores.find(again=True) == []
    assert stores.notes == [
        f"DSVIZ_DIR names {elsewhere}, which is no store under the server's root, {root.resolve()}, or a "
        "hidden one: it is not listed here. Start the server above it, or show it from a cell."
    ]
