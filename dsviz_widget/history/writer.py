"""Steps of a run on their way to disk: one line each, there when `append` returns."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from json import JSONEncoder
from pathlib import Path
from typing import Any

from dsviz_widget.history.later import has_lines_to_pack, pack_later
from dsviz_widget.history.segments import create_segment
from dsviz_widget.store.alive import hold
from dsviz_widget.store.files import cannot_write

SEGMENT_BYTES = 16 << 20


class HistoryWriter:
    """Appends the steps of one run. One thread at a time may call it.

    A line is written by one system call and not flushed to the disk: it outlives the process, killed or not,
    and a power cut may take the last seconds.

    Parameters
    ----------
    folder : path
        The run's ``history/``. It is made with the first step; each writer begins a segment of its own, so
        that processes that write one run at once, or one after another, never meet in a file.
    default : function, optional
        Called with a value that JSON has no form for; returns one that it has, or raises TypeError.
    segment_bytes : int
        Size from which on a segment is packed and the next one begun.
    """

    def __init__(
        self,
        folder: Path | str,
        default: Callable[[Any], Any] | None = None,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        self.folder = Path(folder)
        # ASCII, so that any text survives, half of a surrogate pair included; NaN as Python's JSON has it.
        self._encode = JSONEncoder(separators=(",", ":"), check_circular=False, default=default).encode
        self._segment_bytes = segment_bytes
        self._path: Path | None = None
        self._handle = -1
        self._size: float = float("inf")
        self._is_torn = False
        self._release = weakref.finalize(self, _close, -1)

    def append(self, step: int, row: Mapping[str, Any]) -> None:
        """Write one step; it is in the file when this returns.

        Parameters
        ----------
        step : int
        row : mapping
            What was logged, by key, with ``_timestamp`` (seconds since 1970, UTC) and ``_runtime`` (seconds
            since the run began). Not changed.

        Raises
        ------
        TypeError
            For a value that has no form in JSON; nothing is written.
        StoreError
            If the disk is full or may not be written; earlier steps are whole.
        """
        text = self._encode(row)
        line = f'{{"_step":{step},{text[1:]}\n' if len(text) > 2 else f'{{"_step":{step}}}\n'
        if self._size >= self._segment_bytes:
            self._begin()
        self._write(line.encode("ascii"))

    def close(self) -> None:
        """Let go of the segment, and have it packed if it is long; the next `append` begins another."""
        was_written = self._path is not None
        self._let_go()
        # Aside: loading what packs would keep a short script waiting at its end.
        if was_written and has_lines_to_pack(self.folder):
            pack_later(self.folder)

    def _let_go(self) -> None:
        self._release()
        self._path, self._handle, self._size = None, -1, float("inf")

    def _begin(self) -> None:
        was_written = self._path is not None
        self._let_go()
        if was_written:
            pack_later(self.folder)
        self._path, self._handle = create_segment(self.folder)
        hold(self._handle)
        self._size, self._is_torn = 0, False
        self._release = weakref.finalize(self, _close, self._handle)

    def _write(self, line: bytes) -> None:
        if self._is_torn:
            line = b"\n" + line
        written = 0
        try:
            written = os.write(self._handle, line)
            while written < len(line):
                written += os.write(self._handle, line[written:])
        except OSError as error:
            # What is there of this line must not run into the next one.
            self._is_torn = self._is_torn or written > 0
            cannot_write(self._path or self.folder, error)
        self._size += written
        self._is_torn = False


def _close(handle: int) -> None:
    if handle >= 0:
        os.close(handle)
