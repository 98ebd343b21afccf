"""What is said of the first row on which an expression stops."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dsviz_widget.query import DuckEngine, Query
from tests.unit.query.conformance.tables import split

TABLE = pa.table(
    {
        "v": split([None, 5, "abc", True]),
        "x": pa.array([None, 1.5, -2.5, 4.0]),
        "s": pa.array(["a", "b", "2021-01-01", None]),
    }
)
ENGINE = DuckEngine(TABLE)

ERRORS = [
    ({"$abs": "$v"}, "'abc' where a number is needed in row 2"),
    ({"$concat": ["$v", "!"]}, "5 where text is needed in row 1"),
    ({"$year": "$v"}, "5 where a date is needed in row 1"),
    ({"$toLower": "$v"}, "True where text is needed in row 3"),
    # A date may be moved, so that this is a sum of numbers or one with a date.
    ({"$add": ["$v", 1]}, "'abc' where a number is needed in row 2"),
    ({"$bitNot": {"$add": ["$x", 0]}}, "1.5 where a whole number is needed in row 1"),
    ({"$sqrt": "$x"}, "$sqrt of -2.5 in row 2"),
    ({"$add": [1, {"$ln": "$x"}]}, "$ln of -2.5 in row 2"),
    ({"$strLenCP": "$s"}, "$strLenCP of an empty cell in row 3"),
    ({"$dateFromString": {"dateString": "$s"}}, "$dateFromString of 'a' in row 0"),
]


@pytest.mark.parametrize(("expression", "sentence"), ERRORS)
def test_the_innermost_operator_says_what_it_was_given(expression: Any, sentence: str) -> None:
    error = ENGINE.first_error(Query().filter({"$ne": [expression, "never"]}))
    assert error is not None
    assert error.message == f"{sentence}, which is an error."


def test_a_branch_that_is_not_taken_is_not_blamed() -> None:
    guarded = {"$cond": [{"$gt": ["$x", 0]}, {"$sqrt": "$x"}, {"$strLenCP": "$s"}]}
    error = ENGINE.first_error(Query().filter({"$gt": [{"$divide": [1, guarded]}, 100]}))
    assert error is None
    wrong = {"$cond": [{"$gt": ["$x", 0]}, {"$strLenCP": "$s"}, {"$sqrt": "$x"}]}
    error = ENGINE.first_error(Query().filter({"$gt": [wrong, 100]}))
    assert error is not None
    assert error.message.startswith("$sqrt of -2.5 in row 2")


def test_what_is_shown_sorted_and_grouped_is_empty_where_an_expression_stops():
    rows = pa.table({"n": pa.array([1, 0, 9])})
    size = "{$cond: [{$gt: [{$divide: [1, '$n']}, 0.5]}, 'large', 'small']}"
    query = Query().on_error("null")
    engine = DuckEngine(rows)

    shown = engine.page(query.derive(size=size), 0, 3, ["size"])
    assert shown.column("size").to_pylist() == ["large", None, "small"]

    ordered = engine.page(query.sort(size), 0, 3, ["n"])
    assert ordered.column("n").to_pylist() == [0, 1, 9]

    groups = engine.groups(query.group_by(size), 0, 5)["groups"]
    assert sorted(((group["key"], group["rows"]) for group in groups), key=str) == [
        (["large"], 1),
        (["small"], 1),
        ([None], 1),
    ]
    assert engine.aggregate(query.agg(n=("distinct", size))).to_pylist() == [{"n": 2}]
