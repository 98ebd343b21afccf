"""Text: joined, split, trimmed, replaced, measured; positions count from 0, in letters or bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT64, MIXED, NULL, TEXT, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.branches import chosen
from dsviz_widget.query.operators.narrow import call_node, expect, is_kind
from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

WHITESPACE = "\0\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
"""What $trim removes unless it is told, by the table in MongoDB's manual."""


def has_null(call: TypedCall) -> bool:
    """Tell whether an argument is null in every row."""
    return any(item.kind == NULL for item in call.arguments)


def is_filled(item: Typed) -> bool:
    """Tell whether an argument is a text of one letter or more that is written out."""
    return isinstance(item, TypedLiteral) and bool(item.value)


def as_text(typer: Typer, call: Call, item: Typed) -> Typed:
    """Return an argument as text; numbers and dates are written out, as MongoDB does here."""
    name = typer.called(call)
    if item.kind.name in ("number", "date"):
        return TypedCall(
            item.span, TEXT, OPERATORS["$toString"], (item,), nullable=item.nullable, raises=item.raises
        )
    text = expect(typer, item, "text", name)
    if item.kind != MIXED:
        return text
    for kind in ("number", "date"):
        written = as_text(typer, call, expect(typer, item, kind, name))
        arguments = (is_kind(item, kind), written, text)
        text = chosen(call, OPERATORS["$cond"], arguments, arguments[1:], False)
    return text


def _texts(typer: Typer, call: Call, operator: Operator) -> tuple[Typed, ...]:
    name = typer.called(call)
    return tuple(expect(typer, item, "text", name) for item in typer.arguments(call, operator))


def _concat_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    return call_node(call, operator, _texts(typer, call, operator), TEXT)


@operator("$concat", arity=(0, None), rule=_concat_rule)
def _concat(sql: Emitter, call: TypedCall) -> str:
    if has_null(call):
        return sql.null(TEXT)
    texts = [sql.value(item) for item in call.arguments]
    return sql.f("concat", *texts) if len(texts) > 1 else "".join(texts) or "''"


def text_or_empty(sql: Emitter, item: Typed) -> str:
    """Return SQL of a text in which null is the empty text."""
    if item.kind == NULL:
        return "''"
    text = sql.value(item)
    if not item.nullable:
        return text
    error = sql.error(item)
    filled = f"coalesce({text}, '')"
    return f"CASE WHEN {error} THEN NULL ELSE {filled} END" if error else filled


def _case_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = tuple(as_text(typer, call, item) for item in typer.arguments(call, operator))
    return call_node(call, operator, items, INT64 if operator.name == "$strcasecmp" else TEXT, nullable=False)


@operator("$toLower", arity=1, rule=_case_rule)
def _lower(sql: Emitter, call: TypedCall) -> str:
    return sql.let(text_or_empty(sql, call.arguments[0]), lambda text: sql.f("ascii_lower", text))


@operator("$toUpper", arity=1, rule=_case_rule)
def _upper(sql: Emitter, call: TypedCall) -> str:
    return sql.let(text_or_empty(sql, call.arguments[0]), lambda text: sql.f("ascii_upper", text))


@operator("$strcasecmp", arity=2, rule=_case_rule)
def _compare_ignoring_case(sql: Emitter, call: TypedCall) -> str:
    left, right = (
        sql.let(text_or_empty(sql, item), lambda text: sql.f("ascii_upper", text)) for item in call.arguments
    )
    return sql.let_all(
        [left, right], lambda a, b: f"CASE WHEN {a} = {b} THEN 0 WHEN {a} < {b} THEN -1 ELSE 1 END"
    )


def _null_text(sql: Emitter, call: TypedCall) -> str:
    return sql.is_null(call.arguments[0])


def _length_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = _texts(typer, call, operator)
    return call_node(call, operator, items, INT64, nullable=False, raises=items[0].nullable)


def _length(name: str, function: str) -> None:
    @operator(name, arity=1, rule=_length_rule, error=_null_text)
    def value(sql: Emitter, call: TypedCall) -> str:
        return sql.null(INT64) if has_null(call) else sql.f(function, sql.value(call.arguments[0]))


_length("$strLenCP", "text_length")
_length("$strLenBytes", "text_bytes")


