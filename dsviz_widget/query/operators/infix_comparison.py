"""Comparisons of the infix form, between two values of one kind; false where one is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import MIXED, NOUNS, unify
from dsviz_widget.query.language.expression import Call, Span
from dsviz_widget.query.operators.keyed import by_key, compared, double_of, keys_of, part_of, same_key
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def infix_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    """Type an infix comparison, whose two sides must be of one kind."""
    left, right = typer.arguments(call, operator)
    left, right = typer.as_date(left, right), typer.as_date(right, left)
    span = call.span
    for side, other in ((left, right), (right, left)):
        if isinstance(side, TypedLiteral) and side.value is None:
            if call.operator not in ("==", "!="):
                raise typer.error(
                    "type", f"{call.operator!r} with null is false for every row.", span,
                    hint="Write 'is null' or 'is not null'.",
                )  # fmt: skip
            test = TypedCall(**boolean(span), operator=OPERATORS["is null"], arguments=(other,))
            if call.operator == "==":
                return test
            return TypedCall(**boolean(span), operator=OPERATORS["not"], arguments=(test,))
    check_comparable(typer, left, right, call.operator, span)
    if call.operator not in ("==", "!=") and left.kind.name in ("struct", "map", "other"):
        raise typer.error("type", f"{call.operator!r} cannot order {NOUNS[left.kind.name]}.", left.span)
    return TypedCall(**boolean(span), operator=operator, arguments=(left, right))


def check_comparable(typer: Typer, left: Typed, right: Typed, symbol: str, span: Span) -> None:
    """Refuse to compare two kinds, and say which each side is."""
    if unify(left.kind, right.kind) is not None:
        return
    hint = "Both sides are of one kind: convert one with number(...), text(...) or date(...)."
    replacement = None
    at = span
    literal = right if isinstance(right, TypedLiteral) else left
    other = left if literal is right else right
    if isinstance(literal, TypedLiteral):
        at = literal.span
        if literal.kind.name == "number" and other.kind.name == "text":
            replacement = f"'{typer.text[at.start : at.end]}'"
            hint = f"Write the text {replacement}."
        elif literal.kind.name == "text" and other.kind.name == "number":
            try:
                float(literal.value)
                replacement = literal.value
                hint = f"Write the number {replacement}."
            except ValueError:
                pass
        elif literal.kind.name == "text" and other.kind.name == "date":
            hint = "Write a date such as '2021-04-01' or '2021-04-01T12:00:00'."
    if left.kind.name == "list" and right.kind.name in ("number", "text", "boolean"):
        name = typer.text[left.span.start : left.span.end]
        hint = f"Look into the list: any({name}, it {symbol} ...) or size({name}) {symbol} ..."
    raise typer.error(
        "type",
        f"{symbol!r} compares {NOUNS[left.kind.name]} with {NOUNS[right.kind.name]}.",
        at,
        hint=hint,
        replacement=replacement,
    )


def _infix_by_key(sql: Emitter, call: TypedCall) -> str:
    """Return SQL that is true only of two values of one kind, neither of them empty or NaN."""
    left, right = call.arguments
    symbol = {"==": "="}.get(call.operator.name, call.operator.name)
    there = [sql.not_null(left), sql.not_null(right)]
    if symbol == "!=":
        return f"({' AND '.join([*there, f'NOT {same_key(sql, left, right)}'])})"
    if {left.kind.name, right.kind.name} == {"mixed", "number"}:
        tests = [compared(sql, symbol, left, right)]
        if symbol != "=":
            tests += [f"NOT {sql.f('isnan', double_of(sql, side))}" for side in (left, right)]
        return f"({' AND '.join(tests)})"
    sides: list[str] = []
    for side, other in ((left, right), (right, left)):
        if side.kind == MIXED and not other.kind.is_nested:
            sides.append(part_of(sql, side, other.kind))
        elif not side.kind.is_nested:
            sides.append(sql.value(side))
    if len(sides) == 2:
        return f"({sides[0]} {symbol} {sides[1]})"
    first, second = keys_of(sql, left, right)
    tests = [f"{first} {symbol} {second}", *there]
    if left.kind == right.kind == MIXED:
        ranks = [sql.let(sql.value(side), sql.mixed_rank) for side in (left, right)]
        tests.append(f"{ranks[0]} = {ranks[1]}")
    return f"({' AND '.join(tests)})"


def _infix_where(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    if by_key(left, right):
        return _infix_by_key(sql, call)
    symbol = {"==": "=", "!=": "<>"}.get(call.operator.name, call.operator.name)
    a, b = sql.value(left), sql.value(right)
    test = f"{a} {symbol} {b}"
    # DuckDB holds NaN above every number; it shows only on the side that may be the larger.
    large, small = (left, right) if symbol[0] == ">" else (right, left)
    if symbol[0] in "<>" and symbol != "<>":
        guards = [large] if large.nan else []
        if small.nan and large.nan:
            guards.append(small)
        for side in guards:
            test += f" AND NOT {sql.f('isnan', sql.value(side))}"
        if guards:
            return f"({test})"
    return test


def _infix_value(sql: Emitter, call: TypedCall) -> str:
    test = _infix_where(sql, call)
    left, right = call.arguments
    empty = left.nullable or right.nullable or left.raises or right.raises
    return f"coalesce({test}, false)" if empty else f"({test})"


for _name in ("==", "!=", "<", "<=", ">", ">="):
    operator(_name, arity=2, rule=infix_rule, where=_infix_where)(_infix_value)


def _null_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    return TypedCall(**boolean(call.span), operator=operator, arguments=(item,))


@operator("is null", arity=1, rule=_null_rule)
def _is_null(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    return f"({sql.value(item)} IS NULL)" if item.raises else sql.is_null(item)
