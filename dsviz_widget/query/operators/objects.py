"""Objects: their fields, by names that the schema or the rows know, and lists of their fields."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import MIXED, NOUNS, NULL, TEXT, Kind, join, join_all, value_kind
from dsviz_widget.query.language.expression import Call, Literal, Node, Variable
from dsviz_widget.query.operators.needs import element_kind, need_list, need_object
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import EMPTY_OBJECT, convert, entries, member, unless_null
from dsviz_widget.query.typed import Typed, TypedCall, TypedList, TypedLiteral, TypedStruct

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

OBJECTS = ("struct", "map")
_ROOT = Variable("ROOT")


def _field_name(typer: Typer, node: Node) -> str:
    """Return a field's name that is written out."""
    name = node.value if isinstance(node, Literal) else None
    if not isinstance(name, str):
        raise typer.error(
            "value", "The name of a field is a text that is written out.", node.span,
            hint="Write field: 'score'; a name that starts with $ is {$literal: '$score'}.",
        )  # fmt: skip
    return name


def _get_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    if call.named:
        field = _field_name(typer, typer.named(call, "field"))
        given = call.argument("input") or replace(_ROOT, span=call.span)
        item = typer.type(given)
    else:
        typer.check_count(call, operator)
        field = _field_name(typer, call.arguments[0])
        item = typer.type(replace(_ROOT, span=call.span))
    if isinstance(item, TypedStruct):
        # The other fields need not be computed.
        for name, value in item.fields:
            if name == field and not item.raises:
                return value
    if item.kind.name in ("number", "text", "boolean", "date", "list", "binary"):
        # MongoDB answers "missing" for what is no object.
        typer.warn(
            f"{typer.called(call)} looks into {NOUNS[item.kind.name]}: empty for every row.", call.span
        )
        return TypedLiteral(call.span, NULL, None)
    return typer.member(item, (field,), call.span)


@operator("$getField", arity=1, names=("field", "input"), required=1, rule=_get_rule)
def _get(sql: Emitter, call: TypedCall) -> str:
    raise AssertionError("$getField is typed as a path")


def _set_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    from dsviz_widget.query.typing import REMOVE

    field = _field_name(typer, typer.named(call, "field"))
    item = need_object(typer, typer.type(typer.named(call, "input")), typer.called(call))
    node = call.argument("value")
    value = None if node is None or node == REMOVE else typer.type(node)
    if item.kind.name == "map":
        kind = item.kind
        if value is not None:
            kind = Kind("map", element=join(kind.element or NULL, value.kind))
    else:
        fields = [(name, kind) for name, kind in item.kind.fields if name != field or value is not None]
        if value is not None:
            known = dict(fields)
            known[field] = value.kind
            fields = list(known.items())
        kind = Kind("struct", fields=tuple(fields))
    if item.kind == NULL:
        kind = NULL
    name = TypedLiteral(call.span, TEXT, field, nullable=False)
    arguments = (item, name) if value is None else (item, name, value)
    raises = any(argument.raises for argument in arguments)
    return TypedCall(call.span, kind, operator, arguments, nullable=item.nullable or raises, raises=raises)


def _set_value(sql: Emitter, call: TypedCall) -> str:
    item, name, *value = call.arguments
    if item.kind == NULL:
        return sql.null(NULL)
    assert isinstance(name, TypedLiteral)
    if item.kind.name == "map":
        return sql.let(sql.value(item), lambda text: _set_in_map(sql, text, call))

    def write(text: str) -> str:
        fields = []
        for field, kind in call.kind.fields:
            if field == name.value:
                fields.append((field, sql.as_kind(value[0], kind)))
            else:
                fields.append((field, member(text, item.kind, field, sql.dialect)))
        return unless_null(text, struct_text(sql, fields), item.nullable or item.raises)

    return sql.let(sql.value(item), write)


def struct_text(sql: Emitter, fields: list[tuple[str, str]]) -> str:
    """Return SQL of an object of named values."""
    if not fields:
        return sql.f("empty_object")
    names = sql.dialect.field_names([name for name, _ in fields])
    return sql.dialect.struct_of([(names[i], text) for i, (_, text) in enumerate(fields)])


def _entry(sql: Emitter, key: str, value: str) -> str:
    return sql.dialect.struct_of([("key", key), ("value", value)])


def _key_of(sql: Emitter, pair: str) -> str:
    return sql.cast(f"{pair}.{sql.dialect.quote('key')}", "text")


def _value_of(sql: Emitter, pair: str) -> str:
    return f"{pair}.{sql.dialect.quote('value')}"


