"""A walk through the view without a pointer: rows, heads, the query, menus, pictures, gallery and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_focus, wait_for_focus_within, wait_for_rest

FOCUSED = """() => {
  // A ring stands round the control, or round the field that it is the inner part of.
  const e = document.activeElement;
  const isRinged = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  };
  const isGrid = e.matches('[role=grid], [role=treegrid]');
  return { tag: e.tagName, name: e.outerHTML.slice(0, 120),
    is_ringed: isGrid || isRinged(e) || isRinged(e.parentElement ?? e) };
}"""


@pytest.fixture
def view() -> wandb.TableView:
    mask = np.zeros((48, 64), dtype=np.uint8)
    mask[:, 32:] = 1
    table = wandb.Table(["name", "scene", "score", "light"])
    for index in range(60):
        picture = wandb.Image(
            np.full((48, 64, 3), index, dtype=np.uint8),
            caption=f"scene {index}",
            masks={"ground_truth": {"mask_data": mask, "class_labels": {0: "road", 1: "car"}}},
        )
        table.add_data(f"row {index}", picture, index / 60, ("day", "dusk", "night")[index % 3])
    return wandb.TableView(table)


def tab_to(page: Any, target: Any, backwards: bool = False) -> None:
    """Press Tab until a control has the focus, and see that each stop on the way shows that it has it."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["tag"] == "BODY" or focused["is_ringed"], focused["name"]
        if target.count() and target.first.evaluate("(e) => e === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def start(show: Callable[..., Any], view: wandb.TableView) -> Any:
    page = show(view)
    page.get_by_role("row", name="row 0").first.wait_for()
    # Buttons that come later would change what Tab goes over.
    page.locator("button[aria-label=More]:enabled").wait_for()
    tab_to(page, page.get_by_role("grid"))
    return page


def test_rows_are_walked_ticked_and_let_go(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = start(show, view)
    press(page, "ArrowDown", "Space", "Shift+ArrowDown", "Shift+ArrowDown")
    page.stub.wait_until(lambda: sorted(view.selected) == [1, 2, 3])
    tab_to(page, page.get_by_role("button", name="Clear"))
    press(page, "Enter")
    page.stub.wait_until(lambda: view.selected == [])
    tab_to(page, page.get_by_role("grid"), backwards=True)
    press(page, "g")
    page.keyboard.type("50")
    press(page, "Enter")
    page.get_by_role("gridcell", name="row 49", exact=True).wait_for()
    wait_for_focus(page.get_by_role("grid"))
    press(page, "Space")
    page.stub.wait_until(lambda: view.selected == [49])
    assert page.errors == []


def test_heads_sort_open_their_menu_and_take_a_range(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = start(show, view)
    page.get_by_role("columnheader", name="score", exact=True).locator("svg[role=img]").wait_for()
    press(page, "ArrowUp", "ArrowRight", "ArrowRight", "Enter", "Enter")
    page.stub.wait_until(lambda: [key.descending for key in view.query.sort_keys] == [True])
    press(page, "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert "score" in view.query.filters[0].text
    for _ in range(3):
        press(page, "Control+z")
    page.stub.wait_until(lambda: view.query.filters == ())
    press(page, "Alt+ArrowDown")
    page.get_by_role("menu").first.wait_for()
    press(page, "Escape")
    page.get_by_role("menu").first.wait_for(state="detached")
    wait_for_focus_within(page.get_by_role("grid"))
    assert page.errors == []


def test_a_clause_is_typed_negated_and_removed(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = start(show, view)
    press(page, "/")
    box = page.get_by_role("combobox", name="Filter expression")
    wait_for_focus(box)
    page.keyboard.type("score > 0.5")
    press(page, "Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    chip = page.get_by_role("group", name="Clause 1")
    tab_to(page, chip.get_by_role("switch"), backwards=True)
    press(page, "!")
    page.stub.wait_until(lambda: view.query.filters[0].negated)
    press(page, "Space")
    page.stub.wait_until(lambda: not view.query.filters[0].on)
    press(page, "Backspace")
    page.stub.wait_until(lambda: view.query.filters == ())
    assert page.errors == []


def test_a_picture_opens_is_compared_and_closed(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = start(show, view)
    press(page, "ArrowDown", "ArrowRight", "Enter")
    viewer = page.get_by_role("region", name="Picture")
    viewer.wait_for()
    wait_for_focus_within(viewer)
    press(page, "ArrowRight")
    page.get_by_role("region", name="Picture 3 of 60").wait_for()
    tab_to(page, page.get_by_role("button", name="Hide car"))
    press(page, "Enter")
    page.stub.wait_until(lambda: view.overlays["hidden_classes"] == ["car"])
    press(page, "Escape")
    viewer.wait_for(state="detached")
    wait_for_focus_within(page.get_by_role("grid"))
    press(page, "Space")
    page.stub.wait_until(lambda: view.selected == [2])
    assert page.errors == []


def test_the_gallery_is_walked_in_two_dimensions(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = start(show, view)
    tab_to(page, page.get_by_role("radio", name="Grid"), backwards=True)
    press(page, "ArrowRight")
    page.stub.wait_until(lambda: view.layout["mode"] == "gallery")
    page.get_by_role("grid", name="60 pictures").get_by_role("gridcell").first.wait_for()
    tab_to(page, page.get_by_role("grid"))
    wait_for_rest(page.get_by_role("gridcell").first)
    across = int(page.get_by_role("grid").get_attribute("aria-colcount"))
    press(page, "ArrowRight", "ArrowDown", "Space")
    page.stub.wait_until(lambda: view.selected == [across + 1])
    press(page, "Enter")
    viewer = page.get_by_role("region", name=f"Picture {across + 2} of 60")
    viewer.wait_for()
    wait_for_focus_within(viewer)
    press(page, "Escape")
    page.get_by_role("region", name="Picture").wait_for(state="detached")
    assert page.errors == []


def test_groups_open_and_close(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = wandb.Query().group_by("light")
    page = show(view)
    page.get_by_role("row", name="day", exact=True).wait_for()
    page.locator("button[aria-label=More]:enabled").wait_for()
    tab_to(page, page.get_by_role("button", name="Open day"))
    press(page, "Enter")
    page.get_by_role("gridcell", name="row 0").first.wait_for()
    press(page, "Enter")
    page.get_by_role("gridcell", name="row 0").first.wait_for(state="detached")
    assert page.errors == []


@pytest.mark.parametrize("name", ["Classes", "Columns", "More"])
def test_a_menu_gives_the_focus_back(show: Callable[..., Any], view: wandb.TableView, name: str) -> None:
    page = start(show, view)
    button = page.get_by_role("button", name=name)
    tab_to(page, button, backwards=True)
    press(page, "Enter")
    opened = page.get_by_role("dialog").or_(page.get_by_role("menu")).first
    opened.wait_for()
    press(page, "Escape")
    opened.wait_for(state="detached")
    wait_for_focus(button.first)
    assert page.errors == []
