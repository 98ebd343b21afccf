"""Lists: their size and elements, parts of them, and lists made of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import BOOLEAN, INT64, MIXED, NULL, RANKS, Kind, join_all, unify
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.narrow import expect_whole
from dsviz_widget.query.operators.needs import element_kind, need_list
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import convert, order_key
from dsviz_widget.query.typed import Typed, TypedCall, TypedList, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

MOST_POSITION = 10**9
"""Two of them added still have 32 bits, which is what MongoDB takes for a position."""

MOST_ITEMS = 1_000_000
"""Elements of a list that $range makes; MongoDB stops at 100 MB."""


def unless_null(sql: Emitter, items: Sequence[Typed], text: str) -> str:
    """Return SQL that is null where an argument is; for functions that pass over null."""
    tests = [sql.is_null(item) for item in items]
    tests = [test for test in tests if test != "false"]
    return f"CASE WHEN {' OR '.join(tests)} THEN NULL ELSE {text} END" if tests else text


def position_text(sql: Emitter, item: Typed) -> str:
    """Return SQL of a whole number that counts elements; one that no list reaches stays out of reach."""
    if isinstance(item, TypedLiteral):
        return str(max(-MOST_POSITION, min(MOST_POSITION, item.value)))
    if item.kind.bits <= 32:
        return sql.value(item)

    def write(text: str) -> str:
        over = f"WHEN {text} > {MOST_POSITION} THEN {MOST_POSITION}"
        under = f"WHEN {text} < -{MOST_POSITION} THEN -{MOST_POSITION}"
        return f"CASE {over} {under} ELSE {sql.cast(text, 'bigint')} END"

    return sql.let(sql.value(item), write)


def _null_first(sql: Emitter, call: TypedCall) -> str | None:
    first = call.arguments[0]
    return sql.is_null(first) if first.nullable else None


def _size_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    item = need_list(typer, item, typer.called(call))
    raises = item.raises or item.nullable
    return TypedCall(call.span, INT64, operator, (item,), nullable=False, finite=True, raises=raises)


@operator("$size", arity=1, rule=_size_rule, error=_null_first)
def _size(sql: Emitter, call: TypedCall) -> str:
    return sql.f("len", sql.value(call.arguments[0]))


def _element_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    first, *rest = typer.arguments(call, operator)
    items = need_list(typer, first, name)
    indexes = [expect_whole(typer, index, "The index of an element") for index in rest]
    element = element_kind(items)
    return TypedCall(
        call.span, element, operator, (items, *indexes),
        nan=element.is_float, raises=items.raises or any(index.raises for index in indexes),
    )  # fmt: skip


@operator("$arrayElemAt", arity=2, rule=_element_rule)
def _element_at(sql: Emitter, call: TypedCall) -> str:
    items, index = call.arguments
    if NULL in (items.kind, index.kind):
        return sql.null(call.kind)
    at = position_text(sql, index)
    if isinstance(index, TypedLiteral):
        return sql.f("list_at", sql.value(items), at)
    return sql.let(at, lambda place: sql.f("list_at", sql.value(items), place))


def _end(name: str, at: str) -> None:
    @operator(name, arity=1, rule=_element_rule)
    def emit(sql: Emitter, call: TypedCall) -> str:
        (items,) = call.arguments
        return sql.null(NULL) if items.kind == NULL else sql.f("list_at", sql.value(items), at)


_end("$first", "0")
_end("$last", "-1")


def _part_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    first, *rest = typer.arguments(call, operator)
    items = need_list(typer, first, name)
    numbers = [expect_whole(typer, item, name) for item in rest]
    raises = items.raises or any(item.raises for item in numbers)
    if len(numbers) == 2:
        count = numbers[1]
        known = isinstance(count, TypedLiteral) and count.value is not None
        if isinstance(count, TypedLiteral) and known and count.value <= 0:
            raise typer.error("value", f"The number of elements that {name} takes is above 0.", count.span)
        raises = raises or not known
    return TypedCall(
        call.span, items.kind, operator, (items, *numbers),
        nullable=raises or any(item.nullable for item in (items, *numbers)), raises=raises,
    )  # fmt: skip


def _no_count(sql: Emitter, call: TypedCall) -> str | None:
    if len(call.arguments) < 3:
        return None
    items, start, count = call.arguments
    if isinstance(count, TypedLiteral):
        return None
    there = [sql.not_null(item) for item in (items, start)]
    return f"coalesce({' AND '.join([*there, f'{sql.value(count)} <= 0'])}, false)"


@operator("$slice", arity=(2, 3), rule=_part_rule, error=_no_count)
def _slice(sql: Emitter, call: TypedCall) -> str:
    items, start, *count = call.arguments
    if any(item.kind == NULL for item in call.arguments):
        return sql.null(call.kind)

    def write(text: str, at: str) -> str:
        from_end = sql.f("greatest", f"{sql.f('len', text)} + {at}", "0")
        if isinstance(start, TypedLiteral):
            begin = from_end if start.value < 0 else (at if count else "0")
        else:
            begin = f"CASE WHEN {at} < 0 THEN {from_end} ELSE {at if count else '0'} END"
        taken = sql.f("greatest", position_text(sql, count[0]), "0") if count else sql.f("abs", at)
        return sql.f("list_slice", text, begin, taken)

    part = sql.let(
        sql.value(items),
        lambda text: sql.let(position_text(sql, start), lambda at: write(text, at)),
    )
    return unless_null(sql, call.arguments, part)


def lists_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    """Type an operator that makes one list of several."""
    name = typer.called(call)
    items = tuple(need_list(typer, item, name) for item in typer.arguments(call, operator))
    element = join_all(element_kind(item) for item in items)
    raises = any(item.raises for item in items)
    return TypedCall(
        call.span, Kind("list", element=element), operator, items,
        nullable=raises or any(item.nullable for item in items), raises=raises,
    )  # fmt: skip


@operator("$concatArrays", arity=(0, None), rule=lists_rule)
def _concat(sql: Emitter, call: TypedCall) -> str:
    items = call.arguments
    if any(item.kind == NULL for item in items):
        return sql.null(call.kind)
    texts = [sql.as_kind(item, call.kind) for item in items]
    if len(texts) < 2:
        return texts[0] if texts else sql.dialect.list_of([])
    return unless_null(sql, items, sql.f("list_concat", *texts))


@operator("$reverseArray", arity=1, rule=lists_rule)
def _reverse(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    return sql.null(call.kind) if item.kind == NULL else sql.f("list_reverse", sql.value(item))


def _position_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    first, value, *rest = typer.arguments(call, operator)
    items = need_list(typer, first, name)
    bounds = [expect_whole(typer, item, name) for item in rest]
    for bound in bounds:
        if bound.kind == NULL or (isinstance(bound, TypedLiteral) and bound.value < 0):
            raise typer.error("value", f"The bounds of {name} are whole numbers from 0.", bound.span)
    raises = any(item.raises for item in (items, value, *bounds))
    raises = raises or not all(isinstance(bound, TypedLiteral) for bound in bounds)
    return TypedCall(
        call.span, INT64, operator, (items, value, *bounds),
        nullable=items.nullable or raises, finite=True, raises=raises,
    )  # fmt: skip


def _negative_bound(sql: Emitter, call: TypedCall) -> str | None:
    tests = [
        f"coalesce({sql.value(bound)} < 0, true)"
        for bound in call.arguments[2:]
        if not isinstance(bound, TypedLiteral)
    ]
    return f"({sql.not_null(call.arguments[0])} AND ({' OR '.join(tests)}))" if tests else None


@operator("$indexOfArray", arity=(2, 4), rule=_position_rule, error=_negative_bound)
def _position(sql: Emitter, call: TypedCall) -> str:
    items, value, *bounds = call.arguments
    if items.kind == NULL:
        return sql.null(INT64)

    def write(text: str) -> str:
        if not bounds:
            return f"coalesce({position_of(sql, text, element_kind(items), value)} - 1, -1)"
        start = position_text(sql, bounds[0])
        end = sql.f("len", text)
        if len(bounds) > 1:
            end = sql.f("least", position_text(sql, bounds[1]), end)
        part = sql.f("list_slice", text, start, sql.f("greatest", f"{end} - {start}", "0"))
        found = position_of(sql, part, element_kind(items), value)
        return f"coalesce({found} - 1 + {start}, -1)"

    return unless_null(sql, [items], sql.let(sql.value(items), write))


def position_of(sql: Emitter, items: str, element: Kind, value: Typed) -> str:
    """Return SQL of the position, from 1, of a value in a list as MongoDB's $eq finds it; null for none."""
    if element == NULL:
        return f"CASE WHEN {sql.is_null(value)} AND {sql.f('len', items)} > 0 THEN 1 END"
    unlike = unify(element, value.kind) is None and not (element.is_nested and value.kind.is_nested)
    if unlike:
        # Nothing of the one kind equals anything of the other, but for null.
        missing = sql.f("list_position", items, sql.null(element))
        return f"CASE WHEN {sql.is_null(value)} THEN {missing} END"
    joint = join_all([element, value.kind])
    if not joint.is_nested:
        return sql.f("list_position", items, sql.as_kind(value, joint))
    keys = sql.each(
        "list_transform", items, lambda item: order_key(sql, convert(sql, item, element, joint), joint)
    )
    return sql.f("list_position", keys, order_key(sql, sql.as_kind(value, joint), joint))


