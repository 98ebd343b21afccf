"""Parts of a text and where they stand, by letters (CP) or by bytes of UTF-8."""

from __future__ import annotations

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


_LAST = 2**31 - 1
"""No text is longer; engines cannot count further, nor add two such numbers."""


def _position(sql: Emitter, item: Typed) -> str:
    if isinstance(item, TypedLiteral):
        return sql.bind(min(item.value, _LAST))
    return sql.let(sql.value(item), lambda at: f"CASE WHEN {at} > {_LAST} THEN {_LAST} ELSE {at} END")


def _part_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    text, start, count = typer.arguments(call, operator)
    name = typer.called(call)
    items = (
        as_text(typer, text, name),
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
            parts += [f"{sql.value(item)} < 0", sql.is_null(item)]
    return _if_text(sql, text, " OR ".join(part for part in parts if part != "false")) if parts else None


def _of_null(sql: Emitter, text: Typed, rest: str) -> str:
    """Return SQL that is the empty text for a null text, without looking at positions."""
    empty = sql.is_null(text)
    return (
        rest
        if empty == "false"
        else f"CASE WHEN {empty} AND NOT {_failed(sql, text)} THEN '' ELSE {rest} END"
    )


def _failed(sql: Emitter, text: Typed) -> str:
    return f"coalesce({sql.error(text) or 'false'}, false)"


@operator("$substrCP", arity=3, rule=_part_rule, error=_wrong_letters)
def _part(sql: Emitter, call: TypedCall) -> str:
    text, start, count = call.arguments
    if _is_missing(text):
        return "''"
    if _is_missing(start) or _is_missing(count):
        return _of_null(sql, text, sql.null(TEXT))
    if not call.raises:
        return sql.f("text_slice", text_or_empty(sql, text), _position(sql, start), _position(sql, count))
    part = sql.let(
        _position(sql, start),
        lambda start: sql.let(
            _position(sql, count),
            lambda count: (
                f"CASE WHEN {start} >= 0 AND {count} >= 0 "
                f"THEN {sql.f('text_slice', sql.value(text), start, count)} END"
            ),
        ),
    )
    return _of_null(sql, text, part)


def _wrong_bytes(sql: Emitter, call: TypedCall) -> str | None:
    text, start, count = call.arguments
    if _is_missing(text):
        return None
    if _is_missing(start) or _is_missing(count):
        return sql.not_null(text)
    nulls = [part for part in (sql.is_null(start), sql.is_null(count)) if part != "false"]
    wrong = _bytes(
        sql, text, start, count,
        lambda text, start, count: " OR ".join([
            f"({start} < 0",
            _is_inside(sql, text, start),
            f"({count} >= 0 AND {_is_inside(sql, text, f'{start} + {count}')}))",
        ]),
    )  # fmt: skip
    return _if_text(sql, text, " OR ".join([*nulls, wrong]))


def _bytes(sql: Emitter, text: Typed, start: Typed, count: Typed, write: object) -> str:
    """Return what `write` makes of the three, each computed once."""
    assert callable(write)
    return sql.let(
        sql.value(text),
        lambda text: sql.let(
            _position(sql, start),
            lambda start: sql.let(_position(sql, count), lambda count: str(write(text, start, count))),
        ),
    )


def _is_inside(sql: Emitter, text: str, position: str) -> str:
    """Return SQL that tells whether a byte stands inside a letter."""
    byte = sql.f("bytes_hex", sql.f("bytes_slice", text, position, "1"))
    return f"({position} >= 0 AND {byte} BETWEEN '80' AND 'BF')"


@operator("$substrBytes", arity=3, rule=_part_rule, error=_wrong_bytes)
def _part_by_bytes(sql: Emitter, call: TypedCall) -> str:
    text, start, count = call.arguments
    if _is_missing(text):
        return "''"
    if _is_missing(start) or _is_missing(count):
        return _of_null(sql, text, sql.null(TEXT))

    def part(text: str, start: str, count: str) -> str:
        size = sql.f("text_bytes", text)
        taken = f"CASE WHEN {count} < 0 OR {count} > {size} THEN {size} ELSE {count} END"
        letters = sql.f("text_slice", text, start, f"({taken})")
        of_bytes = sql.f("bytes_text", sql.f("bytes_slice", text, start, f"({taken})"))
        inside = f"{_is_inside(sql, text, start)} OR {_is_inside(sql, text, f'({start} + {taken})')}"
        return (
            f"CASE WHEN {start} < 0 THEN NULL WHEN {start} >= {size} THEN '' "
            f"WHEN {size} = {sql.f('text_length', text)} THEN {letters} "
            f"WHEN {inside} THEN NULL ELSE {of_bytes} END"
        )

    return _of_null(sql, text, _bytes(sql, text, start, count, part))


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
            wrong += [sql.is_null(item), f"coalesce({sql.value(item)} < 0, true)"]
    wrong = [test for test in wrong if test != "false"]
    if not wrong:
        return None
    return f"(({' OR '.join(wrong)}) AND {sql.not_null(text)})"


@operator("$indexOfCP", arity=(2, 4), rule=_find_rule, error=_wrong_search)
def _index(sql: Emitter, call: TypedCall) -> str:
    if has_null(call):
        return sql.null(INT64)
    text, part = (sql.value(item) for item in call.arguments[:2])
    limits = [_position(sql, item) for item in call.arguments[2:]]
    if not limits:
        return sql.f("text_find", text, part)

    def found(text: str, start: str) -> str:
        end = limits[1] if len(limits) == 2 else sql.f("text_length", text)
        return sql.let(end, lambda end: _found_between(sql, text, part, start, end))

    return sql.let(text, lambda text: sql.let(limits[0], lambda start: found(text, start)))


def _found_between(sql: Emitter, text: str, part: str, start: str, end: str) -> str:
    """Return SQL of the first place of a part from `start` on, that ends before `end`; -1 for none."""
    window = sql.f("text_slice", text, start, f"({end} - {start})")
    at = sql.f("text_find", window, part)
    return (
        f"CASE WHEN {text} IS NULL OR {start} < 0 OR {end} < 0 THEN NULL "
        f"WHEN {start} > {sql.f('text_length', text)} OR {end} < {start} THEN -1 "
        f"ELSE {sql.let(at, lambda at: f'CASE WHEN {at} < 0 THEN -1 ELSE {start} + {at} END')} END"
    )


@operator("$indexOfBytes", arity=(2, 4), rule=_find_rule, error=_wrong_search)
def _index_by_bytes(sql: Emitter, call: TypedCall) -> str:
    """Search by letters, since a letter never begins inside another; count the bytes before."""
    if has_null(call):
        return sql.null(INT64)
    text, part = (sql.value(item) for item in call.arguments[:2])
    limits = [_position(sql, item) for item in call.arguments[2:]]

    def found(text: str) -> str:
        letters = [_letters_before(sql, text, limit, up=number == 0) for number, limit in enumerate(limits)]
        if not letters:
            at = sql.f("text_find", text, part)
        else:
            end = letters[1] if len(letters) == 2 else sql.f("text_length", text)
            at = sql.let(
                letters[0],
                lambda start: sql.let(end, lambda end: _found_between(sql, text, part, start, end)),
            )

        def bytes_before(at: str) -> str:
            return sql.f("text_bytes", sql.f("text_slice", text, "0", at))

        return sql.let(
            at, lambda at: f"CASE WHEN {at} < 0 THEN -1 WHEN {at} >= 0 THEN {bytes_before(at)} END"
        )

    return sql.let(text, found)


def _letters_before(sql: Emitter, text: str, position: str, *, up: bool) -> str:
    """Return SQL of how many letters stand before a byte; one that the byte lies in counts if `up`."""

    def count(position: str) -> str:
        length = sql.f("text_length", text)
        is_before = "<" if up else "<="
        before = sql.each(
            "list_filter",
            sql.f("positions", length),
            lambda at: (
                sql.f("text_bytes", sql.f("text_slice", text, "0", f"({at}{'' if up else ' + 1'})"))
                + f" {is_before} {position}"
            ),
        )
        one_byte_each = f"{length} = {sql.f('text_bytes', text)} OR {position} <= 0"
        past = f"{position} > {sql.f('text_bytes', text)}"
        return (
            f"CASE WHEN {one_byte_each} THEN {position} WHEN {past} THEN {length}{' + 1' if up else ''} "
            f"ELSE {sql.f('len', before)} END"
        )

    return sql.let(position, count)
