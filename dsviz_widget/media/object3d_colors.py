"""Colors of points that have none of their own; the viewer's `spatial/colors.ts` has the same."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

CLASSES = np.array(
    [
        (0x7F, 0x73, 0xAF), (0xDE, 0x5C, 0x6C), (0x23, 0x88, 0x31), (0xE8, 0xBA, 0x1D), (0x5F, 0xCB, 0xFA),
        (0xAA, 0x33, 0x77), (0xFA, 0x8C, 0x77), (0x35, 0xA7, 0xB5), (0x3F, 0x2F, 0xE0), (0xC6, 0xFF, 0x00),
        (0xD2, 0x5A, 0xFF), (0xBB, 0xBB, 0xBB),
    ],
    np.uint8,
)  # fmt: skip
"""The class colors of the stylesheet, ``--dv-class-0`` and on."""
RAMP = np.array(
    [(0x4B, 0x55, 0xD4), (0x2F, 0x8F, 0xC4), (0x2B, 0xA3, 0x86), (0x86, 0xB1, 0x3A), (0xE0, 0x9B, 0x12)]
)
"""From low to high: apart from white and from black by 2:1 all along."""
SAMPLE = 50_000
ENDS = (1, 99)


def class_colors(numbers: Array) -> Array:
    """Return (n, 3) uint8 colors of classes counted from 0."""
    made: Array = CLASSES[numbers % len(CLASSES)]
    return made


def ramp_colors(values: Array, low: float, high: float) -> Array:
    """Return (n, 3) uint8 colors of numbers between two ends; what lies beyond has the color of the end."""
    share = np.clip((values - low) / ((high - low) or 1), 0, 1)
    # A table of 256 colors costs a tenth of interpolating each of a million.
    steps = np.linspace(0, len(RAMP) - 1, 256)
    table = np.stack([np.interp(steps, np.arange(len(RAMP)), RAMP[:, k]) for k in range(3)], axis=1)
    made: Array = np.rint(table).astype(np.uint8)[(share * 255).astype(np.uint8)]
    return made


def usual_range(values: Array) -> tuple[float, float]:
    """Return the ends between which nearly all numbers lie, so that no stray point takes the colors."""
    if not len(values):
        return 0.0, 1.0
    sample = thinned(values)
    low, high = np.percentile(sample, ENDS).tolist()
    return (low, high) if low < high else (float(values.min()), float(values.max()))


def thinned(values: Array, most: int = SAMPLE) -> Array:
    """Return every so-many-th row, at most `most` of them."""
    return values[:: max(1, -(-len(values) // most))]
