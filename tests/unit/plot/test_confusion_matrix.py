"""The matrix in each form that W&B documents, with the counts of scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import metrics

import dsviz_widget as wandb
from dsviz_widget import plot
from dsviz_widget.errors import ChartError

NAMES = ["cat", "dog", "bird"]
RANDOM = np.random.default_rng(6)
TRUTH = RANDOM.integers(0, 3, 200)
SCORES = RANDOM.dirichlet(np.ones(3), 200) + np.eye(3)[TRUTH] * 0.3
GUESS = SCORES.argmax(axis=1)
WORDS = np.array(NAMES)

FORMS: dict[str, Any] = {
    "documented, classes": lambda: wandb.plot.confusion_matrix(GUESS, TRUTH, NAMES),
    "documented, scores": lambda: wandb.plot.confusion_matrix(SCORES, TRUTH, NAMES),
    "documented, lists": lambda: wandb.plot.confusion_matrix(GUESS.tolist(), TRUTH.tolist(), NAMES),
    "probs": lambda: wandb.plot.confusion_matrix(probs=SCORES, y_true=TRUTH, class_names=NAMES),
    "preds": lambda: wandb.plot.confusion_matrix(preds=GUESS, y_true=TRUTH, class_names=NAMES),
    "reference, positional": lambda: wandb.plot.confusion_matrix(None, TRUTH, GUESS, NAMES),
    "reference, scores": lambda: wandb.plot.confusion_matrix(SCORES, TRUTH, None, NAMES),
    "names for ids": lambda: wandb.plot.confusion_matrix(
        preds=WORDS[GUESS].tolist(), y_true=WORDS[TRUTH].tolist(), class_names=NAMES
    ),
}


def counts(chart: plot.Chart) -> np.ndarray:
    assert chart.table is not None
    return np.array(chart.table.get_column("nPredictions")).reshape(3, 3)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_counts_as_scikit_learn(form: str) -> None:
    chart = FORMS[form]()
    np.testing.assert_array_equal(counts(chart), metrics.confusion_matrix(TRUTH, GUESS))
    assert chart.table.get_column("Actual")[:4] == ["cat", "cat", "cat", "dog"]
    assert chart.table.get_column("Predicted")[:4] == ["cat", "dog", "bird", "cat"]


def test_names_without_an_order_are_sorted() -> None:
    chart = wandb.plot.confusion_matrix(preds=WORDS[GUESS].tolist(), y_true=WORDS[TRUTH].tolist())
    np.testing.assert_array_equal(counts(chart), metrics.confusion_matrix(WORDS[TRUTH], WORDS[GUESS]))
    assert chart.table is not None
    assert chart.table.get_column("Actual")[::3] == ["bird", "cat", "dog"]


def test_names_are_made_and_a_class_that_never_occurs_has_a_row() -> None:
    chart = wandb.plot.confusion_matrix(preds=[0, 2], y_true=[0, 0])
    assert chart.table is not None
    assert set(chart.table.get_column("Actual")) == {"Class_1", "Class_2", "Class_3"}
    assert counts(chart).tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"probs": SCORES, "y_true": TRUTH, "preds": GUESS, "class_names": NAMES}, "predictions once"),
        ({"y_true": TRUTH}, "predictions .* missing"),
        ({"preds": GUESS, "class_names": NAMES}, "y_true is missing"),
        ({"preds": [0, 7], "y_true": [0, 1], "class_names": NAMES}, "class id 7; ids are 0 to 2"),
        ({"preds": ["cow"], "y_true": ["cat"], "class_names": NAMES}, "class 'cow'"),
        ({"preds": [0], "y_true": [0, 1]}, "2 rows, and the predictions 1"),
        ({"preds": [0.5], "y_true": [0]}, "ids or names"),
        ({"preds": [0], "y_true": [0], "class_names": "cat"}, "list of names"),
        ({"preds": [0], "y_true": [0], "class_names": ["cat", "cat"]}, "'cat' twice"),
        ({"probs": SCORES, "y_true": TRUTH, "class_names": ["cat"]}, "1 names, and there are 3"),
        ({"preds": [90_000], "y_true": [0]}, "90,001 classes"),
    ],
)
def test_what_makes_no_sense_is_said(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ChartError, match=says):
        wandb.plot.confusion_matrix(**given)


def test_the_picture_says_how_many_are_right() -> None:
    drawing = FORMS["preds"]().drawing
    right = int((TRUTH == GUESS).sum())
    assert f"{right} of 200 on the diagonal" in drawing.notes[0]
    assert f"{right} of 200 are right" in drawing.description
