"""The Query value: which rows, in which order, in which groups, with which columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.query.language.parse import write_value

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from dsviz_widget.query.engines.base import Engine

VERSION = 1
"""Version of the JSON form."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One filter: an expression that may be switched off or turned round."""

    text: str
    on: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """One expression to sort by."""

    by: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """An immutable question to a table.

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
    _engine: Engine | None = field(default=None, compare=False, repr=False)

    def filter(self, expression: Any, *, negated: bool = False) -> Query:
        """Add a clause that rows must pass (or fail, when `negated`)."""
        clause = Clause(_text(expression), negated=negated)
        return replace(self, filters=(*self.filters, clause))

    def clear_filters(self) -> Query:
        """Drop all clauses."""
        return replace(self, filters=())

    def group_by(self, *expressions: Any) -> Query:
        """Group by these expressions; by none to ungroup."""
        return replace(self, group_keys=tuple(_text(item) for item in expressions))

    def sort(self, *expressions: Any) -> Query:
        """Sort by these expressions; ``"-iou"`` sorts by ``iou`` descending."""
        return replace(self, sort_keys=tuple(_sort_key(item) for item in expressions))

    def select(self, *columns: str) -> Query:
        """Show these columns, in this order; none for all."""
        return replace(self, columns=tuple(columns) or None)

    def limit(self, rows: int | None) -> Query:
        """Answer no more than so many rows; None for all."""
        return replace(self, row_limit=_row_limit(rows))

    def with_panel(self, column: str, panel: Any) -> Query:
        """Show a column through a panel; None for its default."""
        panels = {name: kept for name, kept in self.panels.items() if name != column}
        if panel is not None:
            panels[column] = panel
        return replace(self, panels=panels)

    def bind(self, engine: Engine | None) -> Query:
        """Return the same query bound to an engine, which then answers it."""
        return replace(self, _engine=engine)

    @property
    def engine(self) -> Engine:
        """The engine that answers this query.

        Raises
        ------
        QueryError
            If the query is not bound to a table.
        """
        if self._engine is None:
            raise QueryError(
                "value",
                "This query is not bound to a table.",
                hint="Start from table.query() or view.query.",
            )
        return self._engine

    def count(self) -> int:
        """Return how many rows match."""
        return self.engine.count(self)

    def to_arrow(self) -> pa.Table:
        """Return the matching rows, sorted, with the columns selected."""
        return self.engine.page(self, 0, self.count()).drop_columns(["__row"])

    def to_pandas(self) -> pd.DataFrame:
        """Return the matching rows as a data frame."""
        frame: pd.DataFrame = self.to_arrow().to_pandas()
        return frame

    def rows(self) -> list[dict[str, Any]]:
        """Return the matching rows as dicts."""
        rows: list[dict[str, Any]] = self.to_arrow().to_pylist()
        return rows

    def sql(self) -> str:
        """Return the SQL that runs, its values as comments behind it."""
        return self.engine.sql(self)

    def to_json(self) -> dict[str, Any]:
        """Return the query as plain data; `from_json` reads it back."""
        data: dict[str, Any] = {
            "version": VERSION,
            "filters": [
                {"text": clause.text, "on": clause.on, "negated": clause.negated} for clause in self.filters
            ],
            "group_by": list(self.group_keys),
            "sort": [{"by": key.by, "descending": key.descending} for key in self.sort_keys],
            "columns": None if self.columns is None else list(self.columns),
            "panels": dict(self.panels),
        }
        if self.row_limit is not None:
            data["limit"] = self.row_limit
        return data

    @classmethod
    def from_json(cls, data: Any) -> Query:
        """Return the query that plain data describes; what is left out keeps its default.

        Raises
        ------
        QueryError
            Saying which part is not as it should be.
        """
        _require(isinstance(data, Mapping), f"A query is an object, not {_noun(data)}.")
        known = ("version", "filters", "group_by", "sort", "columns", "panels", "limit")
        for key in data:
            _require(key in known, f"A query has no {key!r}.{did_you_mean(str(key), known)}")
        version = data.get("version", VERSION)
        _require(
            version == VERSION,
            f"This query is of version {version!r}; this dsviz_widget reads version {VERSION}.",
        )
        columns = data.get("columns")
        panels = data.get("panels") or {}
        _require(isinstance(panels, Mapping), f"panels is an object, not {_noun(panels)}.")
        return cls(
            filters=tuple(_clause(item) for item in _list(data, "filters")),
            group_keys=tuple(_string(item, "group_by") for item in _list(data, "group_by")),
            sort_keys=tuple(_json_sort_key(item) for item in _list(data, "sort")),
            columns=None
            if columns is None
            else tuple(_string(item, "columns") for item in _list(data, "columns")),
            panels=dict(panels),
            row_limit=_row_limit(data.get("limit")),
        )


def _text(expression: Any) -> str:
    return expression if isinstance(expression, str) else write_value(expression)


def _sort_key(expression: Any) -> SortKey:
    if isinstance(expression, SortKey):
        return expression
    text = _text(expression).strip()
    if text.startswith("-"):
        return SortKey(text[1:].strip(), descending=True)
    return SortKey(text)


def _row_limit(rows: Any) -> int | None:
    whole = isinstance(rows, int) and not isinstance(rows, bool) and rows >= 0
    _require(rows is None or whole, f"limit is a whole number of rows or None, not {rows!r}.")
    return None if rows is None else int(rows)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise QueryError("value", message)


def _noun(value: Any) -> str:
    return "null" if value is None else f"a {type(value).__name__}"


def _list(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = data.get(key)
    if value is None:
        return ()
    _require(isinstance(value, list | tuple), f"{key} is a list, not {_noun(value)}.")
    items: Sequence[Any] = value
    return items


def _string(value: Any, where: str) -> str:
    _require(isinstance(value, str), f"{where} holds texts, not {_noun(value)}.")
    return str(value)


def _flag(item: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    value = item.get(key, default)
    _require(isinstance(value, bool), f"{key!r} in {where} is true or false, not {value!r}.")
    return bool(value)


def _part(item: Any, where: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    _require(isinstance(item, Mapping), f"{where} holds objects, not {_noun(item)}.")
    for key in item:
        _require(key in known, f"{where} has no {key!r}.{did_you_mean(str(key), known)}")
    _require(known[0] in item, f"An entry of {where} has no {known[0]!r}.")
    part: Mapping[str, Any] = item
    return part


def _clause(item: Any) -> Clause:
    part = _part(item, "filters", ("text", "on", "negated"))
    return Clause(
        _string(part["text"], "filters"),
        _flag(part, "on", True, "filters"),
        _flag(part, "negated", False, "filters"),
    )


def _json_sort_key(item: Any) -> SortKey:
    part = _part(item, "sort", ("by", "descending"))
    return SortKey(_string(part["by"], "sort"), _flag(part, "descending", False, "sort"))
