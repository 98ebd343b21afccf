"""The typed tree becomes SQL of DuckDB: values bound, names quoted from the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.typed import (
    Typed,
    TypedCall,
    TypedColumn,
    TypedElement,
    TypedList,
    TypedLiteral,
    TypedMember,
)

TABLE = "t0"
"""Alias of the table in every statement."""

_PLACEHOLDER = re.compile(r'"(?:[^"]|"")*"|\$(p\d+)')
"""A quoted name, which may hold anything, or a placeholder."""


def quote(name: str) -> str:
    """Return a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


class Emitter:
    """Writes expressions as SQL and gathers the values they bind.

    Parameters
    ----------
    identifiers : mapping of str to str
        Column of the schema -> its name in the engine.
    """

    def __init__(self, identifiers: Mapping[str, str]) -> None:
        self.identifiers = identifiers
        self.parameters: dict[str, Any] = {}
        self._names: dict[tuple[type, str], str] = {}

    def bind(self, value: Any) -> str:
        """Return a placeholder for a value."""
        key = (type(value), repr(value))
        name = self._names.setdefault(key, f"p{len(self._names)}")
        self.parameters[name] = value
        return f"${name}"

    def used_in(self, statement: str) -> dict[str, Any]:
        """Return the values that a statement binds; engines refuse values it does not name."""
        names = {match.group(1) for match in _PLACEHOLDER.finditer(statement) if match.group(1)}
        return {name: value for name, value in self.parameters.items() if name in names}

    def column(self, name: str) -> str:
        """Return a column of the table."""
        return f"{TABLE}.{quote(self.identifiers[name])}"

    def value(self, node: Typed) -> str:
        """Return SQL of the value of a node."""
        return _WRITERS[type(node)](self, node)

    def where(self, node: Typed) -> str:
        """Return SQL that is true for the rows where the node holds, else false or null.

        It keeps bare ``column > value`` conjuncts, by which an engine skips parts of a table.
        """
        if isinstance(node, TypedCall) and node.operator.where is not None:
            return node.operator.where(self, node)
        if node.kind.name == "boolean":
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
        if not isinstance(node, TypedCall):
            return None
        if node.kind.name == "boolean" and not node.nullable:
            return f"({self.value(node)} IS NULL)"
        return self._errors(node)

    def _errors(self, node: TypedCall) -> str | None:
        of_arguments = self._any_error(node.arguments)
        own = node.operator.error(self, node) if node.operator.error else None
        parts = [part for part in (of_arguments, own) if part and part != "false"]
        return f"({' OR '.join(parts)})" if parts else None

    def _any_error(self, nodes: tuple[Typed, ...]) -> str | None:
        parts = [part for part in map(self.error, nodes) if part]
        return " OR ".join(parts) if parts else None

    def guard(self, text: str, call: TypedCall) -> str:
        """Return SQL of a condition that is null where its arguments stop with an error."""
        error = self._errors(call)
        return f"CASE WHEN {error} THEN NULL ELSE {text} END" if error else text

    def function(self, level: int, body: str) -> str:
        """Return a lambda over the elements of a list."""
        return f"lambda {_element_name(level)}: {body}"


def _element_name(level: int) -> str:
    return f"__e{level}"


def _write_literal(sql: Emitter, node: TypedLiteral) -> str:
    if node.value is None:
        return "NULL"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, datetime):
        # Timestamps of a table carry no zone and mean UTC.
        return f"CAST({sql.bind(node.value.replace(tzinfo=None))} AS TIMESTAMP)"
    return sql.bind(node.value)


def _write_column(sql: Emitter, node: TypedColumn) -> str:
    return sql.column(node.name)


def _write_element(sql: Emitter, node: TypedElement) -> str:
    return _element_name(node.level)


def _write_list(sql: Emitter, node: TypedList) -> str:
    return f"[{', '.join(sql.value(item) for item in node.items)}]"


def _write_member(sql: Emitter, node: TypedMember) -> str:
    return _member(sql, sql.value(node.base), node.base.kind, node.name, 0)


def _member(sql: Emitter, text: str, kind: Kind, name: str | int, depth: int) -> str:
    if kind.name == "list" and kind.element is not None:
        item = f"__m{depth}"
        inner = _member(sql, item, kind.element, name, depth + 1)
        # A path over a list skips elements that are no objects.
        objects = f"list_filter({text}, lambda {item}: {item} IS NOT NULL)"
        if inner == "NULL":
            return f"list_filter({text}, lambda {item}: false)"
        return f"list_transform({objects}, lambda {item}: {inner})"
    if kind.name == "map":
        return f"{text}[{sql.bind(name)}]"
    if kind.name != "struct" or kind.field(str(name)) is None:
        return "NULL"
    return member(text, kind, str(name))


def member(text: str, kind: Kind, name: str) -> str:
    """Return SQL of a field of a struct."""
    names = [key for key, _ in kind.fields]
    return f"{text}.{quote(engine_names(names)[names.index(name)])}"


def engine_names(names: Sequence[str], reserved: Sequence[str] = ()) -> list[str]:
    """Return an engine name for each column or field: DuckDB does not tell ``Road`` from ``road``."""
    taken = {name.lower() for name in reserved}
    found = []
    for name in names:
        engine_name, number = name or "column", 1
        while engine_name.lower() in taken:
            engine_name, number = f"{name}_{number}", number + 1
        taken.add(engine_name.lower())
        found.append(engine_name)
    return found


def _write_call(sql: Emitter, node: TypedCall) -> str:
    return node.operator.value(sql, node)


_WRITERS: dict[type[Typed], Callable[[Emitter, Any], str]] = {
    TypedLiteral: _write_literal,
    TypedColumn: _write_column,
    TypedElement: _write_element,
    TypedList: _write_list,
    TypedMember: _write_member,
    TypedCall: _write_call,
}
