"""Types: asking for them and converting between them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.unit.query.conformance.reference.core import Scope, operator, stop_unless, strict
from tests.unit.query.conformance.reference.dates import EPOCH, parse_instant, write_instant
from tests.unit.query.conformance.reference.strings import number_text
from tests.unit.query.conformance.reference.values import Long, Raises, is_number, is_true

_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NAMES = {
    "double": "$toDouble", "string": "$toString", "bool": "$toBool", "date": "$toDate", "int": "$toInt",
    "long": "$toLong", "decimal": "$toDecimal", 1: "$toDouble", 2: "$toString", 8: "$toBool",
    9: "$toDate", 16: "$toInt", 18: "$toLong", 19: "$toDecimal",
}  # fmt: skip


@strict("$type")
def _type(value: Any) -> str:
    if value is None:
        # A cell that is empty is null and missing in one; it is called null.
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "long" if isinstance(value, Long) or not -(2**31) <= value < 2**31 else "int"
    kinds = {
        float: "double",
        str: "string",
        dict: "object",
        list: "array",
        datetime: "date",
        bytes: "binData",
    }
    return kinds[type(value)]


@strict("$isNumber")
def _is_number(value: Any) -> bool:
    return is_number(value)


def _milliseconds(value: datetime) -> int:
    return round((value - EPOCH) / timedelta(milliseconds=1))


def _whole(name: str, value: Any, bits: int) -> int:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        stop_unless(bool(_WHOLE.fullmatch(value)), f"{name} of {value!r}")
        found = int(value)
    elif isinstance(value, datetime) and name == "$toLong":
        found = _milliseconds(value)
    else:
        stop_unless(is_number(value) and math.isfinite(value), f"{name} of {value!r}")
        found = math.trunc(value)
    stop_unless(-(2 ** (bits - 1)) <= found < 2 ** (bits - 1), f"{name} of {value!r} does not fit")
    return found


def _to_int(value: Any) -> int:
    return _whole("$toInt", value, 32)


def _to_long(value: Any) -> Long:
    return Long(_whole("$toLong", value, 64))


def _to_double(value: Any) -> float:
    if isinstance(value, str):
        stop_unless(bool(_NUMBER.fullmatch(value)), f"$toDouble of {value!r}")
        return float(value)
    if isinstance(value, datetime):
        return float(_milliseconds(value))
    stop_unless(isinstance(value, int | float), f"$toDouble of {value!r}")
    return float(value)


def _to_string(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return write_instant(value)
    stop_unless(is_number(value) or isinstance(value, str), f"$toString of {value!r}")
    return value if isinstance(value, str) else number_text(value)


def _to_bool(value: Any) -> bool:
    return is_true(value)


def _to_date(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return parse_instant(value)
    stop_unless(is_number(value) and math.isfinite(value), f"$toDate of {value!r}")
    return EPOCH + timedelta(milliseconds=math.trunc(value))


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "$toInt": _to_int, "$toLong": _to_long, "$toDouble": _to_double, "$toDecimal": _to_double,
    "$toString": _to_string, "$toBool": _to_bool, "$toDate": _to_date,
}  # fmt: skip


def _register(name: str, convert: Callable[[Any], Any]) -> None:
    @strict(name)
    def run(value: Any) -> Any:
        return None if value is None else convert(value)


for _name, _convert in _CONVERSIONS.items():
    _register(_name, _convert)


@operator("$convert")
def _convert_to(scope: Scope, argument: Any) -> Any:
    value, to = scope.value(argument["input"]), scope.value(argument["to"])
    if isinstance(to, dict):
        to = to["type"]
    if value is None:
        return scope.value(argument.get("onNull"))
    if to is None:
        return None
    try:
        return _CONVERSIONS[_NAMES[to]](value)
    except Raises:
        if "onError" not in argument:
            raise
        return scope.value(argument["onError"])
