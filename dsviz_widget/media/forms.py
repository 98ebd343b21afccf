"""The forms that pixels come in: arrays, tensors, nested lists, Pillow's images and matplotlib's figures."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.encoding import plain_array
from dsviz_widget.types import article, as_array

if TYPE_CHECKING:
    from PIL import Image as PILImage


def pixels_of(source: Any) -> np.ndarray[Any, Any]:
    """Return an array of pixels, channels last, from an array, a tensor or nested lists.

    Raises
    ------
    MediaTypeError
        If it is none of these.
    """
    is_tensor = hasattr(source, "detach")
    try:
        array = as_array(source)
    except TypeError:
        # NumPy has no bfloat16; float32 holds every one of them.
        array = as_array(source.float()) if is_tensor else None
    if array is None and isinstance(source, (list, tuple)):
        array = plain_array(source, "image")
    if array is None:
        hint = " Open it with PIL.Image.open(io.BytesIO(...)) first." if _is_file_content(source) else ""
        raise MediaTypeError(
            "an image is made from an array, a path, a PIL image, a matplotlib figure or another Image, "
            f"got {article(source)}.{hint}"
        )
    if is_tensor:
        while array.ndim > 3 and 1 in array.shape[:-3]:
            array = array.squeeze(array.shape.index(1))
        if array.ndim == 3 and array.shape[0] in (1, 3, 4):
            array = np.moveaxis(array, 0, -1)
    return array


def copy_of(image: PILImage.Image) -> PILImage.Image:
    """Return the pixels of Pillow's image, which nobody else changes, without what its file said of them.

    Raises
    ------
    MediaValueError
        If its file is closed or damaged.
    """
    try:
        copy = image.copy()
    except Exception as error:  # Pillow decodes here, and what a damaged file makes it raise is open.
        raise MediaValueError(
            f"the PIL image cannot be read: {str(error).rstrip('.')}. Open its file again."
        ) from None
    # These pixels are as they are, and a PNG of them says nothing of how a camera was held.
    copy.info.pop("exif", None)
    return copy


def is_figure(value: Any) -> bool:
    """Return whether a value is a figure of matplotlib, a part of one, or its ``pyplot`` module."""
    name = getattr(value, "__name__", "") if type(value).__name__ == "module" else type(value).__module__
    return name.split(".")[0] == "matplotlib" or any(
        base.__module__.split(".")[0] == "matplotlib" for base in type(value).__mro__
    )


def figure_to_png(value: Any) -> bytes:
    """Return a figure drawn as a PNG, at its own size and resolution.

    Raises
    ------
    MediaTypeError
        If it is something of matplotlib's that belongs to no figure.
    """
    figure = value.gcf() if hasattr(value, "gcf") else value
    if not hasattr(figure, "savefig"):
        figure = getattr(figure, "figure", None)
    if figure is None or not hasattr(figure, "savefig"):
        raise MediaTypeError(f"{article(value)} belongs to no matplotlib figure. Pass the figure.")
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _is_file_content(value: Any) -> bool:
    return isinstance(value, (bytes, bytearray, memoryview)) or hasattr(value, "read")
