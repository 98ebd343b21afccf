"""Arithmetic on numbers: null with null, doubles where integers could overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DOUBLE, INT64, NOUNS, NULL, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def require_number(typer: Typer, item: Typed, name: str) -> None:
    """Refuse an argument that is no number."""
    if item.kind.name in ("number", "null"):
        return
    hint = None
    if item.kind.name == "list":
        hint = "Its length is size(...), in MongoDB's form {$size: ...}."
    raise typer.error("type", f"{name} takes numbers, not {NOUNS[item.kind.name]}.", item.span, hint)


def _result_kind(name: str, items: tuple[Typed, ...]) -> Kind:
    integers = all(item.kind.integer or item.kind.name == "null" for item in items)
    if name == "$mod" and integers:
        return INT64
    if name != "$divide" and integers and all(item.kind.bits <= 32 for item in items):
        return INT64
    return DOUBLE


def _number_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    for item in items:
        require_number(typer, item, typer.called(call))
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
        nan=any(item.nan or not item.finite for item in items) and kind.is_float,
        finite=kind.integer,
        raises=any(item.raises for item in items) or not safe,
    )


def _is_safe_divisor(item: Typed) -> bool:
    return isinstance(item, TypedLiteral) and item.value not in (None, 0)


def _operand(sql: Emitter, item: Typed, kind: Kind) -> str:
    """Return SQL of a number wide enough for arithmetic whose result is of `kind`."""
    text = sql.value(item)
    if item.kind == kind:
        return text
    return sql.cast(text, "bigint" if kind.integer else "double")


def _infix(symbol: str, empty: str) -> None:
    name, sign = symbol.split()

    @operator(name, arity=(0, None) if empty else 2, rule=_number_rule)
    def emit(sql: Emitter, call: TypedCall) -> str:
        parts = [_operand(sql, item, call.kind) for item in call.arguments]
        return f"({f' {sign} '.join(parts)})" if parts else empty


_infix("$add +", "0")
_infix("$multiply *", "1")
_infix("$subtract -", "")


def _zero_divisor(sql: Emitter, call: TypedCall) -> str:
    # A null dividend answers null before the divisor is looked at.
    dividend, divisor = call.arguments
    return f"({sql.value(divisor)} = 0 AND {sql.not_null(dividend)})"


@operator("$divide", arity=2, rule=_number_rule, error=_zero_divisor)
def _divide(sql: Emitter, call: TypedCall) -> str:
    dividend, divisor = (_operand(sql, item, DOUBLE) for item in call.arguments)
    if _is_safe_divisor(call.arguments[1]):
        return f"({dividend} / {divisor})"
    return f"({dividend} / nullif({divisor}, 0))"


@operator("$mod", arity=2, rule=_number_rule, error=_zero_divisor)
def _modulo(sql: Emitter, call: TypedCall) -> str:
    dividend, divisor = (_operand(sql, item, call.kind) for item in call.arguments)
    if _is_safe_divisor(call.arguments[1]):
        return f"({dividend} % {divisor})"
    return f"({dividend} % nullif({divisor}, 0))"


@operator("$abs", arity=1, rule=_number_rule)
def _absolute(sql: Emitter, call: TypedCall) -> str:
    return sql.f("abs", _operand(sql, call.arguments[0], call.kind))
