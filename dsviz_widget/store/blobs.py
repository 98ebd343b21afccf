"""Bytes by their SHA-256: put once, shared by every artifact that has them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from dsviz_widget.errors import BlobCorrupt, BlobMissing
from dsviz_widget.store.files import make_folder

if TYPE_CHECKING:
    from dsviz_widget.types import BlobSource

DIGEST = re.compile(r"[0-9a-f]{64}")


def digest_of(content: bytes | Path) -> str:
    """Return the SHA-256 of bytes, or of a file read in pieces, as 64 hexadecimal digits."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    digest = hashlib.sha256()
    with content.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


class Blobs:
    """A folder of files named by the SHA-256 of their bytes; a file is immutable once it is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        return path if path.exists() else None

    def get(self, digest: str) -> bytes:
        """Return the bytes of a digest, checked against it.

        Raises
        ------
        BlobMissing
            If the store has no such bytes.
        BlobCorrupt
            If the file was changed or cut short.
        """
        path = self.path(digest)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise BlobMissing(
                f"the store has no file for digest {digest[:12]}… (looked for {path}). "
                "Copy the whole store folder, or log the artifact again."
            ) from None
        if digest_of(content) != digest:
            raise BlobCorrupt(
                f"{path} was changed after it was stored. Delete it and log the artifact again to mend it."
            )
        return content

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
        """
        path = self.path(digest)
        if path.exists():
            return
        make_folder(path.parent)
        staged = path.with_name(f".{secrets.token_hex(8)}.part")
        try:
            if isinstance(content, bytes):
                staged.write_bytes(content)
            else:
                shutil.copyfile(content, staged)
                if digest_of(staged) != digest:
                    raise BlobCorrupt(f"{content} changed while it was being logged. Log it again.")
            os.replace(staged, path)
        finally:
            staged.unlink(missing_ok=True)

    def put_many(self, contents: dict[str, bytes | Path | BlobSource]) -> None:
        """Store the bytes of many digests, on all cores; a source is asked for those that are missing."""

        def put_one(item: tuple[str, bytes | Path | BlobSource]) -> None:
            digest, content = item
            if self.path(digest).exists():
                return
            if isinstance(content, (bytes, Path)):
                self.put_known(digest, content)
            else:
                self.put_known(digest, content.locate(digest) or content.get(digest))

        if len(contents) < 4:
            for item in contents.items():
                put_one(item)
            return
        with ThreadPoolExecutor(max_workers=min(8, (os.cpu_count() or 1) * 2)) as pool:
            for _ in pool.map(put_one, contents.items()):
                pass
