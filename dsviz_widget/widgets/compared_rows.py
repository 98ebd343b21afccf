"""The rows of compared tables as queries in Python see them, and what their columns hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.table.answers import merged_type
from dsviz_widget.types import ColumnType, is_split
from dsviz_widget.types.arrow import type_of_arrow

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine
    from dsviz_widget.table import Table
    from dsviz_widget.table.answers import QueriedTable

Rows = tuple["DuckEngine", dict[str, ColumnType], "list[QueriedTable]"]


class ComparedRows:
    """Rows of several tables taken together, bound to a query; nothing is matched before it is asked.

    Parameters
    ----------
    look : callable
        Returns the engine of all rows, the types of their columns, and the tables.
    """

    origin: str | None = None

    def __init__(self, look: Callable[[], Rows]) -> None:
        self._look = look
        self._found: Rows | None = None

    @property
    def _rows(self) -> Rows:
        if self._found is None:
            self._found = self._look()
        return self._found

    @property
    def types(self) -> dict[str, ColumnType]:
        """What each column holds."""
        return self._rows[1]

    def engine(self) -> DuckEngine:
        """Return what answers queries on the rows."""
        return self._rows[0]

    def table_of(
        self,
        rows: pa.Table,
        tables: Sequence[Any],
        sources: Mapping[str, Sequence[tuple[int, str]]],
        owners: np.ndarray | None = None,
    ) -> Table:
        """Return the answer to a query as a table, in which media are those of the tables it is from."""
        mine = self._rows[2]
        taken = {
            name: [(number, column) for number, column in found if column in mine[number].types]
            for name, found in sources.items()
        }
        return mine[0].table_of(rows, mine, taken, owners)


def types_of_rows(
    engine: DuckEngine, tables: Sequence[tuple[dict[str, ColumnType], int]]
) -> dict[str, ColumnType]:
    """Return what each column of tables taken together holds.

    Parameters
    ----------
    engine : DuckEngine
        On the rows of all.
    tables : sequence of (dict of str to ColumnType, int)
        What the columns of each table hold, and how many rows it has: one without rows says little.
    """
    types = {}
    for field in engine.schema:
        owners = engine.owners_of(field.name)
        found = [(number, name) for number, name in owners if name in tables[number][0]]
        telling = [tables[number][0][name] for number, name in found if tables[number][1]]
        if not owners and not is_split(field.type):
            # A part of the key, as the first table has it that has rows.
            telling = [columns[field.name] for columns, rows in tables if rows and field.name in columns][:1]
        elif not telling:
            telling = [tables[number][0][name] for number, name in found][:1]
        types[field.name] = merged_type(telling) if telling else type_of_arrow(field.type)
    return types
