"""The files behind a table's cells, until the table is in an artifact."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dsviz_widget.errors import BlobMissing
from dsviz_widget.store import Blobs
from dsviz_widget.types import BlobSource


class StoredBlobs:
    """The files of a logged table: bytes in the store, and the artifact they belong to.

    Attributes
    ----------
    origin : str
        ``project/name:v0`` of that artifact.
    """

    def __init__(self, blobs: Blobs, origin: str) -> None:
        self.blobs = blobs
        self.origin = origin

    def get(self, digest: str) -> bytes:
        """Return the bytes; raises BlobMissing."""
        return self.blobs.get(digest)

    def locate(self, digest: str) -> Path | None:
        """Return the file that holds the bytes."""
        return self.blobs.locate(digest)


class StagedBlobs:
    """Bytes, files and other sources by digest. Moving them into a store lets go of the bytes."""

    origin: str | None = None

    def __init__(self) -> None:
        self._contents: dict[str, bytes | Path | BlobSource] = {}
        self._sizes: dict[str, int] = {}

    def put(self, digest: str, content: bytes | Path, size: int) -> None:
        """Keep bytes, or the path of a file that has them."""
        self._contents.setdefault(digest, content)
        self._sizes[digest] = size

    def refer(self, digest: str, source: BlobSource) -> None:
        """Remember that `source` has the bytes."""
        self._contents.setdefault(digest, source)

    def get(self, digest: str) -> bytes:
        """Return the bytes; raises BlobMissing."""
        content = self._content(digest)
        if isinstance(content, bytes):
            return content
        if isinstance(content, Path):
            try:
                return content.read_bytes()
            except FileNotFoundError:
                raise BlobMissing(
                    f"the file {str(content)!r} was there when it was added to the table and is gone now. "
                    "Put it back, or log the table before files are moved."
                ) from None
        return content.get(digest)

    def locate(self, digest: str) -> Path | None:
        """Return a file that has the bytes, or None when they are only in memory."""
        content = self._content(digest)
        if isinstance(content, bytes):
            return None
        return content if isinstance(content, Path) else content.locate(digest)

    def move_to(self, blobs: Blobs) -> None:
        """Write everything into a store, and keep only where it is."""
        blobs.put_many(self._contents)
        for digest in self._contents:
            self._contents[digest] = blobs

    def _content(self, digest: str) -> bytes | Path | BlobSource:
        try:
            return self._contents[digest]
        except KeyError:
            raise BlobMissing(f"no cell of this table has a file with digest {digest[:12]}….") from None


class BlobsOfTables:
    """The files behind the cells of several tables."""

    def __init__(self, sources: Sequence[BlobSource]) -> None:
        self._sources = sources

    def get(self, digest: str) -> bytes:
        """Return the bytes; raises BlobMissing where no table has them."""
        *others, last = self._sources
        for source in others:
            try:
                return source.get(digest)
            except BlobMissing:
                continue
        return last.get(digest)

    def locate(self, digest: str) -> Path | None:
        """Return a file that holds the bytes, or None when they are only in memory."""
        missing: BlobMissing | None = None
        is_known = False
        for source in self._sources:
            try:
                found = source.locate(digest)
            except BlobMissing as error:
                missing = error
                continue
            if found is not None:
                return found
            is_known = True
        if missing is not None and not is_known:
            raise missing
        return None
