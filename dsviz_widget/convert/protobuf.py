"""The wire format of Protocol Buffers: enough to read messages whose field numbers are known."""

from __future__ import annotations

import struct

from dsviz_widget.errors import ConvertError

Message = dict[int, list[int | bytes]]
"""The values of each field by number: whole numbers as they are on the wire, everything else as bytes."""


def read_message(content: bytes) -> Message:
    """Return the fields of a message.

    Raises
    ------
    ConvertError
        If it is cut short or is no message.

    References
    ----------
    https://protobuf.dev/programming-guides/encoding/
    """
    fields: Message = {}
    position, end = 0, len(content)
    while position < end:
        key, position = _varint(content, position)
        wire_type = key & 7
        value: int | bytes
        if wire_type == 0:
            value, position = _varint(content, position)
        else:
            if wire_type == 2:
                size, position = _varint(content, position)
            elif wire_type in (1, 5):
                size = 8 if wire_type == 1 else 4
            else:
                raise ConvertError(f"a message has a field of wire type {wire_type}, which nobody writes.")
            if size > end - position:
                raise ConvertError("a message is cut short.")
            value = content[position : position + size]
            position += size
        fields.setdefault(key >> 3, []).append(value)
    return fields


def text_at(message: Message, number: int) -> str:
    """Return a text field, empty when it is not there."""
    return bytes_at(message, number).decode("utf-8", "replace")


def texts_at(message: Message, number: int) -> list[str]:
    """Return a repeated text field."""
    return [item.decode("utf-8", "replace") for item in message.get(number, ()) if isinstance(item, bytes)]


def bytes_at(message: Message, number: int) -> bytes:
    """Return the last value of a bytes field, empty when it is not there."""
    value = message.get(number, [b""])[-1]
    return value if isinstance(value, bytes) else b""


def number_at(message: Message, number: int) -> int:
    """Return a signed whole number, 0 when it is not there."""
    value = message.get(number, [0])[-1]
    if not isinstance(value, int):
        return 0
    return value - (1 << 64) if value >= 1 << 63 else value


def zigzag_at(message: Message, number: int) -> int:
    """Return an sint64."""
    value = message.get(number, [0])[-1]
    return (value >> 1) ^ -(value & 1) if isinstance(value, int) else 0


def double_at(message: Message, number: int) -> float:
    """Return a double, 0.0 when it is not there."""
    value = bytes_at(message, number)
    return float(struct.unpack("<d", value)[0]) if len(value) == 8 else 0.0


def messages_at(message: Message, number: int) -> list[Message]:
    """Return a repeated message field."""
    return [read_message(item) for item in message.get(number, ()) if isinstance(item, bytes)]


def message_at(message: Message, number: int) -> Message | None:
    """Return a message field, or None when it is not there."""
    found = messages_at(message, number)
    return found[-1] if found else None


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(content):
            raise ConvertError("a message is cut short.")
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, position
    raise ConvertError("a message has a whole number of more than ten bytes.")
