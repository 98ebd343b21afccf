"""One version of an artifact: which path has which bytes.

A version's file is a few hundred bytes of JSON. Up to `INLINE` files stand in it; a longer list is bytes of
its own in the store, one JSON array a line, gzipped, so that versions with equal contents share it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ManifestError
from dsviz_widget.store.blobs import DIGEST

if TYPE_CHECKING:
    from dsviz_widget.store.blobs import Blobs

FORMAT = 1
INLINE = 32
NOTES = ("description", "metadata", "tags", "ttl_s")
"""What a version says about itself, and what may be said anew after it is logged."""


@dataclass(frozen=True)
class Entry:
    """A file of an artifact.

    Attributes
    ----------
    digest : str
        SHA-256 of its bytes, 64 hexadecimal digits. Of a reference whose bytes were not read: of its text.
    size : int
        Bytes; 0 for a reference of unknown size.
    ref : str or None
        Where the bytes were first logged, ``project/name:v0/path``, when that was in another artifact; or
        the address of a reference, such as ``s3://bucket/key``, whose bytes are not in the store.
    """

    digest: str
    size: int
    ref: str | None = None

    @property
    def is_reference(self) -> bool:
        """Whether the bytes lie outside the store, at the address `ref`."""
        return self.ref is not None and "://" in self.ref


@dataclass(frozen=True)
class Manifest:
    """An immutable artifact version. `version` is assigned when it is created in the catalog."""

    name: str
    type: str
    contents: dict[str, Entry]
    description: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    created_at: str = ""
    created_by: str | None = None
    version: str = ""
    tags: tuple[str, ...] = ()
    ttl_s: float | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every path and its digest: equal for equal content."""
        lines = (f"{path}:{entry.digest}\n" for path, entry in sorted(self.contents.items()))
        return hashlib.sha256("".join(["dsviz-manifest-v1\n", *lines]).encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.contents.values())

    def to_bytes(self, blobs: Blobs | None = None) -> bytes:
        """Return the manifest as JSON, keys sorted; a long list of files goes into `blobs`, if given."""
        plain = {key: value for key, value in vars(self).items() if key in _HEADER}
        plain.update(format=FORMAT, digest=self.digest, size=self.size, file_count=len(self.contents))
        if blobs is not None and len(self.contents) > INLINE:
            plain["contents_digest"] = blobs.put(pack(self.contents))
        else:
            plain["contents"] = {
                path: {key: value for key, value in asdict(entry).items() if value is not None}
                for path, entry in self.contents.items()
            }
        return json.dumps(plain, sort_keys=True, indent=1, allow_nan=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes, where: str, blobs: Blobs | None = None) -> Manifest:
        """Read a manifest; `where` names its file in messages.

        Raises
        ------
        ManifestError
            If it is not JSON of a known format, or a path in it would leave the artifact's folder.
        BlobMissing, BlobCorrupt
            If the list of its files is gone, or was changed.
        """
        plain = read_header(content, where)
        try:
            packed = plain.get("contents_digest")
            if packed is None:
                items = [
                    (path, item["digest"], item["size"], item.get("ref"))
                    for path, item in plain["contents"].items()
                ]
            elif blobs is None:
                raise ManifestError(f"{where} keeps its list of files in a store, and none was given.")
            else:
                items = unpack(blobs.get(check_digest(packed, where)), where)
            contents = {
                check_path(path): Entry(check_digest(digest, where), _check_size(size, where), ref)
                for path, digest, size, ref in items
            }
            return cls(
                name=_text(plain["name"]),
                type=_text(plain["type"]),
                contents=contents,
                description=plain["description"],
                metadata=dict(plain["metadata"]),
                created_at=_text(plain["created_at"]),
                created_by=plain["created_by"],
                version=_text(plain["version"]),
                tags=tuple(plain.get("tags", ())),
                ttl_s=plain.get("ttl_s"),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, ManifestError):
                raise
            raise ManifestError(f"{where} is not a manifest of dsviz_widget: {error}.") from error


_HEADER = ("name", "type", "description", "metadata", "created_at", "created_by", "version", "tags", "ttl_s")


def read_header(content: bytes, where: str) -> dict[str, Any]:
    """Return what a version's file says of it, without the list of files.

    Raises
    ------
    ManifestError
        If it is not JSON of a known format.
    """
    try:
        plain: dict[str, Any] = json.loads(content)
        found = plain["format"]
        if found != FORMAT:
            raise ManifestError(
                f"{where} has format {found}; this version of dsviz_widget reads {FORMAT}. Update it."
            )
        return plain
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, ManifestError):
            raise
        raise ManifestError(f"{where} is not a manifest of dsviz_widget: {error}.") from error


def pack(contents: dict[str, Entry]) -> bytes:
    """Return a list of files as gzipped lines ``["path","digest",size]`` or ``[…,"ref"]``, in order."""
    lines = (
        json.dumps([path, entry.digest, entry.size, *([entry.ref] if entry.ref else [])], ensure_ascii=False)
        for path, entry in sorted(contents.items())
    )
    text = "\n".join(lines).encode("utf-8", "surrogatepass")
    return gzip.compress(text, 9, mtime=0)


def unpack(content: bytes, where: str) -> list[tuple[str, Any, Any, str | None]]:
    """Return ``(path, digest, size, ref)`` of every file; raises ManifestError."""
    try:
        text = gzip.decompress(content).decode("utf-8", "surrogatepass")
        rows = json.loads("[" + text.replace("\n", ",") + "]")
        return [(row[0], row[1], row[2], row[3] if len(row) > 3 else None) for row in rows]
    except (OSError, EOFError, ValueError, LookupError, TypeError, RecursionError, zlib.error) as error:
        raise ManifestError(f"the list of files of {where} cannot be read: {error}.") from error


def check_digest(digest: str, where: str) -> str:
    """Return `digest` when it is one: it becomes the name of a file."""
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise ManifestError(f"{where} has a digest {digest!r}, which is not 64 hexadecimal digits.")
    return digest


def check_path(path: str) -> str:
    """Return `path` when it stays inside its artifact.

    Raises
    ------
    ManifestError
        For an absolute path, or one with ``..``.
    """
    parts = PurePosixPath(path.replace("\\", "/"))
    if (
        not path
        or parts.is_absolute()
        or ".." in parts.parts
        or (len(path) > 1 and path[1] == ":")
        or "\0" in path
        or not parts.parts
    ):
        raise ManifestError(f"path {path!r} leaves its artifact. Use a relative path without '..'.")
    return path


def _check_size(size: Any, where: str) -> int:
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ManifestError(f"{where} has a size {size!r}, which is no number of bytes.")
    return size


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value
