"""The axis of a histogram: where its bins begin and end."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

from dsviz_widget.query import statements
from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.sql import Emitter

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Axis:
    """Equal bins from `low` to `high`; a bin holds its lower edge and not its upper one.

    The last bin holds both. `width` is that of a bin. Of integers the edges are integers: `is_whole`.
    """

    low: float
    high: float
    bins: int
    width: float
    is_whole: bool = False

    def edges(self) -> list[float]:
        """Return the ``bins + 1`` edges."""
        if self.is_whole:
            return [self.low + i * self.width for i in range(self.bins + 1)]
        # Weighing both ends cannot overflow, however far apart they are.
        shares = (i / self.bins for i in range(self.bins))
        return [*(self.low * (1 - share) + self.high * share for share in shares), self.high]

    def bin_of(self, sql: Emitter, number: statements.Number) -> str:
        """Return SQL of the bin of a number."""
        low = self.low
        if not math.isfinite(self.high - self.low):
            number, low = replace(number, text=f"({number.text} / 4)"), self.low / 4
        return statements.bin_number(number, sql.bind(low), sql.bind(self.width), sql.bind(self.bins - 1))

    def exact_bin_of(self, sql: Emitter, number: statements.Number) -> str:
        """Return SQL of the bin of a finite number such that it lies between the `edges` of its bin.

        Dividing rounds, so that a number on an edge may be counted beside it; here it never is.
        """
        if self.bins == 1:
            return "0"
        bin_text = self.bin_of(sql, number)
        if self.is_whole:
            return bin_text
        return statements.settled_bin(
            number.text, bin_text, sql.bind(self.low), sql.bind(self.high), sql.bind(self.bins)
        )


def make_axis(low: float, high: float, bins: int, integer: bool) -> Axis:
    """Return an axis over values from `low` to `high` with at most `bins` bins.

    Bins of integers are as wide as whole numbers, so that none holds more of them than another.
    """
    if integer and abs(low) < 2**53 and abs(high) < 2**53:
        whole = math.ceil((high - low + 1) / bins)
        used = max(1, math.ceil((high - low + 1) / whole))
        return Axis(low, low + used * whole, used, float(whole), is_whole=True)
    if low == high:
        return Axis(low, high, 1, math.inf)
    span = high - low
    if not math.isfinite(span):
        span = high / 4 - low / 4
    width = span / bins
    return Axis(low, high, bins, width) if width > 0 else Axis(low, high, 1, math.inf)


def counts_by_bin(bins: Any, counts: Any, size: int) -> tuple[list[int], dict[str, int]]:
    """Return counts per bin, and counts of the values that have none; `bins` and `counts` go together."""
    found = [0] * size
    others = dict.fromkeys(statements.OTHER_BIN, 0)
    names = {number: name for name, number in statements.OTHER_BIN.items()}
    for index, count in zip(np.asarray(bins).tolist(), np.asarray(counts).tolist(), strict=True):
        if index >= 0:
            found[index] = count
        else:
            others[names[index]] = count
    return found, others


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: dates as ISO text, NaN and infinities as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.utc).isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return float(value) if hasattr(value, "as_integer_ratio") else str(value)


def bound_text(value: float | None, kind: Kind) -> Any:
    """Return an end of an axis as it is shown: dates as ISO text, integers whole."""
    if value is None:
        return None
    if kind.name == "date":
        return (_EPOCH + timedelta(seconds=value)).isoformat()
    return int(value) if kind.integer else value
