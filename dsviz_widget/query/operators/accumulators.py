"""Sums and the like over a list or over several arguments; what is no number is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DOUBLE, MIXED, NULL, RANKS, Kind, join_all
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import list_of_mixed, order_key
from dsviz_widget.query.typed import Typed, TypedCall, TypedList, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _holds_numbers(kind: Kind) -> bool:
    return kind.name in ("number", "mixed", "null")


def _over_list(items: tuple[Typed, ...]) -> bool:
    return len(items) == 1 and items[0].kind.name == "list"


def _number_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    kinds = [items[0].kind.element or NULL] if _over_list(items) else [item.kind for item in items]
    if items and not any(map(_holds_numbers, kinds)):
        typer.warn(f"{typer.called(call)} passes over what is no number: the same for every row.", call.span)
    return TypedCall(
        call.span, DOUBLE, operator, items,
        nullable=operator.name != "$sum", nan=True, raises=any(item.raises for item in items),
    )  # fmt: skip


def numbers_of(sql: Emitter, items: tuple[Typed, ...]) -> str:
    """Return SQL of the list of numbers, as doubles, that arguments hold; null for what is none."""
    if len(items) != 1:
        return sql.dialect.list_of([_number(sql, sql.value(item), item.kind) for item in items])
    (item,) = items
    text, kind = sql.value(item), item.kind
    if kind.name == "list":
        return _numbers_in(sql, text, kind.element or NULL)
    one = sql.let(text, lambda value: sql.dialect.list_of([_number(sql, value, kind)]))
    if kind != MIXED:
        return one
    return sql.let(
        text,
        lambda value: (
            f"CASE WHEN {sql.mixed_rank(value)} = {RANKS['list']} "
            f"THEN {_numbers_in(sql, list_of_mixed(sql, value), MIXED)} ELSE {one} END"
        ),
    )


def _numbers_in(sql: Emitter, text: str, element: Kind) -> str:
    if element == DOUBLE:
        return text
    if element.name == "number":
        return f"CAST({text} AS {sql.type_of(Kind('list', element=DOUBLE))})"
    return sql.each("list_transform", text, lambda item: _number(sql, item, element))


def _number(sql: Emitter, text: str, kind: Kind) -> str:
    if kind == MIXED:
        return sql.mixed_part(text, kind=DOUBLE)
    return sql.cast(text if kind.name == "number" else "NULL", "double")


@operator("$sum", arity=(0, None), rule=_number_rule)
def _sum(sql: Emitter, call: TypedCall) -> str:
    return f"coalesce({sql.f('list_sum', numbers_of(sql, call.arguments))}, 0)"


@operator("$avg", arity=(0, None), rule=_number_rule)
def _average(sql: Emitter, call: TypedCall) -> str:
    return sql.f("list_avg", numbers_of(sql, call.arguments))


def _deviation(sql: Emitter, call: TypedCall, *, sample: bool) -> str:
    def there(items: str) -> str:
        return sql.each("list_filter", items, lambda item: f"{item} IS NOT NULL")

    def squares(items: str, mean: str) -> str:
        return sql.each("list_transform", items, lambda item: f"({item} - {mean}) * ({item} - {mean})")

    def write(items: str) -> str:
        total = sql.let(sql.f("list_avg", items), lambda mean: sql.f("list_sum", squares(items, mean)))
        size = sql.f("len", items)
        return f"CASE WHEN {size} > {int(sample)} THEN sqrt({total} / ({size} - {int(sample)})) END"

    # The functions of engines stop where an infinity is among the numbers.
    return sql.let(there(numbers_of(sql, call.arguments)), write)


@operator("$stdDevPop", arity=(0, None), rule=_number_rule)
def _population_deviation(sql: Emitter, call: TypedCall) -> str:
    return _deviation(sql, call, sample=False)


@operator("$stdDevSamp", arity=(0, None), rule=_number_rule)
def _sample_deviation(sql: Emitter, call: TypedCall) -> str:
    return _deviation(sql, call, sample=True)


def _extreme_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    kinds = [items[0].kind.element or NULL] if _over_list(items) else [item.kind for item in items]
    kind = join_all(kinds)
    raises = any(item.raises for item in items)
    nullable = raises or _over_list(items) or kind == MIXED or all(item.nullable for item in items)
    return TypedCall(
        call.span, kind, operator, items, nullable=nullable, nan=kind.is_float, raises=raises,
    )  # fmt: skip


def values_of(sql: Emitter, items: tuple[Typed, ...], kind: Kind) -> str:
    """Return SQL of the list of values that arguments hold."""
    if _over_list(items):
        return sql.value(items[0])
    if len(items) == 1 and items[0].kind == MIXED:
        return sql.let(
            sql.value(items[0]),
            lambda value: (
                f"CASE WHEN {sql.mixed_rank(value)} = {RANKS['list']} THEN {list_of_mixed(sql, value)} "
                f"ELSE {sql.dialect.list_of([value])} END"
            ),
        )
    return sql.dialect.list_of([sql.as_kind(item, kind) for item in items])


def _extreme(name: str, of_list: str, of_arguments: str) -> None:
    @operator(name, arity=(0, None), rule=_extreme_rule)
    def emit(sql: Emitter, call: TypedCall) -> str:
        items, kind = call.arguments, call.kind
        if kind == NULL:
            return "NULL"
        if not kind.is_nested and not _over_list(items):
            if len(items) == 1:
                return sql.value(items[0])
            if not any(item.nan for item in items):
                return sql.f(of_arguments, *(sql.as_kind(item, kind) for item in items))
        values = values_of(sql, items, kind)
        if not kind.is_nested:
            return _among_numbers(sql, of_list, values) if kind.is_float else sql.f(of_list, values)
        return sql.let(values, lambda text: by_key(sql, of_list, text, kind))


def _among_numbers(sql: Emitter, of_list: str, values: str) -> str:
    """Return SQL of the least or greatest of numbers, of which NaN is the lowest."""

    def write(items: str) -> str:
        nan = sql.each("list_filter", items, lambda item: sql.f("isnan", item))
        others = sql.each("list_filter", items, lambda item: f"NOT {sql.f('isnan', item)}")
        first, second = (nan, others) if of_list == "list_min" else (others, nan)
        return f"coalesce({sql.f(of_list, first)}, {sql.f(of_list, second)})"

    return sql.let(values, write)


def keyed(sql: Emitter, items: str, kind: Kind) -> str:
    """Return SQL of the values of a list that are not null, each with the key that orders it."""
    there = sql.each("list_filter", items, lambda item: f"{item} IS NOT NULL")
    return sql.each(
        "list_transform",
        there,
        lambda item: sql.dialect.struct_of([("key", order_key(sql, item, kind)), ("item", item)]),
    )


def by_key(sql: Emitter, of_list: str, items: str, kind: Kind) -> str:
    """Return SQL of the least or greatest value of a list in MongoDB's order."""
    return f"{sql.f(of_list, keyed(sql, items, kind))}.{sql.dialect.quote('item')}"


