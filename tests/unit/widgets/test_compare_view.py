"""Tables beside each other: what the browser is told of them, filters of one click, rows in Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, ViewError
from dsviz_widget.query import Task
from dsviz_widget.store import Catalog

BEFORE = [["a", 0.5, "cat", "cat"], ["b", 0.6, "dog", "cat"], ["c", 0.7, None, "cat"]]
AFTER = [["a", 0.9, "cat", "cat"], ["d", 0.2, "dog", "dog"], ["b", 0.6, "cat", "cat"]]
COLUMNS = ["id", "acc", "pred", "label"]


def tables() -> list[wandb.Table]:
    return [wandb.Table(COLUMNS, [list(row) for row in rows]) for rows in (BEFORE, AFTER)]


def ask(view: wandb.CompareView, method: str, **params: Any) -> Any:
    return view.session.handlers[method](params, Task())[0]


def opened(view: wandb.CompareView, **params: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    result, buffers = view.session.handlers["open"](params, Task())
    return result["info"]["comparison"], pa.ipc.open_stream(buffers[0]).read_all().to_pylist()


def test_the_browser_learns_how_tables_came_together() -> None:
    about, rows = opened(wandb.compare(*tables(), key="id"))
    assert [(side["label"], side["row_count"]) for side in about["sides"]] == [("first", 3), ("second", 3)]
    assert about["keys"] == [{"name": "id", "columns": ["id", "id"]}]
    matching = about["matching"]
    assert (matching["in_all"], matching["only_in"], matching["total"]) == (2, [1, 1], 4)
    assert about["columns"][:2] == [
        {"name": "id", "kind": "text", "lanes": ["id", "id"]},
        {"name": "acc", "kind": "number", "lanes": ["0.acc", "1.acc"]},
    ]
    assert about["present"] == ["0.present", "1.present"]
    assert about["right"] is None
    assert [row["id"] for row in rows] == ["a", "b", "c", "d"]
    assert [(row["0.present"], row["1.present"]) for row in rows] == [
        (True, True), (True, True), (True, False), (False, True),
    ]  # fmt: skip


def test_a_column_that_one_table_lacks_has_no_lane_there() -> None:
    first, second = tables()
    second.add_column("more", [1, 2, 3])
    about, _ = opened(wandb.compare(first, second, key="id"))
    assert about["columns"][-1] == {"name": "more", "kind": "number", "lanes": [None, "1.more"]}


def test_filters_of_one_click_are_clauses_with_counts() -> None:
    view = wandb.compare(*tables(), key="id", truth="label", prediction="pred")
    about, _ = opened(view)
    counts = ask(view, "quick")["counts"]
    assert counts == {
        "all": 4, "in_all": 2, "only:0": 1, "only:1": 1, "changed": 1, "equal": 1,
        "fixed": 1, "broke": 0, "still_wrong": 0, "all_right": 1,
    }  # fmt: skip
    for found in about["quick"]:
        query = view.query if found["clause"] is None else view.query.filter(found["clause"])
        assert query.count() == counts[found["id"]]
    changed = next(found for found in about["quick"] if found["id"] == "changed")
    assert changed["column"] == "pred"
    fixed = next(found for found in about["quick"] if found["id"] == "fixed")
    assert fixed["sides"] == [False, True]
    filtered = {"version": 1, "filters": [{"text": "$1.acc > 0.5"}]}
    assert ask(view, "quick", query=filtered)["counts"]["in_all"] == 2


def test_right_is_where_the_prediction_is_the_truth_unless_said_otherwise() -> None:
    named = {"truth": "label", "prediction": "pred", "key": "id"}
    assert wandb.compare(*tables(), **named).comparison["right"] == "pred = label"
    assert wandb.compare(*tables(), **named, right="").comparison["right"] == ""
    view = wandb.compare(*tables(), **named, right="acc >= 0.6")
    about, rows = opened(view)
    assert about["right"] == ["0.right", "1.right"]
    assert [row["0.right"] for row in rows] == [False, True, True, None]
    assert ask(view, "quick")["counts"]["fixed"] == 1
    assert view.query.filter("$0.right and not $1.right").count() == 1
    with pytest.raises(QueryError, match="acc is a number in first, which is neither right nor wrong"):
        wandb.compare(*tables(), key="id", right="acc")
    with pytest.raises(QueryError, match=r"In first: There is no column 'accc'\..* Did you mean 'acc'"):
        wandb.compare(*tables(), key="id", right="accc > 1")


def test_names_that_tables_have_themselves_stay_theirs() -> None:
    made = [wandb.Table(["id", "right", "present"], [[1, "x", "y"]]) for _ in range(2)]
    about, rows = opened(wandb.compare(*made, key="id", right="right = 'x'"))
    assert about["right"] == ["0.right_", "1.right_"]
    assert about["present"] == ["0.present_", "1.present_"]
    assert rows[0]["0.right_"] is True
    assert rows[0]["0.right"] == "x"


def test_rows_are_asked_from_python_as_those_of_a_table(store: Catalog, tmp_path: Path) -> None:
    view = wandb.compare(*tables(), key="id", query="$1.acc - $0.acc > 0.1")
    assert view.query.count() == 1
    assert view.to_pandas()["id"].tolist() == ["a"]
    view.query = view.query.clear_filters().derive(gain="$1.acc - $0.acc").sort("-gain")
    frame = view.to_pandas()
    assert frame["gain"].tolist()[:2] == [pytest.approx(0.4), 0.0]
    assert frame["id"].tolist()[:2] == ["a", "b"]
    view.selected = [0, 3]
    assert view.selected_rows()["id"].tolist() == ["a", "d"]
    text = view.to_csv(rows="selected")
    assert text is not None
    assert text.splitlines()[0] == '"id","0.acc","0.pred","0.label","1.acc","1.pred","1.label","gain"'
    view.to_parquet(tmp_path / "rows.parquet")
    assert len(wandb.Table.from_parquet(tmp_path / "rows.parquet")) == 4
    assert view.query.to_table().columns[0] == "id"
    assert view.query.matching().in_all == 2


def test_tables_after_each_other_and_by_position() -> None:
    view = wandb.compare(*tables(), how="concat")
    about, rows = opened(view)
    assert [row["table"] for row in rows] == [0, 0, 0, 1, 1, 1]
    assert about["columns"][1] == {"name": "id", "kind": "text", "lanes": ["id", "id"]}
    assert ask(view, "quick")["counts"] == {"all": 6, "only:0": 3, "only:1": 3}
    beside = wandb.compare(*tables(), how="position", right="acc > 0.5")
    about, rows = opened(beside)
    assert [(row["0.id"], row["1.id"]) for row in rows] == [("a", "a"), ("b", "d"), ("c", "b")]
    assert about["matching"]["in_all"] == 3
    assert ask(beside, "quick")["counts"]["broke"] == 1


def test_one_table_is_shown_as_it_is() -> None:
    view = wandb.compare(tables()[0], truth="label", prediction="pred")
    about, rows = opened(view)
    assert rows[0] == {"__row": 0, "id": "a", "acc": 0.5, "pred": "cat", "label": "cat"}
    assert (about["present"], about["right"], len(about["sides"])) == ([], None, 1)
    assert ask(view, "quick")["counts"] == {"all": 3, "still_wrong": 2, "all_right": 1}
    scored = wandb.TableView(tables()[0], query="acc > 0.5").evaluate("label", "pred")
    assert (scored.tab, scored.query.count()) == ("scores", 2)


def test_three_tables() -> None:
    third = wandb.Table(COLUMNS, [["a", 0.1, "dog", "cat"], ["e", 0.1, "cat", "cat"]])
    view = wandb.compare(*tables(), third, key="id", right="pred = label")
    about, _ = opened(view)
    assert [side["label"] for side in about["sides"]] == ["first", "second", "third"]
    counts = ask(view, "quick")["counts"]
    assert counts["in_all"] == 1
    assert counts["broke"] == 1
    assert [counts[f"only:{side}"] for side in range(3)] == [1, 1, 1]
    assert about["matching"]["in_some"] == 1


def test_rows_that_come_while_tables_are_compared_are_matched() -> None:
    first, second = tables()
    view = wandb.compare(first, second, key="id")
    opened(view)
    view.selected = [3]
    assert view.selected_rows()["id"].tolist() == ["d"]
    first.add_data("e", 0.3, "cat", "cat")
    about, rows = opened(view)
    assert about["sides"][0]["row_count"] == 4
    assert [row["id"] for row in rows] == ["a", "b", "c", "e", "d"]
    # What was ticked is the same row, elsewhere.
    assert view.selected == [4]
    assert view.selected_rows()["id"].tolist() == ["d"]


def test_what_cannot_be_compared_says_so() -> None:
    first, second = tables()
    with pytest.raises(ViewError, match="tables or versions are compared, got a list"):
        wandb.compare(first, [1, 2])
    with pytest.raises(ViewError, match="there is nothing to compare"):
        wandb.compare()
    with pytest.raises(ViewError, match="1 to 8 tables are compared, not 9"):
        wandb.compare(*[first] * 9, key="id")
    with pytest.raises(QueryError, match=r"no column 'idd'\..* Did you mean 'id'"):
        wandb.compare(first, second, key="idd")
    with pytest.raises(ViewError, match=r"how is 'inner', 'left', .* not 'cross'"):
        wandb.compare(first, second, how="cross", key="id")
    with pytest.raises(ViewError, match="each table has a name of its own, and 'x' names two"):
        wandb.compare(first, second, key="id", labels=["x", "x"])


def test_tables_may_have_names() -> None:
    first, second = tables()
    for view in (
        wandb.compare({"old": first, "new": second}, key="id"),
        wandb.compare([first, second], key="id", labels=["old", "new"]),
    ):
        assert [side.label for side in view.tables] == ["old", "new"]
    # Messages call them so.
    with pytest.raises(QueryError, match=r"old has no column 'nothing'|There is no column 'nothing'"):
        view.query.filter("$0.nothing > 1").count()


def test_a_table_view_is_compared_with_others() -> None:
    first, second = tables()
    view = wandb.TableView(first).compare_with(wandb.TableView(second), key="id")
    assert opened(view)[0]["matching"]["in_all"] == 2
    assert view.group_by("pred").tab == "groups"
    assert view.compared_groups["by"] == "pred"
    assert view.evaluate("label", "pred").tab == "scores"
    assert view.comparison["right"] == "pred = label"


MISNAMED = [
    ({"truth": "lable"}, ViewError, "truth: none of the tables has a column 'lable'. Did you mean 'label'?"),
    ({"prediction": "prd"}, ViewError, "prediction: none of the tables has a column 'prd'. Did you"),
    ({"score": "p_*"}, ViewError, "score: none of the tables has a column 'p_*'."),
    ({"predictions": "pred"}, TypeError, "CompareView has no argument 'predictions'. Did you mean 'pred"),
    ({"on": "id"}, ViewError, "CompareView has no argument 'on'. There is 'key', 'how'"),
]


@pytest.mark.parametrize(("options", "error", "message"), MISNAMED)
def test_a_wrong_name_is_refused_and_the_right_one_told(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        wandb.compare(*tables(), **{"key": "id", **options})


def test_a_wrong_name_leaves_what_is_scored() -> None:
    view = wandb.compare(*tables(), key="id").evaluate(truth="label", prediction="pred")
    with pytest.raises(ViewError, match="Did you mean 'acc'"):
        view.evaluate(score="ac")
    assert (view.comparison["prediction"], view.comparison["score"]) == ("pred", None)
    view.query = view.query.derive(sure="$0.acc * 2")
    assert view.evaluate(truth="0.label", score="sure").comparison["score"] == "sure"
    with pytest.raises(ViewError, match="the table has no column 'lab'"):
        wandb.TableView(tables()[0]).evaluate(truth="lab", prediction="pred")
