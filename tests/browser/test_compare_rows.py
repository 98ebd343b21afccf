"""Compared rows in a stub page: lanes of every kind, heads of two colours, orders, menus, cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.compared import cell, compared, four, wait_for_keys
from tests.browser.waiting import wait_for_rest, wait_for_value

ALL = ["a", "b", "c", "d", "e", "f"]


def lanes(page: Any, key: str, column: str) -> list[str]:
    """Return what the lanes of a cell say, the first table's on top."""
    found = cell(page, key, column).locator(".dv-lane, .dv-lane-none")
    found.first.wait_for()
    inner = cell(page, key, column).locator(".dv-lane").all_inner_texts()
    return [" ".join(str(text).split()) for text in inner]


def test_numbers_have_a_bar_a_value_and_a_difference(show: Callable[..., Any]) -> None:
    page = show(compared())
    wait_for_keys(page, ALL)
    cell(page, "a", "acc").get_by_text("+0.500").wait_for()
    wait_for_value(lambda: lanes(page, "a", "acc"), ["0.250", "0.750 +0.500"])
    wait_for_value(lambda: lanes(page, "b", "acc"), ["0.750", "0.250 −0.500"])
    wait_for_value(lambda: lanes(page, "c", "acc"), ["0.500", "0.500 = 0.000"])
    wait_for_value(lambda: lanes(page, "e", "acc"), ["0.875", "not in v1"])
    wait_for_value(lambda: lanes(page, "f", "acc"), ["not in v0", "0.625"])
    expect(cell(page, "a", "acc").locator(".dv-difference")).to_have_class(re.compile("is-better"))
    expect(cell(page, "b", "acc").locator(".dv-difference")).to_have_class(re.compile("is-worse"))
    assert page.errors == []


def test_bars_share_one_axis_in_the_colours_of_their_tables(show: Callable[..., Any]) -> None:
    page = show(compared())
    cell(page, "a", "acc").get_by_text("+0.500").wait_for()
    # Once the head has come, 0.875 is the end of the axis.
    page.locator(".dv-lane-histogram").first.wait_for()
    bars = cell(page, "a", "acc").locator(".dv-lane-track > i")
    limits = cell(page, "a", "acc").locator(".dv-lane-track > em")
    read = "(all, name) => all.map((part) => parseFloat(part.style[name]))"
    widths, places = ([100 * share / 0.875 for share in shares] for shares in ([0.25, 0.75], [0.5, 0.5]))
    wait_for_value(lambda: bars.evaluate_all(read, "width"), pytest.approx(widths, rel=0.01))
    wait_for_value(lambda: limits.evaluate_all(read, "left"), pytest.approx(places, rel=0.01))
    fills = bars.evaluate_all("(all) => all.map((bar) => getComputedStyle(bar).backgroundColor)")
    assert fills == ["rgb(47, 111, 219)", "rgb(224, 161, 0)"]


def test_words_that_differ_are_marked_and_what_is_equal_is_said_once(show: Callable[..., Any]) -> None:
    page = show(compared())
    wait_for_keys(page, ALL)
    wait_for_value(lambda: lanes(page, "a", "mistake"), ["Tree as Building", "same"])
    marks = cell(page, "b", "mistake").locator("mark")
    expect(marks).to_have_text(["Pavement", "Building"])
    lines = marks.evaluate_all("(all) => all.map((mark) => getComputedStyle(mark).textDecorationColor)")
    assert len(set(lines)) == 2


def test_the_key_says_what_a_row_is(show: Callable[..., Any]) -> None:
    page = show(compared())
    wait_for_keys(page, ALL)
    standing = page.locator(".dv-key-standing")
    expect(standing).to_have_text(["Fixed", "Broke", "Both right", "Still wrong", "Only v0", "Only v1"])


