"""Several tables as one, derived columns, groups as rows: what an engine answers beyond rows of its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query.engines.answers import Answers
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.cache import Cache
from dsviz_widget.query.engines.derived import DerivedSource
from dsviz_widget.query.engines.gathered import Owner, Side
from dsviz_widget.query.engines.matching import Matching
from dsviz_widget.query.engines.ordering import Ordering
from dsviz_widget.query.engines.pairs import PairedSource
from dsviz_widget.query.engines.reading import active
from dsviz_widget.query.engines.row_ids import KeptIds
from dsviz_widget.query.engines.scanning import Source
from dsviz_widget.query.engines.stacked import StackedSource
from dsviz_widget.query.parts import Derived, Inputs
from dsviz_widget.query.query import Query
from dsviz_widget.query.typed import TypedColumn

if TYPE_CHECKING:
    from dsviz_widget.query.engines.summary import Summaries

KEPT_DERIVED = 4
"""Sets of derived columns whose answers are kept."""
KEPT_FIGURES_BYTES = 64 * 1024**2
"""Memory for figures of groups that are kept."""


class Composed(Ordering, Answers):
    """Answers on tables that are made of others."""

    summaries: Summaries

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._derived: Cache[Any] = Cache(KEPT_DERIVED)
        self._figures: Cache[pa.Table] = Cache(64, KEPT_FIGURES_BYTES, lambda groups: groups.nbytes)
        self._base: Any = self

    def with_derived(self, derived: Sequence[Derived]) -> Any:
        """Return the engine of the table with these columns derived; itself when there are none."""
        if not derived:
            return self
        return self._base._derived.get(tuple(derived), lambda: self._base._derive(derived))

    def _derive(self, derived: Sequence[Derived]) -> Any:
        made = type(self)(DerivedSource(self.source, derived))
        made._base = self
        made.timeout_s = self.timeout_s
        # Row ids are filed under a statement that writes derived columns out; other files go by name.
        made._orders = KeptIds(self.files)
        made.summaries.statistics.share(self.summaries.statistics, self.schema.names)
        return made

    def for_rows(self, query: Query) -> Any:
        """Return the engine of the table itself where no clause or sort key uses a derived column.

        Its row ids outlive a change of what is derived.
        """
        if self._base is self or not all(column.name.isidentifier() for column in query.derived):
            # An unusual name may be read as an expression where it is not known.
            return self
        try:
            for clause in query.filters:
                if clause.on:
                    self._base.read(clause.text, condition=True)
            for key in query.sort_keys:
                self._base.read(key.by)
        except QueryError:
            return self
        return self._base

    def combine(
        self, inputs: Inputs, engines: Sequence[Any], task: Task | None = None, any_kind: bool = False
    ) -> Any:
        """Return an engine on several tables taken together; this is the engine of the first.

        See `Answers.combine` for the parameters.

        Raises
        ------
        QueryError
            If a table is of another engine, or the tables do not fit together.
        """
        sides = []
        for number, (item, engine) in enumerate(zip(inputs.tables, engines, strict=True)):
            if not isinstance(engine, Composed):
                raise QueryError(
                    "value", f"Table {number} is answered by another engine than table 0.",
                    hint="Load it into a Table first.",
                )  # fmt: skip
            derived = engine.with_derived(item.query.derived)
            sides.append(Side(derived.source, derived.order(item.query, task)))
        source: Source
        if inputs.how == "concat":
            source = StackedSource(sides)
        else:
            source = PairedSource(sides, inputs, task, any_kind)
        made = type(self)(source)
        made.timeout_s = self.timeout_s
        return made

    def aggregate(self, query: Query, task: Task | None = None) -> pa.Table:
        """Return one row per group, kept for the next time; see `Answers.aggregate`."""
        keys = (query.group_keys, query.aggregates, query.sort_keys, query.columns, query.row_limit)
        return self._figures.get((active(query), *keys), lambda: super(Composed, self).aggregate(query, task))

    def key_matching(self, task: Task | None = None) -> Matching:
        """Return how well the keys of the tables match; only of tables side by side."""
        paired = self.paired
        return super().key_matching() if paired is None else paired.matching(task)

    @property
    def paired(self) -> PairedSource | None:
        """The tables side by side that this is on, or None."""
        source = self._base.source
        return source if isinstance(source, PairedSource) else None

    def owners_of(self, name: str) -> list[Owner]:
        """Return the tables and columns that a column is taken from; none for one that is computed."""
        return _owners(self.source, name)

    def owner_of_rows(self, query: Query) -> np.ndarray | None:
        """Return which table each matching row is from; None unless tables stand after each other."""
        if not isinstance(self._base.source, StackedSource):
            return None
        ids = self.order(query)
        return self.owner_of_ids(ids.slice(0, len(ids)))

    def owner_of_ids(self, row_ids: np.ndarray) -> np.ndarray | None:
        """Return which table each of some rows is from; None unless tables stand after each other."""
        source = self._base.source
        return source.owner_of_rows(row_ids) if isinstance(source, StackedSource) else None


def _owners(source: Any, name: str) -> list[Owner]:
    """Return the tables and columns that a column is taken from; none for one that is computed."""
    if isinstance(source, DerivedSource):
        tree = source.kinds.derived.get(name)
        if tree is None:
            return _owners(source.base, name)
        return _owners(source.base, tree.name) if isinstance(tree, TypedColumn) else []
    if isinstance(source, PairedSource):
        owner = source.owners.get(name)
        return [owner] if owner is not None else []
    if isinstance(source, StackedSource):
        return source.owners.get(name, [])
    return [(0, name)]
