"""One value in another form: boxed where kinds mix, widened, or as a key that orders as MongoDB does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dsviz_widget.query.dialect import DUCKDB, Dialect, SqlType
from dsviz_widget.query.kinds import MIXED, NULL, RANKS, Kind

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter

MIXED_FIELDS: tuple[tuple[str, SqlType], ...] = (
    ("__kind", "tiny"), ("__num", "double"), ("__text", "text"), ("__bool", "boolean"),
    ("__date", "timestamp"), ("__other", "text"),
)  # fmt: skip
"""The split form of a value whose kind differs by row: its rank, and the part that holds it."""

PARTS = {"number": "__num", "text": "__text", "boolean": "__bool", "date": "__date"}
"""Kind -> the part of the split form that holds it; JSON text in ``__other`` for the rest."""

EMPTY_OBJECT = Kind("struct")
"""``{}``; engines know no struct without fields, so that in SQL it is a map without keys."""

_EXACT = 2**53
INFINITY = "'infinity'"


def convert(sql: Emitter, text: str, kind: Kind, to: Kind, *, nullable: bool = True) -> str:
    """Return SQL of a value of one kind in the form of a kind that holds it."""
    if kind == to:
        return text
    if kind == NULL:
        return sql.null(to)
    if to == MIXED:
        return sql.let(text, lambda value: _box(sql, value, kind, nullable))
    if to.name == "list":
        element, wider = kind.element or NULL, to.element or NULL
        if element == NULL or _same_form(element, wider):
            return f"CAST({text} AS {sql.type_of(to)})"
        return sql.each("list_transform", text, lambda item: convert(sql, item, element, wider))
    if to.name == "map":
        return sql.let(text, lambda value: _as_map(sql, value, kind, to, nullable))
    if to.name == "struct":
        return sql.let(text, lambda value: _as_struct(sql, value, kind, to, nullable))
    return f"CAST({text} AS {sql.type_of(to)})"


def _same_form(kind: Kind, to: Kind) -> bool:
    """Tell whether a cast of the engine makes one of the other."""
    if kind.name == to.name == "list":
        return _same_form(kind.element or NULL, to.element or NULL)
    return kind == NULL or (kind.name == to.name and not kind.is_nested)


def unless_null(text: str, result: str, nullable: bool = True) -> str:
    """Return SQL of a result that is null where a value is."""
    return f"CASE WHEN {text} IS NULL THEN NULL ELSE {result} END" if nullable else result


def _box(sql: Emitter, text: str, kind: Kind, nullable: bool) -> str:
    part = PARTS.get(kind.name, "__other")
    fields = []
    for name, to in MIXED_FIELDS:
        value = "NULL"
        if name == "__kind":
            value = str(RANKS[kind.name])
        elif name == part:
            value = _part_of(sql, text, kind)
        elif name == "__other" and kind.integer and kind.bits > 32:
            # A double would lose the last digits.
            value = f"CASE WHEN {text} > {_EXACT} OR {text} < -{_EXACT} THEN {sql.cast(text, 'text')} END"
        fields.append((name, sql.cast(value, to)))
    return unless_null(text, sql.dialect.struct_of(fields), nullable)


def _part_of(sql: Emitter, text: str, kind: Kind) -> str:
    if kind.name == "date":
        return sql.f("plain_date", text)
    return text if kind.name in PARTS else sql.f("json_other", json_of(sql, text, kind))


def _as_struct(sql: Emitter, text: str, kind: Kind, to: Kind, nullable: bool) -> str:
    names = sql.dialect.field_names([name for name, _ in to.fields])
    fields = []
    for name, (key, wider) in zip(names, to.fields, strict=True):
        own = kind.field(key)
        value = sql.null(wider)
        if own is not None:
            value = convert(sql, member(text, kind, key, sql.dialect), own, wider)
        fields.append((name, value))
    return unless_null(text, sql.dialect.struct_of(fields), nullable)


def _as_map(sql: Emitter, text: str, kind: Kind, to: Kind, nullable: bool) -> str:
    wider = to.element or NULL
    if kind == EMPTY_OBJECT or kind.element == NULL:
        return unless_null(text, f"CAST({sql.f('empty_object')} AS {sql.type_of(to)})", nullable)
    if kind.name == "map":
        return sql.f("map_of", sql.each("list_transform", sql.f("map_items", text), lambda item: _entry(
            sql, sql.cast(f"{item}.{sql.dialect.quote('key')}", "text"),
            convert(sql, f"{item}.{sql.dialect.quote('value')}", kind.element or NULL, wider),
        )))  # fmt: skip
    items = entries(sql, text, kind, wider)
    return unless_null(text, sql.f("map_of", items), nullable)


def _entry(sql: Emitter, key: str, value: str) -> str:
    return sql.dialect.struct_of([("key", key), ("value", value)])


def entries(sql: Emitter, text: str, kind: Kind, value: Kind) -> str:
    """Return SQL of the fields of a struct as a list of ``key`` and ``value``."""
    return sql.dialect.list_of(
        [
            _entry(
                sql,
                sql.cast(sql.bind(name), "text"),
                convert(sql, member(text, kind, name, sql.dialect), field, value),
            )
            for name, field in kind.fields
        ]
    )


def order_key(sql: Emitter, text: str, kind: Kind, *, nullable: bool = True) -> str:
    """Return SQL of a value, never null, by which an engine orders as MongoDB does.

    Null is below NaN, NaN below every number; lists go by their elements, objects by their fields. Whole
    numbers of up to 38 digits compare by all of them, also among mixed values; a list or an object of whole
    numbers beside one of floats compares as floats.
    """
    if kind == NULL:
        return _keyed(sql, [sql.cast("0", "tiny")])
    return sql.let(text, lambda value: _order_key(sql, value, kind, nullable))


def _order_key(sql: Emitter, text: str, kind: Kind, nullable: bool) -> str:
    there = sql.cast(f"CASE WHEN {text} IS NULL THEN 0 ELSE 1 END" if nullable else "1", "tiny")
    if kind.is_float:
        nan = sql.f("isnan", text)
        rank = sql.cast(f"CASE WHEN {text} IS NULL THEN 0 WHEN {nan} THEN 1 ELSE 2 END", "tiny")
        return _keyed(sql, [rank, f"CASE WHEN NOT {nan} THEN {text} END"])
    if kind.name == "list":
        element = kind.element or NULL
        items = sql.each("list_transform", text, lambda item: order_key(sql, item, element))
        return _keyed(sql, [there, items])
    if kind.name == "struct":
        fields = [order_key(sql, member(text, kind, name, sql.dialect), field) for name, field in kind.fields]
        return _keyed(sql, [there, *fields])
    if kind.name == "map":
        element = kind.element or NULL
        quote = sql.dialect.quote
        items = sql.each(
            "list_transform",
            sql.f("map_items", text),
            lambda item: _keyed(
                sql, [f"{item}.{quote('key')}", order_key(sql, f"{item}.{quote('value')}", element)]
            ),
        )
        return _keyed(sql, [there, items])
    if kind == MIXED:
        return _keyed(sql, [*_shallow_parts(sql, text), _list_key(sql, text), _object_key(sql, text)])
    return _keyed(sql, [there, text])


def _shallow_parts(sql: Emitter, text: str) -> list[str]:
    rank = sql.cast(f"coalesce({sql.mixed_rank(text)}, 0)", "tiny")
    number = order_key(sql, sql.mixed_part(text, Kind("number")), Kind("number", 64))
    others = (sql.mixed_part(text, Kind(name)) for name in ("text", "boolean", "date"))
    return [rank, number, beyond_double(sql, text), *others]


def beyond_double(sql: Emitter, text: str) -> str:
    """Return SQL of what a mixed number is more than its double; 0 where the double says it all."""
    digits = sql.mixed_part(text, Kind("list"))
    is_long = f"{sql.mixed_rank(text)} = {RANKS['number']} AND {digits} IS NOT NULL"
    more = sql.f("beyond_double", digits, sql.mixed_part(text, Kind("number")))
    return sql.cast(f"CASE WHEN {is_long} THEN {more} ELSE 0 END", "huge")


def _shallow_key(sql: Emitter, text: str) -> str:
    """Return SQL of a key of an element of a list held as JSON: lists inside it go by their text."""
    other = f"CASE WHEN {sql.mixed_rank(text)} <> 1 THEN {sql.mixed_part(text, Kind('list'))} END"
    return _keyed(sql, [*_shallow_parts(sql, text), sql.f("json_packed", other)])


def _list_key(sql: Emitter, text: str) -> str:
    items = sql.each("list_transform", list_of_mixed(sql, text), lambda item: _shallow_key(sql, item))
    return f"CASE WHEN {sql.mixed_rank(text)} = {RANKS['list']} THEN {items} END"


def _object_key(sql: Emitter, text: str) -> str:
    other = sql.mixed_part(text, Kind("struct"))

    def field(key: str) -> str:
        value = from_json(sql, sql.f("json_get", other, key))
        return sql.let(
            value,
            lambda held: _keyed(
                sql, [sql.cast(f"coalesce({sql.mixed_rank(held)}, 0)", "tiny"), key, _shallow_key(sql, held)]
            ),
        )

    items = sql.each("list_transform", sql.f("json_keys", other), field)
    return f"CASE WHEN {sql.mixed_rank(text)} = {RANKS['struct']} THEN {items} END"


def _keyed(sql: Emitter, parts: Sequence[str]) -> str:
    return sql.dialect.struct_of([(f"k{i}", part) for i, part in enumerate(parts)])


def from_json(sql: Emitter, text: str) -> str:
    """Return SQL of a JSON value in the split form."""
    return sql.let(text, lambda value: _from_json(sql, value))


def _from_json(sql: Emitter, text: str) -> str:
    def split(rank: int, part: str, value: str) -> str:
        fields = []
        for name, to in MIXED_FIELDS:
            own = str(rank) if name == "__kind" else value if name == part else "NULL"
            if name == "__other" and rank == RANKS["number"]:
                own = _digits_in_json(sql, text, value)
            fields.append((name, sql.cast(own, to)))
        return sql.dialect.struct_of(fields)

    branches = [
        (rank, split(rank, part, sql.f(read, text)))
        for rank, part, read in (
            (RANKS["number"], "__num", "json_number"),
            (RANKS["text"], "__text", "json_text"),
            (RANKS["boolean"], "__bool", "json_boolean"),
            (RANKS["date"], "__date", "json_date"),
            (RANKS["struct"], "__other", "json_other"),
            (RANKS["list"], "__other", "json_other"),
        )
    ]
    rank = sql.f("json_rank", text)
    cases = " ".join(f"WHEN {number} THEN {value}" for number, value in branches)
    return f"CASE {rank} {cases} END"


def _digits_in_json(sql: Emitter, text: str, number: str) -> str:
    """Return SQL of the digits of a number in JSON that a double would lose, else null."""
    digits = sql.f("json_other", text)
    tests = [
        f"{sql.f('text_length', digits)} > 15",
        sql.f("is_whole_numeral", digits),
        f"{sql.f('abs', number)} >= {_EXACT}",
    ]
    return f"CASE WHEN {' AND '.join(tests)} THEN {digits} END"


def list_of_mixed(sql: Emitter, text: str) -> str:
    """Return SQL of a list held in the split form, as a list of values in the split form."""
    items = sql.f("json_items", sql.mixed_part(text, Kind("list")))
    whole = sql.each("list_transform", items, lambda item: from_json(sql, item))
    return f"CASE WHEN {sql.mixed_rank(text)} = {RANKS['list']} THEN {whole} END"


def map_of_mixed(sql: Emitter, text: str) -> str:
    """Return SQL of an object held in the split form, as a map to values in the split form."""
    other = sql.mixed_part(text, Kind("struct"))
    items = sql.each(
        "list_transform",
        sql.f("json_keys", other),
        lambda key: _entry(sql, key, from_json(sql, sql.f("json_get", other, key))),
    )
    return f"CASE WHEN {sql.mixed_rank(text)} = {RANKS['struct']} THEN {sql.f('map_of', items)} END"


def _plain_in_json(kind: Kind) -> bool:
    """Tell whether the engine writes values of a kind as JSON in the way that cells are written."""
    if kind.name == "list":
        return _plain_in_json(kind.element or NULL)
    return kind.integer or kind.name in ("text", "boolean", "null")


def json_of(sql: Emitter, text: str, kind: Kind) -> str:
    """Return SQL of a value as JSON, with MongoDB's words for dates and for NaN and infinity."""
    if _plain_in_json(kind):
        return sql.f("json_value", text)
    return sql.let(text, lambda value: _json_of(sql, value, kind))


