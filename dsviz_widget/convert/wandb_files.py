"""The files of an artifact that W&B wrote: which path has which bytes, and never outside its folder."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from dsviz_widget.convert.wandb_json import as_object, read_object, text_of
from dsviz_widget.errors import ConvertError, ManifestError
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.store import check_path

OTHER_ARTIFACT = ("wandb-artifact://", "wandb-client-artifact://")


@dataclass(frozen=True)
class WandbEntry:
    """A file of an artifact, as its manifest names it.

    Attributes
    ----------
    digest : str
        Base64 of the MD5 of its bytes; for a reference to an address, what W&B took for one; empty when
        there is no manifest.
    size : int or None
        Bytes, where they are known.
    ref : str or None
        Address of the bytes when they are elsewhere: ``wandb-artifact://<id>/<path>``, ``https://…``.
    extra : dict
        What else the manifest says of it.
    local : Path or None
        The file with the bytes, where that is not the path inside the artifact's folder.
    """

    path: str
    digest: str = ""
    size: int | None = None
    ref: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    local: Path | None = None

    @property
    def in_other_artifact(self) -> tuple[str, str] | None:
        """``(artifact id, path there)`` of a reference to another artifact, else None."""
        for scheme in OTHER_ARTIFACT:
            if self.ref is not None and self.ref.startswith(scheme):
                host, _, path = self.ref[len(scheme) :].partition("/")
                return host.removesuffix(":latest"), path
        return None

    @property
    def md5(self) -> str | None:
        """The digest as 32 hexadecimal digits when it is an MD5, else None."""
        # Since 0.29 a manifest may have XXH128 instead, of the same length; it says so in `extra`.
        if self.extra.get("alg", "md5") != "md5":
            return None
        try:
            raw = base64.b64decode(self.digest, validate=True)
        except (binascii.Error, ValueError):
            return None
        return raw.hex() if len(raw) == 16 else None


@dataclass(frozen=True)
class Located:
    """Where the bytes of a path are.

    Attributes
    ----------
    digest : str
        SHA-256, 64 hexadecimal digits.
    ref : str or None
        ``project/name:v0/path`` when the bytes are in another artifact that was imported.
    """

    file: Path
    path: str
    digest: str
    size: int
    ref: str | None

    def encoded(self) -> Encoded:
        """Return it as a cell's file."""
        return Encoded(self.digest, self.size, self.path, self.ref, self.file)


class WandbFiles(Protocol):
    """What reading a cell asks of the artifact, or the run, that it stands in."""

    def locate(self, path: str, where: str) -> Located | None:
        """Return where the bytes of a path are; None for a missing file where that is allowed."""

    def get(self, name: str) -> Any:
        """Return what was added under a name, such as another table, or None."""

    def address(self, path: str) -> str | None:
        """Return the address where the bytes of a path are when they are not in files, else None."""

    def labels(self, path: str, where: str) -> dict[int, str]:
        """Return the labels by class id that a file of classes has."""


def read_manifest(content: bytes, where: str) -> dict[str, WandbEntry]:
    """Return the entries of a ``wandb_manifest.json`` by path.

    Raises
    ------
    ConvertError
        If it is no such manifest, or a path in it would leave the artifact's folder.
    """
    plain = read_object(content, where)
    if plain.get("version") != 1:
        raise ConvertError(f"{where} has version {plain.get('version')!r}; W&B's manifests have version 1.")
    contents = as_object(plain.get("contents"), f"'contents' of {where}")
    return {path: read_entry(path, item, where) for path, item in contents.items()}


def read_entry(path: Any, item: Any, where: str) -> WandbEntry:
    """Return one entry of a manifest; raises ConvertError."""
    inner = inner_path(path, where)
    entry = as_object(item, f"entry {inner!r} of {where}")
    size, ref, extra = entry.get("size"), entry.get("ref"), entry.get("extra")
    return WandbEntry(
        inner,
        text_of(entry, "digest", f"entry {inner!r} of {where}"),
        size if isinstance(size, int) and size >= 0 else None,
        ref if isinstance(ref, str) else None,
        extra if isinstance(extra, dict) else {},
    )


def list_folder(folder: Path) -> dict[str, WandbEntry]:
    """Return an entry for every file in a folder, for an artifact whose manifest is not there."""
    entries = {}
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            file = Path(parent, name)
            if not file.is_symlink() and file.is_file():
                path = file.relative_to(folder).as_posix()
                entries[path] = WandbEntry(path, size=file.stat().st_size)
    return entries


def inner_path(path: Any, where: str) -> str:
    """Return a path that stays inside its artifact; raises ConvertError."""
    if not isinstance(path, str) or "\0" in path:
        raise ConvertError(f"{where} names a path {path!r}, which no file can have.")
    try:
        return check_path(path)
    except ManifestError as error:
        raise ConvertError(f"{where}: {error}") from None


def file_inside(folder: Path, path: str, where: str) -> Path | None:
    """Return the file of a path in a folder, or None when there is none.

    Raises
    ------
    ConvertError
        If the path, or a link on its way, leaves the folder.
    """
    file = folder / inner_path(path, where)
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
        there = file.is_file()
    except (OSError, RuntimeError, ValueError):
        return None
    if not inside:
        raise ConvertError(f"{where}: {path!r} is a link that leaves {folder}. It is not followed.")
    return file if there else None


def digests_of(file: Path) -> tuple[str, str, int]:
    """Return MD5 and SHA-256 as hexadecimal digits, and the number of bytes, in one reading."""
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            md5.update(piece)
            sha256.update(piece)
            size += len(piece)
    return md5.hexdigest(), sha256.hexdigest(), size
