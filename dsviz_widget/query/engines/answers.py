"""What every engine answers about groups and about rows that stop with an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query.engines.aggregate import aggregate_rows
from dsviz_widget.query.engines.base import Task
from dsviz_widget.query.engines.gathered import Owner
from dsviz_widget.query.engines.matching import Matching
from dsviz_widget.query.engines.reading import Reading
from dsviz_widget.query.engines.row_errors import first_error
from dsviz_widget.query.kinds import Schema
from dsviz_widget.query.parts import Inputs
from dsviz_widget.query.query import Query
from dsviz_widget.query.typed import TypedColumn


class Answers(Reading):
    """Answers on one table; an engine on several adds how they are taken together."""

    def aggregate(self, query: Query, task: Task | None = None) -> pa.Table:
        """Return one row per group: its keys under their text, then its aggregates.

        Parameters
        ----------
        query : Query
            Its sort keys name keys, aggregates, ``count`` or ``mean(...)``; its limit is of groups.
        task : Task or None
            Stops the question.

        Raises
        ------
        QueryError
            If an aggregate does not fit what it looks at, or groups cannot be sorted as asked.
        """
        return aggregate_rows(self, query, task)

    def first_error(self, query: Query, task: Task | None = None) -> QueryError | None:
        """Return an error that names the first row on which an expression of the query stops, or None."""
        return first_error(self, query, task)

    def kinds(self, query: Query) -> Schema:
        """Return the columns that expressions of a query may name."""
        kinds: Schema = self.source.kinds
        return kinds

    def notices(self, query: Query) -> list[str]:
        """Return what is legal in a query and probably not meant, each after its expression."""
        read = [self.read_clause(c, index) for index, c in enumerate(query.filters) if c.on]
        texts = [column.text for column in query.derived] + list(query.group_keys)
        texts += [item.of for item in query.aggregates if item.of is not None]
        if not query.aggregates:
            texts += [key.by for key in query.sort_keys]
        read += [self.read(text) for text in texts]
        found = [f"{item.text}: {notice.message}" for item in read for notice in item.notices]
        return list(dict.fromkeys(found))

    def for_rows(self, query: Query) -> Any:
        """Return the engine that finds which rows of a query match: this one."""
        return self

    def owners(self, query: Query) -> dict[str, list[Owner]]:
        """Return for columns of the answer the tables and columns they were taken from."""
        if not query.aggregates:
            names = self.column_names(query.columns)
            return {name: owners for name in names if (owners := self.owners_of(name))}
        taken = [(text, text) for text in query.group_keys]
        taken += [
            (item.name, item.of)
            for item in query.aggregates
            if item.function in ("first", "last") and item.of is not None
        ]
        found = {}
        for name, text in taken:
            tree = self.read(text).tree
            if isinstance(tree, TypedColumn) and (owners := self.owners_of(tree.name)):
                found[name] = owners
        return found

    def owners_of(self, name: str) -> list[Owner]:
        """Return the tables and columns that a column is taken from; none for one that is computed."""
        return [(0, name)]

    def owner_of_rows(self, query: Query) -> np.ndarray | None:
        """Return which table each matching row is from; None unless tables stand after each other."""
        return None

    def combine(
        self, inputs: Inputs, engines: Sequence[Any], task: Task | None = None, any_kind: bool = False
    ) -> Any:
        """Return an engine on several tables taken together; this is the engine of the first.

        Parameters
        ----------
        inputs : Inputs
            How they are taken together.
        engines : sequence of Engine
            Theirs.
        task : Task or None
            Stops it, and is told how much is done.
        any_kind : bool
            Whether keys that are never equal, as text and numbers, match nothing rather than being refused.

        Raises
        ------
        QueryError
            If this engine answers on one table at a time, or the tables do not fit together.
        """
        raise QueryError(
            "value",
            "This engine answers on one table at a time.",
            hint="Join the tables where they lie, or load them into Tables first.",
        )

    def key_matching(self) -> Matching:
        """Return how well the keys of the tables match; only of tables side by side."""
        raise QueryError(
            "value", "Only joined or compared tables have keys to match.", hint="Use join or compare."
        )
