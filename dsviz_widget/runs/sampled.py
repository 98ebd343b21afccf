"""Rows of a run's history as W&B's public API hands them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from dsviz_widget.errors import RunError
from dsviz_widget.history import HistoryReader
from dsviz_widget.types import article

DEFAULT_SAMPLES = 500


def sampled_history(
    reader: HistoryReader, samples: int, keys: Sequence[str] | None, x_axis: str
) -> list[dict[str, Any]]:
    """Return rows at even distances in the order of an axis; see `RunRecord.history`.

    Raises
    ------
    RunError
        If `samples` is no whole number above 0, or `keys` is no list of names.
    """
    if isinstance(samples, bool) or not isinstance(samples, (int, np.integer)) or samples < 1:
        raise RunError(f"samples={samples!r} is no number of rows. Write 500, or use scan_history for all.")
    wanted = _checked_keys(keys)
    there = reader.rows_with([*(wanted or ()), x_axis])
    order = reader.in_order_of(x_axis, there)
    if len(order) > samples:
        order = order[np.unique(np.linspace(0, len(order) - 1, int(samples)).round().astype(np.int64))]
    rows = reader.rows_at(order)
    if wanted is None:
        return rows
    return [{key: row[key] for key in dict.fromkeys([*wanted, x_axis])} for row in rows]


def scanned_rows(
    reader: HistoryReader, keys: Sequence[str] | None, page_size: int, min_step: int, max_step: int | None
) -> Iterator[dict[str, Any]]:
    """Yield rows in the order of writing; see `RunRecord.scan_history`.

    Raises
    ------
    RunError
        If `page_size` is below 1, or `keys` is no list of names.
    """
    if page_size < 1:
        raise RunError(f"page_size={page_size!r} is no number of rows. Leave it out.")
    return reader.rows(_checked_keys(keys), min_step, max_step)


def _checked_keys(keys: Sequence[str] | None) -> list[str] | None:
    if keys is None:
        return None
    if isinstance(keys, str) or not all(isinstance(key, str) for key in keys):
        raise RunError(f"keys must be a list of names, got {article(keys)}. Write ['loss'].")
    return list(keys)