def _json_of(sql: Emitter, text: str, kind: Kind) -> str:
    quote = sql.dialect.quote
    if kind == MIXED:
        return _json_of_mixed(sql, text)
    if kind.name == "number":
        number = sql.cast(text, "double")
        word = sql.f("json_value", sql.dialect.struct_of([("$numberDouble", _number_word(sql, number))]))
        odd = f"{sql.f('isnan', number)} OR {sql.f('abs', number)} = {sql.cast(INFINITY, 'double')}"
        return f"CASE WHEN {odd} THEN {word} ELSE {sql.f('json_value', number)} END"
    if kind.name == "date":
        instant = sql.f("date_text_micros", sql.f("plain_date", text))
        return unless_null(text, sql.f("json_value", sql.dialect.struct_of([("$date", instant)])))
    if kind == EMPTY_OBJECT or kind.element == NULL:
        return sql.f("json_value", text)
    element = kind.element or NULL
    if kind.name == "list":
        items = sql.each("list_transform", text, lambda item: json_of(sql, item, element))
        return sql.f("json_value", items)
    if kind.name == "map":
        items = sql.each(
            "list_transform",
            sql.f("map_items", text),
            lambda item: _entry(
                sql,
                sql.cast(f"{item}.{quote('key')}", "text"),
                json_of(sql, f"{item}.{quote('value')}", element),
            ),
        )
        return sql.f("json_value", sql.f("map_of", items))
    if kind.name != "struct":
        return sql.f("json_value", sql.cast(text, "text"))
    names = sql.dialect.field_names([name for name, _ in kind.fields])
    fields = [
        (names[i], json_of(sql, member(text, kind, name, sql.dialect), field))
        for i, (name, field) in enumerate(kind.fields)
    ]
    return unless_null(text, sql.f("json_value", sql.dialect.struct_of(fields)))


