"""Media of compared tables: beside each other in cells, in groups and opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.media import EMPTY, ROWS, media_table
from tests.browser.waiting import wait_for_focus

COLUMNS = ("page", "sound")


@pytest.fixture(scope="module")
def tables() -> list[wandb.Table]:
    """Return two tables: pages differ, sounds are the same, and the second lacks the last row."""
    made = []
    for version in (0, 1):
        pages, sounds = (media_table((name,), version if name == "page" else 0) for name in COLUMNS)
        table = wandb.Table(["id", *COLUMNS, "light"])
        for page, sound in list(zip(pages.data, sounds.data, strict=True))[: ROWS - version]:
            table.add_data(page[0], page[1], sound[1], page[3])
        made.append(table)
    return made


def cell(page: Any, row: int, column: int) -> Any:
    name = page.get_by_role("gridcell", name=f"take {row}", exact=True)
    return page.get_by_role("row").filter(has=name).get_by_role("gridcell").nth(column)


def test_cells_show_each_table_s_and_once_what_is_the_same(
    show: Callable[..., Any], tables: list[wandb.Table]
) -> None:
    page = show(wandb.compare(*tables, key="id"), width=1400)
    pages = cell(page, 0, 1).locator('.dv-media[data-status="ready"]')
    expect(pages).to_have_count(2)
    expect(pages.first).to_contain_text("version 0")
    expect(pages.last).to_contain_text("version 1")
    sounds = cell(page, 0, 2)
    expect(sounds.locator('.dv-media[data-status="ready"]')).to_have_count(1)
    expect(sounds).to_contain_text("same")
    assert page.errors == []


def test_both_open_beside_each_other(show: Callable[..., Any], tables: list[wandb.Table]) -> None:
    page = show(wandb.compare(*tables, key="id"), width=1400)
    cell(page, 0, 1).locator('.dv-media[data-status="ready"]').first.wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    opened = page.get_by_role("region", name="page 1 of 30, column page")
    opened.wait_for()
    wait_for_focus(opened)
    for version, name in enumerate(("first", "second")):
        # A page is two frames down: the outer one guards it.
        frame = opened.get_by_role("region", name=name).frame_locator("iframe").frame_locator("iframe")
        expect(frame.get_by_text(f"version {version}")).to_be_visible()
    for _ in range(EMPTY):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("region", name=f"page {EMPTY + 1} of 30")).to_contain_text("nothing here")
    page.get_by_role("region", name="second").wait_for()
    page.keyboard.press("Escape")
    wait_for_focus(page.get_by_role("grid"))
    assert page.errors == []


def test_a_row_that_one_table_lacks_says_so(show: Callable[..., Any], tables: list[wandb.Table]) -> None:
    page = show(wandb.compare(*tables, key="id"), width=1400)
    cell(page, 0, 1).locator('.dv-media[data-status="ready"]').first.wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+End")
    row = page.get_by_role("row").filter(has_text=f"take {ROWS - 1}")
    last = row.get_by_role("gridcell").nth(1)
    expect(last.locator('.dv-media[data-status="ready"]')).to_have_count(1)
    expect(last).to_contain_text("not in second")
    assert page.errors == []
