"""Tables that grow while they are on the screen: rows show up, and what is read stays where it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_value


@pytest.fixture
def table() -> Any:
    return wandb.Table(["step", "loss"], data=[[n, 1 / (n + 1)] for n in range(300)])


def first_step(page: Any) -> int:
    """Return the step in the row at the top of the grid, below the heads; -1 while it is not there."""
    found: int = page.evaluate(
        """() => {
          const top = document.querySelector('[role=grid]').getBoundingClientRect().top + 76;
          const rows = [...document.querySelectorAll('.dv-grid-layer [role=row]')]
            .map((row) => ({ at: row.getBoundingClientRect(), text: row.innerText }))
            .filter(({ at }) => at.bottom > top + 2).sort((a, b) => a.at.top - b.at.top);
          const [, step] = rows[0]?.text.trim().split(/\\s+/) ?? [];
          return step === undefined ? -1 : Number(step);
        }"""
    )
    return found


def scroll_to(page: Any, rows: int, first: int) -> None:
    """Scroll so many rows down, where the step of the first row in sight is `first`."""
    page.get_by_role("grid").evaluate("(grid, rows) => { grid.scrollTop = rows * 28; }", rows)
    page.stub.wait_until(lambda: first_step(page) == first)


def aria_rows(page: Any, count: int) -> None:
    page.locator(f'[role=grid][aria-rowcount="{count + 1}"]').wait_for()


def test_rows_show_up_after_they_were_added(show: Callable[..., Any], table: Any) -> None:
    page = show(wandb.TableView(table))
    aria_rows(page, 300)
    table.add_data(300, 0.5)
    aria_rows(page, 301)
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+End")
    page.get_by_role("gridcell", name="300", exact=True).wait_for()
    assert page.errors == []


def test_what_is_read_selected_and_focused_stays_when_rows_come_below(
    show: Callable[..., Any], table: Any
) -> None:
    view = wandb.TableView(table)
    page = show(view)
    aria_rows(page, 300)
    scroll_to(page, 100, 100)
    page.get_by_role("gridcell", name="103", exact=True).click()
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: view.selected == [103])
    for n in range(300, 600):
        table.add_data(n, 0.5)
    aria_rows(page, 600)
    wait_for_value(lambda: first_step(page), 100)
    wait_for_value(lambda: view.selected, [103])
    expect(page.get_by_role("row", selected=True)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: sorted(view.selected) == [103, 104])
    assert page.errors == []


def test_rows_that_the_order_puts_above_do_not_move_what_is_read(
    show: Callable[..., Any], table: Any
) -> None:
    page = show(wandb.TableView(table, query=wandb.Query().sort("-step")))
    aria_rows(page, 300)
    scroll_to(page, 100, 199)
    for n in range(300, 450):
        table.add_data(n, 0.5)
    aria_rows(page, 450)
    page.wait_for_timeout(300)
    wait_for_value(lambda: first_step(page), 199)
    # Back at the top, the newest are there, and newer ones come in sight.
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+Home")
    page.get_by_role("gridcell", name="449", exact=True).wait_for()
    table.add_data(450, 0.5)
    page.get_by_role("gridcell", name="450", exact=True).wait_for()
    assert page.errors == []


def test_a_filter_heads_and_groups_follow(show: Callable[..., Any], table: Any) -> None:
    view = wandb.TableView(table, query="loss > 2")
    page = show(view)
    page.get_by_text("No row matches").first.wait_for()
    table.add_data(300, 3.0)
    page.locator(".dv-count", has_text="1 of 301 rows").wait_for()
    page.get_by_role("gridcell", name="300", exact=True).wait_for()
    view.query = wandb.Query().group_by("step % 2")
    groups = page.get_by_role("treegrid")
    groups.filter(has_text="151").wait_for()
    table.add_data(302, 3.0)
    groups.filter(has_text="152").wait_for()
    assert page.errors == []


def test_a_new_column_and_pictures_that_come_later_are_drawn(show: Callable[..., Any]) -> None:
    table = wandb.Table(["im"], data=[[wandb.Image(np.zeros((16, 16), np.uint8))]])
    page = show(wandb.TableView(table))
    aria_rows(page, 1)
    table.add_data(wandb.Image(np.full((16, 16), 200, np.uint8)))
    aria_rows(page, 2)
    page.wait_for_function("() => document.querySelectorAll('.dv-grid-layer canvas').length >= 2")
    table.add_column("score", [0.25, 0.75])
    page.get_by_role("columnheader", name="score", exact=True).wait_for()
    page.get_by_role("gridcell", name="0.75").wait_for()
    assert page.errors == []


def test_a_table_that_rests_asks_nothing_and_one_that_grows_asks_a_few_times(
    show: Callable[..., Any], table: Any
) -> None:
    page = show(wandb.TableView(table))
    aria_rows(page, 300)
    asked = -1

    def is_at_rest() -> bool:
        nonlocal asked
        before, asked = asked, len(page.stub.asked)
        page.wait_for_timeout(1000)
        return asked == before

    page.stub.wait_until(is_at_rest)
    ends = time.monotonic() + 1.5
    n = 300
    while time.monotonic() < ends:
        table.add_data(n, 0.5)
        n += 1
        time.sleep(0.001)
    aria_rows(page, n)
    looks = [message for message in page.stub.asked[asked:] if message.get("method") == "refresh"]
    assert 1 <= len(looks) <= 9


def test_a_busy_kernel_is_said_and_what_is_here_scrolls_on(show: Callable[..., Any], table: Any) -> None:
    page = show(wandb.TableView(table))
    aria_rows(page, 300)
    page.stub.comm.hold.clear()
    table.add_data(300, 0.5)
    page.get_by_text("busy").first.wait_for()
    scroll_to(page, 10, 10)
    page.stub.comm.hold.set()
    aria_rows(page, 301)
    page.get_by_text("busy").first.wait_for(state="hidden")
