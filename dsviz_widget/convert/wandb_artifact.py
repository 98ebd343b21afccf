"""An artifact that W&B wrote, opened where it lies."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakValueDictionary

from dsviz_widget.convert.wandb_cells import read_cell
from dsviz_widget.convert.wandb_files import (
    Located,
    WandbEntry,
    digests_of,
    file_inside,
    inner_path,
    list_folder,
    read_manifest,
)
from dsviz_widget.convert.wandb_json import as_object, list_of, read_object, text_of
from dsviz_widget.convert.wandb_tables import read_table
from dsviz_widget.errors import ConvertError, MediaError, did_you_mean
from dsviz_widget.media import MEDIA_KINDS, Classes
from dsviz_widget.media.addresses import is_address
from dsviz_widget.table import Table
from dsviz_widget.table.joined import JoinedTable
from dsviz_widget.table.partitioned import PartitionedTable
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.runs import Artifact

HEADER = "wandb-artifact-manifest-v1\n"
MANIFEST = ".wandb_manifest.json"
TABLE = ".table.json"
KINDS = ("table", "eval-table", "joined-table", "partitioned-table", "image-file", "classes", *MEDIA_KINDS)
INCREMENT = re.compile(r"(\d{1,18}|None)(?:-(\d{1,18}))?\..+")

Missing = Literal["raise", "empty"]


def open_wandb_artifact(
    folder: str | Path,
    manifest: str | Path | None = None,
    others: Iterable[str | Path | WandbArtifact] | Mapping[str, str | Path | WandbArtifact] = (),
    missing: Missing = "raise",
) -> WandbArtifact:
    """Open the folder of an artifact that W&B wrote, as ``artifact.download()`` gives it.

    Nothing is copied and nothing is asked of W&B. Media of kinds that have no class here come as
    `MediaFile`, byte for byte.

    Parameters
    ----------
    folder : path
        The artifact's files at their paths.
    manifest : path, optional
        Its manifest: ``<folder>.wandb_manifest.json`` beside the folder unless given, and where there is
        none the folder is listed. With a manifest the files are checked against it, and references to
        other artifacts are known.
    others : list of path or WandbArtifact, or dict, optional
        The artifacts that this one refers to: any that has the file is taken; a dict is asked by the id
        in the reference.
    missing : {"raise", "empty"}
        Whether a cell whose file is not there is an error, or empty.

    Returns
    -------
    WandbArtifact

    Raises
    ------
    ConvertError
        If there is no such folder, or the manifest makes no sense or names a path outside the folder.

    Examples
    --------
    >>> truth = open_wandb_artifact("artifacts/truth-v0")  # doctest: +SKIP
    >>> open_wandb_artifact("artifacts/predictions-v0", others=[truth]).get("predictions")  # doctest: +SKIP
    """
    root = Path(folder)
    if not root.is_dir():
        raise ConvertError(f"there is no folder {str(folder)!r}. Give the folder that download() wrote.")
    if missing not in ("raise", "empty"):
        raise ConvertError(f"missing is 'raise' or 'empty', got {missing!r}.")
    root = root.absolute()
    path = root.with_name(root.name + MANIFEST) if manifest is None else Path(manifest)
    try:
        entries = read_manifest(path.read_bytes(), str(path))
    except FileNotFoundError:
        if manifest is not None:
            raise ConvertError(
                f"there is no manifest {str(manifest)!r}. Leave it out to list the folder."
            ) from None
        entries = list_folder(root)
    except OSError as error:
        raise ConvertError(f"the manifest {path} cannot be read: {error.strerror}.") from None
    if isinstance(others, (str, Path, WandbArtifact)):
        raise ConvertError(f"others must be a list or a dict, got {article(others)}. Write [{others!r}].")
    opened = [
        item if isinstance(item, WandbArtifact) else open_wandb_artifact(item, missing=missing)
        for item in (others.values() if isinstance(others, Mapping) else others)
    ]
    ids = [str(key).removesuffix(":latest") for key in others] if isinstance(others, Mapping) else []
    return WandbArtifact(root.name, root, entries, opened, dict(zip(ids, opened, strict=False)), missing)


class WandbArtifact:
    """An artifact that W&B wrote; `open_wandb_artifact` makes it.

    Attributes
    ----------
    name : str
        Name of its folder.
    folder : Path
    entries : dict of str to WandbEntry
        Every file, by its path.
    imported : Artifact or None
        The version that `import_wandb_artifact` made of it; cells of others that refer to it then refer to
        that version.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        entries: dict[str, WandbEntry],
        others: Iterable[WandbArtifact] = (),
        by_id: Mapping[str, WandbArtifact] | None = None,
        missing: Missing = "raise",
    ) -> None:
        self.name = name
        self.folder = folder
        self.entries = entries
        self.imported: Artifact | None = None
        self._others = list(others)
        self._by_id = dict(by_id or {})
        self._missing = missing
        self._located: dict[str, Located] = {}
        self._labels: dict[str, dict[int, str]] = {}
        self._open: set[str] = set()
        self._tables: WeakValueDictionary[str, Table] = WeakValueDictionary()

    def add_others(self, others: Mapping[str, WandbArtifact]) -> None:
        """Know more artifacts that this one may refer to, by the id in the reference."""
        self._by_id.update((key, other) for key, other in others.items() if key and other is not self)

    def names(self) -> list[str]:
        """Return what `get` can be asked for: tables, images, classes and other media, without suffixes."""
        found = []
        for path in self.entries:
            for kind in KINDS:
                if path.endswith(f".{kind}.json") and not path.startswith("media/"):
                    found.append(path.removesuffix(f".{kind}.json"))
        return sorted(set(found))

    def get(self, name: str) -> Any:
        """Return what was added under a name, or None when there is nothing.

        Returns
        -------
        Table, JoinedTable, PartitionedTable, Image, Medium, Classes or MediaFile

        Raises
        ------
        ConvertError
            If its files make no sense, are not those of the manifest, or are missing.
        """
        for path in (name, *(f"{name}.{kind}.json" for kind in KINDS)):
            if path in self.entries and path.endswith(".json"):
                return self._read(path)
        return None

    def file(self, path: str) -> Path:
        """Return the file of a path, checked against the manifest.

        Raises
        ------
        ConvertError
            If the artifact has no such file, or other bytes than the manifest says.
        """
        found = self._locate(path, f"artifact {self.name!r}", {path})
        if found is None:
            raise ConvertError(self._no_file(path, f"artifact {self.name!r}"))
        return found.file

    @property
    def digest(self) -> str:
        """W&B's digest of the whole: MD5 over every path and its digest, in order."""
        lines = (f"{path}:{self.entries[path].digest}\n" for path in sorted(self.entries))
        return hashlib.md5("".join([HEADER, *lines]).encode(), usedforsecurity=False).hexdigest()

    def has(self, path: str) -> bool:
        """Return whether the bytes of a path are there, here or in another artifact."""
        return self._locate(path, f"artifact {self.name!r}", set()) is not None

    def verify(self) -> None:
        """Check every file against the manifest; references to addresses are passed over.

        Raises
        ------
        ConvertError
            For the first file that is missing or has other bytes.
        """
        for path, entry in self.entries.items():
            if entry.ref is None or entry.in_other_artifact is not None:
                self.file(path)

    def locate(self, path: str, where: str) -> Located | None:
        """Return where the bytes of a path are; None for a missing file where that is allowed."""
        found = self._locate(path, where, set())
        if found is None and self._missing == "raise":
            raise ConvertError(self._no_file(path, where))
        return found

    def say_missing(self, path: str) -> None:
        """Warn that the bytes of a path are not there; raises ConvertError unless that is allowed."""
        message = self._no_file(path, f"artifact {self.name!r}")
        if self._missing == "raise":
            raise ConvertError(message)
        warnings.warn(f"{message} It is left out.", UserWarning, stacklevel=4)

    def address(self, path: str) -> str | None:
        """Return the address where the bytes of a path are when they are not in files, else None."""
        entry = self.entries.get(path)
        if entry is None or entry.in_other_artifact is not None or entry.ref is None:
            return None
        return entry.ref if is_address(entry.ref) and not entry.ref.startswith("file:") else None

    def labels(self, path: str, where: str) -> dict[int, str]:
        """Return the labels by class id of a file of classes."""
        if path not in self._labels:
            found = self._locate(path, where, set())
            classes = None if found is None else self._classes(found.file.read_bytes(), path)
            self._labels[path] = {} if classes is None else classes.labels
        return self._labels[path]

    def _locate(self, path: str, where: str, asked: set[str]) -> Located | None:
        path = inner_path(path, where)
        if path in self._located:
            return self._located[path]
        entry = self.entries.get(path)
        elsewhere = entry.in_other_artifact if entry is not None else None
        if entry is not None and elsewhere is not None:
            found = self._locate_elsewhere(entry, *elsewhere, where, asked)
        else:
            file = entry.local if entry is not None and entry.local is not None else None
            file = file or file_inside(self.folder, path, where)
            if file is None:
                return None
            found = self._check(file, entry, path, where)
        if found is not None:
            self._located[path] = found
        return found

    def _locate_elsewhere(
        self, entry: WandbEntry, host: str, path: str, where: str, asked: set[str]
    ) -> Located | None:
        named = self._by_id.get(host)
        for other in [named] if named is not None else self._others:
            # Two artifacts may refer to each other, by mistake or by design of a hostile file.
            key = f"{id(other)}:{path}"
            if key in asked:
                continue
            asked.add(key)
            found = other._locate(path, where, asked)
            if found is not None and (entry.md5 is None or digests_of(found.file)[0] == entry.md5):
                ref = f"{other.imported.qualified_name}/{path}" if other.imported is not None else found.ref
                return Located(found.file, entry.path, found.digest, found.size, ref)
        return None

    def _check(self, file: Path, entry: WandbEntry | None, path: str, where: str) -> Located:
        try:
            md5, sha256, size = digests_of(file)
        except OSError as error:
            raise ConvertError(f"{where}: the file {file} cannot be read: {error.strerror}.") from None
        if entry is not None and entry.md5 is not None and md5 != entry.md5:
            raise ConvertError(
                f"{where}: the file {path!r} of artifact {self.name!r} has other bytes than its manifest "
                "says. Download it again."
            )
        return Located(file, path, sha256, size, None)

    def _no_file(self, path: str, where: str) -> str:
        entry = self.entries.get(path)
        if entry is not None and entry.in_other_artifact is not None:
            host, inner = entry.in_other_artifact
            return (
                f"{where}: the file {path!r} is in another artifact (id {host[:40]}, path {inner!r}), which "
                "was not given. Open this one with others=[...], or leave such cells empty with "
                "missing='empty'."
            )
        if entry is not None and entry.ref is not None:
            return f"{where}: {path!r} is at the address {entry.ref!r}, which is never fetched."
        return (
            f"{where}: artifact {self.name!r} has no file {path!r} in {self.folder}."
            f"{did_you_mean(path, set(self.entries) - {path})} With missing='empty' such cells stay empty."
        )

    def _read(self, path: str) -> Any:
        where = f"{path!r} of artifact {self.name!r}"
        owner, inner = self.owner_of(path)
        if owner is not self:
            return owner._read(inner)
        known = self._tables.get(path)
        if known is not None:
            return known
        if path in self._open:
            raise ConvertError(f"{where} refers to itself.")
        self._open.add(path)
        try:
            item = read_object(self.file(path).read_bytes(), where)
            kind = str(item.get("_type", ""))
            reader = _READERS.get({"wandb.Table": "table"}.get(kind, kind))
            if reader is not None:
                return reader(self, item, path, where)
            value = read_cell(item, None, self, where)
            if value is item or isinstance(value, dict):
                raise ConvertError(f"{where} has type {kind!r}, which is not known here.")
            return value
        except MediaError as error:
            raise ConvertError(f"{where}: {error}") from error
        finally:
            self._open.discard(path)

    def owner_of(self, path: str) -> tuple[WandbArtifact, str]:
        """Return the artifact that a path's object was added to: its media are at paths there."""
        entry = self.entries[path]
        if entry.in_other_artifact is None:
            return self, path
        host, inner = entry.in_other_artifact
        named = self._by_id.get(host)
        for other in [named] if named is not None else self._others:
            found = other.entries.get(inner)
            if other is not self and found is not None and found.in_other_artifact is None:
                there = other._locate(inner, f"artifact {self.name!r}", set())
                if there is not None and (entry.md5 is None or digests_of(there.file)[0] == entry.md5):
                    return other, inner
        raise ConvertError(self._no_file(path, f"artifact {self.name!r}"))

    def _table(self, item: dict[str, Any], path: str, where: str) -> Table:
        # One table however often it is asked for, so that a link to it leads to the one that is at hand.
        table = self._tables[path] = self._read_table(item, where)
        if item.get("log_mode") == "MUTABLE":
            table.log_mode = "MUTABLE"
        return table

    def _read_table(self, item: dict[str, Any], where: str) -> Table:
        if item.get("log_mode") != "INCREMENTAL" or "increment_num" not in item:
            return read_table(item, list_of(item, "data", where), self, where)
        rows = [row for part in self.increments() for row in list_of(part, "data", where)]
        return read_table(item, rows, self, where)

    def increments(self) -> list[dict[str, Any]]:
        """Return the JSON of every increment of a table that was logged incrementally, oldest first."""
        return [
            read_object(self.file(path).read_bytes(), f"{path!r} of artifact {self.name!r}")
            for _, path in sorted(_increments(self.entries))
        ]

    def _classes(self, content: bytes, path: str) -> Classes:
        where = f"{path!r} of artifact {self.name!r}"
        return self._class_set(read_object(content, where), path, where)

    def _class_set(self, item: dict[str, Any], path: str, where: str) -> Classes:
        try:
            return Classes(as_object(found, where) for found in list_of(item, "class_set", where))
        except MediaError as error:
            raise ConvertError(f"{where}: {error}") from None

    def _joined(self, item: dict[str, Any], path: str, where: str) -> JoinedTable:
        tables = []
        for key in ("table1", "table2"):
            name = text_of(item, key, where)
            value = self.get(name)
            if not isinstance(value, (Table, PartitionedTable)):
                raise ConvertError(
                    f"{where} joins {name!r}, and there is no such table.{did_you_mean(name, self.names())}"
                )
            tables.append(value)
        join_key = item.get("join_key")
        if not isinstance(join_key, (str, list)):
            raise ConvertError(f"{where} has no 'join_key'.")
        return JoinedTable(tables[0], tables[1], join_key)

    def _partitioned(self, item: dict[str, Any], path: str, where: str) -> PartitionedTable:
        inner_path(text_of(item, "parts_path", where), where)
        tables = [found for found in self.entries if found.endswith(TABLE)]
        return PartitionedTable.from_description(json.dumps(item).encode(), tables, self.get)

    def __repr__(self) -> str:
        return f"<WandbArtifact {self.name}, {len(self.entries)} files>"


Reader = Callable[[WandbArtifact, dict[str, Any], str, str], Any]
_READERS: dict[str, Reader] = {
    "table": WandbArtifact._table,
    "eval-table": WandbArtifact._table,
    "joined-table": WandbArtifact._joined,
    "partitioned-table": WandbArtifact._partitioned,
    "classes": WandbArtifact._class_set,
}


def _increments(paths: Iterable[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the order and the path of every ``<n>-<epoch ms>.<key>.table.json``."""
    for path in paths:
        found = INCREMENT.fullmatch(path) if path.endswith(TABLE) else None
        if found is not None:
            # Offline, where W&B does not know how many came before, the number is "None".
            yield (0 if found[1] == "None" else int(found[1]), int(found[2] or 0)), path
