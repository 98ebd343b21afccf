"""Lists as sets: each value counts once, null too; answers come in order, the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import NULL, Kind, join_all
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.arrays import lists_rule, unless_null
from dsviz_widget.query.operators.needs import element_kind, need_list
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import convert
from dsviz_widget.query.typed import Typed, TypedCall, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _lists(typer: Typer, call: Call, operator: Operator) -> tuple[Typed, ...]:
    name = typer.called(call)
    return tuple(need_list(typer, item, name) for item in typer.arguments(call, operator))


def _joint(call: TypedCall) -> Kind:
    return join_all(element_kind(item) for item in call.arguments)


def _elements(sql: Emitter, item: Typed, kind: Kind) -> str:
    """Return SQL of a list as elements of a kind; each in a struct where they hold other values.

    Engines pass over null elements, or fail on them; what stands in a struct is never null.
    """
    if not kind.is_nested:
        return sql.as_kind(item, Kind("list", element=kind))

    def write(element: str) -> str:
        return sql.dialect.struct_of([("item", convert(sql, element, element_kind(item), kind))])

    return sql.each("list_transform", sql.value(item), write)


def _of(sql: Emitter, name: str, kind: Kind, first: str, second: str) -> str:
    """Return SQL of a function of two lists of elements."""
    if kind.is_nested:
        return sql.f(f"list_{name}", first, second)
    return sql.let(first, lambda a: sql.let(second, lambda b: sql.f(f"set_{name}", a, b)))


def _unique(sql: Emitter, elements: str, kind: Kind) -> str:
    """Return SQL of each element once, in order."""
    if not kind.is_nested:
        return sql.let(elements, lambda items: sql.f("set_unique", items))
    ordered = sql.f("list_sort", sql.f("list_distinct", elements))
    return sql.each("list_transform", ordered, lambda box: f"{box}.{sql.dialect.quote('item')}")


@operator("$setUnion", arity=(0, None), rule=lists_rule)
def _union(sql: Emitter, call: TypedCall) -> str:
    items, kind = call.arguments, _joint(call)
    if not items:
        return sql.dialect.list_of([])
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    lists = [_elements(sql, item, kind) for item in items]
    together = sql.f("list_concat", *lists) if len(lists) > 1 else lists[0]
    return unless_null(sql, items, _unique(sql, together, kind))


@operator("$setIntersection", arity=(0, None), rule=lists_rule)
def _intersection(sql: Emitter, call: TypedCall) -> str:
    items, kind = call.arguments, _joint(call)
    if not items:
        return sql.dialect.list_of([])
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    text, *others = [_elements(sql, item, kind) for item in items]
    for other in others:
        text = _of(sql, "intersect", kind, text, other)
    return unless_null(sql, items, _unique(sql, text, kind))


@operator("$setDifference", arity=2, rule=lists_rule)
def _difference(sql: Emitter, call: TypedCall) -> str:
    items, kind = call.arguments, _joint(call)
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    first, second = (_elements(sql, item, kind) for item in items)
    return unless_null(sql, items, _unique(sql, _of(sql, "except", kind, first, second), kind))


def _test_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = _lists(typer, call, operator)
    raises = any(item.raises or item.nullable for item in items)
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=items)


def _any_null(sql: Emitter, call: TypedCall) -> str | None:
    tests = [test for item in call.arguments if (test := sql.is_null(item)) != "false"]
    return f"({' OR '.join(tests)})" if tests else None


@operator("$setIsSubset", arity=2, rule=_test_rule, error=_any_null)
def _is_subset(sql: Emitter, call: TypedCall) -> str:
    if any(item.kind == NULL for item in call.arguments):
        return sql.cast("NULL", "boolean")
    kind = _joint(call)
    part, whole = (_elements(sql, item, kind) for item in call.arguments)
    test = _of(sql, "has_all", kind, whole, part)
    return sql.guard(test, call) if call.raises else test


@operator("$setEquals", arity=(2, None), rule=_test_rule, error=_any_null)
def _equals(sql: Emitter, call: TypedCall) -> str:
    if any(item.kind == NULL for item in call.arguments):
        return sql.cast("NULL", "boolean")
    kind = _joint(call)
    first, *others = (_elements(sql, item, kind) for item in call.arguments)
    tests = [
        f"({_of(sql, 'has_all', kind, first, other)} AND {_of(sql, 'has_all', kind, other, first)})"
        for other in others
    ]
    test = f"({' AND '.join(tests)})"
    return sql.guard(test, call) if call.raises else test
