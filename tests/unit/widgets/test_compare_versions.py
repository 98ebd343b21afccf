"""Versions of an artifact beside each other: named by text, added, joined, logged without their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactNotFound, ViewError
from dsviz_widget.query import Task
from dsviz_widget.widgets.display import show_joined
from tests.unit.builders import blob_files, pixels


@pytest.fixture(autouse=True)
def run(store: Any) -> Iterator[Any]:
    with wandb.init(project="p") as started:
        yield started


def predictions(seeds: list[int], iou: float, description: str | None = None) -> Any:
    """Log a table of pictures as the next version."""
    table = wandb.Table(["id", "image", "iou"])
    for seed in seeds:
        table.add_data(f"image-{seed}", wandb.Image(pixels(seed)), iou + seed / 100)
    artifact = wandb.Artifact("eval", "predictions", description=description)
    artifact.add(table, "predictions")
    return wandb.log_artifact(artifact)


def versions() -> None:
    predictions([0, 1, 2], 0.5, "colour\nand more")
    predictions([1, 2, 3], 0.6, "texture")


def ask(view: wandb.CompareView, method: str, **params: Any) -> Any:
    return view.session.handlers[method](params, Task())[0]


def about(view: wandb.CompareView) -> dict[str, Any]:
    found: dict[str, Any] = ask(view, "open")["info"]["comparison"]
    return found


def test_versions_are_named_by_text() -> None:
    versions()
    view = wandb.compare("eval:v0", "p/eval:v1/predictions")
    assert [(side["label"], side["title"], side["note"]) for side in about(view)["sides"]] == [
        ("v0", "eval", "colour"), ("v1", "eval", "texture"),
    ]  # fmt: skip
    assert view.comparison["keys"] == [["id", "id"]]
    assert about(view)["matching"]["in_all"] == 2
    assert ask(view, "open")["info"]["title"] == "eval v0, v1"
    used = wandb.use_artifact("eval:v1")
    for given in (used, used.get_entry("predictions.table.json"), used.get("predictions")):
        assert about(wandb.compare("eval:v0", given, key="id"))["matching"]["in_all"] == 2


def test_a_version_that_is_not_there_says_so() -> None:
    versions()
    with pytest.raises(ArtifactNotFound, match="v7"):
        wandb.compare("eval:v0", "eval:v7")
    with pytest.raises(ViewError, match=r"eval:v0 has no table 'prediction'\. Did you mean 'predictions'"):
        wandb.compare("eval:v0/prediction", "eval:v1")
    artifact = wandb.Artifact("two", "dataset")
    artifact.add(wandb.Table(["a"], [[1]]), "x")
    artifact.add(wandb.Table(["a"], [[1]]), "y")
    wandb.log_artifact(artifact)
    with pytest.raises(ViewError, match=r"two:v0 has 2 tables: x, y\. Say which, as 'two:v0/x'"):
        wandb.compare("two:v0", "eval:v0")


def test_other_versions_are_offered_added_and_taken_out() -> None:
    versions()
    predictions([2, 3, 4], 0.7)
    view = wandb.compare("eval:v0", "eval:v1", key="id", query="$1.iou > $0.iou")
    offers = ask(view, "versions")["versions"]
    assert [(offer["ref"], offer["version"], offer["row_count"]) for offer in offers] == [
        ("p/eval:v2/predictions", "v2", 3)
    ]
    answer = ask(view, "arrange", add=[offers[0]["ref"]])
    assert [side["label"] for side in answer["info"]["comparison"]["sides"]] == ["v0", "v1", "v2"]
    assert answer["comparison"]["keys"] == [["id"] * 3]
    assert ask(view, "versions")["versions"] == []
    swapped = ask(view, "arrange", comparison={"order": [2, 0, 1]})
    assert [side["label"] for side in swapped["info"]["comparison"]["sides"]] == ["v2", "v0", "v1"]
    assert view.query.filters[0].text == "$2.iou > $1.iou"
    ask(view, "arrange", remove=[0])
    assert [side.label for side in view.tables] == ["v2", "v1"]
    # The clause spoke of a table that is gone: it stays to be read, and is off.
    assert not view.query.filters[0].on
    ask(view, "arrange", labels={"1": "texture"})
    assert [side.label for side in view.tables] == ["v2", "texture"]


def test_compared_rows_are_logged_without_their_pictures(store: Any) -> None:
    versions()
    view = wandb.compare("eval:v0", "eval:v1", key="id", query="$0.present and $1.present")
    pictures = {path for path in blob_files(store) if path.read_bytes()[:4] == b"\x89PNG"}
    logged = view.to_artifact("both")
    assert {path for path in blob_files(store) if path.read_bytes()[:4] == b"\x89PNG"} == pictures
    table = logged.get("predictions")
    assert table.columns == ["id", "0.image", "0.iou", "1.image", "1.iou"]
    refs = [cell["ref"].partition("/media")[0] for cell in table.to_arrow().column("1.image").to_pylist()]
    assert refs == ["p/eval:v1"] * 2
    assert logged.metadata["source"] == "p/eval:v0/predictions and p/eval:v1/predictions"
    stacked = wandb.compare("eval:v0", "eval:v1", how="concat").to_artifact("stack").get("predictions")
    origins = [cell["ref"].partition("/media")[0] for cell in stacked.to_arrow().column("image").to_pylist()]
    assert origins == ["p/eval:v0"] * 3 + ["p/eval:v1"] * 3


def test_a_join_of_two_artifacts_is_shown_beside_each_other(store: Any) -> None:
    versions()
    first, second = (wandb.use_artifact(f"eval:v{number}").get("predictions") for number in (0, 1))
    before = {path: path.stat().st_size for path in blob_files(store)}
    artifact = wandb.Artifact("joined", "dataset")
    artifact.add(wandb.JoinedTable(first, second, "id"), "j")
    wandb.log_artifact(artifact)
    added = set(blob_files(store)) - before.keys()
    # One file that says what is joined; neither tables nor pictures are there twice.
    assert sum(path.stat().st_size for path in added) < 400
    joined = wandb.use_artifact("joined:latest").get("j")
    shown = show_joined(joined)
    assert "application/vnd.jupyter.widget-view+json" in shown[0]
    view = wandb.compare(*joined.tables, key="id", how="outer")
    assert {found["id"]: found["clause"] for found in about(view)["quick"]}["only:1"] == (
        "$1.present and not $0.present"
    )
    assert ask(view, "quick")["counts"] == {
        "all": 4,
        "in_all": 2,
        "only:0": 1,
        "only:1": 1,
        "changed": 2,
        "equal": 0,
    }
    assert view.to_pandas().columns.tolist() == ["id", "0.image", "0.iou", "1.image", "1.iou"]
    for how, rows in (("inner", 2), ("left", 3), ("outer", 4)):
        ask(view, "arrange", comparison={"how": how})
        assert view.query.count() == rows
        flat = joined.to_table().to_arrow()
        assert flat.column_names == ["0.id", "0.image", "0.iou", "1.id", "1.image", "1.iou"]


def test_pictures_of_all_tables_are_there() -> None:
    versions()
    view = wandb.compare("eval:v0", "eval:v1", key="id")
    about(view)
    for column, rows in (("0.image", [0, 1, 2]), ("1.image", [1, 2, 3])):
        found, buffers = view.session.handlers["thumbnails"]({"column": column, "rows": rows}, Task())
        assert [item["row"] for item in found["items"]] == rows
        assert len(buffers) == 3
    assert ask(view, "thumbnails", column="1.image", rows=[0])["items"] == [{"row": 0, "error": "empty"}]


def test_a_comparison_comes_back_under_its_name() -> None:
    versions()
    view = wandb.compare("eval:v0", "eval:v1", key="id", right="iou > 0.6", query="$1.iou > 0")
    view.group_by("iou", sort="rows")
    view.comparison = {**view.comparison, "duplicates": "first", "better": {"iou": "higher"}}
    view.save("mine")
    again = wandb.compare("eval:v0", "eval:v1", view="mine")
    assert again.state == view.state
    other = wandb.compare("eval:v0", "eval:v1", how="concat")
    other.load("mine")
    assert (other.comparison, other.tab) == (view.comparison, "groups")
    state = ask(other, "views", action="open", name="mine")
    assert state["notes"] == []
    # On one table the query is fitted; how tables came together has no place there.
    table = wandb.use_artifact("eval:v0").get("predictions")
    with pytest.warns(UserWarning, match="is switched off"):
        assert not wandb.TableView(table, view="mine").query.filters[0].on
    with pytest.warns(UserWarning, match="The tables come together as they are"):
        three = wandb.compare("eval:v0", "eval:v1", "eval:v0", key="id", view="mine")
    assert len(three.tables) == 3


def test_code_makes_the_comparison_again() -> None:
    versions()
    view = wandb.compare(
        "eval:v1",
        "eval:v0",
        right="iou > 0.6",
        query="$1.iou > 0",
        better={"iou": "higher"},
        labels=["new", "old"],
    )
    assert view.code() == (
        "new = wandb.use_artifact('p/eval:v1').get('predictions')\n"
        "old = wandb.use_artifact('p/eval:v0').get('predictions')\n"
        "wandb.compare(\n"
        "    new,\n"
        "    old,\n"
        "    labels=['new', 'old'],\n"
        "    right='iou > 0.6',\n"
        "    better={'iou': 'higher'},\n"
        "    query=wandb.Query().filter('$1.iou > 0'),\n"
        ")"
    )
    for shown in (
        view,
        wandb.compare("eval:v0", "eval:v1", key=[("image", "image")], how="left").group_by("iou"),
        wandb.compare("eval:v0", "eval:v1", how="position", duplicates="first"),
        wandb.compare("eval:v0"),
    ):
        *lines, call = _statements(shown.code())
        names: dict[str, Any] = {"wandb": wandb}
        exec("\n".join(lines), names)
        made = eval(call, names)
        assert made.state == shown.state
        assert [side.label for side in made.tables] == [side.label for side in shown.tables]


def _statements(code: str) -> list[str]:
    start = code.index("wandb.compare")
    return [*code[:start].splitlines(), code[start:]]


def test_a_file_of_the_rows_is_written_from_the_browser(tmp_path: Path) -> None:
    versions()
    view = wandb.compare("eval:v0", "eval:v1", key="id")
    answer, buffers = view.session.handlers["export"](
        {"format": "csv", "to": "browser", "rows": "matched"}, Task()
    )
    assert answer["row_count"] == 4
    assert buffers[0].decode().splitlines()[0] == '"id","0.image","0.iou","1.image","1.iou"'


def test_a_row_is_changed_in_any_column_of_both() -> None:
    cells = [["a", "x", 1.0, wandb.Image(pixels(1))], ["b", "x", 2.0, wandb.Image(pixels(2))]]
    other = [["a", "x", 1.5, wandb.Image(pixels(1))], ["b", "x", 2.0, wandb.Image(pixels(3))]]
    columns = ["id", "split", "score", "photo"]
    tables = [wandb.Table(columns, data=data) for data in (cells, other)]
    view = wandb.compare(*tables, key="id")
    counts = ask(view, "quick")["counts"]
    assert (counts["changed"], counts["equal"]) == (2, 0)
    one = wandb.compare(*tables, key="id", comparison={"changed": "score"})
    (changed,) = [found for found in about(one)["quick"] if found["id"] == "changed"]
    assert changed["column"] == "score"
    assert ask(one, "quick")["counts"]["changed"] == 1
