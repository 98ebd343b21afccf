"""A segment that is still lines: read from where the last look ended."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Column, Ints, Key, KeyInfo
from dsviz_widget.history.kinds import NUMBER, kind_of

BASE = (STEP, TIMESTAMP, RUNTIME)
PLAIN_NUMBERS = frozenset((int, float))


class LinesSegment:
    """The rows of one ``.jsonl`` file, as far as they were read.

    Attributes
    ----------
    row_count : int
    damaged : int
        Lines that were no rows, and were left out.
    unread : int
        Bytes after the last whole line: a line that is being written, or that a killed process left.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.row_count = 0
        self.damaged = 0
        self.unread = 0
        self._offset = 0
        self._steps = array("q")
        self._times = {TIMESTAMP: array("d"), RUNTIME: array("d")}
        self._columns: dict[Key, _Growing] = {}

    def refresh(self) -> bool:
        """Read what was appended since; return whether there are new rows.

        Raises
        ------
        FileNotFoundError
            If the lines were packed meanwhile.
        """
        with self.path.open("rb") as file:
            file.seek(self._offset)
            content = file.read()
        end = content.rfind(b"\n") + 1
        self.unread = len(content) - end
        if not end:
            return False
        rows, damaged = parse_lines(content[:end])
        self._offset += end
        self.damaged += damaged
        self._take(rows)
        return bool(rows)

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

    def column(self, key: Key) -> Column:
        """Return the values under a key that are of a kind."""
        found = self._columns.get(key)
        if found is None:
            return Column(np.empty(0, np.int64), np.empty(0) if key[1] == NUMBER else [])
        rows = None if len(found.rows) == self.row_count else np.array(found.rows)
        return Column(rows, np.array(found.values) if isinstance(found.values, array) else list(found.values))

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as they were written.

        Raises
        ------
        FileNotFoundError
            If the lines were packed meanwhile; before the first row.
        """
        with self.path.open("rb") as file:
            left = self._offset
            for line in file:
                left -= len(line)
                if left < 0:
                    return
                yield from parse_lines(line)[0]

    def at(self, rows: Ints) -> list[dict[str, Any]]:
        """Return some rows as they were written; `rows` rise.

        Raises
        ------
        FileNotFoundError
            If the lines were packed meanwhile.
        """
        if self.damaged:
            # Lines and rows are not the same then.
            wanted = set(rows.tolist())
            return [row for at, row in enumerate(self.dictionaries()) if at in wanted]
        with self.path.open("rb") as file:
            lines = file.read(self._offset).split(b"\n")
        return parse_lines(b"\n".join([lines[row] for row in rows.tolist()]))[0]

    def _take(self, rows: list[dict[str, Any]]) -> None:
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


def parse_lines(content: bytes) -> tuple[list[dict[str, Any]], int]:
    """Return the rows in whole lines, and how many lines were none."""
    lines = content.split(b"\n")
    lines = [line for line in lines if line]
    try:
        rows = json.loads(b"[" + b",".join(lines) + b"]")
        # A line that was cut in half could still make sense beside its neighbours.
        if len(rows) == len(lines) and all(map(_is_row, rows)):
            return rows, 0
    except (ValueError, RecursionError):
        pass
    rows = []
    for line in lines:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if _is_row(row):
            rows.append(row)
    return rows, len(lines) - len(rows)


def _is_row(row: Any) -> bool:
    if type(row) is not dict:
        return False
    step = row.get(STEP)
    return type(step) is int and -(1 << 63) <= step < 1 << 63
