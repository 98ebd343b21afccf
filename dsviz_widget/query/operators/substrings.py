"""Parts of a text and where they stand, by letters (CP) or by bytes of UTF-8."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import INT64, TEXT
from dsviz_widget.query.language.expression import Call
from dsviz_widget.query.operators.narrow import call_node, expect, expect_whole
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.operators.strings import as_text, has_null, text_or_empty
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer


def _is_position(item: Typed) -> bool:
    """Tell whether an argument is a whole number from 0 on that is written out."""
    return isinstance(item, TypedLiteral) and item.value is not None and item.value >= 0


_LAST = 2**30 - 1
"""No text is longer; engines cannot count further, nor add two such numbers."""


def _position(sql: Emitter, at: str) -> str:
    """Return SQL of a position that is not null, no further than texts go; any below 0 is -1."""
    return sql.f("greatest", sql.f("least", at, str(_LAST)), "-1")


def _part_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    text, start, count = typer.arguments(call, operator)
    name = typer.called(call)
    items = (
        as_text(typer, call, text),
        expect_whole(typer, start, name),
        expect_whole(typer, count, name),
    )
    plain = operator.name == "$substrCP" and _is_position(items[1]) and _is_position(items[2])
    return call_node(call, operator, items, TEXT, nullable=False, raises=not plain)


def _is_missing(item: Typed) -> bool:
    return item.kind.name == "null"


def _if_text(sql: Emitter, text: Typed, error: str) -> str:
    """Return SQL of an error that a null text, whose parts are empty, does not stop with."""
    return " AND ".join(part for part in (f"({error})", sql.not_null(text)) if part != "true")


def _wrong_letters(sql: Emitter, call: TypedCall) -> str | None:
    text, *positions = call.arguments
    if _is_missing(text):
        return None
    if any(map(_is_missing, positions)):
        return sql.not_null(text)
    parts = []
    for item in positions:
        if not _is_position(item):
            parts.append(f"coalesce({sql.value(item)} < 0, true)")
    return _if_text(sql, text, " OR ".join(parts)) if parts else None


def _of_parts(sql: Emitter, call: TypedCall, write: Callable[[str, str, str], str]) -> str:
    """Return SQL of a part of a text; of a null text it is empty, whatever the positions."""
    text, start, count = call.arguments
    if _is_missing(text):
        return "''"
    unknown = _is_missing(start) or _is_missing(count)

    def part(value: str, start: str, count: str) -> str:
        found = sql.null(TEXT) if unknown else write(value, start, count)
        return f"CASE WHEN {value} IS NULL THEN '' ELSE {found} END" if text.nullable else found

    whole = sql.let_all([sql.value(item) for item in call.arguments], part)
    error = sql.error(text) if text.nullable else None
    return f"CASE WHEN {error} THEN NULL ELSE {whole} END" if error else whole


@operator("$substrCP", arity=3, rule=_part_rule, error=_wrong_letters)
def _part(sql: Emitter, call: TypedCall) -> str:
    text, start, count = call.arguments
    if not (call.raises or _is_missing(text)):
        return sql.f("text_slice", text_or_empty(sql, text), sql.value(start), sql.value(count))

    def part(text: str, start: str, count: str) -> str:
        letters = sql.f("text_slice", text, _position(sql, start), _position(sql, count))
        return f"CASE WHEN {start} >= 0 AND {count} >= 0 THEN {letters} END"

    return _of_parts(sql, call, part)


def _wrong_bytes(sql: Emitter, call: TypedCall) -> str | None:
    text, start, count = call.arguments
    if _is_missing(text):
        return None
    if _is_missing(start) or _is_missing(count):
        return sql.not_null(text)

    def wrong(text: str, start: str, count: str) -> str:
        first, taken = _position(sql, start), _position(sql, count)
        return (
            f"({start} IS NULL OR {count} IS NULL OR {start} < 0 OR {_is_inside(sql, text, first)} "
            f"OR ({count} >= 0 AND {_is_inside(sql, text, f'({first} + {taken})')}))"
        )

    return _if_text(sql, text, sql.let_all([sql.value(item) for item in call.arguments], wrong))


def _is_inside(sql: Emitter, text: str, position: str) -> str:
    """Return SQL that tells whether a byte stands inside a letter."""
    byte = sql.f("bytes_hex", sql.f("bytes_slice", text, position, "1"))
    return f"({position} >= 0 AND {byte} BETWEEN '80' AND 'BF')"


@operator("$substrBytes", arity=3, rule=_part_rule, error=_wrong_bytes)
def _part_by_bytes(sql: Emitter, call: TypedCall) -> str:
    def part(text: str, start: str, count: str) -> str:
        size, first = sql.f("text_bytes", text), _position(sql, start)
        taken = f"(CASE WHEN {count} < 0 OR {count} > {size} THEN {size} ELSE {count} END)"
        letters = sql.f("text_slice", text, first, taken)
        of_bytes = sql.f("bytes_text", sql.f("bytes_slice", text, first, taken))
        inside = f"{_is_inside(sql, text, first)} OR {_is_inside(sql, text, f'({first} + {taken})')}"
        return (
            f"CASE WHEN {start} < 0 OR {start} IS NULL OR {count} IS NULL THEN NULL "
            f"WHEN {start} >= {size} THEN '' "
            f"WHEN {size} = {sql.f('text_length', text)} THEN {letters} "
            f"WHEN {inside} THEN NULL ELSE {of_bytes} END"
        )

    return _of_parts(sql, call, part)


operator("$substr", arity=3, rule=_part_rule, error=_wrong_bytes)(_part_by_bytes)


def _find_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    text, part, *limits = typer.arguments(call, operator)
    name = typer.called(call)
    items = (
        expect(typer, text, "text", name),
        expect(typer, part, "text", name),
        *(expect_whole(typer, item, name) for item in limits),
    )
    safe = not items[1].nullable and all(_is_position(item) for item in items[2:])
    return call_node(call, operator, items, INT64, nullable=items[0].nullable, raises=not safe)


def _wrong_search(sql: Emitter, call: TypedCall) -> str | None:
    text, part, *limits = call.arguments
    if text.kind.name == "null":
        return None
    wrong = [sql.is_null(part)]
    for item in limits:
        if not _is_position(item):
            wrong.append(f"coalesce({sql.value(item)} < 0, true)")
    wrong = [test for test in wrong if test != "false"]
    if not wrong:
        return None
    return f"(({' OR '.join(wrong)}) AND {sql.not_null(text)})"


@operator("$indexOfCP", arity=(2, 4), rule=_find_rule, error=_wrong_search)
def _index(sql: Emitter, call: TypedCall) -> str:
    if has_null(call):
        return sql.null(INT64)
    values = [sql.value(item) for item in call.arguments]
    if len(values) == 2:
        return sql.f("text_find", *values)

    def found(text: str, part: str, start: str, end: str = "") -> str:
        return _found_between(sql, text, part, start, end or sql.f("text_length", text))

    return sql.let_all(values, found)


def _found_between(sql: Emitter, text: str, part: str, start: str, end: str) -> str:
    """Return SQL of the first place of a part from `start` on, that ends before `end`; -1 for none."""
    first, last = _position(sql, start), _position(sql, end)
    at = sql.f("text_find", sql.f("text_slice", text, first, f"({last} - {first})"), part)
    return (
        f"CASE WHEN {text} IS NOT NULL AND {part} IS NOT NULL AND {start} >= 0 AND {end} >= 0 THEN "
        f"CASE WHEN {start} > {sql.f('text_length', text)} OR {end} < {start} OR {at} < 0 THEN -1 "
        f"ELSE {first} + {at} END END"
    )


@operator("$indexOfBytes", arity=(2, 4), rule=_find_rule, error=_wrong_search)
def _index_by_bytes(sql: Emitter, call: TypedCall) -> str:
    """Search by letters, since a letter never begins inside another; count the bytes before."""
    if has_null(call):
        return sql.null(INT64)

    def found(text: str, part: str, *limits: str) -> str:
        if not limits:
            return _bytes_before(sql, text, sql.f("text_find", text, part))
        length = sql.f("text_length", text)
        letters = [_letters_before(sql, text, limit, up=number == 0) for number, limit in enumerate(limits)]
        at = sql.let_all(
            [letters[0], letters[1] if len(letters) == 2 else length],
            lambda start, end: _found_between(sql, text, part, start, end),
        )
        plain = _found_between(sql, text, part, limits[0], limits[1] if len(limits) == 2 else length)
        one_byte_each = f"{length} = {sql.f('text_bytes', text)}"
        return f"CASE WHEN {one_byte_each} THEN {plain} ELSE {_bytes_before(sql, text, at)} END"

    return sql.let_all([sql.value(item) for item in call.arguments], found)


def _bytes_before(sql: Emitter, text: str, at: str) -> str:
    """Return SQL of the bytes before a letter; -1 for none."""

    def count(at: str) -> str:
        size = sql.f("text_bytes", sql.f("text_slice", text, "0", at))
        return f"CASE WHEN {at} < 0 THEN -1 WHEN {at} >= 0 THEN {size} END"

    return sql.let(at, count)


def _letters_before(sql: Emitter, text: str, position: str, *, up: bool) -> str:
    """Return SQL of how many letters stand before a byte; one that the byte lies in counts if `up`."""
    length, size = sql.f("text_length", text), sql.f("text_bytes", text)

    def is_before(at: str) -> str:
        end = sql.f("text_bytes", sql.f("text_slice", text, "0", f"({at}{'' if up else ' + 1'})"))
        return f"{end} {'<' if up else '<='} {position}"

    before = sql.each("list_filter", sql.f("positions", length), is_before)
    return (
        f"CASE WHEN {length} = {size} OR {position} <= 0 THEN {position} "
        f"WHEN {position} > {size} THEN {length}{' + 1' if up else ''} ELSE {sql.f('len', before)} END"
    )
