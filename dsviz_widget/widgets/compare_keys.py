"""What tables are matched on: what users give as a key, and what is likely to be one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dsviz_widget.errors import QueryError, ViewError
from dsviz_widget.query import Inputs, Matching, Query, Task, write_name
from dsviz_widget.query.parts import Input
from dsviz_widget.table import Table
from dsviz_widget.table.links import PrimaryKeyType
from dsviz_widget.types import ColumnType
from dsviz_widget.widgets.compared_sides import ComparedSide

LIKELY = (
    "id", "key", "uid", "uuid", "image_id", "img_id", "sample_id", "example_id", "row_id",
    "file", "file_name", "filename", "path", "image_path", "name", "image_name", "index", "idx",
)  # fmt: skip
"""Names of columns that tell rows apart, likeliest first."""
UNLIKELY = 9
"""Rank of columns that are offered as a key, and never guessed to be one: numbers of any name."""
DIGEST = "digest"
"""Field of a picture that says which one it is."""
KINDS = ("text", "number", "timestamp")
MOST_OFFERS = 12
"""Columns that are tried: each costs a match of all rows."""


def key_parts(key: Any, sides: Sequence[ComparedSide]) -> list[list[str]]:
    """Return the parts of a key as the trait `comparison` has them: for each its expression in each table.

    Parameters
    ----------
    key : str, list or tuple
        A column or an expression; a list of parts. A part that differs by table is a tuple. A column of
        pictures stands for which picture it is.
    sides : sequence of ComparedSide
        The tables.
    """
    parts = key if isinstance(key, list) else [key]
    found = []
    for part in parts:
        texts = list(part) if isinstance(part, (tuple, list)) else [part] * len(sides)
        if len(texts) != len(sides) or not all(isinstance(text, str) for text in texts):
            raise ViewError(
                f"a part of the key is one expression, or a tuple with one for each of the {len(sides)} "
                f"tables, got {part!r:.60}."
            )
        found.append([key_text(text, side.table) for text, side in zip(texts, sides, strict=True)])
    return found


def key_text(text: str, table: Table) -> str:
    """Return the expression that a part of a key stands for in a table."""
    column_type = table.column_types.get(text)
    if column_type is not None and column_type.has_file:
        return f"{write_name(text)}.{DIGEST}"
    # A column may be called like an expression: "road/%".
    return write_name(text) if column_type is not None else text


def likely_keys(tables: Sequence[Table]) -> list[str]:
    """Return columns that all tables have and that may tell their rows apart, the likeliest first."""
    first, *others = [table.column_types for table in tables]
    shared = [
        name
        for name, column_type in first.items()
        if _can_be_key(column_type)
        and all(name in other and _alike(other[name], column_type) for other in others)
    ]
    return sorted(shared, key=lambda name: _rank(name, first))


def _alike(first: ColumnType, second: ColumnType) -> bool:
    return first.kind == second.kind and first.has_file == second.has_file


def _can_be_key(column_type: ColumnType) -> bool:
    return column_type.kind in KINDS or column_type.has_file


def _rank(name: str, types: Mapping[str, ColumnType]) -> tuple[int, int]:
    if isinstance(types[name], PrimaryKeyType):
        return (0, 0)
    lower = name.lower()
    if lower in LIKELY:
        return (1, LIKELY.index(lower))
    if lower.endswith(("_id", "id", "_key", "_file", "_path", "_name")):
        return (2, 0)
    if types[name].kind == "text":
        return (3, 0)
    return (4 if types[name].has_file else UNLIKELY, 0)


def guess_key(sides: Sequence[ComparedSide]) -> list[list[str]]:
    """Return the key that tells rows of all tables apart and that rows have in common.

    Raises
    ------
    ViewError
        If there is none; the message says what to do.
    """
    tables = [side.table for side in sides]
    types = tables[0].column_types
    names = [name for name in likely_keys(tables) if _rank(name, types)[0] < UNLIKELY]
    for name in names:
        keys = key_parts(name, sides)
        if _may_be_unique(tables, keys):
            found = matching_of(tables, keys)
            if not any(found.repeated_keys) and (found.in_all or found.in_some):
                return keys
    tried = f" Of the columns that all have ({', '.join(names[:5])}), none does." if names else ""
    raise ViewError(
        "no column tells the rows of all tables apart and has values that they share, to match rows by."
        f"{tried} Give key='...', or how='position' to put the nth row beside the nth."
    )


def _may_be_unique(tables: Sequence[Table], keys: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first rows have different keys, so that few columns are looked at whole."""
    for number, table in enumerate(tables):
        name = "key"
        while name in table.columns:
            name += "_"
        query = Query().derive({name: keys[0][number]})
        values = table.engine().page(query, 0, 1_000, columns=[name]).column(name)
        if len(values.unique()) < len(values):
            return False
    return True


def matching_of(tables: Sequence[Table], keys: Sequence[Sequence[str]], task: Task | None = None) -> Matching:
    """Return how well tables match on a key."""
    engines = [table.engine() for table in tables]
    inputs = Inputs(
        tuple(Input(table.origin, Query()) for table in tables), "compare", tuple(map(tuple, keys))
    )
    found: Matching = engines[0].combine(inputs, engines, task, any_kind=True).key_matching(task)
    return found


def key_offers(sides: Sequence[ComparedSide], task: Task) -> Iterator[tuple[str, list[str], Matching]]:
    """Yield what tables may be matched on, the likeliest first: a name, the key in each table, how well.

    Only keys that some tables have in common, of the first that are likely.
    """
    tables = [side.table for side in sides]
    for name in likely_keys(tables)[:MOST_OFFERS]:
        task.check()
        (key,) = key_parts(name, sides)
        try:
            found = matching_of(tables, [key], task)
        except QueryError:
            continue
        if found.in_all or found.in_some:
            yield name, key, found
