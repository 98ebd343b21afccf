"""Lists as sets: each value counts once, null too; answers come in order, the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import NULL, Kind, join_all
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.arrays import unless_null
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


def _set_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = _lists(typer, call, operator)
    element = join_all(element_kind(item) for item in items)
    raises = any(item.raises for item in items)
    return TypedCall(
        call.span, Kind("list", element=element), operator, items,
        nullable=raises or any(item.nullable for item in items), raises=raises,
    )  # fmt: skip


def _joint(call: TypedCall) -> Kind:
    return join_all(element_kind(item) for item in call.arguments)


def _boxed(sql: Emitter, item: Typed, kind: Kind) -> str:
    """Return SQL of the elements of a list, each in a struct: engines pass over null elements else."""

    def write(element: str) -> str:
        return sql.dialect.struct_of([("item", convert(sql, element, element_kind(item), kind))])

    return sql.each("list_transform", sql.value(item), write)


def _opened(sql: Emitter, boxes: str) -> str:
    ordered = sql.f("list_sort", sql.f("list_distinct", boxes))
    return sql.each("list_transform", ordered, lambda box: f"{box}.{sql.dialect.quote('item')}")


@operator("$setUnion", arity=(0, None), rule=_set_rule)
def _union(sql: Emitter, call: TypedCall) -> str:
    items, kind = call.arguments, _joint(call)
    if not items:
        return sql.dialect.list_of([])
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    boxes = [_boxed(sql, item, kind) for item in items]
    together = sql.f("list_concat", *boxes) if len(boxes) > 1 else boxes[0]
    return unless_null(sql, items, _opened(sql, together))


@operator("$setIntersection", arity=(0, None), rule=_set_rule)
def _intersection(sql: Emitter, call: TypedCall) -> str:
    items, kind = call.arguments, _joint(call)
    if not items:
        return sql.dialect.list_of([])
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    text, *others = [_boxed(sql, item, kind) for item in items]
    for other in others:
        text = sql.f("list_intersect", text, other)
    return unless_null(sql, items, _opened(sql, text))


@operator("$setDifference", arity=2, rule=_set_rule)
def _difference(sql: Emitter, call: TypedCall) -> str:
    items, kind = call.arguments, _joint(call)
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    first, second = (_boxed(sql, item, kind) for item in items)
    return unless_null(sql, items, _opened(sql, sql.f("list_except", first, second)))


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
    part, whole = (_boxed(sql, item, kind) for item in call.arguments)
    test = sql.f("list_has_all", whole, part)
    return sql.guard(test, call) if call.raises else test


@operator("$setEquals", arity=(2, None), rule=_test_rule, error=_any_null)
def _equals(sql: Emitter, call: TypedCall) -> str:
    if any(item.kind == NULL for item in call.arguments):
        return sql.cast("NULL", "boolean")
    kind = _joint(call)
    first, *others = (_boxed(sql, item, kind) for item in call.arguments)
    tests = [
        f"({sql.f('list_has_all', first, other)} AND {sql.f('list_has_all', other, first)})"
        for other in others
    ]
    test = f"({' AND '.join(tests)})"
    return sql.guard(test, call) if call.raises else test
