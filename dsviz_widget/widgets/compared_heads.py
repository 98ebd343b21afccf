"""What the heads of compared columns show: one axis for all tables, and in how many rows they differ."""

from __future__ import annotations

from typing import Any, Protocol

from dsviz_widget.query import DuckEngine, LaneAnswers, Query, Task
from dsviz_widget.types import ColumnType
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.params import limited, query_of

MAX_BINS = 200
MAX_COLUMNS = 1_000
"""Columns of one question."""


class ComparedRows(Protocol):
    """Tables that are shown together, as those who answer for their rows see them."""

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the compared rows."""

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column of the compared rows holds, those that the query derives included."""


class LaneFigures:
    """The figures of compared tables, anew when other rows are shown.

    Parameters
    ----------
    shown : ComparedRows
        The tables.
    """

    def __init__(self, shown: ComparedRows) -> None:
        self.shown = shown
        self._answers: LaneAnswers | None = None

    @property
    def answers(self) -> LaneAnswers:
        """What is known of the rows that are shown now."""
        engine, known = self.shown.engine, self._answers
        if known is None or known.engine is not engine:
            known = self._answers = LaneAnswers(engine)
        return known


class ComparedHeads(LaneFigures):
    """Answers questions about whole columns of compared tables."""

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"compare_heads": self.heads}

    def heads(self, params: dict[str, Any], task: Task) -> Reply:
        """What columns hold in each table, in the rows that match."""
        names = [str(name) for name in params.get("columns", [])][:MAX_COLUMNS]
        bins = max(1, limited(params.get("bins", 20), MAX_BINS))
        return {"columns": self.answers.heads(query_of(params), names, bins, task)}, []
