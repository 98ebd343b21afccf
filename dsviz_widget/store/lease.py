"""What a draft needs and no version names yet: a file that its process holds a lock on while it lives.

Bytes go into the store when they are added, the version that names them comes later. Whoever reclaims bytes
reads these files first, so that what a draft in another process needs stays. The lock goes with the process,
however it ends, and a file without one is swept away.
"""

from __future__ import annotations

import os
import secrets
import time
import weakref
from collections.abc import Iterable
from pathlib import Path

from dsviz_widget.store.files import cannot_write, make_folder

if os.name != "nt":
    import fcntl

STALE_S = 24 * 3600


class Lease:
    """The digests one draft relies on, in ``drafts/<token>`` of its store."""

    def __init__(self, folder: Path) -> None:
        self._noted: set[str] = set()
        make_folder(folder)
        while True:
            path = folder / secrets.token_hex(8)
            try:
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o666)
            except OSError as error:
                cannot_write(path, error)
            _lock(handle)
            # Between the two lines above someone may have taken the file for one left by a killed process.
            if os.name == "nt" or os.fstat(handle).st_nlink:
                break
            os.close(handle)
        self._path, self._handle = path, handle
        self._release = weakref.finalize(self, _drop, path, handle, os.getpid())

    def note(self, digests: Iterable[str]) -> None:
        """Keep these digests from being reclaimed; call it before relying on their bytes being there."""
        new = [digest for digest in dict.fromkeys(digests) if digest not in self._noted]
        if new and self._release.alive:
            try:
                os.write(self._handle, "".join(f"{digest}\n" for digest in new).encode())
            except OSError as error:
                cannot_write(self._path, error)
            self._noted.update(new)

    def release(self) -> None:
        """Let go: a version names the digests now, or nothing will."""
        self._release()


def leased(folder: Path) -> set[str]:
    """Return every digest that a living draft relies on; files of dead processes are removed."""
    found: set[str] = set()
    for path in folder.glob("*") if folder.is_dir() else ():
        try:
            if not _is_dead(path):
                found.update(path.read_text().split("\n"))
        except FileNotFoundError:
            continue
    return found


def _lock(handle: int) -> bool:
    if os.name == "nt":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A network folder without locks: there a draft counts as living for a day.
        return time.time() - os.fstat(handle).st_mtime > STALE_S
    return True


def _is_dead(path: Path) -> bool:
    """Remove the file of a process that is gone; the file of a living one cannot be locked."""
    if os.name == "nt":
        # Windows refuses to remove a file that somebody has open.
        try:
            path.unlink()
        except PermissionError:
            return False
        return True
    handle = os.open(path, os.O_RDWR)
    try:
        if not _lock(handle):
            return False
        path.unlink(missing_ok=True)
        return True
    finally:
        os.close(handle)


def _drop(path: Path, handle: int, process: int) -> None:
    # A forked child has the same handle and must leave the parent's file alone.
    if os.getpid() == process:
        os.close(handle)
        path.unlink(missing_ok=True)
