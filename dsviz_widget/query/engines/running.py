"""What every question to DuckDB needs: statements run and stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from dsviz_widget.errors import Cancelled, QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.reading import Reading
from dsviz_widget.query.engines.source import Scan, Source
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")


class Running(Reading):
    """Runs statements in DuckDB."""

    source: Source

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
