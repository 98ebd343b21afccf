"""The typed tree becomes SQL of an engine: values bound, names quoted from the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dsviz_widget.query.dialect import DUCKDB, Dialect, SqlType
from dsviz_widget.query.dialect.base import engine_names
from dsviz_widget.query.dialect.duckdb import quote
from dsviz_widget.query.kinds import MIXED, NULL, RANKS, Kind
from dsviz_widget.query.shapes import (
    EMPTY_OBJECT,
    MIXED_FIELDS,
    PARTS,
    convert,
    field_of_mixed,
    member,
)
from dsviz_widget.query.sharing import ERROR, VALUE, Shared, What
from dsviz_widget.query.typed import (
    Typed,
    TypedCall,
    TypedColumn,
    TypedElement,
    TypedList,
    TypedLiteral,
    TypedMember,
    TypedStruct,
)

__all__ = [
    "MIXED_FIELDS",
    "TABLE",
    "Emitter",
    "element_name",
    "engine_names",
    "member",
    "quote",
]

TABLE = "t0"
"""Alias of the table in every statement."""

_SIMPLE = re.compile(r'\w+(\.(\w+|"[^"]*"|`[^`]*`))*|[$:]p\d+')
"""SQL that costs nothing to write twice: columns, their fields, bound values."""

_CALLED = re.compile(r"(\w+)\(")
_CHEAP = {"CAST", "coalesce", "abs", "epoch_us", "make_timestamp", "unix_micros", "timestamp_micros"}
_CHEAP_LENGTH = 80
"""A short calculation on one value costs less twice than the list that would hold it once."""


def is_cheap(text: str) -> bool:
    """Tell whether SQL of a value is better written twice than computed once and kept."""
    if _SIMPLE.fullmatch(text):
        return True
    return len(text) <= _CHEAP_LENGTH and "CASE" not in text and _CHEAP.issuperset(_CALLED.findall(text))


class Emitter:
    """Writes expressions as SQL and gathers the values they bind.

    Parameters
    ----------
    identifiers : mapping of str to str
        Column of the schema -> its name in the engine.
    dialect : Dialect
        How the engine writes SQL.
    """

    def __init__(self, identifiers: Mapping[str, str], dialect: Dialect = DUCKDB) -> None:
        self.identifiers = identifiers
        self.dialect = dialect
        self.parameters: dict[str, Any] = {}
        self.elements: dict[int, str] = {}
        """SQL of bound values that are not plain names."""
        self._names: dict[tuple[type, str], str] = {}
        self._fresh = 0
        self._shared = Shared()

    def bind(self, value: Any) -> str:
        """Return a placeholder for a value."""
        key = (type(value), repr(value))
        name = self._names.setdefault(key, f"p{len(self._names)}")
        self.parameters[name] = value
        return f"{self.dialect.parameter_mark}{name}"

    def f(self, name: str, *arguments: str) -> str:
        """Return SQL of a function of the dialect, by the name that operators use."""
        return self.dialect.call(name, *arguments)

    def cast(self, text: str, to: SqlType) -> str:
        """Return SQL of a value as another type."""
        return self.dialect.cast(text, to)

    def lambda_(self, names: Sequence[str], body: str) -> str:
        """Return a lambda with names of its own; `function` writes one over typed elements."""
        return self.dialect.write_function(names, body)

    def fresh(self) -> str:
        """Return a name for a lambda that no other has."""
        self._fresh += 1
        return f"__x{self._fresh}"

    def each(self, name: str, items: str, write: Callable[[str], str]) -> str:
        """Return SQL of a function of lists by name, called with a lambda that `write` gives the body of."""
        item = self.fresh()
        return self.f(name, items, self.lambda_([item], write(item)))

    def let(self, text: str, write: Callable[[str], str]) -> str:
        """Return what `write` makes of a value; the engine computes the value once."""
        if is_cheap(text):
            return write(text)
        one = self.each("list_transform", self.dialect.list_of([text]), write)
        return self.f("list_at", one, "0")

    def let_all(self, texts: Sequence[str], write: Callable[..., str]) -> str:
        """Return what `write` makes of several values; the engine computes each once.

        They are bound together: lambdas inside lambdas take DuckDB twice as long at every level.
        """
        costly = [index for index, text in enumerate(texts) if not is_cheap(text)]
        if not costly:
            return write(*texts)

        def named(names: Sequence[str]) -> str:
            parts = list(texts)
            for index, name in zip(costly, names, strict=True):
                parts[index] = name
            return write(*parts)

        if len(costly) == 1:
            return self.let(texts[costly[0]], lambda one: named([one]))
        packed = self.dialect.struct_of([(f"v{index}", texts[index]) for index in costly])
        return self.let(
            packed, lambda one: named([f"{one}.{self.dialect.quote(f'v{index}')}" for index in costly])
        )

    def any_of(self, items: str, level: int, condition: str | None) -> str | None:
        """Return SQL that is true where a condition holds for an element of a list; None for no condition."""
        if not condition:
            return None
        return f"coalesce({self.f('list_any', items, self.function(level, condition))}, false)"

    def as_kind(self, node: Typed, kind: Kind) -> str:
        """Return SQL of a value in the form of a kind that holds it."""
        return convert(self, self.value(node), node.kind, kind, nullable=node.nullable or node.raises)

    def used_in(self, statement: str) -> dict[str, Any]:
        """Return the values that a statement binds; engines refuse values it does not name."""
        names = {match.group(1) for match in self.dialect.placeholder.finditer(statement) if match.group(1)}
        return {name: value for name, value in self.parameters.items() if name in names}

    def column(self, name: str) -> str:
        """Return a column of the table."""
        return f"{TABLE}.{self.dialect.quote(self.identifiers[name])}"

    def value(self, node: Typed) -> str:
        """Return SQL of the value of a node."""
        return self._shared.text(VALUE, node, self.elements, lambda: _WRITERS[type(node)](self, node))

    def shown(self, node: Typed) -> str:
        """Return SQL of a value that nothing looks at further: null where MongoDB stops with an error."""
        error = self.error(node)
        text = self.value(node)
        return f"CASE WHEN {error} THEN NULL ELSE {text} END" if error else text

    def where(self, node: Typed) -> str:
        """Return SQL that is true for the rows where the node holds, else false or null.

        It keeps bare ``column > value`` conjuncts, by which an engine skips parts of a table.
        """
        if isinstance(node, TypedCall) and node.operator.where is not None:
            return self.once(node, node.operator.where)
        if node.kind.name == "boolean" and not (node.raises and node.nullable):
            return self.value(node)
        return self.truth(node)

    def truth(self, node: Typed) -> str:
        """Return exact SQL of a node's truth: null only where MongoDB stops with an error."""
        if node.kind.name == "boolean" and not node.nullable:
            return self.value(node)
        text = self.truth_of(self.value(node), node.kind)
        error = self.error(node) if node.raises else None
        return f"CASE WHEN {error} THEN NULL ELSE {text} END" if error else text

    def truth_of(self, text: str, kind: Kind) -> str:
        """Return SQL of the truth of a value: false, null and 0 are false."""
        if kind.name == "boolean":
            return f"coalesce({text}, false)"
        if kind.name == "number":
            return f"coalesce({text} <> 0, false)"
        if kind == MIXED:
            rank = self.mixed_rank(text)
            number, boolean = (self.mixed_part(text, Kind(name)) for name in ("number", "boolean"))
            cases = f"WHEN 1 THEN {number} <> 0 WHEN 6 THEN {boolean}"
            return f"coalesce(CASE {rank} {cases} ELSE {rank} IS NOT NULL END, false)"
        return "false" if kind.name == "null" else f"({text} IS NOT NULL)"

    def is_null(self, node: Typed) -> str:
        """Return SQL that tells whether a node is null, folded where the schema knows."""
        if node.kind.name == "null":
            return "true"
        return f"({self.value(node)} IS NULL)" if node.nullable else "false"

    def not_null(self, node: Typed) -> str:
        """Return SQL that tells whether a node is not null."""
        if node.kind.name == "null":
            return "false"
        return f"({self.value(node)} IS NOT NULL)" if node.nullable else "true"

    def error(self, node: Typed) -> str | None:
        """Return SQL that is true where computing a node stops with an error in MongoDB."""
        if not node.raises:
            return None
        if isinstance(node, TypedMember):
            return self.error(node.base)
        if isinstance(node, TypedList):
            return self._any_error(node.items)
        if isinstance(node, TypedStruct):
            return self._any_error(tuple(value for _, value in node.fields))
        if not isinstance(node, TypedCall):
            return None
        if node.kind.name == "boolean" and not node.nullable:
            return f"({self.value(node)} IS NULL)"
        return (
            self._shared.text(ERROR, node, self.elements, lambda: self.once(node, Emitter._errors) or "")
            or None
        )

    def once(self, node: TypedCall, write: Callable[[Emitter, TypedCall], str | None]) -> str:
        """Return what `write` makes of a call; long arguments that it names twice are computed once."""
        arguments = node.arguments[:1] if node.operator.binds else node.arguments
        long: list[tuple[What, Typed, str]] = []
        for argument in arguments:
            long.append((VALUE, argument, self.value(argument)))
            long.append((ERROR, argument, self.error(argument) or ""))
        with self._shared.named(long, self.fresh) as names:
            text = write(self, node) or ""
        for name, given in reversed(names):
            uses = text.count(name)
            if uses == 1:
                text = text.replace(name, given)
            elif uses:
                one = self.f("list_transform", self.dialect.list_of([given]), self.lambda_([name], text))
                text = self.f("list_at", one, "0")
        return text

    def _errors(self, node: TypedCall) -> str | None:
        of_arguments = None if node.operator.lazy else self._any_error(node.arguments)
        own = node.operator.error(self, node) if node.operator.error else None
        parts = [part for part in (of_arguments, own) if part and part != "false"]
        return f"({' OR '.join(parts)})" if parts else None

    def _any_error(self, nodes: tuple[Typed, ...]) -> str | None:
        parts = [part for part in map(self.error, nodes) if part]
        return f"({' OR '.join(parts)})" if parts else None

    def guard(self, text: str, call: TypedCall) -> str:
        """Return SQL of a condition that is null where its arguments stop with an error."""
        error = self._errors(call)
        return f"CASE WHEN {error} THEN NULL ELSE {text} END" if error else text

    def function(self, level: int, body: str) -> str:
        """Return a lambda over the elements of a list."""
        return self.lambda_([element_name(level)], body)

    def type_of(self, kind: Kind) -> str:
        """Return the engine's type of values of a kind."""
        dialect = self.dialect
        if kind.name == "list":
            return dialect.type_of("list", [("", self.type_of(kind.element or NULL))])
        if kind.name == "map":
            key = dialect.types["bigint" if kind.integer_keys else "text"]
            return dialect.type_of("map", [("", key), ("", self.type_of(kind.element or NULL))])
        if kind.name == "mixed":
            return dialect.type_of("struct", [(name, dialect.types[to]) for name, to in MIXED_FIELDS])
        if kind == EMPTY_OBJECT:
            return self.type_of(Kind("map", element=NULL))
        if kind.name == "struct":
            names = dialect.field_names([name for name, _ in kind.fields])
            inner = [self.type_of(field) for _, field in kind.fields]
            return dialect.type_of("struct", list(zip(names, inner, strict=True)))
        if kind.name == "number":
            if kind.integer:
                return dialect.types[integer_type(kind)]
            return dialect.types["double"]
        plain: dict[str, SqlType] = {
            "text": "text", "boolean": "boolean", "date": "timestamp", "binary": "binary", "null": "integer",
        }  # fmt: skip
        return dialect.types[plain[kind.name]]

    def null(self, kind: Kind) -> str:
        """Return SQL of an empty value of a kind."""
        return f"CAST(NULL AS {self.type_of(kind)})"

    def mixed(self, node: Typed) -> str:
        """Return SQL of a value in the split form, whatever its kind."""
        return self.as_kind(node, MIXED)

    def mixed_of(self, text: str, kind: Kind, *, nullable: bool = True) -> str:
        """Return SQL of a value of a kind in the split form."""
        return convert(self, text, kind, MIXED, nullable=nullable)

    def mixed_part(self, text: str, kind: Kind) -> str:
        """Return SQL of what a value in the split form holds of one kind; null for other kinds."""
        return f"{text}.{self.dialect.quote(PARTS.get(kind.name, '__other'))}"

    def mixed_rank(self, text: str) -> str:
        """Return SQL of the rank of the kind of a value in the split form; null when it is empty."""
        return f"{text}.{self.dialect.quote('__kind')}"


