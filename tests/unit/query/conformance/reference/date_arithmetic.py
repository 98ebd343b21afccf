"""Dates: adding to them, counting what lies between them, and cutting them down to a unit."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import Any

from tests.unit.query.conformance.reference.core import by_name, stop_unless
from tests.unit.query.conformance.reference.dates import a_date, to_local, to_utc
from tests.unit.query.conformance.reference.lists import integral

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SPANS = {
    "week": timedelta(weeks=1), "day": timedelta(days=1), "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1), "second": timedelta(seconds=1),
    "millisecond": timedelta(milliseconds=1),
}  # fmt: skip
_REFERENCE = datetime(2000, 1, 1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _unit(name: str, unit: Any) -> str:
    stop_unless(unit in _MONTHS or unit in _SPANS, f"{name}: no unit {unit!r}")
    return str(unit)


def _first_week(start_of_week: Any) -> datetime:
    """Return the first day of a week at or after 2000-01-01, a Saturday."""
    stop_unless(isinstance(start_of_week, str), "no day of the week")
    short = start_of_week.lower()[:3]
    stop_unless(short in _WEEKDAYS, f"no day of the week: {start_of_week!r}")
    return _REFERENCE + timedelta(days=(_WEEKDAYS.index(short) - _REFERENCE.weekday()) % 7)


def _month_number(value: datetime) -> int:
    return (value.year - _REFERENCE.year) * 12 + value.month - 1


def _add(date: datetime, unit: str, amount: int, time_zone: str) -> datetime:
    if unit in _SPANS and unit not in ("day", "week"):
        return date + amount * _SPANS[unit]
    local = to_local(date, time_zone)
    if unit in _SPANS:
        return to_utc(local + amount * _SPANS[unit], time_zone)
    years, month = divmod(_month_number(local) + amount * _MONTHS[unit], 12)
    year = _REFERENCE.year + years
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return to_utc(local.replace(year=year, month=month + 1, day=day), time_zone)


def _adder(name: str, sign: int) -> None:
    @by_name(name)
    def run(start_date: Any, unit: Any, amount: Any, timezone: Any = "UTC") -> datetime | None:
        if any(value is None for value in (start_date, unit, amount, timezone)):
            return None
        count = integral(name, amount)
        return _add(a_date(name, start_date), _unit(name, unit), sign * count, timezone)


_adder("$dateAdd", 1)
_adder("$dateSubtract", -1)


@by_name("$dateDiff")
def _difference(
    start_date: Any, end_date: Any, unit: Any, timezone: Any = "UTC", start_of_week: Any = "sunday"
) -> int | None:
    if any(value is None for value in (start_date, end_date, unit, timezone)):
        return None
    unit = _unit("$dateDiff", unit)
    dates = [a_date("$dateDiff", value) for value in (start_date, end_date)]
    if unit in _SPANS and unit not in ("day", "week"):
        start, end = ((value - _REFERENCE) // _SPANS[unit] for value in dates)
        return end - start
    start_local, end_local = (to_local(value, timezone) for value in dates)
    if unit in _MONTHS:
        months = _MONTHS[unit]
        return _month_number(end_local) // months - _month_number(start_local) // months
    first = _first_week(start_of_week) if unit == "week" else _REFERENCE
    return (end_local - first) // _SPANS[unit] - (start_local - first) // _SPANS[unit]


@by_name("$dateTrunc")
def _truncate(
    date: Any, unit: Any, bin_size: Any = 1, timezone: Any = "UTC", start_of_week: Any = "sunday"
) -> datetime | None:
    if any(value is None for value in (date, unit, bin_size, timezone)):
        return None
    unit = _unit("$dateTrunc", unit)
    size = integral("$dateTrunc", bin_size)
    stop_unless(size > 0, "$dateTrunc: bin_size is above 0")
    local = to_local(a_date("$dateTrunc", date), timezone)
    if unit in _MONTHS:
        months = _MONTHS[unit] * size
        years, month = divmod(_month_number(local) // months * months, 12)
        return to_utc(datetime(_REFERENCE.year + years, month + 1, 1), timezone)
    first = _first_week(start_of_week) if unit == "week" else _REFERENCE
    span = size * _SPANS[unit]
    return to_utc(first + (local - first) // span * span, timezone)
