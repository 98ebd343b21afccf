"""The rows of one table that are scored, alone or among tables that are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.query import Query, Task
from dsviz_widget.query.engines.stacked import StackedSource

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.types import BlobSource, ColumnType


@dataclass(frozen=True)
class SideRows:
    """The rows of a query that one table has.

    Parameters
    ----------
    engine : Engine
        Answers on the table, or on several taken together.
    types : mapping of str to ColumnType
        What the columns of the engine hold, under their names there (``0.label`` of tables side by side).
    query : Query
        Its clauses and derived columns count; its order, groups and limit do not.
    blobs : BlobSource or None
        The files behind the cells; only pictures need it.
    side : int or None
        Which of the tables; None for a table alone.
    where : expression or None
        What tells the rows of this table from those of the others.
    """

    engine: Any
    types: Mapping[str, ColumnType]
    query: Query
    blobs: BlobSource | None = None
    side: int | None = None
    where: Any = None

    @property
    def _schema(self) -> Any:
        return self.engine.kinds(self.query)

    @property
    def matching(self) -> Query:
        """The query that keeps just the rows of this table."""
        kept = Query(filters=self.query.filters, derived=self.query.derived)
        return kept if self.where is None else kept.filter(self.where)

    @property
    def names(self) -> dict[str, str]:
        """Each column, by the name it has in the table -> its name in the engine.

        Columns of other tables go by the name that they have in the engine, such as ``0.label``.
        """
        return {**{name: name for name in self._known}, **self.own}

    @property
    def own(self) -> dict[str, str]:
        """Each column of this table alone, by its name there -> its name in the engine."""
        tables, known = self._schema.tables, set(self._known)
        if self.side is None or self.side >= len(tables):
            return {name: name for name in self._known}
        return {own: name for own, name in tables[self.side].items() if name in known}

    @property
    def _known(self) -> list[str]:
        return list(self.engine.with_derived(self.query.derived).schema.names)

    def name_of(self, column: str) -> str:
        """Return what the engine calls a column.

        Raises
        ------
        EvaluationError
            If the table has no such column.
        """
        names = self.names
        if column in names:
            return names[column]
        raise EvaluationError(f"{self.table} has no column {column!r}.{did_you_mean(column, self.own)}")

    def type_of(self, column: str) -> ColumnType:
        """Return what a column holds; raises EvaluationError if the table has none of that name."""
        from dsviz_widget.types.arrow import type_of_arrow

        name = self.name_of(column)
        if name in self.types:
            return self.types[name]
        schema = self.engine.with_derived(self.query.derived).schema
        return type_of_arrow(schema.field(name).type)

    @property
    def table(self) -> str:
        """What messages call the table."""
        labels = self._schema.labels
        if self.side is None:
            return "the table"
        return f"table {labels[self.side] if self.side < len(labels) else self.side}"

    def count(self, task: Task | None = None) -> int:
        """Return how many rows there are."""
        found: int = self.engine.count(self.matching, task=task)
        return found

    def take(self, columns: Sequence[str], task: Task | None = None) -> tuple[np.ndarray, pa.Table]:
        """Return the ids of the rows in the engine, rising, and columns by the names they have in the table.

        Raises
        ------
        EvaluationError
            If the table has no such column.
        """
        wanted = {column: self.name_of(column) for column in columns}
        query = self.matching
        count = self.engine.count(query, task=task)
        found = self.engine.page(query, 0, count, columns=list(dict.fromkeys(wanted.values())), task=task)
        import pyarrow as pa

        ids = found.column(0).to_numpy()
        taken = pa.table([found.column(name) for name in wanted.values()], names=list(wanted))
        return ids, taken

    def with_query(self, query: Query) -> SideRows:
        """Return the rows of another query."""
        return replace(self, query=query)


def sides_of(
    engine: Any,
    types: Mapping[str, ColumnType],
    query: Query,
    blobs: Sequence[BlobSource | None] | BlobSource | None = None,
) -> list[SideRows]:
    """Return the rows of each table that an engine is on, beside or after each other.

    Parameters
    ----------
    engine : Engine
    types : mapping of str to ColumnType
        What the columns of the engine hold.
    query : Query
        Which rows.
    blobs : BlobSource, or a sequence of them, or None
        The files behind the cells, of all tables or of each.
    """
    schema = engine.kinds(Query())
    if len(schema.tables) > 1:
        there: list[Any] = [{"$eq": [f"${name}", True]} for name in schema.present]
        conditions = there + [None] * (len(schema.tables) - len(there))
    elif isinstance(engine.source, StackedSource):
        column = f"${engine.source.table_column}"
        conditions = [{"$eq": [column, side]} for side in range(len(engine.source.sides))]
    else:
        return [SideRows(engine, types, query, blobs[0] if isinstance(blobs, Sequence) else blobs)]
    return [
        SideRows(engine, types, query, blobs[side] if isinstance(blobs, Sequence) else blobs, side, where)
        for side, where in enumerate(conditions)
    ]
