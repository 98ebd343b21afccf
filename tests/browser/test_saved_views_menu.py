"""Views with a name in the toolbar: save, open, rename, delete, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import dsviz_widget as wandb
from tests.browser.test_table import wait_for_count
from tests.browser.waiting import wait_for_focus, wait_for_value

pytestmark = pytest.mark.usefixtures("store")

ROWS = 30


def rows() -> wandb.Table:
    table = wandb.Table(["name", "score"])
    for index in range(ROWS):
        table.add_data(f"row {index}", index / ROWS)
    return table


@pytest.fixture
def view() -> wandb.TableView:
    return wandb.TableView(rows())


def button(page: Any, name: str = "Saved view") -> Any:
    return page.get_by_role("button", name=name)


def panel(page: Any) -> Any:
    return page.get_by_role("dialog", name="Saved views")


def save_as(page: Any, name: str) -> None:
    button(page).click()
    panel(page).get_by_role("textbox", name="Name for what is shown now").fill(name)
    page.keyboard.press("Enter")
    panel(page).wait_for(state="detached")


def names() -> list[str]:
    return [saved.name for saved in wandb.saved_views()]


def test_a_view_is_saved_changed_and_gone_back_to(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = "score > 0.5"
    page = show(view)
    wait_for_count(page, "14 of 30 rows")
    button(page, "Saved views").click()
    panel(page).get_by_text("has a name yet").wait_for()
    page.keyboard.press("Escape")
    save_as(page, "hard / scenes")
    page.get_by_role("button", name="Saved view hard / scenes", exact=True).wait_for()
    page.stub.wait_until(lambda: view.saved_view == "hard / scenes")
    assert names() == ["hard / scenes"]
    # A change is marked, and gone again with undo.
    page.get_by_role("switch", name="Switch off").click()
    button(page, "Saved view hard / scenes, changed").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Saved view hard / scenes", exact=True).wait_for()
    page.get_by_role("switch", name="Switch off").click()
    button(page, "changed").click()
    panel(page).get_by_role("button", name="Go back").click()
    wait_for_count(page, "14 of 30 rows")
    page.get_by_role("switch", name="Switch off").click()
    button(page, "changed").click()
    panel(page).get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Saved view hard / scenes", exact=True).wait_for()
    assert wandb.TableView(rows(), view="hard / scenes").query.filters[0].on is False
    assert page.errors == []


def test_another_view_opens_and_says_what_it_is_called(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = "score > 0.5"
    view.save("high")
    view.query = wandb.Query().filter("score < 0.1").sort("-score")
    view.save("low")
    view.query = None
    page = show(view)
    wait_for_count(page, "30 rows")
    button(page).click()
    panel(page).get_by_role("button", name="high just now").click()
    wait_for_count(page, "14 of 30 rows")
    page.get_by_role("button", name="Saved view high", exact=True).wait_for()
    page.stub.wait_until(lambda: view.saved_view == "high")
    page.get_by_role("button", name="Undo").click()
    wait_for_count(page, "30 rows")


def test_views_are_renamed_and_deleted_with_the_keyboard(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.save("one")
    view.save("two")
    page = show(view)
    page.get_by_role("button", name="Saved view two", exact=True).focus()
    page.keyboard.press("Enter")
    rename = panel(page).get_by_role("button", name="Rename two")
    rename.wait_for()
    rename.focus()
    page.keyboard.press("Enter")
    wait_for_focus(panel(page).get_by_role("textbox", name="New name of two"))
    page.keyboard.type("three")
    page.keyboard.press("Enter")
    panel(page).get_by_role("button", name="Rename three").wait_for()
    page.stub.wait_until(lambda: view.saved_view == "three")
    panel(page).get_by_role("button", name="Delete one").focus()
    page.keyboard.press("Enter")
    panel(page).get_by_text("Delete one?").wait_for()
    wait_for_focus(panel(page).get_by_role("button", name="Delete", exact=True))
    page.keyboard.press("Enter")
    panel(page).get_by_role("button", name="Delete one").wait_for(state="detached")
    wait_for_value(names, ["three"])
    page.keyboard.press("Escape")
    panel(page).wait_for(state="detached")
    assert page.errors == []


def test_a_name_that_is_taken_is_replaced_and_said_to_be(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.save("one")
    view.saved_view = ""
    view.query = "score > 0.5"
    page = show(view)
    wait_for_count(page, "14 of 30 rows")
    button(page).click()
    panel(page).get_by_role("textbox").fill("one")
    panel(page).get_by_role("button", name="Replace").click()
    panel(page).wait_for(state="detached")
    assert len(wandb.TableView(rows(), view="one").query.filters) == 1


def test_a_view_that_does_not_fit_says_what_is_missing(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = wandb.Query().filter("score > 0.5").filter("name != 'row 20'")
    view.save("both")
    page = show(wandb.TableView(wandb.Table(["name"], data=[["row 1"], ["row 20"]])))
    wait_for_count(page, "2 rows")
    button(page).click()
    panel(page).get_by_role("button", name="both just now").click()
    panel(page).get_by_role("status").get_by_text("score").wait_for()
    page.keyboard.press("Escape")
    wait_for_count(page, "1 of 2 rows")


def test_a_view_that_python_saves_is_known_here(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_count(page, "30 rows")
    view.save("from a cell")
    page.get_by_role("button", name="Saved view from a cell", exact=True).wait_for()
