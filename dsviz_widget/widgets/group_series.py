"""Runs of a group as one line: their mean at each x, and a band around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Band = Literal["range", "spread", "error"]
BANDS: tuple[Band, ...] = ("range", "spread", "error")
Line = tuple[NDArray[np.float64], NDArray[np.float64]]


class MeanLine(NamedTuple):
    """The mean of several lines, and where they lie around it."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lo: NDArray[np.float64]
    hi: NDArray[np.float64]


def mean_line(lines: Sequence[Line], band: Band = "range", points: int = 1000) -> MeanLine:
    """Return the mean of lines at the places where any of them has a point.

    A line is read between its own points, and nowhere else; the mean is drawn while at least half of the
    lines reach there.

    Parameters
    ----------
    lines : sequence of (x, y)
        Each x in rising order; points without a number are left out.
    band : {"range", "spread", "error"}
        From the lowest line to the highest, the standard deviation (of all lines, n) to both sides, or the
        standard error of the mean, that divided by the root of how many lines there are.
    points : int
        At most so many places, evenly chosen among those there are.
    """
    clean = [_numbers(x, y) for x, y in lines]
    clean = [line for line in clean if len(line[0])]
    nothing = np.empty(0)
    if not clean:
        return MeanLine(nothing, nothing, nothing, nothing)
    places = np.unique(np.concatenate([x for x, _ in clean]))
    if len(places) > points:
        chosen = np.unique(np.linspace(0, len(places) - 1, points).round().astype(np.int64))
        places = places[chosen]
    values = np.stack([np.interp(places, x, y, left=np.nan, right=np.nan) for x, y in clean])
    reached = np.count_nonzero(~np.isnan(values), axis=0)
    kept = (reached * 2 >= len(lines)) & (reached > 0)
    places, values, reached = places[kept], values[:, kept], reached[kept]
    if not len(places):
        return MeanLine(nothing, nothing, nothing, nothing)
    mean = np.nanmean(values, axis=0)
    if band == "range":
        return MeanLine(places, mean, np.nanmin(values, axis=0), np.nanmax(values, axis=0))
    half = np.nanstd(values, axis=0)
    if band == "error":
        half = half / np.sqrt(reached)
    return MeanLine(places, mean, mean - half, mean + half)


def _numbers(x: NDArray[np.float64], y: NDArray[np.float64]) -> Line:
    is_there = np.isfinite(x) & np.isfinite(y)
    x, y = x[is_there], y[is_there]
    order = np.argsort(x, kind="stable")
    return x[order], y[order]
