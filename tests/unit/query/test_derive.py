"""Derived columns: usable wherever columns are, beside pandas."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, Query

ROWS = 400


def make_table() -> pa.Table:
    rng = np.random.default_rng(5)
    return pa.table(
        {
            "inter": pa.array(rng.random(ROWS), mask=rng.random(ROWS) < 0.1),
            "union": rng.random(ROWS) + 0.5,
            "name": rng.choice(["a", "b", "c"], ROWS),
            "boxes": [[{"score": float(s)} for s in rng.random(rng.integers(0, 3))] for _ in range(ROWS)],
        }
    )


TABLE = make_table()
FRAME = TABLE.to_pandas()
IOU = FRAME.inter / FRAME.union


@pytest.fixture(scope="module", params=["memory", "parquet"])
def query(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Query:
    if request.param == "memory":
        return Query().bind(DuckEngine(TABLE))
    path: Path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    pq.write_table(TABLE, path, row_group_size=90)
    return Query().bind(DuckEngine(path))


def test_a_derived_column_is_shown_after_the_others(query: Query) -> None:
    found = query.derive(iou="inter / union", twice={"$multiply": ["$iou", 2]}).to_pandas()
    assert list(found.columns) == [*FRAME.columns, "iou", "twice"]
    np.testing.assert_allclose(found.iou, IOU)
    np.testing.assert_allclose(found.twice, IOU * 2)


def test_it_filters_sorts_groups_and_aggregates(query: Query) -> None:
    derived = query.derive(iou="inter / union", good="iou > 0.5")
    assert derived.filter("iou > 0.5").count() == int((IOU > 0.5).sum())
    assert derived.filter("good").count() == int((IOU > 0.5).sum())
    assert derived.filter("{$lt: ['$iou', 0.5]}").count() == int((~(IOU >= 0.5)).sum())
    top = derived.sort("-iou").select("iou").limit(5).to_pandas().iou
    np.testing.assert_allclose(top, IOU.sort_values(ascending=False)[:5])
    groups = derived.group_by("good", agg={"n": "count", "iou": "mean"}).sort("good").to_pandas()
    expected = IOU.groupby(IOU > 0.5).agg(["size", "mean"])
    assert groups.n.tolist() == expected["size"].tolist()
    np.testing.assert_allclose(groups.iou, expected["mean"])


def test_it_works_inside_list_operators(query: Query) -> None:
    found = query.derive(limit="inter / 2").filter("any(boxes, score < limit)").count()
    expected = sum(
        any(box["score"] < inter / 2 for box in boxes)
        for boxes, inter in zip(FRAME.boxes, FRAME.inter, strict=True)
    )
    assert found == expected > 0
    nested = query.derive(low="any(boxes, score < 0.2)").filter("any(boxes, score > 0.5 and low)").count()
    both = [
        any(box["score"] > 0.5 for box in boxes) and any(box["score"] < 0.2 for box in boxes)
        for boxes in FRAME.boxes
    ]
    assert nested == sum(both) > 0


def test_summaries_groups_and_pages_have_it(query: Query) -> None:
    derived = query.derive(iou="inter / union", long="size(boxes) > 1")
    engine = derived.engine
    summary = engine.summary(derived.filter("iou > 0.5"))
    json.dumps(summary, allow_nan=False)
    assert summary["iou"]["max"] == pytest.approx(IOU.max())
    assert sum(summary["iou"]["bins_kept"]) == int((IOU > 0.5).sum())
    assert summary["long"]["kind"] == "boolean"
    page = engine.page(derived.sort("-iou"), 3, 4, columns=["iou", "name"])
    order = IOU.sort_values(ascending=False, kind="stable").index[3:7]
    assert page.column("__row").to_pylist() == order.tolist()
    np.testing.assert_allclose(page.column("iou"), IOU[order])
    groups = engine.groups(derived.group_by("long"), 0, 9)
    assert {group["key"][0]: group["rows"] for group in groups["groups"]} == (
        FRAME.boxes.map(len) > 1
    ).value_counts().to_dict()
    assert sum(groups["groups"][0]["cells"]["iou"]["bins"]) > 0
    assert engine.check("iou > 0.5", derived)["count"] == int((IOU > 0.5).sum())
    assert engine.without_each(derived.filter("iou > 0.5").filter("long"))[1] == int((IOU > 0.5).sum())


def test_strings_dates_lists_and_bound_values_can_be_derived() -> None:
    table = pa.table({"name": ["O'Neil", None, "x"], "$p0": [1, 2, 3], "n": [[1, 2], [], None]})
    query = Query().bind(DuckEngine(table))
    found = query.derive(
        {"who is": {"$ifNull": ["$name", "it's $p0"]}},
        many={"$size": {"$ifNull": ["$n", []]}},
        first={"$first": "$n"},
        both={"$concatArrays": ["$n", [7]]},
    )
    assert found.select("who is", "many", "first", "both").rows() == [
        {"who is": "O'Neil", "many": 2, "first": 1, "both": [1, 2, 7]},
        {"who is": "it's $p0", "many": 0, "first": None, "both": [7]},
        {"who is": "x", "many": 0, "first": None, "both": None},
    ]
    assert found.filter("`who is` == 'x'").count() == 1


def test_names_that_differ_in_case_are_two_columns() -> None:
    query = Query().bind(DuckEngine(pa.table({"Road": [1, 2]})))
    assert query.derive(road="Road + 1", ROAD="road + 1").rows() == [
        {"Road": 1, "road": 2.0, "ROAD": 3.0},
        {"Road": 2, "road": 3.0, "ROAD": 4.0},
    ]


@pytest.mark.parametrize(
    ("columns", "kind", "message"),
    [
        ({"name": "1 + 1"}, QueryError, "The table has a column 'name'"),
        ({"a": "inter +"}, QueryError, "In the derived column 'a': "),
        ({"a": "intr * 2"}, UnknownColumn, "In the derived column 'a': There is no column 'intr'.*'inter'"),
        ({"a": "a + 1"}, QueryError, "The derived column 'a' uses itself."),
        (
            {"a": "b + 1", "b": "a + 1"},
            QueryError,
            "'a' uses 'b', which is derived after it.*cannot use each",
        ),
        ({"a": "null"}, QueryError, "'a' is empty in every row"),
    ],
)
def test_what_cannot_be_derived_says_which_column(
    columns: dict[str, str], kind: type[QueryError], message: str
) -> None:
    query = Query().bind(DuckEngine(TABLE)).derive(columns)
    with pytest.raises(kind, match=message) as caught:
        query.count()
    assert type(caught.value) is kind


@pytest.mark.parametrize("name", ["", "__row", 3])
def test_a_name_that_no_column_may_have_is_refused_at_once(name: Any) -> None:
    with pytest.raises(QueryError, match="cannot be named"):
        Query().derive({name: "1"})


def test_a_name_is_derived_once() -> None:
    with pytest.raises(QueryError, match="derives 'a' already"):
        Query().derive(a="inter").derive(a="union")


def test_the_span_of_an_error_is_in_the_text_of_the_column() -> None:
    query = Query().bind(DuckEngine(TABLE)).derive(a="1 + intr")
    with pytest.raises(UnknownColumn) as caught:
        query.rows()
    assert (caught.value.start, caught.value.end, caught.value.clause) == (4, 8, None)


def test_a_column_that_is_null_in_some_rows_keeps_its_type() -> None:
    query = Query().bind(DuckEngine(pa.table({"x": [None, 1.5, None]})))
    page = query.derive(y="x * 2").engine.page(query.derive(y="x * 2"), 0, 1)
    assert page.schema.field("y").type == pa.float64()
    assert page.column("y").to_pylist() == [None]
    assert pd.isna(query.derive(y="x * 2").limit(1).to_pandas().y[0])


def test_rows_that_no_derived_column_decides_are_found_once(query: Query) -> None:
    engine = query.engine
    found = query.filter("union > 0.8").sort("-union")
    ids = engine.order(found)
    derived = found.derive(iou="inter / union")
    assert engine.order(derived).ids is ids.ids
    assert engine.order(derived.filter("iou > 0.5")).ids is not ids.ids
    assert derived.filter("iou > 0.5").count() == int(((IOU > 0.5) & (FRAME.union > 0.8)).sum())


def test_a_derived_name_is_itself_where_the_table_would_read_an_expression() -> None:
    query = Query().bind(DuckEngine(pa.table({"a": [1, 2, 3], "b": [3, 2, 1]})))
    assert query.derive({"a-b": "a * b"}).filter("a-b > 3").count() == 1
    assert query.filter("a-b > 0").count() == 1


def test_derived_dates_are_in_utc_as_those_of_a_table_are() -> None:
    when = [datetime(2021, 6, 3, tzinfo=timezone.utc), None]
    engine = DuckEngine(pa.table({"when": pa.array(when, pa.timestamp("us", "UTC"))}))
    query = Query().derive(month="dateTrunc(when, unit='month')", later="dateAdd(when, 'day', 3)")
    found = engine.page(query, 0, 2)
    assert found.schema.field("month").type == pa.timestamp("us", "UTC")
    assert found["month"].to_pylist() == [datetime(2021, 6, 1, tzinfo=timezone.utc), None]
    assert found["later"].to_pylist() == [datetime(2021, 6, 6, tzinfo=timezone.utc), None]


def test_a_column_that_uses_no_other_has_a_value_in_every_row() -> None:
    table = pa.table({"x": [1, 2, 3]})
    assert DuckEngine(table).page(Query().derive(one="1"), 0, 2)["one"].to_pylist() == [1, 1]
    assert DuckEngine(table).page(Query().derive(one="1"), 0, 2, ["one"])["one"].to_pylist() == [1, 1]
