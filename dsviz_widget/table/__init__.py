"""Rows in, columns out."""

from dsviz_widget.table.staged import StoredBlobs
from dsviz_widget.table.table import Table

__all__ = ["StoredBlobs", "Table"]
