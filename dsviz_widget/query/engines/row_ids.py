"""Ordered row ids: a few in memory, many in files that are mapped into it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path

import numpy as np

from dsviz_widget.query.engines.base import RowIds
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.version_files import MAX_ORDER_BYTES, VersionFiles

MAX_KEPT_BYTES = 512 * 1024**2
"""Memory for row ids of tables that have no cache folder."""
FILE_BYTES = 1_000_000
"""Ids that take less stay in memory alone."""
FOLDER = "orders"


class KeptIds:
    """Row ids by view; those of large views lie in the cache folder of the table.

    Parameters
    ----------
    files : VersionFiles or None
        Where files go; without it all is kept in memory, up to 512 MB.
    """

    def __init__(self, files: VersionFiles | None) -> None:
        self._files = files
        self._memory: Cache[RowIds] = Cache(64, MAX_KEPT_BYTES, _memory_of)

    def peek(self, key: Hashable) -> RowIds | None:
        """Return the ids of a view that were asked for before in this process."""
        return self._memory.peek(key)

    def get(self, key: Hashable, name: str, make: Callable[[], np.ndarray]) -> RowIds:
        """Return the ids of a view, made unless a file has them.

        Parameters
        ----------
        key : hashable
            The view in this process.
        name : str
            What determines the ids, given the version of the table: a statement and its values.
        make : callable
            Returns unsigned integers in order.
        """
        found = self._memory.peek(key)
        if found is not None:
            return found
        path = self._files.path(FOLDER, name, ".npy") if self._files is not None else None
        if self._files is not None and path is not None:
            mapped = self._files.read(path, _map)
            if mapped is not None:
                return self._memory.put(key, RowIds(len(mapped), mapped))
        ids = make()
        if self._files is not None and path is not None and ids.nbytes >= FILE_BYTES:
            # On a full or read-only disk memory has them.
            with suppress(OSError):
                with self._files.writing(path) as staged, staged.open("wb") as file:
                    np.save(file, ids)
                ids = _map(path)
                self._files.keep_below(FOLDER, MAX_ORDER_BYTES, path)
        return self._memory.put(key, RowIds(len(ids), ids))


def _map(path: Path) -> np.ndarray:
    ids: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    if ids.ndim != 1 or ids.dtype.kind != "u":
        raise ValueError(f"{path} holds no row ids.")
    return ids


def _memory_of(ids: RowIds) -> int:
    # What is mapped is the system's to drop.
    return 0 if isinstance(ids.ids, np.memmap) else ids.size_bytes
