"""Tables as queries see them, and answers that become tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.query import Engine
from dsviz_widget.table.cell_files import files_of, refer_to
from dsviz_widget.table.frame import from_arrow
from dsviz_widget.table.links import PrimaryKeyType
from dsviz_widget.table.staged import StagedBlobs, StoredBlobs
from dsviz_widget.types import STRING, BlobSource, ColumnType
from dsviz_widget.types.arrow import type_of_arrow

if TYPE_CHECKING:
    from dsviz_widget.table.reading import TableReading
    from dsviz_widget.table.table import Table


class QueriedTable:
    """The rows of a table at one moment, their types, and the files behind their cells.

    Parameters
    ----------
    table : Table
        Rows added later are not seen.
    engine : Engine or None
        What answers queries on them already; a new one unless given.
    """

    def __init__(self, table: TableReading, engine: Engine | None = None) -> None:
        self.origin = table.origin
        self.types = table.column_types
        self.blobs = table.source
        self._engine: Engine = engine if engine is not None else table.engine()

    def engine(self) -> Engine:
        """Return what answers queries on the rows."""
        return self._engine

    def table_of(
        self,
        rows: pa.Table,
        tables: Sequence[Any],
        sources: Mapping[str, Sequence[tuple[int, str]]],
        owners: np.ndarray | None = None,
    ) -> Table:
        """Return the answer to a query as a table, in which media are those of the tables it is from.

        Parameters
        ----------
        rows : pyarrow.Table
            The answer.
        tables : sequence of QueriedTable
            What the query is on.
        sources : mapping of str to list of (int, str)
            Table and column that columns of the answer were taken from; the others were computed.
        owners : int array or None
            Per row, the table it is from; None where every column is from one table.
        """
        from dsviz_widget.table.table import Table

        arrow, types, blobs = taken_columns(rows, tables, sources, owners)
        return Table.of_columns(arrow, types, blobs, [True] * len(types))


def taken_columns(
    rows: pa.Table,
    tables: Sequence[Any],
    sources: Mapping[str, Sequence[tuple[int, str]]],
    owners: np.ndarray | None = None,
) -> tuple[pa.Table, list[ColumnType], StagedBlobs]:
    """Return an answer as columns of a table: their types, and the files behind them; see `QueriedTable`."""
    computed = [name for name in rows.column_names if not sources.get(name)]
    incoming = from_arrow(rows.select(computed))
    plain = dict(zip(computed, incoming.columns, strict=True))
    blobs = StagedBlobs()
    columns: list[Any] = []
    types: list[ColumnType] = []
    for name in rows.column_names:
        if name in plain:
            column, column_type = plain[name], type_of_arrow(plain[name].type)
        else:
            taken = [(number, tables[number], own) for number, own in sources[name]]
            column, column_type = _taken(rows.column(name), taken, owners, blobs)
        columns.append(column)
        types.append(column_type)
    return pa.table(columns, names=rows.column_names), types, blobs


def merged_type(types: Sequence[ColumnType]) -> ColumnType:
    """Return what a column of cells from several columns holds; keys of a table are text elsewhere."""
    first, *others = types
    for other in others:
        first = first.merge(other)
    return STRING if isinstance(first, PrimaryKeyType) else first


def _taken(
    column: pa.ChunkedArray,
    sources: Sequence[tuple[int, QueriedTable, str]],
    owners: np.ndarray | None,
    blobs: StagedBlobs,
) -> tuple[pa.ChunkedArray, ColumnType]:
    """Return cells that were taken from tables, with references to the artifacts they are in."""
    column_type = merged_type([table.types[name] for _, table, name in sources])
    if not column_type.holds_files:
        return column, column_type
    if owners is None:
        return _referring(column, column_type, sources[0][1].blobs, blobs), column_type
    pieces, places = [], []
    for number, table, _ in sources:
        mine = np.flatnonzero(owners == number)
        places.append(mine)
        pieces.append(_referring(column.take(pa.array(mine)), column_type, table.blobs, blobs))
    rest = np.setdiff1d(np.arange(len(column)), np.concatenate(places))
    pieces.append(column.take(pa.array(rest)))
    back = np.argsort(np.concatenate([*places, rest]), kind="stable")
    chunks = [chunk for piece in pieces for chunk in piece.chunks]
    return pa.chunked_array(chunks, type=column.type).take(pa.array(back)), column_type


def _referring(
    column: pa.ChunkedArray, column_type: ColumnType, source: BlobSource, blobs: StagedBlobs
) -> pa.ChunkedArray:
    chunks = column.chunks
    if isinstance(source, StoredBlobs):
        chunks = [refer_to(chunk, column_type, source.origin) for chunk in chunks]
    for chunk in chunks:
        for _, digest, _, _ in files_of(chunk, column_type):
            blobs.refer(digest, source)
    return pa.chunked_array(chunks, type=column.type)
