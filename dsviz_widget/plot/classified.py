"""True classes and scores, as people have them: ids or names, lists or arrays, one score or one per class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dsviz_widget.errors import ChartError


def as_array(values: Any, what: str) -> np.ndarray:
    """Return a list, an array, a series or a tensor as an array; raises ChartError for what is none."""
    if values is None:
        raise ChartError(f"{what} is missing.")
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ChartError(f"{what} is no array: {error}.") from None
    if array.dtype == object and array.ndim != 1:
        raise ChartError(f"the rows of {what} differ in length; each needs one value per class.")
    return array


def as_scores(values: Any, what: str) -> np.ndarray:
    """Return scores as a 2-D array, rows by classes.

    One score per row is that of the second of two classes.

    Raises
    ------
    ChartError
        If they are no numbers, of another shape, or one is not finite.
    """
    scores = as_array(values, what)
    if scores.dtype.kind not in "fiub" or scores.ndim not in (1, 2):
        raise ChartError(
            f"{what} must be numbers, rows × classes, and is {scores.dtype} of shape {scores.shape}. "
            "Give each row one score per class."
        )
    if scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if scores.dtype.kind != "f":
        scores = scores.astype(np.float64)
    if scores.ndim == 1:
        scores = np.stack([1 - scores, scores], axis=1)
    if not np.isfinite(scores.sum()) and not np.isfinite(scores).all():
        row = int(np.argwhere(~np.isfinite(scores))[0][0])
        raise ChartError(f"{what} has a score in row {row} that is not finite. Drop such rows first.")
    return scores


def class_ids(values: Any, names: Sequence[str] | None, count: int | None, what: str) -> np.ndarray:
    """Return one class id per row.

    Parameters
    ----------
    values : sequence of int or str
        Ids, or names out of `names`.
    names : sequence of str or None
        By id.
    count : int or None
        How many classes there are, where that is known.
    what : str
        What messages call them.
    """
    ids = as_array(values, what)
    if ids.ndim == 2 and ids.shape[1] == 1:
        ids = ids[:, 0]
    if ids.ndim != 1:
        raise ChartError(f"{what} must have one class per row, and has shape {ids.shape}.")
    if ids.dtype.kind in "OUS":
        return _ids_of_names(ids, names, what)
    if ids.dtype.kind == "f" and np.array_equal(ids, np.rint(ids)):
        ids = ids.astype(np.int64)
    if ids.dtype.kind not in "iub":
        raise ChartError(f"{what} must be class ids or names, and is {ids.dtype}.")
    ids = ids.astype(np.int64, copy=False)
    if len(ids):
        low, high = int(ids.min()), int(ids.max())
        if low < 0 or (count is not None and high >= count):
            wrong = low if low < 0 else high
            there = f"0 to {count - 1}" if count is not None else "0 and up"
            raise ChartError(f"{what} has the class id {wrong}; ids are {there}.")
    return ids


def _ids_of_names(values: np.ndarray, names: Sequence[str] | None, what: str) -> np.ndarray:
    if names is None:
        raise ChartError(f"{what} has names of classes; say in which order the classes are, with labels.")
    by_name = {name: index for index, name in enumerate(names)}
    unique, inverse = np.unique(values.astype(str), return_inverse=True)
    unknown = [name for name in unique.tolist() if name not in by_name]
    if unknown:
        raise ChartError(f"{what} has the class {unknown[0]!r}, which is not in {list(names)[:12]}.")
    return np.array([by_name[name] for name in unique.tolist()], np.int64)[inverse]


def names_of(labels: Any, count: int, what: str) -> list[str]:
    """Return a name for each class, ``Class_1`` and so on unless given.

    Raises
    ------
    ChartError
        If there are fewer names than classes, or two are equal.
    """
    if labels is None:
        return [f"Class_{index + 1}" for index in range(count)]
    names = list_of_names(labels, what)
    if len(names) < count:
        raise ChartError(f"{what} has {len(names)} names, and there are {count} classes.")
    return names


def list_of_names(labels: Any, what: str) -> list[str]:
    """Return names as a list of texts; raises ChartError if two are equal, or they are one text."""
    if isinstance(labels, str):
        raise ChartError(f"{what} must be a list of names, got the text {labels!r}.")
    names = [str(name) for name in labels]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ChartError(f"{what} has {twice!r} twice; each class needs a name of its own.")
    return names


def same_length(a: np.ndarray, b: np.ndarray, what_a: str, what_b: str) -> None:
    """Raise ChartError unless both have a value for each row, and there are rows."""
    if len(a) != len(b):
        raise ChartError(
            f"{what_a} has {len(a):,} rows, and {what_b} {len(b):,}. Give both for the same rows."
        )
    if not len(a):
        raise ChartError(f"{what_a} and {what_b} are empty; a chart needs at least one row.")
