"""What tables are matched on: keys that are found, keys that occur twice, keys that are never equal."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import Cancelled, ViewError
from dsviz_widget.query import Task
from tests.unit.builders import pixels


def ask(view: wandb.CompareView, method: str, **params: Any) -> Any:
    return view.session.handlers[method](params, Task())[0]


def matching(view: wandb.CompareView) -> dict[str, Any]:
    found: dict[str, Any] = ask(view, "open")["info"]["comparison"]["matching"]
    return found


def keyed(*columns: list[Any], name: str = "id") -> list[wandb.Table]:
    return [wandb.Table([name, "x"], [[key, row] for row, key in enumerate(keys)]) for keys in columns]


def test_a_key_is_found_among_the_columns() -> None:
    made = [
        wandb.Table(["fold", "image_id", "score"], [[0, "a", 0.5], [0, "b", 0.5], [1, "c", 0.5]]),
        wandb.Table(["fold", "score", "image_id"], [[0, 0.1, "c"], [1, 0.2, "a"]]),
    ]
    view = wandb.compare(*made)
    assert view.comparison["keys"] == [["image_id", "image_id"]]
    offers = ask(view, "key_offers")["offers"]
    assert offers[0] == {"keys": [["image_id"] * 2], "name": "image_id", "matched": 2, "unique": True}
    assert {"fold"} == {offer["name"] for offer in offers if not offer["unique"]}


def test_pictures_are_matched_by_what_they_show() -> None:
    made = [
        wandb.Table(["image", "x"], [[wandb.Image(pixels(seed)), seed] for seed in seeds])
        for seeds in ((0, 1, 2), (2, 0, 5))
    ]
    view = wandb.compare(*made)
    assert view.comparison["keys"] == [["image.digest", "image.digest"]]
    assert matching(view)["in_all"] == 2
    assert wandb.compare(*made, key="image").comparison == view.comparison
    frame = view.query.filter("$0.present and $1.present").select("0.x", "1.x").to_pandas()
    assert frame["0.x"].tolist() == frame["1.x"].tolist() == [0, 2]


def test_no_key_says_what_to_do() -> None:
    with pytest.raises(ViewError, match=r"no column tells the rows .* how='position'"):
        wandb.compare(*keyed(["a", "a"], ["b", "b"]))
    with pytest.raises(ViewError, match="no column tells the rows"):
        wandb.compare(wandb.Table(["a"], [[1]]), wandb.Table(["b"], [[1]]))


def test_a_key_may_be_computed_and_have_parts() -> None:
    first = wandb.Table(["scene", "frame", "x"], [["s1", 1, 1], ["s1", 2, 2], ["s2", 1, 3]])
    second = wandb.Table(["scene", "no", "x"], [["S2", 1, 4], ["S1", 1, 5]])
    view = wandb.compare(first, second, key=[("scene", "toLower(scene)"), ("frame", "no")])
    assert matching(view)["in_all"] == 2
    about = ask(view, "open")["info"]["comparison"]
    assert about["keys"] == [
        {"name": "scene", "columns": ["scene", "toLower(scene)"]},
        {"name": "frame", "columns": ["frame", "no"]},
    ]
    with pytest.raises(ViewError, match="one expression, or a tuple with one for each of the 2 tables"):
        wandb.compare(first, second, key=[("scene", "scene", "scene")])


@pytest.mark.parametrize("empty", [[], np.array([], float), np.array([], "datetime64[us]")])
def test_a_table_without_rows_leaves_the_key_what_it_is(empty: Any) -> None:
    full = wandb.Table(["id", "x"], [["a", 1], ["b", 2]])
    none = wandb.Table(dataframe=pd.DataFrame({"id": empty, "x": empty}))
    for made in ([full, none], [none, full]):
        view = wandb.compare(*made, key="id")
        assert ask(view, "open")["info"]["comparison"]["columns"][0]["kind"] == "text"
        assert view.to_pandas()["id"].tolist() == ["a", "b"]
        assert ask(view, "repairs")["sentence"].startswith("The key is empty in")
        stacked = wandb.compare(*made, how="concat")
        ask(stacked, "open")
        assert stacked.query.select("id", "x").to_pandas().to_numpy().tolist() == [["a", 1], ["b", 2]]


def test_a_table_is_given_another_name() -> None:
    view = wandb.compare(*keyed(["a"], ["b"]), key="id")
    about = ask(view, "arrange", labels={"1": " new "})["info"]["comparison"]
    assert [side["label"] for side in about["sides"]] == ["first", "new"]
    with pytest.raises(ViewError, match="each table has a name of its own, and 'first' names"):
        ask(view, "arrange", labels={"1": "first"})


KEYS = st.lists(st.one_of(st.integers(0, 3), st.none()), min_size=1, max_size=7)


@settings(max_examples=40)
@given(KEYS, KEYS)
def test_each_way_of_treating_duplicates_comes_to_what_it_says(left: list[Any], right: list[Any]) -> None:
    tables = keyed(left, right)
    view = wandb.compare(*tables, key="id")
    answer = ask(view, "duplicates", start=0, count=50)
    repeated = {key for keys in (left, right) for key in keys if key is not None and keys.count(key) > 1}
    assert {found["key"][0] for found in answer["keys"]} == repeated
    assert answer["total"] == len(repeated)
    for found in answer["keys"]:
        key = found["key"][0]
        for keys, rows, shown in zip((left, right), found["rows"], found["shown"], strict=True):
            assert rows == [row for row, mine in enumerate(keys) if mine == key]
            assert shown == (rows[0] if rows else None)
    for way in answer["ways"]:
        counted = wandb.compare(*tables, key="id", duplicates=way["duplicates"])
        counts = ask(counted, "quick")["counts"]
        assert (counts["in_all"], counts["only:0"], counts["only:1"]) == (way["matched"], *way["only"])
        assert sum(matching(counted)["aside"]) == way["aside"]


@pytest.mark.parametrize(("how", "rows"), [("inner", 1), ("left", 2), ("outer", 3)])
def test_joins_heed_what_is_done_with_duplicates(how: str, rows: int) -> None:
    first, second = keyed(["a", "b"], ["a", "a", "a"])
    joined = wandb.compare(first, second, key="id", how=how)
    assert joined.comparison["duplicates"] == "every"
    assert joined.query.filter("$0.present and $1.present").count() == 3
    for way in ("pair", "first"):
        view = wandb.compare(first, second, key="id", how=how, duplicates=way)
        assert view.query.filter("$0.present and $1.present").count() == 1
        assert view.query.count() == (4 if (way, how) == ("pair", "outer") else min(rows, 2))
        assert sum(matching(view)["aside"]) == (2 if way == "first" else 0)


def repaired(first: list[Any], second: list[Any]) -> tuple[dict[str, Any], int]:
    """Return what is said of keys that are never equal, and how many match after the first repair."""
    view = wandb.compare(*keyed(first, second), key="id")
    assert matching(view)["in_all"] == 0
    answer = ask(view, "repairs")
    repair = answer["repairs"][0]
    result = ask(view, "arrange", comparison=repair["comparison"])
    assert result["info"]["comparison"]["matching"]["in_all"] == repair["matched"]
    return answer, repair["matched"]


NAMES = ["0016E5_07959", "0016E5_07973", "0016E5_07985"]


def test_an_ending_that_one_table_has() -> None:
    answer, matched = repaired(NAMES, [f"{name}.png" for name in NAMES[:2]])
    assert matched == 2
    assert answer["sentence"] == (
        "The keys of second end in “.png”, those of first do not. Without “.png”, 2 rows match."
    )
    assert answer["repairs"][0]["label"] == "Match without “.png”"
    assert answer["first_keys"] == [NAMES, ["0016E5_07959.png", "0016E5_07973.png"]]
    assert answer["spans"] == [[None] * 3, [(12, 16), (12, 16)]]


def test_a_folder_that_one_table_has() -> None:
    answer, matched = repaired([f"images/val/{name}" for name in NAMES], NAMES)
    assert matched == 3
    assert answer["spans"][0][0] == (0, 11)
    assert "begin with “images/val/”" in answer["sentence"]


@pytest.mark.parametrize(
    ("first", "second", "label"),
    [
        ([1, 2, 3], ["1", "2", "x"], "Match as text"),
        ([1, 2, 3], ["001", "002", "003"], "Match as numbers"),
        (["Cat", "Dog"], ["cat", "dog"], "Match whatever the case"),
        (["cat ", "dog"], ["cat", " dog"], "Match without blanks around"),
        (["a/x.png", "b/y.jpg"], ["x", "y"], "Match without folders and endings"),
        (["a/X.png", "b/Y.jpg"], ["c/x.bmp", "y"], "Match without folders and endings, whatever the case"),
        (["a/x", "b/y"], ["y", "x"], "Match without folders"),
        (["it's-1", "it's-2"], ["1", "2"], "Match without “it's-”"),
    ],
)
def test_keys_that_are_written_otherwise(first: list[Any], second: list[Any], label: str) -> None:
    answer, matched = repaired(first, second)
    assert matched == (2 if label != "Match as numbers" else 3)
    assert answer["repairs"][0]["label"] == label


def test_nothing_in_common_says_so() -> None:
    view = wandb.compare(*keyed(["a", "b"], ["c", "d"]), key="id")
    answer = ask(view, "repairs")
    # The column x counts rows, and could be the key.
    assert [repair["label"] for repair in answer["repairs"]] == ["Match on x"]
    assert "nothing in common" in answer["sentence"]
    empty = wandb.compare(*keyed([None, None], ["c", "d"]), key="id")
    assert ask(empty, "repairs")["sentence"].startswith("The key is empty in first.")


def test_pictures_are_offered_where_names_differ() -> None:
    made = [
        wandb.Table(["name", "image"], [[f"{mark}{seed}", wandb.Image(pixels(seed))] for seed in range(3)])
        for mark in ("a", "b")
    ]
    answer = ask(wandb.compare(*made, key="name"), "repairs")
    assert answer["repairs"][0]["label"] == "Match on the picture"
    assert answer["repairs"][0]["matched"] == 3


def test_rows_that_come_while_rows_are_matched_wait_for_the_next_look() -> None:
    first, second = wandb.Table(["id"], [["a"], ["b"]]), wandb.Table(["id"], [["b"]])
    view = wandb.compare(first, second, key="id")

    class Meanwhile(Task):
        def stage(self, start: float, end: float) -> Task:
            first.add_data("new")
            return super().stage(start, end)

    for method in ("open", "refresh"):
        before = len(first)
        reply, _ = view.session.handlers[method]({}, Meanwhile())
        assert len(first) > before
        assert reply["info"]["row_count"] == before


def test_matching_can_be_stopped_and_is_found_again() -> None:
    ids = np.random.default_rng(0).permutation(400_000)
    made = [wandb.Table(dataframe=pd.DataFrame({"id": found.astype(str)})) for found in (ids, ids[::-1])]
    view = wandb.compare(*made, key="id")
    task = Task()
    stopping = threading.Timer(0.05, task.cancel)
    stopping.start()
    with pytest.raises(Cancelled):
        view.session.handlers["open"]({}, task)
    stopping.join()
    assert matching(view)["in_all"] == 400_000
