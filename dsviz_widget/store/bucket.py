"""A store in a bucket, through obstore: S3, Google Cloud, Azure, or this process's memory.

Names and manifests are objects, created with put-if-absent. Bytes are objects by their SHA-256, and are kept
in a folder on this machine once they were read, since a table is mapped from a file; that folder may be
deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import BlobMissing, StoreError
from dsviz_widget.store.blobs import Blobs, digest_of
from dsviz_widget.store.files import write_atomic

if TYPE_CHECKING:
    from dsviz_widget.store.lease import Lease
    from dsviz_widget.types import BlobSource

_memory: dict[str, Any] = {}


def open_bucket(url: str) -> tuple[BucketStorage, Path]:
    """Return the bucket at an address, and the folder on this machine that keeps what was read of it.

    Parameters
    ----------
    url : str
        ``s3://bucket/prefix``, ``gs://…``, ``az://…``, ``file:///folder``; ``memory://name`` for as long as
        the process lives. Credentials are taken from the environment, as obstore documents.

    Raises
    ------
    StoreError
        If obstore is not installed, or does not know such an address.
    """
    try:
        import obstore.store
    except ImportError:
        raise StoreError(
            f"a store at {url} needs the package obstore. Run: pip install 'dsviz-widget[bucket]'"
        ) from None
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    try:
        opened: Any
        if url.startswith("memory://"):
            opened = _memory.setdefault(url, obstore.store.MemoryStore())
            name = f"{name}-{os.getpid()}"
        elif url.startswith("file://"):
            opened = obstore.store.LocalStore.from_url(url, mkdir=True)
        else:
            opened = obstore.store.from_url(url)
    except Exception as error:
        raise StoreError(f"obstore cannot open a store at {url}: {_first_line(error)}.") from None
    kept = os.environ.get("DSVIZ_CACHE_DIR")
    base = Path(kept) if kept else Path.home() / ".cache" / "dsviz_widget"
    return BucketStorage(url, opened), (base / name).absolute()


class BucketStorage:
    """Keys as objects in a bucket."""

    def __init__(self, url: str, opened: Any) -> None:
        self.url = url.rstrip("/")
        self.opened = opened

    def read(self, key: str) -> bytes:
        """Return the bytes of an object; raises FileNotFoundError."""
        import obstore

        try:
            return bytes(obstore.get(self.opened, key).bytes())
        except FileNotFoundError:
            raise FileNotFoundError(self.where(key)) from None
        except obstore.exceptions.BaseError as error:
            raise StoreError(f"{self.where(key)} cannot be read: {_first_line(error)}.") from None

    def write(self, key: str, content: bytes) -> None:
        """Write an object."""
        self._put(key, content, "overwrite")

    def create(self, key: str, content: bytes) -> bool:
        """Write an object that is not there yet, by put-if-absent."""
        return self._put(key, content, "create")

    def put_file(self, key: str, path: Path) -> None:
        """Write an object from a file; large ones go up in parts."""
        self._put(key, path, "overwrite")

    def _put(self, key: str, content: bytes | Path, mode: Any) -> bool:
        import obstore
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            obstore.put(self.opened, key, content, mode=mode)
        except AlreadyExistsError:
            return False
        except BaseError as error:
            raise StoreError(
                f"the store cannot write {self.where(key)}: {_first_line(error)}. Nothing was logged."
            ) from None
        return True

    def has(self, key: str) -> bool:
        """Return whether there is such an object."""
        import obstore

        try:
            obstore.head(self.opened, key)
        except FileNotFoundError:
            return False
        except obstore.exceptions.BaseError as error:
            raise StoreError(f"{self.where(key)} cannot be reached: {_first_line(error)}.") from None
        return True

    def files(self, key: str) -> dict[str, int]:
        """Return the objects directly under a key, and their sizes."""
        return {item["path"].rpartition("/")[2]: item["size"] for item in self._list(key)["objects"]}

    def folders(self, key: str) -> list[str]:
        """Return the next part of the keys under a key."""
        return sorted(path.rstrip("/").rpartition("/")[2] for path in self._list(key)["common_prefixes"])

    def _list(self, key: str) -> Any:
        import obstore

        try:
            return obstore.list_with_delimiter(self.opened, key)
        except obstore.exceptions.BaseError as error:
            raise StoreError(f"{self.where(key)} cannot be listed: {_first_line(error)}.") from None

    def remove(self, key: str) -> None:
        """Remove an object."""
        import obstore

        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self.opened, key)

    def where(self, key: str) -> str:
        """Return the address."""
        return f"{self.url}/{key}"


class BucketBlobs(Blobs):
    """Bytes by SHA-256 in a bucket, kept in a folder once they were read."""

    def __init__(self, storage: BucketStorage, folder: Path) -> None:
        super().__init__(folder)
        self.storage = storage

    def under(self, lease: Lease) -> Blobs:
        """Return the same bytes: a bucket has no locks, and its bytes are never reclaimed."""
        return self

    def locate(self, digest: str) -> Path | None:
        """Return a file with the bytes, fetched when it is not on this machine, or None."""
        path = self.path(digest)
        if path.exists():
            return path
        try:
            content = self.storage.read(_key(digest))
        except FileNotFoundError:
            return None
        if digest_of(content) != digest:
            raise self.corrupt(Path(self.storage.where(_key(digest))))
        write_atomic(path, content)
        return path

    def absent(self, digests: Iterable[str]) -> list[str]:
        """Return those of the digests that the bucket has no object for."""
        return [digest for digest in digests if not self.storage.has(_key(digest))]

    def missing(self, digest: str) -> BlobMissing:
        """Return the error for bytes that are not there."""
        return BlobMissing(
            f"the store has no file for digest {digest[:12]}… (looked for "
            f"{self.storage.where(_key(digest))}). Copy the whole store, or log the artifact again."
        )

    def put_many(self, contents: Mapping[str, bytes | Path | BlobSource]) -> None:
        """Store the bytes of many digests, several at a time; an object that is there is not sent again."""
        from concurrent.futures import ThreadPoolExecutor

        def put_one(item: tuple[str, bytes | Path | BlobSource]) -> None:
            digest, content = item
            if content is self or self.storage.has(_key(digest)):
                return
            if not isinstance(content, (bytes, Path)):
                content = content.locate(digest) or content.get(digest)
            if isinstance(content, bytes):
                self.storage.create(_key(digest), content)
                return
            # A user's file may change while it goes up, and an object is never written twice.
            staged = self.folder / f".{secrets.token_hex(8)}.part"
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._stage(content, staged, digest)
                self.storage.put_file(_key(digest), staged)
            finally:
                staged.unlink(missing_ok=True)

        # The time goes into waiting for answers: more threads than cores.
        with ThreadPoolExecutor(max_workers=16) as pool:
            for _ in pool.map(put_one, contents.items()):
                pass


def _key(digest: str) -> str:
    return f"blobs/{digest[:2]}/{digest[2:]}"


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
