"""Bits of whole numbers, and the size of text in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT64, NOUNS
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.narrow import call_node, expect_whole
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _bits_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    items = []
    for item in typer.arguments(call, operator):
        is_fraction = item.kind.name == "number" and not item.kind.integer
        if is_fraction and not isinstance(item, TypedCall):
            shown = typer.text[item.span.start : item.span.end]
            what = "a number with a point" if isinstance(item, TypedLiteral) else "a column of doubles"
            raise typer.error(
                "type", f"{name} takes whole numbers, not {what}.", item.span,
                hint=f"Make it whole: {{$toLong: {shown}}}.",
            )  # fmt: skip
        items.append(expect_whole(typer, item, name))
    return call_node(call, operator, tuple(items), INT64)


def _bits(name: str, function: str, empty: str) -> None:
    @operator(name, arity=(0, None), rule=_bits_rule)
    def value(sql: Emitter, call: TypedCall) -> str:
        if not call.arguments:
            return empty
        texts = [sql.cast(sql.value(item), "bigint") for item in call.arguments]
        found = texts[0]
        for text in texts[1:]:
            found = sql.f(function, found, text)
        return found


_bits("$bitAnd", "bit_and", "-1")
_bits("$bitOr", "bit_or", "0")
_bits("$bitXor", "bit_xor", "0")


@operator("$bitNot", arity=1, rule=_bits_rule)
def _bit_not(sql: Emitter, call: TypedCall) -> str:
    return sql.f("bit_not", sql.cast(sql.value(call.arguments[0]), "bigint"))


def _size_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    (item,) = typer.arguments(call, operator)
    if item.kind.name not in ("text", "binary", "null"):
        name = typer.called(call)
        raise typer.error("type", f"{name} takes text or bytes, not {NOUNS[item.kind.name]}.", item.span)
    return call_node(call, operator, (item,), INT64)


@operator("$binarySize", arity=1, rule=_size_rule)
def _binary_size(sql: Emitter, call: TypedCall) -> str:
    (item,) = call.arguments
    if item.kind.name == "null":
        return sql.null(INT64)
    return sql.f("byte_count" if item.kind.name == "binary" else "text_bytes", sql.value(item))
