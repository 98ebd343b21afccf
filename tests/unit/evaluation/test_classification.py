"""Figures of classes are scikit-learn's, whatever form truth, prediction and scores have."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

import dsviz_widget as wandb
from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation import Classification, evaluate

LABELS = ["ant", "bee", "cat"]
ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30)


def classified(frame: Any, **options: Any) -> Classification:
    found = evaluate(wandb.Table(dataframe=pd.DataFrame(frame)), truth="label", **options)
    assert isinstance(found, Classification)
    return found


@settings(max_examples=40)
@given(ROWS)
def test_a_matrix_and_its_averages(rows: list[tuple[int, int]]) -> None:
    truth = [LABELS[row[0]] for row in rows]
    predicted = [LABELS[row[1]] for row in rows]
    found = classified({"label": truth, "pred": predicted}, prediction="pred")
    names = sorted({*truth, *predicted})
    assert list(found.classes) == names
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert (found.confusion == metrics.confusion_matrix(truth, predicted)).all()
    assert found.accuracy == pytest.approx(metrics.accuracy_score(truth, predicted))
    for average in ("macro", "weighted", "micro"):
        expected = metrics.precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)
        mine = getattr(found, average)
        assert (mine.precision, mine.recall, mine.f1) == pytest.approx(expected[:3])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        each = metrics.precision_recall_fscore_support(truth, predicted, zero_division=np.nan)
    for code, name in enumerate(found.classes):
        figures = found.per_class[name]
        mine = (figures.precision, figures.recall, figures.f1, figures.rows)
        assert mine == pytest.approx([part[code] for part in each], nan_ok=True)


@pytest.mark.parametrize(
    "values",
    [["no", "yes"], [0, 1], [3, 7], [False, True], [0.0, 1.0]],
    ids=["text", "numbers", "other numbers", "booleans", "whole floats"],
)
def test_one_score_is_of_the_greater_of_two_classes(values: list[Any]) -> None:
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 80)
    score = np.round(np.clip(truth * 0.3 + random.random(80) * 0.7, 0, 1), 2)
    label = [values[one] for one in truth]
    frame = {"label": label, "score": score, "pred": [values[int(one >= 0.5)] for one in score]}
    for options in ({}, {"prediction": "pred"}):
        found = classified(frame, score="score", **options)
        assert (found.score_of, found.classes[found.positive or 0]) == ("positive", values[1])
        assert found.aucs[1] == pytest.approx(metrics.roc_auc_score(truth, score))
        assert found.average_precisions[1] == pytest.approx(metrics.average_precision_score(truth, score))
        assert (found.at(0.3).counts == metrics.confusion_matrix(truth, score >= 0.3)).all()
        assert found.accuracy == pytest.approx(metrics.accuracy_score(truth, score >= 0.5))
    other = classified(frame, score="score", positive=values[0])
    assert other.classes[other.positive or 0] == values[0]


def test_one_score_may_say_how_sure_the_prediction_is() -> None:
    frame = {
        "label": ["ant", "bee", "cat", "cat"],
        "pred": ["ant", "ant", "cat", "bee"],
        "score": [0.9, 0.6, 0.8, 0.7],
    }
    found = classified(frame, prediction="pred", score="score")
    assert found.score_of == "predicted"
    assert found.at(0.75).counted == 2
    assert found.at(0.75).below.tolist() == [0, 1, 1]
    assert found.per_class["ant"].average_precision == 1.0
    two = classified(
        {"label": ["a", "b"], "pred": ["a", "b"], "score": [0.9, 0.8]}, prediction="pred", score="score"
    )
    assert two.score_of == "predicted"


FORMS: dict[str, tuple[Any, Any]] = {
    "a pattern": (lambda p: {f"p_{name}": p[:, i] for i, name in enumerate(LABELS)}, "p_*"),
    "columns": (
        lambda p: {f"p_{name}": p[:, i] for i, name in enumerate(LABELS)},
        [f"p_{name}" for name in LABELS],
    ),
    "columns by class": (lambda p: {"x": p[:, 0], "y": p[:, 1], "z": p[:, 2]}, dict(zip(LABELS, "xyz"))),  # noqa: B905
    "dicts": (lambda p: {"p": [dict(zip(LABELS, row.tolist(), strict=True)) for row in p]}, "p"),
    "lists": (lambda p: {"p": [row.tolist() for row in p]}, "p"),
}


@pytest.mark.parametrize("form", FORMS)
def test_scores_of_classes_come_in_many_forms(form: str) -> None:
    make, score = FORMS[form]
    random = np.random.default_rng(2)
    truth = random.integers(0, 3, 60)
    scores = random.dirichlet([1, 1, 1], 60)
    table = wandb.Table(dataframe=pd.DataFrame({"label": [LABELS[one] for one in truth], **make(scores)}))
    found = evaluate(table, truth="label", score=score)
    assert found.score_of == "class"
    assert (found.predicted == scores.argmax(axis=1)).all()
    one_hot = np.eye(3, dtype=int)[truth]
    assert found.average_precisions == pytest.approx(
        metrics.average_precision_score(one_hot, scores, average=None)
    )
    assert found.auc == pytest.approx(metrics.roc_auc_score(truth, scores, multi_class="ovr"))
    assert found.ranking().average_precision == pytest.approx(
        metrics.average_precision_score(one_hot, scores, average="micro")
    )


def test_scores_may_lie_in_maps_that_lack_some() -> None:
    import pyarrow as pa

    maps = pa.array(
        [[("ant", 0.9), ("bee", 0.1)], None, [("bee", 0.8), ("ant", 0.2)], [("ant", 1.0)]],
        pa.map_(pa.string(), pa.float64()),
    )
    arrow = pa.table({"label": ["ant", "ant", "ant", "ant"], "p": maps})
    found = evaluate(wandb.Table.from_arrow(arrow), truth="label", score="p")
    assert found.skipped["score"] == 2
    assert found.predicted.tolist() == [0, 1]


CLASS_ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.tuples(*[st.integers(0, 4).map(lambda n: n / 4)] * 3)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40)
@given(CLASS_ROWS)
def test_areas_of_classes_with_ties_and_classes_that_never_occur(
    rows: list[tuple[int, tuple[float, ...]]],
) -> None:
    truth = np.array([row[0] for row in rows])
    scores = np.array([row[1] for row in rows])
    frame: dict[str, Any] = {"label": [LABELS[one] for one in truth]}
    frame |= {f"p_{name}": scores[:, code] for code, name in enumerate(LABELS)}
    found = classified(frame, score="p_*")
    assert list(found.classes) == LABELS
    assert (found.predicted == scores.argmax(axis=1)).all()
    assert found.score == pytest.approx(scores.max(axis=1))
    for code in range(3):
        is_true = truth == code
        if is_true.any():
            expected = metrics.average_precision_score(is_true, scores[:, code])
            assert found.average_precisions[code] == pytest.approx(expected)
        else:
            assert np.isnan(found.average_precisions[code])
        if is_true.any() and not is_true.all():
            assert found.aucs[code] == pytest.approx(metrics.roc_auc_score(is_true, scores[:, code]))
        else:
            assert np.isnan(found.aucs[code])


@settings(max_examples=40)
@given(CLASS_ROWS, st.floats(0, 1), st.dictionaries(st.sampled_from(LABELS), st.floats(0, 1)))
def test_a_threshold_counts_the_rows_that_reach_it(
    rows: list[tuple[int, tuple[float, ...]]], threshold: float, limits: dict[str, float]
) -> None:
    truth = np.array([row[0] for row in rows])
    scores = np.array([row[1] for row in rows])
    frame: dict[str, Any] = {"label": [LABELS[one] for one in truth]}
    frame |= {f"p_{name}": scores[:, code] for code, name in enumerate(LABELS)}
    found = classified(frame, score="p_*")
    guess = scores.argmax(axis=1)
    limit = np.array([limits.get(name, threshold) for name in LABELS])[guess]
    counts = scores.max(axis=1) >= limit
    at = found.at(threshold, limits)
    expected = np.zeros((3, 3), int)
    np.add.at(expected, (truth[counts], guess[counts]), 1)
    assert (at.counts == expected).all()
    assert at.below.tolist() == [int((~counts & (truth == code)).sum()) for code in range(3)]
    assert (found.counted_at(threshold, limits)[0] == counts).all()


def test_lists_are_in_the_order_of_class_ids() -> None:
    found = classified(
        {"label": [2, 0, 2], "p": [[0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [0.2, 0.5, 0.3]]}, score="p"
    )
    assert list(found.classes) == [0, 2]
    assert found.predicted.tolist() == [1, 0, 1]


def test_equal_scores_go_to_the_first_class_as_in_numpy() -> None:
    found = classified({"label": ["ant", "bee"], "p_ant": [0.5, 0.5], "p_bee": [0.5, 0.5]}, score="p_*")
    assert found.predicted.tolist() == [0, 0]


def test_empty_cells_are_left_out_and_told() -> None:
    frame = {
        "label": ["ant", None, "bee", "bee", "ant"],
        "pred": ["ant", "ant", None, "bee", "ant"],
        "score": [0.9, 0.8, 0.7, None, math.inf],
    }
    found = classified(frame, prediction="pred", score="score")
    assert found.rows == 5
    assert found.skipped == {"truth": 1, "prediction": 1, "score": 2}
    assert found.confusion.sum() == 1
    assert "Left out: 1 without a truth, 1 without a prediction, 2 without a score." in repr(found)


@pytest.mark.parametrize(("kind", "guesses"), [(str, ["ant", "ant"]), (int, [0, 0])], ids=["names", "ids"])
def test_class_ids_have_their_names(kind: type, guesses: list[Any]) -> None:
    classes = wandb.Classes([{"id": 0, "name": "ant"}, {"id": 1, "name": "bee"}])
    table = wandb.Table(columns=["label", "pred"], dtype=[classes, kind])
    for truth, guess in enumerate(guesses):
        table.add_data(truth, guess)
    found = evaluate(table, truth="label", prediction="pred")
    assert (list(found.classes), found.accuracy) == (["ant", "bee"], 0.5)
    assert found.truth_cells == {"ant": 0, "bee": 1}
    assert found.prediction_cells == ({} if kind is str else {"ant": 0})


def test_a_report_and_a_table_have_a_row_per_class() -> None:
    found = classified({"label": ["ant", "bee"], "pred": ["ant", "ant"]}, prediction="pred")
    lines = repr(found).splitlines()
    assert lines[0] == "Classification: 2 rows, 2 classes, 50.0% right"
    assert lines[2].split() == ["ant", "1", "0.500", "1.000", "0.667"]
    assert lines[3].split() == ["bee", "1", "-", "0.000", "0.000"]
    rows = found.to_table().to_pandas()
    assert rows["class"].tolist() == ["ant", "bee"]
    assert np.isnan(rows.precision[1])
    assert found.mistakes() == [("bee", "ant", 1)]


def test_several_tables_have_the_same_classes() -> None:
    first = wandb.Table(columns=["id", "label", "pred"], data=[[1, "ant", "ant"], [2, "bee", "bee"]])
    second = wandb.Table(columns=["id", "label", "pred"], data=[[1, "ant", "cat"], [3, "bee", "bee"]])
    for given_ in ([first, second], first.query().compare(second, on="id"), first.query().concat(second)):
        one, other = evaluate(given_, truth="label", prediction="pred")
        assert one.classes == other.classes == ("ant", "bee", "cat")
        assert (one.accuracy, other.accuracy) == (1.0, 0.5)
    by_name = evaluate({"old": first, "new": second}, truth="label", prediction="pred")
    assert by_name["new"].accuracy == 0.5
    kept = evaluate(first.query().filter("label = 'bee'"), truth="label", prediction="pred")
    assert kept.rows == 1


def test_truth_and_prediction_may_be_in_two_tables() -> None:
    truth = wandb.Table(columns=["id", "label"], data=[[1, "ant"], [2, "bee"]])
    guess = wandb.Table(columns=["id", "pred"], data=[[2, "ant"], [1, "ant"]])
    joined = wandb.JoinedTable(truth, guess, "id")
    for rows in (joined, truth.query().join(guess, on="id")):
        assert evaluate(rows, truth="0.label", prediction="1.pred").accuracy == 0.5


def test_a_table_without_truth_is_held_against_that_of_another() -> None:
    first = wandb.Table(columns=["id", "label", "pred"], data=[[1, "ant", "ant"], [2, "bee", "bee"]])
    second = wandb.Table(columns=["id", "pred"], data=[[2, "ant"], [1, "ant"]])
    one, other = evaluate(first.query().compare(second, on="id"), truth="label", prediction="pred")
    assert (one.accuracy, other.accuracy) == (1.0, 0.5)
    with pytest.raises(EvaluationError, match="table 1 has no column 'guess'"):
        evaluate(first.query().compare(second, on="id"), truth="label", prediction=["pred", "guess"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "neither a prediction nor a score"),
        ({"prediction": "score"}, "holds fractions"),
        ({"prediction": "number"}, "text and column 'number' numbers"),
        ({"prediction": "pred", "score": "p_*"}, r"no columns 'p_\*'"),
        ({"prediction": "pred", "score": ["score"]}, "a list of 1 columns"),
        ({"prediction": "pred", "score": "lists"}, "has 2 scores a row, and there are 3 classes"),
        ({"prediction": "pred", "score": {"ant": "score"}}, "no score is of the class 'bee'"),
        ({"prediction": "pred", "positive": "dog", "score": "score"}, "no class 'dog'"),
        ({"prediction": "dicts"}, "holds no classes"),
    ],
)
def test_what_cannot_be_scored_is_said(options: dict[str, Any], message: str) -> None:
    frame = {
        "label": ["ant", "bee", "cat"],
        "pred": ["bee", "bee", "cat"],
        "number": [1, 2, 3],
        "score": [0.5, 0.25, 0.125],
        "lists": [[0.1, 0.9]] * 3,
        "dicts": [{"a": 1.5}] * 3,
    }
    with pytest.raises(EvaluationError, match=message):
        classified(frame, **options)


def test_too_many_values_are_no_classes() -> None:
    with pytest.raises(EvaluationError, match="2,000 different values"):
        classified({"label": range(2_000), "pred": range(2_000)}, prediction="pred")


def test_limits_are_of_classes_and_are_numbers() -> None:
    frame = {"label": ["cat", "dog", "dog"], "pred": ["cat", "cat", "dog"], "score": [0.9, 0.6, 0.8]}
    found = classified(frame, prediction="pred", score="score")
    assert found.at(0.5, {"cat": 0.7}).counted == 2
    with pytest.raises(EvaluationError, match="there is no class 'ct'"):
        found.at(0.5, {"ct": 0.7})
    for wrong in ("high", math.nan):
        with pytest.raises(EvaluationError, match="a threshold is a number"):
            found.at(wrong)  # type: ignore[arg-type]
    sure = classified({"label": [True, False], "score": [0.9, 0.6]}, score="score")
    assert sure.at(0.5, {True: 0.7}).right == 2
    with pytest.raises(EvaluationError, match="score_of is 'predicted' or 'positive', not 'prediction'"):
        classified(frame, prediction="pred", score="score", score_of="prediction")


def test_no_rows_have_no_means() -> None:
    frame = {"label": ["cat", "dog"], "pred": ["cat", "cat"], "score": [0.9, 0.6]}
    rows = wandb.Table(dataframe=pd.DataFrame(frame)).query().filter("score > 1")
    report = repr(evaluate(rows, truth="label", prediction="pred", score="score"))
    assert "nothing to score\n" in report
    assert "nan" not in report
    assert "0.000" not in report


def test_what_a_score_is_of_does_not_hang_on_a_filter() -> None:
    frame = {"label": ["a", "b", "c"], "pred": ["a", "b", "c"], "score": [0.6, 0.7, 0.8]}
    kept = wandb.Table(dataframe=pd.DataFrame(frame)).query().filter("label != 'c'")
    found = evaluate(kept, truth="label", prediction="pred", score="score")
    assert found.score_of == "predicted"
    assert found.at(0.5).accuracy == 1.0
    assert (
        evaluate(kept, truth="label", prediction="pred", score="score", score_of="positive").at(0.5).right
        == 1
    )
