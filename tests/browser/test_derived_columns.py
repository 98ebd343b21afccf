"""A column that a query derives, in a stub page: shown after the others, sorted and filtered by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from tests.browser.test_table import cells
from tests.browser.waiting import wait_for_value


def test_a_derived_column_is_shown_and_stays(show: Callable[..., Any]) -> None:
    table = wandb.Table(["inter", "union"], [[1, 2], [3, 4], [1, 4]])
    view = wandb.TableView(table)
    page = show(view)
    page.get_by_role("columnheader", name="union").wait_for()
    view.query = view.query.derive(iou="inter / union").sort("-iou")
    page.get_by_role("columnheader", name="iou").wait_for()
    page.get_by_role("gridcell", name="0.750").wait_for()
    wait_for_value(lambda: cells(page, "iou", 3), ["0.750", "0.500", "0.250"])
    view.query = view.query.filter("iou < 0.7")
    page.get_by_role("gridcell", name="0.750").wait_for(state="detached")
    wait_for_value(lambda: cells(page, "iou", 2), ["0.500", "0.250"])
    assert page.errors == []
