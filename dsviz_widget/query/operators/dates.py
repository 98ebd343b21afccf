"""Parts of a date: year, month, hour, week, in UTC or a time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DATE, INT64
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.language.parse import is_mongo
from dsviz_widget.query.operators.narrow import call_node, expect
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.operators.zones import local_time, zone_of
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def expect_date(typer: Typer, item: Typed, name: str) -> Typed:
    """Return an argument as a date; the infix form takes a text such as '2021-04-01' for one."""
    if not is_mongo(typer.text):
        item = typer.as_date(item, TypedLiteral(item.span, DATE, None))
    return expect(typer, item, "date", name)


def date_sql(sql: Emitter, item: Typed) -> str:
    """Return SQL of a date as a timestamp without zone, in UTC."""
    if item.kind.name == "null":
        return sql.null(DATE)
    text = sql.value(item)
    return text if isinstance(item, TypedLiteral) else sql.f("plain_date", text)


def _part_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    if call.named:
        date = typer.type(typer.named(call, "date"))
    else:
        (date,) = typer.arguments(call, operator)
    items = (expect_date(typer, date, name), *zone_of(typer, call))
    return call_node(call, operator, items, INT64)


def _part(name: str, function: str) -> None:
    @operator(name, arity=1, rule=_part_rule, names=("date", "timezone"), required=1)
    def value(sql: Emitter, call: TypedCall) -> str:
        date, *zone = call.arguments
        if any(item.kind.name == "null" for item in call.arguments):
            return sql.null(INT64)
        return sql.let(local_time(sql, date_sql(sql, date), zone), lambda date: sql.f(function, date))


for _name in (
    "year", "month", "hour", "minute", "second", "millisecond", "isoWeek", "isoWeekYear", "isoDayOfWeek",
    "dayOfMonth", "dayOfWeek", "dayOfYear", "week",
):  # fmt: skip
    _part(f"${_name}", f"date_{_name}")
