"""Spark's SQL, version 4 and newer."""

from __future__ import annotations

from collections.abc import Sequence

from dsviz_widget.query.dialect.aggregates import SPARK_AGGREGATES
from dsviz_widget.query.dialect.base import Dialect
from dsviz_widget.query.dialect.spark_scalars import (
    DATE_LETTERS,
    DATES,
    NUMBERS,
    TEXTS,
    date_literal,
    regex_flags,
)
from dsviz_widget.query.dialect.values import SPARK_VALUES


def quote(name: str) -> str:
    """Return a quoted identifier."""
    return "`" + name.replace("`", "``") + "`"


def _function(names: Sequence[str], body: str) -> str:
    return f"({', '.join(names)}) -> {body}" if len(names) > 1 else f"{names[0]} -> {body}"


def _list(items: Sequence[str]) -> str:
    return f"array({', '.join(items)})"


def _struct(fields: Sequence[tuple[str, str]]) -> str:
    return f"struct({', '.join(f'{text} AS {quote(name)}' for name, text in fields)})"


def _type(shape: str, parts: Sequence[tuple[str, str]]) -> str:
    if shape == "list":
        return f"ARRAY<{parts[0][1]}>"
    if shape == "map":
        return f"MAP<{parts[0][1]}, {parts[1][1]}>"
    return f"STRUCT<{', '.join(f'{quote(name)}: {inner}' for name, inner in parts)}>"


def _at(items: str, position: str) -> str:
    if position.lstrip("-").isdecimal():
        number = int(position)
        return f"try_element_at({items}, {number + 1 if number >= 0 else number})"
    at = f"CAST({position} AS INT)"
    return f"try_element_at({items}, CASE WHEN {at} < 0 THEN {at} ELSE {at} + 1 END)"


def _of_list(start: str, step: str) -> str:
    kept = "filter({0}, x -> x IS NOT NULL)"
    return f"aggregate({kept}, {start}, (total, x) -> {step})"


SPARK = Dialect(
    name="spark",
    quote_mark="`",
    parameter_mark=":",
    backslash_escapes=True,
    types={
        "double": "DOUBLE", "huge": "DECIMAL(38, 0)", "bigint": "BIGINT", "integer": "INT",
        "tiny": "SMALLINT", "text": "STRING", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP",
        "decimal": "DECIMAL(38, 18)", "binary": "BINARY",
    },
    functions={
        **SPARK_AGGREGATES,
        **NUMBERS,
        **TEXTS,
        **DATES,
        "len": "array_size({0})",
        "list_filter": "filter({0}, {1})",
        "list_transform": "transform({0}, {1})",
        "list_contains": "coalesce(exists({0}, one -> one = {1}), false)",
        "list_at": _at,
        "list_head": "slice({0}, 1, {1})",
        "list_slice": "slice({0}, CAST({1} + 1 AS INT), CAST({2} AS INT))",
        "list_concat": lambda *items: f"concat({', '.join(items)})",
        "list_reverse": "reverse({0})",
        "list_position": "nullif(array_position(transform({0}, one -> (one <=> {1})), true), 0)",
        "list_sort": "sort_array({0})",
        "list_sort_down": "sort_array({0}, false)",
        "list_distinct": "array_distinct({0})",
        "list_intersect": "array_intersect({0}, {1})",
        "list_except": "array_except({0}, {1})",
        "list_has_all": "(array_size(array_except({1}, {0})) = 0)",
        "range": "CASE WHEN ({1} - {0}) * sign({2}) <= 0 THEN array() "
        "ELSE sequence({0}, {1} - CAST(sign({2}) AS BIGINT), {2}) END",
        "list_sum": _of_list("CAST(0 AS DOUBLE)", "total + x"),
        "list_avg": "try_divide(" + _of_list("CAST(0 AS DOUBLE)", "total + x") + ", "
        "array_size(filter({0}, x -> x IS NOT NULL)))",
        "list_min": "array_min({0})",
        "list_max": "array_max({0})",
        "list_reduce": "aggregate({0}, {1}, {2})",
        "list_any": "exists({0}, {1})",
        "least": lambda *items: f"least({', '.join(items)})",
        "greatest": lambda *items: f"greatest({', '.join(items)})",
        "unnest": "explode({0})",
        # Spark's isnan answers false for null.
        "isnan": "({0} = CAST('NaN' AS DOUBLE))",
        "abs": "abs({0})",
        "contains": "contains({0}, {1})",
        "startswith": "startswith({0}, {1})",
        "endswith": "endswith({0}, {1})",
        "same": "({0} <=> {1})",
        "map_get": "{0}[{1}]",
        "map_items": "map_entries({0})",
        "map_of": "map_from_entries({0})",
        "empty_object": lambda: "CAST(map() AS MAP<STRING, INT>)",
        **SPARK_VALUES,
    },
    write_function=_function,
    list_of=_list,
    struct_of=_struct,
    type_of=_type,
    folds_case=False,
    date_letters=DATE_LETTERS,
    date_literal=date_literal,
    regex_flags=regex_flags,
)  # fmt: skip
