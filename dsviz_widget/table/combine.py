"""Several tables as one: side by side, or after each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dsviz_widget.table.links import PrimaryKeyType
from dsviz_widget.types import STRING

if TYPE_CHECKING:
    import pyarrow as pa


from dsviz_widget.table.table import Table


def beside(parts: Sequence[tuple[str, Table, pa.Array]]) -> Table:
    """Return rows of several tables side by side.

    Parameters
    ----------
    parts : sequence of (prefix, table, row numbers)
        What the names of its columns begin with, and which row stands where; null for none.
    """
    import pyarrow as pa

    names, columns, types = [], [], []
    made = Table([])
    for prefix, table, rows in parts:
        arrow = table.settled()
        taken = arrow.take(rows)
        for name, column_type in table.column_types.items():
            names.append(prefix + name)
            columns.append(taken.column(name))
            types.append(STRING if isinstance(column_type, PrimaryKeyType) else column_type)
        for _, digest, _, _ in table.files():
            made._columns.blobs.refer(digest, table.source)
    made._columns.set_arrow(pa.table(columns, names=names), types, [True] * len(names))
    made._width = len(names)
    return made


def after_each_other(tables: Sequence[Table]) -> Table:
    """Return the rows of several tables with the same columns as one table."""
    made = Table(tables[0].columns if tables else [])
    for table in tables:
        arrow = table.settled()
        plain = [
            STRING if isinstance(found, PrimaryKeyType) else found for found in table.column_types.values()
        ]
        made._columns.append_arrow(arrow, plain)
        for _, digest, _, _ in table.files():
            made._columns.blobs.refer(digest, table.source)
    return made
