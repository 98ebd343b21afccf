"""Lines of runs in a page: of each as many points as draw the same picture, which the page samples again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.history.sampling import sample
from dsviz_widget.widgets.ipc import to_ipc
from dsviz_widget.widgets.run_series import STEP, not_drawn

if TYPE_CHECKING:
    from dsviz_widget.history import HistoryReader
    from dsviz_widget.history.columns import Floats, Ints

AXES = (STEP, "_relative", "_timestamp")
AXIS = "axis"
"""Kind of a line that stands for what every row has."""
KINDS = ("number", "bool")
"""Kinds of values that are drawn as lines."""


@dataclass(frozen=True)
class LinesSaid:
    """The lines of one run as the page has them.

    Parameters
    ----------
    content : bytes
        An Arrow stream, a row for each line: ``key``, ``kind``, ``places`` (of each point its row among those
        in the page, as the differences between them), ``values``, ``total`` points that were logged, and of
        those that a logarithmic axis does not draw ``below``, ``all_zero`` and ``below_steps``.
    count : int
        Lines of metrics.
    shortened : int
        Those of them that have more points than the page.
    """

    content: bytes
    count: int
    shortened: int


@dataclass(frozen=True)
class _Line:
    key: str
    kind: str
    rows: Ints
    values: Floats
    total: int
    below: Mapping[str, Any]


def lines_of(
    history: HistoryReader, system: HistoryReader | None, step_metrics: Mapping[str, str], points: int
) -> LinesSaid:
    """Return the lines of a run, each with at most about `points` points.

    Parameters
    ----------
    history : HistoryReader
    system : HistoryReader or None
        Of the machine's own figures; None leaves them out.
    step_metrics : mapping of str to str
        Key to the key that it is drawn over: that has a point wherever the first one has.
    points : int
    """
    tables = [
        _stream(history, [(key, kind) for key, kind in history.keys if kind in KINDS], step_metrics, points)
    ]
    if system is not None:
        keys = [(key, kind) for key, kind in system.keys if kind == "number"]
        tables.append(_stream(system, keys, {}, points, "system"))
    metrics = [line for lines in tables for line in lines if not line.kind.endswith(AXIS)]
    return LinesSaid(
        to_ipc(_arrow([line for lines in tables for line in lines])),
        len(metrics),
        sum(line.total > len(line.rows) for line in metrics),
    )


def _stream(
    reader: HistoryReader,
    keys: Sequence[tuple[str, str]],
    step_metrics: Mapping[str, str],
    points: int,
    called: str | None = None,
) -> list[_Line]:
    """Return the lines of one stream, those of its axes first; their rows are counted within the page."""
    columns = {key: reader.column(*key) for key in keys}
    chosen = {key: _chosen(reader, *columns[key], points) for key in keys}
    for key, kind in keys:
        across = (step_metrics.get(key, ""), "number")
        if across in chosen:
            # What a metric is drawn over has a value at each of its points.
            both = _common(columns[across][0], chosen[key, kind])
            chosen[across] = np.union1d(chosen[across], both)
    there = np.unique(np.concatenate([np.empty(0, np.int64), *chosen.values()]))
    prefix = "" if called is None else f"{called} "
    lines = [_axis(reader, name, f"{prefix}{AXIS}", there) for name in AXES]
    for (key, kind), rows in chosen.items():
        known, values = columns[key, kind]
        shown = np.asarray(values, np.float64)[np.searchsorted(known, rows)]
        below = not_drawn(reader, key, STEP, kind)
        lines.append(_Line(key, called or kind, np.searchsorted(there, rows), shown, len(known), below))
    return lines


def _axis(reader: HistoryReader, name: str, kind: str, rows: Ints) -> _Line:
    return _Line(name, kind, np.arange(len(rows)), reader.axis(name)[rows], len(rows), {})


def _chosen(reader: HistoryReader, rows: Ints, values: Any, points: int) -> Ints:
    """Return the rows of a line that the page has: half of them by its shape, half of them shared by all.

    A line over another key has points where both have one, which shapes alone seldom share.
    """
    if len(rows) <= points:
        return rows
    step = reader.axis(STEP)[rows]
    order = np.argsort(step, kind="stable")
    shaped = order[sample(step[order], np.asarray(values, np.float64)[order], points // 2)]
    shared = np.linspace(0, reader.row_count - 1, points - len(shaped)).round().astype(np.int64)
    kept: Ints = np.union1d(rows[shaped], _common(rows, shared))
    return kept


def _common(many: Ints, few: Ints) -> Ints:
    """Return the rows of `few` that are among `many`; both ascend. Millions of rows are not sorted again."""
    if not len(many):
        return few[:0]
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    found: Ints = few[many[places] == few]
    return found


def _arrow(lines: Sequence[_Line]) -> Any:
    """Return lines as a table of Arrow."""
    import pyarrow as pa

    def listed(parts: list[Any], inner: Any) -> Any:
        ends = np.cumsum([0, *(len(part) for part in parts)]).astype(np.int32)
        whole = np.concatenate([np.empty(0), *parts])
        return pa.ListArray.from_arrays(pa.array(ends), pa.array(whole.astype(inner)))

    return pa.table(
        {
            "key": pa.array([line.key for line in lines], pa.string()),
            "kind": pa.array([line.kind for line in lines], pa.string()),
            "places": listed([np.diff(line.rows, prepend=0) for line in lines], np.int32),
            "values": listed([line.values for line in lines], np.float64),
            "total": pa.array([line.total for line in lines], pa.int32()),
            "below": pa.array([line.below.get("count", 0) for line in lines], pa.int32()),
            "all_zero": pa.array([bool(line.below.get("is_zero")) for line in lines], pa.bool_()),
            "below_steps": listed([np.asarray(line.below.get("x", [])) for line in lines], np.float64),
        }
    )