def integer_type(kind: Kind) -> SqlType:
    """Return the type of whole numbers of a kind."""
    if kind.bits > 64:
        return "huge"
    return "integer" if 0 < kind.bits <= 32 else "bigint"


def element_name(level: int) -> str:
    """Return the name of the element that a list operator looks at; `level` counts from outside."""
    return f"__e{level}"


def _write_literal(sql: Emitter, node: TypedLiteral) -> str:
    if node.value is None:
        return "NULL"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, datetime):
        # Timestamps of a table carry no zone and mean UTC.
        return sql.cast(sql.bind(node.value.replace(tzinfo=None)), "timestamp")
    return sql.bind(node.value)


def _write_column(sql: Emitter, node: TypedColumn) -> str:
    return sql.column(node.name)


def _write_element(sql: Emitter, node: TypedElement) -> str:
    return sql.elements.get(node.level) or element_name(node.level)


def _write_list(sql: Emitter, node: TypedList) -> str:
    element = node.kind.element or NULL
    return sql.dialect.list_of([sql.as_kind(item, element) for item in node.items])


def _write_struct(sql: Emitter, node: TypedStruct) -> str:
    if not node.fields:
        return sql.f("empty_object")
    names = sql.dialect.field_names([name for name, _ in node.fields])
    values = [sql.null(value.kind) if value.kind == NULL else sql.value(value) for _, value in node.fields]
    return sql.dialect.struct_of(list(zip(names, values, strict=True)))


