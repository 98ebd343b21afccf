"""Curves and matrices are those of scikit-learn, whatever the predictions look like."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import metrics

import dsviz_widget as wandb
from dsviz_widget import plot
from dsviz_widget.errors import ChartError
from dsviz_widget.plot import curves

RANDOM = np.random.default_rng(5)


def cases() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return true classes and scores of many kinds."""
    truth = RANDOM.integers(0, 2, 400).astype(bool)
    scores = np.clip(truth * 0.3 + RANDOM.normal(0.4, 0.3, 400), 0, 1)
    return {
        "plain": (truth, scores),
        "ties": (truth, np.round(scores, 1)),
        "float32": (truth, scores.astype(np.float32)),
        "one score": (truth, np.full(400, 0.5)),
        "perfect": (truth, truth.astype(float)),
        "wrong": (truth, 1.0 - truth),
        "two rows": (np.array([True, False]), np.array([0.2, 0.8])),
        "one true": (np.arange(400) == 7, scores),
        "negative": (truth, scores - 5),
    }


@pytest.mark.parametrize("case", cases())
def test_precision_and_recall_are_those_of_scikit_learn(case: str) -> None:
    truth, scores = cases()[case]
    curve = curves.precision_recall(truth, scores)
    precision, recall, thresholds = metrics.precision_recall_curve(truth, scores, drop_intermediate=True)
    np.testing.assert_array_equal(curve.y, precision)
    np.testing.assert_array_equal(curve.x, recall)
    np.testing.assert_array_equal(curve.thresholds[:-1], thresholds)
    assert curve.area == pytest.approx(metrics.average_precision_score(truth, scores), abs=1e-12)


@pytest.mark.parametrize("case", cases())
def test_roc_is_that_of_scikit_learn(case: str) -> None:
    truth, scores = cases()[case]
    curve = curves.roc(truth, scores)
    false, found, thresholds = metrics.roc_curve(truth, scores)
    np.testing.assert_array_equal(curve.x, false)
    np.testing.assert_array_equal(curve.y, found)
    np.testing.assert_array_equal(curve.thresholds, thresholds)
    assert curve.area == pytest.approx(metrics.roc_auc_score(truth, scores), abs=1e-12)


def test_a_long_curve_keeps_points_of_its_own_and_its_shape() -> None:
    truth = RANDOM.integers(0, 2, 60_000).astype(bool)
    whole = curves.precision_recall(truth, truth * 0.2 + RANDOM.normal(size=60_000))
    thin = curves.thinned(whole)
    assert len(whole.x) > 20_000
    assert len(thin.x) <= curves.MAX_POINTS
    points = set(zip(whole.x, whole.y, strict=True))
    assert all(point in points for point in zip(thin.x, thin.y, strict=True))
    assert (thin.x[0], thin.x[-1], thin.y.min(), thin.y.max()) == (1, 0, whole.y.min(), whole.y.max())
    assert thin.area == whole.area


def rows_of(chart: plot.Chart) -> Any:
    assert chart.table is not None
    return chart.table.to_pandas()


def three_classes() -> tuple[np.ndarray, np.ndarray]:
    truth = RANDOM.integers(0, 3, 500)
    scores = RANDOM.dirichlet(np.ones(3), 500) + np.eye(3)[truth] * 0.5
    return truth, scores / scores.sum(axis=1, keepdims=True)


def test_each_class_is_held_against_the_rest() -> None:
    truth, scores = three_classes()
    frame = rows_of(wandb.plot.pr_curve(truth, scores, ["cat", "dog", "bird"]))
    assert list(frame.columns) == ["class", "recall", "precision", "threshold", "average_precision"]
    for index, name in enumerate(["cat", "dog", "bird"]):
        own = frame[frame["class"] == name]
        precision, recall, _ = metrics.precision_recall_curve(
            truth == index, scores[:, index], drop_intermediate=True
        )
        np.testing.assert_array_equal(own["precision"], precision)
        np.testing.assert_array_equal(own["recall"], recall)
        average = metrics.average_precision_score(truth == index, scores[:, index])
        assert own["average_precision"].iloc[0] == pytest.approx(average)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, {"Class_1", "Class_2", "Class_3"}),
        ({"labels": ["cat", "dog", "bird"]}, {"cat", "dog", "bird"}),
        ({"labels": ["cat", "dog", "bird"], "classes_to_plot": ["bird", 0]}, {"bird", "cat"}),
        ({"classes_to_plot": [2]}, {"Class_3"}),
    ],
)
def test_classes_are_named_and_chosen(given: dict[str, Any], names: set[str]) -> None:
    truth, scores = three_classes()
    for make in (wandb.plot.pr_curve, wandb.plot.roc_curve):
        assert set(rows_of(make(truth, scores, **given))["class"]) == names


def test_names_stand_for_ids_and_lists_for_arrays() -> None:
    truth, scores = three_classes()
    names = np.array(["bird", "cat", "dog"])
    by_id = rows_of(wandb.plot.roc_curve(truth, scores, labels=list(names)))
    assert by_id.equals(rows_of(wandb.plot.roc_curve(names[truth].tolist(), scores.tolist())))


def test_one_score_is_that_of_the_second_class() -> None:
    truth, scores = cases()["plain"]
    frame = rows_of(wandb.plot.roc_curve(truth.astype(int), scores, ["no", "yes"], classes_to_plot=["yes"]))
    np.testing.assert_array_equal(frame["fpr"], metrics.roc_curve(truth, scores)[0])


def test_interp_size_reads_the_curve_as_wandb_does() -> None:
    truth, scores = three_classes()
    frame = rows_of(wandb.plot.pr_curve(truth, scores, interp_size=21))
    own = frame[frame["class"] == "Class_1"]
    assert len(own) == 21
    assert own["precision"].is_monotonic_decreasing
    precision, recall, _ = metrics.precision_recall_curve(truth == 0, scores[:, 0])
    for at, value in zip(own["recall"], own["precision"], strict=True):
        assert value == pytest.approx(precision[recall >= at].max(), abs=6e-4)


@pytest.mark.parametrize(
    ("truth", "scores", "given", "says"),
    [
        ([0, 1], [[0.1, 0.9]], {}, "2 rows, and y_probas 1"),
        ([0, 5], [[0.1, 0.9], [0.2, 0.8]], {}, "class id 5; ids are 0 to 1"),
        ([0, 1], [[0.1, float("nan")], [0.2, 0.8]], {}, "row 0 that is not finite"),
        ([0, 1], ["a", "b"], {}, "must be numbers"),
        (["a", "b"], [[0.1, 0.9], [0.2, 0.8]], {"labels": ["a", "c"]}, "class 'b', which is not in"),
        ([0, 1], [[0.1, 0.9], [0.2, 0.8]], {"labels": ["a"]}, "1 names, and there are 2 classes"),
        ([0, 1], [[0.1, 0.9], [0.2, 0.8]], {"labels": ["a", "b"], "classes_to_plot": ["B"]}, "mean 'b'"),
        ([], np.zeros((0, 2)), {}, "empty"),
        (None, [[0.1, 0.9]], {}, "y_true is missing"),
    ],
)
def test_what_makes_no_sense_is_said(truth: Any, scores: Any, given: dict[str, Any], says: str) -> None:
    with pytest.raises(ChartError, match=says):
        wandb.plot.pr_curve(truth, scores, **given)
