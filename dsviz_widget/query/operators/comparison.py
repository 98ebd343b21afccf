"""MongoDB's comparisons, where null is below every number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT32, NOUNS, NULL, RANKS
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.keyed import by_key, key_order, same_key, unlike
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_SWAPPED = {"$lt": "$gt", "$lte": "$gte"}


def comparison_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    """Type a MongoDB comparison, which is defined for any two values."""
    left, right = typer.arguments(call, operator)
    raises = left.raises or right.raises
    if left.kind != NULL != right.kind and unlike(left, right):
        typer.warn(
            f"{call.operator}: the first argument is {NOUNS[left.kind.name]}, the second "
            f"{NOUNS[right.kind.name]}: the answer is the same for every row that is not empty.",
            call.span,
        )
    if call.operator == "$cmp":
        return TypedCall(call.span, INT32, operator, (left, right), nullable=False, raises=raises)
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=(left, right))


def _greater(sql: Emitter, left: Typed, right: Typed, or_equal: bool, flipped: bool) -> str:
    """Return SQL for ``left > right`` of one kind; null when either is null, NaN the lowest."""
    a, b = sql.value(left), sql.value(right)
    sign = (">=" if or_equal else ">") if not flipped else ("<=" if or_equal else "<")
    test = f"{b} {sign} {a}" if flipped else f"{a} {sign} {b}"
    if not (left.nan or right.nan):
        return test
    if not right.nan:
        return f"({test} AND NOT {sql.f('isnan', a)})"
    if isinstance(left, TypedLiteral) and not left.nan:
        return f"({sql.f('isnan', b)} OR {test})"
    if or_equal:
        return f"(({sql.f('isnan', b)} AND {a} IS NOT NULL) OR ({test} AND NOT {sql.f('isnan', a)}))"
    return f"(NOT {sql.f('isnan', a)} AND ({sql.f('isnan', b)} OR {test}))"


def _order(sql: Emitter, call: TypedCall, *, where: bool) -> str:
    name = call.operator.name
    left, right = call.arguments
    flipped = name in _SWAPPED
    if flipped:
        left, right = right, left
    or_equal = name in ("$gte", "$lte")
    if unlike(left, right):
        test = _by_rank(sql, left, right, or_equal)
        return sql.guard(test, call) if call.raises else test
    if by_key(left, right):
        test = key_order(sql, left, right, or_equal)
        return sql.guard(test, call) if call.raises else test
    test = _greater(sql, left, right, or_equal, flipped)
    if not (left.nullable or right.nullable):
        return test if where else f"({test})"
    when_null = "false"
    if right.nullable:
        b_is_null = f"{sql.value(right)} IS NULL"
        if or_equal:
            when_null = b_is_null if left.nullable else "true"
        else:
            when_null = f"{sql.value(left)} IS NOT NULL" if left.nullable else "true"
    if not where and (left.nan or right.nan):
        empty = " OR ".join(f"{sql.value(side)} IS NULL" for side in (left, right) if side.nullable)
        test = f"CASE WHEN {empty} THEN {when_null} ELSE {test} END"
    elif not where:
        test = f"coalesce({test}, {when_null})"
    elif right.nullable:
        empty = f"{sql.value(right)} IS NULL"
        if not or_equal and left.nullable:
            empty = f"({empty} AND {sql.value(left)} IS NOT NULL)"
        test = f"({test} OR {empty})"
    else:
        # A value is null where computing it stops, and so is the test.
        return test
    return sql.guard(test, call) if call.raises else test


def _by_rank(sql: Emitter, left: Typed, right: Typed, or_equal: bool) -> str:
    """Return SQL for ``left > right`` of different kinds: only nulls vary by row."""
    if or_equal:
        return f"(NOT {_by_rank(sql, right, left, False)})"
    left_empty, right_empty = sql.is_null(left), sql.is_null(right)
    if left.kind == NULL or right.kind == NULL or RANKS[left.kind.name] < RANKS[right.kind.name]:
        return _both(sql.not_null(left), right_empty)
    return sql.not_null(left) if left_empty != "true" else "false"


def _both(first: str, second: str) -> str:
    if "false" in (first, second):
        return "false"
    parts = [part for part in (first, second) if part != "true"]
    return f"({' AND '.join(parts)})" if parts else "true"


def _order_value(sql: Emitter, call: TypedCall) -> str:
    return _order(sql, call, where=False)


def _order_where(sql: Emitter, call: TypedCall) -> str:
    return _order(sql, call, where=True)


for _name in ("$gt", "$gte", "$lt", "$lte"):
    operator(_name, arity=2, rule=comparison_rule, where=_order_where)(_order_value)


def same_as(sql: Emitter, left: Typed, right: Typed) -> str:
    """Return exact SQL for equality in which null equals null, as MongoDB has it."""
    if unlike(left, right):
        return _both(sql.is_null(left), sql.is_null(right))
    if by_key(left, right):
        return same_key(sql, left, right)
    a, b = sql.value(left), sql.value(right)
    if left.nullable or right.nullable:
        return sql.f("same", a, b)
    return f"({a} = {b})"


def _equal_where(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    plain = not (left.nullable and right.nullable) and not by_key(left, right)
    if plain and not unlike(left, right):
        return f"{sql.value(left)} = {sql.value(right)}"
    return _equal(sql, call)


@operator("$eq", arity=2, rule=comparison_rule, where=_equal_where)
def _equal(sql: Emitter, call: TypedCall) -> str:
    test = same_as(sql, *call.arguments)
    return sql.guard(test, call) if call.raises else test


@operator("$ne", arity=2, rule=comparison_rule)
def _unequal(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    literal = isinstance(right, TypedLiteral) and right.value is not None
    if literal and not call.raises and not by_key(left, right) and not unlike(left, right):
        a, b = sql.value(left), sql.value(right)
        return f"({a} <> {b} OR {a} IS NULL)" if left.nullable else f"({a} <> {b})"
    test = f"(NOT {same_as(sql, left, right)})"
    return sql.guard(test, call) if call.raises else test


@operator("$cmp", arity=2, rule=comparison_rule)
def _compare(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    if unlike(left, right):
        greater = _by_rank(sql, left, right, False)
    elif by_key(left, right):
        greater = key_order(sql, left, right, False)
    else:
        greater = _greater(sql, left, right, False, False)
        if left.nullable or right.nullable:
            when_null = _both(sql.is_null(right), sql.not_null(left))
            greater = f"coalesce({greater}, {when_null})"
    test = f"CASE WHEN {same_as(sql, left, right)} THEN 0 WHEN {greater} THEN 1 ELSE -1 END"
    return sql.guard(f"({test})", call) if call.raises else f"({test})"
