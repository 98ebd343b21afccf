"""The tables that cases are about: small, with empty cells, NaN, empty lists and lists in lists."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow as pa

from tests.unit.query.conformance.case import NAN

SPLIT = pa.struct(
    [
        ("__kind", pa.uint8()),
        ("__num", pa.float64()),
        ("__text", pa.string()),
        ("__bool", pa.bool_()),
        ("__date", pa.timestamp("us")),
        ("__other", pa.string()),
    ]
)
"""How a value is stored whose kind differs by row."""


def split(values: list[Any]) -> pa.Array:
    """Return values of several kinds in the split form."""
    return pa.array([split_value(value) for value in values], SPLIT)


def split_value(value: Any) -> dict[str, Any] | None:
    """Return one value in the split form."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"__kind": 6, "__bool": value}
    if isinstance(value, int | float):
        digits = str(value) if isinstance(value, int) and abs(value) > 2**53 else None
        return {"__kind": 1, "__num": float(value), "__other": digits}
    if isinstance(value, str):
        return {"__kind": 2, "__text": value}
    if isinstance(value, datetime):
        return {"__kind": 7, "__date": value}
    return {"__kind": 4 if isinstance(value, list) else 3, "__other": json.dumps(value)}


def _struct(**fields: Any) -> Any:
    return pa.struct(list(fields.items()))


_BOX = _struct(class_id=pa.int64(), acc=pa.float64())
_ITEM = _struct(k=pa.int32())
_GROUP = _struct(name=pa.string(), items=pa.list_(_ITEM))

CELLS = pa.table(
    {
        "n": pa.array([None, 1, 5, 0, -7], pa.int64()),
        "x": pa.array([None, NAN, 0.5, 0.0, -2.5], pa.float64()),
        "i": pa.array([None, 3, -4, 0, 6], pa.int32()),
        "s": pa.array([None, "", "abc", "b", "B"]),
        "b": pa.array([None, True, False, True, False]),
        "when": pa.array(
            [None, datetime(2020, 1, 1), datetime(2021, 6, 1), None, datetime(2022, 1, 1)],
            pa.timestamp("us"),
        ),
        "e": pa.array([None] * 5),
    }
)
"""One column of every simple kind, the first row empty."""

REALS = pa.table(
    {
        "v": pa.array(
            [2.5, 3.5, -2.5, 5.46, -2.675, 19.25, 28.73, 1250.5, -13.5, 0.0, None, NAN, float("inf"), -0.4],
            pa.float64(),
        )
    }
)
"""Numbers that are hard to round."""

LISTS = pa.table(
    {
        "nums": pa.array([None, [], [1.0, None], [3.0, 1.0], [-2.0]], pa.list_(pa.float64())),
        "ints": pa.array([None, [], [1, None, 2], [3, 1, 2, 1], [5]], pa.list_(pa.int64())),
        "tags": pa.array([None, [], ["a", None], ["a", "b"], ["c"]], pa.list_(pa.string())),
        "flags": pa.array([None, [], [True, False], [True], [False, None]], pa.list_(pa.bool_())),
        "nested": pa.array([None, [], [[1], []], [[1, 2], [3]], [None, [4]]], pa.list_(pa.list_(pa.int64()))),
        "boxes": pa.array(
            [
                None,
                [],
                [{"class_id": 13, "acc": 0.9}, {"class_id": 13, "acc": 0.1}],
                [None, {"class_id": 2, "acc": None}],
                [{"class_id": None, "acc": 0.7}],
            ],
            pa.list_(_BOX),
        ),
        "groups": pa.array(
            [
                None,
                [],
                [{"name": "a", "items": [{"k": 1}, {"k": 2}]}, {"name": "b", "items": []}],
                [{"name": None, "items": None}, {"name": "c", "items": [None, {"k": None}]}],
                [{"name": "d", "items": [{"k": 4}]}],
            ],
            pa.list_(_GROUP),
        ),
        "stacks": pa.array(
            [None, [], [[{"k": 1}], []], [[{"k": 2}, {"k": 3}]], [None]], pa.list_(pa.list_(_ITEM))
        ),
        "at": pa.array([None, 0, 1, -1, 9], pa.int64()),
        "n": pa.array([1, None, 2, 3, 5], pa.int64()),
        "s": pa.array(["a", "b", None, "b", "c"]),
    }
)
"""Lists of every kind, lists in lists, and positions."""

