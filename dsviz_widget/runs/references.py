"""Files that an artifact only points to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from dsviz_widget.errors import ArtifactValueError
from dsviz_widget.store import Entry, digest_of

MAX_OBJECTS = 10_000_000
NAMED = ("http", "https", "s3", "gs", "az")


def resolve(
    uri: str, name: str | None, checksum: bool, max_objects: int | None
) -> Iterator[tuple[str, Entry]]:
    """Yield the path and the entry of each file behind an address.

    A folder has many. Files on this machine are read for their digest; of anything else the digest is that
    of the address, and nothing is fetched.

    Raises
    ------
    ArtifactValueError
        For an address without a scheme, or of an unknown one without a name, or a file that is not there,
        or a folder of more files than `max_objects`.
    """
    parts = urlsplit(str(uri))
    if not parts.scheme or "://" not in str(uri):
        raise ArtifactValueError(
            f"{uri!r} is no address: it has no scheme. For a file on this machine write "
            f"{Path(str(uri)).absolute().as_uri()!r}, or use add_file."
        )
    if parts.scheme == "file":
        yield from _local(uri, _path_of(uri), name, checksum, max_objects or MAX_OBJECTS)
        return
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    if name is None and (parts.scheme not in NAMED or not last):
        raise ArtifactValueError(
            f"add_reference({uri!r}) needs a name: what a {parts.scheme}:// address points to has none here."
        )
    yield name or last, _unread(uri)


def file_of(uri: str) -> Path | None:
    """Return the file on this machine that an address means, or None."""
    return _path_of(uri) if urlsplit(uri).scheme == "file" else None


def _local(uri: str, path: Path, name: str | None, checksum: bool, limit: int) -> Iterator[tuple[str, Entry]]:
    if path.is_file():
        yield name or path.name, _entry(path, uri, checksum)
        return
    if not path.is_dir():
        raise ArtifactValueError(f"add_reference: there is no file or folder {str(path)!r}. Check the path.")
    for count, found in enumerate(files_under(path)):
        if count == limit:
            raise ArtifactValueError(
                f"{uri!r} holds more than max_objects={limit} files. Pass a larger max_objects."
            )
        inside = found.relative_to(path).as_posix()
        yield f"{name}/{inside}" if name else inside, _entry(found, found.as_uri(), checksum)


def files_under(folder: Path) -> Iterator[Path]:
    """Yield every file under a folder, in order of its name; links to folders are followed once."""
    seen = set()
    for base, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(base)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        for name in sorted(names):
            path = Path(base, name)
            if path.is_file():
                yield path


def _entry(path: Path, uri: str, checksum: bool) -> Entry:
    return Entry(digest_of(path), path.stat().st_size, uri) if checksum else _unread(uri)


def _unread(uri: str) -> Entry:
    return Entry(digest_of(str(uri).encode("utf-8", "replace")), 0, str(uri))


def _path_of(uri: str) -> Path:
    return Path(url2pathname(urlsplit(uri).path)).absolute()
