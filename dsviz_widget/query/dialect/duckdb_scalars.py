"""DuckDB's functions of numbers, text and dates."""

from __future__ import annotations

from collections.abc import Mapping

from dsviz_widget.query.dialect.base import Template


def _shifted(x: str, place: str) -> str:
    """Return SQL of a double's digits with the point moved to the right; null beyond 20 digits."""
    text = f"CAST({x} AS VARCHAR)"
    exponent = f"coalesce(TRY_CAST(split_part({text}, 'e', 2) AS INTEGER), 0) + {place}"
    return f"TRY_CAST(split_part({text}, 'e', 1) || 'e' || ({exponent}) AS DECIMAL(38, 18))"


def _moved_back(digits: str, x: str, place: str) -> str:
    return f"coalesce(CAST(CAST({digits} AS VARCHAR) || 'e' || (-({place})) AS DOUBLE), {x})"


def _round_digits(x: str, place: str) -> str:
    return _moved_back(f"round_even({_shifted(x, place)}, 0)", x, place)


def _truncate_digits(x: str, place: str) -> str:
    return _moved_back(f"trunc({_shifted(x, place)})", x, place)


NUMBERS: Mapping[str, Template] = {
    "try_bigint": "TRY_CAST({0} AS BIGINT)",
    "floor": "floor({0})",
    "ceil": "ceil({0})",
    "truncate": "trunc({0})",
    "round": "round({0})",
    "round_even": "round_even({0}, 0)",
    "round_digits": _round_digits,
    "truncate_digits": _truncate_digits,
    "sqrt": "sqrt({0})",
    "exp": "exp({0})",
    "ln": "ln({0})",
    "log10": "log10({0})",
    "log": "(ln({0}) / ln({1}))",
    "pow": "pow({0}, {1})",
    **{
        name: name + "({0})"
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh")
    },
    "atanh": "atanh({0})",
    "atan2": "atan2({0}, {1})",
    "radians": "radians({0})",
    "degrees": "degrees({0})",
    "bit_and": "({0} & {1})",
    "bit_or": "({0} | {1})",
    "bit_xor": "xor({0}, {1})",
    "bit_not": "(~{0})",
}

_UPPER, _LOWER = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'", "'abcdefghijklmnopqrstuvwxyz'"


def _ascii_case(function: str, from_: str, to: str) -> Template:
    # translate() is slow, and lower() changes letters that MongoDB leaves alone.
    return (
        f"CASE WHEN strlen({{0}}) = length({{0}}) THEN {function}({{0}}) "
        f"ELSE translate({{0}}, {from_}, {to}) END"
    )


TEXTS: Mapping[str, Template] = {
    "concat": lambda *parts: f"({' || '.join(parts)})",
    "ascii_lower": _ascii_case("lower", _UPPER, _LOWER),
    "ascii_upper": _ascii_case("upper", _LOWER, _UPPER),
    "text_length": "length({0})",
    "text_bytes": "strlen({0})",
    "byte_count": "octet_length({0})",
    "text_slice": "substring({0}, {1} + 1, {2})",
    "text_find": "(instr({0}, {1}) - 1)",
    "bytes_slice": "encode({0})[({1}) + 1:({1}) + ({2})]",
    "bytes_text": "decode({0})",
    "bytes_hex": "hex({0})",
    "split": "string_split({0}, {1})",
    "trim": "trim({0}, {1})",
    "ltrim": "ltrim({0}, {1})",
    "rtrim": "rtrim({0}, {1})",
    "replace": "replace({0}, {1}, {2})",
    "characters": "string_split({0}, '')",
    "join_text": "array_to_string({0}, '')",
    "range": "range({0})",
    "to_text": "CAST({0} AS VARCHAR)",
    "pad": "lpad(CAST({0} AS VARCHAR), {1}, '0')",
    # Patterns.
    "regex_matches": "regexp_matches({0}, {1})",
    "regex_all": "regexp_extract_all({0}, {1}, {2})",
}

DATES: Mapping[str, Template] = {
    # Microseconds since 1970; an engine holds dates up to the year 290,000 or so.
    "date_us": "epoch_us({0})",
    "date_of_us": "make_timestamp({0})",
    "is_no_date": "(abs(CAST({0} AS DOUBLE) + {1}) > 9e18)",
    "date_moved": "CASE WHEN abs(CAST({0} AS DOUBLE) + {1}) <= 9e18 "
    "THEN make_timestamp({0} + CAST({1} AS BIGINT)) END",
    "whole_divide": "({0} // {1})",
}
