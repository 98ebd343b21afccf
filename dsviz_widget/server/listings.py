"""The listings of the stores that pages look at, kept between questions."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.runs.edits import edited, read_edits
from dsviz_widget.runs.listing import Listing
from dsviz_widget.server.read_only import ReadOnlyCatalog, leads_elsewhere
from dsviz_widget.store.catalog import NAME

MOST_STORES = 16
"""Stores whose listings are kept; the one that nobody asked for longest goes."""
COUNT_EACH_S = 5.0
"""So long the counts of a project that is not shown stay as they are."""
COUNT_FOR_S = 0.5
"""How long one answer waits for the counts of projects that were never read."""


class Listings:
    """Open stores, by folder."""

    def __init__(self) -> None:
        self._stores: OrderedDict[Path, OpenStore] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, folder: Path) -> OpenStore:
        """Return the store in a folder."""
        with self._lock:
            found = self._stores.pop(folder, None) or OpenStore(folder)
            self._stores[folder] = found
            while len(self._stores) > MOST_STORES:
                self._stores.popitem(last=False)
            return found


class OpenStore:
    """One store, and a listing of each of its projects.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.catalog = ReadOnlyCatalog(folder)
        self._listings: dict[str, Listing] = {}
        self._counts: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def listing(self, project: str) -> Listing:
        """Return the listing of a project that is there."""
        with self._lock:
            return self._listings.setdefault(project, Listing(self.catalog, project))

    def projects(self) -> list[dict[str, Any]]:
        """Return name, ``run_count``, ``artifact_count`` and ``is_live`` of each project, by name.

        Where a project was not read yet, and there is no time to, it is live only once it was.
        """
        until = time.monotonic() + COUNT_FOR_S
        names = [name for name in self.catalog.projects() if NAME.fullmatch(name)]
        for known in set(self._listings) - set(names):
            self._listings.pop(known, None)
        return [self._counted(name, until) for name in names]

    def _counted(self, name: str, until: float) -> dict[str, Any]:
        counted_at, counts = self._counts.get(name, (0.0, None))
        now = time.monotonic()
        if counts is not None and now - counted_at < COUNT_EACH_S:
            return counts
        if counts is None and now > until:
            folders = f"projects/{name}/runs", f"projects/{name}/artifacts"
            runs, artifacts = (len(self.catalog.storage.folders(folder)) for folder in folders)
            return {"name": name, "run_count": runs, "artifact_count": artifacts, "is_live": False}
        listing = self.listing(name)
        listing.refresh()
        running, _ = listing.runs(count=1, state="running")
        counts = {
            "name": name,
            "run_count": listing.run_count,
            "artifact_count": len(listing.artifacts()),
            "is_live": bool(running),
        }
        self._counts[name] = (time.monotonic(), counts)
        return counts

    def summaries(self, project: str, rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Return the summary of each run of a list, by id; of a damaged record none.

        A row whose steps come from what a link leads to loses them.
        """
        found: dict[str, dict[str, Any]] = {}
        for row in rows:
            run_id = row["id"]
            history = self.catalog.runs_folder(project) / run_id / "history"
            if row["steps"] is not None and _has_links(self.catalog.folder, history):
                row.update(steps=None, crashed_at=None)
            if row["problem"] is not None:
                continue
            try:
                record = self.catalog.read_run(project, run_id)
                told = edited(record, read_edits(self.catalog, project, run_id))
            except DsvizError:
                # The row itself says what is wrong with the record, from the next look on.
                continue
            found[run_id] = dict(told.get("summary") or {})
        return found


def _has_links(store: Path, folder: Path) -> bool:
    if leads_elsewhere(store, folder):
        return True
    try:
        return any(path.is_symlink() for path in folder.iterdir())
    except OSError:
        return False