def _items(sql: Emitter, text: str, kind: Kind, wider: Kind) -> str:
    """Return SQL of the fields of an object as a list of ``key`` and ``value`` of one kind."""
    if kind == EMPTY_OBJECT or kind.element == NULL:
        empty = f"CAST({sql.f('empty_object')} AS {sql.type_of(Kind('map', element=wider))})"
        return unless_null(text, sql.f("map_items", empty))
    if kind.name == "struct":
        return unless_null(text, entries(sql, text, kind, wider))
    return sql.each(
        "list_transform",
        sql.f("map_items", text),
        lambda pair: _entry(
            sql, _key_of(sql, pair), convert(sql, _value_of(sql, pair), kind.element or NULL, wider)
        ),
    )


def _set_in_map(sql: Emitter, text: str, call: TypedCall) -> str:
    item, name, *value = call.arguments
    key, wider = sql.cast(sql.value(name), "text"), element_kind(call)
    items = _items(sql, text, item.kind, wider)
    kept = sql.each("list_filter", items, lambda pair: f"{_key_of(sql, pair)} <> {key}")
    if value:
        new = _entry(sql, key, sql.as_kind(value[0], wider))
        kept = sql.f("list_concat", kept, sql.dialect.list_of([new]))
    return unless_null(text, sql.f("map_of", kept))


operator("$setField", arity=0, names=("field", "input", "value"), required=3, rule=_set_rule)(_set_value)
operator("$unsetField", arity=0, names=("field", "input"), required=2, rule=_set_rule)(_set_value)


def _merge_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    given = typer.arguments(call, operator)
    if len(given) == 1 and given[0].kind.name == "list":
        (source,) = given
        if element_kind(source).name not in (*OBJECTS, "null"):
            raise typer.error("type", f"{name} takes objects.", source.span)
        kind = element_kind(source)
        kind = EMPTY_OBJECT if kind == NULL else kind
        return TypedCall(call.span, kind, operator, given, nullable=source.raises, raises=source.raises)
    items = tuple(need_object(typer, item, name) for item in given)
    objects = [item for item in items if item.kind != NULL]
    if any(item.kind.name == "map" for item in objects):
        kind = Kind("map", element=join_all(value_kind(item.kind) for item in objects))
    else:
        fields: dict[str, Kind] = {}
        for item in objects:
            for field, inner in item.kind.fields:
                # An empty object leaves the field as it was.
                fields[field] = join(fields[field], inner) if field in fields and item.nullable else inner
        kind = Kind("struct", fields=tuple(fields.items()))
    raises = any(item.raises for item in items)
    return TypedCall(call.span, kind, operator, items, nullable=raises, raises=raises)


@operator("$mergeObjects", arity=(0, None), rule=_merge_rule)
def _merge(sql: Emitter, call: TypedCall) -> str:
    items = [item for item in call.arguments if item.kind != NULL]
    if len(items) == 1 and items[0].kind.name == "list":
        return _merge_list(sql, items[0], call.kind)
    if call.kind == EMPTY_OBJECT:
        return sql.f("empty_object")
    if call.kind.name == "map":
        return _merge_maps(sql, [(sql.value(item), item.kind) for item in items], element_kind(call))

    def write(rest: list[Typed], texts: list[str]) -> str:
        if not rest:
            fields = [(name, _merged_field(sql, items, texts, name, kind)) for name, kind in call.kind.fields]
            return struct_text(sql, fields)
        if isinstance(rest[0], TypedStruct):
            return write(rest[1:], [*texts, ""])
        return sql.let(sql.value(rest[0]), lambda text: write(rest[1:], [*texts, text]))

    return write(items, [])


def _merged_field(sql: Emitter, items: list[Typed], texts: list[str], name: str, kind: Kind) -> str:
    found = sql.null(kind)
    for item, text in zip(items, texts, strict=True):
        own = item.kind.field(name)
        if own is None:
            continue
        if isinstance(item, TypedStruct):
            found = sql.as_kind(dict(item.fields)[name], kind)
            continue
        value = convert(sql, member(text, item.kind, name, sql.dialect), own, kind)
        nullable = item.nullable or item.raises
        found = f"CASE WHEN {text} IS NULL THEN {found} ELSE {value} END" if nullable else value
    return found


def _merge_list(sql: Emitter, source: Typed, kind: Kind) -> str:
    if kind == EMPTY_OBJECT:
        return sql.f("empty_object")
    there = sql.each("list_filter", sql.value(source), lambda item: f"{item} IS NOT NULL")
    if kind.name == "struct":
        # Every object has every field, so that the last one hides all others.
        empty = struct_text(sql, [(name, sql.null(field)) for name, field in kind.fields])
        return f"coalesce({sql.f('list_at', there, '-1')}, {empty})"
    element = element_kind(source).element or NULL
    items = sql.f(
        "list_flatten", sql.each("list_transform", there, lambda item: _items(sql, item, kind, element))
    )
    return _map_of_last(sql, items, element)


