"""Every operator against answers of the MongoDB manual, through real DuckDB."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from dsviz_widget.query import DuckEngine, Query

NAN = float("nan")
BOX = pa.struct([("class_id", pa.int64()), ("acc", pa.float64())])
COLUMNS = {
    "n": pa.array([None, 1, 5, 0, -7], pa.int64()),
    "x": pa.array([None, NAN, 0.5, 0.0, -2.5], pa.float64()),
    "s": pa.array([None, "", "abc", "b", "B"]),
    "b": pa.array([None, True, False, True, False]),
    "when": pa.array([None, datetime(2020, 1, 1), datetime(2021, 6, 1), None, datetime(2022, 1, 1)]),
    "tags": pa.array([None, [], ["a", None], ["a", "b"], ["c"]], pa.list_(pa.string())),
    "nums": pa.array([None, [], [1.0, None], [3.0, 1.0], [-2.0]], pa.list_(pa.float64())),
    "boxes": pa.array(
        [
            None,
            [],
            [{"class_id": 13, "acc": 0.9}, {"class_id": 13, "acc": 0.1}],
            [None, {"class_id": 2, "acc": None}],
            [{"class_id": None, "acc": 0.7}],
        ],
        pa.list_(BOX),
    ),
    "pred": pa.array(
        [None, {"k": 1, "deep": {"v": "q"}}, {"k": None, "deep": None}, {"k": 3, "deep": None}, None],
        pa.struct([("k", pa.int32()), ("deep", pa.struct([("v", pa.string())]))]),
    ),
    "m": pa.array([None, [], [("a", 1)], [("b", 2)], []], pa.map_(pa.string(), pa.int64())),
    "ids": pa.array([None, [], [(7, 0.5)], [(8, 1.0)], []], pa.map_(pa.int64(), pa.float64())),
    "kind": pa.array([None, "x", "y", "x", "z"]).dictionary_encode(),
    "half": pa.array([None, 1, 2, 3, 4], pa.float16()),
}


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine(pa.table(COLUMNS))


def matching(engine: DuckEngine, expression: Any) -> list[int]:
    ids = engine.order(Query().filter(expression))
    found = [int(i) for i in ids.slice(0, len(ids))]
    assert engine.count(Query().filter(expression)) == len(found)
    return found


# Rows of n: null, 1, 5, 0, -7. MongoDB's order: null < numbers < text < objects < lists < booleans < dates.
MONGO = [
    ("{$gt: ['$n', 0]}", [1, 2]),
    ("{$gte: ['$n', 0]}", [1, 2, 3]),
    ("{$lt: ['$n', 0]}", [0, 4]),
    ("{$lte: ['$n', 0]}", [0, 3, 4]),
    ("{$gt: [0, '$n']}", [0, 4]),
    ("{$eq: ['$n', 0]}", [3]),
    ("{$ne: ['$n', 0]}", [0, 1, 2, 4]),
    ("{$eq: ['$n', null]}", [0]),
    ("{$ne: ['$n', null]}", [1, 2, 3, 4]),
    ("{$gt: ['$n', null]}", [1, 2, 3, 4]),
    ("{$gte: ['$n', null]}", [0, 1, 2, 3, 4]),
    ("{$lt: ['$n', null]}", []),
    ("{$lte: ['$n', null]}", [0]),
    ("{$lt: [null, '$n']}", [1, 2, 3, 4]),
    # NaN is the lowest number, and equal to itself.
    ("{$gt: ['$x', -5]}", [2, 3, 4]),
    ("{$lt: ['$x', 0]}", [0, 1, 4]),
    ("{$lte: ['$x', -2.5]}", [0, 1, 4]),
    ("{$gte: ['$x', NaN]}", [1, 2, 3, 4]),
    ("{$gt: ['$x', NaN]}", [2, 3, 4]),
    ("{$lt: ['$x', NaN]}", [0]),
    ("{$lte: ['$x', NaN]}", [0, 1]),
    ("{$eq: ['$x', NaN]}", [1]),
    ("{$gt: ['$n', '$x']}", [1, 2]),
    ("{$lt: ['$n', '$x']}", [4]),
    ("{$lte: ['$n', '$x']}", [0, 3, 4]),
    ("{$gte: ['$x', '$n']}", [0, 3, 4]),
    ("{$eq: ['$n', '$x']}", [0, 3]),
    ("{$ne: ['$n', '$x']}", [1, 2, 4]),
    ("{$eq: [{$lte: [1, 2]}, {$ne: [1, 2]}]}", [0, 1, 2, 3, 4]),
    # Between kinds there is an order, too.
    ("{$gt: ['$s', 5]}", [1, 2, 3, 4]),
    ("{$lt: ['$s', 5]}", [0]),
    ("{$lt: ['$n', 'a']}", [0, 1, 2, 3, 4]),
    ("{$gt: ['$n', 'a']}", []),
    ("{$gte: ['$n', '$s']}", [0]),
    ("{$eq: ['$n', '$s']}", [0]),
    ("{$ne: ['$n', '1']}", [0, 1, 2, 3, 4]),
    ("{$gt: ['$b', '$n']}", [1, 2, 3, 4]),
    ("{$lt: ['$when', '2021']}", [0, 3]),
    ("{$gt: ['$when', ISODate('2021-01-01')]}", [2, 4]),
    ("{$lt: ['$when', ISODate('2021-01-01T00:00:00Z')]}", [0, 1, 3]),
    ("{$gt: ['$s', 'B']}", [2, 3]),
    ("{$eq: ['$b', true]}", [1, 3]),
    ("{$lt: ['$b', true]}", [0, 2, 4]),
    ("{$eq: ['$nums', [3, 1]]}", [3]),
    ("{$eq: ['$nums', []]}", [1]),
    ("{$eq: [{$cmp: ['$n', 1]}, -1]}", [0, 3, 4]),
    ("{$eq: [{$cmp: ['$n', null]}, 0]}", [0]),
    ("{$eq: [{$cmp: ['$x', '$n']}, 1]}", [4]),
    ("{$eq: [{$cmp: ['$s', '$n']}, 1]}", [1, 2, 3, 4]),
    # Truth: false, null and 0 are false; '', NaN and [] are true.
    ("{$and: ['$n']}", [1, 2, 4]),
    ("{$and: ['$x', true]}", [1, 2, 4]),
    ("{$or: ['$s']}", [1, 2, 3, 4]),
    ("{$not: ['$n']}", [0, 3]),
    ("{$not: '$b'}", [0, 2, 4]),
    ("{$not: [{$gt: ['$n', 0]}]}", [0, 3, 4]),
    ("{$and: []}", [0, 1, 2, 3, 4]),
    ("{$or: []}", []),
    ("{$and: [{$gt: ['$n', 0]}, {$lt: ['$n', 3]}]}", [1]),
    ("{$or: [{$gt: ['$n', 3]}, {$eq: ['$n', null]}]}", [0, 2]),
    ("'$tags'", [1, 2, 3, 4]),
    ("'$n'", [1, 2, 4]),
    ("{$ifNull: ['$b', true]}", [0, 1, 3]),
    ("{$eq: [{$ifNull: ['$n', '$x', 9]}, 9]}", [0]),
    # Membership.
    ("{$in: ['$n', [1, 5]]}", [1, 2]),
    ("{$in: ['$n', [1, null, 'a']]}", [0, 1]),
    ("{$in: ['$n', []]}", []),
    ("{$in: [null, [null, 'a', 2]]}", [0, 1, 2, 3, 4]),
    ("{$anyElementTrue: [[null, 0, '$b', 'a']]}", [0, 1, 2, 3, 4]),
    ("{$gt: [{$filter: {input: null, cond: true}}, null]}", []),
    ("{$not: {$in: ['$n', [1, 5]]}}", [0, 3, 4]),
    ("{$in: ['a', '$tags']}", [2, 3]),
    ("{$in: [null, '$tags']}", [2]),
    ("{$in: ['$s', '$tags']}", [3]),
    ("{$in: ['$n', ['$x', 5]]}", [0, 2, 3]),
    # An error on a row keeps the row out, whatever stands around it.
    ("{$eq: [{$size: '$tags'}, 2]}", [2, 3]),
    ("{$lt: [{$size: '$tags'}, 2]}", [1, 4]),
    ("{$not: {$gt: [{$size: ['$tags']}, 1]}}", [1, 4]),
    ("{$ne: [{$size: '$tags'}, 2]}", [1, 4]),
    ("{$size: '$tags'}", [2, 3, 4]),
    ("{$not: {$size: '$tags'}}", [1]),
    ("{$gt: [{$size: {$ifNull: ['$tags', []]}}, -1]}", [0, 1, 2, 3, 4]),
    ("{$lt: [{$divide: [10, '$n']}, 3]}", [0, 2, 4]),
    ("{$eq: [{$divide: ['$x', 0]}, null]}", [0]),
    ("{$lt: [{$mod: [10, '$n']}, 4]}", [0, 1, 2, 4]),
    ("{$in: [{$divide: [10, '$n']}, [2, null]]}", [0, 2]),
    ("{$or: [{$eq: ['$n', 0]}, {$gt: [{$divide: [10, '$n']}, 5]}]}", [1, 3]),
    # Arithmetic.
    ("{$eq: [{$add: ['$n', 1, 2]}, 8]}", [2]),
    ("{$eq: [{$subtract: ['$n', 1]}, -8]}", [4]),
    ("{$eq: [{$multiply: ['$n', '$n']}, 49]}", [4]),
    ("{$eq: [{$mod: ['$n', 4]}, -3]}", [4]),
    ("{$eq: [{$mod: ['$x', 2]}, -0.5]}", [4]),
    ("{$eq: [{$abs: '$x'}, 2.5]}", [4]),
    ("{$eq: [{$add: ['$n', null]}, null]}", [0, 1, 2, 3, 4]),
    ("{$eq: [{$add: []}, 0]}", [0, 1, 2, 3, 4]),
    ("{$gt: [{$multiply: [9223372036854775807, 2]}, 1e18]}", [0, 1, 2, 3, 4]),
    # Lists.
    ("{$eq: [{$arrayElemAt: ['$tags', 0]}, 'a']}", [2, 3]),
    ("{$eq: [{$arrayElemAt: ['$tags', -1]}, 'b']}", [3]),
    ("{$eq: [{$arrayElemAt: ['$tags', 9]}, null]}", [0, 1, 2, 3, 4]),
    ("{$eq: [{$arrayElemAt: ['$nums', '$n']}, 1]}", []),
    ("{$eq: [{$first: '$nums'}, 3]}", [3]),
    ("{$eq: [{$last: '$nums'}, null]}", [0, 1, 2]),
    ("{$eq: [{$sum: '$nums'}, 0]}", [0, 1]),
    ("{$eq: [{$sum: ['$n', '$n', null]}, 10]}", [2]),
    ("{$eq: [{$avg: '$nums'}, 2]}", [3]),
    ("{$eq: [{$avg: '$nums'}, null]}", [0, 1]),
    ("{$eq: [{$max: '$nums'}, 3]}", [3]),
    ("{$eq: [{$min: ['$n', 1, null]}, 1]}", [0, 1, 2]),
    ("{$anyElementTrue: [[0, false]]}", []),
    ("{$anyElementTrue: ['$nums']}", [2, 3, 4]),
    (
        "{$eq: [{$size: {$filter: {input: '$boxes', as: 'box', cond: {$eq: ['$$box.class_id', 13]}}}}, 2]}",
        [2],
    ),
    ("{$eq: [{$size: {$filter: {input: '$boxes', cond: {$lt: ['$$this.acc', 0.5]}, limit: 1}}}, 1]}", [2, 3]),
    ("{$eq: [{$size: {$filter: {input: '$boxes', cond: {$gt: ['$$this.acc', '$x']}}}}, 1]}", [2, 4]),
    # Paths.
    ("{$eq: ['$0.pred.k', 3]}", [3]),
    ("{$eq: ['$pred.deep.v', 'q']}", [1]),
    ("{$eq: ['$$ROOT.pred.k', 1]}", [1]),
    ("{$eq: ['$boxes.class_id', [13, 13]]}", [2]),
    ("{$eq: [{$size: '$boxes.acc'}, 1]}", [3, 4]),
    ("{$in: [2, '$boxes.class_id']}", [3]),
    ("{$eq: ['$m.a', 1]}", [2]),
    ("{$eq: ['$ids.7', 0.5]}", [2]),
    ("{$eq: ['$s', {$literal: '$n'}]}", []),
    ("{$eq: ['$kind', 'x']}", [1, 3]),
    ("{$gt: ['$half', 2]}", [3, 4]),
]


@pytest.mark.parametrize(("expression", "rows"), MONGO)
def test_mongo_form_answers_as_the_manual_says(engine: DuckEngine, expression: str, rows: list[int]) -> None:
    assert matching(engine, expression) == rows


@pytest.mark.parametrize(("expression", "rows"), MONGO)
def test_a_negated_clause_is_the_rest_but_for_rows_in_error(
    engine: DuckEngine, expression: str, rows: list[int]
) -> None:
    negated = Query().filter(expression, negated=True)
    rest = engine.order(negated)
    as_not = matching(engine, f"{{$not: [{expression}]}}")
    assert [int(i) for i in rest.slice(0, 9)] == as_not
    assert not set(as_not) & set(rows)


INFIX = [
    ("n > 0", [1, 2]),
    ("n < 0", [4]),
    ("n <= 0", [3, 4]),
    ("n != 0", [1, 2, 4]),
    ("n <> 0", [1, 2, 4]),
    ("not n != 0", [0, 3]),
    ("not (n > 0)", [0, 3, 4]),
    ("x > -5", [2, 3, 4]),
    ("x < 5", [2, 3, 4]),
    ("x >= n", [3, 4]),
    ("n is null", [0]),
    ("n is not null", [1, 2, 3, 4]),
    ("n == null", [0]),
    ("n != null", [1, 2, 3, 4]),
    ("s = 'abc'", [2]),
    ('s == "abc" or n == 0', [2, 3]),
    ("n > 0 and n < 3 or s == 'B'", [1, 4]),
    ("n > 0 && !(n > 3)", [1]),
    ("n in [1, 5]", [1, 2]),
    ("n in [1, null]", [0, 1]),
    ("n not in [1, 5]", [0, 3, 4]),
    ("s in ['abc', 'b',]", [2, 3]),
    ("'a' in tags", [2, 3]),
    ("tags contains 'a'", [2, 3]),
    ("s contains 'b'", [2, 3]),
    ("s not contains 'b'", [0, 1, 4]),
    ("s startswith 'a'", [2]),
    ("s endswith 'c'", [2]),
    ("b", [1, 3]),
    ("not b", [0, 2, 4]),
    ("b == false", [2, 4]),
    ("n + 1 == 6", [2]),
    ("2 * n - 1 > 8", [2]),
    ("10 / n > 5", [1]),
    ("not (10 / n > 5)", [0, 2, 3, 4]),
    ("n % 2 == 1", [1, 2]),
    ("-n > 5", [4]),
    ("n == -7", [4]),
    ("n == +5", [2]),
    ("abs(x) == 2.5", [4]),
    ("size(tags) == 2", [2, 3]),
    ("size(tags) < 2", [1, 4]),
    ("count(boxes) == 2", [2, 3]),
    ("count(boxes, class_id == 13) == 2", [2]),
    ("any(boxes, class_id == 13 and acc > 0.5)", [2]),
    ("any(boxes, acc > x)", [2, 4]),
    ("any(tags, it == 'c')", [4]),
    ("any(nums, it > 2)", [3]),
    ("not any(boxes, class_id == 13)", [0, 1, 3, 4]),
    ("sum(nums) == 4", [3]),
    ("max(nums) >= 1", [2, 3]),
    ("ifnull(n, 100) >= 5", [0, 2]),
    ("pred.k == 3", [3]),
    ("$0.pred.k == 3", [3]),
    ("`n` == 5", [2]),
    ("pred.`k` == 3", [3]),
    ("when >= '2021-01-01'", [2, 4]),
    ("when < '2021-01-01T12:00:00Z'", [1]),
    ("when in ['2020-01-01']", [1]),
    ("m.a == 1", [2]),
    ("n IS NULL", [0]),
    ("kind == 'x'", [1, 3]),
    ("s contains null", []),
    ("any(null, it == 1)", []),
]


@pytest.mark.parametrize(("expression", "rows"), INFIX)
def test_infix_form_is_false_on_empty_cells(engine: DuckEngine, expression: str, rows: list[int]) -> None:
    assert matching(engine, expression) == rows


@pytest.mark.parametrize(("expression", "rows"), INFIX)
def test_an_infix_condition_and_its_negation_split_the_rows(
    engine: DuckEngine, expression: str, rows: list[int]
) -> None:
    negated = engine.order(Query().filter(expression, negated=True))
    assert [int(i) for i in negated.slice(0, 9)] == [i for i in range(5) if i not in rows]


def test_a_python_dict_is_the_same_as_its_text(engine: DuckEngine) -> None:
    when = datetime(2021, 1, 1)
    assert matching(engine, {"$gt": ["$when", when]}) == [2, 4]
    assert matching(engine, {"$in": ["$n", [1, None, 5.0]]}) == [0, 1, 2]
    assert matching(engine, {"$lt": ["$x", float("nan")]}) == [0]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("%_vegetation", "%_vegetation > 0.5"),
        ("%_vegetation", "`%_vegetation`>0.5"),
        ("a-b", "a-b > 0.5"),
        ("a/b", "a/b > 0.5"),
        ("a.b", "a.b > 0.5"),
        ("a.b", "{$gt: ['$a.b', 0.5]}"),
        ("my col", "my col > 0.5"),
        ("my col", "{$gt: ['$my col', 0.5]}"),
        ("a%b", "a%b > 0.5"),
        ('q"x', '`q"x` > 0.5'),
        ("größe", "größe > 0.5"),
        ("and", "`and` > 0.5"),
        ("2nd", "2nd > 0.5"),
        ("__row", "__row > 0.5"),
        ("p0; DROP TABLE", "p0; DROP TABLE > 0.5"),
    ],
)
def test_a_column_may_have_any_name(column: str, text: str) -> None:
    table = pa.table({column: [0.1, 0.9], "a": [9.0, 9.0], "b": [1.0, 1.0], "Größe": [0.0, 0.0]})
    assert matching(DuckEngine(table), text) == [1]


def test_names_that_differ_in_case_are_different_columns() -> None:
    engine = DuckEngine(pa.table({"Road": [1, 2], "road": [2, 1]}))
    assert matching(engine, "Road > 1") == [1]
    assert matching(engine, "road > 1") == [0]
    assert engine.page(Query(), 0, 2).column_names == ["__row", "Road", "road"]
