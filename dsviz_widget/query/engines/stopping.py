"""Statements that run: stopped when overtaken or late, watched while they take long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

from dsviz_widget.errors import Cancelled, QueryError
from dsviz_widget.query.engines.base import Task

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")

LOOK_EVERY_S = 0.2
"""Time between two looks at how far a statement is."""


def stoppable(
    cursor: duckdb.DuckDBPyConnection,
    fetch: Callable[[], T],
    task: Task | None = None,
    timeout_s: float | None = None,
) -> T:
    """Return what `fetch` gets through a cursor.

    Raises
    ------
    Cancelled
        If the task was cancelled.
    QueryError
        If it took longer than `timeout_s`, or the engine could not do it.
    """
    import duckdb

    watched = timeout_s is not None or (task is not None and task.on_progress is not None)
    watch = _Watch(cursor, task, timeout_s) if watched else None
    try:
        with watch or nullcontext():
            if task is None:
                return fetch()
            with task.on_cancel(cursor.interrupt):
                answer = fetch()
            task.check()
            return answer
    except duckdb.InterruptException:
        if watch is not None and watch.is_late:
            raise QueryError(
                "value",
                f"The question took longer than {timeout_s:g} s and was stopped.",
                hint="Ask for less, or set DSVIZ_QUERY_TIMEOUT_S to more.",
            ) from None
        raise Cancelled("The question was cancelled.") from None
    except duckdb.OutOfMemoryException as error:
        raise QueryError(
            "value",
            "The question needs more memory or disk space than DuckDB may use.",
            hint="Set DSVIZ_MEMORY_LIMIT to more, such as 4GB, or DSVIZ_TEMP_DIR to a larger disk.",
        ) from error
    except duckdb.Error as error:
        raise QueryError(
            "value",
            "The engine could not compute this for some row.",
            hint="Report the expression; the cause is chained to this error.",
        ) from error


class _Watch:
    """Looks at a statement while it runs, on a thread of its own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, task: Task | None, timeout_s: float | None) -> None:
        self.is_late = False
        self._cursor = cursor
        self._task = task
        self._timeout_s = timeout_s
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="dsviz-watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        began = time.monotonic()
        while not self._done.wait(self._pause(time.monotonic() - began)):
            if self._timeout_s is not None and time.monotonic() - began >= self._timeout_s:
                self.is_late = True
                # Again and again: an engine forgets an interrupt before it starts.
                self._cursor.interrupt()
            elif self._task is not None and self._task.on_progress is not None:
                percent = self._cursor.query_progress()
                if percent > 0:
                    self._task.progress(percent, 100)

    def _pause(self, passed_s: float) -> float:
        if self._timeout_s is None:
            return LOOK_EVERY_S
        return min(LOOK_EVERY_S, max(self._timeout_s - passed_s, 0.01))
