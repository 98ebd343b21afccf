"""Typing a clause: what the editor says, offers and mends, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.test_table import add_clause, wait_for_count
from tests.browser.waiting import wait_for_value

ROWS = 40


@pytest.fixture
def view() -> wandb.TableView:
    table = wandb.Table(["name", "iou", "light"])
    for index in range(ROWS):
        iou = None if index % 4 == 0 else index / ROWS
        table.add_data(f"row {index}", iou, "day" if index % 2 else "dusk")
    return wandb.TableView(table)


def editor(page: Any) -> Any:
    return page.get_by_role("combobox", name="Filter expression")


def test_empty_rows_that_match_are_left_out_with_one_button(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    add_clause(page, "{$lt: ['$0.iou', 0.5]}")
    page.get_by_text("10 empty rows match").wait_for()
    page.get_by_role("dialog").get_by_text("25 of 40 rows").wait_for()
    page.get_by_role("button", name="Leave out").click()
    page.get_by_role("dialog").get_by_text("15 of 40 rows").wait_for()
    expect(editor(page)).to_have_value("{$and: [{$lt: ['$0.iou', 0.5]}, {$ne: ['$0.iou', null]}]}")
    # The cursor is back in the text, after what was added.
    page.keyboard.press("Enter")
    wait_for_count(page, "15 of 40 rows")
    assert page.errors == []


def test_escape_closes_the_list_and_then_leaves_the_clause_as_it_was(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = "iou > 0.5"
    page = show(view)
    page.locator(".dv-chip-text").click()
    expect(editor(page)).to_have_value("iou > 0.5")
    page.keyboard.type(" and na")
    page.get_by_role("option", name="name").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("option").first.wait_for(state="detached")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    wait_for_value(lambda: [clause.text for clause in view.query.filters], ["iou > 0.5"])
    # The focus is where it was: a key on the chip still means the chip.
    page.locator(".dv-chip-text:focus").wait_for()
    page.keyboard.press("!")
    page.stub.wait_until(lambda: view.query.filters[0].negated)


def test_a_clause_without_text_is_removed(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = "iou > 0.5"
    page = show(view)
    page.locator(".dv-chip-text").click()
    editor(page).fill("")
    page.get_by_role("dialog").get_by_text("remove").wait_for()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.filters == ())


def test_the_arrows_go_through_the_list_and_back_to_the_text(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    add_clause(page, "")
    page.keyboard.type("i")
    page.get_by_role("option", name="iou").wait_for()
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("iou", use_inner_text=True)
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(editor(page)).to_have_value("")


def test_options_show_what_a_column_holds(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    add_clause(page, "io")
    option = page.get_by_role("option", name="iou")
    option.locator("small", has_text="10 empty").wait_for()
    option.get_by_role("img").wait_for()


def test_a_mistake_hides_what_might_follow_and_one_click_mends_it(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    add_clause(page, "iuo > 0.5 ")
    page.get_by_role("alert").wait_for()
    expect(page.get_by_role("option")).to_have_count(0)
    page.get_by_role("button", name="Use iou").click()
    page.get_by_role("alert").wait_for(state="detached")
    expect(editor(page)).to_have_value("iou > 0.5 ")
    page.get_by_role("dialog").get_by_text("15 of 40 rows").wait_for()


def test_the_form_that_cannot_say_it_tells_why(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    add_clause(page, "iou > ")
    page.get_by_role("radio", name="Mongo").click()
    page.get_by_role("dialog").get_by_role("status").get_by_text("ends").first.wait_for()
    expect(editor(page)).to_have_value("iou > ")


def test_one_key_starts_a_clause_on_the_column_in_focus(show: Callable[..., Any]) -> None:
    page = show(wandb.TableView(wandb.Table(["id", "top speed"], data=[["a", 1], ["b", 3]])))
    page.get_by_role("gridcell", name="a", exact=True).click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    editor(page).wait_for()
    expect(editor(page)).to_have_value("`top speed` ")
    page.keyboard.type("> 2")
    page.get_by_role("dialog").get_by_text("1 of 2 rows").wait_for()
    page.keyboard.press("Enter")
    wait_for_count(page, "1 of 2 rows")