def _is_list_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    return TypedCall(**boolean(call.span, raises=item.raises), operator=operator, arguments=(item,))


@operator("$isArray", arity=1, rule=_is_list_rule)
def _is_list(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    if item.kind == MIXED:
        rank = sql.let(sql.value(item), sql.mixed_rank)
        test = f"coalesce({rank} = {RANKS['list']}, false)"
    else:
        test = sql.not_null(item) if item.kind.name == "list" else "false"
    return sql.guard(test, call) if call.raises else test


def _range_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    items = tuple(expect_whole(typer, item, name) for item in typer.arguments(call, operator))
    for item in items:
        if item.kind == NULL:
            raise typer.error("type", f"{name} takes whole numbers, not null.", item.span)
    if len(items) == 3 and isinstance(items[2], TypedLiteral) and items[2].value == 0:
        raise typer.error("value", f"The step of {name} is not 0.", items[2].span)
    return TypedCall(call.span, Kind("list", element=INT64), operator, items, nullable=True, raises=True)


def _no_range(sql: Emitter, call: TypedCall) -> str:
    start, end, *step = (sql.cast(sql.value(item), "double") for item in call.arguments)
    tests = [test for item in call.arguments if (test := sql.is_null(item)) != "false"]
    tests += [f"{sql.f('abs', bound)} > {MOST_POSITION}" for bound in (start, end)]
    most = f"{MOST_ITEMS} * {sql.f('abs', step[0])}" if step else str(MOST_ITEMS)
    tests.append(f"{sql.f('abs', f'{end} - {start}')} > {most}")
    if step and not isinstance(call.arguments[2], TypedLiteral):
        tests.append(f"{step[0]} = 0")
    return f"coalesce({' OR '.join(tests)}, false)"


@operator("$range", arity=(2, 3), rule=_range_rule, error=_no_range)
def _range(sql: Emitter, call: TypedCall) -> str:
    start, end, *step = (position_text(sql, item) for item in call.arguments)
    wrong = _no_range(sql, call)
    # Engines compute constants early, whatever branch they stand in.
    end = f"CASE WHEN {wrong} THEN {start} ELSE {end} END"
    by = f"CASE WHEN {wrong} THEN 1 ELSE {step[0]} END" if step else "1"
    return f"CASE WHEN NOT {wrong} THEN {sql.f('range', start, end, by)} END"


def _zip_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    inputs = typer.type(typer.named(call, "inputs"))
    if not isinstance(inputs, TypedList) or not inputs.items:
        raise typer.error(
            "type",
            f"The inputs of {name} are a list of lists.",
            inputs.span,
            hint="inputs: ['$0.a', '$0.b']",
        )
    lists = tuple(need_list(typer, item, name) for item in inputs.items)
    longest = False
    if (node := call.argument("useLongestLength")) is not None:
        given = typer.type(node)
        if not isinstance(given, TypedLiteral) or given.kind != BOOLEAN:
            raise typer.error("value", "useLongestLength is true or false.", given.span)
        longest = given.value
    defaults: tuple[Typed, ...] = ()
    if (node := call.argument("defaults")) is not None:
        filled = typer.type(node)
        if not longest:
            raise typer.error(
                "value", "defaults need useLongestLength.", filled.span, hint="Add useLongestLength: true."
            )
        if not isinstance(filled, TypedList) or len(filled.items) != len(lists):
            raise typer.error(
                "value", f"The defaults of {name} are a list of one value for each input.", filled.span
            )
        defaults = filled.items
    kind = join_all([element_kind(item) for item in lists] + [item.kind for item in defaults])
    raises = any(item.raises for item in (*lists, *defaults))
    arguments = (
        TypedLiteral(call.span, BOOLEAN, longest, nullable=False),
        replace(inputs, items=lists, raises=raises),
        TypedList(call.span, Kind("list", element=kind), defaults, raises=raises),
    )
    return TypedCall(
        call.span, Kind("list", element=Kind("list", element=kind)), operator, arguments,
        nullable=raises or any(item.nullable for item in lists), raises=raises,
    )  # fmt: skip


@operator("$zip", arity=0, names=("inputs", "useLongestLength", "defaults"), required=1, rule=_zip_rule)
def _zip(sql: Emitter, call: TypedCall) -> str:
    longest, inputs, filled = call.arguments
    assert isinstance(longest, TypedLiteral)
    assert isinstance(inputs, TypedList)
    assert isinstance(filled, TypedList)
    if any(item.kind == NULL for item in inputs.items):
        return sql.null(call.kind)
    kind = element_kind(filled)
    texts = [sql.as_kind(item, Kind("list", element=kind)) for item in inputs.items]
    sizes = [sql.f("len", text) for text in texts]
    size = sizes[0] if len(sizes) == 1 else sql.f("greatest" if longest.value else "least", *sizes)

    def row(at: str) -> str:
        cells = [sql.f("list_at", text, at) for text in texts]
        for i, default in enumerate(filled.items):
            cells[i] = f"CASE WHEN {at} >= {sizes[i]} THEN {sql.as_kind(default, kind)} ELSE {cells[i]} END"
        return sql.dialect.list_of(cells)

    positions = sql.f("range", "0", size, "1")
    return unless_null(sql, inputs.items, sql.each("list_transform", positions, row))
