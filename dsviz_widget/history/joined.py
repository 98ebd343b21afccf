"""The columns of all segments of a history in one, kept as long as they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dsviz_widget.history.columns import STEP, Column, Floats, Ints, Key, Segment
from dsviz_widget.history.kinds import NUMBER

KEPT_BYTES = 512 << 20
AXIS = "axis"

Counts = tuple[tuple[int, int], ...]


class Whole(NamedTuple):
    """A column of a history.

    Attributes
    ----------
    rows : (n,) int64 array or None
        The row of each value over all segments, rising; None when every row has one.
    values : (n,) array, or list of n JSON values
    """

    rows: Ints | None
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

    def axis(self, name: str) -> Floats:
        """Return a column that every row has as numbers that a chart's axis has."""
        values = self.base(name)
        if values.dtype == np.float64:
            return values
        counts = self._counts()
        kept = self._kept.get((name, AXIS))
        if kept is None or kept[0] != counts:
            self._keep((name, AXIS), counts, Whole(None, values.astype(np.float64)))
        floats: Floats = self._kept[name, AXIS][1].values
        return floats

    def column(self, key: Key) -> Whole:
        """Return the values under a key that are of a kind."""
        dtype = np.float64 if key[1] == NUMBER else None
        return self._joined(key, lambda segment: segment.column(key), dtype)

    def _joined(self, key: Key, read: Callable[[Segment], Column], dtype: Any) -> Whole:
        counts = self._counts()
        kept = self._kept.get(key)
        if kept is not None and kept[0] == counts:
            self._kept.move_to_end(key)
            return kept[1]
        same = 0 if kept is None else _same(kept[0], counts)
        first = sum(count for _, count in counts[:same])
        rows, values = [], []
        if kept is not None:
            before = kept[1]
            until = first if before.rows is None else int(np.searchsorted(before.rows, first))
            rows.append(None if before.rows is None else before.rows[:until])
            values.append(before.values[:until])
        columns = [read(self._segments[number]) for number, _ in counts[same:]]
        rows += [column.rows for column in columns]
        values += [column.values for column in columns]
        sizes = [*([first] if kept is not None else []), *(count for _, count in counts[same:])]
        whole = Whole(_rows(rows, sizes), _concatenated(values, dtype))
        self._keep(key, counts, whole)
        return whole

    def _counts(self) -> Counts:
        return tuple((number, self._segments[number].row_count) for number in sorted(self._segments))

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


def _rows(parts: list[Ints | None], counts: list[int]) -> Ints | None:
    """Return the rows of parts that stand after each other, each with so many rows; None for all of them."""
    if all(part is None for part in parts):
        return None
    starts = np.cumsum([0, *counts])
    known = [np.arange(count) if part is None else part for part, count in zip(parts, counts, strict=True)]
    rows: Ints = np.concatenate([part + start for part, start in zip(known, starts, strict=False)])
    return rows


def _concatenated(parts: list[Any], dtype: Any) -> Any:
    if dtype is None:
        return [value for part in parts for value in part]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([np.empty(0, dtype), *parts])


def _size(whole: Whole) -> int:
    values = whole.values
    # What lists hold is not counted to the byte.
    size = values.nbytes if isinstance(values, np.ndarray) else 200 * len(values)
    return size + (0 if whole.rows is None else whole.rows.nbytes)
