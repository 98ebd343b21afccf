"""Runs that go on while they are looked at, whoever writes them: the browser is told, and asks for more.

Who logs pays nothing: a thread of ours looks at the sizes of the files, four times a second, of runs that go
on and that a browser has looked at since it was told last. So a view that nobody sees costs one look, and a
browser that is slow sets the pace. A view of one run looks at the files of a run that has ended, too, every
two seconds: the run may be resumed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from dsviz_widget.runs.identity import ALIVE
from dsviz_widget.runs.record import HISTORY, SYSTEM, RunRecord
from dsviz_widget.store.alive import is_alive
from dsviz_widget.widgets.watching import Watching

EACH_S = 0.25
MANY_S = 1.0
ENDED_S = 2.0
MANY = 8
"""From so many runs on files are looked at once a second."""
ALIVE_S = 2.0
"""How often a run is asked whether its process is still there."""

Tell = Callable[..., None]
Signature = tuple[Any, ...]


class _Seen(NamedTuple):
    """A run as it was when a browser looked at it first since it was told."""

    folder: Path
    signature: Signature
    is_running: bool


_watching = Watching("dsviz-runs")


class LiveRuns:
    """Watches the runs that the views of one model show.

    Parameters
    ----------
    follows_ended : bool
        Watch runs that have ended as well, for one may be resumed or edited.

    Attributes
    ----------
    tell : callable or None
        Sends an event to the browser; takes its name and what it says.
    """

    def __init__(self, follows_ended: bool = False) -> None:
        self.tell: Tell | None = None
        self._follows_ended = follows_ended
        self._lock = threading.Lock()
        self._seen: dict[str, _Seen] = {}
        self._asked_alive = 0.0

    def look(self, run: RunRecord) -> None:
        """Say that a run is about to be read: tell of it when more is written after this."""
        is_running = run.state == "running"
        if self.tell is None or not (is_running or self._follows_ended):
            return
        before = self.pause_s
        seen = _Seen(run.folder, signature_of(run.folder), is_running)
        with self._lock:
            # Several questions make one look: what was written since the first of them is told.
            self._seen.setdefault(run.id, seen)
        if self.pause_s != before:
            _watching.watch(self)

    @property
    def pause_s(self) -> float | None:
        """How long to wait before the next look; None while there is nothing to look at."""
        with self._lock:
            if not self._seen:
                return None
            if not any(seen.is_running for seen in self._seen.values()):
                return ENDED_S
            return EACH_S if len(self._seen) < MANY else MANY_S

    def check(self) -> None:
        """Look at the files, and tell the browser of runs that were written to."""
        with self._lock:
            seen = dict(self._seen)
        now = time.monotonic()
        is_time = now - self._asked_alive >= ALIVE_S
        if is_time:
            self._asked_alive = now
        changed = [
            run_id
            for run_id, (folder, signature, is_running) in seen.items()
            if signature_of(folder) != signature or (is_running and is_time and not is_alive(folder / ALIVE))
        ]
        if not changed:
            return
        with self._lock:
            # Watched again when the browser has looked.
            self._seen.clear()
        if self.tell is not None:
            self.tell("history", runs=changed)


def signature_of(folder: Path) -> Signature:
    """Return what changes when a run is written to: its files' sizes, and when its record was replaced."""
    found: list[Any] = []
    for name in (HISTORY, SYSTEM, "."):
        with suppress(OSError), os.scandir(folder / name) as entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat()
                    if not entry.is_dir():
                        found.append(
                            (name, entry.name, status.st_size, status.st_mtime_ns if name == "." else 0)
                        )
    return tuple(sorted(found))
