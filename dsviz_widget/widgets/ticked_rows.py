"""Rows that a user ticks: their ids by place in the view, and their cells by id."""

from __future__ import annotations

from typing import Any

import numpy as np

from dsviz_widget.query import Task
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.ipc import to_ipc
from dsviz_widget.widgets.params import limited, query_of, start_of
from dsviz_widget.widgets.row_ids import MOST_TEXT, MOST_TICKED, pack
from dsviz_widget.widgets.shown_table import Shown

MOST_COPIED = 10_000


class TickedRows:
    """Answers questions about rows that are ticked in the table that is shown."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"row_ids": self.row_ids, "ticked": self.ticked}

    def row_ids(self, params: dict[str, Any], task: Task) -> Reply:
        """Ids of some rows of the view, or of as many of the first of them as can be ticked at once."""
        count = limited(params.get("count"), MOST_TICKED)
        ids = self.shown.engine.ids(query_of(params), start_of(params), count, task)
        while len(packed := pack(ids)) > MOST_TEXT:
            ids = ids[: int(len(ids) * 0.99 * MOST_TEXT / len(packed))]
        return {"ids": packed}, []

    def ticked(self, params: dict[str, Any], task: Task) -> Reply:
        """The rows of some ids as Arrow IPC: those that match in the order of the view, then the others."""
        query = query_of(params)
        wanted = np.unique(np.asarray(params.get("rows", []), dtype=np.int64))[:MOST_COPIED]
        order = self.shown.engine.order(query, task)
        if order.ids is not None:
            matching = order.ids[np.isin(order.ids, wanted)].astype(np.int64)
            wanted = np.concatenate([matching, wanted[~np.isin(wanted, matching)]])
        page = self.shown.engine.with_derived(query.derived).take(wanted, query.columns)
        rows = with_texts(page, self.shown.types_of(query), self.shown.source, for_browser=True)
        return {"count": rows.num_rows}, [to_ipc(self.shown.marked(rows))]
