"""Tables that grow while they are looked at: the browser is told, and asks for what it shows.

Whoever adds rows pays nothing: the table calls once, at the first row after a look (`Table.watch`), and not
again before a browser has looked. So a view that nobody sees costs nothing either, and a browser that is
slow sets the pace.
"""

from __future__ import annotations

import os
import queue
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.params import limited, query_of, start_of
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

GATHER_S = 0.05
"""Rows that come in so short a time are told of together."""
MAX_ROWS = 2_000

Tell = Callable[..., None]

_bells: queue.SimpleQueue[weakref.ref[LiveRows]] = queue.SimpleQueue()
_thread: tuple[int, threading.Thread] | None = None
_thread_lock = threading.Lock()


class LiveRows:
    """Follows a table for the views of one model.

    Parameters
    ----------
    shown : Shown
        The table.
    page : callable
        Answers with some rows of a query: takes the query, the first row, how many, and a task; returns
        what the browser needs to know, and buffers.

    Attributes
    ----------
    tell : callable or None
        Sends an event to the browser; takes its name and what it says.
    """

    def __init__(self, shown: Shown, page: Callable[[Query, int, int, Task], Reply]) -> None:
        self.shown = shown
        self.tell: Tell | None = None
        self._page = page
        self._lock = threading.Lock()
        self._is_watching = False

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"refresh": self.refresh}

    def look(self, task: Task | None = None) -> None:
        """Show the rows that there are now, and tell when there are others."""
        if self.tell is not None:
            with self._lock:
                is_watched, self._is_watching = self._is_watching, True
            if not is_watched:
                _start()
                # The table may outlive the view, and does not keep it alive.
                me = weakref.ref(self)
                self.shown.watch(lambda: _bells.put(me))
        # After the table is watched: what comes in between is told once too often, and never lost.
        self.shown.look_again(task)

    def refresh(self, params: dict[str, Any], task: Task) -> Reply:
        """The rows on the screen once more, after the table has grown.

        The browser names the row that it wants to keep in its place, which may have moved in the order.
        """
        self.look(task)
        query = query_of(params)
        start, count = start_of(params), limited(params.get("count", 40), MAX_ROWS)
        anchor, page_rows = params.get("anchor"), max(1, limited(params.get("page_rows", 1), MAX_ROWS))
        found: int | None = None
        if anchor is not None and not query.group_keys:
            # A query that fails on the rows of now says so with the page.
            with suppress(QueryError):
                found = position_of(self.shown.engine.order(query, task), int(anchor["row"]))
            if found is not None:
                start = max(0, found - int(anchor["below"]))
        start -= start % page_rows
        result, buffers = self._page(query, start, count, task)
        return {**result, "start": start, "anchor_at": found}, buffers

    def ring(self) -> None:
        """Tell the browser, on our own thread."""
        with self._lock:
            self._is_watching = False
        if self.tell is not None:
            self.tell("rows", row_count=self.shown.growing_count)


def position_of(order: Any, row: int) -> int | None:
    """Return where a row stands in an order, None if it is not in it."""
    if order.ids is None:
        return row if 0 <= row < len(order) else None
    found = np.flatnonzero(order.slice(0, len(order)) == row)
    return int(found[0]) if len(found) else None


def _start() -> None:
    """Start the thread that tells browsers, once in a process."""
    global _thread
    with _thread_lock:
        if _thread is None or _thread[0] != os.getpid():
            thread = threading.Thread(target=_ring_all, name="dsviz-live", daemon=True)
            _thread = (os.getpid(), thread)
            thread.start()


def _ring_all() -> None:
    while True:
        _ring_some(_bells.get())


def _ring_some(first: weakref.ref[LiveRows]) -> None:
    rung = [first]
    time.sleep(GATHER_S)
    with suppress(queue.Empty):
        while True:
            rung.append(_bells.get_nowait())
    for live in {live for ref in rung if (live := ref()) is not None}:
        # A connection that is gone takes no other view with it; its page looks again when it is back.
        with suppress(Exception):
            live.ring()
