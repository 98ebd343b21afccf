"""The rows that a view shows, and what answers for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dsviz_widget.query import DuckEngine, Query
    from dsviz_widget.table import Table
    from dsviz_widget.table.answers import QueriedTable
    from dsviz_widget.types import BlobSource, ColumnType


class Snapshot(NamedTuple):
    """A table at one moment."""

    engine: DuckEngine
    types: dict[str, ColumnType]
    source: BlobSource
    table_edition: int
    edition: int = 0

    def is_more_of(self, before: Snapshot) -> bool:
        """Return whether all rows of an earlier moment are as they were."""
        return (
            self.table_edition == before.table_edition
            and self.engine.row_count >= before.engine.row_count
            and [found.kind for found in self.types.values()]
            == [found.kind for found in before.types.values()]
        )


class ShownTable:
    """A table as it was when it was last looked at; `look_again` sees the rows that came since.

    Parameters
    ----------
    table : Table
        It may grow while it is shown.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._lock = threading.Lock()
        self._now = self._look()
        self._queried: tuple[DuckEngine, QueriedTable] | None = None

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows."""
        return self._now.engine

    @property
    def types(self) -> dict[str, ColumnType]:
        """What each column holds."""
        return self._now.types

    @property
    def source(self) -> BlobSource:
        """The files behind the cells."""
        return self._now.source

    @property
    def edition(self) -> int:
        """Grows when rows that were there may read otherwise, as after a new column; not with new rows."""
        return self._now.edition

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column holds, those that the query derives included."""
        from dsviz_widget.types.arrow import type_of_arrow

        now = self._now
        arrow = now.engine.with_derived(query.derived).schema
        derived = {item.name: type_of_arrow(arrow.field(item.name).type) for item in query.derived}
        return {**now.types, **derived}

    def look_again(self) -> None:
        """See the rows and columns that the table has now; what was found out stays where nothing changed."""
        with self._lock:
            before, now = self._now, self._look()
            self._now = now._replace(edition=before.edition + (not now.is_more_of(before)))

    def show(self, table: Table) -> None:
        """Show another table from now on, as when its rows were made anew."""
        with self._lock:
            before, self.table = self._now, table
            self._now = self._look()._replace(edition=before.edition + 1)
            self._queried = None

    def queried(self) -> QueriedTable:
        """Return the rows that the table has now as queries in Python see them; the same while they stay."""
        from dsviz_widget.table.answers import QueriedTable

        self.look_again()
        engine, known = self._now.engine, self._queried
        if known is None or known[0] is not engine:
            known = self._queried = (engine, QueriedTable(self.table, engine))
        return known[1]

    def _look(self) -> Snapshot:
        # The edition first: a column that comes in between is seen at the next look.
        edition = self.table.edition
        return Snapshot(self.table.engine(), self.table.column_types, self.table.source, edition)
