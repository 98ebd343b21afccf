"""Answers kept for the next time, the oldest dropped first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """The last `size` answers, by key; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, T] = OrderedDict()

    def peek(self, key: Hashable) -> T | None:
        """Return a kept answer, or None."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the kept answer, or make and keep it; two threads may both make it."""
        found = self.peek(key)
        if found is not None:
            return found
        made = make()
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        return made
