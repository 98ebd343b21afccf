"""Bringing compared tables together in another way, from the browser: key, order, other versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs import Artifact
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.compare_keys import guess_key
from dsviz_widget.widgets.compare_right import right_of
from dsviz_widget.widgets.compare_state import KEYLESS
from dsviz_widget.widgets.compare_versions import OtherVersions
from dsviz_widget.widgets.compared_sides import ComparedSide, open_table, sides_of
from dsviz_widget.widgets.compared_tables import ComparedTables


class Arranging:
    """Answers what changes a comparison.

    Parameters
    ----------
    tables : ComparedTables
        The tables.
    info : callable
        Returns what the browser knows of the rows.
    """

    def __init__(self, tables: ComparedTables, info: Callable[[], dict[str, Any]]) -> None:
        self._tables = tables
        self._info = info
        self.arranged: Callable[[], None] = lambda: None
        """Called once the tables have come together in another way."""

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"arrange": self.arrange, "versions": self.versions}

    def arrange(self, params: dict[str, Any], task: Task) -> Reply:
        """Take the tables together in another way, with others among them or without some.

        ``comparison`` has the parts that change; ``add`` names tables, ``remove`` gives numbers of tables,
        and ``labels`` other names by number.
        """
        change = params.get("comparison") or {}
        if not isinstance(change, Mapping):
            raise ViewError(f"comparison has the parts that change, got {change!r:.60}.")
        self.change(change, params.get("add") or (), params.get("remove") or (), params.get("labels"), task)
        self._tables.prepare(task)
        return {"comparison": self._tables.comparison, "info": self._info()}, []

    def change(
        self,
        change: Mapping[str, Any],
        add: Sequence[Any] = (),
        remove: Sequence[int] = (),
        labels: Mapping[str, str] | None = None,
        task: Task | None = None,
    ) -> None:
        """Take the tables together in another way; what cannot be done leaves them as they are."""
        tables = self._tables
        before = tables.comparison
        given = self._labelled(labels or {})
        added = self._opened(add, given)
        order = [number for number in before["order"] if number not in remove]
        order += range(len(given), len(given) + len(added))
        sides = [*given, *added]
        keys = [[*part, *part[:1] * len(added)] for part in before["keys"]]
        comparison = {**before, "order": order, "keys": keys, **change}
        if "right" not in change and before["right"] and before["right"] == self._right_by_itself(before):
            comparison["right"] = None
        if not comparison["keys"] and comparison["how"] not in KEYLESS and len(comparison["order"]) > 1:
            comparison["keys"] = guess_key(sides)
        tables.arrange(comparison, sides, task)
        self.arranged()

    def _right_by_itself(self, comparison: dict[str, Any]) -> str | None:
        return right_of(comparison, [side.table.engine() for side in self._tables.sides])

    def _labelled(self, labels: Mapping[str, str]) -> list[ComparedSide]:
        given = list(self._tables.given)
        for number, label in labels.items():
            at = int(number)
            others = [side.label for place, side in enumerate(given) if place != at]
            name = str(label).strip()
            if not name or name in others:
                raise ViewError(f"each table has a name of its own, and {name!r} names none or two.")
            given[at] = replace(given[at], label=name)
        return given

    def _opened(self, refs: Sequence[Any], given: Sequence[ComparedSide]) -> list[ComparedSide]:
        opened = [open_table(ref, self._open_artifact) if isinstance(ref, str) else ref for ref in refs]
        return sides_of(opened, known=given) if opened else []

    def _open_artifact(self, name: str) -> Artifact:
        return OtherVersions(self._tables.given).open(name)

    def versions(self, params: dict[str, Any], task: Task) -> Reply:
        """Other versions of the artifacts that tables came from, the newest first."""
        shown = [side.origin for side in self._tables.sides if side.origin is not None]
        return {"versions": list(OtherVersions(self._tables.given).offers(shown, task))}, []
