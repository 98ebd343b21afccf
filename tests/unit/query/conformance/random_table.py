"""The table that random expressions are about: twelve rows with columns of every kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa

from tests.unit.query.conformance.case import NAN
from tests.unit.query.conformance.tables import SPLIT, split, split_value

BOX = pa.struct([("k", pa.int64()), ("acc", pa.float64()), ("tag", pa.string())])
OBJECT = pa.struct([("k", pa.int32()), ("t", pa.string()), ("in", pa.struct([("x", pa.float64())]))])


def _box(k: int | None, acc: float | None, tag: str | None) -> dict[str, Any]:
    return {"k": k, "acc": acc, "tag": tag}


TABLE = pa.table(
    {
        "n": pa.array([None, 1, 5, 0, -7, 2, 3, None, 9, -1, 4, 8], pa.int64()),
        "i": pa.array([None, 3, -4, 0, 6, 2, None, 1, -1, 7, 0, 5], pa.int32()),
        "x": pa.array([None, NAN, 0.5, 0.0, -2.5, 4.0, 1.25, 8.0, None, -0.75, 3.5, -16.0]),
        "y": pa.array([0.0, 2.0, None, NAN, 1.5, 4.0, -3.25, 0.5, 100.0, -0.75, None, 2.5]),
        "s": pa.array([None, "", "abc", "b", "B", "aé🚀b", " x ", "abcabc", None, "5", "-2.5", "Zz"]),
        "t": pa.array(["a", None, "b", "abc", "", " ", "🚀", "c", "ab", "5", "zZ", None]),
        "b": pa.array([None, True, False, True, False, True, None, False, True, False, True, False]),
        "d": pa.array(
            [
                None,
                datetime(2020, 1, 1),
                datetime(2020, 2, 29, 23, 59, 59, 999000),
                datetime(1969, 7, 20, 20, 17, 40, 500000),
                None,
                datetime(2021, 12, 31, 12),
                datetime(2000, 1, 1),
                datetime(2019, 12, 30),
                datetime(2020, 1, 31),
                datetime(2024, 3, 1, 6, 30),
                datetime(1999, 12, 31, 23, 59, 59),
                datetime(2021, 3, 14, 9, 30),
            ],
            pa.timestamp("us"),
        ),
        "ints": pa.array(
            [None, [], [1, None, 2], [3, 1, 2, 1], [5], [0, 0], None, [-1, 4], [2, 3], [7], [None], [1, 2]],
            pa.list_(pa.int64()),
        ),
        "tags": pa.array(
            [
                [], None, ["a", None], ["a", "b"], ["c"], [""],
                ["abc", "a"], ["b", "b"], None, ["Z"], [None], ["5"],
            ],
            pa.list_(pa.string()),
        ),
        "boxes": pa.array(
            [
                None,
                [],
                [_box(13, 0.5, "a"), _box(13, 0.25, "b")],
                [None, _box(2, None, None)],
                [_box(None, 0.75, "c")],
                [_box(1, 1.0, "a"), _box(2, 0.0, None), _box(3, 0.5, "abc")],
                [_box(5, 0.5, "")],
                None,
                [None],
                [_box(0, NAN, "b")],
                [],
                [_box(13, 0.25, "a")],
            ],
            pa.list_(BOX),
        ),
        "bag": pa.array(
            [
                None,
                [],
                [split_value(1), split_value("a"), None],
                [split_value("b"), split_value(2.5), split_value(True)],
                [split_value([1]), split_value({"a": 1})],
                [split_value(0)],
                [split_value(False), None],
                [split_value(datetime(2020, 1, 1)), split_value(7)],
                None,
                [split_value(NAN), split_value(3), split_value(NAN)],
                [None],
                [split_value("5"), split_value(5), split_value(5)],
            ],
            pa.list_(SPLIT),
        ),
        "o": pa.array(
            [
                None,
                *(
                    {"k": k, "t": t, "in": None if x is None else {"x": x}}
                    for k, t, x in [
                        (1, "x", 0.5), (2, None, None), (None, "y", 2.0), (3, "abc", NAN), (0, "", 1.5),
                        (2, "b", None), (9, "a", 0.0), (1, "x", 0.5), (-4, "🚀", 3.0),
                    ]
                ),
                None,
                {"k": 5, "t": "c", "in": {"x": None}},
            ],
            OBJECT,
        ),
        "v": split([None, 5, "abc", True, 2.5, datetime(2020, 1, 1), "5", False, 0, NAN, "", 3]),
        "w": split([1, "a", "abc", False, 2.5, datetime(2021, 1, 1), None, 7, "0", -1, True, "3"]),
    }
)  # fmt: skip
"""What the expressions are about."""
