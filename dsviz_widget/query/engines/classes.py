"""How often each class occurs in the boxes or masks of a view."""

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
    from dsviz_widget.query.engines.clauses import Clauses


def class_totals(
    engine: Clauses, query: Query, path: Sequence[str], task: Task | None
) -> list[dict[str, Any]]:
    """Return per class how often it occurs in the list of objects at `path`."""
    kind = engine.source.kinds.columns.get(path[0]) if path else None
    sql = engine.emitter()
    if kind is None:
        known = engine.schema.names
        name = path[0] if path else ""
        raise QueryError("name", f"There is no column {name!r}.{did_you_mean(name, known)}")
    text = sql.column(path[0])
    for name in path[1:]:
        inner = kind.field(name)
        if inner is None:
            known = [key for key, _ in kind.fields]
            raise QueryError("name", f"There is no field {name!r}.{did_you_mean(name, known)}")
        kind, text = inner, member(text, kind, name, sql.dialect)
    item = kind.element
    if item is None or item.field("class_id") is None:
        raise QueryError("type", f"{'.'.join(path)} is no list of objects with a class_id.")
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
