"""The SQL of a query as people read it and run it in Spark."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import composed_sql
from dsviz_widget.query.dialect import SPARK
from dsviz_widget.query.engines.aggregate import aggregate_statement
from dsviz_widget.query.engines.spark.derived import SparkDerived
from dsviz_widget.query.engines.spark.source import SparkScan
from dsviz_widget.query.sql import TABLE

if TYPE_CHECKING:
    from dsviz_widget.query.engines.spark.engine import SparkEngine
    from dsviz_widget.query.query import Query

_PART = re.compile(r"`(?:[^`]|``)*`|\"(\w+)\"|:(\w+)")


def show_sql(engine: SparkEngine, query: Query) -> str:
    """Return the statement that finds the matching rows, or the groups and their figures.

    The table is ``rows`` in it, with the number of each row in ``__row``.
    """
    sql, source = engine.emitter(), engine.source
    scan = SparkScan(source.session, f"{SPARK.quote('rows')} AS {TABLE}")
    if isinstance(source, SparkDerived):
        text = composed_sql.with_columns(scan.text, source.text)
        scan = SparkScan(source.session, text, source.parameters)
    if query.aggregates:
        statement = aggregate_statement(engine, sql, query, scan.text)
    else:
        statement = engine.ids_statement(sql, scan, query, query.row_limit)
    return _write_out(statement, {**scan.parameters, **sql.used_in(statement)})


def _write_out(statement: str, parameters: Mapping[str, Any]) -> str:
    """Return a statement with literals in place of what it binds, and names quoted as Spark has it."""

    def written(match: re.Match[str]) -> str:
        if match.group(1):
            return SPARK.quote(match.group(1))
        return write_literal(parameters[match.group(2)]) if match.group(2) else match.group()

    return _PART.sub(written, statement)


def write_literal(value: Any) -> str:
    """Return a value as a literal of Spark."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)" if not math.isfinite(value) else f"{value!r}D"
    if isinstance(value, int):
        return f"{value}L" if abs(value) >= 2**31 else str(value)
    if isinstance(value, datetime):
        moment = value if value.tzinfo is None else value.astimezone(timezone.utc).replace(tzinfo=None)
        return f"TIMESTAMP '{moment.isoformat(' ')}Z'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return f"array({', '.join(map(write_literal, value))})"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
