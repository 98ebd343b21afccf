"""Rows of anything a cell can hold, for looking at and for logging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dsviz_widget.errors import CellTypeError, RowWidthError, TableError, did_you_mean
from dsviz_widget.table.cell_files import files_of, refer_to
from dsviz_widget.table.columns import MIXING, Columns, cells_of, unknown_types
from dsviz_widget.table.frame import array_of_series, cells_of_series
from dsviz_widget.table.parquet import open_random_access, read_description, write_parquet
from dsviz_widget.table.staged import StagedBlobs, StoredBlobs
from dsviz_widget.types import BlobSource, ColumnType, UndecidedType, article, infer_type

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from dsviz_widget.query import Query

DEFAULT_COLUMNS = ("Input", "Output", "Expected")


class Table:
    """A table of numbers, text, booleans, dates, lists, dicts, arrays and images.

    Columns are Arrow in memory and Parquet at rest; there is no row limit.

    Parameters
    ----------
    columns : sequence of str or int, optional
        Names; ``Input``, ``Output``, ``Expected`` unless given.
    data : list of rows, 2-D array or DataFrame, optional
        Rows to begin with.
    rows : list of rows, optional
        The name `data` had earlier.
    dataframe : pandas.DataFrame, optional
        Taken as columns, not row by row; wins over `columns` and `data`.
    optional : bool or list of bool
        Whether cells may be None, for all columns or one by one.
    allow_mixed_types : bool
        Whether a column may hold cells of different types.

    Raises
    ------
    RowWidthError, CellTypeError
        If a row does not fit; rows before it are kept.
    TableError
        If names are not unique, or not text or int.

    References
    ----------
    ``wandb.Table``, W&B reference, 2021.
    """

    def __init__(
        self,
        columns: Sequence[str | int] | None = None,
        data: Any = None,
        rows: Any = None,
        dataframe: pd.DataFrame | None = None,
        optional: bool | Sequence[bool] = True,
        allow_mixed_types: bool = False,
    ) -> None:
        data = rows if data is None else data
        if dataframe is None and _is_frame(data):
            dataframe, data = data, None
        self._mixed = allow_mixed_types
        self._optional = optional
        self._stored: _Stored | None = None
        if dataframe is not None:
            if not _is_frame(dataframe):
                raise TableError(f"dataframe must be a pandas DataFrame, got {article(dataframe)}.")
            self._make(_check_names([str(name) for name in dataframe.columns]))
            self._take_frame(dataframe)
            return
        if isinstance(columns, str):
            raise TableError(
                f"columns must be a list of names, got the text {columns!r}. Write [{columns!r}]."
            )
        self._make(_check_names(DEFAULT_COLUMNS if columns is None else columns))
        if data is None:
            return
        if isinstance(data, np.ndarray):
            if data.ndim != 2:
                raise TableError(f"data must be a 2-D array, rows × columns, got shape {data.shape}.")
            data = data.tolist()
        if not isinstance(data, (list, tuple)):
            raise TableError(f"data must be a list of rows, a 2-D array or a DataFrame, got {article(data)}.")
        for row in data:
            if not isinstance(row, (list, tuple, np.ndarray)):
                raise TableError(f"each row of data must be a list, got {article(row)}.")
            self.add_data(*row)

    def _make(self, names: list[str]) -> None:
        if isinstance(self._optional, (list, tuple)):
            optional = [bool(value) for value in self._optional]
            if len(optional) != len(names):
                raise TableError(f"optional lists {len(optional)} columns, and the table has {len(names)}.")
        else:
            optional = [bool(self._optional)] * len(names)
        types: list[ColumnType] = (
            [UndecidedType() for _ in names] if self._mixed else unknown_types(len(names))
        )
        self._columns = Columns(names, types, optional)
        self._width = len(names)

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

    def add_column(self, name: str, data: Sequence[Any], optional: bool = False) -> None:
        """Add a column of as many cells as the table has rows.

        Raises
        ------
        TableError
            If the name is taken or the length differs. The table is then as it was.
        """
        import pyarrow as pa

        self._load()
        name = _check_names([name])[0]
        if name in self.columns:
            raise TableError(f"the table has a column {name!r} already. Choose another name.")
        if self.columns and len(data) != len(self):
            raise TableError(f"column {name!r} has {len(data)} cells, and the table {len(self)} rows.")
        column_type = infer_type(None)
        for index, cell in enumerate(data):
            if cell is None and not optional:
                raise CellTypeError(
                    f"cell {index} of column {name!r} is None. Pass optional=True to allow empty cells."
                )
            if type(cell) not in column_type.fast:
                try:
                    column_type = column_type.assign(cell)
                except CellTypeError as error:
                    raise CellTypeError(f"cell {index} of column {name!r}: {error}") from None
        array = column_type.to_arrow(list(data), self._columns.blobs)
        note = getattr(column_type, "note_classes", None)
        if note is not None:
            column_type = note(data)
        have = self._columns.to_arrow()
        table = have.append_column(name, array) if have.num_columns else pa.table({name: array})
        self._columns.set_arrow(
            table, [*self._columns.types, column_type], [*self._columns.optional, optional]
        )
        self._width += 1

    def get_column(self, name: str, convert_to: Literal["numpy"] | None = None) -> Any:
        """Return the cells of a column as a list, or as an array.

        Raises
        ------
        TableError
            If there is no such column.
        """
        if name not in self.columns:
            raise TableError(f"the table has no column {name!r}.{did_you_mean(name, self.columns)}")
        arrow = self.to_arrow()
        cells = list(cells_of(arrow.column(name), self.column_types[name], self.source))
        if convert_to is None:
            return cells
        if convert_to != "numpy":
            raise TableError(f"convert_to is None or 'numpy', got {convert_to!r}.")
        return np.array([np.asarray(cell.image) if hasattr(cell, "image") else cell for cell in cells])

    def iterrows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield ``(index, [cell, ...])`` for every row."""
        types, source = list(self.column_types.values()), self.source
        index = 0
        for batch in self.to_arrow().to_batches():
            cells = [
                [column_type.from_arrow(value, source) for value in array.to_pylist()]
                for column_type, array in zip(types, batch.columns, strict=True)
            ]
            for row in zip(*cells, strict=True):
                yield index, list(row)
                index += 1

    @property
    def data(self) -> list[list[Any]]:
        """All rows as lists of cells. For large tables prefer `to_arrow`."""
        return [row for _, row in self.iterrows()]

    def to_arrow(self) -> pa.Table:
        """Return the table as Arrow; images are structs with digest, size, boxes and masks.

        A table from an artifact is mapped from disk, and costs no memory.
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

    def query(self) -> Query:
        """Return an empty query on this table, to filter, group and sort from Python.

        Examples
        --------
        >>> table.query().filter("score > 0.5").sort("-score").to_pandas()  # doctest: +SKIP
        """
        from dsviz_widget.query import DuckEngine, Query

        return Query().bind(DuckEngine(self.to_arrow()))

    def save_to(self, blobs: Any) -> tuple[str, int]:
        """Write the table and every file behind its cells into a store.

        Parameters
        ----------
        blobs : dsviz_widget.store.Blobs

        Returns
        -------
        digest : str
            Of the table's Parquet file.
        size : int
            Bytes of it.
        """
        import secrets

        if self._stored is not None and self._stored.blobs.blobs.folder == blobs.folder:
            return self._stored.digest, self._stored.path.stat().st_size
        arrow, types = self.to_arrow(), list(self.column_types.values())
        if isinstance(self.source, StagedBlobs):
            self.source.move_to(blobs)
        elif isinstance(self.source, StoredBlobs):
            source = self.source
            blobs.put_many({digest: source for _, digest, _, _ in self.files()})
        staged = blobs.folder / f".{secrets.token_hex(8)}.parquet"
        staged.parent.mkdir(parents=True, exist_ok=True)
        try:
            write_parquet(arrow, types, staged, {"optional": self._columns.optional})
            return blobs.put(staged), staged.stat().st_size
        finally:
            staged.unlink(missing_ok=True)

    def files(self) -> Iterator[tuple[str, str, int, str | None]]:
        """Yield ``(path, digest, size, ref)`` of every file behind the cells, with repeats."""
        for name, column_type in self.column_types.items():
            for chunk in self.to_arrow().column(name).chunks:
                yield from files_of(chunk, column_type)

    @classmethod
    def open_stored(cls, blobs: StoredBlobs, digest: str, cache: Path, origin: str) -> Table:
        """Return the table of a logged artifact; its rows are read when they are looked at."""
        table = cls.__new__(cls)
        table._mixed = False
        table._stored = _Stored(blobs, digest, cache, origin)
        table._optional = table._stored.optional
        table._width = len(table._stored.names)
        table._columns = Columns(table._stored.names, table._stored.types, table._stored.optional)
        return table

    @classmethod
    def of_columns(
        cls,
        arrow: pa.Table,
        types: Sequence[ColumnType],
        blobs: StagedBlobs,
        optional: Sequence[bool] | None = None,
    ) -> Table:
        """Return a table of columns that are Arrow already, in the forms that their types give them."""
        table = cls(list(arrow.column_names))
        table._columns.blobs = blobs
        table._optional = [True] * arrow.num_columns if optional is None else list(optional)
        table._columns.set_arrow(arrow, types, table._optional)
        return table

    def _load(self) -> None:
        """Turn a stored table into one that can grow."""
        if self._stored is None:
            return
        import pyarrow as pa

        stored, self._stored = self._stored, None
        arrow = stored.to_arrow()
        columns = [
            pa.chunked_array(
                [refer_to(chunk, column_type, stored.blobs.origin) for chunk in column.chunks],
                type=column.type,
            )
            for column, column_type in zip(arrow.columns, stored.types, strict=True)
        ]
        self._columns.set_arrow(pa.table(columns, names=stored.names), stored.types, stored.optional)
        for _, digest, _, _ in self.files():
            self._columns.blobs.refer(digest, stored.blobs)

    def _take_frame(self, frame: pd.DataFrame) -> None:
        import pyarrow as pa

        from dsviz_widget.types.arrow import type_of_arrow

        arrays, types = [], []
        for position, name in enumerate(self._columns.names):
            series = frame.iloc[:, position]
            array = array_of_series(series, name)
            if array is not None:
                column_type = type_of_arrow(array.type)
            else:
                column_type = self._columns.types[position]
                cells = cells_of_series(series)
                for index, cell in enumerate(cells):
                    if type(cell) not in column_type.fast:
                        try:
                            column_type = column_type.assign(cell)
                        except CellTypeError as error:
                            raise CellTypeError(
                                f"row {index} of column {name!r}: {str(error).rstrip('.')}. {MIXING}"
                            ) from None
                array = column_type.to_arrow(cells, self._columns.blobs)
                note = getattr(column_type, "note_classes", None)
                column_type = note(cells) if note is not None else column_type
            arrays.append(array)
            types.append(column_type)
        if arrays:
            if self._mixed:
                self._columns.types = list(types)
            self._columns.append_arrow(pa.table(arrays, names=self._columns.names), types)

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


class _Stored:
    """A table of an artifact: its Parquet file, and where the files behind its cells are."""

    def __init__(self, blobs: StoredBlobs, digest: str, cache: Path, origin: str) -> None:
        import pyarrow as pa

        self.blobs, self.digest, self.origin = blobs, digest, origin
        found = blobs.locate(digest)
        if found is None:
            blobs.get(digest)  # raises BlobMissing, with what to do
            raise AssertionError
        self.path = found
        self.copy = cache / "rows" / f"{digest}.arrow"
        try:
            schema, self.types, described, self.row_count = read_description(found)
        except pa.ArrowException:
            blobs.get(digest)  # raises BlobCorrupt, with what to do
            raise
        self.names: list[str] = schema.names
        self.optional: list[bool] = described.get("optional", [True] * len(self.names))
        self._arrow: pa.Table | None = None

    def to_arrow(self) -> pa.Table:
        if self._arrow is None:
            self._arrow = open_random_access(self.path, self.copy)
        return self._arrow


def _check_names(columns: Any) -> list[str]:
    if not isinstance(columns, (list, tuple)):
        raise TableError(f"columns must be a list of names, got {article(columns)}.")
    names = []
    for name in columns:
        if not isinstance(name, (str, int)) or isinstance(name, bool):
            raise TableError(f"a column's name must be text or an int, got {article(name)}.")
        if str(name) in names:
            raise TableError(f"two columns are named {str(name)!r}. Give each a name of its own.")
        names.append(str(name))
    return names


def _is_frame(value: Any) -> bool:
    return type(value).__name__ == "DataFrame" and type(value).__module__.startswith("pandas")


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, np.ndarray) or isinstance(theirs, np.ndarray):
        return bool(np.array_equal(mine, theirs, equal_nan=np.asarray(mine).dtype.kind == "f"))
    if isinstance(mine, float) and isinstance(theirs, float):
        return mine == theirs or (mine != mine and theirs != theirs)
    return bool(mine == theirs)
