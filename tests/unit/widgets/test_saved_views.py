"""A view under a name: saved and loaded from Python and by a browser, on its table and on another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import SavedViewError, SavedViewNotFound, ViewError
from dsviz_widget.query import Query, Task


@pytest.fixture(autouse=True)
def run(tmp_path: Path) -> Iterator[Any]:
    with wandb.init(dir=tmp_path, project="p") as started:
        yield started


def scores() -> Any:
    return wandb.Table(["name", "iou", "label"], data=[["a", 0.2, "x"], ["b", 0.7, "y"], ["c", 0.9, "y"]])


QUERY = (
    Query()
    .filter("iou > 0.5")
    .filter("label == 'y'", negated=True)
    .derive(twice="2 * iou")
    .sort("-twice", "name")
    .select("name", "twice")
    .with_panel("iou", "bar")
)


def ask(view: Any, **params: Any) -> dict[str, Any]:
    result: dict[str, Any] = view.session.handlers["views"](params, Task())[0]
    return result


def test_all_of_a_view_comes_back_under_its_name() -> None:
    view = wandb.TableView(scores(), query=QUERY)
    view.overlays = {"hidden_classes": ["car"]}
    view.layout = {"mode": "gallery", "pinned": ["name"]}
    view.save("hard scenes")
    assert view.saved_view == "hard scenes"
    again = wandb.TableView(scores(), view="hard scenes")
    assert again.query == QUERY
    assert again.state == view.state
    assert again.saved_view == "hard scenes"
    other = wandb.TableView(scores())
    other.load("hard scenes")
    assert other.state == view.state


def test_a_query_goes_before_that_of_the_view() -> None:
    wandb.TableView(scores(), query=QUERY, layout={"mode": "gallery"}).save("one")
    view = wandb.TableView(scores(), view="one", query="iou > 0.8")
    assert view.query.count() == 1
    assert view.layout["mode"] == "gallery"


def test_an_unknown_name_lists_those_there_are() -> None:
    wandb.TableView(scores()).save("hard scenes")
    with pytest.raises(SavedViewNotFound, match="Did you mean 'hard scenes'"):
        wandb.TableView(scores(), view="hard scene")
    with pytest.raises(SavedViewNotFound):
        wandb.TableView(scores()).load("x")
    with pytest.raises(SavedViewError, match="one line"):
        wandb.TableView(scores()).save("")


def test_what_another_table_has_no_place_for_is_said_and_left_out() -> None:
    wandb.TableView(scores(), query=QUERY.filter("name == 'a'")).save("one")
    other = wandb.Table(["name", "label"], data=[["a", "x"], ["b", "y"]])
    with pytest.warns(UserWarning, match="left out|switched off|no column|not sorted") as warned:
        view = wandb.TableView(other, view="one")
    said = [str(one.message) for one in warned]
    assert said[0].startswith("The column 'twice' is left out: ")
    assert said[1].startswith("The clause iou > 0.5 is switched off: ")
    assert said[2] == "The table has no column 'twice'."
    assert said[3].startswith("The rows are not sorted by twice: ")
    assert len(said) == 4
    assert [(clause.text, clause.on) for clause in view.query.filters] == [
        ("iou > 0.5", False),
        ("label == 'y'", True),
        ("name == 'a'", True),
    ]
    assert view.to_pandas().to_dict("list") == {"name": ["a"]}
    assert view.query.panels == {}


def test_groups_that_fit_no_more_are_left_out() -> None:
    grouped = Query().group_by("label", "iou > 0.5").sort("-mean(iou)", "count")
    wandb.TableView(scores(), query=grouped).save("groups")
    with pytest.warns(UserWarning, match=r"not grouped by iou > 0.5|not sorted by mean"):
        view = wandb.TableView(wandb.Table(["label"], data=[["x"]]), view="groups")
    assert view.query == Query().group_by("label").sort("count")
    assert wandb.TableView(scores(), view="groups").query == grouped


def test_a_browser_lists_saves_opens_renames_and_deletes() -> None:
    view = wandb.TableView(scores())
    assert ask(view, action="list") == {"views": [], "state": None, "notes": [], "project": "p"}
    state = {"query": QUERY.to_json(), "overlays": {}, "layout": {"mode": "gallery"}}
    saved = ask(view, action="save", name="one", state=state)["views"]
    assert [(one["name"], one["table"]) for one in saved] == [("one", "Table")]
    assert saved[0]["state"]["layout"]["gallery"]["size_px"] == 200
    assert [one["name"] for one in ask(view, action="rename", name="one", to="two")["views"]] == ["two"]
    opened = ask(view, action="open", name="two")
    assert opened["state"] == saved[0]["state"]
    assert opened["notes"] == []
    assert ask(view, action="delete", name="two")["views"] == []


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"action": "burn"}, "can be told list, save"),
        ({"action": "save", "name": "one", "state": None}, "has query, overlays and layout"),
        ({"action": "save", "name": "one", "state": {"query": {"version": 9}}}, "version 9"),
        ({"action": "save", "name": "one", "state": {"layout": {"mode": "x"}}}, "grid"),
    ],
)
def test_what_makes_no_sense_is_refused(params: dict[str, Any], said: str) -> None:
    view = wandb.TableView(scores())
    with pytest.raises((SavedViewError, ViewError), match=said):
        ask(view, **params)
    assert ask(view, action="list")["views"] == []


def test_the_views_of_a_logged_table_are_those_of_its_project(tmp_path: Path, run: Any) -> None:
    artifact = wandb.Artifact("scores", "dataset")
    artifact.add(scores(), "t")
    run.log_artifact(artifact)
    wandb.finish()
    table = wandb.Api(dir=tmp_path, project="p").artifact("scores:latest").get("t")
    with wandb.init(dir=tmp_path, project="elsewhere"):
        view = wandb.TableView(table, query="iou > 0.5")
        view.save("good")
        assert wandb.saved_views().names == []
        table.add_data("d", 0.1, "x")  # it forgets where its rows came from; the view does not
        view.save("better")
    assert wandb.saved_views("p", tmp_path).names == ["better", "good"]
    assert wandb.saved_views("p", tmp_path)["good"].table == "p/scores"


def test_code_makes_the_view_again(tmp_path: Path, run: Any) -> None:
    plain = wandb.TableView(scores())
    assert plain.code() == "wandb.TableView(table)"
    artifact = wandb.Artifact("scores", "dataset")
    artifact.add(scores(), "all/t")
    run.log_artifact(artifact)
    view = wandb.TableView(run.use_artifact("scores:v0").get("all/t"), query=QUERY)
    view.layout = {"mode": "gallery", "gallery": {"size_px": 300}}
    view.overlays = {"hidden_classes": ["a class with a long name", "another class with a long name"]}
    code = view.code()
    assert max(map(len, code.splitlines())) <= 100
    assert "captions" not in code
    names: dict[str, Any] = {"wandb": wandb}
    lines = code.replace("wandb.TableView(", "again = wandb.TableView(", 1)
    exec(lines, names)
    assert names["again"].state == view.state


def test_a_browser_asks_for_the_code() -> None:
    view = wandb.TableView(scores(), query="iou > 0.5")
    answer = view.session.handlers["code"]({"state": view.state}, Task())[0]
    assert answer == {"code": "wandb.TableView(table, query=table.query().filter('iou > 0.5'))"}
