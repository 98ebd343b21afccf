"""Operators on lists: size, filter, elements, and sums over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.errors import QueryError
from dsviz_widget.query.kinds import DOUBLE, INT64, NOUNS, NULL, Kind, unify
from dsviz_widget.query.language.expression import Call, Literal, Node
from dsviz_widget.query.operators.arithmetic import require_number
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedList, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def require_list(typer: Typer, item: Typed, name: str) -> Kind:
    """Return the kind of a list's elements, or refuse what is no list."""
    if item.kind.name == "list" and item.kind.element is not None:
        return item.kind.element
    if item.kind.name == "null":
        return NULL
    hint = None
    if item.kind.name == "struct":
        lists = [key for key, kind in item.kind.fields if kind.name == "list"]
        if lists:
            hint = f"Name one of its lists: {', '.join(lists[:8])}."
        elif item.kind.fields:
            hint = f"It has {', '.join(key for key, _ in item.kind.fields[:8])}."
    raise typer.error("type", f"{name} takes a list, not {NOUNS[item.kind.name]}.", item.span, hint)


def _null_list(sql: Emitter, call: TypedCall) -> str:
    return sql.is_null(call.arguments[0])


def _size_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    require_list(typer, item, typer.called(call))
    raises = item.raises or item.nullable
    return TypedCall(call.span, INT64, operator, (item,), nullable=False, finite=True, raises=raises)


@operator("$size", arity=1, rule=_size_rule, error=_null_list)
def _size(sql: Emitter, call: TypedCall) -> str:
    return sql.f("len", sql.value(call.arguments[0]))


def _filter_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    source = typer.type(typer.named(call, "input"))
    element = require_list(typer, source, "$filter")
    name = _variable_name(typer, call.argument("as"))
    with typer.element(name, element) as level:
        condition = typer.type(typer.named(call, "cond"))
    arguments = [source, condition]
    limit = call.argument("limit")
    if limit is not None:
        count = limit.value if isinstance(limit, Literal) else None
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise typer.error("value", "The limit of $filter is a whole number above 0.", limit.span)
        arguments.append(typer.type(limit))
    return TypedCall(
        call.span,
        Kind("list", element=element),
        operator,
        tuple(arguments),
        level,
        nullable=source.nullable,
        raises=source.raises,
    )


def _variable_name(typer: Typer, node: Node | None) -> str:
    if node is None:
        return "this"
    name = node.value if isinstance(node, Literal) else None
    if not isinstance(name, str) or not name.isidentifier() or not name[0].islower():
        raise typer.error(
            "value", "'as' is a name that starts with a small letter.", node.span,
            hint="Write as: 'box' and use it as '$$box'.",
        )  # fmt: skip
    return name


@operator("$filter", arity=0, rule=_filter_rule, names=("input", "cond", "as", "limit"), required=2)
def _filter(sql: Emitter, call: TypedCall) -> str:
    source, condition, *limit = call.arguments
    if source.kind.name == "null":
        return "NULL"
    kept = sql.f("list_filter", sql.value(source), sql.function(call.level, sql.where(condition)))
    return sql.f("list_head", kept, sql.value(limit[0])) if limit else kept


def _predicate_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = operator.name
    typer.check_count(call, operator)
    source = typer.type(call.arguments[0])
    element = require_list(typer, source, f"{name}()")
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


def _count_sql(sql: Emitter, call: TypedCall) -> str:
    source, *condition = call.arguments
    if source.kind.name == "null":
        return "NULL"
    items = sql.value(source)
    if not condition:
        return sql.f("len", items)
    kept = sql.f("list_filter", items, sql.function(call.level, sql.where(condition[0])))
    return sql.f("len", kept)


def _any_where(sql: Emitter, call: TypedCall) -> str:
    if len(call.arguments) == 1:
        return sql.f("list_contains", sql.value(call.arguments[0]), "true")
    return f"{_count_sql(sql, call)} > 0"


operator("count", arity=(1, 2), rule=_predicate_rule)(_count_sql)


@operator("any", arity=(1, 2), rule=_predicate_rule, where=_any_where)
def _any(sql: Emitter, call: TypedCall) -> str:
    return f"coalesce({_any_where(sql, call)}, false)"


@operator("all", arity=(1, 2), rule=_predicate_rule)
def _all(sql: Emitter, call: TypedCall) -> str:
    """Return SQL that is true of an empty list and false of an empty cell."""
    from dsviz_widget.query.sql import element_name

    source, *condition = call.arguments
    if source.kind.name == "null":
        return "false"
    items = sql.value(source)
    holds = sql.truth(condition[0]) if condition else element_name(call.level)
    fails = sql.function(call.level, f"NOT coalesce({holds}, false)")
    return f"coalesce({sql.f('len', sql.f('list_filter', items, fails))} = 0, false)"


