"""Classes of truth and prediction: from columns of text, whole numbers or booleans to codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import EvaluationError

if TYPE_CHECKING:
    import pyarrow as pa

MAX_CLASSES = 1_000
"""A matrix of more has over a million cells."""
NONE = -1
"""Code of a row without a class."""

Value = str | int | bool


@dataclass(frozen=True)
class LabelColumn:
    """The classes in one column.

    Parameters
    ----------
    name : str
        What messages call the column.
    codes : (n,) int32 array
        Place in `values`, or `NONE` where the cell is empty.
    values : list of str, int or bool
        What occurs in the cells.
    names : dict of int to str or None
        Names of class ids, where the column has them.
    """

    name: str
    codes: np.ndarray
    values: list[Value]
    names: Mapping[int, str] | None = None


def read_labels(name: str, column: pa.ChunkedArray, names: Mapping[int, str] | None = None) -> LabelColumn:
    """Return the classes in a column.

    Parameters
    ----------
    name : str
        What messages call the column.
    column : pyarrow.ChunkedArray
        Text, whole numbers (also as floats, where NaN is an empty cell) or booleans.
    names : dict of int to str, optional
        Of class ids.

    Raises
    ------
    EvaluationError
        If it holds anything else, or too many different values.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_null(kind):
        return LabelColumn(name, np.full(len(column), NONE, np.int32), [], names)
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, None)
        if not pc.all(pc.equal(column, pc.round(column)), min_count=0).as_py():
            raise EvaluationError(
                f"column {name!r} holds fractions, which are no classes. "
                "Name a column of labels, or give these numbers as the score."
            )
        column = column.cast(pa.int64())
    elif not (
        pa.types.is_integer(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
    ):
        raise EvaluationError(
            f"column {name!r} is {kind}, which holds no classes. Classes are text, whole numbers or booleans."
        )
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks() if encoded.num_chunks != 1 else encoded.chunk(0)
    found = encoded.dictionary.to_pylist()
    if len(found) > MAX_CLASSES:
        raise EvaluationError(
            f"column {name!r} has {len(found):,} different values; {MAX_CLASSES:,} classes at most. "
            "Name the column that holds the class."
        )
    codes = np.asarray(encoded.indices.fill_null(NONE)).astype(np.int32, copy=False)
    return LabelColumn(name, codes, found, names)


@dataclass(frozen=True)
class JoinedLabels:
    """The classes of several columns.

    Parameters
    ----------
    classes : list of str, int or bool
        Sorted as scikit-learn sorts them.
    codes : list of (n,) int32 array
        Per column, the place of each cell in `classes`, or `NONE`.
    cells : list of dict of class to cell
        Per column, what stands in its cells for a class, where that is not the class itself.
    """

    classes: list[Value]
    codes: list[np.ndarray]
    cells: list[dict[Value, Value]]


def join_labels(columns: Sequence[LabelColumn], more: Sequence[str] = ()) -> JoinedLabels:
    """Return the classes of several columns.

    Where one column knows names of its class ids, a class is the name, in columns of numbers too.

    Parameters
    ----------
    columns : sequence of LabelColumn
    more : sequence of str
        Text of classes that are there besides, such as those that a column of scores is named after.

    Raises
    ------
    EvaluationError
        If text stands in one column and numbers in another: they would never be equal.
    """
    names = {id: name for column in reversed(columns) for id, name in (column.names or {}).items()}
    each = [_classes_of(column, names) for column in columns]
    kinds = {
        ("text" if isinstance(value, str) else "numbers"): column.name
        for column, values in zip(columns, each, strict=True)
        for value in values
    }
    if len(kinds) > 1:
        raise EvaluationError(
            f"column {kinds['text']!r} holds text and column {kinds['numbers']!r} numbers, which never "
            "agree. Make them alike in a derived column."
        )
    all_booleans = all(isinstance(value, bool) for values in each for value in values)
    if not all_booleans:
        each = [[int(value) if isinstance(value, bool) else value for value in values] for values in each]
    known = {value for values in each for value in values}
    texts = {shown(value) for value in known}
    known |= {value for text in more if text not in texts and (value := _like(text, known)) is not None}
    if len(known) > MAX_CLASSES:
        raise EvaluationError(f"there are {len(known):,} classes; {MAX_CLASSES:,} at most.")
    classes = sorted(known)
    place = {value: code for code, value in enumerate(classes)}
    # The last one is for rows without a class, whose code is -1.
    tables = [np.array([*(place[value] for value in values), NONE], np.int32) for values in each]
    return JoinedLabels(
        classes,
        [table[column.codes] for table, column in zip(tables, columns, strict=True)],
        [
            {value: cell for value, cell in zip(values, column.values, strict=True) if value != cell}
            for values, column in zip(each, columns, strict=True)
        ],
    )


def _classes_of(column: LabelColumn, names: Mapping[int, str]) -> list[Value]:
    """Return what the values of a column are called."""
    if not names or not all(isinstance(value, int) for value in column.values):
        return column.values
    mine = {**names, **(column.names or {})}
    return [mine.get(int(value), str(value)) for value in column.values]


def _like(text: str, known: set[Value]) -> Value | None:
    """Return a class that a column of scores names, of the kind that the others are."""
    if not known or isinstance(next(iter(known)), str):
        return text
    if all(isinstance(value, bool) for value in known):
        return {"true": True, "false": False, "True": True, "False": False}.get(text)
    try:
        return int(text)
    except ValueError:
        return None


def shown(value: Value) -> str:
    """Return a class as people read it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def literal(value: Any) -> str:
    """Return a class as expressions write it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return shown(value)
