"""DuckDB's functions of numbers, text and dates."""

from __future__ import annotations

from collections.abc import Mapping

from dsviz_widget.query.dialect.base import ENDS_WITH_ZONE, ISO_DATE, Template


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
    # What a whole number is more than the double nearest to it.
    "beyond_double": "coalesce(TRY_CAST({0} AS HUGEINT) - TRY_CAST({1} AS HUGEINT), 0)",
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


def _letter(text: str, at: str) -> str:
    """Return SQL of one letter of a text, by its place as a literal, from the end when below 0."""
    return f"substring({text}, {at if at.startswith('-') else int(at) + 1}, 1)"


TEXTS: Mapping[str, Template] = {
    "concat": lambda *parts: f"({' || '.join(parts)})",
    "ascii_lower": _ascii_case("lower", _UPPER, _LOWER),
    "ascii_upper": _ascii_case("upper", _LOWER, _UPPER),
    "text_length": "length({0})",
    "text_bytes": "strlen({0})",
    "byte_count": "octet_length({0})",
    "text_slice": "substring({0}, {1} + 1, {2})",
    "letter": _letter,
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
    "join_text": "list_aggregate({0}, 'string_agg', '')",
    "positions": "range({0})",
    "to_text": "CAST({0} AS VARCHAR)",
    "pad": "lpad(CAST({0} AS VARCHAR), {1}, '0')",
    # Patterns.
    "regex_matches": "regexp_matches({0}, {1})",
    "regex_all": "regexp_extract_all({0}, {1}, {2})",
    "regex_first": "regexp_extract({0}, {1}, {2})",
}


def _parse_date(text: str) -> str:
    """Return SQL of the date in UTC that an ISO 8601 text names; null when it names none."""
    joined = f"replace(replace(replace({text}, ' Z', 'Z'), ' +', '+'), ' -', '-')"
    with_zone = (
        f"CASE WHEN length({text}) = 10 THEN {text} || ' 00:00:00+00' "
        f"WHEN regexp_matches({text}, '{ENDS_WITH_ZONE}') THEN {joined} ELSE {text} || '+00' END"
    )
    return (
        f"CASE WHEN regexp_full_match({text}, '{ISO_DATE}') "
        f"THEN timezone('UTC', TRY_CAST({with_zone} AS TIMESTAMPTZ)) END"
    )


DATES: Mapping[str, Template] = {
    # Microseconds since 1970; an engine holds dates up to the year 290,000 or so.
    "date_us": "epoch_us({0})",
    "date_of_us": "make_timestamp({0})",
    "is_no_date": "(abs(CAST({0} AS DOUBLE) + {1}) > 9e18)",
    "date_moved": "CASE WHEN abs(CAST({0} AS DOUBLE) + {1}) <= 9e18 "
    "THEN make_timestamp({0} + CAST({1} AS BIGINT)) END",
    "whole_divide": "({0} // {1})",
    "floor_to": "({0} - (({0} % {1}) + {1}) % {1})",
    # Tables keep dates as TIMESTAMPTZ, whose functions go by the session's zone and take five times as long.
    "plain_date": "make_timestamp(epoch_us({0}))",
    "to_zone": "timezone({1}, timezone('UTC', {0}))",
    "from_zone": "timezone('UTC', timezone({1}, {0}))",
    "plus_minutes": "({0} + to_minutes({1}))",
    "plus_days": "({0} + to_days({1}))",
    "plus_months": "({0} + to_months(TRY_CAST({1} AS INTEGER)))",
    "date_diff": "date_diff({0}, {1}, {2})",
    "date_trunc": "date_trunc({0}, {1})",
    "first_of_year": "CAST(make_date({0}, 1, 1) AS TIMESTAMP)",
    "date_year": "year({0})",
    "date_month": "month({0})",
    "date_dayOfMonth": "day({0})",
    "date_hour": "hour({0})",
    "date_minute": "minute({0})",
    "date_second": "second({0})",
    "date_millisecond": "(millisecond({0}) % 1000)",
    "date_dayOfWeek": "(dayofweek({0}) + 1)",
    "date_dayOfYear": "dayofyear({0})",
    "date_week": "((dayofyear({0}) + 6 - dayofweek({0})) // 7)",
    "date_isoWeek": "week({0})",
    "date_isoWeekYear": "isoyear({0})",
    "date_isoDayOfWeek": "isodow({0})",
    "format_date": "strftime({0}, {1})",
    "parse_date": _parse_date,
    "has_zone": f"regexp_matches({{0}}, '{ENDS_WITH_ZONE}')",
    "parse_format": "try_strptime({0}, {1})",
    "parse_format_zone": "timezone('UTC', try_strptime({0}, {1}))",
}

DATE_LETTERS: Mapping[str, str] = {
    **{letter: f"%{letter}" for letter in "YmdHMSjbBGVUu"}, "L": "%g",
}  # fmt: skip
"""Letter of MongoDB's date formats -> the engine's."""


def date_literal(text: str) -> str:
    """Return text as it stands in a date format."""
    return text.replace("%", "%%")