def _json_of_mixed(sql: Emitter, text: str) -> str:
    other = sql.f("json_parsed", sql.mixed_part(text, Kind("list")))
    cases = " ".join(
        f"WHEN {RANKS[name]} THEN {json_of(sql, sql.mixed_part(text, kind), kind)}"
        for name, kind in (("text", Kind("text")), ("boolean", Kind("boolean")), ("date", Kind("date")))
    )
    number = f"WHEN {RANKS['number']} THEN {_json_of_number(sql, text, other)}"
    return f"CASE {sql.mixed_rank(text)} {number} {cases} ELSE {other} END"


def _json_of_number(sql: Emitter, text: str, other: str) -> str:
    """Return SQL of a mixed number as JSON; cells read what has no fraction as a whole number."""
    kind = Kind("number", 64)
    number = sql.mixed_part(text, kind)
    digits = f"{sql.mixed_part(text, Kind('list'))} IS NOT NULL"
    whole = f"{number} = {sql.f('floor', number)} AND {sql.f('abs', number)} <= {_EXACT}"
    short = sql.f("json_value", sql.f("try_bigint", number))
    long = json_of(sql, number, kind)
    return f"CASE WHEN {digits} THEN {other} WHEN {whole} THEN {short} ELSE {long} END"


def _number_word(sql: Emitter, number: str) -> str:
    infinity = f"CASE WHEN {number} > 0 THEN 'Infinity' ELSE '-Infinity' END"
    return f"CASE WHEN {sql.f('isnan', number)} THEN 'NaN' ELSE {infinity} END"


def field_of_mixed(sql: Emitter, text: str, name: str) -> str:
    """Return SQL of a field of an object held in the split form, or of the objects of a list."""
    held = _field_of_object(sql, text, name)
    # A path over a list skips elements that are no objects.
    objects = sql.each(
        "list_filter",
        list_of_mixed(sql, text),
        lambda item: f"{sql.mixed_rank(item)} = {RANKS['struct']}",
    )
    fields = sql.each("list_transform", objects, lambda item: _field_of_object(sql, item, name))
    boxed = convert(sql, fields, Kind("list", element=MIXED), MIXED)
    rank = sql.mixed_rank(text)
    return f"CASE {rank} WHEN {RANKS['struct']} THEN {held} WHEN {RANKS['list']} THEN {boxed} END"


def _field_of_object(sql: Emitter, text: str, name: str) -> str:
    other = sql.mixed_part(text, Kind("struct"))
    return from_json(sql, sql.f("json_get", other, sql.cast(sql.bind(name), "text")))


def member(text: str, kind: Kind, name: str, dialect: Dialect = DUCKDB) -> str:
    """Return SQL of a field of a struct."""
    names = [key for key, _ in kind.fields]
    return f"{text}.{dialect.quote(dialect.field_names(names)[names.index(name)])}"
