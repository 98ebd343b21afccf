"""Texts, values, numbers in a row and times, in a stub page: in cells, and in the reader of one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.query import Query
from tests.browser.axe import findings, load_axe

MARKDOWN = "## Capitals\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n<img src=x onerror=alert(1)> $x^2$"
LONG = "It was the best of times. " * 200 + "At last a needle, and then no more."
MOMENT = datetime.datetime(2021, 3, 4, 5, 6, 7, tzinfo=datetime.timezone.utc)


def evaluated() -> wandb.Table:
    """Return answers of a model beside what was expected of it."""
    table = wandb.Table(["id", "answer", "expected", "meta", "scores", "asked", "page"])
    calls = {"name": "search", "arguments": {"query": "capital", "limit": 3}}
    table.add_data("q1", "the red cat sat", "the cat sat down", calls, [3.0, 1.0, 9.0], MOMENT, MARKDOWN)
    table.add_data("q2", LONG, "the cat", {**calls, "name": "open"}, [1.0], MOMENT, "https://example.org/a")
    table.add_data("q3", '{"a": [1, 2]}', None, None, [], None, "javascript:alert(1)")
    return table


def cell(page: Any, row: int, column: int) -> Any:
    """Return a cell by its place in the grid."""
    return page.locator(f"[role=gridcell][id$='-{row}-{column}']")


def read(page: Any, row: int, column: int) -> Any:
    """Open the reader of a cell by its key, and return it."""
    cell(page, row, column).click()
    page.keyboard.press("Enter")
    reader = page.locator(".dv-viewer")
    expect(reader.locator(".dv-reader-body")).to_be_visible()
    return reader


def choose(page: Any, column: str, item: str) -> None:
    """Pick an item of a column's menu."""
    page.get_by_role("columnheader", name=column).hover()
    page.get_by_role("button", name=f"Column {column}").or_(
        page.get_by_role("columnheader", name=column).get_by_role("button")
    ).last.click()
    picked = page.get_by_role("menuitem", name=item).or_(page.get_by_role("menuitemradio", name=item))
    picked.or_(page.get_by_role("menuitemcheckbox", name=item)).first.click()


def test_cells_show_what_their_panels_make_of_them(show: Callable[..., Any]) -> None:
    view = wandb.TableView(
        evaluated(),
        query=Query()
        .with_panel("answer", "difference:expected")
        .with_panel("page", "markdown")
        .with_panel("meta", "tree")
        .with_panel("scores", "sparkline")
        .with_panel("asked", "relative-time"),
        layout={"widths": {"answer": 160, "expected": 120, "page": 160, "meta": 200}},
    )
    page = show(view)
    expect(cell(page, 0, 1).locator("ins")).to_have_text("red")
    expect(cell(page, 0, 1).locator("del")).to_have_text("down")
    expect(cell(page, 0, 3).get_by_role("treeitem").first).to_have_text("{ 2 keys }")
    expect(cell(page, 0, 4).get_by_role("img")).to_have_attribute(
        "aria-label", "3 numbers: lowest 1, highest 9, last 9"
    )
    expect(cell(page, 0, 5)).to_contain_text("years ago")
    expect(cell(page, 0, 6).locator("table b, table strong")).to_have_text("2")
    expect(cell(page, 0, 6).locator("img")).to_have_count(0)
    expect(cell(page, 2, 4)).to_have_text("[]")
    # A tree in a cell folds by the pointer, and does not open anything else.
    cell(page, 0, 3).get_by_role("treeitem").nth(2).click()
    expect(cell(page, 0, 3).get_by_role("treeitem")).to_have_count(4)
    assert page.errors == []


def test_what_a_filter_looks_for_is_marked_and_links_are_safe(show: Callable[..., Any]) -> None:
    page = show(wandb.TableView(evaluated()))
    link = cell(page, 1, 6).get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.org/a")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(cell(page, 2, 6).get_by_role("link")).to_have_count(0)
    page.stub.view.query = Query().filter("answer contains 'needle'")
    expect(cell(page, 0, 1).locator("mark")).to_have_text("needle")
    expect(cell(page, 0, 1)).to_contain_text("At last a needle")


def test_a_difference_is_chosen_in_the_menu_and_kept(show: Callable[..., Any]) -> None:
    view = wandb.TableView(evaluated())
    page = show(view)
    expect(cell(page, 0, 1)).to_have_text("the red cat sat")
    choose(page, "answer", "Difference to expected")
    expect(cell(page, 0, 1).locator("ins")).to_have_text("red")
    page.stub.wait_until(lambda: view.query.panels == {"answer": "difference:expected"})


def test_a_long_text_is_read_found_and_wrapped_with_keys(show: Callable[..., Any]) -> None:
    page = show(wandb.TableView(evaluated()))
    expect(cell(page, 1, 1)).to_be_visible()
    reader = read(page, 1, 1)
    body = reader.locator(".dv-reader-body")
    expect(body).to_contain_text("needle")
    page.keyboard.press("w")
    expect(reader.get_by_role("button", name="Wrap")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("w")
    page.keyboard.press("/")
    find = reader.get_by_label("Find in the text")
    expect(find).to_be_focused()
    find.fill("BEST")
    expect(reader.get_by_text("1 of 200")).to_be_visible()
    find.press("Shift+Enter")
    expect(reader.get_by_text("200 of 200")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.dv-reader-body').scrollTop > 100")
    find.press("Escape")
    find.press("Escape")
    expect(reader).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(body).to_have_text("the red cat sat")
    reader.get_by_role("radio", name="Difference").click()
    expect(body.locator("ins.dv-ins").last).to_have_text("red")
    expect(body).to_contain_text("1 word more")
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid")).to_be_visible()


def test_a_tree_folds_by_keys_and_makes_a_clause(show: Callable[..., Any]) -> None:
    view = wandb.TableView(evaluated())
    page = show(view)
    cell(page, 0, 3).dblclick()
    tree = page.get_by_role("tree")
    lines = tree.get_by_role("treeitem")
    expect(lines).to_have_count(5)
    lines.first.focus()
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(lines.nth(2)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(lines).to_have_count(3)
    lines.nth(1).hover()
    lines.nth(1).get_by_role("button", name="Keep the rows").click()
    page.stub.wait_until(lambda: [c.text for c in view.query.filters] == ['meta.name = "search"'])


@pytest.mark.parametrize("width", [1100, 400])
def test_nothing_serious_stands_in_the_way(show: Callable[..., Any], width: int) -> None:
    page = show(wandb.TableView(evaluated()))
    page.set_viewport_size({"width": width, "height": 900})
    expect(cell(page, 0, 1)).to_be_visible()
    load_axe(page)
    reader = read(page, 0, 1)
    found = findings(page, f"text, {width} px")
    reader.get_by_role("radio", name="Difference").click()
    expect(reader.locator("ins.dv-ins").last).to_be_visible()
    found += findings(page, f"difference, {width} px")
    assert not found, "\n".join(found)
