"""Whether the process that writes a run is still there: a file that it holds locked while it lives.

A lock ends with its process, however that ends, so that a run whose file nobody holds and that never said
how it ended has crashed. A clock is asked only where there are no locks.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import weakref
from pathlib import Path

from dsviz_widget.store.files import cannot_write, make_folder

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes, not files; one that no file reaches leaves all others free to read.
    FAR_BYTE = 1 << 62

    def _lock_far_byte(handle: int, is_waiting: bool) -> None:
        position = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK if is_waiting else msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, position, os.SEEK_SET)
else:
    import fcntl

NO_LOCKS_STALE_S = 600.0


def hold(handle: int) -> None:
    """Hold an open file until it is closed, beside others that hold it."""
    # Who asks has the lock for a moment, so that this waits; without locks there is nothing to wait for.
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            _lock_far_byte(handle, is_waiting=True)
        else:
            fcntl.flock(handle, fcntl.LOCK_SH)


def take(handle: int) -> bool | None:
    """Take an open file for oneself until it is closed, if nobody holds it.

    Returns
    -------
    bool or None
        False when somebody holds it, this process included; None where the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            _lock_far_byte(handle, is_waiting=False)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


class Alive:
    """Says that this process writes a run, until `release` or the end of the process.

    Parameters
    ----------
    path : path
        The file to hold; it and its folder are made. Several processes may hold it at once.

    Raises
    ------
    StoreError
        If the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            cannot_write(path, error)
        hold(handle)
        self._release = weakref.finalize(self, _close, handle, os.getpid())

    def release(self) -> None:
        """Say that the process no longer writes the run."""
        self._release()


def is_alive(path: Path) -> bool:
    """Return whether some process, this one included, holds the file."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return _is_recent(path)
    try:
        taken = take(handle)
        return _is_recent(path) if taken is None else not taken
    finally:
        os.close(handle)


def _is_recent(path: Path) -> bool:
    """Return whether the run's folder was written to in the last ten minutes."""
    newest = max((found.stat().st_mtime for found in path.parent.rglob("*")), default=0.0)
    return time.time() - newest < NO_LOCKS_STALE_S


def _close(handle: int, process: int) -> None:
    # A forked child has the same lock; closing its copy would not end it, and is not its business.
    if os.getpid() == process:
        os.close(handle)
