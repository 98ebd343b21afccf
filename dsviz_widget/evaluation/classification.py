"""How well a table's predicted classes agree with the true ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.calibration import BINS, Calibration, calibrate
from dsviz_widget.evaluation.confusion import Averages, Confusion, confused_together, count_pairs
from dsviz_widget.evaluation.labels import Value, shown
from dsviz_widget.evaluation.rankings import Rankings
from dsviz_widget.evaluation.report import share, text_table

if TYPE_CHECKING:
    from dsviz_widget.evaluation.ranking import Ranking
    from dsviz_widget.plot.curves import Curve
    from dsviz_widget.table import Table

ScoreOf = Literal["class", "predicted", "positive"]
Limits = Mapping[str, float] | Mapping[Value, float]
"""The least score of single classes."""
MOST_LINES = 30
"""Classes that a report lists."""


@dataclass(frozen=True)
class ClassFigures:
    """Figures of one class.

    Attributes
    ----------
    rows : int
        Rows that are truly of the class.
    precision, recall, f1 : float
        NaN where there is nothing to divide by.
    average_precision, auc : float
        Of the class against the rest, over all thresholds; NaN without scores.
    """

    rows: int
    precision: float
    recall: float
    f1: float
    average_precision: float
    auc: float


@dataclass(frozen=True, eq=False, repr=False)
class Classification:
    """True and predicted classes of the rows of one table, and what follows from them.

    Attributes
    ----------
    classes : tuple of str, int or bool
        Sorted as scikit-learn sorts them.
    rows : int
        Rows that were looked at.
    skipped : dict
        Rows that do not count, by what is empty in them: ``truth``, ``prediction`` or ``score``.
    ids : (n,) int array
        Ids of the rows that count.
    truth, predicted : (n,) int arrays
        Places in `classes`.
    score : (n,) float array or None
        How sure each prediction is.
    score_of : {"class", "predicted", "positive"} or None
        Whether the table has a score per class, one of what was predicted, or one of the positive of two
        classes.
    positive : int or None
        Place of the positive class, where scores are of it.
    is_probability : bool
        Whether all scores lie in [0, 1].
    rankings : Rankings or None
        Each class against the rest, where there are scores.
    unused_scores : tuple of str
        What scores are named after that is no class of these rows.
    takes_highest : bool
        Whether every row was taken for a class whose score is the highest.
    positive_score : (n,) float array or None
        Score of the positive class, where scores are of it.
    truth_cells, prediction_cells : dict
        What stands in the cells for a class, where that is not the class itself: the ids of named classes.
    """

    classes: tuple[Value, ...]
    rows: int
    skipped: Mapping[str, int]
    ids: np.ndarray
    truth: np.ndarray
    predicted: np.ndarray
    score: np.ndarray | None = None
    score_of: ScoreOf | None = None
    positive: int | None = None
    is_probability: bool = False
    rankings: Rankings | None = None
    unused_scores: tuple[str, ...] = ()
    takes_highest: bool = False
    positive_score: np.ndarray | None = None
    truth_cells: Mapping[Value, Value] = field(default_factory=dict)
    prediction_cells: Mapping[Value, Value] = field(default_factory=dict)

    @cached_property
    def _pairs(self) -> Confusion:
        count = len(self.classes)
        counts = count_pairs(self.truth, self.predicted, count)
        return Confusion(counts, np.zeros(count, np.int64))

    @cached_property
    def by_score(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows by rising score: their places, their scores, and true class × classes + predicted class."""
        assert self.score is not None
        order = np.argsort(self.score, kind="stable")
        cells = (self.truth.astype(np.intp) * len(self.classes) + self.predicted)[order]
        return order, self.score[order], cells

    @property
    def size_bytes(self) -> int:
        """Memory that the rows take, about: codes, ids, and scores in two orders and by class."""
        of_scores = 0 if self.score is None else 40 + 8 * len(self.classes)
        return len(self.truth) * (16 + of_scores)

    @property
    def confusion(self) -> np.ndarray:
        """Rows by true class and predicted class, (n, n)."""
        return self._pairs.counts

    @property
    def accuracy(self) -> float:
        """Share of the rows that are right."""
        return self._pairs.accuracy

    @property
    def macro(self) -> Averages:
        """Precision, recall and F1, the mean over the classes that occur."""
        return self._pairs.macro

    @property
    def micro(self) -> Averages:
        """Precision, recall and F1 of all rows as one."""
        return self._pairs.micro

    @property
    def weighted(self) -> Averages:
        """Precision, recall and F1, the mean over the classes, each by its rows."""
        return self._pairs.weighted

    @property
    def average_precisions(self) -> np.ndarray:
        """Area under precision over recall of each class, (n,); NaN without scores, or rows of the class."""
        return np.array([np.nan if one is None else one.average_precision for one in self._every])

    @property
    def aucs(self) -> np.ndarray:
        """Area under the ROC curve of each class, (n,); NaN where there is nothing to rank."""
        return np.array([np.nan if one is None else one.auc for one in self._every])

    @property
    def average_precision(self) -> float:
        """Mean over the classes that have one; NaN without scores."""
        return _mean(self.average_precisions)

    @property
    def auc(self) -> float:
        """Mean over the classes that have one; NaN without scores."""
        return _mean(self.aucs)

    @cached_property
    def _every(self) -> list[Ranking | None]:
        return [None] * len(self.classes) if self.rankings is None else self.rankings.every()

    @cached_property
    def calibration(self) -> Calibration | None:
        """How often predictions are right by their score, in 10 bins; None unless scores are in [0, 1]."""
        if self.score is None or not self.is_probability:
            return None
        return calibrate(self.score, self.truth == self.predicted, BINS)

    @property
    def ece(self) -> float:
        """Expected calibration error over 10 bins; NaN unless scores are in [0, 1]."""
        return float("nan") if self.calibration is None else self.calibration.ece

    @property
    def per_class(self) -> dict[Value, ClassFigures]:
        """Figures of each class, by the class."""
        pairs, areas = self._pairs, zip(self.average_precisions, self.aucs, strict=True)
        return {
            value: ClassFigures(
                int(pairs.support[code]),
                float(pairs.precision[code]),
                float(pairs.recall[code]),
                float(pairs.f1[code]),
                float(precision),
                float(auc),
            )
            for code, (value, (precision, auc)) in enumerate(zip(self.classes, areas, strict=True))
        }

    @property
    def order(self) -> list[int]:
        """Places of the classes, those that are confused together standing together."""
        return confused_together(self.confusion)

    def mistakes(self, most: int = 10) -> list[tuple[Value, Value, int]]:
        """Return what was most often taken for something else: true class, predicted class, rows."""
        found = self._pairs.mistakes(most)
        return [(self.classes[truth], self.classes[taken_for], rows) for truth, taken_for, rows in found]

    def at(self, threshold: float | None = None, class_thresholds: Limits | None = None) -> Confusion:
        """Return the confusion of the rows whose score reaches a threshold.

        A row counts for its predicted class if its score reaches the limit of that class. Where the score is
        that of the positive of two classes, the threshold decides which of them is predicted.

        Parameters
        ----------
        threshold : float, optional
            The least score that counts; all count unless given.
        class_thresholds : dict of class to float, optional
            Limits of single classes in its place.

        Raises
        ------
        EvaluationError
            If a limit is no number, or is that of no class.
        """
        self._check_limits(threshold, class_thresholds or {})
        limits = self._limits(threshold, class_thresholds)
        if self.score is None or np.isneginf(limits).all():
            return self._pairs
        if self.score_of == "positive":
            return self._decided(limits)
        size = len(self.classes)
        _, scores, cells = self.by_score
        if (limits == limits[0]).all():
            first = int(np.searchsorted(scores, limits[0], "left"))
            counted, rest = cells[first:], cells[:first]
        else:
            counts = scores >= limits[cells % size]
            counted, rest = cells[counts], cells[~counts]
        every = self._pairs.counts.reshape(-1)
        # Counting the fewer is enough.
        if len(counted) <= len(rest):
            kept = np.bincount(counted, minlength=size * size)
        else:
            kept = every - np.bincount(rest, minlength=size * size)
        below = (every - kept).reshape(size, size).sum(axis=1)
        return Confusion(kept.reshape(size, size), below)

    def counted_at(
        self, threshold: float | None = None, class_thresholds: Limits | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which rows count at a threshold, (n,) bool, and what each is then taken for; see `at`."""
        limits = self._limits(threshold, class_thresholds)
        every = np.ones(len(self.truth), bool)
        if self.score is None or np.isneginf(limits).all():
            return every, self.predicted
        if self.positive_score is not None and self.positive is not None:
            taken = self.positive_score >= limits[self.positive]
            return every, np.where(taken, self.positive, 1 - self.positive)
        return self.score >= limits[self.predicted], self.predicted

    def surest_first(self, places: np.ndarray, predicted: np.ndarray) -> np.ndarray:
        """Return places of rows ordered by how sure it is that they are what they are taken for."""
        if self.score is None:
            return places
        if self.positive_score is not None:
            sign = np.where(predicted[places] == self.positive, 1.0, -1.0)
            sure = sign * self.positive_score[places]
        else:
            sure = self.score[places]
        ordered: np.ndarray = places[np.argsort(-sure, kind="stable")]
        return ordered

    def _limits(self, threshold: float | None, class_thresholds: Limits | None) -> np.ndarray:
        limits = np.full(len(self.classes), -np.inf if threshold is None else threshold)
        known = {shown(value): code for code, value in enumerate(self.classes)}
        for label, limit in (class_thresholds or {}).items():
            if shown(label) in known:
                limits[known[shown(label)]] = limit
        return limits

    def _check_limits(self, threshold: float | None, class_thresholds: Limits) -> None:
        known = [shown(value) for value in self.classes]
        for label in class_thresholds:
            if shown(label) not in known:
                raise EvaluationError(f"there is no class {label!r}.{did_you_mean(shown(label), known)}")
        for limit in (*class_thresholds.values(), *(() if threshold is None else (threshold,))):
            if not isinstance(limit, int | float | np.number) or np.isnan(limit):
                raise EvaluationError(f"a threshold is a number that scores can reach, got {limit!r:.60}.")

    def _decided(self, limits: np.ndarray) -> Confusion:
        """Return the confusion where a threshold on the score of one class decides between two."""
        assert self.rankings is not None
        assert self.positive is not None
        ranking, positive = self.rankings.of(self.positive), self.positive
        assert ranking is not None
        found, false = ranking.counts(limits[positive])
        counts = np.zeros((2, 2), np.int64)
        counts[positive] = len(ranking.positive) - found
        counts[positive, positive] = found
        counts[1 - positive] = len(ranking.negative) - false
        counts[1 - positive, positive] = false
        return Confusion(counts, np.zeros(2, np.int64))

    def ranking(self, of: Value | None = None) -> Ranking:
        """Return a class against the rest, or all classes as one (micro average) unless one is given.

        Raises
        ------
        EvaluationError
            If there are no scores, or there is no such class.
        """
        if self.rankings is None:
            raise EvaluationError("there are no scores to rank rows by. Name their column with score=.")
        if of is not None and of not in self.classes:
            raise EvaluationError(
                f"there is no class {of!r}.{did_you_mean(str(of), map(shown, self.classes))}"
            )
        found = self.rankings.micro() if of is None else self.rankings.of(self.classes.index(of))
        if found is None:
            raise EvaluationError(f"there are no scores of class {of!r}.")
        return found

    def precision_recall(self, of: Value | None = None) -> Curve:
        """Return precision over recall of a class, or of all as one; the points are scikit-learn's."""
        return self.ranking(of).precision_recall()

    def roc(self, of: Value | None = None) -> Curve:
        """Return the ROC curve of a class, or of all as one; the points are scikit-learn's."""
        return self.ranking(of).roc()

    def to_table(self) -> Table:
        """Return the figures of each class as a Table, a row per class."""
        import pyarrow as pa

        from dsviz_widget.table import Table

        pairs = self._pairs
        values = list(self.classes)
        columns = {
            "class": values,
            "rows": pairs.support,
            "precision": _empty_where_nan(pairs.precision),
            "recall": _empty_where_nan(pairs.recall),
            "f1": _empty_where_nan(pairs.f1),
        }
        if self.rankings is not None:
            columns["average_precision"] = _empty_where_nan(self.average_precisions)
            columns["auc"] = _empty_where_nan(self.aucs)
        return Table.from_arrow(pa.table(columns))

    def __repr__(self) -> str:
        pairs, has_scores = self._pairs, self.rankings is not None
        head = ["", "rows", "precision", "recall", "F1", *(["AP", "AUC"] if has_scores else [])]
        areas = [self.average_precisions, self.aucs] if has_scores else []
        lines = [
            [shown(self.classes[code]), f"{pairs.support[code]:,}"]
            + [share(figure[code]) for figure in (pairs.precision, pairs.recall, pairs.f1, *areas)]
            for code in range(min(len(self.classes), MOST_LINES))
        ]
        if len(self.classes) > MOST_LINES:
            lines.append([f"and {len(self.classes) - MOST_LINES} more"])
        macro = self.macro
        means = [macro.precision, macro.recall, macro.f1] if pairs.counted else [np.nan] * 3
        means += [self.average_precision, self.auc] if has_scores else []
        lines.append(["mean", f"{pairs.counted:,}", *map(share, means)])
        right = f"{self.accuracy:.1%} right" if pairs.counted else "nothing to score"
        title = f"Classification: {len(self.truth):,} rows, {len(self.classes)} classes, {right}"
        if self.calibration is not None and pairs.counted:
            title += f", ECE {self.ece:.3f}"
        left_out = [f"{rows:,} without a {what}" for what, rows in self.skipped.items() if rows]
        note = [f"Left out: {', '.join(left_out)}."] if left_out else []
        return "\n".join([title, text_table(head, lines), *note])


def _mean(figures: np.ndarray) -> float:
    there = figures[~np.isnan(figures)]
    return float(there.mean()) if len(there) else float("nan")


def _empty_where_nan(figures: np.ndarray) -> list[float | None]:
    return [None if np.isnan(figure) else float(figure) for figure in figures]
