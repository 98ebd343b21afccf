"""A table with columns that expressions make of its others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa

from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import composed_sql
from dsviz_widget.query.engines.arrow_source import ArrowSource
from dsviz_widget.query.engines.gathered import RESERVED, in_row_order
from dsviz_widget.query.engines.scanning import Marks, Scan, Source, Stretches
from dsviz_widget.query.kinds import Facts, Schema
from dsviz_widget.query.parts import Derived
from dsviz_widget.query.sql import Emitter, engine_names
from dsviz_widget.query.trees import columns_in
from dsviz_widget.query.typed import Typed
from dsviz_widget.query.typing import read_expression

if TYPE_CHECKING:
    from dsviz_widget.query.query import Query

E = TypeVar("E")


FINDS_ROWS = frozenset({"count", "known_count", "order", "order_ahead", "ids", "marks"})
"""Methods that find which rows match, in which order, and look at nothing else."""


def answers_derived(engine: type[E]) -> type[E]:
    """Let every method of an engine that takes a query see the columns that the query derives."""
    for name, method in inspect.getmembers(engine, inspect.isfunction):
        names = list(inspect.signature(method).parameters)
        if "query" in names and not name.startswith("_"):
            setattr(engine, name, _on_derived(method, names.index("query"), name in FINDS_ROWS))
    return engine


def _on_derived(method: Callable[..., Any], position: int, finds_rows: bool) -> Callable[..., Any]:
    @wraps(method)
    def answer(self: Any, *arguments: Any, **named: Any) -> Any:
        query: Query = named["query"] if "query" in named else arguments[position - 1]
        engine = self.with_derived(query.derived)
        if finds_rows and query.derived:
            engine = engine.for_rows(query)
        return method(engine, *arguments, **named)

    return answer


class DerivedSource:
    """A table and derived columns, which are computed where they are used.

    Parameters
    ----------
    base : Source
        The table.
    derived : sequence of Derived
        Each may use those before it.

    Raises
    ------
    QueryError
        If a name is taken, or an expression does not fit the table; the message names the column.
    """

    def __init__(self, base: Source, derived: Sequence[Derived]) -> None:
        self.base = base
        self.row_count = base.row_count
        self.can_peek = getattr(base, "can_peek", False)
        self._trees = read_derived(base.kinds, derived)
        names = [*base.identifiers, *self._trees]
        engine = dict(zip(names, engine_names(names, RESERVED), strict=True))
        self.identifiers: Mapping[str, str] = _Names(base.identifiers, engine, self._trees)
        columns = {**base.kinds.columns, **{name: tree.kind for name, tree in self._trees.items()}}
        self.kinds = replace(base.kinds, columns=columns, facts=self.facts, derived=self._trees)
        self.text: str
        """SQL of the derived columns."""
        self.parameters: dict[str, Any]
        """What it binds, under names of its own."""
        self.text, self.parameters = derived_columns(Emitter(base.identifiers), self._trees, self.identifiers)
        self.schema = self._arrow_schema()

    def facts(self, name: str) -> Facts:
        """Return what is known of a column."""
        tree = self._trees.get(name)
        return self.base.kinds.facts(name) if tree is None else facts_of(tree)

    def _arrow_schema(self) -> pa.Schema:
        with self.scan() as scan:
            names = [composed_sql.table_column(self.identifiers[name]) for name in self._trees]
            statement = composed_sql.no_rows(scan.text, names)
            found = scan.cursor.sql(statement, params=scan.parameters).to_arrow_table().schema
        fields = [pa.field(name, _in_utc(kept.type)) for name, kept in zip(self._trees, found, strict=True)]
        return pa.schema([*self.base.schema.remove_metadata(), *fields])

    @contextmanager
    def scan(self, marks: Marks | None = None, only: Stretches | None = None) -> Iterator[Scan]:
        """Give a connection that sees the table with its derived columns."""
        with self.base.scan(marks, only) as scan:
            text = composed_sql.with_columns(scan.text, self.text)
            yield Scan(scan.cursor, text, {**scan.parameters, **self.parameters})

    def take(self, row_ids: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Return rows by id, in the order of the ids; only these rows are computed."""
        wanted = [name for name in columns if name in self._trees]
        kept = [name for name in columns if name not in self._trees]
        if not wanted:
            return self.base.take(row_ids, kept)
        used = sorted(set().union(*(columns_in(self._trees[name]) for name in wanted)))
        rows = self.base.take(row_ids, [*kept, *(name for name in used if name not in kept)])
        computed = self._compute(rows.select(used), wanted, len(row_ids))
        arrays = [computed[name] if name in computed else rows.column(name) for name in columns]
        return pa.table(arrays, schema=pa.schema([self.schema.field(name) for name in columns]))

    def _compute(self, rows: pa.Table, names: Sequence[str], count: int) -> dict[str, pa.ChunkedArray]:
        if not rows.column_names:
            # Rows without columns have forgotten how many they are.
            rows = pa.table({"row": np.zeros(count, dtype=np.int8)})
        source = ArrowSource(rows)
        sql = Emitter(source.identifiers)
        texts = [sql.shown(self._trees[name]) for name in names]
        with source.scan() as scan:
            statement = composed_sql.computed_rows(scan.text, texts)
            found = in_row_order(scan.cursor.sql(statement, params=sql.used_in(statement)).to_arrow_table())
        types = (self.schema.field(name).type for name in names)
        return {
            name: found.column(index).cast(arrow)
            for index, (name, arrow) in enumerate(zip(names, types, strict=True))
        }


