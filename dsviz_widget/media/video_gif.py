"""GIF: written frame by frame with exact times, and read block by block."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.opening import open_file

if TYPE_CHECKING:
    from PIL import Image as PILImage

MAX_FPS = 50
"""Browsers show a frame that asks for less than 20 ms for 100 ms."""
SLOW_S = 0.1
COLORS = 256
TRAILER, IMAGE, EXTENSION, TIMING = 0x3B, 0x2C, 0x21, 0xF9


@dataclass(frozen=True)
class GifFacts:
    """What the blocks of a GIF say: its size in pixels, and how long each frame is shown, in seconds."""

    width: int
    height: int
    delays_s: tuple[float, ...]

    @property
    def times_s(self) -> np.ndarray[Any, Any]:
        """When each frame begins, in seconds."""
        return np.concatenate([[0.0], np.cumsum(self.delays_s)[:-1]])

    @property
    def seconds(self) -> float:
        """How long one round lasts."""
        return float(sum(self.delays_s))


def read_gif(content: bytes, what: str) -> GifFacts:
    """Return size and times of a GIF, without decoding a pixel.

    Raises
    ------
    MediaValueError
        If it is cut short or damaged.

    References
    ----------
    GIF89a specification, CompuServe 1990; delays of up to 10 ms count as 100 ms, as in all browsers.
    """
    width, height = struct.unpack_from("<HH", content, 6) if len(content) >= 13 else (0, 0)
    delays: list[float] = []
    delay = 0
    try:
        at = 13 + _table_bytes(content[10])
        while content[at] != TRAILER:
            if content[at] == EXTENSION:
                if content[at + 1] == TIMING:
                    delay = struct.unpack_from("<H", content, at + 4)[0]
                at = _past_blocks(content, at + 2)
            elif content[at] == IMAGE:
                at = _past_blocks(content, at + 11 + _table_bytes(content[at + 9]))
                delays.append(delay / 100 if delay > 1 else SLOW_S)
                delay = 0
            else:
                raise MediaValueError(f"video: {what} is a damaged GIF. Write it again.")
    except (IndexError, struct.error):
        raise MediaValueError(
            f"video: {what} is a GIF that is cut short after {len(delays):,} frames. Copy it again."
        ) from None
    if not delays or not width or not height:
        raise MediaValueError(f"video: {what} is a GIF without a frame. Write it again.")
    return GifFacts(width, height, tuple(delays))


def _table_bytes(packed: int) -> int:
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _past_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1


def gif_frames(content: bytes, what: str) -> Iterator[PILImage.Image]:
    """Return the frames of a GIF one by one, each as it is seen: RGB, or RGBA where one is transparent.

    Raises
    ------
    MediaValueError
        If a frame cannot be decoded, or is larger than Pillow allows.
    """
    from PIL import ImageSequence

    with open_file(content, "video") as opened:
        number = 0
        try:
            for frame in ImageSequence.Iterator(opened):
                yield frame.convert("RGBA" if frame.has_transparency_data else "RGB")
                number += 1
        except Exception as error:  # What a damaged file makes Pillow raise is not to be foreseen.
            raise MediaValueError(
                f"video: frame {number:,} of {what} cannot be decoded: {str(error).rstrip('.')}. "
                "Write it again."
            ) from None


def write_gif(frames: np.ndarray[Any, Any], fps: float) -> bytes:
    """Return frames as an endless GIF, each with up to 256 colors of its own.

    A frame with no more colors keeps them exactly. Delays are hundredths of a second, spread so that the
    last frame ends when it should. Only what changed is written.

    Parameters
    ----------
    frames : (t, h, w, 1 or 3) array of uint8
    fps : float
        Frames a second, at most `MAX_FPS`.
    """
    from PIL import GifImagePlugin

    height, width = frames.shape[1:3]
    file = io.BytesIO()
    file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0))
    file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
    ends = np.rint((np.arange(len(frames)) + 1) * 100 / fps).astype(int)
    delays = np.diff(ends, prepend=0)
    earlier = None
    for frame, delay in zip(frames, delays, strict=True):
        left, top, right, bottom = _changed(frame, earlier)
        picture = _few_colors(frame[top:bottom, left:right])
        # Pillow's save would join frames that are alike, and their numbers would no longer be those given.
        for piece in GifImagePlugin.getdata(
            picture, (left, top), duration=int(delay) * 10, disposal=1, include_color_table=True
        ):
            file.write(piece)
        earlier = frame
    file.write(bytes([TRAILER]))
    return file.getvalue()


def _changed(frame: np.ndarray[Any, Any], earlier: np.ndarray[Any, Any] | None) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what differs; one pixel where nothing does."""
    height, width = frame.shape[:2]
    if earlier is None:
        return 0, 0, width, height
    differs = (frame != earlier).any(axis=2)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _few_colors(frame: np.ndarray[Any, Any]) -> PILImage.Image:
    from PIL import Image as PILImage

    if frame.shape[2] == 1:
        return PILImage.fromarray(frame[:, :, 0])
    picture = PILImage.fromarray(np.ascontiguousarray(frame))
    found = picture.getcolors(COLORS)
    if found is None:
        return picture.quantize(COLORS, PILImage.Quantize.FASTOCTREE, dither=PILImage.Dither.NONE)
    colors = np.array([color for _, color in found], np.uint32)
    packed = _packed(colors)
    order = np.argsort(packed)
    places = np.searchsorted(packed[order], _packed(frame.astype(np.uint32)))
    exact = PILImage.fromarray(places.astype(np.uint8), mode="P")
    exact.putpalette(colors[order].astype(np.uint8).tobytes())
    return exact


def _packed(colors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    packed: np.ndarray[Any, Any] = (colors[..., 0] << 16) | (colors[..., 1] << 8) | colors[..., 2]
    return packed
