"""Graph of 2,000 runs and versions: time until it is seen, frames while it is dragged, beside networkx.

Run ``CHROMIUM=… python benchmarks/lineage.py``; it needs Playwright, networkx and matplotlib. The graph has
one dataset, 500 training runs, their models, 500 evaluations and what they predicted.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from dsviz_widget.runs.lineage import Lineage, lineage
from dsviz_widget.store import Catalog
from tests.browser.chromium import ARGS, find_chromium
from tests.browser.stub import StubPage
from tests.unit.runs.pipelines import many

FRAMES = """() => {
  window.frames_ms = []; let last = performance.now();
  const next = (now) => {
    window.frames_ms.push(now - last);
    last = now;
    window.ticking = requestAnimationFrame(next);
  };
  requestAnimationFrame((now) => { last = now; window.ticking = requestAnimationFrame(next); });
}"""
TAKE = "() => { cancelAnimationFrame(window.ticking); return window.frames_ms; }"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure_browser(found: Lineage) -> dict[str, float]:
    """Return times in ms: until Explode is painted, and of frames while the picture is dragged."""
    from playwright.sync_api import sync_playwright

    result: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        stub = StubPage(found.view(height_px=800))
        page.goto(stub.url)
        page.locator(".dv-lineage-node").first.wait_for(timeout=120_000)
        page.wait_for_timeout(1000)
        started = time.perf_counter()
        page.get_by_role("radio", name="Explode").click()
        page.get_by_role("option", name="t0,").wait_for(timeout=120_000)
        page.evaluate(PAINTED)
        result["first paint of 2,002 nodes"] = 1000 * (time.perf_counter() - started)
        for what in ("near", "far"):
            if what == "far":
                page.get_by_role("button", name="Show all").click()
                page.locator(".is-far").wait_for()
            frames = drag(page)
            result[f"frame, {what}, median"] = statistics.median(frames)
            result[f"frame, {what}, 95 %"] = sorted(frames)[int(0.95 * len(frames))]
        stub.close()
        browser.close()
    return result


def drag(page: Any) -> list[float]:
    """Return the times between frames while the picture is dragged up and down, in ms."""
    box = page.get_by_role("listbox").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(120):
        page.mouse.move(x + step % 7, y - 4 * (step if step < 60 else 120 - step))
    frames: list[float] = page.evaluate(TAKE)
    page.mouse.up()
    return frames


def measure_networkx(found: Lineage) -> float:
    """Return the time in ms that networkx takes to place the nodes in layers, and matplotlib to draw them."""
    import matplotlib
    import networkx

    matplotlib.use("Agg")
    from matplotlib import pyplot

    started = time.perf_counter()
    graph = found.to_networkx()
    layers = {"prepare": 0, "dataset": 1, "train": 2, "model": 3, "evaluate": 4, "predictions": 5}
    for _, about in graph.nodes(data=True):
        about["layer"] = layers[about["type"]]
    places = networkx.multipartite_layout(graph, subset_key="layer")
    figure = pyplot.figure(figsize=(12.8, 8))
    labels = {name: about["label"] for name, about in graph.nodes(data=True)}
    networkx.draw_networkx(graph, places, labels=labels, node_size=20, font_size=4, arrows=False)
    figure.savefig(io.BytesIO(), format="png", dpi=100)
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder))
        many(catalog, 500)
        started = time.perf_counter()
        found = lineage(catalog, "p")
        print(f"read from the store: {1000 * (time.perf_counter() - started):.0f} ms")
        for name, value in measure_browser(found).items():
            print(f"{name}: {value:.0f} ms")
        print(f"networkx and matplotlib, one still picture: {measure_networkx(found.explode()):.0f} ms")
        print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
