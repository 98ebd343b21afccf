"""Keys that a compared table has more than once, and what each way of treating them comes to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dsviz_widget.query import Matching, Task
from dsviz_widget.query.engines.groups import key_value
from dsviz_widget.query.parts import DUPLICATES
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.compared_tables import ComparedTables
from dsviz_widget.widgets.params import limited, start_of

MOST_KEYS = 500
MOST_ROWS = 100
"""Rows of one key in one table that are told of."""


def duplicate_keys(tables: ComparedTables, params: dict[str, Any], task: Task) -> Reply:
    """Keys that occur more than once, with the numbers of their rows, and what each way would come to."""
    together = tables.together
    paired = together.engine.paired
    if paired is None or not paired.keys:
        return {"keys": [], "total": 0, "ways": []}, []
    start, count = start_of(params), limited(params.get("count", 50), MOST_KEYS)
    found, counts = paired.repeated(start, count, task)
    sides = range(len(together.sides))
    keys = []
    for index in range(found.num_rows):
        rows = [found.column(f"rows{side}")[index].as_py() for side in sides]
        parts = found.columns[: found.num_columns - len(sides)]
        keys.append(
            {
                "key": [key_value(part.slice(index, 1)) for part in parts],
                "rows": [numbers[:MOST_ROWS] for numbers in rows],
                "shown": [numbers[0] if numbers else None for numbers in rows],
            }
        )
    return {
        "keys": keys,
        "total": sum(keys_of for *_, keys_of in counts),
        "ways": ways_of(paired.matching(task), counts),
    }, []


def ways_of(matching: Matching, counts: Sequence[tuple[int, ...]]) -> list[dict[str, Any]]:
    """Return what each way of treating keys that occur more than once comes to.

    Parameters
    ----------
    matching : Matching
        Of all keys.
    counts : sequence of tuple of int
        Of those that occur more than once: rows in each table, and how many keys have so many.

    Returns
    -------
    list of dict
        ``duplicates``, rows that are ``matched`` in all tables, rows set ``aside``, and per table the rows
        that ``only`` it has.
    """
    sides = range(len(matching.only_in))
    others_in_all = matching.in_all - sum(n for *rows, n in counts if all(rows))
    others_only = [
        matching.only_in[side]
        + matching.empty_keys[side]
        - sum(n for *rows, n in counts if _is_only(rows, side))
        for side in sides
    ]
    ways = []
    for way in DUPLICATES:
        matched, aside, only = others_in_all, 0, list(others_only)
        for *rows, n in counts:
            if way == "first":
                aside += n * sum(max(0, row - 1) for row in rows)
                rows = [min(1, row) for row in rows]
            matched += n * (math.prod(rows) if way == "every" else min(rows))
            for side in sides:
                rest = max(row for other, row in enumerate(rows) if other != side)
                if way == "every":
                    only[side] += n * rows[side] if rest == 0 else 0
                else:
                    only[side] += n * max(0, rows[side] - rest)
        ways.append({"duplicates": way, "matched": matched, "aside": aside, "only": only})
    return ways


def _is_only(rows: Sequence[int], side: int) -> bool:
    return rows[side] > 0 and sum(1 for row in rows if row) == 1
