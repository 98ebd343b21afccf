"""Where rows come from: an Arrow table in memory or on disk, Parquet files, or another source's rows."""

from dsviz_widget.query.engines.arrow_source import ArrowSource
from dsviz_widget.query.engines.connection import connect
from dsviz_widget.query.engines.parquet_source import ParquetSource
from dsviz_widget.query.engines.scanning import MARK, Marks, Scan, Source
from dsviz_widget.query.engines.taking import cast_rows, take_rows

__all__ = [
    "MARK",
    "ArrowSource",
    "Marks",
    "ParquetSource",
    "Scan",
    "Source",
    "cast_rows",
    "connect",
    "take_rows",
]
