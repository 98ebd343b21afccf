"""Is it in there: values in lists, text in text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import MIXED, NOUNS, NULL, TEXT, unify
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.arrays import position_of
from dsviz_widget.query.operators.comparison import same_as
from dsviz_widget.query.operators.infix_comparison import check_comparable
from dsviz_widget.query.operators.needs import element_kind, need_list
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedList, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _constants(items: Typed) -> list[TypedLiteral] | None:
    """Return the items of a list of constants, or None for any other list."""
    if not isinstance(items, TypedList):
        return None
    literals = [item for item in items.items if isinstance(item, TypedLiteral)]
    return literals if len(literals) == len(items.items) else None


def _mongo_in_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    item, items = typer.arguments(call, operator)
    items = need_list(typer, items, "The second argument of $in")
    raises = item.raises or items.raises or items.nullable
    return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=(item, items))


def _infix_in_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    item, items = typer.arguments(call, operator)
    if items.kind.name not in ("list", "null"):
        source = typer.source(call.arguments[1])
        raise typer.error(
            "type", f"'in' needs a list after it, not {NOUNS[items.kind.name]}.", items.span,
            hint=f"Write [{source}].", replacement=f"[{source}]",
        )  # fmt: skip
    if isinstance(items, TypedList):
        parts = tuple(typer.as_date(part, item) for part in items.items)
        for part in parts:
            check_comparable(typer, item, part, "in", call.span)
        items = TypedList(items.span, items.kind, parts, nullable=False)
    elif items.kind.element is not None and unify(item.kind, items.kind.element) is None:
        raise typer.error(
            "type",
            f"'in' looks for {NOUNS[item.kind.name]} in a list of other values "
            f"({NOUNS[items.kind.element.name]}).",
            call.span,
        )
    return TypedCall(**boolean(call.span), operator=operator, arguments=(item, items))


def _in_constants(sql: Emitter, item: Typed, constants: list[TypedLiteral]) -> str:
    """Return SQL that is true for members; null only for an empty cell that is none."""
    with_null = any(constant.value is None for constant in constants)
    same_kind = [
        sql.value(constant)
        for constant in constants
        if constant.value is not None and unify(item.kind, constant.kind) is not None
    ]
    text = sql.value(item)
    tests = []
    if item.kind == MIXED:
        tests += [same_as(sql, item, constant) for constant in constants if constant.value is not None]
    elif item.kind.name != "null" and same_kind:
        tests.append(
            f"{text} = {same_kind[0]}" if len(same_kind) == 1 else f"{text} IN ({', '.join(same_kind)})"
        )
    if with_null and (item.nullable or item.kind.name == "null"):
        tests.append(f"{text} IS NULL")
    if not tests:
        return "false"
    return tests[0] if len(tests) == 1 else f"({' OR '.join(tests)})"


def _in_items(sql: Emitter, item: Typed, items: Typed) -> str:
    element = items.kind.element
    if element is None:
        return "false"
    text, list_text = sql.value(item), sql.value(items)
    if element == NULL:
        return f"({sql.is_null(item)} AND {sql.f('len', list_text)} > 0)"
    if element.is_nested or item.kind.is_nested or unify(item.kind, element) is None:
        return f"{position_of(sql, list_text, element, item)} IS NOT NULL"
    found = sql.f("list_contains", list_text, text)
    if not item.nullable:
        return found
    empty = sql.f("list_filter", list_text, sql.lambda_(["e"], "e IS NULL"))
    holds_null = f"{sql.f('len', empty)} > 0"
    return f"CASE WHEN {text} IS NULL THEN {holds_null} ELSE {found} END"


def _mongo_in_where(sql: Emitter, call: TypedCall) -> str:
    item, items = call.arguments
    constants = _constants(items)
    if constants is None or call.raises:
        return _mongo_in(sql, call)
    return _in_constants(sql, item, constants)


def _null_list(sql: Emitter, call: TypedCall) -> str:
    return sql.is_null(call.arguments[1])


@operator("$in", arity=2, rule=_mongo_in_rule, where=_mongo_in_where, error=_null_list)
def _mongo_in(sql: Emitter, call: TypedCall) -> str:
    item, items = call.arguments
    constants = _constants(items)
    test = _in_items(sql, item, items) if constants is None else _in_constants(sql, item, constants)
    test = f"coalesce({test}, false)"
    return sql.guard(test, call) if call.raises else test


def _infix_in_where(sql: Emitter, call: TypedCall) -> str:
    item, items = call.arguments
    constants = _constants(items)
    if constants is None:
        return _in_items(sql, item, items)
    return _in_constants(sql, item, constants)


@operator("in", arity=2, rule=_infix_in_rule, where=_infix_in_where)
def _infix_in(sql: Emitter, call: TypedCall) -> str:
    return f"coalesce({_infix_in_where(sql, call)}, false)"


def _text_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    text, part = typer.arguments(call, operator)
    in_list = operator.name == "contains" and text.kind.name == "list"
    if in_list:
        element = text.kind.element
        if element is not None and unify(element, part.kind) is None:
            raise typer.error(
                "type",
                f"'contains' looks for {NOUNS[part.kind.name]} in a list of other values "
                f"({NOUNS[element.name]}).",
                part.span,
                hint="To look into objects write any(list, field == 1)."
                if element.name == "struct"
                else None,
            )
    else:
        for side in (text, part):
            if side.kind.name not in ("text", "null", "mixed"):
                raise typer.error(
                    "type",
                    f"{operator.name!r} takes text, not {NOUNS[side.kind.name]}.",
                    side.span,
                )
    return TypedCall(**boolean(call.span), operator=operator, arguments=(text, part))


def _list_contains(sql: Emitter, items: Typed, part: Typed) -> str:
    element = element_kind(items)
    if not (element.is_nested or part.kind.is_nested):
        return sql.f("list_contains", sql.value(items), sql.value(part))
    return f"({position_of(sql, sql.value(items), element, part)} IS NOT NULL AND {sql.not_null(part)})"


def _text_of(sql: Emitter, item: Typed) -> str:
    """Return SQL of a text; null where a mixed value holds something else."""
    text = sql.value(item)
    return sql.let(text, lambda value: sql.mixed_part(value, TEXT)) if item.kind == MIXED else text


def _text_test(name: str) -> None:
    def where(sql: Emitter, call: TypedCall) -> str:
        text, part = call.arguments
        if "null" in (text.kind.name, part.kind.name):
            return "false"
        if text.kind.name == "list":
            return _list_contains(sql, text, part)
        return sql.f(name, _text_of(sql, text), _text_of(sql, part))

    @operator(name, arity=2, rule=_text_rule, where=where)
    def value(sql: Emitter, call: TypedCall) -> str:
        return f"coalesce({where(sql, call)}, false)"


for _name in ("contains", "startswith", "endswith"):
    _text_test(_name)
