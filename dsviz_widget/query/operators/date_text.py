"""Dates written as text and read from it, by formats such as ``%Y-%m-%d``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsviz_widget.query.kinds import DATE, NULL, TEXT, Kind, join
from dsviz_widget.query.language.expression import Call, Span
from dsviz_widget.query.operators.dates import date_sql, expect_date
from dsviz_widget.query.operators.narrow import expect, literal_text
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.operators.zones import fixed_offset, from_local, local_time, zone_of
from dsviz_widget.query.shapes import convert
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_LETTERS = "YmdHMSLjbBGVUuwzZ%"
_READ = "YmdHMSLjbBGVuz%"
_DAYS = ({"Y", "m", "d"}, {"Y", "b", "d"}, {"Y", "B", "d"}, {"Y", "j"}, {"G", "V", "u"})
"""What a format must hold to name a day."""
_ABSENT = TypedLiteral(Span(0, 0), NULL, None)


def _pieces(format: str) -> list[tuple[bool, str]]:
    """Return a format as letters (true) and plain text (false)."""
    found: list[tuple[bool, str]] = []
    at = 0
    while at < len(format):
        end = format.find("%", at)
        if end < 0:
            end = len(format)
        if end > at:
            found.append((False, format[at:end]))
        if end < len(format):
            found.append((True, format[end + 1 : end + 2]))
        at = end + 2
    return found


def _format_of(typer: Typer, call: Call, letters: str) -> Typed | None:
    """Return the argument 'format' once every letter in it is known; None when it is left out."""
    node = call.argument("format")
    if node is None:
        return None
    item = typer.type(node)
    name = typer.called(call)
    text = literal_text(typer, item, name, "format", "'%Y-%m-%d'")
    for is_letter, letter in _pieces(text or ""):
        if is_letter and (not letter or letter not in letters):
            raise typer.error(
                "value", f"%{letter} means nothing in the format of {name}.", item.span,
                hint=f"There is {', '.join('%' + known for known in letters)}.",
            )  # fmt: skip
    return item


def _otherwise(typer: Typer, call: Call, name: str) -> Typed:
    node = call.argument(name)
    return _ABSENT if node is None else typer.type(node)


def _write_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    date = expect_date(typer, typer.type(typer.named(call, "date")), name)
    zone = zone_of(typer, call)
    given = _format_of(typer, call, _LETTERS)
    is_utc = fixed_offset(zone) == 0 if not zone or zone[0].kind != NULL else True
    plain = "%Y-%m-%dT%H:%M:%S.%LZ" if is_utc else "%Y-%m-%dT%H:%M:%S.%L"
    format = given or TypedLiteral(call.span, TEXT, plain, nullable=False)
    on_null = _otherwise(typer, call, "onNull")
    return _with_fallbacks(call, operator, TEXT, (date, format, on_null, *zone), (on_null,), False)


def _with_fallbacks(
    call: Call,
    operator: Operator,
    kind: Kind,
    items: tuple[Typed, ...],
    fallbacks: tuple[Typed, ...],
    raises: bool,
) -> Typed:
    """Return a call whose value may also be one of the fallbacks."""
    for item in fallbacks:
        kind = join(kind, item.kind)
    return TypedCall(
        call.span,
        kind,
        operator,
        items,
        nan=kind.is_float or kind.name == "mixed",
        raises=raises or any(item.raises for item in items),
    )


def _has_null(*items: Typed) -> bool:
    return any(item.kind == NULL for item in items)


def _write_error(sql: Emitter, call: TypedCall) -> str | None:
    date, _, on_null, *_ = call.arguments
    parts = [sql.error(date)]
    if on_null.raises:
        parts.append(f"({sql.is_null(date)} AND {sql.error(on_null)})")
    found = [part for part in parts if part]
    return f"({' OR '.join(found)})" if found else None


@operator(
    "$dateToString", arity=0, rule=_write_rule, names=("date", "format", "timezone", "onNull"), required=1,
    error=_write_error, lazy=True,
)  # fmt: skip
def _write(sql: Emitter, call: TypedCall) -> str:
    date, format, on_null, *zone = call.arguments
    fallback = sql.as_kind(on_null, call.kind)
    if date.kind == NULL:
        return fallback
    if _has_null(format, *zone):
        return sql.null(call.kind)
    assert isinstance(format, TypedLiteral)

    def written(date: str) -> str:
        text = sql.let(
            local_time(sql, date, zone), lambda shown: _formatted(sql, date, shown, str(format.value))
        )
        if on_null.kind == NULL:
            return convert(sql, text, TEXT, call.kind)
        whole = convert(sql, text, TEXT, call.kind, nullable=False)
        return f"CASE WHEN {date} IS NULL THEN {fallback} ELSE {whole} END"

    return sql.let(date_sql(sql, date), written)


def _formatted(sql: Emitter, date: str, shown: str, format: str) -> str:
    """Return SQL of a date as text; what the engine's own formats lack is written piece by piece."""
    parts: list[str] = []
    pending, has_letters = "", False

    def flush() -> None:
        nonlocal pending, has_letters
        if pending:
            parts.append(sql.f("format_date", shown, sql.bind(pending)) if has_letters else sql.bind(pending))
        pending, has_letters = "", False

    plain = ""
    for is_letter, text in [*_pieces(format), (True, "")]:
        if not is_letter or text == "%":
            plain += text
            continue
        letter = sql.dialect.date_letters.get(text) if text not in ("z", "Z") else None
        if plain and (has_letters or letter is not None):
            pending += sql.dialect.date_literal(plain)
            plain = ""
        if letter is not None:
            pending, has_letters = pending + letter, True
            continue
        flush()
        if plain:
            parts.append(sql.bind(plain))
            plain = ""
        if text:
            parts.append(_piece(sql, date, shown, text))
    # Even a format without letters is null for an empty cell.
    texts = [sql.cast(part, "text") for part in parts] or ["''"]
    whole = sql.f("concat", *texts) if len(texts) > 1 else texts[0]
    return whole if shown in whole else f"CASE WHEN {shown} IS NOT NULL THEN {whole} END"


