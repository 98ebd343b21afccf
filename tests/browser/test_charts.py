"""Charts in a stub page: each kind is painted, its rows are a click away, a spec loads nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from dsviz_widget.plot import Chart
from dsviz_widget.widgets.chart_view import ChartView
from tests.browser.axe import load_axe
from tests.browser.waiting import wait_for_value

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
NAMES = ["cat", "dog", "bird"]
RANDOM = np.random.default_rng(3)
TRUTH = RANDOM.integers(0, 3, 300)
SCORES = RANDOM.dirichlet(np.ones(3), 300)


def table(rows: int = 40) -> wandb.Table:
    frame = pd.DataFrame(
        {
            "epoch": np.arange(rows),
            "loss": np.exp(-np.arange(rows) / 9),
            "split": RANDOM.choice(["train", "valid"], rows),
        }
    )
    return wandb.Table(dataframe=frame)


CHARTS: dict[str, Callable[[], Chart]] = {
    "line": lambda: wandb.plot.line(table(), "epoch", "loss", stroke="split", title="Loss"),
    "long line": lambda: wandb.plot.line(table(20_000), "epoch", "loss", title="Long"),
    "scatter": lambda: wandb.plot.scatter(table(), "epoch", "loss", title="Points"),
    "dense scatter": lambda: wandb.plot.scatter(table(20_000), "epoch", "loss", title="Dense"),
    "bar": lambda: wandb.plot.bar(table(), "split", "loss", title="Bars"),
    "histogram": lambda: wandb.plot.histogram(table(), "loss", title="Histogram"),
    "lines": lambda: wandb.plot.line_series([0, 1, 2], [[3, 2, 1], [1, 2, 3]], ["a", "b"], "Two"),
    "precision-recall": lambda: wandb.plot.pr_curve(TRUTH, SCORES, NAMES),
    "ROC": lambda: wandb.plot.roc_curve(TRUTH, SCORES, NAMES),
    "matrix": lambda: wandb.plot.confusion_matrix(SCORES, TRUTH, NAMES),
}


def drawn(page: Any) -> Any:
    """Return the picture, once it is there."""
    page.locator(".dv-vega[aria-busy=false]").wait_for()
    return page.locator(".dv-vega-place").locator("svg, canvas")


def colours(page: Any) -> int:
    """Return how many colours the picture has on the screen."""
    from io import BytesIO

    from PIL import Image

    picture = Image.open(BytesIO(page.locator(".dv-vega-place").screenshot())).convert("RGB")
    return len(picture.getcolors(1 << 20) or [])


@pytest.mark.parametrize("kind", CHARTS)
def test_each_chart_is_painted_and_says_what_it_is(show: Callable[..., Any], kind: str) -> None:
    chart = CHARTS[kind]()
    page = show(ChartView(chart))
    drawn(page)
    said = page.locator(".dv-vega-place > [role=graphics-document]")
    assert said.get_attribute("aria-label") == chart.drawing.description
    page.stub.wait_until(lambda: colours(page) > 8)
    expect(page.get_by_text(chart.title, exact=True).first).to_be_visible()
    for note in chart.notes:
        expect(page.get_by_text(note)).to_be_visible()
    assert page.errors == []


@pytest.mark.parametrize("hand", ["pointer", "keys"])
def test_the_rows_behind_a_chart_are_a_table(show: Callable[..., Any], hand: str) -> None:
    view = ChartView(CHARTS["line"]())
    page = show(view)
    drawn(page)
    button = page.get_by_role("button", name="Data")
    if hand == "pointer":
        button.click()
    else:
        button.focus()
        page.keyboard.press("Enter")
    page.get_by_role("columnheader", name="loss", exact=True).wait_for()
    page.locator(".dv-count", has_text="40 rows").wait_for()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.get_by_role("grid").focus()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("loss > 0.5")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    button.click()
    drawn(page)
    assert page.errors == []


def test_the_spec_is_shown_by_keys(show: Callable[..., Any]) -> None:
    page = show(ChartView(CHARTS["bar"]()))
    drawn(page)
    page.get_by_role("button", name="Spec").focus()
    page.keyboard.press("Enter")
    text = page.locator(".dv-chart-spec pre")
    text.wait_for()
    assert '"name": "wandb"' in text.inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").press("Enter")
    page.get_by_role("status").get_by_text("Copied").wait_for()
    wait_for_value(lambda: page.evaluate("() => navigator.clipboard.readText()"), text.inner_text())


@pytest.mark.parametrize(("form", "starts"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
def test_a_picture_is_saved(show: Callable[..., Any], form: str, starts: bytes) -> None:
    page = show(ChartView(CHARTS["ROC"]()))
    drawn(page)
    with page.expect_download() as waited:
        page.get_by_role("button", name=form).press("Enter")
    assert waited.value.suggested_filename == f"roc-curve.{form.lower()}"
    with open(waited.value.path(), "rb") as file:
        assert file.read(4) == starts
    page.get_by_role("status").get_by_text(f"{form} saved").wait_for()


def test_a_spec_loads_nothing_and_says_so(show: Callable[..., Any]) -> None:
    asked: list[str] = []
    spec = {
        "$schema": SCHEMA,
        "data": {"url": "https://example.com/rows.csv"},
        "mark": "line",
    }
    page = show(ChartView(spec))
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("alert").get_by_text("charts load nothing").wait_for()
    expect(page.get_by_role("alert").get_by_text("https://example.com/rows.csv")).to_be_visible()
    assert [url for url in asked if "example.com" in url] == []
    page.locator(".dv-vega-place svg").wait_for(state="detached")
    expect(page.get_by_role("button", name="Data")).to_have_count(0)


def test_expressions_are_interpreted_and_never_become_code(show: Callable[..., Any]) -> None:
    spec = {
        "$schema": SCHEMA,
        "data": {"values": [{"a": 1}]},
        "transform": [{"calculate": "[].constructor.constructor('window.pwned = true')()", "as": "b"}],
        "mark": "point",
        "encoding": {"x": {"field": "b"}},
    }
    page = show(ChartView(spec))
    page.locator(".dv-vega").wait_for()
    page.get_by_role("alert").wait_for()
    assert page.evaluate("() => window.pwned") is None


def test_no_chart_makes_code_of_text(show: Callable[..., Any]) -> None:
    rows = [{"a": value, "b": value % 3} for value in range(9)]
    page = show(
        ChartView(
            {
                "$schema": SCHEMA,
                "data": {"values": rows},
                "transform": [
                    {"calculate": "datum.a * 2 + sin(datum.b)", "as": "c"},
                    {"filter": "datum.c > 1"},
                ],
                "mark": {"type": "point", "tooltip": True},
                "encoding": {"x": {"field": "a", "bin": True}, "y": {"aggregate": "mean", "field": "c"}},
            }
        )
    )
    drawn(page).wait_for()
    page.evaluate(
        """() => {
          window.made = 0;
          const count = { apply: (...a) => { made++; return Reflect.apply(...a); },
                          construct: (...a) => { made++; return Reflect.construct(...a); } };
          window.Function = new Proxy(Function, count);
        }"""
    )
    old = page.locator(".dv-vega-place svg").element_handle()
    page.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
    page.wait_for_function("(old) => !old.isConnected", arg=old)
    drawn(page).wait_for()
    wait_for_value(lambda: page.evaluate("() => window.made"), 0)


def test_a_spec_that_makes_no_sense_is_a_sentence(show: Callable[..., Any]) -> None:
    spec = {"$schema": SCHEMA, "mark": "bar", "data": {"values": []}, "transform": [{"filter": "a >"}]}
    page = show(ChartView(spec))
    page.get_by_role("alert").get_by_text("The chart cannot be drawn").wait_for()
    assert page.errors == []


def test_a_preset_that_is_not_there_is_said_and_its_rows_are_there(
    show: Callable[..., Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path / "dsviz"))
    with pytest.warns(UserWarning, match="no preset 'carey/new_chart'"):
        chart = wandb.plot_table("carey/new_chart", table(), {"x": "epoch", "value": "loss"})
    page = show(ChartView(chart))
    page.get_by_role("alert").get_by_text("no preset 'carey/new_chart'").wait_for()
    page.get_by_role("button", name="Data").press("Enter")
    page.get_by_role("columnheader", name="loss", exact=True).wait_for()
    page.get_by_role("button", name="Data").press("Enter")
    wandb.plot.save_preset(
        "carey/new_chart",
        {
            "mark": "line",
            "encoding": {
                "x": {"field": "${field:x}", "type": "quantitative"},
                "y": {"field": "${field:value}", "type": "quantitative"},
            },
        },
    )
    page.get_by_role("button", name="Try again").press("Enter")
    drawn(page).wait_for()


def test_the_chart_follows_the_theme_and_the_width(show: Callable[..., Any]) -> None:
    page = show(ChartView(CHARTS["line"]()))
    picture = drawn(page)
    before = picture.evaluate("(el) => getComputedStyle(el.querySelector('text')).fill")
    wide = picture.bounding_box()["width"]
    page.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
    page.wait_for_function(
        """(before) => { const text = document.querySelector('.dv-vega-place text');
          return text && getComputedStyle(text).fill !== before; }""",
        arg=before,
    )
    page.set_viewport_size({"width": 400, "height": 700})
    page.wait_for_function(
        """(wide) => { const picture = document.querySelector('.dv-vega-place svg');
          const box = picture?.getBoundingClientRect();
          return box && box.width > 200 && box.width < wide && box.right <= 400; }""",
        arg=wide,
    )
    assert page.errors == []


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_in_anyones_way(show: Callable[..., Any], theme: str, width: int) -> None:
    page = show(ChartView(CHARTS["matrix"]()), width=width, theme=theme)
    drawn(page)
    load_axe(page)
    for face in (None, "Spec"):
        if face:
            page.get_by_role("button", name=face).press("Enter")
            page.locator(".dv-chart-spec pre").wait_for()
        found = page.evaluate("async () => (await axe.run('#root')).violations.map((v) => [v.id, v.help])")
        assert found == []


def test_the_buttons_are_reached_by_tab_in_their_order(show: Callable[..., Any]) -> None:
    page = show(ChartView(CHARTS["line"]()))
    drawn(page)
    for name in ("Data", "Spec", "PNG", "SVG"):
        page.keyboard.press("Tab")
        page.wait_for_function(
            """(name) => (document.activeElement.ariaLabel ?? document.activeElement.textContent) === name""",
            arg=name,
        )
