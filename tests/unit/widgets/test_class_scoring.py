"""What the browser is told of predicted classes, beside scikit-learn on two networks' answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

import dsviz_widget as wandb
from dsviz_widget.errors import EvaluationError
from dsviz_widget.query import Task
from dsviz_widget.widgets.scoring import Scoring
from dsviz_widget.widgets.shown_table import ShownTable

OPTIONS = {"truth": "label", "prediction": "pred", "score": "p_*"}


@pytest.fixture(scope="module")
def answers(shared_data: Path) -> pd.DataFrame:
    frame = pd.read_csv(shared_data / "cifar10" / "predictions.csv")
    kept = [name for name in frame.columns if not name.startswith("resnet56")]
    return frame[kept].rename(columns=lambda name: name.removeprefix("resnet20_"))


@pytest.fixture(scope="module")
def scoring(answers: pd.DataFrame) -> Scoring:
    return Scoring(ShownTable(wandb.Table(dataframe=answers)))


def ask(scoring: Scoring, method: str, **params: Any) -> dict[str, Any]:
    result, _ = scoring.handlers[method]({"options": OPTIONS, **params}, Task())
    json.dumps(result, allow_nan=False)
    return result


def test_offers_come_before_anything_is_chosen(scoring: Scoring) -> None:
    found = ask(scoring, "evaluation", options={})
    assert found["kind"] is None
    offers = found["offers"]
    assert offers["truth"][0] == {"name": "label", "kind": "class"}
    assert offers["prediction"][0] == {"name": "pred", "kind": "class"}
    assert offers["score"][0] == {"name": "p_*", "of": "10 columns, one per class", "for": "class"}


def test_figures_without_a_threshold_are_scikit_learns(scoring: Scoring, answers: pd.DataFrame) -> None:
    found = ask(scoring, "evaluation")
    assert (found["kind"], found["score_of"]) == ("classification", "class")
    assert found["score_range"] == {"low": 0.0, "high": 1.0, "is_probability": True}
    classes = sorted(answers.label.unique())
    assert found["classes"] == classes
    assert found["values"][0] == '"airplane"'
    assert sorted(found["order"]) == list(range(10))
    (side,) = found["sides"]
    truth = np.stack([answers.label == name for name in classes], axis=1)
    scores = answers[[f"p_{name}" for name in classes]].to_numpy()
    assert side["ap"] == pytest.approx(metrics.average_precision_score(truth, scores, average=None))
    assert side["auc"] == pytest.approx(metrics.roc_auc_score(truth, scores, average=None))
    assert side["micro"] == pytest.approx(
        {
            "ap": metrics.average_precision_score(truth, scores, average="micro"),
            "auc": metrics.roc_auc_score(truth, scores, average="micro"),
        }
    )
    assert side["ece"] == pytest.approx(0.106, abs=5e-4)
    assert sum(side["histogram"]) == sum(one["rows"] for one in side["calibration"]) == 300
    assert side["expressions"]["truth"] == "label"
    assert side["expressions"]["prediction"] == "pred"
    assert side["expressions"]["of_class"][3] == "p_cat"
    assert side["expressions"]["score"].startswith("max(p_airplane, ")
    assert found["mistakes"][0] == {"truth": 5, "prediction": 3, "counts": [6]}


@pytest.mark.parametrize("threshold", [None, 0.0, 0.6, 0.95, 2.0])
def test_a_threshold_leaves_out_rows(
    scoring: Scoring, answers: pd.DataFrame, threshold: float | None
) -> None:
    (side,) = ask(scoring, "at_threshold", threshold=threshold)["sides"]
    classes = sorted(answers.label.unique())
    surest = answers[[f"p_{name}" for name in classes]].max(axis=1)
    counted = answers[surest >= (threshold or 0)]
    matrix = np.reshape(side["matrix"], (10, 11))
    assert (side["counted"], matrix.sum()) == (len(counted), 300)
    expected = metrics.confusion_matrix(counted.label, counted.pred, labels=classes) if len(counted) else 0
    assert (matrix[:, :10] == expected).all()
    assert side["right"] == np.trace(matrix)
    found = np.array([np.nan if value is None else value for value in side["precision"]])
    assert np.array_equal(np.isnan(found), matrix[:, :10].sum(axis=0) == 0)
    if len(counted) == 300:
        report = metrics.classification_report(answers.label, answers.pred, output_dict=True)
        assert side["mean"]["precision"] == pytest.approx(report["macro avg"]["precision"])
        assert side["weighted"]["f1"] == pytest.approx(report["weighted avg"]["f1-score"])


def test_a_class_may_have_a_limit_of_its_own(scoring: Scoring, answers: pd.DataFrame) -> None:
    (side,) = ask(scoring, "at_threshold", threshold=0.5, class_thresholds={"cat": 0.9})["sides"]
    surest = answers[[name for name in answers if name.startswith("p_")]].max(axis=1)
    limit = np.where(answers.pred == "cat", 0.9, 0.5)
    assert side["counted"] == int((surest >= limit).sum())


def test_the_cursor_lies_on_the_curve(scoring: Scoring, answers: pd.DataFrame) -> None:
    (curve,) = ask(scoring, "evaluation_curves", **{"class": 3})["sides"]
    is_cat, scores = answers.label == "cat", answers.p_cat
    precision, recall, _ = metrics.precision_recall_curve(is_cat, scores, drop_intermediate=True)
    assert curve["pr"]["x"] == pytest.approx(recall)
    assert curve["pr"]["y"] == pytest.approx(precision)
    assert curve["roc"]["score"][0] is None
    (side,) = ask(scoring, "at_threshold", threshold=0.6, **{"class": 3})["sides"]
    taken = scores >= 0.6
    assert side["cursors"]["pr"] == pytest.approx(
        [metrics.recall_score(is_cat, taken), metrics.precision_score(is_cat, taken)]
    )
    assert side["cursors"]["roc"][0] == pytest.approx((taken & ~is_cat).sum() / (~is_cat).sum())
    (micro,) = ask(scoring, "evaluation_curves")["sides"]
    assert len(micro["pr"]["x"]) <= 500


def test_rows_of_a_cell_come_surest_first(scoring: Scoring, answers: pd.DataFrame) -> None:
    found = ask(scoring, "picked_rows", side=0, truth=5, prediction=3, threshold=0.5, start=0, count=3)
    mine = answers[(answers.label == "dog") & (answers.pred == "cat") & (answers.p_cat >= 0.5)]
    expected = mine.sort_values("p_cat", ascending=False).index.tolist()
    assert found["rows"] == expected[:3]
    assert found["total"] == len(expected)
    assert [row[0] for row in found["scores"]] == pytest.approx(answers.p_cat[expected[:3]].tolist())
    assert found["predicted"] == [[3]] * 3
    assert found["labels"] == [5] * 3
    below = ask(scoring, "picked_rows", side=0, truth=5, prediction="below", threshold=0.6)
    rest = answers[(answers.label == "dog")].filter(regex="^p_").max(axis=1) < 0.6
    assert below["total"] == rest.sum()


def test_a_filter_counts_the_rows_that_are_left(scoring: Scoring, answers: pd.DataFrame) -> None:
    query = wandb.Query().filter("label in ['cat', 'dog']").sort("-p_cat").to_json()
    (side,) = ask(scoring, "evaluation", query=query)["sides"]
    mine = answers[answers.label.isin(["cat", "dog"])]
    assert (side["rows"], side["scored"]) == (60, 60)
    assert side["ap"][3] == pytest.approx(metrics.average_precision_score(mine.label == "cat", mine.p_cat))
    assert side["ap"][0] is None


def test_no_rows_are_no_error(scoring: Scoring) -> None:
    query = wandb.Query().filter("label = 'cow'").to_json()
    (side,) = ask(scoring, "evaluation", query=query)["sides"]
    assert (side["rows"], side["ece"], side["mean"]["ap"]) == (0, None, None)
    (at,) = ask(scoring, "at_threshold", query=query, threshold=0.5)["sides"]
    assert (at["counted"], at["accuracy"]) == (0, None)
    assert ask(scoring, "evaluation_curves", query=query)["sides"] == [None]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"truth": "lable", "prediction": "pred"}, "no column 'lable'. Did you mean 'label'"),
        ({"truth": "label", "prediction": "pred", "score": "q_*"}, r"no columns 'q_\*'"),
        ({"truth": "label", "prediction": "pred", "score": "image"}, "Scores are numbers"),
        ({"truth": "label", "prediction": "p_cat"}, "holds fractions"),
        ({"truth": "label", "score": "p_cat"}, "10 classes and one score a row"),
        ({"truth": ["label", "pred"], "prediction": "pred"}, "names 2 columns for 1 tables"),
        ({"truth": 3}, "must be the name of a column"),
    ],
)
def test_what_cannot_be_scored_is_said(scoring: Scoring, options: dict[str, Any], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        ask(scoring, "evaluation", options=options)
