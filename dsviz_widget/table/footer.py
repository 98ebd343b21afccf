"""How many rows a Parquet file has, read from its footer without a library.

A list of versions tells the rows of each, and a process that only lists (a server, a sidebar) should not load
Arrow for a number. The footer is a Thrift struct in the compact protocol whose third field is the number.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

MAGIC = b"PAR1"
ROW_COUNT = 3
FIRST_BYTES = 16 << 10
"""What is read from the end at first: the footers of most tables are shorter."""
DEEPEST = 32

STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(13)


def footer_rows(path: Path | str) -> int | None:
    """Return the number of rows of a Parquet file, or None for a file that is none, or is damaged.

    References
    ----------
    ``FileMetaData`` of parquet.thrift, Apache Parquet; Thrift compact protocol encoding, Apache Thrift.
    """
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - FIRST_BYTES)
        file.seek(start)
        tail = file.read()
        if len(tail) < 12 or tail[-4:] != MAGIC:
            return None
        length = struct.unpack("<I", tail[-8:-4])[0]
        if length + 8 > size:
            return None
        if length + 8 > len(tail):
            file.seek(size - length - 8)
            tail = file.read()
    try:
        return _Reader(tail[-8 - length : -8]).row_count()
    except (IndexError, RecursionError, ValueError):
        return None


class _Reader:
    """Reads the fields of one struct in turn, and passes over those that nobody asked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def row_count(self) -> int | None:
        field = 0
        while True:
            head = self._byte()
            kind, delta = head & 15, head >> 4
            if kind == STOP:
                return None
            field = field + delta if delta else self._whole()
            if field == ROW_COUNT and kind == I64:
                return self._whole()
            self._skip(kind, 0)

    def _byte(self) -> int:
        self._at += 1
        return self._content[self._at - 1]

    def _varint(self) -> int:
        shift = found = 0
        while True:
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:
                return found
            shift += 7

    def _whole(self) -> int:
        # Zigzag: small numbers of either sign are short.
        found = self._varint()
        return (found >> 1) ^ -(found & 1)

    def _skip(self, kind: int, depth: int) -> None:
        if depth > DEEPEST:
            raise ValueError("the footer nests deeper than any footer does")
        if kind in (I16, I32, I64):
            self._varint()
        elif kind == BYTE:
            self._at += 1
        elif kind == DOUBLE:
            self._at += 8
        elif kind == BINARY:
            length = self._varint()
            self._at += length
        elif kind in (LIST, SET):
            head = self._byte()
            count = head >> 4
            for _ in range(self._varint() if count == 15 else count):
                self._skip_item(head & 15, depth + 1)
        elif kind == MAP:
            count = self._varint()
            kinds = self._byte() if count else 0
            for _ in range(count):
                self._skip_item(kinds >> 4, depth + 1)
                self._skip_item(kinds & 15, depth + 1)
        elif kind == STRUCT:
            while (head := self._byte()) & 15 != STOP:
                if not head >> 4:
                    self._varint()
                self._skip(head & 15, depth + 1)
        elif kind not in (TRUE, FALSE):
            raise ValueError(f"the footer has a field of kind {kind}")

    def _skip_item(self, kind: int, depth: int) -> None:
        # In a list a truth takes a byte; as a field it is its own kind.
        if kind in (TRUE, FALSE):
            self._at += 1
        else:
            self._skip(kind, depth)
