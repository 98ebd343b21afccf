"""Small pictures and small masks, made once for each digest and size."""

from __future__ import annotations

import contextlib
import io
import struct
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.media.encoding import convert
from dsviz_widget.media.kept import Kept
from dsviz_widget.media.masks import load_ids
from dsviz_widget.media.opening import decode, open_file, orientation, seen_size

if TYPE_CHECKING:
    from PIL import Image as PILImage

    from dsviz_widget.types import BlobSource

MIME = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
}
KEEP_BYTES = 64_000
PROFILE_BYTES = 4_000
# Pictures above this many pixels are decoded one at a time, since each fills up to 700 MB.
LARGE_PIXELS = 16_000_000

_one_large = threading.Lock()


@dataclass(frozen=True)
class SmallImage:
    """A thumbnail: `content` is a file of type `mime`."""

    content: bytes
    mime: str
    width: int
    height: int


@dataclass(frozen=True)
class PackedMask:
    """Class ids, row by row, `bits` 8 or 16 (little-endian) each, packed with zlib."""

    content: bytes
    bits: int
    width: int
    height: int


class Thumbnails:
    """Thumbnails of the files in `source`, kept in memory and, with a `folder`, on disk.

    Safe to call from several threads.
    """

    def __init__(self, source: BlobSource, folder: Path | None = None) -> None:
        self.source = source
        self._kept = Kept(folder)

    def image(self, digest: str, size_px: int) -> SmallImage:
        """Return the picture at most `size_px` wide and high; a smaller one keeps its own pixels."""
        made = self._kept.get(f"{digest}-{size_px}.image", lambda: _pack_image(self._shrink(digest, size_px)))
        return _unpack_image(made)

    def original(self, digest: str, file_format: str) -> SmallImage:
        """Return the file byte for byte, or a PNG of what a browser would not show as thumbnails do.

        That is a format or a depth that browsers do not show, and EXIF orientation anywhere but in JPEG.
        """
        mime = MIME.get(file_format)
        content = self.source.get(digest)
        with open_file(content, f"image {digest[:12]}…") as opened:
            width, height = seen_size(opened)
            if mime is not None and _as_it_is(opened):
                return SmallImage(content, mime, width, height)
            with _turn_for(opened):
                shown = to_screen(decode(opened, f"image {digest[:12]}…"))
        file = io.BytesIO()
        shown.save(file, "PNG", compress_level=1)
        return SmallImage(file.getvalue(), MIME["png"], shown.width, shown.height)

    def mask(self, digest: str, width: int, height: int) -> PackedMask:
        """Return the mask at a size, each cell the class that holds most of it."""
        made = self._kept.get(
            f"{digest}-{width}x{height}.mask",
            lambda: _pack_mask(shrink_ids(self._ids(digest), width, height)),
        )
        return _unpack_mask(made)

    def full_mask(self, digest: str) -> PackedMask:
        """Return the mask at its own size."""
        return _unpack_mask(_pack_mask(self._ids(digest)))

    def _ids(self, digest: str) -> np.ndarray[Any, Any]:
        return load_ids(self.source.get(digest), f"mask {digest[:12]}…")

    def _shrink(self, digest: str, size_px: int) -> SmallImage:
        from PIL import Image as PILImage

        content = self.source.get(digest)
        with open_file(content, f"image {digest[:12]}…") as opened:
            width, height = seen_size(opened)
            mime = PILImage.MIME.get(opened.format or "", "")
            scale = size_px / max(width, height)
            if scale >= 1 and mime in MIME.values() and len(content) <= KEEP_BYTES and _as_it_is(opened):
                return SmallImage(content, mime, width, height)
            if scale < 1:
                # JPEG can be decoded at half, a quarter or an eighth of its size.
                opened.draft(None, (size_px, size_px))
                width = max(1, round(width * scale))
                height = max(1, round(height * scale))
            with _turn_for(opened):
                small = resized(decode(opened, f"image {digest[:12]}…"), width, height)
        file = io.BytesIO()
        if small.mode == "RGBA" or max(width, height) < 96:
            small.save(file, "PNG", compress_level=1, icc_profile=_profile(small))
            return SmallImage(file.getvalue(), MIME["png"], width, height)
        small.save(file, "JPEG", quality=85, icc_profile=_profile(small))
        return SmallImage(file.getvalue(), MIME["jpg"], width, height)


