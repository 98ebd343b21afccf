"""Every engine against answers taken from MongoDB's manual."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Query
from tests.unit.query.conformance.case import ERROR, Case
from tests.unit.query.conformance.checking import check
from tests.unit.query.conformance.engines import ENGINES, Answering, is_refusal, text_of
from tests.unit.query.conformance.reference import is_true
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES


@cache
def engine(name: str) -> Answering:
    return ENGINES[name]()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("name", ENGINES)
def test_engine_agrees_with_the_manual(name: str, case: Case) -> None:
    under_test = engine(name)
    if case.name in under_test.exceptions:
        return
    try:
        found = under_test.answers(case)
    except QueryError as error:
        if not is_refusal(error, case):
            raise
        return
    check(found, case)


@pytest.mark.parametrize("name", ENGINES)
def test_exceptions_name_cases_and_give_reasons(name: str) -> None:
    names = {case.name for case in CASES}
    assert all(known in names and reason for known, reason in engine(name).exceptions.items())


def is_condition(case: Case) -> bool:
    """Tell whether a case is one for a filter: all answers are true, false, null or errors."""
    return all(answer in (ERROR, None) or isinstance(answer, bool) for answer in case.answers)


tables = cache(lambda name: DuckEngine(TABLES[name]))


@pytest.mark.parametrize("case", [*filter(is_condition, CASES)], ids=lambda case: case.name)
def test_filter_keeps_the_rows_whose_answer_is_true(case: Case) -> None:
    sound = [(i, answer) for i, answer in enumerate(case.answers) if answer is not ERROR]
    under_test = tables(case.table)
    for negated in (False, True):
        query = Query().filter(text_of(case))
        query = replace(query, filters=tuple(replace(one, negated=negated) for one in query.filters))
        try:
            found = under_test.order(query)
        except QueryError as error:
            if not is_refusal(error, case):
                raise
            return
        # A row on which MongoDB stops is kept neither by a filter nor by its opposite.
        assert list(found.slice(0, len(found))) == [
            i for i, answer in sound if is_true(answer) is not negated
        ]
