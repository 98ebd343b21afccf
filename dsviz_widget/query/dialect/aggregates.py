"""What engines call the figures of a group of rows."""

from __future__ import annotations

from dsviz_widget.query.dialect.base import Template


def _select(keys: str, column: str, rows: str) -> str:
    return f"SELECT {f'{keys}, ' if keys else ''}{column} FROM {rows} AS rows"


DUCKDB_AGGREGATES: dict[str, Template] = {
    "aggregate_sum": "sum({0})",
    "aggregate_mean": "avg({0})",
    "aggregate_std": "stddev_samp({0})",
    "aggregate_quantile": "quantile_cont({0}, {1})",
    "aggregate_date_quantile": "quantile_cont({0}, {1})",
    "aggregate_first": "arg_min({0}, {1})",
    "aggregate_last": "arg_max({0}, {1})",
    "aggregate_sorted_list": "list({0} ORDER BY {1})",
    "aggregate_map": "map_from_entries(list({0} ORDER BY {1}))",
    "aggregate_unnest": lambda keys, items, rows: _select(keys, f"unnest({items}) AS item", rows),
    "isfinite": "isfinite({0})",
    "seconds": "epoch(CAST({0} AS TIMESTAMP))",
}

SPARK_AGGREGATES: dict[str, Template] = {
    "aggregate_sum": "sum({0})",
    "aggregate_mean": "avg({0})",
    "aggregate_std": "stddev_samp({0})",
    "aggregate_quantile": "percentile({0}, {1})",
    "aggregate_date_quantile": "timestamp_micros(CAST(percentile(unix_micros(CAST({0} AS TIMESTAMP)), {1}) "
    "AS BIGINT))",
    "aggregate_first": "min_by({0}, CASE WHEN {0} IS NOT NULL THEN {1} END)",
    "aggregate_last": "max_by({0}, CASE WHEN {0} IS NOT NULL THEN {1} END)",
    # The first field of the entry is what it is sorted by.
    "aggregate_sorted_list": "array_sort(collect_list({0}))",
    "aggregate_map": "map_from_entries(array_sort(collect_list({0})))",
    "aggregate_unnest": lambda keys, items, rows: _select(keys, f"explode({items}) AS item", rows),
    "isfinite": "(abs({0}) < CAST('Infinity' AS DOUBLE))",
    "seconds": "(CAST(unix_micros(CAST({0} AS TIMESTAMP)) AS DOUBLE) / 1e6D)",
}
