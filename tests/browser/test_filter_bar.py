"""The query as a sentence of chips: keys, folding, orders, groups, and what waits for a busy kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.test_table import cells, wait_for_count
from tests.browser.waiting import wait_for_focus, wait_for_value

ROWS = 60


@pytest.fixture
def view() -> wandb.TableView:
    table = wandb.Table(["name", "score", "count", "light"])
    for index in range(ROWS):
        table.add_data(f"row {index}", index / ROWS, index % 7, ["day", "dusk", "night"][index % 3])
    return wandb.TableView(table)


def many() -> wandb.Query:
    """Return a query with more clauses than a narrow bar has room for."""
    query = wandb.Query().filter("score > 0.01").filter("light in ['day', 'dusk', 'night']")
    query = query.filter("count >= 0 and count <= 5").filter("name != 'row 3'", on=False)
    return query.filter("not (name == 'row 4')").filter("score < 0.99").sort("-score")


def clause(page: Any, number: int) -> Any:
    return page.get_by_role("group", name=f"Clause {number}:")


def text_of(page: Any, part: str, index: int = 0) -> Any:
    return page.locator(f'[data-part="{part}-{index}"]')


def key_editor(page: Any, label: str) -> Any:
    return page.get_by_role("combobox", name=label)


def has_focus(locator: Any) -> bool:
    return bool(locator.evaluate("(el) => el === document.activeElement"))


def test_clauses_that_have_no_room_fold_into_one_chip(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = many()
    page = show(view, width=800)
    fold = page.get_by_role("button", name="clauses")
    fold.wait_for()
    bar = page.get_by_role("group", name="Query")
    page.stub.wait_until(lambda: bar.bounding_box()["height"] < 48)
    expect(clause(page, 6)).to_have_count(0)
    fold.click()
    folded = page.get_by_role("dialog", name="More clauses")
    clause(page, 6).get_by_role("switch").click()
    page.stub.wait_until(lambda: not view.query.filters[5].on)
    # The last one is not alone in the list, and its neighbour takes the keys when it goes.
    text_of(page, "filters", 5).focus()
    page.keyboard.press("Backspace")
    page.stub.wait_until(lambda: len(view.query.filters) == 5)
    page.stub.wait_until(lambda: has_focus(text_of(page, "filters", 4)))
    page.keyboard.press("Escape")
    folded.wait_for(state="detached")
    page.stub.wait_until(lambda: has_focus(fold))
    assert page.errors == []


def test_a_wide_bar_folds_nothing(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = many()
    page = show(view, width=1800)
    clause(page, 6).wait_for()
    expect(page.get_by_role("button", name="clauses")).to_have_count(0)
    page.set_viewport_size({"width": 800, "height": 900})
    page.get_by_role("button", name="clauses").wait_for()
    page.set_viewport_size({"width": 1800, "height": 900})
    clause(page, 6).wait_for()


def test_a_narrow_bar_says_how_many_clauses_and_opens_them_as_a_list(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = many()
    page = show(view, width=400)
    whole = page.get_by_role("button", name="5 clauses on, 1 off")
    whole.click()
    page.get_by_role("dialog", name="Query").get_by_role("region", name="Sorted by").wait_for()
    clause(page, 1).get_by_role("button", name="Negate").click()
    page.stub.wait_until(lambda: view.query.filters[0].negated)
    text_of(page, "filters", 1).click()
    editor = page.get_by_role("combobox", name="Filter expression")
    editor.fill("light == 'day'")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.filters[1].text == "light == 'day'")
    whole.click()
    page.get_by_role("button", name="Group by").click()
    key_editor(page, "Group by").fill("light")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.group_keys == ("light",))
    assert page.errors == []


def test_a_range_reads_as_one(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = "score >= 0.25 and score <= 0.75"
    page = show(view)
    expect(text_of(page, "filters")).to_have_text("score 0.25–0.75", use_inner_text=True)
    text_of(page, "filters").click()
    editor = page.get_by_role("combobox", name="Filter expression")
    wait_for_value(lambda: editor.input_value(), "score >= 0.25 and score <= 0.75")


def test_rows_are_sorted_by_several_columns_that_change_places(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = wandb.Query().sort("light")
    page = show(view)
    page.get_by_role("button", name="Sort by one more").click()
    page.get_by_role("option", name="count").click()
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["light", "count"])
    text_of(page, "sort", 1).click()
    page.stub.wait_until(lambda: view.query.sort_keys[1].descending)
    text_of(page, "sort", 1).focus()
    page.keyboard.press("Alt+ArrowLeft")
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["count", "light"])
    page.stub.wait_until(lambda: cells(page, "count", 2) == ["6", "6"])
    second = page.get_by_role("group", name="Sorted by light")
    second.hover()
    second.get_by_role("button", name="Move before").click()
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["light", "count"])
    text_of(page, "sort", 0).focus()
    page.keyboard.press("Delete")
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["count"])
    assert page.errors == []


def test_rows_are_grouped_by_an_expression_that_is_checked_while_typed(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = wandb.Query().group_by("light")
    page = show(view)
    page.get_by_role("button", name="Group by one more").click()
    wait_for_focus(key_editor(page, "Group by"))
    page.keyboard.type("scoer > 0.5")
    page.get_by_role("alert").get_by_text("scoer").wait_for()
    page.keyboard.press("Enter")
    wait_for_value(lambda: view.query.group_keys, ("light",))
    page.keyboard.press("Tab")
    page.get_by_role("alert").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.group_keys == ("light", "score > 0.5"))
    text_of(page, "group_by", 1).focus()
    page.keyboard.press("Alt+ArrowLeft")
    page.stub.wait_until(lambda: view.query.group_keys == ("score > 0.5", "light"))
    text_of(page, "group_by", 0).click()
    key_editor(page, "Group by").fill("count > 3")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.group_keys == ("count > 3", "light"))


def test_groups_are_sorted_by_what_they_hold(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = wandb.Query().group_by("light").sort("count")
    page = show(view)
    page.get_by_role("button", name="Sort by one more").click()
    wait_for_focus(key_editor(page, "Sort by"))
    page.keyboard.type("mean")
    page.get_by_role("option", name="mean(score)").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["count", "mean(score)"])
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_derived_column_is_part_of_the_sentence(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = wandb.Query().derive(hard="score < 0.2")
    page = show(view)
    chip = page.get_by_role("group", name="Column hard: score < 0.2")
    chip.wait_for()
    chip.hover()
    chip.get_by_role("button", name="Remove").click()
    page.stub.wait_until(lambda: view.query.derived == ())


def test_a_change_that_waits_for_a_busy_kernel_is_marked_and_can_be_dropped(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = wandb.Query().filter("score > 0.5").filter("light == 'day'", on=False)
    page = show(view)
    wait_for_count(page, "29 of 60 rows")
    page.stub.comm.hold.clear()
    clause(page, 2).get_by_role("switch").click()
    page.locator(".dv-clause.is-waiting", has_text="light").wait_for()
    page.get_by_text("One change waits.").wait_for()
    # What is here stays, and nothing lies over it.
    expect(page.get_by_role("row", name="row 31")).to_be_visible()
    page.keyboard.press("Control+z")
    page.locator(".is-waiting").wait_for(state="detached")
    page.stub.comm.hold.set()
    page.get_by_text("Kernel busy").wait_for(state="detached")
    wait_for_count(page, "29 of 60 rows")
    page.stub.wait_until(lambda: not view.query.filters[1].on)


def test_a_long_search_can_be_stopped(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("row", name="row 1").first.wait_for()
    page.stub.comm.hold.clear()
    head = page.get_by_role("columnheader", name="count", exact=True)
    # A kernel that says nothing for long is called busy, and nothing is offered to be stopped.
    with page.stub.telling_progress():
        head.get_by_role("button", name="count", exact=True).click()
        page.get_by_text("Sorting").wait_for()
        page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Stop").wait_for(state="detached")
    page.stub.comm.hold.set()
    page.stub.wait_until(lambda: view.query.sort_keys == ())
    wait_for_count(page, "60 rows")
    page.get_by_role("button", name="Redo").click()
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["count"])


def test_nothing_moves_in_the_bar_while_one_waits(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = many()
    page = show(view, width=1150)
    fold = page.get_by_role("button", name="clauses")
    # What can be switched off is there with the first answer, and no other is awaited once heads are drawn:
    # who has waited for one for long is told of a busy kernel at once.
    clause(page, 1).get_by_role("switch").wait_for()
    expect(page.locator(".dv-head-row .dv-caption")).to_have_count(3)
    page.locator(".dv-head-row").get_by_role("button", name="night").wait_for()
    words = fold.inner_text()
    page.stub.comm.hold.clear()
    clause(page, 1).get_by_role("switch").click()
    # A busy machine may paint so late that the one has become the other.
    page.get_by_role("button", name="Stop").or_(page.get_by_text("Kernel busy")).first.wait_for()
    expect(fold).to_have_text(words, use_inner_text=True)
    page.get_by_text("Kernel busy").wait_for()
    expect(fold).to_have_text(words, use_inner_text=True)
    page.locator(".dv-clause.is-waiting").wait_for()
    page.stub.comm.hold.set()


def test_a_clause_that_is_wrong_is_mended_from_the_line_below(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = wandb.Query().filter("scroe > 0.5")
    page = show(view)
    failure = page.get_by_role("alert")
    failure.get_by_text("The rows below are all rows.").wait_for()
    failure.get_by_role("button", name="Use score").click()
    wait_for_count(page, "29 of 60 rows")
    wait_for_value(lambda: view.query.filters[0].text, "score > 0.5")
    view.query = wandb.Query().filter("score > 0.5").filter("score > ")
    failure.get_by_text("The rows below are shown without it.").wait_for()
    failure.get_by_role("button", name="Edit the clause").click()
    page.get_by_role("combobox", name="Filter expression").fill("score > 0.6")
    page.keyboard.press("Enter")
    failure.wait_for(state="detached")


def test_an_order_alone_still_invites_to_filter(show: Callable[..., Any], view: wandb.TableView) -> None:
    view.query = wandb.Query().sort("score")
    page = show(view)
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("combobox", name="Filter expression").wait_for()


def test_rows_that_are_not_here_are_named_while_the_kernel_is_busy(show: Callable[..., Any]) -> None:
    long = wandb.Table(columns=["n"], data=[[number] for number in range(20_000)])
    page = show(wandb.TableView(long))
    page.get_by_role("gridcell", name="0", exact=True).wait_for()
    page.stub.comm.hold.clear()
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+End")
    page.get_by_text("which come when the running cell ends").wait_for()
    page.keyboard.press("Control+Home")
    page.get_by_text("which come when the running cell ends").wait_for(state="detached")
    expect(page.get_by_role("gridcell", name="0", exact=True)).to_be_visible()
    page.stub.comm.hold.set()


def test_a_view_that_opens_while_the_kernel_is_busy_says_so(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    view.query = many()
    page = show(view, hold=True)
    page.get_by_text("Rows come when it is free.").wait_for()
    page.get_by_text("5 clauses on, 1 off").wait_for()
    page.stub.comm.hold.set()
    clause(page, 1).wait_for()
    page.get_by_text("Kernel busy").wait_for(state="detached")
