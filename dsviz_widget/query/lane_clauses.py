"""The clause that keeps the rows of a group of compared tables: in one of them, or in any."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query.any_table import with_fields
from dsviz_widget.query.kinds import Schema
from dsviz_widget.query.language.expression import ANY, Call, Field, Literal, Node, Table
from dsviz_widget.query.language.parse import parse_key
from dsviz_widget.query.language.scope import children
from dsviz_widget.query.language.write import Unsayable, write_infix, write_mongo
from dsviz_widget.query.operators import OPERATORS
from dsviz_widget.query.typing import read_condition


def group_clause(by: str, value: Any, table: Table, schema: Schema) -> str | None:
    """Return a clause that keeps the rows which a table has in a group.

    Parameters
    ----------
    by : str
        What the tables are grouped by: bare names, and ``$*``, are of each table by itself.
    value : scalar, datetime, list, dict or None
        The key of the group.
    table : int or "*"
        The table, or any of those that have the row.
    schema : Schema
        Columns of the compared rows.

    Returns
    -------
    str or None
        In the infix form, or in MongoDB's where that cannot say it; None where neither can.
    """
    if not schema.tables:
        node: Node | None = parse_key(by, schema.names)
    else:
        node = _of_table(parse_key(by, schema.names), table, schema)
    if node is None:
        return None
    tests: list[tuple[Any, Node]] = []
    if value is None:
        tests.append((write_infix, Call("is null", (node,))))
    else:
        tests.append((write_infix, Call("==", (node, Literal(value)))))
    tests.append((write_mongo, Call("$eq", (node, Literal(value)))))
    for write, test in tests:
        try:
            text: str = write(test, schema.names) if write is write_infix else write(test)
            read_condition(text, schema)
        except (QueryError, Unsayable):
            continue
        return text
    return None


def _of_table(node: Node, table: Table, schema: Schema) -> Node | None:
    """Return a tree whose names are of one table; None where a name may as well be a field of a list."""
    names = {name for own in schema.tables for name in own}

    def is_own(field: Field) -> bool:
        paths = (".".join(field.path[:length]) for length in range(1, len(field.path) + 1))
        return field.table is None and any(path in names for path in paths)

    for call in _calls(node):
        operator = OPERATORS.get(call.operator)
        if operator is not None and operator.binds:
            _, *inside = children(call)
            if any(is_own(field) for part in inside for field in _fields(part)):
                return None
    return with_fields(
        node,
        lambda field: (
            replace(field, table=table, element_first=False) if is_own(field) or field.table == ANY else field
        ),
    )


def _calls(node: Node) -> list[Call]:
    own = [node] if isinstance(node, Call) else []
    return [*own, *(call for part in children(node) for call in _calls(part))]


def _fields(node: Node) -> list[Field]:
    own = [node] if isinstance(node, Field) else []
    return [*own, *(field for part in children(node) for field in _fields(part))]
