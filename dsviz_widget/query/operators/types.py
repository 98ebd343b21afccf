"""Kinds of values: asking for them, and making one of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.query.kinds import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INT32,
    INT64,
    MIXED,
    NOUNS,
    NULL,
    RANKS,
    TEXT,
    Kind,
    join_all,
)
from dsviz_widget.query.language.expression import Call, Literal, Node, Struct
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.shapes import INFINITY, convert
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

TARGETS = {
    "int": INT32, "long": INT64, "double": DOUBLE, "decimal": DOUBLE, "string": TEXT, "bool": BOOLEAN,
    "date": DATE,
}  # fmt: skip
"""What $convert makes -> its kind; a decimal is a double here."""

_CODES = {1: "double", 2: "string", 8: "bool", 9: "date", 16: "int", 18: "long", 19: "decimal"}
_RANGES = {"int": ("-2147483648", "2147483648"), "long": ("-9223372036854775808", "9223372036854775808")}
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999
_PLAIN = {"number": DOUBLE, "text": TEXT, "boolean": BOOLEAN, "date": DATE}


def type_name(kind: Kind) -> str:
    """Return what MongoDB's $type answers for values of a kind."""
    if kind.name == "number":
        if not kind.integer:
            return "double" if kind.bits else "decimal"
        return "int" if kind.bits <= 32 else "long"
    names = {
        "text": "string", "boolean": "bool", "date": "date", "list": "array", "struct": "object",
        "map": "object", "binary": "binData",
    }  # fmt: skip
    return names.get(kind.name, "null")


def _one_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = typer.arguments(call, operator)
    raises = items[0].raises
    if operator.name == "$isNumber":
        return TypedCall(**boolean(call.span, raises=raises), operator=operator, arguments=items)
    return TypedCall(call.span, TEXT, operator, items, nullable=False, raises=raises)


