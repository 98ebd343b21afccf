"""``$*.iou < 0.5``: a condition on any of several tables, told as one condition on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dsviz_widget.errors import UnknownColumn
from dsviz_widget.query.language.expression import (
    ANY,
    Call,
    Field,
    ListLiteral,
    Node,
    Struct,
)

if TYPE_CHECKING:
    from dsviz_widget.query.typed import Typed
    from dsviz_widget.query.typing import Typer


def with_fields(node: Node, change: Callable[[Field], Field]) -> Node:
    """Return a tree in which every path to a column is changed."""
    if isinstance(node, Field):
        return change(node)
    if isinstance(node, ListLiteral):
        return replace(node, items=tuple(with_fields(item, change) for item in node.items))
    if isinstance(node, Struct):
        fields = tuple((name, with_fields(item, change)) for name, item in node.fields)
        return replace(node, fields=fields)
    if isinstance(node, Call):
        return replace(
            node,
            arguments=tuple(with_fields(item, change) for item in node.arguments),
            named=tuple((name, with_fields(item, change)) for name, item in node.named),
        )
    return node


def first_of_any(node: Node) -> Field | None:
    """Return the first path in a tree that is of any table, or None."""
    found: list[Field] = []

    def note(field: Field) -> Field:
        if field.table == ANY:
            found.append(field)
        return field

    with_fields(node, note)
    return found[0] if found else None


def of_table(node: Node, table: int) -> Node:
    """Return a tree in which every path of any table is of this one."""
    return with_fields(node, lambda field: replace(field, table=table) if field.table == ANY else field)


def type_any(typer: Typer, node: Node) -> Typed:
    """Return the typed form of a condition that holds where it does for one of the tables that have the row.

    Several ``$*`` in it mean the same table. Tables that lack a column have no such row.

    Raises
    ------
    QueryError
        If it is no condition, or no table has the columns.
    """
    schema = typer.schema
    tables = range(len(schema.tables)) if schema.tables else range(1)
    if schema.focus is not None:
        tables = range(schema.focus, schema.focus + 1)
    parts, lacking = [], []
    for table in tables:
        part = of_table(node, table)
        try:
            typed = typer.type(part)
        except UnknownColumn as unknown:
            lacking.append(unknown)
            continue
        if len(tables) == 1:
            return typed
        if typed.kind.name not in ("boolean", "null"):
            raise _no_value(typer, node)
        parts.append(_where_present(part, schema.present, table))
    if not parts:
        raise lacking[0]
    for error in lacking:
        typer.warn(str(error.message), node.span)
    found = typer.type(Call("$or", tuple(parts), span=node.span))
    typer.notices[:] = dict.fromkeys(typer.notices)
    return found


def _where_present(part: Node, present: tuple[str, ...], table: int) -> Node:
    """Return a condition that fails where a table lacks the row, whatever it says of empty cells."""
    if not present:
        return part
    return Call("$and", (Field((present[table],), span=part.span), part), span=part.span)


def _no_value(typer: Typer, node: Node) -> Exception:
    field = first_of_any(node)
    assert field is not None
    path = ".".join(field.path)
    return typer.error(
        "type",
        f"$*.{path} is that column of every table, which is no single value.",
        field.span,
        hint=f"Compare it, as in $*.{path} == $0.{path}, or name the table: $0.{path}.",
        replacement=f"$0.{path}",
    )
