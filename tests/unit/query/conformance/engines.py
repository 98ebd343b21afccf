"""Asking an engine for the answers of a case, and reading them."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from dsviz_widget.errors import QueryError
from tests.unit.query.conformance.case import ERROR, Case
from tests.unit.query.conformance.reference import from_arrow


def text_of(case: Case) -> Any:
    """Return what an engine is asked: a path that stands alone is quoted, as in MongoDB's form."""
    alone = isinstance(case.expression, str) and case.tree is None
    return json.dumps(case.expression) if alone else case.expression


def read_answers(table: pa.Table) -> list[Any]:
    """Return the answers that a table of `evaluate` holds, `ERROR` where it says so."""
    values = from_arrow(table["value"])
    errors = table["error"].to_pylist()
    assert all(value is None for value, error in zip(values, errors, strict=True) if error)
    return [ERROR if error else value for value, error in zip(values, errors, strict=True)]


def is_refusal(error: QueryError, case: Case) -> bool:
    """Tell whether an error before a row is read is what the answers of a case allow.

    What stops MongoDB on every row that is not empty may be refused at once.
    """
    allowed = all(answer is ERROR or answer is None for answer in case.answers)
    return allowed and ERROR in case.answers and error.kind in ("type", "value")
