"""The tables within compared rows: the columns of each, and which rows it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.errors import UnknownColumn
from dsviz_widget.query import lane_sql
from dsviz_widget.query.engines.derived import DerivedSource
from dsviz_widget.query.engines.stacked import StackedSource
from dsviz_widget.query.engines.taken_source import TakenSource
from dsviz_widget.query.kinds import Kind, join_all
from dsviz_widget.query.query import Query
from dsviz_widget.query.sameness import same_cells
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed
from dsviz_widget.query.typing import read_expression

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine


class Lanes:
    """The tables that the rows of an engine are made of, beside or after each other.

    Parameters
    ----------
    engine : DuckEngine
        It answers on compared rows, with the columns that their query derives.
    whole : DuckEngine or None
        Where `engine` has only some of the rows: what answers on all.
    """

    def __init__(self, engine: DuckEngine, whole: DuckEngine | None = None) -> None:
        self.engine = engine
        self.whole = whole or engine
        source = self.whole.source
        base = source.base if isinstance(source, DerivedSource) else source
        self.stack = base if isinstance(base, StackedSource) else None
        """Tables that stand after each other; None where they stand side by side."""
        tables = source.kinds.tables
        self.count = len(self.stack.sides) if self.stack is not None else len(tables) or 1
        """Number of tables."""

    @property
    def is_narrowed(self) -> bool:
        """Whether there are only the rows that match."""
        return self.engine is not self.whole

    def left(self, query: Query) -> Query:
        """Return what of a query is still to be asked: of rows that match already, only their order."""
        return Query(sort_keys=query.sort_keys, group_keys=query.group_keys) if self.is_narrowed else query

    def row_ids(self, rows: Sequence[int]) -> list[int]:
        """Return the ids that rows of the engine have among all."""
        if not isinstance(self.engine.source, TakenSource):
            return list(rows)
        return [int(self.engine.source.ids[row]) for row in rows]

    def read(self, table: int, text: str) -> Typed | None:
        """Return an expression as one table sees it; None where that lacks a column that others have.

        Raises
        ------
        QueryError
            If the expression makes no sense.
        """
        try:
            return read_expression(text, self.engine.source.kinds.seen_from(table)).tree
        except UnknownColumn:
            if self.stack is not None or (table == 0 and self.count == 1):
                raise
            return None

    def read_all(self, text: str) -> list[Typed | None]:
        """Return an expression as each table sees it.

        Raises
        ------
        QueryError
            If it makes no sense, or no table has the columns that it names.
        """
        trees = [self.read(table, text) for table in range(self.count)]
        if not any(trees):
            read_expression(text, self.engine.source.kinds.seen_from(0))
        return trees

    def columns(self, name: str) -> list[str | None]:
        """Return per table the column of this name, None where it has none."""
        kinds = self.engine.source.kinds
        if self.stack is not None:
            owners = {number for number, _ in self.stack.owners.get(name, ())}
            return [name if table in owners else None for table in range(self.count)]
        if not kinds.tables:
            return [name if name in kinds.columns else None]
        found = [names.get(name) for names in kinds.tables]
        if not any(found) and name in kinds.columns:
            # The key, and what a query derives, is one value for all tables.
            return [name] * self.count
        return found

    def kind(self, columns: Sequence[str | None]) -> Kind:
        """Return the kind that holds what columns of the compared rows hold, one of each table."""
        known = self.engine.source.kinds.columns
        return join_all(known[column] for column in columns if column is not None)

    def tree(self, column: str) -> Typed:
        """Return a column of the compared rows as part of an expression."""
        return self.engine.read("`" + column.replace("`", "``") + "`").tree

    def present(self, sql: Emitter, table: int) -> str:
        """Return SQL that tells whether a table has a row; never null."""
        if self.stack is not None:
            return lane_sql.is_of_table(sql.column(self.stack.table_column), table)
        known = self.engine.source.kinds.present
        return lane_sql.is_true(sql.column(known[table])) if known else lane_sql.EVERY_ROW

    def compared(self, sql: Emitter, trees: Sequence[Typed | None]) -> tuple[str, str]:
        """Return SQL that tells whether two tables have a value of a row, and whether two differ in it."""
        present = [self.present(sql, table) for table in range(self.count)]
        both, differ = [], []
        for table, tree in enumerate(trees):
            for other, before in enumerate(trees[:table]):
                if tree is None or before is None:
                    continue
                two = lane_sql.all_of(present[other], present[table])
                both.append(two)
                differ.append(lane_sql.all_of(two, lane_sql.negated(same_cells(sql, before, tree))))
        return lane_sql.any_of(both), lane_sql.any_of(differ)


def narrowed(engine: DuckEngine, ids: np.ndarray) -> Lanes:
    """Return the tables with some of the rows that an engine answers on, taken out."""
    made = type(engine)(TakenSource(engine.source, ids))
    made.timeout_s = engine.timeout_s
    return Lanes(made, engine)
