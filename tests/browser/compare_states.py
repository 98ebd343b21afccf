"""The states of compared rows, and the way to each: for axe-core and for docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from tests.browser.compared import compared, four, quick, tables
from tests.browser.states import State


def rows(page: Any) -> None:
    """Wait until rows are there with their heads and counts."""
    page.locator(".dv-key-cell, .dv-lane-card-title > b").first.wait_for()
    page.locator(".dv-quick-count", has_text="4").first.wait_for()


def after(step: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a way that goes on once the rows are there."""

    def enter(page: Any) -> None:
        rows(page)
        step(page)

    return enter


def open_side(page: Any) -> None:
    page.locator(".dv-side").nth(1).click()
    page.get_by_role("menuitem", name="Rename").wait_for()


def open_right(page: Any) -> None:
    page.get_by_role("button", name="Right when").click()
    page.get_by_role("combobox", name="Right when").wait_for()


def keep_broken(page: Any) -> None:
    quick(page, "Broke").click()
    page.locator(".dv-count", has_text="1 of 6").wait_for()


def one_table() -> wandb.CompareView:
    return wandb.compare(tables()[0], right="acc >= 0.5")


def concatenated() -> wandb.CompareView:
    first, second = tables()
    return wandb.compare({"v0": first, "v1": second}, how="concat")


def wait_for_rows(page: Any) -> None:
    page.locator("[role=gridcell]").first.wait_for()


COMPARE_STATES = {
    "rows": State(lambda _: compared(), rows),
    "a quick filter": State(lambda _: compared(), after(keep_broken)),
    "menu of a table": State(lambda _: compared(), after(open_side)),
    "what is right": State(lambda _: compared(), after(open_right)),
    "four tables": State(lambda _: four(), wait_for_rows),
    "after each other": State(lambda _: concatenated(), wait_for_rows),
    "by position": State(lambda _: compared(key=None, how="position"), wait_for_rows),
    "one table": State(lambda _: one_table(), wait_for_rows),
}
