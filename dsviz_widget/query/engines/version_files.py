"""Files derived from one version of a table: row ids, statistics, a copy for random access."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

MAX_ORDER_BYTES = 4 * 1000**3
"""Most bytes of row ids in one cache folder; beyond it those not used for longest go."""
MAX_COPY_BYTES = 32 * 1000**3
"""Most bytes of copies for random access in one cache folder."""

_removal = threading.Lock()


class VersionFiles:
    """A folder for what can be computed again from one version of a table.

    Everything in it may be deleted at any time, by anyone; what is missing or damaged is made again.

    Parameters
    ----------
    folder : path
        The cache folder, shared by many tables.
    version : str
        Names the bytes of the table: its digest, or what `file_version` says of its files.
    """

    def __init__(self, folder: str | os.PathLike[str], version: str) -> None:
        self.folder = Path(folder)
        self.version = version

    def path(self, kind: str, key: str, suffix: str) -> Path:
        """Return where something of this version is kept, whether it is there or not."""
        return self.folder / kind / f"{digest_of(self.version, key)[:40]}{suffix}"

    def read(self, path: Path, load: Callable[[Path], Any]) -> Any:
        """Return what `load` makes of a file, or None if it is missing or damaged."""
        try:
            found = load(path)
        except (OSError, ValueError, EOFError, KeyError, TypeError, AttributeError):
            return None
        with suppress(OSError):
            os.utime(path)
        return found

    @contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """Give a path to write to, which takes its name when the block ends without an error."""
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
        try:
            yield staged
            os.replace(staged, path)
        finally:
            staged.unlink(missing_ok=True)

    def keep_below(self, kind: str, most_bytes: int, keep: Path) -> None:
        """Remove what was not used for longest, but not `keep`, until the files of a kind fit."""
        with _removal, suppress(OSError):
            files = []
            for entry in os.scandir(self.folder / kind):
                with suppress(OSError):
                    found = entry.stat()
                    files.append((found.st_mtime, found.st_size, entry.path))
            total = sum(size for _, size, _ in files)
            for _, size, path in sorted(files):
                if total <= most_bytes:
                    return
                if path != str(keep):
                    with suppress(OSError):
                        os.unlink(path)
                        total -= size


def digest_of(*parts: str) -> str:
    """Return a digest of texts."""
    whole = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        whole.update(len(encoded).to_bytes(8, "little") + encoded)
    return whole.hexdigest()


def file_version(paths: list[str]) -> str:
    """Return a text that names the bytes of files as long as nobody writes to them in secret."""
    parts = []
    for path in paths:
        found = os.stat(path)
        parts += [os.path.abspath(path), str(found.st_size), str(found.st_mtime_ns), str(found.st_ino)]
    return digest_of(*parts)
