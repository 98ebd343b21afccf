"""Dates moved, cut to a unit of time, and counted between, by the calendar of a time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.errors import near_name
from dsviz_widget.query.kinds import DATE, INT64
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.dates import date_sql, expect_date
from dsviz_widget.query.operators.narrow import call_node, expect_whole, literal_text
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.operators.zones import fixed_offset, from_local, local_time, zone_of
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MICROSECONDS = {
    "millisecond": 1_000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 604_800_000_000,
}
UNITS = (*_MICROSECONDS, *_MONTHS)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_MONTHS = 3_000_000
_YEAR_2000 = 946_684_800_000_000
_FIRST_MONDAY = _YEAR_2000 + 2 * _MICROSECONDS["day"]
"""The first Monday of 2000, from which bins of weeks are counted, in microseconds since 1970."""


def _unit_of(typer: Typer, call: Call) -> Typed:
    item = typer.type(typer.named(call, "unit"))
    name = literal_text(typer, item, typer.called(call), "unit", "'day'")
    if name is not None and name not in UNITS:
        close = near_name(name, UNITS)
        hint = f"Did you mean {close!r}?" if close else f"There is {', '.join(UNITS)}."
        raise typer.error(
            "value", f"There is no unit {name!r}.", item.span, hint, f"'{close}'" if close else None
        )
    return item


def _week_start(typer: Typer, call: Call, unit: Typed) -> tuple[Typed, ...]:
    """Return the argument 'startOfWeek'; it says nothing for other units than weeks."""
    node = call.argument("startOfWeek")
    if node is None:
        return ()
    item = typer.type(node)
    name = literal_text(typer, item, typer.called(call), "startOfWeek", "'monday'")
    if name is None:
        return (item,) if _text(unit) == "week" else ()
    days = [day for day in _DAYS if name.lower() in (day, day[:3])]
    if not days:
        raise typer.error(
            "value", f"There is no day {name!r}.", item.span, hint=f"There is {', '.join(_DAYS)}."
        )
    return (TypedLiteral(item.span, item.kind, days[0], nullable=False),) if _text(unit) == "week" else ()


def _text(item: Typed) -> str:
    return str(item.value) if isinstance(item, TypedLiteral) else ""


def _days_to_monday(start: tuple[Typed, ...]) -> int:
    """Return how many days to move a date so that its week starts on Monday."""
    day = _text(start[0]) if start else "sunday"
    return -_DAYS.index(day) % 7


def _has_null(call: TypedCall) -> bool:
    return any(item.kind.name == "null" for item in call.arguments)


def _split(call: TypedCall, count: int) -> tuple[tuple[Typed, ...], tuple[Typed, ...], tuple[Typed, ...]]:
    """Return the first `count` arguments, the zone, and the start of the week; the last two may be empty."""
    first, rest = call.arguments[:count], call.arguments[count:]
    is_day = [_text(item) in _DAYS for item in rest]
    zone = tuple(item for item, day in zip(rest, is_day, strict=True) if not day)
    start = tuple(item for item, day in zip(rest, is_day, strict=True) if day)
    return first, zone, start


def _add_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    date = expect_date(typer, typer.type(typer.named(call, "startDate")), name)
    amount = expect_whole(typer, typer.type(typer.named(call, "amount")), f"The amount of {name}")
    items = (date, _unit_of(typer, call), amount, *zone_of(typer, call))
    return call_node(call, operator, items, DATE, raises=True)


def _moved(sql: Emitter, call: TypedCall) -> tuple[str, str]:
    """Return SQL of the date and of how far it moves, in microseconds, as a double."""
    (date, unit, amount), _, _ = _split(call, 3)
    sign = "-" if call.operator.name == "$dateSubtract" else ""
    return date_sql(sql, date), f"{sign}{sql.cast(sql.value(amount), 'double')} * {_step(_text(unit))}"


def _step(unit: str) -> str:
    """Return SQL of the microseconds in a unit, as a double; months are taken for the longest."""
    return f"{float(_MICROSECONDS.get(unit) or _MONTHS[unit] * 31 * _MICROSECONDS['day']):e}"


def _too_far(sql: Emitter, call: TypedCall) -> str | None:
    if _has_null(call):
        return None
    date, distance = _moved(sql, call)
    return sql.f("is_no_date", sql.f("date_us", date), distance)


def _add(sql: Emitter, call: TypedCall) -> str:
    if _has_null(call):
        return sql.null(DATE)
    (_, unit, amount), zone, _ = _split(call, 3)
    name = _text(unit)
    start, _ = _moved(sql, call)
    by_clock = name in ("hour", "minute", "second", "millisecond")
    sign = "-" if call.operator.name == "$dateSubtract" else ""

    def moved(date: str, steps: str) -> str:
        shown = date if by_clock else local_time(sql, date, zone)
        if name in _MONTHS:
            later = sql.f("plus_months", shown, f"{sign}{steps} * {_MONTHS[name]}")
        else:
            later = sql.f(
                "date_of_us", f"({sql.f('date_us', shown)} + ({sign}{steps}) * {_MICROSECONDS[name]})"
            )
        later = later if by_clock else from_local(sql, later, zone)
        distance = f"{sign}{sql.cast(steps, 'double')} * {_step(name)}"
        return f"CASE WHEN NOT {sql.f('is_no_date', sql.f('date_us', date), distance)} THEN {later} END"

    return sql.let_all([start, sql.cast(sql.value(amount), "bigint")], moved)


for _name in ("$dateAdd", "$dateSubtract"):
    operator(
        _name, arity=0, rule=_add_rule, names=("startDate", "unit", "amount", "timezone"), required=3,
        error=_too_far,
    )(_add)  # fmt: skip


def _difference_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    dates = tuple(
        expect_date(typer, typer.type(typer.named(call, part)), name) for part in ("startDate", "endDate")
    )
    unit = _unit_of(typer, call)
    items = (*dates, unit, *zone_of(typer, call), *_week_start(typer, call, unit))
    return call_node(call, operator, items, INT64)


@operator(
    "$dateDiff", arity=0, rule=_difference_rule,
    names=("startDate", "endDate", "unit", "timezone", "startOfWeek"), required=3,
)  # fmt: skip
def _difference(sql: Emitter, call: TypedCall) -> str:
    """Return SQL of how many boundaries of a unit lie between two dates."""
    if _has_null(call):
        return sql.null(INT64)
    (first, last, unit), zone, start = _split(call, 3)
    name = _text(unit)
    texts = [date_sql(sql, first), date_sql(sql, last)]
    if name in ("minute", "second", "millisecond"):
        return sql.f("date_diff", f"'{name}'", *texts)
    shown = [local_time(sql, text, zone) for text in texts]
    if name == "hour" and fixed_offset(zone) is None:
        # Where clocks change, hours that pass are not those that clocks show.
        texts = [from_local(sql, sql.f("date_trunc", "'hour'", text), zone) for text in shown]
        return sql.f("date_diff", "'hour'", *texts)
    if name != "week":
        return sql.f("date_diff", f"'{name}'", *shown)
    weeks = [
        sql.f("date_trunc", "'week'", sql.f("plus_days", text, str(_days_to_monday(start)))) for text in shown
    ]
    return sql.f("whole_divide", sql.f("date_diff", "'day'", *weeks), "7")


def _truncate_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    date = expect_date(typer, typer.type(typer.named(call, "date")), name)
    unit = _unit_of(typer, call)
    node = call.argument("binSize")
    size: Typed = TypedLiteral(call.span, INT64, 1, nullable=False, finite=True)
    if node is not None:
        size = expect_whole(typer, typer.type(node), f"The binSize of {name}")
    items = (date, unit, size, *zone_of(typer, call), *_week_start(typer, call, unit))
    return call_node(call, operator, items, DATE, raises=not _is_positive(size))


def _is_positive(size: Typed) -> bool:
    return isinstance(size, TypedLiteral) and size.value is not None and 0 < size.value <= _MOST_MONTHS


def _wrong_size(sql: Emitter, call: TypedCall) -> str | None:
    date, _, size = call.arguments[:3]
    if _has_null(call) or _is_positive(size):
        return None
    return f"({sql.value(size)} NOT BETWEEN 1 AND {_MOST_MONTHS} AND {sql.not_null(date)})"


@operator(
    "$dateTrunc", arity=0, rule=_truncate_rule,
    names=("date", "unit", "binSize", "timezone", "startOfWeek"), required=2, error=_wrong_size,
)  # fmt: skip
def _truncate(sql: Emitter, call: TypedCall) -> str:
    if _has_null(call):
        return sql.null(DATE)
    (date, unit, size), zone, start = _split(call, 3)
    name = _text(unit)
    shown = local_time(sql, date_sql(sql, date), zone)
    move = _days_to_monday(start) if name == "week" else 0
    if move:
        shown = sql.f("plus_days", shown, str(move))
    if isinstance(size, TypedLiteral) and size.value == 1:
        cut = sql.f("date_trunc", f"'{name}'", shown)
    elif _is_positive(size):
        cut = sql.let(shown, lambda shown: _binned(sql, shown, name, str(_text(size)), move))
    else:
        cut = sql.let_all(
            [shown, sql.value(size)],
            lambda shown, size: (
                f"CASE WHEN {size} BETWEEN 1 AND {_MOST_MONTHS} "
                f"THEN {_binned(sql, shown, name, size, move)} END"
            ),
        )
    if move:
        cut = sql.f("plus_days", cut, str(-move))
    return from_local(sql, cut, zone)


def _binned(sql: Emitter, shown: str, unit: str, size: str, move: int) -> str:
    """Return SQL of the start of the bin of `size` units, counted from the year 2000, that holds a date."""
    start = sql.f("date_of_us", str(_YEAR_2000))
    if unit in _MONTHS:
        months = sql.f("date_diff", "'month'", start, shown)
        return sql.f("plus_months", start, sql.f("floor_to", months, f"({_MONTHS[unit]} * {size})"))
    # Weeks are counted from the first one that starts in 2000.
    origin = (_FIRST_MONDAY if unit == "week" else _YEAR_2000) + _first_week(move, unit)
    since = f"({sql.f('date_us', shown)} - {origin})"
    return sql.f(
        "date_of_us", f"({origin} + {sql.f('floor_to', since, f'({_MICROSECONDS[unit]} * {size})')})"
    )


def _first_week(move: int, unit: str) -> int:
    """Return how far after the first Monday the first whole week begins, once dates are moved by `move`."""
    # 2000-01-01 is a Saturday: a week that starts on Saturday or Sunday comes before that Monday.
    return _MICROSECONDS["week"] if unit == "week" and move > 2 else 0
