"""How good predictions are: precision-recall, ROC and the confusion matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import ChartError, did_you_mean
from dsviz_widget.plot import curves
from dsviz_widget.plot.chart import Chart, make_chart
from dsviz_widget.plot.classified import (
    as_array,
    as_scores,
    class_ids,
    list_of_names,
    names_of,
    same_length,
)

if TYPE_CHECKING:
    from dsviz_widget.table import Table

MAX_CLASSES = 5_000
"""A matrix has as many cells as the square of it."""


def pr_curve(
    y_true: Any = None,
    y_probas: Any = None,
    labels: Sequence[str] | None = None,
    classes_to_plot: Sequence[Any] | None = None,
    interp_size: int | None = None,
    title: str | None = "Precision-Recall Curve",
    split_table: bool = False,
) -> Chart:
    """Return precision over recall, a curve for each class against the rest.

    Parameters
    ----------
    y_true : (n,) sequence of int or str
        True class of each row: an id, or a name out of `labels`.
    y_probas : (n, classes) or (n,) array of numbers
        Scores; of one score per row, that of the second of two classes.
    labels : list of str, optional
        Names of the classes, by id; ``Class_1`` and so on unless given.
    classes_to_plot : list of int or str, optional
        Ids or names of those to draw; all that occur in `y_true` unless given.
    interp_size : int, optional
        Read the curve at so many recalls from 0 to 1, rounded to 3 decimals, as W&B does with 21. Without
        it the points are the curve's own.
    title : str, optional
    split_table : bool
        W&B's; the table of a logged chart is kept beside it in either case.

    Returns
    -------
    Chart
        Its table has ``class``, ``recall``, ``precision``, ``threshold`` and ``average_precision``.

    Raises
    ------
    ChartError
        If the lengths differ, a class is unknown, or a score is not finite.

    References
    ----------
    ``wandb.plot.pr_curve``, W&B reference, 2021; the numbers are those of scikit-learn's
    ``precision_recall_curve`` and ``average_precision_score``.
    """

    def curve_of(is_true: np.ndarray, scores: np.ndarray) -> curves.Curve:
        whole = curves.precision_recall(is_true, scores)
        return curves.interpolated(whole, interp_size) if interp_size else curves.thinned(whole)

    if interp_size is not None and interp_size < 2:
        raise ChartError(f"interp_size is the number of points of a curve, at least 2, got {interp_size}.")
    names = ("class", "recall", "precision", "threshold", "average_precision")
    table = _curves(y_true, y_probas, labels, classes_to_plot, names, curve_of)
    fields = {"x": "recall", "y": "precision", "class": "class"}
    strings = {"title": title or "", "x-axis-title": "Recall", "y-axis-title": "Precision"}
    return make_chart("wandb/area-under-curve/v0", table, fields, strings)


def roc_curve(
    y_true: Any = None,
    y_probas: Any = None,
    labels: Sequence[str] | None = None,
    classes_to_plot: Sequence[Any] | None = None,
    title: str | None = "ROC Curve",
    split_table: bool = False,
) -> Chart:
    """Return the true positive rate over the false positive rate, a curve for each class against the rest.

    See `pr_curve` for the parameters.

    Returns
    -------
    Chart
        Its table has ``class``, ``fpr``, ``tpr``, ``threshold`` (infinite where nothing is found) and
        ``auc``.

    Raises
    ------
    ChartError
        If the lengths differ, a class is unknown, or a score is not finite.

    References
    ----------
    ``wandb.plot.roc_curve``, W&B reference, 2021; the numbers are those of scikit-learn's ``roc_curve``
    and ``auc``.
    """
    names = ("class", "fpr", "tpr", "threshold", "auc")
    table = _curves(
        y_true, y_probas, labels, classes_to_plot, names, lambda *given: curves.thinned(curves.roc(*given))
    )
    fields = {"x": "fpr", "y": "tpr", "class": "class"}
    strings = {
        "title": title or "",
        "x-axis-title": "False positive rate",
        "y-axis-title": "True positive rate",
    }
    return make_chart("wandb/area-under-curve/v0", table, fields, strings)


def confusion_matrix(
    probs: Any = None,
    y_true: Any = None,
    preds: Any = None,
    class_names: Sequence[str] | None = None,
    title: str | None = "Confusion Matrix",
    split_table: bool = False,
) -> Chart:
    """Return how often each class was taken for each other.

    What is predicted stands in `probs` or in `preds`, and the form says which it is: rows × classes are
    scores, of which the highest counts, and one value per row is a class. So W&B's documented
    ``confusion_matrix(predictions, ground_truth, class_names)`` works, whether the predictions are scores
    or classes: what stands third beside predictions are the names.

    Parameters
    ----------
    probs : (n, classes) array of numbers or (n,) sequence of int or str
        Scores, or predicted classes.
    y_true : (n,) sequence of int or str
        True class of each row: an id, or a name out of `class_names`.
    preds : (n,) sequence of int or str
        Predicted classes, in place of `probs`.
    class_names : list of str, optional
        By id; ``Class_1`` and so on unless given, or the names that occur, sorted.
    title : str, optional
    split_table : bool
        W&B's; the table of a logged chart is kept beside it in either case.

    Returns
    -------
    Chart
        Its table has ``Actual``, ``Predicted`` and ``nPredictions``, a row for each pair of classes.

    Raises
    ------
    ChartError
        If scores and classes are both given, lengths differ, or a class is unknown.

    References
    ----------
    ``wandb.plot.confusion_matrix``, W&B reference, 2021, and the page of ``wandb.log``.
    """
    if probs is not None and preds is not None and class_names is None:
        preds, class_names = None, preds
    if probs is not None and preds is not None:
        raise ChartError("give the predictions once: scores as probs, or classes as preds.")
    predicted = as_array(probs if probs is not None else preds, "the predictions (probs or preds)")
    names = None if class_names is None else list_of_names(class_names, "class_names")
    if names is None and predicted.ndim == 1:
        names = _names_in(predicted, y_true)
    count = None if names is None else len(names)
    if predicted.ndim == 2 and predicted.shape[1] > 1:
        scores = as_scores(predicted, "probs")
        count = scores.shape[1]
        names = names_of(names, count, "class_names")
        chosen = scores.argmax(axis=1)
    else:
        chosen = class_ids(predicted, names, count, "the predictions")
    actual = class_ids(y_true, names, count if names is None else len(names), "y_true")
    same_length(actual, chosen, "y_true", "the predictions")
    if count is None:
        count = int(max(actual.max(), chosen.max())) + 1
    size = len(names) if names is not None else count
    if size > MAX_CLASSES:
        raise ChartError(f"a matrix of {size:,} classes cannot be drawn; {MAX_CLASSES:,} at most.")
    names = names_of(names, size, "class_names")
    counts = np.bincount(actual * size + chosen, minlength=size * size)
    table = _table(
        {
            "Actual": _named(np.repeat(np.arange(size), size), names),
            "Predicted": _named(np.tile(np.arange(size), size), names),
            "nPredictions": counts,
        }
    )
    fields = {"Actual": "Actual", "Predicted": "Predicted", "nPredictions": "nPredictions"}
    return make_chart("wandb/confusion_matrix/v1", table, fields, {"title": title or ""})


def _curves(
    y_true: Any,
    y_probas: Any,
    labels: Any,
    classes_to_plot: Any,
    columns: tuple[str, str, str, str, str],
    curve_of: Callable[[np.ndarray, np.ndarray], curves.Curve],
) -> Table:
    scores = as_scores(y_probas, "y_probas")
    count = scores.shape[1]
    truth = as_array(y_true, "y_true")
    if labels is None and truth.dtype.kind in "OUS":
        # scikit-learn's classifiers give scores in the order of the sorted names.
        labels = np.unique(truth.astype(str)).tolist()
        if len(labels) != count:
            raise ChartError(
                f"y_true has {len(labels)} classes and y_probas {count} columns; "
                "name the classes with labels."
            )
    names = names_of(labels, count, "labels")
    ids = class_ids(truth, names, count, "y_true")
    same_length(ids, scores, "y_true", "y_probas")
    chosen = _chosen(classes_to_plot, names, count, np.flatnonzero(np.bincount(ids, minlength=count)))
    made = [curve_of(ids == index, np.ascontiguousarray(scores[:, index])) for index in chosen]
    lengths = [len(curve.x) for curve in made]
    label, x, y, threshold, area = columns
    return _table(
        {
            label: _named(np.repeat(chosen, lengths), names),
            x: np.concatenate([curve.x for curve in made]),
            y: np.concatenate([curve.y for curve in made]),
            threshold: np.concatenate([curve.thresholds for curve in made]),
            area: np.repeat([curve.area for curve in made], lengths),
        }
    )


def _names_in(predicted: np.ndarray, y_true: Any) -> list[str] | None:
    """Return the classes of rows that have names, sorted as in scikit-learn; None where they have ids."""
    truth = as_array(y_true, "y_true")
    if not {predicted.dtype.kind, truth.dtype.kind} & set("OUS"):
        return None
    return sorted({str(name) for name in (*predicted.tolist(), *truth.ravel().tolist())})


def _chosen(wanted: Any, names: list[str], count: int, there: np.ndarray) -> np.ndarray:
    if wanted is None:
        return there
    chosen = []
    for item in wanted:
        if isinstance(item, (int, np.integer)) and not isinstance(item, bool) and 0 <= item < count:
            chosen.append(int(item))
        elif str(item) in names[:count]:
            chosen.append(names.index(str(item)))
        else:
            raise ChartError(f"classes_to_plot has no class {item!r}.{did_you_mean(str(item), names)}")
    if not chosen:
        raise ChartError("classes_to_plot is empty; leave it out to draw all classes.")
    return np.array(chosen, np.int64)


def _named(ids: np.ndarray, names: list[str]) -> Any:
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(ids), pa.array(names)).cast(pa.string())


def _table(columns: dict[str, Any]) -> Table:
    import pyarrow as pa

    from dsviz_widget.table import Table

    return Table.from_arrow(pa.table(columns))
