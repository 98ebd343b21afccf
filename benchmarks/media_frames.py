"""Pages and figures opened in the viewer, and a table of pages scrolled.

    python benchmarks/media_frames.py --rows 10000 --times 3

Chromium is headless. A page of its own is opened each time, so that chunks and libraries come anew; plotly.js
comes out of the installed package, over the same wire as in a notebook, without Jupyter.

* first: from the click on a cell until the page or figure is drawn;
* next: the same for the next row, with the library there already.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from media_scroll import scroll_table  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

import dsviz_widget as wandb  # noqa: E402
from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.stub import StubPage  # noqa: E402

DRAWN = {
    "html": (".dv-html-still", ".dv-frame:not([aria-busy])"),
    "plotly": (".dv-figure-still", ".dv-figure:not([aria-busy])"),
    "bokeh": (".dv-figure-still", ".dv-figure:not([aria-busy])"),
    "vega": (".dv-vega-still", ".dv-page .dv-vega[aria-busy=false]"),
}
"""Kind -> what its cell shows, and what its viewer shows once it is drawn."""


def page_of(index: int) -> wandb.Html:
    """Return a page with a table of 20 lines and a script."""
    lines = "".join(f"<tr><td>class {row}<td>{(row * index) % 97}" for row in range(20))
    return wandb.Html(f"<h1>Step {index}</h1><table>{lines}</table><script>document.title = {index}</script>")


def value_of(kind: str, index: int) -> Any:
    """Return a figure of 1,000 points, or a page."""
    if kind == "html":
        return page_of(index)
    x = np.linspace(0, 20, 1000)
    y = np.sin(x + index)
    if kind == "plotly":
        return wandb.Plotly({"data": [{"type": "scatter", "x": x, "y": y}], "layout": {}})
    if kind == "bokeh":
        from bokeh.plotting import figure

        drawn = figure(height=300)
        drawn.line(x, y)
        return drawn
    values = [{"x": a, "y": b} for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    encoding = {name: {"field": name, "type": "quantitative"} for name in "xy"}
    return wandb.Vega({"mark": "line", "data": {"values": values}, "encoding": encoding})


def time_opening(browser: Any, kind: str) -> tuple[float, float]:
    """Return seconds until the first row is drawn, and the next."""
    still, drawn = DRAWN[kind]
    table = wandb.Table(columns=["it"], data=[[value_of(kind, index)] for index in range(3)])
    stub = StubPage(wandb.TableView(table))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(stub.url)
    page.locator(still).first.wait_for()
    # Cells and the chunks that come in an idle moment are there before the hand is.
    page.wait_for_timeout(3000)
    found = []
    for act in (lambda: page.locator(still).first.click(), lambda: page.keyboard.press("ArrowRight")):
        start = time.perf_counter()
        act()
        page.get_by_text(f"{len(found) + 1} of 3").first.wait_for()
        page.locator(drawn).wait_for()
        found.append(time.perf_counter() - start)
    page.close()
    stub.close()
    return found[0], found[1]


def main() -> None:
    """Print a row of the table of results for each kind, and how a table of pages scrolls."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    args = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        print("| kind | first, ms | next, ms |\n|---|---|---|")
        for kind in DRAWN:
            runs = [time_opening(browser, kind) for _ in range(args.times)]
            first, following = (1000 * statistics.median(each) for each in zip(*runs, strict=True))
            print(f"| {kind} | {first:,.0f} | {following:,.0f} |", flush=True)
        table = wandb.Table(columns=["page"], data=[[page_of(index)] for index in range(args.rows)])
        scroll_table(browser, table, ".dv-html-still", "pages")
        browser.close()


if __name__ == "__main__":
    main()
