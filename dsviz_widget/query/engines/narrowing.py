"""Rows of a view found among those of a wider one that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.query.engines.base import RowIds, Task
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.query import Query
from dsviz_widget.query.trees import columns_in

if TYPE_CHECKING:
    from dsviz_widget.query.engines.ordering import Ordering

SHARE = 20
"""A wider view is looked at if it keeps one row in so many, or fewer."""
MAX_ROWS = 5_000_000


def wider_view(engine: Ordering, query: Query) -> RowIds | None:
    """Return the kept ids of a view that has all rows of this one and few others, or None."""
    if not getattr(engine.source, "is_random_access", False):
        return None
    clauses = active(query)
    found: RowIds | None = None
    for index in range(len(clauses)):
        wider = Query((*clauses[:index], *clauses[index + 1 :]), sort_keys=query.sort_keys)
        known = engine.known_order(wider) if active(wider) else None
        if known is not None and (found is None or len(known) < len(found)):
            found = known
    found = found or engine.known_order(Query(clauses))
    if found is None or len(found) > min(engine.row_count // SHARE, MAX_ROWS):
        return None
    return found


def narrowed_ids(
    engine: Ordering, query: Query, keys: tuple[Any, ...], task: Task | None
) -> np.ndarray | None:
    """Return the ids of a view in order, found among those of a wider one; None where there is none."""
    wider = wider_view(engine, query)
    if wider is None:
        return None
    trees = [
        engine.read_clause(clause, index).tree for index, clause in enumerate(query.filters) if clause.on
    ]
    trees += [engine.read(key.by).tree for key in keys]
    names = sorted(set().union(*(columns_in(tree) for tree in trees)))
    if not names:
        return None
    ids = np.sort(wider.slice(0, len(wider)))
    rows = engine.source.take(ids, names)
    places = type(engine)(rows).order(Query(active(query), sort_keys=keys), task)
    narrowed: np.ndarray = ids[places.slice(0, len(places))]
    return narrowed
