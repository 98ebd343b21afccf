"""Which rows match, and in which order: ids found once, and kept for the next page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dsviz_widget.query import statements
from dsviz_widget.query.engines.base import RowIds, Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.groups import Groups
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.running import Running
from dsviz_widget.query.engines.source import Marks, Source
from dsviz_widget.query.query import Query

MAX_KEPT_BYTES = 512 * 1024**2
"""Memory for row orders, and again for groups, kept for the next page."""


class Ordering(Running):
    """Counts rows and orders them."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._orders: Cache[RowIds] = Cache(64, MAX_KEPT_BYTES, lambda ids: ids.size_bytes)
        self._counts: Cache[int] = Cache(256)

    def count(self, query: Query, task: Task | None = None) -> int:
        """Return how many rows match."""
        clauses = active(query)
        found = self.row_count if not clauses else None
        if found is None:
            known = self._known_order(query)
            found = (
                len(known)
                if known is not None
                else self._counts.get(clauses, lambda: self._count(query, task))
            )
        return found if query.row_limit is None else min(found, query.row_limit)

    def _known_order(self, query: Query) -> RowIds | None:
        """Return the ids of the matching rows in any order, if they are kept."""
        for sort_keys in (query.sort_keys, ()):
            found = self._orders.peek((active(query), sort_keys))
            if found is not None:
                return found
        return None

    def _count(self, query: Query, task: Task | None) -> int:
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        with self.source.scan() as scan:
            statement = statements.count_rows(scan.text, conditions)
            return int(self.row(scan, statement, sql, task)[0])

    def order(self, query: Query, task: Task | None = None) -> RowIds:
        """Return the ids of the matching rows, in order; kept for the next page."""
        keys = query.sort_keys if not query.group_keys else self._row_sort(query)
        key = (active(query), keys)
        if not any(key):
            ids = RowIds(self.row_count)
        else:
            ids = self._orders.get(key, lambda: self._order(query, keys, task))
        return ids.head(query.row_limit)

    def _row_sort(self, query: Query) -> tuple[Any, ...]:
        """Return the sort keys that order rows; the others order groups."""
        return tuple(key for key in query.sort_keys if not self.is_group_sort(query, key.by))

    def is_group_sort(self, query: Query, text: str) -> bool:
        """Tell whether a sort key orders groups rather than the rows in them."""
        return Groups.measure_of(text) is not None or text in query.group_keys

    def _order(self, query: Query, keys: Sequence[Any], task: Task | None) -> RowIds:
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        terms: list[str] = []
        for key in keys:
            tree = self.read(key.by).tree
            terms += statements.order_terms(sql.value(tree), tree, key.descending)
        with self.source.scan() as scan:
            statement = statements.ordered_ids(scan.text, conditions, terms)
            ids = self.run(scan, statement, sql, task).column(0).to_numpy()
        if not terms and np.any(ids[1:] < ids[:-1]):
            # Threads may hand over parts of a scan out of turn.
            ids = np.sort(ids)
        if self.row_count < 2**32:
            ids = ids.astype(np.uint32, copy=False)
        return RowIds(len(ids), ids)

    def marks(self, query: Query, task: Task | None = None) -> Marks | None:
        """Return the matching rows as marks, or None when all match."""
        if not active(query) and query.row_limit is None:
            return None
        ids = self._known_order(query) if query.row_limit is None else None
        if ids is None:
            unsorted = Query(query.filters)
            ids = self.order(query if query.row_limit is not None else unsorted, task)
        return Marks(ids.slice(0, len(ids)))
