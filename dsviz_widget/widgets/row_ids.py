"""Ids of ticked rows as they cross to the browser: a short text, whichever rows they are.

Ids in ascending order become the steps from each to the next, the first one counted from -1. Each step is
written as a varint (seven bits a byte, the lowest first, the eighth bit says that more follow); a step that
comes again is written as 0 and how many more times. The bytes are base64, so that they cross as text in all
hosts. A range takes some bytes, every second row too; 300,000 of 600,000 rows that nothing orders take
0.4 MB. `js/src/row-ids.ts` is its twin.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets

from dsviz_widget.errors import ViewError

MOST_TICKED = 1_000_000
"""Rows that are ticked at once: each is a number in the browser's memory."""
MOST_TEXT = 700_000
"""Letters of the text: with the front end beside it, it opens a view in one message of 1 MB."""


def pack(ids: Iterable[int] | np.ndarray) -> str:
    """Return ids of rows, from 0, as the text that crosses; their order and what is there twice are lost."""
    # From -1, so that no step is 0.
    steps = np.diff(np.unique(np.asarray(ids, np.int64)), prepend=-1)
    if not len(steps):
        return ""
    starts = np.flatnonzero(np.diff(steps, prepend=0))
    again = np.diff(starts, append=len(steps)) - 1
    numbers = np.column_stack([steps[starts], np.zeros_like(starts), again])
    kept = np.column_stack([np.ones_like(starts), again, again]) > 0
    return base64.b64encode(_varints(numbers[kept])).decode()


def unpack(text: str) -> np.ndarray:
    """Return the ids that a text holds, ascending, as 64-bit integers.

    Raises
    ------
    ViewError
        If the text is none that `pack` writes, or holds more rows than can be ticked.
    """
    try:
        numbers = _numbers(np.frombuffer(base64.b64decode(text, validate=True), np.uint8))
    except ValueError as error:
        raise ViewError(f"the ticked rows came in no form that this version reads ({error}).") from None
    is_mark = numbers == 0
    is_count = np.concatenate([[False], is_mark[:-1]])
    if is_mark[:1].any() or is_mark[-1:].any() or (is_mark & is_count).any():
        raise ViewError("the ticked rows came in no form that this version reads (a count is missing).")
    is_step = ~(is_mark | is_count)
    times = np.ones(len(numbers), np.int64)
    # Where a mark and a count follow a step, they say how often it comes again.
    (marks,) = np.nonzero(is_mark)
    times[marks - 1] += numbers[marks + 1]
    if times[is_step].sum() > MOST_TICKED:
        raise too_many(int(times[is_step].sum()))
    found: np.ndarray = np.cumsum(np.repeat(numbers[is_step], times[is_step])) - 1
    return found


def too_many(count: int) -> ViewError:
    """Return what says that so many rows cannot be ticked at once."""
    return ViewError(
        f"{count:,} rows are more than can be ticked at once: filter to them instead, "
        "as in view.query = 'score < 0.5'."
    )


class RowIds(traitlets.List[int]):
    """A list of row ids; it crosses to the browser as `pack` writes it, and comes back in ascending order."""

    _cast_types = (tuple, range, np.ndarray)

    def validate_elements(self, obj: Any, value: Any) -> list[int]:
        """Accept ids from 0 up, as whole numbers of Python or NumPy."""
        ids = np.asarray(value) if len(value) else np.zeros(0, np.int64)
        if ids.dtype.kind not in "iu" or ids.ndim != 1 or (ids < 0).any():
            raise traitlets.TraitError(f"{self.name} takes ids of rows: whole numbers from 0 up.")
        if len(ids) > MOST_TICKED or len(pack(ids)) > MOST_TEXT:
            raise too_many(len(ids))
        return list(ids.tolist())


def to_browser(ids: list[int], _: Any) -> str:
    """Write the trait for the browser."""
    return pack(ids)


def from_browser(text: str, _: Any) -> list[int]:
    """Read what the browser wrote."""
    return list(unpack(text).tolist())


def _varints(numbers: np.ndarray) -> bytes:
    sizes = np.ones(len(numbers), np.int64)
    while ((numbers >> (7 * sizes)) > 0).any():
        sizes += (numbers >> (7 * sizes)) > 0
    written = np.zeros(int(sizes.sum()), np.uint8)
    begin = np.cumsum(sizes) - sizes
    for at in range(int(sizes.max())):
        has = sizes > at
        more = (sizes[has] > at + 1).astype(np.int64) << 7
        written[begin[has] + at] = ((numbers[has] >> (7 * at)) & 127) | more
    return written.tobytes()


def _numbers(content: np.ndarray) -> np.ndarray:
    if not len(content):
        return np.zeros(0, np.int64)
    (ends,) = np.nonzero(content < 128)
    begin = np.concatenate([[0], ends[:-1] + 1])
    if not len(ends) or ends[-1] != len(content) - 1:
        raise ValueError("a number is cut off")
    sizes = ends - begin + 1
    if sizes.max() > 8:
        raise ValueError("a number is too long")
    places = np.arange(len(content)) - np.repeat(begin, sizes)
    parts = (content.astype(np.int64) & 127) << (7 * places)
    found: np.ndarray = np.add.reduceat(parts, begin)
    return found
