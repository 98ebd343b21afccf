"""All cases in one list."""

from __future__ import annotations

from tests.unit.query.conformance import (
    cases_accumulators,
    cases_arithmetic,
    cases_arrays,
    cases_compare,
    cases_dates,
    cases_infix,
    cases_logic,
    cases_mixed,
    cases_objects,
    cases_regex,
    cases_sets,
    cases_strings,
    cases_trigonometry,
    cases_types,
    cases_variables,
)
from tests.unit.query.conformance.case import Case

CASES: list[Case] = [
    *cases_compare.CASES,
    *cases_logic.CASES,
    *cases_arithmetic.CASES,
    *cases_trigonometry.CASES,
    *cases_accumulators.CASES,
    *cases_arrays.CASES,
    *cases_sets.CASES,
    *cases_strings.CASES,
    *cases_regex.CASES,
    *cases_types.CASES,
    *cases_objects.CASES,
    *cases_dates.CASES,
    *cases_variables.CASES,
    *cases_mixed.CASES,
    *cases_infix.CASES,
]