def _merge_maps(sql: Emitter, parts: list[tuple[str, Kind]], element: Kind) -> str:
    none = _items(sql, sql.f("empty_object"), EMPTY_OBJECT, element)
    lists = [f"coalesce({_of_part(sql, text, kind, element)}, {none})" for text, kind in parts]
    return _map_of_last(sql, sql.f("list_concat", *lists) if len(lists) > 1 else lists[0], element)


def _of_part(sql: Emitter, text: str, kind: Kind, element: Kind) -> str:
    return sql.let(text, lambda value: _items(sql, value, kind, element))


def _map_of_last(sql: Emitter, items: str, element: Kind) -> str:
    """Return SQL of a map in which the last of several values of one key counts."""
    none = _items(sql, sql.f("empty_object"), EMPTY_OBJECT, element)
    once = sql.let(f"coalesce({items}, {none})", lambda pairs: sql.f("entries_once", pairs))
    return sql.f("map_of", once)


def _pairs_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    item = need_object(typer, item, typer.called(call))
    pair = Kind("struct", fields=(("k", TEXT), ("v", value_kind(item.kind))))
    return TypedCall(
        call.span, Kind("list", element=pair), operator, (item,), nullable=item.nullable, raises=item.raises
    )


@operator("$objectToArray", arity=1, rule=_pairs_rule)
def _pairs(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    if item.kind == NULL:
        return sql.null(call.kind)
    wider = value_kind(item.kind)
    items = sql.let(sql.value(item), lambda text: _items(sql, text, item.kind, wider))
    return sql.each(
        "list_transform",
        items,
        lambda pair: sql.dialect.struct_of([("k", _key_of(sql, pair)), ("v", _value_of(sql, pair))]),
    )


def _object_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    from dsviz_widget.query.typed import object_of

    name = typer.called(call)
    (given,) = typer.arguments(call, operator)
    item = need_list(typer, given, name)
    if isinstance(item, TypedList) and (fields := _written_fields(item)) is not None:
        return object_of(call.span, tuple(fields.items()))
    pair = element_kind(item)
    if item.kind == NULL:
        return TypedLiteral(call.span, NULL, None)
    if pair.name == "struct" and pair.field("k") is not None and pair.field("v") is not None:
        element = pair.field("v") or NULL
    elif pair.name == "list":
        element = pair.element or NULL
    elif pair == NULL:
        element = NULL
    else:
        raise typer.error(
            "type", f"{name} takes pairs.", item.span, hint="Write [['a', 1]] or [{k: 'a', v: 1}]."
        )
    return TypedCall(call.span, Kind("map", element=element), operator, (item,), nullable=True, raises=True)


def _written_fields(item: TypedList) -> dict[str, Typed] | None:
    """Return the fields of an object whose keys are written out, or None."""
    fields: dict[str, Typed] = {}
    for pair in item.items:
        key: Typed | None = None
        value: Typed | None = None
        if isinstance(pair, TypedList) and len(pair.items) == 2:
            key, value = pair.items
        elif isinstance(pair, TypedStruct):
            known = dict(pair.fields)
            key, value = known.get("k"), known.get("v")
        if not isinstance(key, TypedLiteral) or not isinstance(key.value, str) or value is None:
            return None
        fields[key.value] = value
    return fields


def _key_and_value(sql: Emitter, pair: str, kind: Kind) -> tuple[str, str]:
    if kind.name == "struct":
        key, of_key = member(pair, kind, "k", sql.dialect), kind.field("k") or NULL
        value = member(pair, kind, "v", sql.dialect)
    else:
        of_key = kind.element or NULL
        key, value = sql.f("list_at", pair, "0"), sql.f("list_at", pair, "1")
    if of_key == MIXED:
        key = sql.let(key, lambda text: sql.mixed_part(text, TEXT))
    return sql.cast(key if of_key.name in ("text", "mixed") else "NULL", "text"), value


def _no_pairs(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    pair = element_kind(item)

    def wrong(text: str) -> str:
        test = f"{_key_and_value(sql, text, pair)[0]} IS NULL"
        if pair.name == "list":
            test = f"({test} OR {sql.f('len', text)} <> 2)"
        return f"coalesce({test}, true)"

    if pair == NULL:
        return f"coalesce({sql.f('len', sql.value(item))} > 0, false)"
    return f"coalesce({sql.each('list_any', sql.value(item), wrong)}, false)"


@operator("$arrayToObject", arity=1, rule=_object_rule, error=_no_pairs)
def _object(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    pair, element = element_kind(item), element_kind(call)
    if pair == NULL:
        return f"CASE WHEN {sql.not_null(item)} THEN {sql.f('empty_object')} END"

    def write(text: str) -> str:
        there = sql.each(
            "list_filter", text, lambda part: f"{_key_and_value(sql, part, pair)[0]} IS NOT NULL"
        )
        items = sql.each("list_transform", there, lambda part: _entry(sql, *_key_and_value(sql, part, pair)))
        return unless_null(text, _map_of_last(sql, items, element))

    return sql.let(sql.value(item), write)
