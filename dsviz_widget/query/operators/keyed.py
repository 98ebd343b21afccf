"""Comparing lists, objects and mixed values: by keys that an engine orders as MongoDB orders the values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DOUBLE, MIXED, NULL, RANKS, Kind, join, unify
from dsviz_widget.query.shapes import PARTS, beyond_double, convert, member, order_key
from dsviz_widget.query.typed import Typed, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter


def unlike(left: Typed, right: Typed) -> bool:
    """Tell whether two values differ in kind in every row, so that only nulls vary the answer."""
    if NULL in (left.kind, right.kind):
        return True
    if left.kind.is_nested and right.kind.is_nested:
        return MIXED not in (left.kind, right.kind) and RANKS[left.kind.name] != RANKS[right.kind.name]
    return unify(left.kind, right.kind) is None


def by_key(left: Typed, right: Typed) -> bool:
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


_EXACT = 2**53
"""Below it doubles tell all whole numbers apart."""


def compared(sql: Emitter, sign: str, left: Typed, right: Typed) -> str:
    """Return SQL that compares numbers by all their digits, one of them mixed; null where one is none."""
    a, b = double_of(sql, left), double_of(sql, right)
    if any(_is_short(side) for side in (left, right)):
        return f"{a} {sign} {b}"
    more, other = _beyond_double(sql, left), _beyond_double(sql, right)
    if sign == "=":
        return f"({a} = {b} AND {more} = {other})"
    return f"({a} {sign[0]} {b} OR ({a} = {b} AND {more} {sign} {other}))"


def _is_short(side: Typed) -> bool:
    """Tell whether a number compares as a double with the doubles nearest to other numbers."""
    if isinstance(side, TypedLiteral):
        return abs(side.value) < _EXACT or math.isinf(side.value)
    return side.kind.integer and side.kind.bits <= 32


def double_of(sql: Emitter, side: Typed) -> str:
    """Return SQL of a number as the double nearest to it; null where a mixed value is none."""
    if side.kind == MIXED:
        return part_of(sql, side, DOUBLE)
    if isinstance(side, TypedLiteral):
        return sql.bind(float(side.value))
    return sql.value(side) if side.kind == DOUBLE else sql.cast(sql.value(side), "double")


def _beyond_double(sql: Emitter, side: Typed) -> str:
    if side.kind == MIXED:
        return sql.let(sql.value(side), lambda text: beyond_double(sql, text))
    if isinstance(side, TypedLiteral):
        more = side.value - int(float(side.value)) if isinstance(side.value, int) else 0
        return sql.bind(more)
    if not side.kind.integer:
        return "0"
    return sql.let(sql.value(side), lambda text: sql.f("beyond_double", text, sql.cast(text, "double")))


def _is_constant(side: Typed) -> bool:
    return isinstance(side, TypedLiteral) and side.kind.name in PARTS and not side.nan


def _above(sql: Emitter, mixed: Typed, constant: Typed, or_equal: bool) -> str:
    """Return exact SQL for a mixed value above a constant: of a higher kind, or of its kind and more."""
    sign = ">=" if or_equal else ">"

    def write(text: str) -> str:
        part = sql.mixed_part(text, constant.kind)
        test = f"{part} {sign} {sql.value(constant)}"
        if constant.kind.name == "number":
            test = f"({compared(sql, sign, mixed, constant)} AND NOT {sql.f('isnan', part)})"
        return f"coalesce({sql.mixed_rank(text)} > {RANKS[constant.kind.name]} OR {test}, false)"

    return sql.let(sql.value(mixed), write)


def key_order(sql: Emitter, left: Typed, right: Typed, or_equal: bool) -> str:
    """Return exact SQL for ``left > right`` where one of them holds other values or differs in kind."""
    if left.kind == MIXED and _is_constant(right):
        return _above(sql, left, right, or_equal)
    if right.kind == MIXED and _is_constant(left):
        return f"(NOT {_above(sql, right, left, not or_equal)})"
    first, second = keys_of(sql, left, right)
    return f"({first} {'>=' if or_equal else '>'} {second})"


def part_of(sql: Emitter, mixed: Typed, kind: Kind) -> str:
    """Return SQL of a mixed value where it is of a kind, else null."""
    return sql.let(sql.value(mixed), lambda text: sql.mixed_part(text, kind))


def same_key(sql: Emitter, left: Typed, right: Typed) -> str:
    """Return exact SQL for equality where one of two values holds others or differs in kind by row."""
    for mixed, constant in ((left, right), (right, left)):
        if mixed.kind == MIXED and constant.kind != MIXED and _is_constant(constant):
            if constant.kind.name == "number":
                return f"coalesce({compared(sql, '=', mixed, constant)}, false)"
            return f"coalesce({part_of(sql, mixed, constant.kind)} = {sql.value(constant)}, false)"
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
