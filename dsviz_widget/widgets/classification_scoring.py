"""What a browser may ask about predicted classes, and the answers."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.classification import Classification
from dsviz_widget.evaluation.classify import ClassColumns, classify
from dsviz_widget.evaluation.confusion import Averages, Confusion, confused_together
from dsviz_widget.evaluation.labels import literal, shown
from dsviz_widget.evaluation.ranking import Ranking
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.plot.curves import Curve, thinned
from dsviz_widget.query import DuckEngine, Task
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.class_clauses import expressions_of
from dsviz_widget.widgets.made_once import MadeOnce
from dsviz_widget.widgets.params import limited, start_of
from dsviz_widget.widgets.scoring_choice import Asked

BINS = 50
MAX_POINTS = 500
MAX_MISTAKES = 200
MAX_ROWS = 2_000
KEPT = 8
KEPT_BYTES = 512 * 1024**2
"""Memory for the classes and scores of the sets of rows and columns that were asked for last."""


@dataclass(frozen=True)
class Scored:
    """The classifications of all tables of a question, and the engine that their rows are from."""

    engine: DuckEngine
    tables: list[Classification]

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.tables[0].classes)

    @property
    def size_bytes(self) -> int:
        """Memory that it takes, about."""
        return sum(one.size_bytes for one in self.tables)


class ClassificationScoring:
    """Answers questions about classes; rows are read and sorted once, then a threshold costs milliseconds."""

    def __init__(self) -> None:
        self._kept: MadeOnce[Scored] = MadeOnce(KEPT, KEPT_BYTES, lambda scored: scored.size_bytes)

    @property
    def answers(self) -> dict[str, Callable[[Asked, Task], Reply]]:
        """Method name to the function that answers it."""
        return {
            "evaluation": self.evaluation,
            "evaluation_curves": self.curves,
            "at_threshold": self.at_threshold,
            "picked_rows": self.picked_rows,
        }

    def evaluation(self, asked: Asked, task: Task) -> Reply:
        """What holds for all thresholds."""
        scored = self._scored(asked, task)
        first = scored.tables[0]
        score_range = _score_range(scored.tables)

        ranked = itertools.count(1)
        every = len(scored.tables) * scored.classes

        def side(rows: SideRows, one: Classification, truth: str, prediction: str | None) -> dict[str, Any]:
            task.check()
            if one.rankings is not None:
                # What thresholds are looked up in: the first move is as fast as the others.
                one.rankings.every(task, lambda: task.progress(next(ranked), every))
                _ = one.by_score
            return {
                **_threshold_free(one, task),
                "histogram": _histogram(one, score_range),
                "expressions": expressions_of(rows, one, truth, prediction, asked.options["score"]),
            }

        # Sorting leaves the interpreter to others, so that tables are sorted beside each other.
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            sides = list(pool.map(side, asked.sides, scored.tables, *_names(asked)))
        return {
            "kind": "classification",
            "classes": [shown(value) for value in first.classes],
            "values": [literal(value) for value in first.classes],
            "order": confused_together(np.sum([one.confusion for one in scored.tables], axis=0)),
            "score_of": next((one.score_of for one in scored.tables if one.score_of), None),
            "positive": next((one.positive for one in scored.tables if one.positive is not None), None),
            "score_range": score_range,
            "sides": sides,
            "mistakes": _mistakes(scored.tables),
        }, []

    def curves(self, asked: Asked, task: Task) -> Reply:
        """Precision-recall and ROC of one class, or of all as one."""
        scored = self._scored(asked, task)
        code = _class_of(asked, scored)
        sides: list[dict[str, Any] | None] = []
        for one in scored.tables:
            ranking = _ranking(one, code, task)
            if ranking is None or not len(ranking.positive):
                sides.append(None)
                continue
            pr = _points(thinned(ranking.precision_recall(), MAX_POINTS))
            roc = _points(thinned(ranking.roc_corners(), MAX_POINTS)) if len(ranking.negative) else None
            sides.append({"pr": pr, "roc": roc or {"x": [], "y": [], "score": []}})
        return {"sides": sides}, []

    def at_threshold(self, asked: Asked, task: Task) -> Reply:
        """What follows from a threshold: who counts, who is right, where it lies on the curves."""
        scored = self._scored(asked, task)
        threshold, limits = _limits(asked.params)
        code = _class_of(asked, scored)
        sides = []
        for one in scored.tables:
            task.check()
            confusion = one.at(threshold, limits)
            limit = threshold if code is None else limits.get(shown(one.classes[code]), threshold)
            ranking = None if limit is None else _ranking(one, code, task)
            sides.append({**_at(confusion), "cursors": _cursors(ranking, limit)})
        return {"sides": sides}, []

    def picked_rows(self, asked: Asked, task: Task) -> Reply:
        """Rows of a cell of the matrix, the surest first, and what every table says of them."""
        scored = self._scored(asked, task)
        params = asked.params
        side = limited(params.get("side", 0), len(scored.tables) - 1)
        threshold, limits = _limits(params)
        ids = _picked(scored.tables[side], params, threshold, limits)
        start, count = start_of(params), limited(params.get("count", 24), MAX_ROWS)
        page = ids[start : start + count]
        said = [_said_of(one, page) for one in scored.tables]
        of_side = said[side]
        return {
            "rows": [int(row) for row in page],
            "total": len(ids),
            "scores": [[one[2][row] for one in said] for row in range(len(page))],
            "predicted": [[one[1][row] for one in said] for row in range(len(page))],
            "labels": of_side[0],
        }, []

    def _scored(self, asked: Asked, task: Task) -> Scored:
        engine, truths, predictions = asked.engine, *_names(asked)
        score = asked.options["score"]

        def make() -> Scored:
            columns = [ClassColumns(a, b, score) for a, b in zip(truths, predictions, strict=True)]
            positive, score_of = asked.options["positive"], asked.options["score_of"]
            return Scored(engine, classify(asked.sides, columns, positive, score_of, task))

        # The answer holds the engine, so that no other can have its id.
        return self._kept.get((id(engine), asked.key), make, task)


def _names(asked: Asked) -> tuple[list[str], list[str | None]]:
    truths = [target.name for target in asked.choice.truth]
    given = asked.choice.prediction
    predictions: list[str | None] = [None] * len(truths)
    return truths, predictions if given is None else [target.name for target in given]


def _threshold_free(one: Classification, task: Task) -> dict[str, Any]:
    has_scores = one.rankings is not None
    micro = _ranking(one, None, task)
    calibration = one.calibration
    support = one.at().support
    return {
        "rows": one.rows,
        "scored": len(one.truth),
        "skipped": dict(one.skipped),
        "unknown_scores": list(one.unused_scores),
        "support": support.tolist(),
        "ap": _numbers(one.average_precisions) if has_scores else None,
        "auc": _numbers(one.aucs) if has_scores else None,
        "mean": {"ap": number(one.average_precision), "auc": number(one.auc)},
        "micro": {
            "ap": None if micro is None else number(micro.average_precision),
            "auc": None if micro is None else number(micro.auc),
        },
        "ece": number(one.ece),
        "calibration": None
        if calibration is None
        else [
            {
                "low": float(calibration.edges[bin]),
                "high": float(calibration.edges[bin + 1]),
                "rows": int(rows),
                "score": number(calibration.score[bin]),
                "right": number(calibration.right[bin]),
            }
            for bin, rows in enumerate(calibration.rows)
        ],
    }


def _slid(one: Classification) -> np.ndarray | None:
    """Return the scores that a threshold is moved over: of the predicted class, or of the positive one."""
    return one.score if one.positive_score is None else one.positive_score


def _score_range(tables: list[Classification]) -> dict[str, Any] | None:
    scores = [slid for one in tables if (slid := _slid(one)) is not None]
    if not scores:
        return None
    if all(one.is_probability for one in tables if one.score is not None):
        return {"low": 0.0, "high": 1.0, "is_probability": True}
    there = [numbers for numbers in scores if len(numbers)]
    low = min((float(numbers.min()) for numbers in there), default=0.0)
    high = max((float(numbers.max()) for numbers in there), default=1.0)
    return {"low": low, "high": high if high > low else low + 1, "is_probability": False}


def _histogram(one: Classification, score_range: dict[str, Any] | None) -> list[int] | None:
    scores = _slid(one)
    if scores is None or score_range is None:
        return None
    counts, _ = np.histogram(scores, BINS, (score_range["low"], score_range["high"]))
    return [int(count) for count in counts]


def _mistakes(tables: list[Classification]) -> list[dict[str, Any]]:
    """Return what was most often taken for something else in any of the tables."""
    counts = np.stack([one.confusion for one in tables])
    largest = counts.max(axis=0)
    found = Confusion(largest, np.zeros(len(largest), np.int64)).mistakes(MAX_MISTAKES)
    return [
        {"truth": truth, "prediction": prediction, "counts": counts[:, truth, prediction].tolist()}
        for truth, prediction, _ in found
    ]


def _class_of(asked: Asked, scored: Scored) -> int | None:
    code = asked.params.get("class")
    if code is None:
        return None
    if not isinstance(code, int) or not 0 <= code < scored.classes:
        raise EvaluationError(f"there is no class number {code!r}; there are {scored.classes} classes.")
    return code


def _ranking(one: Classification, code: int | None, task: Task) -> Ranking | None:
    if one.rankings is None:
        return None
    return one.rankings.micro(task) if code is None else one.rankings.of(code)


def _limits(params: dict[str, Any]) -> tuple[float | None, dict[str, float]]:
    threshold = params.get("threshold")
    given = params.get("class_thresholds")
    limits = {str(label): float(limit) for label, limit in given.items()} if isinstance(given, dict) else {}
    return None if threshold is None else float(threshold), limits


def _at(confusion: Confusion) -> dict[str, Any]:
    return {
        "counted": confusion.counted,
        "right": confusion.right,
        "accuracy": number(confusion.accuracy),
        "matrix": confusion.with_below.reshape(-1).tolist(),
        "predicted": confusion.predicted.tolist(),
        "precision": _numbers(confusion.precision),
        "recall": _numbers(confusion.recall),
        "f1": _numbers(confusion.f1),
        "mean": _averages(confusion.macro),
        "weighted": _averages(confusion.weighted),
    }


def _averages(averages: Averages) -> dict[str, float | None]:
    return {
        "precision": number(averages.precision),
        "recall": number(averages.recall),
        "f1": number(averages.f1),
    }


def _cursors(ranking: Ranking | None, limit: float | None) -> dict[str, Any]:
    if ranking is None or limit is None:
        return {"pr": None, "roc": None}
    found, false = ranking.counts(limit)
    positive, negative = len(ranking.positive), len(ranking.negative)
    recall = found / positive if positive else None
    precision = found / (found + false) if found + false else None
    return {"pr": [recall, precision], "roc": [false / negative if negative else None, recall]}


def _points(curve: Curve) -> dict[str, Any]:
    return {"x": curve.x.tolist(), "y": curve.y.tolist(), "score": _numbers(curve.thresholds)}


def _picked(
    one: Classification, params: dict[str, Any], threshold: float | None, limits: dict[str, float]
) -> np.ndarray:
    """Return the ids of rows of a cell, the surest first."""
    truth, prediction = params.get("truth"), params.get("prediction")
    counts, predicted = one.counted_at(threshold, limits)
    keep = ~counts if prediction == "below" else counts
    if isinstance(truth, int):
        keep = keep & (one.truth == truth)
    if isinstance(prediction, int):
        keep = keep & (predicted == prediction)
    found: np.ndarray = one.ids[one.surest_first(np.flatnonzero(keep), predicted)]
    return found


def _said_of(
    one: Classification, ids: np.ndarray
) -> tuple[list[int | None], list[int | None], list[float | None]]:
    """Return true class, predicted class and score of rows; None for one that this table does not count."""
    places = np.minimum(np.searchsorted(one.ids, ids), max(len(one.ids) - 1, 0))
    there = (one.ids[places] == ids) if len(one.ids) else np.zeros(len(ids), bool)
    truth: list[int | None] = []
    predicted: list[int | None] = []
    scores: list[float | None] = []
    for place, is_there in zip(places.tolist(), there.tolist(), strict=True):
        truth.append(int(one.truth[place]) if is_there else None)
        predicted.append(int(one.predicted[place]) if is_there else None)
        scores.append(float(one.score[place]) if is_there and one.score is not None else None)
    return truth, predicted, scores


def number(value: float) -> float | None:
    """Return a figure as JSON has it: None where it is not defined."""
    return float(value) if np.isfinite(value) else None


def _numbers(values: np.ndarray) -> list[float | None]:
    return [number(value) for value in values.tolist()]
