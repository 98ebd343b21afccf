"""The outline of a sound: its lowest and highest sample in each of some columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from dsviz_widget.media.audio_file import SoundReader

MAX_GAIN = 256.0
"""Quieter than 48 dB below full scale a sound looks quiet, however small the picture."""


def outline(
    reader: SoundReader, start: int, stop: int, columns: int, task: Any = None
) -> np.ndarray[Any, Any]:
    """Return the lowest and highest sample of each channel in each column.

    Parameters
    ----------
    start, stop : int
        Frames.
    columns : int
        At most one a frame is made.
    task : Task, optional
        Told of progress, and asked whether to stop.

    Returns
    -------
    (channels, columns, 2) float32 array; columns behind the end of a file that is cut short are 0.
    """
    count = max(1, stop - start)
    columns = max(1, min(columns, count))
    edges = np.arange(columns + 1, dtype=np.int64) * count // columns
    low = np.full((reader.channels, columns), np.inf, np.float32)
    high = np.full((reader.channels, columns), -np.inf, np.float32)
    place = 0
    for block in reader.blocks(start, stop):
        if task is not None:
            task.check()
            task.progress(place, count)
        lines = np.ascontiguousarray(block.T)
        first = int(np.searchsorted(edges, place, "right")) - 1
        last = int(np.searchsorted(edges, place + lines.shape[1], "left"))
        cuts = np.maximum(edges[first:last] - place, 0)
        part = slice(first, last)
        low[:, part] = np.minimum(low[:, part], np.minimum.reduceat(lines, cuts, axis=1))
        high[:, part] = np.maximum(high[:, part], np.maximum.reduceat(lines, cuts, axis=1))
        place += lines.shape[1]
    low[low > high] = 0
    high[np.isinf(high)] = 0
    return np.stack([low, high], axis=2)


def small_outline(reader: SoundReader, columns: int) -> tuple[np.ndarray[Any, Any], float]:
    """Return the outline of all channels together, and the largest sample.

    Returns
    -------
    pairs : (columns, 2) int8 array
        127 is the largest sample of the sound, so that a quiet one has a shape as well.
    peak : float
    """
    drawn = outline(reader, 0, reader.frames, columns)
    low, high = drawn[:, :, 0].min(axis=0), drawn[:, :, 1].max(axis=0)
    peak = float(max(-low.min(), high.max(), 0.0))
    gain = min(1 / peak, MAX_GAIN) if peak > 0 else 0.0
    pairs: np.ndarray[Any, Any] = np.rint(np.stack([low, high], axis=1) * gain * 127).clip(-127, 127)
    return pairs.astype(np.int8), peak
