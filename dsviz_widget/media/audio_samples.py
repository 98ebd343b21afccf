"""Arrays in any form to the samples of a WAV file."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.types import article, as_array

MAX_CHANNELS = 64
MAX_RATE_HZ = 16_000_000
MAX_WAV_BYTES = 2**32 - 1024
"""A WAV file counts its bytes in 32 bits."""


def to_samples(source: Any) -> np.ndarray[Any, Any]:
    """Return the samples of an array, a tensor or a list, as a WAV file holds them.

    Parameters
    ----------
    source : (n,), (n, channels) or (channels, n)
        The longer side is time, and where both are equal the first is. Floats are full scale at ±1 and
        become 16 bits; integers are scaled by their range, so int16 stays as it is; integers of 64 bits,
        which nobody records, are those of the narrowest width that holds them, 16 or 32 bits.

    Returns
    -------
    (n, channels) array of uint8, int16 or int32

    Raises
    ------
    MediaTypeError
        For anything but numbers.
    MediaValueError
        For another shape, NaN, infinity, or more samples than a WAV file holds.

    Warns
    -----
    UserWarning
        If floats lie beyond ±1; they are clipped, and the warning says how many.
    """
    array = _shaped(_numbers(source))
    samples = _from_floats(array) if array.dtype.kind == "f" else _from_integers(array)
    if samples.nbytes > MAX_WAV_BYTES:
        raise MediaValueError(
            f"the sound has {samples.nbytes / 2**30:.1f} GB of samples and a WAV file holds 4 GB. "
            "Log parts of it, or a FLAC file."
        )
    return np.ascontiguousarray(samples)


def check_rate(sample_rate: Any, channels: int, sample_bytes: int) -> int:
    """Return a sample rate in Hz as an int.

    Raises
    ------
    MediaValueError
        If there is none, or it is no whole number from 1 that a WAV file can hold.
    MediaTypeError
        If it is no number.
    """
    if sample_rate is None:
        raise MediaValueError(
            "an array does not say how fast it is played. Pass sample_rate, in Hz, such as sample_rate=16000."
        )
    if isinstance(sample_rate, (bool, np.bool_)) or not isinstance(sample_rate, (int, float, np.number)):
        raise MediaTypeError(f"sample_rate is a number of Hz, got {article(sample_rate)}.")
    try:
        rate = int(sample_rate)
    except (OverflowError, ValueError):
        rate = 0
    if rate != sample_rate or not 1 <= rate <= min(MAX_RATE_HZ, (2**32 - 1) // (channels * sample_bytes)):
        raise MediaValueError(
            f"sample_rate is a whole number of Hz from 1 to {MAX_RATE_HZ:,}, got {sample_rate!s}."
        )
    return rate


def _numbers(source: Any) -> np.ndarray[Any, Any]:
    try:
        array = as_array(source)
    except TypeError:
        # NumPy has no bfloat16; float32 holds every one of them.
        array = as_array(source.float()) if hasattr(source, "float") else None
    if array is None and isinstance(source, (list, tuple)):
        try:
            array = np.asarray(source)
        except ValueError:
            raise MediaTypeError("the channels of the nested lists have different lengths.") from None
    if array is None:
        raise MediaTypeError(
            "a sound is made from an array of samples, a path, a file or another Audio, "
            f"got {article(source)}."
        )
    if array.size and array.dtype.kind not in "iuf":
        raise MediaTypeError(
            f"a sound is made of real numbers, got an array of {array.dtype}. Convert it to float32 first."
        )
    return array


def _shaped(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shape, shaped = array.shape, array
    while shaped.ndim > 2 and 1 in shaped.shape:
        shaped = shaped.squeeze(shaped.shape.index(1))
    if not array.size:
        raise MediaValueError(f"a sound needs at least one sample; got an array of shape {shape}.")
    if shaped.ndim == 1:
        return shaped[:, None]
    if shaped.ndim == 2:
        shaped = shaped.T if shaped.shape[1] > shaped.shape[0] else shaped
        if shaped.shape[1] <= MAX_CHANNELS:
            return shaped
    raise MediaValueError(
        f"a sound has shape (n,), (n, channels) or (channels, n), with at most {MAX_CHANNELS} channels; "
        f"got {shape}."
    )


def _from_floats(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    finite = np.isfinite(array)
    if not finite.all():
        raise MediaValueError(
            f"{int(array.size - finite.sum()):,} of the sound's {array.size:,} samples are NaN or infinite. "
            "Replace them first, for example with numpy.nan_to_num."
        )
    values = array.astype(np.float32) if array.dtype.itemsize < 4 else array
    beyond = np.abs(values) > 1
    count = int(beyond.sum())
    if count:
        warnings.warn(
            f"{count:,} of the sound's {array.size:,} samples lie beyond ±1, up to "
            f"{np.abs(values).max():.4g}, and are clipped. Divide by the largest, or pass integers.",
            stacklevel=5,
        )
        values = np.clip(values, -1, 1)
    scaled: np.ndarray[Any, Any] = np.rint(values * 32767).astype(np.int16)
    return scaled


def _from_integers(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    kind, width = array.dtype.kind, array.dtype.itemsize
    if width == 8:
        low, high = int(array.min()), int(array.max())
        for narrow in (np.int16, np.int32):
            if np.iinfo(narrow).min <= low and high <= np.iinfo(narrow).max:
                return array.astype(narrow)
        raise MediaValueError(
            f"the sound's integers run from {low} to {high}, wider than 32 bits. "
            "Divide by their range, and pass floats between -1 and 1."
        )
    if width == 1:
        # Samples of one byte are unsigned in a WAV file, with silence at 128.
        return array if kind == "u" else (array.astype(np.int16) + 128).astype(np.uint8)
    native = array.astype(array.dtype.newbyteorder("="))
    if kind == "i":
        return native
    half = 1 << (8 * width - 1)
    signed: np.ndarray[Any, Any] = (native.astype(np.int64) - half).astype(f"i{width}")
    return signed
