"""The SQL of a query as people read it, paste it and run it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import composed_sql, statements
from dsviz_widget.query.engines.aggregate import aggregate_statement
from dsviz_widget.query.engines.arrow_source import ArrowSource
from dsviz_widget.query.engines.derived import DerivedSource
from dsviz_widget.query.sql import Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine
    from dsviz_widget.query.query import Query


def show_sql(engine: DuckEngine, query: Query) -> str:
    """Return the statement that finds the matching rows, or the groups and their figures."""
    sql = engine.emitter()
    source, parameters = _source(engine.source)
    if query.aggregates:
        text = aggregate_statement(engine, sql, query, source)
    else:
        conditions = engine.conditions(sql, query)
        terms = engine.order_texts(sql, engine.row_keys(query))
        text = statements.ordered_ids(source, conditions, terms)
        if query.row_limit is not None:
            text = f"{text} LIMIT {int(query.row_limit)}"
    return write_out(text, {**parameters, **sql.used_in(text)}, sql)


def _source(source: Any) -> tuple[str, dict[str, Any]]:
    """Return how a statement names the rows, and what that binds."""
    if isinstance(source, DerivedSource):
        text, parameters = _source(source.base)
        return composed_sql.with_columns(text, source.text), {**parameters, **source.parameters}
    if isinstance(source, ArrowSource) or not hasattr(source, "paths"):
        return composed_sql.numbered_rows("rows"), {}
    with source.scan() as scan:
        return scan.text, scan.parameters


def write_out(text: str, parameters: Mapping[str, Any], sql: Emitter) -> str:
    """Return a statement with literals in place of what it binds."""
    pattern = sql.dialect.marks(r"\w+")

    def literal(match: Any) -> str:
        name = match.group(1)
        return match.group() if name is None else write_literal(parameters[name])

    return pattern.sub(literal, text)


def write_literal(value: Any) -> str:
    """Return a value as a literal of DuckDB."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value!r}::DOUBLE" if math.isfinite(value) else f"'{value}'::DOUBLE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        instant = value if value.tzinfo is None else value.astimezone(timezone.utc).replace(tzinfo=None)
        return f"'{instant.isoformat(' ')}'::TIMESTAMP"
    if isinstance(value, date):
        return f"'{value.isoformat()}'::DATE"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(write_literal, value))}]"
    if isinstance(value, bytes):
        return "'" + "".join(f"\\x{byte:02x}" for byte in value) + "'::BLOB"
    return "'" + str(value).replace("'", "''") + "'"
