"""Pixels to files: what an image or a mask is on disk."""

from __future__ import annotations

import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaFileError, MediaTypeError, MediaValueError
from dsviz_widget.media.opening import decode
from dsviz_widget.media.png import encode_png
from dsviz_widget.store import digest_of
from dsviz_widget.types import as_array

if TYPE_CHECKING:
    from PIL import Image as PILImage

    from dsviz_widget.types import BlobSink, BlobSource

PIECE = 16

ONE_CHANNEL = ("L", "P", "1", "I", "I;16", "I;16B", "I;16L", "I;16N", "F")
GREY_IN_COLOR = ("RGB", "RGBA", "LA")
RGB_MODES = frozenset({"RGB", "RGBA", "RGBX", "RGBa", "P", "PA"})


@dataclass(frozen=True)
class Encoded:
    """A file of an artifact: its bytes, a file that has them, or a store that has them.

    Attributes
    ----------
    path : str
        Path inside an artifact.
    ref : str or None
        ``project/name:v0/path`` when the bytes were first logged in that artifact.
    """

    digest: str
    size: int
    path: str
    ref: str | None
    content: bytes | Path | BlobSource

    def give_to(self, sink: BlobSink) -> None:
        """Give the file to a sink; bytes that lie in a store are only referred to."""
        if isinstance(self.content, (bytes, Path)):
            sink.put(self.digest, self.content, self.size)
        else:
            sink.refer(self.digest, self.content)


