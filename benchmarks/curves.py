"""Curves and the confusion matrix beside scikit-learn, in turn, in one process.

    python benchmarks/curves.py --reps 5

Confusion matrix of 1M rows and 100 classes; precision-recall and ROC of 200k rows and 10 classes. Ours makes
the whole chart: checks, numbers, areas and the table; scikit-learn gives the points and areas.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from sklearn import metrics
from sklearn.preprocessing import label_binarize

import dsviz_widget as wandb

Side = Callable[[], object]


def sides() -> dict[str, tuple[Side, Side]]:
    """Return of each piece of work ours and scikit-learn's."""
    random = np.random.default_rng(0)
    truth, guess = random.integers(0, 100, 1_000_000), random.integers(0, 100, 1_000_000)
    classes = random.integers(0, 10, 200_000)
    scores = random.dirichlet(np.ones(10), 200_000) + np.eye(10)[classes] * 0.3
    one_of = label_binarize(classes, classes=range(10))

    def precision() -> object:
        return [
            (
                metrics.precision_recall_curve(one_of[:, k], scores[:, k], drop_intermediate=True),
                metrics.average_precision_score(one_of[:, k], scores[:, k]),
            )
            for k in range(10)
        ]

    def roc() -> object:
        curves = [metrics.roc_curve(one_of[:, k], scores[:, k]) for k in range(10)]
        return curves, [metrics.auc(false, found) for false, found, _ in curves]

    def precision_points() -> object:
        return [metrics.precision_recall_curve(one_of[:, k], scores[:, k]) for k in range(10)]

    return {
        "confusion matrix, 1M rows x 100 classes": (
            lambda: wandb.plot.confusion_matrix(preds=guess, y_true=truth),
            lambda: metrics.confusion_matrix(truth, guess),
        ),
        "precision-recall, 200k x 10, beside the points alone": (
            lambda: wandb.plot.pr_curve(classes, scores),
            precision_points,
        ),
        "precision-recall, 200k x 10, beside points and areas": (
            lambda: wandb.plot.pr_curve(classes, scores),
            precision,
        ),
        "ROC, 200k x 10, beside points and areas": (lambda: wandb.plot.roc_curve(classes, scores), roc),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=5)
    arguments = parser.parse_args()
    for name, (ours, theirs) in sides().items():
        times: tuple[list[float], list[float]] = ([], [])
        for rep in range(arguments.reps + 1):
            for side, found in zip((ours, theirs), times, strict=True):
                start = time.perf_counter()
                side()
                # The first of each warms up.
                if rep:
                    found.append(time.perf_counter() - start)
        mine, other = map(statistics.median, times)
        print(f"{name}: {mine * 1000:.0f} ms, scikit-learn {other * 1000:.0f} ms, ratio {mine / other:.2f}")


if __name__ == "__main__":
    main()
