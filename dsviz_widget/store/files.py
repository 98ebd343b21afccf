"""The few operations on files that everything in the store rests on."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import NoReturn

from dsviz_widget.errors import StoreError


def write_atomic(path: Path, content: bytes) -> None:
    """Write a whole file, or nothing: readers see the old bytes or the new ones, never a part."""
    staged = _stage(path, content)
    try:
        os.replace(staged, path)
    finally:
        staged.unlink(missing_ok=True)


def write_derived(path: Path, content: bytes) -> None:
    """Write a whole file that can be made again, without waiting for the disk.

    Readers see all of it or none. Where the power fails it may be cut short, which its content has to tell.
    """
    make_folder(path.parent)
    staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        write_new(str(staged), content)
        os.replace(staged, path)
    except OSError as error:
        cannot_write(path, error)
    finally:
        staged.unlink(missing_ok=True)


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


def cannot_write(where: Path | str, error: OSError) -> NoReturn:
    """Raise StoreError for a write that the system refused."""
    raise StoreError(
        f"the store cannot write {where} ({error.strerror or error}); what was logged before is whole. "
        "Free some space, or set DSVIZ_DIR, or init(dir=...), to a folder that you may write in."
    ) from None


def write_new(path: str, content: bytes) -> None:
    """Write a file that nobody else has a name for, in as few system calls as it takes."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        written = os.write(handle, content)
        while written < len(content):
            written += os.write(handle, memoryview(content)[written:])
    finally:
        os.close(handle)


def _stage(path: Path, content: bytes) -> Path:
    make_folder(path.parent)
    staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with staged.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        staged.unlink(missing_ok=True)
        cannot_write(path, error)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged
