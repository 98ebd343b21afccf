"""Histograms over steps as one heatmap: every step's counts on the same edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dsviz_widget.query import Task
from dsviz_widget.widgets.params import limited
from dsviz_widget.widgets.run_readers import ShownRuns

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

COLUMNS, BINS = 240, 64
Floats = NDArray[np.float64]


class RunHistograms:
    """Answers questions for heatmaps.

    Parameters
    ----------
    runs : ShownRuns
    """

    def __init__(self, runs: ShownRuns) -> None:
        self._runs = runs

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"run_histograms": self.heatmap}

    def heatmap(self, params: dict[str, Any], task: Task) -> Reply:
        """The histograms of a key: counts by column and bin, and the steps and the figures of each column."""
        run, key = self._runs.find(params.get("run")), str(params.get("key"))
        columns = max(1, limited(params.get("columns", COLUMNS), COLUMNS))
        steps, values = self._runs.reader(run).values(key, "histogram")
        edges = [np.asarray(value["bins"], np.float64) for value in values]
        counts = [np.asarray(value["values"], np.float64) for value in values]
        task.check()
        low = min(float(found[0]) for found in edges)
        high = max(float(found[-1]) for found in edges)
        if not low < high:
            low, high = low - 0.5, high + 0.5
        grid = np.linspace(low, high, BINS + 1)
        order = np.argsort(steps, kind="stable")
        # Steps beyond what a screen has columns for are taken together, evenly.
        parts = np.array_split(order, min(columns, len(order)))
        rows, about = [], []
        for part in parts:
            task.check()
            rows.append(np.mean([on_edges(counts[k], edges[k], grid) for k in part], axis=0))
            mean, spread = moments(counts[part[-1]], edges[part[-1]])
            about.append(
                (float(steps[part[0]]), float(steps[part[-1]]), counts[part[-1]].sum(), mean, spread)
            )
        return {"low": low, "high": high, "bins": BINS, "count": len(values), "columns": len(parts)}, [
            np.ascontiguousarray(rows, "<f8").tobytes(),
            np.ascontiguousarray(about, "<f8").tobytes(),
        ]


def on_edges(counts: Floats, edges: Floats, grid: Floats) -> Floats:
    """Return a histogram on other edges; what lies in a bin is taken to be spread evenly over it.

    Parameters
    ----------
    counts : (n,) float64 array
    edges : (n + 1,) float64 array
        Rising.
    grid : (m + 1,) float64 array
        Rising.

    Returns
    -------
    (m,) float64 array
        With the same sum, where the grid covers all edges.
    """
    if edges[0] == edges[-1]:
        single, _ = np.histogram(np.full(1, edges[0]), grid)
        return np.asarray(single * counts.sum(), np.float64)
    below = np.concatenate([[0.0], np.cumsum(counts)])
    return np.diff(np.interp(grid, edges, below))


def moments(counts: Floats, edges: Floats) -> tuple[float, float]:
    """Return mean and standard deviation, values taken to lie in the middle of their bins."""
    total = counts.sum()
    if total <= 0:
        return float("nan"), float("nan")
    middles = (edges[:-1] + edges[1:]) / 2
    mean = float((counts * middles).sum() / total)
    return mean, float(np.sqrt((counts * (middles - mean) ** 2).sum() / total))
