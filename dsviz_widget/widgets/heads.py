"""What the heads of columns show: histograms, most frequent values, shares of classes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsviz_widget.media import HistogramType, ImageType, MediumType, media_in
from dsviz_widget.query import Clause, Query, Task, columns_in, write_name
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.params import limited, query_of
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    from dsviz_widget.types import ColumnType

PLAIN = ("number", "text", "boolean", "timestamp")
VALUES = ("text", "boolean")
"""Of these a head shows the values that the other clauses keep."""
MAX_BINS = 200
MEASURES = {"list": "len({})", "any": "type({})"}
"""Kind of a column whose cells have no axis -> the expression that its head counts instead."""


class Heads:
    """Answers questions about whole columns of the table that is shown."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"summary": self.summary, "brush": self.brush}

    def summary(self, params: dict[str, Any], task: Task) -> Reply:
        """Header figures of some columns."""
        query = query_of(params)
        types = self.shown.types_of(query)
        names = [name for name in params.get("columns", []) if name in types]
        plain = self._plain(names, types)
        columns: dict[str, Any] = {}
        bins = limited(params.get("bins", 20), MAX_BINS)
        own = self._own_clauses(query, [name for name in plain if types[name].kind in VALUES])
        others = [name for name in plain if name not in own]
        if others:
            columns.update(self.shown.engine.summary(query, others, bins=bins, task=task))
        for name, clauses in own.items():
            # A value that was clicked must not make the others vanish: the next click may be on them.
            rest = replace(query, filters=tuple(c for c in query.filters if c not in clauses))
            columns.update(self.shown.engine.summary(rest, [name], bins=bins, task=task))
        for name in names:
            column_type = types[name]
            if isinstance(column_type, ImageType):
                columns[name] = self._image_summary(query, name, column_type, task)
            elif name not in plain:
                columns[name] = self._inner_summary(query, name, column_type, params, task)
        return {"columns": {name: columns.get(name, {"kind": "none"}) for name in names}}, []

    def brush(self, params: dict[str, Any], task: Task) -> Reply:
        """What columns hold in a range of one of them, while a hand moves it."""
        query = query_of(params)
        names = self._plain(params.get("columns", []), self.shown.types_of(query))
        own = self._own_clauses(query, names)
        types = self.shown.types_of(query)
        names = [name for name in names if name not in own or types[name].kind not in VALUES]
        ends = (params.get("low"), params.get("high"))
        bins = limited(params.get("bins", 20), MAX_BINS)
        pixels = limited(params.get("pixels", 200), 1_000)
        column = str(params.get("column"))
        return self.shown.engine.brush(query, column, *ends, names, bins=bins, pixels=pixels, task=task), []

    def _own_clauses(self, query: Query, names: list[str]) -> dict[str, list[Clause]]:
        """Return of columns the clauses that are on them alone; columns without one are left out."""
        engine = self.shown.engine.with_derived(query.derived)
        found: dict[str, list[Clause]] = {}
        for index, clause in enumerate(query.filters):
            if clause.on:
                used = columns_in(engine.read_clause(clause, index).tree)
                if len(used) == 1 and (name := min(used)) in names:
                    found.setdefault(name, []).append(clause)
        return found

    def _plain(self, names: list[str], types: dict[str, ColumnType]) -> list[str]:
        """Return the columns whose heads show a histogram or the most frequent values."""
        return [name for name in names if name in types and types[name].kind in PLAIN]

    def _inner_summary(
        self, query: Query, name: str, column_type: ColumnType, params: dict[str, Any], task: Task
    ) -> dict[str, Any]:
        """Return what can be said of lists (how long they are), of mixed cells (their kinds), of objects."""
        if isinstance(column_type, HistogramType):
            of = f"{write_name(name)}.{column_type.telling}"
            return {**self._measured(query, name, of, params, task), **self._ends(query, name, task)}
        if isinstance(column_type, MediumType):
            return self._measured(
                query, name, f"{write_name(name)}.{column_type.medium.telling}", params, task
            )
        if column_type.kind == "struct" and media_in(column_type)[0] is not None:
            return self._measured(query, name, f"{write_name(name)}.size", params, task)
        if column_type.kind == "struct":
            found = self.shown.engine.summary(query, [name], task=task)[name]
            fields = list(getattr(column_type, "fields", {}))
            return {**found, "kind": "struct", "fields": fields}
        measure = MEASURES.get(column_type.kind)
        if measure is None:
            return {"kind": "none"}
        return self._measured(query, name, measure.format(write_name(name)), params, task)

    def _ends(self, query: Query, name: str, task: Task) -> dict[str, Any]:
        """Return ``ends``, from the lowest to the highest that any histogram counted; nothing without any."""
        low, high = (
            self._measured(query, name, f"{write_name(name)}.{figure}", {"bins": 1}, task)[end]
            for figure, end in (("min", "min"), ("max", "max"))
        )
        return {} if low is None or high is None else {"ends": [low, high]}

    def _measured(
        self, query: Query, name: str, of: str, params: dict[str, Any], task: Task
    ) -> dict[str, Any]:
        """Return the figures of a column that is derived of another."""
        counted = _free_name(self.shown.types_of(query))
        bins = limited(params.get("bins", 20), MAX_BINS)
        found = self.shown.engine.summary(query.derive({counted: of}), [counted], bins=bins, task=task)
        return {**found[counted], "of": of}

    def _image_summary(self, query: Query, name: str, column_type: ImageType, task: Task) -> dict[str, Any]:
        layers = []
        for kind, groups in (("mask", column_type.mask_labels), ("box", column_type.box_labels)):
            for group in groups:
                path = (name, "masks", group, "classes") if kind == "mask" else (name, "boxes", group)
                totals = self.shown.engine.class_totals(query, path, task=task)
                boxes = sum(total["count"] for total in totals) or 1
                classes = [
                    {
                        "class_id": total["class_id"],
                        "count": total["count"],
                        "share": total["fraction"] if kind == "mask" else total["count"] / boxes,
                    }
                    for total in totals
                    if total["class_id"] is not None
                ]
                layers.append({"group": group, "kind": kind, "classes": classes})
        return {"kind": "image", "layers": layers}


def _free_name(types: dict[str, ColumnType]) -> str:
    """Return a name that no column has."""
    name = "counted"
    while name in types:
        name += "_"
    return name
