"""Views that have a name: kept with the project, whatever the name, whoever writes at once."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNameError, SavedViewError, SavedViewNotFound
from dsviz_widget.store import FolderStorage, SavedViews

STATE: dict[str, Any] = {"query": {"version": 1, "filters": []}, "overlays": {}, "layout": {}}


@pytest.fixture
def views(tmp_path: Path) -> SavedViews:
    return SavedViews(FolderStorage(tmp_path), "p")


NAMES = [
    "hard scenes",
    "Ähnlich wie “früher”",
    'a/b\\c:*?"<>|',
    "../../etc/passwd",
    ".hidden",
    "CON",
    "夜の交差点 🌃",
    "x" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_any_line_of_text_is_a_name(views: SavedViews, name: str, tmp_path: Path) -> None:
    views.save(name, STATE, "scenes:v0")
    assert views.names == [name]
    assert views[name].state == STATE
    assert views[name].table == "scenes:v0"
    assert all(path.parent == tmp_path / "projects/p/views" for path in tmp_path.rglob("*.json"))


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 201, "nul\0", 3, None])
def test_other_names_are_refused(views: SavedViews, name: Any) -> None:
    with pytest.raises(SavedViewError, match="name"):
        views.save(name, STATE)
    assert len(views) == 0


def test_the_same_letters_are_the_same_name(views: SavedViews) -> None:
    views.save("café ", {"query": 1})
    views.save(" cafe\u0301", {"query": 2})
    assert [view.state for view in views] == [{"query": 2}]


def test_names_come_as_people_sort_them_and_differ_by_case(views: SavedViews) -> None:
    for name in ("b", "A", "a", "C"):
        views.save(name, STATE)
    assert views.names == ["A", "a", "b", "C"]


def test_a_view_is_renamed_and_deleted(views: SavedViews) -> None:
    before = views.save("one", STATE, "t")
    views.save("two", {"query": 2})
    with pytest.raises(SavedViewError, match="has a view 'two' already"):
        views.rename("one", "two")
    views.rename("one", "three")
    views.rename("three", "three")
    assert views["three"].saved_at == before.saved_at
    views.delete("two")
    assert views.names == ["three"]


def test_one_that_is_not_there_is_said_with_those_that_are(views: SavedViews) -> None:
    with pytest.raises(SavedViewNotFound, match="has no saved views"):
        views.get("hard scenes")
    views.save("hard scenes", STATE)
    for act in (views.get, views.delete, lambda name: views.rename(name, "x")):
        with pytest.raises(SavedViewNotFound, match="Did you mean 'hard scenes'"):
            act("hard scene")


def test_a_damaged_file_hides_no_other(views: SavedViews, tmp_path: Path) -> None:
    views.save("good", STATE)
    views.save("newer", STATE)
    folder = tmp_path / "projects/p/views"
    newer = next(path for path in folder.iterdir() if b'"newer"' in path.read_bytes())
    newer.write_text(newer.read_text().replace('"format": 1', '"format": 9'))
    (folder / "0.json").write_text("{")
    (folder / "1.json").write_text(json.dumps({"name": "x", "state": []}))
    with pytest.warns(UserWarning, match="saved view|newer") as warned:
        assert views.names == ["good"]
    assert sum("is no saved view" in str(one.message) for one in warned) == 2
    assert any("newer dsviz_widget (format 9)" in str(one.message) for one in warned)


def test_a_project_is_a_folder_s_name(tmp_path: Path) -> None:
    with pytest.raises(ArtifactNameError, match="project name"):
        SavedViews(FolderStorage(tmp_path), "../p")


def _save_many(folder: Path, mine: int) -> None:
    views = SavedViews(FolderStorage(folder), "p")
    for round_ in range(40):
        views.save("both", {"query": [mine, round_] * 500})
        views.save(f"own {mine}", {"query": round_})
        assert len(views["both"].state["query"]) == 1000


def test_two_processes_save_at_once_and_each_view_is_whole(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_save_many, args=(tmp_path, mine)) for mine in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    views = SavedViews(FolderStorage(tmp_path), "p")
    assert views.names == ["both", "own 0", "own 1"]
    assert [path for path in tmp_path.rglob("*") if path.name.startswith(".")] == []


def test_they_are_those_of_the_active_run_or_of_a_project(tmp_path: Path) -> None:
    with wandb.init(dir=tmp_path, project="scenes"):
        wandb.saved_views().save("mine", STATE)
    assert wandb.saved_views("scenes", dir=tmp_path).names == ["mine"]
    assert wandb.saved_views(dir=tmp_path).names == []
    assert repr(wandb.saved_views("scenes", tmp_path)) == "<SavedViews of 'scenes': 'mine'>"


def test_a_bucket_has_them_too() -> None:
    pytest.importorskip("obstore")
    views = wandb.saved_views("p", dir="memory://views")
    views.save("far", STATE)
    assert wandb.saved_views("p", dir="memory://views")["far"].state == STATE
    views.rename("far", "near")
    views.delete("near")
    assert views.names == []
