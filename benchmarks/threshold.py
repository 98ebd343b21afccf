"""From a key on the threshold's slider to matrices, figures and cursors repainted, over two compared tables.

    node js/build.mjs && python benchmarks/threshold.py --rows 1000000 --moves 40

Real widget, real kernel side and real Chromium; messages go over HTTP on this machine, as in the tests of the
screen. A move begins with the key's event, and ends with the first frame after the counts of both tables have
changed. `CHROMIUM` names the browser. What the page's thread and Python computed for a move depends little on
who else uses the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

import dsviz_widget as wandb

sys.path[:0] = [str(Path(__file__).parents[1])]

from evaluate import scored  # noqa: E402

from tests.browser.stub import StubPage  # noqa: E402

MEASURE = """(key) => new Promise((done) => {
  const counted = document.querySelector(".dv-counted");
  const before = counted.textContent;
  const slider = document.querySelector(".dv-threshold-slide input");
  let start = 0;
  const seen = () => {
    if (counted.textContent === before) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  };
  const watch = new MutationObserver(seen);
  watch.observe(counted, { subtree: true, childList: true, characterData: true });
  slider.focus();
  start = performance.now();
  slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
})"""


def page_s(devtools: CDPSession) -> float:
    """Return how long the thread of the page has computed, in seconds."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--moves", type=int, default=40)
    arguments = parser.parse_args()
    tables = [scored(arguments.rows, seed)[0] for seed in (1, 2)]
    view = wandb.compare(
        *tables, key="id", truth="label", prediction="pred", score="p_*", tab="scores", height_px=1100
    )
    stub = StubPage(view)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 1200})
        page.goto(stub.url)
        page.wait_for_function(
            "() => /[0-9]/.test(document.querySelector('.dv-counted')?.textContent ?? '')", timeout=120_000
        )
        quiet = 0
        while quiet < 3:
            # Curves and heads are still on their way.
            worked_s = time.process_time()
            page.wait_for_timeout(2_000)
            quiet = quiet + 1 if time.process_time() - worked_s < 0.02 else 0
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = page_s(devtools), time.process_time()
        times = [
            page.evaluate(MEASURE, "ArrowRight" if move % 20 < 10 else "ArrowLeft")
            for move in range(arguments.moves)
        ]
        worked = [
            1000 * (now - then) / arguments.moves
            for now, then in zip((page_s(devtools), time.process_time()), before, strict=True)
        ]
        browser.close()
    first, *moves = times
    tail = statistics.quantiles(moves, n=20)[18]
    median = statistics.median(moves)
    print(f"2 tables of {arguments.rows:,} rows x 10; the first move {first:.0f} ms, then of {len(moves)}:")
    print(f"computed for a move: {worked[0]:.0f} ms by the page's thread, {worked[1]:.0f} ms by Python")
    print(f"median {median:.0f} ms, 19 of 20 within {tail:.0f} ms, longest {max(moves):.0f} ms")


if __name__ == "__main__":
    main()
