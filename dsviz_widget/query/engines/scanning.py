"""Where rows come from: what every source of rows can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from dsviz_widget.query.kinds import Schema

if TYPE_CHECKING:
    import duckdb

MARK = "__mark"
MARKED_NAME = "dsviz_marked"
Stretches = Sequence[tuple[int, int]]
"""Rows from one number to before another, in order."""


@dataclass(frozen=True, eq=False)
class Marks:
    """Some rows, each with a group number (0 for all when there are no groups)."""

    row_ids: np.ndarray
    groups: np.ndarray | int = 0


@dataclass
class Scan:
    """A connection that sees the table, and how a statement names it."""

    cursor: duckdb.DuckDBPyConnection
    text: str
    parameters: dict[str, Any] = field(default_factory=dict)


class Source(Protocol):
    """A table that DuckDB can scan and whose rows can be taken by id."""

    schema: pa.Schema
    row_count: int
    kinds: Schema
    identifiers: Mapping[str, str]

    def scan(self, marks: Marks | None = None, only: Stretches | None = None) -> Any:
        """Return a context manager that gives a `Scan`.

        Parameters
        ----------
        marks : Marks or None
            Rows that carry a number; which others are seen is the source's choice.
        only : sequence of (int, int) or None
            Look at the rows of these stretches, rather than at all.
        """

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids."""
