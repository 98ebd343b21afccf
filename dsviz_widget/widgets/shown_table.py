"""The rows that a view shows, and what answers for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsviz_widget.query import DuckEngine, Query
    from dsviz_widget.table import Table
    from dsviz_widget.types import BlobSource, ColumnType


class ShownTable:
    """A table at one moment: its engine, the types of its columns, and the files behind its cells.

    Parameters
    ----------
    table : Table
        Its rows at this moment.
    """

    def __init__(self, table: Table) -> None:
        self.types: dict[str, ColumnType] = table.column_types
        self.source: BlobSource = table.source
        self.engine: DuckEngine = table.engine()

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column holds, those that the query derives included."""
        from dsviz_widget.types.arrow import type_of_arrow

        arrow = self.engine.with_derived(query.derived).schema
        derived = {item.name: type_of_arrow(arrow.field(item.name).type) for item in query.derived}
        return {**self.types, **derived}
