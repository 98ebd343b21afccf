"""Filters of one click on compared rows: the clause that each of them stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dsviz_widget.query import write_name
from dsviz_widget.types import ColumnType
from dsviz_widget.widgets.compared_tables import Together

COMPARABLE = ("number", "text", "boolean", "timestamp")
"""Kinds of columns of which one can say that they differ."""
MOST_COMPARED = 16
"""Columns that one filter asks about; of wider tables it asks about one."""


def quick_filters(together: Together) -> list[dict[str, Any]]:
    """Return the filters of one click: ``id``, ``clause`` (None for all rows), ``sides``, and ``column``."""
    count = len(together.sides)
    found = [_filter("all", None, [None] * count)]
    if count == 1:
        text = together.comparison["right"]
        return [*found, *_one_outcome(text)] if text else found
    if together.comparison["how"] == "concat":
        table = write_name(together.engine.schema.names[0])
        found += [_filter(f"only:{side}", f"{table} = {side}", _of(side, count)) for side in range(count)]
        return found + (_one_outcome(write_name(together.right_columns[0])) if together.right_columns else [])
    there = [_path(side, name) for side, name in enumerate(_own_present(together))]
    in_all = " and ".join(there)
    found.append(_filter("in_all", in_all, [None] * count))
    for side in range(count):
        others = " and ".join(f"not {name}" for number, name in enumerate(there) if number != side)
        found.append(_filter(f"only:{side}", f"{there[side]} and {others}", _of(side, count)))
    columns = changed_columns(together)
    if columns:
        pairs = [(_path(0, column), _path(side, column)) for column in columns for side in range(1, count)]
        differs = " or ".join(f"ne({one}, {other})" for one, other in pairs)
        equal = " and ".join(f"eq({one}, {other})" for one, other in pairs)
        text = f"({differs})" if len(pairs) > 1 else differs
        only = columns[0] if len(columns) == 1 else None
        found.append(_filter("changed", f"{in_all} and {text}", [None] * count, only))
        found.append(_filter("equal", f"{in_all} and {equal}", [None] * count, only))
    if together.right is not None:
        right = [_path(side, together.right) for side in range(count)]
        found += _outcomes(in_all, right)
    return found


def changed_columns(together: Together) -> list[str]:
    """Return the columns whose changes are filtered: one chosen, the prediction, else all of both."""
    types = together.types
    tables = together.engine.paired.kinds.tables if together.engine.paired is not None else ()
    shared = {
        name: _kind(types, tables[0][name])
        for name in (tables[0] if tables else {})
        if all(name in table for table in tables)
        and all(_kind(types, table[name]) in (*COMPARABLE, "image") for table in tables)
        and name != together.right
    }
    comparison = together.comparison
    comparable = [name for name, kind in shared.items() if kind in COMPARABLE]
    for name in (comparison["changed"], comparison["prediction"]):
        if isinstance(name, str) and name in comparable:
            return [name]
    words = [
        name for name in comparable if shared[name] in ("text", "boolean") and name != comparison["truth"]
    ]
    likely = [name for name in words if name.lower().startswith(("pred", "mistake", "answer", "output"))]
    if likely or len(shared) > MOST_COMPARED:
        return [*likely, *words][:1]
    return list(shared)


def _outcomes(in_all: str, right: Sequence[str]) -> list[dict[str, Any]]:
    count, first, last = len(right), right[0], right[-1]
    middle: list[bool | None] = [None] * (count - 2)
    wrong = " and ".join(f"not {name}" for name in right)
    return [
        _filter("fixed", f"{in_all} and not {first} and {last}", [False, *middle, True]),
        _filter("broke", f"{in_all} and {first} and not {last}", [True, *middle, False]),
        _filter("still_wrong", f"{in_all} and {wrong}", [False] * count),
        _filter("all_right", f"{in_all} and {' and '.join(right)}", [True] * count),
    ]


def _one_outcome(text: str) -> list[dict[str, Any]]:
    """Return what can be said of rows of which each is right or wrong by itself."""
    is_mongo = text.lstrip().startswith(("{", "["))
    wrong = f"{{$not: [{text}]}}" if is_mongo else f"not ({text})"
    return [_filter("still_wrong", wrong, [False]), _filter("all_right", text, [True])]


def _filter(
    name: str, clause: str | None, sides: Sequence[bool | None], column: str | None = None
) -> dict[str, Any]:
    found = {"id": name, "clause": clause, "sides": list(sides)}
    return found if column is None else {**found, "column": column}


def _of(side: int, count: int) -> list[bool | None]:
    return [True if number == side else None for number in range(count)]


def _own_present(together: Together) -> list[str]:
    """Return per table what the column of presence is called in it."""
    paired = together.engine.paired
    assert paired is not None
    return [
        next(own for own, name in table.items() if name == present)
        for table, present in zip(paired.kinds.tables, paired.present, strict=True)
    ]


def _path(side: int, name: str) -> str:
    return f"${side}.{write_name(name)}"


def _kind(types: Mapping[str, ColumnType], name: str) -> str | None:
    found = types.get(name)
    return found.kind if found is not None else None
