"""Steps of a run as columns: what every form of a segment answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Key = tuple[str, str]

STEP, TIMESTAMP, RUNTIME = "_step", "_timestamp", "_runtime"


@dataclass(frozen=True)
class KeyInfo:
    """What is known of a key and a kind without reading its column.

    Attributes
    ----------
    count : int
        Rows that have it.
    first_step, last_step : int
        Of the first and the last row that has it.
    last : JSON value
        What was written last.
    """

    count: int
    first_step: int
    last_step: int
    last: Any

    def then(self, later: KeyInfo) -> KeyInfo:
        """Return what is known once later rows are counted too."""
        return KeyInfo(self.count + later.count, self.first_step, later.last_step, later.last)


class Column(NamedTuple):
    """The values of one key and kind.

    Attributes
    ----------
    rows : (n,) int64 array or None
        The row of each value in its segment or history; None when every row has one.
    values : (n,) float64 array, or list of n JSON values
        An array for numbers.
    """

    rows: Ints | None
    values: Floats | list[Any]


class Segment(Protocol):
    """Rows that were written one after another."""

    @property
    def row_count(self) -> int:
        """How many there are."""

    @property
    def keys(self) -> dict[Key, KeyInfo]:
        """Every key and kind that occurs, in the order of their first rows."""

    def base(self, name: str) -> npt.NDArray[Any]:
        """Return ``_step`` (int64), ``_timestamp`` or ``_runtime`` (float64, else NaN) of all rows."""

    def last(self, name: str) -> Any:
        """Return the last value of such a column; there is at least one row."""

    def column(self, key: Key) -> Column:
        """Return the values under a key that are of a kind; empty where none are."""

    def at(self, rows: Ints) -> list[dict[str, Any]]:
        """Return some rows as they were written; `rows` rise."""

    def dictionaries(self, keys: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows as they were written; of these keys at least, if some are named."""