@operator("none", arity=(1, 2), rule=_predicate_rule)
def _none(sql: Emitter, call: TypedCall) -> str:
    """Return SQL that is true of an empty list and false of an empty cell."""
    source = call.arguments[0]
    if source.kind.name == "null":
        return "false"
    if len(call.arguments) == 1:
        return f"coalesce(NOT {_any_where(sql, call)}, false)"
    return f"coalesce({_count_sql(sql, call)} = 0, false)"


def _any_true_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    require_list(typer, item, call.operator)
    raises = item.raises or item.nullable
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=(item,))


@operator("$anyElementTrue", arity=1, rule=_any_true_rule, error=_null_list)
def _any_element_true(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    if isinstance(item, TypedList):
        return f"({' OR '.join(sql.truth(part) for part in item.items) or 'false'})"
    if item.kind.name == "null":
        return sql.cast("NULL", "boolean")
    element = item.kind.element or NULL
    truth = sql.truth_of("e", element)
    kept = sql.f("list_filter", sql.value(item), sql.lambda_(["e"], truth))
    return f"({sql.f('len', kept)} > 0)"


def _element_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    element = require_list(typer, items[0], typer.called(call))
    for index in items[1:]:
        if not index.kind.integer and index.kind != NULL:
            raise typer.error("type", "The index of an element is a whole number.", index.span)
    return TypedCall(
        call.span, element, operator, items,
        nan=element.is_float, raises=any(item.raises for item in items),
    )  # fmt: skip


@operator("$arrayElemAt", arity=2, rule=_element_rule)
def _element_at(sql: Emitter, call: TypedCall) -> str:
    items, index = call.arguments
    text = sql.value(items)
    at = str(index.value) if isinstance(index, TypedLiteral) else sql.value(index)
    return sql.f("list_at", text, "NULL" if index.kind == NULL else at)


@operator("$first", arity=1, rule=_element_rule)
def _first(sql: Emitter, call: TypedCall) -> str:
    return sql.f("list_at", sql.value(call.arguments[0]), "0")


@operator("$last", arity=1, rule=_element_rule)
def _last(sql: Emitter, call: TypedCall) -> str:
    return sql.f("list_at", sql.value(call.arguments[0]), "-1")


def _aggregate_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    name = typer.called(call)
    over_list = len(items) == 1 and items[0].kind.name == "list"
    kinds = [items[0].kind.element or NULL] if over_list else [item.kind for item in items]
    kind = NULL
    for part in kinds:
        joint = unify(kind, part)
        if joint is None:
            raise _unlike(typer, call, name)
        kind = joint
    if operator.name in ("$sum", "$avg"):
        if kind.name not in ("number", "null"):
            require_number(typer, TypedLiteral(items[0].span, kind, None), name)
        kind = DOUBLE
    elif kind.name not in ("number", "text", "date", "boolean", "null"):
        raise typer.error("type", f"{name} cannot order {NOUNS[kind.name]}.", items[0].span)
    return TypedCall(
        call.span,
        kind,
        operator,
        items,
        nullable=operator.name != "$sum",
        nan=kind.is_float,
        raises=any(item.raises for item in items),
    )


def _unlike(typer: Typer, call: Call, name: str) -> QueryError:
    return typer.error("type", f"The arguments of {name} are of different kinds.", call.span)


def _aggregate(name: str, over_list: str, over_arguments: str) -> None:
    @operator(name, arity=(1, None), rule=_aggregate_rule)
    def emit(sql: Emitter, call: TypedCall) -> str:
        texts = [sql.value(item) for item in call.arguments]
        if len(texts) == 1 and call.arguments[0].kind.name == "list":
            text = sql.f(over_list, texts[0])
        elif over_arguments:
            text = sql.f(over_arguments, *texts) if len(texts) > 1 else texts[0]
        else:
            text = sql.f(over_list, sql.dialect.list_of(texts))
        if name == "$sum":
            return f"coalesce({sql.cast(text, 'double')}, 0)"
        return sql.cast(text, "double") if name == "$avg" else text


_aggregate("$sum", "list_sum", "")
_aggregate("$avg", "list_avg", "")
_aggregate("$min", "list_min", "least")
_aggregate("$max", "list_max", "greatest")
