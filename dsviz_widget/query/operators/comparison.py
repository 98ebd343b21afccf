"""Comparisons: MongoDB's, where null is below every number, and infix ones, false on null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT32, MIXED, NOUNS, NULL, RANKS, Kind, join, unify
from dsviz_widget.query.language.expression import Call, Span
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import PARTS, convert, member, order_key
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_SWAPPED = {"$lt": "$gt", "$lte": "$gte"}


def comparison_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    """Type a MongoDB comparison, which is defined for any two values."""
    left, right = typer.arguments(call, operator)
    raises = left.raises or right.raises
    if left.kind != NULL != right.kind and _unlike(left, right):
        typer.warn(
            f"{call.operator}: the first argument is {NOUNS[left.kind.name]}, the second "
            f"{NOUNS[right.kind.name]}: the answer is the same for every row that is not empty.",
            call.span,
        )
    if call.operator == "$cmp":
        return TypedCall(call.span, INT32, operator, (left, right), nullable=False, raises=raises)
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=(left, right))


def _unlike(left: Typed, right: Typed) -> bool:
    """Tell whether two values differ in kind in every row, so that only nulls vary the answer."""
    if NULL in (left.kind, right.kind):
        return True
    if left.kind.is_nested and right.kind.is_nested:
        return MIXED not in (left.kind, right.kind) and RANKS[left.kind.name] != RANKS[right.kind.name]
    return unify(left.kind, right.kind) is None


def _by_key(left: Typed, right: Typed) -> bool:
    """Tell whether two values are compared by keys, since the engine orders them in another way."""
    return left.kind.is_nested or right.kind.is_nested


def keys_of(sql: Emitter, left: Typed, right: Typed) -> tuple[str, str]:
    """Return SQL of keys by which two values compare as in MongoDB, null too; the keys are never null."""
    if left.kind.name == right.kind.name == "struct" and _names(left.kind) != _names(right.kind):
        return _uneven_key(sql, left, right), _uneven_key(sql, right, left)
    kind = join(left.kind, right.kind)
    first, second = (
        order_key(sql, sql.as_kind(side, kind), kind, nullable=side.nullable or side.raises)
        for side in (left, right)
    )
    return first, second


def _names(kind: Kind) -> list[str]:
    return [name for name, _ in kind.fields]


def _uneven_key(sql: Emitter, item: Typed, other: Typed) -> str:
    """Return SQL of the key of an object beside one with other fields.

    Fields are compared in turn: the first whose names differ decides, by the rank of its value and
    then by its name; an object that has no more fields is less.
    """
    own, theirs = item.kind.fields, other.kind.fields
    pairs = zip(_names(item.kind), _names(other.kind), strict=False)
    same = next((i for i, (mine, name) in enumerate(pairs) if mine != name), min(len(own), len(theirs)))

    def write(text: str) -> str:
        def value(at: int) -> str:
            return member(text, item.kind, own[at][0], sql.dialect)

        parts = [sql.cast(f"CASE WHEN {text} IS NULL THEN 0 ELSE 1 END", "tiny")]
        for i in range(same):
            kind = join(own[i][1], theirs[i][1])
            parts.append(order_key(sql, convert(sql, value(i), own[i][1], kind), kind))
        ended = same == len(own)
        # One more than the rank, so that no field at all is below an empty one.
        rank, name = "0", sql.bind("")
        if not ended:
            rank = f"CASE WHEN {text} IS NULL THEN 0 ELSE 1 + {_rank(sql, value(same), own[same][1])} END"
            name = f"CASE WHEN {text} IS NULL THEN {name} ELSE {sql.bind(own[same][0])} END"
        parts.append(sql.cast(rank, "tiny"))
        parts.append(sql.cast(name, "text"))
        return sql.dialect.struct_of([(f"k{i}", part) for i, part in enumerate(parts)])

    return sql.let(sql.value(item), write)


def _rank(sql: Emitter, text: str, kind: Kind) -> str:
    if kind == MIXED:
        return f"coalesce({sql.mixed_rank(text)}, 0)"
    return "0" if kind == NULL else f"CASE WHEN {text} IS NULL THEN 0 ELSE {RANKS[kind.name]} END"


def _constant_of(side: Typed) -> bool:
    return isinstance(side, TypedLiteral) and side.kind.name in PARTS and not side.nan


def _above(sql: Emitter, mixed: Typed, constant: Typed, or_equal: bool) -> str:
    """Return exact SQL for a mixed value above a constant: of a higher kind, or of its kind and more."""
    sign = ">=" if or_equal else ">"

    def write(text: str) -> str:
        part = sql.mixed_part(text, constant.kind)
        test = f"{part} {sign} {sql.value(constant)}"
        if constant.kind.name == "number":
            test = f"({test} AND NOT {sql.f('isnan', part)})"
        return f"coalesce({sql.mixed_rank(text)} > {RANKS[constant.kind.name]} OR {test}, false)"

    return sql.let(sql.value(mixed), write)


def _key_order(sql: Emitter, left: Typed, right: Typed, or_equal: bool) -> str:
    """Return exact SQL for ``left > right`` where one of them holds other values or differs in kind."""
    if left.kind == MIXED and _constant_of(right):
        return _above(sql, left, right, or_equal)
    if right.kind == MIXED and _constant_of(left):
        return f"(NOT {_above(sql, right, left, not or_equal)})"
    first, second = keys_of(sql, left, right)
    return f"({first} {'>=' if or_equal else '>'} {second})"


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
    if _unlike(left, right):
        test = _by_rank(sql, left, right, or_equal)
        return sql.guard(test, call) if call.raises else test
    if _by_key(left, right):
        test = _key_order(sql, left, right, or_equal)
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
    if _unlike(left, right):
        return _both(sql.is_null(left), sql.is_null(right))
    if _by_key(left, right):
        return _same_key(sql, left, right)
    a, b = sql.value(left), sql.value(right)
    if left.nullable or right.nullable:
        return sql.f("same", a, b)
    return f"({a} = {b})"


def _part(sql: Emitter, mixed: Typed, kind: Kind) -> str:
    """Return SQL of a mixed value where it is of a kind, else null."""
    return sql.let(sql.value(mixed), lambda text: sql.mixed_part(text, kind))


def _same_key(sql: Emitter, left: Typed, right: Typed) -> str:
    for mixed, constant in ((left, right), (right, left)):
        if mixed.kind == MIXED and constant.kind != MIXED and _constant_of(constant):
            return f"coalesce({_part(sql, mixed, constant.kind)} = {sql.value(constant)}, false)"
    if left.kind == right.kind and _plainly_nested(left.kind):
        return sql.f("same", sql.value(left), sql.value(right))
    first, second = keys_of(sql, left, right)
    return f"({first} = {second})"


def _plainly_nested(kind: Kind) -> bool:
    """Tell whether engines find two values of the kind equal when MongoDB does."""
    if kind.name == "list":
        return _plainly_nested(kind.element or NULL)
    if kind.name == "struct":
        return bool(kind.fields) and all(_plainly_nested(inner) for _, inner in kind.fields)
    return kind.name not in ("map", "mixed")


def _equal_where(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    plain = not (left.nullable and right.nullable) and not _by_key(left, right)
    if plain and not _unlike(left, right):
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
    if literal and not call.raises and not _by_key(left, right) and not _unlike(left, right):
        a, b = sql.value(left), sql.value(right)
        return f"({a} <> {b} OR {a} IS NULL)" if left.nullable else f"({a} <> {b})"
    test = f"(NOT {same_as(sql, left, right)})"
    return sql.guard(test, call) if call.raises else test


@operator("$cmp", arity=2, rule=comparison_rule)
def _compare(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    if _unlike(left, right):
        greater = _by_rank(sql, left, right, False)
    elif _by_key(left, right):
        greater = _key_order(sql, left, right, False)
    else:
        greater = _greater(sql, left, right, False, False)
        if left.nullable or right.nullable:
            when_null = _both(sql.is_null(right), sql.not_null(left))
            greater = f"coalesce({greater}, {when_null})"
    test = f"CASE WHEN {same_as(sql, left, right)} THEN 0 WHEN {greater} THEN 1 ELSE -1 END"
    return sql.guard(f"({test})", call) if call.raises else f"({test})"


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
            from dsviz_widget.query.operators.registry import OPERATORS

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
        return f"({' AND '.join([*there, f'NOT {_same_key(sql, left, right)}'])})"
    sides: list[str] = []
    for side, other in ((left, right), (right, left)):
        if side.kind == MIXED and not other.kind.is_nested:
            sides.append(_part(sql, side, other.kind))
        elif not side.kind.is_nested:
            sides.append(sql.value(side))
    if len(sides) == 2:
        tests = [f"{sides[0]} {symbol} {sides[1]}"]
        if symbol != "=" and "number" in (left.kind.name, right.kind.name):
            tests += [f"NOT {sql.f('isnan', sql.cast(side, 'double'))}" for side in sides]
        return f"({' AND '.join(tests)})"
    first, second = keys_of(sql, left, right)
    tests = [f"{first} {symbol} {second}", *there]
    if left.kind == right.kind == MIXED:
        ranks = [sql.let(sql.value(side), sql.mixed_rank) for side in (left, right)]
        tests.append(f"{ranks[0]} = {ranks[1]}")
    return f"({' AND '.join(tests)})"


def _infix_where(sql: Emitter, call: TypedCall) -> str:
    left, right = call.arguments
    if _by_key(left, right):
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
