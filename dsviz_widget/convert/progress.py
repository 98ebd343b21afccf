"""How far an import is, on one line that is written over."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called with how many runs are done, and how many there are."""

QUIET_S = 1.0
EVERY_S = 0.2


def followed(items: Iterable[T], count: int, progress: Progress | bool) -> Iterator[T]:
    """Yield `items`, and tell how far it is after each.

    Parameters
    ----------
    progress : bool or function
        True writes a line to the error stream once it has taken a second; a function is called each time.
    """
    tell = progress if callable(progress) else _Line() if progress else _nothing
    try:
        for done, item in enumerate(items):
            tell(done, count)
            yield item
        tell(count, count)
    finally:
        if isinstance(tell, _Line):
            tell.end()


class _Line:
    def __init__(self) -> None:
        self._next = time.monotonic() + QUIET_S
        self._is_shown = False

    def __call__(self, done: int, count: int) -> None:
        now = time.monotonic()
        if now < self._next and not (self._is_shown and done == count):
            return
        self._next, self._is_shown = now + EVERY_S, True
        sys.stderr.write(f"\rImporting runs, {done} of {count}")
        sys.stderr.flush()

    def end(self) -> None:
        if self._is_shown:
            sys.stderr.write("\n")


def _nothing(done: int, count: int) -> None:
    return None
