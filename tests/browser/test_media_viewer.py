"""One medium on the whole of the view: opened, closed, stepped through rows and items of a list, saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe
from tests.browser.media import EMPTY, KINDS, media_table
from tests.browser.waiting import wait_for_focus


@pytest.fixture(scope="module")
def table() -> wandb.Table:
    return media_table()


def viewer(page: Any, column: str, row: int, count: int = 30) -> Any:
    found = page.locator(f'section[aria-label$=" {row} of {count}, column {column}"]')
    found.wait_for()
    return found


def open_first(page: Any, column: str, table_columns: tuple[str, ...] = (*KINDS, "frames")) -> None:
    """Open the medium of the first row by the keys of the grid."""
    page.get_by_role("gridcell", name="take 0", exact=True).wait_for()
    page.get_by_role("grid").focus()
    for _ in range(1 + table_columns.index(column)):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("column", KINDS)
def test_keys_open_step_and_close(show: Callable[..., Any], table: wandb.Table, column: str) -> None:
    page = show(wandb.TableView(table), width=1500)
    open_first(page, column)
    opened = viewer(page, column, 1)
    wait_for_focus(opened)
    # Its caption or at least the file it is.
    expect(opened).to_contain_text("B")
    page.keyboard.press("ArrowRight")
    viewer(page, column, 2)
    page.keyboard.press("j")
    viewer(page, column, 3)
    page.keyboard.press("k")
    opened = viewer(page, column, 2)
    expect(opened.locator(".dv-row-values")).to_contain_text("take 1")
    opened.get_by_title("Row 6", exact=True).click()
    viewer(page, column, 6)
    page.get_by_role("button", name="Previous row (←)").click()
    expect(viewer(page, column, EMPTY + 1)).to_contain_text(f"Row {EMPTY + 1} has nothing in {column}.")
    page.keyboard.press("Escape")
    grid = page.get_by_role("grid")
    wait_for_focus(grid)
    # The cell of the row that was open last has the focus.
    page.wait_for_function(
        "([el, at]) => el.getAttribute('aria-activedescendant')?.includes(at)",
        arg=[grid.element_handle(), f"-{EMPTY}-{1 + KINDS.index(column)}"],
    )
    assert page.errors == []


def test_the_items_of_a_list_are_tabs(show: Callable[..., Any], table: wandb.Table) -> None:
    page = show(wandb.TableView(table), width=1500)
    open_first(page, "frames")
    wait_for_focus(viewer(page, "frames", 1))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    opened = viewer(page, "frames", 3)
    page.get_by_role("tab", name="Item 1 of 3", selected=True).wait_for()
    page.keyboard.press("]")
    page.get_by_role("tab", name="Item 2 of 3", selected=True).wait_for()
    expect(opened.get_by_text("frame 1", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Item 3 of 3").click()
    expect(opened.get_by_text("frame 2", exact=True)).to_be_visible()
    page.keyboard.press("[")
    page.get_by_role("tab", name="Item 2 of 3", selected=True).wait_for()
    # The picture is the original, with its own pixels.
    page.wait_for_function(
        "() => document.querySelector('.dv-picture-open')?.naturalWidth === 16", timeout=60_000
    )
    assert page.errors == []


def test_the_file_is_saved_as_it_was_logged(
    show: Callable[..., Any], table: wandb.Table, tmp_path: Path
) -> None:
    page = show(wandb.TableView(table), width=1500)
    open_first(page, "sound")
    viewer(page, "sound", 1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file").click()
    assert saved.value.suggested_filename == "sound-1.wav"
    saved.value.save_as(tmp_path / "saved.wav")
    assert (tmp_path / "saved.wav").read_bytes() == table.data[0][1].read()
    assert page.errors == []


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_serious_stands_in_the_way(show: Callable[..., Any], table: wandb.Table, width: int) -> None:
    columns = ["id", "sound", "frames", "score"]
    view = wandb.TableView(table, query=wandb.Query().select(*columns))
    page = show(view, width=width)
    ready = page.locator('.dv-media[data-status="ready"]')
    ready.first.wait_for()
    load_axe(page)
    found = findings(page, f"cells, {width} px")
    ready.filter(has=page.locator("img")).last.click()
    page.locator(".dv-picture-open").wait_for()
    found += findings(page, f"viewer, {width} px")
    assert page.locator("html").evaluate("(el) => el.scrollWidth <= el.clientWidth")
    assert not found, "\n".join(found)
