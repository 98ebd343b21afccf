"""The history of one run, read back while it may still be written, by this process or another."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.errors import StoreError, UnknownKey, did_you_mean
from dsviz_widget.history.columns import RUNTIME, STEP, TIMESTAMP, Floats, Ints, Key, KeyInfo, Segment
from dsviz_widget.history.joined import JoinedColumns, Whole
from dsviz_widget.history.kinds import NUMBER
from dsviz_widget.history.lines import LinesSegment
from dsviz_widget.history.sampling import inside, sample
from dsviz_widget.history.segments import SegmentFile, list_segments
from dsviz_widget.history.smoothing import smooth
from dsviz_widget.store.alive import is_alive

if TYPE_CHECKING:
    import pyarrow as pa

AXES = {STEP: STEP, TIMESTAMP: TIMESTAMP, RUNTIME: RUNTIME, "_relative": RUNTIME}


@dataclass(frozen=True)
class Series:
    """A line as a chart draws it.

    Attributes
    ----------
    x, y : (n,) float64 array
        Rising x. Of a range, the nearest point beyond either end comes too, so that lines reach the edge.
    step : (n,) int64 array
        The step of each point.
    smooth : (n,) float64 array or None
        The smoothed line at these points, computed from all of them; None without smoothing.
    exact : bool
        Whether every point of the range is here.
    total : int
        Points in the range.
    unfinished : int
        Points in the range whose y is NaN or infinite.
    """

    x: Floats
    y: Floats
    step: Ints
    smooth: Floats | None
    exact: bool
    total: int
    unfinished: int


class HistoryReader:
    """Reads the steps of one run; any thread may ask.

    Parameters
    ----------
    folder : path
        The run's ``history/``; one that is not there is a history without rows.

    Notes
    -----
    What was read is kept, and `refresh` reads on from there. Every row is seen once, whoever writes or packs
    the files meanwhile.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._lock = threading.RLock()
        self._segments: dict[int, Segment] = {}
        self._sizes: dict[int, int] = {}
        self._columns = JoinedColumns(self._segments)
        self._keys: dict[Key, KeyInfo] = {}
        self.refresh()

    def refresh(self) -> bool:
        """Read what was written since the last look; return whether there are new rows."""
        with self._lock:
            before, is_same = self.row_count, True
            while True:
                files = list_segments(self.folder)
                try:
                    for file in files:
                        is_same = self._take(file) and is_same
                except FileNotFoundError:
                    # A segment was packed between the list and the look at it.
                    continue
                break
            gone = self._segments.keys() - {file.number for file in files}
            for number in gone:
                # The folder was emptied, and perhaps begun anew.
                del self._segments[number]
            if gone or not is_same:
                self._keys = self._all_keys()
            return self.row_count != before

    @property
    def row_count(self) -> int:
        """Rows that were read so far."""
        return sum(segment.row_count for segment in self._segments.values())

    @property
    def keys(self) -> dict[Key, KeyInfo]:
        """Every ``(key, kind)`` that was logged, in the order of their first rows."""
        return dict(self._keys)

    @property
    def last_step(self) -> int | None:
        """The step of the last row; None without rows."""
        with self._lock:
            steps = self._last(STEP)
            return None if steps is None else int(steps)

    @property
    def last_timestamp(self) -> float | None:
        """When the last row was written, in seconds since 1970; None without rows or time."""
        with self._lock:
            found = self._last(TIMESTAMP)
            return None if found is None or np.isnan(found) else float(found)

    @property
    def last_runtime(self) -> float | None:
        """Seconds from the begin of the run to the last row; None without rows or time."""
        with self._lock:
            found = self._last(RUNTIME)
            return None if found is None or np.isnan(found) else float(found)

    @property
    def problems(self) -> list[str]:
        """What was left out in reading, a sentence for each file; empty when all of it made sense."""
        with self._lock:
            return [
                sentence
                for segment in self._segments.values()
                if isinstance(segment, LinesSegment) and (sentence := _problem(segment))
            ]

    def series(
        self,
        key: str,
        x: str = STEP,
        kind: str = NUMBER,
        lo: float | None = None,
        hi: float | None = None,
        points: int = 2000,
        smoothing: float = 0.0,
    ) -> Series:
        """Return a logged number as a line, with no more points than a screen can show.

        Parameters
        ----------
        key : str
        x : str
            ``_step``, ``_relative`` (seconds since the run began), ``_timestamp``, or any key that numbers
            were logged under: rows that have both are points.
        kind : {"number", "bool"}
            Booleans are drawn as 0 and 1.
        lo, hi : float, optional
            Range of x.
        points : int
            At most so many, chosen by `sample`; all are there when the range has no more.
        smoothing : float
            Weight of `smooth`, in [0, 1).

        Raises
        ------
        UnknownKey
            If the key was never logged with that kind, or `x` never as a number.
        ValueError
            If smoothing is outside [0, 1), or `points` below 5.
        """
        if points < 5:
            raise ValueError(f"points={points} is too few for a line. Ask for 5 or more.")
        with self._lock:
            whole = self._line((key, kind), x)
        smoothed = smooth(whole.y, smoothing) if smoothing else None
        shown = inside(whole.x, lo, hi)
        total = shown.stop - shown.start
        chosen = sample(whole.x[shown], whole.y[shown], points) + shown.start
        is_exact = len(chosen) == total
        beyond = [shown.start - 1] if shown.start else []
        after = [shown.stop] if shown.stop < len(whole.x) else []
        if beyond or after:
            chosen = np.concatenate([np.array(beyond, np.int64), chosen, np.array(after, np.int64)])
        return Series(
            x=whole.x[chosen],
            y=whole.y[chosen],
            step=whole.step[chosen],
            smooth=None if smoothed is None else smoothed[chosen],
            exact=is_exact,
            total=total,
            unfinished=int(total - np.count_nonzero(np.isfinite(whole.y[shown]))),
        )

    def values(self, key: str, kind: str = NUMBER) -> tuple[Ints, Floats | list[Any]]:
        """Return the steps and the values under a key that are of a kind, in the order of writing.

        Returns
        -------
        steps : (n,) int64 array
        values : (n,) float64 array for numbers, else list of n JSON values

        Raises
        ------
        UnknownKey
            If nothing of that kind was logged under the key.
        """
        with self._lock:
            whole = self._column((key, kind))
            steps = self._columns.base(STEP)
            return steps if whole.rows is None else steps[whole.rows], whole.values

    def column(self, key: str, kind: str = NUMBER) -> tuple[Ints, Floats | list[Any]]:
        """Return the rows that have a kind of value under a key, by their number, and the values.

        Returns
        -------
        rows : (n,) int64 array
            Rising.
        values : (n,) float64 array for numbers, else list of n JSON values

        Raises
        ------
        UnknownKey
            If nothing of that kind was logged under the key.
        """
        with self._lock:
            return self._rows_of((key, kind)), self._column((key, kind)).values

    def axis(self, name: str) -> Floats:
        """Return ``_step``, ``_relative`` or ``_timestamp`` of all rows as written; NaN for none."""
        with self._lock:
            return self._columns.axis(AXES[name])

    def rows(
        self, keys: Sequence[str] | None = None, min_step: int = 0, max_step: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield rows as they were written, whole numbers of any length included.

        Parameters
        ----------
        keys : sequence of str, optional
            Only rows that have all of these, and only these of each row.
        min_step, max_step : int
            Only rows with a step in ``[min_step, max_step)``.
        """
        with self._lock:
            numbers = sorted(self._segments)
        for number in numbers:
            if not self._reaches(number, min_step, max_step):
                continue
            for row in self._dictionaries(number, keys):
                if row[STEP] < min_step or (max_step is not None and row[STEP] >= max_step):
                    continue
                if keys is None:
                    yield row
                elif all(key in row for key in keys):
                    yield {key: row[key] for key in keys}

    def rows_with(self, keys: Sequence[str]) -> Ints:
        """Return the numbers of the rows that have all of some keys, whatever their kinds; rising."""
        with self._lock:
            found: Ints = np.arange(self.row_count)
            for key in keys:
                if key == STEP:
                    continue
                if key in AXES:
                    there = np.flatnonzero(~np.isnan(self._columns.base(AXES[key])))
                else:
                    kinds = [self._rows_of(known) for known in self._keys if known[0] == key]
                    there = np.concatenate([np.empty(0, np.int64), *kinds])
                found = np.intersect1d(found, there)
            return found

    def in_order_of(self, x: str, rows: Ints) -> Ints:
        """Return rows in the order of a key; those where it is no number come first, as they were written."""
        with self._lock:
            if x in AXES:
                values = self._columns.base(AXES[x])[rows]
            else:
                values = np.full(len(rows), -np.inf)
                if (x, NUMBER) in self._keys:
                    mine, its = _shared(rows, self._rows_of((x, NUMBER)))
                    values[mine] = np.asarray(self._column((x, NUMBER)).values)[its]
            ordered: Ints = rows[np.argsort(values, kind="stable")]
            return ordered

    def rows_at(self, rows: Ints) -> list[dict[str, Any]]:
        """Return some rows by their numbers, in the order they are asked in, as they were written."""
        found: dict[int, dict[str, Any]] = {}
        wanted = np.unique(rows)
        with self._lock:
            start = 0
            for number in sorted(self._segments):
                stop = start + self._segments[number].row_count
                mine = wanted[np.searchsorted(wanted, start) : np.searchsorted(wanted, stop)]
                if len(mine):
                    there = dict(zip(mine.tolist(), self._at(number, mine - start), strict=True))
                    found.update(there)
                start = stop
        return [found[row] for row in rows.tolist()]

    def _at(self, number: int, rows: Ints) -> list[dict[str, Any]]:
        try:
            return self._segments[number].at(rows)
        except FileNotFoundError:
            self.refresh()
            return self._segments[number].at(rows)

    def to_arrow(self, keys: Sequence[str] | None = None) -> pa.Table:
        """Return all rows as an Arrow table: ``_step``, ``_timestamp``, ``_runtime``, and what was logged.

        A key is a column; where it has values of several kinds, each later one is ``key.kind``. Numbers are
        doubles, text, true and false are themselves, everything else is JSON.

        Parameters
        ----------
        keys : sequence of str, optional
            Only these.

        Raises
        ------
        UnknownKey
            If one of them was never logged.
        """
        from dsviz_widget.history.frame import arrow_table

        with self._lock:
            known = {name for name, _ in self._keys}
            for key in keys or ():
                if key not in known:
                    raise self._unknown((key, NUMBER))
            wanted = [key for key in self._keys if keys is None or key[0] in keys]
            return arrow_table(self._columns, wanted)

    def _take(self, file: SegmentFile) -> bool:
        """Bring one segment up to date; return whether it has the rows it had."""
        known = self._segments.get(file.number)
        if known is None or (file.is_packed and isinstance(known, LinesSegment)):
            fresh = _open(file)
            is_same = known is not None and known.row_count == fresh.row_count
            self._segments[file.number] = fresh
        elif isinstance(known, LinesSegment) and self._sizes[file.number] != file.size:
            is_same = not known.refresh()
        else:
            return True
        self._sizes[file.number] = file.size
        return is_same

    def _dictionaries(self, number: int, keys: Sequence[str] | None) -> Iterator[dict[str, Any]]:
        segment = self._segments[number]
        try:
            yield from segment.dictionaries(keys)
        except FileNotFoundError:
            self.refresh()
            yield from self._segments[number].dictionaries(keys)

    def _reaches(self, number: int, min_step: int, max_step: int | None) -> bool:
        """Return whether a segment has steps of a range; only looked at where a range is asked."""
        if min_step <= 0 and max_step is None:
            return True
        steps = self._segments[number].base(STEP)
        return bool(len(steps) and steps.max() >= min_step and (max_step is None or steps.min() < max_step))

    def _all_keys(self) -> dict[Key, KeyInfo]:
        found: dict[Key, KeyInfo] = {}
        for number in sorted(self._segments):
            for key, info in self._segments[number].keys.items():
                known = found.get(key)
                found[key] = info if known is None else known.then(info)
        return found

    def _last(self, name: str) -> Any:
        for number in sorted(self._segments, reverse=True):
            if self._segments[number].row_count:
                return self._segments[number].last(name)
        return None

    def _column(self, key: Key) -> Whole:
        if key not in self._keys:
            raise self._unknown(key)
        return self._columns.column(key)

    def _rows_of(self, key: Key) -> Ints:
        rows = self._column(key).rows
        return np.arange(self.row_count) if rows is None else rows

    def _line(self, key: Key, x: str) -> _Line:
        column = self._column(key)
        y = np.asarray(column.values, dtype=np.float64)
        step = self._columns.base(STEP)
        rows = column.rows
        if x in AXES:
            across = self._columns.axis(AXES[x])
            if rows is not None:
                across, step = across[rows], step[rows]
        else:
            other = self._column((x, NUMBER))
            if rows is None and other.rows is None:
                across = other.values
            else:
                known = self._rows_of(key)
                mine, its = _shared(known, self._rows_of((x, NUMBER)))
                y, across, step = y[mine], other.values[its], step[known[mine]]
        across = across.astype(np.float64, copy=False)
        there = np.isfinite(across)
        if not there.all():
            across, y, step = across[there], y[there], step[there]
        if len(across) and np.any(across[1:] < across[:-1]):
            order = np.argsort(across, kind="stable")
            across, y, step = across[order], y[order], step[order]
        return _Line(across, y, step)

    def _unknown(self, key: Key) -> UnknownKey:
        name, kind = key
        kinds = [other for known, other in self._keys if known == name]
        if kinds:
            return UnknownKey(f"{name!r} was logged as {' and '.join(kinds)}, never as {kind}.")
        known = dict.fromkeys(known for known, _ in self._keys)
        return UnknownKey(f"nothing was logged under {name!r}.{did_you_mean(name, known)}")


@dataclass(frozen=True)
class _Line:
    x: Floats
    y: Floats
    step: Ints


def _shared(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return where rows that both have stand in each."""
    _, mine, its = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return mine, its


def _open(file: SegmentFile) -> Segment:
    if file.is_packed:
        from dsviz_widget.history.packed import PackedSegment

        return PackedSegment(file.path)
    segment = LinesSegment(file.path)
    try:
        segment.refresh()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreError(
            f"{file.path} cannot be read ({error.strerror}). Give yourself the right to read it."
        ) from None
    return segment


def _problem(segment: LinesSegment) -> str:
    """Return what was left out of a file; a line that is still being written is no problem."""
    is_cut = segment.unread > 0 and not is_alive(segment.path)
    left_out = segment.damaged + is_cut
    if not left_out:
        return ""
    return (
        f"{left_out} line{'s' if left_out > 1 else ''} of {segment.path} "
        f"{'were' if left_out > 1 else 'was'} cut short or damaged, and left out."
    )
