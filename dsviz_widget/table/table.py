"""Rows of anything a cell can hold, for looking at and for logging."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import CellTypeError, TableArgumentError
from dsviz_widget.table.at_rest import RowsAtRest, StoredRows
from dsviz_widget.table.columns import Columns, unknown_types
from dsviz_widget.table.editing import TableEditing
from dsviz_widget.table.frame import Incoming, from_arrow, from_frame, from_records, is_frame
from dsviz_widget.table.links import bind_links
from dsviz_widget.table.logging import LogMode, LogState, check_log_mode
from dsviz_widget.table.staged import StagedBlobs, StoredBlobs
from dsviz_widget.table.state import check_names
from dsviz_widget.types import ColumnType, UnknownType, article, type_from_dtype

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


DEFAULT_COLUMNS = ("Input", "Output", "Expected")
Place = Callable[[Any, "str | None"], str]
"""Adds a table that another one needs to an artifact, and returns the path of its entry."""


class Table(TableEditing):
    """A table of numbers, text, booleans, dates, lists, dicts, arrays and images.

    Columns are Arrow in memory and Parquet at rest; there is no row limit. Dicts of a column may have
    different keys, each of one type; a key that a dict lacks is empty for queries, and lacking again when
    the cell is read.

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
        where it stands for one column, ``[x, y]`` one of several types, ``{key: x}`` a dict of just these
        keys, ``object`` anything that JSON or a date can say.
    optional : bool or list of bool
        Whether cells may be None, for all columns or one by one.
    allow_mixed_types : bool
        Whether a column may hold cells of different types, also after it was logged and got back. It has
        the type of its cells until they differ; 1 and 1.0 are one number.
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
            self._make(check_names(incoming.names))
            self._take(incoming)
            return
        if isinstance(columns, str):
            raise TableArgumentError(
                f"columns must be a list of names, got the text {columns!r}. Write [{columns!r}]."
            )
        if isinstance(data, (list, tuple)) and data and all(isinstance(row, Mapping) for row in data):
            incoming = from_records(data, None if columns is None else check_names(columns))
            self._make(check_names(incoming.names))
            self._take(incoming)
            return
        self._make(check_names(DEFAULT_COLUMNS if columns is None else columns))
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
        if self._mixed or self._dtype is None:
            types = unknown_types(len(names))
        else:
            types = [type_from_dtype(dtype) for dtype in _each(self._dtype, names, "dtype")]
        self._columns = Columns(names, types, optional, names if self._mixed else ())
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
        mixed = rows.notes.get("mixed", [])
        table._mixed, table._dtype, table._optional = bool(mixed), None, rows.optional
        table._stored = rows
        table._width = len(rows.names)
        table._columns = Columns(rows.names, rows.types, rows.optional, mixed)
        bind_links(rows.names, rows.types, table, open_table)
        return table

    def _take(self, incoming: Incoming) -> None:
        """Take columns whose names are those of the table, which has no rows."""
        import pyarrow as pa

        from dsviz_widget.types.arrow import type_of_arrow

        arrays, types = [], []
        for name, column, declared, optional in zip(
            self._columns.names, incoming.columns, self._columns.types, self._columns.optional, strict=True
        ):
            if isinstance(column, list):
                may_mix = name in self._columns.mixed
                column_type, array = self._encode(name, declared, column, "row", may_mix)
            else:
                array, column_type = column, type_of_arrow(column.type)
                if type(declared) is not UnknownType:
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

    def __repr__(self) -> str:
        return f"<Table {len(self):,} rows × {len(self.columns)} columns: {', '.join(self.columns[:8])}>"


def _each(value: Any, names: list[str], what: str) -> list[Any]:
    """Return one value a column: a list has one for each, anything else is for all."""
    if not isinstance(value, (list, tuple)):
        return [value] * len(names)
    if len(value) != len(names):
        raise TableArgumentError(f"{what} lists {len(value)} columns, and the table has {len(names)}.")
    return list(value)
