"""What the names in an expression mean: columns, fields of elements, and what operators bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dsviz_widget.errors import QueryError, UnknownColumn, near_name
from dsviz_widget.query.kinds import NULL, join_all
from dsviz_widget.query.language.expression import ANY, Field, Span, Variable
from dsviz_widget.query.typed import Typed, TypedColumn, TypedLiteral, object_of

if TYPE_CHECKING:
    from dsviz_widget.query.typing import Typer


def type_field(typer: Typer, node: Field) -> Typed:
    """Return what a path means: a field of an element around it, or a column and what is in it."""
    path = node.path
    if node.element_first:
        for binding in reversed(typer.elements):
            if path[0] == binding.name:
                return typer.member(binding.at(node.span), path[1:], node.span)
            if binding.kind.field(path[0]) is not None:
                return typer.member(binding.at(node.span), path, node.span)
    if node.table == ANY:
        return _of_any_table(typer, node)
    found = _columns_of(typer, node)
    for beginning in _beginnings(path):
        name = found.get(".".join(beginning))
        if name is not None:
            return typer.member(_column(typer, name, node.span), path[len(beginning) :], node.span)
    raise _unknown_column(typer, node)


def _of_any_table(typer: Typer, node: Field) -> Typed:
    """Return what a path of any table may be: a part of a condition, when it is translated or completed."""
    found, lacking = [], []
    for table in range(max(1, len(typer.schema.tables))):
        try:
            found.append(type_field(typer, replace(node, table=table)))
        except UnknownColumn as error:
            lacking.append(error)
    if not found:
        raise lacking[0]
    return replace(
        found[0],
        kind=join_all(item.kind for item in found),
        nullable=any(item.nullable for item in found),
        nan=any(item.nan for item in found),
        finite=all(item.finite for item in found),
        raises=any(item.raises for item in found),
    )


def _beginnings(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what of a path may be the name of a column, the longest first: names may hold dots."""
    for length in range(len(path), 0, -1):
        yield path[:length]


def _column(typer: Typer, name: str, span: Span) -> Typed:
    schema = typer.schema
    kind = schema.columns[name]
    if name in schema.derived:
        return replace(schema.derived[name], span=span)
    if kind.name == "other":
        raise typer.error("type", f"The column {name!r} holds values that cannot be asked.", span)
    facts = schema.facts(name)
    return TypedColumn(
        span,
        kind,
        name,
        nullable=facts.nullable,
        nan=kind.is_float and facts.nan,
        finite=kind.name == "number" and (facts.finite or not kind.is_float),
    )


def _columns_of(typer: Typer, node: Field) -> Mapping[str, str]:
    """Return the names that a path may begin with -> the columns they mean."""
    schema = typer.schema
    names = schema.own
    if not schema.tables:
        if node.table in (None, 0):
            return names
        raise typer.error(
            "name",
            f"Table {node.table} is not part of this query, only $0 is.",
            node.span,
            hint=f"Write $0.{'.'.join(node.path)}.",
        )
    if schema.focus is not None and node.table is None:
        own = schema.tables[schema.focus]
        if any(".".join(path) in own for path in _beginnings(node.path)):
            return own
        return names
    if isinstance(node.table, int):
        if node.table < len(schema.tables):
            return schema.tables[node.table]
        last = len(schema.tables) - 1
        raise typer.error(
            "name", f"Table {node.table} is not part of this query, which has $0 to ${last}.", node.span
        )
    for name in map(".".join, _beginnings(node.path)):
        if name in names:
            break
        owners = [number for number, table in enumerate(schema.tables) if name in table]
        if len(owners) > 1:
            readings = " or ".join(f"${number}.{'.'.join(node.path)}" for number in owners)
            raise typer.error(
                "name",
                f"{name!r} is a column of {len(owners)} tables.",
                node.span,
                hint=f"Write {readings}.",
                replacement=f"${owners[0]}.{'.'.join(node.path)}",
            )
        if owners:
            return schema.tables[owners[0]]
    return names


def _unknown_column(typer: Typer, node: Field) -> QueryError:
    name = node.path[0]
    tables, focus = typer.schema.tables, typer.schema.focus
    table = node.table if isinstance(node.table, int) else focus
    known = list(typer.schema.names if table is None or not tables else tables[table])
    fields = [key for binding in typer.elements for key, _ in binding.kind.fields]
    close = near_name(name, [*fields, *known] if node.element_first else known)
    source = typer.source(node)
    offset = source.find(name)
    start, end = node.span
    if offset >= 0:
        start, end = node.span.start + offset, node.span.start + offset + len(name)
    replacement = close
    if close is not None and node.element_first and source[offset - 1 : offset] != "`":
        plain = close in known or close.isidentifier()
        replacement = close if plain else f"`{close}`"
    hint: str | None
    nothing_inside = bool(typer.elements) and typer.elements[-1].kind == NULL
    if close is None and node.element_first and nothing_inside and typer.notices:
        # What is looked into is missing itself, so that nothing is known of its elements.
        hint = typer.notices[-1].message
    elif close is None:
        names = list(dict.fromkeys([*fields, *known] if node.element_first else known))
        shown = ", ".join(names[:8])
        hint = f"There is {shown}{' and more' if len(names) > 8 else ''}." if names else None
    else:
        hint = f"Did you mean {close!r}?"
    where = "field or column" if fields and node.element_first else "column"
    labels = typer.schema.labels
    there = f"{labels[table]} has" if tables and table is not None and table < len(labels) else "There is"
    return UnknownColumn("name", f"{there} no {where} {name!r}.", start, end, hint, replacement)


def type_variable(typer: Typer, node: Variable) -> Typed:
    """Return what ``$$name`` means: a value that an operator binds, or the whole row."""
    for binding in reversed(typer.elements):
        if binding.name == node.name:
            return typer.member(binding.at(node.span), node.path, node.span)
    if node.name in ("ROOT", "CURRENT"):
        return _whole_row(typer, node.span)
    if node.name == "REMOVE":
        return TypedLiteral(node.span, NULL, None)
    known = [binding.name for binding in typer.elements]
    close = near_name(node.name, known)
    hint = f"Did you mean $${close}?" if close else "Variables exist inside $let, $map, $filter, $reduce."
    if known and not close:
        hint = f"There is {', '.join('$$' + name for name in known)}."
    replacement = None
    if close:
        replacement = typer.source(node).replace(f"$${node.name}", f"$${close}", 1)
    raise typer.error("name", f"Undefined variable $${node.name}.", node.span, hint, replacement)


def _whole_row(typer: Typer, span: Span) -> Typed:
    columns = typer.schema.columns
    fields = tuple(
        (name, _column(typer, name, span)) for name, kind in columns.items() if kind.name != "other"
    )
    return object_of(span, fields)
