"""WAV files read and written with NumPy alone."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from dsviz_widget.errors import MediaValueError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
PLAIN = {(PCM, 8): "u1", (PCM, 16): "<i2", (PCM, 32): "<i4", (FLOAT, 32): "<f4", (FLOAT, 64): "<f8"}
STREAMED = (0, 0xFFFFFFFF)
"""What programs that write to a pipe leave as the length of the data."""


@dataclass(frozen=True)
class WavLayout:
    """Where the samples of a WAV file lie, and in what form.

    Attributes
    ----------
    tag : int
        1 for integers, 3 for floats.
    offset : int
        Byte of the first sample.
    """

    tag: int
    sample_rate: int
    channels: int
    bits: int
    frames: int
    offset: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * self.bits // 8


def write_wav(samples: np.ndarray[Any, Any], sample_rate: int) -> bytes:
    """Return a WAV file of (n, channels) samples of uint8, int16 or int32."""
    width, channels = samples.dtype.itemsize, samples.shape[1]
    data = samples.astype(samples.dtype.newbyteorder("<"), copy=False).tobytes()
    pad = len(data) % 2
    form = struct.pack(
        "<HHIIHH", PCM, channels, sample_rate, sample_rate * channels * width, channels * width, 8 * width
    )
    head = b"RIFF" + struct.pack("<I", 36 + len(data) + pad) + b"WAVEfmt " + struct.pack("<I", 16) + form
    return head + b"data" + struct.pack("<I", len(data)) + data + bytes(pad)


def read_layout(file: BinaryIO, size: int, what: str) -> WavLayout | None:
    """Return where a WAV file has its samples, or None where it takes a library to decode them.

    Parameters
    ----------
    file : binary file
        At its start.
    size : int
        Bytes of the whole file.

    Raises
    ------
    MediaValueError
        If it is cut short, has no sample, or says nothing that makes sense.
    """
    if file.read(4) != b"RIFF":
        return None
    file.seek(12)
    form, place = b"", 12
    while len(header := file.read(8)) == 8:
        name, length = header[:4], int.from_bytes(header[4:], "little")
        place += 8
        if name == b"fmt ":
            form = file.read(min(length, 40))
        elif name == b"data":
            return _layout(form, place, length, size, what)
        place += length + length % 2
        file.seek(place)
    raise MediaValueError(f"{what} is a WAV file without samples. Write it again.")


def _layout(form: bytes, offset: int, length: int, size: int, what: str) -> WavLayout | None:
    if len(form) < 16:
        raise MediaValueError(f"{what} is a WAV file that does not say how it is coded. Write it again.")
    tag, channels, sample_rate, _, frame_bytes, bits = struct.unpack("<HHIIHH", form[:16])
    if tag == EXTENSIBLE and len(form) >= 26:
        tag = int.from_bytes(form[24:26], "little")
    if (tag, bits) not in PLAIN and (tag, bits) != (PCM, 24):
        return None
    if not channels or not sample_rate or frame_bytes != channels * bits // 8:
        raise MediaValueError(
            f"{what} claims {channels} channels of {bits} bits at {sample_rate} Hz in {frame_bytes} bytes "
            "a frame, which cannot be. Write it again."
        )
    there = size - offset
    if length > there and length not in STREAMED:
        raise MediaValueError(
            f"{what} is cut short: it promises {length / frame_bytes / sample_rate:.2f} s, "
            f"and {max(0, there) / frame_bytes / sample_rate:.2f} s are there. Copy it again."
        )
    frames = (there if length in STREAMED else length) // frame_bytes
    if not frames:
        raise MediaValueError(f"{what} has no sample: the sound is 0 s long. Write it again.")
    return WavLayout(tag, sample_rate, channels, bits, frames, offset)


def read_samples(content: bytes | Path, layout: WavLayout, start: int, stop: int) -> np.ndarray[Any, Any]:
    """Return the frames from `start` up to `stop` as (n, channels) floats, full scale at ±1."""
    stop = min(stop, layout.frames)
    first, count = layout.offset + start * layout.frame_bytes, (stop - start) * layout.frame_bytes
    if isinstance(content, Path):
        with content.open("rb") as file:
            file.seek(first)
            raw = file.read(count)
    else:
        raw = content[first : first + count]
    raw = raw[: len(raw) // layout.frame_bytes * layout.frame_bytes]
    return _as_floats(raw, layout).reshape(-1, layout.channels)


def _as_floats(raw: bytes, layout: WavLayout) -> np.ndarray[Any, Any]:
    if (layout.tag, layout.bits) == (PCM, 24):
        parts = np.frombuffer(raw, np.uint8).reshape(-1, 3).astype(np.int32)
        whole = (parts[:, 0] << 8) | (parts[:, 1] << 16) | (parts[:, 2] << 24)
        return (whole / 2.0**31).astype(np.float32)
    values = np.frombuffer(raw, PLAIN[layout.tag, layout.bits])
    if layout.tag == FLOAT:
        return np.nan_to_num(values.astype(np.float32), posinf=1, neginf=-1)
    if layout.bits == 8:
        return (values.astype(np.float32) - 128) / 128
    scaled: np.ndarray[Any, Any] = values.astype(np.float32) / np.float32(2 ** (layout.bits - 1))
    return scaled
