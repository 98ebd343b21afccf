"""Versioned collections of tables, images and files."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from dsviz_widget.errors import ArtifactNotFound
from dsviz_widget.runs.draft import DraftArtifact
from dsviz_widget.runs.entries import ArtifactEntry
from dsviz_widget.runs.logged import LoggedArtifact
from dsviz_widget.runs.metadata import check_metadata, check_type
from dsviz_widget.runs.showing import Viewable
from dsviz_widget.store import Catalog, Entry, Manifest, Origin, check_name


class Artifact(Viewable, DraftArtifact, LoggedArtifact):
    """A named, typed set of tables, images and files; logging one makes an immutable version.

    Parameters
    ----------
    name : str
        Letters, digits, ``_``, ``-`` and ``.``, up to 128.
    type : str
        What kind of artifact it is, such as ``"dataset"``; all versions of a name share it.
    description : str, optional
    metadata : dict, optional
        Up to 100 keys of what JSON can say; NumPy values become plain, NaN becomes None.
    incremental : bool
        Whether the files of the latest version that this draft does not replace or remove are in it too.
    use_as : str, optional
        For code written for W&B; without effect.

    Attributes
    ----------
    name, type : str
    description : str or None
    metadata : dict
        May be changed after logging too; `save` keeps the change.

    Raises
    ------
    ArtifactNameError
        For a name or type that cannot be used.
    ArtifactValueError
        For metadata that JSON cannot say.

    References
    ----------
    ``wandb.Artifact``, W&B reference, 2021.
    """

    def __init__(
        self,
        name: str,
        type: str,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        incremental: bool = False,
        use_as: str | None = None,
    ) -> None:
        self._begin({})
        self.name = check_name(name, "artifact name")
        self.type = check_type(type, name)
        self.description = description
        self.metadata = check_metadata(metadata)
        self.incremental = incremental
        if use_as is not None:
            warnings.warn(f"use_as={use_as!r} has no effect here.", UserWarning, stacklevel=2)

    def __getitem__(self, name: str) -> Any:
        return self.get(name)

    def __setitem__(self, name: str, value: Any) -> None:
        self.add(value, name)

    @property
    def manifest(self) -> Manifest:
        """Every path with its digest and size."""
        if self._manifest is not None:
            return self._manifest
        return Manifest(
            self.name,
            self.type,
            dict(self._contents),
            self.description,
            check_metadata(self.metadata),
            tags=tuple(self._tags),
            ttl_s=self._ttl_s,
        )

    @property
    def digest(self) -> str:
        """SHA-256 over all paths and digests: equal for equal content."""
        return self.manifest.digest

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return self.manifest.size

    @property
    def file_count(self) -> int:
        """How many files it has."""
        return len(self._contents)

    @property
    def state(self) -> str:
        """``PENDING`` for a draft, ``COMMITTED`` once logged, ``DELETED``."""
        if self._is_deleted:
            return "DELETED"
        return "PENDING" if self.is_draft else "COMMITTED"

    @property
    def is_draft(self) -> bool:
        """Whether the artifact is not logged yet."""
        return self._manifest is None

    def wait(self, timeout: int | None = None) -> Artifact:
        """Return at once: what is logged is on disk. For code written for W&B."""
        return self

    def save(self) -> None:
        """Log a draft to the active run, or to the default project; of a logged version, keep what changed.

        Description, metadata, aliases, tags and ttl of a logged version may change; its files may not.
        """
        if self._manifest is not None:
            self._save_notes()
            return
        from dsviz_widget.runs.active import current
        from dsviz_widget.runs.run import DEFAULT_PROJECT

        run = current()
        if run is not None:
            run.log_artifact(self)
        else:
            self.log_to(self._store(), DEFAULT_PROJECT, (), None)

    def new_draft(self) -> Artifact:
        """Return a draft with this version's files, to change and log as the next version.

        Raises
        ------
        ArtifactNotLoggedError
            If this is a draft itself.
        """
        manifest, catalog = self._logged("new_draft")
        draft = Artifact(manifest.name, manifest.type, self.description, dict(self.metadata))
        draft._contents = dict(manifest.contents)
        draft._catalog = catalog
        return draft

    def link(self, target_path: str, aliases: Sequence[str] | str | None = None) -> Artifact:
        """Make this version the next one of another name too, without copying a byte.

        Parameters
        ----------
        target_path : str
            ``"name"`` or ``"project/name"``, such as a collection of models that are good enough.
        aliases : list of str, optional
            Names that mean the new version there.

        Returns
        -------
        Artifact
            The version under its other name; its files refer to this one's.

        Raises
        ------
        ArtifactNotLoggedError
            If this is a draft.
        ArtifactNameError
            For a name that cannot be used, or that has artifacts of another type.
        """
        manifest, catalog = self._logged("link")
        *projects, name = target_path.split("/")
        linked = self.new_draft()
        linked.name = check_name(name, "artifact name")
        linked._contents = {
            path: dataclasses.replace(entry, ref=entry.ref or f"{self.qualified_name}/{path}")
            for path, entry in manifest.contents.items()
        }
        names = (aliases,) if isinstance(aliases, str) else tuple(aliases or ())
        project = projects[-1] if projects else self._project
        # A run is known in its own project; elsewhere the files' references tell where they came from.
        linked.log_to(catalog, project, names, manifest.created_by if project == self._project else None)
        return linked

    def log_to(self, catalog: Catalog, project: str, aliases: tuple[str, ...], run_id: str | None) -> None:
        """Create the next version in a catalog; `Run.log_artifact` calls this.

        Raises
        ------
        BlobMissing
            If bytes that were added are gone from the store.
        """
        if self._manifest is not None:
            self._logged("log_artifact")
            # It is a version already; only the names for it can be new.
            catalog.set_aliases(self._project, self._manifest, aliases)
            return
        mine, removed = dict(self._contents), set(self._removed)

        def next_version(latest: Manifest | None) -> Manifest:
            if latest is not None and self.incremental:
                kept = {path: entry for path, entry in latest.contents.items() if path not in removed}
                self._contents = {**kept, **mine}
                self._move_to(catalog)
            return self._draft_manifest(run_id)

        self._move_to(catalog)
        self._manifest = catalog.create_version(
            project,
            self._draft_manifest(run_id),
            aliases,
            rebase=next_version if self.incremental else None,
        )
        self._project, self._is_final = project, True
        self._contents = dict(self._manifest.contents)
        self._added.clear()
        self._brought.clear()
        if self._lease is not None:
            self._lease.release()
            self._lease = None

    def _draft_manifest(self, run_id: str | None) -> Manifest:
        return Manifest(
            self.name,
            self.type,
            dict(self._contents),
            self.description,
            check_metadata(self.metadata),
            created_by=run_id,
            tags=tuple(self._tags),
            ttl_s=self._ttl_s,
        )

    @classmethod
    def open(cls, catalog: Catalog, project: str, manifest: Manifest) -> Artifact:
        """Return a logged version."""
        artifact = cls.__new__(cls)
        artifact._begin(manifest.contents)
        artifact.name, artifact.type = manifest.name, manifest.type
        artifact.description, artifact.metadata = manifest.description, dict(manifest.metadata)
        artifact._tags, artifact._ttl_s = list(manifest.tags), manifest.ttl_s
        artifact._catalog, artifact._manifest, artifact._project = catalog, manifest, project
        artifact._is_final = True
        return artifact

    @classmethod
    def at(cls, catalog: Catalog, origin: str) -> Artifact | None:
        """Return the version that an entry's `origin` or `ref` names, or None when it was deleted."""
        found = Origin.parse(origin)
        try:
            manifest = catalog.resolve(found.project, found.artifact, found.version)
            return cls.open(catalog, found.project, manifest)
        except ArtifactNotFound:
            return None

    def _self(self) -> Artifact:
        return self

    def __repr__(self) -> str:
        version = f":{self._manifest.version}" if self._manifest is not None else " (draft)"
        return f"<Artifact {self.name}{version}, type {self.type}, {len(self._contents)} files>"


__all__ = ["Artifact", "ArtifactEntry", "Entry"]
