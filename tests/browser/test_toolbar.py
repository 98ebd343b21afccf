"""What works on a view as a whole: the menu of the toolbar, export, code, keys, and where it is narrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.test_table import wait_for_count
from tests.browser.waiting import wait_for_focus, wait_for_value

pytestmark = pytest.mark.usefixtures("store")

ROWS = 30


@pytest.fixture
def view() -> wandb.TableView:
    table = wandb.Table(["name", "score"])
    for index in range(ROWS):
        table.add_data(f"row {index}", index / ROWS)
    return wandb.TableView(table, title="scores", query="score >= 0.5")


def export(page: Any) -> Any:
    page.get_by_role("button", name="Export").click()
    return page.get_by_role("dialog", name="Export")


def more(page: Any, item: str) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def test_the_rows_that_match_go_into_a_file_beside_the_notebook(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    wait_for_count(page, "15 of 30 rows")
    panel = export(page)
    wait_for_focus(panel.get_by_role("button", name="Export 15 rows"))
    page.keyboard.press("Enter")
    panel.get_by_text("scores.csv", exact=True).wait_for()
    assert len(pd.read_csv("scores.csv")) == 15
    # What is there is not replaced.
    panel.get_by_role("button", name="Export 15 rows").click()
    panel.get_by_text("scores (2).csv", exact=True).wait_for()
    assert Path("scores (2).csv").exists()
    assert page.errors == []


def test_ticked_rows_go_into_a_dataset_by_keyboard(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.selected = [20, 21]
    page = show(view)
    page.get_by_role("button", name="Export 2 rows").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Export")
    panel.get_by_role("radio", name="2 rows ticked", checked=True).wait_for()
    panel.get_by_role("radio", name="CSV").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    panel.get_by_role("radio", name="New dataset", checked=True).wait_for()
    panel.get_by_role("textbox", name="Name").focus()
    page.keyboard.type("to-relabel")
    page.keyboard.press("Enter")
    panel.get_by_role("status").get_by_text("to-relabel:v0").first.wait_for()
    table = wandb.use_artifact("to-relabel:v0").get("table")
    assert [row[0] for row in table.data] == ["row 20", "row 21"]


def test_a_file_comes_through_the_browser(
    show: Callable[..., Any], view: wandb.TableView, tmp_path: Path
) -> None:
    page = show(view)
    panel = export(page)
    panel.get_by_role("radio", name="Parquet").check()
    panel.get_by_role("radio", name="Download").click()
    with page.expect_download() as found:
        panel.get_by_role("button", name="Export 15 rows").click()
    assert found.value.suggested_filename == "scores.parquet"
    found.value.save_as(tmp_path / "got.parquet")
    assert len(pd.read_parquet(tmp_path / "got.parquet")) == 15


def test_what_cannot_be_written_says_why(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    panel = export(page)
    panel.get_by_role("radio", name="New dataset").check()
    panel.get_by_role("textbox", name="Name").fill("no / such : name")
    panel.get_by_role("button", name="Export 15 rows").click()
    panel.get_by_role("alert").wait_for()


def test_the_code_of_a_view_makes_it_again(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_count(page, "15 of 30 rows")
    more(page, "Code of this view")
    code = page.get_by_role("dialog", name="Code of this view").locator("pre")
    code.get_by_text("score >= 0.5").wait_for()
    wait_for_value(lambda: code.inner_text(), view.code())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wait_for_focus(page.get_by_role("button", name="Copy", exact=True))
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Copied").wait_for()
    wait_for_value(lambda: page.evaluate("() => navigator.clipboard.readText()"), view.code())


def test_the_menu_starts_groups_orders_and_columns_and_clears_the_query(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    more(page, "Group by")
    page.get_by_role("option", name="name").click()
    page.stub.wait_until(lambda: view.query.group_keys == ("name",))
    more(page, "Clear the query")
    page.stub.wait_until(lambda: view.query == wandb.Query())
    wait_for_count(page, "30 rows")
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: view.query.group_keys == ("name",))
    assert page.errors == []


def test_a_column_is_begun_from_the_menu(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_count(page, "15 of 30 rows")
    more(page, "Add a column")
    page.get_by_role("combobox").fill("score * 2")
    page.get_by_role("textbox", name="Name").fill("twice")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: [column.name for column in view.query.derived] == ["twice"])
    page.get_by_role("columnheader", name="twice").wait_for()
    page.get_by_role("group", name="Column twice: score * 2").get_by_role("button", name="twice").click()
    expect(page.get_by_role("combobox")).to_have_value("score * 2")
    page.keyboard.press("Escape")
    assert page.errors == []


def test_the_menu_is_walked_with_arrows_and_the_keys_are_listed(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    # The button can be pressed once the menus are here.
    page.locator("button[title=More]:enabled").focus()
    page.keyboard.press("Enter")
    wait_for_focus(page.get_by_role("menuitem").first)
    page.keyboard.press("End")
    wait_for_focus(page.get_by_role("menuitem").last)
    page.keyboard.press("Enter")
    keys = page.get_by_role("dialog", name="Keys")
    keys.get_by_text("add a clause").wait_for()
    page.keyboard.press("Escape")
    keys.wait_for(state="detached")
    page.stub.wait_until(lambda: page.evaluate("() => document.activeElement.title") == "More")
    page.get_by_role("grid").focus()
    page.keyboard.press("?")
    keys.get_by_text("add a clause").wait_for()


def test_a_narrow_view_keeps_all_of_it_in_the_menu(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view, width=400)
    wait_for_count(page, "15 of 30 rows")
    for gone in ("Export", "Saved views", "Redo"):
        expect(page.get_by_role("button", name=gone)).to_have_count(0)
    toolbar = page.get_by_role("toolbar")
    wait_for_value(lambda: toolbar.evaluate("(bar) => bar.scrollWidth <= bar.clientWidth"), True)
    more(page, "Saved views")
    page.get_by_role("dialog", name="Saved views").get_by_role("textbox").fill("small")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.saved_view == "small")
    more(page, "Export rows")
    page.get_by_role("dialog", name="Export").get_by_role("button", name="Export 15 rows").wait_for()
