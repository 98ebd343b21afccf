"""The history of a run that another tool wrote, as columns: what is kept at once, however long it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dsviz_widget.history import KeyInfo, kind_of
from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Column, Key
from dsviz_widget.history.packed import PackedColumn, write_packed
from dsviz_widget.history.packing import STORAGE, fits
from dsviz_widget.store.files import make_folder

OWN = (STEP, TIMESTAMP, RUNTIME)


@dataclass
class RunColumns:
    """Rows of a history, one a step, in the order of their steps.

    Attributes
    ----------
    steps : (n,) int64 array
    timestamps : (n,) float64 array
        Seconds since 1970, NaN where nobody said.
    runtimes : (n,) float64 array
        Seconds since the run began, NaN where nobody said.
    columns : dict of (key, kind) to Column
        Numbers are a float64 or int64 array, or a list where both occur; everything else is a list.
    """

    steps: npt.NDArray[np.int64]
    timestamps: npt.NDArray[np.float64]
    runtimes: npt.NDArray[np.float64]
    columns: dict[Key, Column] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.steps)

    @property
    def keys(self) -> dict[Key, KeyInfo]:
        """Every key and kind, and what is known of it."""
        found = {}
        for key, column in self.columns.items():
            first, last = (0, -1) if column.rows is None else (column.rows[0], column.rows[-1])
            value = column.values[-1]
            value = value.item() if isinstance(value, np.generic) else value
            found[key] = KeyInfo(len(column.values), int(self.steps[first]), int(self.steps[last]), value)
        return found

    def base(self, name: str) -> npt.NDArray[Any]:
        """Return ``_step``, ``_timestamp`` or ``_runtime`` of all rows."""
        return {STEP: self.steps, TIMESTAMP: self.timestamps, RUNTIME: self.runtimes}[name]

    def write(self, folder: Path) -> None:
        """Write the rows into an empty folder, as one segment that is packed; raises StoreError."""
        make_folder(folder)
        if not self.row_count:
            return
        found: list[PackedColumn] = []
        more: dict[int, dict[str, Any]] = {}
        infos = self.keys
        for key, column in self.columns.items():
            rows = np.arange(self.row_count) if column.rows is None else column.rows
            if isinstance(column.values, np.ndarray):
                storage = "int" if column.values.dtype.kind == "i" else "float"
                found.append(PackedColumn(*key, storage, infos[key], rows, column.values))
                continue
            sorted_out: dict[str, tuple[list[int], list[Any]]] = {}
            for row, value in zip(rows.tolist(), column.values, strict=True):
                if fits(value):
                    places, values = sorted_out.setdefault(STORAGE[type(value)], ([], []))
                    places.append(row)
                    values.append(value)
                else:
                    more.setdefault(row, {})[key[0]] = value
            found += [
                PackedColumn(*key, storage, infos[key], places, values)
                for storage, (places, values) in sorted_out.items()
            ]
        base = {name: self.base(name) for name in OWN}
        write_packed(folder / "000001.parquet", base, found, more)

    def last_values(self) -> dict[str, Any]:
        """Return the last value of each key, whole numbers as such: a summary for a run that has none."""
        found: dict[str, tuple[int, Any]] = {}
        for key, info in self.keys.items():
            if key[0] not in found or info.last_step >= found[key[0]][0]:
                found[key[0]] = info.last_step, info.last
        return {name: value for name, (_, value) in found.items()}


def columns_of_rows(rows: Iterable[Mapping[str, Any]], started_at: float | None = None) -> RunColumns:
    """Return the columns of rows, each a dict with ``_step`` and JSON values.

    Parameters
    ----------
    rows : iterable of mapping
        In any order; rows of one step stay in theirs.
    started_at : float, optional
        When the run began, seconds since 1970: a row that has no ``_runtime`` gets it from its time.
    """
    ordered = sorted(rows, key=lambda row: int(row[STEP]))
    steps = np.array([int(row[STEP]) for row in ordered], np.int64)
    timestamps, runtimes = (
        np.array([_seconds(row.get(name)) for row in ordered], np.float64) for name in (TIMESTAMP, RUNTIME)
    )
    gathered: dict[Key, tuple[list[int], list[Any]]] = {}
    for place, row in enumerate(ordered):
        for name, value in row.items():
            if name not in OWN:
                places, values = gathered.setdefault((name, kind_of(value)), ([], []))
                places.append(place)
                values.append(value)
    columns = {key: _column(key, places, values, len(ordered)) for key, (places, values) in gathered.items()}
    return RunColumns(steps, timestamps, _with_start(runtimes, timestamps, started_at), columns)


def _column(key: Key, places: list[int], values: list[Any], count: int) -> Column:
    rows = None if len(places) == count else np.array(places, np.int64)
    if key[1] == "number" and all(type(value) is float for value in values):
        return Column(rows, np.array(values, np.float64))
    return Column(rows, values)


def _with_start(
    runtimes: npt.NDArray[np.float64], timestamps: npt.NDArray[np.float64], started_at: float | None
) -> npt.NDArray[np.float64]:
    known = timestamps[np.isfinite(timestamps)]
    if started_at is None and not len(known):
        return runtimes
    begin = float(known.min()) if started_at is None else started_at
    return np.where(np.isnan(runtimes), timestamps - begin, runtimes)


def columns_of_series(
    series: Mapping[Key, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], Any]],
) -> RunColumns:
    """Return the columns of series that have steps of their own: values of one step become one row.

    Parameters
    ----------
    series : mapping of (key, kind) to (steps, timestamps, values)
        In the order in which they were logged. Where a series has a step several times, the first values
        of all series are one row, the second ones another, and so on.

    Returns
    -------
    RunColumns
        The time of a row is the latest of its values'.
    """
    if not series:
        empty = np.empty(0)
        return RunColumns(empty.astype(np.int64), empty, empty.copy())
    placed = {key: _ordered(*parts) for key, parts in series.items()}
    known = np.unique(np.concatenate([steps for steps, _, _, _ in placed.values()]))
    turns = max(int(turn.max()) for _, turn, _, _ in placed.values()) + 1

    def place_of(steps: npt.NDArray[np.int64], turn: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        # One number for a step and the turn in it; the step's rank, as steps themselves may be huge.
        return np.searchsorted(known, steps) * turns + turn

    places = np.unique(np.concatenate([place_of(steps, turn) for steps, turn, _, _ in placed.values()]))
    timestamps = np.full(len(places), -np.inf)
    columns = {}
    for key, (steps, turn, times, values) in placed.items():
        rows = np.searchsorted(places, place_of(steps, turn))
        np.maximum.at(timestamps, rows, np.where(np.isnan(times), -np.inf, times))
        columns[key] = Column(None if len(rows) == len(places) else rows, values)
    timestamps[np.isinf(timestamps)] = np.nan
    runtimes = _with_start(np.full(len(places), np.nan), timestamps, None)
    return RunColumns(known[places // turns], timestamps, runtimes, columns)


def _ordered(steps: Any, times: Any, values: Any) -> tuple[Any, Any, Any, Any]:
    """Return a series in the order of its steps, with how often each step was there before."""
    steps, times = np.asarray(steps, np.int64), np.asarray(times, np.float64)
    if len(steps) > 1 and (np.diff(steps) < 0).any():
        order = np.argsort(steps, kind="stable")
        steps, times = steps[order], times[order]
        values = values[order] if isinstance(values, np.ndarray) else [values[place] for place in order]
    begins = np.searchsorted(steps, steps, "left")
    return steps, np.arange(len(steps)) - begins, times, values


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else float("nan")
