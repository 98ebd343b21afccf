"""The file that the browser's evaluator is checked against says what Python says today."""

from __future__ import annotations

from tests.unit.query.conformance.export import FILE, write


def test_the_file_of_cases_is_fresh() -> None:
    assert FILE.read_text() == write(), (
        f"{FILE.name} is stale: run python -m tests.unit.query.conformance.export, then vitest."
    )
