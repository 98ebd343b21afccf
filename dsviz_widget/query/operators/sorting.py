"""Lists in order: $sortArray, and the first, last, least and greatest elements of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import BOOLEAN, NULL, Kind
from dsviz_widget.query.language.expression import Call, Literal, Node, Span, Struct
from dsviz_widget.query.operators.accumulators import keyed
from dsviz_widget.query.operators.arrays import position_text
from dsviz_widget.query.operators.narrow import expect_whole
from dsviz_widget.query.operators.needs import element_kind, need_list
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import order_key
from dsviz_widget.query.typed import Typed, TypedCall, TypedElement, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _sort_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    source = need_list(typer, typer.type(typer.named(call, "input")), typer.called(call))
    by = typer.named(call, "sortBy")
    element = element_kind(source)
    arguments: list[Typed] = [source]
    with typer.element("this", element) as level:
        item = TypedElement(by.span, element, level, nan=element.is_float)
        for path, way in _sort_keys(typer, by):
            key = typer.member(item, tuple(path.split(".")), by.span) if path else item
            arguments += [key, _flag(way, by.span)]
    return TypedCall(
        call.span, source.kind, operator, tuple(arguments), level,
        nullable=source.nullable or source.raises, raises=source.raises,
    )  # fmt: skip


def _flag(way: int, span: Span) -> TypedLiteral:
    return TypedLiteral(span, BOOLEAN, way < 0, nullable=False)


def _sort_keys(typer: Typer, by: Node) -> list[tuple[str, int]]:
    """Return fields to sort by, or the whole element as an empty name, each with 1 or -1."""
    fields: list[tuple[str, object]] = []
    if isinstance(by, Literal):
        fields = list(by.value.items()) if isinstance(by.value, dict) else [("", by.value)]
    elif isinstance(by, Struct):
        fields = [(name, node.value if isinstance(node, Literal) else None) for name, node in by.fields]
    found = [(name, int(way)) for name, way in fields if way in (1, -1) and isinstance(way, int | float)]
    if not fields or len(found) < len(fields):
        raise typer.error(
            "value", "sortBy is 1, -1, or an object of fields with 1 or -1.", by.span,
            hint="Write sortBy: {score: -1}.",
        )  # fmt: skip
    return found


@operator("$sortArray", arity=0, names=("input", "sortBy"), required=2, rule=_sort_rule, binds=True)
def _sort(sql: Emitter, call: TypedCall) -> str:
    source, *keys = call.arguments
    if source.kind == NULL:
        return sql.null(call.kind)
    text = sql.value(source)
    # The last key first: each pass keeps the order of what is equal.
    for key, way in reversed(list(zip(keys[::2], keys[1::2], strict=True))):
        assert isinstance(way, TypedLiteral)
        text = _sorted(sql, text, call.level, key, way.value)
    return text


def _sorted(sql: Emitter, items: str, level: int, key: Typed, descending: bool) -> str:
    from dsviz_widget.query.sql import element_name

    item, at = element_name(level), sql.fresh()
    quote = sql.dialect.quote
    ordered = [
        ("key", order_key(sql, sql.value(key), key.kind)),
        ("at", f"-{at}" if descending else at),
        ("item", item),
    ]
    pairs = sql.f("list_transform", items, sql.lambda_([item, at], sql.dialect.struct_of(ordered)))
    text = sql.f("list_sort_down" if descending else "list_sort", pairs)
    return sql.each("list_transform", text, lambda pair: f"{pair}.{quote('item')}")


def _some_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    source = need_list(typer, typer.type(typer.named(call, "input")), name)
    count = expect_whole(typer, typer.type(typer.named(call, "n")), name)
    if count.kind == NULL or (isinstance(count, TypedLiteral) and count.value < 1):
        raise typer.error("value", f"The n of {name} is a whole number above 0.", count.span)
    raises = source.raises or source.nullable or not isinstance(count, TypedLiteral)
    return TypedCall(
        call.span, Kind("list", element=element_kind(source)), operator, (source, count),
        nullable=raises, raises=raises,
    )  # fmt: skip


def _no_elements(sql: Emitter, call: TypedCall) -> str | None:
    source, count = call.arguments
    tests = [test for test in [sql.is_null(source)] if test != "false"]
    if not isinstance(count, TypedLiteral):
        tests.append(f"coalesce({sql.value(count)} < 1, true)")
    return f"({' OR '.join(tests)})" if tests else None


def _count(sql: Emitter, count: Typed) -> str:
    text = position_text(sql, count)
    return text if isinstance(count, TypedLiteral) else sql.f("greatest", text, "0")


def _some(name: str, *, ordered: bool, last: bool) -> None:
    @operator(name, arity=0, names=("input", "n"), required=2, rule=_some_rule, error=_no_elements)
    def emit(sql: Emitter, call: TypedCall) -> str:
        source, count = call.arguments
        if source.kind == NULL:
            return sql.null(call.kind)
        number = _count(sql, count)
        if not ordered and not last:
            return sql.f("list_slice", sql.value(source), "0", number)
        if not ordered:
            return sql.let(sql.value(source), lambda items: _tail(sql, items, number))
        pairs = keyed(sql, sql.value(source), element_kind(source))
        pairs = sql.f("list_sort_down" if last else "list_sort", pairs)
        taken = sql.f("list_slice", pairs, "0", number)
        return sql.each("list_transform", taken, lambda pair: f"{pair}.{sql.dialect.quote('item')}")


def _tail(sql: Emitter, items: str, number: str) -> str:
    start = sql.f("greatest", f"{sql.f('len', items)} - {number}", "0")
    return sql.f("list_slice", items, start, number)


_some("$firstN", ordered=False, last=False)
_some("$lastN", ordered=False, last=True)
_some("$minN", ordered=True, last=False)
_some("$maxN", ordered=True, last=True)
