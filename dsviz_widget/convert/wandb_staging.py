"""The bytes of artifacts that an offline run left in W&B's staging folder."""

from __future__ import annotations

import dataclasses
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from dsviz_widget.convert.protobuf import Message, messages_at, number_at, text_at
from dsviz_widget.convert.wandb_files import WandbEntry, digests_of, read_entry
from dsviz_widget.convert.wandb_json import read_json, read_object
from dsviz_widget.errors import ConvertError

FIELDS = {"path": 1, "digest": 2, "ref": 3, "local_path": 6}


class Staging:
    """A folder of staged files. A log names them by a path on the machine that wrote it.

    Only their names are taken from that path: a log of unknown origin could name any file here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._by_md5: dict[str, Path] | None = None

    def find(self, local_path: str, md5: str | None, inside: str = "") -> Path | None:
        """Return the staged file of that name, or else the one with that digest."""
        name = PurePosixPath(local_path.replace("\\", "/")).name
        file = self.folder / inside / name
        if name and "\0" not in name and file.is_file() and not file.is_symlink():
            return file
        return self._index().get(md5) if md5 is not None else None

    def _index(self) -> dict[str, Path]:
        if self._by_md5 is None:
            found = {}
            for file in self.folder.iterdir() if self.folder.is_dir() else ():
                if file.is_file() and not file.is_symlink():
                    found[digests_of(file)[0]] = file
            self._by_md5 = found
        return self._by_md5


def read_contents(manifest: Message, staging: Staging, where: str) -> Iterator[WandbEntry]:
    """Yield the entries of a manifest in a run's log; long ones are in a file of their own, staged too."""
    for item in messages_at(manifest, 4):
        extra = {text_at(found, 1): read_json(text_at(found, 2), where) for found in messages_at(item, 16)}
        texts = {key: text_at(item, number) for key, number in FIELDS.items()}
        yield _entry({**texts, "size": number_at(item, 4), "extra": extra}, staging, where)
    named = text_at(manifest, 5)
    if not named:
        return
    file = staging.find(named, None, "artifact_manifests")
    if file is None:
        raise ConvertError(f"{where} is in the file {named!r}, which is not in {staging.folder}.")
    try:
        lines = gzip.decompress(file.read_bytes()).splitlines()
    except (OSError, EOFError, zlib.error) as error:
        raise ConvertError(f"{where}: {file} cannot be read: {error}.") from None
    for line in lines:
        yield _entry(read_object(line, where), staging, where)


def _entry(item: dict[str, Any], staging: Staging, where: str) -> WandbEntry:
    entry = read_entry(item.get("path"), {**item, "ref": item.get("ref") or None}, where)
    local_path = item.get("local_path")
    if entry.in_other_artifact is not None or not isinstance(local_path, str):
        return entry
    return dataclasses.replace(entry, local=staging.find(local_path, entry.md5))
