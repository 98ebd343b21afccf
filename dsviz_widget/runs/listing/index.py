"""What was read of many small files, kept between processes: derived, in ``cache/``, made again when lost.

Every item has a stamp, which is what `stat` says of the folder it was read from. An item whose stamp is as it
was need not be read again.
"""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

from dsviz_widget.errors import StoreError
from dsviz_widget.store.files import write_derived

FORMAT = 1
RACY_NS = 2_000_000_000
"""A folder that changed so short a time before it was read may change again within one tick of its clock, and
look the same: it is read once more."""
WRITE_FROM = 32
"""Items that have to be new for the file to be written again: fewer are read faster than all are written."""

Stamp = list[int]


class KeptIndex:
    """Items by name, with the stamp of when each was read.

    Parameters
    ----------
    path : Path
        Where they are kept; a file that is damaged or of another format counts as none.

    Attributes
    ----------
    items : dict
        Name to ``{"stamp": [...], ...}``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unsaved = 0
        self._lock = threading.Lock()
        self.items: dict[str, dict[str, Any]] = self._read()

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            told = json.loads(self.path.read_bytes())
            items = told["items"] if told["format"] == FORMAT else {}
            return dict(items) if all(isinstance(item, dict) for item in items.values()) else {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            # Whatever is wrong with what is derived, it is made again.
            return {}

    def fresh(self, name: str, stamp: Stamp) -> dict[str, Any] | None:
        """Return the item of a name if it was read when the stamp was this one."""
        item = self.items.get(name)
        return item if item is not None and item.get("stamp") == stamp else None

    def put(
        self, name: str, stamp: Stamp, item: dict[str, Any], read_ns: int, is_damaged: bool = False
    ) -> dict[str, Any]:
        """Keep an item that was read at a moment, in nanoseconds since 1970; return it."""
        is_racy = max(stamp, default=0) > read_ns - RACY_NS
        # Who mends a damaged file by hand may leave its folder's time as it is.
        item["stamp"] = [] if is_racy or is_damaged else stamp
        self.items[name] = item
        self._unsaved += 1
        return item

    def keep_only(self, names: set[str]) -> bool:
        """Forget items of other names; return whether there were any."""
        gone = self.items.keys() - names
        for name in gone:
            del self.items[name]
        self._unsaved += len(gone)
        return bool(gone)

    def changed(self, count: int = 1) -> None:
        """Note that items were added to."""
        self._unsaved += count

    def save(self) -> None:
        """Write the items if enough of them are new; where that is not possible they are read again."""
        with self._lock:
            if self._unsaved < min(WRITE_FROM, max(1, len(self.items))):
                return
            self._unsaved = 0
            try:
                content = json.dumps({"format": FORMAT, "items": self.items}, separators=(",", ":"))
                write_derived(self.path, content.encode())
            except (StoreError, OSError):
                # A store that may only be read is listed all the same.
                return


def read_moment() -> int:
    """Return the present moment in nanoseconds since 1970, as files are stamped."""
    return time.time_ns()
