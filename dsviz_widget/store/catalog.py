"""Projects, artifacts, versions and runs as files in one folder.

::

    dsviz/
      blobs/ab/cdef…                                     bytes, by SHA-256
      projects/<project>/artifacts/<name>/v0.json        one immutable manifest a version
      projects/<project>/artifacts/<name>/alias/<alias>  the version an alias names
      projects/<project>/runs/<id>/run.json              what a run is and what it used and logged
      cache/                                             derived; may be deleted at any time
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import re
from pathlib import Path
from typing import Any

from dsviz_widget.errors import ArtifactNameError, ArtifactNotFound, ManifestError, StoreError, did_you_mean
from dsviz_widget.store.blobs import Blobs
from dsviz_widget.store.files import create_exclusive, write_atomic
from dsviz_widget.store.manifest import Manifest

NAME = re.compile(r"[A-Za-z0-9_.\-]+")
VERSION = re.compile(r"v(0|[1-9][0-9]*)")


def default_folder() -> Path:
    """Return ``DSVIZ_DIR``, or ``./dsviz`` beside the notebook."""
    return Path(os.environ.get("DSVIZ_DIR") or "dsviz").absolute()


class Catalog:
    """The store in one folder. Opening it writes nothing."""

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = Path(folder).absolute() if folder is not None else default_folder()
        self.blobs = Blobs(self.folder / "blobs")
        self.cache = self.folder / "cache"

    def projects(self) -> list[str]:
        """Return the names of all projects."""
        return _names(self.folder / "projects")

    def artifacts(self, project: str) -> list[str]:
        """Return the names of a project's artifacts."""
        return _names(self.folder / "projects" / project / "artifacts")

    def versions(self, project: str, name: str) -> list[int]:
        """Return the version numbers of an artifact, rising."""
        folder = self._artifact(project, name)
        found = []
        if folder.is_dir():
            for path in folder.iterdir():
                if path.suffix == ".json" and VERSION.fullmatch(path.stem) and path.stat().st_size:
                    found.append(int(path.stem[1:]))
        return sorted(found)

    def create_version(self, project: str, manifest: Manifest, aliases: tuple[str, ...] = ()) -> Manifest:
        """Create the next version, or return the latest when its content is equal.

        The version number is taken by creating its file exclusively: of two processes that log at once
        the loser takes the next number, and neither is ever half-visible.

        Raises
        ------
        ArtifactNameError
            For a name or alias that an artifact may not have, or a type other than its earlier versions'.
        """
        check_name(manifest.name, "artifact name")
        check_name(project, "project name")
        for alias in aliases:
            _check_alias(alias)
        folder = self._artifact(project, manifest.name)
        number = -1
        while True:
            versions = self.versions(project, manifest.name)
            # A number that was taken and never filled, by a process that was killed, is passed over.
            number = max(number, versions[-1] if versions else -1) + 1
            if versions:
                latest = self.read(project, manifest.name, versions[-1])
                if latest.type != manifest.type:
                    raise ArtifactNameError(
                        f"artifact {manifest.name!r} has type {latest.type!r} and cannot be logged as "
                        f"{manifest.type!r}. Use its type, or another name."
                    )
                if latest.digest == manifest.digest:
                    made = latest
                    break
            made = dataclasses.replace(manifest, version=f"v{number}", created_at=now())
            if create_exclusive(folder / f"{made.version}.json", made.to_bytes()):
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
            if _check_alias(alias) != "latest":
                path = self._artifact(project, manifest.name) / "alias" / alias
                write_atomic(path, manifest.version.encode())

    def read(self, project: str, name: str, number: int) -> Manifest:
        """Return one version's manifest; raises ArtifactNotFound."""
        path = self._artifact(project, name) / f"v{number}.json"
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise ArtifactNotFound(self._no_version(project, name, f"v{number}")) from None
        return Manifest.from_bytes(content, str(path))

    def resolve(self, project: str, name: str, alias: str = "latest") -> Manifest:
        """Return the version that ``name:alias`` means.

        Raises
        ------
        ArtifactNotFound
            If there is no such artifact or version; the message lists those there are.
        """
        versions = self.versions(project, name)
        if not versions:
            raise ArtifactNotFound(self._no_artifact(project, name))
        if alias == "latest":
            return self.read(project, name, versions[-1])
        if VERSION.fullmatch(alias):
            return self.read(project, name, int(alias[1:]))
        path = self._artifact(project, name) / "alias" / Path(alias).name
        try:
            version = path.read_text()
        except FileNotFoundError:
            raise ArtifactNotFound(self._no_version(project, name, alias)) from None
        return self.read(project, name, int(version[1:]))

    def aliases(self, project: str, name: str, version: str) -> list[str]:
        """Return the aliases of a version, ``latest`` among them where it is."""
        folder = self._artifact(project, name) / "alias"
        found = [alias for alias in _names(folder, files=True) if (folder / alias).read_text() == version]
        versions = self.versions(project, name)
        return ([*found, "latest"]) if versions and version == f"v{versions[-1]}" else found

    def write_run(self, project: str, run_id: str, record: dict[str, Any]) -> None:
        """Write what a run is; replaces what was known of it."""
        check_name(project, "project name")
        check_name(run_id, "run id")
        path = self.folder / "projects" / project / "runs" / run_id / "run.json"
        write_atomic(path, json.dumps(record, sort_keys=True, indent=1).encode())

    def read_run(self, project: str, run_id: str) -> dict[str, Any]:
        """Return what a run is; raises StoreError when there is none."""
        path = self.folder / "projects" / project / "runs" / run_id / "run.json"
        try:
            record: dict[str, Any] = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise StoreError(f"project {project!r} has no run {run_id!r} in {self.folder}.") from None
        except ValueError as error:
            raise ManifestError(f"{path} is not the record of a run: {error}.") from error
        return record

    def _artifact(self, project: str, name: str) -> Path:
        return self.folder / "projects" / project / "artifacts" / name

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
            f"project {project!r} has no artifacts in {self.folder}. "
            "Log one first, or set DSVIZ_DIR to the folder that has them."
        )

    def _no_version(self, project: str, name: str, alias: str) -> str:
        versions = self.versions(project, name)
        if not versions:
            return self._no_artifact(project, name)
        span = "v0" if len(versions) == 1 else f"v{versions[0]} to v{versions[-1]}"
        aliases = ", ".join(["latest", *_names(self._artifact(project, name) / "alias", files=True)])
        return f"artifact {name!r} has no version {alias!r}. It has {span}, and the aliases {aliases}."


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


def _names(folder: Path, files: bool = False) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if not path.name.startswith(".") and (path.is_file() if files else path.is_dir())
    )
