"""Work done ahead of questions, on threads that are stopped and waited for when Python ends."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from contextlib import suppress

from dsviz_widget.errors import Cancelled, QueryError
from dsviz_widget.query.engines.base import Task

END_WITHIN_S = 10
"""Longest wait for a thread when Python ends."""

_lock = threading.Lock()
_running: dict[threading.Thread, Task] = {}


def in_background(name: str, work: Callable[[Task], None]) -> tuple[threading.Thread, Task]:
    """Do work on a thread of its own; what it raises is told to whoever asks for the same in the open.

    Parameters
    ----------
    name : str
        Of the thread.
    work : callable
        Takes a task, and ends soon after that is cancelled.
    """
    task = Task()

    def run() -> None:
        try:
            with suppress(Cancelled, QueryError):
                work(task)
        finally:
            with _lock:
                _running.pop(threading.current_thread(), None)

    thread = threading.Thread(target=run, name=name, daemon=True)
    with _lock:
        _running[thread] = task
    thread.start()
    return thread, task


def _end() -> None:
    """Stop all threads: one that is inside an engine when Python is gone takes the process with it."""
    with _lock:
        threads = dict(_running)
    for task in threads.values():
        task.cancel()
    for thread in threads:
        thread.join(END_WITHIN_S)


atexit.register(_end)
