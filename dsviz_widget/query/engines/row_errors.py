"""Rows on which an expression stops with an error: the first of them, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import composed_sql
from dsviz_widget.query.engines.axis import plain
from dsviz_widget.query.engines.reading import condition_text
from dsviz_widget.query.language.expression import NOWHERE
from dsviz_widget.query.trees import children
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral

if TYPE_CHECKING:
    from dsviz_widget.query.engines.base import Task
    from dsviz_widget.query.engines.reading import Reading
    from dsviz_widget.query.query import Query
    from dsviz_widget.query.sql import Emitter

NEEDS = {
    "as number": "a number", "as text": "text", "as date": "a date", "as whole number": "a whole number",
    "as list": "a list", "as object": "an object",
}  # fmt: skip
"""What operators that take a value as one kind need."""

HINT = "on_error('null') leaves such values empty instead."


@dataclass(frozen=True)
class _Suspect:
    """An expression that may stop: SQL of where it does, and of the rows on which it is computed."""

    text: str
    tree: Typed
    conditions: tuple[str, ...]
    clause: int | None = None


def first_error(engine: Reading, query: Query, task: Task | None) -> QueryError | None:
    """Return an error that names the first row on which an expression of the query stops, or None."""
    sql = engine.emitter()
    suspects = list(_suspects(engine, sql, query))
    if not suspects:
        return None
    with engine.source.scan() as scan:
        statement = composed_sql.first_rows(scan.text, [item.conditions for item in suspects])
        rows = engine.row(scan, statement, sql, task)
    for item, row in zip(suspects, rows, strict=True):
        if row is not None:
            return _error(engine, item, int(row), task)
    return None


def error_of(sql: Emitter, tree: Typed) -> str | None:
    """Return SQL that is true where a tree stops with an error, or None when it never does."""
    error = sql.error(tree)
    return None if error is None or error == "false" else error


def _suspects(engine: Reading, sql: Emitter, query: Query) -> Iterator[_Suspect]:
    passed: tuple[str, ...] = ()
    for index, clause in enumerate(query.filters):
        if not clause.on:
            continue
        tree = engine.read_clause(clause, index).tree
        if error := error_of(sql, tree):
            yield _Suspect(clause.text, tree, (*passed, error), index)
        # A clause is asked of the rows that those before it keep.
        passed = (*passed, condition_text(sql, tree, clause.negated))
    for text in _expressions(engine, query):
        tree = engine.read(text).tree
        if error := error_of(sql, tree):
            yield _Suspect(text, tree, (*passed, error))


def _expressions(engine: Reading, query: Query) -> list[str]:
    """Return the expressions that are computed on every matching row."""
    texts = list(query.group_keys)
    texts += [item.of for item in query.aggregates if item.of is not None]
    if query.aggregates:
        return texts
    if not query.group_keys:
        texts += [key.by for key in query.sort_keys]
    shown = engine.column_names(query.columns)
    derived = {column.name: column.text for column in query.derived}
    return texts + [derived[name] for name in shown if name in derived]


def _error(engine: Reading, item: _Suspect, row: int, task: Task | None) -> QueryError:
    culprit = _culprit(engine, item.tree, row, task)
    start, end = (0, 0) if culprit is None else culprit.span
    what = item.text if culprit is None else _given(engine, culprit, row, task)
    return QueryError("row", f"{what} in row {row}, which is an error.", start, end, HINT, clause=item.clause)


def _culprit(engine: Reading, tree: Typed, row: int, task: Task | None) -> TypedCall | None:
    """Return the innermost operator that stops on a row."""

    def holds(condition: Typed) -> bool:
        sql = engine.emitter()
        truth = f"coalesce({sql.truth(condition)}, false)"
        return _values(engine, sql, [truth], row, task) == (True,)

    for node in _inside_out(tree, holds):
        sql = engine.emitter()
        error = error_of(sql, node)
        if error is not None and _values(engine, sql, [f"coalesce({error}, false)"], row, task) == (True,):
            return node
    return None


def _inside_out(tree: Typed, holds: Callable[[Typed], bool]) -> Iterator[TypedCall]:
    """Give the operators that may stop, inner ones first; of $cond only the branch that is taken."""
    parts = tuple(children(tree))
    if isinstance(tree, TypedCall) and tree.operator.name == "$cond" and tree.raises:
        condition, taken, other = tree.arguments
        parts = (condition, taken if holds(condition) else other)
    for child in parts:
        yield from _inside_out(child, holds)
    if isinstance(tree, TypedCall) and tree.raises:
        yield tree


def _given(engine: Reading, node: TypedCall, row: int, task: Task | None) -> str:
    """Return an operator and what it was given on a row."""
    sql = engine.emitter()
    given = [item for item in node.arguments if not _is_left_out(item)]
    found = _values(engine, sql, [sql.value(item) for item in given], row, task)
    name = node.operator.name
    if found is None or not found:
        return name
    shown = [_shown(value) for value in found]
    if name.startswith("as "):
        return f"{shown[0]} where {NEEDS.get(name, name[3:])} is needed"
    return f"{name} of {' and '.join(shown) if len(shown) < 3 else ', '.join(shown)}"


def _is_left_out(item: Typed) -> bool:
    """Tell whether an argument is not in the text."""
    return isinstance(item, TypedLiteral) and item.value is None and item.span == NOWHERE


def _shown(value: Any) -> str:
    if isinstance(value, dict) and "__kind" in value:
        value = next((part for key, part in value.items() if key != "__kind" and part is not None), None)
        value = int(value) if isinstance(value, float) and value.is_integer() else value
    if value is None:
        return "an empty cell"
    text = repr(plain(value))
    return text if len(text) <= 60 else f"{text[:57]}..."


def _values(
    engine: Reading, sql: Emitter, texts: list[str], row: int, task: Task | None
) -> tuple[Any, ...] | None:
    """Return values on a row, or None where they cannot be computed alone, as inside a list operator."""
    if not texts:
        return ()
    with engine.source.scan() as scan:
        statement = composed_sql.at_row(scan.text, texts, sql.bind(row))
        try:
            return engine.row(scan, statement, sql, task)
        except QueryError:
            return None
