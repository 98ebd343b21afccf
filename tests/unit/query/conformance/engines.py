"""The engines that the conformance table is run on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import DuckEngine
from tests.unit.query.conformance.case import ERROR, Case
from tests.unit.query.conformance.reference import from_arrow
from tests.unit.query.conformance.tables import TABLES


class Answering(Protocol):
    """An engine under test."""

    exceptions: Mapping[str, str]
    """Name of a case that it answers otherwise -> the reason."""

    def answers(self, case: Case) -> list[Any]:
        """Return one answer for each row, `ERROR` where the engine says so.

        An engine that is slow to start a question answers all cases of a table at the first one.

        Raises
        ------
        QueryError
            If the expression is refused before a row is read.
        """


def read_answers(table: pa.Table) -> list[Any]:
    """Return the answers that a table of `evaluate` holds."""
    values = from_arrow(table["value"])
    errors = table["error"].to_pylist()
    assert all(value is None for value, error in zip(values, errors, strict=True) if error)
    return [ERROR if error else value for value, error in zip(values, errors, strict=True)]


def text_of(case: Case) -> Any:
    """Return what an engine is asked: a path that stands alone is quoted, as in MongoDB's form."""
    alone = isinstance(case.expression, str) and case.tree is None
    return json.dumps(case.expression) if alone else case.expression


class DuckAnswers:
    """DuckDB, in this process."""

    exceptions: Mapping[str, str] = {}

    def __init__(self) -> None:
        self._engine = cache(lambda name: DuckEngine(TABLES[name]))

    def answers(self, case: Case) -> list[Any]:
        """Return one answer for each row."""
        return read_answers(self._engine(case.table).evaluate(text_of(case)))


ENGINES: dict[str, Callable[[], Answering]] = {"duckdb": DuckAnswers}
"""Name -> what starts the engine; it is started once."""


def is_refusal(error: QueryError, case: Case) -> bool:
    """Tell whether an error before a row is read is what the answers of a case allow.

    What stops MongoDB on every row that is not empty may be refused at once.
    """
    allowed = all(answer is ERROR or answer is None for answer in case.answers)
    return allowed and ERROR in case.answers and error.kind in ("type", "value")
