"""DuckDB as the engine: expressions become SQL, row ids are kept, rows are taken by id."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import Cancelled, QueryError, UnknownColumn, did_you_mean
from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import ROW, RowIds, Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.groups import Groups, describe_groups, make_groups
from dsviz_widget.query.engines.source import ArrowSource, Marks, ParquetSource, Scan, Source
from dsviz_widget.query.engines.summary import Summaries, class_totals
from dsviz_widget.query.language.parse import write_value
from dsviz_widget.query.query import Clause, Query
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral
from dsviz_widget.query.typing import Expression, read_condition, read_expression

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")

MAX_KEPT_BYTES = 512 * 1024**2
"""Memory for row orders, and again for groups, kept for the next page."""


class DuckEngine:
    """Answers queries on one table with DuckDB.

    Safe to call from several threads at once.

    Parameters
    ----------
    source : pyarrow.Table, path, or list of paths
        The rows: in memory (or memory-mapped), or Parquet files.
    random_access : pyarrow.Table or None
        The same rows, from which pages are taken; best a memory-mapped Arrow file. Without it
        a page of a Parquet file reads the row groups its rows lie in.
    columns : pyarrow.Schema or None
        Of Parquet files: the columns to show, and the form that pages give them in; all, as the files
        have them, unless given.

    Examples
    --------
    >>> import pyarrow as pa
    >>> engine = DuckEngine(pa.table({"road": [0.1, 0.7]}))
    >>> engine.count(Query().filter("road > 0.5"))
    1
    """

    def __init__(
        self,
        source: pa.Table | str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
        random_access: pa.Table | None = None,
        columns: pa.Schema | None = None,
    ) -> None:
        self.source: Source
        if isinstance(source, pa.Table):
            self.source = ArrowSource(source)
        else:
            paths = [source] if isinstance(source, str | os.PathLike) else list(source)
            self.source = ParquetSource([os.fspath(path) for path in paths], random_access, columns)
        self._expressions: Cache[Expression] = Cache(512)
        self._orders: Cache[RowIds] = Cache(64, MAX_KEPT_BYTES, lambda ids: ids.size_bytes)
        self._counts: Cache[int] = Cache(256)
        self._groups: Cache[Groups] = Cache(8, MAX_KEPT_BYTES, lambda groups: groups.size_bytes)
        self.summaries = Summaries(self)

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
                texts.append(_condition(sql, self._clause(clause, index), clause.negated))
        return texts

    def _clause(self, clause: Clause, index: int) -> Typed:
        return self._clause_expression(clause, index).tree

    def _clause_expression(self, clause: Clause, index: int) -> Expression:
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

    def count(self, query: Query, task: Task | None = None) -> int:
        """Return how many rows match."""
        clauses = _active(query)
        found = self.row_count if not clauses else None
        if found is None:
            known = self._known_order(query)
            found = (
                len(known)
                if known is not None
                else self._counts.get(clauses, lambda: self._count(query, task))
            )
        return found if query.row_limit is None else min(found, query.row_limit)

    def _known_order(self, query: Query) -> RowIds | None:
        """Return the ids of the matching rows in any order, if they are kept."""
        for sort_keys in (query.sort_keys, ()):
            found = self._orders.peek((_active(query), sort_keys))
            if found is not None:
                return found
        return None

    def _count(self, query: Query, task: Task | None) -> int:
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        with self.source.scan() as scan:
            statement = statements.count_rows(scan.text, conditions)
            return int(self.row(scan, statement, sql, task)[0])

    def order(self, query: Query, task: Task | None = None) -> RowIds:
        """Return the ids of the matching rows, in order; kept for the next page."""
        keys = query.sort_keys if not query.group_keys else self._row_sort(query)
        key = (_active(query), keys)
        if not any(key):
            ids = RowIds(self.row_count)
        else:
            ids = self._orders.get(key, lambda: self._order(query, keys, task))
        return ids.head(query.row_limit)

    def _row_sort(self, query: Query) -> tuple[Any, ...]:
        """Return the sort keys that order rows; the others order groups."""
        return tuple(key for key in query.sort_keys if not self.is_group_sort(query, key.by))

    def is_group_sort(self, query: Query, text: str) -> bool:
        """Tell whether a sort key orders groups rather than the rows in them."""
        return Groups.measure_of(text) is not None or text in query.group_keys

    def _order(self, query: Query, keys: Sequence[Any], task: Task | None) -> RowIds:
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        terms: list[str] = []
        for key in keys:
            tree = self.read(key.by).tree
            terms += statements.order_terms(sql.value(tree), tree, key.descending)
        with self.source.scan() as scan:
            statement = statements.ordered_ids(scan.text, conditions, terms)
            ids = self.run(scan, statement, sql, task).column(0).to_numpy()
        if not terms and np.any(ids[1:] < ids[:-1]):
            # Threads may hand over parts of a scan out of turn.
            ids = np.sort(ids)
        if self.row_count < 2**32:
            ids = ids.astype(np.uint32, copy=False)
        return RowIds(len(ids), ids)

    def marks(self, query: Query, task: Task | None = None) -> Marks | None:
        """Return the matching rows as marks, or None when all match."""
        if not _active(query) and query.row_limit is None:
            return None
        ids = self._known_order(query) if query.row_limit is None else None
        if ids is None:
            unsorted = Query(query.filters)
            ids = self.order(query if query.row_limit is not None else unsorted, task)
        return Marks(ids.slice(0, len(ids)))

    def page(
        self,
        query: Query,
        start: int,
        count: int,
        columns: Sequence[str] | None = None,
        group: Sequence[Any] | None = None,
        task: Task | None = None,
    ) -> pa.Table:
        """Return rows of the view, with their ids in a first column ``__row``.

        Parameters
        ----------
        query : Query
            The view.
        start, count : int
            Position of the first row in the view, and how many rows.
        columns : sequence of str or None
            Columns to return; None for those of the query.
        group : sequence or None
            Key of one group of the view, to stay inside it.
        task : Task or None
            Stops the question.
        """
        if group is None:
            ids = self.order(query, task).slice(start, count)
        else:
            ids = self.grouped(query, task).rows_of(group, self, query, task)
            ids = ids[max(start, 0) : max(start, 0) + max(count, 0)]
        return self.take(ids, columns if columns is not None else query.columns)

    def take(self, row_ids: Any, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of these ids, in this order, ids first in ``__row``."""
        ids = np.asarray(row_ids, dtype=np.int64)
        if len(ids) and (ids.min() < 0 or ids.max() >= self.row_count):
            raise QueryError("value", f"The table has rows 0 to {self.row_count - 1}, not {ids.max()}.")
        names = self.column_names(columns)
        rows = self.source.take(ids, names)
        return pa.table(
            [pa.array(ids), *rows.columns],
            schema=pa.schema([pa.field(ROW, pa.int64()), *rows.schema]),
        )

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

    def summary(
        self,
        query: Query,
        columns: Sequence[str] | None = None,
        bins: int = 20,
        task: Task | None = None,
    ) -> dict[str, dict[str, Any]]:
        """Return what each column holds, in all rows and in the matching ones."""
        names = self.column_names(columns if columns is not None else query.columns)
        return self.summaries.describe(query, names, bins, task)

    def class_totals(
        self, query: Query, path: Sequence[str], task: Task | None = None
    ) -> list[dict[str, Any]]:
        """Return per class how often it occurs in the boxes or masks at `path`.

        Parameters
        ----------
        query : Query
            The view whose rows are counted.
        path : sequence of str
            Column and fields to a list of objects with a ``class_id``, such as
            ``("image", "boxes", "pred")``.
        task : Task or None
            Stops the question.

        Returns
        -------
        list of dict
            ``class_id``; ``count`` of items; ``fraction``, the mean share of a matching row, or
            None where items have none; ``rows`` that have the class.
        """
        return class_totals(self, query, path, task)

    def grouped(self, query: Query, task: Task | None = None) -> Groups:
        """Return the groups of a query, kept for the next page."""
        if not query.group_keys:
            raise QueryError("value", "The query has no groups.", hint="Add group_by(...).")
        key = (_active(query), query.group_keys, query.sort_keys, query.row_limit)
        return self._groups.get(key, lambda: make_groups(self, query, task))

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
        """Return a page of groups with one summary per cell.

        Returns
        -------
        dict
            ``group_count``, ``matched`` rows, ``groups`` (each with ``key``, ``rows`` and
            ``cells`` by column) and ``ranges`` (``min`` and ``max`` by numeric column, which the
            ``bins`` of all groups share).
        """
        names = self.column_names(columns if columns is not None else query.columns)
        groups = self.grouped(query, task)
        return describe_groups(self, groups, query, (start, count), gallery, bins, names, task)

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
        self,
        query: Query,
        key: Sequence[Any],
        start: int,
        count: int,
        task: Task | None = None,
    ) -> list[int]:
        """Return row ids of one group in the order of the query."""
        ids = self.grouped(query, task).rows_of(key, self, query, task)
        return [int(i) for i in ids[max(start, 0) : max(start, 0) + max(count, 0)]]

    def warnings(self, query: Query) -> list[dict[str, Any]]:
        """Return what is odd in the clauses that are on: message, span and index of the clause."""
        return [
            {**notice.as_dict(), "clause": index}
            for index, clause in enumerate(query.filters)
            if clause.on
            for notice in self._clause_expression(clause, index).notices
        ]

    def without_each(self, query: Query, task: Task | None = None) -> list[int]:
        """Return for each clause how many rows match when that one alone is switched off."""
        sql = self.emitter()
        texts = [
            _condition(sql, self._clause(clause, index), clause.negated) if clause.on else None
            for index, clause in enumerate(query.filters)
        ]
        if not texts:
            return []
        variants = [
            [text for other, text in enumerate(texts) if text is not None and other != index]
            for index in range(len(texts))
        ]
        with self.source.scan() as scan:
            statement = statements.count_each(scan.text, variants)
            return [int(n) for n in self.row(scan, statement, sql, task)]

    def check(
        self, text: Any, query: Query, clause: int | None = None, task: Task | None = None
    ) -> dict[str, Any]:
        """Return how many rows match once `text` is a clause of the query.

        Parameters
        ----------
        text : str, dict or list
            The expression being typed.
        query : Query
            The query it belongs to.
        clause : int or None
            Index of the clause it replaces; None to add one.
        task : Task or None
            Stops the question.

        Returns
        -------
        dict
            ``count`` of matching rows, ``total`` rows, ``warnings``, and ``empty_matches``: how
            many of the matching rows are empty in what a MongoDB ``$lt`` or ``$lte`` compares.

        Raises
        ------
        QueryError
            With the span of what is wrong, and the index of its clause.
        """
        trial = query.filter(text)
        index = len(trial.filters) - 1
        if clause is not None:
            if not 0 <= clause < len(query.filters):
                raise QueryError("value", f"The query has no clause {clause}.")
            new = trial.filters[-1]
            old = query.filters[clause]
            filters = list(query.filters)
            filters[clause] = Clause(new.text, True, old.negated)
            trial, index = Query(tuple(filters)), clause
        expression = self._clause_expression(trial.filters[index], index)
        sql = self.emitter()
        conditions = self.conditions(sql, trial)
        empties = [] if trial.filters[index].negated else _empty_operands(sql, expression.tree)
        also = [" OR ".join(empties)] if empties else []
        with self.source.scan() as scan:
            statement = statements.count_rows(scan.text, conditions, also)
            counts = self.row(scan, statement, sql, task)
        return {
            "count": int(counts[0]),
            "total": self.row_count,
            "warnings": [notice.as_dict() for notice in expression.notices],
            "empty_matches": int(counts[1]) if also else 0,
        }

    def evaluate(self, text: Any, task: Task | None = None) -> pa.Table:
        """Return the value of an expression for every row of the table, in order.

        Parameters
        ----------
        text : str, dict or list
            The expression.
        task : Task or None
            Stops the question.

        Returns
        -------
        pyarrow.Table
            ``value``; and ``error``, true where MongoDB stops with an error and the value is null.
        """
        tree = self.read(text if isinstance(text, str) else write_value(text)).tree
        sql = self.emitter()
        with self.source.scan() as scan:
            statement = statements.values(scan.text, sql.value(tree), sql.error(tree))
            return self.run(scan, statement, sql, task).drop_columns(["id"])

    def sql(self, query: Query) -> str:
        """Return the statement that finds the matching rows, and the values it binds."""
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        terms: list[str] = []
        for key in query.sort_keys:
            tree = self.read(key.by).tree
            terms += statements.order_terms(sql.value(tree), tree, key.descending)
        text = statements.ordered_ids(statements.named_source("rows"), conditions, terms)
        values = ", ".join(f"${name} = {value!r}" for name, value in sql.used_in(text).items())
        return f"{text}\n-- {values}" if values else text


def _active(query: Query) -> tuple[Clause, ...]:
    return tuple(clause for clause in query.filters if clause.on)


def _condition(sql: Emitter, tree: Typed, negated: bool) -> str:
    return f"NOT {sql.truth(tree)}" if negated else sql.where(tree)


def _in_clause(error: QueryError, index: int) -> QueryError:
    """Return an equal error that says which clause it stands in."""
    return type(error)(
        error.kind, error.message, error.start, error.end, error.hint, error.replacement, index
    )


def _empty_operands(sql: Emitter, tree: Typed) -> list[str]:
    """Return SQL that tells which operands of top-level ``$lt`` and ``$lte`` are empty."""
    if not isinstance(tree, TypedCall):
        return []
    name = tree.operator.name
    if name == "$and":
        return [text for item in tree.arguments for text in _empty_operands(sql, item)]
    if name not in ("$lt", "$lte", "$gt", "$gte"):
        return []
    small, large = tree.arguments if name in ("$lt", "$lte") else reversed(tree.arguments)
    if not small.nullable or not isinstance(large, TypedLiteral) or large.value is None:
        return []
    return [sql.is_null(small)]


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
