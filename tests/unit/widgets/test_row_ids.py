"""Ids of ticked rows as they cross: small whichever rows they are, and the same on both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.table import Table
from dsviz_widget.widgets.row_ids import MOST_TEXT, pack, unpack
from dsviz_widget.widgets.table_view import TableView

# js/test/row-ids.test.ts reads the same cases.
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "js" / "test" / "row-ids.json").read_text()
)


@pytest.mark.parametrize("case", CASES, ids=[str(case["ids"])[:40] for case in CASES])
def test_ids_cross_as_one_text_and_come_back_in_order(case: dict[str, Any]) -> None:
    assert pack(case["ids"]) == case["text"]
    assert unpack(case["text"]).tolist() == sorted(set(case["ids"]))


@pytest.mark.parametrize(
    ("ids", "letters"),
    [
        (np.arange(1_000_000), 20),
        (np.arange(0, 600_000, 2), 20),
        (np.flatnonzero(np.random.default_rng(0).random(600_000) < 0.5), 500_000),
        (np.random.default_rng(0).choice(30_000_000, 300_000, replace=False), 700_000),
    ],
    ids=["a range", "every second", "half of them", "some of thirty million"],
)
def test_many_ids_are_a_short_text(ids: np.ndarray, letters: int) -> None:
    text = pack(ids)
    assert len(text) <= letters <= MOST_TEXT
    assert np.array_equal(unpack(text), np.sort(ids))


@pytest.mark.parametrize("text", ["AA==", "AQA=", "gA==", "AAAB", "no base64", "//////////8B"])
def test_a_text_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ViewError, match="no form that this version reads"):
        unpack(text)


def test_a_short_text_of_too_many_rows_is_refused_before_they_are_made() -> None:
    with pytest.raises(ViewError, match="more than can be ticked"):
        unpack(pack([0, 1]).replace("AQAB", "AQD/////Hw=="))


@pytest.fixture
def view() -> TableView:
    return TableView(Table(dataframe=pd.DataFrame({"n": np.arange(5)})))


def test_selected_is_a_list_of_whole_numbers(view: TableView) -> None:
    for given in ([3, 1], (3, 1), np.array([3, 1]), [np.int64(3), 1]):
        view.selected = given
        assert view.selected == [3, 1]
        assert all(type(row) is int for row in view.selected)
    view.set_state({"selected": pack([4, 2])})
    assert view.selected == [2, 4]
    view.selected = []
    assert view.get_state("selected") == {"selected": ""}


@pytest.mark.parametrize("given", [[-1], [0.5], ["a"], [True], [[1]], None])
def test_what_is_no_row_is_refused_in_a_sentence(view: TableView, given: Any) -> None:
    with pytest.raises(traitlets.TraitError, match="selected"):
        view.selected = given
    assert view.selected == []


def test_more_rows_than_cross_at_once_are_refused_in_a_sentence(view: TableView) -> None:
    with pytest.raises(ViewError, match="1,000,001 rows are more than can be ticked at once: filter"):
        view.selected = range(1_000_001)
    assert view.selected == []
