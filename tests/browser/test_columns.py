"""Columns of a table in a stub page: width, place, pins, the list of all, each by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_focus, wait_for_rest, wait_for_value

ROWS = 60
LONG = "a night so long that no cell of a usual width holds it"


@pytest.fixture
def view() -> wandb.TableView:
    frame = pd.DataFrame(
        {
            "name": [f"item {index}" for index in range(ROWS)],
            "score": np.linspace(0, 1, ROWS),
            "light": np.resize(["day", "dusk", LONG], ROWS),
            "count": np.arange(ROWS) * 7,
            "hard": np.arange(ROWS) % 3 == 0,
        }
    )
    return wandb.TableView(wandb.Table(dataframe=frame))


def head(page: Any, name: str) -> Any:
    return page.get_by_role("columnheader", name=name, exact=True)


def names(page: Any) -> list[str]:
    """Return the names of the columns in the order of the screen."""
    shown = page.get_by_role("columnheader").evaluate_all(
        "(heads) => heads.map((head) => [Number(head.ariaColIndex), head.ariaLabel])"
    )
    return [str(name) for _, name in sorted(shown) if name]


def width(page: Any, name: str) -> float:
    return float(head(page, name).bounding_box()["width"])


def ready(page: Any) -> Any:
    """Wait for rows, and for the part of the front end that moves columns."""
    page.get_by_role("row", name="item 0").wait_for()
    page.stub.wait_until(lambda: any(ask.get("params", {}).get("name") == "menus" for ask in page.stub.asked))
    return page


def focus_head(page: Any, steps: int) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowUp")
    for _ in range(steps):
        page.keyboard.press("ArrowRight")


def focused(page: Any) -> str:
    """Return the name of the column that the focus is on."""
    return str(
        page.get_by_role("grid").evaluate("""(grid) => {
          const cell = document.getElementById(grid.getAttribute("aria-activedescendant"));
          const head = `[role=columnheader][aria-colindex="${cell?.ariaColIndex}"]`;
          return grid.querySelector(head)?.ariaLabel;
        }""")
    )


def test_the_focus_stays_on_its_column(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    page.get_by_role("gridcell", name="dusk").first.click()
    wait_for_value(lambda: focused(page), "light")
    page.get_by_role("grid").focus()
    page.keyboard.press("p")
    page.stub.wait_until(lambda: view.layout["pinned"] == ["name", "light"])
    wait_for_value(lambda: focused(page), "light")
    page.keyboard.press("p")
    page.stub.wait_until(lambda: view.layout["pinned"] == ["name"])
    wait_for_value(lambda: focused(page), "light")


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, end[1], steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def test_an_edge_is_dragged_and_double_clicked(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    box = wait_for_rest(head(page, "light"))
    edge = (box["x"] + box["width"] - 1, box["y"] + 40)
    drag(page, edge, (edge[0] - 120, edge[1]))
    page.stub.wait_until(lambda: "light" in view.layout["widths"])
    assert view.layout["widths"]["light"] == pytest.approx(box["width"] - 120, abs=2)
    wait_for_value(lambda: width(page, "light"), view.layout["widths"]["light"])
    narrow = wait_for_rest(head(page, "light"))
    page.mouse.dblclick(narrow["x"] + narrow["width"] - 1, narrow["y"] + 40)
    page.stub.wait_until(lambda: view.layout["widths"]["light"] > 300)
    # Gestures that follow each other at once are one step.
    while before := view.layout["widths"]:
        page.get_by_role("button", name="Undo").click()
        page.stub.wait_until(lambda before=before: view.layout["widths"] != before)
    page.stub.wait_until(lambda: width(page, "light") == box["width"])
    wait_for_value(lambda: view.query.sort_keys, ())


def test_keys_make_a_column_wider(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    focus_head(page, 1)
    before = wait_for_rest(head(page, "score"))["width"]
    for _ in range(3):
        page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowLeft")
    page.stub.wait_until(lambda: view.layout["widths"].get("score") == before + 32)
    wait_for_value(lambda: width(page, "score"), before + 32)


def hold(page: Any, x: float, y: float) -> None:
    """Move the pointer with a head pressed until the head follows: its part may be on its way."""
    page.mouse.move(x, y, steps=4)
    for step in range(600):
        if page.locator(".is-moving").count():
            break
        page.mouse.move(x + step % 2, y)
        page.wait_for_timeout(50)
    page.mouse.move(x, y)


def test_a_head_is_dragged_to_its_place(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    wait_for_value(lambda: names(page), ["name", "score", "light", "count", "hard"])
    name = wait_for_rest(head(page, "count").get_by_role("button", name="count", exact=True))
    to = wait_for_rest(head(page, "score"))
    y = name["y"] + 8
    page.mouse.move(name["x"] + 20, y)
    page.mouse.down()
    hold(page, to["x"] + 6, y)
    page.mouse.up()
    page.stub.wait_until(lambda: names(page) == ["name", "count", "score", "light", "hard"])
    wait_for_value(lambda: view.query.columns, ("name", "count", "score", "light", "hard"))
    wait_for_value(lambda: view.query.sort_keys, ())
    page.mouse.move(name["x"] + 20, y)
    page.mouse.down()
    hold(page, to["x"] + 300, y)
    page.keyboard.press("Escape")
    page.mouse.up()
    wait_for_value(lambda: names(page), ["name", "count", "score", "light", "hard"])
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: view.query.columns is None)


def test_keys_move_a_column_and_the_focus_with_it(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    focus_head(page, 2)
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.stub.wait_until(lambda: names(page) == ["name", "score", "count", "light", "hard"])
    page.keyboard.press("Alt+Shift+ArrowLeft")
    page.stub.wait_until(lambda: view.query.columns is None)
    page.keyboard.press("Alt+Shift+ArrowLeft")
    page.stub.wait_until(lambda: names(page) == ["name", "light", "score", "count", "hard"])
    wait_for_value(lambda: focused(page), "light")
    page.keyboard.press("Alt+Shift+ArrowLeft")
    page.stub.wait_until(lambda: view.layout["pinned"] == ["light", "name"])


def test_pinned_columns_stay_while_others_scroll(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.layout = {"pinned": ["hard", "name"], "widths": {"light": 900}}
    page = ready(show(view, width=800))
    wait_for_value(lambda: names(page)[:2], ["hard", "name"])
    page.get_by_role("grid").evaluate("grid => { grid.scrollLeft = 600; }")
    page.stub.wait_until(lambda: head(page, "light").bounding_box()["x"] < 0)
    left = page.get_by_role("grid").bounding_box()["x"]
    hard, name = wait_for_rest(head(page, "hard")), wait_for_rest(head(page, "name"))
    assert hard["x"] == pytest.approx(left + 40, abs=1)
    assert name["x"] == pytest.approx(hard["x"] + hard["width"], abs=1)
    cell = wait_for_rest(page.get_by_role("gridcell", name="item 0"))
    assert cell["x"] == pytest.approx(name["x"], abs=1)


def test_pins_that_leave_no_room_scroll(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.layout = {"pinned": ["name", "light", "count"], "widths": {"light": 600}}
    page = ready(show(view, width=700))
    page.get_by_role("grid").evaluate("grid => { grid.scrollLeft = 400; }")
    page.stub.wait_until(lambda: head(page, "count").bounding_box()["x"] < 400)
    assert wait_for_rest(head(page, "name"))["x"] > 0


def test_the_list_hides_shows_and_pins(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("switch", name="light").click()
    page.stub.wait_until(lambda: view.query.columns == ("name", "score", "count", "hard"))
    item = page.get_by_role("listitem").filter(has=page.get_by_role("switch", name="count"))
    item.hover()
    item.get_by_role("button", name="Pin count").click()
    page.stub.wait_until(lambda: view.layout["pinned"] == ["name", "count"])
    page.get_by_role("switch", name="light").click()
    page.stub.wait_until(lambda: names(page) == ["name", "count", "score", "light", "hard"])
    wait_for_value(lambda: focused(page), "name")
    page.get_by_role("button", name="Hide all").click()
    page.stub.wait_until(lambda: view.query.columns == ("name",))
    page.get_by_role("button", name="Show all").click()
    page.stub.wait_until(lambda: len(names(page)) == 5)
    assert page.errors == []


def test_the_list_is_walked_and_ordered_with_keys(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    page.get_by_role("button", name="Columns").focus()
    page.keyboard.press("Enter")
    wait_for_focus(page.get_by_role("textbox", name="Search columns"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    page.stub.wait_until(lambda: names(page) == ["name", "score", "count", "light", "hard"])
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: view.query.columns == ("name", "score", "count", "hard"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.layout["pinned"] == ["name", "count"])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    wait_for_focus(page.get_by_placeholder("Search 5 columns"))
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Columns").wait_for(state="detached")
    button = page.get_by_role("button", name="Columns")
    page.stub.wait_until(lambda: button.evaluate("button => button === document.activeElement"))


def test_an_item_of_the_list_is_dragged(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    page.get_by_role("button", name="Columns").click()
    first = wait_for_rest(page.get_by_role("listitem").nth(1))
    last = wait_for_rest(page.get_by_role("listitem").nth(4))
    drag(page, (first["x"] + 12, first["y"] + 14), (last["x"] + 12, last["y"] + 27))
    page.stub.wait_until(lambda: names(page) == ["name", "light", "count", "hard", "score"])


def test_one_of_five_hundred_columns_is_found(show: Callable[..., Any]) -> None:
    wide = pd.DataFrame({f"feature {index}": [index, index + 1] for index in range(500)})
    view = wandb.TableView(wandb.Table(dataframe=wide))
    page = show(view)
    page.get_by_role("gridcell").first.wait_for()
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("switch", name="feature 0", exact=True).wait_for()
    assert page.get_by_role("listitem").count() < 40
    page.get_by_role("textbox", name="Search columns").fill("feature 49")
    page.get_by_role("button", name="Hide 11").click()
    page.stub.wait_until(lambda: view.query.columns is not None and len(view.query.columns) == 489)
    page.get_by_role("textbox", name="Search columns").fill("")
    page.get_by_role("switch", name="feature 0", exact=True).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.stub.wait_until(
        lambda: page.evaluate("document.activeElement.getAttribute('aria-label')") == "feature 499"
    )
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: view.query.columns is not None and len(view.query.columns) == 490)
    assert (view.query.columns or ())[-1] == "feature 499"
    page.get_by_role("textbox", name="Search columns").fill("no such")
    page.get_by_text("No column has “no such” in its name").wait_for()


def test_rows_are_made_higher(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = ready(show(view))
    row = page.get_by_role("row", name="item 0")
    wait_for_value(lambda: row.bounding_box()["height"], 28)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("radio", name="Tall").click()
    page.stub.wait_until(lambda: view.layout["row_height"] == 84)
    page.stub.wait_until(lambda: row.bounding_box()["height"] == 84)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.stub.wait_until(lambda: view.layout["row_height"] is None)


def test_what_is_pinned_stacks_where_room_is_short(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.layout = {"pinned": ["name", "light"]}
    page = show(view, width=432)
    cell = page.get_by_role("gridcell").filter(has_text="item 1").filter(has_text="dusk").first
    cell.wait_for()
    expect(head(page, "light and name")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(0)
    cell.hover()
    cell.get_by_role("checkbox").click()
    page.stub.wait_until(lambda: view.selected == [1])