def _write_member(sql: Emitter, node: TypedMember) -> str:
    return _member(sql, sql.value(node.base), node.base.kind, node.name, node.levels)


def _member(sql: Emitter, text: str, kind: Kind, name: str | int, levels: int) -> str:
    if levels and kind.element is not None:
        item = f"__m{levels}"
        inner = _member(sql, item, kind.element, name, levels - 1)
        # A path over a list skips elements that are no objects.
        is_object = f"{item} IS NOT NULL"
        if kind.element == MIXED:
            is_object = f"{sql.mixed_rank(item)} = {RANKS['struct']}"
        objects = sql.f("list_filter", text, sql.lambda_([item], is_object))
        if inner == "NULL":
            return sql.f("list_filter", text, sql.lambda_([item], "false"))
        return sql.f("list_transform", objects, sql.lambda_([item], inner))
    if kind.name == "map":
        return sql.f("map_get", text, sql.bind(name))
    if kind == MIXED:
        return sql.let(text, lambda value: field_of_mixed(sql, value, str(name)))
    if kind.name != "struct" or kind.field(str(name)) is None:
        return "NULL"
    return member(text, kind, str(name), sql.dialect)


def _write_call(sql: Emitter, node: TypedCall) -> str:
    return sql.once(node, node.operator.value)


_WRITERS: dict[type[Typed], Callable[[Emitter, Any], str]] = {
    TypedLiteral: _write_literal,
    TypedColumn: _write_column,
    TypedElement: _write_element,
    TypedList: _write_list,
    TypedStruct: _write_struct,
    TypedMember: _write_member,
    TypedCall: _write_call,
}
