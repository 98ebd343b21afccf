"""How expressions say what a table was scored by, for the clauses that clicks write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsviz_widget.evaluation.classification import Classification
from dsviz_widget.evaluation.labels import Value, literal, shown
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.evaluation.scores import Score, find_scores
from dsviz_widget.query import write_name
from dsviz_widget.widgets.scoring_choice import expression_of, stacked_where

MOST_SPELLED = 30
"""Classes up to which the highest of their scores is written out."""


def expressions_of(
    rows: SideRows, one: Classification, truth: str, prediction: str | None, score: Score | None
) -> dict[str, Any]:
    """Return how a clause names what a table was scored by.

    Returns
    -------
    dict
        ``where``, what tells this table's rows from those of others after each other; ``truth`` and
        ``prediction``; ``truth_values`` and ``prediction_values``, how these write each class where they hold
        ids of named classes; ``predicted``, where scores say it, per class the condition under which it is
        predicted (``{t}`` stands for the threshold); ``score`` of the predicted class; and ``of_class``, the
        score of each. None stands for what there is not, or what would be too long to say.
    """
    of_class = None if score is None else _of_class(rows, one, score)
    predicted: list[str] | None = None
    top: str | None = None
    if one.score_of == "class" and of_class is not None:
        there = [text for text in of_class if text is not None]
        if len(there) <= MOST_SPELLED and len(there) > 1:
            highest = f"max({', '.join(there)})"
            top = highest if one.takes_highest else None
            predicted = ["false" if text is None else f"{text} >= {highest}" for text in of_class]
    elif one.score_of is not None and isinstance(score, str):
        top = expression_of(rows, score)
    if one.score_of == "positive" and one.positive is not None and top is not None:
        predicted = [f"{top} < {{t}}", f"{top} >= {{t}}"]
        predicted = predicted if one.positive == 1 else predicted[::-1]
        prediction = None
    return {
        "where": stacked_where(rows),
        "truth": expression_of(rows, truth),
        "truth_values": _values(one, one.truth_cells),
        "prediction_values": _values(one, one.prediction_cells),
        "prediction": None if prediction is None else expression_of(rows, prediction),
        "predicted": predicted if prediction is None else None,
        "score": top,
        "of_class": of_class,
    }


def _values(one: Classification, cells: Mapping[Value, Value]) -> list[str] | None:
    """Return how a clause writes each class in a column of ids; None where it is as in other columns."""
    return [literal(cells.get(value, value)) for value in one.classes] if cells else None


def _of_class(rows: SideRows, one: Classification, score: Score) -> list[str | None] | None:
    """Return the score of each class as an expression."""
    if one.score_of != "class":
        return None
    found = find_scores(rows, score)
    if found.labels is not None:
        by_label = dict(zip(found.labels, found.columns, strict=True))
        return [
            expression_of(rows, by_label[shown(value)]) if shown(value) in by_label else None
            for value in one.classes
        ]
    column = expression_of(rows, found.columns[0])
    if rows.type_of(found.columns[0]).kind == "list":
        ids = [value for value in one.classes if isinstance(value, int) and not isinstance(value, bool)]
        places = ids if len(ids) == len(one.classes) else range(len(one.classes))
        return [f"at({column}, {place})" for place in places]
    return [f"{column}.{write_name(shown(value))}" for value in one.classes]
