"""Runs in a real JupyterLab: what an open view costs the loop that logs, and how soon charts are painted.

    python benchmarks/run_view.py                    # all three, as below
    python benchmarks/run_view.py --what loop --reps 5
    python benchmarks/run_view.py --what run --steps 10000000
    python benchmarks/run_view.py --what workspace --runs 200

`loop` runs the same loop of `log` calls in notebooks with and without a live view of the run, in turn: the
calls alone, and beside 1 ms of NumPy a step, so nearly 1,000 steps a second. `run` and `workspace` go from
pressing Shift+Enter on the cell to three charts painted of one long run, and to the large chart of many;
every repetition has a new browser profile, notebook and kernel. Beside them stands what one would write by
hand: the same numbers from Parquet by pandas, drawn by matplotlib, a still picture. The packages are imported
in an earlier cell.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from notebook_page import FOLDER, Lab, start_lab

METRICS = 10
STEPS_EACH = 1_000

LOOP = """
import math, time
import numpy as np
def loop(steps, work):
    began = time.perf_counter()
    for step in range(steps):
        work()
        run.log({"loss": math.exp(-step / steps), "accuracy": step / steps})
    return 1e6 * (time.perf_counter() - began) / steps
def one_millisecond():
    until = time.perf_counter() + 0.001
    while time.perf_counter() < until:
        matrix @ matrix
