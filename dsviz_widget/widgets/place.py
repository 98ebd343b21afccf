"""The store and the project that a shown table belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dsviz_widget.runs import current
from dsviz_widget.runs.run import DEFAULT_PROJECT
from dsviz_widget.store import Catalog, Origin
from dsviz_widget.store.bucket import BucketBlobs
from dsviz_widget.table import StoredBlobs, Table


class Place:
    """Where what is made of tables goes: the project they came from, or that of the active run.

    Parameters
    ----------
    *tables : Table
        Of several the first that came from an artifact counts.
    """

    def __init__(self, *tables: Table) -> None:
        # Now: a table that grows has rows of its own, and forgets where the others came from.
        self.origins = [Origin.parse(table.origin) for table in tables if table.origin is not None]
        """Of the tables that came from artifacts."""
        self._store: str | None = None
        for table in reversed(tables):
            source = table.source
            if isinstance(source, StoredBlobs):
                is_bucket = isinstance(source.blobs, BucketBlobs)
                self._store = source.blobs.storage.url if is_bucket else str(source.blobs.folder.parent)  # type: ignore[attr-defined]

    @property
    def origin(self) -> Origin | None:
        """Of the first table that came from an artifact."""
        return self.origins[0] if self.origins else None

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


class ProjectPlace(Place):
    """The place of tables that are about a project itself, such as of its runs.

    Parameters
    ----------
    catalog : Catalog
    project : str
    """

    def __init__(self, catalog: Catalog, project: str) -> None:
        super().__init__()
        self._catalog, self._project = catalog, project

    @property
    def catalog(self) -> Catalog:
        """The store."""
        return self._catalog

    @property
    def project(self) -> str:
        """The project."""
        return self._project


def cache_beside(tables: Sequence[Table]) -> Path | None:
    """Return the folder of small pictures in the store of the first table that is in one, or None."""
    sources = (table.source for table in tables)
    stored = next((source for source in sources if isinstance(source, StoredBlobs)), None)
    return stored.blobs.folder.parent / "cache" if stored is not None else None