def _split_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = _texts(typer, call, operator)
    kind = Kind("list", element=TEXT)
    return call_node(call, operator, items, kind, raises=not is_filled(items[1]))


def _no_separator(sql: Emitter, call: TypedCall) -> str | None:
    text, separator = call.arguments
    if is_filled(separator) or has_null(call):
        return None
    return f"({sql.value(separator)} = '' AND {sql.not_null(text)})"


@operator("$split", arity=2, rule=_split_rule, error=_no_separator)
def _split(sql: Emitter, call: TypedCall) -> str:
    if has_null(call):
        return sql.null(call.kind)
    text, separator = (sql.value(item) for item in call.arguments)
    if is_filled(call.arguments[1]):
        return sql.f("split", text, separator)
    return sql.let_all(
        [text, separator], lambda text, part: f"CASE WHEN {part} <> '' THEN {sql.f('split', text, part)} END"
    )


def _trim_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    items = [expect(typer, typer.type(typer.named(call, "input")), "text", name)]
    if (chars := call.argument("chars")) is not None:
        items.append(expect(typer, typer.type(chars), "text", name))
    return call_node(call, operator, tuple(items), TEXT)


def _trimmed(sql: Emitter, text: str, function: str) -> str:
    """Return SQL of a text without spaces around it; most have none, and looking costs less."""
    ends = {"ltrim": ("0",), "rtrim": ("-1",), "trim": ("0", "-1")}[function]
    clean = " AND ".join(f"{sql.f('letter', text, at)} BETWEEN '!' AND '~'" for at in ends)
    return f"CASE WHEN {clean} THEN {text} ELSE {sql.f(function, text, sql.bind(WHITESPACE))} END"


def _trim(name: str, function: str) -> None:
    @operator(name, arity=0, rule=_trim_rule, names=("input", "chars"), required=1)
    def value(sql: Emitter, call: TypedCall) -> str:
        if has_null(call):
            return sql.null(TEXT)
        text, *chars = (sql.value(item) for item in call.arguments)
        if chars:
            return sql.f(function, text, chars[0])
        return sql.let(text, lambda text: _trimmed(sql, text, function))


_trim("$trim", "trim")
_trim("$ltrim", "ltrim")
_trim("$rtrim", "rtrim")


def _replace_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    items = tuple(expect(typer, typer.type(typer.named(call, part)), "text", name) for part in operator.names)
    return call_node(call, operator, items, TEXT)


_REPLACED = ("input", "find", "replacement")


@operator("$replaceAll", arity=0, rule=_replace_rule, names=_REPLACED, required=3)
def _replace_all(sql: Emitter, call: TypedCall) -> str:
    if has_null(call):
        return sql.null(TEXT)
    text, sought, put = (sql.value(item) for item in call.arguments)
    if is_filled(call.arguments[1]):
        return sql.f("replace", text, sought, put)
    # The empty text stands before every letter and at the end.
    return sql.let_all(
        [text, sought, put],
        lambda text, sought, put: (
            f"CASE WHEN {sought} <> '' THEN {sql.f('replace', text, sought, put)} "
            f"WHEN {sought} = '' THEN {_between_letters(sql, text, put)} END"
        ),
    )


def _between_letters(sql: Emitter, text: str, put: str) -> str:
    letters = sql.each("list_transform", sql.f("characters", text), lambda letter: f"{letter} || {put}")
    joined = sql.f("concat", put, sql.f("join_text", letters))
    return f"CASE WHEN {text} = '' THEN {put} ELSE {joined} END"


@operator("$replaceOne", arity=0, rule=_replace_rule, names=_REPLACED, required=3)
def _replace_one(sql: Emitter, call: TypedCall) -> str:
    if has_null(call):
        return sql.null(TEXT)

    def replaced(text: str, sought: str, put: str) -> str:
        at = sql.f("text_find", text, sought)
        before = sql.f("text_slice", text, "0", at)
        length = sql.f("text_length", text)
        after = sql.f("text_slice", text, f"{at} + {sql.f('text_length', sought)}", length)
        whole = sql.f("concat", before, put, after)
        return f"CASE WHEN {at} >= 0 THEN {whole} WHEN {at} < 0 AND {put} IS NOT NULL THEN {text} END"

    return sql.let_all([sql.value(item) for item in call.arguments], replaced)
