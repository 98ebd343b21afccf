"""Make the pictures of charts in docs/images, light and dark, wide and narrow.

python scripts/chart_screenshots.py [NAME ...]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path[:0] = [str(ROOT)]

import dsviz_widget as wandb  # noqa: E402
from dsviz_widget.plot import Chart  # noqa: E402
from dsviz_widget.widgets.chart_view import ChartView  # noqa: E402
from tests.browser.chromium import ARGS, find_chromium  # noqa: E402
from tests.browser.stub import StubPage  # noqa: E402

WIDTHS = (900, 400)
MARGIN_PX = 16
NAMES = ["cat", "dog", "bird", "horse", "frog", "ship"]


def predictions(classes: int, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return true classes and scores that are often right."""
    random = np.random.default_rng(0)
    truth = random.integers(0, classes, rows)
    scores = random.dirichlet(np.ones(classes), rows) + np.eye(classes)[truth] * random.uniform(
        0, 0.7, (rows, 1)
    )
    return truth, scores / scores.sum(axis=1, keepdims=True)


def losses() -> wandb.Table:
    """Return the losses of two splits over thirty epochs."""
    random = np.random.default_rng(1)
    rows = [
        [epoch, float(np.exp(-epoch / slow) + abs(random.normal()) * 0.02), split]
        for slow, split in ((6, "train"), (9, "valid"))
        for epoch in range(30)
    ]
    return wandb.Table(columns=["epoch", "loss", "split"], data=rows)


def cloud(rows: int) -> wandb.Table:
    """Return two numbers that go together."""
    import pyarrow as pa

    random = np.random.default_rng(2)
    confidence = random.normal(size=rows)
    margin = confidence * 0.5 + random.normal(size=rows) * 0.6
    return wandb.Table.from_arrow(pa.table({"confidence": confidence, "margin": margin}))


def accuracies() -> wandb.Table:
    """Return a number for each class."""
    return wandb.Table(
        columns=["class", "accuracy"],
        data=list(map(list, zip(NAMES, [0.93, 0.88, 0.84, 0.79, 0.71, 0.62], strict=True))),
    )


def precision_recall() -> Chart:
    """Return the curves of six classes."""
    return wandb.plot.pr_curve(*predictions(6, 3_000), labels=NAMES)


def matrix() -> Chart:
    """Return which of six classes was taken for which."""
    truth, scores = predictions(6, 3_000)
    return wandb.plot.confusion_matrix(scores, truth, NAMES)


CHARTS: dict[str, Callable[[], Chart]] = {
    "line": lambda: wandb.plot.line(losses(), "epoch", "loss", stroke="split", title="Loss by epoch"),
    "scatter": lambda: wandb.plot.scatter(cloud(400), "confidence", "margin", title="Margin by confidence"),
    "dense": lambda: wandb.plot.scatter(cloud(300_000), "confidence", "margin", title="300,000 predictions"),
    "bar": lambda: wandb.plot.bar(accuracies(), "class", "accuracy", title="Accuracy by class"),
    "histogram": lambda: wandb.plot.histogram(cloud(300_000), "confidence", title="Confidence"),
    "line-series": lambda: wandb.plot.line_series(
        list(range(60)),
        np.cumsum(np.random.default_rng(3).normal(size=(4, 60)), axis=1).tolist(),
        ["first", "second", "third", "fourth"],
        "Four walks",
        "step",
    ),
    "precision-recall": precision_recall,
    "roc": lambda: wandb.plot.roc_curve(*predictions(6, 3_000), labels=NAMES),
    "confusion-matrix": matrix,
}


def main(wanted: list[str]) -> None:
    """Take the pictures of the charts named, or of all."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for name, make in CHARTS.items():
            if wanted and name not in wanted:
                continue
            chart = make()
            for theme in ("light", "dark"):
                for width in WIDTHS:
                    file = f"chart-{name}-{theme}{'' if width == WIDTHS[0] else f'-{width}'}.png"
                    stub = StubPage(ChartView(chart, theme=theme))
                    page = browser.new_page(viewport={"width": width, "height": 800})
                    page.goto(stub.url)
                    if theme == "dark":
                        page.evaluate("() => { document.body.dataset.jpThemeLight = 'false'; }")
                    page.locator(".dv-vega[aria-busy=false]").wait_for()
                    page.wait_for_timeout(400)
                    box = page.locator(".dv").bounding_box()
                    height = box["y"] + box["height"] + MARGIN_PX
                    page.screenshot(
                        path=str(IMAGES / file), clip={"x": 0, "y": 0, "width": width, "height": height}
                    )
                    print(file, flush=True)
                    page.close()
                    stub.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
