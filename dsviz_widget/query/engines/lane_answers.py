"""Answers about compared tables, kept for the next time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.lane_cells import LaneCells
from dsviz_widget.query.engines.lane_groups import LaneGroups, make_lane_groups
from dsviz_widget.query.engines.lane_heads import lane_heads
from dsviz_widget.query.engines.lanes import Lanes, narrowed
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.query import Query

if TYPE_CHECKING:
    from dsviz_widget.query.engines.duck import DuckEngine

FEW = 0.2
"""Share of the rows up to which those that match are taken out, for all questions about them."""
KEPT_BYTES = 64 * 1024**2
"""Memory for keys and sizes of groups that are kept."""


class LaneAnswers:
    """What the tables hold that an engine puts beside or after each other.

    Parameters
    ----------
    engine : DuckEngine
        It answers on the compared rows.
    """

    def __init__(self, engine: DuckEngine) -> None:
        self.engine = engine
        self._groups: Cache[LaneGroups] = Cache(8, KEPT_BYTES, lambda groups: groups.size_bytes)
        self._pages: Cache[dict[str, Any]] = Cache(32)
        self._heads: Cache[dict[str, Any]] = Cache(256)
        self._narrowed: Cache[Lanes] = Cache(2)

    def lanes(self, query: Query, task: Task | None = None) -> Lanes:
        """Return the tables with the columns that a query derives: all rows, or the few that match."""
        engine = self.engine.with_derived(query.derived)
        if not active(query) and query.row_limit is None:
            return Lanes(engine)
        kept = query.row_limit and (query.row_limit, query.sort_keys)
        ids = engine.order(query if kept else Query(query.filters), task)
        if len(ids) > self.engine.row_count * FEW:
            return Lanes(engine)
        return self._narrowed.get(_state(query), lambda: narrowed(engine, ids.slice(0, len(ids))))

    def heads(
        self, query: Query, names: Sequence[str], bins: int = 20, task: Task | None = None
    ) -> dict[str, dict[str, Any]]:
        """Return what columns of these names hold in each table; see `lane_heads`."""
        state = (*_state(query), bins)
        missing = [name for name in names if self._heads.peek((*state, name)) is None]
        if missing:
            lanes = self.lanes(query, task)
            for name, head in lane_heads(lanes, query, missing, bins, task).items():
                self._heads.put((*state, name), head)
        found = {name: self._heads.peek((*state, name)) for name in names}
        return {name: head for name, head in found.items() if head is not None}

    def groups(self, query: Query, by: str, sort: str = "change", task: Task | None = None) -> LaneGroups:
        """Return the groups of an expression, each table by its own value; see `make_lane_groups`."""
        return self._groups.get(
            (*_state(query), by, sort),
            lambda: make_lane_groups(self.lanes(query, task), query, by, sort, task),
        )

    def group_page(
        self,
        query: Query,
        by: str,
        sort: str,
        start: int,
        count: int,
        names: Sequence[str],
        bins: int = 20,
        pictures: int = 0,
        task: Task | None = None,
    ) -> dict[str, Any]:
        """Return a page of groups.

        Parameters
        ----------
        query : Query
            The view.
        by, sort : str
            As in `make_lane_groups`.
        start, count : int
            The first group, and how many.
        names : sequence of str
            Columns by the name that they have in their tables.
        bins : int
            Most bins of a histogram.
        pictures : int
            Most rows to show of a group.
        task : Task or None
            Stops the question.

        Returns
        -------
        dict
            ``total`` groups; ``groups``, each with its ``key``, the ``rows`` of each table, ``cells`` by
            column, the ``clause`` that keeps its rows in any table, and the ``clauses`` of each table;
            ``axes`` by column of numbers; ``rows``: those of each table in all groups; ``largest``: the most
            rows that a table has in a group; and where pictures are asked for, ``pictures`` per group as
            `LaneCells.pictures` gives them.
        """
        key = (*_state(query), query.sort_keys, by, sort, start, count, tuple(names), bins, pictures)
        return self._pages.get(
            key, lambda: self._page(query, by, sort, (start, count), names, bins, pictures, task)
        )

    def _page(
        self,
        query: Query,
        by: str,
        sort: str,
        page: tuple[int, int],
        names: Sequence[str],
        bins: int,
        pictures: int,
        task: Task | None,
    ) -> dict[str, Any]:
        groups = self.groups(query, by, sort, task)
        first = min(max(page[0], 0), len(groups))
        last = min(first + max(page[1], 0), len(groups))
        cells = LaneCells(groups, query, (first, last), task)
        described = cells.describe(names, bins)
        shown = cells.pictures(pictures) if pictures else []
        sums = [int(size) for size in groups.sizes.sum(axis=0)] if len(groups) else [0] * groups.lanes.count
        return {
            "total": len(groups),
            "groups": [
                _group(groups, index, cell) for index, cell in zip(range(first, last), described, strict=True)
            ],
            "axes": cells.axes,
            "rows": [None if tree is None else n for tree, n in zip(groups.trees, sums, strict=True)],
            "largest": int(groups.sizes.max(initial=0)),
            "pictures": shown,
        }


def _group(groups: LaneGroups, index: int, cells: dict[str, Any]) -> dict[str, Any]:
    clause, clauses = groups.clauses(index)
    return {
        "key": groups.key(index),
        "rows": groups.rows(index),
        "clause": clause,
        "clauses": clauses,
        "cells": cells,
    }


def _state(query: Query) -> tuple[Any, ...]:
    """Return what of a query decides which rows there are, and what derived columns mean."""
    limited = query.row_limit and (query.row_limit, query.sort_keys)
    return active(query), limited, query.derived
