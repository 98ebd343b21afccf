"""Whatever arguments an operator accepts, an engine can compute it, and no value stands beside an error."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine
from dsviz_widget.query.operators import OPERATORS
from tests.unit.query.conformance.tables import split

DAY = datetime.datetime
BOX = pa.struct([("c", pa.int32()), ("n", pa.list_(pa.int64()))])
TABLE = pa.table(
    {
        "i": pa.array([None, 1, -5, 2**62], pa.int64()),
        "u": pa.array([None, 1, 200, 0], pa.uint8()),
        "x": pa.array([None, float("nan"), float("inf"), -2.5], pa.float64()),
        "h": pa.array([None, 1.5, -1, 0], pa.float32()),
        "dec": pa.array([None, Decimal("1.50"), Decimal("-3"), Decimal("0")], pa.decimal128(10, 2)),
        "s": pa.array(["a é🚀", "", None, " 2021-01-01 "]),
        "k": pa.array(["a", "b", None, "a"]).dictionary_encode(),
        "d": pa.array([None, DAY(2020, 2, 29, 1, 2, 3, 456789), DAY(1001, 1, 1), DAY(2400, 12, 31)]),
        "z": pa.array([None, DAY(2020, 2, 29), DAY(1969, 1, 1), DAY(2021, 6, 1)], pa.timestamp("us", "UTC")),
        "d32": pa.array([None, datetime.date(2020, 1, 1), None, datetime.date(2021, 1, 1)]),
        "b": pa.array([None, True, False, True]),
        "e": pa.array([None] * 4),
        "v": split([None, 5, "abc", DAY(2021, 6, 1)]),
        "w": split([[1], {"a": 1}, True, 2.5]),
        "l": pa.array([None, [], [1.5, None], [2]], pa.list_(pa.float64())),
        "ls": pa.array([None, [], ["a", None], ["b"]]),
        "o": pa.array([None, {"k": 1, "t": "x"}, {"k": None, "t": None}, {"k": 3, "t": "z"}]),
        "m": pa.array([None, [], [("a", 1)], [("b", 2)]], pa.map_(pa.string(), pa.int64())),
        "bin": pa.array([None, b"", b"abc", b"\xff"]),
        "boxes": pa.array([None, [], [{"c": 1, "n": [1, 2]}, None], [{"c": None, "n": None}]], pa.list_(BOX)),
    }
)
COLUMNS = ["$" + name for name in TABLE.column_names]
LITERALS: list[Any] = [
    None, 0, 1, -1, 2, 1.5, -0.5, 3_000_000_000, "", "a", "2021-01-01", True, False, DAY(2021, 1, 1), [],
    [1, 2], ["a", 1, None], float("nan"), float("inf"), 1e300,
]  # fmt: skip
KNOWN: dict[str, list[Any]] = {
    "unit": ["day", "week", "hour", "month", "year", "millisecond", None],
    "timezone": ["Europe/Berlin", "+05:30", None],
    "startOfWeek": ["mon", "friday"],
    "regex": ["a", "(a)(b)?", "\\w*", None],
    "options": ["i", "x", None],
    "format": ["%Y-%m-%d", "%G %V %u%z", "%d/%m/%Y %H:%M:%S.%L%%", None],
    "as": ["q"],
    "p": [[0.5, 0.9], [0]],
    "inputs": [["$l", "$ls"], ["$ls"]],
    "iso8601": [True, False],
    "method": ["approximate"],
    "to": ["int", "string", "date", "bool", "double", "long", "decimal"],
    "binSize": [1, 5, "$i"],
    "sortBy": [1, -1, {"c": 1}],
    "vars": [{"q": "$i"}, {"q": "$v"}],
    "branches": [[{"case": "$b", "then": "$i"}], [{"case": "$x", "then": "$v"}]],
    "in": ["$$q", "$$this", "$x"],
    "cond": ["$$q", "$$this", "$b"],
}


def argument(chance: random.Random, depth: int) -> Any:
    if depth and chance.random() < 0.4:
        return call(chance, chance.choice([name for name in OPERATORS if name.startswith("$")]), depth - 1)
    return chance.choice(COLUMNS) if chance.random() < 0.7 else chance.choice(LITERALS)


def call(chance: random.Random, name: str, depth: int) -> Any:
    operator = OPERATORS[name]
    fewest, most = operator.arity
    if operator.names and (most == 0 or chance.random() < 0.4):
        given = {
            key: chance.choice(KNOWN[key]) if key in KNOWN else argument(chance, depth)
            for position, key in enumerate(operator.names)
            if position < operator.required or chance.random() < 0.4
        }
        return {name: given}
    count = chance.randint(fewest, most if most is not None else fewest + 3)
    return {name: [argument(chance, depth) for _ in range(count)]}


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine(TABLE)


@pytest.mark.parametrize("name", sorted(name for name in OPERATORS if name.startswith("$")))
def test_what_is_accepted_is_computed(engine: DuckEngine, name: str) -> None:
    chance = random.Random(name)
    computed = 0
    for _ in range(200):
        expression = call(chance, name, chance.choice([0, 0, 1, 2]))
        try:
            found = engine.evaluate(expression)
        except QueryError as error:
            if error.__cause__ is not None:
                raise
            continue
        pairs = zip(found["value"], found["error"].to_pylist(), strict=True)
        assert not any(failed and value.is_valid for value, failed in pairs), expression
        computed += 1
        if computed == 5:
            return
    assert computed
