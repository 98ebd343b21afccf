"""Values as the widgets write them."""

from __future__ import annotations

import datetime
import math
from typing import Any


def number(value: float) -> str:
    """Return a number as short as reading needs, as js/src/format.ts has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    size = abs(value)
    if size != 0 and (size >= 1e15 or size < 1e-3):
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.{1 if size >= 100 else 2 if size >= 10 else 3}f}"


def rows(count: int) -> str:
    """Return "1 row", "31 rows"."""
    return counted(count, "row")


def counted(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def cell(value: Any) -> str:
    """Return what a cell of no medium shows."""
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float)):
        return number(value)
    if isinstance(value, str):
        return value or '""'
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(value, bytes):
        return counted(len(value), "byte")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {cell(item)}" for key, item in list(value.items())[:8]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(cell, value[:12])) + (", …]" if len(value) > 12 else "]")
    return str(value)
