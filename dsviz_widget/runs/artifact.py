"""Versioned collections of tables, images and files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.errors import (
    ArtifactFinalizedError,
    ArtifactNameError,
    ArtifactNotLoggedError,
    ArtifactTypeError,
    ArtifactValueError,
    ManifestError,
)
from dsviz_widget.media import Image, ImageType
from dsviz_widget.store import Catalog, Entry, Manifest, check_name, check_path
from dsviz_widget.table import StoredBlobs, Table
from dsviz_widget.table.staged import StagedBlobs
from dsviz_widget.types import article

TABLE = ".table.parquet"
IMAGE = ".image.parquet"


class Artifact:
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
    ) -> None:
        self.name = check_name(name, "artifact name")
        if not isinstance(type, str) or not type or type == "job" or type.startswith("wandb-"):
            raise ArtifactNameError(
                f"artifact type {type!r} cannot be used. Choose a word such as 'dataset'."
            )
        self.type = type
        self.description = description
        self.metadata = _check_metadata(metadata)
        self._contents: dict[str, Entry] = {}
        self._added: dict[str, Any] = {}
        self._catalog: Catalog | None = None
        self._manifest: Manifest | None = None
        self._project = ""

    def add(self, obj: Table | Image, name: str, overwrite: bool = False) -> Entry:
        """Add a table or an image, and every file behind its cells.

        The bytes go into the store at once, by content, so bytes that any artifact already has are not
        written again; they become visible when the artifact is logged.

        Parameters
        ----------
        obj : Table or Image
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
        """
        self._check_draft()
        if not isinstance(obj, (Table, Image)):
            raise ArtifactTypeError(
                f"an artifact holds tables and images, got {article(obj)}. "
                "Put other values into a Table first."
            )
        base = _strip_suffix(name)
        try:
            check_path(base)
        except ManifestError as error:
            raise ArtifactValueError(str(error)) from None
        path = base + (TABLE if isinstance(obj, Table) else IMAGE)
        if self._added.get(path) is obj and isinstance(obj, Image):
            return self._contents[path]
        catalog = self._store()
        table = obj if isinstance(obj, Table) else _wrap(obj)
        digest, size = table.save_to(catalog.blobs)
        entry = Entry(digest, size, table.origin)
        known = self._contents.get(path)
        if known is not None and known.digest != digest and not overwrite:
            raise ArtifactValueError(
                f"artifact {self.name!r} has other content under {base!r} already. "
                "Choose another name, or pass overwrite=True."
            )
        self._contents[path] = entry
        self._added[path] = obj
        for file_path, file_digest, file_size, ref in table.files():
            # Cells of a table that came from an artifact were first logged there.
            if ref is None and isinstance(table.source, StoredBlobs):
                ref = f"{table.source.origin}/{file_path}"
            self._contents[file_path] = Entry(file_digest, file_size, ref)
        return entry

    def get(self, name: str) -> Any:
        """Return the table or image added as `name`, or None when there is none.

        Raises
        ------
        ArtifactNotLoggedError
            If the artifact is not logged yet.
        """
        manifest, catalog = self._logged("get")
        base = _strip_suffix(name)
        origin = f"{self._project}/{manifest.name}:{manifest.version}"
        for suffix in (TABLE, IMAGE):
            entry = manifest.contents.get(base + suffix)
            if entry is not None:
                blobs = StoredBlobs(catalog.blobs, origin)
                table = Table.open_stored(blobs, entry.digest, catalog.cache, f"{origin}/{base}")
                return table if suffix == TABLE else table.get_column("image")[0]
        return None

    @property
    def version(self) -> str:
        """``v0``, ``v1``, …; raises ArtifactNotLoggedError for a draft."""
        return self._logged("version")[0].version

    @property
    def aliases(self) -> list[str]:
        """Aliases of this version; raises ArtifactNotLoggedError for a draft."""
        manifest, catalog = self._logged("aliases")
        return catalog.aliases(self._project, manifest.name, manifest.version)

    @property
    def qualified_name(self) -> str:
        """``project/name:v0``; raises ArtifactNotLoggedError for a draft."""
        manifest, _ = self._logged("qualified_name")
        return f"{self._project}/{manifest.name}:{manifest.version}"

    @property
    def manifest(self) -> Manifest:
        """Every path with its digest and size."""
        if self._manifest is not None:
            return self._manifest
        return Manifest(self.name, self.type, dict(self._contents), self.description, dict(self.metadata))

    @property
    def digest(self) -> str:
        """SHA-256 over all paths and digests: equal for equal content."""
        return self.manifest.digest

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return self.manifest.size

    @property
    def is_draft(self) -> bool:
        """Whether the artifact is not logged yet."""
        return self._manifest is None

    def wait(self, timeout: int | None = None) -> Artifact:
        """Return at once: what is logged is on disk. For code written for W&B."""
        return self

    def log_to(self, catalog: Catalog, project: str, aliases: tuple[str, ...], run_id: str | None) -> None:
        """Create the next version in a catalog; `Run.log_artifact` calls this."""
        if self._manifest is not None:
            # It is a version already; only the names for it can be new.
            catalog.set_aliases(self._project, self._manifest, aliases)
            return
        staged = self._catalog
        if staged is not None and staged.folder != catalog.folder:
            catalog.blobs.put_many({entry.digest: staged.blobs for entry in self._contents.values()})
        manifest = Manifest(
            self.name,
            self.type,
            dict(self._contents),
            self.description,
            dict(self.metadata),
            created_by=run_id,
        )
        self._manifest = catalog.create_version(project, manifest, aliases)
        self._catalog, self._project = catalog, project
        self._added.clear()

    @classmethod
    def open(cls, catalog: Catalog, project: str, manifest: Manifest) -> Artifact:
        """Return a logged version."""
        artifact = cls.__new__(cls)
        artifact.name, artifact.type = manifest.name, manifest.type
        artifact.description, artifact.metadata = manifest.description, dict(manifest.metadata)
        artifact._contents, artifact._added = dict(manifest.contents), {}
        artifact._catalog, artifact._manifest, artifact._project = catalog, manifest, project
        return artifact

    def _store(self) -> Catalog:
        if self._catalog is None:
            from dsviz_widget.runs.active import current

            run = current()
            self._catalog = run.catalog if run is not None else Catalog()
        return self._catalog

    def _check_draft(self) -> None:
        if self._manifest is not None:
            raise ArtifactFinalizedError(
                f"artifact {self.name}:{self._manifest.version} is logged and cannot change. "
                f"Make a new Artifact({self.name!r}, type={self.type!r}) and log it as the next version."
            )

    def _logged(self, what: str) -> tuple[Manifest, Catalog]:
        if self._manifest is None or self._catalog is None:
            raise ArtifactNotLoggedError(
                f"{what!r} is known once artifact {self.name!r} is logged. Call log_artifact first."
            )
        return self._manifest, self._catalog

    def __repr__(self) -> str:
        version = f":{self._manifest.version}" if self._manifest is not None else " (draft)"
        return f"<Artifact {self.name}{version}, type {self.type}, {len(self._contents)} files>"


def _wrap(image: Image) -> Table:
    """Return the table of one cell that an image of its own is kept as."""
    table = Table(["image"])
    table.add_data(image)
    assert isinstance(table.column_types["image"], ImageType)
    assert isinstance(table.source, StagedBlobs)
    return table


def _strip_suffix(name: str) -> str:
    if not isinstance(name, str) or not name:
        raise ArtifactValueError(f"an entry's name must be text, got {article(name)}.")
    for suffix in (TABLE, IMAGE, ".table.json", ".image-file.json"):
        if name.endswith(suffix):
            return name[: -len(suffix)]
    return name


def _check_metadata(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    if metadata is None:
        return {}
    if not isinstance(metadata, Mapping):
        raise ArtifactValueError(f"metadata must be a dictionary, got {article(metadata)}.")
    if len(metadata) > 100:
        raise ArtifactValueError(f"metadata has {len(metadata)} keys; up to 100 are kept.")
    return {str(key): _plain(value, str(key)) for key, value in metadata.items()}


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if math.isinf(value):
            raise ArtifactValueError(f"metadata {where!r} is infinite, which JSON cannot say.")
        return None if math.isnan(value) else value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item, where) for item in value]
    if isinstance(value, Path) or hasattr(value, "isoformat"):
        return str(value)
    raise ArtifactValueError(f"metadata {where!r} is {article(value)}, which JSON cannot say.")
