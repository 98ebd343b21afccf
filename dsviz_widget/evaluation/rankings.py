"""The rankings of all classes of one table, made when they are first asked for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from dsviz_widget.evaluation.ranking import Ranking
from dsviz_widget.query import Task


class Rankings:
    """Each class against the rest; thread-safe.

    Parameters
    ----------
    truth : (n,) int array
        Codes of the true classes.
    count : int
        Classes.
    scores_of : callable
        Returns the scores that all rows have for a class, or None for a class without scores. It is asked
        once for each, and may let go of them.
    """

    def __init__(self, truth: np.ndarray, count: int, scores_of: Callable[[int], np.ndarray | None]) -> None:
        self._truth = truth
        self._count = count
        self._scores_of = scores_of
        # The last one is for all classes as one.
        self._locks = [threading.Lock() for _ in range(count + 1)]
        self._made: dict[int | None, Ranking | None] = {}

    def of(self, code: int) -> Ranking | None:
        """Return the ranking of a class; None for one without scores."""
        with self._locks[code]:
            if code not in self._made:
                scores = self._scores_of(code)
                self._made[code] = None if scores is None else Ranking.of(self._truth == code, scores)
            return self._made[code]

    def every(
        self, task: Task | None = None, on_made: Callable[[], None] | None = None
    ) -> list[Ranking | None]:
        """Return the rankings of all classes, sorted on all cores.

        Parameters
        ----------
        task : Task or None
            Stops the work.
        on_made : callable or None
            Called for each class once it is ranked.
        """

        def rank(code: int) -> Ranking | None:
            if task is not None:
                task.check()
            made = self.of(code)
            if on_made is not None:
                on_made()
            return made

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(pool.map(rank, range(self._count)))

    def micro(self, task: Task | None = None) -> Ranking | None:
        """Return all classes as one; None if none has scores."""
        with self._locks[self._count]:
            if None not in self._made:
                scored = [ranking for ranking in self.every(task) if ranking is not None]
                self._made[None] = Ranking.together(scored) if scored else None
            return self._made[None]
