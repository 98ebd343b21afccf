"""Spark's functions of numbers, text and dates."""

from __future__ import annotations

from collections.abc import Mapping

from dsviz_widget.query.dialect.base import ENDS_WITH_ZONE, ISO_DATE, Template

_WHOLE = "4503599627370496"
"""2**52: doubles from here on are whole, and some do not fit into a BIGINT."""


def _to_whole(function: str) -> str:
    # Spark's floor and ceil answer a BIGINT.
    return f"CASE WHEN abs({{0}}) < {_WHOLE} THEN CAST({function}({{0}}) AS DOUBLE) ELSE {{0}} END"


def _shifted(x: str, place: str) -> str:
    text = f"CAST({x} AS STRING)"
    exponent = f"coalesce(try_cast(split_part({text}, 'E', 2) AS INT), 0) + {place}"
    return f"try_cast(concat(split_part({text}, 'E', 1), 'E', {exponent}) AS DECIMAL(38, 18))"


def _moved_back(digits: str, x: str, place: str) -> str:
    return f"coalesce(try_cast(concat(CAST({digits} AS STRING), 'E', -({place})) AS DOUBLE), {x})"


def _round_digits(x: str, place: str) -> str:
    return _moved_back(f"bround({_shifted(x, place)}, 0)", x, place)


def _truncate_digits(x: str, place: str) -> str:
    shifted = _shifted(x, place)
    return _moved_back(f"CASE WHEN {x} < 0 THEN ceil({shifted}) ELSE floor({shifted}) END", x, place)


def _pow(x: str, exponent: str) -> str:
    """Return SQL of a power; what C and MongoDB take for 1, Java takes for NaN."""
    if exponent.removeprefix("CAST(").startswith(":p"):
        return f"pow({x}, {exponent})"
    far = f"abs({exponent}) = CAST('Infinity' AS DOUBLE)"
    is_one = f"({x} = 1 AND {exponent} IS NOT NULL) OR ({x} = -1 AND {far})"
    return f"CASE WHEN {is_one} THEN CAST(1 AS DOUBLE) ELSE pow({x}, {exponent}) END"


def _beyond_double(number: str, nearest: str) -> str:
    # Spark makes decimals of the digits that it shows of a double, but whole numbers of the double itself.
    # From 2**63 to 2**74 doubles are multiples of 2048.
    whole = "CAST(try_cast({0} AS BIGINT) AS DECIMAL(38, 0))"
    doubled = f"{whole.format(f'{nearest} / 2048')} * 2048"
    exact = f"CASE WHEN abs({nearest}) < 9e18 THEN {whole.format(nearest)} ELSE {doubled} END"
    return f"coalesce(CAST(try_cast({number} AS DECIMAL(38, 0)) - {exact} AS DECIMAL(38, 0)), 0)"


NUMBERS: Mapping[str, Template] = {
    "try_bigint": "try_cast({0} AS BIGINT)",
    "beyond_double": _beyond_double,
    "floor": _to_whole("floor"),
    "ceil": _to_whole("ceil"),
    "truncate": f"CASE WHEN abs({{0}}) < {_WHOLE} THEN CAST(CAST({{0}} AS BIGINT) AS DOUBLE) ELSE {{0}} END",
    "round": f"CASE WHEN abs({{0}}) < {_WHOLE} THEN CAST(floor({{0}} + 5e-1) AS DOUBLE) ELSE {{0}} END",
    "round_even": "rint({0})",
    "round_digits": _round_digits,
    "truncate_digits": _truncate_digits,
    "sqrt": "sqrt({0})",
    "exp": "exp({0})",
    "ln": "ln({0})",
    "log10": "log10({0})",
    "log": "(ln({0}) / ln({1}))",
    "pow": _pow,
    **{
        name: name + "({0})"
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh")
    },
    # Spark answers NaN for -1.
    "atanh": "CASE WHEN {0} = -1 THEN CAST('-Infinity' AS DOUBLE) ELSE atanh({0}) END",
    "atan2": "atan2({0}, {1})",
    "radians": "radians({0})",
    "degrees": "degrees({0})",
    "bit_and": "({0} & {1})",
    "bit_or": "({0} | {1})",
    "bit_xor": "({0} ^ {1})",
    "bit_not": "(~{0})",
}

_UPPER, _LOWER = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ'", "'abcdefghijklmnopqrstuvwxyz'"


def _letter(text: str, at: str) -> str:
    """Return SQL of one letter of a text, by its place as a literal, from the end when below 0."""
    return f"substring({text}, {at if at.startswith('-') else int(at) + 1}, 1)"


