"""Turning a segment of lines into Parquet: a column for each key and kind, the same rows in the same order.

Run as ``python -m dsviz_widget.history.packing FOLDER`` it packs what nobody writes any more; a writer starts
that when a segment is full, so that no step waits for it.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP
from dsviz_widget.history.gathered import PLAIN_NUMBERS, Gathered
from dsviz_widget.history.kinds import kind_of
from dsviz_widget.history.later import SMALL_BYTES
from dsviz_widget.history.lines import parse_lines
from dsviz_widget.history.packed import PackedColumn, write_packed
from dsviz_widget.history.segments import list_segments
from dsviz_widget.store.alive import take

MOST_COLUMNS = 4096
"""Keys beyond so many, those with the fewest values, share one column."""

STORAGE: dict[type, str] = {float: "float", int: "int", bool: "bool", str: "text", dict: "json", list: "json"}


def pack_folder(folder: Path, smallest: int = SMALL_BYTES) -> int:
    """Pack the segments of a history that nobody writes any more; return how many were.

    Parameters
    ----------
    folder : path
    smallest : int
        Bytes of lines from which on a segment is packed.
    """
    count = 0
    for segment in list_segments(folder):
        if not segment.is_packed and segment.size >= max(smallest, 1):
            count += pack_segment(segment.path)
    return count


def pack_segment(path: Path) -> bool:
    """Put Parquet in the place of a segment's lines; return False when somebody still writes or packs it."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        if not take(handle):
            return False
        target = path.with_suffix(".parquet")
        if not target.exists():
            rows, _ = parse_lines(path.read_bytes())
            columns = _Packing(rows)
            if not columns.is_worth_it:
                return False
            _write(columns, target)
        # From here on the lines are not looked at any more; Windows keeps them while somebody reads them.
        with suppress(OSError):
            path.unlink()
    except OSError:
        # A folder that cannot be written stays lines, and is read as such.
        return False
    finally:
        os.close(handle)
    return True


def _write(columns: _Packing, target: Path) -> None:
    staged = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        write_packed(staged, columns.base, columns.columns(), columns.more)
        os.replace(staged, target)
    finally:
        staged.unlink(missing_ok=True)


class _Packing:
    """Rows sorted into columns by key and by how Parquet stores the value."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.row_count = len(rows)
        self.more: dict[int, dict[str, Any]] = {}
        self._infos = Gathered()
        self._infos.take(rows)
        self.base = {name: self._infos.base(name) for name in (STEP, TIMESTAMP, RUNTIME)}
        self._keys = self._infos.keys
        counts = Counter({key: info.count for key, info in self._keys.items()})
        self._wanted = {key for key, _ in counts.most_common(MOST_COLUMNS)}
        self._found: dict[tuple[str, str, str], tuple[list[int], list[Any]]] = {}
        start = 0
        for keys, group in groupby(rows, key=tuple):
            alike = list(group)
            for key, values in zip(keys, zip(*map(dict.values, alike), strict=True), strict=True):
                if key in self.base:
                    self._check_base(key, start, values)
                else:
                    self._sort(key, start, values)
            start += len(alike)

    @property
    def is_worth_it(self) -> bool:
        """Whether there are rows, and not a few with more keys than Parquet has columns for."""
        return self.row_count > 0 and len(self._keys) <= max(MOST_COLUMNS, self.row_count)

    def columns(self) -> list[PackedColumn]:
        """Return the columns, numbers that are whole and those that are not apart."""
        return [
            PackedColumn(key, kind, storage, self._keys[key, kind], rows, values)
            for (key, kind, storage), (rows, values) in self._found.items()
        ]

    def _sort(self, key: str, start: int, values: Sequence[Any]) -> None:
        classes = set(map(type, values))
        if len(classes) == 1 and classes <= {float, bool}:
            self._add(key, classes.pop(), range(start, start + len(values)), values)
            return
        for row, value in enumerate(values, start):
            if fits(value):
                self._add(key, type(value), (row,), (value,))
            else:
                self.more.setdefault(row, {})[key] = value

    def _add(self, key: str, cls: type, rows: Iterable[int], values: Sequence[Any]) -> None:
        kind = kind_of(values[0])
        if (key, kind) not in self._wanted:
            for row, value in zip(rows, values, strict=True):
                self.more.setdefault(row, {})[key] = value
            return
        column = self._found.setdefault((key, kind, STORAGE[cls]), ([], []))
        column[0].extend(rows)
        column[1].extend(values)

    def _check_base(self, name: str, start: int, values: Sequence[Any]) -> None:
        """Keep a time that is no number beside the others; reading it back as NaN would lose it."""
        if name == STEP or PLAIN_NUMBERS.issuperset(map(type, values)):
            return
        for row, value in enumerate(values, start):
            if type(value) not in PLAIN_NUMBERS:
                self.more.setdefault(row, {})[name] = value


def fits(value: Any) -> bool:
    """Return whether a value has a column of its own in Parquet; the others stand as JSON."""
    cls = type(value)
    if cls is int:
        return bool(-(1 << 63) <= value < 1 << 63)
    if cls is str:
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
        return True
    return cls in STORAGE


def main() -> None:
    """Pack the folder that the command names, behind whatever else the machine does."""
    if hasattr(os, "nice"):
        os.nice(10)
    pack_folder(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
