"""Runs as one file, opened from the disk with neither network nor kernel: a run's tabs, and many runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import FIND, load_axe
from tests.browser.run_states import STEPS, figures, line, logging, workspace
from tests.browser.waiting import wait_for_focus


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Return a run that has logged of all that there is a tab for."""
    made = logging(tmp_path / "store")
    for step in (STEPS, STEPS + 10):
        made.log({"examples": figures(), "curve": line()}, step=step, commit=True)
    made.finish()
    return made


def chart(page: Any, key: str) -> Any:
    return page.get_by_role("slider", name=f"{key} over")


def status(page: Any, key: str) -> Any:
    return page.get_by_role("article", name=key).get_by_role("status")


def open_tab(page: Any, name: str) -> Any:
    page.get_by_role("tab", name=re.compile(f"^{name}")).click()
    return page.get_by_role("tabpanel", name=name)


def is_alone(page: Any) -> bool:
    """Return whether the page asked for nothing outside of itself, and nothing went wrong in it."""
    outside = [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))]
    return outside == [] and page.errors == []


def test_charts_of_a_run_are_read_smoothed_and_zoomed(open_file: Callable[..., Any], run: Any) -> None:
    page = open_file(run.view(), title="Driving")
    expect(page.get_by_role("heading", level=1)).to_have_text("Driving")
    loss, accuracy = chart(page, "train/loss"), chart(page, "val/accuracy")
    loss.locator("canvas").wait_for()
    loss.focus()
    page.keyboard.press("Home")
    expect(loss).to_have_attribute("aria-valuetext", re.compile("^step 0: loss 1.45"))
    page.keyboard.press("+")
    # The charts over one x are zoomed together.
    for place in (loss, accuracy):
        expect(place).to_have_attribute("aria-valuemax", re.compile(r"^[1-4]\d(\.|$)"))
    page.get_by_role("button", name="Reset the zoom").click()
    expect(loss).to_have_attribute("aria-valuemax", str(STEPS - 1))
    slider = page.get_by_role("slider", name="Smoothing")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "0.99")
    page.get_by_role("button", name="Log y").click()
    expect(page.get_by_text("3 of 60 values are 0: not drawn")).to_be_visible()
    page.get_by_role("button", name="x axis").click()
    page.get_by_role("menuitemradio", name="Relative time").click()
    page.get_by_role("slider", name="train/loss over relative time").locator("canvas").wait_for()
    side = page.get_by_role("complementary", name="Summary and config")
    side.get_by_role("searchbox", name="Find a key").fill("betas")
    expect(side.get_by_text("optimizer.betas")).to_be_visible()
    # A chart that was logged is drawn from what lies in the page, at each step.
    steps = page.get_by_role("slider", name="Step of curve")
    steps.press("Home")
    expect(steps).to_have_attribute("aria-valuetext", f"step {STEPS}")
    expect(page.locator(".dv-logged-chart .dv-vega[aria-busy=false]")).to_be_visible()
    assert is_alone(page)


def test_tabs_of_a_run_have_what_it_logged(open_file: Callable[..., Any], run: Any) -> None:
    page = open_file(run.view())
    media = open_tab(page, "Media")
    expect(media.get_by_role("heading", name=re.compile("step 0$"))).to_be_visible()
    expect(media.locator("canvas").first).to_be_visible()
    thumb = page.get_by_role("slider", name="Step B of scenes/val")
    thumb.press("ArrowLeft")
    expect(media.get_by_role("heading", name=re.compile("step 40$"))).to_be_visible()
    media.get_by_role("button", name="Open the table examples").click()
    table = media.get_by_role("region", name="Table examples")
    table.get_by_role("gridcell", name="train").first.click()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("loss < 0.5 and split = 'valid'")
    page.keyboard.press("Enter")
    rows = figures().get_dataframe()
    matched = int(((rows.loss < 0.5) & (rows.split == "valid")).sum())
    expect(table.get_by_role("grid", name=f"examples, {matched} rows")).to_be_visible()
    heat = open_tab(page, "Histograms")
    expect(heat.get_by_role("article", name="weights/head").locator("canvas")).to_be_visible()
    expect(open_tab(page, "Console").get_by_text("step 59, loss")).to_be_visible()
    expect(open_tab(page, "Artifacts").get_by_role("cell", name=re.compile("weights:v0"))).to_be_visible()
    page.get_by_role("button", name="More of the run").click()
    page.get_by_role("menuitem", name="Write as an HTML page").click()
    expect(page.get_by_role("alert")).to_contain_text("This is a page already")
    assert is_alone(page)


def test_a_run_that_goes_on_is_as_it_was_then(open_file: Callable[..., Any], tmp_path: Path) -> None:
    going = logging(tmp_path / "store", 20)
    page = open_file(going.view(), max_points=100)
    going.finish()
    expect(page.get_by_text(re.compile("^as of "))).to_be_visible()
    expect(page.get_by_text("step 19 of 60")).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_have_count(0)
    assert is_alone(page)