OBJECTS = pa.table(
    {
        "o": pa.array(
            [
                None,
                {"k": 1, "t": "x", "deep": {"v": "q"}},
                {"k": 2, "t": "y", "deep": {"v": "r"}},
                {"k": 3, "t": "z", "deep": {"v": "s"}},
            ],
            _struct(k=pa.int32(), t=pa.string(), deep=_struct(v=pa.string())),
        ),
        "p": pa.array(
            [None, {"k": 1, "t": None, "deep": None}, {"k": None, "t": "y", "deep": {"v": None}}, None],
            _struct(k=pa.int32(), t=pa.string(), deep=_struct(v=pa.string())),
        ),
        "m": pa.array([None, [], [("a", 1), ("b", 2)], [("b", 5)]], pa.map_(pa.string(), pa.int64())),
        "ids": pa.array([None, [], [(7, 0.5), (8, 1.0)], [(8, 0.25)]], pa.map_(pa.int64(), pa.float64())),
        "n": pa.array([1, 2, None, 4], pa.int64()),
    }
)
"""Structs, of which `p` has empty fields, and maps."""

TEXTS = pa.table(
    {
        "s": pa.array([None, "", "abcabc", "Straße É", "a🚀b c", "  x y\t"]),
        "p": pa.array(["a", "a", "bc", "É", "🚀", " "]),
        "n": pa.array([1, 0, 2, 5, 1, None], pa.int64()),
    }
)
"""Texts of one, two and four bytes a letter."""

NUMERALS = pa.table(
    {"s": pa.array([None, "", "5", "-7", "2.5", " 5", "1e3", "abc", "99999999999", "2021-06-01"])}
)
"""Texts, of which some are numbers."""

DATES = pa.table(
    {
        "d": pa.array(
            [
                None,
                datetime(2020, 2, 29, 23, 59, 59, 999000),
                datetime(2019, 12, 31),
                datetime(1969, 7, 20, 20, 17, 40, 500000),
                datetime(2021, 3, 14, 9, 30),
                datetime(2000, 1, 1),
            ],
            pa.timestamp("us"),
        ),
        "e": pa.array(
            [
                datetime(2020, 1, 1),
                datetime(2020, 3, 1),
                datetime(2020, 1, 1),
                datetime(1969, 7, 20, 20, 17, 41),
                None,
                datetime(2001, 1, 1),
            ],
            pa.timestamp("us"),
        ),
        "n": pa.array([1, 1, 2, -3, 12, None], pa.int64()),
    }
)
"""A leap day's end, a year's end, a time before 1970, a day on which clocks changed, and 2000-01-01."""

DATE_TEXTS = pa.table(
    {
        "s": pa.array([None, "2021-06-01", "2017-02-08T12:10:40.787Z", "2017-02-08T12:10:40+0200", "Friday"]),
        "t": pa.array([None, "06-02-2021", "31-12-1999", "30-02-2021", "x"]),
    }
)
"""Texts, of which some are dates."""

MIXED = pa.table(
    {
        "v": split([None, 5, 2.5, "abc", "5", True, datetime(2021, 6, 1), [1, 2], {"a": 1}, NAN]),
        "w": split([None, 5, "x", "abd", 5, False, datetime(2020, 1, 1), [1, "a"], {"a": 2}, 0]),
        "n": pa.array([None, 5, 3, 1, 5, 1, 0, 2, 1, 0], pa.int64()),
        "t": pa.array([None, "5", "2.5", "abc", "5", "true", "", "x", "a", "b"]),
        "bag": pa.array(
            [
                None,
                [],
                [split_value(1), split_value("a"), None],
                [split_value("b"), split_value(2.5), split_value(True)],
                [split_value([1]), split_value({"a": 1})],
                [split_value(0)],
                [split_value(False), None],
                [split_value("x")],
                [split_value(3), split_value(1)],
                [split_value(datetime(2020, 1, 1)), split_value(7)],
            ],
            pa.list_(SPLIT),
        ),
    }
)
"""Columns and lists whose values differ in kind."""

TABLES = {
    "one": pa.table({"one": [1]}),
    "cells": CELLS,
    "reals": REALS,
    "lists": LISTS,
    "objects": OBJECTS,
    "texts": TEXTS,
    "numerals": NUMERALS,
    "dates": DATES,
    "date_texts": DATE_TEXTS,
    "mixed": MIXED,
}
"""Name -> table."""
