"""A segment that is still lines: read from where the last look ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy.typing as npt

from dsviz_widget.history.columns import STEP, Column, Ints, Key, KeyInfo
from dsviz_widget.history.gathered import Gathered

PIECE_BYTES = 128 << 10
"""Lines that are parsed at once. JSON is parsed without letting another thread of the process go on, and a
loop that logs would wait for all of it: this much takes 2 ms."""


class LinesSegment:
    """The rows of one ``.jsonl`` file, as far as they were read.

    Attributes
    ----------
    damaged : int
        Lines that were no rows, and were left out.
    unread : int
        Bytes after the last whole line: a line that is being written, or that a killed process left.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged = 0
        self.unread = 0
        self._offset = 0
        self._gathered = Gathered()

    @property
    def row_count(self) -> int:
        """Rows that were read so far."""
        return self._gathered.row_count

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
        before = self.row_count
        for piece in _pieces(content[:end]):
            rows, damaged = parse_lines(piece)
            self._offset += len(piece)
            self.damaged += damaged
            self._gathered.take(rows)
        return self.row_count > before

    @property
    def keys(self) -> dict[Key, KeyInfo]:
        """Every key and kind that occurs, in the order of their first rows."""
        return self._gathered.keys

    def base(self, name: str) -> npt.NDArray[Any]:
        """Return a column that every row has."""
        return self._gathered.base(name)

    def last(self, name: str) -> Any:
        """Return the last value of a column that every row has."""
        return self._gathered.last(name)

    def column(self, key: Key) -> Column:
        """Return the values under a key that are of a kind."""
        return self._gathered.column(key)

    def dictionaries(self, keys: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows as they were written, whatever keys are named.

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


def _pieces(content: bytes) -> Iterator[bytes]:
    """Yield whole lines in pieces of about `PIECE_BYTES`; the last byte ends a line."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + PIECE_BYTES - 1) + 1 or len(content)
        yield content[start:end]
        start = end


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
