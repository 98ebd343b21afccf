"""Which points of a long line a screen needs: first, last, lowest and highest of each column of pixels."""

from __future__ import annotations

import numpy as np

from dsviz_widget.history.columns import Floats, Ints

KEPT_PER_COLUMN = 4


def inside(x: Floats, low: float | None, high: float | None) -> slice:
    """Return the points of a rising x that lie in a range, its ends included."""
    start = 0 if low is None else int(np.searchsorted(x, low, "left"))
    stop = len(x) if high is None else int(np.searchsorted(x, high, "right"))
    return slice(start, max(stop, start))


def sample(x: Floats, y: Floats, points: int) -> Ints:
    """Return which points to draw so that a line looks as if all were drawn.

    The range of x is cut into ``points // 4`` columns of equal width; of each, its first and last point and
    its lowest and highest are kept. Where some values are not finite there are ``points // 5`` columns, and
    each keeps the first of these too, so that a gap stays one. The same points give the same answer.

    Parameters
    ----------
    x : (n,) float64 array
        Rising, without NaN.
    y : (n,) float64 array
    points : int
        At most this many are kept, and all where there are no more; at least 5.

    Returns
    -------
    (m,) int64 array
        Rising positions.

    References
    ----------
    M4: Jugel, Jerzak, Hackenbroich, Markl, "M4: A Visualization-Oriented Time Series Data Aggregation",
    PVLDB 7(10), 2014.
    """
    if len(x) <= points:
        return np.arange(len(x))
    finite = np.isfinite(y)
    is_whole = bool(finite.all())
    columns = max(points // (KEPT_PER_COLUMN if is_whole else KEPT_PER_COLUMN + 1), 1)
    starts = _starts(x, columns)
    ends = np.append(starts[1:], len(x))
    kept = [starts, ends - 1]
    if not is_whole:
        holes = np.flatnonzero(~finite)
        first = np.searchsorted(holes, starts)
        has_hole = (first < len(holes)) & (holes[np.minimum(first, len(holes) - 1)] < ends)
        kept.append(holes[first[has_hole]])
    lowest = y if is_whole else np.where(finite, y, np.inf)
    highest = y if is_whole else np.where(finite, y, -np.inf)
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    kept.append(np.array([start + int(lowest[start:end].argmin()) for start, end in spans]))
    kept.append(np.array([start + int(highest[start:end].argmax()) for start, end in spans]))
    return np.unique(np.concatenate(kept))


def _starts(x: Floats, columns: int) -> Ints:
    """Return where each column that has points begins."""
    edges = np.linspace(x[0], x[-1], columns + 1)[:-1]
    return np.unique(np.searchsorted(x, edges, "left"))
