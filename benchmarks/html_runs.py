"""Histories of runs as one HTML file: its size, the time to write it, and until charts are on the screen.

    python benchmarks/html_runs.py --steps 10000000 --runs 200 --reps 3

Beside plotly's `write_html` with the same numbers, read from one Parquet file by pandas, which is what people
write by hand: of the long run every n-th step, so that a line has as many points as ours at most and spikes
are lost, which ours keeps; of many runs all points. The JavaScript of plotly is in its file, as the front end
is in ours. Both files are opened from the disk in headless Chromium, a new profile each time, in turns;
"painted" is when the charts on the screen are drawn, by the page's own clock. Of many runs ours has every
run with its config and summary, a list that filters and groups, and eight runs that open.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from run_view import METRICS, STEPS_EACH, keep, long_run, many_runs

sys.path.insert(0, str(Path(__file__).parents[1]))
POINTS = 2_000
DRAWN = {
    "dsviz_widget": "(least) => document.querySelectorAll('.dv-line-canvas canvas').length >= least",
    "plotly": "() => window.isDrawn",
}
PAINTED = """async ([isDrawn, least]) => {
  const claim = (0, eval)(isDrawn);
  while (!claim(least)) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now();
}"""


def plotly_page(frame: pd.DataFrame, metrics: list[str], path: Path) -> None:
    """Write a chart of each metric, with a line of each run."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=-(-len(metrics) // 3), cols=3, subplot_titles=metrics)
    lines = list(frame.groupby("run")) if "run" in frame else [("run", frame)]
    for number, metric in enumerate(metrics):
        for name, line in lines:
            trace = Scatter(x=line["step"].to_numpy(), y=line[metric].to_numpy(), name=name, mode="lines")
            figure.add_trace(trace, row=number // 3 + 1, col=number % 3 + 1)
    figure.write_html(path, include_plotlyjs=True, post_script="window.isDrawn = true")


def ours(is_long: bool, store: Path, path: Path) -> None:
    """Write our page of the one run, or of all."""
    import dsviz_widget as wandb

    runs = wandb.Api(dir=store).runs("bench")
    view = runs[0].view() if is_long else runs.view(shown=[run.id for run in runs])
    view.to_html(path, max_bytes=10**9)


def by_plotly(is_long: bool, file: Path, path: Path) -> None:
    """Write the same charts by pandas and plotly."""
    frame = pd.read_parquet(file)
    if is_long:
        plotly_page(frame.iloc[:: max(1, len(frame) // POINTS)], ["loss", "accuracy", "lr"], path)
    else:
        plotly_page(frame, [f"metric_{metric}" for metric in range(METRICS)], path)


def opened(browser: Any, path: Path, way: str, least: int) -> float:
    """Return milliseconds until charts are painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(path.as_uri(), wait_until="commit")
    painted = float(page.evaluate(PAINTED, [DRAWN[way], least]))
    context.close()
    return painted


def measure(
    title: str, browser: Any, reps: int, least: int, sides: Mapping[str, Callable[[Path], None]]
) -> None:
    """Print a table of medians.

    Parameters
    ----------
    least : int
        Charts of ours that are on the screen; those of plotly are drawn all at once.
    """
    written: dict[str, list[float]] = {way: [] for way in sides}
    painted: dict[str, list[float]] = {way: [] for way in sides}
    sizes: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(reps):
            for way, write in sides.items():
                path = Path(folder) / f"{way}.html"
                start = time.perf_counter()
                write(path)
                written[way].append(time.perf_counter() - start)
                sizes[way] = path.stat().st_size
                painted[way].append(opened(browser, path, way, least))
    print(f"\n{title}, medians of {reps}, load {os.getloadavg()[0]:.1f}\n")
    print("| page | size | written | charts painted |\n| --- | --- | --- | --- |")
    for way in sides:
        print(
            f"| {way} | {sizes[way] / 1e6:.1f} MB | {statistics.median(written[way]):.1f} s "
            f"| {statistics.median(painted[way]):,.0f} ms |"
        )


def main() -> None:
    """Run both comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--reps", type=int, default=3)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import ARGS, find_chromium

    long = keep(f"run-{options.steps}", lambda: long_run(options.steps))
    many = keep(f"runs-{options.runs}", lambda: many_runs(options.runs))
    steps = f"a run of {options.steps:,} steps × 3 metrics"
    runs = f"{options.runs} runs × {METRICS} metrics × {STEPS_EACH:,} steps"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for title, (file, store), is_long in ((steps, long, True), (runs, many, False)):
            sides = {
                "dsviz_widget": partial(ours, is_long, store),
                "plotly": partial(by_plotly, is_long, file),
            }
            measure(title, browser, options.reps, 3 if is_long else 1, sides)
        browser.close()


if __name__ == "__main__":
    main()
