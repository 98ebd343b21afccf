"""Spark as the engine: expressions become Spark's SQL, and what they answer comes back as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import statements
from dsviz_widget.query.dialect import SPARK
from dsviz_widget.query.engines.base import RowIds, Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.classes import class_totals
from dsviz_widget.query.engines.clauses import Clauses
from dsviz_widget.query.engines.derived import answers_derived
from dsviz_widget.query.engines.gathered import Owner
from dsviz_widget.query.engines.matching import Matching
from dsviz_widget.query.engines.reading import active, numbered
from dsviz_widget.query.engines.spark.derived import SparkDerived
from dsviz_widget.query.engines.spark.groups import SparkGroups
from dsviz_widget.query.engines.spark.session import fetch
from dsviz_widget.query.engines.spark.shown import show_sql
from dsviz_widget.query.engines.spark.source import SparkScan, SparkSource
from dsviz_widget.query.engines.spark.statements import ends, limited_rows
from dsviz_widget.query.engines.spark.summary import number_of, summarize
from dsviz_widget.query.engines.spark.together import SparkPaired, SparkStacked
from dsviz_widget.query.language.parse import write_value
from dsviz_widget.query.parts import Derived, Inputs
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import TypedColumn

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Bounds = tuple[float | None, float | None]
NEAR_ROWS = 10_000
"""A page that ends before this row is found without ordering the whole view."""
KEPT_DERIVED = 8
"""Sets of derived columns whose answers are kept."""
MAX_KEPT_BYTES = 512 * 1024**2
"""Memory for row orders that are kept for the next page."""


@answers_derived
class SparkEngine(Clauses):
    """Answers queries on one table with Spark.

    Queries, and what they answer, are those of `DuckEngine`; the work is done where the session leads.
    Safe to call from several threads at once.

    Parameters
    ----------
    source : DataFrame, pyarrow.Table, path, or sequence of paths
        The rows. Paths lead to Parquet files or folders, as the cluster names them. A data frame is
        persisted on the cluster, until `close`.
    session : pyspark.sql.SparkSession or None
        Of the cluster; None for the active one, or that of the data frame. Its settings stay as they are.
    columns : pyarrow.Schema or None
        The columns to show, and the form that pages give them in; all, as Spark has them, unless given.

    Raises
    ------
    LibraryMissing
        If pyspark is not installed, or is older than 4.0.
    QueryError
        If Spark cannot read the rows.

    Examples
    --------
    >>> engine = SparkEngine("s3a://bucket/predictions")  # doctest: +SKIP
    >>> Query().bind(engine).filter("road > 0.5").sort("-road").limit(10).to_pandas()  # doctest: +SKIP
    """

    dialect = SPARK
    source: SparkSource | SparkDerived

    def __init__(
        self, source: Any, session: SparkSession | None = None, columns: pa.Schema | None = None
    ) -> None:
        if not isinstance(source, SparkDerived | SparkSource):
            source = SparkSource(session, source, columns)
        super().__init__(source)
        self._base = self
        self._derived: Cache[SparkEngine] = Cache(KEPT_DERIVED)
        self._orders: Cache[RowIds] = Cache(64, MAX_KEPT_BYTES, lambda ids: ids.size_bytes)
        self._starts: Cache[tuple[int, RowIds]] = Cache(64)
        self._counts: Cache[int] = Cache(256)
        self._bounds: Cache[Bounds] = Cache(2048)
        self._groups: Cache[SparkGroups] = Cache(8, MAX_KEPT_BYTES, lambda groups: groups.size_bytes)

    def with_derived(self, derived: Sequence[Derived]) -> SparkEngine:
        """Return the engine of the table with these columns derived; itself when there are none."""
        if not derived:
            return self
        return self._base._derived.get(tuple(derived), lambda: self._base._derive(derived))

    def _derive(self, derived: Sequence[Derived]) -> SparkEngine:
        assert isinstance(self.source, SparkSource)
        made = SparkEngine(SparkDerived(self.source, derived))
        made._base = self
        return made

    def combine(
        self, inputs: Inputs, engines: Sequence[Any], task: Task | None = None, any_kind: bool = False
    ) -> SparkEngine:
        """Return an engine on several tables taken together; this is the engine of the first.

        See `Answers.combine` for the parameters; nothing runs before a question is asked.

        Raises
        ------
        QueryError
            If a table is of another engine, or the tables do not fit together.
        """
        sides = []
        for number, (item, engine) in enumerate(zip(inputs.tables, engines, strict=True)):
            if not isinstance(engine, SparkEngine):
                raise QueryError(
                    "value", f"Table {number} is not answered by Spark, as table 0 is.",
                    hint="Ask it with table.query(engine='spark') too.",
                )  # fmt: skip
            sides.append(engine.with_derived(item.query.derived))
        together = SparkStacked if inputs.how == "concat" else SparkPaired
        return SparkEngine(together(sides, inputs))

    def key_matching(self) -> Matching:
        """Return how well the keys of the tables match; only of tables side by side."""
        source = self._base.source
        return source.matching() if isinstance(source, SparkPaired) else super().key_matching()

    def owners_of(self, name: str) -> list[Owner]:
        """Return the tables and columns that a column is taken from; none for one that is computed."""
        tree = self.source.kinds.derived.get(name)
        if tree is not None:
            return self.owners_of(tree.name) if isinstance(tree, TypedColumn) else []
        source = self._base.source
        if isinstance(source, SparkPaired | SparkStacked):
            return list(source.owners.get(name, ()))
        return [(0, name)]

    def owner_of_rows(self, query: Query) -> np.ndarray | None:
        """Return which table each matching row is from; None unless tables stand after each other."""
        source = self._base.source
        if not isinstance(source, SparkStacked):
            return None
        ids = self.order(query)
        column = source.take(ids.slice(0, len(ids)), [source.table_column]).column(0)
        return np.asarray(column).astype(np.int64)

    def run(self, scan: SparkScan, statement: str, sql: Emitter, task: Task | None = None) -> pa.Table:
        """Return the result of a statement as Arrow."""
        return fetch(scan.session, statement, {**scan.parameters, **sql.used_in(statement)}, task)

    def row(self, scan: SparkScan, statement: str, sql: Emitter, task: Task | None = None) -> tuple[Any, ...]:
        """Return the one row that a statement answers."""
        answer = self.run(scan, statement, sql, task)
        return tuple(column[0].as_py() for column in answer.columns)

    def count(self, query: Query, task: Task | None = None) -> int:
        """Return how many rows match."""
        clauses = active(query)
        found = self.row_count
        if clauses:
            found = self._counts.get(clauses, lambda: self._count(query, task))
        return found if query.row_limit is None else min(found, query.row_limit)

    def _count(self, query: Query, task: Task | None) -> int:
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        with self.source.scan() as scan:
            return int(self.row(scan, statements.count_rows(scan.text, conditions), sql, task)[0])

    def order(self, query: Query, task: Task | None = None) -> RowIds:
        """Return the ids of the matching rows, in order; kept for the next page."""
        key = (active(query), self.row_keys(query))
        if not any(key):
            return RowIds(self.row_count).head(query.row_limit)
        if query.row_limit is not None and query.row_limit <= NEAR_ROWS:
            return self._start(query, query.row_limit, task)
        ids = self._orders.get(key, lambda: self._ordered(query, None, task))
        return ids.head(query.row_limit)

    def _start(self, query: Query, count: int, task: Task | None) -> RowIds:
        """Return the first ids of a view, without ordering all of it."""
        key = (active(query), self.row_keys(query))
        whole = self._orders.peek(key)
        if whole is not None:
            return whole.head(count)
        asked, ids = self._starts.peek(key) or (0, RowIds(0))
        if asked < count:
            asked, ids = self._starts.put(key, (count, self._ordered(query, count, task)))
        return ids.head(count)

    def _ordered(self, query: Query, limit: int | None, task: Task | None) -> RowIds:
        sql = self.emitter()
        with self.source.scan() as scan:
            statement = self.ids_statement(sql, scan, query, limit)
            ids = self.run(scan, statement, sql, task).column(0).to_numpy()
        if self.row_count < 2**32:
            ids = ids.astype(np.uint32)
        return RowIds(len(ids), ids)

    def ids_statement(self, sql: Emitter, scan: SparkScan, query: Query, limit: int | None) -> str:
        """Return a statement for the ids of the matching rows, in order."""
        conditions = self.conditions(sql, query)
        terms = self.order_texts(sql, self.row_keys(query)) or [statements.ROW_COLUMN]
        statement = statements.ordered_ids(scan.text, conditions, terms)
        return statement if limit is None else f"{statement} LIMIT {int(limit)}"

    @contextmanager
    def matching(self, sql: Emitter, query: Query) -> Iterator[tuple[SparkScan, list[str]]]:
        """Give a scan, and conditions that leave the rows of the query."""
        with self.source.scan() as scan:
            if query.row_limit is None:
                yield scan, self.conditions(sql, query)
                return
            ids = self.ids_statement(sql, scan, query, query.row_limit)
            yield replace(scan, text=limited_rows(scan.text, ids)), ['t0."__kept"']

    def page(
        self,
        query: Query,
        start: int,
        count: int,
        columns: Sequence[str] | None = None,
        group: Sequence[Any] | None = None,
        task: Task | None = None,
    ) -> pa.Table:
        """Return rows of the view, or of one group of it, with their ids in a first column ``__row``."""
        start, count = max(start, 0), max(count, 0)
        if group is not None:
            ids = self.grouped(query, task).rows_of(group, start, count, task)
        else:
            stop = start + count if query.row_limit is None else min(start + count, query.row_limit)
            near = stop <= NEAR_ROWS and (active(query) or self.row_keys(query))
            view = self._start(query, stop, task) if near else self.order(query, task)
            ids = view.slice(start, max(stop - start, 0))
        return self.take(ids, columns if columns is not None else query.columns, task)

    def take(self, row_ids: Any, columns: Sequence[str] | None = None, task: Task | None = None) -> pa.Table:
        """Return the rows of these ids, in this order, ids first in ``__row``."""
        ids = self.known_rows(row_ids)
        return numbered(ids, self.source.take(ids, self.column_names(columns), task))

    def summary(
        self,
        query: Query,
        columns: Sequence[str] | None = None,
        bins: int = 20,
        task: Task | None = None,
    ) -> dict[str, dict[str, Any]]:
        """Return what each column holds, in all rows and in the matching ones."""
        names = self.column_names(columns if columns is not None else query.columns)
        return summarize(self, query, names, bins, task)

    def bounds(self, scan: SparkScan, names: Sequence[str], task: Task | None) -> dict[str, Bounds]:
        """Return min and max of the finite values of numeric columns in all rows, found once."""
        wanted = [name for name in names if self._bounds.peek(name) is None]
        if wanted:
            statement = ends(scan.text, [number_of(self, name) for name in wanted])
            row = self.row(scan, statement, self.emitter(), task)
            for index, name in enumerate(wanted):
                self._bounds.put(name, (row[2 * index], row[2 * index + 1]))
        return {name: self._bounds.peek(name) or (None, None) for name in names}

    def class_totals(
        self, query: Query, path: Sequence[str], task: Task | None = None
    ) -> list[dict[str, Any]]:
        """Return per class how often it occurs in the boxes or masks at `path`, as `DuckEngine` does."""
        return class_totals(self, query, path, task)

    def grouped(self, query: Query, task: Task | None = None) -> SparkGroups:
        """Return the groups of a query, kept for the next page."""
        return self._groups.get(self.group_key(query), lambda: SparkGroups.find(self, query, task))

    def groups(
        self,
        query: Query,
        start: int,
        count: int,
        gallery: int = 6,
        bins: int = 20,
        columns: Sequence[str] | None = None,
        task: Task | None = None,
    ) -> dict[str, Any]:
        """Return a page of groups with one summary per cell, as `DuckEngine` does."""
        names = self.column_names(columns if columns is not None else query.columns)
        return self.grouped(query, task).describe((start, count), gallery, bins, names, task)

    def group_page(
        self,
        query: Query,
        key: Sequence[Any],
        start: int,
        count: int,
        columns: Sequence[str] | None = None,
        task: Task | None = None,
    ) -> pa.Table:
        """Return rows of one group in the order of the query."""
        return self.page(query, start, count, columns, key, task)

    def gallery(
        self, query: Query, key: Sequence[Any], start: int, count: int, task: Task | None = None
    ) -> list[int]:
        """Return row ids of one group in the order of the query."""
        ids = self.grouped(query, task).rows_of(key, max(start, 0), max(count, 0), task)
        return [int(row) for row in ids]

    def evaluate(self, text: Any, task: Task | None = None) -> pa.Table:
        """Return the ``value`` and ``error`` of an expression for every row, as `DuckEngine` does."""
        return self.evaluate_all([text], task)[0]

    def evaluate_all(self, texts: Sequence[Any], task: Task | None = None) -> list[pa.Table]:
        """Return what `evaluate` returns for each of several expressions, found in one job."""
        sql = self.emitter()
        columns = []
        for index, text in enumerate(texts):
            tree = self.read(text if isinstance(text, str) else write_value(text)).tree
            failed = sql.error(tree)
            columns.append(f"{sql.shown(tree)} AS v{index}")
            columns.append(f"coalesce({failed}, false) AS e{index}" if failed else f"false AS e{index}")
        with self.source.scan() as scan:
            statement = f"SELECT {statements.ROW_COLUMN} AS id, {', '.join(columns)} FROM {scan.text}"
            found = self.run(scan, statement, sql, task).sort_by("id")
        return [
            found.select([f"v{i}", f"e{i}"]).rename_columns(["value", "error"]) for i in range(len(texts))
        ]

    def sql(self, query: Query) -> str:
        """Return the statement that finds the matching rows or groups, its values written out.

        The table is called ``rows`` in it, and the number of a row ``__row``.
        """
        return show_sql(self, query)

    def close(self) -> None:
        """Forget the rows on the cluster; the session stays as it is."""
        self.source.close()
