"""How loud a sound is, as people hear it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

# Analog prototypes of the filters of the K-weighting; the standard has their coefficients at 48 kHz only.
SHELF_HZ, SHELF_DB, SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
SHELF_BAND = 0.4996667741545416
HIGH_PASS_HZ, HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
TAIL_S = 0.15
"""After this long the filters have forgotten a sample: less than 1e-14 of it is left."""
OFFSET_DB = -0.691
ABSOLUTE_GATE, RELATIVE_GATE_DB = -70.0, -10.0
HOPS = 4
"""A block of 400 ms is four steps of 100 ms."""
LOWEST_RATE_HZ = 4000
SURROUND = {5: (1, 1, 1, 1.41, 1.41), 6: (1, 1, 1, 0, 1.41, 1.41)}


class Loudness:
    """Integrated loudness and peak of a sound that comes in blocks.

    Parameters
    ----------
    sample_rate : int
        Below 4,000 Hz the weighting is not defined, and the loudness is None.
    channels : int
        Five and six are taken as 5.0 and 5.1; of all others each counts the same.

    References
    ----------
    ITU-R BS.1770-5: K-weighting, and gating of blocks of 400 ms that overlap by 75 %. A sound shorter
    than a block, which has no loudness there, is measured as one.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._rate = sample_rate
        self._weights = np.array(SURROUND.get(channels, (1,) * channels), np.float64)
        self._tail = np.zeros((0, channels), np.float32)
        self._response: np.ndarray[Any, Any] | None = None
        if sample_rate >= LOWEST_RATE_HZ:
            taps = math.ceil(TAIL_S * sample_rate)
            self._tail = np.zeros((taps, channels), np.float32)
            self._response = k_weighting(sample_rate, 1 << (8 * taps - 1).bit_length())
        self._steps: list[float] = []
        """Energy of each step of 100 ms that is through."""
        self._open = 0.0
        self._frames = 0
        self.peak = 0.0
        """The largest sample, of either sign."""

    def add(self, block: np.ndarray[Any, Any]) -> None:
        """Take the next frames, an (n, channels) array of floats."""
        if not len(block):
            return
        self.peak = max(self.peak, float(np.abs(block).max()))
        if self._response is None:
            return
        taps = len(self._tail)
        size = 2 * (len(self._response) - 1)
        for start in range(0, len(block), size - taps):
            piece = np.concatenate([self._tail, block[start : start + size - taps]], dtype=np.float32)
            filtered = np.fft.irfft(np.fft.rfft(piece, size, axis=0) * self._response[:, None], size, axis=0)
            self._count((filtered[taps : len(piece)] ** 2) @ self._weights)
            self._tail = piece[-taps:]

    def _count(self, energy: np.ndarray[Any, Any]) -> None:
        """Add the energy of frames to the steps they lie in."""
        place = 0
        while place < len(energy):
            end = self._step_end(len(self._steps))
            count = min(end - self._frames, len(energy) - place)
            self._open += float(energy[place : place + count].sum())
            self._frames += count
            place += count
            if self._frames == end:
                self._steps.append(self._open)
                self._open = 0.0

    def _step_end(self, index: int) -> int:
        return (index + 1) * self._rate // 10

    def integrated(self) -> float | None:
        """Return the loudness in LUFS; None for silence, and where it is not defined."""
        if self._response is None or not self._frames:
            return None
        steps = np.array(self._steps)
        if len(steps) < HOPS:
            power = np.array([(steps.sum() + self._open) / self._frames])
        else:
            sums = np.convolve(steps, np.ones(HOPS), "valid")
            ends = np.array([self._step_end(k) for k in range(len(steps))])
            starts = np.concatenate([[0], ends[:-1]])
            power = sums / (ends[HOPS - 1 :] - starts[: len(sums)])
        power = power[power > _power(ABSOLUTE_GATE)]
        if not len(power):
            return None
        power = power[power > power.mean() * 10 ** (RELATIVE_GATE_DB / 10)]
        return round(OFFSET_DB + 10 * math.log10(power.mean()), 2)

    def peak_db(self) -> float | None:
        """Return the largest sample in dB below full scale; None for silence."""
        # Adding zero makes one of minus zero.
        return round(20 * math.log10(self.peak), 2) + 0.0 if self.peak > 0 else None


@lru_cache(maxsize=16)
def k_weighting(sample_rate: int, size: int) -> np.ndarray[Any, Any]:
    """Return the frequency response of the K-weighting at the `size` // 2 + 1 frequencies of a real FFT."""
    z = np.exp(-1j * np.pi * np.arange(size // 2 + 1) / (size // 2))
    k = math.tan(math.pi * SHELF_HZ / sample_rate)
    high = 10 ** (SHELF_DB / 20)
    band = high**SHELF_BAND
    shelf = (
        (high + band * k / SHELF_Q + k * k)
        + 2 * (k * k - high) * z
        + (high - band * k / SHELF_Q + k * k) * z**2
    ) / ((1 + k / SHELF_Q + k * k) + 2 * (k * k - 1) * z + (1 - k / SHELF_Q + k * k) * z**2)
    k = math.tan(math.pi * HIGH_PASS_HZ / sample_rate)
    unit = 1 + k / HIGH_PASS_Q + k * k
    cut = (1 - 2 * z + z**2) / (1 + 2 * (k * k - 1) / unit * z + (1 - k / HIGH_PASS_Q + k * k) / unit * z**2)
    response: np.ndarray[Any, Any] = (shelf * cut).astype(np.complex64)
    return response


def _power(loudness: float) -> float:
    return float(10 ** ((loudness - OFFSET_DB) / 10))
