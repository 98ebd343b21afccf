"""What a text of MongoDB's form means: ``'$0.road'``, ``'$*.road'``, ``'$$box.score'``, or itself."""

from __future__ import annotations

import re

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.expression import ANY, Field, Literal, Node, Span, Table, Variable
from dsviz_widget.query.language.refused import check_variable
from dsviz_widget.query.language.tokens import check_path

_VARIABLE_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def read_string(value: str, span: Span) -> Node:
    """Return what a text means: ``$0.path``, ``$$variable`` or itself."""
    if value.startswith("$$"):
        return read_variable(value, span)
    if not value.startswith("$"):
        return Literal(value, span=span)
    if value == "$":
        raise QueryError(
            "syntax", "'$' names no column.", *span, hint="The text is {$literal: '$'}; a column '$0.name'."
        )
    first, *rest = value[1:].split(".")
    table: Table | None = None
    path = [first, *rest]
    if first.isascii() and first.isdecimal() and rest:
        table, path = int(first[:6]), rest
    elif first == ANY and rest:
        table, path = ANY, rest
    if not all(path):
        raise QueryError(
            "syntax",
            f"{value!r} has an empty name in its path.",
            *span,
            hint="Write '$0.column' or '$0.column.field'.",
        )
    check_path(path, span)
    return Field(tuple(path), table, span=span)


def read_variable(value: str, span: Span) -> Node:
    """Return the variable that ``$$name.path`` names.

    Raises
    ------
    QueryError
        If it is no name, or one that is refused.
    """
    name, *path = value[2:].split(".")
    if not _VARIABLE_NAME.match(name) or not all(path):
        raise QueryError("syntax", f"{value!r} is no variable.", *span, hint="Write '$$name' or '$$name.x'.")
    check_variable(name, span)
    check_path(path, span)
    if name in ("ROOT", "CURRENT") and path:
        return Field(tuple(path), span=span)
    return Variable(name, tuple(path), span=span)
