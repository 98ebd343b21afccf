"""What an artifact knows in either state: a draft that grows, or a logged version that stands still."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import (
    ArtifactFinalizedError,
    ArtifactNotFound,
    ArtifactNotLoggedError,
    ArtifactValueError,
    ManifestError,
)
from dsviz_widget.media import MEDIA, MEDIA_KINDS
from dsviz_widget.store import Blobs, Catalog, Entry, Lease, Manifest, check_path
from dsviz_widget.table.entries import SUFFIXES, TABLE
from dsviz_widget.types import article

if TYPE_CHECKING:
    from dsviz_widget.runs.artifact import Artifact

IMAGE = ".image.parquet"
MEDIUM = ".media.parquet"
CLASSES = ".classes.json"
OBJECTS = (*SUFFIXES, IMAGE, MEDIUM, CLASSES)
LEGACY = {
    ".table.json": TABLE,
    ".image-file.json": IMAGE,
    **{f".{kind}.json": MEDIUM for kind in {*MEDIA_KINDS, *MEDIA}},
}


class ArtifactState(ABC):
    """The parts that adding and reading share."""

    name: str
    type: str
    description: str | None
    metadata: dict[str, Any]
    _contents: dict[str, Entry]
    _added: dict[str, Any]
    _brought: dict[str, set[str]]
    _local: dict[str, str]
    _removed: set[str]
    _catalog: Catalog | None
    _lease: Lease | None
    _manifest: Manifest | None
    _project: str
    _tags: list[str]
    _ttl_s: float | None
    _aliases: list[str] | None
    _aliases_read: list[str]
    _is_final: bool
    _is_deleted: bool
    incremental: bool

    @abstractmethod
    def _self(self) -> Artifact:
        """Return the artifact, for its entries to know."""

    def _begin(self, contents: dict[str, Entry]) -> None:
        self._contents, self._added, self._brought = contents, {}, {}
        self._local, self._removed = {}, set()
        self._catalog, self._lease, self._manifest, self._project = None, None, None, ""
        self._tags, self._ttl_s = [], None
        self._aliases, self._aliases_read = None, []
        self._is_final, self._is_deleted, self.incremental = False, False, False

    def _store(self) -> Catalog:
        if self._catalog is None:
            from dsviz_widget.runs.active import current

            run = current()
            self._catalog = run.catalog if run is not None else Catalog()
        return self._catalog

    def _blobs(self) -> Blobs:
        """Return the bytes of the draft's store; what is put there is kept until the draft is gone."""
        catalog = self._store()
        if catalog.url is not None:
            return catalog.blobs
        if self._lease is None:
            self._lease = Lease(catalog.drafts)
        return catalog.blobs.under(self._lease)

    def _check_draft(self) -> None:
        if self._manifest is not None:
            raise ArtifactFinalizedError(
                f"artifact {self.name}:{self._manifest.version} is logged and cannot change. "
                f"Call new_draft(), or make a new Artifact({self.name!r}, type={self.type!r}), and log it as "
                "the next version."
            )
        if self._is_final:
            raise ArtifactFinalizedError(
                f"artifact {self.name!r} is finalized and cannot change. Log it, or make a new one."
            )

    def _logged(self, what: str) -> tuple[Manifest, Catalog]:
        if self._manifest is None or self._catalog is None:
            raise ArtifactNotLoggedError(
                f"{what!r} is known once artifact {self.name!r} is logged. Call log_artifact first."
            )
        if self._is_deleted:
            raise ArtifactNotFound(
                f"{what!r}: artifact {self.name}:{self._manifest.version} was deleted. Use another version."
            )
        return self._manifest, self._catalog


def checked_path(path: Any) -> str:
    """Return a path inside an artifact; raises ArtifactValueError for one that leaves it."""
    if hasattr(path, "as_posix"):
        path = path.as_posix()
    if not isinstance(path, str) or not path:
        raise ArtifactValueError(f"an entry's name must be text, got {article(path)}.")
    try:
        return check_path(path.removeprefix("./").rstrip("/") or path)
    except ManifestError as error:
        raise ArtifactValueError(str(error)) from None


def without_suffix(name: str) -> str:
    """Return the name an object was added under, from that or from its path; W&B's suffixes count too."""
    if not isinstance(name, str) or not name:
        raise ArtifactValueError(f"an entry's name must be text, got {article(name)}.")
    for suffix in (*OBJECTS, *LEGACY):
        if name.endswith(suffix):
            return name[: -len(suffix)]
    return name
