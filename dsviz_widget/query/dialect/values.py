"""Values that are held as JSON text, and values made into another kind, in the SQL of each engine."""

from __future__ import annotations

from collections.abc import Mapping

from dsviz_widget.query.dialect.base import Template

DUCKDB_VALUES: Mapping[str, Template] = {
    # Whether a JSON value is a number, a text, ... by the ranks of the split form.
    "json_rank": "CASE json_type({0}) WHEN 'VARCHAR' THEN 2 WHEN 'OBJECT' THEN 3 WHEN 'ARRAY' THEN 4 "
    "WHEN 'BOOLEAN' THEN 6 WHEN 'NULL' THEN NULL ELSE 1 END",
    "json_number": "TRY_CAST(CAST({0} AS VARCHAR) AS DOUBLE)",
    "json_text": "({0} ->> '$')",
    "json_boolean": "TRY_CAST(CAST({0} AS VARCHAR) AS BOOLEAN)",
    "json_packed": "CAST(json({0}) AS VARCHAR)",
    "json_other": "CAST({0} AS VARCHAR)",
    "json_items": "json_extract({0}, '$[*]')",
    "json_keys": "json_keys({0})",
    "json_get": "json_extract({0}, '/' || replace(replace({1}, '~', '~0'), '/', '~1'))",
    "to_json": "CAST(to_json({0}) AS VARCHAR)",
    # Text, where TRY_CAST takes more than MongoDB does: blanks around, underscores, words.
    "is_numeral": "regexp_full_match({0}, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?')",
    "is_whole_numeral": "regexp_full_match({0}, '[+-]?[0-9]+')",
    "try_double": "TRY_CAST({0} AS DOUBLE)",
    "number_text": "regexp_replace(CAST({0} AS VARCHAR), '[.]0$', '')",
    "date_text": "strftime({0}, '%Y-%m-%dT%H:%M:%S.%gZ')",
    "date_millis": "epoch_ms({0})",
    "millis_date": "make_timestamp({0} * 1000)",
}

SPARK_VALUES: Mapping[str, Template] = {
    # JSON as variants, since the text alone does not tell 1 from '1'.
    "json_rank": "CASE WHEN {0} IS NULL OR is_variant_null({0}) THEN NULL "
    "WHEN schema_of_variant({0}) = 'STRING' THEN 2 WHEN schema_of_variant({0}) LIKE 'OBJECT%' THEN 3 "
    "WHEN schema_of_variant({0}) LIKE 'ARRAY%' THEN 4 WHEN schema_of_variant({0}) = 'BOOLEAN' THEN 6 "
    "ELSE 1 END",
    "json_number": "try_cast({0} AS DOUBLE)",
    "json_text": "try_cast({0} AS STRING)",
    "json_boolean": "try_cast({0} AS BOOLEAN)",
    "json_packed": "to_json(parse_json({0}))",
    "json_other": "to_json({0})",
    "json_items": "try_cast(parse_json({0}) AS ARRAY<VARIANT>)",
    "json_keys": "json_object_keys({0})",
    "json_get": "try_cast(parse_json({0}) AS MAP<STRING, VARIANT>)[{1}]",
    "to_json": "to_json({0})",
    "is_numeral": "({0} RLIKE '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')",
    "is_whole_numeral": "({0} RLIKE '^[+-]?[0-9]+$')",
    "try_double": "try_cast({0} AS DOUBLE)",
    "number_text": "regexp_replace(lower(CAST({0} AS STRING)), '[.]0$', '')",
    "date_text": "date_format({0}, \"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\")",
    "date_millis": "unix_millis({0})",
    "millis_date": "timestamp_millis({0})",
}
