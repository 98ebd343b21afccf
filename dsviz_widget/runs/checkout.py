"""An artifact's files in a folder of the user's: put there, made equal to, compared."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from dsviz_widget.errors import (
    ArtifactValueError,
    ArtifactVerifyError,
    BlobMissing,
    ManifestError,
    StoreError,
    did_you_mean,
)
from dsviz_widget.runs.references import file_of
from dsviz_widget.store import Catalog, Entry, cannot_write, check_path, copy_hashed, digest_of

TIMEOUT_S = 60


def put_file(catalog: Catalog, path: str, entry: Entry, root: Path) -> Path:
    """Copy one file into a folder, unless it is there already.

    Raises
    ------
    BlobMissing, BlobCorrupt
        If the store does not have the bytes as they were logged.
    ArtifactValueError
        If a link in the folder leads out of it.
    StoreError
        If the folder cannot be written, or a reference not be fetched.
    """
    target = inside(root, path)
    if target.is_file() and target.stat().st_size == entry.size and digest_of(target) == entry.digest:
        return target
    staged = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if entry.is_reference:
            _fetch(str(entry.ref), entry, staged)
        else:
            found = catalog.blobs.locate(entry.digest)
            if found is None:
                raise catalog.blobs.missing(entry.digest)
            if copy_hashed(found, staged) != entry.digest:
                raise catalog.blobs.corrupt(found)
        os.replace(staged, target)
    except StoreError:
        raise
    except OSError as error:
        cannot_write(target, error)
    finally:
        staged.unlink(missing_ok=True)
    return target


def inside(root: Path, path: str) -> Path:
    """Return where a file of an artifact belongs in a folder; raises ArtifactValueError if that leaves it."""
    try:
        target = root / check_path(path)
    except ManifestError as error:
        raise ArtifactValueError(str(error)) from None
    # A link in the folder, left by somebody, may lead anywhere.
    if not target.parent.resolve().is_relative_to(root.resolve()) or target.is_symlink():
        raise ArtifactValueError(
            f"{target} leaves {root} through a link. Remove the link, or choose another folder."
        )
    return target


def remove_others(contents: Iterable[str], root: Path) -> None:
    """Delete what is in a folder and not in the artifact, and folders that are then empty."""
    wanted = {os.path.normpath(path) for path in contents}
    for base, folders, names in os.walk(root, topdown=False):
        for name in [*names, *folders]:
            path = Path(base, name)
            if path.is_symlink() or (path.is_file() and os.path.relpath(path, root) not in wanted):
                path.unlink()
            elif path.is_file():
                continue
            elif not any(path.iterdir()):
                path.rmdir()


def verify_folder(contents: dict[str, Entry], root: Path) -> None:
    """Compare a folder with an artifact; references are passed over.

    Raises
    ------
    ArtifactVerifyError
        For a file that is missing, changed, or not the artifact's; it is a ValueError.
    """
    there = {
        Path(base, name).relative_to(root).as_posix() for base, _, names in os.walk(root) for name in names
    }
    normal = {os.path.normpath(path).replace(os.sep, "/"): entry for path, entry in contents.items()}
    foreign = sorted(there - set(normal))
    if foreign:
        raise ArtifactVerifyError(
            f"{root} holds {_some(foreign)}, not in the artifact. Remove them, or call checkout, which does."
        )
    for path, entry in normal.items():
        if entry.is_reference:
            continue
        if path not in there:
            raise ArtifactVerifyError(f"{root} lacks {path!r}. Call download, which puts it there.")
        if digest_of(root / path) != entry.digest:
            raise ArtifactVerifyError(
                f"{root / path} was changed: its digest is not the artifact's. Delete it and call download."
            )


def verify_store(catalog: Catalog, contents: dict[str, Entry]) -> None:
    """Compare the store's bytes with an artifact.

    Raises
    ------
    BlobMissing, BlobCorrupt
        If bytes are gone or were changed.
    """
    for digest in {entry.digest for entry in contents.values() if not entry.is_reference}:
        catalog.blobs.check(digest)


def no_entry(path: str, known: Iterable[str]) -> str:
    """Return the sentence for a file that an artifact does not have."""
    return f"the artifact has no file {path!r}.{did_you_mean(path, known)}"


def _some(paths: list[str]) -> str:
    shown = ", ".join(repr(path) for path in paths[:3])
    return shown if len(paths) <= 3 else f"{shown} and {len(paths) - 3} more files"


def _fetch(uri: str, entry: Entry, staged: Path) -> None:
    local = file_of(uri)
    if local is not None:
        if not local.is_file():
            raise BlobMissing(
                f"the reference {uri} points to a file that is gone. Put it back, or log the artifact again."
            )
        if copy_hashed(local, staged) != entry.digest and entry.size:
            raise ArtifactVerifyError(
                f"{local} was changed since the artifact was logged. Log it again as the next version."
            )
        return
    if not uri.startswith(("http://", "https://")):
        raise StoreError(
            f"the reference {uri} cannot be fetched here. Fetch it with the tool for such addresses; "
            "entry.ref_target() gives it."
        )
    from urllib.error import URLError
    from urllib.request import urlopen

    try:
        with urlopen(uri, timeout=TIMEOUT_S) as answer, staged.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except (URLError, TimeoutError) as error:
        raise StoreError(f"the reference {uri} cannot be fetched: {error}.") from None
