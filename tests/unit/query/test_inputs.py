"""Several tables taken together: joined, compared, after each other; beside pandas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, Matching, Query

ROWS = 500


def make_table(seed: int, extra: str) -> pa.Table:
    rng = np.random.default_rng(seed)
    ids = rng.permutation(ROWS)[: ROWS - 100]
    return pa.table(
        {
            "id": pa.array(ids.astype(np.int32 if seed else np.int64)),
            "iou": pa.array(rng.random(len(ids)), mask=rng.random(len(ids)) < 0.05),
            "label": rng.choice(["cat", "dog"], len(ids)),
            extra: [{"n": int(i)} for i in ids],
        }
    )


FIRST, SECOND = make_table(0, "old"), make_table(1, "new")
FRAMES = [FIRST.to_pandas(), SECOND.to_pandas()]


@pytest.fixture(scope="module", params=["memory", "parquet"])
def tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Query]:
    engines = []
    for number, table in enumerate((FIRST, SECOND)):
        if request.param == "memory":
            engines.append(DuckEngine(table))
            continue
        path: Path = tmp_path_factory.mktemp("parquet") / f"{number}.parquet"
        pq.write_table(table, path, row_group_size=90)
        engines.append(DuckEngine(path))
    return [Query().bind(engine) for engine in engines]


def merged(how: str) -> pd.DataFrame:
    first, second = (
        frame.add_prefix(f"{number}.").assign(id=frame.id, row=np.arange(len(frame)))
        for number, frame in enumerate(FRAMES)
    )
    both = first.merge(second, on="id", how=how, suffixes=("0", "1"))
    return both.sort_values(["row0", "row1"], na_position="last")


@pytest.mark.parametrize("how", ["inner", "left", "outer"])
def test_a_join_has_the_rows_of_pandas(tables: list[Query], how: Any) -> None:
    query = tables[0].join(tables[1], on="id", how=how)
    found = query.to_pandas()
    expected = merged(how)
    assert list(found.columns) == ["id", "0.iou", "0.label", "0.old", "1.iou", "1.label", "1.new"]
    assert found.id.tolist() == expected.id.tolist()
    for name in ("0.iou", "1.iou"):
        np.testing.assert_array_equal(found[name], expected[name])
    assert [cell and cell["n"] for cell in found["1.new"]] == [
        None if pd.isna(cell) else cell["n"] for cell in expected["1.new"]
    ]
    assert query.count() == len(expected)


def test_a_comparison_filters_sorts_groups_and_derives(tables: list[Query]) -> None:
    query = tables[0].compare(tables[1], on="id")
    both = merged("outer")
    difference = both["1.iou"] - both["0.iou"]
    assert query.filter("$1.iou - $0.iou > 0.2").count() == int((difference > 0.2).sum())
    assert query.filter({"$gt": ["$1.iou", 0.5]}).count() == int((both["1.iou"] > 0.5).sum())
    top = query.derive(better="$1.iou - $0.iou").sort("-better").select("id", "better").first(5)
    np.testing.assert_allclose([row["better"] for row in top], difference.dropna().sort_values()[::-1][:5])
    groups = query.filter("$0.label is not null").group_by(
        "$0.label", agg={"n": "count", "m": "mean($1.iou)"}
    )
    for row in groups.rows():
        mine = both[both["0.label"] == row["$0.label"]]
        assert (row["n"], row["m"]) == (len(mine), pytest.approx(mine["1.iou"].mean()))
    assert query.filter("$0.id is null").count() == int(both["0.id"].isna().sum())
    assert query.filter("$1.id is null and id >= 0").count() == int(both["1.id"].isna().sum())
    assert query.filter("new.n >= 0").count() == len(FRAMES[1])
    summary = query.engine.summary(query.filter("$0.iou > 0.5"))
    json.dumps(summary, allow_nan=False)
    assert list(summary) == ["id", "0.iou", "0.label", "0.old", "1.iou", "1.label", "1.new"]
    assert summary["0.iou"]["empty_all"] == int(both["0.iou"].isna().sum())
    page = query.engine.page(query.sort("$0.iou"), 30, 20, columns=["0.iou", "1.new"])
    assert page.num_rows == 20


def test_keys_are_counted(tables: list[Query]) -> None:
    ids = [set(frame.id) for frame in FRAMES]
    expected = Matching(
        in_all=len(ids[0] & ids[1]),
        in_some=0,
        only_in=(len(ids[0] - ids[1]), len(ids[1] - ids[0])),
        repeated_keys=(0, 0),
        repeated_rows=(0, 0),
        empty_keys=(0, 0),
    )
    assert tables[0].compare(tables[1], on="id").matching() == expected
    assert tables[0].join(tables[1], on="id").matching() == expected
    with pytest.raises(QueryError, match="Only joined or compared tables"):
        tables[0].matching()


def bound(**columns: Any) -> Query:
    return Query().bind(DuckEngine(pa.table(columns)))


def test_repeated_and_empty_keys_are_counted_and_kept() -> None:
    first = bound(k=["a", "a", "b", None, "c"], x=[1, 2, 3, 4, 5])
    second = bound(k=["a", "a", "a", None, "d"], y=[10, 20, 30, 40, 50])
    third = bound(k=["d", "c", "e"], z=[7, 8, 9])
    compared = first.compare(second, on="k")
    assert [tuple(row.values()) for row in compared.rows()] == [
        ("a", 1, 10), ("a", 2, 20), ("b", 3, None), (None, 4, None), ("c", 5, None),
        ("a", None, 30), (None, None, 40), ("d", None, 50),
    ]  # fmt: skip
    joined = first.join(second, on="k", how="inner")
    assert [tuple(row.values()) for row in joined.rows()] == [
        ("a", 1, 10), ("a", 1, 20), ("a", 1, 30), ("a", 2, 10), ("a", 2, 20), ("a", 2, 30),
    ]  # fmt: skip
    assert compared.matching() == joined.matching() == Matching(1, 0, (2, 1), (1, 1), (2, 3), (1, 1))
    three = first.compare(second, third, on="k")
    assert three.matching() == Matching(0, 3, (1, 0, 1), (1, 1, 0), (2, 3, 0), (1, 1, 0))
    assert [tuple(row.values()) for row in three.filter("$2.z > 0").rows()] == [
        ("c", 5, None, 8), ("d", None, 50, 7), ("e", None, None, 9),
    ]  # fmt: skip


def test_the_key_may_be_several_and_computed_and_differ_by_table() -> None:
    first = bound(name=["A", "b"], split=["x", "y"], v=[1, 2])
    second = bound(file=["a", "B"], split=["x", "z"], v=[10, 20])
    by_two = first.join(second, on=[({"$toLower": "$name"}, {"$toLower": "$file"}), "split"], how="outer")
    assert by_two.to_arrow().column_names[1:] == ["split", "0.name", "0.v", "1.file", "1.v"]
    assert [(row["0.v"], row["1.v"]) for row in by_two.rows()] == [(1, 10), (2, None), (None, 20)]
    renamed = first.join(second, on=[("name", "file")], how="outer")
    assert renamed.to_arrow().column_names == ["name", "0.split", "0.v", "1.split", "1.v"]
    assert [row["name"] for row in renamed.rows()] == ["A", "b", "a", "B"]


def test_keys_of_other_widths_and_empty_ones_match() -> None:
    whole = pa.array([1, 2], pa.uint8())
    halves = bound(k=[1.0, 2.5])
    assert bound(k=whole).join(halves, on="k").count() == 1
    assert bound(k=whole).join(bound(k=pa.array([1, 3], pa.int64())), on="k").rows() == [{"k": 1}]
    days = bound(k=pa.array([0, 1], pa.date32()))
    assert days.join(bound(k=pa.array([0], pa.timestamp("s"))), on="k").count() == 1
    assert bound(k=pa.nulls(2)).compare(bound(k=[1]), on="k").count() == 3
    texts = bound(k=pa.array(["a", "b"]).dictionary_encode())
    assert texts.join(bound(k=["b"]), on="k").rows() == [{"k": "b"}]


def test_sides_bring_their_clauses_order_and_derived_columns() -> None:
    first = bound(k=[1, 2, 3, 4], x=[1, 2, 3, 4]).filter("x > 1").sort("-x").derive(twice="x * 2")
    second = bound(k=[4, 3, 2], x=[40, 30, 20]).limit(2)
    query = first.compare(second, on="k")
    assert query.rows() == [
        {"k": 4, "0.x": 4, "0.twice": 8.0, "1.x": 40},
        {"k": 3, "0.x": 3, "0.twice": 6.0, "1.x": 30},
        {"k": 2, "0.x": 2, "0.twice": 4.0, "1.x": None},
    ]
    assert query.filter("twice > 4").count() == 2
    again = Query.from_json(query.to_json()).bind(*query.bound.tables)
    assert again == query
    assert again.rows() == query.rows()


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("x > 1", QueryError, r"'x' is a column of 2 tables.*\$0\.x or \$1\.x"),
        ("$2.x > 1", QueryError, r"Table 2 is not part of this query, which has \$0 to \$1"),
        ("$1.y > 1", UnknownColumn, "There is no column 'y'"),
        ("zz > 1", UnknownColumn, "There is no column 'zz'"),
    ],
)
def test_a_name_that_is_not_clear_is_an_error(text: str, kind: type[QueryError], message: str) -> None:
    query = bound(k=[1], x=[1], y=[2]).compare(bound(k=[1], x=[1]), on="k")
    with pytest.raises(kind, match=message) as caught:
        query.filter(text).count()
    assert caught.value.clause == 0


def test_a_name_of_one_table_needs_no_index() -> None:
    query = bound(k=[1, 2], x=[1, 2], **{"%_a": [5, 6]}).compare(bound(k=[2, 1], z=[3, 4]), on="k")
    assert query.filter("%_a > 5 and z == 3").select("k").rows() == [{"k": 2}]
    assert query.filter({"$eq": ["$z", 4]}).select("k").rows() == [{"k": 1}]
    assert query.filter("$0.%_a > 5").select("0.%_a", "1.z").rows() == [{"0.%_a": 6, "1.z": 3}]


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("z", "The key of table 0: There is no column 'z'"),
        ([("k", "z")], "The key of table 1: There is no column 'z'"),
        ("mixed", "The key is text in table 0, a number in table 1, which are never equal"),
        ("boxes", "The key 'boxes' of table 0 is a list"),
    ],
)
def test_a_key_that_does_not_fit_says_where(on: Any, message: str) -> None:
    first = bound(k=[1], mixed=["a"], boxes=[[1]])
    with pytest.raises(QueryError, match=message):
        first.compare(bound(k=[1], mixed=[1], boxes=[[1]]), on=on).count()


def test_tables_after_each_other_keep_their_order_and_columns(tables: list[Query]) -> None:
    query = tables[0].concat(tables[1].filter("iou > 0.5"))
    second = FRAMES[1][FRAMES[1].iou > 0.5]
    both = pd.concat([FRAMES[0], second], ignore_index=True)
    found = query.to_pandas()
    assert list(found.columns) == ["table", "id", "iou", "label", "old", "new"]
    assert found.table.tolist() == [0] * len(FRAMES[0]) + [1] * len(second)
    assert found.id.tolist() == both.id.tolist()
    assert query.filter("table == 1 and label == 'cat'").count() == int((second.label == "cat").sum())
    means = query.group_by("table", agg={"iou": "mean"}).sort("table").to_pandas().iou
    np.testing.assert_allclose(means, [FRAMES[0].iou.mean(), second.iou.mean()])
    ids = query.sort("-iou").limit(9).to_pandas().id.tolist()
    assert ids == both.sort_values("iou", ascending=False, kind="stable").id[:9].tolist()


def test_a_column_of_two_kinds_cannot_be_concatenated() -> None:
    query = bound(x=[1]).concat(bound(x=["a"]))
    with pytest.raises(QueryError, match="The column 'x' is a number and text in these tables"):
        query.count()
    assert bound(x=[1], table=[5]).concat(bound(x=[2.5])).rows() == [
        {"table_": 0, "x": 1.0, "table": 5},
        {"table_": 1, "x": 2.5, "table": None},
    ]


def test_structs_with_other_fields_are_united() -> None:
    first = bound(s=[{"a": 1, "b": {"x": 1}}], only=[[1]])
    second = bound(s=[{"b": {"x": 2, "y": 3}}, None], other=[True, None])
    query = first.concat(second)
    assert query.filter("s.b.x >= 2").select("s").rows() == [{"s": {"a": None, "b": {"x": 2, "y": 3}}}]
    assert query.select("only", "other").rows()[1:] == [
        {"only": None, "other": True},
        {"only": None, "other": None},
    ]


def test_columns_that_nothing_uses_are_not_gathered() -> None:
    rows = 200_000
    wide = {f"c{i}": np.arange(rows) for i in range(20)}
    query = bound(k=np.arange(rows), **wide).compare(bound(k=np.arange(rows)[::-1], **wide), on="k")
    engine = query.engine
    before = pa.total_allocated_bytes()
    assert query.filter("$0.c1 + $1.c2 == 199999").count() == rows
    assert query.engine.page(query, 1000, 10).num_rows == 10
    assert pa.total_allocated_bytes() - before < 8 * rows * 8
    assert engine is query.engine


def test_the_same_query_again_matches_no_key_again() -> None:
    query = bound(k=[1]).compare(bound(k=[1]), on="k")
    assert query.filter("k > 0").engine is query.sort("k").engine


def test_keys_of_mixed_kinds_match_by_value_and_kind() -> None:
    first = wandb.Table(["k", "x"], [[1, "a"], ["1", "b"], [None, "c"], [2.5, "d"]], allow_mixed_types=True)
    second = wandb.Table(["k", "y"], [[1, 10], [2, 20]])
    query = first.query().compare(second, on="k")
    assert query.select("k", "0.x", "1.y").rows() == [
        {"k": 1, "0.x": "a", "1.y": 10}, {"k": "1", "0.x": "b", "1.y": None},
        {"k": None, "0.x": "c", "1.y": None}, {"k": 2.5, "0.x": "d", "1.y": None},
        {"k": 2, "0.x": None, "1.y": 20},
    ]  # fmt: skip
    assert query.matching() == Matching(1, 0, (2, 1), (0, 0), (0, 0), (1, 0))
