"""What is known of the columns of a table in all its rows: found once, kept with the version."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dsviz_widget.query.engines.version_files import VersionFiles

FORMAT = 1
FOLDER = "statistics"


@dataclass(frozen=True)
class Histogram:
    """Counts per bin of an axis, and of what has no place on it."""

    bins: tuple[int, ...]
    null: int = 0
    nan: int = 0
    infinite: int = 0


@dataclass(frozen=True)
class ColumnStatistics:
    """What one column holds in all rows; what is None was not looked for yet.

    Attributes
    ----------
    bounds : (float, float) or None
        Of a number or date: its least and greatest finite value, both None if it has none.
    histograms : mapping of int to Histogram
        By the number of bins asked for.
    empty : int or None
        Rows without a value.
    distinct : int or None
        Of text: about how many values it has.
    top : tuple of (value, int) or None
        Most frequent values with their counts.
    """

    bounds: tuple[float | None, float | None] | None = None
    histograms: dict[int, Histogram] = field(default_factory=dict)
    empty: int | None = None
    distinct: int | None = None
    top: tuple[tuple[Any, int], ...] | None = None


class Statistics:
    """Statistics of columns by name, written to a file of the version where there is one."""

    def __init__(self, files: VersionFiles | None = None) -> None:
        self._lock = threading.Lock()
        self._files = files
        self._path = files.path(FOLDER, "columns", ".json") if files is not None else None
        self._columns: dict[str, ColumnStatistics] = {}
        self._base: Statistics | None = None
        self._of_base: frozenset[str] = frozenset()
        if files is not None and self._path is not None:
            self._columns = files.read(self._path, _load) or {}

    def share(self, base: Statistics, names: Iterable[str]) -> None:
        """Keep what is known of some columns where the table has them, which others add to."""
        self._base, self._of_base = base, frozenset(names)

    def __getitem__(self, name: str) -> ColumnStatistics:
        if self._base is not None and name in self._of_base:
            return self._base[name]
        with self._lock:
            return self._columns.get(name, ColumnStatistics())

    @property
    def names(self) -> list[str]:
        """Columns that something is known of."""
        return list(self._columns)

    def add_histogram(self, name: str, bins: int, histogram: Histogram) -> None:
        """Note the histogram of a column in all rows."""
        if self._base is not None and name in self._of_base:
            self._base.add_histogram(name, bins, histogram)
            return
        with self._lock:
            known = self._columns.get(name, ColumnStatistics())
            histograms = {**known.histograms, bins: histogram}
            self._columns[name] = replace(known, histograms=histograms, empty=histogram.null)

    def note(self, name: str, **found: Any) -> None:
        """Note what was found out about a column; `save` keeps it."""
        if self._base is not None and name in self._of_base:
            self._base.note(name, **found)
            return
        with self._lock:
            known = self._columns.get(name, ColumnStatistics())
            self._columns[name] = replace(known, **found)

    def save(self) -> None:
        """Write what is known for the next process; a cache that cannot be written is left alone."""
        if self._base is not None:
            self._base.save()
        if self._files is None or self._path is None:
            return
        with self._lock:
            columns = {name: asdict(known) for name, known in self._columns.items()}
        text = json.dumps({"format": FORMAT, "columns": columns})
        with suppress(OSError), self._files.writing(self._path) as staged:
            staged.write_text(text, encoding="utf-8")


def _load(path: Path) -> dict[str, ColumnStatistics]:
    """Return statistics from a file; raises what `VersionFiles.read` takes for damage."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if found["format"] != FORMAT:
        raise ValueError(f"{path} is of another format.")
    return {name: _column(item) for name, item in found["columns"].items()}


def _column(item: dict[str, Any]) -> ColumnStatistics:
    histograms = {
        int(bins): Histogram(tuple(part["bins"]), part["null"], part["nan"], part["infinite"])
        for bins, part in item["histograms"].items()
    }
    bounds, top = item["bounds"], item["top"]
    return ColumnStatistics(
        None if bounds is None else (bounds[0], bounds[1]),
        histograms,
        item["empty"],
        item["distinct"],
        None if top is None else tuple((value, int(count)) for value, count in top),
    )
