"""The bars over compared rows in a stub page: tables, key, what is right, filters of one click, tabs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from tests.browser.compared import COLUMNS, FIRST, SECOND, compared, quick, tables, wait_for_keys
from tests.browser.waiting import wait_for_value

ALL = ["a", "b", "c", "d", "e", "f"]
COUNTS = {
    "All": 6, "In both": 4, "Only v0": 1, "Only v1": 1, "Changed in mistake": 1, "Equal": 3,
    "Fixed": 1, "Broke": 1, "Still wrong": 1, "Both right": 1,
}  # fmt: skip
KEPT = {
    "In both": ["a", "b", "c", "d"], "Only v0": ["e"], "Only v1": ["f"], "Changed in mistake": ["b"],
    "Fixed": ["a"], "Broke": ["b"], "Still wrong": ["d"], "Both right": ["c"],
}  # fmt: skip


def texts(view: wandb.CompareView) -> list[str]:
    return [clause.text for clause in view.query.filters]


def test_quick_filters_count_their_rows(show: Callable[..., Any]) -> None:
    page = show(compared())
    for name, count in COUNTS.items():
        expect(quick(page, name).locator(".dv-quick-count")).to_have_text(str(count))
    page.get_by_text("4 of 6 matched, no duplicate keys").wait_for()
    page.get_by_role("img", name="1 only in v0, 1 only in v1, 4 in both").wait_for()
    assert page.errors == []


def test_each_quick_filter_keeps_its_rows(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    for name, kept in KEPT.items():
        quick(page, name).click()
        wait_for_keys(page, kept)
        expect(quick(page, name)).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".dv-quick [aria-pressed=true]")).to_have_count(1)
    quick(page, "Both right").click()
    wait_for_keys(page, ALL)
    page.stub.wait_until(lambda: texts(view) == [])


def test_with_shift_quick_filters_are_joined(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    quick(page, "Fixed").click()
    wait_for_keys(page, ["a"])
    quick(page, "Broke").click(modifiers=["Shift"])
    wait_for_keys(page, ["a", "b"])
    page.stub.wait_until(lambda: [" or " in text for text in texts(view)] == [True])
    quick(page, "All").click()
    wait_for_keys(page, ALL)


def test_quick_filters_by_keys(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    quick(page, "All").focus()
    page.keyboard.press("ArrowRight")
    expect(quick(page, "In both")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_for_keys(page, ["e"])
    page.keyboard.press("Control+z")
    wait_for_keys(page, ALL)


def test_a_filter_that_keeps_nothing_is_there_and_does_nothing(show: Callable[..., Any]) -> None:
    first, _ = tables()
    view = wandb.compare({"v0": first, "v1": first}, key="id")
    page = show(view)
    only = quick(page, "Only v0")
    expect(only.locator(".dv-quick-count")).to_have_text("0")
    expect(only).to_have_attribute("aria-disabled", "true")
    only.click(force=True)
    wait_for_keys(page, ["a", "b", "c", "d", "e"])
    wait_for_value(lambda: texts(view), [])


def test_counts_follow_the_other_clauses(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    view.query = view.query.filter("$0.acc < 0.6")
    expect(quick(page, "All").locator(".dv-quick-count")).to_have_text("3")
    expect(quick(page, "Broke").locator(".dv-quick-count")).to_have_text("0")


def test_tables_swap(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("button", name="Swap first and second").click()
    page.stub.wait_until(lambda: view.comparison["order"] == [1, 0])
    expect(page.locator(".dv-side b")).to_have_text(["v1", "v0"])
    expect(quick(page, "Fixed").locator(".dv-quick-count")).to_have_text("1")
    quick(page, "Fixed").click()
    wait_for_keys(page, ["b"])
    assert page.errors == []


def test_a_table_is_renamed(show: Callable[..., Any]) -> None:
    page = show(compared())
    wait_for_keys(page, ALL)
    page.locator(".dv-side").first.click()
    page.get_by_role("menuitem", name="Rename").click()
    box = page.get_by_role("textbox", name="Name of the table")
    box.fill("v1")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("v1").wait_for()
    box.fill("colour")
    page.keyboard.press("Enter")
    quick(page, "Only colour").wait_for()
    expect(page.locator(".dv-side b").first).to_have_text("colour")


def test_a_table_is_taken_out(show: Callable[..., Any]) -> None:
    first, second = tables()
    view = wandb.compare({"v0": first, "v1": second, "v2": second}, key="id")
    page = show(view)
    expect(page.locator(".dv-side")).to_have_count(3)
    page.locator(".dv-side").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Take it out of the comparison").click()
    expect(page.locator(".dv-side b")).to_have_text(["v0", "v2"])
    page.stub.wait_until(lambda: view.comparison["order"] == [0, 2])
    wait_for_keys(page, ALL)


def test_another_version_is_added(show: Callable[..., Any], store: Catalog) -> None:
    for data in (FIRST, SECOND, FIRST[:3]):
        with wandb.init():
            artifact = wandb.Artifact("preds", type="predictions")
            artifact.add(wandb.Table(columns=COLUMNS, data=data), "table")
            wandb.log_artifact(artifact)
    view = wandb.compare("preds:v0", "preds:v1", key="id")
    page = show(view)
    expect(page.locator(".dv-side b")).to_have_text(["v0", "v1"])
    expect(page.locator(".dv-side > .dv-text").first).to_have_text("preds")
    page.get_by_role("button", name="Add version").click()
    page.get_by_role("menuitem", name=re.compile("preds v2")).click()
    expect(page.locator(".dv-side b")).to_have_text(["v0", "v1", "v2"])
    expect(quick(page, "In all").locator(".dv-quick-count")).to_have_text("3")
    assert page.errors == []


def test_what_is_right_is_typed(show: Callable[..., Any]) -> None:
    view = compared(right=None)
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("button", name="Say when a row is right").click()
    box = page.get_by_role("combobox", name="Right when")
    box.fill("ac")
    page.get_by_role("option", name="acc").wait_for()
    page.keyboard.press("Tab")
    expect(box).to_have_value("acc")
    page.keyboard.type("x > 0.3")
    page.get_by_role("option").first.wait_for(state="detached")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("accx").wait_for()
    box.fill("acc >= 0.3")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.comparison["right"] == "acc >= 0.3")
    expect(quick(page, "Broke").locator(".dv-quick-count")).to_have_text("1")
    page.get_by_role("button", name="Right when acc >= 0.3").wait_for()
    assert page.errors == []


def test_python_changes_the_comparison(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    view.comparison = {**view.comparison, "how": "inner"}
    wait_for_keys(page, ["a", "b", "c", "d"])
    view.comparison = {**view.comparison, "how": "compare", "right": "acc > 0.8"}
    wait_for_keys(page, ALL)
    expect(quick(page, "Still wrong").locator(".dv-quick-count")).to_have_text("4")


def test_tabs_by_pointer_and_keys(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("tab", name="Groups").click()
    page.stub.wait_until(lambda: view.tab == "groups")
    page.locator(".dv-keys").wait_for(state="detached")
    page.keyboard.press("ArrowLeft")
    wait_for_keys(page, ALL)
    page.stub.wait_until(lambda: view.tab == "rows")
    view.tab = "scores"
    expect(page.get_by_role("tab", name="Scores")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize(
    ("how", "keys"), [("inner", ["a", "b", "c", "d"]), ("left", ["a", "b", "c", "d", "e"])]
)
def test_joins_are_shown_in_the_same_screen(show: Callable[..., Any], how: str, keys: list[str]) -> None:
    page = show(compared(how=how))
    wait_for_keys(page, keys)
    assert page.errors == []
