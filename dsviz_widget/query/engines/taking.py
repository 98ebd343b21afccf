"""Rows of Arrow tables by position, and in the form of a schema."""

from __future__ import annotations

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


def take_rows(table: pa.Table, row_ids: np.ndarray) -> pa.Table:
    """Return rows by position, taking from each chunk apart.

    Arrow's own take joins the chunks of a column first, which for a memory-mapped table reads
    all of it.
    """
    chunked = [name for name in table.schema.names if table.column(name).num_chunks > 1]
    if not chunked or len(row_ids) == 0:
        return table.take(pa.array(row_ids, pa.int64()))
    batches = table.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    owner = np.searchsorted(ends, row_ids, side="right")
    order = np.argsort(owner, kind="stable")
    pieces = []
    for index in np.unique(owner):
        inside = row_ids[order[owner[order] == index]] - (ends[index] - batches[index].num_rows)
        pieces.append(batches[index].take(pa.array(inside, pa.int64())))
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    taken = pa.Table.from_batches(pieces).combine_chunks()
    return taken.take(pa.array(back))
