"""Arrays of frames: their shape, their numbers, and several videos tiled into one."""

from __future__ import annotations

from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.types import article, as_array

MAX_SIDE_PX = 16_384
# What rounding leaves beyond 0 and 1, for example after frames were resized.
SLACK = 1e-3
SHAPES = "(t, c, h, w) or (b, t, c, h, w), with 1, 3 or 4 channels"


def frames_of(source: Any) -> np.ndarray[Any, Any]:
    """Return frames as uint8, (t, h, w, 1 or 3), from an array or a tensor of one or several videos.

    Several videos, (b, t, c, h, w), become a grid. Transparent pixels are laid over white.

    Raises
    ------
    MediaTypeError
        If it is no array, or not one of numbers.
    MediaValueError
        If its shape is another, or its numbers are NaN, infinite or integers outside 0..255.

    References
    ----------
    ``wandb.Video._prepare_video``: 2^⌊log2(b)/2⌋ rows, and as many columns as the next power of two needs.
    """
    array = _array(source)
    if array.ndim not in (4, 5):
        hint = " Give it a first axis for time." if array.ndim == 3 else ""
        raise MediaValueError(f"a video has shape {SHAPES}; got {_shape(array)}.{hint}")
    channels, _, width = array.shape[-3:]
    if channels not in (1, 3, 4):
        hint = ""
        if width in (1, 3, 4):
            hint = " The channels come last here: use numpy.moveaxis(frames, -1, -3)."
        raise MediaValueError(f"a video has shape {SHAPES}; got {_shape(array)}.{hint}")
    if 0 in array.shape:
        raise MediaValueError(f"a video needs at least one frame and one pixel; got shape {_shape(array)}.")
    frames = _tiled(array) if array.ndim == 5 else array
    rows, columns = frames.shape[-2:]
    if max(rows, columns) > MAX_SIDE_PX:
        raise MediaValueError(
            f"the video's frames are {columns:,} × {rows:,} pixels; more than {MAX_SIDE_PX:,} on a side "
            "cannot be written. Make them smaller, or log fewer videos in one."
        )
    return _opaque(np.moveaxis(_to_uint8(frames), -3, -1))


def _array(source: Any) -> np.ndarray[Any, Any]:
    try:
        array = as_array(source)
    except TypeError:
        # NumPy has no bfloat16; float32 holds every one of them.
        array = as_array(source.float()) if hasattr(source, "detach") else None
    if array is None and isinstance(source, (list, tuple)):
        try:
            array = np.asarray(source)
        except ValueError:
            raise MediaTypeError("video: the frames of the list have different shapes.") from None
    if array is None:
        raise MediaTypeError(
            f"a video is made from an array, a path, bytes or an open file, got {article(source)}."
        )
    if array.dtype.kind not in "biuf":
        raise MediaTypeError(f"a video is made of numbers, got an array of {array.dtype}.")
    return array


def _tiled(videos: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Lay (b, t, c, h, w) out as (t, c, rows * h, columns * w); tiles that are left over are black."""
    count, length, channels, height, width = videos.shape
    rows = 2 ** ((count.bit_length() - 1) // 2)
    tiles = count if count & (count - 1) == 0 else 2 ** count.bit_length()
    columns = tiles // rows
    grid = np.zeros((length, channels, rows * height, columns * width), videos.dtype)
    for number, video in enumerate(videos):
        top, left = number // columns * height, number % columns * width
        grid[:, :, top : top + height, left : left + width] = video
    return grid


def _to_uint8(frames: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    kind = frames.dtype.kind
    if frames.dtype == np.uint8:
        return frames
    if kind == "b":
        black_or_white: np.ndarray[Any, Any] = frames.astype(np.uint8) * np.uint8(255)
        return black_or_white
    low, high = frames.min(), frames.max()
    if kind != "f":
        if low < 0 or high > 255:
            raise MediaValueError(
                f"the video's integers run from {int(low)} to {int(high)}, outside 0..255. "
                "Scale them first, or pass floats between 0 and 1."
            )
        return frames.astype(np.uint8)
    if not (np.isfinite(low) and np.isfinite(high)):
        count = int(frames.size - np.isfinite(frames).sum())
        raise MediaValueError(
            f"{count:,} of the video's {frames.size:,} values are NaN or infinite. "
            "Replace them first, for example with numpy.nan_to_num."
        )
    if low < -SLACK or high > 255:
        raise MediaValueError(
            f"the video's floats run from {low:g} to {high:g}; floats lie in 0..1, or in 0..255. "
            "Scale them first, for example with (x - x.min()) / (x.max() - x.min())."
        )
    scale = 255.0 if high <= 1 + SLACK else 1.0
    made = np.empty(frames.shape, np.uint8)
    for frame, target in zip(frames, made, strict=True):
        scaled = np.clip(frame.astype(np.float32) * scale, 0, 255)
        np.rint(scaled, out=target, casting="unsafe")
    return made


def _opaque(frames: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if frames.shape[-1] != 4:
        return frames
    made = np.empty((*frames.shape[:-1], 3), np.uint8)
    for frame, target in zip(frames, made, strict=True):
        alpha = frame[..., 3:].astype(np.uint16)
        target[:] = (frame[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return made


def _shape(array: np.ndarray[Any, Any]) -> str:
    return f"({', '.join(f'{length:,}' for length in array.shape)}{',' if array.ndim == 1 else ''})"
