"""A table's rows on a Spark cluster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dsviz_widget.table.at_rest import ParquetRows, StoredRows

if TYPE_CHECKING:
    from dsviz_widget.query import SparkEngine
    from dsviz_widget.table.reading import TableReading


def spark_engine(table: TableReading) -> SparkEngine:
    """Return an engine on the rows of a table in the active Spark session, or in a new one.

    Rows in Parquet files are read from there by the cluster; others are sent to it.

    Raises
    ------
    LibraryMissing
        If pyspark is not installed.
    QueryError
        If the cluster cannot read the files.
    """
    from dsviz_widget.query import SparkEngine

    stored = table._stored
    if isinstance(stored, StoredRows):
        return SparkEngine(stored.path, columns=stored.schema)
    if isinstance(stored, ParquetRows) and stored.is_uniform and stored.names:
        return SparkEngine([os.fspath(path) for path in stored.paths], columns=stored.schema)
    rows = table.to_arrow()
    return SparkEngine(rows, columns=rows.schema)
