"""The stores under the server's root: found by looking, opened only by a path that stays inside."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from dsviz_widget.errors import RequestRefused

MOST_LEVELS = 6
"""Folders below the root that are looked into, in depth."""
MOST_FOLDERS = 5_000
"""Folders that one search looks into; where there are more it ends, and says so."""
MOST_SECONDS = 2.0
MOST_LETTERS = 1_024
"""Of the path of a store."""
KEPT_S = 10.0
"""So long an answer about which stores there are is given again."""
PASSED_OVER = frozenset({"node_modules", "__pycache__", "site-packages", "lost+found"})


class Stores:
    """The stores in the folders that a notebook server serves.

    Parameters
    ----------
    root : str or Path
        The server's root. Links on the way to it are followed, links below it are not.

    Attributes
    ----------
    root : Path
    notes : list of str
        What the last search left out, one sentence each.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(os.path.realpath(Path(root).expanduser()))
        self.notes: list[str] = []
        self._found: list[str] = []
        self._searched_at = -KEPT_S

    def find(self, again: bool = False) -> list[str]:
        """Return the path of every store from the root, with ``/``; ``.`` is the root itself.

        Hidden folders, links, and what `PASSED_OVER` names are not looked into.

        Parameters
        ----------
        again : bool
            Search now, also where the last search was a moment ago.
        """
        if again or time.monotonic() - self._searched_at > KEPT_S:
            notes: list[str] = []
            found = {*self._search(notes), *self._named(notes)}
            self._found = sorted(found, key=lambda path: (path.count("/"), path.casefold(), path))
            self.notes, self._searched_at = notes, time.monotonic()
        return self._found

    def open(self, path: str) -> Path:
        """Return the folder of a store that is named by its path from the root.

        Raises
        ------
        RequestRefused
            Unless it is a relative path, without ``..``, hidden parts and links, to a store that is there.
        """
        if len(path) > MOST_LETTERS:
            raise RequestRefused(
                f"the path of a store has up to {MOST_LETTERS:,} letters, and {len(path):,} were sent. "
                "Choose a store of the list."
            )
        folder = self.root
        for part in _parts(path):
            folder = folder / part
            if not _is_folder(folder):
                raise _no_store(path)
        if not is_store(folder):
            raise _no_store(path)
        return folder

    def _search(self, notes: list[str]) -> Iterator[str]:
        """Yield the stores below the root, the nearest first."""
        end = time.monotonic() + MOST_SECONDS
        level, looked_into = [(self.root, ".")], 0
        for depth in range(MOST_LEVELS + 1):
            below: list[tuple[Path, str]] = []
            for folder, path in level:
                if looked_into >= MOST_FOLDERS or time.monotonic() > end:
                    notes.append(
                        f"The search for stores ended after {looked_into:,} folders. Start the server nearer "
                        "to your data, or set DSVIZ_DIR to the store."
                    )
                    return
                looked_into += 1
                if is_store(folder):
                    yield path
                elif depth < MOST_LEVELS:
                    below += [(folder / name, _join(path, name)) for name in _folders_in(folder)]
            level = below

    def _named(self, notes: list[str]) -> Iterator[str]:
        """Yield the store that DSVIZ_DIR names, if it is under the root; a note says when it is not."""
        given = os.environ.get("DSVIZ_DIR")
        if not given:
            return
        if "://" not in given:
            folder = Path(os.path.realpath(given))
            if folder.is_relative_to(self.root) and not folder.exists():
                return  # the first run makes it
            try:
                path = folder.relative_to(self.root).as_posix()
                self.open(path)
            except (ValueError, RequestRefused):
                pass
            else:
                yield path
                return
        notes.append(
            f"DSVIZ_DIR names {given}, which is no store under the server's root, {self.root}, or a hidden "
            "one: it is not listed here. Start the server above it, or show it from a cell."
        )


def is_store(folder: Path) -> bool:
    """Return whether a folder has the folders of a store; see docs/store.md."""
    if not _is_folder(folder / "projects"):
        return False
    return folder.name == "dsviz" or _is_folder(folder / "blobs") or _is_folder(folder / "cache")


def _parts(path: str) -> list[str]:
    """Return the parts of a path that stays below the root, none for ``.``."""
    parts = [] if path == "." else path.split("/")
    for part in parts:
        # What begins with a dot is "..", "." or hidden; on Windows a drive or a backslash leads elsewhere.
        if not part or part.startswith(".") or any(letter in part for letter in "\\:\0"):
            raise _no_store(path)
    return parts


def _no_store(path: str) -> RequestRefused:
    return RequestRefused(
        f"{path[:80]!r} is no store under the server's root. Choose one of the list, or look for stores "
        "again.",
        status=404,
    )


def _is_folder(path: Path) -> bool:
    """Return whether a path is a folder itself; a link to one is not."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _folders_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if not entry.name.startswith(".")
                and entry.name not in PASSED_OVER
                and entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        # No permission, or gone meanwhile: it has no store that this server could read.
        return []


def _join(path: str, name: str) -> str:
    return name if path == "." else f"{path}/{name}"
