"""What every question to DuckDB needs: statements run and stopped."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.reading import Reading
from dsviz_widget.query.engines.scanning import Scan, Source
from dsviz_widget.query.engines.stopping import stoppable
from dsviz_widget.query.sql import Emitter


class Running(Reading):
    """Runs statements in DuckDB."""

    source: Source

    timeout_s: float | None = None
    """Longest time for one statement."""

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

        return stoppable(scan.cursor, fetch, task, self.timeout_s)

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

        return stoppable(scan.cursor, fetch, task, self.timeout_s)[0]
