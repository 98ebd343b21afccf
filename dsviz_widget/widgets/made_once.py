"""Answers that are expensive to make, and that several questions need at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from dsviz_widget.query import Task
from dsviz_widget.query.engines.cache import Cache

T = TypeVar("T")

WAIT_S = 0.02
"""Time between two looks at whether a question that waits was cancelled."""


class MadeOnce(Generic[T]):
    """The last answers by key; of two questions for one answer, one makes it and the other waits.

    Parameters
    ----------
    size : int
        Most answers to keep.
    budget : int or None
        Most that they may weigh together; the newest is kept whatever it weighs.
    weigh : callable
        Weight of an answer.
    """

    def __init__(
        self, size: int, budget: int | None = None, weigh: Callable[[T], int] = lambda answer: 0
    ) -> None:
        self._kept: Cache[T] = Cache(size, budget, weigh)
        self._making: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], task: Task) -> T:
        """Return the kept answer, or make and keep it.

        Raises
        ------
        Cancelled
            If the question is cancelled while it waits. One whose maker was cancelled makes it itself.
        """
        while True:
            with self._lock:
                found = self._kept.peek(key)
                if found is not None:
                    return found
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = threading.Event()
            if others is None:
                break
            while not others.wait(WAIT_S):
                task.check()
        try:
            return self._kept.put(key, make())
        finally:
            with self._lock:
                del self._making[key]
            mine.set()
