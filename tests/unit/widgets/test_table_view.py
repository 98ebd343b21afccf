"""The traits of a table view, as Python sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import traitlets

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, ViewError


@pytest.fixture
def view() -> wandb.TableView:
    return wandb.TableView(wandb.Table(["name", "score"], data=[["a", 0.25], ["b", 0.75], ["c", None]]))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (None, 3),
        ("score > 0.5", 1),
        ({"$lt": ["$0.score", 0.5]}, 2),  # MongoDB orders an empty cell below every number
        ({"version": 1, "filters": [{"text": "score > 0"}], "group_by": ["name"]}, 2),
        (wandb.Query().filter("score is null"), 1),
    ],
)
def test_a_query_can_be_set_in_every_form_and_asked(view: Any, query: Any, count: int) -> None:
    view.query = query
    assert view.query.count() == count
    assert wandb.Query.from_json(view.get_state()["query"]) == view.query


def test_a_query_from_the_browser_can_be_asked_in_python(view: Any) -> None:
    plain = {"version": 1, "filters": [{"text": "score > 0.5", "on": True, "negated": True}]}
    view.set_state({"query": plain})
    assert view.query.filters[0].negated
    assert [row["name"] for row in view.query.rows()] == ["a", "c"]


@pytest.mark.parametrize("query", [3, ["score > 1"]])
def test_a_query_of_another_kind_is_refused_and_the_old_one_stays(view: Any, query: Any) -> None:
    view.query = "score > 0.5"
    with pytest.raises(traitlets.TraitError, match="a Query, or a filter"):
        view.query = query
    assert view.query.count() == 1


def test_an_expression_that_makes_no_sense_says_so_when_asked(view: Any) -> None:
    view.query = "scroe > 0.5"
    with pytest.raises(QueryError, match=r"no column 'scroe'.*Did you mean 'score'"):
        view.query.count()


def test_overlays_are_completed_and_unknown_parts_refused(view: Any) -> None:
    view.overlays = {"hidden_classes": ["car"]}
    assert view.overlays == {
        "hidden_classes": ["car"],
        "hidden_groups": [],
        "opacity": {},
        "styles": {},
        "labels": True,
        "scores": {},
        "colors": {},
    }
    with pytest.raises(traitlets.TraitError, match="Did you mean 'opacity'"):
        view.overlays = {"opacty": {}}


def test_the_layout_is_completed_and_unknown_parts_refused(view: Any) -> None:
    assert view.layout["mode"] == "grid"
    view.layout = {"mode": "gallery", "gallery": {"size_px": 120}}
    assert view.layout["gallery"] == {"column": None, "size_px": 120, "captions": None}
    assert view.layout["widths"] == {}
    with pytest.raises(traitlets.TraitError, match="Did you mean 'pinned'"):
        view.layout = {"pined": []}
    with pytest.raises(traitlets.TraitError, match="has no part 'size'"):
        view.layout = {"gallery": {"size": 1}}
    with pytest.raises(traitlets.TraitError, match=r'"grid" or "gallery", not .rows'):
        view.layout = {"mode": "rows"}
    assert view.layout["mode"] == "gallery"


def test_the_layout_is_no_layout_of_a_notebook_s_widgets(view: Any) -> None:
    # JupyterLab makes a view of whatever a widget has under that name.
    assert "layout" not in view.get_state()
    assert view.get_state()["view_layout"]["mode"] == "grid"
    assert wandb.TableView(view.session.shown.table, layout={"mode": "gallery"}).layout["mode"] == "gallery"


def test_a_background_class_is_hidden_at_first() -> None:
    table = wandb.Table(["image"])
    labels = {0: "Background", 1: "car"}
    masks = {"truth": {"mask_data": np.eye(4, dtype=np.uint8), "class_labels": labels}}
    table.add_data(wandb.Image(np.zeros((4, 4), dtype=np.uint8), masks=masks))
    assert wandb.TableView(table).overlays["hidden_classes"] == ["Background"]
    assert wandb.TableView(table, overlays={}).overlays["hidden_classes"] == []


def test_ticked_rows_come_as_a_frame(view: Any) -> None:
    view.selected = [2, 0]
    assert view.selected_rows()["name"].tolist() == ["a", "c"]


def test_only_tables_are_shown() -> None:
    with pytest.raises(ViewError, match="shows a Table, got a list of 1"):
        wandb.TableView([1])  # type: ignore[arg-type]
