"""Points of precision-recall and ROC curves, each where the threshold passes a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_POINTS = 2_000
"""Points of a curve beyond which it is thinned for a table."""
COLUMNS = 500
"""Steps along x, of each of which a thinned curve keeps the first, last, lowest and highest point."""


@dataclass(frozen=True)
class Curve:
    """One class against the rest.

    Attributes
    ----------
    x, y, thresholds : (n,) float arrays
        Recall and precision, or false and true positive rate, and the lowest score that counts as found;
        the end without one has NaN (precision-recall) or infinity (ROC).
    area : float
        Average precision, or the area under the ROC curve; NaN where it has no meaning.
    """

    x: np.ndarray
    y: np.ndarray
    thresholds: np.ndarray
    area: float


def precision_recall(is_true: np.ndarray, scores: np.ndarray) -> Curve:
    """Return precision over recall, recall falling.

    Parameters
    ----------
    is_true : (n,) bool array
    scores : (n,) float array
        Finite.

    References
    ----------
    ``precision_recall_curve`` and ``average_precision_score`` of scikit-learn: the points are those with
    ``drop_intermediate=True``, recall is 1 throughout for a class that never occurs, and the area is
    the sum of ``(recall[i] - recall[i + 1]) * precision[i]``.
    """
    found, false, thresholds = _counts(is_true, scores)
    if len(found) > 2:
        # Points in between on one vertical line: the same recall.
        steps = np.diff(found) != 0
        keep = np.r_[True, steps[:-1] | steps[1:], True]
        found, false, thresholds = found[keep], false[keep], thresholds[keep]
    precision = found / (found + false)
    recall = found / found[-1] if found[-1] else np.ones(len(found))
    precision, recall = np.r_[precision[::-1], 1.0], np.r_[recall[::-1], 0.0]
    area = float(-np.sum(np.diff(recall) * precision[:-1])) if found[-1] else 0.0
    return Curve(recall, precision, np.r_[thresholds[::-1], np.nan], area)


def roc(is_true: np.ndarray, scores: np.ndarray) -> Curve:
    """Return the true positive rate over the false positive rate, both rising.

    Parameters
    ----------
    is_true : (n,) bool array
    scores : (n,) float array
        Finite.

    References
    ----------
    ``roc_curve`` of scikit-learn with ``drop_intermediate=True``, and ``auc``. A rate of which there is
    nothing to find is NaN.
    """
    found, false, thresholds = _counts(is_true, scores)
    if len(found) > 2:
        # On a straight line between others.
        keep = np.r_[True, (np.diff(false, 2) != 0) | (np.diff(found, 2) != 0), True]
        found, false, thresholds = found[keep], false[keep], thresholds[keep]
    found, false = np.r_[0.0, found], np.r_[0.0, false]
    with np.errstate(invalid="ignore"):
        x, y = false / false[-1], found / found[-1]
    area = float(np.sum(np.diff(x) * (y[1:] + y[:-1])) / 2)
    return Curve(x, y, np.r_[np.inf, thresholds], area)


def _counts(is_true: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return true and false finds at each distinct score, falling, and the scores."""
    order = np.argsort(scores)[::-1]
    scores = scores[order]
    last = np.r_[np.flatnonzero(scores[1:] != scores[:-1]), len(scores) - 1]
    # As doubles: differences of the counts are taken, and the first may be negative.
    found = np.cumsum(is_true[order], dtype=np.float64)[last]
    return found, 1.0 + last - found, scores[last]


def thinned(curve: Curve, most: int = MAX_POINTS) -> Curve:
    """Return a curve of at most `most` points, each of which is one of the curve's own.

    Of each step along x the first, last, lowest and highest point stay, so that it looks the same.
    """
    count = len(curve.x)
    if count <= most or not np.isfinite(curve.x).all():
        return curve
    columns = most * COLUMNS // MAX_POINTS
    step = np.minimum((curve.x * columns).astype(np.int64), columns - 1)
    starts = np.r_[0, np.flatnonzero(np.diff(step)) + 1]
    ends = np.r_[starts[1:], count]
    keep = [starts, ends - 1]
    for first, end in zip(starts, ends, strict=True):
        part = curve.y[first:end]
        keep.append(np.array([first + int(part.argmin()), first + int(part.argmax())]))
    kept = np.unique(np.concatenate(keep))
    return Curve(curve.x[kept], curve.y[kept], curve.thresholds[kept], curve.area)


def interpolated(curve: Curve, count: int) -> Curve:
    """Return precision at `count` recalls from 0 to 1: the highest at that recall or above, 3 decimals.

    References
    ----------
    `interp_size` of ``wandb.plot.pr_curve``, W&B reference, 2021.
    """
    recall, precision = curve.x[::-1], np.maximum.accumulate(curve.y)[::-1]
    grid = np.linspace(0, 1, count)
    at = np.searchsorted(recall, grid)
    return Curve(
        np.round(grid, 3),
        np.round(precision[np.minimum(at, len(recall) - 1)], 3),
        np.full(count, np.nan),
        curve.area,
    )
