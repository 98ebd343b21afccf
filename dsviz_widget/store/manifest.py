"""One version of an artifact: which path has which bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from dsviz_widget.errors import ManifestError
from dsviz_widget.store.blobs import DIGEST

FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """A file of an artifact.

    Attributes
    ----------
    digest : str
        SHA-256 of its bytes, 64 hexadecimal digits.
    size : int
        Bytes.
    ref : str or None
        Where the bytes were first logged, ``project/name:v0/path``, when that was in another artifact.
    """

    digest: str
    size: int
    ref: str | None = None


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

    @property
    def digest(self) -> str:
        """SHA-256 over every path and its digest: equal for equal content."""
        lines = (f"{path}:{entry.digest}\n" for path, entry in sorted(self.contents.items()))
        return hashlib.sha256("".join(["dsviz-manifest-v1\n", *lines]).encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.contents.values())

    def to_bytes(self) -> bytes:
        """Return the manifest as JSON, keys sorted."""
        plain = {
            "format": FORMAT,
            "digest": self.digest,
            **asdict(self),
            "contents": {
                path: {key: value for key, value in asdict(entry).items() if value is not None}
                for path, entry in self.contents.items()
            },
        }
        return json.dumps(plain, sort_keys=True, indent=1, allow_nan=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> Manifest:
        """Read a manifest; `where` names its file in messages.

        Raises
        ------
        ManifestError
            If it is not JSON of a known format, or a path in it would leave the artifact's folder.
        """
        try:
            plain = json.loads(content)
            found = plain["format"]
            if found != FORMAT:
                raise ManifestError(
                    f"{where} has format {found}; this version of dsviz_widget reads {FORMAT}. Update it."
                )
            contents = {
                check_path(path): Entry(check_digest(item["digest"], where), item["size"], item.get("ref"))
                for path, item in plain["contents"].items()
            }
            return cls(
                name=plain["name"],
                type=plain["type"],
                contents=contents,
                description=plain["description"],
                metadata=plain["metadata"],
                created_at=plain["created_at"],
                created_by=plain["created_by"],
                version=plain["version"],
            )
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, ManifestError):
                raise
            raise ManifestError(f"{where} is not a manifest of dsviz_widget: {error}.") from error


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
    if not path or parts.is_absolute() or ".." in parts.parts or (len(path) > 1 and path[1] == ":"):
        raise ManifestError(f"path {path!r} leaves its artifact. Use a relative path without '..'.")
    return path
