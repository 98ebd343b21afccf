"""A table of media scrolled in a page: frames a second, and the share of cells in sight that were drawn."""

from __future__ import annotations

import statistics
from itertools import pairwise
from typing import Any

INTERVAL_MS = 1000 / 60
SPEEDS_PX = (800, 4000)
RECORD = """() => {
  window.frames_ = [];
  window.going_ = true;
  const tick = (time) => {
    if (!window.going_) return;
    const cells = [...document.querySelectorAll('[role=grid] .dv-media')];
    window.frames_.push([time, cells.filter((cell) => cell.dataset.status === 'ready').length, cells.length]);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


def scroll_table(browser: Any, table: Any, drawn: str, noun: str) -> None:
    """Print how a table scrolls; `drawn` is the selector of what a cell shows once it is there."""
    import dsviz_widget as wandb
    from tests.browser.stub import StubPage

    stub = StubPage(wandb.TableView(table, height_px=700))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(stub.url)
    page.locator(drawn).first.wait_for()
    devtools = page.context.new_cdp_session(page)
    box = page.locator("[role=grid]").first.bounding_box()
    where = {"x": box["x"] + 400, "y": box["y"] + 300}
    print(f"| hand | frames a second | late | 99 % within | {noun} there |")
    print("| --- | --- | --- | --- | --- |")
    for speed in SPEEDS_PX:
        page.evaluate(RECORD)
        devtools.send(
            "Input.synthesizeScrollGesture",
            {
                **where,
                "yDistance": -4 * speed,
                "speed": speed,
                "gestureSourceType": "mouse",
                "preventFling": True,
            },
        )
        found = page.evaluate("() => { window.going_ = false; return window.frames_; }")
        steps = [b[0] - a[0] for a, b in pairwise(found)]
        late = sum(step > 1.5 * INTERVAL_MS for step in steps) / len(steps)
        there = sum(frame[1] for frame in found) / max(1, sum(frame[2] for frame in found))
        tail = statistics.quantiles(steps, n=100)[98]
        rate = 1000 * len(steps) / sum(steps)
        print(f"| {speed:,} px a second | {rate:.1f} | {late:.1%} | {tail:.0f} ms | {there:.0%} |")
    page.close()
    stub.close()
