"""Projects, artifacts, versions and runs as small files in one folder, or in a bucket.

::

    dsviz/
      blobs/ab/cdef…                                       bytes, by SHA-256
      projects/<project>/artifacts/<name>/v0.json          one immutable manifest a version
      projects/<project>/artifacts/<name>/v0.notes.json    what was said of it after it was logged
      projects/<project>/artifacts/<name>/v0.deleted.json  what is left to say of a version that was deleted
      projects/<project>/artifacts/<name>/alias/<alias>    the version an alias names
      projects/<project>/artifacts/<name>/moved.json       what the artifact is called now; see `renaming`
      projects/<project>/runs/<id>/run.json                what a run is and what it used and logged
      projects/<project>/runs/<id>/blobs                   digests of the files that its history needs
      projects/<project>/views/<digits>.json               a view that was given a name
      drafts/                                              what drafts of living processes rely on
      cache/                                               derived; may be deleted at any time
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from dsviz_widget.errors import ArtifactNameError, ArtifactNotFound, ManifestError, StoreError, did_you_mean
from dsviz_widget.store.blobs import Blobs
from dsviz_widget.store.manifest import NOTES, Entry, Manifest, read_header, unpack
from dsviz_widget.store.renaming import former_names, moved_to
from dsviz_widget.store.storage import FolderStorage, Storage

NAME = re.compile(r"[A-Za-z0-9_.\-]+")
RUN_FILES = "blobs"
"""The file in a run's folder that lists the digests of its files, one a line; it only grows."""
VERSION = re.compile(r"v(0|[1-9][0-9]{0,17})")


def default_folder() -> Path | str:
    """Return ``DSVIZ_DIR``, a folder or a bucket's address, or ``./dsviz`` beside the notebook."""
    given = os.environ.get("DSVIZ_DIR") or "dsviz"
    return given if "://" in given else Path(given).absolute()