def test_heads_draw_both_tables_and_count_changes(show: Callable[..., Any]) -> None:
    page = show(compared())
    acc = page.get_by_role("columnheader", name="acc", exact=True)
    acc.get_by_text("mean 0.50 → 0.50").wait_for()
    expect(acc.locator(".dv-lane-bars.dv-t0")).to_have_count(1)
    expect(acc.locator(".dv-lane-steps.dv-t1")).to_have_count(1)
    page.get_by_role("columnheader", name="mistake").get_by_text("changed in 1 of 4").wait_for()


def test_a_bar_of_a_head_keeps_its_rows(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    chart = page.get_by_role("columnheader", name="acc", exact=True).locator(".dv-lane-histogram")
    chart.wait_for()
    # What comes above it moves it.
    page.locator(".dv-quick-count", has_text="4").first.wait_for()
    box = wait_for_rest(chart)
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 12)
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert "$0.acc" in view.query.filters[0].text
    wait_for_keys(page, ["e"])


def test_a_click_on_a_head_sorts_by_the_difference(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    name = page.get_by_role("columnheader", name="acc", exact=True).locator(".dv-head-name")
    name.click()
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["$1.acc - $0.acc"])
    wait_for_keys(page, ["a", "d", "c", "b", "e", "f"])
    name.click()
    page.wait_for_function("() => document.querySelector('.dv-key-cell > b')?.innerText === 'b'")
    name.click()
    page.stub.wait_until(lambda: not view.query.sort_keys)
    wait_for_keys(page, ALL)


def test_keys_sort_open_the_menu_and_tick(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.locator(".dv-head-cell.is-focused", has_text="acc").wait_for()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("menuitem", name="Sort by |v1 − v0|, largest first").wait_for()
    page.get_by_role("menuitem", name="Sort by v1, largest first").click()
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["$1.acc"])
    page.get_by_role("menu").wait_for(state="detached")
    # A row can be ticked once it is here.
    wait_for_keys(page, ["a", "f", "c", "d", "b", "e"])
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: len(view.selected) == 1)


