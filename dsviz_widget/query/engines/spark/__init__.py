"""Spark as the engine: the same queries on a cluster, from the same Parquet files."""

from dsviz_widget.query.engines.spark.engine import SparkEngine

__all__ = ["SparkEngine"]
