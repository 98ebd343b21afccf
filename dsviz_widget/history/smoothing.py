"""Exponential smoothing of a logged line."""

from __future__ import annotations

import numpy as np

from dsviz_widget.history.columns import Floats

BLOCK = 64
SMALLEST_LOG = np.log(np.finfo(np.float64).eps / 4)


def smooth(values: Floats, weight: float) -> Floats:
    """Return the debiased exponential moving average.

    Parameters
    ----------
    values : (n,) float64 array
    weight : float
        What the average so far counts, in [0, 1); 0 changes nothing.

    Returns
    -------
    (n,) float64 array
        Values that are not finite stay as they are and count for nothing.

    Raises
    ------
    ValueError
        If the weight is outside [0, 1).

    References
    ----------
    TensorBoard's scalar chart and W&B's "Exponential moving average": ``s = w s + (1 - w) y``, divided by
    ``1 - w**n`` after n values, so that the line does not begin at 0.
    """
    if not 0 <= weight < 1:
        raise ValueError(f"smoothing {weight!r} is outside [0, 1). Write 0 for none, 0.9 for much.")
    result: Floats = values.copy()
    if weight == 0 or not len(values):
        return result
    finite = np.isfinite(values)
    if not finite.all():
        result[finite] = smooth(values[finite], weight)
        return result
    result = _running((1 - weight) * values, weight)
    # The divisor is 1 to the last digit after this many.
    count = min(len(values), int(np.ceil(SMALLEST_LOG / np.log(weight))))
    result[:count] /= -np.expm1(np.log(weight) * np.arange(1, count + 1))
    return result


def _running(values: Floats, factor: float) -> Floats:
    """Return ``r[i] = factor * r[i - 1] + values[i]``, in blocks that are independent but for one number."""
    if len(values) <= BLOCK:
        short: Floats = _triangle(factor, len(values)) @ values
        return short
    count = -(-len(values) // BLOCK)
    blocks = np.zeros(count * BLOCK)
    blocks[: len(values)] = values
    inside: Floats = blocks.reshape(count, BLOCK) @ _triangle(factor, BLOCK).T
    ends = _running(inside[:-1, -1], factor**BLOCK)
    inside[1:] += ends[:, None] * factor ** np.arange(1, BLOCK + 1)
    return inside.reshape(-1)[: len(values)]


def _triangle(factor: float, size: int) -> Floats:
    powers = np.subtract.outer(np.arange(size), np.arange(size))
    triangle: Floats = np.where(powers >= 0, factor ** np.maximum(powers, 0).astype(np.float64), 0.0)
    return triangle
