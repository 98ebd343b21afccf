"""Views within a view: questions, traits and events go by the outer view's connection."""

from __future__ import annotations

from typing import Any

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.inner_views import MOST_OPEN, InnerViews
from dsviz_widget.widgets.row_ids import pack
from dsviz_widget.widgets.table_view import TableView

TABLE = wandb.Table(["id", "score"], data=[[number, number / 10] for number in range(10)])


class Outer:
    """What an outer view is to those within it."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.inner = InnerViews(lambda params, task: TableView(TABLE, title=params["what"]), self.tell)

    def tell(self, name: str, **about: Any) -> None:
        self.told.append({"name": name, **about})

    def ask(self, method: str, /, **params: Any) -> dict[str, Any]:
        return self.inner.handlers[method](params, Task())[0]

    def open(self, **params: Any) -> str:
        return str(self.ask("inner_open", what="scores", **params)["view"])


def filtered(text: str) -> dict[str, Any]:
    return Query().filter(text).to_json()


def test_a_view_within_answers_as_it_does_by_itself() -> None:
    outer = Outer()
    opened = outer.ask("inner_open", what="scores", traits={"height_px": 300})
    assert (opened["kind"], opened["title"]) == ("table", "scores")
    assert opened["traits"]["height_px"] == 300
    assert not [name for name in opened["traits"] if name.startswith("_") or name == "layout"]
    (view,) = outer.inner.views
    assert view.comm is None, "a view within has no connection of its own"
    answer = outer.ask("inner", view=opened["view"], method="open", params={"count": 3})
    assert answer["info"]["row_count"] == 10
    with pytest.raises(ViewError, match="has no trait 'sise'"):
        outer.ask("inner_set", view=opened["view"], traits={"sise": 1}, number=1)


def test_what_the_browser_sets_is_what_python_sees_and_is_not_told_again() -> None:
    outer = Outer()
    name = outer.open()
    view: Any = outer.inner.views[0]
    answer = outer.ask("inner_set", view=name, traits={"query": filtered("score > 0.5")}, number=1)
    assert len(view.query.to_pandas()) == 4
    assert answer["traits"]["query"]["filters"][0]["text"] == "score > 0.5"
    assert outer.told == []
    # Completed by Python: the answer says so, and no event besides.
    answer = outer.ask("inner_set", view=name, traits={"view_layout": {"mode": "gallery"}}, number=2)
    assert answer["traits"]["view_layout"]["gallery"]["size_px"] == 200
    assert outer.told == []


def test_what_python_sets_is_told_once() -> None:
    outer = Outer()
    name = outer.open()
    view: Any = outer.inner.views[0]
    view.query = "id < 3"
    view.selected = [1]
    view.selected = [1]
    assert [(said["view"], *said["traits"]) for said in outer.told] == [(name, "query"), (name, "selected")]
    outer.ask("inner_set", view=name, traits={"selected": pack([1])}, number=1)
    assert len(outer.told) == 2


def test_changes_are_counted_so_that_an_answer_and_an_event_have_an_order() -> None:
    outer = Outer()
    name = outer.open()
    view: Any = outer.inner.views[0]
    first = outer.ask("inner_set", view=name, traits={"selected": pack([1])}, number=1)
    view.selected = [2]
    second = outer.ask("inner_set", view=name, traits={"selected": pack([3])}, number=2)
    assert first["stamp"] < outer.told[-1]["stamp"] < second["stamp"]


def test_an_older_value_that_comes_late_changes_nothing() -> None:
    outer = Outer()
    name = outer.open()
    view: Any = outer.inner.views[0]
    outer.ask("inner_set", view=name, traits={"selected": pack([2]), "page_size": 10}, number=2)
    answer = outer.ask("inner_set", view=name, traits={"selected": pack([1]), "height_px": 400}, number=1)
    assert (view.selected, view.page_size, view.height_px) == ([2], 10, 400)
    assert answer["traits"]["selected"] == pack([2])


def test_a_value_that_is_refused_leaves_the_view_as_it_was() -> None:
    outer = Outer()
    name = outer.open()
    view: Any = outer.inner.views[0]
    with pytest.raises(ViewError, match="page_size"):
        outer.ask("inner_set", view=name, traits={"page_size": 100_000}, number=1)
    assert view.page_size == 25


def test_what_only_python_sets_is_refused(store: Any) -> None:
    run = wandb.init(project="p", id="one")
    run.finish()
    record = wandb.Api().run("p/one")
    told: list[Any] = []
    inner = InnerViews(lambda params, task: record.view(), lambda name, **about: told.append(about))
    name = inner.handlers["inner_open"]({}, Task())[0]["view"]
    with pytest.raises(ViewError, match="run_id of a view of kind 'run' is Python's to set"):
        inner.handlers["inner_set"]({"view": name, "traits": {"run_id": "two"}, "number": 1}, Task())
    assert (inner.views[0].run_id, told) == ("one", [])  # type: ignore[attr-defined]


def test_events_of_a_view_within_are_passed_on() -> None:
    outer = Outer()
    name = outer.open()
    view: Any = outer.inner.views[0]
    view.session.live.tell("rows", row_count=11)
    assert outer.told == [{"name": "inner", "view": name, "told": {"name": "rows", "row_count": 11}}]


def test_the_view_that_was_asked_least_lately_is_closed_for_another() -> None:
    outer = Outer()
    names = [outer.open() for _ in range(MOST_OPEN)]
    outer.ask("inner", view=names[0], method="count")
    outer.open()
    assert outer.ask("inner", view=names[0], method="count")["matched"] == 10
    with pytest.raises(ViewError, match="this view was closed"):
        outer.ask("inner", view=names[1], method="count")
    outer.ask("inner_close", view=names[0])
    outer.ask("inner_close", view=names[0])
    with pytest.raises(ViewError, match="Open it again"):
        outer.ask("inner", view=names[0], method="count")
    closed: Any = outer.inner.views[0]
    outer.inner.close()
    closed.query = "id < 3"
    closed.session.live.tell("rows", row_count=11)
    assert outer.told == [], "a view that is closed says nothing more"
