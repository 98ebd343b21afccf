"""The scrollbar of a long table, held with a pointer: rows follow, and the row at the top is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.chromium import ARGS, find_chromium
from tests.browser.stub import StubPage
from tests.browser.waiting import press_and_follow, wait_for_rest, wait_for_value

ROWS = 20_000_000


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Return a page whose scrollbars are drawn and take room; a browser without a screen hides them."""
    view = wandb.TableView(wandb.Table(dataframe=pd.DataFrame({"n": np.arange(ROWS)})))
    stub = StubPage(view)
    shown = browser.browser_type.launch(
        executable_path=find_chromium(), args=ARGS, ignore_default_args=["--hide-scrollbars"]
    )
    page = shown.new_page(viewport={"width": 900, "height": 700})
    page.set_default_timeout(60_000)
    page.goto(stub.url)
    page.get_by_role("gridcell", name="0", exact=True).wait_for()
    page.stub = stub
    yield page
    shown.close()
    stub.close()


def top_row(page: Any) -> int:
    numbers = page.locator(".dv-number").all_text_contents()
    return min((int(number.replace(",", "")) for number in numbers), default=-1)


def test_a_held_thumb_names_the_row_at_the_top(page: Any) -> None:
    grid = page.get_by_role("grid")
    room = grid.evaluate("grid => grid.offsetWidth - grid.clientWidth")
    assert room > 0
    box = wait_for_rest(grid)
    x = box["x"] + box["width"] - room / 2
    page.mouse.move(x, box["y"] + 76 + 12)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] / 2, steps=8)
    tip = page.locator(".dv-thumb-row span")
    tip.wait_for()
    page.stub.wait_until(lambda: top_row(page) > ROWS / 10)

    def said() -> int:
        return int(tip.inner_text().removeprefix("row ").replace(",", ""))

    page.stub.wait_until(lambda: abs(said() - top_row(page)) <= 1)

    def middle_y(place: dict[str, float]) -> float:
        return place["y"] + place["height"] / 2

    wait_for_value(lambda: middle_y(tip.bounding_box()), pytest.approx(middle_y(box), abs=40))
    middle = wait_for_rest(tip)
    assert middle["x"] + middle["width"] < x
    page.mouse.up()
    page.mouse.move(x - 300, box["y"] + 300)
    tip.wait_for(state="detached")


def test_wheel_and_keys_go_by_exact_rows_where_the_scrollbar_cannot(page: Any) -> None:
    grid = page.get_by_role("grid")
    grid.focus()
    page.keyboard.press("g")
    page.keyboard.type("15000001")
    page.keyboard.press("Enter")
    wait_for_rest(page.get_by_role("gridcell", name="15,000,000", exact=True))
    before = top_row(page)
    box = wait_for_rest(grid)
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.wheel(0, 28)
    page.stub.wait_until(lambda: top_row(page) == before + 1)
    page.mouse.wheel(0, -28)
    page.stub.wait_until(lambda: top_row(page) == before)
    press_and_follow(page, "PageDown")
    press_and_follow(page, "PageUp")
    focused = grid.get_attribute("aria-activedescendant")
    expect(page.locator(f'[id="{focused}"]')).to_have_text("15,000,000", use_inner_text=True)
    expect(page.locator("[role=row]").first).to_have_attribute("aria-rowindex", "1")
    expect(grid).to_have_attribute("aria-rowcount", str(ROWS + 1))
