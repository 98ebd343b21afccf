"""From the columns of tables to classifications that share their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.classification import Classification, ScoreOf
from dsviz_widget.evaluation.labels import NONE, LabelColumn, Value, join_labels, read_labels, shown
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.evaluation.scored import with_one_score, with_scores_of_classes
from dsviz_widget.evaluation.scores import Score, Scores, find_scores, read_scores
from dsviz_widget.media.class_ids import ClassIdsType
from dsviz_widget.query import Task


@dataclass(frozen=True)
class ClassColumns:
    """Which columns of one table hold what.

    Parameters
    ----------
    truth : str
    prediction : str or None
        None where the highest score of the classes says what is predicted.
    score : Score or None
    """

    truth: str
    prediction: str | None = None
    score: Score | None = None


@dataclass(frozen=True)
class _Read:
    ids: np.ndarray
    truth: LabelColumn
    prediction: LabelColumn | None
    scores: Scores | None
    named: tuple[str, ...]


def classify(
    sides: Sequence[SideRows],
    columns: Sequence[ClassColumns],
    positive: str | int | bool | None = None,
    score_of: ScoreOf | None = None,
    task: Task | None = None,
) -> list[Classification]:
    """Return the classification of each table; all have the same classes.

    Parameters
    ----------
    sides : sequence of SideRows
    columns : sequence of ClassColumns
        One for each table.
    positive : str, int or bool, optional
        The class that a single score is of, where there are two; the greater one unless given.
    score_of : {"predicted", "positive"}, optional
        What a single score is of. Unless given, it is of the positive class if it is higher for every row
        that was taken for it than for any other, or if there is no prediction.
    task : Task or None
        Stops the work.

    Raises
    ------
    EvaluationError
        If columns are not there, or do not hold classes and scores.
    """
    if score_of not in (None, "class", "predicted", "positive"):
        raise EvaluationError(f"score_of is 'predicted' or 'positive', not {score_of!r}.")
    read = []
    for rows, names in zip(sides, columns, strict=True):
        read.append(_read(rows, names, task))
        if task is not None:
            task.check()
    every = [column for one in read for column in (one.truth, one.prediction) if column is not None]
    more = [label for one in read for label in one.named]
    joined = join_labels(every, more)
    classes, codes = joined.classes, joined.codes
    single = [one for one in read if one.scores is not None and one.scores.single is not None]
    if any(one.prediction is None for one in single):
        classes, codes = _two_classes(classes, codes, positive)
    elif single and score_of is None and len(classes) <= 2:
        score_of = _score_of_all(sides, columns, positive, task)
    waiting = iter(zip(codes, joined.cells, strict=True))
    found = []
    for one, names in zip(read, columns, strict=True):
        truth, cells = next(waiting)
        predicted, taken_for = (None, {}) if one.prediction is None else next(waiting)
        made = _classified(one, names, classes, truth, predicted, positive, score_of)
        found.append(replace(made, truth_cells=cells, prediction_cells=taken_for))
        if task is not None:
            task.check()
    return found


def _score_of_all(
    sides: Sequence[SideRows], columns: Sequence[ClassColumns], positive: Value | None, task: Task | None
) -> ScoreOf | None:
    """Return what scores are of, as all rows have it; None where nothing is filtered, or tables differ.

    A filter may leave two classes of many, and few enough rows that a score of the prediction looks like one
    of the greater class.
    """
    if not any(rows.query.filters for rows in sides):
        return None
    every = [replace(rows, query=replace(rows.query, filters=())) for rows in sides]
    found = {one.score_of for one in classify(every, columns, positive, None, task)}
    return found.pop() if len(found) == 1 else None


def _read(rows: SideRows, names: ClassColumns, task: Task | None) -> _Read:
    found = None if names.score is None else find_scores(rows, names.score)
    wanted = [names.truth, *([] if names.prediction is None else [names.prediction])]
    wanted += [] if found is None else list(found.columns)
    ids, cells = rows.take(list(dict.fromkeys(wanted)), task)

    def labels_of(name: str) -> LabelColumn:
        kind = rows.type_of(name)
        return read_labels(name, cells.column(name), kind.labels if isinstance(kind, ClassIdsType) else None)

    scores = None if found is None else read_scores(found, cells)
    return _Read(
        ids,
        labels_of(names.truth),
        None if names.prediction is None else labels_of(names.prediction),
        scores,
        tuple(scores.by_class) if scores is not None else (),
    )


def _two_classes(
    classes: list[Value], codes: list[np.ndarray], positive: Value | None
) -> tuple[list[Value], list[np.ndarray]]:
    """Return two classes where rows happen to be of one alone, as after a filter."""
    if len(classes) > 2:
        raise EvaluationError(
            f"there are {len(classes)} classes and one score a row, which does not say what is predicted. "
            "Name the column of the prediction, or one score per class."
        )
    if len(classes) != 1:
        return classes, codes
    (only,) = classes
    other: Value
    if isinstance(only, bool):
        other = not only
    elif positive is not None and positive != only:
        other = positive
    elif isinstance(only, int):
        other = 1 if only == 0 else 0
    else:
        other = f"not {only}"
    both = sorted([only, other])
    place = both.index(only)
    return both, [np.where(each == NONE, NONE, place).astype(np.int32) for each in codes]


def _classified(
    read: _Read,
    names: ClassColumns,
    classes: list[Value],
    truth: np.ndarray,
    predicted: np.ndarray | None,
    positive: Value | None,
    score_of: ScoreOf | None,
) -> Classification:
    scores, by_class, single = read.scores, None, None
    if scores is None and predicted is None:
        raise EvaluationError("there is neither a prediction nor a score. Name at least one of them.")
    if scores is not None:
        single = scores.single
        by_class = None if single is not None else scores.of_classes(classes, f"column {names.score!r}")
    no_truth = truth == NONE
    no_prediction = np.zeros(len(truth), bool) if predicted is None else predicted == NONE
    no_score = np.zeros(len(truth), bool)
    for numbers in [single, *(by_class or ())]:
        if numbers is not None:
            no_score |= np.isnan(numbers)
    skipped = {
        "truth": int(no_truth.sum()),
        "prediction": int((no_prediction & ~no_truth).sum()),
        "score": int((no_score & ~no_prediction & ~no_truth).sum()),
    }
    keep = ~(no_truth | no_prediction | no_score)
    whole = bool(keep.all())

    def kept(values: np.ndarray) -> np.ndarray:
        return values if whole else values[keep]

    known = {shown(value) for value in classes}
    base = Classification(
        tuple(classes),
        len(truth),
        skipped,
        kept(read.ids),
        kept(truth),
        np.zeros(0, np.int32) if predicted is None else kept(predicted),
        unused_scores=tuple(label for label in read.named if label not in known),
    )
    if by_class is not None:
        mine = [None if numbers is None else kept(numbers) for numbers in by_class]
        return with_scores_of_classes(base, mine, predicted is not None)
    if single is not None:
        return with_one_score(base, kept(single), predicted is not None, positive, score_of)
    return base
