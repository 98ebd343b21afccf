"""An argument taken as the one kind that an operator needs: refused at once, or an error by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DATE, DOUBLE, INT64, NOUNS, RANKS, TEXT, Kind
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.language.parse import is_mongo
from dsviz_widget.query.operators.registry import Operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_PLURALS = {"number": "numbers", "text": "text", "date": "dates"}
_ARTICLES = {"number": "a number", "text": "text", "date": "a date"}
_KINDS = {"number": DOUBLE, "text": TEXT, "date": DATE}


def expect(typer: Typer, item: Typed, kind: str, name: str) -> Typed:
    """Return an argument as a number, text or date.

    A value whose kind differs by row is taken where it is of that kind; other rows are errors.

    Raises
    ------
    QueryError
        If it is of another kind in every row.
    """
    if item.kind.name in (kind, "null"):
        return item
    if item.kind.name == "mixed":
        return TypedCall(
            item.span, _KINDS[kind], _OF_KIND[kind], (item,), nullable=item.nullable,
            nan=kind == "number", raises=True,
        )  # fmt: skip
    hint = _hint(typer, item, kind)
    raise typer.error("type", f"{name} takes {_PLURALS[kind]}, not {NOUNS[item.kind.name]}.", item.span, hint)


def is_kind(item: Typed, kind: str) -> Typed:
    """Return a test of a value whose kind differs by row: whether it is a number, text or date."""
    return TypedCall(
        **boolean(item.span, raises=item.raises), operator=_IS_KIND[kind], arguments=(item,)
    )  # fmt: skip


def expect_whole(typer: Typer, item: Typed, name: str) -> Typed:
    """Return an argument as a whole number; a fraction is an error, at once or by row."""
    item = expect(typer, item, "number", name)
    if item.kind == INT64 or item.kind.name == "null":
        return item
    if isinstance(item, TypedLiteral):
        if item.kind.integer and item.kind.bits <= 64:
            return item
        if not abs(item.value) < 2**53 or item.value != int(item.value):
            raise typer.error("value", f"{name} takes whole numbers here.", item.span)
        return TypedLiteral(item.span, INT64, int(item.value), nullable=False, finite=True)
    raises = item.raises or not _is_bigint(item.kind)
    return TypedCall(item.span, INT64, _WHOLE, (item,), nullable=item.nullable, finite=True, raises=raises)


def _is_bigint(kind: Kind) -> bool:
    return kind.integer and kind.bits <= 64


def literal_text(typer: Typer, item: Typed, name: str, argument: str, example: str) -> str | None:
    """Return the text that an argument is written as; None for null."""
    if item.kind.name == "null":
        return None
    if isinstance(item, TypedLiteral) and isinstance(item.value, str):
        return item.value
    raise typer.error(
        "value", f"The {argument} of {name} is a text that is written out.", item.span,
        hint=f"Write {example}.",
    )  # fmt: skip


def call_node(
    call: Call,
    operator: Operator,
    items: tuple[Typed, ...],
    kind: Kind,
    *,
    nullable: bool | None = None,
    nan: bool = False,
    raises: bool = False,
) -> TypedCall:
    """Return an operator on its arguments; null when one is null, unless said otherwise."""
    return TypedCall(
        call.span,
        kind,
        operator,
        items,
        nullable=any(item.nullable for item in items) if nullable is None else nullable,
        nan=nan,
        finite=kind.integer,
        raises=raises or any(item.raises for item in items),
    )


_MAKERS = {
    ("text", "number"): ("number", "$toDouble"),
    ("text", "date"): ("date", "$toDate"),
    ("number", "text"): ("text", "$toString"),
    ("date", "text"): ("text", "$toString"),
    ("boolean", "number"): ("number", "$toInt"),
    ("list", "number"): ("size", "$size"),
}
"""Kind given and kind needed -> what makes one of the other, in the infix and in MongoDB's form."""


def _hint(typer: Typer, item: Typed, kind: str) -> str | None:
    makers = _MAKERS.get((item.kind.name, kind))
    if makers is None:
        return None
    source = typer.text[item.span.start : item.span.end]
    function, operator = makers
    call = f"{{{operator}: {source}}}" if is_mongo(typer.text) else f"{function}({source})"
    return f"Its length is {call}." if function == "size" else f"Make {_ARTICLES[kind]} of it: {call}."


def _of_kind(kind: str) -> Operator:
    def rule(typer: Typer, call: Call, operator: Operator) -> Typed:
        return expect(typer, typer.arguments(call, operator)[0], kind, operator.name)

    def value(sql: Emitter, call: TypedCall) -> str:
        # DuckDB loses the type of a field of a null that is written out.
        part = sql.mixed_part(sql.value(call.arguments[0]), _KINDS[kind])
        return f"CAST({part} AS {sql.type_of(_KINDS[kind])})"

    def error(sql: Emitter, call: TypedCall) -> str:
        return f"({sql.mixed_rank(sql.value(call.arguments[0]))} <> {RANKS[kind]})"

    return Operator(f"as {kind}", (1, 1), rule, value, error=error)


def _is_kind(kind: str) -> Operator:
    def rule(typer: Typer, call: Call, operator: Operator) -> Typed:
        return is_kind(typer.arguments(call, operator)[0], kind)

    def value(sql: Emitter, call: TypedCall) -> str:
        rank = sql.mixed_rank(sql.value(call.arguments[0]))
        return sql.guard(f"coalesce({rank} = {RANKS[kind]}, false)", call)

    return Operator(f"is {kind}", (1, 1), rule, value)


_IS_KIND = {kind: _is_kind(kind) for kind in _KINDS}
_OF_KIND = {kind: _of_kind(kind) for kind in _KINDS}


def _whole_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    return expect_whole(typer, typer.arguments(call, operator)[0], operator.name)


def _whole(sql: Emitter, call: TypedCall) -> str:
    return sql.f("try_bigint", sql.value(call.arguments[0]))


def _not_whole(sql: Emitter, call: TypedCall) -> str | None:
    (item,) = call.arguments
    if _is_bigint(item.kind):
        return None
    if item.kind.integer:
        return f"({sql.value(item)} NOT BETWEEN {-(2**63)} AND {2**63 - 1})"
    text = sql.cast(sql.value(item), "double")
    return sql.let(text, lambda x: f"({x} <> {sql.f('floor', x)} OR {sql.f('abs', x)} > 9e15)")


_WHOLE = Operator("as whole number", (1, 1), _whole_rule, _whole, error=_not_whole)
