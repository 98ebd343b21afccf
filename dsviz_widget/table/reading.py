"""Looking at the rows of a table, and handing them to other libraries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dsviz_widget.errors import TableArgumentError
from dsviz_widget.table.at_rest import ParquetRows
from dsviz_widget.table.columns import cells_of
from dsviz_widget.table.engines import OwnEngine
from dsviz_widget.table.links import TableIndex, Target

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from dsviz_widget.query import DuckEngine, Query

from dsviz_widget.table.state import TableState


class TableReading(TableState):
    """What a table answers."""

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

    @property
    def data(self) -> list[list[Any]]:
        """All rows as lists of cells. For large tables prefer `to_arrow`."""
        return [row for _, row in self.iterrows()]

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

        A column that holds values of mixed kinds is JSON text.

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
        Text and numbers of a column of mixed types are as they are.
        """
        from dsviz_widget.table.writers import to_csv

        return to_csv(self, path)

    def query(self, engine: Literal["duckdb", "spark"] = "duckdb") -> Query:
        """Return an empty query on the rows there are now, to filter, group and sort from Python.

        Parameters
        ----------
        engine : {"duckdb", "spark"}
            What answers it. Spark answers in its active session, where it must be able to read the files of
            a table that lies in files; `SparkEngine` says more.

        Raises
        ------
        TableArgumentError
            If there is no such engine.
        LibraryMissing
            If Spark is asked for and pyspark is not installed.

        Examples
        --------
        >>> table.query().filter("score > 0.5").sort("-score").to_pandas()  # doctest: +SKIP
        """
        from dsviz_widget.query import Query
        from dsviz_widget.table.answers import QueriedTable

        if engine not in ("duckdb", "spark"):
            raise TableArgumentError(f"engine is 'duckdb' or 'spark', got {engine!r}.")
        if engine == "duckdb":
            return Query().bind(QueriedTable(self))
        from dsviz_widget.table.on_spark import spark_engine

        return Query().bind(QueriedTable(self, spark_engine(self)))

    def engine(self) -> DuckEngine:
        """Return what answers queries on the rows there are now; rows in Parquet files stay there.

        It is the same one until rows are added or changed, and for all tables of the same version.
        """
        if self._stored is not None:
            return self._stored.engine()
        if self._answering is None:
            self._answering = OwnEngine()
        return self._answering.on(self.to_arrow())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TableReading):
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


def _same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, np.ndarray) or isinstance(theirs, np.ndarray):
        return bool(np.array_equal(mine, theirs, equal_nan=np.asarray(mine).dtype.kind == "f"))
    if isinstance(mine, float) and isinstance(theirs, float):
        return mine == theirs or (mine != mine and theirs != theirs)
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(map(_same, mine, theirs))
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return mine.keys() == theirs.keys() and all(_same(mine[key], theirs[key]) for key in mine)
    return bool(mine == theirs)
