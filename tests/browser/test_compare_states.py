"""States of comparing: duplicate keys, nothing in common, another key, matching that goes on, no rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_focus, wait_for_focus_within, wait_for_value

IDS = [f"0016E5_{7959 + 14 * k:05d}" for k in range(46)]


def table_of(ids: list[str], seed: int = 0, **columns: Any) -> wandb.Table:
    rng = np.random.default_rng(seed)
    return wandb.Table(dataframe=pd.DataFrame({"id": ids, "acc": rng.random(len(ids)), **columns}))


def repeated(**options: Any) -> wandb.CompareView:
    """Return 46 rows beside 48, of which two keys occur more than once and two are not in the first."""
    second = [*IDS[:43], IDS[5], IDS[5], IDS[9], "new 1", "new 2"]
    tables = {"v0": table_of(IDS), "v1": table_of(second, 1)}
    return wandb.compare(tables, key="id", height_px=700, **options)


def unmatched() -> wandb.CompareView:
    """Return tables whose keys differ in their endings."""
    tables = {"v0": table_of(IDS), "v1": table_of([f"{name}.png" for name in IDS[:43]], 1)}
    return wandb.compare(tables, key="id", height_px=700)


def note(page: Any) -> Any:
    return page.get_by_role("region", name="Duplicate keys")


def key_field(page: Any) -> Any:
    return page.get_by_role("group", name="How the tables are matched").get_by_role("button", name="id")


def chooser(page: Any) -> Any:
    return page.get_by_role("dialog", name="How the tables are matched")


def matched(view: wandb.CompareView) -> int:
    return view.query.filter("$0.present and $1.present").count()


def test_keys_that_occur_twice_are_counted_and_listed(show: Callable[..., Any]) -> None:
    page = show(repeated())
    note(page).get_by_text(
        "2 keys occur more than once in v1, so 3 of its rows have no clear partner."
    ).wait_for()
    note(page).get_by_role("row", name=IDS[5]).wait_for()
    cells = note(page).get_by_role("row", name=IDS[5]).get_by_role("cell").all_inner_texts()
    assert cells == ["1", "3", "row 6, 44 and 45 of v1"]
    pair = note(page).get_by_role("button", name="Pair in table order")
    expect(pair).to_have_attribute("aria-pressed", "true")
    expect(pair).to_contain_text("43 matched, 3 more only in v1")
    expect(note(page).get_by_role("button", name="First of each")).to_contain_text("43 matched, 3 set aside")
    expect(note(page).get_by_role("button", name="Every combination")).to_contain_text("46 matched")
    assert page.errors == []


def test_each_way_of_treating_duplicates_does_what_it_says(show: Callable[..., Any]) -> None:
    view = repeated()
    page = show(view)
    note(page).get_by_role("button", name="Every combination").click()
    page.stub.wait_until(lambda: view.comparison["duplicates"] == "every")
    page.stub.wait_until(lambda: matched(view) == 46)
    first = note(page).get_by_role("button", name="First of each")
    first.focus()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.comparison["duplicates"] == "first")
    expect(first).to_have_attribute("aria-pressed", "true")
    page.stub.wait_until(lambda: view.query.count() == 48)
    # The rows that are set aside come back to be shown.
    note(page).get_by_role("button", name="Show the 5 rows").click()
    page.stub.wait_until(lambda: view.comparison["duplicates"] == "pair")
    page.stub.wait_until(lambda: view.query.count() == 5)


def test_the_list_of_duplicates_folds(show: Callable[..., Any]) -> None:
    page = show(repeated())
    note(page).get_by_role("row", name=IDS[9]).wait_for()
    fold = note(page).get_by_role("button", name="Fold the list of duplicate keys")
    fold.focus()
    page.keyboard.press("Space")
    note(page).get_by_role("row", name=IDS[9]).wait_for(state="detached")
    note(page).get_by_role("button", name="Unfold the list of duplicate keys").click()
    note(page).get_by_role("row", name=IDS[9]).wait_for()
    narrow = show(repeated(), width=400)
    note(narrow).get_by_role("button", name="Unfold the list of duplicate keys").wait_for()


def test_a_column_more_makes_keys_unique(show: Callable[..., Any]) -> None:
    take = [0, 1] * 10
    names = [f"scene {k // 2}" for k in range(20)]
    tables = [table_of(names, seed, take=take) for seed in (0, 1)]
    view = wandb.compare(*tables, key="id", labels=["v0", "v1"], height_px=700)
    page = show(view)
    note(page).get_by_role("button", name="Add a key column").click()
    chooser(page).get_by_role("checkbox", name="take").check()
    chooser(page).get_by_role("button", name="Match on 2 columns").click()
    page.stub.wait_until(lambda: view.comparison["keys"] == [["id", "id"], ["take", "take"]])
    note(page).wait_for(state="detached")
    wait_for_value(lambda: matched(view), 20)


def test_nothing_in_common_shows_what_differs_and_mends_it(show: Callable[..., Any]) -> None:
    view = unmatched()
    page = show(view)
    page.get_by_role("heading", name="No id of v0 occurs in v1").wait_for()
    page.get_by_text("The keys of v1 end in “.png”").wait_for()
    marked = page.locator("mark.dv-differs")
    marked.first.wait_for()
    assert set(marked.all_inner_texts()) == {".png"}
    repair = page.get_by_role("button", name=re.compile("Match without “.png”"))
    expect(repair).to_contain_text("43 rows")
    repair.click()
    page.get_by_role("heading", name="No id of v0 occurs in v1").wait_for(state="detached")
    page.stub.wait_until(lambda: matched(view) == 43)
    page.get_by_role("grid").wait_for()
    assert page.errors == []


def test_tables_that_do_not_match_can_be_stacked_or_shown(show: Callable[..., Any]) -> None:
    view = unmatched()
    page = show(view)
    page.get_by_role("button", name="Show all rows, unmatched").click()
    page.get_by_role("grid").wait_for()
    other = unmatched()
    page = show(other)
    stack = page.get_by_role("button", name=re.compile("Stack the tables"))
    expect(stack).to_contain_text("89 rows")
    stack.focus()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: other.comparison["how"] == "concat")
    page.stub.wait_until(lambda: other.query.count() == 89)


def shared() -> wandb.CompareView:
    """Return tables that can be matched on two columns, of which one needs another case."""
    first = table_of(IDS, 0, serial=np.arange(46))
    second = table_of(IDS[::-1], 1, serial=np.arange(46) + 6)
    return wandb.compare({"v0": first, "v1": second}, key="id", height_px=700)


def test_another_key_is_chosen_with_the_pointer(show: Callable[..., Any]) -> None:
    view = shared()
    page = show(view)
    key_field(page).click()
    offer = chooser(page).get_by_role("button", name="serial")
    expect(offer).to_contain_text("40 matched")
    offer.click()
    page.stub.wait_until(lambda: view.comparison["keys"] == [["serial", "serial"]])
    page.stub.wait_until(lambda: matched(view) == 40)
    chooser(page).wait_for(state="detached")


def test_the_chooser_has_keys(show: Callable[..., Any]) -> None:
    view = shared()
    page = show(view)
    key_field(page).focus()
    page.keyboard.press("Enter")
    chooser(page).get_by_role("button", name="serial").wait_for()
    wait_for_focus_within(chooser(page))
    chooser(page).get_by_role("button", name="id", exact=False).first.focus()
    page.keyboard.press("ArrowDown")
    wait_for_focus(chooser(page).get_by_role("button", name="serial"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    wait_for_focus(chooser(page).get_by_role("button", name="After each other"))
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.comparison["how"] == "concat")
    page.stub.wait_until(lambda: view.query.count() == 92)


def test_tables_stand_side_by_side_by_position(show: Callable[..., Any]) -> None:
    view = shared()
    page = show(view)
    key_field(page).click()
    chooser(page).get_by_role("button", name="Side by side, by position").click()
    page.stub.wait_until(lambda: view.comparison["how"] == "position")
    page.stub.wait_until(lambda: view.query.count() == 46)


def test_rows_that_are_kept_are_those_of_a_join(show: Callable[..., Any]) -> None:
    tables = {"v0": table_of(IDS), "v1": table_of([*IDS[3:], "new"], 1)}
    view = wandb.compare(tables, key="id", height_px=700)
    page = show(view)
    key_field(page).click()
    chooser(page).get_by_role("radio", name="Matched rows").click()
    page.stub.wait_until(lambda: view.comparison["how"] == "inner")
    page.stub.wait_until(lambda: view.query.count() == 43)
    chooser(page).wait_for(state="detached")
    key_field(page).click()
    chooser(page).get_by_role("radio", name="Rows of the first").click()
    page.stub.wait_until(lambda: view.query.count() == 46)


def test_a_key_may_be_an_expression(show: Callable[..., Any]) -> None:
    tables = {"v0": table_of(IDS), "v1": table_of([name.lower() for name in IDS], 1)}
    view = wandb.compare(tables, key="id", height_px=700)
    page = show(view)
    key_field(page).click()
    chooser(page).get_by_role("button", name="An expression").click()
    field = page.get_by_role("combobox", name="Match on an expression")
    field.fill("lowerr(id)")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("lowerr").wait_for()
    field.fill("lower(id)")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.comparison["keys"] == [["lower(id)", "lower(id)"]])
    page.stub.wait_until(lambda: matched(view) == 46)


def is_given_up(page: Any, view: wandb.CompareView) -> bool:
    """Tell whether Python has begun to arrange the tables, and does so no more."""
    asked = {said["id"] for said in page.stub.asked if said.get("method") == "arrange"}
    channel = view._channel
    assert channel is not None
    with channel._lock:
        return asked != set() and asked <= set(channel._known) and not asked & set(channel._tasks)


def test_matching_that_goes_on_can_be_stopped(show: Callable[..., Any]) -> None:
    view = shared()
    page = show(view)
    key_field(page).click()
    chooser(page).get_by_role("button", name="serial").wait_for()
    # The matching has begun, and goes on for as long as somebody else has the tables.
    with view.compared._alone():
        chooser(page).get_by_role("button", name="serial").click()
        page.get_by_role("button", name="Stop").wait_for()
        page.get_by_role("progressbar").wait_for()
        page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Stop").wait_for(state="detached")
        page.stub.wait_until(lambda: is_given_up(page, view))
    page.get_by_role("grid").wait_for()
    assert view.comparison["keys"] == [["id", "id"]]


def test_a_wrong_name_is_told_with_its_table_and_mended(show: Callable[..., Any]) -> None:
    view = shared()
    page = show(view)
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Filter expression")
    field.fill("$1.accc - $0.acc > 0.1")
    alert = page.get_by_role("alert")
    alert.get_by_text(re.compile("v1.* no column .?accc")).wait_for()
    # The answer before stays on the screen.
    expect(page.locator(".dv-count")).to_contain_text("46 rows")
    page.keyboard.press("Tab")
    expect(field).to_have_value("$1.acc - $0.acc > 0.1")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: [clause.text for clause in view.query.filters] == ["$1.acc - $0.acc > 0.1"])


def test_no_row_is_left_says_which_clause_is_to_blame(show: Callable[..., Any]) -> None:
    view = shared()
    view.query = view.query.filter("$0.acc > 2").filter("$1.acc > 0")
    page = show(view)
    page.get_by_text("No row matches both clauses").wait_for()
    page.get_by_role("button", name="Switch it off").click()
    page.stub.wait_until(lambda: view.query.count() == 46)


def test_an_empty_table_and_rows_without_a_key_are_told(show: Callable[..., Any]) -> None:
    empty = wandb.compare({"v0": table_of(IDS), "v1": table_of([])}, key="id", height_px=700)
    page = show(empty)
    page.get_by_text("v1 has no rows.").wait_for()
    page.get_by_role("gridcell", name=re.compile("not in v1")).first.wait_for()
    without = wandb.Table(columns=["id", "acc"], data=[[None, 0.5], ["a", 0.5], [None, 0.25]])
    view = wandb.compare({"v0": table_of(["a", "b"]), "v1": without}, key="id", height_px=700)
    page = show(view)
    page.get_by_text("2 rows of v1 have no id, and are matched with nothing.").wait_for()


def test_a_column_that_one_table_has(show: Callable[..., Any]) -> None:
    first = table_of(IDS, 0, light=["day", "dusk"] * 23)
    view = wandb.compare({"v0": first, "v1": table_of(IDS, 1)}, key="id", height_px=700)
    page = show(view)
    page.get_by_text("no such column").first.wait_for()
    view.group_by("acc > 0.5")
    page.get_by_text("no light in v1").first.wait_for()


def test_python_that_does_not_answer(show: Callable[..., Any]) -> None:
    view = shared()
    page = show(view, hold=True)
    page.get_by_role("progressbar").first.wait_for()
    page.stub.comm.hold.set()
    page.get_by_role("grid").wait_for()
    page.get_by_role("button", name=re.compile("Only v0")).wait_for()
    page.stub.comm.hold.clear()
    page.get_by_role("tab", name="Groups").click()
    page.get_by_role("button", name=re.compile("acc")).first.click()
    page.stub.comm.hold.set()
    page.get_by_role("grid", name=re.compile("groups by")).wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_narrow_view_keeps_the_ways_out(show: Callable[..., Any], theme: str) -> None:
    page = show(unmatched(), width=400, theme=theme)
    page.get_by_role("button", name=re.compile("Match without “.png”")).wait_for()
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
