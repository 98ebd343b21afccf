"""What the boxes or masks of a view hold: how often each class occurs, how numbers of theirs are spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.query import statements
from dsviz_widget.query.engines.axis import plain
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.query import Query
from dsviz_widget.query.sql import member

if TYPE_CHECKING:
    from dsviz_widget.query.dialect import Dialect
    from dsviz_widget.query.engines.clauses import Clauses
    from dsviz_widget.query.kinds import Kind
    from dsviz_widget.query.sql import Emitter


def class_totals(
    engine: Clauses, query: Query, path: Sequence[str], task: Task | None
) -> list[dict[str, Any]]:
    """Return per class how often it occurs in the list of objects at `path`."""
    sql = engine.emitter()
    item, text = _items(engine, sql, path)
    conditions = engine.conditions(sql, query)
    has_fraction = item.field("fraction") is not None
    items = sql.f("unnest", text)
    matched = sql.bind(engine.count(query, task)) if has_fraction else ""
    with engine.source.scan() as scan:
        statement = statements.class_totals(scan.text, items, conditions, has_fraction, matched)
        rows = engine.run(scan, statement, sql, task)
    return [
        {
            "class_id": plain(row["class_id"]),
            "count": row["n"],
            "fraction": row["fraction"],
            "rows": row["row_count"],
        }
        for row in rows.to_pylist()
    ]


def item_bins(
    engine: Clauses, query: Query, path: Sequence[str], fields: Sequence[str], bins: int, task: Task | None
) -> dict[str, Any]:
    """Return how a number of the objects in the list at `path` is spread over the rows that match."""
    sql = engine.emitter()
    kind, text = _items(engine, sql, path)
    value = "item"
    for name in fields:
        kind, value = _inner(kind, value, name, sql.dialect)
    if kind.name != "number":
        raise QueryError("type", f"{'.'.join([*path, *fields])} is {kind.name}, not a number.")
    conditions = engine.conditions(sql, query)
    items = sql.f("unnest", text)
    with engine.source.scan() as scan:
        values = statements.item_values(scan.text, items, value, conditions)
        count, low, high = engine.row(scan, statements.ends_of_values(values), sql, task)
        if not count:
            return {"count": 0, "bins": [], "min": None, "max": None}
        start, end = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high if high > low else low + 1)
        counted = engine.run(scan, statements.bins_of_values(values, start, end, bins), sql, task)
    found = dict(zip(counted["bin"].to_pylist(), counted["n"].to_pylist(), strict=True))
    return {
        "count": count,
        "bins": [found.get(index, 0) for index in range(bins)],
        "min": plain(low),
        "max": plain(high),
    }


def _items(engine: Clauses, sql: Emitter, path: Sequence[str]) -> tuple[Kind, str]:
    """Return the kind of the objects in the list at `path`, and SQL of the list."""
    kind = engine.source.kinds.columns.get(path[0]) if path else None
    if kind is None:
        known = engine.schema.names
        name = path[0] if path else ""
        raise QueryError("name", f"There is no column {name!r}.{did_you_mean(name, known)}")
    text = sql.column(path[0])
    for name in path[1:]:
        kind, text = _inner(kind, text, name, sql.dialect)
    item = kind.element
    if item is None or item.field("class_id") is None:
        raise QueryError("type", f"{'.'.join(path)} is no list of objects with a class_id.")
    return item, text


def _inner(kind: Kind, text: str, name: str, dialect: Dialect) -> tuple[Kind, str]:
    """Return the kind of a field of an object, and SQL of it."""
    inner = kind.field(name)
    if inner is None:
        known = [key for key, _ in kind.fields]
        raise QueryError("name", f"There is no field {name!r}.{did_you_mean(name, known)}")
    return inner, member(text, kind, name, dialect)