def test_what_is_better_is_chosen_in_the_menu(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    difference = cell(page, "a", "acc").locator(".dv-difference")
    expect(difference).to_have_class(re.compile("is-better"))
    page.get_by_role("columnheader", name="acc", exact=True).hover()
    page.get_by_role("button", name="Menu of acc").click()
    page.get_by_role("menuitemradio", name="Lower is better").click()
    page.stub.wait_until(lambda: view.comparison["better"]["acc"] == "lower")
    expect(difference).to_have_class(re.compile("is-worse"))


def test_rows_where_tables_differ_are_a_clause(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("columnheader", name="mistake").hover()
    page.get_by_role("button", name="Menu of mistake").click()
    page.get_by_role("menuitem", name="Only rows where they differ").click()
    wait_for_keys(page, ["b"])


def test_a_column_is_hidden_and_comes_back_with_all_its_lanes(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("h")
    page.get_by_role("columnheader", name="acc", exact=True).wait_for(state="detached")
    page.stub.wait_until(lambda: view.query.columns is not None)
    names = view.query.columns or ()
    assert "0.acc" not in names
    assert "1.acc" not in names
    assert "1.mistake" in names
    page.keyboard.press("Control+z")
    page.get_by_role("columnheader", name="acc", exact=True).wait_for()
    page.stub.wait_until(lambda: view.query.columns is None)
    cell(page, "a", "acc").get_by_text("+0.500").wait_for()
    assert page.errors == []


def test_ticked_rows_are_those_of_both_tables(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    row = page.get_by_role("row").filter(has=page.locator(".dv-key-cell > b", has_text="b"))
    row.hover()
    row.get_by_role("checkbox").click()
    page.stub.wait_until(lambda: len(view.selected) == 1)
    found = view.selected_rows()
    assert list(found["id"]) == ["b"]
    assert list(found["1.acc"]) == [0.25]


def test_four_tables_have_four_lanes(show: Callable[..., Any]) -> None:
    page = show(four())
    found = cell(page, "r001", "score").locator(".dv-lane")
    expect(found).to_have_count(4)
    page.get_by_role("columnheader", name="score").locator(".dv-lane-strip").first.wait_for()
    expect(page.get_by_role("columnheader", name="score").locator(".dv-lane-strip")).to_have_count(4)
    page.locator(".dv-quick").get_by_role("button", name="In all").wait_for()


def test_tables_after_each_other_say_whose_a_row_is(show: Callable[..., Any]) -> None:
    first, second = (wandb.Table(columns=["id", "x"], data=[[k, 1], ["z", 2]]) for k in "ab")
    page = show(wandb.compare({"v0": first, "v1": second}, how="concat"))
    expect(page.locator(".dv-table-cell")).to_have_text(["v0", "v0", "v1", "v1"])


def test_cards_stand_where_there_is_no_room_for_columns(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view, width=400)
    first = page.locator(".dv-lane-card").first
    first.get_by_text("+0.500").wait_for()
    expect(first.locator(".dv-lane-card-title > b")).to_have_text("a")
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: len(view.selected) == 1)
    page.get_by_role("button", name="Sort", exact=True).click()
    page.get_by_role("menuitem", name="acc: v1 − v0, largest first").click()
    page.stub.wait_until(lambda: [key.by for key in view.query.sort_keys] == ["$1.acc - $0.acc"])
    assert page.errors == []


def test_a_difference_keeps_rows_that_gained_as_much(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    cell(page, "d", "acc").get_by_role("button", name="+0.250").click()
    wait_for_keys(page, ["a", "d"])
    page.stub.wait_until(
        lambda: [clause.text for clause in view.query.filters] == ["$1.acc - $0.acc >= 0.250"]
    )
    page.keyboard.press("Control+z")
    wait_for_keys(page, ALL)
    cell(page, "b", "acc").get_by_role("button", name="−0.500").click()
    wait_for_keys(page, ["b"])


def test_a_clause_has_the_mark_of_what_it_is_about(show: Callable[..., Any]) -> None:
    view = compared(query="$1.acc > 0.3")
    page = show(view)
    chip = page.locator(".dv-chip")
    chip.locator(".dv-lane-mark.dv-t1").wait_for()
    page.locator(".dv-quick").get_by_role("button", name="In both").click()
    chip.nth(1).locator(".dv-icon-key").wait_for()
    wait_for_keys(page, ["a", "c", "d"])


def test_cells_of_every_kind_are_compared(show: Callable[..., Any]) -> None:
    columns = ["id", "serial", "tags", "ok", "x"]
    before = wandb.Table(columns=columns, data=[["a", 2**60, [1, 2], True, None], ["b", 7, [3], False, 1.5]])
    after = wandb.Table(
        columns=columns, data=[["a", 2**60 + 3, [1, 2], False, 0.5], ["b", 7, [4], False, 1.5]]
    )
    page = show(wandb.compare({"v0": before, "v1": after}, key="id"))
    wait_for_keys(page, ["a", "b"])
    cell(page, "a", "serial").get_by_text("+3").wait_for()
    wait_for_value(lambda: lanes(page, "a", "serial"), [str(2**60), f"{2**60 + 3} +3"])
    wait_for_value(lambda: lanes(page, "a", "tags"), ["[1, 2]", "same"])
    wait_for_value(lambda: lanes(page, "b", "tags"), ["[3]", "[4]"])
    wait_for_value(lambda: lanes(page, "a", "ok"), ["true", "false"])
    wait_for_value(lambda: lanes(page, "b", "ok"), ["false", "same"])
    wait_for_value(lambda: lanes(page, "a", "x"), ["null", "0.50"])
    assert page.errors == []


def test_tables_are_grouped_from_the_menu_of_a_column(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    wait_for_keys(page, ALL)
    page.get_by_role("columnheader", name="light").hover()
    page.get_by_role("button", name="Menu of light").click()
    page.get_by_role("menuitem", name="Group tables by light").click()
    page.stub.wait_until(lambda: view.tab == "groups" and view.compared_groups["by"] == "light")
    page.get_by_role("grid").get_by_text("dusk").first.wait_for()
    assert page.errors == []
