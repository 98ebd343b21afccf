"""Event files of TensorBoard, written here byte by byte."""

from __future__ import annotations

import struct
from pathlib import Path

from dsviz_widget.convert.tfrecord import masked_crc32c
from tests.unit.convert.written import message

FLOAT, STRING = 1, 7


def double(number: int, value: float) -> bytes:
    """Return a field that is a double."""
    return bytes([number << 3 | 1]) + struct.pack("<d", value)


def single(number: int, value: float) -> bytes:
    """Return a field that is a float."""
    return bytes([number << 3 | 5]) + struct.pack("<f", value)


def record(content: bytes) -> bytes:
    """Return a message as a TFRecord."""
    size = struct.pack("<Q", len(content))
    return b"".join(
        [size, struct.pack("<I", masked_crc32c(size)), content, struct.pack("<I", masked_crc32c(content))]
    )


def event_file(folder: Path, *events: bytes, number: int = 0) -> Path:
    """Write an event file with the version that begins each."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"events.out.tfevents.160000000{number}.host.7.{number}"
    version = double(1, 1.6e9 + number) + message((3, "brain.Event:2"))
    path.write_bytes(b"".join(map(record, [version, *events])))
    return path


def event(step: int, *values: bytes, at: float | None = None) -> bytes:
    """Return an event with summary values."""
    time = 1.6e9 + step if at is None else at
    summary = b"".join(message((1, value)) for value in values)
    return double(1, time) + message((2, step), (5, summary))


def scalar(tag: str, value: float) -> bytes:
    """Return a scalar as TensorFlow 1 and PyTorch write it."""
    return message((1, tag)) + single(2, value)


def tensor(tag: str, plugin: str, dtype: int, shape: tuple[int, ...], content: bytes | list[bytes]) -> bytes:
    """Return a value as TensorFlow 2 writes it: a tensor, and the plugin that shows it."""
    sizes = b"".join(message((2, message((1, size)))) for size in shape)
    body = message((1, dtype), (2, sizes))
    body += message((4, content)) if isinstance(content, bytes) else message(*((8, text) for text in content))
    return message((1, tag), (8, body), (9, message((1, message((1, plugin))))))
