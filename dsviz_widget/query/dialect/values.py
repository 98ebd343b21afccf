"""Values that are held as JSON text, and values made into another kind, in the SQL of each engine."""

from __future__ import annotations

from collections.abc import Mapping

from dsviz_widget.query.dialect.base import Template

_HAS_NULL = "len(list_filter({0}, lambda one: one IS NULL)) > 0"
_ALSO_NULL = "len(list_filter({1}, lambda one: one IS NULL)) > 0"

DUCKDB_VALUES: Mapping[str, Template] = {
    # Whether a JSON value is a number, a text, ... by the ranks of the split form.
    "json_rank": "CASE coalesce(json_type({0}), 'NULL') WHEN 'VARCHAR' THEN 2 WHEN 'ARRAY' THEN 4 "
    "WHEN 'BOOLEAN' THEN 6 WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN "
    "CASE WHEN json_exists({0}, '/$date') THEN 7 "
    "WHEN json_exists({0}, '/$numberDouble') THEN 1 ELSE 3 END ELSE 1 END",
    "json_number": "TRY_CAST(CASE WHEN json_exists({0}, '/$numberDouble') "
    "THEN json_extract_string({0}, '/$numberDouble') ELSE CAST({0} AS VARCHAR) END AS DOUBLE)",
    "json_date": "TRY_CAST(rtrim(json_extract_string({0}, '/$date'), 'Z') AS TIMESTAMP)",
    "json_text": "({0} ->> '$')",
    "json_boolean": "TRY_CAST(CAST({0} AS VARCHAR) AS BOOLEAN)",
    "json_packed": "CAST(json({0}) AS VARCHAR)",
    "json_other": "CAST({0} AS VARCHAR)",
    "json_items": "json_extract({0}, '$[*]')",
    "json_keys": "json_keys({0})",
    "json_get": "json_extract({0}, '/' || replace(replace({1}, '~', '~0'), '/', '~1'))",
    "json_value": "to_json({0})",
    "json_parsed": "CAST({0} AS JSON)",
    # Sets of plain values; DuckDB's functions pass over null.
    "set_unique": f"CASE WHEN {_HAS_NULL} THEN list_concat([NULL], list_sort(list_distinct({{0}}))) "
    "ELSE list_sort(list_distinct({0})) END",
    "set_intersect": f"CASE WHEN {_HAS_NULL} AND {_ALSO_NULL} "
    "THEN list_concat([NULL], list_intersect({0}, {1})) ELSE list_intersect({0}, {1}) END",
    "set_except": f"CASE WHEN {_HAS_NULL} AND NOT {_ALSO_NULL} "
    "THEN list_concat([NULL], list_filter({0}, lambda one: NOT list_contains({1}, one))) "
    "ELSE list_filter({0}, lambda one: NOT list_contains({1}, one)) END",
    "set_has_all": f"(list_has_all({{0}}, {{1}}) AND (NOT {_ALSO_NULL} OR {_HAS_NULL}))",
    "entries_once": "list_filter({0}, lambda one, place: NOT list_contains("
    "list_transform(list_slice({0}, place + 1, len({0})), lambda other: other.key), one.key))",
    "list_flatten": "flatten({0})",
    # Text, where TRY_CAST takes more than MongoDB does: blanks around, underscores, words.
    "is_numeral": "regexp_full_match({0}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?')",
    "is_whole_numeral": "regexp_full_match({0}, '[+-]?[0-9]+')",
    "try_double": "TRY_CAST({0} AS DOUBLE)",
    "number_text": "regexp_replace(CAST({0} AS VARCHAR), '[.]0$', '')",
    "date_text": "strftime({0}, '%Y-%m-%dT%H:%M:%S.%gZ')",
    "date_text_micros": "strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ')",
    "date_millis": "epoch_ms({0})",
    "millis_date": "make_timestamp({0} * 1000)",
}

SPARK_VALUES: Mapping[str, Template] = {
    # JSON as variants, since the text alone does not tell 1 from '1'.
    "json_rank": "CASE WHEN {0} IS NULL OR is_variant_null({0}) THEN NULL "
    "WHEN schema_of_variant({0}) = 'STRING' THEN 2 WHEN schema_of_variant({0}) LIKE 'ARRAY%' THEN 4 "
    "WHEN schema_of_variant({0}) = 'BOOLEAN' THEN 6 WHEN schema_of_variant({0}) LIKE 'OBJECT%' THEN "
    "CASE WHEN try_cast({0} AS MAP<STRING, VARIANT>)['$date'] IS NOT NULL THEN 7 "
    "WHEN try_cast({0} AS MAP<STRING, VARIANT>)['$numberDouble'] IS NOT NULL THEN 1 ELSE 3 END ELSE 1 END",
    "json_number": "coalesce(try_cast({0} AS DOUBLE), "
    "try_cast(try_cast({0} AS MAP<STRING, VARIANT>)['$numberDouble'] AS DOUBLE))",
    "json_date": "try_cast(try_cast(try_cast({0} AS MAP<STRING, VARIANT>)['$date'] AS STRING) AS TIMESTAMP)",
    "json_text": "try_cast({0} AS STRING)",
    "json_boolean": "try_cast({0} AS BOOLEAN)",
    "json_packed": "to_json(parse_json({0}))",
    "json_other": "to_json({0})",
    "json_items": "try_cast(parse_json({0}) AS ARRAY<VARIANT>)",
    "json_keys": "json_object_keys({0})",
    "json_get": "try_cast(parse_json({0}) AS MAP<STRING, VARIANT>)[{1}]",
    "json_value": "variant_get(parse_json(to_json(struct({0} AS one))), '$.one', 'variant')",
    "json_parsed": "parse_json({0})",
    "set_unique": "sort_array(array_distinct({0}))",
    "set_intersect": "array_intersect({0}, {1})",
    "set_except": "array_except({0}, {1})",
    "set_has_all": "(array_size(array_except({1}, {0})) = 0)",
    "entries_once": "filter({0}, (one, place) -> NOT exists("
    "slice({0}, place + 2, array_size({0})), other -> other.key = one.key))",
    "list_flatten": "flatten({0})",
    "is_numeral": "({0} RLIKE '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')",
    "is_whole_numeral": "({0} RLIKE '^[+-]?[0-9]+$')",
    "try_double": "try_cast({0} AS DOUBLE)",
    "number_text": "regexp_replace(lower(CAST({0} AS STRING)), '[.]0$', '')",
    "date_text": "date_format({0}, 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSS\\'Z\\'')",
    "date_text_micros": "date_format({0}, 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSS\\'Z\\'')",
    "date_millis": "unix_millis({0})",
    "millis_date": "timestamp_millis({0})",
}
