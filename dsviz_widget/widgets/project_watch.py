"""A project that changes while it is looked at, whoever changes it: the view is told.

A thread of ours looks at the store once a second while a browser has looked since it was told last, as
`NewRuns` does at runs. A look is one `stat` for each artifact and run; in a large project it comes less
often, so that it takes no more than a fiftieth of the time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from dsviz_widget.widgets.watching import Watching

if TYPE_CHECKING:
    from dsviz_widget.runs.listing import Listing

EACH_S = 1.0
REST = 50
"""How many times as long as a look took the next one waits."""

_watching = Watching("dsviz-projects")


class ProjectWatch:
    """Watches one project.

    Parameters
    ----------
    listing : Listing

    Attributes
    ----------
    tell : callable or None
        Called, on a thread of ours, with the name of the event and what it says by keyword.
    """

    def __init__(self, listing: Listing) -> None:
        self.tell: Callable[..., None] | None = None
        self.is_watched = False
        """Whether a browser has looked since it was told."""
        self._listing = listing
        self._is_filling = False
        self._rest_until = 0.0

    def look(self) -> None:
        """Say that the project is about to be read: tell once it is other than that."""
        if self.tell is not None and not self.is_watched:
            self.is_watched = True
            _watching.watch(self)

    def fill_later(self) -> None:
        """Count rows and new bytes that were never counted, and tell when that is done."""
        if self.tell is not None and not self._is_filling:
            self._is_filling = True
            threading.Thread(target=self._fill, name="dsviz-project-facts", daemon=True).start()

    def _fill(self) -> None:
        # In pieces, between which questions are answered.
        while not self._listing.fill(0.1):
            time.sleep(0.02)
        self._is_filling = False
        self._say(["facts"])

    def check(self) -> None:
        """Look at the store unless it rests."""
        if time.monotonic() >= self._rest_until:
            self.check_now()

    def check_now(self) -> None:
        """Look at the store at once, and tell if anything has changed."""
        began = time.monotonic()
        changed = self._listing.refresh()
        self._rest_until = time.monotonic() + REST * (time.monotonic() - began)
        if changed:
            self._say(changed)

    @property
    def pause_s(self) -> float | None:
        """How long to wait before the next look; None while no browser has looked since it was told."""
        return max(EACH_S, self._rest_until - time.monotonic()) if self.is_watched else None

    def _say(self, changed: list[str]) -> None:
        self.is_watched = False
        if self.tell is not None:
            self.tell("project", edition=self._listing.edition, what=changed)
