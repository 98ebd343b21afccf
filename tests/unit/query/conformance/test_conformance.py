"""DuckDB against answers taken from MongoDB's manual, as values and as filters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine, Query
from tests.unit.query.conformance.case import ERROR, Case
from tests.unit.query.conformance.checking import check
from tests.unit.query.conformance.engines import is_refusal, read_answers, text_of
from tests.unit.query.conformance.reference import is_true
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES

engine = cache(lambda table: DuckEngine(TABLES[table]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_values_agree_with_the_manual(case: Case) -> None:
    try:
        found = read_answers(engine(case.table).evaluate(text_of(case)))
    except QueryError as error:
        if not is_refusal(error, case):
            raise
        return
    check(found, case)


def is_condition(case: Case) -> bool:
    """Tell whether a case is one for a filter: all answers are true, false, null or errors."""
    return all(answer in (ERROR, None) or isinstance(answer, bool) for answer in case.answers)


@pytest.mark.parametrize("case", [*filter(is_condition, CASES)], ids=lambda case: case.name)
def test_filter_keeps_the_rows_whose_answer_is_true(case: Case) -> None:
    sound = [(i, answer) for i, answer in enumerate(case.answers) if answer is not ERROR]
    for negated in (False, True):
        query = Query().filter(text_of(case))
        query = replace(query, filters=tuple(replace(one, negated=negated) for one in query.filters))
        try:
            found = engine(case.table).order(query)
        except QueryError as error:
            if not is_refusal(error, case):
                raise
            return
        # A row on which MongoDB stops is kept neither by a filter nor by its opposite.
        assert list(found.slice(0, len(found))) == [
            i for i, answer in sound if is_true(answer) is not negated
        ]
