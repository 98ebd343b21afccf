"""Conditions on the elements of a list: any, all, none, count, and MongoDB's over truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT64, NULL
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.needs import element_kind, need_list
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedList, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _predicate_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = operator.name
    typer.check_count(call, operator)
    source = need_list(typer, typer.type(call.arguments[0]), f"{name}()")
    element = element_kind(source)
    arguments = [source]
    level = 0
    if len(call.arguments) == 2:
        with typer.element("it", element) as level:
            arguments.append(typer.require_condition(typer.type(call.arguments[1])))
    elif name != "count" and element.name not in ("boolean", "null"):
        raise typer.error(
            "type", f"{name}() needs a condition on the elements.", call.span,
            hint=f"Write {name}({typer.source(call.arguments[0])}, class_id == 1).",
        )  # fmt: skip
    if name != "count":
        return TypedCall(**boolean(call.span), operator=operator, arguments=tuple(arguments), level=level)
    return TypedCall(
        call.span, INT64, operator, tuple(arguments), level, nullable=source.nullable, finite=True
    )


def _kept(sql: Emitter, call: TypedCall, *, fails: bool = False) -> str:
    """Return SQL of the elements on which the condition holds, or fails."""
    source, *condition = call.arguments
    items = sql.value(source)
    if not condition:
        return sql.each("list_filter", items, lambda item: f"NOT coalesce({item}, false)" if fails else item)
    test = f"NOT coalesce({sql.truth(condition[0])}, false)" if fails else sql.where(condition[0])
    return sql.f("list_filter", items, sql.function(call.level, test))


@operator("count", arity=(1, 2), rule=_predicate_rule, binds=True)
def _count(sql: Emitter, call: TypedCall) -> str:
    source, *condition = call.arguments
    if source.kind == NULL:
        return "NULL"
    return sql.f("len", _kept(sql, call) if condition else sql.value(source))


def _any_where(sql: Emitter, call: TypedCall) -> str:
    if call.arguments[0].kind == NULL:
        return "false"
    if len(call.arguments) == 1:
        return sql.f("list_contains", sql.value(call.arguments[0]), "true")
    return f"{sql.f('len', _kept(sql, call))} > 0"


@operator("any", arity=(1, 2), rule=_predicate_rule, binds=True, where=_any_where)
def _any(sql: Emitter, call: TypedCall) -> str:
    return f"coalesce({_any_where(sql, call)}, false)"


@operator("all", arity=(1, 2), rule=_predicate_rule, binds=True)
def _all(sql: Emitter, call: TypedCall) -> str:
    """Return SQL that is true of an empty list and false of an empty cell."""
    if call.arguments[0].kind == NULL:
        return "false"
    return f"coalesce({sql.f('len', _kept(sql, call, fails=True))} = 0, false)"


@operator("none", arity=(1, 2), rule=_predicate_rule, binds=True)
def _none(sql: Emitter, call: TypedCall) -> str:
    """Return SQL that is true of an empty list and false of an empty cell."""
    if call.arguments[0].kind == NULL:
        return "false"
    return f"coalesce({sql.f('len', _kept(sql, call))} = 0, false)"


def _truth_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    item = need_list(typer, item, typer.called(call))
    raises = item.raises or item.nullable
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=(item,))


def _null_list(sql: Emitter, call: TypedCall) -> str:
    return sql.is_null(call.arguments[0])


def _of_truth(name: str, word: str, empty: str) -> None:
    @operator(name, arity=1, rule=_truth_rule, error=_null_list)
    def emit(sql: Emitter, call: TypedCall) -> str:
        (item,) = call.arguments
        if isinstance(item, TypedList):
            parts = [sql.truth_of(sql.value(part), part.kind) for part in item.items]
            test = f"({f' {word} '.join(parts) or empty})"
        elif item.kind == NULL:
            return sql.cast("NULL", "boolean")
        else:
            test = sql.let(sql.value(item), lambda items: _tested(sql, items, item, empty == "true"))
        return sql.guard(test, call) if call.raises else test


def _tested(sql: Emitter, items: str, item: Typed, every: bool) -> str:
    def truth(element: str) -> str:
        text = sql.truth_of(element, element_kind(item))
        return f"NOT {text}" if every else text

    kept = sql.f("len", sql.each("list_filter", items, truth))
    return f"({kept} = 0)" if every else f"({kept} > 0)"


_of_truth("$anyElementTrue", "OR", "false")
_of_truth("$allElementsTrue", "AND", "true")
