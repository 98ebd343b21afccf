"""What groups hold in a column of histograms: the counts of their rows, added up on one axis."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.media import HistogramType
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.run_histograms import Floats, on_edges
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

BINS = 32
MOST_ROWS = 5_000
"""Rows of a group that are added up; the cell says how many of them there are."""


def add_histograms(shown: Shown, query: Query, reply: dict[str, Any], task: Task) -> None:
    """Put ``{kind: "histogram", low, high, bins, rows, of}`` into the cells of the groups on a page.

    `bins` are the counts of `rows` of the group's `of` rows that have a histogram, on an axis from `low` to
    `high` that all groups of the page share.
    """
    types = shown.types_of(query)
    wanted = query.columns if query.columns is not None else tuple(types)
    for name in wanted:
        if isinstance(types.get(name), HistogramType):
            _add_column(shown, query, name, reply["groups"], task)


def _add_column(shown: Shown, query: Query, name: str, groups: list[dict[str, Any]], task: Task) -> None:
    alone = replace(query, columns=(name,))
    found = []
    for group in groups:
        task.check()
        page = shown.engine.group_page(alone, group["key"], 0, MOST_ROWS, task=task)
        found.append(list(_histograms(page.column(name))))
    all_edges = [edges for several in found for _, edges in several]
    low = min((float(edges[0]) for edges in all_edges), default=0.0)
    high = max((float(edges[-1]) for edges in all_edges), default=1.0)
    if not low < high:
        low, high = low - 0.5, high + 0.5
    grid = np.linspace(low, high, BINS + 1)
    for group, several in zip(groups, found, strict=True):
        task.check()
        total = np.zeros(BINS)
        for counts, edges in several:
            total += on_edges(counts, edges, grid)
        group["cells"][name] = {
            "kind": "histogram",
            "low": low,
            "high": high,
            "bins": total.tolist(),
            "rows": len(several),
            "of": group["rows"],
        }


def _histograms(column: pa.ChunkedArray) -> Iterator[tuple[Floats, Floats]]:
    """Yield counts and edges of the histograms that count something."""
    for chunk in column.chunks:
        values, bins = chunk.field("values"), chunk.field("bins")
        for at in np.flatnonzero(chunk.is_valid().to_numpy(zero_copy_only=False)):
            counts = np.asarray(values[int(at)].values, np.float64)
            if counts.any():
                yield counts, np.asarray(bins[int(at)].values, np.float64)
