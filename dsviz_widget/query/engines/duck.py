"""DuckDB as the engine: expressions become SQL, row ids are kept, rows are taken by id."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from dsviz_widget.query import statements
from dsviz_widget.query.engines.arrow_source import ArrowSource
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.cells import describe_groups, groups_with_figures
from dsviz_widget.query.engines.classes import class_totals, item_bins
from dsviz_widget.query.engines.clauses import Clauses
from dsviz_widget.query.engines.composed import Composed
from dsviz_widget.query.engines.connection import EngineOptions
from dsviz_widget.query.engines.copying import RandomAccessCopy
from dsviz_widget.query.engines.cubes import Brushes
from dsviz_widget.query.engines.derived import answers_derived
from dsviz_widget.query.engines.groups import Groups, make_groups
from dsviz_widget.query.engines.nesting import Nested
from dsviz_widget.query.engines.nesting import nested as nest
from dsviz_widget.query.engines.parquet_source import ParquetSource
from dsviz_widget.query.engines.quartiles import add_quartiles
from dsviz_widget.query.engines.reading import active, numbered
from dsviz_widget.query.engines.row_ids import MAX_KEPT_BYTES
from dsviz_widget.query.engines.scanning import Source
from dsviz_widget.query.engines.shown import show_sql
from dsviz_widget.query.engines.summary import Summaries
from dsviz_widget.query.engines.version_files import VersionFiles
from dsviz_widget.query.language.parse import write_value
from dsviz_widget.query.query import Query


@answers_derived
class DuckEngine(Composed, Clauses):
    """Answers queries on one table with DuckDB.

    Safe to call from several threads at once.

    Parameters
    ----------
    source : pyarrow.Table, path, list of paths, or Source
        The rows: in memory (or memory-mapped), in Parquet files, or made of other tables.
    random_access : pyarrow.Table or None
        The same rows, from which pages are taken; best a memory-mapped Arrow file. Without it
        a page of a Parquet file reads the row groups its rows lie in.
    columns : pyarrow.Schema or None
        Of Parquet files: the columns to show, and the form that pages give them in; all, as the files
        have them, unless given.
    files : VersionFiles or None
        Where row ids, statistics and, of Parquet files, a copy for random access are kept from one
        process to the next.
    options : EngineOptions or None
        Memory, place for what spills, longest time for a statement.

    Examples
    --------
    >>> import pyarrow as pa
    >>> engine = DuckEngine(pa.table({"road": [0.1, 0.7]}))
    >>> engine.count(Query().filter("road > 0.5"))
    1
    """

    def __init__(
        self,
        source: pa.Table | str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | Source,
        random_access: pa.Table | None = None,
        columns: pa.Schema | None = None,
        files: VersionFiles | None = None,
        options: EngineOptions | None = None,
    ) -> None:
        options = options or EngineOptions()
        rows: Source
        if isinstance(source, pa.Table):
            rows = ArrowSource(source, options)
        elif isinstance(source, str | os.PathLike | Sequence):
            paths = [source] if isinstance(source, str | os.PathLike) else list(source)
            rows = ParquetSource([os.fspath(path) for path in paths], random_access, columns, options)
        else:
            rows = source
        super().__init__(rows)
        self.timeout_s = options.limit_s
        self.keep_in(files)
        self.copy: RandomAccessCopy | None = None
        """Of Parquet files: what pages are taken from, made behind the first one that needs it."""
        if isinstance(rows, ParquetSource) and files is not None and random_access is None:
            self.copy = RandomAccessCopy(rows, files)
        self._groups: Cache[Groups] = Cache(8, MAX_KEPT_BYTES, lambda groups: groups.size_bytes)
        self.summaries = Summaries(self, files)
        self.brushes = Brushes(self)
        self._classes: Cache[list[dict[str, Any]]] = Cache(256)

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
            ids = self.ids(query, start, count, task)
        else:
            ids = self.grouped(query, task).rows_of(group, self, query, task)
            ids = ids[max(start, 0) : max(start, 0) + max(count, 0)]
        return self.take(ids, columns if columns is not None else query.columns)

    def take(self, row_ids: Any, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of these ids, in this order, ids first in ``__row``."""
        ids = self.known_rows(row_ids)
        return numbered(ids, self.source.take(ids, self.column_names(columns)))

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

    def brush(
        self,
        query: Query,
        column: str,
        low: Any,
        high: Any,
        columns: Sequence[str] | None = None,
        bins: int = 20,
        pixels: int = 200,
        task: Task | None = None,
    ) -> dict[str, Any]:
        """Return what columns hold in the rows of a range of one of them, fast enough to follow a hand.

        The first answer for a query counts its rows by pixel; those after it, for any range, take
        milliseconds. Of a very long table the first answers are estimates from a sample, until all rows
        are counted.

        Parameters
        ----------
        query : Query
            The other clauses.
        column : str
            Numbers or dates.
        low, high : float, datetime or ISO text
            The range; it moves to the nearest edges of pixels.
        columns : sequence of str or None
            Those that follow; None for those of the query.
        bins : int
            Of each histogram, as in `summary`.
        pixels : int
            Parts of the axis of `column`.
        task : Task or None
            Stops the question.

        Returns
        -------
        dict
            ``low`` and ``high`` of the range, which holds its lower end, and its upper one only at the
            end of the axis; ``matched`` rows; ``is_estimate``; and ``columns`` with the counts that
            `summary` calls kept.
        """
        names = self.column_names(columns if columns is not None else query.columns)
        self.column_names([column])
        return self.brushes.answer(query, column, low, high, names, bins, pixels, task)

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
        key = (active(query), tuple(path))
        found = self._classes.get(key, lambda: class_totals(self, query, path, task))
        return [dict(total) for total in found]

    def item_bins(
        self,
        query: Query,
        path: Sequence[str],
        fields: Sequence[str],
        bins: int = 20,
        task: Task | None = None,
    ) -> dict[str, Any]:
        """Return how a number of boxes is spread over the rows that match, such as one of their scores.

        Parameters
        ----------
        query : Query
            The view whose rows are counted.
        path : sequence of str
            As in `class_totals`.
        fields : sequence of str
            From an object of the list to the number, such as ``("scores", "confidence")``.
        bins : int
            Of equal width, over 0 to 1 where all values lie there, else from the least to the largest.
        task : Task or None
            Stops the question.

        Returns
        -------
        dict
            ``count`` of the boxes that have the number, ``bins``, and ``min`` and ``max``.
        """
        return item_bins(self, query, path, fields, bins, task)

    def grouped(
        self, query: Query, task: Task | None = None, shown: Sequence[str] = (), bins: int = 0
    ) -> Groups:
        """Return the groups of a query, kept for the next page; figures of `shown` columns may come along."""
        key = self.group_key(query)
        return self._groups.get(
            key, lambda: groups_with_figures(self, query, shown, bins, task) or make_groups(self, query, task)
        )

    def groups(
        self,
        query: Query,
        start: int,
        count: int,
        gallery: int = 6,
        bins: int = 20,
        columns: Sequence[str] | None = None,
        task: Task | None = None,
        nested: bool = False,
        quartiles: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Return a page of groups with one summary per cell.

        With `nested`, groups whose first key is equal stand together, in the order of the groups that the
        first key makes alone, and ``bands`` tells of these. Cells of the columns in `quartiles` have them.

        Returns
        -------
        dict
            ``group_count``, ``matched`` rows, ``groups`` (each with ``key``, ``rows`` and
            ``cells`` by column) and ``ranges`` (``min`` and ``max`` by numeric column, which the
            ``bins`` of all groups share).
        """
        names = self.column_names(columns if columns is not None else query.columns)
        groups = self.grouped(query, task, names, bins)
        if not nested or len(query.group_keys) < 2:
            found = describe_groups(self, groups, query, (start, count), gallery, bins, names, task)
            add_quartiles(self, groups, query, start, found["groups"], quartiles, task)
            return found
        key = ("nested", self.group_key(query))
        tree = self._groups.get(key, lambda: nest(self, query, groups, task))
        assert isinstance(tree, Nested)
        found = describe_groups(self, tree, query, (start, count), gallery, bins, names, task)
        first = min(max(start, 0), len(tree))
        last = first + len(found["groups"])
        add_quartiles(self, tree, query, start, found["groups"], quartiles, task)
        return {**found, "bands": tree.bands(self, query, first, last, task)}

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
            statement = statements.values(scan.text, sql.shown(tree), sql.error(tree))
            return self.run(scan, statement, sql, task).drop_columns(["id"])

    def sql(self, query: Query) -> str:
        """Return the statement that finds the matching rows or groups, its values written out.

        The rows of a table in memory are called ``rows`` in it.
        """
        return show_sql(self, query)
