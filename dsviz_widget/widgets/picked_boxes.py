"""Photos that have boxes of a kind: how many, and the clause that keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dsviz_widget.evaluation.detection_errors import KINDS, DetectionErrors
from dsviz_widget.evaluation.detection_sides import DetectionSide
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.query import Task, write_name
from dsviz_widget.query.language.parse import write_value

KEY_NAMES = ("id", "key", "image_id", "photo_id", "file", "file_name", "filename", "name", "path")
MAX_LOOKED_AT = 20
"""Columns that are tried as a key."""


def counts_of_picked(
    errors: DetectionErrors, limits: np.ndarray, photos: np.ndarray, picked: Mapping[str, Any]
) -> np.ndarray:
    """Return for each row how many boxes it has of those that were picked.

    Parameters
    ----------
    errors : DetectionErrors
    limits : (classes,) float array
        Least scores.
    photos : (rows,) bool array
        Rows that count.
    picked : mapping
        ``kind``, one of `KINDS` or ``missed``, with ``class`` or without; or ``truth`` and ``prediction``,
        a cell of the confusion matrix: number of a class, ``background`` or ``missed``.
    """
    found, truth = errors.found, errors.truth
    counted, missed = errors.counted(limits, photos), errors.missed(limits, photos)
    kind, label = picked.get("kind"), picked.get("class")
    of_truth, of_found = picked.get("truth"), picked.get("prediction")
    if kind is not None:
        counted &= errors.kind == KINDS.index(kind) if kind in KINDS else False
        missed &= kind == "missed"
        if label is not None:
            counted &= found.label == label
            missed &= truth.label == label
    else:
        counted &= found.label == of_found
        counted &= errors.true_class == (errors.classes if of_truth == "background" else of_truth)
        missed &= (truth.label == of_truth) & (of_found == "missed")
    rows = len(photos)
    return np.bincount(found.photo[counted], minlength=rows) + np.bincount(
        truth.photo[missed], minlength=rows
    )


def clause_of(
    rows: Sequence[SideRows],
    sides: Sequence[DetectionSide],
    columns: Sequence[Sequence[str]],
    ids: np.ndarray,
    keys: Sequence[str],
    task: Task | None = None,
) -> str | None:
    """Return the clause that keeps some rows, by their key; None for no rows.

    Parameters
    ----------
    rows, sides : sequence
        The tables.
    columns : sequence of (str, str)
        For each table a column of photos, and a group; the photo itself is the key where nothing else is.
    ids : (n,) int array
        The rows.
    keys : sequence of str
        Columns on which tables were matched; a column that tells rows apart unless given.
    """
    if not len(ids):
        return None
    engine = rows[0].engine
    if len(keys) == 1:
        return _one_of(write_name(keys[0]), _values(engine, keys[0], ids))
    if keys:
        parts = [[_equal(key, value) for value in _values(engine, key, ids)] for key in keys]
        return " or ".join(f"({' and '.join(row)})" for row in zip(*parts, strict=True))
    key = _key_of(engine, task)
    if key is not None:
        return _one_of(write_name(key), _values(engine, key, ids))
    texts = []
    for table, side, (column, _) in zip(rows, sides, columns, strict=True):
        mine = ids[side.has_photo[ids]]
        if len(mine):
            name = table.name_of(column)
            digests = engine.take(mine, [name]).column(name)
            values = [image["digest"] for image in digests.to_pylist() if image and image["digest"]]
            prefix = f"${table.side}." if table.side is not None and name != column else ""
            texts.append(_one_of(f"{prefix}{write_name(column)}.digest", values))
    return " or ".join(texts) or None


def _one_of(name: str, values: Sequence[Any]) -> str:
    return f"{name} in {write_value(list(dict.fromkeys(values)))}"


def _equal(key: str, value: Any) -> str:
    return f"{write_name(key)} = {write_value(value)}"


def _values(engine: Any, name: str, ids: np.ndarray) -> list[Any]:
    values: list[Any] = engine.take(ids, [name]).column(name).to_pylist()
    return values


def _key_of(engine: Any, task: Task | None) -> str | None:
    """Return a column of text or whole numbers that has another value in each row; names of keys go first."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def fits(kind: pa.DataType) -> bool:
        return bool(pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind))

    names = [column.name for column in engine.schema if fits(column.type)]
    names.sort(
        key=lambda name: KEY_NAMES.index(name.lower()) if name.lower() in KEY_NAMES else len(KEY_NAMES)
    )
    every = np.arange(engine.row_count)
    for name in names[:MAX_LOOKED_AT]:
        if task is not None:
            task.check()
        column = engine.take(every, [name]).column(name)
        if column.null_count == 0 and pc.count_distinct(column).as_py() == engine.row_count:
            return str(name)
    return None
