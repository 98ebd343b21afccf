"""A table on the cluster with columns that expressions make of its others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dsviz_widget.query import composed_sql
from dsviz_widget.query.dialect import SPARK
from dsviz_widget.query.engines.derived import derived_columns, facts_of, read_derived
from dsviz_widget.query.engines.spark.arrow import arrow_schema
from dsviz_widget.query.engines.spark.session import prepare
from dsviz_widget.query.engines.spark.source import SparkScan, SparkSource, engine_names
from dsviz_widget.query.kinds import Facts
from dsviz_widget.query.parts import Derived
from dsviz_widget.query.sql import TABLE, Emitter

if TYPE_CHECKING:
    from dsviz_widget.query.engines.base import Task


class SparkDerived:
    """A table and derived columns, which Spark computes where they are used.

    Parameters
    ----------
    base : SparkSource
        The table.
    derived : sequence of Derived
        Each may use those before it.

    Raises
    ------
    QueryError
        If a name is taken, or an expression does not fit the table; the message names the column.
    """

    def __init__(self, base: SparkSource, derived: Sequence[Derived]) -> None:
        self.base = base
        self.session = base.session
        self.row_count = base.row_count
        self._trees = read_derived(base.kinds, derived)
        names = engine_names([*base.identifiers, *self._trees])
        self.identifiers: Mapping[str, str] = {**names, **base.identifiers}
        self.text: str
        """SQL of the derived columns."""
        self.parameters: dict[str, Any]
        """What it binds."""
        self.text, self.parameters = derived_columns(Emitter(base.identifiers, SPARK), self._trees, names)
        columns = {**base.kinds.columns, **{name: tree.kind for name, tree in self._trees.items()}}
        self.kinds = replace(base.kinds, columns=columns, facts=self.facts, derived=self._trees)
        self.schema = self._schema()

    def facts(self, name: str) -> Facts:
        """Return what is known of a column."""
        tree = self._trees.get(name)
        return self.base.facts(name) if tree is None else facts_of(tree)

    def _schema(self) -> pa.Schema:
        columns = ", ".join(f"{TABLE}.{SPARK.quote(self.identifiers[name])}" for name in self._trees)
        with self.scan() as scan:
            frame = prepare(self.session, f"SELECT {columns} FROM {scan.text}", scan.parameters)
        found = arrow_schema(frame)
        fields = [pa.field(name, field.type) for name, field in zip(self._trees, found, strict=True)]
        return pa.schema([*self.base.schema.remove_metadata(), *fields])

    @contextmanager
    def scan(self) -> Iterator[SparkScan]:
        """Give a session that sees the table with its derived columns."""
        with self.base.scan() as scan:
            text = composed_sql.with_columns(scan.text, self.text)
            yield SparkScan(scan.session, text, {**scan.parameters, **self.parameters})

    def named(self, rows: pa.Table) -> AbstractContextManager[str]:
        """Give the name of a small table that statements may join, quoted."""
        return self.base.named(rows)

    def take(self, row_ids: Any, columns: Sequence[str], task: Task | None = None) -> pa.Table:
        """Return rows by id, in the order of the ids; only these rows are computed."""
        return self.base.take(row_ids, columns, task, self)

    def close(self) -> None:
        """Do nothing: the rows are those of the table."""
