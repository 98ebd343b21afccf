"""Texts, in code points and in bytes of UTF-8, and regular expressions."""

from __future__ import annotations

import re
from typing import Any

from tests.unit.query.conformance.reference.core import by_name, spreading_null, stop_unless, strict
from tests.unit.query.conformance.reference.lists import integral
from tests.unit.query.conformance.reference.values import is_number

_WHITESPACE = "\0 \t\n\v\f\r\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
_UPPER = {ord(small): ord(small) - 32 for small in "abcdefghijklmnopqrstuvwxyz"}
_LOWER = {large: small for small, large in _UPPER.items()}


def a_text(name: str, value: Any) -> str:
    """Return a value, or stop unless it is a text."""
    stop_unless(isinstance(value, str), f"{name} takes text, not {value!r}")
    return str(value)


@strict("$concat")
def _concat(*values: Any) -> str | None:
    if any(value is None for value in values):
        return None
    return "".join(a_text("$concat", value) for value in values)


@strict("$toLower")
def _lower(value: Any) -> str:
    return "" if value is None else a_text("$toLower", value).translate(_LOWER)


@strict("$toUpper")
def _upper(value: Any) -> str:
    return "" if value is None else a_text("$toUpper", value).translate(_UPPER)


@strict("$strLenCP")
def _length(value: Any) -> int:
    return len(a_text("$strLenCP", value))


@strict("$strLenBytes")
def _length_bytes(value: Any) -> int:
    return len(a_text("$strLenBytes", value).encode())


@strict("$substrCP")
def _substring(value: Any, start: Any, count: Any) -> str:
    if value is None:
        return ""
    start, count = integral("$substrCP", start), integral("$substrCP", count)
    stop_unless(start >= 0 and count >= 0, "$substrCP: positions are not negative")
    return a_text("$substrCP", value)[start : start + count]


@strict("$substrBytes", "$substr")
def _substring_bytes(value: Any, start: Any, count: Any) -> str:
    if value is None:
        return ""
    data = a_text("$substrBytes", value).encode()
    start, count = integral("$substrBytes", start), integral("$substrBytes", count)
    stop_unless(start >= 0, "$substrBytes: the start is not negative")
    end = len(data) if count < 0 else start + count
    for at in (start, end):
        stop_unless(at >= len(data) or data[at] & 0xC0 != 0x80, "$substrBytes cuts a character")
    return data[start:end].decode()


@spreading_null("$split")
def _split(value: Any, delimiter: Any) -> list[str]:
    a_text("$split", value)
    stop_unless(a_text("$split", delimiter) != "", "$split needs a delimiter")
    return str(value).split(delimiter)


def _trimmer(name: str, *, left: bool, right: bool) -> None:
    @by_name(name)
    def run(input: Any, **given: Any) -> str | None:
        chars = given.get("chars", _WHITESPACE)
        if input is None or chars is None:
            return None
        text, chars = a_text(name, input), a_text(name, chars)
        if not chars:
            return text
        text = text.lstrip(chars) if left else text
        return text.rstrip(chars) if right else text


_trimmer("$trim", left=True, right=True)
_trimmer("$ltrim", left=True, right=False)
_trimmer("$rtrim", left=False, right=True)


def _replacer(name: str, count: int) -> None:
    @by_name(name)
    def run(input: Any, find: Any, replacement: Any) -> str | None:
        values = (input, find, replacement)
        if any(value is None for value in values):
            return None
        text, old, new = (a_text(name, value) for value in values)
        return text.replace(old, new, count)


_replacer("$replaceOne", 1)
_replacer("$replaceAll", -1)


def _index(name: str, data: Any, part: Any, start: Any, end: Any) -> int:
    start = integral(name, start)
    end = len(data) if end is None else integral(name, end)
    stop_unless(start >= 0 and end >= 0, f"{name}: positions are not negative")
    return -1 if start > len(data) or end < start else int(data.find(part, start, end))


@strict("$indexOfCP")
def _index_of(value: Any, part: Any, start: Any = 0, end: Any = None) -> int | None:
    if value is None:
        return None
    return _index("$indexOfCP", a_text("$indexOfCP", value), a_text("$indexOfCP", part), start, end)


@strict("$indexOfBytes")
def _index_of_bytes(value: Any, part: Any, start: Any = 0, end: Any = None) -> int | None:
    if value is None:
        return None
    texts = [a_text("$indexOfBytes", text).encode() for text in (value, part)]
    return _index("$indexOfBytes", *texts, start, end)


@strict("$strcasecmp")
def _compare_without_case(left: Any, right: Any) -> int:
    one, other = (
        "" if value is None else a_text("$strcasecmp", value).translate(_UPPER) for value in (left, right)
    )
    return (one > other) - (one < other)


def _pattern(regex: Any, options: Any) -> re.Pattern[str]:
    flags = {"i": re.I, "m": re.M, "s": re.S, "x": re.X}
    found = re.RegexFlag(0)
    for letter in options or "":
        found |= flags[letter]
    return re.compile(regex, found)


def _matches(input: Any, regex: Any, options: Any) -> list[dict[str, Any]]:
    if input is None or regex is None:
        return []
    found = _pattern(regex, options).finditer(a_text("$regexFind", input))
    return [
        {"match": match.group(), "idx": match.start(), "captures": list(match.groups())} for match in found
    ]


@by_name("$regexMatch")
def _regex_match(input: Any, regex: Any, options: Any = None) -> bool:
    return bool(_matches(input, regex, options))


@by_name("$regexFind")
def _regex_find(input: Any, regex: Any, options: Any = None) -> Any:
    found = _matches(input, regex, options)
    return found[0] if found else None


@by_name("$regexFindAll")
def _regex_find_all(input: Any, regex: Any, options: Any = None) -> list[Any]:
    return _matches(input, regex, options)


@strict("$binarySize")
def _binary_size(value: Any) -> int | None:
    if value is None:
        return None
    stop_unless(isinstance(value, str | bytes), "$binarySize takes text or bytes")
    return len(value.encode() if isinstance(value, str) else value)


def number_text(value: float) -> str:
    """Return a number as `$toString` writes it."""
    if not is_number(value) or isinstance(value, int):
        return str(int(value))
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
