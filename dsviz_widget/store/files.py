"""The few operations on files that everything in the store rests on."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from dsviz_widget.errors import StoreError


def write_atomic(path: Path, content: bytes) -> None:
    """Write a whole file, or nothing: readers see the old bytes or the new ones, never a part."""
    staged = _stage(path, content)
    os.replace(staged, path)


def create_exclusive(path: Path, content: bytes) -> bool:
    """Create a file with its whole content at once; return False when it is already there.

    A hard link is the one operation that is both atomic and refuses to overwrite on every POSIX file
    system; Windows refuses in rename itself.
    """
    staged = _stage(path, content)
    try:
        if os.name == "nt":
            os.rename(staged, path)
            return True
        try:
            os.link(staged, path)
        except FileExistsError:
            raise
        except OSError:
            # Google Drive in Colab, exFAT and some network folders have no hard links. There an empty
            # file takes the name, and is then replaced as a whole; who lists files passes over empty ones.
            path.touch(exist_ok=False)
            os.replace(staged, path)
        return True
    except FileExistsError:
        return False
    finally:
        staged.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    StoreError
        If that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the store cannot make the folder {folder} ({error.strerror}). "
            "Set DSVIZ_DIR, or init(dir=...), to a folder that you may write in."
        ) from None


def _stage(path: Path, content: bytes) -> Path:
    make_folder(path.parent)
    staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with staged.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged
