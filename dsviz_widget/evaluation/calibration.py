"""Whether a prediction is right as often as its score says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, eq=False)
class Calibration:
    """Predictions by the score of what they took a row for.

    Attributes
    ----------
    edges : (bins + 1,) float array
        Ends of the bins, of equal width from 0 to 1; a bin has its lower end, the last both.
    rows : (bins,) int array
        Predictions in each.
    score, right : (bins,) float arrays
        Mean score, and share that is right; NaN in a bin without rows.
    """

    edges: np.ndarray
    rows: np.ndarray
    score: np.ndarray
    right: np.ndarray

    @property
    def ece(self) -> float:
        """Expected calibration error: how far share and score are apart, on average over the rows.

        References
        ----------
        Naeini, Cooper and Hauskrecht: Obtaining well calibrated probabilities using Bayesian binning, 2015.
        """
        total = int(self.rows.sum())
        if not total:
            return float("nan")
        apart = np.nan_to_num(np.abs(self.right - self.score))
        return float(np.sum(self.rows * apart)) / total


def calibrate(scores: np.ndarray, is_right: np.ndarray, bins: int = BINS) -> Calibration:
    """Return how often predictions are right, by their score.

    Parameters
    ----------
    scores : (n,) float array
        Of the predicted class, in [0, 1].
    is_right : (n,) bool array
    bins : int
    """
    place = np.minimum((scores * bins).astype(np.intp), bins - 1)
    rows = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.bincount(place, weights=scores, minlength=bins) / rows
        right = np.bincount(place, weights=is_right, minlength=bins) / rows
    return Calibration(np.linspace(0, 1, bins + 1), rows, score, right)
