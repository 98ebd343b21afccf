"""Several tables on the screen as one: what answers for them, and what their rows are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Derived, Input, Inputs, Query, Task
from dsviz_widget.query.engines.pairs import read_key
from dsviz_widget.table.answers import QueriedTable
from dsviz_widget.table.staged import BlobsOfTables
from dsviz_widget.types import ColumnType
from dsviz_widget.widgets.compare_right import check_right, right_of
from dsviz_widget.widgets.compare_state import COMPOSING, KEYLESS, complete_comparison
from dsviz_widget.widgets.compared_rows import ComparedRows, types_of_rows
from dsviz_widget.widgets.compared_sides import ComparedSide
from dsviz_widget.widgets.shown_table import Shown, Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.query import DuckEngine
    from dsviz_widget.table import Table
    from dsviz_widget.types import BlobSource

RIGHT = "right"
"""Name in each table of the column that says whether its answer is right."""


@dataclass(frozen=True, eq=False)
class Together:
    """Tables taken together at one moment.

    Parameters
    ----------
    sides : tuple of ComparedSide
        The tables in the order that they are shown in.
    comparison : dict
        How they are taken together.
    engines : tuple of DuckEngine
        Of each table.
    engine : DuckEngine
        Of all.
    types : dict of str to ColumnType
        What the columns of all hold.
    right : str or None
        Name in each table of the column that tells whether it is right.
    """

    sides: tuple[ComparedSide, ...]
    comparison: dict[str, Any]
    engines: tuple[DuckEngine, ...]
    engine: DuckEngine
    types: dict[str, ColumnType]
    right: str | None

    @property
    def present(self) -> list[str]:
        """Per table, the column that tells whether it has the row; none unless they stand side by side."""
        paired = self.engine.paired
        return list(paired.present) if paired is not None else []

    @property
    def right_columns(self) -> list[str]:
        """Per table, the column that tells whether it is right; one where tables stand after each other."""
        if self.right is None:
            return []
        paired = self.engine.paired
        if paired is None:
            return [self.right] if self.right in self.engine.schema.names else []
        return [names[self.right] for names in paired.kinds.tables]

    def is_arranged_as(self, other: Together) -> bool:
        """Tell whether the same tables come together in the same way, whatever rows they have."""
        return [id(side.table) for side in self.sides] == [id(side.table) for side in other.sides] and all(
            self.comparison[name] == other.comparison[name] for name in COMPOSING
        )

    def is_of(
        self, sides: Sequence[ComparedSide], engines: Sequence[Any], comparison: dict[str, Any]
    ) -> bool:
        """Tell whether the same tables, with the rows that they have, would come together in the same way."""
        return (
            [(id(side.table), side.label) for side in self.sides]
            == [(id(side.table), side.label) for side in sides]
            and [id(engine) for engine in self.engines] == [id(engine) for engine in engines]
            and all(self.comparison[name] == comparison[name] for name in COMPOSING)
        )


class ComparedTables(Shown):
    """Tables that are compared, as they were when they were last looked at.

    Rows are matched when somebody first asks for them.

    Parameters
    ----------
    sides : sequence of ComparedSide
        1 to 8 tables, or more of which `comparison` names those that are shown.
    comparison : dict
        As the trait of that name has it; parts may be left out.

    Raises
    ------
    ViewError, QueryError
        If the tables cannot be taken together so.
    """

    def __init__(self, sides: Sequence[ComparedSide], comparison: dict[str, Any]) -> None:
        super().__init__()
        self.given = list(sides)
        self.comparison = self.checked(self.given, comparison)
        self._together: Together | None = None
        self._times = 0
        self.moved: Callable[[Together, Together], None] = lambda before, now: None
        """Called once the rows stand elsewhere than before."""

    @property
    def sides(self) -> list[ComparedSide]:
        """The tables that are shown, in their order."""
        return [self.given[number] for number in self.comparison["order"]]

    @property
    def tables(self) -> list[Table]:
        """Of the sides."""
        return [side.table for side in self.sides]

    @property
    def source(self) -> BlobSource:
        """The files behind the cells."""
        # Known before rows are matched, as small pictures ask for it first.
        sources = [table.source for table in self.tables]
        return sources[0] if len(sources) == 1 else BlobsOfTables(sources)

    def key_of_all(self, texts: Sequence[str]) -> list[str]:
        """Return a part of the key, given in each table that is shown, as `comparison` has it."""
        found = [texts[0]] * len(self.given)
        for place, number in enumerate(self.comparison["order"]):
            found[number] = texts[place]
        return found

    @property
    def together(self) -> Together:
        """The tables taken together, as they were when they were last looked at."""
        _ = self.now
        return self._last

    @property
    def title(self) -> str:
        """The tables in a few words."""
        sides = self.sides
        if len(sides) == 1:
            side = sides[0]
            return side.origin.name if side.origin is not None else "Table"
        titles = {side.title for side in sides if side.origin is not None}
        names = ", ".join(side.label for side in sides)
        is_one = len(titles) == 1 and all(side.origin is not None for side in sides)
        return f"{titles.pop()} {names}" if is_one else names

    @staticmethod
    def checked(sides: Sequence[ComparedSide], comparison: dict[str, Any]) -> dict[str, Any]:
        """Return a comparison that these tables can be shown in, with the parts that were left out.

        Raises
        ------
        ViewError, QueryError
            If a part of it makes no sense, or does not fit the tables.
        """
        found = complete_comparison(comparison, len(sides))
        shown = [sides[number] for number in found["order"]]
        engines = [side.table.engine() for side in shown]
        if found["how"] not in KEYLESS and len(shown) > 1:
            if not found["keys"]:
                raise ViewError("matched tables need a key. Set keys, or how to 'position' or 'concat'.")
            for part in found["keys"]:
                read_key(engines, [part[number] for number in found["order"]], any_kind=True)
        if found["right"] is None:
            found["right"] = right_of(found, engines)
        for side, engine in zip(shown, engines, strict=True):
            check_right(found["right"], side, engine)
        return found

    def arrange(
        self,
        comparison: dict[str, Any],
        sides: Sequence[ComparedSide] | None = None,
        task: Task | None = None,
    ) -> None:
        """Take the tables, or others, together in another way; what cannot be done leaves them as they are.

        Raises
        ------
        ViewError, QueryError
            If it cannot be done.
        Cancelled
            If the task was cancelled.
        """
        with self._alone(task):
            # What is on the screen is said in the terms of how the tables were together.
            _ = self.together
            before = self.given, self.comparison
            given = list(sides) if sides is not None else self.given
            comparison = self.checked(given, comparison)
            self.given, self.comparison = given, comparison
            try:
                self.look_again(task)
            except BaseException:
                self.given, self.comparison = before
                raise

    def look_again(self, task: Task | None = None) -> None:
        """See the rows that the tables have now, and match them again where others came."""
        with self._alone(task):
            before = self._together
            super().look_again(task)
            if before is not None and before is not self._together:
                self.moved(before, self._last)

    def queried(self) -> Any:
        """Return the rows that there are now as queries in Python see them."""
        if len(self.sides) == 1:
            self.look_again()
            return QueriedTable(self.tables[0], self.engine)
        return ComparedRows(self._now_together)

    def _now_together(self) -> tuple[DuckEngine, dict[str, ColumnType], list[QueriedTable]]:
        self.look_again()
        found = self.together
        tables = [
            QueriedTable(side.table, engine) for side, engine in zip(found.sides, found.engines, strict=True)
        ]
        return found.engine, self.types, tables

    def marked(self, page: pa.Table) -> pa.Table:
        """Return rows with the columns that say which tables have each, and which are right."""
        import numpy as np

        found = self.together
        names = [name for name in (*found.present, *found.right_columns) if name not in page.column_names]
        if not names:
            return page
        more = found.engine.source.take(np.asarray(page.column(0)), names)
        for name in names:
            page = page.append_column(name, more.column(name))
        return page

    def prepare(self, task: Task | None = None) -> None:
        """Match the rows unless they are, and count how well they match."""
        if self._snapshot is None:
            self.look_again(task)
        if self.engine.paired is not None:
            self.engine.key_matching(task)

    def _look(self, task: Task | None = None) -> Snapshot:
        sides, comparison = self.sides, self.comparison
        # The editions first: a column that comes in between is seen at the next look.
        editions = tuple(side.table.edition for side in sides)
        engines = tuple(side.table.engine() for side in sides)
        before = self._together
        if before is None or not before.is_of(sides, engines, comparison):
            self._together = _take_together(sides, engines, comparison, task)
            self._times += 1
        found = self._last
        if self._snapshot is not None and found is before:
            return self._snapshot
        return Snapshot(found.engine, found.types, self.source, (editions, self._times))

    @property
    def _last(self) -> Together:
        assert self._together is not None
        return self._together


def _take_together(
    sides: Sequence[ComparedSide],
    engines: tuple[DuckEngine, ...],
    comparison: dict[str, Any],
    task: Task | None,
) -> Together:
    made = tuple(sides)
    if len(sides) == 1:
        return Together(made, comparison, engines, engines[0], sides[0].table.column_types, None)
    right = None
    derived: tuple[Derived, ...] = ()
    if comparison["right"]:
        right = RIGHT
        while any(right in engine.schema.names for engine in engines):
            right += "_"
        derived = (Derived(right, comparison["right"]),)
    parts = [] if comparison["how"] in KEYLESS else comparison["keys"]
    inputs = Inputs(
        tuple(Input(side.table.origin, Query(derived=derived), side.label) for side in sides),
        comparison["how"],
        tuple(tuple(part[number] for number in comparison["order"]) for part in parts),
        comparison["duplicates"],
    )
    engine = engines[0].combine(inputs, engines, task, any_kind=True)
    tables = [
        (side.table.column_types, of_side.row_count) for side, of_side in zip(sides, engines, strict=True)
    ]
    types = types_of_rows(engine, tables)
    return Together(made, comparison, engines, engine, types, right)
