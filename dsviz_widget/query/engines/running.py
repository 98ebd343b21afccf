"""What every question to DuckDB needs: expressions read once, statements run and stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from dsviz_widget.errors import Cancelled, QueryError, UnknownColumn, did_you_mean
from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.source import Scan, Source
from dsviz_widget.query.query import Clause, Query
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed
from dsviz_widget.query.typing import Expression, read_condition, read_expression

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")


class Running:
    """Reads expressions against a source and runs statements on it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._expressions: Cache[Expression] = Cache(512)

    @property
    def schema(self) -> pa.Schema:
        """Columns of the table."""
        return self.source.schema

    @property
    def row_count(self) -> int:
        """Rows of the table."""
        return self.source.row_count

    def read(self, text: str, *, condition: bool = False) -> Expression:
        """Return an expression typed by the schema, read once."""
        reader = read_condition if condition else read_expression
        return self._expressions.get((text, condition), lambda: reader(text, self.source.kinds))

    def emitter(self) -> Emitter:
        """Return a writer of SQL for one statement."""
        return Emitter(self.source.identifiers)

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

    def number(self, name: str) -> statements.Number:
        """Return SQL of a numeric column as a double."""
        kinds = self.source.kinds
        text = self.emitter().column(name)
        return statements.as_number(text, kinds.columns[name], kinds.facts(name))

    def run(
        self,
        scan: Scan,
        statement: str,
        sql: Emitter,
        task: Task | None = None,
    ) -> pa.Table:
        """Return the result of a statement as Arrow."""

        def fetch() -> pa.Table:
            everything = {**scan.parameters, **sql.used_in(statement)}
            return scan.cursor.sql(statement, params=everything).to_arrow_table()

        return _cancellable(scan.cursor, fetch, task)

    def row(
        self,
        scan: Scan,
        statement: str,
        sql: Emitter,
        task: Task | None = None,
    ) -> tuple[Any, ...]:
        """Return the one row that a statement answers."""

        def fetch() -> list[tuple[Any, ...]]:
            return scan.cursor.execute(statement, {**scan.parameters, **sql.used_in(statement)}).fetchall()

        return _cancellable(scan.cursor, fetch, task)[0]

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
        return list(columns)


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


def _cancellable(cursor: duckdb.DuckDBPyConnection, fetch: Callable[[], T], task: Task | None) -> T:
    import duckdb

    try:
        if task is None:
            return fetch()
        with task.on_cancel(cursor.interrupt):
            answer = fetch()
        task.check()
        return answer
    except duckdb.InterruptException:
        raise Cancelled("The question was cancelled.") from None
    except duckdb.Error as error:
        raise QueryError(
            "value",
            "The engine could not compute this for some row.",
            hint="Report the expression; the cause is chained to this error.",
        ) from error
