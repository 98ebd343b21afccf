"""Accumulators over a list, or over several arguments."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from typing import Any

from tests.unit.query.conformance.reference.core import by_name, stop_unless, strict
from tests.unit.query.conformance.reference.values import is_number, ordering


def _items(values: tuple[Any, ...]) -> list[Any]:
    """Return what is accumulated: the elements of a list that stands alone, else the arguments."""
    return list(values[0]) if len(values) == 1 and isinstance(values[0], list) else list(values)


def _numbers(values: tuple[Any, ...]) -> list[Any]:
    return [item for item in _items(values) if is_number(item)]


@strict("$sum")
def _sum(*values: Any) -> Any:
    return sum(_numbers(values))


@strict("$avg")
def _avg(*values: Any) -> float | None:
    found = _numbers(values)
    return sum(found) / len(found) if found else None


def _extreme(name: str, choose: Callable[..., Any]) -> None:
    @strict(name)
    def run(*values: Any) -> Any:
        found = [item for item in _items(values) if item is not None]
        return choose(found, key=ordering) if found else None


_extreme("$min", min)
_extreme("$max", max)


def _deviation(found: list[float], fewest: int) -> float | None:
    if len(found) < fewest:
        return None
    if not all(map(math.isfinite, found)):
        return math.nan
    mean = statistics.fmean(found)
    squares = math.fsum((item - mean) ** 2 for item in found)
    return math.sqrt(squares / (len(found) - fewest + 1))


@strict("$stdDevPop")
def _population(*values: Any) -> float | None:
    return _deviation(_numbers(values), 1)


@strict("$stdDevSamp")
def _sample(*values: Any) -> float | None:
    return _deviation(_numbers(values), 2)


def _quantile(values: list[float], p: float) -> float | None:
    """Return the element at the discrete rank, as MongoDB takes it within a list."""
    if not values:
        return None
    at = len(values) - 1 if p >= 1 else max(0, math.ceil(len(values) * p) - 1)
    return values[at]


@by_name("$median")
def _median(input: Any, method: str) -> float | None:
    return _quantile(sorted(_numbers((input,))), 0.5)


@by_name("$percentile")
def _percentile(input: Any, p: list[float], method: str) -> list[Any]:
    stop_unless(all(is_number(item) and 0 <= item <= 1 for item in p), "$percentile: p lies in 0..1")
    found = sorted(_numbers((input,)))
    return [_quantile(found, item) for item in p]
