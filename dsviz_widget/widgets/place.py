"""The store and the project that a shown table belongs to."""

from __future__ import annotations

from dsviz_widget.runs import current
from dsviz_widget.runs.run import DEFAULT_PROJECT
from dsviz_widget.store import Catalog, Origin
from dsviz_widget.store.bucket import BucketBlobs
from dsviz_widget.table import StoredBlobs, Table


class Place:
    """Where what is made of a table goes: the project it came from, or that of the active run.

    Parameters
    ----------
    table : Table
    """

    def __init__(self, table: Table) -> None:
        # Now: a table that grows has rows of its own, and forgets where the others came from.
        self.origin = Origin.parse(table.origin) if table.origin is not None else None
        """Of a table that came from an artifact."""
        self._store: str | None = None
        source = table.source
        if isinstance(source, StoredBlobs):
            is_bucket = isinstance(source.blobs, BucketBlobs)
            self._store = source.blobs.storage.url if is_bucket else str(source.blobs.folder.parent)  # type: ignore[attr-defined]

    @property
    def catalog(self) -> Catalog:
        """The store."""
        run = current()
        if run is not None and self._store in (None, run.catalog.url, str(run.catalog.folder)):
            return run.catalog
        return Catalog(self._store)

    @property
    def project(self) -> str:
        """The project."""
        if self.origin is not None and self._store is not None:
            return self.origin.project
        run = current()
        return run.project if run is not None else DEFAULT_PROJECT
