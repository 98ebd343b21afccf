"""Rows of Arrow tables by position, and in the form of a schema."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def cast_rows(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return rows with the types of a schema; dictionaries are decoded, and finer times cut."""
    from dsviz_widget.types.arrow import conform, plain_type, to_plain

    columns = []
    for column, field_ in zip(rows.columns, schema, strict=True):
        plain = plain_type(column.type) or column.type
        chunks = [conform(to_plain(chunk, plain), field_.type) for chunk in column.chunks]
        columns.append(pa.chunked_array(chunks, type=field_.type))
    return pa.table(columns, schema=schema)


class Batches:
    """The rows of an Arrow table, cut once into the batches that they lie in.

    Arrow's own take joins the chunks of a column first, which for a memory-mapped table reads
    all of it; here rows are taken from each batch apart.
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._batches: list[pa.RecordBatch] = table.to_batches()
        self._ends = np.cumsum([batch.num_rows for batch in self._batches])

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by position, in the order of the ids."""
        names = list(columns)
        if len(self._batches) < 2 or len(row_ids) == 0 or not names:
            return self.table.select(names).take(pa.array(row_ids, pa.int64()))
        owner = np.searchsorted(self._ends, row_ids, side="right")
        order = np.argsort(owner, kind="stable")
        owners, starts = np.unique(owner[order], return_index=True)
        pieces = []
        for index, mine in zip(owners, np.split(order, starts[1:]), strict=True):
            batch = self._batches[index]
            inside = row_ids[mine] - (self._ends[index] - batch.num_rows)
            pieces.append(batch.select(names).take(pa.array(inside, pa.int64())))
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        taken = pa.Table.from_batches(pieces).combine_chunks()
        return taken.take(pa.array(back))


def take_rows(table: pa.Table, row_ids: np.ndarray) -> pa.Table:
    """Return rows by position, taking from each chunk apart."""
    return Batches(table).take(row_ids, table.schema.names)
