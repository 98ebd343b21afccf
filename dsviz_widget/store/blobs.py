"""Bytes by their SHA-256: put once, shared by every artifact that has them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from dsviz_widget.errors import BlobCorrupt, BlobMissing
from dsviz_widget.store.files import cannot_write, make_folder, write_new

if TYPE_CHECKING:
    from dsviz_widget.store.lease import Lease
    from dsviz_widget.types import BlobSource

DIGEST = re.compile(r"[0-9a-f]{64}")
PIECE = 1 << 20


def digest_of(content: bytes | Path) -> str:
    """Return the SHA-256 of bytes, or of a file read in pieces, as 64 hexadecimal digits."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    with content.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


class Blobs:
    """A folder of files named by the SHA-256 of their bytes; a file is immutable once it is there.

    Parameters
    ----------
    folder : path
    lease : Lease, optional
        Told of every digest before its bytes are relied on, so that nobody reclaims them meanwhile.
    """

    def __init__(self, folder: Path, lease: Lease | None = None) -> None:
        self.folder = folder
        self.lease = lease
        self._prefix = f"{folder}{os.sep}"
        self._made: set[str] = set()

    def under(self, lease: Lease) -> Blobs:
        """Return the same bytes, put under a lease."""
        return Blobs(self.folder, lease)

    def path(self, digest: str) -> Path:
        """Return where the bytes of a digest are, or would be; raises BlobMissing for what is no digest."""
        # A digest may come from a file of unknown origin, and becomes a path here.
        if not DIGEST.fullmatch(digest):
            raise BlobMissing(
                f"{digest!r} is not a digest: 64 hexadecimal digits. The file it is in is damaged."
            )
        return self.folder / digest[:2] / digest[2:]

    def locate(self, digest: str) -> Path | None:
        """Return the file that holds the bytes, or None when the store has none."""
        path = self.path(digest)
        return path if path.exists() or self._rescue(digest, path) else None

    def absent(self, digests: Iterable[str]) -> list[str]:
        """Return those of the digests that the store has no bytes for."""
        return [digest for digest in digests if self.locate(digest) is None]

    def get(self, digest: str) -> bytes:
        """Return the bytes of a digest, checked against it.

        Raises
        ------
        BlobMissing
            If the store has no such bytes.
        BlobCorrupt
            If the file was changed or cut short.
        """
        path = self.locate(digest)
        if path is None:
            raise self.missing(digest)
        content = path.read_bytes()
        if digest_of(content) != digest:
            raise self.corrupt(path)
        return content

    def check(self, digest: str) -> None:
        """Read the bytes of a digest in pieces and compare; raises BlobMissing or BlobCorrupt."""
        path = self.locate(digest)
        if path is None:
            raise self.missing(digest)
        if digest_of(path) != digest:
            raise self.corrupt(path)

    def missing(self, digest: str) -> BlobMissing:
        """Return the error for bytes that are not there."""
        return BlobMissing(
            f"the store has no file for digest {digest[:12]}… (looked for {self.path(digest)}). "
            "Copy the whole store folder, or log the artifact again."
        )

    def corrupt(self, path: Path) -> BlobCorrupt:
        """Return the error for bytes that are not what they were."""
        return BlobCorrupt(
            f"{path} was changed after it was stored. Delete it and log the artifact again to mend it."
        )

    def put(self, content: bytes | Path) -> str:
        """Store bytes or a file and return their digest; bytes already there are not written again."""
        digest = digest_of(content)
        self.put_known(digest, content)
        return digest

    def put_known(self, digest: str, content: bytes | Path) -> None:
        """Store bytes whose digest is known; a file is hashed again while it is copied.

        Raises
        ------
        BlobCorrupt
            If a file changed since its digest was taken.
        StoreError
            If the disk is full or may not be written.
        """
        self.put_many({digest: content})

    def put_many(self, contents: Mapping[str, bytes | Path | BlobSource]) -> None:
        """Store the bytes of many digests; a source is asked for those that are missing.

        Files are copied on all cores. Bytes are written on one: the work is in the system calls, and
        threads that take turns for a few microseconds each cost more than they save.
        """
        if self.lease is not None:
            self.lease.note(contents)
        files: list[tuple[str, Path | BlobSource]] = []
        for digest, content in contents.items():
            if content is self or self._has(digest, content):
                continue
            if isinstance(content, bytes):
                self._write(digest, content)
            else:
                files.append((digest, content))
        if len(files) < 4:
            for digest, found in files:
                self._copy(digest, found)
            return
        workers = os.cpu_count() or 1
        pieces = [files[start :: workers * 4] for start in range(workers * 4)]

        def copy(piece: list[tuple[str, Path | BlobSource]]) -> None:
            for digest, found in piece:
                self._copy(digest, found)

        with ThreadPoolExecutor(max_workers=workers) as pool:
            for _ in pool.map(copy, pieces):
                pass

    def _has(self, digest: str, content: bytes | Path | BlobSource) -> bool:
        if not DIGEST.fullmatch(digest):
            self.path(digest)
        try:
            size = os.stat(self._name(digest)).st_size
        except FileNotFoundError:
            return False
        except NotADirectoryError:
            make_folder(self.folder / digest[:2])
            return False
        # What was cut short is written again: its size tells.
        if isinstance(content, bytes):
            return size == len(content)
        if isinstance(content, Path):
            try:
                return size == content.stat().st_size
            except FileNotFoundError:
                return True
        return True

    def _name(self, digest: str) -> str:
        return f"{self._prefix}{digest[:2]}{os.sep}{digest[2:]}"

    def _folder(self, digest: str) -> str:
        short = digest[:2]
        folder = f"{self._prefix}{short}{os.sep}"
        if short not in self._made:
            make_folder(Path(folder))
            self._made.add(short)
        return folder

    def _write(self, digest: str, content: bytes) -> None:
        staged = f"{self._folder(digest)}.{secrets.token_hex(8)}.part"
        try:
            try:
                write_new(staged, content)
            except FileNotFoundError:
                # The folder was there a moment ago: somebody removed the store.
                self._made.clear()
                self._folder(digest)
                write_new(staged, content)
            os.replace(staged, self._name(digest))
        except OSError as error:
            Path(staged).unlink(missing_ok=True)
            cannot_write(self._name(digest), error)

    def _copy(self, digest: str, content: Path | BlobSource | bytes) -> None:
        if not isinstance(content, (bytes, Path)):
            content = content.locate(digest) or content.get(digest)
        if isinstance(content, bytes):
            self._write(digest, content)
            return
        staged = Path(f"{self._folder(digest)}.{secrets.token_hex(8)}.part")
        try:
            self._stage(content, staged, digest)
            os.replace(staged, self._name(digest))
        except (BlobCorrupt, BlobMissing):
            raise
        except OSError as error:
            cannot_write(self._name(digest), error)
        finally:
            staged.unlink(missing_ok=True)

    def _stage(self, content: Path, staged: Path, digest: str) -> None:
        if not content.exists():
            raise BlobMissing(
                f"the file {str(content)!r} was there when it was added and is gone now. "
                "Put it back, or log the artifact before files are moved."
            )
        if copy_hashed(content, staged) != digest:
            raise BlobCorrupt(f"{content} changed while it was being logged. Log it again.")

    def _rescue(self, digest: str, path: Path) -> bool:
        """Take bytes back that a process was removing when it was killed."""
        try:
            os.rename(self.trash / digest, path)
        except OSError:
            return False
        return True

    @property
    def trash(self) -> Path:
        """Where bytes lie for the moment between their last use and their end."""
        return self.folder.parent / "trash"


def copy_hashed(source: Path, target: Path) -> str:
    """Copy a file and return the SHA-256 of what was written, in one pass over it."""
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as incoming, target.open("xb", buffering=0) as outgoing:
        while piece := incoming.read(PIECE):
            digest.update(piece)
            view = memoryview(piece)
            while view:
                view = view[outgoing.write(view) :]
    return digest.hexdigest()
