"""``$*``: conditions on any of several compared tables, beside what they stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, Query, Schema, complete, is_mongo, translate

TABLES = [
    pa.table(
        {
            "id": [1, 2, 3, 4],
            "iou": [0.1, 0.6, None, 0.9],
            "label": ["a", "b", None, "d"],
            "only": [1, 2, 3, 4],
            "boxes": [[{"n": 1}], [], None, [{"n": 5}]],
        }
    ),
    pa.table(
        {
            "id": [2, 3, 4, 5],
            "iou": [0.3, 0.7, float("nan"), 0.4],
            "label": ["b", "x", "d", "e"],
            "boxes": [[{"n": 7}], [{"n": 1}], [], []],
        }
    ),
    pa.table({"id": [1, 6], "iou": [0.95, None], "label": ["a", "f"], "boxes": [[], None]}),
]


def compared(count: int = 2) -> Query:
    first, *others = (Query().bind(DuckEngine(table)) for table in TABLES[:count])
    return first.compare(*others, on="id")


def ids(query: Query) -> list[int]:
    return [row["id"] for row in query.rows()]


EXAMPLES = [
    ("$*.iou < 0.5", [1, 2, 5]),
    ("{$lt: ['$*.iou', 0.5]}", [1, 2, 3, 4, 5]),
    ("not ($*.iou < 0.5)", [2, 3, 4]),
    ("$*.iou > 0.5 and $*.label == 'b'", [2]),
    ("$*.iou > 0.5 and $1.label == 'b'", [2]),
    ("$*.iou is null", [3]),
    ("$*.label != $0.label", []),
    ("$*.only > 2", [3, 4]),
    ("any($*.boxes, n > 4)", [2, 4]),
    ("{$gt: [{$size: {$ifNull: ['$*.boxes', []]}}, 0]}", [1, 2, 3, 4]),
    ("$*.present and $*.iou is nan", [4]),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_a_row_is_kept_where_one_table_that_has_it_fits(text: str, expected: list[int]) -> None:
    assert ids(compared().filter(text)) == expected


def test_the_other_way_round_needs_all_tables() -> None:
    query = compared().filter("$*.iou < 0.5", negated=True)
    assert ids(query) == [3, 4]


def test_a_clause_may_be_on_three_tables() -> None:
    assert ids(compared(3).filter("$*.iou > 0.9")) == [1]
    assert ids(compared(3).filter("{$eq: ['$*.iou', null]}")) == [3, 6]


def test_a_table_by_itself_is_any() -> None:
    query = Query().bind(DuckEngine(TABLES[0]))
    assert ids(query.filter("$*.iou > 0.5")) == ids(query.filter("iou > 0.5")) == [2, 4]
    assert query.filter("$*.iou > 0.5").sort("$*.iou").count() == 2


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES])
def test_the_two_forms_say_the_same(text: str) -> None:
    query = compared()
    found = translate(text, query.schema, "infix" if is_mongo(text) else "mongo", condition=True)
    assert found.text is not None, found.note
    assert "$*." in found.text
    assert ids(query.filter(found.text)) == ids(query.filter(text))


def test_a_condition_may_be_a_column_and_a_group() -> None:
    query = compared().derive(low="$*.iou < 0.5")
    assert [row["low"] for row in query.rows()] == [True, True, False, False, True]
    assert query.group_by("$*.iou < 0.5", agg={"n": "count"}).sort("n").rows()[0]["n"] == 2


@pytest.mark.parametrize("ask", [
    lambda query: query.sort("$*.iou").rows(),
    lambda query: query.derive(twice="$*.iou * 2").rows(),
    lambda query: query.agg(mean="mean($*.iou)").rows(),
    lambda query: query.filter("$*.iou").rows(),
    lambda query: query.filter("'$*.iou'").rows(),
])  # fmt: skip
def test_any_table_has_no_single_value(ask: Any) -> None:
    with pytest.raises(
        QueryError, match=r"\$\*\.iou is that column of every table, which is no single value"
    ):
        ask(compared())


def test_a_wrong_name_is_told_with_its_place() -> None:
    text = "$*.iuo > 1"
    with pytest.raises(UnknownColumn, match="'iuo'") as caught:
        compared().filter(text).count()
    assert text[caught.value.start : caught.value.end] == "iuo"
    assert caught.value.replacement == "iou"


def named(*labels: str) -> Schema:
    return replace(compared().schema, labels=labels)


def test_messages_call_a_table_as_its_user_does() -> None:
    schema = named("v0", "v1")
    with pytest.raises(UnknownColumn, match=r"v1 has no column 'only'\.") as caught:
        translate("$1.only > 1", schema, "mongo")
    assert caught.value.start == 3
    with pytest.raises(UnknownColumn, match=r"v0 has no column 'iuo'\."):
        translate("$0.iuo > 1", schema, "mongo")


def test_that_a_table_lacks_the_column_is_a_warning() -> None:
    query = compared().filter("$*.only > 2")
    assert isinstance(query.engine, DuckEngine)
    (warning,) = query.engine.warnings(query)
    assert "no column 'only'" in warning["message"]


def test_tables_are_offered_by_name() -> None:
    schema = named("v0", "v1")
    offers = {item.insert: item.detail for item in complete("$", 1, schema)}
    assert offers == {"$0.": "v0", "$1.": "v1", "$*.": "any table that has the row"}
    assert [item.insert for item in complete("$*.i", 4, schema)] == ["id", "iou"]
    assert [item.insert for item in complete("$*.boxes.", 9, schema)] == ["n"]
    assert "$1.iou" in [item.insert for item in complete("iou", 3, schema)]
    mongo = "{$gt: ['$"
    assert [item.insert for item in complete(mongo, len(mongo), schema)][:3] == ["$0.", "$1.", "$*."]
    mongo = "{$gt: ['$*.io"
    assert [item.insert for item in complete(mongo, len(mongo), schema)] == ["$*.iou'"]


values = st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 1.0, float("nan"), float("inf")]))
sides = st.lists(st.tuples(st.integers(0, 5), values), max_size=6, unique_by=lambda row: row[0])


@given(
    st.lists(sides, min_size=2, max_size=4),
    st.sampled_from(["<", "<=", ">", "==", "!="]),
    st.sampled_from([0.25, 0.5, float("nan")]),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_any_is_the_same_clause_of_each_table(
    tables: list[list[tuple[int, float | None]]], symbol: str, limit: float, mongo: bool
) -> None:
    made = [
        pa.table(
            {
                "id": pa.array([row[0] for row in rows], pa.int64()),
                "x": pa.array([row[1] for row in rows], pa.float64()),
            }
        )
        for rows in tables
    ]
    first, *others = (Query().bind(DuckEngine(table)) for table in made)
    query = first.compare(*others, on="id")
    operator = {"<": "$lt", "<=": "$lte", ">": "$gt", "==": "$eq", "!=": "$ne"}[symbol]
    number = "NaN" if np.isnan(limit) else repr(limit)

    def clause(table: str) -> str:
        if mongo:
            return f"{{{operator}: ['${table}.x', {number}]}}"
        return f"${table}.x {symbol} {number.lower()}"

    found = set(ids(query.filter(clause("*"))))
    expected: set[int] = set()
    for number_of, _ in enumerate(tables):
        expected |= set(ids(query.filter(f"${number_of}.present").filter(clause(str(number_of)))))
    assert found == expected