@operator("$type", arity=1, rule=_one_rule)
def _type(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    if item.kind != MIXED:
        empty = sql.is_null(item)
        name = f"'{type_name(item.kind)}'"
        return name if empty == "false" else f"CASE WHEN {empty} THEN 'null' ELSE {name} END"

    def write(text: str) -> str:
        # A number is held as a double, and its digits beside it where a double would lose some.
        digits = sql.mixed_part(text, Kind("list"))
        cases = (
            f"WHEN 1 THEN CASE WHEN {digits} IS NULL THEN 'double' ELSE 'long' END "
            "WHEN 2 THEN 'string' WHEN 3 THEN 'object' WHEN 4 THEN 'array' WHEN 5 THEN 'binData' "
            "WHEN 6 THEN 'bool' WHEN 7 THEN 'date'"
        )
        return f"CASE {sql.mixed_rank(text)} {cases} ELSE 'null' END"

    return sql.let(sql.value(item), write)


@operator("$isNumber", arity=1, rule=_one_rule)
def _is_number(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    if item.kind == MIXED:
        test = f"coalesce({sql.let(sql.value(item), sql.mixed_rank)} = {RANKS['number']}, false)"
    else:
        test = sql.not_null(item) if item.kind.name == "number" else "false"
    return sql.guard(test, call) if call.raises else test


def _can_fail(kind: Kind, to: str) -> bool:
    if to == "bool" or kind == NULL or (type_name(kind) == to and kind.bits <= 64):
        return False
    if to == "string":
        return kind.name not in ("number", "boolean", "date", "text")
    if kind.name == "boolean":
        return to == "date"
    if kind.name == "date":
        return to == "int"
    if kind.name == "number":
        fits = kind.integer and kind.bits <= 64
        return to in ("int", "date") or (to == "long" and not fits)
    return True


def _converted(sql: Emitter, text: str, kind: Kind, to: str) -> str:
    """Return SQL of a value made into another kind, null where that cannot be; the text is short."""
    if kind == MIXED:
        return _converted_mixed(sql, text, to)
    target = TARGETS[to]
    if to == "bool":
        truth = f"{text} <> 0" if kind.name == "number" else text if kind == BOOLEAN else "true"
        return f"CASE WHEN {text} IS NOT NULL THEN {truth} END"
    if kind.name == target.name and to not in ("int", "long"):
        return text if kind == target else sql.cast(text, "double")
    if to == "string":
        return _as_text(sql, text, kind)
    if to == "date":
        return _as_date(sql, text, kind)
    return _as_number(sql, text, kind, to)


def _converted_mixed(sql: Emitter, text: str, to: str) -> str:
    cases = []
    for name, kind in _PLAIN.items():
        part = sql.mixed_part(text, kind)
        cases.append(f"WHEN {RANKS[name]} THEN {_converted(sql, part, kind, to)}")
    rest = f"{text} IS NOT NULL OR NULL" if to == "bool" else sql.null(TARGETS[to])
    return f"CASE {sql.mixed_rank(text)} {' '.join(cases)} ELSE {rest} END"


def _as_text(sql: Emitter, text: str, kind: Kind) -> str:
    if kind.name == "boolean":
        return f"CASE WHEN {text} THEN 'true' WHEN NOT {text} THEN 'false' END"
    if kind.name == "date":
        return sql.f("date_text", sql.f("plain_date", text))
    if kind.name != "number":
        return sql.null(TEXT)
    if kind.integer:
        return sql.cast(text, "text")
    # Whole numbers beyond 32 bits are multiplied as doubles, where -1 times 0 is -0; the sum is 0.
    number = f"({sql.cast(text, 'double')} + 0)"
    infinity = sql.cast(INFINITY, "double")
    return (
        f"CASE WHEN {sql.f('isnan', number)} THEN 'NaN' WHEN {number} = {infinity} THEN 'Infinity' "
        f"WHEN {number} = -{infinity} THEN '-Infinity' ELSE {sql.f('number_text', number)} END"
    )


def _as_date(sql: Emitter, text: str, kind: Kind) -> str:
    if kind.name == "text":
        return sql.f("parse_date", text)
    if kind.name != "number":
        return sql.null(DATE)
    fits = f"{text} BETWEEN {_FIRST_MS} AND {_LAST_MS}"
    whole = sql.f("try_bigint", text if kind.integer else sql.f("truncate", text))
    return f"CASE WHEN {fits} THEN {sql.f('millis_date', whole)} END"


def _as_number(sql: Emitter, text: str, kind: Kind, to: str) -> str:
    if kind.name == "boolean":
        return sql.cast(f"CASE WHEN {text} THEN 1 WHEN NOT {text} THEN 0 END", _sql_type(to))
    if kind.name == "date":
        if to == "int":
            return sql.null(INT32)
        return sql.cast(sql.f("date_millis", sql.f("plain_date", text)), _sql_type(to))
    if kind.name == "text":
        if to in ("double", "decimal"):
            return f"CASE WHEN {sql.f('is_numeral', text)} THEN {sql.f('try_double', text)} END"
        whole = f"CASE WHEN {sql.f('is_whole_numeral', text)} THEN {sql.f('try_bigint', text)} END"
        if to == "long":
            return whole
        return sql.let(whole, lambda number: _as_number(sql, number, INT64, to))
    if kind.name != "number":
        return sql.null(TARGETS[to])
    if kind.integer and kind.bits > 32 and to == "long":
        return sql.f("try_bigint", text)
    if kind.integer and kind.bits <= 32:
        return sql.cast(text, _sql_type(to))
    number = text if kind.integer else sql.f("truncate", sql.cast(text, "double"))
    low, high = _RANGES[to]
    if not kind.integer:
        low, high = (sql.cast(bound, "double") for bound in (low, high))
    return f"CASE WHEN {number} >= {low} AND {number} < {high} THEN {sql.cast(number, _sql_type(to))} END"


def _sql_type(to: str) -> Any:
    return {"int": "integer", "long": "bigint"}.get(to, "double")


def _to_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    to = _OPERATORS[operator.name]
    fails = _can_fail(item.kind, to)
    if fails and item.kind.name in ("list", "struct", "map", "binary", "boolean", "date"):
        noun = NOUNS[item.kind.name]
        typer.warn(f"{typer.called(call)} cannot take {noun}: an error where there is one.", call.span)
    raises = fails or item.raises
    return TypedCall(
        call.span, TARGETS[to], operator, (item,),
        nullable=item.nullable or item.kind == NULL or raises, nan=item.nan and TARGETS[to].is_float,
        finite=TARGETS[to].integer, raises=raises,
    )  # fmt: skip


def _fails(sql: Emitter, item: Typed, to: str) -> str | None:
    if not _can_fail(item.kind, to):
        return None
    return sql.let(
        sql.value(item),
        lambda text: f"({text} IS NOT NULL AND ({_converted(sql, text, item.kind, to)}) IS NULL)",
    )


_OPERATORS = {
    "$toInt": "int", "$toLong": "long", "$toDouble": "double", "$toDecimal": "decimal",
    "$toString": "string", "$toBool": "bool", "$toDate": "date",
}  # fmt: skip


def _conversion(name: str, to: str) -> None:
    def error(sql: Emitter, call: TypedCall) -> str | None:
        return _fails(sql, call.arguments[0], to)

    @operator(name, arity=1, rule=_to_rule, error=error)
    def value(sql: Emitter, call: TypedCall) -> str:
        return _value(sql, call.arguments[0], to)


def _value(sql: Emitter, item: Typed, to: str) -> str:
    if item.kind == NULL:
        return sql.null(TARGETS[to])
    return sql.let(sql.value(item), lambda text: _converted(sql, text, item.kind, to))


for _name, _to in _OPERATORS.items():
    _conversion(_name, _to)


def _convert_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    item = typer.type(typer.named(call, "input"))
    to = _target(typer, typer.named(call, "to"))
    on_error, on_null = (
        typer.type(node) if (node := call.argument(name)) is not None else None
        for name in ("onError", "onNull")
    )
    fails = _can_fail(item.kind, to or "bool")
    branches = [on_null or TypedLiteral(call.span, NULL, None)]
    if fails and on_error is not None:
        branches.append(on_error)
    kind = join_all([NULL if to is None else TARGETS[to], *(branch.kind for branch in branches)])
    raises = item.raises or any(branch.raises for branch in branches) or (fails and on_error is None)
    name = TypedLiteral(call.span, TEXT, to or "", nullable=False)
    return TypedCall(
        call.span, kind, operator, (item, name, *branches),
        nullable=True, nan=kind.is_float, raises=raises,
    )  # fmt: skip


def _target(typer: Typer, node: Node) -> str | None:
    """Return the name of the type that `to` asks for; None for null."""
    given: Any = node
    if isinstance(given, Struct):
        given = given.get("type")
    if isinstance(given, Literal):
        value = given.value.get("type") if isinstance(given.value, dict) else given.value
        if value is None:
            return None
        name = value if isinstance(value, str) else _CODES.get(value)
        if name in TARGETS:
            return str(name)
    raise typer.error(
        "value", "$convert cannot make that.", node.span, hint=f"The types are {', '.join(TARGETS)}."
    )


def _split(call: TypedCall) -> tuple[Typed, str | None, Typed, Typed | None]:
    item, name, on_null, *on_error = call.arguments
    assert isinstance(name, TypedLiteral)
    return item, name.value or None, on_null, on_error[0] if on_error else None


def _convert_error(sql: Emitter, call: TypedCall) -> str | None:
    item, to, on_null, on_error = _split(call)
    errors = [sql.error(item)]
    if of_null := sql.error(on_null):
        errors.append(f"({sql.is_null(item)} AND {of_null})")
    if to is not None and (fails := _fails(sql, item, to)):
        if on_error is None:
            errors.append(fails)
        elif of_error := sql.error(on_error):
            errors.append(f"({fails} AND {of_error})")
    found = [error for error in errors if error]
    return f"({' OR '.join(found)})" if found else None


@operator(
    "$convert", arity=0, names=("input", "to", "onError", "onNull"), required=2, rule=_convert_rule,
    error=_convert_error, lazy=True,
)  # fmt: skip
def _convert(sql: Emitter, call: TypedCall) -> str:
    item, to, on_null, on_error = _split(call)
    if_null = sql.as_kind(on_null, call.kind)
    if item.kind == NULL:
        return if_null
    if to is None:
        return f"CASE WHEN {sql.is_null(item)} THEN {if_null} END"

    def write(text: str) -> str:
        made = _converted(sql, text, item.kind, to)
        value = convert(sql, made, TARGETS[to], call.kind)
        if on_error is not None:
            value = f"CASE WHEN ({made}) IS NULL THEN {sql.as_kind(on_error, call.kind)} ELSE {value} END"
        return f"CASE WHEN {text} IS NULL THEN {if_null} ELSE {value} END"

    return sql.let(sql.value(item), write)
