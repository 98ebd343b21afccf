"""Which classes were taken for which, and the figures that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Averages:
    """Figures of all classes as one number each.

    Attributes
    ----------
    precision, recall, f1 : float
    """

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, eq=False)
class Confusion:
    """How many rows of each class were taken for each class.

    Attributes
    ----------
    counts : (n, n) int array
        Rows by true class and predicted class.
    below : (n,) int array
        Rows of each true class that are not counted, as their score is below the threshold.
    """

    counts: np.ndarray
    below: np.ndarray

    @property
    def with_below(self) -> np.ndarray:
        """The counts with a last column of rows below the threshold, (n, n + 1)."""
        return np.column_stack([self.counts, self.below])

    @cached_property
    def counted(self) -> int:
        """Rows whose score reaches the threshold."""
        return int(self.counts.sum())

    @cached_property
    def right(self) -> int:
        """Rows that were taken for what they are."""
        return int(np.trace(self.counts))

    @property
    def accuracy(self) -> float:
        """Share of the counted rows that are right; NaN if none is counted."""
        return self.right / self.counted if self.counted else float("nan")

    @cached_property
    def support(self) -> np.ndarray:
        """Rows of each true class, those below the threshold included, (n,)."""
        total: np.ndarray = self.counts.sum(axis=1) + self.below
        return total

    @cached_property
    def predicted(self) -> np.ndarray:
        """Rows that were taken for each class, (n,)."""
        total: np.ndarray = self.counts.sum(axis=0)
        return total

    @cached_property
    def precision(self) -> np.ndarray:
        """Share of what was taken for a class that is of it, (n,); NaN where nothing was."""
        return _ratio(np.diagonal(self.counts), self.predicted)

    @cached_property
    def recall(self) -> np.ndarray:
        """Share of the rows of a class that were taken for it, (n,); NaN where there are none."""
        return _ratio(np.diagonal(self.counts), self.support)

    @cached_property
    def f1(self) -> np.ndarray:
        """Harmonic mean of precision and recall, (n,); NaN where a class does not occur."""
        return _ratio(2 * np.diagonal(self.counts), self.support + self.predicted)

    @cached_property
    def occurs(self) -> np.ndarray:
        """Whether a class stands in truth or prediction, (n,) bool: those that averages are over."""
        there: np.ndarray = (self.support + self.predicted) > 0
        return there

    @property
    def macro(self) -> Averages:
        """Mean over the classes that occur; what is undefined counts as 0, as in scikit-learn."""
        return self._mean(None)

    @property
    def weighted(self) -> Averages:
        """Mean over the classes, each by its rows."""
        return self._mean(self.support[self.occurs])

    @property
    def micro(self) -> Averages:
        """Figures of all rows as one: precision of those that count, recall of all."""
        right, counted, every = self.right, self.counted, int(self.support.sum())
        return Averages(
            right / counted if counted else 0.0,
            right / every if every else 0.0,
            2 * right / (counted + every) if counted + every else 0.0,
        )

    def _mean(self, weights: np.ndarray | None) -> Averages:
        if not self.occurs.any() or (weights is not None and not weights.sum()):
            return Averages(0.0, 0.0, 0.0)
        figures = (np.nan_to_num(f[self.occurs]) for f in (self.precision, self.recall, self.f1))
        return Averages(*(float(np.average(figure, weights=weights)) for figure in figures))

    def mistakes(self, most: int | None = None) -> list[tuple[int, int, int]]:
        """Return what was most often taken for something else: true class, predicted class, rows."""
        wrong = self.counts.copy()
        np.fill_diagonal(wrong, 0)
        truth, taken_for = np.nonzero(wrong)
        order = np.argsort(-wrong[truth, taken_for], kind="stable")[:most]
        return [(int(truth[i]), int(taken_for[i]), int(wrong[truth[i], taken_for[i]])) for i in order]


def count_pairs(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Return how many rows are of each pair of true and predicted class.

    Parameters
    ----------
    truth, predicted : (n,) int array
        Codes, all from 0 to `classes` - 1.
    classes : int

    Returns
    -------
    (classes, classes) int array
    """
    cells = truth.astype(np.intp) * classes + predicted
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def confused_together(counts: np.ndarray) -> list[int]:
    """Return an order of the classes in which those that are taken for each other stand together.

    Classes are joined to groups, the most confused first (average linkage on the share of the rows of
    two classes that were taken for the other), and a group is turned so that what is nearest meets.

    Parameters
    ----------
    counts : (n, n) int array
        Rows by true and predicted class.
    """
    size = len(counts)
    rows = np.maximum(counts.sum(axis=1), 1).astype(float)
    shares = counts / rows[:, None]
    near = (shares + shares.T) / 2
    np.fill_diagonal(near, -1.0)
    between = near.copy()
    groups: dict[int, list[int]] = {index: [index] for index in range(size)}
    while len(groups) > 1:
        first, second = divmod(int(np.argmax(between)), size)
        if between[first, second] <= 0:
            break
        first, second = min(first, second), max(first, second)
        left, right = groups[first], groups.pop(second)
        groups[first] = _joined(left, right, near)
        sizes = len(left), len(right)
        merged = (sizes[0] * between[first] + sizes[1] * between[second]) / sum(sizes)
        merged[between[first] < 0] = -1.0
        between[first], between[:, first] = merged, merged
        between[second], between[:, second] = -1.0, -1.0
        between[first, first] = -1.0
    # What is confused with nothing stands at the end, in the order of the classes.
    return [index for group in sorted(groups.values(), key=lambda group: -len(group)) for index in group]


def _joined(left: list[int], right: list[int], near: np.ndarray) -> list[int]:
    """Return two groups as one, turned so that the nearest of their ends meet."""
    ways = [(a, b) for a in (left, left[::-1]) for b in (right, right[::-1])]
    a, b = max(ways, key=lambda way: near[way[0][-1], way[1][0]])
    return [*a, *b]


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return found
