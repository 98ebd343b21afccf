"""What a query answers in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query.bound import Queried
from dsviz_widget.types import holds_split, json_texts, python_values

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from dsviz_widget.query.engines.base import Task
    from dsviz_widget.query.engines.matching import Matching
    from dsviz_widget.query.query import Query


class Results:
    """The answers to a query: rows of the view, or one row per group when it has aggregates."""

    @property
    def _query(self) -> Query:
        return cast("Query", self)

    def count(self) -> int:
        """Return how many rows match; of a query with aggregates, how many groups there are."""
        if self._query.aggregates:
            return int(self.to_arrow().num_rows)
        self._refuse_row_errors()
        return self._query.engine.count(self._query)

    def to_arrow(self, task: Task | None = None) -> pa.Table:
        """Return the matching rows, sorted, with the columns selected; or the groups.

        Raises
        ------
        QueryError
            If an expression does not fit the table, or stops with an error on some row; `on_error`
            makes that row's value null instead.
        """
        self._refuse_row_errors(task)
        query, engine = self._query, self._query.engine
        if query.aggregates:
            return engine.aggregate(query, task=task)
        return engine.page(query, 0, engine.count(query, task=task), task=task).remove_column(0)

    def to_pandas(self) -> pd.DataFrame:
        """Return the answer as a data frame; maps are dicts, and values of mixed kinds Python's objects."""
        return frame_of(self.to_arrow())

    def to_polars(self) -> pl.DataFrame:
        """Return the answer as a polars data frame; values of mixed kinds are JSON text.

        Raises
        ------
        QueryError
            If polars is not installed.
        """
        try:
            import polars as pl
        except ImportError:
            raise QueryError(
                "value", "polars is not installed.", hint="pip install polars, or take to_arrow()."
            ) from None
        arrow = self.to_arrow()
        for index, column in enumerate(arrow.columns):
            if holds_split(column.type):
                arrow = arrow.set_column(index, arrow.field(index).name, json_texts(python_values(column)))
        frame = pl.from_arrow(arrow)
        assert isinstance(frame, pl.DataFrame)
        return frame

    def rows(self) -> list[dict[str, Any]]:
        """Return the answer as dicts, one per row."""
        arrow = self.to_arrow()
        cells = zip(*map(python_values, arrow.columns), strict=True)
        return [dict(zip(arrow.column_names, row, strict=True)) for row in cells]

    def first(self, rows: int = 1) -> list[dict[str, Any]]:
        """Return the first rows of the answer as dicts."""
        most = rows if self._query.row_limit is None else min(rows, self._query.row_limit)
        return self._query.limit(most).rows()

    def to_table(self) -> Any:
        """Return the answer as a new Table; pictures and other media are references, not copies.

        Raises
        ------
        QueryError
            If the query is bound to an engine rather than to tables.
        """
        tables = self._query.bound.tables
        queried = [table for table in tables if isinstance(table, Queried)]
        if len(queried) != len(tables):
            raise QueryError(
                "value",
                "This query is bound to an engine, which knows no types of columns.",
                hint="Start from table.query(), or take to_arrow().",
            )
        query, engine = self._query, self._query.engine
        owners = None if query.aggregates else engine.owner_of_rows(query)
        return queried[0].table_of(self.to_arrow(), queried, engine.owners(query), owners)

    def matching(self) -> Matching:
        """Return how many keys several tables have in common, and which are missing, empty or repeated.

        Raises
        ------
        QueryError
            If the query is not on tables that are matched on a key.
        """
        return self._query.engine.key_matching()

    def warnings(self) -> list[str]:
        """Return what is legal in the query and probably not meant, as a field that no row has."""
        return self._query.engine.notices(self._query)

    def sql(self) -> str:
        """Return the SQL that runs, its values written out; the rows of a table in memory are ``rows``."""
        return self._query.engine.sql(self._query)

    def _refuse_row_errors(self, task: Task | None = None) -> None:
        query = self._query
        if query.row_errors == "raise":
            try:
                error = query.engine.first_error(query, task=task)
            except UnknownColumn as unknown:
                raise _of_figure(unknown, query) from None
            if error is not None:
                raise error


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """Return rows as a data frame; maps are dicts, and values of mixed kinds Python's objects."""
    import pandas as pd

    frame: pd.DataFrame = rows.to_pandas(maps_as_pydicts="strict")
    for index, column in enumerate(rows.columns):
        if holds_split(column.type):
            frame.isetitem(index, pd.Series(python_values(column), dtype=object, index=frame.index))
    return frame


def _of_figure(error: UnknownColumn, query: Query) -> UnknownColumn:
    """Return the error of a name that is a figure of the groups, with what to do about it."""
    for item in query.aggregates:
        if f"{item.name!r}." in error.message:
            hint = f"{item.name!r} is a figure of groups: go on with query.to_table().query()."
            return UnknownColumn(error.kind, error.message, error.start, error.end, hint)
    return error
