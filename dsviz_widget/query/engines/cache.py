"""Answers kept for the next time, the oldest dropped first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """The last answers, by key; safe to use from several threads.

    Parameters
    ----------
    size : int
        Most answers to keep.
    budget : int or None
        Most that the answers may weigh together; the newest is kept whatever it weighs.
    weigh : callable
        Weight of an answer.
    """

    def __init__(
        self, size: int, budget: int | None = None, weigh: Callable[[T], int] = lambda answer: 0
    ) -> None:
        self._size = size
        self._budget = budget
        self._weigh = weigh
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
        return found if found is not None else self.put(key, make())

    def put(self, key: Hashable, answer: T) -> T:
        """Keep an answer, and return it."""
        with self._lock:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            while len(self._answers) > 1 and self._is_full():
                self._answers.popitem(last=False)
        return answer

    def _is_full(self) -> bool:
        if len(self._answers) > self._size:
            return True
        return self._budget is not None and sum(map(self._weigh, self._answers.values())) > self._budget
