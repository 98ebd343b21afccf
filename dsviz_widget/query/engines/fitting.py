"""A query made on one table, fitted to another: what has no place there is left out, and said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query.engines.groups import group_order
from dsviz_widget.query.parts import Clause, Derived, SortKey
from dsviz_widget.query.query import Query


def fit(query: Query, engine: Any) -> tuple[Query, list[str]]:
    """Return the query as the table of an engine can answer it, and a sentence for each part that it cannot.

    Clauses that make no sense there are switched off rather than dropped, to be read and mended.

    Parameters
    ----------
    query : Query
        On one table.
    engine : DuckEngine
        Of the other table.
    """
    notes: list[str] = []
    derived: list[Derived] = []
    for column in query.derived:
        try:
            engine.with_derived((*derived, column))
            derived.append(column)
        except QueryError as error:
            notes.append(_note(f"The column {column.name!r} is left out", error))
    whole = engine.with_derived(tuple(derived))
    names = set(whole.schema.names)
    fitted = replace(
        query,
        derived=tuple(derived),
        filters=tuple(_clause(clause, whole, notes) for clause in query.filters),
        group_keys=tuple(
            key for key in query.group_keys if _reads(whole, key, "The rows are not grouped by", notes)
        ),
        columns=query.columns and _columns(query.columns, names, notes),
        panels={name: panel for name, panel in query.panels.items() if name in names},
    )
    keys = tuple(key for key in query.sort_keys if _sorts(whole, fitted, key, notes))
    return replace(fitted, sort_keys=keys), notes


def _clause(clause: Clause, engine: Any, notes: list[str]) -> Clause:
    try:
        engine.read(clause.text, condition=True)
    except QueryError as error:
        if clause.on:
            notes.append(_note(f"The clause {clause.text} is switched off", error))
        return replace(clause, on=False)
    return clause


def _reads(engine: Any, text: str, before: str, notes: list[str]) -> bool:
    try:
        engine.read(text)
    except QueryError as error:
        notes.append(_note(f"{before} {text}", error))
        return False
    return True


def _sorts(engine: Any, query: Query, key: SortKey, notes: list[str]) -> bool:
    if query.group_keys and engine.is_group_sort(query, key.by):
        try:
            group_order(engine, engine.emitter(), replace(query, sort_keys=(key,)))
        except QueryError as error:
            notes.append(_note(f"The groups are not sorted by {key.by}", error))
            return False
        return True
    return _reads(engine, key.by, "The rows are not sorted by", notes)


def _columns(columns: tuple[str, ...], names: set[str], notes: list[str]) -> tuple[str, ...] | None:
    gone = [name for name in columns if name not in names]
    if gone:
        notes.append(
            f"The table has no column{'s' if len(gone) > 1 else ''} {', '.join(map(repr, gone[:5]))}"
            f"{' and more' if len(gone) > 5 else ''}."
        )
    # None of those that were chosen: all are better than none.
    return tuple(name for name in columns if name in names) or None


def _note(what: str, error: QueryError) -> str:
    return f"{what}: {error.message[:1].lower()}{error.message[1:]}"
