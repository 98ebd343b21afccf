"""What an operator says of arguments that cannot be right in any row, and where it says it."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Query, Schema, read_condition
from dsviz_widget.query.typing import read_expression

BOX = pa.struct([("class_id", pa.int64()), ("acc", pa.float64())])
TABLE = pa.table(
    {
        "n": pa.array([0, 1, None], pa.int64()),
        "s": pa.array(["a", "b", None]),
        "b": pa.array([True, False, None]),
        "nums": pa.array([[1.0], [], None], pa.list_(pa.float64())),
        "boxes": pa.array([[{"class_id": 1, "acc": 0.5}], [], None], pa.list_(BOX)),
        "pred": pa.array(
            [{"boxes": [1], "k": 1}, None, None],
            pa.struct([("boxes", pa.list_(pa.int64())), ("k", pa.int32())]),
        ),
    }
)
SCHEMA = Schema.from_arrow(TABLE.schema)

BAD = [
    ("{$size: '$s'}", "'$s'", "$size takes a list, not text", None),
    ("{$size: '$pred'}", "'$pred'", "takes a list, not an object", "Name one of its lists: boxes"),
    ("size(pred)", "pred", "size takes a list", "boxes"),
    ("{$arrayElemAt: ['$nums', 1.5]}", "1.5", "whole numbers", None),
    ("{$arrayElemAt: ['$nums', '$s']}", "'$s'", "takes numbers, not text", None),
    ("if(n > 1, 2) == 2", "if", "if needs 'else'", "if, then, else"),
    ("any(pred.boxs, class_id == 1)", "class_id", "no column 'class_id'", "no field 'boxs'"),
    (
        "any(boxes, class_id == 1 and scores.acc > 0.5)",
        "scores",
        "no field or column",
        "There is class_id, acc",
    ),
    ("{$slice: ['$nums', 1, 0]}", "0", "above 0", None),
    ("{$slice: ['$nums', 1, 2, 3]}", "{$slice: ['$nums', 1, 2, 3]}", "takes 2 to 3 arguments, got 4", None),
    ("{$concatArrays: ['$nums', '$n']}", "'$n'", "takes a list, not a number", None),
    ("{$range: [0, 5, 0]}", "0", "The step of $range", None),
    ("{$range: [0, null]}", "null", "not null", None),
    ("{$filter: {input: '$n', cond: true}}", "'$n'", "takes a list, not a number", None),
    ("{$filter: {input: '$nums', condition: true}}", "condition", "no argument 'condition'", "cond"),
    ("{$filter: {input: '$nums', cond: true, limit: 0}}", "0", "above 0", None),
    ("{$map: {input: '$nums', as: '1x', in: 1}}", "'1x'", "small letter", "as: 'box'"),
    ("{$map: {input: '$nums', as: 'x', in: '$$y'}}", "'$$y'", "Undefined variable $$y", "$$x"),
    ("{$map: {input: '$nums'}}", "$map", "needs 'in'", None),
    ("{$let: {vars: 5, in: 1}}", "5", "vars of $let are an object", "vars: {total: ...}"),
    ("{$let: {vars: {A: 5}, in: 1}}", "A", "small letter", None),
    ("{$reduce: {input: '$nums', in: '$$value'}}", "$reduce", "needs 'initialValue'", None),
    ("{$switch: {branches: []}}", "[]", "at least one", "branches: ["),
    ("{$switch: {branches: [{case: true}]}}", "{case: true}", "'case' and 'then'", "{case: ..., then: ...}"),
    ("{$switch: {branch: []}}", "branch", "no argument 'branch'", "branches"),
    ("{$cond: [true, 1]}", "{$cond: [true, 1]}", "takes 3 arguments, got 2", None),
    ("{$cond: {if: true, then: 1}}", "$cond", "needs 'else'", None),
    ("{$ifNull: ['$n']}", "{$ifNull: ['$n']}", "at least 2", None),
    ("{$sortArray: {input: '$boxes', sortBy: {acc: 2}}}", "{acc: 2}", "with 1 or -1", "{score: -1}"),
    ("{$maxN: {input: '$nums', n: 0}}", "0", "above 0", None),
    ("{$zip: {inputs: '$nums'}}", "'$nums'", "a list of lists", "inputs: ["),
    ("{$zip: {inputs: ['$nums'], defaults: [1]}}", "[1]", "useLongestLength", "useLongestLength: true"),
    ("{$zip: {inputs: ['$nums'], useLongestLength: 1}}", "1", "true or false", None),
    ("{$setUnion: ['$nums', '$s']}", "'$s'", "takes a list, not text", None),
    ("{$median: {input: '$nums', method: 'exact'}}", "'exact'", "'approximate'", "method: 'approximate'"),
    ("{$percentile: {input: '$nums', p: [2], method: 'approximate'}}", "[2]", "from 0 to 1", "p: [0.5"),
    ("{$convert: {input: '$s', to: 'float'}}", "'float'", "cannot make that", "int, long, double"),
    ("{$getField: {field: '$s', input: '$pred'}}", "'$s'", "written out", "$literal"),
    ("{$setField: {field: 'k', input: '$n', value: 1}}", "'$n'", "takes an object, not a number", None),
    ("{$mergeObjects: ['$pred', '$n']}", "'$n'", "takes an object, not a number", None),
    ("{$objectToArray: '$nums'}", "'$nums'", "takes an object, not a list", None),
    ("{$arrayToObject: '$nums'}", "'$nums'", "takes pairs", "[['a', 1]]"),
    ("any(nums)", "any(nums)", "needs a condition", "any(nums, "),
    ("all(boxes)", "all(boxes)", "needs a condition", "all(boxes, "),
    ("n contains 'a'", "n", "takes text, not a number", None),
]


@pytest.mark.parametrize(("text", "under", "message", "hint"), BAD)
def test_what_can_be_right_in_no_row_is_refused_at_its_place(
    text: str, under: str, message: str, hint: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        read_expression(text, SCHEMA)
    error = caught.value
    assert text[error.start : error.end] == under
    assert message in str(error)
    assert hint is None or hint in (error.hint or "")


WARNED = [
    ("{$sum: '$s'}", "passes over what is no number"),
    ("{$toInt: '$boxes'}", "an error where there is one"),
    ("{$getField: {field: 'a', input: '$n'}}", "empty for every row"),
    ("{$eq: ['$pred.kk', 1]}", "Did you mean 'k'?"),
    ("{$gt: ['$s', 5]}", "the same for every row"),
]


@pytest.mark.parametrize(("text", "message"), WARNED)
def test_what_is_legal_and_surely_not_meant_is_noted(text: str, message: str) -> None:
    (notice,) = read_expression(text, SCHEMA).notices
    assert message in notice.message
    assert text[notice.start : notice.end]


EXTREMES = pa.table(
    {
        "i": pa.array([-(2**63), 2**63 - 1, 0, None], pa.int64()),
        "u": pa.array([2**64 - 1, 1, 0, None], pa.uint64()),
        "f": [float("nan"), float("inf"), -1e308, None],
        "l": pa.array([[2**63 - 1, -(2**63)], [], [None], None], pa.list_(pa.int64())),
        "s": ["9" * 400, "1e999", "", None],
    }
)
FAR = [
    "{$arrayElemAt: ['$l', '$i']}", "{$arrayElemAt: ['$l', 9223372036854775807]}", "{$slice: ['$l', '$i']}",
    "{$slice: ['$l', '$u', 3]}", "{$slice: ['$l', 1, 9223372036854775807]}", "{$range: ['$i', '$i']}",
    "{$range: [0, 9223372036854775807]}", "{$range: [0, 1, '$i']}", "{$range: ['$u', 5, '$u']}",
    "{$range: [{$add: [1, 1]}, {$multiply: [1000, 1000000]}]}", "{$lastN: {input: '$l', n: '$u'}}",
    "{$filter: {input: '$l', cond: true, limit: '$u'}}", "{$indexOfArray: ['$l', 1, '$i']}",
    "{$cond: [true, '$i', 'x']}", "{$setUnion: ['$l', ['x']]}", "{$toLong: '$u'}", "{$toLong: '$s'}",
    "{$toInt: '$f'}", "{$toDate: '$i'}", "{$toDate: '$f'}", "{$toDouble: '$s'}", "{$stdDevPop: ['$f', '$i']}",
    "{$reduce: {input: '$l', initialValue: '$u', in: {$max: ['$$value', '$$this']}}}",
]  # fmt: skip


@pytest.mark.parametrize("text", FAR)
def test_numbers_at_the_ends_of_their_range_never_stop_the_engine(text: str) -> None:
    assert DuckEngine(EXTREMES).evaluate(text).num_rows == 4


NESTED = [
    ("{$eq: [%s, true]}", "{$eq: [{$size: '$nums'}, 2]}"),
    ("{$and: [%s, {$eq: [{$size: '$nums'}, 2]}]}", "{$eq: [{$size: '$nums'}, 2]}"),
    ("{$cond: ['$n', %s, {$divide: [1, '$n']}]}", "{$divide: [1, '$n']}"),
    ("{$ifNull: [%s, {$divide: [1, '$n']}]}", "{$divide: [1, '$n']}"),
    ("{$concatArrays: [%s, '$nums']}", "'$nums'"),
    ("{$slice: [%s, 1]}", "'$nums'"),
    ("{$setUnion: [%s, '$nums']}", "'$nums'"),
    ("{$let: {vars: {a: %s}, in: {$add: ['$$a', '$$a']}}}", "'$n'"),
    ("{$map: {input: '$nums', in: %s}}", "{$divide: [1, '$$this']}"),
    ("{$toInt: {$toString: %s}}", "'$n'"),
    ("{$mergeObjects: [%s, {a: 1}]}", "{b: '$n'}"),
    ("{$not: [%s]}", "{$in: [1, '$nums']}"),
]


@pytest.mark.parametrize(("outer", "inner"), NESTED)
def test_expressions_in_expressions_stay_small(outer: str, inner: str) -> None:
    engine = DuckEngine(TABLE)
    sizes = []
    for depth in (5, 10):
        text = inner
        for _ in range(depth):
            text = outer % text
        answer = engine.evaluate(text)
        assert answer.num_rows == 3
        sizes.append(len(engine.sql(Query().filter(text))))
    assert sizes[1] < 6 * sizes[0]


def test_an_expression_that_grows_too_large_is_refused_in_time() -> None:
    text = "{$divide: [1, '$n']}"
    for _ in range(28):
        text = f"{{$cond: [{text}, 1, {{$divide: [1, '$n']}}]}}"
    started = time.process_time()
    with pytest.raises(QueryError, match="too large"):
        DuckEngine(TABLE).evaluate(text)
    assert time.process_time() - started < 10


def test_what_is_typed_again_and_again_is_refused_in_time() -> None:
    text = "'$$this'"
    for _ in range(15):
        step = f"{{$ifNull: ['$$value', {text}]}}"
        text = f"{{$reduce: {{input: '$nums', initialValue: null, in: {step}}}}}"
    started = time.process_time()
    with pytest.raises(QueryError, match="too long"):
        read_condition(text, SCHEMA)
    assert time.process_time() - started < 20


def test_a_list_of_nothing_but_null_holds_null_alone() -> None:
    engine = DuckEngine(TABLE)
    nulls = "{$map: {input: [1, 2], in: null}}"
    assert engine.evaluate(f"{{$indexOfArray: [{nulls}, '$s']}}")["value"].to_pylist() == [-1, -1, 0]
    assert engine.evaluate(f"{{$in: ['$s', {nulls}]}}")["value"].to_pylist() == [False, False, True]
    assert engine.evaluate(f"{{$setUnion: [{nulls}, ['$s']]}}")["value"].to_pylist() == [
        [None, "a"], [None, "b"], [None],
    ]  # fmt: skip


def test_a_variable_is_computed_once() -> None:
    engine = DuckEngine(TABLE)
    text = "{$let: {vars: {a: {$multiply: ['$n', 3]}}, in: {$add: ['$$a', '$$a', '$$a']}}}"
    assert engine.sql(Query().filter(text)).count("* ") <= 2
    assert engine.evaluate(text)["value"].to_pylist() == [0, 9, None]


def test_a_variable_that_stands_for_a_column_keeps_parts_of_a_table_unread() -> None:
    engine = DuckEngine(TABLE)
    plain = engine.sql(Query().filter("{$gt: ['$n', 5]}"))
    assert engine.sql(Query().filter("{$let: {vars: {x: '$n'}, in: {$gt: ['$$x', 5]}}}")) == plain


def test_what_a_branch_does_not_choose_raises_nothing() -> None:
    engine = DuckEngine(TABLE)
    text = "{$cond: [{$eq: ['$n', 0]}, 0, {$divide: [1, '$n']}]}"
    assert engine.evaluate(text)["error"].to_pylist() == [False, False, False]
    nested = f"{{$map: {{input: ['$n'], in: {text.replace('$n', '$$this')}}}}}"
    assert engine.evaluate(nested)["value"].to_pylist() == [[0], [1], [None]]
    step = "{$reduce: {input: [0, 2], initialValue: 1, in: {$divide: ['$$value', '$$this']}}}"
    assert engine.evaluate(step)["error"].to_pylist() == [True] * 3