def _in_utc(arrow: pa.DataType) -> pa.DataType:
    """Return the type of dates as tables have them: dates that are computed carry no zone and mean UTC."""
    is_plain = pa.types.is_timestamp(arrow) and arrow.tz is None
    return pa.timestamp(arrow.unit, "UTC") if is_plain else arrow


class _Names(Mapping[str, str]):
    """Engine names of the columns of a table and of derived ones; those of the table are asked of it."""

    def __init__(
        self, base: Mapping[str, str], engine: Mapping[str, str], derived: Mapping[str, Any]
    ) -> None:
        self._base, self._engine, self._derived = base, engine, derived

    def __getitem__(self, name: str) -> str:
        return self._engine[name] if name in self._derived else self._base[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._engine)

    def __len__(self) -> int:
        return len(self._engine)


def derived_columns(
    sql: Emitter, trees: Mapping[str, Typed], names: Mapping[str, str]
) -> tuple[str, dict[str, Any]]:
    """Return SQL of derived columns, and what they bind under names that no statement on the table uses.

    Parameters
    ----------
    sql : Emitter
        Of the table, in the dialect of its engine.
    trees : mapping of str to Typed
        The columns.
    names : mapping of str to str
        Column -> its name in the engine.
    """
    mark = sql.dialect.parameter_mark
    text = ", ".join(f"{sql.shown(tree)} AS {sql.dialect.quote(names[name])}" for name, tree in trees.items())
    # A bound value may be written by an operator and then not used.
    used = sql.used_in(text)
    text = sql.dialect.placeholder.sub(
        lambda found: f"{mark}of_{found.group(1)}" if found.group(1) else found.group(), text
    )
    return text, {f"of_{name}": value for name, value in used.items()}


def facts_of(tree: Typed) -> Facts:
    """Return what is known of the values of a derived column."""
    return Facts(tree.nullable or tree.raises, tree.nan or not tree.finite, tree.finite)


def read_derived(schema: Schema, derived: Sequence[Derived]) -> dict[str, Typed]:
    """Return the typed trees of derived columns, on the columns of a table alone.

    Raises
    ------
    QueryError
        If a name is taken, an expression does not fit, or one uses itself or a later one.
    """
    trees: dict[str, Typed] = {}
    later = {column.name for column in derived}
    for column in derived:
        if column.name in schema.columns:
            raise QueryError(
                "name",
                f"The table has a column {column.name!r}, so none can be derived under this name.",
                hint="Take another name.",
            )
    for column in derived:
        columns = {**schema.columns, **{name: tree.kind for name, tree in trees.items()}}
        known = replace(schema, columns=columns, derived=trees)
        try:
            tree = read_expression(column.text, known).tree
        except QueryError as error:
            raise _in_column(error, column, later - trees.keys()) from None
        if tree.kind.name in ("null", "other"):
            raise QueryError(
                "type",
                f"The derived column {column.name!r} is empty in every row.",
                hint="Its expression may name a field that is not there.",
            )
        trees[column.name] = tree
    return trees


def _in_column(error: QueryError, column: Derived, later: set[str]) -> QueryError:
    """Return an equal error that names the derived column."""
    unknown = column.text[error.start : error.end].strip("`") if isinstance(error, UnknownColumn) else ""
    if unknown == column.name:
        message = f"The derived column {column.name!r} uses itself."
        return QueryError("name", message, error.start, error.end)
    if unknown in later:
        return QueryError(
            "name",
            f"The derived column {column.name!r} uses {unknown!r}, which is derived after it.",
            error.start,
            error.end,
            hint=f"Derive {unknown!r} first; two columns cannot use each other.",
        )
    return type(error)(
        error.kind,
        f"In the derived column {column.name!r}: {error.message}",
        error.start,
        error.end,
        error.hint,
        error.replacement,
    )