matrix = np.random.default_rng(0).normal(size=(64, 64))
"""
LOOPS = {"log calls alone": ("lambda: None", 200_000), "1 ms of work a step": ("one_millisecond", 10_000)}

MATPLOTLIB = "import pandas as pd\nimport matplotlib.pyplot as plt\nplt.figure(); plt.close()\n"
CHARTS = """(least) => {
  const view = document.querySelector('.jp-OutputArea-output .dv');
  return view?.querySelectorAll('.dv-line-canvas canvas').length >= least;
}"""
PICTURE = "() => document.querySelector('.jp-OutputArea-output img')?.naturalWidth > 0"
WATCH = """([isPainted, least]) => {
  const claim = (0, eval)(isPainted);
  window.__painted = null;
  let started = null;
  const tick = () => claim(least)
    ? requestAnimationFrame(() => requestAnimationFrame(() => {
        window.__painted = performance.now() - started; }))
    : requestAnimationFrame(tick);
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && e.shiftKey && started === null) { started = performance.now(); tick(); }
  }, { capture: true });
}"""


def keep(name: str, make: Callable[[], pd.DataFrame]) -> tuple[Path, Path]:
    """Return a Parquet file of histories, and the store into which they are imported; made once."""
    import dsviz_widget as wandb

    file, store = FOLDER / f"{name}.parquet", FOLDER / name
    if not store.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        make().to_parquet(file)
        fresh = Path(tempfile.mkdtemp(dir=FOLDER))
        wandb.import_parquet(file, "bench", dir=fresh, name=name, progress=False)
        os.replace(fresh, store)
    return file, store


def long_run(steps: int) -> pd.DataFrame:
    random = np.random.default_rng(0)
    at = np.arange(steps)
    return pd.DataFrame(
        {
            "step": at,
            "loss": np.exp(-3 * at / steps) + 0.05 * random.normal(size=steps),
            "accuracy": 1 - np.exp(-4 * at / steps) + 0.02 * random.normal(size=steps),
            "lr": 1e-3 * (1 - at / steps),
        }
    )


def many_runs(runs: int) -> pd.DataFrame:
    random = np.random.default_rng(0)
    at = np.tile(np.arange(STEPS_EACH), runs)
    frame = {"run": np.repeat([f"run-{index:03}" for index in range(runs)], STEPS_EACH), "step": at}
    for metric in range(METRICS):
        ends = np.repeat(random.uniform(1, 3, runs), STEPS_EACH)
        noise = 0.03 * random.normal(size=len(at))
        frame[f"metric_{metric}"] = np.exp(-ends * at / STEPS_EACH) + noise
    return pd.DataFrame(frame)


def first_paint(lab: Lab, setup: str, cell: str, is_painted: str, least: int = 0) -> float:
    """Return the milliseconds from Shift+Enter on a cell to what it paints."""
    with lab.open(f"{setup}\n'rea' + 'dy'", cell) as notebook:
        page = notebook.page
        page.locator(".jp-Notebook .jp-Cell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        page.locator(".jp-OutputArea-output", has_text="ready").wait_for()
        page.wait_for_timeout(1500)
        page.evaluate(WATCH, [is_painted, least])
        page.keyboard.press("Shift+Enter")
        page.wait_for_function("() => window.__painted !== null", polling=50)
        return float(page.evaluate("() => window.__painted"))


def slowdown(lab: Lab, reps: int) -> None:
    """Print what a step costs with a live view open and without one."""
    found: dict[tuple[str, bool], list[float]] = {}
    for _ in range(reps):
        for is_open in (False, True):
            setup = f"import dsviz_widget as wandb\nrun = wandb.init(dir={tempfile.mkdtemp()!r})\n{LOOP}"
            with lab.open(setup, "run" if is_open else "0") as notebook:
                notebook.run_all()
                if is_open:
                    notebook.page.locator(".jp-OutputArea-output .dv").first.wait_for()
                for name, (work, steps) in LOOPS.items():
                    cost = float(notebook.kernel(f"print(loop({steps}, {work}))"))
                    found.setdefault((name, is_open), []).append(cost)
                if is_open:
                    notebook.page.wait_for_function(CHARTS, arg=2)
    print(f"one step of a loop, µs, medians of {reps}\n")
    print("| | no view | live view open | ratio |\n| --- | --- | --- | --- |")
    for name in LOOPS:
        alone, seen = (statistics.median(found[name, is_open]) for is_open in (False, True))
        print(f"| {name} | {alone:,.1f} | {seen:,.1f} | {seen / alone:.2f} |")


def compare(lab: Lab, title: str, reps: int, sides: dict[str, tuple[Any, ...]]) -> None:
    """Print how soon each side has painted; the first is ours."""
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(reps):
        for side, arguments in sides.items():
            times[side].append(first_paint(lab, *arguments))
            print(f"  {side}: {times[side][-1]:.0f} ms", file=sys.stderr, flush=True)
    print(f"\n{title}, ms to paint, medians of {reps} (least to most)\n")
    ours = statistics.median(next(iter(times.values())))
    for side, found in times.items():
        median = statistics.median(found)
        print(
            f"{side:28s} {median:8,.0f} ({min(found):,.0f} to {max(found):,.0f})   {median / ours:.2f} × ours"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    every = ("loop", "run", "workspace")
    parser.add_argument("--what", nargs="+", default=every, choices=every)
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--reps", type=int, default=3)
    arguments = parser.parse_args()
    with start_lab() as lab:
        if "loop" in arguments.what:
            slowdown(lab, arguments.reps)
        if "run" in arguments.what:
            file, store = keep(f"run-{arguments.steps}", lambda: long_run(arguments.steps))
            ours = f"import dsviz_widget as wandb\napi = wandb.Api(dir={str(store)!r})"
            drawn = (
                f"frame = pd.read_parquet({str(file)!r})\n"
                "frame.plot(x='step', subplots=True, layout=(1, 3), figsize=(12, 3)); plt.show()"
            )
            title = f"a run of {arguments.steps:,} steps × 3 metrics"
            sides = {
                "dsviz_widget": (ours, "api.runs('bench')[0]", CHARTS, 3),
                "pandas, matplotlib": (MATPLOTLIB, drawn, PICTURE),
            }
            compare(lab, title, arguments.reps, sides)
        if "workspace" in arguments.what:
            file, store = keep(f"runs-{arguments.runs}", lambda: many_runs(arguments.runs))
            ours = f"import dsviz_widget as wandb\napi = wandb.Api(dir={str(store)!r})"
            drawn = (
                f"frame = pd.read_parquet({str(file)!r})\n"
                "figure, places = plt.subplots(2, 5, figsize=(15, 6))\n"
                "for _, one in frame.groupby('run'):\n"
                f"    for metric in range({METRICS}):\n"
                "        places.flat[metric].plot(one['step'], one[f'metric_{metric}'])\n"
                "plt.show()"
            )
            every_run = "runs = api.runs('bench')\nruns.view(shown=[run.id for run in runs])"
            title = f"{arguments.runs} runs × {METRICS} metrics × {STEPS_EACH:,} steps"
            sides = {
                "dsviz_widget, 8 shown": (ours, "api.runs('bench')", CHARTS, 1),
                "dsviz_widget, all shown": (ours, every_run, CHARTS, 1),
                "pandas, matplotlib, all": (MATPLOTLIB, drawn, PICTURE),
            }
            compare(lab, title, arguments.reps, sides)


if __name__ == "__main__":
    main()
