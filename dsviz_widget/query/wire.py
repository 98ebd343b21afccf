"""The JSON form of a query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from dsviz_widget.errors import QueryError, did_you_mean
from dsviz_widget.query.aggregates import Aggregate, check_aggregate
from dsviz_widget.query.parts import (
    Clause,
    Derived,
    Input,
    Inputs,
    SortKey,
    default_duplicates,
    make_derived,
    make_inputs,
)

if TYPE_CHECKING:
    from dsviz_widget.query.query import Query

VERSION = 1
"""Version of the JSON form."""

KEYS = (
    "version", "inputs", "filters", "derive", "group_by", "agg", "sort", "columns", "panels", "limit",
    "on_error",
)  # fmt: skip
T = TypeVar("T")


def to_json(query: Query) -> dict[str, Any]:
    """Return a query as plain data; parts of later date are there only when used."""
    data: dict[str, Any] = {"version": VERSION}
    if query.inputs is not None:
        data["inputs"] = _write_inputs(query.inputs)
    data["filters"] = [
        {"text": clause.text, "on": clause.on, "negated": clause.negated} for clause in query.filters
    ]
    if query.derived:
        data["derive"] = [{"name": column.name, "text": column.text} for column in query.derived]
    data["group_by"] = list(query.group_keys)
    if query.aggregates:
        data["agg"] = [_write_aggregate(aggregate) for aggregate in query.aggregates]
    data["sort"] = [{"by": key.by, "descending": key.descending} for key in query.sort_keys]
    data["columns"] = None if query.columns is None else list(query.columns)
    data["panels"] = dict(query.panels)
    if query.row_limit is not None:
        data["limit"] = query.row_limit
    if query.row_errors != "raise":
        data["on_error"] = query.row_errors
    return data


def _write_inputs(inputs: Inputs) -> dict[str, Any]:
    data: dict[str, Any] = {
        "how": inputs.how,
        "on": [list(part) for part in inputs.keys],
        "tables": [{"table": item.table, "query": to_json(item.query)} for item in inputs.tables],
    }
    if inputs.duplicates != default_duplicates(inputs.how):
        data["duplicates"] = inputs.duplicates
    return data


def _write_aggregate(aggregate: Aggregate) -> dict[str, Any]:
    option = aggregate.option
    return {
        "name": aggregate.name,
        "function": aggregate.function,
        "of": aggregate.of,
        "option": list(option) if isinstance(option, tuple) else option,
    }


def from_json(make: Callable[..., Query], data: Any) -> Query:
    """Return the query that plain data describes; what is left out keeps its default.

    Raises
    ------
    QueryError
        Saying which part is not as it should be.
    """
    _require(isinstance(data, Mapping), f"A query is an object, not {_noun(data)}.")
    for key in data:
        _require(key in KEYS, f"A query has no {key!r}.{did_you_mean(str(key), KEYS)}")
    version = data.get("version", VERSION)
    _require(
        version == VERSION,
        f"This query is of version {version!r}; this dsviz_widget reads version {VERSION}.",
    )
    columns = data.get("columns")
    panels = data.get("panels") or {}
    _require(isinstance(panels, Mapping), f"panels is an object, not {_noun(panels)}.")
    derived = [_derived(item) for item in _list(data, "derive")]
    return make(
        inputs=None if data.get("inputs") is None else _inputs(make, data["inputs"]),
        filters=_each(data, "filters", _clause),
        derived=make_derived((), [(column.name, column.text) for column in derived]),
        group_keys=_each(data, "group_by", lambda item: _string(item, "group_by")),
        aggregates=_each(data, "agg", _aggregate),
        sort_keys=_each(data, "sort", _sort_key),
        columns=None if columns is None else _each(data, "columns", lambda item: _string(item, "columns")),
        panels=dict(panels),
        row_limit=check_limit(data.get("limit")),
        row_errors=check_row_errors(data.get("on_error", "raise")),
    )


def check_limit(rows: Any) -> int | None:
    """Return a number of rows, or None for all; refuse anything else."""
    whole = isinstance(rows, int) and not isinstance(rows, bool) and rows >= 0
    _require(rows is None or whole, f"limit is a whole number of rows or None, not {rows!r}.")
    return None if rows is None else int(rows)


def check_row_errors(value: Any) -> Any:
    """Return what a row's error does, or refuse what is neither ``"raise"`` nor ``"null"``."""
    _require(value in ("raise", "null"), f"on_error is 'raise' or 'null', not {value!r}.")
    return value


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


def _each(data: Mapping[str, Any], key: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in _list(data, key))


def _string(value: Any, where: str) -> str:
    _require(isinstance(value, str), f"{where} holds texts, not {_noun(value)}.")
    return str(value)


def _flag(item: Mapping[str, Any], key: str, default: bool, where: str) -> bool:
    value = item.get(key, default)
    _require(isinstance(value, bool), f"{key!r} in {where} is true or false, not {value!r}.")
    return bool(value)


def _part(item: Any, where: str, known: tuple[str, ...], required: int = 1) -> Mapping[str, Any]:
    _require(isinstance(item, Mapping), f"{where} holds objects, not {_noun(item)}.")
    for key in item:
        _require(key in known, f"{where} has no {key!r}.{did_you_mean(str(key), known)}")
    for key in known[:required]:
        _require(key in item, f"An entry of {where} has no {key!r}.")
    part: Mapping[str, Any] = item
    return part


def _clause(item: Any) -> Clause:
    part = _part(item, "filters", ("text", "on", "negated"))
    return Clause(
        _string(part["text"], "filters"),
        _flag(part, "on", True, "filters"),
        _flag(part, "negated", False, "filters"),
    )


def _sort_key(item: Any) -> SortKey:
    part = _part(item, "sort", ("by", "descending"))
    return SortKey(_string(part["by"], "sort"), _flag(part, "descending", False, "sort"))


def _derived(item: Any) -> Derived:
    part = _part(item, "derive", ("name", "text"), required=2)
    return Derived(_string(part["name"], "derive"), _string(part["text"], "derive"))


def _aggregate(item: Any) -> Aggregate:
    part = _part(item, "agg", ("name", "function", "of", "option"), required=2)
    of = part.get("of")
    return check_aggregate(
        _string(part["name"], "agg"),
        _string(part["function"], "agg"),
        None if of is None else _string(of, "agg"),
        part.get("option"),
    )


def _inputs(make: Callable[..., Query], data: Any) -> Inputs:
    part = _part(data, "inputs", ("tables", "how", "on", "duplicates"), required=2)
    tables = []
    for item in _list(part, "tables"):
        entry = _part(item, "tables", ("table", "query"), required=0)
        table = entry.get("table")
        name = None if table is None else _string(table, "tables")
        tables.append(Input(name, from_json(make, entry.get("query") or {})))
    return make_inputs(tables, part["how"], list(_list(part, "on")), part.get("duplicates"))
