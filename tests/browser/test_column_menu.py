"""The menu of a column: how it is shown, sorted, grouped and filtered; and columns that expressions make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.test_table import cells
from tests.browser.waiting import wait_for_value


@pytest.fixture
def view() -> wandb.TableView:
    rows = [[f"scene {i}", i % 7, (i * 37 % 50) / 50, ["day", "dusk", "night"][i % 3]] for i in range(50)]
    return wandb.TableView(wandb.Table(["name", "inter", "union", "light"], rows))


def open_menu(page: Any, column: str) -> Any:
    head = page.get_by_role("columnheader", name=column, exact=True)
    head.hover()
    head.get_by_role("button", name=f"Menu of {column}").click()
    menu = page.get_by_role("menu", name=f"Column {column}")
    menu.get_by_role("menuitem").first.wait_for()
    return menu


def pick(page: Any, column: str, item: str) -> None:
    open_menu(page, column).get_by_role("menuitem", name=item, exact=True).click()


def test_a_column_is_shown_as_a_bar_a_position_or_a_shade(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    menu = open_menu(page, "union")
    expect(menu.get_by_role("menuitemradio", name="Value")).to_have_attribute("aria-checked", "true")
    for name, part in [
        ("Bar", ".dv-bar-track"),
        ("Position", ".dv-bar-track.is-thin"),
        ("Shade", ".dv-shade"),
    ]:
        menu.get_by_role("menuitemradio", name=name).click()
        page.locator(f"[role=gridcell] {part}").first.wait_for()
        page.stub.wait_until(lambda name=name: view.query.panels == {"union": name.lower()})
    menu.get_by_role("menuitemradio", name="Box").click()
    page.stub.wait_until(lambda: view.query.panels == {"union": {"cell": "shade", "group": "box"}})
    expect(menu.get_by_text("50", exact=True)).to_have_count(1)
    page.keyboard.press("Escape")
    menu.wait_for(state="detached")
    assert page.errors == []


def test_sorts_are_added_and_taken_away(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    pick(page, "inter", "Sort, largest first")
    page.stub.wait_until(lambda: cells(page, "inter", 2) == ["6", "6"])
    pick(page, "union", "Then by this, smallest first")
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["inter", "union"])
    pick(page, "inter", "Do not sort by this")
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["union"])


def test_the_menu_is_walked_by_keys(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("columnheader", name="union").locator(".dv-brush").wait_for()
    page.get_by_role("grid").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "Alt+ArrowDown"):
        page.keyboard.press(key)
    menu = page.get_by_role("menu", name="Column union")
    menu.get_by_role("menuitem", name="Sort, smallest first").and_(page.locator(":focus")).wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    menu.get_by_role("menuitemradio", name="Box").and_(page.locator(":focus")).wait_for()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.columns == ("name", "inter", "light"))
    page.get_by_role("grid").focus()
    page.keyboard.press("h")
    page.stub.wait_until(lambda: view.query.columns == ("name", "inter"))


def test_values_are_ticked_in_the_menu(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    menu = open_menu(page, "light")
    menu.get_by_role("menuitemcheckbox", name="night").click()
    page.stub.wait_until(lambda: [c.text for c in view.query.filters] == ['light = "night"'])
    menu.get_by_role("menuitemcheckbox", name="day").click()
    page.stub.wait_until(lambda: [c.text for c in view.query.filters] == ['light in ["night", "day"]'])
    menu.get_by_role("menuitemcheckbox", name="night", checked=True).click()
    page.stub.wait_until(lambda: [c.text for c in view.query.filters] == ['light = "day"'])
    pick_filter = menu.get_by_role("menuitem", name="Filter by light")
    pick_filter.click()
    expect(page.get_by_role("combobox", name="Filter expression")).to_have_value("light ")


def test_a_class_is_chosen_by_name(show: Callable[..., Any]) -> None:
    mask = np.zeros((8, 8), np.uint8)
    mask[:2] = 1
    labels = {0: "sky", 1: "road"}
    image = wandb.Image(
        np.zeros((8, 8, 3), np.uint8), masks={"truth": {"mask_data": mask, "class_labels": labels}}
    )
    view = wandb.TableView(wandb.Table(["image", "n"], [[image, 1], [None, 2]]))
    page = show(view)
    page.get_by_role("columnheader", name="image").get_by_title("road 12").wait_for()
    open_menu(page, "image").get_by_role("menuitem", name="With road").click()
    page.stub.wait_until(lambda: view.query.filters != ())
    wait_for_value(lambda: view.query.count(), 1)
    assert page.errors == []


def test_a_column_is_derived_named_changed_and_removed(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    pick(page, "inter", "Derive a column from this")
    form = page.get_by_role("dialog", name="New column")
    text = form.get_by_role("combobox", name="Expression of the column")
    page.stub.wait_until(lambda: text.input_value() == "inter")
    text.press_sequentially(" * 2 + 1")
    preview = form.get_by_role("status", name="Preview")
    preview.get_by_title("11", exact=True).wait_for()
    expect(preview.get_by_text("number")).to_have_count(1)
    form.get_by_role("textbox", name="Name").fill("inter")
    form.get_by_role("alert").get_by_text("There is a column 'inter' already").wait_for()
    form.get_by_role("textbox", name="Name").fill("odd")
    form.get_by_role("alert").wait_for(state="detached")
    form.get_by_role("button", name="Add column").click()
    page.get_by_role("columnheader", name="odd", exact=True).wait_for()
    page.stub.wait_until(lambda: cells(page, "odd", 3) == ["1", "3", "5"])
    pick(page, "odd", "Edit the expression inter * 2 + 1")
    form = page.get_by_role("dialog", name="Column odd")
    text = form.get_by_role("combobox", name="Expression of the column")
    text.fill("inter * 10")
    form.get_by_title("50", exact=True).wait_for()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: cells(page, "odd", 3) == ["0", "10", "20"])
    wait_for_value(lambda: [(item.name, item.text) for item in view.query.derived], [("odd", "inter * 10")])
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: view.query.derived[0].text == "inter * 2 + 1")
    page.locator('[data-part="derive-0"]').press("Enter")
    page.get_by_role("dialog", name="Column odd").get_by_role("button", name="Remove column").click()
    page.get_by_role("columnheader", name="odd", exact=True).wait_for(state="detached")
    page.stub.wait_until(lambda: view.query.derived == ())
    assert page.errors == []


def test_a_mistake_in_an_expression_is_pointed_at(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    pick(page, "inter", "Derive a column from this")
    form = page.get_by_role("dialog", name="New column")
    text = form.get_by_role("combobox", name="Expression of the column")
    text.fill("unoin * inter")
    form.get_by_role("alert").get_by_text("unoin").wait_for()
    wait_for_value(lambda: form.locator(".dv-carets").text_content(), "^" * 5)
    expect(form.get_by_role("button", name="Add column")).to_be_disabled()
    form.get_by_role("button", name="Use union").click()
    form.get_by_role("alert").wait_for(state="detached")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    wait_for_value(lambda: view.query.derived, ())
