"""Tables side by side: which have a row, what keys that occur twice come to, rows by position, stopping."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import Cancelled, QueryError
from dsviz_widget.query import DuckEngine, Inputs, Matching, Query, Task
from dsviz_widget.query.parts import Input

KEYS = st.lists(st.one_of(st.integers(0, 4), st.none()), max_size=8)


def query_of(keys: Sequence[Any], **columns: Any) -> Query:
    row = np.arange(len(keys))
    return Query().bind(DuckEngine(pa.table({"k": pa.array(keys, pa.int64()), "row": row, **columns})))


def rows_of(query: Query, tables: int) -> list[tuple[Any, ...]]:
    return [tuple(row[f"{number}.row"] for number in range(tables)) for row in query.rows()]


def test_a_row_tells_which_tables_have_it() -> None:
    compared = query_of([1, 2, 3]).compare(query_of([3, 1, 9]), on="k")
    assert [row["k"] for row in compared.filter("$0.present and $1.present").rows()] == [1, 3]
    assert [row["k"] for row in compared.filter("$0.present and not $1.present").rows()] == [2]
    assert [row["k"] for row in compared.filter({"$eq": ["$0.present", False]}).rows()] == [9]
    assert compared.to_arrow().column_names == ["k", "0.row", "1.row"]


def test_a_table_keeps_its_own_column_of_that_name() -> None:
    first = query_of([1, 2], present=["yes", "no"])
    compared = first.compare(query_of([1]), on="k")
    assert compared.filter("$0.present = 'no'").count() == 1
    assert compared.filter("$0.present_ and not $1.present").rows()[0]["k"] == 2


@settings(max_examples=30)
@given(st.lists(KEYS, min_size=2, max_size=3))
def test_the_first_row_of_each_key_is_compared_and_the_others_are_counted(tables: list[list[Any]]) -> None:
    first, *others = map(query_of, tables)
    query = first.compare(*others, on="k", duplicates="first")
    kept = [[row for row, key in enumerate(keys) if key is None or key not in keys[:row]] for keys in tables]
    found = rows_of(query, len(tables))
    for number, rows in enumerate(kept):
        assert sorted(row[number] for row in found if row[number] is not None) == rows
    for row in found:
        keys = {tables[number][place] for number, place in enumerate(row) if place is not None}
        assert len(keys) == 1
        assert None not in keys or sum(place is not None for place in row) == 1
    aside = query.engine.paired.aside  # type: ignore[attr-defined]
    assert aside == tuple(len(keys) - len(rows) for keys, rows in zip(tables, kept, strict=True))


@settings(max_examples=30)
@given(KEYS, KEYS)
def test_every_combination_is_an_outer_join(first: list[Any], second: list[Any]) -> None:
    left, right = query_of(first), query_of(second)
    every = left.compare(right, on="k", duplicates="every")
    joined = left.join(right, on="k", how="outer")
    assert rows_of(every, 2) == rows_of(joined, 2)
    assert every.matching() == left.compare(right, on="k").matching()


def test_rows_stand_beside_each_other_by_position() -> None:
    compared = query_of([5, 6, 7]).compare(query_of([8, 9]), query_of([1, 2, 3, 4]), on=None)
    assert rows_of(compared, 3) == [(0, 0, 0), (1, 1, 1), (2, None, 2), (None, None, 3)]
    assert compared.to_arrow().column_names == ["0.k", "0.row", "1.k", "1.row", "2.k", "2.row"]
    assert compared.matching() == Matching(2, 1, (0, 0, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0))
    assert compared.filter("$2.present and not $1.present").count() == 2
    assert compared.filter("$0.k - $1.k < 0").count() == 2


def test_ways_to_compare_survive_json_and_code() -> None:
    tables = [wandb.Table(["k"], [[1], [1]]), wandb.Table(["k"], [[1]])]
    first, second = (table.query() for table in tables)
    for query in (first.compare(second, on="k", duplicates="first"), first.compare(second, on=None)):
        back = Query.from_json(query.to_json())
        assert back == query
        built = eval(query.code("first", "second"), dict(zip(("first", "second"), tables, strict=True)))
        assert built == query
    with pytest.raises(QueryError, match="'pair', 'first' or 'every', not 'last'"):
        first.compare(second, on="k", duplicates="last")  # type: ignore[arg-type]


def inputs_of(count: int) -> tuple[Inputs, list[DuckEngine]]:
    ids = np.arange(count)
    shuffled = np.random.default_rng(0).permutation(ids)
    engines = [DuckEngine(pa.table({"id": [f"image-{i}" for i in found]})) for found in (ids, shuffled)]
    item = Input(None, Query())
    return Inputs((item, item), "compare", (("id", "id"),)), engines


def test_matching_tells_how_far_it_is() -> None:
    inputs, engines = inputs_of(300_000)
    shares: list[float] = []
    made = engines[0].combine(inputs, engines, Task(shares.append))
    assert made.row_count == 300_000
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


def test_matching_can_be_stopped() -> None:
    inputs, engines = inputs_of(1_000_000)
    task = Task()
    stopped = threading.Timer(0.05, task.cancel)
    stopped.start()
    with pytest.raises(Cancelled):
        engines[0].combine(inputs, engines, task)
    stopped.join()
    assert engines[0].combine(inputs, engines).key_matching().in_all == 1_000_000


def test_keys_that_are_never_equal_may_match_nothing() -> None:
    engines = [DuckEngine(pa.table({"id": [1, 2]})), DuckEngine(pa.table({"id": ["1", "2"]}))]
    item = Input(None, Query())
    inputs = Inputs((item, item), "compare", (("id", "id"),))
    with pytest.raises(QueryError, match="never equal"):
        engines[0].combine(inputs, engines)
    made = engines[0].combine(inputs, engines, any_kind=True)
    assert made.row_count == 4
    assert made.key_matching() == Matching(0, 0, (2, 2), (0, 0), (0, 0), (0, 0))


def test_first_rows_are_those_of_pandas() -> None:
    rng = np.random.default_rng(3)
    frames = [pd.DataFrame({"k": rng.integers(0, 300, 500), "v": rng.random(500)}) for _ in range(2)]
    queries = [Query().bind(DuckEngine(pa.Table.from_pandas(frame))) for frame in frames]
    found = queries[0].compare(queries[1], on="k", duplicates="first").to_pandas()
    left, right = (frame.drop_duplicates("k") for frame in frames)
    expected = left.merge(right, on="k", how="outer", suffixes=("0", "1")).set_index("k")
    assert len(found) == len(expected)
    both = found.set_index("k").loc[expected.index]
    np.testing.assert_array_equal(both["0.v"], expected["v0"])
    np.testing.assert_array_equal(both["1.v"], expected["v1"])


WHOLE = st.lists(
    st.one_of(st.integers(0, 12), st.sampled_from([-(2**63), 2**63 - 1, -5, 10**12])), max_size=9, unique=True
)


@settings(max_examples=60)
@given(st.lists(WHOLE, min_size=2, max_size=3))
def test_whole_numbers_are_matched_as_their_texts_are(tables: list[list[int]]) -> None:
    def queries(columns: list[pa.Array]) -> list[Query]:
        tables = (pa.table({"k": keys, "row": range(len(keys))}) for keys in columns)
        return [Query().bind(DuckEngine(table)) for table in tables]

    number, *numbers = queries([pa.array(keys, pa.int64()) for keys in tables])
    text, *texts = queries([pa.array(map(str, keys), pa.string()) for keys in tables])
    by_number, by_text = number.compare(*numbers, on="k"), text.compare(*texts, on="k")
    assert rows_of(by_number, len(tables)) == rows_of(by_text, len(tables))
    assert by_number.matching() == by_text.matching()
    for how in ("inner", "left", "outer"):
        joined = number.join(numbers[0], on="k", how=how)
        assert rows_of(joined, 2) == rows_of(text.join(texts[0], on="k", how=how), 2)
        assert joined.matching() == text.join(texts[0], on="k").matching()
