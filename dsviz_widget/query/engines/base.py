"""What an engine answers, and how a question is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from dsviz_widget.errors import Cancelled, QueryError
from dsviz_widget.query.query import Query

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query.engines.matching import Matching
    from dsviz_widget.query.kinds import Schema
    from dsviz_widget.query.parts import Inputs

ROW = "__row"
"""Name of the column of row ids, first in every page."""

INSIST_S = 0.02
"""Seconds between two attempts to stop what was cancelled."""


class Task:
    """A question that may be stopped from another thread.

    Parameters
    ----------
    on_progress : callable or None
        Told now and then which share of the work is done, from 0 to 1, on any thread.
    """

    def __init__(self, on_progress: Callable[[float], None] | None = None) -> None:
        self.on_progress = on_progress
        self._lock = threading.RLock()
        self._cancelled = False
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop the question; what runs for it ends with `Cancelled`."""
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            self._call()
            if self._callbacks:
                threading.Thread(target=self._insist, name="dsviz-cancel", daemon=True).start()

    def _call(self) -> bool:
        with self._lock:
            for callback in self._callbacks:
                callback()
            return bool(self._callbacks)

    def _insist(self) -> None:
        """Call again until what runs has ended: an engine forgets an interrupt before it starts."""
        while self._call():
            time.sleep(INSIST_S)

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        """Call `callback` if the question is cancelled inside the block, and never after it."""
        with self._lock:
            self.check()
            self._callbacks.append(callback)
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)

    def wait(self, timeout_s: float) -> bool:
        """Wait for a while; tells whether the question was cancelled meanwhile."""
        is_cancelled = threading.Event()
        with suppress(Cancelled), self.on_cancel(is_cancelled.set):
            is_cancelled.wait(timeout_s)
        return self.cancelled

    def progress(self, done: float, total: float = 1.0) -> None:
        """Say how much of the work is done, to whoever listens."""
        if self.on_progress is not None and total > 0:
            self.on_progress(min(max(done / total, 0.0), 1.0))

    def check(self) -> None:
        """Raise `Cancelled` if the question was cancelled."""
        if self.cancelled:
            raise Cancelled("The question was cancelled.")

    def stage(self, start: float, end: float) -> Task:
        """Return the same question for a part of its work, which goes from one share of it to another."""
        return _Stage(self, start, end)


class _Stage(Task):
    """A question while a part of its work is done."""

    def __init__(self, whole: Task, start: float, end: float) -> None:
        super().__init__(whole.on_progress)
        self._whole = whole
        self._start, self._end = start, end

    @property
    def cancelled(self) -> bool:
        return self._whole.cancelled

    def cancel(self) -> None:
        self._whole.cancel()

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        with self._whole.on_cancel(callback):
            yield

    def progress(self, done: float, total: float = 1.0) -> None:
        if total > 0:
            share = min(max(done / total, 0.0), 1.0)
            self._whole.progress(self._start + share * (self._end - self._start))


class RowIds:
    """Ordered row ids of a view.

    Parameters
    ----------
    count : int
        How many there are.
    ids : unsigned integer array or None
        The ids in order; None when they are ``0 .. count - 1``.
    """

    def __init__(self, count: int, ids: np.ndarray | None = None) -> None:
        self.count = count
        self.ids = ids

    def __len__(self) -> int:
        return self.count

    def slice(self, start: int, count: int) -> np.ndarray:
        """Return up to `count` ids from position `start`, as int64."""
        start = min(max(start, 0), self.count)
        stop = min(start + max(count, 0), self.count)
        if self.ids is None:
            return np.arange(start, stop, dtype=np.int64)
        return self.ids[start:stop].astype(np.int64)

    @property
    def size_bytes(self) -> int:
        """Memory that the ids take."""
        return 0 if self.ids is None else int(self.ids.nbytes)

    def head(self, limit: int | None) -> RowIds:
        """Return the first `limit` ids, or all."""
        if limit is None or limit >= self.count:
            return self
        return RowIds(limit, None if self.ids is None else self.ids[:limit])


class Engine(Protocol):
    """Answers queries on one table."""

    @property
    def schema(self) -> pa.Schema:
        """Columns of the table."""

    @property
    def row_count(self) -> int:
        """Rows of the table."""

    def order(self, query: Query, task: Task | None = None) -> RowIds:
        """Return the ids of the matching rows, in order."""

    def count(self, query: Query, task: Task | None = None) -> int:
        """Return how many rows match."""

    def page(
        self,
        query: Query,
        start: int,
        count: int,
        columns: Sequence[str] | None = None,
        group: Sequence[Any] | None = None,
        task: Task | None = None,
    ) -> pa.Table:
        """Return rows of the view, with their ids in a first column ``__row``."""

    def take(self, row_ids: Any, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of these ids, in this order."""

    def summary(
        self,
        query: Query,
        columns: Sequence[str] | None = None,
        bins: int = 20,
        task: Task | None = None,
    ) -> dict[str, dict[str, Any]]:
        """Return what each column holds, in all rows and in the matching ones."""

    def groups(
        self,
        query: Query,
        start: int,
        count: int,
        gallery: int = 6,
        bins: int = 20,
        columns: Sequence[str] | None = None,
        task: Task | None = None,
    ) -> dict[str, Any]:
        """Return a page of groups with one summary per cell."""

    def check(
        self, text: Any, query: Query, clause: int | None = None, task: Task | None = None
    ) -> dict[str, Any]:
        """Return how many rows match once an expression is a clause of the query."""

    def kinds(self, query: Query) -> Schema:
        """Return the columns that expressions of a query may name."""

    def notices(self, query: Query) -> list[str]:
        """Return what is legal in a query and probably not meant, each after its expression."""

    def sql(self, query: Query) -> str:
        """Return the statement that finds the matching rows."""

    def aggregate(self, query: Query, task: Task | None = None) -> pa.Table:
        """Return one row per group: its keys under their text, then its aggregates."""

    def first_error(self, query: Query, task: Task | None = None) -> QueryError | None:
        """Return an error that names the first row on which an expression of the query stops, or None."""

    def owners(self, query: Query) -> dict[str, list[tuple[int, str]]]:
        """Return for columns of the answer the tables and columns they were taken from."""

    def owner_of_rows(self, query: Query) -> np.ndarray | None:
        """Return which table each matching row is from; None unless tables stand after each other."""

    def combine(self, inputs: Inputs, engines: Sequence[Any]) -> Engine:
        """Return an engine on several tables taken together; this is the engine of the first."""

    def key_matching(self) -> Matching:
        """Return how well the keys of the tables match; only of tables side by side."""
