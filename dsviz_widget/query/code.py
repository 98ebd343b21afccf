"""A query as the line of Python that builds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.query.aggregates import FUNCTIONS, Aggregate

if TYPE_CHECKING:
    from dsviz_widget.query.parts import Clause, Inputs, SortKey
    from dsviz_widget.query.query import Query


def write_code(query: Query, tables: Sequence[str]) -> str:
    """Return an expression of Python that builds a query.

    Parameters
    ----------
    query : Query
        The query.
    tables : sequence of str
        Python's names of its tables, ``$0`` first.
    """
    return "".join(code_steps(query, tables))


def code_steps(query: Query, tables: Sequence[str]) -> list[str]:
    """Return the same in pieces that may stand on lines of their own: where it starts, and each ``.step``."""
    start = f"{tables[0]}.query()" if query.inputs is None else _inputs(query.inputs, tables)
    return [start, *_steps(query)]


def _steps(query: Query) -> list[str]:
    steps = [f"filter({_clause(clause)})" for clause in query.filters]
    if query.derived:
        columns = [(column.name, column.text) for column in query.derived]
        steps.append(f"derive({_named(columns)})")
    if query.group_keys or query.aggregates:
        steps.append(_grouping(query))
    if query.sort_keys:
        steps.append(f"sort({', '.join(_sort_key(key) for key in query.sort_keys)})")
    if query.columns is not None:
        steps.append(f"select({', '.join(map(repr, query.columns)) or '[]'})")
    if query.row_limit is not None:
        steps.append(f"limit({query.row_limit})")
    steps += [f"with_panel({name!r}, {panel!r})" for name, panel in query.panels.items()]
    if query.row_errors != "raise":
        steps.append(f"on_error({query.row_errors!r})")
    return [f".{step}" for step in steps]


def _clause(clause: Clause) -> str:
    flags = (", negated=True" if clause.negated else "") + ("" if clause.on else ", on=False")
    return repr(clause.text) + flags


def _named(items: Sequence[tuple[str, Any]]) -> str:
    """Return keyword arguments, or a dict where a name is no Python name."""
    import keyword

    if all(name.isascii() and name.isidentifier() and not keyword.iskeyword(name) for name, _ in items):
        return ", ".join(f"{name}={value!r}" for name, value in items)
    return repr(dict(items))


def _grouping(query: Query) -> str:
    keys = ", ".join(map(repr, query.group_keys))
    if not query.aggregates:
        return f"group_by({keys})"
    specs = "{" + ", ".join(f"{item.name!r}: {_aggregate(item)}" for item in query.aggregates) + "}"
    if not query.group_keys:
        return f"agg({specs})"
    return f"group_by({keys}, agg={specs})"


def _aggregate(aggregate: Aggregate) -> str:
    function, of, option = aggregate.function, aggregate.of, aggregate.option
    known = FUNCTIONS[function]
    if option is not None and option != known.default:
        plain = list(option) if isinstance(option, tuple) else option
        return f"({function!r}, {of!r}, {plain!r})"
    bare_of = None if known.of == "may" else aggregate.name
    return repr(function) if of == bare_of else f"({function!r}, {of!r})"


def _sort_key(key: SortKey) -> str:
    short = f"-{key.by}" if key.descending else key.by
    plain = key.by == key.by.strip() and (key.descending or not key.by.startswith("-"))
    return repr(short) if plain else repr((key.by, "desc" if key.descending else "asc"))


def _inputs(inputs: Inputs, tables: Sequence[str]) -> str:
    first = write_code(inputs.tables[0].query, tables)
    others = [
        write_code(item.query, [name]) if _steps(item.query) else name
        for item, name in zip(inputs.tables[1:], tables[1:], strict=True)
    ]
    if inputs.how == "concat":
        return f"{first}.concat({', '.join(others)})"
    if inputs.how == "position":
        return f"{first}.compare({', '.join(others)}, on=None)"
    parts = [part[0] if len(set(part)) == 1 else part for part in inputs.keys]
    on = repr(parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts)
    if inputs.how == "compare":
        more = "" if inputs.duplicates == "pair" else f", duplicates={inputs.duplicates!r}"
        return f"{first}.compare({', '.join(others)}, on={on}{more})"
    return f"{first}.join({others[0]}, on={on}, how={inputs.how!r})"
