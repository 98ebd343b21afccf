"""Areas and curves from two sorted arrays are scikit-learn's, ties and missing classes included."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from dsviz_widget.evaluation.ranking import Ranking

# Few different scores, so that many are equal.
ROWS = st.lists(
    st.tuples(st.booleans(), st.one_of(st.integers(0, 4).map(lambda n: n / 4), st.floats(-3, 3))),
    min_size=1,
    max_size=40,
)


def ranked(rows: list[tuple[bool, float]]) -> tuple[np.ndarray, np.ndarray, Ranking]:
    is_true = np.array([row[0] for row in rows])
    scores = np.array([row[1] for row in rows], float)
    return is_true, scores, Ranking.of(is_true, scores)


@given(ROWS)
def test_areas(rows: list[tuple[bool, float]]) -> None:
    is_true, scores, ranking = ranked(rows)
    if is_true.any():
        expected = metrics.average_precision_score(is_true, scores)
        assert ranking.average_precision == pytest.approx(expected, abs=1e-12)
    else:
        assert math.isnan(ranking.average_precision)
    if is_true.any() and not is_true.all():
        assert ranking.auc == pytest.approx(metrics.roc_auc_score(is_true, scores), abs=1e-12)
    else:
        assert math.isnan(ranking.auc)


@given(ROWS)
def test_points_of_precision_and_recall(rows: list[tuple[bool, float]]) -> None:
    is_true, scores, ranking = ranked(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        precision, recall, thresholds = metrics.precision_recall_curve(
            is_true, scores, drop_intermediate=True
        )
    curve = ranking.precision_recall()
    np.testing.assert_allclose(curve.x, recall)
    np.testing.assert_allclose(curve.y, precision)
    np.testing.assert_array_equal(curve.thresholds[:-1], thresholds)


@given(ROWS)
def test_corners_draw_the_line_of_all_points(rows: list[tuple[bool, float]]) -> None:
    is_true, scores, ranking = ranked(rows)
    if is_true.all() or not is_true.any():
        return
    false_rate, true_rate, thresholds = metrics.roc_curve(is_true, scores, drop_intermediate=False)
    corners = ranking.roc_corners()
    all_points = dict(zip(thresholds, zip(false_rate, true_rate, strict=True), strict=True))
    for x, y, threshold in zip(corners.x, corners.y, corners.thresholds, strict=True):
        assert (x, y) == pytest.approx(all_points[threshold])
    assert metrics.auc(corners.x, corners.y) == pytest.approx(ranking.auc)
    exact = ranking.roc()
    np.testing.assert_allclose(
        np.stack([exact.x, exact.y]), metrics.roc_curve(is_true, scores, drop_intermediate=True)[:2]
    )


@given(ROWS, st.floats(-3, 3))
def test_a_threshold_counts_what_reaches_it(rows: list[tuple[bool, float]], threshold: float) -> None:
    is_true, scores, ranking = ranked(rows)
    taken = scores >= threshold
    assert ranking.counts(threshold) == ((taken & is_true).sum(), (taken & ~is_true).sum())


def test_classes_as_one_are_the_micro_average() -> None:
    random = np.random.default_rng(3)
    truth = random.integers(0, 3, 60)
    scores = np.round(random.random((60, 3)), 1)
    one_hot = np.eye(3, dtype=int)[truth]
    every = [Ranking.of(truth == code, scores[:, code]) for code in range(3)]
    micro = Ranking.together(every)
    expected = metrics.average_precision_score(one_hot, scores, average="micro")
    assert micro.average_precision == pytest.approx(expected)
    assert micro.auc == pytest.approx(metrics.roc_auc_score(one_hot, scores, average="micro"))
