"""Scores of predictions, as tables have them: one number a row, a column per class, or a cell with all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.labels import Value, shown

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.evaluation.rows import SideRows

Score = str | Sequence[str] | Mapping[str, str]
"""A column, a pattern such as ``"p_*"``, a list of columns, or the column of each class."""


@dataclass(frozen=True)
class ScoreColumns:
    """Where the scores of a table are.

    Parameters
    ----------
    columns : tuple of str
        Columns that have them.
    labels : tuple of str or None
        For one column per class, the class of each; None for a single column.
    """

    columns: tuple[str, ...]
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Scores:
    """Scores of rows; NaN where a cell is empty or not finite.

    Parameters
    ----------
    single : (n,) float array or None
        One score a row.
    by_class : dict of str to (n,) float array
        Scores of each class, by its text.
    in_order : list of (n,) float array
        Scores of classes that have a place and no name.
    """

    single: np.ndarray | None
    by_class: dict[str, np.ndarray]
    in_order: list[np.ndarray]

    def of_classes(self, classes: Sequence[Value], what: str) -> list[np.ndarray | None]:
        """Return the scores of each class; None for one that has none.

        Raises
        ------
        EvaluationError
            If scores have no names, and there are not as many as classes.
        """
        if self.by_class:
            return [self.by_class.get(shown(value)) for value in classes]
        count = len(self.in_order)
        if all(isinstance(value, int) and not isinstance(value, bool) for value in classes):
            ids = [int(value) for value in classes]
            if not ids or (min(ids) >= 0 and max(ids) < count):
                return [self.in_order[id] for id in ids]
        if len(classes) != count:
            raise EvaluationError(
                f"{what} has {count} scores a row, and there are {len(classes)} classes. "
                "Give scores as a dict by class, or as one column per class."
            )
        return list(self.in_order)


def find_scores(rows: SideRows, score: Score) -> ScoreColumns:
    """Return which columns of a table have the scores.

    Raises
    ------
    EvaluationError
        If a column is not there, or a pattern fits none.
    """
    if isinstance(score, Mapping):
        for name in score.values():
            rows.name_of(name)
        return ScoreColumns(tuple(score.values()), tuple(map(str, score)))
    if isinstance(score, str):
        if "*" not in score or score in rows.names:
            rows.name_of(score)
            return ScoreColumns((score,))
        start, _, end = score.partition("*")
        found = [
            name
            for name in rows.names
            if len(name) > len(start) + len(end) and name.startswith(start) and name.endswith(end)
        ]
        if not found:
            raise EvaluationError(
                f"{rows.table} has no columns {score!r}.{did_you_mean(score.replace('*', ''), rows.own)}"
            )
        return ScoreColumns(tuple(found), tuple(name[len(start) : len(name) - len(end)] for name in found))
    columns = list(score)
    if len(columns) < 2:
        raise EvaluationError(
            f"score is a list of {len(columns)} columns; name one per class, or one column."
        )
    for name in columns:
        rows.name_of(name)
    first = _shared(columns)
    last = _shared([name[first:][::-1] for name in columns])
    return ScoreColumns(tuple(columns), tuple(name[first : len(name) - last] for name in columns))


def _shared(names: Sequence[str]) -> int:
    """Return how many signs all names begin with; no word is cut: p_bird and p_boat share ``p_``."""
    first, last = min(names), max(names)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    while length and not _ends_word(names, length):
        length -= 1
    return length


def _ends_word(names: Sequence[str], length: int) -> bool:
    before = names[0][length - 1]
    return not before.isalnum() or (
        before.isalpha() and all(name[length : length + 1].isdigit() for name in names)
    )


def read_scores(found: ScoreColumns, cells: pa.Table) -> Scores:
    """Return the scores in the cells of a table.

    Raises
    ------
    EvaluationError
        If a column holds no numbers.
    """
    import pyarrow as pa

    if found.labels is not None:
        numbers = [_numbers(cells.column(name), name) for name in found.columns]
        return Scores(None, dict(zip(found.labels, numbers, strict=True)), [])
    (name,) = found.columns
    column = cells.column(name)
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = column.type
    if pa.types.is_struct(kind):
        fields = [kind.field(index).name for index in range(kind.num_fields)]
        flat = column.combine_chunks().flatten() if column.num_chunks == 1 else _flat(column)
        named = {label: _numbers(part, f"{name}.{label}") for label, part in zip(fields, flat, strict=True)}
        return Scores(None, named, [])
    if pa.types.is_map(kind):
        return Scores(None, _of_maps(column, name), [])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return Scores(None, {}, _of_lists(column, name))
    return Scores(_numbers(column, name), {}, [])


def _flat(column: pa.ChunkedArray) -> list[Any]:
    import pyarrow as pa

    return list(pa.concat_arrays(column.chunks).flatten()) if column.num_chunks else list(column.flatten())


def _numbers(column: Any, name: str) -> np.ndarray:
    """Return cells as doubles, NaN where one is empty or infinite."""
    import pyarrow as pa

    kind = column.type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind)):
        raise EvaluationError(f"column {name!r} is {kind}, which is no score. Scores are numbers.")
    numbers = np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    if not np.isfinite(numbers.sum()):
        numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    return numbers


def _of_lists(column: pa.ChunkedArray, name: str) -> list[np.ndarray]:
    """Return the first, second, ... items of lists that are all as long."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.unique(pc.list_value_length(column)).drop_null().to_pylist()
    if len(lengths) > 1:
        raise EvaluationError(
            f"the lists in column {name!r} have {min(lengths)} to {max(lengths)} scores. "
            "Each row needs one per class."
        )
    count = lengths[0] if lengths else 0
    there = np.asarray(pc.is_valid(column))
    values = _numbers(pc.list_flatten(column), name).reshape(-1, count) if count else np.zeros((0, 0))
    found = []
    for index in range(count):
        whole = np.full(len(column), np.nan)
        whole[there] = values[: int(there.sum()), index]
        found.append(whole)
    assert isinstance(column, pa.ChunkedArray)
    return found


def _of_maps(column: pa.ChunkedArray, name: str) -> dict[str, np.ndarray]:
    """Return the values of each key of maps; NaN in rows that lack it."""
    found: dict[str, np.ndarray] = {}
    start = 0
    for chunk in column.chunks:
        offsets = np.asarray(chunk.offsets)
        first, end = (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
        owners = np.repeat(np.arange(len(chunk)), np.diff(offsets)) + start
        values = _numbers(chunk.items[first:end], name)
        keys = chunk.keys[first:end].dictionary_encode()
        codes = np.asarray(keys.indices)
        for code, key in enumerate(keys.dictionary.to_pylist()):
            mine = codes == code
            of_key = found.setdefault(str(key), np.full(len(column), np.nan))
            of_key[owners[mine]] = values[mine]
        start += len(chunk)
    return found
