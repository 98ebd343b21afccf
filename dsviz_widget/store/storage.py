"""Names and small files of a store, in a folder or in a bucket: the five operations that versions rest on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from dsviz_widget.store.files import cannot_write, create_exclusive, write_atomic


class Storage(Protocol):
    """Small files by key, such as ``projects/p/artifacts/data/v0.json``."""

    def read(self, key: str) -> bytes:
        """Return the bytes of a key; raises FileNotFoundError."""

    def write(self, key: str, content: bytes) -> None:
        """Write a key as a whole; who reads meanwhile sees the old bytes or the new ones."""

    def create(self, key: str, content: bytes) -> bool:
        """Write a key that is not there yet, as a whole; return False when somebody has it."""

    def files(self, key: str) -> dict[str, int]:
        """Return the files directly under a key, and how many bytes each has."""

    def folders(self, key: str) -> list[str]:
        """Return the names directly under a key that have files under them."""

    def remove(self, key: str) -> None:
        """Remove a key; one that is not there is no error."""

    def where(self, key: str) -> str:
        """Return the key as a user would look for it, for messages."""


class FolderStorage:
    """Keys as files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, key: str) -> bytes:
        """Return the bytes of a file; raises FileNotFoundError."""
        return (self.folder / key).read_bytes()

    def write(self, key: str, content: bytes) -> None:
        """Replace a file as a whole."""
        try:
            write_atomic(self.folder / key, content)
        except OSError as error:
            cannot_write(self.folder / key, error)

    def create(self, key: str, content: bytes) -> bool:
        """Create a file with its whole content, or return False when it is there."""
        try:
            return create_exclusive(self.folder / key, content)
        except OSError as error:
            cannot_write(self.folder / key, error)

    def files(self, key: str) -> dict[str, int]:
        """Return the files of a folder and their sizes; hidden ones are half-written and not listed."""
        return {name: size for name, size in self._entries(key) if size is not None}

    def folders(self, key: str) -> list[str]:
        """Return the folders of a folder."""
        return sorted(name for name, size in self._entries(key) if size is None)

    def remove(self, key: str) -> None:
        """Remove a file."""
        (self.folder / key).unlink(missing_ok=True)

    def where(self, key: str) -> str:
        """Return the path."""
        return str(self.folder / key)

    def _entries(self, key: str) -> list[tuple[str, int | None]]:
        found: list[tuple[str, int | None]] = []
        try:
            with os.scandir(self.folder / key) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    try:
                        found.append((entry.name, None if entry.is_dir() else entry.stat().st_size))
                    except FileNotFoundError:
                        continue
        except (FileNotFoundError, NotADirectoryError):
            return []
        return found
