"""Adding to an artifact, until it is logged."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from dsviz_widget.errors import (
    ArtifactNotFound,
    ArtifactTypeError,
    ArtifactValueError,
    DsvizError,
    EntryNotFound,
)
from dsviz_widget.media import Classes, Histogram, Image, MediaFile, Medium
from dsviz_widget.runs.checkout import no_entry
from dsviz_widget.runs.entries import SCHEME, ArtifactEntry
from dsviz_widget.runs.references import files_under, resolve
from dsviz_widget.runs.state import (
    CLASSES,
    IMAGE,
    MEDIUM,
    OBJECTS,
    ArtifactState,
    checked_path,
    without_suffix,
)
from dsviz_widget.store import Catalog, Entry, Origin, cannot_write, digest_of
from dsviz_widget.table import JoinedTable, PartitionedTable, Table
from dsviz_widget.table.cell_files import File
from dsviz_widget.table.entries import VALUES, save_value, suffix_of
from dsviz_widget.types import article


class DraftArtifact(ArtifactState):
    """What a draft can take."""

    def add(self, obj: Any, name: str, overwrite: bool = False) -> ArtifactEntry:
        """Add a table, an image or other media, and every file behind its cells.

        The bytes go into the store at once, by content, so bytes that any artifact already has are not
        written again; they become visible when the artifact is logged.

        Parameters
        ----------
        obj : Table, Image, other media, Classes, JoinedTable or PartitionedTable
        name : str
            What `get` will ask for.
        overwrite : bool
            Whether to replace something else that has this name.

        Raises
        ------
        ArtifactTypeError
            For anything but media.
        ArtifactValueError
            If the name has other content already, or leaves the artifact.
        ArtifactFinalizedError
            If the artifact is logged already.
        StoreError
            If the store cannot be written.
        """
        self._check_draft()
        base = checked_path(without_suffix(name))
        if isinstance(obj, VALUES):
            return self._add_value(obj, base, overwrite)
        if isinstance(obj, Image):
            return self._add_cell(obj, base, base + IMAGE, overwrite)
        if isinstance(obj, (Medium, MediaFile, Histogram)):
            return self._add_cell(obj, base, base + MEDIUM, overwrite)
        if isinstance(obj, Classes):
            classes = {"_type": "classes", "class_set": obj.class_set}
            content = json.dumps(classes, sort_keys=True).encode()
            entry = Entry(self._blobs().put(content), len(content))
            return self._keep(base + CLASSES, entry, overwrite, shown=base)
        raise ArtifactTypeError(
            f"an artifact holds tables, images and other media, got {article(obj)}. "
            "Put other values into a Table first, or files in with add_file."
        )

    def _add_value(
        self, value: Table | JoinedTable | PartitionedTable, base: str, overwrite: bool
    ) -> ArtifactEntry:
        with self._told_of_a_full_disk():
            saved = save_value(value, base, self._blobs(), self._place, self._contents)
        entry = Entry(saved.digest, saved.size, saved.ref)
        return self._bring(value, base, base + suffix_of(value), entry, saved.files, overwrite)

    def _add_cell(self, value: Any, base: str, path: str, overwrite: bool) -> ArtifactEntry:
        if self._added.get(path) is value:
            return self._entry(path)
        table = wrap(value)
        with self._told_of_a_full_disk():
            digest, size = table.save_to(self._blobs())
        return self._bring(value, base, path, Entry(digest, size), table.files(), overwrite)

    def _bring(
        self, obj: Any, base: str, path: str, entry: Entry, files: Iterable[File], overwrite: bool
    ) -> ArtifactEntry:
        made = self._keep(path, entry, overwrite, shown=base)
        self._added[path] = obj
        brought = {file_path: Entry(digest, size, ref) for file_path, digest, size, ref in files}
        self._contents.update(brought)
        self._brought[path] = set(brought)
        return made

    def _place(self, table: Any, name: str | None) -> str:
        """Add a table that another value needs, unless it is here, and return its path."""
        for path, known in self._added.items():
            if known is table:
                return path
        base, number = name or "media/tables/t", 1
        free = base if name else f"{base}1"
        while any(free + suffix in self._contents for suffix in OBJECTS):
            number += 1
            free = f"{base}_{number}" if name else f"{base}{number}"
        return self._add_value(table, free, overwrite=False).path

    @contextmanager
    def _told_of_a_full_disk(self) -> Iterator[None]:
        try:
            yield
        except DsvizError:
            raise
        except OSError as error:
            cannot_write(self._store().folder, error)

    def add_file(
        self,
        local_path: str | Path,
        name: str | None = None,
        is_tmp: bool | None = False,
        skip_cache: bool | None = False,
        policy: str | None = "mutable",
        overwrite: bool = False,
    ) -> ArtifactEntry:
        """Add a file of any kind; its bytes go into the store at once.

        Parameters
        ----------
        local_path : path
        name : str, optional
            Path inside the artifact; the file's own name unless given.
        is_tmp : bool
            Whether the name is a temporary one, to be replaced by the digest; the ending is kept.
        skip_cache, policy
            For code written for W&B; without effect, since the store is the only copy.
        overwrite : bool
            Whether to replace another file of that name.

        Raises
        ------
        ArtifactValueError
            If there is no such file, or the name has other bytes already, or leaves the artifact.
        """
        self._check_draft()
        _warn_unused(skip_cache=skip_cache, policy=policy if policy != "mutable" else None)
        path = Path(local_path)
        if not path.is_file():
            raise ArtifactValueError(
                f"Path is not a file: {str(path)!r} (looked in {Path.cwd()}). For a folder use add_dir."
            )
        inner = checked_path(name or path.name)
        digest, size = digest_of(path), path.stat().st_size
        if is_tmp:
            folder, _, last = inner.rpartition("/")
            dot, ending = last.partition(".")[1:]
            inner = f"{folder}/{digest[:20]}{dot}{ending}".lstrip("/")
        self._check_free(inner, digest, overwrite, inner)
        self._blobs().put_known(digest, path)
        self._local[os.path.abspath(path)] = inner
        return self._keep(inner, Entry(digest, size), overwrite)

    def add_dir(
        self,
        local_path: str | Path,
        name: str | None = None,
        skip_cache: bool | None = False,
        policy: str | None = "mutable",
        merge: bool = False,
    ) -> None:
        """Add every file under a folder; links are followed.

        Parameters
        ----------
        local_path : path
        name : str, optional
            Folder inside the artifact; its top unless given.
        skip_cache, policy
            For code written for W&B; without effect, since the store is the only copy.
        merge : bool
            Whether files that changed since they were added before replace the earlier ones.

        Raises
        ------
        ArtifactValueError
            If there is no such folder, or a path has other bytes already.
        """
        self._check_draft()
        _warn_unused(skip_cache=skip_cache, policy=policy if policy != "mutable" else None)
        root = Path(local_path)
        if not root.is_dir():
            raise ArtifactValueError(
                f"Path is not a directory: {str(root)!r} (looked in {Path.cwd()}). For a file use add_file."
            )
        prefix = f"{checked_path(name)}/" if name else ""
        found: dict[str, tuple[Path, str]] = {}
        for path in files_under(root):
            inner, digest = checked_path(prefix + path.relative_to(root).as_posix()), digest_of(path)
            self._check_free(inner, digest, merge, inner)
            found[inner] = path, digest
        self._blobs().put_many({digest: path for path, digest in found.values()})
        for inner, (path, digest) in found.items():
            self._local[os.path.abspath(path)] = inner
            self._keep(inner, Entry(digest, path.stat().st_size), overwrite=True)

    @contextmanager
    def new_file(self, name: str, mode: str = "x", encoding: str | None = None) -> Iterator[IO[Any]]:
        """Open a new file of the artifact for writing; it is added when the block ends without an error.

        Parameters
        ----------
        name : str
            Path inside the artifact.
        mode : {"x", "w", "xb", "wb"}
            With ``x`` a name that is taken is an error, with ``w`` it is replaced; ``b`` for bytes.
        encoding : str, optional
            Of text; UTF-8 unless given.

        Raises
        ------
        ArtifactValueError
            If the name is taken or leaves the artifact, or there is no such mode.
        """
        self._check_draft()
        inner = checked_path(name)
        if mode not in ("x", "w", "xb", "wb"):
            raise ArtifactValueError(f"mode {mode!r} is none of 'x', 'w', 'xb', 'wb'.")
        overwrite = "w" in mode
        if inner in self._contents and not overwrite:
            raise ArtifactValueError(
                f"artifact {self.name!r} has a file {inner!r} already. Choose another name, or mode 'w'."
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "new")
            text = {} if "b" in mode else {"encoding": encoding or "utf-8"}
            with path.open("xb" if "b" in mode else "x", **text) as file:  # type: ignore[call-overload]
                yield file
            self.add_file(path, inner, overwrite=overwrite)
            self._local.pop(str(path), None)

    def add_reference(
        self,
        uri: str | ArtifactEntry,
        name: str | None = None,
        checksum: bool = True,
        max_objects: int | None = None,
    ) -> list[ArtifactEntry]:
        """Point to files elsewhere; no byte of them is copied.

        Parameters
        ----------
        uri : str or ArtifactEntry
            ``file://`` of a file or folder, ``http(s)://``, ``s3://``, ``gs://``, any other address together
            with a `name`; or a file of another artifact, as an entry or its `ref_url`.
        name : str, optional
            Path inside the artifact.
        checksum : bool
            Whether files on this machine are read for their digest, so that a change is noticed. Other
            addresses are not contacted: their digest is that of the address.
        max_objects : int, optional
            Files of a folder at most; ten million unless given.

        Raises
        ------
        ArtifactValueError
            For an address without a scheme, or one that needs a name, or a name that is taken.
        """
        self._check_draft()
        if isinstance(uri, ArtifactEntry) or str(uri).startswith(SCHEME):
            entry = uri if isinstance(uri, ArtifactEntry) else self._other_entry(str(uri))
            return [self._refer(entry, name)]
        made = []
        for path, found in list(resolve(str(uri), name, checksum, max_objects)):
            inner = checked_path(path)
            made.append(self._keep(inner, found, overwrite=False))
        return made

    def _other_entry(self, url: str) -> ArtifactEntry:
        from dsviz_widget.runs.artifact import Artifact

        try:
            found = Origin.parse(url.removeprefix(SCHEME))
        except ValueError:
            raise ArtifactValueError(f"{url!r} is not of the form {SCHEME}project/name:v0/path.") from None
        try:
            manifest = self._store().resolve(found.project, found.artifact, found.version)
        except ArtifactNotFound as error:
            raise ArtifactValueError(f"add_reference({url!r}): {error}") from None
        return Artifact.open(self._store(), found.project, manifest).get_entry(found.path)

    def _refer(self, entry: ArtifactEntry, name: str | None) -> ArtifactEntry:
        source = entry.parent_artifact()
        stored = entry.as_stored()
        ref = entry.ref if entry.is_reference else entry.origin
        if not entry.is_reference and source._catalog is not None:
            self._blobs().put_many({entry.digest: source._catalog.blobs})
        return self._keep(
            checked_path(name or entry.path), Entry(stored.digest, stored.size, ref), overwrite=False
        )

    def remove(self, item: str | os.PathLike[str] | ArtifactEntry) -> None:
        """Take a file, a folder or an object out of the draft.

        Raises
        ------
        EntryNotFound
            If there is none; it is a FileNotFoundError.
        """
        self._check_draft()
        path = item.path if isinstance(item, ArtifactEntry) else os.fspath(item).replace("\\", "/")
        path = path.removeprefix("./").rstrip("/")
        doomed = {path} & set(self._contents)
        doomed |= {base + suffix for base in (without_suffix(path),) for suffix in OBJECTS} & set(
            self._contents
        )
        doomed = doomed or {known for known in self._contents if known.startswith(f"{path}/")}
        if not doomed:
            raise EntryNotFound(no_entry(path, self._contents))
        for known in list(doomed):
            others = [files for key, files in self._brought.items() if key != known]
            doomed |= {file for file in self._brought.pop(known, ()) if not any(file in o for o in others)}
        for known in doomed:
            self._contents.pop(known, None)
            self._added.pop(known, None)
        self._removed |= doomed
        self._local = {local: inner for local, inner in self._local.items() if inner not in doomed}

    def get_added_local_path_name(self, local_path: str | Path) -> str | None:
        """Return the path inside the artifact that a file was added under, or None."""
        return self._local.get(os.path.abspath(local_path))

    def finalize(self) -> None:
        """Let nothing more be added; logging does the same."""
        self._is_final = True

    def _keep(self, path: str, entry: Entry, overwrite: bool, shown: str = "") -> ArtifactEntry:
        self._check_free(path, entry.digest, overwrite, shown or path)
        self._contents[path] = entry
        self._removed.discard(path)
        return self._entry(path)

    def _check_free(self, path: str, digest: str, overwrite: bool, shown: str) -> None:
        known = self._contents.get(path)
        if known is not None and known.digest != digest and not overwrite:
            raise ArtifactValueError(
                f"artifact {self.name!r} has other content under {shown!r} already. "
                "Choose another name, or pass overwrite=True."
            )

    def _entry(self, path: str) -> ArtifactEntry:
        return ArtifactEntry.of(self._self(), path, self._contents[path])

    def stage_in(self, catalog: Catalog) -> None:
        """Put the bytes of what will be added into this store, rather than into the active run's.

        Logging the draft elsewhere brings them there.
        """
        self._check_draft()
        self._move_to(catalog)

    def _move_to(self, catalog: Catalog) -> None:
        """Bring the draft's bytes into the store it is logged in, and see that all are there."""
        staged = self._catalog
        needed = {entry.digest for entry in self._contents.values() if not entry.is_reference}
        if staged is not None and staged.folder != catalog.folder:
            before, self._catalog, self._lease = self._lease, catalog, None
            self._blobs().put_many(dict.fromkeys(needed, staged.blobs))
            if before is not None:
                before.release()
        self._catalog = catalog
        if self._contents:
            self._blobs()
        if self._lease is not None:
            self._lease.note(needed)
        missing: Sequence[str] = catalog.missing_files(self._contents)
        if missing:
            raise catalog.blobs.missing(self._contents[missing[0]].digest)


def wrap(value: Any) -> Table:
    """Return the table of one cell that an image, or other media, of its own is kept as."""
    table = Table(["image" if isinstance(value, Image) else "media"])
    table.add_data(value)
    return table


def _warn_unused(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value:
            warnings.warn(
                f"{name}={value!r} has no effect: the store keeps the only copy.", UserWarning, stacklevel=3
            )