def _piece(sql: Emitter, date: str, shown: str, letter: str) -> str:
    if letter in "GVUuw":
        name = {"G": "isoWeekYear", "V": "isoWeek", "U": "week", "u": "isoDayOfWeek", "w": "dayOfWeek"}[
            letter
        ]
        width = {"G": "4", "u": "1", "w": "1"}.get(letter, "2")
        return sql.f("pad", sql.f(f"date_{name}", shown), width)
    return sql.let(
        sql.f("date_diff", "'minute'", date, shown),
        lambda ahead: _offset(sql, ahead, letter),
    )


def _offset(sql: Emitter, minutes: str, letter: str) -> str:
    sign = f"CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END"
    size = sql.f("abs", minutes)
    if letter == "Z":
        return sql.f("concat", sign, sql.f("to_text", size))
    hours = sql.f("pad", sql.f("whole_divide", size, "60"), "2")
    return sql.f("concat", sign, hours, sql.f("pad", f"({size} % 60)", "2"))


def _read_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    name = typer.called(call)
    on_error, on_null = _otherwise(typer, call, "onError"), _otherwise(typer, call, "onNull")
    text = typer.type(typer.named(call, "dateString"))
    if call.argument("onError") is None:
        text = expect(typer, text, "text", name)
    given = _format_of(typer, call, _READ)
    if isinstance(given, TypedLiteral) and given.value is not None:
        letters = {letter for is_letter, letter in _pieces(str(given.value)) if is_letter}
        if not any(day <= letters for day in _DAYS):
            raise typer.error(
                "value", f"The format of {name} names no day.", given.span, hint="Write '%Y-%m-%d'."
            )
    zone = zone_of(typer, call)
    if zone and isinstance(given, TypedLiteral) and (True, "z") in _pieces(str(given.value)):
        raise typer.error(
            "value", f"The texts of {name} name their zone by %z; it takes no other.", zone[0].span,
            hint="Leave timezone out.",
        )  # fmt: skip
    items = (text, given or _ABSENT, on_error, on_null, *zone)
    handled = call.argument("onError") is not None
    chosen = _HANDLED[handled, given is None]
    return _with_fallbacks(call, chosen, DATE, items, (on_error, on_null), not handled)


