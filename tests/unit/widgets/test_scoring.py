"""Predictions of several tables, of masks and of unusual scores, as the browser asks about them."""

from __future__ import annotations

import json
import threading
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import Cancelled, EvaluationError
from dsviz_widget.query import Task
from dsviz_widget.widgets.made_once import MadeOnce
from dsviz_widget.widgets.scoring import Scoring
from dsviz_widget.widgets.shown_table import ShownTable

LABELS = {0: "sky", 1: "road", 2: "void"}


def ask(answers: Any, method: str, **params: Any) -> dict[str, Any]:
    result, _ = answers.handlers[method](params, Task())
    json.dumps(result, allow_nan=False)
    return result


def animals(rows: list[list[Any]]) -> wandb.Table:
    return wandb.Table(columns=["id", "label", "pred", "score"], data=rows)


OLD = animals([[1, "ant", "ant", 0.9], [2, "bee", "ant", 0.7], [3, "bee", "bee", 0.4]])
NEW = animals([[1, "ant", "bee", 0.6], [2, "bee", "bee", 0.8], [4, "cat", "cat", 0.5]])
OPTIONS = {"truth": "label", "prediction": "pred", "score": "score"}


@pytest.fixture(params=["compare", "concat", "inner"])
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_table_is_scored_over_its_own_rows(how: str) -> None:
    session = wandb.compare(OLD, NEW, key=None if how == "concat" else "id", how=how).session
    found = ask(session, "evaluation", options=OPTIONS)
    rows = 2 if how == "inner" else 3
    assert [side["rows"] for side in found["sides"]] == [rows, rows]
    assert found["classes"] == (["ant", "bee"] if how == "inner" else ["ant", "bee", "cat"])
    at = ask(session, "at_threshold", options=OPTIONS, threshold=0.65)["sides"]
    assert [(side["counted"], side["right"]) for side in at] == [(2, 1), (1, 1)]
    expressions = [side["expressions"] for side in found["sides"]]
    if how == "concat":
        assert [one["where"] for one in expressions] == ["table = 0", "table = 1"]
        assert expressions[1]["truth"] == "label"
    else:
        assert [(one["where"], one["truth"]) for one in expressions] == [
            (None, "$0.label"),
            (None, "$1.label"),
        ]


def test_a_clause_made_of_its_expressions_finds_the_rows_of_a_cell() -> None:
    view = wandb.compare(OLD, NEW, key="id")
    found = ask(view.session, "evaluation", options=OPTIONS)
    one, values = found["sides"][1]["expressions"], found["values"]
    clause = f"{one['truth']} == {values[0]} and {one['prediction']} == {values[1]} and {one['score']} >= 0.5"
    assert view.query.filter(clause).count() == 1
    picked = ask(view.session, "picked_rows", options=OPTIONS, side=1, truth=0, prediction=1, threshold=0.5)
    assert picked["rows"] == [0]
    assert picked["scores"] == [[0.9, 0.6]]
    only_new = ask(view.session, "picked_rows", options=OPTIONS, side=1, truth=2, prediction=2)
    assert only_new["predicted"] == [[None, 2]]


def test_a_clause_on_ids_of_named_classes_has_the_ids() -> None:
    classes = wandb.Classes([{"id": 3, "name": "ant"}, {"id": 5, "name": "bee"}])
    table = wandb.Table(columns=["label", "pred"], dtype=[classes, str])
    table.add_data(3, "ant")
    table.add_data(5, "ant")
    found = ask(Scoring(ShownTable(table)), "evaluation", options={"truth": "label", "prediction": "pred"})
    one = found["sides"][0]["expressions"]
    assert (found["classes"], one["truth_values"], one["prediction_values"]) == (
        ["ant", "bee"],
        ["3", "5"],
        None,
    )
    clause = f"{one['truth']} == {one['truth_values'][1]} and {one['prediction']} == {found['values'][0]}"
    assert table.query().filter(clause).count() == 1


def test_the_threshold_decides_where_the_score_is_of_one_of_two_classes() -> None:
    table = wandb.Table(
        columns=["y", "p"], data=[[True, 0.9], [False, 0.6], [True, 0.4], [False, 0.1], [None, 0.5]]
    )
    scoring = Scoring(ShownTable(table))
    options = {"truth": "y", "score": "p"}
    found = ask(scoring, "evaluation", options=options)
    assert (found["score_of"], found["positive"], found["values"]) == ("positive", 1, ["false", "true"])
    (side,) = found["sides"]
    assert side["skipped"] == {"truth": 1, "prediction": 0, "score": 0}
    assert side["expressions"]["predicted"] == ["p < {t}", "p >= {t}"]
    (at,) = ask(scoring, "at_threshold", options=options, threshold=0.3, **{"class": 1})["sides"]
    assert np.reshape(at["matrix"], (2, 3)).tolist() == [[1, 1, 0], [0, 2, 0]]
    assert at["cursors"]["pr"] == pytest.approx([1.0, 2 / 3])
    picked = ask(scoring, "picked_rows", options=options, side=0, prediction=1, threshold=0.3)
    assert picked["rows"] == [0, 1, 2]
    kept = wandb.Query().filter("y = true").to_json()
    assert ask(scoring, "evaluation", options=options, query=kept)["classes"] == ["false", "true"]


