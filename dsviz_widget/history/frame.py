"""A history as an Arrow table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Key
from dsviz_widget.history.joined import JoinedColumns, Whole
from dsviz_widget.history.kinds import BOOL, NUMBER, STRING

TYPES = {NUMBER: pa.float64(), BOOL: pa.bool_(), STRING: pa.string()}


def arrow_table(columns: JoinedColumns, keys: Sequence[Key]) -> pa.Table:
    """Return columns as a table; see `HistoryReader.to_arrow`."""
    steps = columns.base(STEP)
    arrays: dict[str, pa.Array] = {STEP: pa.array(steps)}
    for name in (TIMESTAMP, RUNTIME):
        times = columns.base(name)
        arrays[name] = pa.array(times, mask=np.isnan(times))
    for key, kind in keys:
        text = key.encode("utf-8", "replace").decode()
        name = text if text not in arrays else f"{text}.{kind}"
        while name in arrays:
            name += "_"
        arrays[name] = _array(columns.column((key, kind)), kind, len(steps))
    return pa.table(arrays)


def _array(column: Whole, kind: str, count: int) -> pa.Array:
    values: list[Any] = list(column.values)
    if kind not in TYPES:
        values = [json.dumps(value) for value in values]
    elif kind == STRING:
        values = [value.encode("utf-8", "replace").decode() for value in values]
    if column.rows is None:
        return pa.array(values, TYPES.get(kind, pa.string()))
    places = np.full(count, len(values), dtype=np.int64)
    places[column.rows] = np.arange(len(values))
    there = pa.array(places, mask=places == len(values))
    return pa.array(values, TYPES.get(kind, pa.string())).take(there)
