"""The states of a run, of a project's runs and of charts, and the way to each: for axe-core and for docs."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.chart_view import ChartView
from dsviz_widget.widgets.workspace_view import WorkspaceView
from tests.browser.runs import some_runs, write_run
from tests.browser.states import State

STEPS = 60
LABELS = {0: "road", 1: "car", 2: "sky"}

FIRST_CHART = "() => document.querySelector('.dv-line-canvas canvas')"


def settle(page: Any) -> None:
    """Wait until charts are painted; those out of sight wait until they are looked for."""
    page.wait_for_function(FIRST_CHART)


def row_at(step: int) -> dict[str, Any]:
    """Return what a training loop logs at a step."""
    done = step / STEPS
    reward = 200 * (1 - math.exp(-3 * done)) + 8 * math.sin(step)
    return {
        "train/loss": 0.0 if step % 20 == 19 else 1.4 * math.exp(-3 * done) + 0.05 * math.cos(3 * step),
        "train/lr": 1e-3 * (1 - done),
        "val/accuracy": 1 - 0.9 * math.exp(-4 * done) + 0.01 * math.sin(2 * step),
        "eval/mean_reward": reward,
        "eval/min_reward": reward - 30,
        "eval/max_reward": reward + 24,
    }


def scene(step: int) -> wandb.Image:
    """Return a picture whose prediction comes closer to the truth from step to step."""
    random = np.random.default_rng(step)
    pixels = random.integers(70, 120, (96, 128, 3), dtype=np.uint8)
    truth = np.zeros((96, 128), dtype=np.uint8)
    truth[:32], truth[50:80, 40:90] = 2, 1
    guess = np.roll(truth, STEPS // 4 - step // 4, axis=1)
    masks = {"ground_truth": {"mask_data": truth}, "prediction": {"mask_data": guess}}
    classes = wandb.Classes([{"id": key, "name": name} for key, name in LABELS.items()])
    return wandb.Image(pixels, caption=f"step {step}", masks=masks, classes=classes)


def logging(folder: Path, until: int = STEPS) -> Any:
    """Return a run that has logged figures, pictures, histograms, lines of text and a model, and goes on."""
    config = {"total_steps": STEPS, "lr": 1e-3, "optimizer": {"name": "adam", "betas": [0.9, 0.999]}}
    about = {"project": "driving", "name": "calm-river-7", "tags": ["baseline"]}
    run = wandb.init(**about, dir=folder, config=config, settings={"console": True})
    random = np.random.default_rng(0)
    for step in range(until):
        row = row_at(step)
        if step % 10 == 0:
            row["scenes/val"] = scene(step)
            row["weights/head"] = wandb.Histogram(random.normal(step / STEPS, 1 - step / 90, 2000))
        run.log(row)
        print(f"step {step}, loss {row['train/loss']:.3f}")
    weights = wandb.Artifact("weights", type="model")
    with weights.new_file("weights.txt") as file:
        file.write("0.5 0.25")
    run.log_artifact(weights)
    return run


def finished(folder: Path, **options: Any) -> Any:
    run = logging(folder)
    run.finish()
    return run.view(**options)


def crashed(folder: Path) -> Any:
    rows = [row_at(step) for step in range(20)]
    about = {"exit_code": 1, "name": "bold-sky-3"}
    return write_run(Catalog(folder), "bold", {"total_steps": STEPS}, rows, dict(rows[-1]), **about).view()


def without_steps(folder: Path) -> Any:
    return wandb.init(project="driving", name="still-lake-1", dir=folder).view()


def workspace(folder: Path, **options: Any) -> WorkspaceView:
    return WorkspaceView(some_runs(folder), best="val/loss", **options)


def grouped(folder: Path) -> WorkspaceView:
    return workspace(folder, group_by="optimizer")


def nothing_passes(folder: Path) -> WorkspaceView:
    return workspace(folder, query="lr > 0.05 and seed = 1")


def figures() -> wandb.Table:
    """Return a short table to draw."""
    table = wandb.Table(["epoch", "loss", "split"])
    for epoch in range(30):
        table.add_data(epoch, math.exp(-epoch / 9), "train")
        table.add_data(epoch, math.exp(-epoch / 9) + 0.1, "valid")
    return table


def matrix() -> Any:
    random = np.random.default_rng(3)
    scores = random.dirichlet(np.ones(4), 400)
    return wandb.plot.confusion_matrix(scores, random.integers(0, 4, 400), ["cat", "dog", "bird", "fish"])


def line() -> Any:
    return wandb.plot.line(figures(), "epoch", "loss", stroke="split", title="Loss")


def drawn(page: Any) -> None:
    page.locator(".dv-vega[aria-busy=false]").wait_for()


def pressed(name: str, then: str, settled: Callable[[Any], None] = settle) -> Callable[[Any], None]:
    """Return a way that presses a button, and waits for what it opens."""

    def enter(page: Any) -> None:
        settled(page)
        page.get_by_role("button", name=name).first.click()
        page.locator(then).first.wait_for()

    return enter


def shows(selector: str) -> Callable[[Any], None]:
    """Return a way that waits for an element."""
    return lambda page: page.locator(selector).first.wait_for()


RUN_STATES: dict[str, State] = {
    "run": State(finished, settle),
    "run-live": State(lambda folder: logging(folder, 40).view(smoothing=0.6), settle),
    "run-crashed": State(crashed, settle),
    "run-without-steps": State(without_steps, shows("text=No data logged yet")),
    "run-loading": State(finished, shows("[role=progressbar]"), True),
    "run-x-axis": State(finished, pressed("x axis", "[role=menu]")),
    "run-log": State(lambda folder: finished(folder, log_y=True), settle),
    "run-media": State(lambda folder: finished(folder, tab="media"), shows("[role=tabpanel] canvas, img")),
    "run-histograms": State(
        lambda folder: finished(folder, tab="histograms"), shows("[role=tabpanel] canvas")
    ),
    "run-console": State(lambda folder: finished(folder, tab="console"), shows("text=step 59, loss")),
    "run-artifacts": State(lambda folder: finished(folder, tab="artifacts"), shows("text=weights:v0")),
    "workspace": State(workspace, settle),
    "workspace-groups": State(grouped, settle),
    "workspace-summaries": State(
        lambda folder: workspace(folder, tab="summaries"), shows("[aria-label=Summaries] svg")
    ),
    "workspace-config": State(
        lambda folder: workspace(folder, tab="config"), shows("[aria-label='Config differences'] td")
    ),
    "workspace-nothing": State(nothing_passes, shows("text=/No runs? match|No run passes/")),
    "chart-line": State(lambda _: ChartView(line()), drawn),
    "chart-matrix": State(lambda _: ChartView(matrix()), drawn),
    "chart-rows": State(lambda _: ChartView(line()), pressed("Data", "[role=gridcell]", drawn)),
}


def let_go() -> None:
    """Finish the run that a state left open."""
    wandb.finish()
