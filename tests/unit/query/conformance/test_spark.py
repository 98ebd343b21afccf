"""Spark against the same answers as every engine; all expressions on a table go into few jobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Schema, read_expression
from dsviz_widget.query.language.parse import write_value
from tests.unit.query.conformance.case import Case
from tests.unit.query.conformance.checking import check, reference_answer, same
from tests.unit.query.conformance.engines import is_refusal, read_answers, text_of
from tests.unit.query.conformance.expressions import TABLE, expressions
from tests.unit.query.conformance.reference import rows_of
from tests.unit.query.conformance.table import CASES
from tests.unit.query.conformance.tables import TABLES
from tests.unit.query.conformance.test_differential import KINDS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from dsviz_widget.query.engines.spark import SparkEngine

pytestmark = pytest.mark.spark

EXCEPTIONS: Mapping[str, str] = {
    "regex: texts: {$regexFindAll: {input: '$s', regex: '(a)(z)?'}}": (
        "Spark's regexp_extract_all answers '' for a group that took no part in the match"
    ),
}
"""Name of a case that Spark answers otherwise -> the reason."""

BATCH = 60
"""Expressions per job: a job has its price, and so has planning a long one."""

BY_TABLE: dict[str, list[Case]] = defaultdict(list)
for _case in CASES:
    BY_TABLE[_case.table].append(_case)


def without_zone(arrow: pa.DataType) -> pa.DataType:
    """Return a type with moments as the tables have them; Spark says that they are in UTC."""
    if pa.types.is_timestamp(arrow):
        return pa.timestamp("us")
    if pa.types.is_struct(arrow):
        return pa.struct([pa.field(field.name, without_zone(field.type)) for field in arrow])
    if pa.types.is_list(arrow):
        return pa.list_(without_zone(arrow.value_type))
    if pa.types.is_map(arrow):
        return pa.map_(arrow.key_type, without_zone(arrow.item_type))
    return arrow


def answers_of(table: pa.Table) -> list[Any]:
    schema = pa.schema([pa.field(field.name, without_zone(field.type)) for field in table.schema])
    return read_answers(table.cast(schema))


def ask(engine: SparkEngine, texts: Sequence[Any]) -> list[pa.Table | QueryError]:
    """Return what `evaluate` says of each, in one job, or in more to find which one is refused."""
    try:
        return list(engine.evaluate_all(texts))
    except QueryError as error:
        if len(texts) == 1:
            return [error]
    half = len(texts) // 2
    return [*ask(engine, texts[:half]), *ask(engine, texts[half:])]


def is_read(case: Case) -> bool:
    """Tell whether an expression fits the table: what is refused costs no job."""
    text = text_of(case)
    try:
        read_expression(
            text if isinstance(text, str) else write_value(text), Schema.from_arrow(TABLES[case.table].schema)
        )
    except QueryError as error:
        if not is_refusal(error, case):
            raise
        return False
    return True


def spark_engine(spark: SparkSession, rows: pa.Table) -> SparkEngine:
    from dsviz_widget.query.engines.spark import SparkEngine

    return SparkEngine(rows, spark)


@pytest.mark.parametrize("name", BY_TABLE)
def test_spark_agrees_with_the_manual(spark: SparkSession, name: str) -> None:
    engine = spark_engine(spark, TABLES[name])
    cases = [case for case in BY_TABLE[name] if is_read(case)]
    wrong = []
    for first in range(0, len(cases), BATCH):
        batch = cases[first : first + BATCH]
        for case, found in zip(batch, ask(engine, [text_of(case) for case in batch]), strict=True):
            try:
                if isinstance(found, QueryError):
                    raise AssertionError(str(found.__cause__ or found)[:500])
                check(answers_of(found), case)
            except AssertionError as error:
                if case.name not in EXCEPTIONS:
                    wrong.append(f"{case.name}: {error}")
            else:
                assert case.name not in EXCEPTIONS, f"{case.name} needs no exception any more"
    engine.close()
    assert not wrong, "\n".join(wrong)


def test_exceptions_name_cases_and_give_reasons() -> None:
    names = {case.name for case in CASES}
    assert all(name in names and reason for name, reason in EXCEPTIONS.items())
    assert len(EXCEPTIONS) < len(CASES) / 100


@pytest.fixture(scope="module")
def random_engine(spark: SparkSession) -> Iterator[SparkEngine]:
    engine = spark_engine(spark, TABLE)
    yield engine
    engine.close()


def is_call(expression: Any) -> bool:
    """Tell whether an expression is an operator's; a constant alone is read otherwise."""
    return isinstance(expression, dict) and next(iter(expression), "").startswith("$")


ANY = st.integers(1, 3).flatmap(
    lambda depth: st.sampled_from(KINDS).flatmap(lambda kind: expressions(kind, depth))
)


# To shrink a batch would take a job at every step; the message names the expression.
@settings(max_examples=3, phases=[Phase.generate])
@given(st.lists(ANY.filter(is_call), min_size=30, max_size=40))
def test_spark_agrees_with_the_reference(random_engine: SparkEngine, batch: list[Any]) -> None:
    rows = rows_of(TABLE)
    for expression, found in zip(batch, ask(random_engine, batch), strict=True):
        assert isinstance(found, pa.Table), f"{expression}: {found}"
        wanted = [reference_answer(expression, row) for row in rows]
        pairs = enumerate(zip(answers_of(found), wanted, strict=True))
        wrong = [row for row, pair in pairs if not same(*pair)]
        assert not wrong, f"{expression}: rows {wrong}: found {answers_of(found)}, wanted {wanted}"
