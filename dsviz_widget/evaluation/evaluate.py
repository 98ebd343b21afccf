"""One call for all kinds of predictions: classes, masks and boxes."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.classify import ClassColumns, classify
from dsviz_widget.evaluation.columns import Overlay, Target, target_of
from dsviz_widget.evaluation.rows import SideRows, sides_of
from dsviz_widget.query import Query, Task
from dsviz_widget.query.bound import Queried, query_of
from dsviz_widget.table.staged import BlobsOfTables
from dsviz_widget.types import ColumnType

if TYPE_CHECKING:
    from dsviz_widget.evaluation.classification import ScoreOf
    from dsviz_widget.evaluation.scores import Score


HEEDED = {"class": ("score", "positive", "score_of"), "mask": ("ignore",), "boxes": ("score",)}
"""What each kind of predictions makes use of."""


def evaluate(
    table: Any,
    truth: str | Sequence[str],
    prediction: str | Sequence[str] | None = None,
    score: Score | None = None,
    *,
    positive: str | int | bool | None = None,
    score_of: ScoreOf | None = None,
    ignore: str | Sequence[str] | None = None,
    task: Task | None = None,
) -> Any:
    """Say how well predictions agree with the truth.

    Parameters
    ----------
    table : Table, JoinedTable, Query, view, or list or dict of them
        Rows to score; of a query those that it keeps, of a view those that it shows. A query on several
        tables, and a list, have a result for each table, a dict has one by each of its keys. Tables in one
        call have the same classes.
    truth, prediction : str, or list of str
        A column of text, whole numbers or booleans; or masks or boxes, as ``"photo.truth"``. A list has a
        name for each table. Without a prediction the highest score says what is predicted.
    score : str, list of str or dict, optional
        How sure a prediction is: a column, one for each class by a pattern such as ``"p_*"`` (what the star
        stands for is the class), a list of these, a dict of class to column, or a column of dicts or lists.
        For boxes, which of their scores.
    positive : str, int or bool, optional
        The class that a single score is of, where there are two; the greater one unless given.
    score_of : {"predicted", "positive"}, optional
        Whether a single score is that of the prediction or of the positive class. Worked out unless given.
    ignore : str or list of str, optional
        True classes of masks whose pixels do not count; those called unlabelled, void or ignore unless given.
    task : Task, optional
        Stops the work.

    Returns
    -------
    Classification, Segmentation or Detection; or a list or dict of them

    Raises
    ------
    EvaluationError
        If columns or classes are not there, or columns do not hold what is to be scored.

    Warns
    -----
    UserWarning
        Of an argument that has no effect on what the columns hold.

    Examples
    --------
    >>> import dsviz_widget as wandb
    >>> table = wandb.Table(columns=["label", "pred"], data=[["cat", "cat"], ["dog", "cat"]])
    >>> evaluate(table, truth="label", prediction="pred").accuracy
    0.5
    """
    is_one = not isinstance(table, Mapping | list | tuple)
    given = [table] if is_one else list(table.values() if isinstance(table, Mapping) else table)
    ignore = [ignore] if isinstance(ignore, str) else ignore
    if not given:
        raise EvaluationError("there are no tables. Give one, or a list of them.")
    names = [truth, *([] if prediction is None else [prediction])]
    sides = [side for one in given for side in _sides(one, names)]
    results = evaluate_sides(
        sides, truth, prediction, score, positive=positive, score_of=score_of, ignore=ignore, task=task
    )
    if isinstance(table, Mapping):
        return dict(zip(table, results, strict=True))
    return results[0] if is_one and len(results) == 1 else results


def evaluate_sides(
    sides: Sequence[SideRows],
    truth: str | Sequence[str],
    prediction: str | Sequence[str] | None,
    score: Score | None,
    *,
    positive: str | int | bool | None = None,
    score_of: ScoreOf | None = None,
    ignore: Sequence[str] | None = None,
    task: Task | None = None,
) -> list[Any]:
    """Return a result for the rows of each table; see `evaluate`."""
    truths = targets(sides, truth, "truth")
    predictions = None if prediction is None else targets(sides, prediction, "prediction")
    kinds = {target.kind for target in (*truths, *(predictions or ()))}
    if len(kinds) > 1:
        raise EvaluationError(
            f"truth {truths[0].name!r} is {_noun(truths[0])} and the prediction is not; both must be alike."
        )
    (kind,) = kinds
    given = {"score": score, "positive": positive, "score_of": score_of, "ignore": ignore or None}
    for name, value in given.items():
        if value is not None and name not in HEEDED[kind]:
            warnings.warn(f"{name} has no effect on {_noun(truths[0])}.", UserWarning, stacklevel=3)
    if kind == "class":
        names = [None] * len(sides) if predictions is None else [one.name for one in predictions]
        columns = [ClassColumns(a.name, b, score) for a, b in zip(truths, names, strict=True)]
        return list(classify(sides, columns, positive, score_of, task))
    if predictions is None:
        raise EvaluationError(f"truth {truths[0].name!r} is {_noun(truths[0])}; name the prediction as well.")
    pairs = [(a.overlay, b.overlay) for a, b in zip(truths, predictions, strict=True)]
    if kind == "mask":
        from dsviz_widget.evaluation.segment import segment

        reading = [_reading(rows, sides, truth.overlay) for rows, truth in zip(sides, truths, strict=True)]
        return list(segment(reading, [(a, b) for a, b in pairs if a and b], ignore, task))
    from dsviz_widget.evaluation.detection import detect

    if score is not None and not isinstance(score, str):
        raise EvaluationError("the score of boxes is the name of one of their scores.")
    return list(detect(sides, [(a, b) for a, b in pairs if a and b], score, task))


def targets(sides: Sequence[SideRows], names: str | Sequence[str], what: str) -> list[Target]:
    """Return what a name stands for in each table; a list has a name for each.

    A table beside others that has no truth of its own is held against that of the first one that has it.
    """
    each = [names] * len(sides) if isinstance(names, str) else list(names)
    if len(each) != len(sides):
        raise EvaluationError(
            f"{what} names {len(each)} columns for {len(sides)} tables; give one name, or one for each."
        )
    found = []
    for rows, name in zip(sides, each, strict=True):
        try:
            found.append(target_of(rows, name))
        except EvaluationError:
            beside = _beside(rows, sides, name) if what == "truth" else None
            if beside is None:
                raise
            found.append(beside)
    return found


def _beside(rows: SideRows, sides: Sequence[SideRows], name: str) -> Target | None:
    """Return what a name stands for in another table, as the rows of a table beside it know it."""
    for other in sides:
        if other.engine is not rows.engine or not other.own:
            continue
        try:
            target = target_of(other, name)
        except EvaluationError:
            continue
        if target.overlay is None:
            return Target(target.kind, other.name_of(target.name))
        column = other.name_of(target.overlay.column)
        return Target(target.kind, name, Overlay(column, target.overlay.group))
    return None


def _reading(rows: SideRows, sides: Sequence[SideRows], truth: Overlay | None) -> SideRows:
    """Return rows that reach the files of their truth, which may be those of another table."""
    if truth is None or truth.column in rows.own:
        return rows
    sources = [side.blobs for side in sides if side.blobs is not None]
    return replace(rows, blobs=BlobsOfTables(sources)) if sources else rows


def _noun(target: Target) -> str:
    return {"class": "a column of classes", "mask": "masks", "boxes": "boxes"}[target.kind]


def _sides(table: Any, names: Sequence[str | Sequence[str]]) -> list[SideRows]:
    """Return the rows of each table that a query is on; of joined rows, where names are of both, one."""
    # A view has its query, which is what is on the screen.
    shown = getattr(table, "query", None)
    if isinstance(table, Query):
        query = table
    elif isinstance(shown, Query):
        query = shown
    else:
        query = query_of(table)
    tables, engine = query.bound.tables, query.engine
    whole = Query(filters=query.filters, derived=query.derived)
    known = engine.kinds(Query()).tables
    types: dict[str, ColumnType] = {}
    for number, one in enumerate(tables):
        if isinstance(one, Queried):
            mine: Mapping[str, ColumnType] = getattr(one, "types", {})
            # Of the rows of a view that compares tables, names are those of all together already.
            here = known[number] if len(known) == len(tables) > 1 else {name: name for name in mine}
            types.update({here[own]: found for own, found in mine.items() if own in here})
    blobs = [getattr(one, "blobs", None) for one in tables]
    sides = sides_of(engine, types, whole, blobs if len(blobs) > 1 else blobs[0])
    if len(sides) > 1 and all(isinstance(name, str) and _is_of_all(sides, name) for name in names):
        return [SideRows(engine, types, whole, BlobsOfTables([found for found in blobs if found]))]
    return sides


def _is_of_all(sides: Sequence[SideRows], name: str) -> bool:
    """Tell whether a name is that of a column of all tables together, such as ``0.label``."""
    return any(
        name == column or name.startswith(f"{column}.")
        for column in sides[0].names
        if not any(column in side.own for side in sides)
    )
