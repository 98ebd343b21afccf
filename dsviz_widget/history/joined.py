"""The columns of all segments of a history in one, kept as long as they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dsviz_widget.history.columns import STEP, Column, Ints, Key, Segment
from dsviz_widget.history.kinds import NUMBER

KEPT_BYTES = 512 << 20

Counts = tuple[tuple[int, int], ...]


class Whole(NamedTuple):
    """A column of a history.

    Attributes
    ----------
    rows : (n,) int64 array
        Rising; in the order of writing over all segments.
    values : (n,) array, or list of n JSON values
    """

    rows: Ints
    values: Any


class JoinedColumns:
    """Joins columns of segments, and after new rows only what is new.

    Parameters
    ----------
    segments : mapping of int to Segment
        By number; looked at anew each time.
    """

    def __init__(self, segments: Mapping[int, Segment]) -> None:
        self._segments = segments
        self._kept: OrderedDict[Key, tuple[Counts, Whole]] = OrderedDict()

    def base(self, name: str) -> npt.NDArray[Any]:
        """Return ``_step``, ``_timestamp`` or ``_runtime`` of all rows."""
        dtype = np.int64 if name == STEP else np.float64
        whole = self._joined((name, ""), lambda segment: Column(None, segment.base(name)), dtype)
        values: npt.NDArray[Any] = whole.values
        return values

    def column(self, key: Key) -> Whole:
        """Return the values under a key that are of a kind."""
        dtype = np.float64 if key[1] == NUMBER else None
        return self._joined(key, lambda segment: segment.column(key), dtype)

    def _joined(self, key: Key, read: Callable[[Segment], Column], dtype: Any) -> Whole:
        counts = tuple((number, self._segments[number].row_count) for number in sorted(self._segments))
        kept = self._kept.get(key)
        if kept is not None and kept[0] == counts:
            self._kept.move_to_end(key)
            return kept[1]
        rows: list[Ints] = []
        values: list[Any] = []
        same = 0
        if kept is not None:
            same = _same(kept[0], counts)
            until = np.searchsorted(kept[1].rows, sum(count for _, count in counts[:same]))
            rows.append(kept[1].rows[:until])
            values.append(kept[1].values[:until])
        start = sum(count for _, count in counts[:same])
        for number, count in counts[same:]:
            column = read(self._segments[number])
            rows.append((np.arange(count) if column.rows is None else column.rows) + start)
            values.append(column.values)
            start += count
        whole = Whole(_concatenated(rows, np.int64), _concatenated(values, dtype))
        self._keep(key, counts, whole)
        return whole

    def _keep(self, key: Key, counts: Counts, whole: Whole) -> None:
        self._kept[key] = counts, whole
        self._kept.move_to_end(key)
        sizes = {kept: _size(each) for kept, (_, each) in self._kept.items()}
        while sum(sizes.values()) > KEPT_BYTES and len(self._kept) > 1:
            del sizes[self._kept.popitem(last=False)[0]]


def _same(before: Counts, now: Counts) -> int:
    """Return how many segments from the first on have the rows that they had."""
    count = 0
    for old, new in zip(before, now, strict=False):
        if old != new:
            break
        count += 1
    return count


def _concatenated(parts: list[Any], dtype: Any) -> Any:
    if dtype is None:
        return [value for part in parts for value in part]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([np.empty(0, dtype), *parts])


def _size(whole: Whole) -> int:
    values = whole.values
    # What lists hold is not counted to the byte.
    return whole.rows.nbytes + (values.nbytes if isinstance(values, np.ndarray) else 200 * len(values))
