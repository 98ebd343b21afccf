"""Rows of anything a cell can hold, for looking at and for logging."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dsviz_widget.errors import (
    CellTypeError,
    RowWidthError,
    TableArgumentError,
    TableError,
    did_you_mean,
)
from dsviz_widget.table.at_rest import ParquetRows, RowsAtRest, StoredRows
from dsviz_widget.table.cell_files import files_of, holds_files, refer_to
from dsviz_widget.table.columns import MIXING, Columns, cells_of, is_missing, unknown_types
from dsviz_widget.table.frame import Incoming, from_arrow, from_frame, from_records, is_frame
from dsviz_widget.table.links import (
    ForeignIndexType,
    ForeignKeyType,
    LinkType,
    PrimaryKeyType,
    TableIndex,
    Target,
    bind_links,
    foreign_key,
)
from dsviz_widget.table.logging import LogMode, LogState, check_log_mode
from dsviz_widget.table.staged import StagedBlobs, StoredBlobs
from dsviz_widget.types import (
    STRING,
    UNKNOWN,
    BlobSource,
    ColumnType,
    UndecidedType,
    UnknownType,
    article,
    type_from_dtype,
)

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine, Query

DEFAULT_COLUMNS = ("Input", "Output", "Expected")
Place = Callable[[Any, "str | None"], str]
"""Adds a table that another one needs to an artifact, and returns the path of its entry."""


class Table:
    """A table of numbers, text, booleans, dates, lists, dicts, arrays and images.

    Columns are Arrow in memory and Parquet at rest; there is no row limit.

    Parameters
    ----------
    columns : sequence of str or int, optional
        Names; ``Input``, ``Output``, ``Expected`` unless given.
    data : list of rows, list of dicts, 2-D array or data frame, optional
        Rows to begin with.
    rows : list of rows, optional
        The name `data` had earlier.
    dataframe : pandas or polars DataFrame, or Arrow data, optional
        Taken as columns, not row by row; wins over `columns` and `data`.
    dtype : type, media class, constant, or list of them, optional
        What every column holds, or each of them; found from the cells unless given. ``[x]`` means a list
        where it stands for one column, ``[x, y]`` one of several types, a dict a dict.
    optional : bool or list of bool
        Whether cells may be None, for all columns or one by one.
    allow_mixed_types : bool
        Whether a column may hold cells of different types.
    log_mode : {"IMMUTABLE", "MUTABLE", "INCREMENTAL"}
        What logging again means after the table has grown. All write every row, so nothing is lost:
        IMMUTABLE warns, MUTABLE does not, and INCREMENTAL writes only the rows that are new.

    Raises
    ------
    RowWidthError, CellTypeError
        If a row does not fit; rows before it are kept.
    TableArgumentError
        If names are not unique, or not text or int; it is an AssertionError and a ValueError.

    References
    ----------
    ``wandb.Table``, W&B reference, 2021 and 2025 (`log_mode`).
    """

    def __init__(
        self,
        columns: Sequence[str | int] | None = None,
        data: Any = None,
        rows: Any = None,
        dataframe: Any = None,
        dtype: Any = None,
        optional: bool | Sequence[bool] = True,
        allow_mixed_types: bool = False,
        log_mode: LogMode | None = "IMMUTABLE",
    ) -> None:
        self.log_mode = check_log_mode(log_mode)
        self._log = LogState()
        data = rows if data is None else data
        if dataframe is None and is_frame(data):
            dataframe, data = data, None
        self._mixed = allow_mixed_types
        self._dtype = dtype
        self._optional = optional
        self._stored: RowsAtRest | None = None
        if dataframe is not None:
            incoming = from_frame(dataframe)
            self._make(_check_names(incoming.names))
            self._take(incoming)
            return
        if isinstance(columns, str):
            raise TableArgumentError(
                f"columns must be a list of names, got the text {columns!r}. Write [{columns!r}]."
            )
        if isinstance(data, (list, tuple)) and data and all(isinstance(row, Mapping) for row in data):
            incoming = from_records(data, None if columns is None else _check_names(columns))
            self._make(_check_names(incoming.names))
            self._take(incoming)
            return
        self._make(_check_names(DEFAULT_COLUMNS if columns is None else columns))
        if data is None:
            return
        if isinstance(data, np.ndarray):
            if data.ndim != 2:
                raise TableArgumentError(f"data must be a 2-D array, rows × columns, got shape {data.shape}.")
            data = data.tolist()
        if not isinstance(data, (list, tuple)):
            raise TableArgumentError(
                f"data must be a list of rows, a 2-D array or a DataFrame, got {article(data)}."
            )
        for row in data:
            if not isinstance(row, (list, tuple, np.ndarray)):
                raise TableArgumentError(f"each row of data must be a list, got {article(row)}.")
            self.add_data(*row)

    def _make(self, names: list[str]) -> None:
        optional = [bool(value) for value in _each(self._optional, names, "optional")]
        types: list[ColumnType]
        if self._mixed:
            types = [UndecidedType() for _ in names]
        elif self._dtype is None:
            types = unknown_types(len(names))
        else:
            types = [type_from_dtype(dtype) for dtype in _each(self._dtype, names, "dtype")]
        self._columns = Columns(names, types, optional)
        self._width = len(names)

    @classmethod
    def from_parquet(cls, path: Any, columns: Sequence[str] | None = None) -> Table:
        """Return the table in a Parquet file, in all of a folder, or in a list of files.

        Only the footers of the files are read; rows when they are looked at, and queries run on the
        files. So the size of the files does not matter, and they must stay where they are.

        Parameters
        ----------
        path : path or list of paths
        columns : list of str, optional
            Those to take; all unless given.

        Raises
        ------
        TableFileError
            If nothing is there.
        TableError
            If a file is no Parquet, or the files have different columns.
        """
        from dsviz_widget.table.readers import open_parquet

        return cls._at_rest(open_parquet(path, columns))

    @classmethod
    def from_csv(cls, path: Any, columns: Sequence[str] | None = None, delimiter: str = ",") -> Table:
        """Return the table in a CSV file whose first line has the names.

        A column has the type that all its cells fit. An empty cell is None, and ``""`` is empty text.

        Raises
        ------
        TableFileError
            If there is no such file.
        TableError
            If it is not CSV.
        """
        from dsviz_widget.table.readers import read_csv

        return cls._of(from_arrow(read_csv(path, columns, delimiter)))

    @classmethod
    def from_arrow(cls, data: Any, columns: Sequence[str] | None = None) -> Table:
        """Return a pyarrow Table, record batch, reader or dataset as a table.

        What is in memory is not copied, but for dates and other types that a table has in one form only.
        A dataset of local Parquet files is read as `from_parquet` reads it.
        """
        from dsviz_widget.table.readers import open_dataset

        rows = open_dataset(data, columns)
        return cls._of(from_frame(data, columns)) if rows is None else cls._at_rest(rows)

    @classmethod
    def from_pandas(cls, frame: pd.DataFrame, columns: Sequence[str] | None = None) -> Table:
        """Return a pandas data frame as a table; its index is left out."""
        return cls._of(from_frame(frame, columns))

    @classmethod
    def from_polars(cls, frame: pl.DataFrame | pl.LazyFrame, columns: Sequence[str] | None = None) -> Table:
        """Return a polars data frame as a table."""
        return cls._of(from_frame(frame, columns))

    @classmethod
    def from_records(
        cls, records: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None
    ) -> Table:
        """Return a list of dicts as a table, one row each; a key that a dict lacks is an empty cell."""
        return cls._of(from_records(records, columns))

    @classmethod
    def _of(cls, incoming: Incoming) -> Table:
        table = cls(columns=incoming.names)
        table._take(incoming)
        return table

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self._stored.names if self._stored is not None else self._columns.names)

    @property
    def column_types(self) -> dict[str, ColumnType]:
        """What each column holds."""
        if self._stored is not None:
            return dict(zip(self._stored.names, self._stored.types, strict=True))
        self._columns.flush()
        return dict(zip(self._columns.names, self._columns.types, strict=True))

    def __len__(self) -> int:
        return self._stored.row_count if self._stored is not None else len(self._columns)

    @property
    def source(self) -> BlobSource:
        """Where the files behind the cells are."""
        return self._stored.blobs if self._stored is not None else self._columns.blobs

    @property
    def origin(self) -> str | None:
        """``project/name:v0/path`` of a table that came from an artifact, else None."""
        return self._stored.origin if self._stored is not None else None

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
        name = _check_names([name])[0]
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
        column_type: ColumnType = UndecidedType() if self._mixed else UNKNOWN
        column_type, array = self._encode(name, column_type, cells, "cell")
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

    def get_column(self, name: str | int, convert_to: Literal["numpy"] | None = None) -> Any:
        """Return the cells of a column as a list, or as an array.

        Raises
        ------
        TableArgumentError
            If there is no such column.
        """
        name = self._name(name)
        column = self._select([name]).column(0)
        cells = list(cells_of(column, self.column_types[name], self.source))
        if convert_to is None:
            return cells
        if convert_to != "numpy":
            raise TableArgumentError(f"convert_to is None or 'numpy', got {convert_to!r}.")
        return np.array([np.asarray(cell.image) if hasattr(cell, "image") else cell for cell in cells])

    def iterrows(self) -> Iterator[tuple[TableIndex, list[Any]]]:
        """Yield ``(index, [cell, ...])`` for every row; the index is an int that knows its table."""
        types, source = list(self.column_types.values()), self.source
        target, index = Target(self), 0
        for batch in self._batches()[0]:
            if not types:
                continue
            cells = [
                [column_type.from_arrow(value, source) for value in array.to_pylist()]
                for column_type, array in zip(types, batch.columns, strict=True)
            ]
            for row in zip(*cells, strict=True):
                yield TableIndex.of(target, index), list(row)
                index += 1

    def get_index(self) -> list[TableIndex]:
        """Return the number of every row, to put into a column of another table as links to this one."""
        target = Target(self)
        return [TableIndex.of(target, index) for index in range(len(self))]

    def index_ref(self, index: int) -> TableIndex:
        """Return the number of a row as a link to it.

        Raises
        ------
        TableArgumentError
            If the table has no such row.
        """
        return TableIndex.of(Target(self), self._check_row(index))

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

    def set_fk(self, col_name: str | int, table: Table, table_col: str | int) -> None:
        """Make a column of text the keys of rows of another table.

        Raises
        ------
        TableArgumentError
            If the other table has no such column, or is this one.
        CellTypeError
            If a cell is not text.
        """
        if not isinstance(table, Table):
            raise TableArgumentError(f"table must be a Table, got {article(table)}.")
        self.cast(col_name, foreign_key(table, str(table_col)))

    def _primary_keys(self) -> list[str]:
        return [name for name, found in self.column_types.items() if isinstance(found, PrimaryKeyType)]

    @property
    def data(self) -> list[list[Any]]:
        """All rows as lists of cells. For large tables prefer `to_arrow`."""
        return [row for _, row in self.iterrows()]

    def to_arrow(self) -> pa.Table:
        """Return the table as Arrow; images are structs with digest, size, boxes and masks.

        A table from an artifact is mapped from disk, and costs no memory; one from Parquet is read.
        """
        if self._stored is not None:
            return self._stored.to_arrow()
        return self._columns.to_arrow()

    def get_dataframe(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame, with images as Image objects."""
        import pandas as pd

        types, arrow = self.column_types, self.to_arrow()
        plain = {"number", "text", "boolean", "timestamp"}
        frame: pd.DataFrame = pd.DataFrame(
            {
                name: arrow.column(name).to_pandas()
                if types[name].kind in plain
                else pd.Series(list(cells_of(arrow.column(name), types[name], self.source)), dtype=object)
                for name in self.columns
            }
        )
        return frame

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame, as `get_dataframe` does."""
        return self.get_dataframe()

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a polars DataFrame; images are structs, as in `to_arrow`.

        Raises
        ------
        LibraryMissing
            If polars is not installed.
        """
        from dsviz_widget.table.writers import to_polars

        return to_polars(self)

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write the table as a Parquet file, some rows at a time; `from_parquet` reads it back.

        Of images it has all but the pixels: digest, size, boxes and masks.
        """
        from dsviz_widget.table.writers import to_parquet

        to_parquet(self, path)

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str | None:
        """Write the table as CSV, some rows at a time, or return it as text when no path is given.

        Lists, dicts and images become JSON text; an empty cell is nothing, and empty text is ``""``.
        """
        from dsviz_widget.table.writers import to_csv

        return to_csv(self, path)

    def query(self) -> Query:
        """Return an empty query on this table, to filter, group and sort from Python.

        Examples
        --------
        >>> table.query().filter("score > 0.5").sort("-score").to_pandas()  # doctest: +SKIP
        """
        from dsviz_widget.query import Query

        return Query().bind(self.engine())

    def engine(self) -> DuckEngine:
        """Return what answers queries on the rows there are now; rows in Parquet files stay there."""
        from dsviz_widget.query import DuckEngine

        return self._stored.engine() if self._stored is not None else DuckEngine(self.to_arrow())

    def save_to(self, blobs: Any, place: Place | None = None) -> tuple[str, int]:
        """Write the table and every file behind its cells into a store.

        Rows at rest are not read into memory: they are copied as they are, or some at a time.

        Parameters
        ----------
        blobs : dsviz_widget.store.Blobs
        place : callable, optional
            Adds a table that a column links to, and returns where.

        Returns
        -------
        digest : str
            Of the table's Parquet file.
        size : int
            Bytes of it.
        """
        from dsviz_widget.table.saving import save_table

        return save_table(self, blobs, place)

    def files(self) -> Iterator[tuple[str, str, int, str | None]]:
        """Yield ``(path, digest, size, ref)`` of every file behind the cells, with repeats."""
        for name, column_type in self.column_types.items():
            if holds_files(column_type):
                for chunk in self._select([name]).column(0).chunks:
                    yield from files_of(chunk, column_type)

    @classmethod
    def open_stored(
        cls,
        blobs: StoredBlobs,
        digest: str,
        cache: Path,
        origin: str,
        open_table: Callable[[str], Any] | None = None,
    ) -> Table:
        """Return the table of a logged artifact; its rows are read when they are looked at.

        `open_table` opens other tables of the artifact, to which columns link.
        """
        return cls._at_rest(StoredRows(blobs, digest, cache, origin), open_table)

    @classmethod
    def of_columns(
        cls,
        arrow: pa.Table,
        types: Sequence[ColumnType],
        blobs: StagedBlobs,
        optional: Sequence[bool],
        open_table: Callable[[str], Any] | None = None,
    ) -> Table:
        """Return a table of columns that are Arrow already, in the forms that their types give them.

        `blobs` has the files behind the cells; `open_table` opens other tables, to which columns link.
        """
        table = cls(list(arrow.column_names))
        table._columns.blobs = blobs
        table._columns.set_arrow(arrow, types, optional)
        bind_links(arrow.column_names, types, table, open_table)
        return table

    @classmethod
    def _at_rest(cls, rows: RowsAtRest, open_table: Callable[[str], Any] | None = None) -> Table:
        table = cls.__new__(cls)
        table.log_mode = rows.notes.get("log_mode", "IMMUTABLE")
        table._log = LogState()
        table._mixed, table._dtype, table._optional = False, None, rows.optional
        table._stored = rows
        table._width = len(rows.names)
        table._columns = Columns(rows.names, rows.types, rows.optional)
        bind_links(rows.names, rows.types, table, open_table)
        return table

    def settled(self) -> pa.Table:
        """Return the rows as Arrow that other tables may hold: cells of an artifact refer to it."""
        return _settled(self._stored) if self._stored is not None else self._columns.to_arrow()

    def _load(self) -> None:
        """Turn a table at rest into one that can grow."""
        if self._stored is None:
            return
        stored, self._stored = self._stored, None
        self._columns.set_arrow(_settled(stored), stored.types, stored.optional)
        for _, digest, _, _ in self.files():
            self._columns.blobs.refer(digest, stored.blobs)

    def _name(self, name: str | int) -> str:
        found = str(name) if isinstance(name, int) else name
        if found not in self.columns:
            raise TableArgumentError(
                f"the table has no column {name!r}.{did_you_mean(str(name), self.columns)}"
            )
        return found

    def _check_row(self, index: int) -> int:
        if not isinstance(index, (int, np.integer)) or not 0 <= index < len(self):
            raise TableArgumentError(
                f"the table has rows 0 to {len(self) - 1}, and row {index!r} was asked."
                if len(self)
                else f"the table has no rows, and row {index!r} was asked."
            )
        return int(index)

    def _row(self, index: int) -> dict[str, Any]:
        self._check_row(index)
        if isinstance(self._stored, ParquetRows):
            cells = self._stored.engine().take([index]).select(self.columns)
        else:
            cells = self.to_arrow().slice(index, 1)
        types = self.column_types
        return {name: next(cells_of(cells.column(name), types[name], self.source)) for name in self.columns}

    def _row_of_key(self, column: str, key: str) -> int:
        import pyarrow.compute as pc

        found: int = pc.index(self._select([column]).column(0), key).as_py()
        if found < 0:
            raise TableArgumentError(f"no row has the key {key!r} in column {column!r}.")
        return found

    def _select(self, names: list[str]) -> pa.Table:
        """Return some columns as Arrow, reading no others."""
        if self._stored is not None:
            return self._stored.select(names)
        return self._columns.to_arrow().select(names)

    def _batches(self) -> tuple[Iterator[pa.RecordBatch], pa.Schema]:
        """Return all rows, some at a time, and their schema."""
        if isinstance(self._stored, ParquetRows):
            return self._stored.batches(), self._stored.schema
        arrow = self.to_arrow()
        return iter(arrow.to_batches()), arrow.schema

    def _optional_columns(self) -> list[bool]:
        return self._stored.optional if self._stored is not None else self._columns.optional

    @classmethod
    def _beside(cls, parts: Sequence[tuple[str, Table, pa.Array]]) -> Table:
        """Return rows of several tables side by side.

        Parameters
        ----------
        parts : sequence of (prefix, table, row numbers)
            What the names of its columns begin with, and which row stands where; null for none.
        """
        import pyarrow as pa

        names, columns, types = [], [], []
        made = cls([])
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

    @classmethod
    def _after_each_other(cls, tables: Sequence[Table]) -> Table:
        """Return the rows of several tables with the same columns as one table."""
        made = cls(tables[0].columns if tables else [])
        for table in tables:
            arrow = table.settled()
            plain = [
                STRING if isinstance(found, PrimaryKeyType) else found
                for found in table.column_types.values()
            ]
            made._columns.append_arrow(arrow, plain)
            for _, digest, _, _ in table.files():
                made._columns.blobs.refer(digest, table.source)
        return made

    def _take(self, incoming: Incoming) -> None:
        """Take columns whose names are those of the table, which has no rows."""
        import pyarrow as pa

        from dsviz_widget.types.arrow import type_of_arrow

        arrays, types = [], []
        for name, column, declared, optional in zip(
            self._columns.names, incoming.columns, self._columns.types, self._columns.optional, strict=True
        ):
            if isinstance(column, list):
                column_type, array = self._encode(name, declared, column, "row")
            else:
                array, column_type = column, type_of_arrow(column.type)
                if not isinstance(declared, UnknownType) or type(declared) not in (
                    UnknownType,
                    UndecidedType,
                ):
                    cells = column.to_pylist()
                    column_type, array = self._encode(name, declared, cells, "row")
            if not optional and array.null_count:
                raise CellTypeError(
                    f"column {name!r} is not optional and has {array.null_count} empty cells. "
                    "Nothing was stored."
                )
            arrays.append(array)
            types.append(column_type)
        if arrays:
            self._columns.types = list(types)
            self._columns.append_arrow(pa.table(arrays, names=self._columns.names), types)

    def _encode(
        self, name: str, column_type: ColumnType, cells: list[Any], noun: str
    ) -> tuple[ColumnType, pa.Array]:
        """Return the type of a column's cells and their Arrow form, looking at each."""
        for index, cell in enumerate(cells):
            if type(cell) not in column_type.fast:
                missing = is_missing(cell, column_type) and not isinstance(column_type, PrimaryKeyType)
                try:
                    column_type = column_type.assign(None if missing else cell)
                except CellTypeError as error:
                    hint = "" if self._mixed else f" {MIXING}"
                    raise CellTypeError(
                        f"{noun} {index} of column {name!r}: {str(error).rstrip('.')}.{hint}"
                    ) from None
        plain = [None if is_missing(cell, column_type) else cell for cell in cells]
        array = column_type.to_arrow(plain, self._columns.blobs)
        note = getattr(column_type, "note_classes", None)
        return (note(plain) if note is not None else column_type), array

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return (
            self.columns == other.columns
            and len(self) == len(other)
            and all(
                mine.kind == theirs.kind
                for mine, theirs in zip(self.column_types.values(), other.column_types.values(), strict=True)
            )
            and all(
                _same(mine, theirs)
                for (_, a), (_, b) in zip(self.iterrows(), other.iterrows(), strict=True)
                for mine, theirs in zip(a, b, strict=True)
            )
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Table {len(self):,} rows × {len(self.columns)} columns: {', '.join(self.columns[:8])}>"


def _settled(stored: RowsAtRest) -> pa.Table:
    """Return rows at rest, whose cells refer to the artifact that they came from."""
    import pyarrow as pa

    arrow = stored.to_arrow()
    if not isinstance(stored.blobs, StoredBlobs):
        return arrow
    origin = stored.blobs.origin
    columns = [
        pa.chunked_array([refer_to(chunk, column_type, origin) for chunk in column.chunks], type=column.type)
        for column, column_type in zip(arrow.columns, stored.types, strict=True)
    ]
    return pa.table(columns, names=stored.names)


def _each(value: Any, names: list[str], what: str) -> list[Any]:
    """Return one value a column: a list has one for each, anything else is for all."""
    if not isinstance(value, (list, tuple)):
        return [value] * len(names)
    if len(value) != len(names):
        raise TableArgumentError(f"{what} lists {len(value)} columns, and the table has {len(names)}.")
    return list(value)


def _check_names(columns: Any) -> list[str]:
    if not isinstance(columns, (list, tuple)):
        raise TableArgumentError(f"columns must be a list of names, got {article(columns)}.")
    names = []
    for name in columns:
        if not isinstance(name, (str, int)) or isinstance(name, bool):
            raise TableArgumentError(f"a column's name must be text or an int, got {article(name)}.")
        if str(name) in names:
            raise TableArgumentError(f"two columns are named {str(name)!r}. Give each a name of its own.")
        names.append(str(name))
    return names


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, np.ndarray) or isinstance(theirs, np.ndarray):
        return bool(np.array_equal(mine, theirs, equal_nan=np.asarray(mine).dtype.kind == "f"))
    if isinstance(mine, float) and isinstance(theirs, float):
        return mine == theirs or (mine != mine and theirs != theirs)
    return bool(mine == theirs)
