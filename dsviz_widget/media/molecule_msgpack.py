"""MessagePack, as far as MMTF and BinaryCIF use it: maps, lists, texts, bytes and numbers."""

from __future__ import annotations

import struct
from typing import Any

from dsviz_widget.media.molecule_text import refused

DEEPEST = 40
# Of a first byte: how many bytes of a length follow, and what it is the length of.
SIZED = {
    0xC4: (1, "bytes"), 0xC5: (2, "bytes"), 0xC6: (4, "bytes"),
    0xD9: (1, "text"), 0xDA: (2, "text"), 0xDB: (4, "text"),
    0xDC: (2, "list"), 0xDD: (4, "list"), 0xDE: (2, "map"), 0xDF: (4, "map"),
    0xC7: (1, "more"), 0xC8: (2, "more"), 0xC9: (4, "more"),
}  # fmt: skip
NUMBERS = {
    0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q",
    0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q",
}  # fmt: skip
CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}


def unpack(content: bytes, file_format: str) -> dict[str, Any]:
    """Return the map that a file holds.

    Raises
    ------
    MediaValueError
        If it is cut short, or holds something else.

    References
    ----------
    MessagePack specification, https://github.com/msgpack/msgpack/blob/master/spec.md.
    """
    try:
        value, _ = _value(memoryview(content), 0, 0)
    except (IndexError, struct.error, UnicodeDecodeError, ValueError):
        value = None
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise refused(
            f"the {file_format} file is damaged, cut short, or of another type. "
            f"Write it again as {file_format}, not compressed."
        )
    return value


def _value(data: memoryview, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise ValueError("too deep")
    first = data[at]
    at += 1
    if first < 0x80:
        return first, at
    if first < 0x90:
        return _map(data, at, first & 15, depth)
    if first < 0xA0:
        return _list(data, at, first & 15, depth)
    if first < 0xC0:
        return str(_part(data, at, first & 31), "utf-8"), at + (first & 31)
    if first >= 0xE0:
        return first - 256, at
    if first in CONSTANTS:
        return CONSTANTS[first], at
    if first in NUMBERS:
        shape = NUMBERS[first]
        return struct.unpack_from(shape, data, at)[0], at + struct.calcsize(shape)
    if first not in SIZED:
        # Types of an application's own, of 1 to 16 bytes.
        raise ValueError(f"byte {first} begins nothing")
    wide, kind = SIZED[first]
    size = int.from_bytes(_part(data, at, wide), "big")
    at += wide
    if kind == "bytes":
        return bytes(_part(data, at, size)), at + size
    if kind == "text":
        return str(_part(data, at, size), "utf-8"), at + size
    if kind == "list":
        return _list(data, at, size, depth)
    if kind == "map":
        return _map(data, at, size, depth)
    raise ValueError("a type of an application's own")


def _part(data: memoryview, at: int, size: int) -> memoryview:
    if at + size > len(data):
        raise ValueError("cut short")
    return data[at : at + size]


def _list(data: memoryview, at: int, count: int, depth: int) -> tuple[list[Any], int]:
    made = []
    # Each takes a byte at least, so that a count of billions ends soon.
    for _ in range(count):
        value, at = _value(data, at, depth + 1)
        made.append(value)
    return made, at


def _map(data: memoryview, at: int, count: int, depth: int) -> tuple[dict[Any, Any], int]:
    made = {}
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        made[key], at = _value(data, at, depth + 1)
    return made, at
