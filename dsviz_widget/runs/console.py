"""What a run prints, kept beside it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from dsviz_widget.store import cannot_write

LOG = "output.log"


class Console:
    """Copies what Python prints to ``output.log`` until it is closed; it is still printed.

    In a notebook the streams are ipykernel's, and are left in place: each is wrapped, and what comes from
    other libraries' C code is not seen.

    Parameters
    ----------
    folder : path
        The run's.

    Raises
    ------
    StoreError
        If the file cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / LOG
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            cannot_write(path, error)
        self._is_open = True
        self._wrapped = {name: _Copied(getattr(sys, name), self._write) for name in ("stdout", "stderr")}
        for name, stream in self._wrapped.items():
            setattr(sys, name, stream)

    def _write(self, text: str) -> None:
        if self._is_open:
            try:
                os.write(self._handle, text.encode("utf-8", "replace"))
            except OSError:
                # A full disk must not stop what the script prints.
                self._is_open = False

    def close(self) -> None:
        """Let the streams be what they were."""
        for name, stream in self._wrapped.items():
            # Whoever wrapped them after us keeps ours, which then only passes on.
            if getattr(sys, name) is stream:
                setattr(sys, name, stream.stream)
        self._is_open = False
        os.close(self._handle)


class _Copied(io.TextIOBase):
    """A stream that tells somebody what goes through it."""

    def __init__(self, stream: TextIO, tell: Any) -> None:
        self.stream = stream
        self._tell = tell

    def write(self, text: str) -> int:
        self._tell(text)
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()

    def isatty(self) -> bool:
        return self.stream.isatty()

    def fileno(self) -> int:
        return self.stream.fileno()

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        # Who closes sys.stdout means the stream, and ours is gone with the run.
        with contextlib.suppress(ValueError):
            self.stream.flush()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self.stream.errors

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