def _text_sql(sql: Emitter, text: Typed) -> str:
    """Return SQL of the text to read: the part that is text of a value whose kind differs by row."""
    if text.kind.name not in ("text", "mixed"):
        return sql.null(TEXT)
    value = sql.value(text)
    return sql.mixed_part(value, TEXT) if text.kind.name == "mixed" else value


def _parsed(sql: Emitter, text: str, format: Typed, zone: list[Typed], plain: bool) -> str:
    """Return SQL of the date that a text names; null where it names none."""
    if plain:
        found = sql.f("parse_date", text)
        if not zone:
            return found
        return f"CASE WHEN NOT {sql.f('has_zone', text)} THEN {from_local(sql, found, zone)} END"
    assert isinstance(format, TypedLiteral)
    pieces = _pieces(str(format.value))
    letters = {**sql.dialect.date_letters, "z": sql.dialect.date_letters.get("z", "%z")}
    engine = "".join(
        letters.get(text, "") if is_letter and text != "%" else sql.dialect.date_literal(text)
        for is_letter, text in pieces
    )
    if (True, "z") in pieces:
        return sql.f("parse_format_zone", text, sql.bind(engine))
    return from_local(sql, sql.f("parse_format", text, sql.bind(engine)), zone)


def _read_sql(sql: Emitter, call: TypedCall, handled: bool, plain: bool) -> str:
    text, format, on_error, on_null, *zone = call.arguments
    if text.kind == NULL:
        return sql.as_kind(on_null, call.kind)
    if _has_null(*zone) or (not plain and format.kind == NULL):
        return sql.null(call.kind)

    def read(value: str) -> str:
        found = convert(sql, _parsed(sql, value, format, zone, plain), DATE, call.kind)
        if handled and on_error.kind != NULL:
            found = f"coalesce({found}, {sql.as_kind(on_error, call.kind)})"
        if on_null.kind == NULL:
            there = f"{sql.value(text)} IS NOT NULL"
            return f"CASE WHEN {there} THEN {found} END" if handled else found
        return f"CASE WHEN {sql.is_null(text)} THEN {sql.as_kind(on_null, call.kind)} ELSE {found} END"

    return sql.let(_text_sql(sql, text), read)


def _read_error(sql: Emitter, call: TypedCall, handled: bool, plain: bool) -> str | None:
    text, format, on_error, on_null, *zone = call.arguments
    parts = [sql.error(text), sql.error(on_null)]
    if handled:
        parts.append(sql.error(on_error))
    elif not (_has_null(text, *zone) or (not plain and format.kind == NULL)):
        parts.append(
            sql.let(
                _text_sql(sql, text),
                lambda value: (
                    f"({value} IS NOT NULL AND {_parsed(sql, value, format, list(zone), plain)} IS NULL)"
                ),
            )
        )
    found = [part for part in parts if part]
    return f"({' OR '.join(found)})" if found else None


_NAMES = ("dateString", "format", "timezone", "onError", "onNull")


def _reader(handled: bool, plain: bool) -> Operator:
    """Return the operator with or without an answer to errors, with or without a format."""
    return Operator(
        "$dateFromString", (0, 0), _read_rule, lambda sql, call: _read_sql(sql, call, handled, plain),
        names=_NAMES, required=1, error=lambda sql, call: _read_error(sql, call, handled, plain), lazy=True,
    )  # fmt: skip


_HANDLED = {(handled, plain): _reader(handled, plain) for handled in (True, False) for plain in (True, False)}


@operator("$dateFromString", arity=0, rule=_read_rule, names=_NAMES, required=1)
def _read(sql: Emitter, call: TypedCall) -> str:
    return _read_sql(sql, call, False, True)
