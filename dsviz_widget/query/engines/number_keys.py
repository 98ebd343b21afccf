"""Keys that are whole numbers, each once: rows are found by looking up, which takes no join."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.gathered import NONE

DENSE = 4
"""Numbers per row up to which a place is kept for each number that may occur."""


def match_numbers(keys: Sequence[pa.Table], task: Task | None = None) -> list[np.ndarray] | None:
    """Return per table the row that stands in each row of a comparison, or `NONE`.

    Parameters
    ----------
    keys : sequence of pyarrow.Table
        Per table, the key of every row.
    task : Task or None
        Stops it.

    Returns
    -------
    list of int array, or None
        None where keys are not whole numbers, or some are empty or there twice.
    """
    values = [_numbers(table) for table in keys]
    if any(found is None for found in values):
        return None
    numbers = [found for found in values if found is not None]
    lookups: list[_Dense | _Sorted] = []
    for found in numbers:
        if task is not None:
            task.check()
        lookup = _Dense(found) if _Dense.fits(found) else _Sorted(found)
        if not lookup.is_unique:
            return None
        lookups.append(lookup)
    stages = []
    for side in range(len(numbers)):
        if task is not None:
            task.check()
        stages.append(_rows_from(side, numbers, lookups))
    kind = np.int32 if max(map(len, numbers)) < 2**31 else np.int64
    return [np.concatenate(parts).astype(kind, copy=False) for parts in zip(*stages, strict=True)]


def _numbers(keys: pa.Table) -> np.ndarray | None:
    """Return the keys of a table as 64-bit integers; None where they are not that."""
    if keys.num_columns != 1 or not keys.num_rows:
        return None
    column = keys.column(0)
    if column.null_count or not (pa.types.is_int64(column.type) or pa.types.is_timestamp(column.type)):
        return None
    return np.asarray(column).astype(np.int64, copy=False)


def _rows_from(
    side: int, numbers: Sequence[np.ndarray], lookups: Sequence[_Dense | _Sorted]
) -> list[np.ndarray]:
    """Return the rows that a table has and none before it, each beside those with the same key after it."""
    mine = numbers[side]
    rows = np.arange(len(mine))
    for earlier in lookups[:side]:
        rows = rows[earlier.find(mine[rows]) == NONE]
    wanted = mine if len(rows) == len(mine) else mine[rows]
    missing = np.full(len(rows), NONE)
    return [
        *(missing for _ in range(side)),
        rows,
        *(lookup.find(wanted) for lookup in lookups[side + 1 :]),
    ]


class _Dense:
    """Keeps the row of every number from the least to the greatest."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._least = int(numbers.min())
        self._span = int(numbers.max()) - self._least + 1
        # One place more, where nothing is.
        self._rows = np.full(self._span + 1, NONE, np.int32 if len(numbers) < 2**31 else np.int64)
        rows = np.arange(len(numbers), dtype=self._rows.dtype)
        self._rows[numbers - self._least] = rows
        self.is_unique = bool((self._rows[numbers - self._least] == rows).all())

    @staticmethod
    def fits(numbers: np.ndarray) -> bool:
        """Tell whether the numbers lie close enough."""
        return int(numbers.max()) - int(numbers.min()) < DENSE * len(numbers)

    def find(self, numbers: np.ndarray) -> np.ndarray:
        """Return the row of each number, or `NONE`."""
        inside = (numbers >= self._least) & (numbers <= self._least + self._span - 1)
        return self._rows[np.where(inside, numbers - self._least, self._span)]


class _Sorted:
    """Keeps the numbers in their order."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._order: np.ndarray | None = None
        if np.any(numbers[1:] <= numbers[:-1]):
            self._order = np.argsort(numbers)
            numbers = numbers[self._order]
        self._numbers = numbers
        self.is_unique = not np.any(numbers[1:] == numbers[:-1])

    def find(self, numbers: np.ndarray) -> np.ndarray:
        """Return the row of each number, or `NONE`."""
        places = np.searchsorted(self._numbers, numbers)
        places[places == len(self._numbers)] = 0
        found = self._numbers[places] == numbers
        rows = places if self._order is None else self._order[places]
        return np.where(found, rows, NONE)
