"""Runs that begin, or are deleted, while their project is looked at, whoever does it: the view is told.

A thread of ours looks at the project's folder once a second while a browser has looked since it was told
last, as `LiveRuns` does at the files of runs. A look is one `stat` as long as nothing comes or goes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dsviz_widget.widgets.watching import Watching

EACH_S = 1.0
RECORD = "run.json"

_watching = Watching("dsviz-new-runs")


class NewRuns:
    """Watches the folder that a project's runs are in.

    Parameters
    ----------
    folder : Path
        It has a folder for each run, and need not be there yet.

    Attributes
    ----------
    tell : callable or None
        Called, on a thread of ours, when there are other runs than before.
    """

    def __init__(self, folder: Path) -> None:
        self.tell: Callable[[], None] | None = None
        self.is_watched = False
        """Whether a browser has looked since it was told."""
        self._folder = folder
        self._changed_ns = _changed_ns(folder)
        self._known, self._unborn = _runs_in(folder, frozenset())

    def look(self) -> None:
        """Say that the runs are about to be read: tell when there are others than those told of before."""
        if self.tell is not None and not self.is_watched:
            self.is_watched = True
            _watching.watch(self)

    @property
    def pause_s(self) -> float | None:
        """How long to wait before the next look; None while no browser has looked since it was told."""
        return EACH_S if self.is_watched else None

    def check(self) -> None:
        """Look at the folder, and tell if runs came or went."""
        changed_ns = _changed_ns(self._folder)
        # A run's folder is there a moment before its record.
        if changed_ns == self._changed_ns and not self._unborn:
            return
        known, self._unborn = _runs_in(self._folder, self._known)
        self._changed_ns = changed_ns
        if known == self._known:
            return
        self._known, self.is_watched = known, False
        if self.tell is not None:
            self.tell()


def _changed_ns(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _runs_in(folder: Path, known: frozenset[str]) -> tuple[frozenset[str], bool]:
    """Return the ids of the runs that have a record, and whether there are folders without one."""
    try:
        names = frozenset(os.listdir(folder))
    except OSError:
        return frozenset(), False
    born = {name for name in names - known if (folder / name / RECORD).exists()}
    there = (names & known) | born
    return there, len(there) < len(names)
