"""What an engine knows before it asks its database: expressions read once, columns, clauses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError, UnknownColumn, did_you_mean
from dsviz_widget.query.aggregates import measure_of, sort_measure
from dsviz_widget.query.dialect import DUCKDB, Dialect
from dsviz_widget.query.engines.base import ROW, Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.kinds import Schema
from dsviz_widget.query.query import Clause, Query, SortKey
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.statements import order_terms
from dsviz_widget.query.typed import Typed
from dsviz_widget.query.typing import Expression, read_condition, read_expression


class Rows(Protocol):
    """A table that an engine can scan."""

    schema: pa.Schema
    row_count: int
    kinds: Schema
    identifiers: Mapping[str, str]

    def scan(self) -> Any:
        """Return a context manager that gives a connection that sees the table, as `text` names it."""


class Reading(ABC):
    """Reads expressions against the columns of a table; engines add how statements run."""

    dialect: Dialect = DUCKDB

    def __init__(self, source: Rows) -> None:
        self.source: Any = source
        self._expressions: Cache[Expression] = Cache(512)

    @property
    def schema(self) -> pa.Schema:
        """Columns of the table."""
        schema: pa.Schema = self.source.schema
        return schema

    @property
    def row_count(self) -> int:
        """Rows of the table."""
        count: int = self.source.row_count
        return count

    @abstractmethod
    def run(self, scan: Any, statement: str, sql: Emitter, task: Task | None = None) -> pa.Table:
        """Return the result of a statement as Arrow."""

    @abstractmethod
    def row(self, scan: Any, statement: str, sql: Emitter, task: Task | None = None) -> tuple[Any, ...]:
        """Return the one row that a statement answers."""

    @abstractmethod
    def count(self, query: Query, task: Task | None = None) -> int:
        """Return how many rows match."""

    def read(self, text: str, *, condition: bool = False) -> Expression:
        """Return an expression typed by the schema, read once."""
        reader = read_condition if condition else read_expression
        return self._expressions.get((text, condition), lambda: reader(text, self.source.kinds))

    def emitter(self) -> Emitter:
        """Return a writer of SQL for one statement."""
        return Emitter(self.source.identifiers, self.dialect)

    def conditions(self, sql: Emitter, query: Query) -> list[str]:
        """Return SQL of the clauses that are on."""
        texts = []
        for index, clause in enumerate(query.filters):
            if clause.on:
                texts.append(condition_text(sql, self.read_clause(clause, index).tree, clause.negated))
        return texts

    def read_clause(self, clause: Clause, index: int) -> Expression:
        """Return a clause typed by the schema; an error says which one it is."""
        try:
            return self.read(clause.text, condition=True)
        except QueryError as error:
            raise _in_clause(error, index) from None

    def group_texts(self, sql: Emitter, query: Query) -> list[str]:
        """Return SQL of what a query groups by."""
        return [sql.shown(self.read(text).tree) for text in query.group_keys]

    def order_texts(self, sql: Emitter, keys: Sequence[SortKey]) -> list[str]:
        """Return SQL of what to sort by."""
        found: list[str] = []
        for key in keys:
            tree = self.read(key.by).tree
            found += order_terms(sql.shown(tree), tree, key.descending, self.dialect)
        return found

    def row_keys(self, query: Query) -> tuple[Any, ...]:
        """Return the sort keys that order rows; in a query with groups others order the groups."""
        if not query.group_keys:
            return query.sort_keys
        return tuple(key for key in query.sort_keys if not self.is_group_sort(query, key.by))

    def is_group_sort(self, query: Query, text: str) -> bool:
        """Tell whether a sort key orders groups rather than the rows in them."""
        by = sort_measure(query.aggregates, text)
        return by != text or measure_of(text) is not None or text in query.group_keys

    def group_key(self, query: Query) -> Hashable:
        """Return what tells the groups of one query from those of another.

        Raises
        ------
        QueryError
            If the query has no groups.
        """
        if not query.group_keys:
            raise QueryError("value", "The query has no groups.", hint="Add group_by(...).")
        return active(query), query.group_keys, query.aggregates, query.sort_keys, query.row_limit

    def known_rows(self, row_ids: Any) -> np.ndarray:
        """Return row ids as integers.

        Raises
        ------
        QueryError
            If the table has no such row.
        """
        ids = np.asarray(row_ids, dtype=np.int64)
        if len(ids) and (ids.min() < 0 or ids.max() >= self.row_count):
            raise QueryError("value", f"The table has rows 0 to {self.row_count - 1}, not {ids.max()}.")
        return ids

    def column_names(self, columns: Sequence[str] | None) -> list[str]:
        """Return columns that exist, all when None.

        Raises
        ------
        UnknownColumn
            If one does not exist.
        """
        known = self.schema.names
        if columns is None:
            return list(known)
        for name in columns:
            if name not in known:
                raise UnknownColumn("name", f"There is no column {name!r}.{did_you_mean(name, known)}")
        return list(dict.fromkeys(columns))


def numbered(ids: np.ndarray, rows: pa.Table) -> pa.Table:
    """Return rows with their ids in a first column ``__row``."""
    schema = pa.schema([pa.field(ROW, pa.int64()), *rows.schema])
    return pa.table([pa.array(ids), *rows.columns], schema=schema)


def active(query: Query) -> tuple[Clause, ...]:
    """Return the clauses that are on."""
    return tuple(clause for clause in query.filters if clause.on)


def condition_text(sql: Emitter, tree: Typed, negated: bool) -> str:
    """Return SQL of a clause in the form that prunes."""
    return f"NOT {sql.truth(tree)}" if negated else sql.where(tree)


def _in_clause(error: QueryError, index: int) -> QueryError:
    """Return an equal error that says which clause it stands in."""
    return type(error)(
        error.kind, error.message, error.start, error.end, error.hint, error.replacement, index
    )
