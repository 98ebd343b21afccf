"""Which rows match, and in which order: the first ones at once, all ids once, kept for the next page."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Any

import numpy as np

from dsviz_widget.query import statements
from dsviz_widget.query.engines.background import in_background
from dsviz_widget.query.engines.base import RowIds, Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.narrowing import narrowed_ids, wider_view
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.row_ids import KeptIds
from dsviz_widget.query.engines.running import Running
from dsviz_widget.query.engines.scanning import Marks, Source
from dsviz_widget.query.engines.version_files import VersionFiles
from dsviz_widget.query.query import Query

FIRST_ROWS = 2_000
"""Pages that end before are answered without ordering all rows."""
SMALL = 100_000
"""Tables that are ordered as fast as their first rows are found."""
PEEK_ROWS = 2_000_000
"""Rows at the top of a long table that are looked at first when nothing is sorted."""


class Ordering(Running):
    """Counts rows and orders them."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.files: VersionFiles | None = None
        self._orders = KeptIds(None)
        self._first: Cache[np.ndarray] = Cache(256)
        self._counts: Cache[int] = Cache(256)
        self._building: dict[Hashable, threading.Event] = {}
        self._building_lock = threading.Lock()
        self._ahead: Task | None = None

    def keep_in(self, files: VersionFiles | None) -> None:
        """Keep row ids from one process to the next; of no use for tables whose rows have no version."""
        self.files = files
        self._orders = KeptIds(files)

    def count(self, query: Query, task: Task | None = None) -> int:
        """Return how many rows match."""
        found = self.known_count(query)
        if found is None:
            counted = self._counts.get(active(query), lambda: self._count(query, task))
            found = counted if query.row_limit is None else min(counted, query.row_limit)
        return found

    def known_count(self, query: Query) -> int | None:
        """Return how many rows match if that is known without looking at any."""
        clauses = active(query)
        if not clauses:
            found: int | None = self.row_count
        else:
            known = self.known_order(query)
            found = len(known) if known is not None else self._counts.peek(clauses)
        return found if found is None or query.row_limit is None else min(found, query.row_limit)

    def known_order(self, query: Query) -> RowIds | None:
        """Return the ids of the matching rows in any order, if they are kept."""
        for sort_keys in (self.row_keys(query), ()):
            found = self._orders.peek((active(query), sort_keys))
            if found is not None:
                return found
        return None

    def _count(self, query: Query, task: Task | None) -> int:
        if wider_view(self, query) is not None:
            return len(self.order(Query(query.filters), task))
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        with self.source.scan() as scan:
            statement = statements.count_rows(scan.text, conditions)
            return int(self.row(scan, statement, sql, task)[0])

    def order(self, query: Query, task: Task | None = None) -> RowIds:
        """Return the ids of the matching rows, in order; kept for the next page."""
        keys = self.row_keys(query)
        key = (active(query), keys)
        if not any(key):
            return RowIds(self.row_count).head(query.row_limit)
        limit = query.row_limit
        if limit is not None and limit <= FIRST_ROWS and self._orders.peek(key) is None:
            ids = self._first_ids(query, limit, task)
            return RowIds(len(ids), ids)
        while (found := self._orders.peek(key)) is None:
            # Two questions that need the same order wait for one of them to find it.
            with self._building_lock:
                done = self._building.get(key)
                if done is None:
                    mine = self._building[key] = threading.Event()
            if done is not None:
                while not done.wait(0.02):
                    if task is not None:
                        task.check()
                continue
            try:
                found = self._order(query, key, task)
            finally:
                with self._building_lock:
                    del self._building[key]
                mine.set()
        return found.head(limit)

    def order_ahead(self, query: Query, after_s: float = 0.0) -> None:
        """Order the rows of a view in the background, for the pages that will be asked for.

        What was begun for another view is stopped.

        Parameters
        ----------
        query : Query
            The view.
        after_s : float
            Time to wait, in case another view is asked for.
        """
        key = (active(query), self.row_keys(query))
        is_known = not any(key) or self._orders.peek(key) is not None or self.row_count <= SMALL

        def build(task: Task) -> None:
            if not task.wait(after_s):
                self.order(query, task)

        with self._building_lock:
            before = self._ahead
            self._ahead = None if is_known else in_background("dsviz-order", build)[1]
        if before is not None:
            before.cancel()

    @property
    def _id_type(self) -> str:
        return "UINTEGER" if self.row_count < 2**32 else "UBIGINT"

    def _order(self, query: Query, key: tuple[Any, Any], task: Task | None) -> RowIds:
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        terms = self.order_texts(sql, key[1])

        def find() -> np.ndarray:
            narrowed = narrowed_ids(self, query, key[1], task)
            if narrowed is not None:
                return narrowed.astype(np.uint32 if self.row_count < 2**32 else np.uint64)
            with self.source.scan() as scan:
                statement = statements.ordered_ids(scan.text, conditions, terms, None, self._id_type)
                ids: np.ndarray = self.run(scan, statement, sql, task).column(0).to_numpy()
            if not terms and np.any(ids[1:] < ids[:-1]):
                # Threads may hand over parts of a scan out of turn.
                ids = np.sort(ids, kind="stable")
            return ids

        plain = statements.ordered_ids("rows", conditions, terms)
        return self._orders.get(key, f"{plain} {sorted(sql.used_in(plain).items())!r}", find)

    def ids(self, query: Query, start: int, count: int, task: Task | None = None) -> np.ndarray:
        """Return the ids of some rows of the view; the first ones without ordering them all."""
        start, count = max(start, 0), max(count, 0)
        key = (active(query), self.row_keys(query))
        end = start + count
        is_first = end <= FIRST_ROWS and self.row_count > SMALL
        if is_first and any(key) and self._orders.peek(key) is None:
            limit = end if query.row_limit is None else min(end, query.row_limit)
            return self._first_ids(query, limit, task)[start:end].astype(np.int64)
        return self.order(query, task).slice(start, count)

    def _first_ids(self, query: Query, limit: int, task: Task | None) -> np.ndarray:
        """Return the ids of the first rows of a view."""
        keys = self.row_keys(query)
        key = (active(query), keys)
        kept = self._first.peek(key)
        if kept is not None and (len(kept) >= limit or len(kept) == self.known_count(Query(query.filters))):
            return kept[:limit]
        sql = self.emitter()
        conditions = self.conditions(sql, query)
        terms = self.order_texts(sql, keys)
        can_peek = not terms and self.row_count > PEEK_ROWS and getattr(self.source, "can_peek", False)
        ids = np.empty(0, np.uint32)
        for top in ([(0, PEEK_ROWS)], None) if can_peek else (None,):
            with self.source.scan() if top is None else self.source.scan(only=top) as scan:
                statement = statements.ordered_ids(scan.text, conditions, terms, limit, self._id_type)
                ids = self.run(scan, statement, sql, task).column(0).to_numpy()
            if len(ids) >= limit:
                break
        return self._first.put(key, ids)

    def marks(self, query: Query, task: Task | None = None) -> Marks | None:
        """Return the matching rows as marks, or None when all match."""
        if not active(query) and query.row_limit is None:
            return None
        ids = self.known_order(query) if query.row_limit is None else None
        if ids is None:
            unsorted = Query(query.filters)
            ids = self.order(query if query.row_limit is not None else unsorted, task)
        return Marks(ids.slice(0, len(ids)))
