"""Random expressions: DuckDB and the reference agree on every row, errors included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.query import DuckEngine, Query
from tests.unit.query.conformance.case import ERROR
from tests.unit.query.conformance.checking import reference_answer, same
from tests.unit.query.conformance.engines import read_answers
from tests.unit.query.conformance.expressions import KINDS, TABLE, expressions
from tests.unit.query.conformance.reference import is_true, rows_of

ROWS = rows_of(TABLE)
ENGINE = DuckEngine(TABLE)

of_any_kind = st.tuples(st.sampled_from(KINDS), st.integers(1, 4)).flatmap(lambda drawn: expressions(*drawn))
conditions = st.integers(1, 3).flatmap(lambda depth: expressions("truth", depth))


def asked(expression: Any) -> Any:
    """Return what an engine is asked: a path, a constant or an object alone is no call."""
    is_call = isinstance(expression, dict) and next(iter(expression)).startswith("$")
    return expression if is_call else {"$ifNull": [expression, None]}


@settings(max_examples=600)
@given(of_any_kind)
def test_values_agree_with_the_reference(expression: Any) -> None:
    wanted = [reference_answer(expression, row) for row in ROWS]
    found = read_answers(ENGINE.evaluate(asked(expression)))
    wrong = [i for i, pair in enumerate(zip(found, wanted, strict=True)) if not same(*pair)]
    assert not wrong, f"rows {wrong}: found {found}, wanted {wanted}"


@settings(max_examples=150)
@given(conditions, st.booleans())
def test_filters_agree_with_the_reference(condition: Any, negated: bool) -> None:
    answers = [reference_answer(condition, row) for row in ROWS]
    query = Query().filter(asked(condition))
    query = replace(query, filters=tuple(replace(clause, negated=negated) for clause in query.filters))
    found = ENGINE.order(query)
    wanted = [i for i, answer in enumerate(answers) if answer is not ERROR and is_true(answer) is not negated]
    assert list(found.slice(0, len(found))) == wanted
