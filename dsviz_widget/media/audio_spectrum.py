"""The spectrogram of a sound: how strong each frequency is at each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.media.audio_file import SoundReader

SCALES = ("mel", "linear", "log")
FLOOR_DB = -120.0
WINDOW_S = 0.04
WINDOWS_A_COLUMN = 8
SLICE_FRAMES = 1 << 17
LOWEST_LOG_HZ = 20.0


@dataclass(frozen=True)
class Spectrogram:
    """Strength by frequency and time.

    Attributes
    ----------
    levels : (rows, columns) uint8 array
        0 is -120 dB and 255 is 0 dB, a sine at full scale; the first row is the highest frequency.
    edges_hz : (rows + 1,) array
        Between which frequencies each row lies, falling.
    window : int
        Frames of a window.
    """

    levels: np.ndarray[Any, Any]
    edges_hz: np.ndarray[Any, Any]
    window: int


def spectrogram(
    reader: SoundReader,
    start: int,
    stop: int,
    columns: int,
    rows: int,
    scale: str = "mel",
    window: int | None = None,
    channel: int | None = None,
    task: Any = None,
) -> Spectrogram:
    """Return the strength of each frequency from frame `start` up to `stop`.

    A Hann window is laid over the middle of each column; where windows lie apart, up to eight in a column.
    A cell is the strongest that was found within its frequencies and its time, so that a short click and a
    thin line stay visible at any size.

    Parameters
    ----------
    scale : {"mel", "linear", "log"}
        How frequencies are spaced; mel is 2595 · log10(1 + f / 700).
    window : int, optional
        Frames of a window, a power of two; near 40 ms unless given.
    channel : int, optional
        One channel; the mean of all unless given.
    """
    size = window or window_for(reader.sample_rate)
    columns = max(1, min(columns, stop - start))
    edges = row_edges(reader.sample_rate, rows, scale)
    hop = (stop - start) / columns
    each = max(1, min(WINDOWS_A_COLUMN, int(hop // (size / 2))))
    hann = np.hanning(size + 1)[:-1].astype(np.float32)
    levels = np.zeros((rows, columns), np.uint8)
    step = max(1, int(SLICE_FRAMES / hop))
    for first in range(0, columns, step):
        if task is not None:
            task.check()
            task.progress(first, columns)
        count = min(step, columns - first)
        middles = start + hop * (first + (np.arange(count * each) + 0.5) / each)
        begins = np.rint(middles).astype(np.int64) - size // 2
        signal, base = _signal(reader, int(begins[0]), int(begins[-1]) + size, channel)
        windows = np.lib.stride_tricks.sliding_window_view(signal, size)[begins - base]
        strength = np.abs(np.fft.rfft(windows * hann, axis=1)) * (2 / hann.sum())
        strongest = strength.reshape(count, each, -1).max(axis=1)
        levels[:, first : first + count] = _levels(strongest, edges, reader.sample_rate).T[::-1]
    return Spectrogram(levels, edges[::-1], size)


def window_for(sample_rate: int) -> int:
    """Return the power of two that is nearest to 40 ms, from 64 to 8,192 frames."""
    return int(2 ** np.clip(np.rint(np.log2(max(1.0, sample_rate * WINDOW_S))), 6, 13))


def row_edges(sample_rate: int, rows: int, scale: str) -> np.ndarray[Any, Any]:
    """Return the frequencies between which the rows lie, rising from the lowest that is shown."""
    top = sample_rate / 2
    if scale == "linear":
        return np.linspace(0, top, rows + 1)
    if scale == "log":
        return np.geomspace(min(LOWEST_LOG_HZ, top / 2), top, rows + 1)
    edges: np.ndarray[Any, Any] = 700 * (10 ** (np.linspace(0, _mel(top), rows + 1) / 2595) - 1)
    return edges


def _mel(frequency_hz: float) -> float:
    return float(2595 * np.log10(1 + frequency_hz / 700))


def _signal(
    reader: SoundReader, start: int, stop: int, channel: int | None
) -> tuple[np.ndarray[Any, Any], int]:
    """Return one line of samples, with silence before the sound and behind it."""
    lead = max(0, -start)
    found = reader.read(start + lead, stop)
    line = found.mean(axis=1) if channel is None else found[:, channel]
    return np.pad(line, (lead, max(0, stop - start - lead - len(line)))), start


def _levels(
    strength: np.ndarray[Any, Any], edges: np.ndarray[Any, Any], sample_rate: int
) -> np.ndarray[Any, Any]:
    """Return (columns, rows) levels: the strongest bin of a row, or between two where it has none."""
    bins = strength.shape[1]
    place = edges / (sample_rate / 2) * (bins - 1)
    decibels = 20 * np.log10(np.maximum(strength, 1e-6))
    lower = np.ceil(place[:-1]).astype(np.int64)
    upper = np.ceil(place[1:]).astype(np.int64)
    upper[-1] = bins
    middle = (place[:-1] + place[1:]) / 2
    left = np.clip(np.floor(middle).astype(np.int64), 0, bins - 2)
    share = middle - left
    values = decibels[:, left] * (1 - share) + decibels[:, left + 1] * share
    wide = np.flatnonzero(upper > lower)
    if len(wide):
        # A run of bins of its own for each row; the last one ends with the last bin.
        ends = np.maximum.reduceat(decibels, lower[wide], axis=1)
        values[:, wide] = ends
    scaled = np.rint((values - FLOOR_DB) / -FLOOR_DB * 255)
    levels: np.ndarray[Any, Any] = np.clip(scaled, 0, 255).astype(np.uint8)
    return levels
