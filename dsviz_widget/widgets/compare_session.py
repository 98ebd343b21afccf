"""What a browser may ask about compared tables, and the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.compare_arranging import Arranging
from dsviz_widget.widgets.compare_filters import quick_filters
from dsviz_widget.widgets.compare_keys import key_offers
from dsviz_widget.widgets.compare_state import KEYLESS
from dsviz_widget.widgets.compared_groups import ComparedGroups
from dsviz_widget.widgets.compared_heads import ComparedHeads
from dsviz_widget.widgets.compared_tables import ComparedTables, Together
from dsviz_widget.widgets.compared_views import ComparedViews, code_of_comparison
from dsviz_widget.widgets.duplicate_keys import duplicate_keys
from dsviz_widget.widgets.key_repairs import key_repairs
from dsviz_widget.widgets.params import query_of
from dsviz_widget.widgets.scoring import Scoring
from dsviz_widget.widgets.table_session import TableSession

if TYPE_CHECKING:
    from dsviz_widget.query import Matching

LOOKING = ("open", "refresh")
"""Questions that look at the rows of now themselves, so that rows which grow are matched once."""


class CompareSession(TableSession):
    """Answers questions about several tables taken together. Thread-safe; knows no widget and no notebook.

    Rows are matched for the first question, which may be stopped and says how much is done.

    Parameters
    ----------
    tables : ComparedTables
        The tables.
    title : str, optional
        Shown above the rows; the names of the tables unless given.
    cache : path, optional
        Folder for thumbnails.
    """

    def __init__(self, tables: ComparedTables, title: str | None = None, cache: Path | None = None) -> None:
        super().__init__(tables, title or tables.title, cache)
        self.tables = tables
        self.compared_heads = ComparedHeads(tables)
        self.compared_groups = ComparedGroups(tables)
        self.arranging = Arranging(tables, self.info)
        self.named: ComparedViews = ComparedViews(self.place, tables, self.title)
        self.scoring = Scoring(tables, cache)

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        answered = {
            **super().handlers,
            **self.compared_heads.handlers,
            **self.compared_groups.handlers,
            **self.arranging.handlers,
            **self.scoring.handlers,
            "quick": self.quick,
            "key_offers": self.key_offers,
            "duplicates": self.duplicates,
            "repairs": self.repairs,
        }
        return {name: self._on_matched_rows(name, handler) for name, handler in answered.items()}

    def _on_matched_rows(self, name: str, handler: Callable[..., Reply]) -> Handler:
        """Return a handler that is asked once the rows are matched, which its task can stop."""

        def answer(params: dict[str, Any], task: Task) -> Reply:
            if name not in LOOKING:
                self.tables.prepare(task)
            return handler(params, task)

        return answer

    def _opened(self, query: Query, start: int, count: int, task: Task) -> Reply:
        self.tables.prepare(task)
        return super()._opened(query, start, count, task)

    def info(self, query: Query | None = None) -> dict[str, Any]:
        """Return what the rows are, and under ``comparison`` how they came together."""
        info = super().info(query)
        return {**info, "comparison": self.comparison_info(info["columns"])}

    def comparison_info(self, columns: list[dict[str, Any]]) -> dict[str, Any]:
        """Return how the tables came together, and how well they match.

        Parameters
        ----------
        columns : list of dict
            The columns of the rows, as `info` has them.
        """
        together = self.tables.together
        comparison = together.comparison
        return {
            "sides": [
                {
                    "label": side.label,
                    "title": side.title,
                    "version": side.version,
                    "note": side.note,
                    "row_count": engine.row_count,
                }
                for side, engine in zip(together.sides, together.engines, strict=True)
            ],
            "how": comparison["how"],
            "keys": _keys(together),
            "duplicates": comparison["duplicates"],
            "matching": matching_info(together),
            "columns": lane_columns(together, columns),
            "present": together.present,
            "right": together.right_columns or None,
            "quick": quick_filters(together),
        }

    def key_offers(self, params: dict[str, Any], task: Task) -> Reply:
        """What the tables may be matched on, the likeliest first."""
        tables = self.tables
        offers = [
            {
                "keys": [tables.key_of_all(key)],
                "name": name,
                "matched": found.in_all,
                "unique": not any(found.repeated_keys),
            }
            for name, key, found in key_offers(tables.sides, task)
        ]
        return {"offers": offers}, []

    def duplicates(self, params: dict[str, Any], task: Task) -> Reply:
        """Keys that occur more than once, and what each way of treating them comes to."""
        return duplicate_keys(self.tables, params, task)

    def repairs(self, params: dict[str, Any], task: Task) -> Reply:
        """Why nothing matches, and what would mend it."""
        return key_repairs(self.tables, task)

    def code_of(self, state: dict[str, Any]) -> str:
        """Return Python that shows the tables in this state."""
        return code_of_comparison(self.tables, self.named.told(), state, self.first_overlays)

    def quick(self, params: dict[str, Any], task: Task) -> Reply:
        """How many rows each filter of one click would keep, beside the clauses of the query."""
        query = query_of(params)
        filters = quick_filters(self.tables.together)
        clauses = {found["id"]: found["clause"] for found in filters if found["clause"] is not None}
        engine = self.engine
        found = engine.with_each(query, list(clauses.values()), task) if clauses else []
        counts = {"all": engine.count(query, task=task), **dict(zip(clauses, found, strict=True))}
        return {"counts": counts}, []


def matching_info(together: Together) -> dict[str, Any]:
    """Return how well the tables match, as the browser has it; ``total`` counts all keys."""
    count = len(together.sides)
    paired = together.engine.paired
    if paired is None:
        rows = [engine.row_count for engine in together.engines]
        none = [0] * count
        return {
            "in_all": rows[0] if count == 1 else 0, "in_some": 0, "total": sum(rows),
            "only_in": none if count == 1 else rows,
            "repeated_keys": none, "repeated_rows": none, "empty_keys": none, "aside": none,
        }  # fmt: skip
    found: Matching = paired.matching()
    return {
        "in_all": found.in_all,
        "in_some": found.in_some,
        "total": found.in_all + found.in_some + sum(found.only_in),
        "only_in": list(found.only_in),
        "repeated_keys": list(found.repeated_keys),
        "repeated_rows": list(found.repeated_rows),
        "empty_keys": list(found.empty_keys),
        "aside": list(paired.aside),
    }


def lane_columns(together: Together, columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the columns of the tables, each with its name in the rows per table, None where one has none.

    The key comes first, then the columns of the first table, then what only others have. A column that all
    tables share, such as the key, has the same name in every lane.
    """
    kinds = {column["name"]: column["kind"] for column in columns}
    count = len(together.sides)
    paired = together.engine.paired
    if paired is None:
        return [
            {"name": name, "kind": kinds[name], "lanes": [name] * count}
            for name in together.engine.schema.names
            if name in kinds and name not in together.right_columns
        ]
    names = together.engine.schema.names
    found = [
        {"name": name, "kind": kinds[name], "lanes": [name] * count}
        for name in names
        if not together.engine.owners_of(name) and name in kinds
    ]
    shown = set(names)
    order = dict.fromkeys(own for table in paired.kinds.tables for own in table)
    for own in order:
        lanes = [table.get(own) if table.get(own) in shown else None for table in paired.kinds.tables]
        known = [lane for lane in lanes if lane in kinds]
        if known and own != together.right:
            found.append({"name": own, "kind": kinds[known[0]], "lanes": lanes})
    return found


def _keys(together: Together) -> list[dict[str, Any]]:
    comparison = together.comparison
    if comparison["how"] in KEYLESS or len(together.sides) == 1:
        return []
    names = [name for name in together.engine.schema.names if not together.engine.owners_of(name)]
    return [
        {"name": name, "columns": [part[number] for number in comparison["order"]]}
        for name, part in zip(names, comparison["keys"], strict=True)
    ]
