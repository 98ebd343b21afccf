"""Dates put together from numbers, and taken apart into objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DATE, INT64, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.dates import date_sql, expect_date
from dsviz_widget.query.operators.narrow import call_node, expect_whole
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.operators.zones import from_local, local_time, zone_of
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_CLOCK = ("hour", "minute", "second", "millisecond")
_CALENDAR = ("year", "month", "day", *_CLOCK)
_ISO = ("isoWeekYear", "isoWeek", "isoDayOfWeek", *_CLOCK)
_LIMITS = {"year": (1, 9999), "isoWeekYear": (1, 9999)}
_MOST = 32_768
"""A part may lie outside its range, as month 14 does, by this much."""
_MICROSECONDS = {"hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000, "millisecond": 1_000}


def _from_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    given = [key for key, _ in call.named if key != "timezone"]
    parts = _ISO if "isoWeekYear" in given else _CALENDAR
    for key, span in zip((key for key, _ in call.named), call.name_spans, strict=True):
        if key not in (*parts, "timezone"):
            other = "year" if key in ("year", "month", "day") else "isoWeekYear"
            if "year" not in given and "isoWeekYear" not in given:
                raise typer.error("type", f"{name} needs {other!r} for {key!r}.", span)
            raise typer.error(
                "type", f"{name} cannot mix {key!r} with {parts[0]!r}.", span,
                hint=f"With {parts[0]!r} there is {', '.join(parts[1:])}.",
            )  # fmt: skip
    if parts[0] not in given:
        raise typer.error(
            "type", f"{name} needs 'year'.", call.operator_span, hint="Or 'isoWeekYear', to count in weeks."
        )
    items: list[Typed] = []
    for part in parts:
        node = call.argument(part)
        if node is None:
            start = 0 if part in _CLOCK else 1
            items.append(TypedLiteral(call.span, INT64, start, nullable=False, finite=True))
        else:
            items.append(expect_whole(typer, typer.type(node), f"The {part} of {name}"))
    built = operator if parts == _CALENDAR else _FROM_WEEKS
    return call_node(call, built, (*items, *zone_of(typer, call)), DATE, raises=True)


def _outside(sql: Emitter, parts: tuple[str, ...], call: TypedCall) -> str | None:
    """Return SQL that is true where a part is too far outside its range; null wins over that."""
    if any(item.kind.name == "null" for item in call.arguments):
        return None
    numbers = call.arguments[: len(parts)]
    tests, there = [], []
    for part, item in zip(parts, numbers, strict=True):
        low, high = _LIMITS.get(part, (-_MOST, _MOST))
        if not (isinstance(item, TypedLiteral) and item.value is not None and low <= item.value <= high):
            tests.append(f"{sql.value(item)} NOT BETWEEN {low} AND {high}")
            there.append(sql.not_null(item))
    if not tests:
        return None
    outside = f"({' OR '.join(tests)})"
    return f"({' AND '.join([outside, *(test for test in there if test != 'true')])})"


def _clock(numbers: dict[str, str]) -> str:
    return " + ".join(f"{numbers[part]} * {size}" for part, size in _MICROSECONDS.items())


def _built(sql: Emitter, parts: tuple[str, ...], call: TypedCall) -> str:
    """Return SQL of a date: a first day, and the microseconds from there."""
    if any(item.kind.name == "null" for item in call.arguments):
        return sql.null(DATE)
    items, zone = call.arguments[: len(parts)], call.arguments[len(parts) :]
    numbers = {part: sql.cast(sql.value(item), "bigint") for part, item in zip(parts, items, strict=True)}
    start = sql.f("first_of_year", numbers[parts[0]])
    if parts == _CALENDAR:
        start = sql.f("plus_months", start, f"({numbers['month']} - 1)")
        days = f"({numbers['day']} - 1)"
    else:
        # The first week of a year is the one that holds January 4th.
        start = sql.f("date_trunc", "'week'", sql.f("plus_days", start, "3"))
        days = f"({numbers['isoWeek']} * 7 + {numbers['isoDayOfWeek']} - 8)"
    moved = sql.f("date_of_us", f"({sql.f('date_us', start)} + {days} * 86400000000 + {_clock(numbers)})")
    built = from_local(sql, moved, zone)
    outside = _outside(sql, parts, call)
    return f"CASE WHEN NOT {outside} THEN {built} END" if outside else built


_NAMES = ("year", "isoWeekYear", "month", "isoWeek", "day", "isoDayOfWeek", *_CLOCK, "timezone")


@operator(
    "$dateFromParts", arity=0, rule=_from_rule, names=_NAMES, required=0,
    error=lambda sql, call: _outside(sql, _CALENDAR, call),
)  # fmt: skip
def _from_calendar(sql: Emitter, call: TypedCall) -> str:
    return _built(sql, _CALENDAR, call)


_FROM_WEEKS = Operator(
    "date from weeks", (0, 0), _from_rule, lambda sql, call: _built(sql, _ISO, call),
    names=_NAMES, error=lambda sql, call: _outside(sql, _ISO, call),
)  # fmt: skip


def _to_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    date = expect_date(typer, typer.type(typer.named(call, "date")), name)
    iso = call.argument("iso8601")
    in_weeks = False
    if iso is not None:
        item = typer.type(iso)
        if not (isinstance(item, TypedLiteral) and isinstance(item.value, bool)):
            raise typer.error("value", f"The iso8601 of {name} is true or false, written out.", item.span)
        in_weeks = item.value
    fields = tuple((part, INT64) for part in (_ISO if in_weeks else _CALENDAR))
    return call_node(call, operator, (date, *zone_of(typer, call)), Kind("struct", fields=fields))


@operator("$dateToParts", arity=0, rule=_to_rule, names=("date", "timezone", "iso8601"), required=1)
def _to_parts(sql: Emitter, call: TypedCall) -> str:
    date, *zone = call.arguments
    if any(item.kind.name == "null" for item in call.arguments):
        return sql.null(call.kind)

    def parts(shown: str) -> str:
        fields = []
        for part, kind in call.kind.fields:
            number = sql.f(f"date_{'dayOfMonth' if part == 'day' else part}", shown)
            fields.append((part, f"CAST({number} AS {sql.type_of(kind)})"))
        return f"CASE WHEN {shown} IS NOT NULL THEN {sql.dialect.struct_of(fields)} END"

    return sql.let(local_time(sql, date_sql(sql, date), zone), parts)
