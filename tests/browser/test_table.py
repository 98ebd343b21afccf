"""A table in a stub page: filter, sort, group, select, scroll, from the screen to Python and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_focus, wait_for_rest, wait_for_value

ROWS = 300


@pytest.fixture
def frame() -> pd.DataFrame:
    """Return rows with numbers, words, empty cells and whole numbers beyond 2**53."""
    random = np.random.default_rng(4)
    score = random.uniform(size=ROWS)
    score[::25] = np.nan
    rows: pd.DataFrame = pd.DataFrame(
        {
            "name": [f"item {index}" for index in range(ROWS)],
            "score": score,
            "light": random.choice(["day", "dusk", "night"], size=ROWS, p=[0.6, 0.3, 0.1]),
            "count": random.integers(0, 5_000, size=ROWS),
            "serial": np.arange(ROWS) + 2**53 + 1,
            "hard": random.uniform(size=ROWS) < 0.3,
        }
    )
    return rows


@pytest.fixture
def view(frame: pd.DataFrame) -> wandb.TableView:
    return wandb.TableView(wandb.Table(dataframe=frame))


def count(page: Any) -> str:
    """Return what the filter bar says of the number of rows."""
    return str(page.locator(".dv-count").inner_text()).replace("\n", " ").strip()


def wait_for_count(page: Any, text: str) -> None:
    page.locator(".dv-count", has_text=text).wait_for()


def cells(page: Any, column: str, rows: int) -> list[str]:
    """Return the text of the first cells of a column, in the order of the screen."""
    head = page.get_by_role("columnheader", name=column, exact=True)
    place = head.get_attribute("aria-colindex")
    found = page.locator(f'[role=gridcell][aria-colindex="{place}"]')
    return [str(text) for text in found.all_inner_texts()[:rows]]


def add_clause(page: Any, text: str) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill(text)


def test_a_typed_filter_counts_as_pandas_does(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    page = show(view)
    expected = len(frame.query("score > 0.8 and light == 'dusk'"))
    add_clause(page, "score > 0.8 and light = 'dusk'")
    page.get_by_role("dialog").get_by_text(f"{expected} of {ROWS} rows").wait_for()
    wait_for_value(lambda: count(page), f"{ROWS} rows")
    page.keyboard.press("Enter")
    wait_for_count(page, f"{expected} of {ROWS} rows")
    page.stub.wait_until(lambda: view.query.count() == expected)
    wait_for_value(lambda: [clause.text for clause in view.query.filters], ["score > 0.8 and light = 'dusk'"])
    assert page.errors == []


def test_a_typo_is_pointed_at_and_mended_with_one_key(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    add_clause(page, "light = 'dusk' and scroe > 0.5")
    page.get_by_role("alert").get_by_text("scroe").wait_for()
    carets = page.locator(".dv-carets").text_content()
    assert carets == " " * 19 + "^" * 5
    page.keyboard.press("Enter")
    wait_for_value(lambda: view.query.filters, ())
    page.keyboard.press("Tab")
    box = page.get_by_role("combobox", name="Filter expression")
    wait_for_value(lambda: box.input_value(), "light = 'dusk' and score > 0.5")
    page.get_by_role("alert").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)


def test_names_are_completed(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    add_clause(page, "")
    page.keyboard.type("cou")
    page.get_by_role("option", name="count").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Filter expression")).to_have_value("count")
    page.keyboard.type(" > 4000")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    wait_for_value(lambda: view.query.filters, ())


def test_what_fits_a_place_is_offered(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    box = page.get_by_role("combobox", name="Filter expression")
    options = page.get_by_role("option")
    add_clause(page, "")
    page.keyboard.type("light st")
    options.filter(has_text="startswith").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("light startswith")
    page.keyboard.type(" 'd' and tolo")
    options.filter(has_text="toLower").wait_for()
    page.keyboard.press("Tab")
    expect(box).to_have_value("light startswith 'd' and toLower(")
    page.keyboard.type("li")
    options.filter(has_text="light").first.click()
    page.keyboard.type(") con")
    options.filter(has_text="contains").wait_for()
    page.keyboard.press("Escape")
    options.first.wait_for(state="detached")
    page.keyboard.type("tains 'k'")
    page.get_by_role("dialog").get_by_role("status").filter(has_text=" rows").wait_for()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert view.query.filters[0].text == "light startswith 'd' and toLower(light) contains 'k'"
    assert page.errors == []


def test_a_clause_is_shown_in_the_other_form(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    box = page.get_by_role("combobox", name="Filter expression")
    add_clause(page, "light = 'dusk' and score < 0.5")
    page.get_by_role("radio", name="Mongo").click()
    page.get_by_role("radio", name="Mongo", checked=True).wait_for()
    expect(box).to_have_value(re.compile(r"^\{\$and: \[\{\$eq: \['\$0\.light', 'dusk'\]\}, "))
    page.keyboard.press("Shift+Tab")
    page.get_by_role("radio", name="Mongo").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("radio", name="Infix", checked=True).wait_for()
    wait_for_value(lambda: box.input_value(), "light == 'dusk' and score < 0.5")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert page.errors == []


def test_a_clause_is_switched_off_negated_and_removed(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    dusk = int((frame.light == "dusk").sum())
    view.query = "light = 'dusk'"
    page = show(view)
    wait_for_count(page, f"{dusk} of {ROWS} rows")
    chip = page.get_by_role("group", name="Clause 1")
    chip.hover()
    chip.get_by_role("button", name="Negate").click()
    wait_for_count(page, f"{ROWS - dusk} of {ROWS} rows")
    chip.get_by_role("switch").click()
    page.stub.wait_until(lambda: count(page) == f"{ROWS} rows")
    wait_for_value(lambda: (view.query.filters[0].on, view.query.filters[0].negated), (False, True))
    chip.get_by_role("switch").focus()
    page.keyboard.press("Backspace")
    page.stub.wait_until(lambda: view.query.filters == ())


def test_what_python_sets_is_shown_and_can_be_undone(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    page = show(view)
    page.get_by_role("row", name="item 0").wait_for()
    view.query = wandb.Query().filter("hard = true").sort("-count")
    wait_for_count(page, f"{int(frame.hard.sum())} of {ROWS} rows")
    largest = f"{frame[frame.hard]['count'].max():,}"
    page.stub.wait_until(lambda: cells(page, "count", 1) == [largest])
    page.get_by_role("button", name="Undo").click()
    page.stub.wait_until(lambda: count(page) == f"{ROWS} rows")
    wait_for_value(lambda: view.query.filters, ())
    page.get_by_role("button", name="Redo").click()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)


def test_a_name_sorts_up_and_down(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    page = show(view)
    head = page.get_by_role("columnheader", name="count", exact=True)
    name = head.get_by_role("button", name="count", exact=True)
    name.click()
    up = [f"{value:,}" for value in sorted(frame["count"])[:5]]
    page.stub.wait_until(lambda: cells(page, "count", 5) == up)
    expect(head).to_have_attribute("aria-sort", "ascending")
    name.click()
    down = [f"{value:,}" for value in sorted(frame["count"], reverse=True)[:5]]
    page.stub.wait_until(lambda: cells(page, "count", 5) == down)
    name.click()
    page.stub.wait_until(lambda: view.query.sort_keys == ())


def test_whole_numbers_beyond_doubles_are_exact(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("row", name="item 0").wait_for()
    wait_for_value(lambda: cells(page, "serial", 2), [f"{2**53 + 1:,}", f"{2**53 + 2:,}"])


def test_groups_open_onto_their_rows(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    page = show(view)
    head = page.get_by_role("columnheader", name="light", exact=True)
    head.hover()
    head.get_by_role("button", name="Menu of light").click()
    page.get_by_role("menuitem", name="Group by light").click()
    day = page.get_by_role("row", name="day", exact=True)
    day.wait_for()
    mean = frame[frame.light == "day"].score.mean()
    expect(day).to_contain_text(f"{mean:.3f}", use_inner_text=True)
    expect(day).to_contain_text(f"{int((frame.light == 'day').sum())} rows", use_inner_text=True)
    day.get_by_role("button", name="Open day").click()
    first = frame[frame.light == "day"].name.iloc[0]
    page.get_by_role("row", name=first).first.wait_for()
    page.get_by_role("button", name="Show 50 more").click()
    sixth = frame[frame.light == "day"].name.iloc[5]
    page.get_by_role("gridcell", name=sixth, exact=True).wait_for()
    wait_for_value(lambda: view.query.group_keys, ("light",))


def test_a_range_of_a_histogram_becomes_a_clause(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    chart = page.get_by_role("columnheader", name="count", exact=True).locator("svg[role=img]")
    chart.wait_for()
    box = wait_for_rest(chart)
    page.mouse.move(box["x"] + 10, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 12, steps=4)
    page.mouse.up()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert view.query.filters[0].text.startswith("count >= ")
    kept = view.query.count()
    assert 0 < kept < ROWS
    wait_for_count(page, f"{kept} of {ROWS} rows")


def test_ticked_rows_reach_python(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    name = page.get_by_role("gridcell", name="item 2", exact=True)
    page.get_by_role("row").filter(has=name).get_by_role("checkbox").check()
    page.stub.wait_until(lambda: view.selected == [2])
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.stub.wait_until(lambda: len(view.selected) == 2)
    page.get_by_role("button", name="Clear").click()
    page.stub.wait_until(lambda: view.selected == [])


def test_an_empty_result_names_the_clause_to_blame(
    show: Callable[..., Any], view: wandb.TableView, frame: pd.DataFrame
) -> None:
    view.query = wandb.Query().filter("light = 'day'").filter("count > 9000")
    page = show(view)
    page.get_by_text("No row matches both clauses").wait_for()
    page.get_by_text("still none without it").wait_for()
    day = int((frame.light == "day").sum())
    page.get_by_text(f"{day} rows without it").wait_for()
    page.get_by_role("button", name="Switch it off").click()
    wait_for_count(page, f"{day} of {ROWS} rows")


def test_a_query_that_cannot_be_read_leaves_the_rows(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("row", name="item 0").wait_for()
    view.query = "scroe > 0.5"
    page.get_by_role("alert").get_by_text("scroe").wait_for()
    expect(page.get_by_role("row", name="item 0")).to_be_visible()
    page.get_by_role("group", name="Clause 1").get_by_role("button", name="scroe > 0.5").click()
    page.get_by_role("dialog").get_by_role("button", name="Use score").click()
    editor = page.get_by_role("combobox", name="Filter expression")
    expect(editor).to_have_value("score > 0.5")
    wait_for_focus(editor)
    # Python has nothing against it any more.
    page.get_by_role("dialog").get_by_role("status").filter(has_text=" rows").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for(state="detached")


def test_columns_are_hidden_and_shown(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("switch", name="serial").click()
    page.get_by_role("columnheader", name="serial").wait_for(state="detached")
    page.stub.wait_until(lambda: "serial" not in (view.query.columns or ()))
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("columnheader", name="serial").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Columns").wait_for(state="detached")


def test_a_busy_kernel_leaves_the_rows_in_reach(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("row", name="item 0").wait_for()
    page.stub.comm.hold.clear()
    head = page.get_by_role("columnheader", name="light", exact=True)
    head.get_by_role("button", name="light", exact=True).click()
    page.get_by_text("Kernel busy").wait_for()
    expect(page.get_by_role("row", name="item 0")).to_be_visible()
    page.stub.comm.hold.set()
    page.get_by_text("Kernel busy").wait_for(state="detached")


def test_ten_million_rows_are_walked_exactly(show: Callable[..., Any]) -> None:
    rows = 10_000_000
    numbers = pd.DataFrame({"n": np.arange(rows, dtype=np.int64)})
    page = show(wandb.TableView(wandb.Table(dataframe=numbers)))
    page.get_by_role("gridcell", name="0", exact=True).wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("g")
    wait_for_focus(page.get_by_role("textbox", name="Go to row"))
    page.keyboard.type("9,000,001")
    page.keyboard.press("Enter")
    page.get_by_role("gridcell", name="9,000,000", exact=True).wait_for()
    for _ in range(40):
        page.keyboard.press("ArrowDown")
    page.get_by_role("gridcell", name="9,000,040", exact=True).wait_for()
    page.keyboard.press("Control+End")
    page.get_by_role("gridcell", name="9,999,999", exact=True).wait_for()
    assert page.locator(".dv-row").count() < 60


def test_a_closed_view_leaves_nothing_behind(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("row", name="item 0").wait_for()
    page.evaluate("() => window.unmount()")
    assert page.locator("#root").inner_html() == ""
    view.query = "score > 0.5"
    assert page.errors == []
