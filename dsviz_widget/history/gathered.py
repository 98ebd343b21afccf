"""Rows gathered into columns, as they come in."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Column, Key, KeyInfo
from dsviz_widget.history.kinds import NUMBER, kind_of

PLAIN_NUMBERS = frozenset((int, float))


class Gathered:
    """Columns of rows that were read from lines; it grows by `take`.

    Attributes
    ----------
    row_count : int
    """

    def __init__(self) -> None:
        self.row_count = 0
        self._steps = array("q")
        self._times = {TIMESTAMP: array("d"), RUNTIME: array("d")}
        self._columns: dict[Key, _Growing] = {}

    @property
    def keys(self) -> dict[Key, KeyInfo]:
        """Every key and kind that occurs, in the order of their first rows."""
        return {key: self._info(column) for key, column in self._columns.items()}

    def _info(self, column: _Growing) -> KeyInfo:
        first, last = self._steps[column.rows[0]], self._steps[column.rows[-1]]
        return KeyInfo(len(column.rows), first, last, column.last)

    def base(self, name: str) -> npt.NDArray[Any]:
        """Return a column that every row has."""
        # Copied: an array that shares its memory could grow no more.
        return np.array(self._steps if name == STEP else self._times[name])

    def last(self, name: str) -> Any:
        """Return the last value of a column that every row has."""
        return (self._steps if name == STEP else self._times[name])[-1]

    def column(self, key: Key) -> Column:
        """Return the values under a key that are of a kind."""
        found = self._columns.get(key)
        if found is None:
            return Column(np.empty(0, np.int64), np.empty(0) if key[1] == NUMBER else [])
        rows = None if len(found.rows) == self.row_count else np.array(found.rows)
        return Column(rows, np.array(found.values) if isinstance(found.values, array) else list(found.values))

    def take(self, rows: list[dict[str, Any]]) -> None:
        """Add rows, each with ``_step``."""
        # Rows with the same keys in the same order are turned into columns at once.
        for keys, group in groupby(rows, key=tuple):
            alike = list(group)
            start = self.row_count
            columns = dict(zip(keys, zip(*map(dict.values, alike), strict=True), strict=True))
            self.row_count += len(alike)
            self._steps.extend(columns.pop(STEP))
            for name, times in self._times.items():
                times.extend(map(_seconds, columns.pop(name, [None] * len(alike))))
            for key, values in columns.items():
                self._add(key, start, values)

    def _add(self, key: str, start: int, values: Sequence[Any]) -> None:
        if PLAIN_NUMBERS.issuperset(map(type, values)):
            self._column((key, NUMBER)).extend(range(start, start + len(values)), values)
            return
        for row, value in enumerate(values, start):
            self._column((key, kind_of(value))).extend((row,), (value,))

    def _column(self, key: Key) -> _Growing:
        found = self._columns.get(key)
        if found is None:
            found = self._columns[key] = _Growing(key[1])
        return found


class _Growing:
    """The values of one key and kind, and the rows they stand in."""

    def __init__(self, kind: str) -> None:
        self.rows = array("q")
        self.values: array[float] | list[Any] = array("d") if kind == NUMBER else []
        self.last: Any = None

    def extend(self, rows: Sequence[int], values: Sequence[Any]) -> None:
        try:
            self.values.extend(values)
        except OverflowError:
            del self.values[len(self.rows) :]
            self.values.extend(map(nearest_float, values))
        self.rows.extend(rows)
        self.last = values[-1]


def nearest_float(value: float) -> float:
    """Return the double nearest to a number; infinity for a whole number beyond all doubles."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _seconds(value: Any) -> float:
    return nearest_float(value) if type(value) in PLAIN_NUMBERS else float("nan")
