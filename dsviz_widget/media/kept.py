"""What was made of files once, such as thumbnails: kept in memory and on disk."""

from __future__ import annotations

import contextlib
import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from dsviz_widget.errors import StoreError
from dsviz_widget.store.files import write_derived

MEMORY_BYTES = 64_000_000
NAME = re.compile(r"\w[\w.-]*")


class Kept:
    """Bytes by a key, kept in memory and, with a `folder`, on disk. Safe to call from several threads.

    Parameters
    ----------
    folder : path, optional
        It may be deleted at any time.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._making: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the bytes of a key; those that are not there are made, and errors of that are not kept.

        Of several threads that ask for a key at once, one makes it and the others wait.

        Parameters
        ----------
        key : str
            Begins with the digest of the file, and is a file's name.
        """
        while True:
            with self._lock:
                found = self._memory.get(key)
                if found is not None:
                    self._memory.move_to_end(key)
                    return found
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = threading.Event()
                    break
            others.wait()
        try:
            made = self._on_disk(key, make)
            with self._lock:
                self._remember(key, made)
            return made
        finally:
            with self._lock:
                del self._making[key]
            mine.set()

    def _on_disk(self, key: str, make: Callable[[], bytes]) -> bytes:
        # A digest may come from a table of unknown origin, and becomes a path here.
        if self._folder is None or NAME.fullmatch(key) is None:
            return make()
        path = self._folder / key[:2] / key
        with contextlib.suppress(OSError):
            found = _checked(path.read_bytes())
            if found is not None:
                return found
        made = make()
        # In a store that is only read, such as a shared one, memory has to do.
        with contextlib.suppress(OSError, StoreError):
            write_derived(path, zlib.crc32(made).to_bytes(4, "little") + made)
        return made

    def _remember(self, key: str, made: bytes) -> None:
        self._memory[key] = made
        self._bytes += len(made)
        while self._bytes > MEMORY_BYTES and len(self._memory) > 1:
            self._bytes -= len(self._memory.popitem(last=False)[1])


def _checked(content: bytes) -> bytes | None:
    """Return what was kept behind its checksum; None of a file that is cut short or not ours."""
    made = content[4:]
    return made if zlib.crc32(made).to_bytes(4, "little") == content[:4] and content else None