def _as_it_is(opened: PILImage.Image) -> bool:
    """Return whether every browser shows the file as `to_screen` does."""
    deep = opened.mode.startswith("I") or opened.mode == "F"
    return not deep and (orientation(opened) == 1 or opened.format == "JPEG")


def _profile(image: PILImage.Image) -> bytes | None:
    """Return the color profile, so that a thumbnail has the colors of its original; None for a huge one."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) <= PROFILE_BYTES else None


def _turn_for(opened: PILImage.Image) -> contextlib.AbstractContextManager[Any]:
    """Return what to hold while a picture is decoded: a lock that all large ones share."""
    width, height = opened.size
    return _one_large if width * height > LARGE_PIXELS else contextlib.nullcontext()


def resized(image: PILImage.Image, width: int, height: int) -> PILImage.Image:
    """Return a picture for a screen at another size, each pixel the mean of those it covers."""
    from PIL import Image as PILImage

    if image.mode not in ("L", "RGB"):
        if image.width * image.height > LARGE_PIXELS:
            # Colors of each pixel would take four bytes and more; a sample of them says as much.
            image = image.resize(
                (min(4 * width, image.width), min(4 * height, image.height)), PILImage.Resampling.NEAREST
            )
        image = to_screen(image)
    return to_screen(image.resize((width, height), PILImage.Resampling.BOX))


def to_screen(image: PILImage.Image) -> PILImage.Image:
    """Return the picture as RGB or RGBA, 16-bit grey and floats stretched over what a screen shows."""
    from PIL import Image as PILImage

    if image.mode in ("RGB", "RGBA"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image).astype(np.float32)
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        values -= low
        values *= 255 / ((high - low) or 1)
        shown = np.nan_to_num(values, copy=False, nan=0, posinf=255, neginf=0).astype(np.uint8)
        return PILImage.fromarray(shown).convert("RGB")
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return convert(image, "RGBA")
    return convert(image, "RGB")


def shrink_ids(ids: np.ndarray[Any, Any], width: int, height: int) -> np.ndarray[Any, Any]:
    """Return a mask at another size; each cell takes the class that holds most of it.

    A mixture of two class ids would be a third class, so nothing is ever averaged. Of a cell with more
    than 8 × 8 pixels an even grid of that many is counted.

    Parameters
    ----------
    ids : (h, w) array of uint8 or uint16

    Returns
    -------
    (height, width) array of the same type
    """
    rows, columns = ids.shape
    if (columns, rows) == (width, height):
        return ids
    if width >= columns or height >= rows:
        y = np.minimum((np.arange(height) + 0.5) * rows / height, rows - 1).astype(np.int64)
        x = np.minimum((np.arange(width) + 0.5) * columns / width, columns - 1).astype(np.int64)
        return ids[np.ix_(y, x)]
    down, across = min(8, -(-rows // height)), min(8, -(-columns // width))
    y = ((np.arange(height * down) + 0.5) * rows / (height * down)).astype(np.int64)
    x = ((np.arange(width * across) + 0.5) * columns / (width * across)).astype(np.int64)
    samples = ids[np.ix_(y, x)].reshape(height, down, width, across).transpose(0, 2, 1, 3)
    cells = samples.reshape(height * width, down * across)
    known, codes = np.unique(cells, return_inverse=True)
    codes = codes.reshape(cells.shape)
    votes = np.bincount(
        (codes + np.arange(len(cells))[:, None] * len(known)).ravel(), minlength=len(cells) * len(known)
    )
    winners: np.ndarray[Any, Any] = known[votes.reshape(len(cells), len(known)).argmax(axis=1)]
    return winners.reshape(height, width)


def _pack_image(small: SmallImage) -> bytes:
    mime = small.mime.encode()
    return struct.pack("<HHB", small.width, small.height, len(mime)) + mime + small.content


def _unpack_image(packed: bytes) -> SmallImage:
    width, height, length = struct.unpack_from("<HHB", packed)
    return SmallImage(packed[5 + length :], packed[5 : 5 + length].decode(), width, height)


def _pack_mask(ids: np.ndarray[Any, Any]) -> bytes:
    height, width = ids.shape
    bits = ids.dtype.itemsize * 8
    plain = np.ascontiguousarray(ids, dtype=ids.dtype.newbyteorder("<")).tobytes()
    return struct.pack("<IIB", width, height, bits) + zlib.compress(plain, 1)


def _unpack_mask(packed: bytes) -> PackedMask:
    width, height, bits = struct.unpack_from("<IIB", packed)
    return PackedMask(packed[9:], bits, width, height)
