"""Whole numbers that doubles cannot tell apart: exact answers, MongoDB's double, or an error of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Query
from dsviz_widget.types.split import split_array

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

UNSIGNED = [2**64 - 1, 2**63, 2**63 - 1, 2**53 + 1, 7, 0, None]
SIGNED = [-(2**63), 2**63 - 1, -(2**53) - 1, 2**53 + 1, -1, 0, None]


def lists(values: list[Any], kind: pa.DataType) -> pa.Array:
    return pa.array([values, values[:2], [], None, [0], [7], [None]], pa.list_(kind))


ROWS = pa.table(
    {
        "u": pa.array(UNSIGNED, pa.uint64()),
        "i": pa.array(SIGNED, pa.int64()),
        "n": pa.array([1, -(2**31), 3, -1, 0, 5, None], pa.int32()),
        "x": pa.array([1.5, 2.0, -1.0, 0.0, 1e300, 3.0, None]),
        "d": pa.array(UNSIGNED, pa.decimal128(38, 0)),
        "s": list("abcdefg"),
        "ul": lists(UNSIGNED, pa.uint64()),
        "il": lists(SIGNED, pa.int64()),
        "o": pa.array(
            [{"u": u, "i": i} for u, i in zip(UNSIGNED, SIGNED, strict=True)],
            pa.struct([("u", pa.uint64()), ("i", pa.int64())]),
        ),
    }
)
ENGINE = DuckEngine(ROWS)

ONE = [
    "$abs", "$ceil", "$floor", "$round", "$trunc", "$sqrt", "$exp", "$ln", "$log10", "$sin", "$asinh",
    "$bitNot", "$bitAnd", "$toInt", "$toLong", "$toDouble", "$toString", "$toBool", "$toDate", "$type",
    "$not", "$sum", "$avg", "$min", "$max", "$stdDevPop", "$stdDevSamp", "$add", "$multiply",
]  # fmt: skip
TWO = [
    "$add", "$subtract", "$multiply", "$divide", "$mod", "$pow", "$log", "$atan2", "$bitAnd", "$bitOr",
    "$bitXor", "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$cmp", "$round", "$trunc", "$sum", "$avg", "$min",
    "$max", "$stdDevPop", "$ifNull", "$and", "$or",
]  # fmt: skip
VALUES = ["$u", "$i", "$n", "$x", "$o.u", 2**63 - 1, 2**64 - 1, -(2**63), -1, 3]
OF_A_LIST = ["$sum", "$avg", "$min", "$max", "$stdDevPop", "$reverseArray", "$first", "$anyElementTrue"]


def places(value: Any) -> list[Any]:
    """Return expressions that take a value as a position, a number of things, or a part of a date."""
    start = {"$toDate": "2020-01-01"}
    found: list[Any] = [
        {"$arrayElemAt": ["$il", value]}, {"$slice": ["$il", value]}, {"$slice": ["$il", 1, value]},
        {"$range": [0, 3, value]}, {"$range": [0, {"$min": [value, 5]}]}, {"$substrCP": ["$s", value, 1]},
        {"$substrCP": ["$s", 0, value]}, {"$substrBytes": ["$s", value, value]},
        {"$indexOfCP": ["$s", "a", value]}, {"$indexOfBytes": ["$s", "a", 0, value]},
        {"$indexOfArray": ["$il", 0, value]}, {"$firstN": {"input": "$il", "n": value}},
        {"$maxN": {"input": "$il", "n": value}}, {"$dateFromParts": {"year": value}},
        {"$dateFromParts": {"year": 2020, "millisecond": value}}, {"$add": [start, value]},
        {"$subtract": [start, value]}, {"$round": ["$x", value]},
    ]  # fmt: skip
    for unit in ("year", "week", "day", "millisecond"):
        found.append({"$dateAdd": {"startDate": start, "unit": unit, "amount": value}})
    return found


def in_lists(name: str, value: Any) -> list[Any]:
    """Return expressions that look for a value in a list, or calculate with its elements."""
    found: list[Any] = [
        {"$in": [value, name]}, {"$indexOfArray": [name, value]}, {"$concatArrays": [name, [value]]},
        {"$setUnion": [name, [value]]}, {"$setIsSubset": [[value], name]}, {"$eq": [name, [value]]},
        {"$sortArray": {"input": name, "sortBy": -1}}, {"$gt": [name, [value]]},
        {"$cond": [{"$gt": [value, 5]}, value, 3]}, {"$cond": [{"$gt": [value, 5]}, value, "a"]},
        {"$filter": {"input": name, "cond": {"$gt": ["$$this", value]}}},
        {"$eq": ["$o", {"u": value, "i": 3}]},
    ]  # fmt: skip
    for operator in ("$add", "$bitAnd", "$mod", "$gt"):
        found.append({"$map": {"input": name, "in": {operator: ["$$this", value]}}})
    for operator in ("$add", "$bitXor", "$max", "$multiply"):
        step = {operator: ["$$this", "$$value"]}
        found.append({"$reduce": {"input": name, "initialValue": value, "in": step}})
    return found


def test_no_operator_stops_the_engine() -> None:
    expressions: list[Any] = [{name: value} for name in ONE for value in ("$u", "$i", "$d")]
    for first in VALUES:
        for second in VALUES:
            if any(isinstance(value, str) and value[-1] in "ui" for value in (first, second)):
                expressions += [{name: [first, second]} for name in TWO]
    expressions += [{name: value} for name in OF_A_LIST for value in ("$ul", "$il")]
    for value in ("$u", "$i", "$d"):
        expressions += [*places(value), *in_lists("$ul", value), *in_lists("$il", value)]
    assert len(expressions) > 1000
    stopped = []
    for expression in expressions:
        try:
            ENGINE.evaluate(expression)
        except QueryError as error:
            # What cannot be is refused before a row is read, with its place in the text.
            if not error.end:
                stopped.append((expression, error))
    assert stopped == []


def answers(expression: Any) -> list[Any]:
    found = ENGINE.evaluate(expression)
    pairs = zip(found["value"].to_pylist(), found["error"].to_pylist(), strict=True)
    return ["ERROR" if error else value for value, error in pairs]


E, N = "ERROR", None
EXACT = [
    ({"$mod": ["$u", 3]}, [0, 2, 1, 0, 1, 0, N]),
    ({"$mod": ["$d", 3]}, [0, 2, 1, 0, 1, 0, N]),
    ({"$bitAnd": ["$d", 3]}, [E, E, 3, 1, 3, 0, N]),
    ({"$mod": ["$i", -1]}, [0, 0, 0, 0, 0, 0, N]),
    ({"$mod": ["$i", "$n"]}, [0, 2**31 - 1, 0, 0, E, 0, N]),
    ({"$mod": ["$u", "$i"]}, [2**63 - 1, 1, 2**63 - 1 - 1023 * (2**53 + 1), 0, 0, E, N]),
    ({"$bitAnd": ["$u", 3]}, [E, E, 3, 1, 3, 0, N]),
    ({"$toLong": "$u"}, [E, E, 2**63 - 1, 2**53 + 1, 7, 0, N]),
    ({"$floor": "$u"}, UNSIGNED),
    ({"$ifNull": ["$u", "$i"]}, UNSIGNED),
    ({"$ifNull": ["$u", -1]}, [*UNSIGNED[:-1], -1]),
    ({"$max": "$ul"}, [2**64 - 1, 2**64 - 1, N, N, 0, 7, N]),
    ({"$eq": ["$u", "$i"]}, [False, False, False, True, False, True, True]),
    ({"$gt": ["$u", "$i"]}, [True, True, True, False, True, False, False]),
    ({"$multiply": ["$n", "$n", "$n"]}, [1, -(2.0**93), 27, -1, 0, 125, N]),
    ({"$multiply": ["$n", "$n"]}, [1, 2**62, 9, 1, 0, 25, N]),
    ({"$round": ["$x", "$u"]}, [E, E, E, E, 1e300, 3.0, N]),
    ({"$toString": "$u"}, [N if value is None else str(value) for value in UNSIGNED]),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), EXACT)
def test_answers_are_exact_or_errors_of_a_row(expression: Any, expected: list[Any]) -> None:
    assert answers(expression) == expected


CONDITIONS = [
    ("u == 18446744073709551615", [0]),
    ("u > 18446744073709551614", [0]),
    ("u == 9223372036854775808", [1]),
    ("u in [9223372036854775808, 9007199254740992]", [1]),
    ("i == -9223372036854775808", [0]),
    ("i > -9223372036854775808", [1, 2, 3, 4, 5]),
    ("i >= 18446744073709551615", []),
    ("u < 99999999999999999999999", [0, 1, 2, 3, 4, 5]),
    ("u > i", [0, 1, 2, 4]),
    ("i in il", [0, 1, 6]),
]


@pytest.mark.parametrize(("text", "rows"), CONDITIONS)
def test_whole_numbers_are_compared_by_every_digit(text: str, rows: list[int]) -> None:
    assert matching(ENGINE, text) == rows


def matching(engine: DuckEngine, text: str) -> list[int]:
    ids = engine.order(Query().filter(text))
    return [int(i) for i in ids.slice(0, len(ids))]


def test_a_row_with_too_large_a_number_is_named() -> None:
    error = ENGINE.first_error(Query().filter({"$gt": [{"$bitAnd": ["$u", 3]}, 0]}))
    assert error is not None
    assert error.message.startswith("18446744073709551615 where a whole number is needed in row 0")


def test_unsigned_columns_sort_group_and_sum_up() -> None:
    order = ENGINE.order(Query().sort("-u"))
    assert [int(i) for i in order.slice(0, len(order))] == [0, 1, 2, 3, 4, 5, 6]
    groups = ENGINE.groups(Query().group_by({"$mod": ["$u", 3]}), 0, 10)
    assert sorted(group["rows"] for group in groups["groups"]) == [1, 1, 2, 3]
    found = ENGINE.aggregate(Query().agg(low=("min", "u"), high=("max", "u"), n=("distinct", "u")))
    assert found.to_pylist() == [{"low": 0, "high": 2**64 - 1, "n": 6}]


def test_rows_of_a_result_hold_whole_numbers_as_ints() -> None:
    table = wandb.Table(dataframe=pd.DataFrame({"u": np.array([2**64 - 1, 7], dtype=np.uint64)}))
    rows = table.query().derive(part="u % 4", some="if(u > 9, u, -1)", all="['$u', -1]").rows()
    assert rows == [
        {"u": 2**64 - 1, "part": 3, "some": 2**64 - 1, "all": [2**64 - 1, -1]},
        {"u": 7, "part": 3, "some": -1, "all": [7, -1]},
    ]
    assert [type(row["some"]) for row in rows] == [int, int]


def test_the_rows_of_a_group_are_found_by_every_digit_of_its_key() -> None:
    numbers = [2**62 + 1, 2**62 + 2, 2**62 + 1, 7]
    engine = DuckEngine(pa.table({"i": numbers, "o": [{"a": k, "b": None} for k in numbers]}))
    for name in ("i", "o"):
        query = Query().group_by(name)
        keys = [group["key"] for group in engine.groups(query, 0, 9)["groups"]]
        rows = [engine.group_page(query, key, 0, 9).column("i").to_pylist() for key in keys]
        assert sorted(map(len, rows)) == [1, 1, 2]
        assert all(len(set(found)) == 1 for found in rows)
    # A browser has no such number; it gets the words that cells of mixed kind have for it.
    assert {"$numberLong": str(2**62 + 2)} in [
        group["key"][0] for group in engine.groups(Query().group_by("i"), 0, 9)["groups"]
    ]


def test_keys_of_several_tables_never_meet_by_overflow() -> None:
    left = pa.table({"id": pa.array([2**64 - 1, 5], pa.uint64())})
    right = pa.table({"id": pa.array([-1, 5], pa.int64()), "v": ["minus one", "five"]})
    found = Query().bind(DuckEngine(left)).join(Query().bind(DuckEngine(right)), on="id", how="inner")
    (row,) = found.to_arrow().to_pylist()
    assert "five" in row.values()


B = 2**53
MIXED: list[Any] = [
    B + 1, B, float(B), B + 2, -B - 1, -B, 2**63, 2**64 - 1, -(2**63), 10**25, 10**25 + 1, "a", None,
    [B + 1], [B], {"k": B + 1}, {"k": B}, 5, 2.5,
]  # fmt: skip
SPLIT_ROWS = pa.table(
    {
        "v": split_array(MIXED),
        "i": pa.array([B] * len(MIXED), pa.int64()),
        "u": pa.array([2**63] * len(MIXED), pa.uint64()),
        "x": [float(B)] * len(MIXED),
    }
)
SPLIT = DuckEngine(SPLIT_ROWS)

AMONG_MIXED = [
    (f"v == {B + 1}", [0]),
    (f"v == {B}", [1, 2]),
    (f"v > {B}", [0, 3, 6, 7, 9, 10]),
    (f"v >= {B + 1}", [0, 3, 6, 7, 9, 10]),
    (f"v < {B + 1}", [1, 2, 4, 5, 8, 17, 18]),
    (f"v != {B + 1} and v is a number", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 18]),
    (f"v in [{B + 1}, 5]", [0, 17]),
    (f"v == -{B + 1}", [4]),
    ("v == 18446744073709551615", [7]),
    ("v == -9223372036854775808", [8]),
    ("v == i", [1, 2]),
    ("v > i", [0, 3, 6, 7, 9, 10]),
    ("v == x", [1, 2]),
    ("v == u", [6]),
    ("v > 3 and v < 100", [17]),
    (f"v.k == {B + 1}", [15]),
    (f"{{$eq: ['$v', {B + 1}]}}", [0]),
    (f"{{$lte: ['$v', -{B + 1}]}}", [4, 8, 12]),
    (f"{{$gt: ['$v', {2**63}]}}", [7, 9, 10, 11, 13, 14, 15, 16]),
    (f"{{$eq: ['$v', [{B + 1}]]}}", [13]),
    (f"{{$eq: ['$v', {{k: {B + 1}}}]}}", [15]),
    ("{$eq: ['$v', '$i']}", [1, 2]),
    ("{$eq: ['$v', '$u']}", [6]),
    (f"{{$in: ['$v', [{B + 1}, '$u', 'a']]}}", [0, 6, 11]),
]


@pytest.mark.parametrize(("text", "rows"), AMONG_MIXED)
def test_mixed_values_are_compared_by_every_digit(text: str, rows: list[int]) -> None:
    assert matching(SPLIT, text) == rows


def test_mixed_values_are_sorted_and_grouped_by_every_digit() -> None:
    up = [12, 8, 4, 5, 18, 17, 1, 2, 0, 3, 6, 7, 9, 10, 11]
    order = SPLIT.order(Query().sort("v"))
    assert [int(i) for i in order.slice(0, len(order))][: len(up)] == up
    down = SPLIT.order(Query().sort("-v"))
    back = [int(i) for i in down.slice(0, len(down))]
    assert back[-len(up) :] == [11, 10, 9, 7, 6, 3, 0, 1, 2, 17, 18, 5, 4, 8, 12]
    assert SPLIT.groups(Query().group_by("v"), 0, 100)["group_count"] == len(MIXED) - 1


@pytest.mark.spark
def test_spark_compares_whole_numbers_by_every_digit(spark: SparkSession) -> None:
    from dsviz_widget.query.engines.spark import SparkEngine

    engine = SparkEngine(ROWS.select(["u", "i", "n"]), spark)
    texts = [text for text, _ in CONDITIONS if "il" not in text and "9999" not in text]
    known = dict(CONDITIONS)
    for text, found in zip(texts, engine.evaluate_all(texts), strict=True):
        assert [row for row, value in enumerate(found["value"].to_pylist()) if value] == known[text], text
    (remainder, bits) = engine.evaluate_all([{"$mod": ["$i", -1]}, {"$bitAnd": ["$u", 3]}])
    assert remainder["value"].to_pylist() == [0, 0, 0, 0, 0, 0, None]
    assert bits["error"].to_pylist() == [True, True, False, False, False, False, False]
    engine.close()
    mixed = SparkEngine(SPLIT.source.table, spark)
    known = dict(AMONG_MIXED)
    for text, found in zip(known, mixed.evaluate_all(list(known)), strict=True):
        assert [row for row, value in enumerate(found["value"].to_pylist()) if value] == known[text], text
    order = mixed.order(Query().sort("v"))
    up = [12, 8, 4, 5, 18, 17, 1, 2, 0, 3, 6, 7, 9, 10, 11]
    assert [int(i) for i in order.slice(0, len(order))][: len(up)] == up
    mixed.close()
