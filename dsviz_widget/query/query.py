"""The Query value: which rows, in which order, in which groups, with which columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from dsviz_widget.errors import QueryError
from dsviz_widget.query.aggregates import Aggregate, make_aggregates
from dsviz_widget.query.bound import Bound, bindable, origin_of, query_of
from dsviz_widget.query.code import write_code
from dsviz_widget.query.parts import (
    Clause,
    Derived,
    Duplicates,
    How,
    Input,
    Inputs,
    RowErrors,
    SortKey,
    as_text,
    listed,
    make_derived,
    make_inputs,
    make_sort_key,
)
from dsviz_widget.query.results import Results
from dsviz_widget.query.wire import VERSION, check_limit, check_row_errors, from_json, to_json

if TYPE_CHECKING:
    from dsviz_widget.query.engines.base import Engine
    from dsviz_widget.query.kinds import Schema

__all__ = ["VERSION", "Clause", "Query", "SortKey"]


@dataclass(frozen=True, repr=False)
class Query(Results):
    """An immutable question to a table, or to several taken together.

    Every method returns a new query. Expressions are text in either way of writing, or
    MongoDB's form as Python dicts and lists.

    Parameters
    ----------
    filters : tuple of Clause
        A row must pass all that are on.
    group_keys : tuple of str
        Expressions to group by, outermost first.
    sort_keys : tuple of SortKey
        Most important first; ties keep the order of the table.
    columns : tuple of str or None
        Columns shown, in order; None for all.
    panels : mapping of str to anything JSON can hold
        Panel and settings per column; the engine does not look into it.
    row_limit : int or None
        Most rows to answer.
    derived : tuple of Derived
        Columns that expressions make; each may use those before it.
    aggregates : tuple of Aggregate
        Figures per group, or of all rows when there are no group keys; with them the answer
        has one row per group.
    inputs : Inputs or None
        Tables taken together; None for one table.
    row_errors : {"raise", "null"}
        Whether results in Python raise where an expression stops with an error on a row.

    Examples
    --------
    >>> Query().filter("road > 0.05").group_by("label").sort("-iou").to_json()["group_by"]
    ['label']
    """

    filters: tuple[Clause, ...] = ()
    group_keys: tuple[str, ...] = ()
    sort_keys: tuple[SortKey, ...] = ()
    columns: tuple[str, ...] | None = None
    panels: Mapping[str, Any] = field(default_factory=dict, hash=False)
    row_limit: int | None = None
    derived: tuple[Derived, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    inputs: Inputs | None = None
    row_errors: RowErrors = "raise"
    _bound: Bound | None = field(default=None, compare=False, repr=False)

    def filter(self, expression: Any, *, negated: bool = False, on: bool = True) -> Query:
        """Add a clause that rows must pass (or fail, when `negated`), or one that is switched off."""
        clause = Clause(as_text(expression), on, negated)
        return replace(self, filters=(*self.filters, clause))

    def clear_filters(self) -> Query:
        """Drop all clauses."""
        return replace(self, filters=())

    def derive(self, columns: Mapping[str, Any] | None = None, /, **named: Any) -> Query:
        """Add columns that expressions make, shown after the others.

        Parameters
        ----------
        columns : mapping of str to expression, optional
            For names that Python could not write as an argument.
        **named
            Name of a column = its expression. It may use the columns derived before it.

        Raises
        ------
        QueryError
            If a name is taken.

        Examples
        --------
        >>> Query().derive(iou="inter / union").filter("iou > 0.5").derived[0].text
        'inter / union'
        """
        added = [*(columns or {}).items(), *named.items()]
        return replace(self, derived=make_derived(self.derived, added))

    def group_by(self, *expressions: Any, agg: Mapping[str, Any] | None = None) -> Query:
        """Group by these expressions; by none to ungroup.

        Parameters
        ----------
        *expressions
            Keys, outermost first; also as one list of texts.
        agg : mapping of str to aggregate, optional
            Name of a column of the answer -> ``"mean"`` (of the column of that name), ``"mean(iou)"``,
            ``("mean", "iou")`` or ``("quantile", "iou", 0.9)``. With it the answer has one row per group.

        Raises
        ------
        QueryError
            If an aggregate cannot be read.
        """
        keys = tuple(as_text(item) for item in listed(expressions))
        return replace(self, group_keys=keys, aggregates=make_aggregates(agg or {}))

    def agg(self, aggregates: Mapping[str, Any] | None = None, /, **named: Any) -> Query:
        """Ask for figures of each group, or of all rows when there are none; see `group_by`."""
        made = (*make_aggregates(aggregates or {}), *make_aggregates(named))
        return replace(self, aggregates=made)

    def sort(self, *expressions: Any) -> Query:
        """Sort by these expressions; ``"-iou"`` and ``("iou", "desc")`` sort by ``iou`` descending."""
        return replace(self, sort_keys=tuple(make_sort_key(item) for item in listed(expressions)))

    def select(self, *columns: str | list[str]) -> Query:
        """Show these columns, in this order; none for all."""
        if len(columns) == 1 and isinstance(columns[0], list):
            return replace(self, columns=tuple(columns[0]))
        return replace(self, columns=tuple(map(str, columns)) or None)

    def limit(self, rows: int | None) -> Query:
        """Answer no more than so many rows; None for all."""
        return replace(self, row_limit=check_limit(rows))

    def with_panel(self, column: str, panel: Any) -> Query:
        """Show a column through a panel; None for its default."""
        panels = {name: kept for name, kept in self.panels.items() if name != column}
        if panel is not None:
            panels[column] = panel
        return replace(self, panels=panels)

    def on_error(self, errors: RowErrors) -> Query:
        """Say what a row does on which an expression stops with an error, such as a division by zero.

        Parameters
        ----------
        errors : {"raise", "null"}
            Results in Python raise, naming the first such row; or the value is null there, and a
            condition does not match.
        """
        return replace(self, row_errors=check_row_errors(errors))

    def join(self, other: Any, on: Any, how: Literal["inner", "left", "outer"] = "inner") -> Query:
        """Put the rows of this query beside those of another table whose key is equal.

        Parameters
        ----------
        other : Table or Query
            The other table, or some of its rows.
        on : str or list
            The key: an expression, or a list of them; a part that differs by table is a tuple with one
            expression per table. An empty key matches nothing.
        how : {"inner", "left", "outer"}
            Whether rows that only the first, or only one of both has, are kept.

        Returns
        -------
        Query
            On columns ``0.iou``, ``1.iou`` and so on, written ``$0.iou`` and ``$1.iou`` in expressions,
            and on the key itself. Clauses, derived columns and order of this query apply before.
        """
        if how not in ("inner", "left", "outer"):
            raise QueryError("value", f"how is 'inner', 'left' or 'outer', not {how!r}.")
        return self._together((other,), how, on)

    def compare(self, *others: Any, on: Any, duplicates: Duplicates = "pair") -> Query:
        """Put 2 to 8 tables side by side, each row beside those with an equal key.

        Rows that only some tables have are kept. `matching` tells how many there are, and ``$1.present`` of
        a row whether the second table has it.

        Parameters
        ----------
        *others : Table or Query
            The other tables, or some of their rows.
        on : str, list or None
            The key, as in `join`; None puts the nth row beside the nth row of the others.
        duplicates : {"pair", "first", "every"}
            Where a table has a key more than once: the nth row of it stands beside the nth row of it in the
            others; only the first is there; or each stands beside every row of it.
        """
        if on is None:
            return self._together(others, "position", None)
        return self._together(others, "compare", on, duplicates)

    def concat(self, *others: Any) -> Query:
        """Put tables after each other, with a first column ``table`` that says which a row is from.

        A column that a table lacks is empty in its rows.
        """
        return self._together(others, "concat", None)

    def _together(
        self, others: tuple[Any, ...], how: How, on: Any, duplicates: Duplicates | None = None
    ) -> Query:
        if self.inputs is not None:
            raise QueryError(
                "value",
                "This query is on several tables already.",
                hint="Use compare(...) with all of them, or call to_table() first.",
            )
        queries = [self, *(other if isinstance(other, Query) else query_of(other) for other in others)]
        for number, query in enumerate(queries):
            if query.inputs is not None:
                raise QueryError(
                    "value",
                    f"Table {number} is itself several tables taken together.",
                    hint="Call to_table() on it first.",
                )
        bounds = [query._bound for query in queries]
        tables = [bound.tables[0] for bound in bounds if bound is not None]
        parts = [
            Input(
                origin_of(bound.tables[0]) if bound is not None else None,
                replace(query, columns=None, panels={}, row_errors="raise", _bound=None),
            )
            for query, bound in zip(queries, bounds, strict=True)
        ]
        inputs = make_inputs(parts, how, on, duplicates)
        bound = Bound(tables, inputs) if len(tables) == len(queries) else None
        return Query(inputs=inputs, row_errors=self.row_errors, _bound=bound)

    def bind(self, *tables: Any) -> Query:
        """Return the same query on these tables (or engines), which then answer it; on none to unbind.

        Raises
        ------
        QueryError
            If the query is on another number of tables, or one of them is no table.

        Examples
        --------
        >>> Query.from_json(saved).bind(table).to_pandas()  # doctest: +SKIP
        """
        given = [bindable(table) for table in tables if table is not None]
        return replace(self, _bound=Bound(given, self.inputs) if given else None)

    @property
    def bound(self) -> Bound:
        """The tables that this query is on.

        Raises
        ------
        QueryError
            If the query is not bound to a table.
        """
        if self._bound is None:
            raise QueryError(
                "value",
                "This query is not bound to a table.",
                hint="Start from table.query() or view.query, or call bind(table).",
            )
        return self._bound

    @property
    def engine(self) -> Engine:
        """The engine that answers this query.

        Raises
        ------
        QueryError
            If the query is not bound to a table.
        """
        return self.bound.engine

    @property
    def schema(self) -> Schema:
        """The columns that expressions of this query may name, derived ones and those of every table.

        `translate` and `complete` take it.

        Raises
        ------
        QueryError
            If the query is not bound to a table, or a derived column does not fit it.
        """
        return self.engine.kinds(self)

    def code(self, *tables: str) -> str:
        """Return a line of Python that builds this query.

        Parameters
        ----------
        *tables : str
            Python's names of the tables; ``table``, ``other`` unless given.

        Examples
        --------
        >>> Query().filter("iou < 0.5").sort("-iou").code()
        "table.query().filter('iou < 0.5').sort('-iou')"
        """
        count = 1 if self.inputs is None else len(self.inputs.tables)
        names = ["table", "other"] if count <= 2 else ["table", *(f"other{i}" for i in range(1, count))]
        if tables and len(tables) != count:
            raise QueryError("value", f"The query is on {count} tables, and {len(tables)} were named.")
        return write_code(self, tables or names)

    def __getstate__(self) -> dict[str, Any]:
        # Tables stay in their process; the query is bound again where it arrives.
        return {**self.__dict__, "_bound": None}

    def __copy__(self) -> Query:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Query:
        return self

    def __repr__(self) -> str:
        return f"<Query {self.code()}>"

    def to_json(self) -> dict[str, Any]:
        """Return the query as plain data; `from_json` reads it back."""
        return to_json(self)

    @classmethod
    def from_json(cls, data: Any) -> Query:
        """Return the query that plain data describes; what is left out keeps its default.

        Raises
        ------
        QueryError
            Saying which part is not as it should be.
        """
        return from_json(cls, data)
