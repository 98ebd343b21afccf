"""Rows in, columns out."""

from dsviz_widget.table.joined import JoinedTable
from dsviz_widget.table.partitioned import PartitionedTable
from dsviz_widget.table.staged import StoredBlobs
from dsviz_widget.table.table import Table

__all__ = ["JoinedTable", "PartitionedTable", "StoredBlobs", "Table"]
