"""Scrolling a table of long texts: as plain text, Markdown, trees of JSON, and differences.

    python benchmarks/media_text.py --rows 100000

A page with a live widget, without JupyterLab, in headless Chromium without a graphics card; the hand is the
browser's own gesture. All tables have the same rows, of the same height, so that what differs is what the
panel draws. fps: frames over seconds; late: frames that came more than one and a half intervals after the one
before; there: cells of the column in sight that show their text, over all frames.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from itertools import pairwise
from typing import Any

import numpy as np
from notebook_page import ARGS, find_chromium

INTERVAL_MS = 1000 / 60
PANELS = {
    "plain text": None,
    "Markdown": "markdown",
    "tree of JSON": "tree",
    "difference": "difference:before",
}
RECORD = """() => {
  window.frames_ = [];
  window.going_ = true;
  const tick = (time) => {
    if (!window.going_) return;
    const cells = [...document.querySelectorAll('[role=gridcell][aria-colindex="3"]')];
    window.frames_.push([time, cells.filter((cell) => cell.textContent.length > 0).length, cells.length]);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


def texts(rows: int) -> Any:
    """Return a table of Markdown answers of 1.5 kB, those before them, and calls of tools as JSON."""
    import dsviz_widget as wandb

    random = np.random.default_rng(0)
    words = np.array(["the", "model", "answer", "says", "that", "we", "look", "into", "every", "atlas"])
    chosen = random.integers(0, len(words), (rows, 240))
    data = []
    for row in range(rows):
        body = words[chosen[row]].tolist()
        head = f"## Row {row}\n\n- **{body[0]}**\n- `{body[1]}`\n\n| a | b |\n|---|---|\n| 1 | {row} |\n\n"
        after = " ".join(body)
        before = " ".join([*body[:40], "other", "words", *body[44:]])
        call = json.dumps({"name": "look_up", "row": row, "words": body[:40], "arguments": {"limit": 3}})
        data.append([row, head + after, head + before, call])
    return wandb.Table(["id", "answer", "before", "call"], data=data)


def scroll(browser: Any, table: Any, name: str, panel: str | None, speed: int) -> None:
    """Print the frames of one table that is scrolled."""
    import dsviz_widget as wandb
    from dsviz_widget.query import Query
    from tests.browser.stub import StubPage

    column = "call" if panel == "tree" else "answer"
    query = Query().select("id", column, "before")
    query = query.with_panel(column, panel) if panel else query
    view = wandb.TableView(table, query=query, height_px=700, layout={"row_height": 96})
    stub = StubPage(view)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(stub.url)
    page.locator('[role=gridcell][aria-colindex="3"]').first.wait_for()
    page.wait_for_timeout(1500)
    devtools = page.context.new_cdp_session(page)
    box = page.locator("[role=grid]").first.bounding_box()
    page.evaluate(RECORD)
    devtools.send(
        "Input.synthesizeScrollGesture",
        {
            "x": box["x"] + 400,
            "y": box["y"] + 300,
            "yDistance": -3 * speed,
            "speed": speed,
            "gestureSourceType": "mouse",
            "preventFling": True,
        },
    )
    found = page.evaluate("() => { window.going_ = false; return window.frames_; }")
    steps = [b[0] - a[0] for a, b in pairwise(found)]
    late = sum(step > 1.5 * INTERVAL_MS for step in steps) / len(steps)
    there = sum(frame[1] for frame in found) / max(1, sum(frame[2] for frame in found))
    fps, tail = 1000 * len(steps) / sum(steps), statistics.quantiles(steps, n=100)[98]
    print(f"| {name} | {speed:,} px/s | {fps:.1f} | {late:.1%} | {tail:.0f} ms | {there:.0%} |", flush=True)
    page.close()
    stub.close()


def main() -> None:
    """Scroll each table, slowly and fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    os.environ.setdefault("DSVIZ_SILENT", "true")
    from playwright.sync_api import sync_playwright

    began = time.perf_counter()
    table = texts(given.rows)
    print(f"{given.rows:,} rows of texts, made in {time.perf_counter() - began:.1f} s\n")
    print("| panel | hand | fps | late | 99 % within | there |")
    print("| --- | --- | --- | --- | --- | --- |")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for name, panel in PANELS.items():
            for speed in (800, 4000):
                scroll(browser, table, name, panel, speed)
        browser.close()


if __name__ == "__main__":
    main()
