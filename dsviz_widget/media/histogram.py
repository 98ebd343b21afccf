"""How numbers are spread: counts between edges, without the numbers themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.types import article, as_array

MAX_HALF = np.finfo(np.float64).max / 2


class Histogram:
    """Counts of numbers in bins: a cell of a table, or with `log` a step's column in a heatmap over steps.

    Parameters
    ----------
    sequence : array, tensor or list of numbers, optional
        Of any shape. NaN and infinities are left out, and counted in `not_finite`.
    np_histogram : (counts, edges), optional
        As ``numpy.histogram`` returns; one edge more than counts.
    num_bins : int
        Bins to sort `sequence` into, at most 512.

    Attributes
    ----------
    histogram : list of int or float
        Counts.
    bins : list of float
        Edges, rising, one more than there are counts.
    not_finite : int
        Numbers that were left out.

    Raises
    ------
    MediaValueError
        For more than 512 bins, or edges that do not fit the counts.
    MediaTypeError
        For values that are no numbers.

    References
    ----------
    ``wandb.Histogram``, W&B reference, 2021.
    """

    MAX_LENGTH = 512

    def __init__(self, sequence: Any = None, np_histogram: Any = None, num_bins: int = 64) -> None:
        self.not_finite = 0
        if np_histogram is not None:
            counts, edges = _pair(np_histogram)
        elif sequence is None:
            raise MediaTypeError("Histogram needs numbers, or np_histogram=numpy.histogram(numbers).")
        else:
            if not 1 <= num_bins <= self.MAX_LENGTH:
                raise MediaValueError(
                    f"num_bins must be 1 to {self.MAX_LENGTH}, got {num_bins}. Fewer bins show the same."
                )
            numbers = _numbers(sequence)
            finite = numbers[np.isfinite(numbers)]
            self.not_finite = len(numbers) - len(finite)
            counts, edges = _count(finite, num_bins)
        if len(counts) > self.MAX_LENGTH:
            raise MediaValueError(
                f"a histogram has at most {self.MAX_LENGTH} bins, got {len(counts)}. "
                "Call numpy.histogram with fewer."
            )
        if len(edges) != len(counts) + 1:
            raise MediaValueError(
                f"np_histogram has {len(counts)} counts and {len(edges)} edges; there must be one edge more "
                "than counts, as numpy.histogram returns them."
            )
        self.histogram: list[Any] = counts
        self.bins: list[Any] = edges

    @classmethod
    def from_parts(cls, counts: Sequence[float], edges: Sequence[float], not_finite: int = 0) -> Histogram:
        """Return the histogram that was kept as these lists; whole counts are ints again."""
        made = cls(np_histogram=(counts, edges))
        if all(float(count).is_integer() for count in made.histogram):
            made.histogram = [int(count) for count in made.histogram]
        made.not_finite = int(not_finite or 0)
        return made

    def figures(self) -> dict[str, float | None]:
        """Return ``count``, ``min``, ``max``, ``mean``, ``std`` as the bins tell; None where all are 0."""
        counts, edges = np.asarray(self.histogram, np.float64), np.asarray(self.bins, np.float64)
        filled, count = np.flatnonzero(counts), float(counts.sum())
        if not len(filled) or count <= 0:
            return {"count": count, "min": None, "max": None, "mean": None, "std": None}
        middles = edges[:-1] / 2 + edges[1:] / 2
        mean = float(np.sum(middles * (counts / count)))
        spread = float(np.sqrt(np.sum((middles - mean) ** 2 * (counts / count))))
        low, high = float(edges[filled[0]]), float(edges[filled[-1] + 1])
        return {"count": count, "min": low, "max": high, "mean": mean, "std": spread}

    def to_json(self) -> dict[str, Any]:
        """Return ``{"_type": "histogram", "values": counts, "bins": edges}``, as W&B's history says it."""
        found = {"_type": "histogram", "values": self.histogram, "bins": self.bins}
        return {**found, "not_finite": self.not_finite} if self.not_finite else found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Histogram) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Histogram {sum(self.histogram):,} in {len(self.histogram)} bins>"


def _numbers(sequence: Any) -> np.ndarray[Any, Any]:
    try:
        array = as_array(sequence)
    except TypeError:
        array = as_array(sequence.float())
    if array is None:
        if not isinstance(sequence, Sequence) and not hasattr(sequence, "__iter__"):
            raise MediaTypeError(f"a histogram is made of numbers, got {article(sequence)}.")
        try:
            array = np.asarray(sequence if isinstance(sequence, (list, tuple)) else list(sequence))
        except ValueError:
            array = np.asarray([number for part in sequence for number in np.ravel(part)])
    if array.dtype.kind not in "biuf":
        if array.size:
            raise MediaTypeError(f"a histogram is made of numbers, got {array.dtype} values.")
        array = array.astype(np.float64)
    return array.reshape(-1).astype(np.float64)


def _count(finite: np.ndarray[Any, Any], num_bins: int) -> tuple[list[int], list[float]]:
    if not len(finite):
        return [0] * num_bins, np.linspace(0.0, 1.0, num_bins + 1).tolist()
    low, high = float(finite.min()), float(finite.max())
    # Numbers further apart than the largest double are counted at a quarter of their size, which is exact.
    scale = 0.25 if high / 2 - low / 2 > MAX_HALF else 1.0
    try:
        counts, edges = np.histogram(finite * scale, num_bins, (low * scale, high * scale))
    except ValueError:
        # Between numbers this near to each other there are too few doubles for edges.
        spread = max(abs(low), 1.0) * 1e-6
        counts, edges = np.histogram(finite, num_bins, (low - spread, high + spread))
    return counts.tolist(), (edges / scale).tolist()


def _pair(given: Any) -> tuple[list[Any], list[Any]]:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise MediaTypeError(
            f"np_histogram is a pair, counts and edges, as numpy.histogram returns; got {article(given)}."
        )
    parts = [np.asarray(part) for part in given]
    if any(part.ndim != 1 or (part.dtype.kind not in "biuf" and part.size) for part in parts):
        raise MediaTypeError("np_histogram is a pair of lists of numbers, counts and edges.")
    if not all(np.isfinite(part).all() for part in parts) or (np.diff(parts[1]) < 0).any():
        raise MediaValueError("np_histogram's edges must be finite and rise from left to right.")
    return parts[0].tolist(), parts[1].tolist()
