"""The number that stands beside a run: of a key of its summary, which the user chooses."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

MOST_KEYS = 500
"""Keys that can be chosen from."""


def keys_of(summaries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the keys of numbers in summaries, those that most of them have first."""
    counts = Counter(
        key
        for summary in summaries
        for key, value in summary.items()
        if not key.startswith("_") and is_number(value)
    )
    return sorted(counts, key=lambda key: (-counts[key], key))[:MOST_KEYS]


def with_values(
    rows: list[dict[str, Any]], summaries: Mapping[str, Mapping[str, Any]], key: str
) -> list[dict[str, Any]]:
    """Return runs with the number of a key as ``value``: None without one, text for what JSON cannot say."""
    return [{**row, "value": _value(summaries.get(row["id"], {}).get(key))} for row in rows]


def is_number(value: Any) -> bool:
    """Return whether a value of a summary is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value(value: Any) -> float | str | None:
    if not is_number(value):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "-∞"
    # Of whole numbers beyond what a browser counts exactly the digits would be wrong.
    return value if abs(value) <= 2**53 else str(value)
