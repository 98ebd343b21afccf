"""One class against the rest, by score: exact areas and counts from two sorted arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dsviz_widget.plot import curves


@dataclass(frozen=True)
class Ranking:
    """Scores of the rows that are of a class, and of those that are not; each sorted, rising.

    All counts follow from these by binary search, so that a threshold costs microseconds.

    Parameters
    ----------
    positive, negative : (p,) and (n,) float arrays
        Finite.
    """

    positive: np.ndarray
    negative: np.ndarray

    @classmethod
    def of(cls, is_true: np.ndarray, scores: np.ndarray) -> Ranking:
        """Return the ranking of a class.

        Parameters
        ----------
        is_true : (n,) bool array
            Whether each row is of the class.
        scores : (n,) float array
        """
        return cls(np.sort(scores[is_true]), np.sort(scores[~is_true]))

    @classmethod
    def together(cls, rankings: Sequence[Ranking]) -> Ranking:
        """Return all classes as one: every score of every row is a claim (micro average)."""
        # A stable sort makes use of what is sorted already.
        return cls(
            np.sort(np.concatenate([one.positive for one in rankings]), kind="stable"),
            np.sort(np.concatenate([one.negative for one in rankings]), kind="stable"),
        )

    def counts(self, threshold: float) -> tuple[int, int]:
        """Return how many rows of the class, and of others, have at least this score."""
        return _from(self.positive, threshold), _from(self.negative, threshold)

    @cached_property
    def average_precision(self) -> float:
        """Area under precision over recall; NaN if no row is of the class.

        Precision counts at each distinct score of a row of the class, where recall moves.

        References
        ----------
        ``average_precision_score`` of scikit-learn: the sum of ``(R[n] - R[n-1]) * P[n]``.
        """
        if not len(self.positive):
            return float("nan")
        first = np.r_[True, np.diff(self.positive) != 0]
        at = np.flatnonzero(first)
        found = len(self.positive) - at
        false = len(self.negative) - np.searchsorted(self.negative, self.positive[at])
        gained = found - np.r_[found[1:], 0]
        return float(np.sum(gained * (found / (found + false)))) / len(self.positive)

    @cached_property
    def auc(self) -> float:
        """Area under the ROC curve; NaN unless some rows are of the class and some are not.

        It is the share of pairs of which the row of the class has the higher score, ties being half.

        References
        ----------
        ``roc_auc_score`` of scikit-learn; Mann and Whitney, 1947.
        """
        pairs = len(self.positive) * len(self.negative)
        if not pairs:
            return float("nan")
        below = np.searchsorted(self.negative, self.positive, "left").sum(dtype=np.int64)
        to = np.searchsorted(self.negative, self.positive, "right").sum(dtype=np.int64)
        return float(below + to) / (2 * pairs)

    def precision_recall(self) -> curves.Curve:
        """Return precision over recall, recall falling.

        References
        ----------
        ``precision_recall_curve`` of scikit-learn with ``drop_intermediate=True``; recall is 1 throughout
        for a class that never occurs.
        """
        found, false, thresholds = self._corners
        with np.errstate(invalid="ignore"):
            precision = found / (found + false)
        recall = found / len(self.positive) if len(self.positive) else np.ones(len(found))
        return curves.Curve(
            np.r_[recall[::-1], 0.0],
            np.r_[precision[::-1], 1.0],
            np.r_[thresholds[::-1], np.nan],
            self.average_precision,
        )

    def roc(self) -> curves.Curve:
        """Return the true positive rate over the false positive rate; the points are scikit-learn's."""
        is_true = np.r_[np.ones(len(self.positive), bool), np.zeros(len(self.negative), bool)]
        return curves.roc(is_true, np.concatenate([self.positive, self.negative]))

    def roc_corners(self) -> curves.Curve:
        """Return the points of the ROC curve where it may turn, which draw the same line as all of them."""
        found, false, thresholds = self._corners
        with np.errstate(invalid="ignore", divide="ignore"):
            x, y = np.r_[0.0, false] / len(self.negative), np.r_[0.0, found] / len(self.positive)
        return curves.Curve(x, y, np.r_[np.inf, thresholds], self.auc)

    @cached_property
    def _corners(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows found, rows taken in error and threshold, falling, around each step of the rows found.

        These are the first threshold and the last, each score of a row of the class, and before it the
        last score of other rows.
        """
        total = len(self.negative)
        scores = self.positive[np.r_[True, np.diff(self.positive) != 0][: len(self.positive)]][::-1]
        found = len(self.positive) - np.searchsorted(self.positive, scores, "left")
        low = np.searchsorted(self.negative, scores, "left")
        high = np.searchsorted(self.negative, scores, "right")
        # Before each step, and after the last one: the lowest of the other scores that are above the next.
        starts, stops = np.r_[high, 0], np.r_[total, low]
        before = np.flatnonzero(starts < stops)
        place = np.r_[2 * np.arange(len(scores)) + 1, 2 * before]
        parts = [
            (found, np.r_[0, found][before]),
            (total - low, total - starts[before]),
            (scores, self.negative[starts[before]] if total else scores[:0]),
        ]
        order = np.argsort(place, kind="stable")
        corners = [np.concatenate(part)[order] for part in parts]
        if total and (not len(scores) or self.negative[-1] > scores[0]):
            # The highest score of all, unless it is that before the first step already.
            top = self.negative[-1]
            if corners[2][0] != top:
                first = (0, total - int(np.searchsorted(self.negative, top, "left")), top)
                corners = [np.r_[value, part] for value, part in zip(first, corners, strict=True)]
        return corners[0], corners[1], corners[2]


def _from(rising: np.ndarray, threshold: float) -> int:
    return len(rising) - int(np.searchsorted(rising, threshold, "left"))
