"""Figures of Plotly, Bokeh and Vega in a table: said or drawn in cells, interactive when they are open."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.widgets import libraries
from tests.browser.axe import findings, load_axe
from tests.browser.waiting import wait_for_value

ROWS = [{"x": x, "y": x * x} for x in range(9)]
SPEC = {
    "mark": "line",
    "data": {"values": ROWS},
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}
FIGURE = {
    "data": [
        {"type": "scatter", "name": "first", "x": [1, 2, 3], "y": [3, 1, 2]},
        {"type": "bar", "name": "second", "x": [1, 2, 3], "y": [1, 2, 1]},
    ],
    "layout": {"title": {"text": "A <b>title</b>"}},
}


def figures(value: Any, *more: Any) -> Any:
    return wandb.TableView(wandb.Table(columns=["figure"], data=[[value], *([each] for each in more)]))


def inside(page: Any) -> Any:
    """Return the document that the open figure is drawn in."""
    return page.frame_locator(".dv-figure iframe").frame_locator("iframe")


def open_first(page: Any, still: str, hand: str) -> None:
    page.locator(still).first.wait_for()
    if hand == "pointer":
        page.locator(still).first.click()
    else:
        page.get_by_role("grid").focus()
        page.keyboard.press("Enter")
    page.locator(".dv-viewer").wait_for()


@pytest.mark.parametrize("hand", ["pointer", "keys"])
def test_a_figure_of_plotly_is_drawn_and_used(show: Callable[..., Any], hand: str) -> None:
    pytest.importorskip("plotly")
    page = show(figures(wandb.Plotly(FIGURE), wandb.Plotly({"data": [{"type": "pie", "values": [1, 2]}]})))
    still = page.locator(".dv-figure-still").first
    expect(still).to_contain_text("A title")
    expect(still).to_contain_text("bar, scatter")
    expect(still).to_contain_text("6 points")
    open_first(page, ".dv-figure-still", hand)
    page.locator(".dv-figure:not([aria-busy])").wait_for()
    frame = inside(page)
    expect(frame.locator(".trace.bars .point")).to_have_count(3)
    # A click on the legend takes a trace away.
    frame.locator(".legendtoggle").nth(1).click()
    expect(frame.locator(".trace.bars .point")).to_have_count(0)
    with page.expect_download() as saved:
        frame.locator("[data-title='Save as PNG']").click()
    assert saved.value.suggested_filename.endswith(".png")
    ground = "() => document.body.style.background"
    frame_body = page.frames[-1]
    light = frame_body.evaluate(ground)
    page.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
    frame_body.wait_for_function(f"(light) => ({ground})() !== light", arg=light)
    # The library is here: the next figure asks for its own file only.
    asked = len([each for each in page.stub.asked if each.get("method") == "library"])
    page.locator(".dv-viewer").press("ArrowRight")
    expect(inside(page).locator(".pielayer .slice")).to_have_count(2)
    assert len([each for each in page.stub.asked if each.get("method") == "library"]) == asked


def test_a_figure_of_bokeh_is_drawn(show: Callable[..., Any]) -> None:
    plotting = pytest.importorskip("bokeh.plotting")
    drawn = plotting.figure(title="Drawn", height=260)
    drawn.line([1, 2, 3], [3, 1, 2])
    page = show(figures(drawn))
    expect(page.locator(".dv-figure-still").first).to_contain_text("Line")
    open_first(page, ".dv-figure-still", "keys")
    page.locator(".dv-figure:not([aria-busy])").wait_for()
    expect(inside(page).locator(".bk-Figure")).to_have_count(1)
    # As high as what is drawn.
    page.wait_for_function(
        "() => Math.abs(document.querySelector('.dv-figure iframe').clientHeight - 276) < 40"
    )


COUNT_PAGES = """() => {
  window.pages = 0;
  const seen = new WeakSet();
  new MutationObserver((changes) => {
    pages += changes.filter(({target}) => seen.has(target) && target.matches('.dv-figure iframe')).length;
    for (const frame of document.querySelectorAll('.dv-figure iframe')) {
      if (!seen.has(frame)) pages++;
      seen.add(frame);
    }
  }).observe(document.body, {childList: true, subtree: true, attributeFilter: ['srcdoc']});
}"""
"""Counts the pages that frames of figures are given."""


def titled(title: str, **more: Any) -> wandb.Plotly:
    return wandb.Plotly({"data": [{"y": [1, 2], **more}], "layout": {"title": {"text": title}}})


def test_rows_are_stepped_through_in_one_frame(show: Callable[..., Any]) -> None:
    pytest.importorskip("plotly")
    broken = titled("a map", type="scattergeo", lat=[1], lon=[2])
    page = show(figures(titled("first"), None, titled("third"), broken, titled("fifth"), titled("sixth")))
    page.evaluate(COUNT_PAGES)
    open_first(page, ".dv-figure-still", "keys")
    viewer, title, seen = (
        page.locator(".dv-viewer"),
        inside(page).locator(".gtitle"),
        page.locator(".dv-frame:not(.is-covered) iframe"),
    )
    expect(title).to_have_text("first")
    expect(seen).to_be_visible()
    viewer.press("ArrowRight")
    expect(page.get_by_text("Row 2 has nothing in figure.")).to_be_visible()
    expect(page.locator(".dv-figure iframe")).not_to_be_visible()
    viewer.press("f")
    viewer.press("ArrowRight")
    expect(title).to_have_text("third")
    expect(seen).to_be_visible()
    # Not one that cannot be drawn takes the frame away, and its failure stays with it.
    viewer.press("ArrowRight")
    expect(page.get_by_role("alert")).to_contain_text("Plotly cannot draw this figure")
    expect(seen).to_have_count(0)
    # A row that is overtaken is never what is seen.
    viewer.press("ArrowRight")
    viewer.press("ArrowRight")
    expect(title).to_have_text("sixth")
    expect(seen).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    wait_for_value(lambda: page.evaluate("() => pages"), 1)
    expect(page.locator(".dv-page.is-full")).to_have_count(0)
    # The key reaches the viewer that stayed.
    viewer.press("f")
    page.locator(".dv-page.is-full").wait_for()


def test_a_figure_that_may_bring_scripts_shares_no_frame(show: Callable[..., Any]) -> None:
    plotting = pytest.importorskip("bokeh.plotting")
    models = pytest.importorskip("bokeh.models")

    def drawn(title: str) -> Any:
        figure = plotting.figure(title=title, height=260)
        figure.line([1, 2, 3], [3, 1, 2])
        return figure

    scripted = drawn("third")
    scripted.js_on_event("tap", models.CustomJS(code="alert(1)"))
    page = show(figures(drawn("first"), drawn("second"), scripted, drawn("fourth")))
    page.evaluate(COUNT_PAGES)
    open_first(page, ".dv-figure-still", "keys")
    for row, frames in enumerate([1, 1, 2, 3]):
        if row:
            page.locator(".dv-viewer").press("ArrowRight")
        expect(page.locator(".dv-viewer-title")).to_contain_text(f"row {row + 1}")
        expect(page.locator(".dv-frame:not(.is-covered) iframe")).to_be_visible()
        expect(inside(page).locator(".bk-Figure")).to_have_count(1)
        wait_for_value(lambda: page.evaluate("() => pages"), frames)


def test_a_chart_is_drawn_in_its_cell_and_open(show: Callable[..., Any]) -> None:
    page = show(figures(wandb.Vega(SPEC), wandb.Vega({**SPEC, "mark": "bar"})))
    expect(page.locator(".dv-vega-still .mark-line path")).to_have_count(1)
    expect(page.locator(".dv-vega-still .mark-rect path")).to_have_count(9)
    open_first(page, ".dv-vega-still", "pointer")
    expect(page.locator(".dv-page .mark-line path")).to_have_count(1)
    page.locator(".dv-viewer").press("ArrowRight")
    expect(page.locator(".dv-page .mark-rect path")).to_have_count(9)
    load_axe(page)
    assert findings(page, "an open chart") == []
    assert page.errors == []


def test_a_library_that_is_not_installed_is_named(
    show: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(libraries, "_read", {})
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "plotly" else found(name))
    page = show(figures(wandb.Plotly(FIGURE)))
    open_first(page, ".dv-figure-still", "pointer")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("plotly is not installed where this kernel runs. Run: pip install plotly")
    load_axe(page)
    assert findings(page, "a figure without its library") == []
    monkeypatch.undo()
    if found("plotly") is None:
        return
    alert.get_by_role("button", name="Try again").press("Enter")
    page.locator(".dv-figure:not([aria-busy])").wait_for()


def test_a_map_says_that_its_coastlines_are_elsewhere(show: Callable[..., Any]) -> None:
    pytest.importorskip("plotly")
    page = show(figures(wandb.Plotly({"data": [{"type": "scattergeo", "lat": [1], "lon": [2]}]})))
    open_first(page, ".dv-figure-still", "pointer")
    expect(page.get_by_role("alert")).to_contain_text("Plotly cannot draw this figure")
    expect(page.get_by_role("alert")).to_contain_text("topojson")


def test_a_figure_that_cannot_be_drawn_says_why(show: Callable[..., Any]) -> None:
    pytest.importorskip("bokeh")
    page = show(
        figures(wandb.Bokeh({"version": "3.0.0", "roots": [{"type": "object", "name": "Nil", "id": "1"}]}))
    )
    open_first(page, ".dv-figure-still", "pointer")
    expect(page.get_by_role("alert")).to_contain_text("Bokeh cannot draw this figure")
