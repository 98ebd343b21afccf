"""One thread that looks, again and again, at what browsers watch, and sleeps while nobody does."""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import suppress
from typing import Protocol


class Watched(Protocol):
    """What is looked at."""

    @property
    def pause_s(self) -> float | None:
        """How long to wait before the next look, in seconds; None while there is nothing to look at."""

    def check(self) -> None:
        """Look, and tell the browser of what has changed."""


class Watching:
    """Looks at all things of one sort, on a daemon thread that the first of them starts.

    Things that are gone are not kept, and a process that was forked has a thread of its own.

    Parameters
    ----------
    name : str
        Of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._watched: weakref.WeakSet[Watched] = weakref.WeakSet()
        self._thread: tuple[int, threading.Thread] | None = None
        self._wake = threading.Event()
        self._lock = threading.Lock()

    def watch(self, thing: Watched) -> None:
        """Look at a thing while it has a `pause_s`; call again when it has one again, or a shorter one."""
        with self._lock:
            self._watched.add(thing)
            if self._thread is None or self._thread[0] != os.getpid():
                thread = threading.Thread(target=self._look_all, name=self._name, daemon=True)
                self._thread = (os.getpid(), thread)
                thread.start()
        self._wake.set()

    def _look_all(self) -> None:
        while True:
            pauses = [pause for _, pause in self._due()]
            if not pauses:
                self._wake.wait()
                self._wake.clear()
            elif self._wake.wait(min(pauses)):
                # Another is to be looked at sooner, perhaps.
                self._wake.clear()
            else:
                self._look()

    def _look(self) -> None:
        # In a function of its own: nothing is held while the thread sleeps, so that what nobody shows can go.
        for thing, _ in self._due():
            # A connection that is gone takes no other view with it; its page looks again when it is back.
            with suppress(Exception):
                thing.check()

    def _due(self) -> list[tuple[Watched, float]]:
        with self._lock:
            things = list(self._watched)
        return [(thing, pause) for thing in things if (pause := thing.pause_s) is not None]
