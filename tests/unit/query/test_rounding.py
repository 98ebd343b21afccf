"""Rounding is half to even, and truncation toward zero, on the decimal digits of a number."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.query import DuckEngine

EXACT = Context(prec=400)
ROUNDINGS = {"$round": ROUND_HALF_EVEN, "$trunc": ROUND_DOWN}

TIES = st.builds(lambda whole, place: (whole + 0.5) / 10**place, st.integers(-9999, 9999), st.integers(0, 6))
DECIMALS = st.builds(
    lambda digits, place: digits / 10**place, st.integers(-(10**9), 10**9), st.integers(0, 9)
)
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e25, max_value=1e25), TIES, DECIMALS
)


def wanted(operator: str, number: float, place: int) -> float:
    exact = Decimal(repr(number))
    return float(exact.quantize(Decimal(1).scaleb(-place), ROUNDINGS[operator], context=EXACT))


@pytest.mark.parametrize("operator", ROUNDINGS)
@settings(max_examples=60)
@given(st.lists(NUMBERS, min_size=1, max_size=60), st.integers(-20, 40))
def test_a_written_place(operator: str, numbers: list[float], place: int) -> None:
    engine = DuckEngine(pa.table({"x": pa.array(numbers, pa.float64())}))
    found = engine.evaluate({operator: ["$x", place]})["value"].to_pylist()
    assert found == [wanted(operator, number, place) for number in numbers]


@pytest.mark.parametrize("operator", ROUNDINGS)
@settings(max_examples=40)
@given(st.lists(st.tuples(NUMBERS, st.integers(-20, 40)), min_size=1, max_size=60))
def test_a_place_that_differs_by_row(operator: str, pairs: list[tuple[float, int]]) -> None:
    numbers, places = zip(*pairs, strict=True)
    engine = DuckEngine(pa.table({"x": pa.array(numbers, pa.float64()), "p": pa.array(places, pa.int64())}))
    found = engine.evaluate({operator: ["$x", "$p"]})["value"].to_pylist()
    assert found == [wanted(operator, number, place) for number, place in pairs]


@pytest.mark.parametrize("operator", ROUNDINGS)
@settings(max_examples=40)
@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1), st.integers(-9, 3))
def test_whole_numbers_stay_whole(operator: str, numbers: list[int], place: int) -> None:
    engine = DuckEngine(pa.table({"i": pa.array(numbers, pa.int32())}))
    found = engine.evaluate({operator: ["$i", place]})["value"]
    assert pa.types.is_integer(found.type)
    assert found.to_pylist() == [int(wanted(operator, number, place)) for number in numbers]


@pytest.mark.parametrize("operator", ROUNDINGS)
def test_what_is_no_number_stays(operator: str) -> None:
    table = pa.table({"x": pa.array([math.nan, math.inf, -math.inf, None, 1e300, -0.0, 5e-324])})
    for place in (0, 2, -2, 30):
        found = DuckEngine(table).evaluate({operator: ["$x", place]})["value"].to_pylist()
        assert math.isnan(found[0])
        assert found[1:] == [math.inf, -math.inf, None, 1e300, 0, 0]
