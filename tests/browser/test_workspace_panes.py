"""What stands beside the runs of a workspace: charts, groups, summaries, differences of configs, edits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dsviz_widget.runs.runs import Runs
from dsviz_widget.widgets.workspace_view import WorkspaceView
from tests.browser.runs import some_runs
from tests.browser.waiting import wait_for_focus, wait_for_rest


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(some_runs(tmp_path))


@pytest.fixture
def view(runs: Runs) -> WorkspaceView:
    return WorkspaceView(runs, best="val/loss")


def chart(page: Any, name: str) -> Any:
    return page.get_by_role("region", name=name)


def test_a_metric_is_found_by_its_name(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    chart(page, "val/acc").wait_for()
    page.get_by_role("searchbox", name="Find a metric").fill("grad")
    chart(page, "val/acc").wait_for(state="detached")
    chart(page, "grad_norm").wait_for()
    page.get_by_role("searchbox", name="Find a metric").fill("nothing")
    page.get_by_text("No metric has “nothing” in its name").wait_for()
    page.get_by_role("button", name="Show all metrics").click()
    chart(page, "val/acc").wait_for()


def test_a_small_chart_is_drawn_large(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    chart(page, "val/loss").hover()
    page.get_by_role("button", name="Draw val/loss large").click()
    chart(page, "val/loss").get_by_text("12 runs have it, 8 shown").wait_for()
    page.stub.wait_until(lambda: view.charts["main"] == "val/loss")


def test_x_axis_smoothing_and_scale_are_changed_by_keys(
    show: Callable[..., Any], view: WorkspaceView
) -> None:
    page = show(view)
    page.get_by_role("slider", name="val/acc over step, 8 lines").wait_for()
    page.get_by_role("button", name="x axis: step").focus()
    page.keyboard.press("Enter")
    wait_for_focus(page.get_by_role("menuitemradio").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("slider", name="val/acc over relative time, 8 lines").wait_for()
    page.stub.wait_until(lambda: view.charts["x"] == "_relative")
    page.get_by_role("slider", name="Smoothing").focus()
    page.keyboard.press("End")
    page.stub.wait_until(lambda: view.charts["smoothing"] == 0.99)
    page.get_by_role("button", name="Log y").press("Space")
    page.stub.wait_until(lambda: view.charts["log_y"] is True)


def test_zoom_is_one_for_all_charts(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    line = page.get_by_role("slider", name="val/acc over step, 8 lines")
    line.focus()
    page.keyboard.press("+")
    page.get_by_role("button", name="Reset zoom").wait_for()
    page.wait_for_function(
        """() => [...document.querySelectorAll(".dv-line-place")]
            .every((el) => Number(el.ariaValueMax) - Number(el.ariaValueMin) < 30)"""
    )
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset zoom").wait_for(state="detached")


def test_runs_are_grouped_from_the_bar(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_role("toolbar", name="Runs").get_by_role("button", name="Group").click()
    page.get_by_role("combobox").fill("optimizer")
    page.keyboard.press("Enter")
    page.get_by_role("row", name="sgd, 6 runs").wait_for()
    page.stub.wait_until(lambda: view.query.group_keys == ("optimizer",))


def test_groups_are_means_with_a_band(show: Callable[..., Any], runs: Runs) -> None:
    view = WorkspaceView(runs, best="val/loss", group_by="optimizer")
    page = show(view)
    page.get_by_role("row", name="adam, 6 runs").wait_for()
    page.get_by_text("2 shown of 2").wait_for()
    page.get_by_role("slider", name="val/acc over step, 2 lines").wait_for()
    chart(page, "grad_norm").get_by_text("mean of the group").wait_for()
    page.get_by_role("button", name="Band: lowest to highest").click()
    page.get_by_role("menuitemradio", name="standard error").click()
    page.stub.wait_until(lambda: view.charts["band"] == "error")
    row = page.get_by_role("row", name="adam, 6 runs")
    row.focus()
    page.keyboard.press("Space")
    page.get_by_role("slider", name="val/acc over step, 1 line").wait_for()
    row.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("row", name="run-01").wait_for()
    page.get_by_role("button", name="1 run more").click()
    page.get_by_role("row", name="run-11").wait_for()


def test_a_run_of_a_group_is_drawn_beside_the_means(show: Callable[..., Any], runs: Runs) -> None:
    view = WorkspaceView(runs, best="val/loss", group_by="optimizer")
    page = show(view)
    page.get_by_role("slider", name="val/acc over step, 2 lines").wait_for()
    page.get_by_role("row", name="adam, 6 runs").press("ArrowRight")
    page.get_by_role("row", name="run-01").get_by_role("button", name="Show run-01 in charts").click()
    page.get_by_role("slider", name="val/acc over step, 3 lines").wait_for()
    page.stub.wait_until(lambda: (view.shown_groups or {}).get("run-01") == 2)
    page.get_by_role("row", name="run-03").press("Space")
    page.get_by_role("slider", name="val/acc over step, 4 lines").wait_for()
    page.get_by_role("row", name="run-01").press("Space")
    page.get_by_role("slider", name="val/acc over step, 3 lines").wait_for()
    view.query = view.query.filter("seed = 1")
    page.get_by_text("No run matches").first.wait_for()
    assert page.errors == []


def test_a_range_on_an_axis_becomes_a_clause_by_keys(show: Callable[..., Any], view: WorkspaceView) -> None:
    view.axes = ["lr", "optimizer", "val/loss"]
    page = show(view)
    page.get_by_role("radio", name="Summaries").click()
    handle = page.get_by_role("slider", name="Highest val/loss")
    handle.focus()
    for _ in range(6):
        page.keyboard.press("PageDown")
    page.get_by_text("of 12 runs have val/loss ≤").wait_for()
    page.get_by_role("button", name="Add as a filter").press("Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    assert view.query.filters[0].text.startswith("`val/loss` <= ")
    page.locator(".dv-count", has_text="of 12 runs").wait_for()


def test_a_range_is_dragged_and_an_axis_is_moved(show: Callable[..., Any], view: WorkspaceView) -> None:
    view.axes = ["lr", "optimizer", "val/loss"]
    page = show(view)
    page.get_by_role("radio", name="Summaries").click()
    axis = page.get_by_role("group", name="val/loss", exact=True)
    box = wait_for_rest(axis.locator(".dv-pc-axis-line"))
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] * 0.8, steps=4)
    page.mouse.up()
    page.get_by_text("runs have val/loss").wait_for()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_text("runs have val/loss").wait_for(state="detached")
    page.get_by_role("button", name="val/loss", exact=True).press("ArrowLeft")
    page.stub.wait_until(lambda: view.axes == ["lr", "val/loss", "optimizer"])


def test_bars_have_the_best_run_first(show: Callable[..., Any], view: WorkspaceView) -> None:
    page = show(view)
    page.get_by_role("radio", name="Summaries").click()
    bars = page.get_by_role("table").filter(has_text="val/loss")
    bars.get_by_role("row").nth(1).get_by_role("button", name="run-07").wait_for()
    page.get_by_role("button", name="Show 2 more").click()
    bars.get_by_role("button", name="run-06").wait_for()
    page.get_by_role("button", name="Sort: best first").click()
    page.get_by_role("menuitemradio", name="as listed").click()
    bars.get_by_role("row").nth(1).get_by_role("button", name="run-00").wait_for()


def test_configs_are_held_beside_the_first(show: Callable[..., Any], view: WorkspaceView) -> None:
    view.selected = [0, 1, 3]
    page = show(view)
    page.get_by_role("radio", name="Config differences").click()
    page.get_by_text("3 of 4 keys differ").wait_for()
    warmup = page.get_by_role("row", name="warmup").get_by_role("cell")
    expect(warmup).to_have_text(["true", "not set", "false"], use_inner_text=True)
    expect(warmup.nth(1).get_by_role("img", name="differs:")).to_have_count(1)
    page.get_by_role("button", name="Show 1 equal").click()
    seed = page.get_by_role("row", name="seed").get_by_role("cell")
    expect(seed).to_have_text(["0", "0", "0"], use_inner_text=True)


def test_a_run_is_tagged_renamed_and_deleted(
    show: Callable[..., Any], view: WorkspaceView, runs: Runs
) -> None:
    page = show(view)
    page.get_by_text("8 shown of 12").wait_for()
    page.get_by_role("rowheader", name="run-02").click(button="right")
    page.get_by_role("menuitem", name="Add a tag").click()
    page.get_by_role("textbox", name="Tag").fill("baseline")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: runs.read_again().find("run-02").tags == ["baseline"])
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("rowheader", name="run-02").click(button="right")
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("first try")
    page.keyboard.press("Enter")
    page.get_by_role("rowheader", name="first try").wait_for()
    page.get_by_role("rowheader", name="first try").click(button="right")
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_text("7 shown of 11").wait_for()
    assert len(runs.read_again()) == 11


def test_many_runs_are_deleted_only_once_their_number_is_typed(
    show: Callable[..., Any], view: WorkspaceView, runs: Runs
) -> None:
    view.selected = [6, 7, 8, 9, 10, 11]
    page = show(view)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Delete 6 runs").click()
    delete = page.get_by_role("dialog").get_by_role("button", name="Delete")
    expect(delete).to_be_disabled()
    page.get_by_role("textbox", name="Number of runs").fill("6")
    delete.click()
    page.get_by_text("6 shown of 6").wait_for()
    assert len(runs.read_again()) == 6
