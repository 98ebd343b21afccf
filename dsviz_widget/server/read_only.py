"""A store as the notebook server sees it: nothing is written, and no link leads out of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from dsviz_widget.errors import StoreError
from dsviz_widget.store import Catalog
from dsviz_widget.store.blobs import Blobs
from dsviz_widget.store.storage import FolderStorage

MOST_BYTES = 64 << 20
"""Of one file that is read whole; a record or the header of a version has some kB."""

# A pipe would wait for its writer, and Windows has neither flag nor pipes in folders.
FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)


class ReadOnlyStorage(FolderStorage):
    """The files of a store, without those that a link leads to, and without ways to write."""

    def read(self, key: str) -> bytes:
        """Return the bytes of a file; raises FileNotFoundError, for what a link leads to as well."""
        path = self.folder / key
        if leads_elsewhere(self.folder, path):
            raise FileNotFoundError(path)
        handle = os.open(path, FLAGS)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise FileNotFoundError(path)
            if found.st_size > MOST_BYTES:
                raise StoreError(
                    f"{path} has {found.st_size:,} bytes, and at most {MOST_BYTES:,} are read here. "
                    "Show it from a cell."
                )
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(MOST_BYTES)
        finally:
            os.close(handle)

    def write(self, key: str, content: bytes) -> None:
        """Refuse."""
        raise _refused(self.where(key))

    def create(self, key: str, content: bytes) -> bool:
        """Refuse."""
        raise _refused(self.where(key))

    def remove(self, key: str) -> None:
        """Refuse."""
        raise _refused(self.where(key))

    def _entries(self, key: str) -> list[tuple[str, int | None]]:
        folder = self.folder / key
        if leads_elsewhere(self.folder, folder):
            return []
        return [(name, size) for name, size in super()._entries(key) if not os.path.islink(folder / name)]


class ReadOnlyBlobs(Blobs):
    """The bytes of a store, without those that a link leads to; nothing is taken back from the trash."""

    def locate(self, digest: str) -> Path | None:
        """Return the file that holds the bytes, or None when the store has none."""
        path = self.path(digest)
        return None if leads_elsewhere(self.folder, path) or not path.is_file() else path


class ReadOnlyCatalog(Catalog):
    """A store of which a page may read names and headers.

    Parameters
    ----------
    folder : Path
        A store on this machine, which is no link itself.
    """

    follows_links = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.storage = ReadOnlyStorage(self.folder)
        self.blobs = ReadOnlyBlobs(self.folder / "blobs")
        # Below a file nothing can be: no index is read from a store of unknown origin, and none is written.
        self.cache = Path(__file__) / "nothing"


def leads_elsewhere(folder: Path, path: Path) -> bool:
    """Return whether a part of a path below a folder is a link, or the path leaves the folder."""
    parts = path.relative_to(folder).parts
    if ".." in parts:
        return True
    here = folder
    for part in parts:
        here = here / part
        if os.path.islink(here):
            return True
    return False


def _refused(where: str) -> StoreError:
    return StoreError(
        f"{where} is not changed by the notebook server, which only reads. Change it from a cell."
    )
