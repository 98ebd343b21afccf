"""The reference evaluator against answers taken from MongoDB's manual."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.unit.query.conformance.case import Case
from tests.unit.query.conformance.checking import check, reference_answer
from tests.unit.query.conformance.reference import OPERATORS, rows_of
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES

rows = cache(lambda name: rows_of(TABLES[name]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reference_agrees_with_the_manual(case: Case) -> None:
    expression = case.expression if case.tree is None else case.tree
    check([reference_answer(expression, row) for row in rows(case.table)], case)


def test_cases_have_names_of_their_own() -> None:
    names = Counter(case.name for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_operator_has_cases() -> None:
    said = " ".join(case.name for case in CASES)
    missing = [name for name in OPERATORS if name.startswith("$") and f"{{{name}:" not in said]
    assert missing == []
