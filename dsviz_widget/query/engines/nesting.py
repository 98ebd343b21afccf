"""Groups of several keys as a tree of two levels: those of the first key, and in each the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dsviz_widget.query.aggregates import measure_of
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.groups import Groups
from dsviz_widget.query.query import Query

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine


class Nested(Groups):
    """Groups in the order of their first key, which is that of the groups it makes alone.

    Parameters
    ----------
    flat : Groups
        The groups in the order of the query.
    outer : Groups
        Those of the first key alone.
    ranks : int64 array
        For each of `flat` the place of its first key in `outer`.
    """

    def __init__(self, flat: Groups, outer: Groups, ranks: np.ndarray) -> None:
        order = np.argsort(ranks, kind="stable")
        super().__init__(flat.keys.take(pa.array(order)), flat.sizes[order])
        self.bounds.update(flat.bounds)
        self.outer = outer
        self.ranks = ranks[order]
        self._place = np.empty(len(order), dtype=np.int64)
        self._place[order] = np.arange(len(order))
        for key, rows in flat.figures.items():
            self.figures[key] = self.placed(rows)

    def placed(self, figures: pa.Table) -> pa.Table:
        """Return figures whose marks number the groups in this order."""
        marks = self._place[figures["mark"].to_numpy()].astype(np.int32)
        return figures.set_column(figures.column_names.index("mark"), "mark", pa.array(marks))

    def bands(
        self, engine: DuckEngine, query: Query, first: int, last: int, task: Task | None
    ) -> list[dict[str, Any]]:
        """Return the groups of the first key that some groups belong to: key, rows, and where they start.

        The mean that orders them comes along, where a mean of a column does.
        """
        if last <= first:
            return []
        low, high = int(self.ranks[first]), int(self.ranks[last - 1])
        by = outer_query(query).sort_keys
        measure = measure_of(by[0].by) if by else None
        column = measure[1].strip("`") if measure and measure[0] == "mean" else None
        means: list[Any] = [None] * (high - low + 1)
        if column is not None and column in engine.source.kinds.columns:
            told = engine.groups(outer_query(query), low, high - low + 1, 0, 1, [column], task=task)
            means = [group["cells"][column].get("mean") for group in told["groups"]]
        starts = np.searchsorted(self.ranks[first:last], np.arange(low, high + 1))
        return [
            {
                "key": self.outer.key(rank)[0],
                "rows": int(self.outer.sizes[rank]),
                "start": int(starts[rank - low]),
                "mean": means[rank - low],
                "column": column,
            }
            for rank in range(low, high + 1)
        ]


def outer_query(query: Query) -> Query:
    """Return a query grouped by its first key alone, sorted by what also sorts such groups."""
    first = query.group_keys[0]
    kept = tuple(key for key in query.sort_keys if key.by == first or key.by not in query.group_keys)
    return replace(query, group_keys=(first,), sort_keys=kept)


def nested(engine: DuckEngine, query: Query, flat: Groups, task: Task | None) -> Nested:
    """Return groups with those of one first key together."""
    outer = engine.grouped(outer_query(query), task)
    return Nested(flat, outer, _ranks(flat.keys.column(0), outer))


def _ranks(keys: pa.ChunkedArray, outer: Groups) -> np.ndarray:
    """Return the place of each key among the outer ones."""
    known = outer.keys.column(0)
    if not pa.types.is_nested(keys.type):
        ranks = pc.index_in(keys, value_set=known.combine_chunks())
        if ranks.null_count == 0:
            return np.asarray(ranks.to_numpy(), dtype=np.int64)
    one = np.ones(1)
    tables = (pa.table([keys.slice(index, 1)], ["k0"]) for index in range(len(keys)))
    values = [outer.find(Groups(table, one).key(0)) for table in tables]
    return np.array(values, dtype=np.int64)