def test_scores_beyond_0_to_1_have_an_axis_of_their_own() -> None:
    table = wandb.Table(columns=["label", "s_ant", "s_bee"], data=[["ant", 3.0, -2.0], ["bee", 1.0, 5.0]])
    scoring = Scoring(ShownTable(table))
    options = {"truth": "label", "score": "s_*"}
    found = ask(scoring, "evaluation", options=options)
    assert found["score_range"] == {"low": 3.0, "high": 5.0, "is_probability": False}
    (side,) = found["sides"]
    assert (side["ece"], side["calibration"]) == (None, None)
    assert side["expressions"]["predicted"] == ["s_ant >= max(s_ant, s_bee)", "s_bee >= max(s_ant, s_bee)"]
    (at,) = ask(scoring, "at_threshold", options=options, threshold=4.0)["sides"]
    assert at["counted"] == 1


def test_a_prediction_needs_no_score() -> None:
    scoring = Scoring(ShownTable(OLD))
    options = {"truth": "label", "prediction": "pred"}
    found = ask(scoring, "evaluation", options=options)
    assert (found["score_of"], found["score_range"], found["sides"][0]["ap"]) == (None, None, None)
    (at,) = ask(scoring, "at_threshold", options=options, threshold=0.9)["sides"]
    assert (at["counted"], at["cursors"]) == (3, {"pr": None, "roc": None})
    assert ask(scoring, "evaluation_curves", options=options)["sides"] == [None]


def scenes() -> wandb.Table:
    table = wandb.Table(columns=["id", "scene"])
    for number, (truth, guess) in enumerate([([0, 0, 1, 2], [0, 1, 1, 1]), ([1, 1, 1, 1], [0, 0, 0, 1])]):
        drawn = {
            group: {"mask_data": np.array([ids], np.uint8), "class_labels": LABELS}
            for group, ids in (("truth", truth), ("pred", guess))
        }
        table.add_data(number, wandb.Image(np.zeros((1, 4, 3), np.uint8), masks=drawn))
    return table


def test_masks_are_scored_by_their_group() -> None:
    view = wandb.compare(scenes(), scenes(), key="id")
    options = {"truth": "scene.truth", "prediction": "scene.pred"}
    found = ask(view.session, "evaluation", options=options)
    assert (found["kind"], found["classes"], found["ignored"]) == ("segmentation", ["sky", "road"], ["void"])
    assert found["ids"]["truth"] == [[0, 1], [0, 1]]
    side = found["sides"][1]
    assert side["matrix"] == [1, 1, 3, 2]
    assert side["iou"] == pytest.approx([1 / 5, 2 / 6])
    assert side["expressions"]["truth"] == "$1.scene.masks.truth"
    clause = f"any({side['expressions']['truth']}.classes, class_id = 0)"
    assert view.query.filter(clause).count() == 1
    picked = ask(view.session, "picked_rows", options=options, side=0, truth=1, prediction=0)
    assert (picked["rows"], picked["pixels"]) == ([1], [[3, 3]])
    offers = ask(view.session, "evaluation_offers")["offers"]
    assert offers["truth"][0] == {"name": "scene.truth", "kind": "mask"}
    assert offers["prediction"][0] == {"name": "scene.pred", "kind": "mask"}
    with pytest.raises(EvaluationError, match="no at_threshold"):
        ask(view.session, "at_threshold", options=options, threshold=0.5)


def test_two_questions_for_one_answer_make_it_once() -> None:
    made: MadeOnce[list[int]] = MadeOnce(2)
    started, go_on, calls, found = threading.Event(), threading.Event(), [], []

    def make() -> list[int]:
        calls.append(1)
        started.set()
        go_on.wait(10)
        return [7]

    threads = [threading.Thread(target=lambda: found.append(made.get("key", make, Task()))) for _ in range(2)]
    threads[0].start()
    started.wait(10)
    threads[1].start()
    stopped = Task()
    stopped.cancel()
    with pytest.raises(Cancelled):
        made.get("key", make, stopped)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert (len(calls), found) == (1, [[7], [7]])


def test_the_next_question_makes_what_was_given_up() -> None:
    made: MadeOnce[int] = MadeOnce(2)

    def give_up() -> int:
        raise Cancelled("The question was cancelled.")

    with pytest.raises(Cancelled):
        made.get("key", give_up, Task())
    assert made.get("key", lambda: 3, Task()) == 3
