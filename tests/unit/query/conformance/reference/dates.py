"""Dates: UTC, milliseconds; their parts, their text, and time zones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.query.conformance.reference.core import OPERATORS, Scope, arguments_of, by_name, stop_unless
from tests.unit.query.conformance.reference.values import Raises, is_number

EPOCH = datetime(1970, 1, 1)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?")
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)? ?(Z|[+-]\d\d:?\d\d)?"
)


def zone(name: Any) -> tzinfo:
    """Return a time zone by its name or its offset."""
    stop_unless(isinstance(name, str), f"no time zone: {name!r}")
    match = _OFFSET.fullmatch(name)
    if match:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise Raises(f"no time zone: {name!r}") from error


def to_local(value: datetime, name: Any) -> datetime:
    """Return the time on the clocks of a zone, without the zone."""
    return value.replace(tzinfo=timezone.utc).astimezone(zone(name)).replace(tzinfo=None)


def to_utc(local: datetime, name: Any) -> datetime:
    """Return the UTC time of what the clocks of a zone show."""
    return local.replace(tzinfo=zone(name)).astimezone(timezone.utc).replace(tzinfo=None)


def a_date(name: str, value: Any) -> datetime:
    """Return a value, or stop unless it is a date."""
    stop_unless(isinstance(value, datetime), f"{name} takes a date, not {value!r}")
    return value  # type: ignore[no-any-return]


def _day_of_week(value: datetime) -> int:
    return value.isoweekday() % 7 + 1


_PARTS: dict[str, Callable[[datetime], int]] = {
    "$year": lambda value: value.year,
    "$month": lambda value: value.month,
    "$dayOfMonth": lambda value: value.day,
    "$hour": lambda value: value.hour,
    "$minute": lambda value: value.minute,
    "$second": lambda value: value.second,
    "$millisecond": lambda value: value.microsecond // 1000,
    "$dayOfWeek": _day_of_week,
    "$dayOfYear": lambda value: value.timetuple().tm_yday,
    "$week": lambda value: int(value.strftime("%U")),
    "$isoWeek": lambda value: value.isocalendar()[1],
    "$isoWeekYear": lambda value: value.isocalendar()[0],
    "$isoDayOfWeek": lambda value: value.isoweekday(),
}


def _register(name: str, part: Callable[[datetime], int]) -> None:
    def run(scope: Scope, argument: Any) -> int | None:
        time_zone: Any = "UTC"
        if isinstance(argument, dict) and "date" in argument:
            value = scope.value(argument["date"])
            time_zone = scope.value(argument.get("timezone", "UTC"))
        else:
            (value,) = (scope.value(item) for item in arguments_of(argument))
        if value is None or time_zone is None:
            return None
        return part(to_local(a_date(name, value), time_zone))

    OPERATORS[name] = run


for _name, _part in _PARTS.items():
    _register(_name, _part)


def write_instant(value: datetime) -> str:
    """Return a date as `$toString` writes it."""
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"


def parse_instant(text: str, time_zone: str = "UTC") -> datetime:
    """Read a date from text; what names no zone is in the one given."""
    match = _INSTANT.fullmatch(text)
    stop_unless(match is not None, f"no date: {text!r}")
    assert match is not None
    numbers = [int(part or 0) for part in match.groups()[:6]]
    fraction = int((match[7] or "0").ljust(3, "0"))
    try:
        local = datetime(*numbers[:6], fraction * 1000)  # type: ignore[arg-type, misc]
    except ValueError as error:
        raise Raises(f"no date: {text!r}") from error
    return to_utc(local, "UTC" if match[8] == "Z" else match[8] or time_zone)


def _offset_minutes(value: datetime, name: str) -> int:
    return round((to_local(value, name) - value) / timedelta(minutes=1))


def write_date(value: datetime, form: str, time_zone: str) -> str:
    """Return a date in a format of `$dateToString`."""
    local = to_local(value, time_zone)
    year, week, weekday = local.isocalendar()
    offset = _offset_minutes(value, time_zone)
    sign = "-" if offset < 0 else "+"
    written = {
        "Y": f"{local.year:04}", "m": f"{local.month:02}", "d": f"{local.day:02}",
        "H": f"{local.hour:02}", "M": f"{local.minute:02}", "S": f"{local.second:02}",
        "L": f"{local.microsecond // 1000:03}", "j": f"{local.timetuple().tm_yday:03}",
        "G": f"{year:04}", "V": f"{week:02}", "u": str(weekday), "w": str(_day_of_week(local)),
        "U": local.strftime("%U"), "z": f"{sign}{abs(offset) // 60:02}{abs(offset) % 60:02}",
        "Z": f"{sign}{abs(offset):03}", "%": "%", "b": local.strftime("%b"), "B": local.strftime("%B"),
    }  # fmt: skip
    return re.sub("%(.)", lambda match: written[match[1]], form)


@by_name("$dateToString")
def _to_string(
    date: Any, format: Any = "%Y-%m-%dT%H:%M:%S.%LZ", timezone: Any = "UTC", on_null: Any = None
) -> Any:
    if date is None:
        return on_null
    if format is None or timezone is None:
        return None
    return write_date(a_date("$dateToString", date), format, timezone)


_FIELDS = {
    "Y": r"(?P<year>\d{4})", "m": r"(?P<month>\d\d)", "d": r"(?P<day>\d\d)", "H": r"(?P<hour>\d\d)",
    "M": r"(?P<minute>\d\d)", "S": r"(?P<second>\d\d)", "L": r"(?P<millisecond>\d{3})",
    "z": r"(?P<zone>[+-]\d\d:?\d\d|Z)", "%": "%",
}  # fmt: skip


def _read_date(text: str, form: str, time_zone: str) -> datetime:
    pattern = re.sub("%(.)|([^%]+)", lambda part: _FIELDS[part[1]] if part[1] else re.escape(part[2]), form)
    match = re.fullmatch(pattern, text)
    stop_unless(match is not None, f"{text!r} is not of the form {form!r}")
    assert match is not None
    parts = {"year": 1970, "month": 1, "day": 1}
    parts |= {name: int(found) for name, found in match.groupdict().items() if name != "zone" and found}
    parts["microsecond"] = 1000 * parts.pop("millisecond", 0)
    found_zone = match.groupdict().get("zone")
    try:
        local = datetime(**parts)  # type: ignore[arg-type]
    except ValueError as error:
        raise Raises(f"no date: {text!r}") from error
    return to_utc(local, {"Z": "UTC"}.get(found_zone, found_zone) if found_zone else time_zone)


def _from_string(scope: Scope, argument: dict[str, Any]) -> Any:
    text = scope.value(argument["dateString"])
    form = scope.value(argument.get("format"))
    time_zone = scope.value(argument.get("timezone", "UTC"))
    if text is None:
        return scope.value(argument.get("onNull"))
    try:
        stop_unless(isinstance(text, str), f"$dateFromString takes text, not {text!r}")
        return parse_instant(text, time_zone) if form is None else _read_date(text, form, time_zone)
    except Raises:
        if "onError" not in argument:
            raise
        return scope.value(argument["onError"])


OPERATORS["$dateFromString"] = _from_string


@by_name("$dateToParts")
def _to_parts(date: Any, timezone: Any = "UTC", iso8601: Any = False) -> dict[str, int] | None:
    if date is None or timezone is None or iso8601 is None:
        return None
    local = to_local(a_date("$dateToParts", date), timezone)
    names = ["hour", "minute", "second", "millisecond"]
    first = ["isoWeekYear", "isoWeek", "isoDayOfWeek"] if iso8601 else ["year", "month", "day"]
    return {name: _PARTS["$dayOfMonth" if name == "day" else "$" + name](local) for name in first + names}


@by_name("$dateFromParts")
def _from_parts(timezone: Any = "UTC", **parts: Any) -> datetime | None:
    if timezone is None or any(value is None for value in parts.values()):
        return None
    for value in parts.values():
        stop_unless(is_number(value) and value == int(value), f"$dateFromParts: {value!r} is not whole")
    if "iso_week_year" in parts:
        stop_unless(1 <= parts["iso_week_year"] <= 9999, "$dateFromParts: the year lies in 1..9999")
        start = datetime.fromisocalendar(int(parts["iso_week_year"]), 1, 1)
        start += timedelta(weeks=parts.get("iso_week", 1) - 1, days=parts.get("iso_day_of_week", 1) - 1)
    else:
        stop_unless(1 <= parts["year"] <= 9999, "$dateFromParts: the year lies in 1..9999")
        years, month = divmod(int(parts.get("month", 1)) - 1, 12)
        start = datetime(int(parts["year"]) + years, month + 1, 1)
        start += timedelta(days=parts.get("day", 1) - 1)
    start += timedelta(
        hours=parts.get("hour", 0), minutes=parts.get("minute", 0), seconds=parts.get("second", 0),
        milliseconds=parts.get("millisecond", 0),
    )  # fmt: skip
    return to_utc(start, timezone)
