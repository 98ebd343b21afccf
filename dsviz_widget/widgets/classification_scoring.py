"""What a browser may ask about predicted classes, and the answers."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.classification import Classification
from dsviz_widget.evaluation.classify import ClassColumns, classify
from dsviz_widget.evaluation.confusion import confused_together
from dsviz_widget.evaluation.labels import literal, shown
from dsviz_widget.evaluation.ranking import Ranking
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.query import DuckEngine, Task
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.class_clauses import expressions_of
from dsviz_widget.widgets.class_figures import (
    cursors,
    figures_at,
    histogram,
    mistakes,
    points,
    range_of_scores,
    threshold_free,
)
from dsviz_widget.widgets.made_once import MadeOnce
from dsviz_widget.widgets.params import limited, start_of
from dsviz_widget.widgets.scoring_choice import Asked

MAX_ROWS = 2_000
KEPT = 8
KEPT_BYTES = 512 * 1024**2
"""Memory for the classes and scores of the sets of rows and columns that were asked for last."""


@dataclass(frozen=True)
class Scored:
    """The classifications of all tables of a question, and the engine that their rows are from."""

    engine: DuckEngine
    tables: list[Classification]
    answers: dict[Hashable, Any] = field(default_factory=dict)
    """What was answered, by what was asked: threshold-free figures and curves are small, and asked again."""

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.tables[0].classes)

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what was answered before, or make and keep it."""
        if key not in self.answers:
            self.answers[key] = make()
        return self.answers[key]

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
        return dict(scored.kept("evaluation", lambda: self._figures(scored, asked, task))), []

    def _figures(self, scored: Scored, asked: Asked, task: Task) -> dict[str, Any]:
        first = scored.tables[0]
        axis = range_of_scores(scored.tables)

        ranked = itertools.count(1)
        every = len(scored.tables) * scored.classes

        def side(rows: SideRows, one: Classification, truth: str, prediction: str | None) -> dict[str, Any]:
            task.check()
            if one.rankings is not None:
                # What thresholds are looked up in: the first move is as fast as the others.
                one.rankings.every(task, lambda: task.progress(next(ranked), every))
                _ = one.by_score
            return {
                **threshold_free(one, _ranking(one, None, task)),
                "histogram": histogram(one, axis),
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
            "score_range": axis,
            "sides": sides,
            "mistakes": mistakes(scored.tables),
        }

    def curves(self, asked: Asked, task: Task) -> Reply:
        """Precision-recall and ROC of one class, or of all as one."""
        scored = self._scored(asked, task)
        code = _class_of(asked, scored)
        sides = scored.kept(("curves", code), lambda: [_curves(one, code, task) for one in scored.tables])
        return {"sides": sides}, []

    def at_threshold(self, asked: Asked, task: Task) -> Reply:
        """What follows from a threshold: who counts, who is right, where it lies on the curves."""
        scored = self._scored(asked, task)
        threshold, limits = _limits(asked.params)
        code = _class_of(asked, scored)
        sides = []
        # Limits stay with the view while its filter lets no row of their class through.
        known = {shown(value) for one in scored.tables for value in one.classes}
        limits = {label: limit for label, limit in limits.items() if label in known}
        for one in scored.tables:
            task.check()
            confusion = one.at(threshold, limits)
            limit = threshold if code is None else limits.get(shown(one.classes[code]), threshold)
            ranking = None if limit is None else _ranking(one, code, task)
            sides.append({**figures_at(confusion), "cursors": cursors(ranking, limit)})
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
            return Scored(engine, classify(asked.sides, columns, task=task))

        # The answer holds the engine, so that no other can have its id.
        return self._kept.get((id(engine), asked.key), make, task)


def _names(asked: Asked) -> tuple[list[str], list[str | None]]:
    truths = [target.name for target in asked.choice.truth]
    given = asked.choice.prediction
    predictions: list[str | None] = [None] * len(truths)
    return truths, predictions if given is None else [target.name for target in given]


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


def _curves(one: Classification, code: int | None, task: Task) -> dict[str, Any] | None:
    ranking = _ranking(one, code, task)
    if ranking is None or not len(ranking.positive):
        return None
    roc = points(ranking.roc_corners()) if len(ranking.negative) else {"x": [], "y": [], "score": []}
    return {"pr": points(ranking.precision_recall()), "roc": roc}


def _limits(params: dict[str, Any]) -> tuple[float | None, dict[str, float]]:
    threshold = params.get("threshold")
    given = params.get("class_thresholds")
    limits = {str(label): float(limit) for label, limit in given.items()} if isinstance(given, dict) else {}
    return None if threshold is None else float(threshold), limits


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
