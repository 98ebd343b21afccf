"""Arithmetic, roundings, powers, trigonometry and bits."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from tests.unit.query.conformance.reference.core import spreading_null, stop_unless, strict
from tests.unit.query.conformance.reference.values import is_number

_EXACT = Context(prec=400)


def numbers(name: str, *values: Any) -> None:
    """Stop unless all are numbers."""
    for value in values:
        stop_unless(is_number(value), f"{name} takes numbers, not {value!r}")


def whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _fits(value: float) -> float:
    """Return a whole number as a double where 64 bits do not hold it."""
    return float(value) if whole(value) and not -(2**63) <= value < 2**63 else value


@strict("$add")
def _add(*values: Any) -> Any:
    if any(value is None for value in values):
        return None
    dates = [value for value in values if isinstance(value, datetime)]
    rest = [value for value in values if not isinstance(value, datetime)]
    numbers("$add", *rest)
    stop_unless(len(dates) <= 1, "$add takes one date")
    total = sum(rest)
    return dates[0] + timedelta(milliseconds=round(total)) if dates else _fits(total)


@spreading_null("$subtract")
def _subtract(left: Any, right: Any) -> Any:
    if isinstance(left, datetime):
        if isinstance(right, datetime):
            return round((left - right) / timedelta(milliseconds=1))
        numbers("$subtract", right)
        return left - timedelta(milliseconds=round(right))
    numbers("$subtract", left, right)
    return _fits(left - right)


@strict("$multiply")
def _multiply(*values: Any) -> Any:
    if any(value is None for value in values):
        return None
    numbers("$multiply", *values)
    return _fits(math.prod(values))


@spreading_null("$divide")
def _divide(left: Any, right: Any) -> float:
    numbers("$divide", left, right)
    stop_unless(right != 0, "can't $divide by zero")
    return left / right


@spreading_null("$mod")
def _mod(left: Any, right: Any) -> Any:
    numbers("$mod", left, right)
    stop_unless(right != 0, "can't $mod by zero")
    if whole(left) and whole(right):
        return int(math.copysign(abs(left) % abs(right), left))
    if math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)


@spreading_null("$abs")
def _abs(value: Any) -> Any:
    numbers("$abs", value)
    return abs(value)


def _rounder(name: str, function: Callable[[float], int]) -> None:
    @spreading_null(name)
    def run(value: Any) -> Any:
        numbers(name, value)
        if whole(value) or math.isnan(value) or math.isinf(value):
            return value
        # Of a number below 0 the zero keeps its sign, as in C++.
        return math.copysign(float(function(value)), value) if abs(value) < 1 else float(function(value))


_rounder("$ceil", math.ceil)
_rounder("$floor", math.floor)


def _to_place(name: str, rounding: str) -> None:
    @spreading_null(name)
    def run(value: Any, place: Any = 0) -> Any:
        numbers(name, value, place)
        stop_unless(place == int(place) and -20 <= place <= 100, f"{name}: place {place}")
        if not whole(value) and (math.isnan(value) or math.isinf(value)):
            return value
        # On the decimal text, so that 2.675 is what it looks like.
        unit = Decimal(1).scaleb(-int(place))
        rounded = Decimal(repr(value)).quantize(unit, rounding, context=_EXACT)
        return int(rounded) if whole(value) else float(rounded)


_to_place("$round", ROUND_HALF_EVEN)
_to_place("$trunc", ROUND_DOWN)


@spreading_null("$sqrt")
def _sqrt(value: Any) -> float:
    numbers("$sqrt", value)
    stop_unless(not value < 0, "$sqrt of a number below 0")
    return math.sqrt(value)


@spreading_null("$pow")
def _pow(base: Any, exponent: Any) -> Any:
    numbers("$pow", base, exponent)
    stop_unless(not (base == 0 and exponent < 0), "$pow of 0 with a negative exponent")
    if whole(base) and whole(exponent) and exponent >= 0:
        return _fits(base**exponent)
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


@spreading_null("$exp")
def _exp(value: Any) -> float:
    numbers("$exp", value)
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _logarithm(name: str, function: Callable[[float], float]) -> None:
    @spreading_null(name)
    def run(value: Any) -> float:
        numbers(name, value)
        stop_unless(not value <= 0, f"{name} of a number that is not above 0")
        return function(value)


_logarithm("$ln", math.log)
_logarithm("$log10", math.log10)


@spreading_null("$log")
def _log(value: Any, base: Any) -> float:
    numbers("$log", value, base)
    stop_unless(not value <= 0, "$log of a number that is not above 0")
    stop_unless(not base <= 0 and base != 1, "$log needs a base above 0 that is not 1")
    return math.log(value) / math.log(base)


def _bounded(
    name: str, function: Callable[[float], float], low: float, high: float, *, strictly: bool
) -> None:
    """Register a function of numbers between two bounds; NaN is NaN."""

    @spreading_null(name)
    def run(value: Any) -> float:
        numbers(name, value)
        if math.isnan(value):
            return math.nan
        inside = low < value < high if strictly else low <= value <= high
        stop_unless(inside, f"{name} of {value}")
        try:
            return function(value)
        except OverflowError:
            return math.copysign(math.inf, value) if name == "$sinh" else math.inf


def _atanh(value: float) -> float:
    return math.copysign(math.inf, value) if abs(value) == 1 else math.atanh(value)


for _name, _function in (("$sin", math.sin), ("$cos", math.cos), ("$tan", math.tan)):
    _bounded(_name, _function, -math.inf, math.inf, strictly=True)
for _name, _function in (("$asin", math.asin), ("$acos", math.acos), ("$atanh", _atanh)):
    _bounded(_name, _function, -1, 1, strictly=False)
_bounded("$acosh", math.acosh, 1, math.inf, strictly=False)
for _name, _function in (
    ("$atan", math.atan), ("$asinh", math.asinh), ("$sinh", math.sinh), ("$cosh", math.cosh),
    ("$tanh", math.tanh), ("$degreesToRadians", math.radians), ("$radiansToDegrees", math.degrees),
):  # fmt: skip
    _bounded(_name, _function, -math.inf, math.inf, strictly=False)


@spreading_null("$atan2")
def _atan2(y: Any, x: Any) -> float:
    numbers("$atan2", y, x)
    return math.atan2(y, x)


def _bits(name: str, empty: int, function: Callable[[int, int], int]) -> None:
    @spreading_null(name)
    def run(*values: Any) -> int:
        stop_unless(all(map(whole, values)), f"{name} takes whole numbers")
        found = empty
        for value in values:
            found = function(found, value)
        return found


_bits("$bitAnd", -1, lambda left, right: left & right)
_bits("$bitOr", 0, lambda left, right: left | right)
_bits("$bitXor", 0, lambda left, right: left ^ right)


@spreading_null("$bitNot")
def _bit_not(value: Any) -> int:
    stop_unless(whole(value), "$bitNot takes a whole number")
    return ~value
