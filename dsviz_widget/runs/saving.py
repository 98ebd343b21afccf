"""Writing a record soon: many changes in a row are one write, on a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SOON_S = 0.3
REST = 20
"""How many times as long as a write took to wait before the next one."""


class Saver:
    """Calls `write` a moment after the first of many changes, never twice at once.

    Parameters
    ----------
    write : function
    """

    def __init__(self, write: Callable[[], None]) -> None:
        self._write = write
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._took_s = 0.0
        self.is_due = False
        """Whether a write is coming."""

    def soon(self, wait_s: float = SOON_S) -> None:
        """Write within a moment; what changes until then is in it."""
        with self._lock:
            if self.is_due:
                return
            self.is_due = True
            self._timer = threading.Timer(max(wait_s, REST * self._took_s), self.now)
            self._timer.daemon = True
            try:
                self._timer.start()
                return
            except RuntimeError:
                # Python is ending, and begins no thread any more.
                self._timer = None
        self.now()

    def now(self) -> None:
        """Write at once."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self.is_due = False
            began = time.perf_counter()
            self._write()
            self._took_s = time.perf_counter() - began

    def cancel(self) -> None:
        """Write nothing more."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self.is_due = True

    def renew(self) -> None:
        """Forget a thread that a forked process does not have."""
        self._lock = threading.Lock()
        self._timer, self.is_due = None, False