class Catalog:
    """The store in one folder, or in a bucket. Opening it writes nothing.

    Parameters
    ----------
    folder : path or str, optional
        A folder, or a bucket's address such as ``s3://bucket/prefix``, which needs the extra ``bucket``;
        ``DSVIZ_DIR``, or ``./dsviz``, unless given.

    Attributes
    ----------
    folder : Path
        The store's folder; for a bucket, where what was read of it is kept on this machine.
    url : str or None
        The bucket's address.
    """

    follows_links: ClassVar[bool] = True
    """Whether links in the store are followed; a catalog for others to read may pass them over."""

    def __init__(self, folder: Path | str | None = None) -> None:
        given = folder if folder is not None else default_folder()
        self.url = given if isinstance(given, str) and "://" in given else None
        self.storage: Storage
        self.blobs: Blobs
        if self.url is not None:
            from dsviz_widget.store.bucket import BucketBlobs, open_bucket

            bucket, self.folder = open_bucket(self.url)
            self.storage, self.blobs = bucket, BucketBlobs(bucket, self.folder / "blobs")
        else:
            self.folder = Path(given).absolute()
            self.storage, self.blobs = FolderStorage(self.folder), Blobs(self.folder / "blobs")
        self.cache = self.folder / "cache"
        self.drafts = self.folder / "drafts"

    def projects(self) -> list[str]:
        """Return the names of all projects."""
        return self.storage.folders("projects")

    def artifacts(self, project: str) -> list[str]:
        """Return the names of a project's artifacts that have a version."""
        found = self.storage.folders(f"projects/{project}/artifacts")
        return [name for name in found if self.versions(project, name)]

    def runs(self, project: str) -> list[str]:
        """Return the ids of a project's runs."""
        return self.storage.folders(f"projects/{project}/runs")

    def runs_folder(self, project: str) -> Path:
        """Return the folder that has a folder for each run of a project."""
        return self.folder / "projects" / project / "runs"

    def versions(self, project: str, name: str) -> list[int]:
        """Return the version numbers of an artifact, rising."""
        return sorted(number for number, size in self._numbers(project, name).items() if size)

    def _numbers(self, project: str, name: str) -> dict[int, int]:
        """Return every number that is taken, and the size of its file: empty for a deleted version.

        A deleted number stays taken, so that what names it never means something else.
        """
        return {
            int(file[1:-5]): size
            for file, size in self.storage.files(_artifact(project, name)).items()
            if file.endswith(".json") and VERSION.fullmatch(file[:-5])
        }

    def create_version(
        self,
        project: str,
        manifest: Manifest,
        aliases: tuple[str, ...] = (),
        rebase: Callable[[Manifest | None], Manifest] | None = None,
    ) -> Manifest:
        """Create the next version, or return the latest when its content is equal.

        The version number is taken by creating its file exclusively: of two processes that log at once
        the loser takes the next number, and neither is ever half-visible.

        Parameters
        ----------
        project : str
        manifest : Manifest
        aliases : tuple of str
        rebase : function, optional
            Given the latest version, returns what to create; asked again when another process was first.

        Raises
        ------
        ArtifactNameError
            For a name or alias that an artifact may not have, or a type other than its earlier versions'.
        StoreError
            If the store cannot be written.
        """
        check_name(manifest.name, "artifact name")
        check_name(project, "project name")
        for alias in aliases:
            _check_alias(alias)
        while True:
            numbers = self._numbers(project, manifest.name)
            versions = [number for number, size in numbers.items() if size]
            number = max(numbers, default=-1) + 1
            latest = self._latest_header(project, manifest.name, versions)
            if latest is not None and latest["type"] != manifest.type:
                raise ArtifactNameError(
                    f"artifact {manifest.name!r} has type {latest['type']!r} and cannot be logged as "
                    f"{manifest.type!r}. Use its type, or another name."
                )
            if rebase is not None:
                manifest = rebase(self.read(project, manifest.name, max(versions)) if versions else None)
            if latest is not None and latest["digest"] == manifest.digest:
                made = self.read(project, manifest.name, max(versions))
                break
            made = dataclasses.replace(manifest, version=f"v{number}", created_at=now())
            key = f"{_artifact(project, manifest.name)}/{made.version}.json"
            if self.storage.create(key, made.to_bytes(self.blobs)):
                break
        self.set_aliases(project, made, aliases)
        return made

    def set_aliases(self, project: str, manifest: Manifest, aliases: tuple[str, ...]) -> None:
        """Let aliases mean this version from now on; ``latest`` is never stored.

        Raises
        ------
        ArtifactNameError
            For an alias that cannot be used.
        """
        for alias in aliases:
            _check_alias(alias)
        for alias in aliases:
            if alias != "latest":
                key = f"{_artifact(project, manifest.name)}/alias/{alias}"
                self.storage.write(key, manifest.version.encode())

    def remove_alias(self, project: str, name: str, alias: str) -> None:
        """Let an alias mean nothing from now on."""
        self.storage.remove(f"{_artifact(project, name)}/alias/{_check_alias(alias)}")

    def write_notes(self, project: str, manifest: Manifest) -> None:
        """Keep what a version says of itself now: description, metadata, tags and time to live."""
        notes = {key: getattr(manifest, key) for key in NOTES}
        content = json.dumps(notes, sort_keys=True, indent=1, allow_nan=False).encode()
        self.storage.write(f"{_artifact(project, manifest.name)}/{manifest.version}.notes.json", content)

    def remove_version(self, project: str, manifest: Manifest) -> None:
        """Delete a version and its aliases; its number stays taken, its bytes stay until reclaimed.

        What it was, in a few words, stays beside it.
        """
        folder = _artifact(project, manifest.name)
        self.write_trace(project, manifest, {"deleted_at": now()})
        for alias in self.aliases(project, manifest.name, manifest.version):
            if alias != "latest":
                self.remove_alias(project, manifest.name, alias)
        self.storage.write(f"{folder}/{manifest.version}.json", b"")
        self.storage.remove(f"{folder}/{manifest.version}.notes.json")

    def write_trace(self, project: str, manifest: Manifest, about: dict[str, Any]) -> None:
        """Keep what is left to say of a version that is deleted: digest, size, who logged it, and `about`."""
        told = {
            "digest": manifest.digest,
            "size": manifest.size,
            "created_at": manifest.created_at,
            "created_by": manifest.created_by,
            **about,
        }
        content = json.dumps(told, sort_keys=True, indent=1).encode()
        key = f"{_artifact(project, manifest.name)}/{manifest.version}.deleted.json"
        self.storage.write(key, content)

    def current_name(self, project: str, name: str, number: int | None = None) -> str:
        """Return what an artifact is called now that is named as it once was.

        Parameters
        ----------
        project, name : str
        number : int, optional
            A version of it; any unless given. What was logged under the old name later is not renamed.
        """
        there = self.versions(project, name)
        if number in there or (number is None and there):
            return name
        return moved_to(self.storage, project, name) or name

    def names_of(self, project: str, name: str, number: int) -> set[str]:
        """Return every ``project/name:v0`` that means a version, by the names its artifact ever had."""
        former = former_names(self.storage, project, name)
        names = [name, *(old for old, last in former.items() if number <= last)]
        return {f"{project}/{one}:v{number}" for one in names}

    def read(self, project: str, name: str, number: int) -> Manifest:
        """Return one version's manifest, also by a name that it had earlier; raises ArtifactNotFound."""
        key = f"{_artifact(project, name)}/v{number}.json"
        try:
            content = self._version_bytes(project, name, number)
        except ArtifactNotFound:
            later = moved_to(self.storage, project, name)
            if later is None:
                raise
            return self.read(project, later, number)
        manifest = Manifest.from_bytes(content, self.storage.where(key), self.blobs)
        if manifest.name != name:
            # It was logged under an earlier name.
            manifest = dataclasses.replace(manifest, name=name)
        notes_key = f"{_artifact(project, name)}/v{number}.notes.json"
        try:
            notes = json.loads(self.storage.read(notes_key))
            known = {key: notes[key] for key in NOTES if key in notes}
        except FileNotFoundError:
            return manifest
        except (ValueError, TypeError, RecursionError) as error:
            raise ManifestError(
                f"{self.storage.where(notes_key)} cannot be read: {error}. Delete it to have the version as "
                "it was logged."
            ) from None
        return dataclasses.replace(manifest, **{**known, "tags": tuple(known.get("tags", manifest.tags))})

    def digests(self, project: str, name: str, number: int) -> Iterator[str]:
        """Yield the digest of every file that a version needs, and of its list of files."""
        where = self.storage.where(f"{_artifact(project, name)}/v{number}.json")
        try:
            header = self._header(project, name, number)
        except ArtifactNotFound:
            return
        packed = header.get("contents_digest")
        if packed is None:
            yield from (item["digest"] for item in header["contents"].values())
        else:
            yield packed
            yield from (digest for _, digest, _, _ in unpack(self.blobs.get(packed), where))

    def _header(self, project: str, name: str, number: int) -> dict[str, Any]:
        where = self.storage.where(f"{_artifact(project, name)}/v{number}.json")
        header = read_header(self._version_bytes(project, name, number), where)
        if not isinstance(header.get("type"), str) or not isinstance(header.get("digest"), str):
            raise ManifestError(f"{where} is not a manifest of dsviz_widget: it has no type or no digest.")
        return header

    def _latest_header(self, project: str, name: str, versions: list[int]) -> dict[str, Any] | None:
        if not versions:
            return None
        try:
            return self._header(project, name, max(versions))
        except ManifestError as error:
            # What is damaged stays as it is, for whoever wants to mend it; what is new is not lost.
            warnings.warn(f"{error} The next version is logged beside it.", UserWarning, stacklevel=2)
            return None

    def _version_bytes(self, project: str, name: str, number: int) -> bytes:
        try:
            content = self.storage.read(f"{_artifact(project, name)}/v{number}.json")
        except FileNotFoundError:
            content = b""
        if not content:
            raise ArtifactNotFound(self._no_version(project, name, f"v{number}"))
        return content

    def resolve(self, project: str, name: str, alias: str = "latest") -> Manifest:
        """Return the version that ``name:alias`` means.

        Raises
        ------
        ArtifactNotFound
            If there is no such artifact or version; the message lists those there are.
        """
        is_name = NAME.fullmatch(name) is not None and NAME.fullmatch(project) is not None
        versions = self.versions(project, name) if is_name else []
        if not versions:
            later = moved_to(self.storage, project, name) if is_name else None
            if later is not None:
                return self.resolve(project, later, alias)
            raise ArtifactNotFound(self._no_artifact(project, name))
        if alias == "latest":
            return self.read(project, name, versions[-1])
        if VERSION.fullmatch(alias):
            return self.read(project, name, int(alias[1:]))
        try:
            version = self._alias_version(project, name, Path(alias).name)
        except FileNotFoundError:
            later = moved_to(self.storage, project, name)
            if later is not None:
                return self.resolve(project, later, alias)
            raise ArtifactNotFound(self._no_version(project, name, alias)) from None
        return self.read(project, name, int(version[1:]))

    def _alias_version(self, project: str, name: str, alias: str) -> str:
        key = f"{_artifact(project, name)}/alias/{alias}"
        version = self.storage.read(key).decode("utf-8", "replace")
        if not VERSION.fullmatch(version):
            raise ManifestError(
                f"{self.storage.where(key)} names no version: {version[:40]!r}. Set the alias again."
            )
        return version

    def aliases(self, project: str, name: str, version: str) -> list[str]:
        """Return the aliases of a version, ``latest`` among them where it is."""
        found = []
        for alias in sorted(self.storage.files(f"{_artifact(project, name)}/alias")):
            try:
                if self._alias_version(project, name, alias) == version:
                    found.append(alias)
            except FileNotFoundError:
                continue
        versions = self.versions(project, name)
        return ([*found, "latest"]) if versions and version == f"v{versions[-1]}" else found

    def write_run(self, project: str, run_id: str, record: dict[str, Any]) -> None:
        """Write what a run is; replaces what was known of it."""
        check_name(project, "project name")
        check_name(run_id, "run id")
        content = json.dumps(record, sort_keys=True, indent=1).encode()
        self.storage.write(f"projects/{project}/runs/{run_id}/run.json", content)

    def read_run(self, project: str, run_id: str) -> dict[str, Any]:
        """Return what a run is; raises StoreError when there is none."""
        key = f"projects/{project}/runs/{run_id}/run.json"
        try:
            record: dict[str, Any] = json.loads(self.storage.read(key))
        except FileNotFoundError:
            raise StoreError(
                f"project {project!r} has no run {run_id!r} in {self.url or self.folder}."
                f"{did_you_mean(run_id, self.runs(project))}"
            ) from None
        except (ValueError, RecursionError) as error:
            raise ManifestError(f"{self.storage.where(key)} is not the record of a run: {error}.") from error
        return record

    def run_digests(self, project: str, run_id: str) -> list[str]:
        """Return the digest of every file that a run's history and summary need; see `RUN_FILES`."""
        try:
            return self.storage.read(f"projects/{project}/runs/{run_id}/{RUN_FILES}").decode().split()
        except FileNotFoundError:
            return []

    def missing_files(self, contents: dict[str, Entry]) -> list[str]:
        """Return the paths whose bytes the store does not have; references are passed over."""
        needed = {entry.digest: path for path, entry in contents.items() if not entry.is_reference}
        return sorted(needed[digest] for digest in self.blobs.absent(needed))

    def _no_artifact(self, project: str, name: str) -> str:
        there = self.artifacts(project)
        if there:
            return f"project {project!r} has no artifact {name!r}.{did_you_mean(name, there)}"
        others = [other for other in self.projects() if name in self.artifacts(other)]
        if others:
            return (
                f"project {project!r} has no artifact {name!r}, but project {others[0]!r} has. "
                f"Ask for '{others[0]}/{name}:latest'."
            )
        return (
            f"project {project!r} has no artifacts in {self.url or self.folder}. "
            "Log one first, or set DSVIZ_DIR to the folder that has them."
        )

    def _no_version(self, project: str, name: str, alias: str) -> str:
        versions = self.versions(project, name)
        if not versions:
            return self._no_artifact(project, name)
        span = f"v{versions[0]}" + (f" to v{versions[-1]}" if len(versions) > 1 else "")
        aliases = ", ".join(["latest", *sorted(self.storage.files(f"{_artifact(project, name)}/alias"))])
        if VERSION.fullmatch(alias) and int(alias[1:]) in self._numbers(project, name):
            what = f"version {alias!r} of artifact {name!r} was deleted"
        else:
            what = f"artifact {name!r} has no version {alias!r}"
        return f"{what}. The artifact has {span}, and the aliases {aliases}."


def check_name(name: str, what: str) -> str:
    """Return `name` when it can be a folder's name everywhere.

    Raises
    ------
    ArtifactNameError
        Unless it is 1 to 128 letters, digits, ``_``, ``.`` and ``-``, and not only dots.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name) or len(name) > 128 or not name.strip("."):
        raise ArtifactNameError(
            f"{what} {name!r} cannot be used: it may have letters, digits, '_', '-' and '.', "
            "up to 128 of them."
        )
    return name


def _check_alias(alias: str) -> str:
    if (
        not isinstance(alias, str)
        or not alias
        or len(alias) > 128
        or alias.startswith(".")
        or VERSION.fullmatch(alias)
        or any(character in alias for character in "/\\:\0")
    ):
        raise ArtifactNameError(
            f"alias {alias!r} cannot be used: an alias is text without '/', '\\' and ':', up to 128 "
            "characters, does not begin with '.', and is not a version like v3."
        )
    return alias


def now() -> str:
    """Return the present moment in UTC, as ISO 8601."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")


def _artifact(project: str, name: str) -> str:
    return f"projects/{project}/artifacts/{name}"