TEXTS: Mapping[str, Template] = {
    "concat": lambda *parts: f"concat({', '.join(parts)})",
    "ascii_lower": f"translate({{0}}, {_UPPER}, {_LOWER})",
    "ascii_upper": f"translate({{0}}, {_LOWER}, {_UPPER})",
    "text_length": "char_length({0})",
    "text_bytes": "octet_length({0})",
    "byte_count": "octet_length({0})",
    "text_slice": "substring({0}, CAST({1} AS INT) + 1, CAST({2} AS INT))",
    "letter": _letter,
    "text_find": "(instr({0}, {1}) - 1)",
    "bytes_slice": "substring(encode({0}, 'UTF-8'), CAST({1} AS INT) + 1, CAST({2} AS INT))",
    "bytes_text": "decode({0}, 'UTF-8')",
    "bytes_hex": "hex({0})",
    "split": "split({0}, concat('\\\\Q', {1}, '\\\\E'), -1)",
    "trim": "trim(BOTH {1} FROM {0})",
    "ltrim": "trim(LEADING {1} FROM {0})",
    "rtrim": "trim(TRAILING {1} FROM {0})",
    "replace": "replace({0}, {1}, {2})",
    "characters": "filter(split({0}, ''), x -> x <> '')",
    "join_text": "array_join({0}, '')",
    "positions": "CASE WHEN {0} > 0 THEN sequence(0, {0} - 1) ELSE CAST(array() AS ARRAY<BIGINT>) END",
    "to_text": "CAST({0} AS STRING)",
    "pad": "lpad(CAST({0} AS STRING), {1}, '0')",
    "regex_matches": "rlike({0}, {1})",
    "regex_all": "regexp_extract_all({0}, {1}, {2})",
    "regex_first": "regexp_extract({0}, {1}, {2})",
}


def _date_diff(unit: str, first: str, last: str) -> str:
    """Return SQL of the boundaries between two dates; Spark itself counts whole units that passed."""
    starts = [f"date_trunc({unit}, {date})" for date in (first, last)]
    return f"timestampdiff({unit.strip(chr(39)).upper()}, {starts[0]}, {starts[1]})"


DATES: Mapping[str, Template] = {
    "date_us": "unix_micros({0})",
    "date_of_us": "timestamp_micros({0})",
    "is_no_date": "(abs(CAST({0} AS DOUBLE) + {1}) > 9e18)",
    "date_moved": "CASE WHEN abs(CAST({0} AS DOUBLE) + {1}) <= 9e18 "
    "THEN timestamp_micros({0} + CAST({1} AS BIGINT)) END",
    "whole_divide": "({0} div {1})",
    "floor_to": "({0} - pmod({0}, {1}))",
    "plain_date": "{0}",
    "to_zone": "from_utc_timestamp({0}, {1})",
    "from_zone": "to_utc_timestamp({0}, {1})",
    "plus_minutes": "timestampadd(MINUTE, {1}, {0})",
    "plus_days": "timestampadd(DAY, {1}, {0})",
    "plus_months": "timestampadd(MONTH, try_cast({1} AS INT), {0})",
    "date_diff": _date_diff,
    "date_trunc": "date_trunc({0}, {1})",
    "first_of_year": "CAST(make_date(CAST({0} AS INT), 1, 1) AS TIMESTAMP)",
    "date_year": "year({0})",
    "date_month": "month({0})",
    "date_dayOfMonth": "day({0})",
    "date_hour": "hour({0})",
    "date_minute": "minute({0})",
    "date_second": "second({0})",
    "date_millisecond": "pmod(unix_millis({0}), 1000)",
    "date_dayOfWeek": "dayofweek({0})",
    "date_dayOfYear": "dayofyear({0})",
    "date_week": "((dayofyear({0}) + 7 - dayofweek({0})) div 7)",
    "date_isoWeek": "weekofyear({0})",
    "date_isoWeekYear": "extract(YEAROFWEEK FROM {0})",
    "date_isoDayOfWeek": "(weekday({0}) + 1)",
    "format_date": "date_format({0}, {1})",
    "parse_date": f"CASE WHEN {{0}} RLIKE '^{ISO_DATE}$' "
    "THEN try_cast(replace(replace(replace({0}, ' Z', 'Z'), ' +', '+'), ' -', '-') AS TIMESTAMP) END",
    "has_zone": f"({{0}} RLIKE '{ENDS_WITH_ZONE}')",
    "parse_format": "try_to_timestamp({0}, {1})",
    "parse_format_zone": "try_to_timestamp({0}, {1})",
}

DATE_LETTERS: Mapping[str, str] = {
    "Y": "yyyy", "m": "MM", "d": "dd", "H": "HH", "M": "mm", "S": "ss", "L": "SSS", "j": "DDD", "b": "MMM",
    "B": "MMMM", "z": "xx",
}  # fmt: skip
"""Letter of MongoDB's date formats -> the engine's; weeks have none."""


def date_literal(text: str) -> str:
    """Return text as it stands in a date format."""
    return "'" + text.replace("'", "''") + "'" if text else ""


def regex_flags(letters: str) -> str:
    """Return what opens a pattern: Unix line ends, and letters of either case beyond ASCII."""
    return f"(?d{letters}{'u' if 'i' in letters else ''})"
