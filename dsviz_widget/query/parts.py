"""The parts of a query: clauses, sort keys, derived columns, and tables that are taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.parse import write_value

if TYPE_CHECKING:
    from dsviz_widget.query.query import Query

How = Literal["inner", "left", "outer", "compare", "concat", "position"]
HOWS: tuple[How, ...] = ("inner", "left", "outer", "compare", "concat", "position")
"""Ways to take tables together; the first three are joins, the last two know no key."""
Duplicates = Literal["pair", "first", "every"]
DUPLICATES: tuple[Duplicates, ...] = ("pair", "first", "every")
"""What becomes of rows whose key a table has more than once."""
JOINS = ("inner", "left", "outer")
MAX_TABLES = 8
"""Most tables beside each other."""
RowErrors = Literal["raise", "null"]
"""What a row on which an expression stops with an error does to results in Python."""


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


@dataclass(frozen=True, slots=True)
class Derived:
    """A column that an expression makes of others."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Input:
    """One of several tables: the artifact it is in, if any, and which of its rows are taken.

    Parameters
    ----------
    table : str or None
        ``project/name:v0/path`` of a table that came from an artifact, else None.
    query : Query
        Its clauses, derived columns, order and limit; no groups.
    label : str or None
        What messages call it.
    """

    table: str | None
    query: Query
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Several tables taken together.

    Parameters
    ----------
    tables : tuple of Input
        Two or more; ``$0`` is the first.
    how : {"inner", "left", "outer", "compare", "concat", "position"}
        Rows stand beside those with an equal key in the other tables: of joins those that all tables have,
        those of the first, or all; of a comparison all. A concatenation puts tables after each other; by
        position, the nth row stands beside the nth row of the others.
    keys : tuple of tuple of str
        Per part of the key, its expression in each table; none without a key.
    duplicates : {"pair", "first", "every"}
        Where a table has a key more than once: the nth row of it stands beside the nth row of it in the
        other tables; only the first row of it is there; or each row stands beside every row of it, as it
        does in joins unless said otherwise.
    """

    tables: tuple[Input, ...]
    how: How
    keys: tuple[tuple[str, ...], ...] = ()
    duplicates: Duplicates | None = None

    def __post_init__(self) -> None:
        if self.duplicates is None:
            object.__setattr__(self, "duplicates", default_duplicates(self.how))


def as_text(expression: Any) -> str:
    """Return the text of an expression: itself, or MongoDB's form of dicts and lists as text."""
    return expression if isinstance(expression, str) else write_value(expression)


def listed(expressions: Sequence[Any]) -> tuple[Any, ...]:
    """Return expressions that were given one by one, or as one list of texts and sort keys."""
    if len(expressions) == 1 and isinstance(expressions[0], list):
        items = expressions[0]
        if items and all(isinstance(item, str | tuple | SortKey) for item in items):
            return tuple(items)
    return tuple(expressions)


def make_sort_key(key: Any) -> SortKey:
    """Return a sort key: ``"iou"``, ``"-iou"``, ``("iou", "desc")``, or one that is made already.

    Raises
    ------
    QueryError
        If the second part of a pair is neither ``"asc"`` nor ``"desc"``.
    """
    if isinstance(key, SortKey):
        return key
    if isinstance(key, tuple):
        if len(key) != 2 or key[1] not in ("asc", "desc"):
            raise QueryError(
                "value", f"A sort key is an expression, or ('iou', 'asc') or ('iou', 'desc'), not {key!r}."
            )
        return SortKey(as_text(key[0]), descending=key[1] == "desc")
    text = as_text(key).strip()
    if text.startswith("-"):
        return SortKey(text[1:].strip(), descending=True)
    return SortKey(text)


def make_derived(known: Sequence[Derived], columns: Sequence[tuple[str, Any]]) -> tuple[Derived, ...]:
    """Return derived columns after those there are.

    Raises
    ------
    QueryError
        If a name is empty or taken.
    """
    made = list(known)
    for name, expression in columns:
        if not isinstance(name, str) or not name or name.startswith("__"):
            raise QueryError(
                "value", f"A derived column cannot be named {name!r}.", hint="Names with __ are ours."
            )
        if any(other.name == name for other in made):
            raise QueryError("name", f"The query derives {name!r} already.", hint="Take another name.")
        made.append(Derived(name, as_text(expression)))
    return tuple(made)


def default_duplicates(how: How) -> Duplicates:
    """Return what becomes of keys that a table has more than once unless it is said."""
    return "every" if how in JOINS else "pair"


def make_inputs(inputs: Sequence[Input], how: Any, on: Any, duplicates: Any = None) -> Inputs:
    """Return tables taken together.

    Parameters
    ----------
    inputs : sequence of Input
        The tables.
    how : str
        One of `HOWS`.
    on : str, dict, or list
        The key: an expression that every table has, or a list of parts; a part that differs by table is
        a list or tuple with its expression in each.
    duplicates : str or None
        One of `DUPLICATES`; `default_duplicates` unless given.

    Raises
    ------
    QueryError
        If there are too few or too many tables, or the key does not name each of them.
    """
    if how not in HOWS:
        raise QueryError("value", f"how is 'inner', 'left' or 'outer', not {how!r}.")
    if duplicates is None:
        duplicates = default_duplicates(how)
    if duplicates not in DUPLICATES:
        raise QueryError("value", f"duplicates is 'pair', 'first' or 'every', not {duplicates!r}.")
    count = len(inputs)
    if not 2 <= count <= MAX_TABLES:
        raise QueryError("value", f"2 to {MAX_TABLES} tables are taken together, not {count}.")
    for number, item in enumerate(inputs):
        if item.query.group_keys or item.query.aggregates:
            raise QueryError(
                "value",
                f"Table {number} is grouped, and groups have no rows to match.",
                hint="Group after taking the tables together, or call to_table() on the groups first.",
            )
    if how in ("concat", "position"):
        return Inputs(tuple(inputs), how)
    parts = list(on) if isinstance(on, list) else [on]
    if not parts:
        raise QueryError("value", "The tables have no key to match rows by.", hint="Write on='id'.")
    return Inputs(tuple(inputs), how, tuple(_key(part, count) for part in parts), duplicates)


def _key(part: Any, count: int) -> tuple[str, ...]:
    if isinstance(part, list | tuple):
        if len(part) != count:
            raise QueryError(
                "value",
                f"The key {list(part)!r} has {len(part)} expressions for {count} tables.",
                hint="A list of parts holds texts; a part holds one expression per table: "
                "on=[('id', 'image_id')].",
            )
        return tuple(as_text(item) for item in part)
    return (as_text(part),) * count
