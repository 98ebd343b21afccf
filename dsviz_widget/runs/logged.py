"""Reading a logged version: its objects, its files, where they came from."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ArtifactValueError, DsvizError, EntryNotFound
from dsviz_widget.media import MEDIA, MEDIA_KINDS, Classes, Histogram, MediaFile
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.runs.checkout import no_entry, put_file, remove_others, verify_folder, verify_store
from dsviz_widget.runs.deletion import DeletionPlan, delete_versions, plan_deletion
from dsviz_widget.runs.entries import ArtifactEntry
from dsviz_widget.runs.lineage_nodes import version_node_id
from dsviz_widget.runs.metadata import ArtifactTTL, check_metadata, check_tags, ttl_seconds
from dsviz_widget.runs.record import RunRecord, all_runs
from dsviz_widget.runs.state import CLASSES, IMAGE, LEGACY, MEDIUM, ArtifactState, without_suffix
from dsviz_widget.store import Catalog, Entry, Manifest
from dsviz_widget.store.renaming import rename_artifact
from dsviz_widget.table import StoredBlobs, Table
from dsviz_widget.table.entries import SUFFIXES, open_value

if TYPE_CHECKING:
    from dsviz_widget.runs.lineage import Lineage


class LoggedArtifact(ArtifactState):
    """What a logged version answers."""

    def get(self, name: str) -> Any:
        """Return the object added as `name`, or None when there is none.

        Raises
        ------
        ArtifactNotLoggedError
            If the artifact is not logged yet.
        """
        manifest, catalog = self._logged("get")
        base = without_suffix(name)
        contents, origin = manifest.contents, f"{self._project}/{manifest.name}:{manifest.version}"
        for suffix in SUFFIXES:
            if base + suffix in contents:
                return open_value(base + suffix, contents, catalog.blobs, catalog.cache, origin, self.get)
        blobs = StoredBlobs(catalog.blobs, origin)
        for suffix in (IMAGE, MEDIUM):
            if base + suffix in contents:
                where = f"{origin}/{base}"
                table = Table.open_stored(blobs, contents[base + suffix].digest, catalog.cache, where)
                return table.get_column(table.columns[0])[0]
        if base + CLASSES in contents:
            return _classes(blobs.get(contents[base + CLASSES].digest), base)
        for kind in MEDIA_KINDS:
            if f"{base}.{kind}.json" in contents:
                return _media_file(
                    blobs.get(contents[f"{base}.{kind}.json"].digest), base, kind, contents, blobs
                )
        if f"{base}.histogram.json" in contents:
            told = json.loads(blobs.get(contents[f"{base}.histogram.json"].digest))
            return Histogram.from_parts(told["values"], told["bins"], told.get("not_finite", 0))
        return None

    def get_entry(self, name: str) -> ArtifactEntry:
        """Return the file at a path; ``t.table.json`` finds the table added as ``t``.

        Raises
        ------
        EntryNotFound
            If there is none; it is a KeyError.
        ArtifactNotLoggedError
            If the artifact is not logged yet.
        """
        manifest, _ = self._logged("get_entry")
        path = str(name).removeprefix("./")
        for legacy, ours in LEGACY.items():
            if path not in manifest.contents and path.endswith(legacy):
                path = path[: -len(legacy)] + ours
        if path not in manifest.contents:
            raise EntryNotFound(no_entry(path, manifest.contents))
        return ArtifactEntry.of(self._self(), path, manifest.contents[path])

    def get_path(self, name: str) -> ArtifactEntry:
        """Return the file at a path; the name `get_entry` had earlier."""
        return self.get_entry(name)

    def files(self, names: list[str] | None = None, per_page: int = 50) -> list[ArtifactEntry]:
        """Return the files, all or those named, in order of their path.

        Parameters
        ----------
        names : list of str, optional
        per_page : int
            For code written for W&B; all come at once.
        """
        manifest, _ = self._logged("files")
        wanted = sorted(manifest.contents) if names is None else names
        return [self.get_entry(path) for path in wanted]

    def download(
        self,
        root: str | Path | None = None,
        allow_missing_references: bool = False,
        path_prefix: str | None = None,
    ) -> str:
        """Copy the files into a folder and return it; other files there are left alone.

        Parameters
        ----------
        root : path, optional
            ``./artifacts/<name:version>`` unless given.
        allow_missing_references : bool
            Whether references that cannot be fetched are passed over.
        path_prefix : str, optional
            Take only files whose path begins with this.

        Raises
        ------
        BlobMissing, BlobCorrupt
            If the store does not have the bytes as they were logged.
        ArtifactValueError
            If a link in the folder leads out of it.
        """
        manifest, catalog = self._logged("download")
        folder = self._folder(root)
        for path, entry in manifest.contents.items():
            if path_prefix is not None and not path.startswith(path_prefix):
                continue
            try:
                put_file(catalog, path, entry, folder)
            except (DsvizError, OSError):
                if not (allow_missing_references and entry.is_reference):
                    raise
        return str(folder)

    def download_entry(self, entry: ArtifactEntry, root: str | Path | None) -> str:
        """Copy one file into a folder and return where it is; `ArtifactEntry.download` calls this."""
        _, catalog = self._logged("download")
        return str(put_file(catalog, entry.path, entry.as_stored(), self._folder(root)))

    def checkout(self, root: str | Path | None = None) -> str:
        """Make a folder hold the artifact's files and nothing else; what else it holds is deleted."""
        manifest, _ = self._logged("checkout")
        folder = self._folder(root)
        if folder.is_dir():
            remove_others(manifest.contents, folder)
        return self.download(root)

    def verify(self, root: str | Path | None = None) -> None:
        """Compare a folder with the artifact; references are passed over.

        Parameters
        ----------
        root : path, optional
            ``./artifacts/<name:version>`` unless given; where nothing was downloaded, the store's own bytes
            are read and compared.

        Raises
        ------
        ArtifactVerifyError
            For a file that is missing, changed or not the artifact's; it is a ValueError.
        BlobMissing, BlobCorrupt
            For the store's own bytes.
        """
        manifest, catalog = self._logged("verify")
        folder = self._folder(root)
        if root is None and not folder.is_dir():
            verify_store(catalog, manifest.contents)
        else:
            verify_folder(manifest.contents, folder)

    def file(self, root: str | Path | None = None) -> str:
        """Copy the one file of an artifact that has one, and return where it is.

        Raises
        ------
        ArtifactValueError
            If there are several; it is a ValueError.
        """
        manifest, _ = self._logged("file")
        if len(manifest.contents) != 1:
            raise ArtifactValueError(
                f"artifact {self.name!r} has {len(manifest.contents)} files, and file() is for one. "
                "Use download, or get_entry(path).download()."
            )
        return self.get_entry(next(iter(manifest.contents))).download(root)

    def logged_by(self) -> RunRecord | None:
        """Return the run that logged this version first, or None when none did."""
        manifest, catalog = self._logged("logged_by")
        if manifest.created_by is None:
            return None
        return RunRecord.read(catalog, self._project, manifest.created_by)

    def used_by(self) -> list[RunRecord]:
        """Return every run of the store that used this version, oldest first."""
        manifest, catalog = self._current("used_by")
        names = catalog.names_of(self._project, manifest.name, int(manifest.version[1:]))
        return [run for run in all_runs(catalog) if names.intersection(run.used_names)]

    def rename(self, to: str) -> None:
        """Give the artifact, with all its versions and aliases, another name in its project.

        Whatever names it by the old name goes on to find it: runs, references of other artifacts, scripts
        that use ``old:v3`` or ``old:best``. What a script logs under the old name later is an artifact of its
        own, whose numbers go on from there.

        Raises
        ------
        ArtifactNameError
            For a name that cannot be used, or that is or was another artifact's.
        StoreError
            In a bucket, or if the store cannot be written.
        """
        manifest, catalog = self._current("rename")
        rename_artifact(catalog, self._project, manifest.name, to)
        self._manifest = dataclasses.replace(manifest, name=to)
        self.name = to

    def deletion_plan(self) -> DeletionPlan:
        """Return what deleting this version would free, and who else needs or uses what it has."""
        manifest, catalog = self._current("deletion_plan")
        return plan_deletion(catalog, self._project, manifest.name, [int(manifest.version[1:])])

    def lineage(self, explode: bool = False) -> Lineage:
        """Return where this version came from and what came of it, as a graph that shows itself.

        Parameters
        ----------
        explode : bool
            Whether every run and version is a node, instead of one node for all runs of a job type and for
            all versions of an artifact.
        """
        from dsviz_widget.runs.lineage import lineage

        _, catalog = self._logged("lineage")
        around = version_node_id(self.qualified_name)
        return lineage(catalog, self._project, around, is_grouped=not explode)

    def delete(self, delete_aliases: bool = False) -> int:
        """Delete this version, and the bytes that nothing else needs.

        Its number is never given out again. Bytes that another version has, or a draft that some process is
        just adding to, stay.

        Parameters
        ----------
        delete_aliases : bool
            Whether to delete it although aliases other than ``latest`` name it.

        Returns
        -------
        int
            Bytes that came free; 0 in a bucket, which is never reclaimed.

        Raises
        ------
        ArtifactValueError
            If it has such aliases and `delete_aliases` is False.
        """
        manifest, catalog = self._current("delete")
        names = [
            alias
            for alias in catalog.aliases(self._project, manifest.name, manifest.version)
            if alias != "latest"
        ]
        if names and not delete_aliases:
            raise ArtifactValueError(
                f"artifact {self.name}:{self.version} has the aliases {', '.join(names)}. "
                "Pass delete_aliases=True to delete it all the same."
            )
        freed = delete_versions(catalog, self._project, [manifest])
        self._is_deleted = True
        return freed

    @property
    def version(self) -> str:
        """``v0``, ``v1``, …; raises ArtifactNotLoggedError for a draft."""
        return self._logged("version")[0].version

    @property
    def aliases(self) -> list[str]:
        """Aliases of this version; change the list and call `save` to move them."""
        manifest, catalog = self._current("aliases")
        if self._aliases is None or self._aliases == self._aliases_read:
            self._aliases = catalog.aliases(self._project, manifest.name, manifest.version)
            self._aliases_read = list(self._aliases)
        return self._aliases

    @aliases.setter
    def aliases(self, aliases: list[str]) -> None:
        _ = self.aliases
        self._aliases = list(aliases)

    @property
    def qualified_name(self) -> str:
        """``project/name:v0``; raises ArtifactNotLoggedError for a draft."""
        manifest, _ = self._logged("qualified_name")
        return f"{self._project}/{manifest.name}:{manifest.version}"

    @property
    def project(self) -> str:
        """The project it is logged in."""
        self._logged("project")
        return self._project

    @property
    def entity(self) -> str | None:
        """The entity of the run that logged it, as that run was told."""
        self._logged("entity")
        run = self.logged_by()
        return run.entity if run is not None else None

    @property
    def created_at(self) -> str:
        """When it was logged, in UTC, as ISO 8601."""
        return self._logged("created_at")[0].created_at

    @property
    def commit_hash(self) -> str:
        """40 hexadecimal digits for this version: of its name, its content and the moment it was logged."""
        manifest, _ = self._logged("commit_hash")
        text = f"{self.qualified_name}\n{manifest.digest}\n{manifest.created_at}"
        return hashlib.sha256(text.encode()).hexdigest()[:40]

    @property
    def tags(self) -> list[str]:
        """Words to find the version by; change the list and call `save` to keep the change."""
        return self._tags

    @tags.setter
    def tags(self, tags: list[str]) -> None:
        self._tags = check_tags(tags)

    @property
    def ttl(self) -> datetime.timedelta | None:
        """How long the version is kept, None for ever; `Api.delete_expired` deletes what is past it."""
        self._logged("ttl")
        return None if self._ttl_s is None else datetime.timedelta(seconds=self._ttl_s)

    @ttl.setter
    def ttl(self, ttl: datetime.timedelta | ArtifactTTL | None) -> None:
        self._ttl_s = ttl_seconds(ttl)

    def _current(self, what: str) -> tuple[Manifest, Catalog]:
        """Return the manifest under the name that the artifact has now, which others may have changed."""
        manifest, catalog = self._logged(what)
        name = catalog.current_name(self._project, manifest.name, int(manifest.version[1:]))
        if name != manifest.name:
            self._manifest = manifest = dataclasses.replace(manifest, name=name)
            self.name = name
        return manifest, catalog

    def _save_notes(self) -> None:
        manifest, catalog = self._current("save")
        self.metadata, self._tags = check_metadata(self.metadata), check_tags(self._tags)
        if self._aliases is not None and self._aliases != self._aliases_read:
            new = [alias for alias in self._aliases if alias not in self._aliases_read]
            catalog.set_aliases(self._project, manifest, tuple(new))
            for alias in set(self._aliases_read) - set(self._aliases) - {"latest"}:
                catalog.remove_alias(self._project, manifest.name, alias)
            self._aliases = None
        said = dataclasses.replace(
            manifest,
            description=self.description,
            metadata=dict(self.metadata),
            tags=tuple(self._tags),
            ttl_s=self._ttl_s,
        )
        if said != manifest:
            catalog.write_notes(self._project, said)
            self._manifest = said

    def _folder(self, root: str | Path | None) -> Path:
        # A colon is a drive's on Windows.
        name = f"{self.name}{'-' if os.name == 'nt' else ':'}{self.version}"
        return Path(root or Path("artifacts", name)).absolute()


def _media_file(
    content: bytes, name: str, kind: str, contents: Mapping[str, Entry], blobs: StoredBlobs
) -> Any:
    """Return media that were imported: a description, and the file it names."""
    try:
        described = dict(json.loads(content))
        path = described["path"]
        entry = contents[path]
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactValueError(f"{name!r} does not describe a file of its artifact: {error!r}.") from None
    ref = entry.ref or f"{blobs.origin}/{path}"
    encoded = Encoded(entry.digest, entry.size, path, ref, blobs)
    medium = MEDIA.get(kind)
    return (
        MediaFile(kind, described, encoded)
        if medium is None
        else medium.from_elsewhere(encoded, described.get("caption"))
    )


def _classes(content: bytes, name: str) -> Any:
    try:
        return Classes(json.loads(content)["class_set"])
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactValueError(f"{name!r} does not hold classes: {error}.") from None
