"""Arithmetic on numbers: null with null, doubles where integers could overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DATE, DOUBLE, INT64, INT128, MIXED, NOUNS, NULL, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.language.parse import is_mongo
from dsviz_widget.query.operators.branches import chosen
from dsviz_widget.query.operators.narrow import expect, is_kind
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


_WITH_DATES = ("$add", "$subtract")


def _numbers(typer: Typer, call: Call, operator: Operator, items: tuple[Typed, ...]) -> tuple[Typed, ...]:
    """Return the arguments as numbers; a date among those of $add and $subtract stays a date."""
    name = typer.called(call)
    if operator.name not in _WITH_DATES or all(item.kind != DATE for item in items):
        return tuple(expect(typer, item, "number", name) for item in items)
    dates = [item for item in items if item.kind == DATE]
    if operator.name == "$add" and len(dates) > 1:
        raise typer.error("type", f"{name} takes one date at most.", dates[1].span)
    if operator.name == "$subtract" and items[0].kind not in (DATE, NULL, MIXED):
        raise typer.error("type", f"{name} cannot take a date from {NOUNS[items[0].kind.name]}.", call.span)
    if operator.name == "$subtract" and items[1].kind == DATE:
        return tuple(expect(typer, item, "date", name) for item in items)
    return tuple(item if item.kind == DATE else expect(typer, item, "number", name) for item in items)


def _result_kind(name: str, items: tuple[Typed, ...]) -> Kind:
    dates = sum(item.kind == DATE for item in items)
    if dates:
        return INT64 if name == "$subtract" and items[1].kind == DATE else DATE
    integers = all(item.kind.integer or item.kind.name == "null" for item in items)
    if name == "$mod" and integers:
        # The remainder is no larger than either number.
        return INT128 if all(item.kind.bits > 64 for item in items) else INT64
    if name != "$divide" and integers and _fits(name, items):
        return INT64
    return DOUBLE


def _fits(name: str, items: tuple[Typed, ...]) -> bool:
    """Tell whether the result of whole numbers always fits into 64 bits."""
    if name == "$multiply":
        return sum(map(_width, items)) <= 64
    return all(item.kind.bits <= 32 for item in items)


def _width(item: Typed) -> int:
    if isinstance(item, TypedLiteral) and item.kind.integer:
        width: int = item.value.bit_length() + 1
        return width
    return item.kind.bits


def _number_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    if operator.name in _WITH_DATES and is_mongo(typer.text):
        return _number_or_date(typer, call, operator, items)
    return _calculated(typer, call, operator, items)


def _number_or_date(typer: Typer, call: Call, operator: Operator, items: tuple[Typed, ...]) -> Typed:
    """Return the call for values whose kind differs by row: by numbers, or by dates where they are."""
    at = next((index for index, item in enumerate(items) if item.kind == MIXED), None)
    if at is None:
        return _calculated(typer, call, operator, items)
    numbers, dates = (
        (*items[:at], expect(typer, items[at], kind, operator.name), *items[at + 1 :])
        for kind in ("number", "date")
    )
    if operator.name == "$subtract" and items[1].kind == DATE:
        return _calculated(typer, call, operator, dates)
    by_numbers = _number_or_date(typer, call, operator, numbers)
    others = [item for item in items[:at] if item.kind != NULL]
    if any(item.kind == DATE for item in items) and operator.name == "$add":
        return by_numbers
    if others and operator.name == "$subtract" and others[0].kind != DATE:
        return by_numbers
    by_dates = _number_or_date(typer, call, operator, dates)
    arguments = (is_kind(items[at], "date"), by_dates, by_numbers)
    return chosen(call, OPERATORS["$cond"], arguments, arguments[1:], False)


def _calculated(typer: Typer, call: Call, operator: Operator, items: tuple[Typed, ...]) -> Typed:
    items = _numbers(typer, call, operator, items)
    kind = _result_kind(operator.name, items)
    if any(item.kind == NULL for item in items):
        typer.warn(f"{typer.called(call)} with null is null for every row.", call.span)
    divides = operator.name in ("$divide", "$mod")
    safe = not divides or _is_safe_divisor(items[-1])
    return TypedCall(
        call.span,
        kind,
        operator,
        items,
        nullable=any(item.nullable for item in items),
        nan=kind.is_float and _may_be_nan(operator, items),
        finite=kind.integer or (operator.name == "$abs" and items[0].finite),
        raises=any(item.raises for item in items) or not safe or kind == DATE,
    )


def _may_be_nan(operator: Operator, items: tuple[Typed, ...]) -> bool:
    if any(item.nan for item in items):
        return True
    # Infinity less infinity, or nothing times infinity.
    return operator.name != "$abs" and any(not item.finite for item in items)


def _is_safe_divisor(item: Typed) -> bool:
    return isinstance(item, TypedLiteral) and item.value not in (None, 0)


def _operand(sql: Emitter, item: Typed, kind: Kind) -> str:
    """Return SQL of a number wide enough for arithmetic whose result is of `kind`."""
    text = sql.value(item)
    if item.kind == kind:
        return text
    return f"CAST({text} AS {sql.type_of(kind)})"


def _infix(symbol: str, empty: str) -> None:
    name, sign = symbol.split()

    def out_of_range(sql: Emitter, call: TypedCall) -> str | None:
        if call.kind != DATE:
            return None
        date, milliseconds = _date_and_offset(sql, call)
        return sql.f("is_no_date", sql.f("date_us", date), f"{milliseconds} * 1e3")

    @operator(name, arity=(0, None) if empty else 2, rule=_number_rule, error=out_of_range)
    def emit(sql: Emitter, call: TypedCall) -> str:
        if call.kind == DATE:
            date, milliseconds = _date_and_offset(sql, call)
            return sql.let_all(
                [sql.f("date_us", date), f"{milliseconds} * 1e3"],
                lambda us, moved: sql.f("date_moved", us, moved),
            )
        if any(item.kind == DATE for item in call.arguments):
            later, earlier = (sql.f("date_us", _date(sql, item)) for item in call.arguments)
            return sql.f("whole_divide", f"({later} - {earlier})", "1000")
        parts = [_operand(sql, item, call.kind) for item in call.arguments]
        return f"({f' {sign} '.join(parts)})" if parts else empty


def _date(sql: Emitter, item: Typed) -> str:
    return sql.null(DATE) if item.kind == NULL else sql.value(item)


def _date_and_offset(sql: Emitter, call: TypedCall) -> tuple[str, str]:
    """Return SQL of the one date, and of the milliseconds to move it by, rounded as MongoDB does."""
    date = next(item for item in call.arguments if item.kind == DATE)
    texts = [_operand(sql, item, DOUBLE) for item in call.arguments if item is not date]
    sign = "-" if call.operator.name == "$subtract" else ""
    total = " + ".join(sql.f("round", text) for text in texts)
    return sql.value(date), f"({sign}({total or '0'}))"


_infix("$add +", "0")
_infix("$multiply *", "1")
_infix("$subtract -", "")


def _zero_divisor(sql: Emitter, call: TypedCall) -> str:
    # A null dividend answers null before the divisor is looked at.
    dividend, divisor = call.arguments
    return f"({sql.value(divisor)} = 0 AND {sql.not_null(dividend)})"


def _unless_zero(sql: Emitter, dividend: str, sign: str, divisor: str) -> str:
    from dsviz_widget.query.sql import is_cheap

    # Not nullif(): DuckDB writes its argument out twice, at every level of nested divisions.
    if is_cheap(divisor):
        return f"CASE WHEN {divisor} <> 0 THEN {dividend} {sign} {divisor} END"
    return sql.let_all([dividend, divisor], lambda x, by: f"CASE WHEN {by} <> 0 THEN {x} {sign} {by} END")


@operator("$divide", arity=2, rule=_number_rule, error=_zero_divisor)
def _divide(sql: Emitter, call: TypedCall) -> str:
    dividend, divisor = (_operand(sql, item, DOUBLE) for item in call.arguments)
    if _is_safe_divisor(call.arguments[1]):
        return f"({dividend} / {divisor})"
    return _unless_zero(sql, dividend, "/", divisor)


@operator("$mod", arity=2, rule=_number_rule, error=_zero_divisor)
def _modulo(sql: Emitter, call: TypedCall) -> str:
    wide = call.kind.integer and any(item.kind.bits > 64 for item in call.arguments)
    dividend, divisor = (_operand(sql, item, INT128 if wide else call.kind) for item in call.arguments)
    text = _remainder(sql, call, dividend, divisor)
    return sql.cast(text, "bigint") if wide and call.kind == INT64 else text


def _remainder(sql: Emitter, call: TypedCall, dividend: str, divisor: str) -> str:
    by = call.arguments[1]
    if isinstance(by, TypedLiteral) and by.value == -1:
        # DuckDB divides, and the least of all whole numbers has no opposite.
        divisor = "1"
    if _is_safe_divisor(by):
        return f"({dividend} % {divisor})"
    if call.kind == INT64 and call.arguments[0].kind.bits == 64:
        return sql.let_all(
            [dividend, divisor],
            lambda x, by: f"CASE WHEN {by} = -1 THEN 0 * {x} WHEN {by} <> 0 THEN {x} % {by} END",
        )
    return _unless_zero(sql, dividend, "%", divisor)


@operator("$abs", arity=1, rule=_number_rule)
def _absolute(sql: Emitter, call: TypedCall) -> str:
    return sql.f("abs", _operand(sql, call.arguments[0], call.kind))