_extreme("$min", "list_min", "least")
_extreme("$max", "list_max", "greatest")


def _quantile_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    arguments = [typer.type(typer.named(call, "input"))]
    method = typer.type(typer.named(call, "method"))
    if not isinstance(method, TypedLiteral) or method.value not in ("approximate", "discrete"):
        raise typer.error(
            "value", f"The method of {typer.called(call)} is 'approximate'.", method.span,
            hint="Write method: 'approximate'.",
        )  # fmt: skip
    kind = DOUBLE
    if operator.name == "$percentile":
        wanted = typer.type(typer.named(call, "p"))
        if not isinstance(wanted, TypedList) or not all(map(_is_share, wanted.items)) or not wanted.items:
            raise typer.error(
                "value", "The p of $percentile is a list of numbers from 0 to 1.", wanted.span,
                hint="Write p: [0.5, 0.9].",
            )  # fmt: skip
        arguments += wanted.items
        kind = Kind("list", element=DOUBLE)
    return TypedCall(
        call.span, kind, operator, tuple(arguments),
        nullable=operator.name == "$median", nan=kind.is_float, raises=arguments[0].raises,
    )  # fmt: skip


def _is_share(item: Typed) -> bool:
    return (
        isinstance(item, TypedLiteral)
        and isinstance(item.value, int | float)
        and not isinstance(item.value, bool)
        and 0 <= item.value <= 1
    )


def _sorted_numbers(sql: Emitter, item: Typed) -> str:
    """Return SQL of the numbers of the input in order, NaN the lowest."""

    def write(items: str) -> str:
        nan = sql.each("list_filter", items, lambda x: sql.f("isnan", x))
        others = sql.each("list_filter", items, lambda x: f"NOT {sql.f('isnan', x)}")
        return f"coalesce({sql.f('list_concat', nan, sql.f('list_sort', others))}, {sql.dialect.list_of([])})"

    return sql.let(numbers_of(sql, (item,)), write)


def _quantile(sql: Emitter, items: str, share: str) -> str:
    size = sql.f("len", items)
    position = f"greatest(CAST(ceil({share} * {size}) AS BIGINT) - 1, 0)"
    return sql.f("list_at", items, position)


@operator("$median", arity=0, names=("input", "method"), required=2, rule=_quantile_rule)
def _median(sql: Emitter, call: TypedCall) -> str:
    return sql.let(_sorted_numbers(sql, call.arguments[0]), lambda items: _quantile(sql, items, "0.5"))


@operator("$percentile", arity=0, names=("input", "p", "method"), required=3, rule=_quantile_rule)
def _percentile(sql: Emitter, call: TypedCall) -> str:
    item, *shares = call.arguments
    return sql.let(
        _sorted_numbers(sql, item),
        lambda items: sql.dialect.list_of(
            [_quantile(sql, items, sql.cast(sql.value(share), "double")) for share in shares]
        ),
    )
