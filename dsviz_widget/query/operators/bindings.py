"""Operators that give a name to a value, or to every element of a list: $let, $map, $filter, $reduce."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT64, NULL, Kind, join
from dsviz_widget.query.language.expression import Call, ListLiteral, Literal, Node, Struct, Variable
from dsviz_widget.query.operators.arrays import MOST_POSITION, position_text
from dsviz_widget.query.operators.narrow import expect_whole
from dsviz_widget.query.operators.needs import need_list
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import convert
from dsviz_widget.query.typed import (
    Typed,
    TypedCall,
    TypedColumn,
    TypedElement,
    TypedLiteral,
    TypedMember,
)

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def variable_name(typer: Typer, node: Node | None, fallback: str = "this") -> str:
    """Return the name that 'as' gives to the elements of a list."""
    if node is None:
        return fallback
    name = node.value if isinstance(node, Literal) else None
    if not isinstance(name, str) or not _is_name(name):
        raise typer.error(
            "value", "'as' is a name that starts with a small letter.", node.span,
            hint="Write as: 'box' and use it as '$$box'.",
        )  # fmt: skip
    return name


def _is_name(name: str) -> bool:
    return name.isidentifier() and not name[0].isupper() and name[0] != "_"


def _let_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    from dsviz_widget.query.typing import Binding

    named, body = typer.named(call, "vars"), typer.named(call, "in")
    if not isinstance(named, Struct):
        raise typer.error(
            "type", "The vars of $let are an object.", named.span, hint="Write vars: {total: ...}."
        )
    for i, (name, _) in enumerate(named.fields):
        if not _is_name(name) and name != "CURRENT":
            span = named.name_spans[i] if i < len(named.name_spans) else named.span
            raise typer.error("value", "A variable's name starts with a small letter.", span)
    values = [(name, typer.type(node)) for name, node in named.fields]
    uses = list(_names_in(body))
    bound: list[Typed] = []
    bindings = []
    levels = [typer.new_level() for _ in values]
    at = 0
    for name, value in values:
        if _is_simple(value) or (not value.raises and uses.count(name) <= 1 and not _has_lambda(body)):
            bindings.append(Binding(name, value.kind, -1, value))
        else:
            bindings.append(Binding(name, value.kind, levels[at]))
            bound.append(value)
            at += 1
    with ExitStack() as stack:
        for binding in bindings:
            stack.enter_context(typer.bound(binding))
        inner = typer.type(body)
    if not bound:
        return inner
    return TypedCall(
        call.span, inner.kind, operator, (*bound, inner), levels[0],
        nullable=True, nan=inner.kind.is_float, finite=inner.finite,
        raises=any(item.raises for item in (*bound, inner)),
    )  # fmt: skip


def _is_simple(value: Typed) -> bool:
    while isinstance(value, TypedMember) and value.base.kind.name == "struct":
        value = value.base
    return isinstance(value, TypedLiteral | TypedColumn | TypedElement)


def _nodes_in(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, ListLiteral):
        inner = list(node.items)
    elif isinstance(node, Struct):
        inner = [value for _, value in node.fields]
    elif isinstance(node, Call):
        inner = [*node.arguments, *(value for _, value in node.named)]
    else:
        inner = []
    for item in inner:
        yield from _nodes_in(item)


def _names_in(node: Node) -> Iterator[str]:
    return (item.name for item in _nodes_in(node) if isinstance(item, Variable))


def _has_lambda(node: Node) -> bool:
    return any(
        isinstance(item, Call) and item.operator in ("$map", "$filter", "$reduce") for item in _nodes_in(node)
    )


def _bind(sql: Emitter, call: TypedCall, text: str) -> str:
    """Return SQL of a text in which the bound values of $let have names."""
    from dsviz_widget.query.sql import element_name

    for offset in reversed(range(len(call.arguments) - 1)):
        value = call.arguments[offset]
        given = sql.null(value.kind) if value.kind == NULL else sql.value(value)
        one = sql.f(
            "list_transform",
            sql.dialect.list_of([given]),
            sql.lambda_([element_name(call.level + offset)], text),
        )
        text = sql.f("list_at", one, "0")
    return text


def _let_error(sql: Emitter, call: TypedCall) -> str | None:
    errors = [error for value in call.arguments[:-1] if (error := sql.error(value))]
    inner = sql.error(call.arguments[-1])
    if inner:
        errors.append(_bind(sql, call, inner))
    return f"({' OR '.join(errors)})" if errors else None


@operator(
    "$let", arity=0, names=("vars", "in"), required=2, rule=_let_rule, error=_let_error, lazy=True, binds=True
)
def _let(sql: Emitter, call: TypedCall) -> str:
    inner = call.arguments[-1]
    return _bind(sql, call, sql.null(NULL) if inner.kind == NULL else sql.value(inner))


def _source(typer: Typer, call: Call) -> Typed:
    return need_list(typer, typer.type(typer.named(call, "input")), typer.called(call))


def _of_elements(sql: Emitter, call: TypedCall) -> str | None:
    """Return SQL that is true where the input raises, or a later argument on one of its elements."""
    source, inner, *_ = call.arguments
    if source.kind == NULL:
        return None
    errors = [sql.error(source), sql.any_of(sql.value(source), call.level, sql.error(inner))]
    found = [error for error in errors if error]
    return f"({' OR '.join(found)})" if found else None


def _map_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    source = _source(typer, call)
    name = variable_name(typer, call.argument("as"))
    with typer.element(name, source.kind.element or NULL) as level:
        inner = typer.type(typer.named(call, "in"))
    raises = source.raises or inner.raises
    return TypedCall(
        call.span, Kind("list", element=inner.kind), operator, (source, inner), level,
        nullable=source.nullable or raises, raises=raises,
    )  # fmt: skip


@operator(
    "$map",
    arity=0,
    names=("input", "in", "as"),
    required=2,
    rule=_map_rule,
    error=_of_elements,
    lazy=True,
    binds=True,
)
def _map(sql: Emitter, call: TypedCall) -> str:
    source, inner = call.arguments
    if source.kind == NULL:
        return sql.null(call.kind)
    body = sql.null(NULL) if inner.kind == NULL else sql.value(inner)
    return sql.f("list_transform", sql.value(source), sql.function(call.level, body))


def _filter_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    source = _source(typer, call)
    element = source.kind.element or NULL
    name = variable_name(typer, call.argument("as"))
    with typer.element(name, element) as level:
        condition = typer.type(typer.named(call, "cond"))
    arguments = [source, condition]
    limit = call.argument("limit")
    if limit is not None:
        count = expect_whole(typer, typer.type(limit), "The limit of $filter")
        if isinstance(count, TypedLiteral) and (count.value is not None and count.value < 1):
            raise typer.error("value", "The limit of $filter is a whole number above 0.", limit.span)
        arguments.append(count)
    raises = any(item.raises for item in arguments) or not all(
        isinstance(item, TypedLiteral) for item in arguments[2:]
    )
    return TypedCall(
        call.span,
        Kind("list", element=element),
        operator,
        tuple(arguments),
        level,
        nullable=source.nullable or raises,
        raises=raises,
    )


def _filter_error(sql: Emitter, call: TypedCall) -> str | None:
    errors = [_of_elements(sql, call)]
    for limit in call.arguments[2:]:
        errors.append(sql.error(limit))
        if not isinstance(limit, TypedLiteral):
            errors.append(f"coalesce({sql.value(limit)} < 1, false)")
    found = [error for error in errors if error]
    return f"({' OR '.join(found)})" if found else None


@operator(
    "$filter", arity=0, names=("input", "cond", "as", "limit"), required=2, rule=_filter_rule,
    error=_filter_error, lazy=True, binds=True,
)  # fmt: skip
def _filter(sql: Emitter, call: TypedCall) -> str:
    source, condition, *limit = call.arguments
    if source.kind == NULL:
        return sql.null(call.kind)
    kept = sql.f("list_filter", sql.value(source), sql.function(call.level, sql.where(condition)))
    if not limit or limit[0].kind == NULL:
        return kept
    # A null limit is none at all.
    count = position_text(sql, limit[0])
    if limit[0].nullable:
        count = f"coalesce({count}, {MOST_POSITION})"
    return sql.f("list_head", kept, count)


def _reduce_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    from dsviz_widget.query.typing import Binding

    source = _source(typer, call)
    start, body = typer.type(typer.named(call, "initialValue")), typer.named(call, "in")
    value_level, item_level = typer.new_level(), typer.new_level()
    kind = join(start.kind, INT64) if start.kind.integer else start.kind
    while True:
        value = Binding("value", kind, value_level)
        item = Binding("this", source.kind.element or NULL, item_level)
        notices = len(typer.notices)
        with typer.bound(value), typer.bound(item):
            inner = typer.type(body)
        # The value begins as one kind and may become another, until it holds both.
        wider = join(kind, inner.kind)
        if wider == kind:
            break
        del typer.notices[notices:]
        kind = wider
    raises = source.raises or start.raises or inner.raises
    return TypedCall(
        call.span, kind, operator, (source, start, inner), value_level,
        nullable=True, nan=kind.is_float, raises=raises,
    )  # fmt: skip


def _reduce_error(sql: Emitter, call: TypedCall) -> str | None:
    from dsviz_widget.query.sql import element_name

    source, start, inner = call.arguments
    errors = [error for error in (sql.error(source), sql.error(start)) if error]
    if inner.raises and source.kind != NULL:
        # Whether a step raises depends on the value before it, so both go from step to step.
        state = element_name(call.level)
        sql.elements[call.level] = f"{state}.{sql.dialect.quote('value')}"
        failed = f"{state}.{sql.dialect.quote('failed')}"
        step = [
            ("value", sql.as_kind(inner, call.kind)),
            ("failed", f"({failed} OR coalesce({sql.error(inner) or 'false'}, false))"),
        ]
        body = sql.lambda_([state, element_name(call.level + 1)], sql.dialect.struct_of(step))
        del sql.elements[call.level]
        first = sql.dialect.struct_of([("value", sql.as_kind(start, call.kind)), ("failed", "false")])
        last = sql.f("list_reduce", sql.value(source), first, body)
        errors.append(f"coalesce({last}.{sql.dialect.quote('failed')}, false)")
    return f"({' OR '.join(errors)})" if errors else None


@operator(
    "$reduce", arity=0, names=("input", "initialValue", "in"), required=3, rule=_reduce_rule,
    error=_reduce_error, lazy=True, binds=True,
)  # fmt: skip
def _reduce(sql: Emitter, call: TypedCall) -> str:
    from dsviz_widget.query.sql import element_name

    source, start, inner = call.arguments
    if source.kind == NULL:
        return sql.null(call.kind)
    first = convert(sql, sql.value(start), start.kind, call.kind)
    if start.kind == call.kind and call.kind.name == "number":
        first = (
            sql.f("try_bigint", first) if call.kind == INT64 else f"CAST({first} AS {sql.type_of(call.kind)})"
        )
    body = f"CAST({sql.as_kind(inner, call.kind)} AS {sql.type_of(call.kind)})"
    names = [element_name(call.level), element_name(call.level + 1)]
    return sql.f("list_reduce", sql.value(source), first, sql.lambda_(names, body))
