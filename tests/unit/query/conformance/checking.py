"""Comparing answers with a case."""

from __future__ import annotations

from typing import Any

from tests.unit.query.conformance.case import ERROR, Case
from tests.unit.query.conformance.reference import Raises, agree, evaluate, ordering


def same(found: Any, wanted: Any, *, unordered: bool = False) -> bool:
    """Tell whether two answers are the same, errors included."""
    if found is ERROR or wanted is ERROR:
        return found is wanted
    if unordered and isinstance(found, list) and isinstance(wanted, list):
        found, wanted = sorted(found, key=ordering), sorted(wanted, key=ordering)
    return agree(found, wanted)


def check(found: list[Any], case: Case) -> None:
    """Compare the answers for all rows with those of a case."""
    wanted = list(case.answers)
    assert len(found) == len(wanted)
    pairs = enumerate(zip(found, wanted, strict=True))
    wrong = [i for i, (answer, right) in pairs if not same(answer, right, unordered=case.unordered)]
    assert not wrong, f"rows {wrong}: found {found}, wanted {wanted}"


def reference_answer(expression: Any, row: dict[str, Any]) -> Any:
    """Return the answer of the reference for a row, or `ERROR`."""
    try:
        return evaluate(expression, row)
    except Raises:
        return ERROR
