"""Columns that vary by row, in a stub page: a cell shows its value, and each kind looks different."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from dsviz_widget.query import Query
from tests.browser.test_table import cells, count, wait_for_count
from tests.browser.waiting import wait_for_value

MOMENT = datetime.datetime(2021, 2, 22, 18, 4, 3, 250_000, tzinfo=datetime.timezone.utc)
ANYTHING: list[Any] = [1, "1", True, 0.5, float("nan"), 2**60 + 1, MOMENT, [1, "b", None], {"a": {"b": "c"}}]
SHOWN = [
    "1",
    '"1"',
    "true",
    "0.5",
    "NaN",
    str(2**60 + 1),
    "2021-02-22T18:04:03.250Z",
    '[1, "b", null]',
    '{a: {b: "c"}}',
]


def test_cells_show_their_values(show: Callable[..., Any]) -> None:
    table = wandb.Table(["row", "any", "scores", "meta"], dtype=[str, object, None, None])
    for index, cell in enumerate(ANYTHING):
        meta = {"key": index, "extra": None} if index % 2 else {"key": index}
        table.add_data(f"row {index}", cell, {13: 0.5, index: "x"}, meta)
    table.add_data("row 9", None, {}, None)
    page = show(wandb.TableView(table))
    page.get_by_role("gridcell", name="row 9").wait_for()
    wait_for_value(lambda: cells(page, "any", 10)[:9], SHOWN)
    empty = [cells(page, "any", 10)[9]]
    wait_for_value(lambda: cells(page, "meta", 10)[9:], empty)
    wait_for_value(lambda: cells(page, "scores", 2), ['{0: "x", 13: 0.5}', '{1: "x", 13: 0.5}'])
    wait_for_value(lambda: cells(page, "scores", 10)[9:], ["{}"])
    wait_for_value(lambda: cells(page, "meta", 2), ["{key: 0}", "{key: 1, extra: null}"])
    assert page.errors == []


def test_a_group_of_any_key_is_kept(show: Callable[..., Any]) -> None:
    table = wandb.Table(["row", "any"], dtype=[str, object])
    for index, cell in enumerate(ANYTHING):
        table.add_data(f"row {index}", cell)
    grouped = Query().group_by("any")
    view = wandb.TableView(table, query=grouped)
    page = show(view)
    kept = {
        "0.500": "any = 0.5",
        "NaN": "any = nan",
        "2021-02-22T18:04:03.250Z": 'any = date("2021-02-22T18:04:03.250000Z")',
        '[1, "b", null]': '{$eq: ["$any", {$literal: [1,"b",null]}]}',
        '{a: {b: "c"}}': '{$eq: ["$any", {$literal: {"a":{"b":"c"}}}]}',
    }
    for shown, clause in kept.items():
        page.stub.wait_until(lambda: count(page) == "9 rows")
        page.get_by_role("button", name=shown, exact=True).click()
        wait_for_count(page, "1 of 9 rows")
        page.stub.wait_until(lambda: len(view.query.filters) == 1)
        assert view.query.filters[0].text == clause
        wait_for_value(lambda: view.query.count(), 1)
        view.query = grouped
    assert page.errors == []
