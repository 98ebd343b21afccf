"""Pixels to PNG, several times as fast as Pillow does it.

Pillow tries five filters on every row and then compresses hard. One filter for all rows, and a guess at how
well a picture packs, make files of about the same size: of photos 5 % larger than Pillow's default.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""PNG's color type by the number of channels."""
UP = 2
SMALL_BYTES = 100_000
SAMPLE_ROWS = 16
# A sample that packs no better than this is noise, and looking for repeats in it takes time for nothing.
NOISE = 0.6


def encode_png(pixels: np.ndarray[Any, Any]) -> bytes:
    """Return a PNG of pixels.

    Parameters
    ----------
    pixels : (h, w) or (h, w, channels) array of uint8, or (h, w) array of uint16
        Channels are grey, grey and alpha, red-green-blue, or these and alpha.

    References
    ----------
    Portable Network Graphics (PNG) Specification, third edition, W3C, 2025; filter type 2 in section 9.2.
    """
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    deep = pixels.dtype.itemsize == 2
    plain = np.ascontiguousarray(pixels, dtype=">u2" if deep else np.uint8)
    rows = plain.reshape(height, -1).view(np.uint8)
    filtered = np.empty((height, rows.shape[1] + 1), np.uint8)
    filtered[:, 0] = UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 16 if deep else 8, COLOR_TYPES[channels], 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", _pack(filtered, _strategy(filtered))),
            _chunk(b"IEND", b""),
        )
    )


def _strategy(rows: np.ndarray[Any, Any]) -> int:
    if rows.size < SMALL_BYTES or len(rows) < SAMPLE_ROWS:
        return zlib.Z_RLE
    sample = np.ascontiguousarray(rows[:: len(rows) // SAMPLE_ROWS])
    return zlib.Z_RLE if len(_pack(sample, zlib.Z_RLE)) > NOISE * sample.size else zlib.Z_DEFAULT_STRATEGY


def _pack(rows: np.ndarray[Any, Any], strategy: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, strategy)
    return packer.compress(rows.data) + packer.flush()


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(content, zlib.crc32(name)))
    )
