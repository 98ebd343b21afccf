"""The rows that a view shows, and what answers for them."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine, Query, Task
    from dsviz_widget.table import Table
    from dsviz_widget.table.answers import QueriedTable
    from dsviz_widget.types import BlobSource, ColumnType


WAIT_S = 0.05
"""Time between two looks at whether a question that waits was cancelled."""


class Snapshot(NamedTuple):
    """Rows at one moment."""

    engine: DuckEngine
    types: dict[str, ColumnType]
    source: BlobSource
    table_edition: Hashable
    edition: int = 0

    def is_more_of(self, before: Snapshot) -> bool:
        """Return whether all rows of an earlier moment are as they were."""
        return (
            self.table_edition == before.table_edition
            and self.engine.row_count >= before.engine.row_count
            and [found.kind for found in self.types.values()]
            == [found.kind for found in before.types.values()]
        )


class Shown(ABC):
    """The rows that a view shows: those of a table, or of several taken together.

    Subclasses say what there is now in `_look`.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None

    @property
    @abstractmethod
    def tables(self) -> list[Table]:
        """What the rows are from."""

    @abstractmethod
    def _look(self, task: Task | None = None) -> Snapshot:
        """Return the rows that there are now; the last ones where nothing has changed."""

    @abstractmethod
    def queried(self) -> Any:
        """Return the rows that there are now as queries in Python see them; the same while they stay."""

    @property
    def now(self) -> Snapshot:
        """The rows as they were when they were last looked at."""
        found = self._snapshot
        if found is None:
            self.look_again()
            found = self._snapshot
            assert found is not None
        return found

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows."""
        return self.now.engine

    @property
    def types(self) -> dict[str, ColumnType]:
        """What each column holds."""
        return self.now.types

    @property
    def source(self) -> BlobSource:
        """The files behind the cells."""
        return self.now.source

    @property
    def edition(self) -> int:
        """Grows when rows that were there may read otherwise, as after a new column; not with new rows."""
        return self.now.edition

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column holds, those that the query derives included."""
        from dsviz_widget.types.arrow import type_of_arrow

        now = self.now
        arrow = now.engine.with_derived(query.derived).schema
        derived = {item.name: type_of_arrow(arrow.field(item.name).type) for item in query.derived}
        return {**now.types, **derived}

    def look_again(self, task: Task | None = None) -> None:
        """See the rows and columns that there are now; what was found out stays where nothing changed."""
        with self._alone(task):
            before, now = self._snapshot, self._look(task)
            if before is None:
                self._snapshot = now
            else:
                self._snapshot = now._replace(edition=before.edition + (not now.is_more_of(before)))

    def marked(self, page: pa.Table) -> pa.Table:
        """Return rows with what the browser needs of each beside its cells; of a table there is nothing."""
        return page

    @contextmanager
    def _alone(self, task: Task | None = None) -> Iterator[None]:
        """Let nobody else look meanwhile; a question that is cancelled waits no longer."""
        while not self._lock.acquire(timeout=WAIT_S):
            if task is not None:
                task.check()
        try:
            yield
        finally:
            self._lock.release()

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` when a row comes or a column changes next, as `Table.watch` does."""
        for table in self.tables:
            table.watch(changed)

    @property
    def growing_count(self) -> int:
        """How many rows the tables have at this moment."""
        return sum(map(len, self.tables))


class ShownTable(Shown):
    """A table as it was when it was last looked at; `look_again` sees the rows that came since.

    Parameters
    ----------
    table : Table
        It may grow while it is shown.
    """

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        self._queried: tuple[DuckEngine, QueriedTable] | None = None
        self.look_again()

    @property
    def tables(self) -> list[Table]:
        """The table, alone."""
        return [self.table]

    def show(self, table: Table) -> None:
        """Show another table from now on, as when its rows were made anew."""
        with self._lock:
            edition, self.table = self.edition, table
            self._snapshot = self._look()._replace(edition=edition + 1)
            self._queried = None

    def queried(self) -> QueriedTable:
        """Return the rows that the table has now as queries in Python see them; the same while they stay."""
        from dsviz_widget.table.answers import QueriedTable

        self.look_again()
        engine, known = self.engine, self._queried
        if known is None or known[0] is not engine:
            known = self._queried = (engine, QueriedTable(self.table, engine))
        return known[1]

    def _look(self, task: Task | None = None) -> Snapshot:
        # The edition first: a column that comes in between is seen at the next look.
        table = self.table
        edition = table.edition
        return Snapshot(table.engine(), table.column_types, table.source, edition)
