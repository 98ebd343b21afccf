"""Figures of predicted classes as a browser gets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dsviz_widget.evaluation.classification import Classification
from dsviz_widget.evaluation.confusion import Averages, Confusion
from dsviz_widget.evaluation.ranking import Ranking
from dsviz_widget.plot.curves import Curve, thinned

BINS = 50
MAX_POINTS = 500
MAX_MISTAKES = 200


def threshold_free(one: Classification, micro: Ranking | None) -> dict[str, Any]:
    """Return what holds for all thresholds.

    Parameters
    ----------
    one : Classification
    micro : Ranking or None
        All of its classes as one.
    """
    has_scores = one.rankings is not None
    calibration = one.calibration
    support = one.at().support
    return {
        "rows": one.rows,
        "scored": len(one.truth),
        "skipped": dict(one.skipped),
        "unknown_scores": list(one.unused_scores),
        "support": support.tolist(),
        "ap": numbers(one.average_precisions) if has_scores else None,
        "auc": numbers(one.aucs) if has_scores else None,
        "mean": {"ap": number(one.average_precision), "auc": number(one.auc)},
        "micro": {
            "ap": None if micro is None else number(micro.average_precision),
            "auc": None if micro is None else number(micro.auc),
        },
        "ece": number(one.ece),
        "calibration": None
        if calibration is None
        else [
            {
                "low": float(calibration.edges[bin]),
                "high": float(calibration.edges[bin + 1]),
                "rows": int(rows),
                "score": number(calibration.score[bin]),
                "right": number(calibration.right[bin]),
            }
            for bin, rows in enumerate(calibration.rows)
        ],
    }


def _slid(one: Classification) -> np.ndarray | None:
    """Return the scores that a threshold is moved over: of the predicted class, or of the positive one."""
    return one.score if one.positive_score is None else one.positive_score


def range_of_scores(tables: Sequence[Classification]) -> dict[str, Any] | None:
    """Return the axis that a threshold is moved along; None where no table has scores."""
    scores = [slid for one in tables if (slid := _slid(one)) is not None]
    if not scores:
        return None
    if all(one.is_probability for one in tables if one.score is not None):
        return {"low": 0.0, "high": 1.0, "is_probability": True}
    there = [slid for slid in scores if len(slid)]
    low = min((float(slid.min()) for slid in there), default=0.0)
    high = max((float(slid.max()) for slid in there), default=1.0)
    return {"low": low, "high": high if high > low else low + 1, "is_probability": False}


def histogram(one: Classification, axis: dict[str, Any] | None) -> list[int] | None:
    """Return how many rows have a score in each part of an axis."""
    scores = _slid(one)
    if scores is None or axis is None:
        return None
    counts, _ = np.histogram(scores, BINS, (axis["low"], axis["high"]))
    return [int(count) for count in counts]


def mistakes(tables: Sequence[Classification]) -> list[dict[str, Any]]:
    """Return what was most often taken for something else in any of the tables."""
    counts = np.stack([one.confusion for one in tables])
    largest = counts.max(axis=0)
    found = Confusion(largest, np.zeros(len(largest), np.int64)).mistakes(MAX_MISTAKES)
    return [
        {"truth": truth, "prediction": prediction, "counts": counts[:, truth, prediction].tolist()}
        for truth, prediction, _ in found
    ]


def figures_at(confusion: Confusion) -> dict[str, Any]:
    """Return the figures of the rows that count."""
    has_rows = bool(confusion.support.sum())
    return {
        "counted": confusion.counted,
        "right": confusion.right,
        "accuracy": number(confusion.accuracy),
        "matrix": confusion.with_below.reshape(-1).tolist(),
        "predicted": confusion.predicted.tolist(),
        "precision": numbers(confusion.precision),
        "recall": numbers(confusion.recall),
        "f1": numbers(confusion.f1),
        "mean": _averages(confusion.macro, has_rows),
        "weighted": _averages(confusion.weighted, has_rows),
    }


def _averages(averages: Averages, has_rows: bool) -> dict[str, float | None]:
    figures = {"precision": averages.precision, "recall": averages.recall, "f1": averages.f1}
    # Of no rows there is no mean, and no difference to that of another table.
    return {name: number(figure) if has_rows else None for name, figure in figures.items()}


def cursors(ranking: Ranking | None, limit: float | None) -> dict[str, Any]:
    """Return where a threshold lies on the curves of a class: recall and precision, both rates."""
    if ranking is None or limit is None:
        return {"pr": None, "roc": None}
    found, false = ranking.counts(limit)
    positive, negative = len(ranking.positive), len(ranking.negative)
    recall = found / positive if positive else None
    precision = found / (found + false) if found + false else None
    return {"pr": [recall, precision], "roc": [false / negative if negative else None, recall]}


def points(curve: Curve) -> dict[str, Any]:
    """Return the points of a curve, of a long one those that show."""
    curve = thinned(curve, MAX_POINTS)
    return {"x": curve.x.tolist(), "y": curve.y.tolist(), "score": numbers(curve.thresholds)}


def number(value: float) -> float | None:
    """Return a figure as JSON has it: None where it is not defined."""
    return float(value) if np.isfinite(value) else None


def numbers(values: np.ndarray) -> list[float | None]:
    """Return figures as JSON has them."""
    return [number(value) for value in values.tolist()]
