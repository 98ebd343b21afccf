"""DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Sequence

from dsviz_widget.query.dialect.aggregates import DUCKDB_AGGREGATES
from dsviz_widget.query.dialect.base import Dialect
from dsviz_widget.query.dialect.duckdb_scalars import DATE_LETTERS, DATES, NUMBERS, TEXTS, date_literal
from dsviz_widget.query.dialect.values import DUCKDB_VALUES


def quote(name: str) -> str:
    """Return a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def _function(names: Sequence[str], body: str) -> str:
    return f"lambda {', '.join(names)}: {body}"


def _list(items: Sequence[str]) -> str:
    return f"[{', '.join(items)}]"


def _struct(fields: Sequence[tuple[str, str]]) -> str:
    return f"struct_pack({', '.join(f'{quote(name)} := {text}' for name, text in fields)})"


def _type(shape: str, parts: Sequence[tuple[str, str]]) -> str:
    if shape == "list":
        return f"{parts[0][1]}[]"
    if shape == "map":
        return f"MAP({parts[0][1]}, {parts[1][1]})"
    return f"STRUCT({', '.join(f'{quote(name)} {inner}' for name, inner in parts)})"


def _at(items: str, position: str) -> str:
    if position.lstrip("-").isdecimal():
        number = int(position)
        return f"list_extract({items}, {number + 1 if number >= 0 else number})"
    at = f"CAST({position} AS BIGINT)"
    return f"list_extract({items}, CASE WHEN {at} < 0 THEN {at} ELSE {at} + 1 END)"


DUCKDB = Dialect(
    name="duckdb",
    quote_mark='"',
    parameter_mark="$",
    types={
        "double": "DOUBLE", "huge": "HUGEINT", "bigint": "BIGINT", "integer": "INTEGER", "tiny": "UTINYINT",
        "text": "VARCHAR", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP", "decimal": "DECIMAL(38, 18)",
        "binary": "BLOB",
    },
    functions={
        **DUCKDB_AGGREGATES,
        **NUMBERS,
        **TEXTS,
        **DATES,
        # Lists; DuckDB counts from 1, and from the end with negative numbers.
        "len": "len({0})",
        "list_filter": "list_filter({0}, {1})",
        "list_transform": "list_transform({0}, {1})",
        "list_contains": "list_contains({0}, {1})",
        "list_at": _at,
        "list_head": "list_slice({0}, 1, {1})",
        "list_slice": "list_slice({0}, {1} + 1, {1} + {2})",
        "list_concat": lambda *items: f"list_concat({', '.join(items)})",
        "list_reverse": "list_reverse({0})",
        "list_position": "list_position({0}, {1})",
        "list_sort": "list_sort({0})",
        "list_sort_down": "list_sort({0}, 'DESC')",
        "list_distinct": "list_distinct({0})",
        "list_intersect": "list_intersect({0}, {1})",
        "list_except": "list_filter({0}, lambda one: NOT list_contains({1}, one))",
        "list_has_all": "list_has_all({0}, {1})",
        "range": "range({0}, {1}, {2})",
        "list_sum": "list_sum({0})",
        "list_avg": "list_avg({0})",
        "list_min": "list_min({0})",
        "list_max": "list_max({0})",
        "list_reduce": "list_reduce({0}, {2}, {1})",
        "list_any": "(len(list_filter({0}, {1})) > 0)",
        # Numbers.
        "least": lambda *items: f"least({', '.join(items)})",
        "greatest": lambda *items: f"greatest({', '.join(items)})",
        "isnan": "isnan({0})",
        # One row per item of a list.
        "unnest": "unnest({0})",
        "abs": "abs({0})",
        # Text.
        "contains": "contains({0}, {1})",
        "startswith": "starts_with({0}, {1})",
        "endswith": "suffix({0}, {1})",
        # Values.
        "same": "({0} IS NOT DISTINCT FROM {1})",
        "map_get": "{0}[{1}]",
        "map_items": "map_entries({0})",
        "map_of": "map_from_entries({0})",
        "empty_object": lambda: "MAP {}",
        **DUCKDB_VALUES,
    },
    write_function=_function,
    list_of=_list,
    struct_of=_struct,
    type_of=_type,
    date_letters=DATE_LETTERS,
    date_literal=date_literal,
)  # fmt: skip
