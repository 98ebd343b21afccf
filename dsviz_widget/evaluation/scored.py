"""What scores add to true and predicted classes: how sure each prediction is, and rankings per class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.classification import Classification, ScoreOf
from dsviz_widget.evaluation.labels import Value, shown
from dsviz_widget.evaluation.rankings import Rankings


def with_scores_of_classes(
    base: Classification, scores: Sequence[np.ndarray | None], has_prediction: bool
) -> Classification:
    """Return a classification with a score of each class in each row.

    Parameters
    ----------
    base : Classification
        Truth, and prediction if there is one.
    scores : sequence of (n,) float array or None
        By class; None for a class that has no scores.
    has_prediction : bool
        Whether `base` has one; else the highest score says what is predicted, the first of equal ones.

    Raises
    ------
    EvaluationError
        If a class is predicted that has no scores.
    """
    there = [(code, numbers) for code, numbers in enumerate(scores) if numbers is not None]
    predicted, highest = _highest(there, len(base.truth))
    best = highest
    if has_prediction:
        predicted = base.predicted
        best = np.full(len(predicted), np.nan)
        for code, numbers in there:
            mine = predicted == code
            best[mine] = numbers[mine]
        if np.isnan(best).any():
            missing = base.classes[int(predicted[np.isnan(best)][0])]
            named = [shown(base.classes[code]) for code, _ in there]
            raise EvaluationError(
                f"no score is of the class {shown(missing)!r}, which is predicted."
                f"{did_you_mean(shown(missing), [*named, *base.unused_scores])}"
            )
    is_probability = all(_is_probability(numbers) for _, numbers in there)
    waiting = list(scores)

    def scores_of(code: int) -> np.ndarray | None:
        # Rankings keep them sorted, so nothing else needs them.
        found, waiting[code] = waiting[code], None
        return found

    rankings = Rankings(base.truth, len(base.classes), scores_of)
    return replace(
        base,
        predicted=predicted,
        score=best,
        score_of="class",
        is_probability=is_probability,
        takes_highest=best is highest or bool((best == highest).all()),
        rankings=rankings,
    )


def with_one_score(
    base: Classification,
    score: np.ndarray,
    has_prediction: bool,
    positive: Value | None,
    score_of: ScoreOf | None,
) -> Classification:
    """Return a classification with one score a row, of what was predicted or of one of two classes.

    Of more than two classes, a row has for every class that it was not taken for a score below all others.

    Raises
    ------
    EvaluationError
        If `positive` is no class.
    """
    place = _place_of(base.classes, positive)
    is_probability = _is_probability(score)
    if len(base.classes) == 2 and score_of != "predicted":
        if not has_prediction:
            limit = 0.5 if is_probability else 0.0
            base = replace(base, predicted=np.where(score >= limit, place, 1 - place).astype(np.int32))
        if score_of == "positive" or not has_prediction or _is_of(score, base.predicted == place):
            return _of_positive(base, score, place, is_probability)
    predicted = base.predicted
    lowest = 0.0 if is_probability else float(score.min(initial=0.0)) - 1.0
    is_pair = len(base.classes) == 2 and is_probability

    def scores_of(code: int) -> np.ndarray:
        return np.where(predicted == code, score, 1 - score if is_pair else lowest)

    return replace(
        base,
        score=score,
        score_of="predicted",
        is_probability=is_probability,
        rankings=Rankings(base.truth, len(base.classes), scores_of),
    )


def _of_positive(base: Classification, score: np.ndarray, place: int, is_probability: bool) -> Classification:
    other = 1 - score if is_probability else -score
    return replace(
        base,
        score=np.where(base.predicted == place, score, other),
        score_of="positive",
        positive=place,
        positive_score=score,
        is_probability=is_probability,
        rankings=Rankings(base.truth, 2, lambda code: score if code == place else other),
    )


def _is_of(score: np.ndarray, taken: np.ndarray) -> bool:
    """Tell whether a score says which of two classes is predicted, rather than how sure that is."""
    inside, outside = score[taken], score[~taken]
    if len(inside) and len(outside):
        return bool(inside.min() > outside.max())
    return bool(len(outside)) and bool(outside.max() < 0.5)


def _place_of(classes: Sequence[Value], positive: Value | float | None) -> int:
    if positive is None:
        return len(classes) - 1
    texts = [shown(value) for value in classes]
    # Labels with empty cells are floats in a data frame, and so is one that is taken out of it.
    text = f"{positive:g}" if isinstance(positive, float) else shown(positive)
    if text not in texts:
        raise EvaluationError(f"there is no class {positive!r}.{did_you_mean(text, texts)}")
    return texts.index(text)


def _is_probability(numbers: np.ndarray) -> bool:
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() <= 1)


def _highest(scores: Sequence[tuple[int, np.ndarray]], rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the class of the highest score of each row, the first of equal ones, and that score."""
    predicted = np.zeros(rows, np.int32)
    best = np.full(rows, -np.inf)
    for code, numbers in scores:
        higher = numbers > best
        predicted[higher] = code
        best = np.where(higher, numbers, best)
    return predicted, best
