"""What answers a query: the engine of its table, or of several tables taken together."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from dsviz_widget.errors import QueryError
from dsviz_widget.query.parts import Inputs

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from dsviz_widget.query.engines.base import Engine
    from dsviz_widget.query.query import Query


@runtime_checkable
class Queried(Protocol):
    """A table as queries see it: rows that no longer change."""

    @property
    def origin(self) -> str | None:
        """``project/name:v0/path`` of a table that came from an artifact, else None."""

    def engine(self) -> Engine:
        """Return what answers queries on the rows."""

    def table_of(
        self,
        rows: pa.Table,
        tables: Sequence[Queried],
        sources: Mapping[str, Sequence[tuple[int, str]]],
        owners: np.ndarray | None = None,
    ) -> Any:
        """Return the answer to a query as a table.

        Parameters
        ----------
        rows : pyarrow.Table
            The answer.
        tables : sequence of Queried
            What the query is on.
        sources : mapping of str to list of (int, str)
            Table and column that columns of the answer were taken from; the others were computed.
        owners : int array or None
            Per row, the table it is from; None where every column is from one table.
        """


class Bound:
    """Tables, and the engine on them, made when it is first asked for; shared by all queries on them.

    Parameters
    ----------
    tables : sequence of Queried or Engine
        One, or as many as `inputs` names.
    inputs : Inputs or None
        How several are taken together.
    """

    def __init__(self, tables: Sequence[Any], inputs: Inputs | None = None) -> None:
        wanted = 1 if inputs is None else len(inputs.tables)
        if len(tables) != wanted:
            raise QueryError(
                "value",
                f"The query is on {wanted} tables, and bind(...) was given {len(tables)}."
                if inputs is not None
                else f"A query on one table was bound to {len(tables)}.",
                hint="Give the tables in the order of $0, $1, ...",
            )
        self.tables = tuple(tables)
        self.inputs = inputs
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The engine that answers."""
        with self._lock:
            if self._engine is None:
                engines = [engine_of(table) for table in self.tables]
                first = engines[0]
                self._engine = first if self.inputs is None else first.combine(self.inputs, engines)
            return self._engine


def bindable(table: Any) -> Any:
    """Return what a query can be bound to: a table as queries see it, or an engine.

    Parameters
    ----------
    table : Table, Query, Queried or Engine
        A query stands for its table, as long as it asks for nothing.

    Raises
    ------
    QueryError
        If it is anything else.
    """
    from dsviz_widget.query.query import Query

    if isinstance(table, Queried) or hasattr(table, "first_error"):
        return table
    query = table if isinstance(table, Query) else query_of(table)
    if query != Query():
        raise QueryError(
            "value",
            "A query cannot be bound to another query.",
            hint="Bind it to a table; query.to_table() makes one.",
        )
    return query.bound.tables[0]


def query_of(table: Any) -> Query:
    """Return the query that a table begins with.

    Raises
    ------
    QueryError
        If it is no table.
    """
    from dsviz_widget.query.query import Query

    try:
        query = table.query()
    except (AttributeError, TypeError):
        query = None
    if not isinstance(query, Query):
        raise QueryError(
            "value",
            f"Expected a Table or a Query, got a {type(table).__name__}.",
            hint="A data frame becomes one with wandb.Table(dataframe=...).",
        )
    return query


def engine_of(table: Any) -> Engine:
    """Return the engine of a table, or the engine that was given in its place."""
    if isinstance(table, Queried):
        return table.engine()
    engine: Engine = table
    return engine


def origin_of(table: Any) -> str | None:
    """Return the artifact that a table came from, or None."""
    return table.origin if isinstance(table, Queried) else None
