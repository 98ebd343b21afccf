"""Tables after each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query.engines.gathered import GatheredSource, Owner, Side
from dsviz_widget.query.kinds import NOUNS, kind_of

TABLE_COLUMN = "table"
"""Name of the column that says which table a row is from, counted from 0."""


class StackedSource(GatheredSource):
    """The rows of several tables, one table after the other; a column that a table lacks is empty there.

    Parameters
    ----------
    sides : sequence of Side
        The tables.

    Raises
    ------
    QueryError
        If a column holds values of different kinds in two tables.
    """

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = list(sides)
        self._ends = np.cumsum([len(side) for side in sides])
        self.owners, schema = stack_columns(sides)
        self.table_column = schema.names[0]
        kinds = {field.name: kind_of(field.type) for field in schema}
        super().__init__(schema, pa.schema([]), int(self._ends[-1]), kinds, ())

    def owner_of_rows(self, row_ids: np.ndarray) -> np.ndarray:
        """Return which table each row is from."""
        return np.searchsorted(self._ends, row_ids, side="right")

    def gather(self, name: str) -> pa.ChunkedArray:
        """Return a column of all rows."""
        if name == self.table_column:
            sizes = [len(side) for side in self.sides]
            return pa.chunked_array([np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)])
        pieces = [
            self._piece(number, np.arange(len(side)), [name]).column(0)
            for number, side in enumerate(self.sides)
        ]
        return pa.chunked_array([chunk for piece in pieces for chunk in piece.chunks], pieces[0].type)

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids; each table is asked once."""
        owners = self.owner_of_rows(row_ids)
        order = np.argsort(owners, kind="stable")
        names = [name for name in columns if name != self.table_column]
        pieces = []
        for number in range(len(self.sides)):
            first = self._ends[number] - len(self.sides[number])
            pieces.append(self._piece(number, row_ids[owners == number] - first, names))
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        rows = pa.concat_tables(pieces).take(pa.array(back)) if names else None
        found = {
            name: pa.array(owners.astype(np.int8)) if rows is None or name not in names else rows.column(name)
            for name in columns
        }
        return pa.table(found, schema=pa.schema([self.schema.field(name) for name in columns]))

    def _piece(self, number: int, positions: np.ndarray, names: Sequence[str]) -> pa.Table:
        """Return rows of one table by position, with the types of the whole."""
        from dsviz_widget.types.arrow import conform

        side = self.sides[number]
        if not len(positions):
            return pa.schema([self.schema.field(name) for name in names]).empty_table()
        there = [name for name in names if name in side.source.schema.names]
        rows = side.take(positions, there)
        columns = []
        for name in names:
            wanted = self.schema.field(name).type
            if name in there:
                chunks = [conform(chunk, wanted) for chunk in rows.column(name).chunks]
                columns.append(pa.chunked_array(chunks, type=wanted))
            else:
                columns.append(pa.chunked_array([pa.nulls(len(positions), wanted)]))
        return pa.table(columns, schema=pa.schema([self.schema.field(name) for name in names]))


def stack_columns(sides: Sequence[Any]) -> tuple[dict[str, list[Owner]], pa.Schema]:
    """Return which tables have each column, and the columns of all; the first says which table a row is from.

    Raises
    ------
    QueryError
        If a column holds values of different kinds in two tables; each side has a `source`.
    """
    owners: dict[str, list[Owner]] = {}
    for number, side in enumerate(sides):
        for name in side.source.schema.names:
            owners.setdefault(name, []).append((number, name))
    table_column = TABLE_COLUMN
    while table_column in owners:
        table_column += "_"
    fields = [pa.field(table_column, pa.int8())]
    fields += [pa.field(name, _joint_type(sides, name, found)) for name, found in owners.items()]
    return owners, pa.schema(fields)


def _joint_type(sides: Sequence[Any], name: str, owners: Sequence[Owner]) -> pa.DataType:
    from dsviz_widget.types.arrow import unify

    # A table without rows says little of what its columns hold.
    known = [owner for owner in owners if sides[owner[0]].source.row_count] or owners
    found = [sides[number].source.schema.field(column).type for number, column in known]
    nouns = {NOUNS[kind_of(arrow).name]: None for arrow in found if not pa.types.is_null(arrow)}
    if len(nouns) > 1:
        raise QueryError(
            "type",
            f"The column {name!r} is {' and '.join(nouns)} in these tables.",
            hint="Make them alike in a derived column of each, under another name.",
        )
    return unify(found)
