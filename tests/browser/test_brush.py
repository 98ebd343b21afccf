"""A range dragged over a histogram, in a stub page: other heads follow the hand before it lets go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest, wait_for_value


def test_heads_follow_the_hand_and_keep_what_it_chose(show: Callable[..., Any]) -> None:
    table = wandb.Table(["x", "y"], [[float(i), float(i)] for i in range(1_000)])
    view = wandb.TableView(table)
    page = show(view)

    def bars(name: str) -> Any:
        return page.get_by_role("columnheader", name=name).locator(".dv-histogram .dv-kept, .dv-brushed")

    def wait_for_bars(name: str, few: bool) -> None:
        bars(name).first.wait_for()
        wait_for_value(lambda: bars(name).count() < 12, few)

    wait_for_bars("y", few=False)
    brush = wait_for_rest(page.get_by_role("columnheader", name="x").locator(".dv-brush"))
    middle = brush["y"] + brush["height"] / 2
    page.mouse.move(brush["x"] + 2, middle)
    page.mouse.down()
    page.mouse.move(brush["x"] + brush["width"] / 4, middle, steps=4)
    page.mouse.move(brush["x"] + brush["width"] / 2, middle, steps=4)
    wait_for_bars("y", few=True)
    wait_for_value(lambda: view.query.filters, ())
    page.mouse.up()
    wait_for_bars("y", few=True)
    page.stub.wait_until(lambda: view.query.filters)
    assert 400 < view.query.count() < 600
    assert page.errors == []