def test_runs_are_filtered_grouped_and_opened(open_file: Callable[..., Any], tmp_path: Path) -> None:
    page = open_file(workspace(tmp_path))
    page.get_by_role("slider", name="val/loss over step, 8 lines").wait_for()
    page.get_by_role("button", name="Show run-00 in charts").click()
    page.get_by_role("slider", name="val/loss over step, 7 lines").wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("optimizer = 'adam'")
    page.keyboard.press("Enter")
    page.locator(".dv-ws-foot").get_by_text("6 runs").wait_for()
    page.get_by_role("slider", name="val/loss over step, 4 lines").wait_for()
    page.get_by_role("radio", name="Config differences").click()
    expect(page.get_by_role("region", name="Configs beside each other")).to_contain_text("lr")
    page.get_by_role("radio", name="Summaries").click()
    page.get_by_role("img", name="Parallel coordinates of").wait_for()
    page.get_by_role("radio", name="Charts").click()
    page.get_by_role("toolbar", name="Runs").get_by_role("button", name="Group").click()
    page.get_by_role("combobox", name="Group by").fill("lr")
    page.keyboard.press("Enter")
    page.get_by_role("treegrid", name="Groups of runs").wait_for()
    page.get_by_role("slider", name="val/loss over step, 3 lines").wait_for()
    expect(page.get_by_text("mean of the group").first).to_be_visible()
    assert is_alone(page)


def test_a_run_opens_in_its_workspace_and_stays_as_it_is(
    open_file: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_file(workspace(tmp_path, shown=["run-03"]))
    page.get_by_role("slider", name="val/loss over step, 1 line").wait_for()
    page.get_by_role("rowheader", name="run-05").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="run-05")).to_be_visible()
    chart(page, "val/acc").locator("canvas").wait_for()
    page.keyboard.press("Escape")
    wait_for_focus(page.get_by_role("grid"))
    page.get_by_role("rowheader", name="run-05").click(button="right")
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("other")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Runs are changed by a kernel")
    assert is_alone(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_runs_are_accessible(
    open_file: Callable[..., Any], run: Any, tmp_path: Path, theme: str
) -> None:
    views = [run.view(), workspace(tmp_path / "others")]
    page = open_file(views, theme=theme, width=700)
    # What is out of sight is drawn when it is looked for.
    page.get_by_role("region", name="val/loss", exact=True).scroll_into_view_if_needed()
    page.get_by_role("slider", name="val/loss over step, 8 lines").wait_for()
    chart(page, "train/loss").first.locator("canvas").wait_for()
    load_axe(page)
    assert page.evaluate(FIND.replace("'#root'", "document")) == []


def test_the_menu_of_a_run_among_others_writes_its_page(
    show: Callable[..., Any],
    open_file: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = workspace(tmp_path / "store")
    page = show(shown)
    name = shown.workspace.runs[2].name
    page.get_by_role("grid").get_by_text(name, exact=True).click()
    page.locator("[role=row].is-focused, [role=row][aria-selected=true]").first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=name, level=2).wait_for()
    page.get_by_role("button", name="Log y").click()
    page.get_by_role("button", name="More of the run").press("Enter")
    page.get_by_role("menuitem", name="Write as an HTML page").click()
    panel = page.get_by_role("dialog", name="HTML page of the run")
    expect(panel.get_by_role("status")).to_contain_text(re.compile(r"^\d.* [kM]B\."))
    panel.get_by_role("button", name="Write the page").press("Enter")
    expect(panel.get_by_text(f"{name}.html", exact=True)).to_be_visible()
    assert page.errors == []
    written = (tmp_path / f"{name}.html").read_text()
    others = [run.name for run in shown.workspace.runs if run.name != name]
    assert not [other for other in others if f'"{other}"' in written]
    page.goto((tmp_path / f"{name}.html").as_uri())
    page.get_by_role("heading", name=name, level=2).wait_for()
    expect(page.get_by_role("button", name="Log y")).to_have_attribute("aria-pressed", "true")


def test_the_menu_of_a_run_writes_its_page(
    show: Callable[..., Any], run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = show(run.view())
    page.get_by_role("button", name="More of the run").press("Enter")
    page.get_by_role("menuitem", name="Write as an HTML page").click()
    panel = page.get_by_role("dialog", name="HTML page of the run")
    expect(panel.get_by_role("status")).to_contain_text(re.compile(r"^\d.* [kM]B\."))
    panel.get_by_role("button", name="Write the page").press("Enter")
    expect(panel.get_by_text("calm-river-7.html", exact=True)).to_be_visible()
    assert (tmp_path / "calm-river-7.html").read_text().startswith("<!doctype html>")
    assert page.errors == []
