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
        True writes a line once it has taken a second, to the error stream, or under the cell of a notebook,
        where that stream would look like an error; a function is called each time.
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
        ipython = sys.modules.get("IPython")
        in_notebook = ipython is not None and hasattr(ipython.get_ipython(), "kernel")
        self._stream = sys.stdout if in_notebook else sys.stderr
        self._next = time.monotonic() + QUIET_S
        self._is_shown = False

    def __call__(self, done: int, count: int) -> None:
        now = time.monotonic()
        if now < self._next and not (self._is_shown and done == count):
            return
        self._next, self._is_shown = now + EVERY_S, True
        self._stream.write(f"\rImporting runs, {done} of {count}")
        self._stream.flush()

    def end(self) -> None:
        if self._is_shown:
            self._stream.write("\n")


def _nothing(done: int, count: int) -> None:
    return None
