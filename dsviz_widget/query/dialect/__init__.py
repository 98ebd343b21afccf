"""What differs between the SQL of the engines."""

from dsviz_widget.query.dialect.base import Dialect, SqlType
from dsviz_widget.query.dialect.duckdb import DUCKDB
from dsviz_widget.query.dialect.spark import SPARK

__all__ = ["DUCKDB", "SPARK", "Dialect", "SqlType"]
