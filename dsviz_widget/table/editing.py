"""Adding rows and columns to a table, and saying what its columns hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import CellTypeError, RowWidthError, TableArgumentError, TableError
from dsviz_widget.table.columns import cells_of, is_missing
from dsviz_widget.table.links import (
    ForeignIndexType,
    ForeignKeyType,
    LinkType,
    PrimaryKeyType,
    Target,
    bind_links,
    foreign_key,
)
from dsviz_widget.types import STRING, UNKNOWN, ColumnType, article, type_from_dtype

if TYPE_CHECKING:
    pass

from dsviz_widget.table.reading import TableReading
from dsviz_widget.table.state import check_names


class TableEditing(TableReading):
    """What changes a table."""

    def add_data(self, *row: Any) -> None:
        """Add a row, one argument a column.

        Raises
        ------
        RowWidthError
            If the row has another width than the table.
        CellTypeError
            If a cell does not fit its column. The table is then as it was.
        """
        if self._stored is not None:
            self._load()
        if len(row) != self._width:
            raise RowWidthError(
                f"This table expects {self._width} columns: {self.columns}, found {len(row)}. "
                "Nothing of the row was stored."
            )
        self._columns.append(row)

    def add_row(self, *row: Any) -> None:
        """Add a row; the name `add_data` had earlier."""
        self.add_data(*row)

    def add_column(self, name: str | int, data: Sequence[Any], optional: bool = False) -> None:
        """Add a column of as many cells as the table has rows.

        Raises
        ------
        TableArgumentError
            If the name is taken or the length differs. The table is then as it was.
        CellTypeError
            If the cells do not fit one column.
        TableError
            If the table is logged incrementally.
        """
        import pyarrow as pa

        self._log.check_whole(self.log_mode, "add_column")
        name = check_names([name])[0]
        if name in self.columns:
            raise TableArgumentError(f"the table has a column {name!r} already. Choose another name.")
        if not isinstance(data, (list, tuple, np.ndarray)) and not hasattr(data, "__len__"):
            raise TableArgumentError(f"data must be a list or an array, got {article(data)}.")
        if self.columns and len(data) != len(self):
            raise TableArgumentError(
                f"column {name!r} has {len(data)} cells, and the table {len(self)} rows."
            )
        self._load()
        cells = list(data)
        missing = [is_missing(cell, STRING) and not isinstance(cell, float) for cell in cells]
        if not optional and any(missing):
            raise CellTypeError(
                f"cell {missing.index(True)} of column {name!r} is None. "
                "Pass optional=True to allow empty cells."
            )
        column_type, array = self._encode(name, UNKNOWN, cells, "cell", self._mixed)
        if self._mixed:
            self._columns.mixed.add(name)
        have = self._columns.to_arrow()
        table = have.append_column(name, array) if have.num_columns else pa.table({name: array})
        self._columns.set_arrow(
            table, [*self._columns.types, column_type], [*self._columns.optional, optional]
        )
        self._width += 1
        self._log.edits += 1

    def add_computed_columns(self, fn: Callable[[int, dict[str, Any]], dict[str, Any]]) -> None:
        """Add columns computed from those there are.

        Parameters
        ----------
        fn : callable
            Gets the number of a row and the row as a dict, and returns the new cells, ``{column: cell}``.

        Raises
        ------
        TableArgumentError
            If `fn` returns something else, or not the same columns for every row. The table is then as
            it was.

        Examples
        --------
        >>> table = Table(["x", "y"], [[3, 1], [4, 6]])
        >>> table.add_computed_columns(lambda index, row: {"difference": row["x"] - row["y"]})
        >>> table.get_column("difference")
        [2, -2]
        """
        self._log.check_whole(self.log_mode, "add_computed_columns")
        names, computed = self.columns, []
        for index, row in self.iterrows():
            found = fn(index, dict(zip(names, row, strict=True)))
            if not isinstance(found, dict):
                raise TableArgumentError(
                    f"fn must return a dict, and for row {index} it gave {article(found)}."
                )
            computed.append(found)
        if not computed:
            return
        keys = list(computed[0])
        for row_number, found in enumerate(computed):
            if set(found) != set(keys):
                raise TableArgumentError(
                    f"fn gave the columns {list(found)} for row {row_number}, and {keys} for row 0. "
                    "Give every row the same ones, with None for an empty cell."
                )
        width, types = len(names), dict(self.column_types)
        try:
            for key in keys:
                self.add_column(key, [found[key] for found in computed], optional=True)
        except TableError:
            self._keep(names[:width], types)
            raise

    def _keep(self, names: list[str], types: dict[str, ColumnType]) -> None:
        optional = self._columns.optional[: len(names)]
        self._columns.set_arrow(self._select(names), [types[name] for name in names], optional)
        self._width = len(names)

    def cast(self, col_name: str | int, dtype: Any, optional: bool = False) -> ColumnType:
        """Say what a column holds.

        Parameters
        ----------
        dtype
            As for the `dtype` of the table; a `Classes` makes a column of class ids.
        optional : bool
            Whether its cells may be None.

        Returns
        -------
        ColumnType

        Raises
        ------
        CellTypeError
            If a cell that is there does not fit. The column is then as it was.
        TableArgumentError
            If there is no such column, or keys of a second column are declared primary.
        """
        name = self._name(col_name)
        declared = type_from_dtype(dtype)
        if isinstance(declared, LinkType) and optional:
            raise TableArgumentError("primary keys, foreign keys and foreign indexes cannot be optional.")
        if isinstance(declared, PrimaryKeyType):
            others = [key for key in self._primary_keys() if key != name]
            if others:
                raise TableArgumentError(
                    f"column {others[0]!r} is the primary key already; a table has one. "
                    f"Leave {name!r} as it is, or make a table of its own for it."
                )
        elif name in self._primary_keys():
            raise TableArgumentError(f"column {name!r} is the primary key and stays it.")
        if isinstance(declared, (ForeignKeyType, ForeignIndexType)) and declared.target.is_same(Target(self)):
            raise TableArgumentError("a column cannot link to its own table. Use a table of its own for it.")
        self._load()
        position = self._columns.names.index(name)
        current = self.column_types[name]
        arrow = self._columns.to_arrow()
        cells = list(cells_of(arrow.column(position), current, self.source))
        if not optional and None in [cell for cell in cells if cell is None]:
            raise CellTypeError(
                f"Existing data None in row {cells.index(None)} of column {name!r} cannot be cast to "
                f"{declared.describe()}. Pass optional=True to allow empty cells."
            )
        if isinstance(declared, PrimaryKeyType):
            cells = [str(cell) if isinstance(cell, str) else cell for cell in cells]
        column_type, array = self._encode(name, declared, cells, "row")
        types = list(self._columns.types)
        flags = list(self._columns.optional)
        types[position], flags[position] = column_type, optional
        self._columns.mixed.discard(name)
        self._columns.set_arrow(arrow.set_column(position, name, array), types, flags)
        bind_links(self._columns.names, types, self, None)
        self._log.edits += 1
        return column_type

    def set_pk(self, col_name: str | int) -> None:
        """Make a column of text the primary key: the name of each row, never None.

        Raises
        ------
        TableArgumentError
            If another column is the primary key.
        CellTypeError
            If a cell is not text.
        """
        self.cast(col_name, PrimaryKeyType())

    def set_fk(self, col_name: str | int, table: TableReading, table_col: str | int) -> None:
        """Make a column of text the keys of rows of another table.

        Raises
        ------
        TableArgumentError
            If the other table has no such column, or is this one.
        CellTypeError
            If a cell is not text.
        """
        if not isinstance(table, TableReading):
            raise TableArgumentError(f"table must be a Table, got {article(table)}.")
        self.cast(col_name, foreign_key(table, str(table_col)))

    def _primary_keys(self) -> list[str]:
        return [name for name, found in self.column_types.items() if isinstance(found, PrimaryKeyType)]
