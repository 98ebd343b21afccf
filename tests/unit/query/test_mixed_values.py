"""Values whose kind differs by row: what the infix form says of them, and what they hold as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from dsviz_widget.query import DuckEngine, Query
from dsviz_widget.types.extended_json import from_json_text, to_json_text
from dsviz_widget.types.split import split_array

NAN = float("nan")
VALUES: list[Any] = [
    None, 5, 2.5, "abc", "5", True, datetime(2021, 6, 1), [1, "b", None, [2]],
    {"a": 1, "when": datetime(2020, 1, 1), "odd": NAN}, NAN, [{"a": 3}, 7, {"a": None}], {},
]  # fmt: skip

TABLE = pa.table({"v": split_array(VALUES), "n": list(range(len(VALUES)))})


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine(TABLE)


def matching(engine: DuckEngine, text: str) -> list[int]:
    ids = engine.order(Query().filter(text))
    return [int(i) for i in ids.slice(0, len(ids))]


def plain(value: Any) -> Any:
    """Return a value of an answer as Python has it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict) and "__kind" in value:
        if value["__kind"] in (3, 4):
            return from_json_text(value["__other"])
        return next(
            value[part] for part in ("__num", "__text", "__bool", "__date") if value[part] is not None
        )
    return value


def answers(engine: DuckEngine, text: str) -> list[Any]:
    answer = engine.evaluate(text)
    return [
        "ERROR" if error else plain(value)
        for value, error in zip(answer["value"].to_pylist(), answer["error"].to_pylist(), strict=True)
    ]


INFIX = [
    ("v > 3", [1]),
    ("v < 3", [2]),
    ("v == 'abc'", [3]),
    ("v != 5", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ("not v == 5", [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ("v == true", [5]),
    ("v is null", [0]),
    ("v is a number", [1, 2, 9]),
    ("v is a list", [7, 10]),
    ("v is an object", [8, 11]),
    ("v in [5, 'abc', true]", [1, 3, 5]),
    ("v in [null]", [0]),
    ("v contains 'b'", [3]),
    ("v startswith 'a'", [3]),
    ("v == n", []),
    ("v.a == 1", [8]),
    ("v >= '5'", [3, 4]),
    ("v == v", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    ("v > v", []),
    ("if(v is a number, v, 0) > 2", [1, 2]),
]


@pytest.mark.parametrize(("text", "rows"), INFIX)
def test_an_infix_condition_looks_at_values_of_its_own_kind(
    engine: DuckEngine, text: str, rows: list[int]
) -> None:
    assert matching(engine, text) == rows


def test_mongo_conditions_go_by_the_rank_of_kinds(engine: DuckEngine) -> None:
    assert matching(engine, "{$gt: ['$v', 3]}") == [1, 3, 4, 5, 6, 7, 8, 10, 11]
    assert matching(engine, "{$lte: ['$v', 'abc']}") == [0, 1, 2, 3, 4, 9]
    assert matching(engine, "{$lt: ['$v', null]}") == []
    assert matching(engine, "{$gte: ['$v', [1]]}") == [5, 6, 7, 10]
    assert matching(engine, "{$eq: ['$v', [1, 'b', null, [2]]]}") == [7]
    assert matching(engine, "'$v'") == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]


def test_a_path_looks_into_objects_and_into_those_of_a_list(engine: DuckEngine) -> None:
    found = answers(engine, "'$v.a'")
    assert found == [None, None, None, None, None, None, None, [], 1, None, [3, None], None]
    assert answers(engine, "'$v.when'")[8] == datetime(2020, 1, 1)
    assert answers(engine, "{$eq: ['$v.odd', NaN]}")[8] is True


def test_lists_and_objects_in_json_are_lists_and_objects(engine: DuckEngine) -> None:
    assert answers(engine, "{$size: '$v'}")[6:8] == ["ERROR", 4]
    assert answers(engine, "{$arrayElemAt: [{$cond: [{$isArray: '$v'}, '$v', []]}, 1]}")[7] == "b"
    assert answers(engine, "{$first: {$ifNull: ['$v', [0]]}}")[:2] == [0, "ERROR"]
    one = "{$cond: [{$eq: [{$type: '$v'}, 'object']}, '$v', {}]}"
    keys = f"{{$map: {{input: {{$objectToArray: {one}}}, in: '$$this.k'}}}}"
    assert sorted(answers(engine, keys)[8]) == ["a", "odd", "when"]
    assert answers(engine, keys)[11] == []


def test_what_becomes_json_reads_back_as_it_was(engine: DuckEngine) -> None:
    row = {
        "a": [1, None, "x"],
        "when": datetime(2020, 1, 1, 0, 0, 0, 250),
        "inf": float("inf"),
        "o": {"b": True},
    }
    found = answers(engine, f"{{$cond: [true, {{$literal: {as_mongo(row)}}}, 1]}}")[0]
    assert from_json_text(to_json_text(found)) == from_json_text(to_json_text(row))


def as_mongo(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_mongo(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_mongo, value))}]"
    if isinstance(value, datetime):
        return f"ISODate('{value.isoformat()}')"
    words = {None: "null", True: "true", float("inf"): "Infinity"}
    return words.get(value) or repr(value)


def test_branches_of_different_kinds_give_a_mixed_value(engine: DuckEngine) -> None:
    cases = "[{case: {$lt: ['$n', 1]}, then: 'low'}, {case: {$lt: ['$n', 2]}, then: [1]}]"
    text = f"{{$switch: {{branches: {cases}, default: '$n'}}}}"
    assert answers(engine, text)[:4] == ["low", [1], 2, 3]
    assert matching(engine, f"{{$eq: [{text}, 'low']}}") == [0]
    assert matching(engine, f"{{$gt: [{text}, 9]}}") == [0, 1, 10, 11]


def test_whole_numbers_beyond_doubles_keep_their_digits() -> None:
    engine = DuckEngine(pa.table({"n": pa.array([2**60 + 1, 3, None], pa.int64())}))
    value = engine.evaluate("{$ifNull: ['$n', 'none']}")["value"].to_pylist()
    assert value[0]["__other"] == str(2**60 + 1)
    assert value[1]["__other"] is None
    assert value[2]["__text"] == "none"


def test_whole_numbers_stay_whole_inside_a_list() -> None:
    engine = DuckEngine(pa.table({"n": pa.array([2**60 + 1, 3, None], pa.int64()), "x": [0.5, 2.0, NAN]}))
    text = "{$cond: [true, ['$n', '$x', 'a'], 5]}"
    found = engine.evaluate(text)["value"].to_pylist()
    assert [value["__other"] for value in found] == [
        f'[{2**60 + 1},0.5,"a"]', '[3,2,"a"]', '[null,{"$numberDouble":"NaN"},"a"]',
    ]  # fmt: skip