def encode_all(jobs: list[Any]) -> None:
    """Call every job, on all cores; Pillow and hashlib let go of the interpreter while they work."""

    def call(piece: list[Any]) -> None:
        for job in piece:
            job()

    if len(jobs) < 3:
        call(jobs)
        return
    # Handing over one job costs as much as a small picture; a few at a time leave no core waiting.
    workers = os.cpu_count() or 1
    count = max(1, min(PIECE, len(jobs) // (2 * workers)))
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for _ in pool.map(call, [jobs[start : start + count] for start in range(0, len(jobs), count)]):
            pass


def save_image(image: PILImage.Image, file_type: str) -> bytes:
    """Return the bytes of an image file of type png, jpg, jpeg or bmp.

    All but png drop transparency, and of 16-bit grey they keep the upper 8 bits.
    """
    file = io.BytesIO()
    if image.mode == "I;16" and file_type != "png":
        image = eight_bits(image)
    if file_type in ("jpg", "jpeg"):
        image.convert("L" if image.mode == "L" else "RGB").save(file, "JPEG", quality=95)
    elif file_type == "bmp":
        image.convert("RGB").save(file, "BMP")
    else:
        if image.mode in ("L", "LA", "RGB", "RGBA", "I;16") and not image.info:
            return encode_png(np.asarray(image))
        # Palettes, color profiles and colors that are transparent are for Pillow to write.
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def eight_bits(image: PILImage.Image) -> PILImage.Image:
    """Return 16-bit grey as 8-bit grey, the way a browser shows such a PNG."""
    from PIL import Image as PILImage

    return PILImage.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def pixels_to_uint8(pixels: np.ndarray[Any, Any], normalize: bool) -> np.ndarray[Any, Any]:
    """Return a fresh array of uint8 from pixels of any number type.

    Parameters
    ----------
    pixels : array
        uint8 stays; booleans become 0 and 255; other integers must lie in 0..255. With `normalize`,
        floats up to 1 are scaled to 0..255 and floats with negative values are stretched over 0..255,
        as W&B did from 2021 to 0.28; larger floats are clipped to 0..255.

    Raises
    ------
    MediaValueError
        For NaN, infinity, or integers outside 0..255.
    MediaTypeError
        For anything but numbers.
    """
    kind = pixels.dtype.kind
    if pixels.dtype == np.uint8:
        return np.array(pixels)
    if kind == "b":
        scaled: np.ndarray[Any, Any] = pixels.astype(np.uint8) * np.uint8(255)
        return scaled
    if kind not in "iuf":
        raise MediaTypeError(f"an image is made of numbers, got an array of {pixels.dtype}.")
    if not pixels.size:
        return pixels.astype(np.uint8)
    if kind == "f":
        if not np.isfinite(pixels).all():
            count = int(pixels.size - np.isfinite(pixels).sum())
            raise MediaValueError(
                f"{count:,} of the image's {pixels.size:,} values are NaN or infinite. "
                "Replace them first, for example with numpy.nan_to_num."
            )
        low, high = float(pixels.min()), float(pixels.max())
        if normalize and low < 0:
            pixels = (pixels - low) * (255 / ((high - low) or 1))
        elif normalize and high <= 1:
            pixels = pixels * 255
        clipped: np.ndarray[Any, Any] = np.clip(pixels, 0, 255).astype(np.uint8)
        return clipped
    low, high = int(pixels.min()), int(pixels.max())
    if low < 0 or high > 255:
        raise MediaValueError(
            f"the image's integers run from {low} to {high}, outside 0..255. "
            "Scale them first, or pass floats between 0 and 1."
        )
    return pixels.astype(np.uint8)


def array_to_image(pixels: np.ndarray[Any, Any], mode: str | None, normalize: bool) -> PILImage.Image:
    """Return a Pillow image from H×W, H×W×1, H×W×3 or H×W×4 pixels.

    An array of uint16 with one channel and values above 255 becomes 16-bit grey.

    Raises
    ------
    MediaValueError
        If the array has another shape.
    """
    from PIL import Image as PILImage

    shape = pixels.shape
    shaped = pixels
    while shaped.ndim > 3 and 1 in shaped.shape:
        shaped = shaped.squeeze(shaped.shape.index(1))
    if shaped.ndim == 3 and shaped.shape[2] == 1:
        shaped = shaped[:, :, 0]
    if shaped.ndim not in (2, 3) or (shaped.ndim == 3 and shaped.shape[2] not in (3, 4)):
        hint = ""
        if shaped.ndim == 3 and shaped.shape[0] in (1, 3, 4) and shaped.shape[2] > 4:
            hint = " The channels come first here: use numpy.moveaxis(pixels, 0, -1)."
        raise MediaValueError(
            f"an image has shape height × width, or height × width × 1, 3 or 4; got {shape}.{hint}"
        )
    if 0 in shaped.shape:
        raise MediaValueError(f"an image needs at least one pixel; got shape {shape}.")
    if shaped.ndim == 2 and shaped.dtype.kind == "u" and shaped.dtype.itemsize == 2 and shaped.max() > 255:
        image = PILImage.fromarray(shaped.astype(np.uint16))
    else:
        image = PILImage.fromarray(pixels_to_uint8(shaped, normalize))
    return image if mode is None else convert(image, mode)


def convert(image: PILImage.Image, mode: str) -> PILImage.Image:
    """Return the picture in another of Pillow's modes.

    Raises
    ------
    MediaValueError
        If there is no such mode, or no way to it, or the picture's file is cut short.
    """
    try:
        converted = image.convert(mode)
    except ValueError:
        raise MediaValueError(
            f"an image of mode {image.mode!r} cannot be turned into mode {mode!r}. "
            "Use one such as 'L', 'RGB' or 'RGBA'."
        ) from None
    except OSError as error:
        raise MediaValueError(f"the image's file cannot be decoded: {error}.") from None
    if not {image.mode, converted.mode} <= RGB_MODES:
        # A color profile speaks of one kind of channels, such as the inks of a printer.
        converted.info.pop("icc_profile", None)
    return converted


def storable(image: PILImage.Image, normalize: bool = True) -> PILImage.Image:
    """Return the picture in a mode that a PNG can hold; whole numbers up to 65,535 keep their value.

    Parameters
    ----------
    normalize : bool
        Whether floats are scaled, as those of an array are.

    Raises
    ------
    MediaValueError
        If it has no pixel, or values that fit into no PNG.
    """
    from PIL import Image as PILImage

    if 0 in image.size:
        raise MediaValueError(f"an image needs at least one pixel; got {image.width} × {image.height}.")
    if image.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        return image
    if image.mode in ("I;16B", "I;16L", "I;16N"):
        return PILImage.fromarray(np.asarray(image).astype(np.uint16))
    if image.mode == "I":
        values = np.asarray(image)
        if values.min() >= 0 and values.max() <= 65535:
            return PILImage.fromarray(values.astype(np.uint16))
        return array_to_image(values, None, normalize)
    if image.mode == "F":
        return array_to_image(np.asarray(image), None, normalize)
    return convert(image, {"PA": "RGBA", "La": "LA", "RGBa": "RGBA"}.get(image.mode, "RGB"))


def inner_name(path: Path) -> str:
    """Return the name of a user's file as a path inside an artifact can have it, on any system."""
    return re.sub(r"[\x00-\x1f\\:\ud800-\udfff]", "_", path.name)


def settled_digest(path: Path, what: str) -> tuple[str, int]:
    """Return digest and size of a file that was there when it was given.

    Raises
    ------
    MediaFileError
        If it is gone.
    """
    try:
        return digest_of(path), path.stat().st_size
    except FileNotFoundError:
        raise MediaFileError(
            f"{what}: the file {str(path)!r} was there when it was given and is gone now. Put it back."
        ) from None


def mask_ids(value: Any, where: str) -> np.ndarray[Any, Any]:
    """Return a mask's class ids as a fresh uint8 or uint16 array, H×W.

    Raises
    ------
    MediaTypeError
        If it is not a 2-D array of whole numbers from 0 to 65,535.
    """
    array = plain_array(value, where)
    if array.ndim != 2:
        raise MediaTypeError(
            f"{where}: mask_data must be a 2D array of class ids, got one of shape {array.shape}."
        )
    if array.dtype.kind == "b":
        return array.astype(np.uint8)
    if array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.floor(array)).all():
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise MediaTypeError(f"{where}: mask_data must hold whole class ids, got {array.dtype} values.")
    low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
    if low < 0 or high > 65535:
        raise MediaTypeError(f"{where}: class ids must lie in 0..65535, got {low} to {high}.")
    return array.astype(np.uint8 if high < 256 else np.uint16)


def plain_array(value: Any, what: str) -> np.ndarray[Any, Any]:
    """Return a NumPy array of an array, a tensor or nested lists; raises MediaTypeError for ragged ones."""
    array = as_array(value)
    if array is not None:
        return array
    try:
        return np.asarray(value)
    except ValueError:
        raise MediaTypeError(f"{what}: the rows of the nested lists have different lengths.") from None


def check_mask_mode(image: PILImage.Image, where: str) -> None:
    """Raise MediaValueError unless the file has one channel, or color channels that could be equal."""
    if image.mode not in (*ONE_CHANNEL, *GREY_IN_COLOR):
        raise MediaValueError(
            f"{where} has the channels {image.mode}; a mask file has one, whose values are class ids."
        )


def image_to_ids(opened: PILImage.Image, where: str) -> np.ndarray[Any, Any]:
    """Return the class ids that a mask file holds: the values of its one channel, or its palette indexes.

    Raises
    ------
    MediaValueError
        If it has several channels that differ, or is cut short.
    """
    check_mask_mode(opened, where)
    # Pillow spreads grey of 2 or 4 bits over 0..255; class ids are the values in the file.
    tiles = getattr(opened, "tile", None)
    args = tiles[0][3] if tiles else None
    raw = args[0] if isinstance(args, tuple) and args else args
    spread = {"L;2": 85, "L;4": 17}.get(raw, 1) if isinstance(raw, str) else 1
    array = np.asarray(decode(opened, where))
    if array.ndim == 3:
        colors = array[:, :, :-1] if opened.mode in ("LA", "RGBA") else array
        if (colors != colors[:, :, :1]).any():
            raise MediaValueError(
                f"{where} has the channels {opened.mode}, and they differ; "
                "a mask file has one channel, whose values are class ids."
            )
        array = colors[:, :, 0]
    return mask_ids(array // spread if spread > 1 else array, where)
