"""Ticked rows of a table in a stub page: one, ranges, all; copied; by pointer and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_value

ROWS = 5_000


@pytest.fixture
def view() -> wandb.TableView:
    frame = pd.DataFrame(
        {
            "name": [f"item {index}" for index in range(ROWS)],
            "n": np.arange(ROWS),
            "words": np.resize(["plain", 'a "quote"', "two\nlines"], ROWS),
            "empty": np.resize([1.5, np.nan], ROWS),
        }
    )
    return wandb.TableView(wandb.Table(dataframe=frame))


@pytest.fixture
def page(show: Callable[..., Any], view: wandb.TableView) -> Any:
    page = show(view)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row(page, 0).get_by_text("item 0").wait_for()
    return page


def row(page: Any, number: int) -> Any:
    return page.locator(f'[role=row][aria-rowindex="{number + 2}"]')


def tick(page: Any, number: int, **options: Any) -> None:
    row(page, number).hover()
    row(page, number).get_by_role("checkbox").click(**options)


def copied(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def go_to(page: Any, number: int) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("g")
    page.keyboard.type(str(number + 1))
    page.keyboard.press("Enter")
    row(page, number).wait_for()


def test_a_range_is_ticked_with_shift(page: Any, view: wandb.TableView) -> None:
    tick(page, 2)
    tick(page, 5, modifiers=["Shift"])
    page.stub.wait_until(lambda: sorted(view.selected) == [2, 3, 4, 5])
    tick(page, 3, modifiers=["Shift"])
    page.stub.wait_until(lambda: sorted(view.selected) == [2, 3])
    tick(page, 8)
    page.stub.wait_until(lambda: sorted(view.selected) == [2, 3, 8])


def test_a_range_reaches_rows_that_are_not_here(page: Any, view: wandb.TableView) -> None:
    tick(page, 1)
    go_to(page, 3_000)
    page.keyboard.down("Shift")
    tick(page, 3_000)
    page.keyboard.up("Shift")
    page.stub.wait_until(lambda: len(view.selected) >= 1)
    # Going there moved the focus: the range started anew.
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 3_000])
    page.get_by_role("button", name="Clear").click()
    tick(page, 3_001)
    page.get_by_role("grid").evaluate("grid => { grid.scrollTop = 0; }")
    row(page, 0).wait_for()
    tick(page, 0, modifiers=["Shift"])
    page.stub.wait_until(lambda: len(view.selected) == 3_002)
    wait_for_value(lambda: sorted(view.selected), list(range(3_002)))


def test_a_row_that_is_on_its_way_is_ticked_once_it_is_here(page: Any, view: wandb.TableView) -> None:
    tick(page, 1)
    page.stub.wait_until(lambda: view.selected == [1])
    page.stub.comm.hold.clear()
    go_to(page, 3_000)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.stub.comm.hold.set()
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 3_000, 3_001])
    page.get_by_text("3 selected").wait_for()
    assert page.errors == []


def test_arrows_with_shift_extend_and_take_back(page: Any, view: wandb.TableView) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: view.selected == [1])
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 2, 3, 4])
    page.keyboard.press("Shift+ArrowUp")
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 2, 3])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 2, 3, 5, 6])
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 2, 3, 5])


def test_all_rows_that_match_are_ticked(page: Any, view: wandb.TableView) -> None:
    view.query = "n >= 4000"
    page.get_by_text("1,000 of 5,000").wait_for()
    box = page.get_by_role("checkbox", name="Select all rows")
    box.click()
    page.stub.wait_until(lambda: len(view.selected) == 1_000)
    wait_for_value(lambda: sorted(view.selected), list(range(4_000, 5_000)))
    expect(box).to_have_attribute("aria-checked", "true")
    page.get_by_text("1,000 selected").wait_for()
    tick(page, 0)
    page.stub.wait_until(lambda: len(view.selected) == 999)
    expect(box).to_have_attribute("aria-checked", "mixed")
    box.click()
    page.stub.wait_until(lambda: view.selected == [])
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+a")
    page.stub.wait_until(lambda: len(view.selected) == 1_000)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: view.selected == [])


def test_hundreds_of_thousands_are_ticked_in_small_messages(show: Callable[..., Any]) -> None:
    """The host fails the test for a message of more than 1 MB, either way."""
    count = 1_200_000
    scattered = np.random.default_rng(0).random(count) < 0.25
    frame = pd.DataFrame({"n": np.arange(count), "odd": np.arange(count) % 2, "scattered": scattered})
    view = wandb.TableView(wandb.Table(dataframe=frame), query="n < 600000 and odd == 1")
    # What Python ticks before the view opens is a part of its first state.
    view.selected = range(0, 600_000, 2)
    page = show(view)
    row(page, 0).wait_for()
    page.get_by_text("300,000 selected").wait_for()
    tick(page, 0)
    page.get_by_text("300,001 selected").wait_for()
    page.stub.wait_until(lambda: view.selected == [0, 1, *range(2, 600_000, 2)])
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+a")
    page.stub.wait_until(lambda: view.selected == list(range(1, 600_000, 2)))
    view.query = "scattered"
    page.get_by_text(f"{scattered.sum():,} of").first.wait_for()
    page.keyboard.press("Control+a")
    page.get_by_text(f"{scattered.sum():,} selected").wait_for()
    page.stub.wait_until(lambda: view.selected == np.flatnonzero(scattered).tolist())
    view.query = None
    page.get_by_text(re.compile(r"^Rows 1\D\d+ of 1,200,000$")).wait_for()
    page.keyboard.press("Control+a")
    page.get_by_text("Only the first 1,000,000 of 1,200,000 rows are ticked").wait_for()
    page.stub.wait_until(lambda: view.selected == list(range(1_000_000)))


def test_a_cell_is_copied(page: Any) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+c")
    page.get_by_text("Cell copied").wait_for()
    wait_for_value(lambda: copied(page), "1")


def test_a_row_that_is_on_its_way_is_not_copied_as_nothing(page: Any) -> None:
    page.stub.comm.hold.clear()
    go_to(page, 3_000)
    page.keyboard.press("Control+c")
    page.get_by_text("The row is not here yet: nothing to copy.").wait_for()
    page.stub.comm.hold.set()
    row(page, 3_000).get_by_text("item 3000").wait_for()
    page.keyboard.press("Control+c")
    page.get_by_text("Cell copied").wait_for()
    wait_for_value(lambda: copied(page), "item 3000")


def test_ticked_rows_are_copied_as_a_table(page: Any, view: wandb.TableView) -> None:
    view.query = wandb.Query().filter("n < 4000").sort("-n")
    row(page, 0).get_by_text("item 3999").wait_for()
    # One that the filter leaves out goes last.
    view.selected = [4_500, 10, 11, 3_000]
    page.get_by_text("4 selected").wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+c")
    page.get_by_text("4 rows copied").wait_for()
    assert copied(page).replace("\r\n", "\n") == "\n".join(
        [
            "name\tn\twords\tempty",
            "item 3000\t3000\tplain\t1.5",
            'item 11\t11\t"two\nlines"\tNaN',
            'item 10\t10\t"a ""quote"""\t1.5',
            "item 4500\t4500\tplain\t1.5",
        ]
    )


def test_each_kind_of_nothing_looks_different(show: Callable[..., Any]) -> None:
    table = wandb.Table(["x", "text"], allow_mixed_types=True)
    for value, text in [(0, ""), (None, None), (float("nan"), "a"), (False, "b")]:
        table.add_data(value, text)
    page = show(wandb.TableView(table))
    row(page, 3).get_by_text("false").wait_for()
    cells = [row(page, at).get_by_role("gridcell") for at in range(4)]
    shown = [
        (cells[at].nth(k).inner_text().strip(), cells[at].nth(k).inner_html())
        for at, k in [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1)]
    ]
    assert [text for text, _ in shown] == ["0", "null", "NaN", "false", '""', "null"]
    assert len({html for _, html in shown}) == 5
