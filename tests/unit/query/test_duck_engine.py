"""The engine beside pandas on random data: order, pages, summaries, groups."""

from __future__ import annotations

import json
import math
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.errors import Cancelled, QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, Query, Task

ROWS = 5_000


def make_table() -> pa.Table:
    rng = np.random.default_rng(7)
    score = rng.normal(size=ROWS)
    score[rng.random(ROWS) < 0.05] = np.nan
    score[17], score[18] = np.inf, -np.inf
    label = rng.choice(["cat", "dog", "bird", None], ROWS, p=[0.5, 0.3, 0.1, 0.1])
    table = pa.table(
        {
            "score": pa.array(score),
            "area": pa.array(rng.random(ROWS), mask=rng.random(ROWS) < 0.1),
            "count": pa.array(rng.integers(0, 100, ROWS)),
            "label": pa.array(label),
            "ok": pa.array(rng.random(ROWS) < 0.3, mask=rng.random(ROWS) < 0.02),
            "day": pa.array(np.datetime64("2021-01-01") + rng.integers(0, 90, ROWS)),
            "boxes": pa.array(
                [
                    [{"class_id": int(c), "fraction": c / 10} for c in rng.integers(0, 5, rng.integers(0, 4))]
                    for _ in range(ROWS)
                ]
            ),
        }
    )
    # Many chunks of unequal sizes, as a table written row by row has.
    edges = [0, 1, 700, 701, 2500, ROWS]
    return pa.concat_tables([table.slice(a, b - a) for a, b in pairwise(edges)])


TABLE = make_table()
FRAME = TABLE.to_pandas()


@pytest.fixture(scope="module", params=["memory", "parquet", "parquet with copy"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DuckEngine:
    if request.param == "memory":
        return DuckEngine(TABLE)
    folder: Path = tmp_path_factory.mktemp("parquet")
    pq.write_table(TABLE.slice(0, 2100), folder / "a.parquet", row_group_size=500)
    pq.write_table(TABLE.slice(2100), folder / "b.parquet", row_group_size=700)
    paths = [folder / "a.parquet", folder / "b.parquet"]
    return DuckEngine(paths, random_access=TABLE if "copy" in request.param else None)


def ids_of(engine: DuckEngine, query: Query) -> list[int]:
    ids = engine.order(query)
    return [int(i) for i in ids.slice(0, len(ids))]


def test_the_table_is_as_it_was(engine: DuckEngine) -> None:
    assert engine.row_count == ROWS
    assert engine.schema.names == TABLE.schema.names
    assert ids_of(engine, Query()) == list(range(ROWS))


FILTERS = [
    ("score > 0.5", FRAME.score > 0.5),
    ("{$lt: ['$score', 0]}", ~(FRAME.score >= 0)),
    ("{$lt: ['$area', 0.5]}", ~(FRAME.area >= 0.5)),
    ("label in ['cat', 'bird'] and area > 0.2", FRAME.label.isin(["cat", "bird"]) & (FRAME.area > 0.2)),
    ("not ok", ~FRAME.ok.fillna(False).astype(bool)),
    ("count % 7 == 3", FRAME["count"] % 7 == 3),
    ("day >= '2021-03-01'", pd.to_datetime(FRAME.day) >= "2021-03-01"),
    ("any(boxes, class_id == 2)", FRAME.boxes.map(lambda b: any(x["class_id"] == 2 for x in b))),
    (
        "{$gt: [{$size: {$filter: {input: '$0.boxes', as: 'b', cond: {$gt: ['$$b.class_id', 2]}}}}, 1]}",
        FRAME.boxes.map(lambda b: sum(x["class_id"] > 2 for x in b) > 1),
    ),
]


@pytest.mark.parametrize(("text", "mask"), FILTERS, ids=[text for text, _ in FILTERS])
def test_a_filter_keeps_what_pandas_keeps(engine: DuckEngine, text: str, mask: pd.Series) -> None:
    query = Query().filter(text)
    expected = np.flatnonzero(mask).tolist()
    assert engine.count(query) == len(expected)
    assert ids_of(engine, query) == expected
    assert engine.check(text, Query())["count"] == len(expected)
    assert engine.page(query, 3, 50).column("__row").to_pylist() == expected[3:53]


def test_a_clause_that_is_off_keeps_all(engine: DuckEngine) -> None:
    query = Query.from_json({"filters": [{"text": "score > 0.5", "on": False}]})
    assert engine.count(query) == ROWS


def test_sorting_puts_null_then_nan_first_and_keeps_ties(engine: DuckEngine) -> None:
    ascending = ids_of(engine, Query().sort("score"))
    values = FRAME.score.to_numpy()[ascending]
    nans = int(FRAME.score.isna().sum())
    assert np.isnan(values[:nans]).all()
    assert (np.diff(values[nans + 1 : -1]) >= 0).all()
    assert ids_of(engine, Query().sort("-area"))[-1] == np.flatnonzero(FRAME.area.isna())[-1]
    by_two = ids_of(engine, Query().sort("label", "-count"))
    keys = FRAME.iloc[by_two]
    assert keys.label.isna().to_numpy()[:5].all()
    expected = FRAME.assign(row=range(ROWS), empty=FRAME.label.notna()).sort_values(
        ["empty", "label", "count", "row"], ascending=[True, True, False, True]
    )
    assert by_two == expected.row.tolist()


def test_sorting_takes_expressions(engine: DuckEngine) -> None:
    ids = ids_of(engine, Query().filter("area is not null").sort("-area * count", "count"))
    products = (FRAME.area * FRAME["count"]).to_numpy()[ids]
    assert (np.diff(products) <= 0).all()


@pytest.mark.parametrize("constant", ["1", "'a'", "null", "{$lt: [1, 2]}", "true or false"])
def test_sorting_by_a_constant_keeps_the_order(engine: DuckEngine, constant: str) -> None:
    assert ids_of(engine, Query().sort(constant))[:9] == list(range(9))


def test_a_page_is_a_slice_of_the_view(engine: DuckEngine) -> None:
    query = Query().filter("score > 0").sort("-score").select("label", "boxes")
    page = engine.page(query, 100, 30)
    assert page.column_names == ["__row", "label", "boxes"]
    ids = ids_of(engine, query)[100:130]
    assert page.column("__row").to_pylist() == ids
    assert page.drop_columns(["__row"]).equals(TABLE.select(["label", "boxes"]).take(ids))
    assert engine.page(query, 10**9, 30).num_rows == 0
    assert engine.page(query, 0, 2, columns=["score"]).column_names == ["__row", "score"]
    assert engine.take([4999, 0, 2200, 0]).column("__row").to_pylist() == [4999, 0, 2200, 0]
    assert engine.take([4999, 0, 2200]).drop_columns(["__row"]).equals(TABLE.take([4999, 0, 2200]))


def test_a_bound_query_answers_itself(engine: DuckEngine) -> None:
    query = Query().filter("score > 1").sort("-score").select("score", "label").limit(3).bind(engine)
    assert query.count() == 3
    expected = FRAME[FRAME.score > 1].sort_values("score", ascending=False, kind="stable").head(3)
    assert query.to_pandas().score.tolist() == expected.score.tolist()
    assert query.rows() == expected[["score", "label"]].to_dict("records")
    assert query.to_arrow().num_rows == 3
    assert "> 1" in query.sql()


def test_a_summary_counts_all_and_kept(engine: DuckEngine) -> None:
    query = Query().filter("count < 50")
    summary = engine.summary(query, bins=10)
    json.dumps(summary, allow_nan=False)
    kept = FRAME[FRAME["count"] < 50]
    finite = FRAME.score[np.isfinite(FRAME.score)]
    score = summary["score"]
    assert (score["kind"], score["min"], score["max"]) == ("number", finite.min(), finite.max())
    assert score["bins_all"] == np.histogram(finite, 10)[0].tolist()
    assert sum(score["bins_kept"]) == int(np.isfinite(kept.score).sum())
    assert (score["nan_all"], score["infinite_all"]) == (int(FRAME.score.isna().sum()), 2)
    assert score["nan_kept"] == int(kept.score.isna().sum())
    area = summary["area"]
    assert (area["empty_all"], area["empty_kept"]) == (FRAME.area.isna().sum(), kept.area.isna().sum())
    count = summary["count"]
    assert count["integer"]
    assert (count["min"], count["max"]) == (0, 99)
    assert count["edges"] == list(range(0, 101, 10))
    assert count["bins_all"] == np.histogram(FRAME["count"], range(0, 101, 10))[0].tolist()
    assert count["bins_kept"][5:] == [0] * 5
    label = summary["label"]
    assert label["distinct"] == 3
    assert [(top["value"], top["all"], top["kept"]) for top in label["top"]] == [
        (name, (FRAME.label == name).sum(), (kept.label == name).sum()) for name in ("cat", "dog", "bird")
    ]
    assert (label["empty_all"], label["empty_kept"]) == (FRAME.label.isna().sum(), kept.label.isna().sum())
    assert summary["ok"]["kind"] == "boolean"
    assert {top["value"] for top in summary["ok"]["top"]} == {True, False}
    day = summary["day"]
    assert day["kind"] == "timestamp"
    assert day["min"] == "2021-01-01T00:00:00+00:00"
    assert sum(day["bins_all"]) == ROWS
    assert summary["boxes"] == {"kind": "list", "empty_all": 0, "empty_kept": 0}
    assert (
        engine.summary(Query(), ["score"])["score"]["bins_kept"]
        == engine.summary(Query(), ["score"])["score"]["bins_all"]
    )


def test_class_totals_count_items_shares_and_rows(engine: DuckEngine) -> None:
    query = Query().filter("label == 'cat'")
    kept = FRAME[FRAME.label == "cat"]
    items = [(i, box) for i, boxes in enumerate(kept.boxes) for box in boxes]
    totals = engine.class_totals(query, ["boxes"])
    assert [total["class_id"] for total in totals] == [0, 1, 2, 3, 4]
    for total in totals:
        mine = [(i, box) for i, box in items if box["class_id"] == total["class_id"]]
        assert total["count"] == len(mine)
        assert total["rows"] == len({i for i, _ in mine})
        assert total["fraction"] == pytest.approx(sum(box["fraction"] for _, box in mine) / len(kept))
    with pytest.raises(QueryError, match="no list of objects"):
        engine.class_totals(query, ["score"])
    with pytest.raises(QueryError, match="Did you mean 'boxes'"):
        engine.class_totals(query, ["boxs"])


def test_groups_are_largest_first_and_null_is_one(engine: DuckEngine) -> None:
    query = Query().filter("count < 50").group_by("label")
    answer = engine.groups(query, 0, 10, bins=8)
    json.dumps(answer, allow_nan=False)
    kept = FRAME[FRAME["count"] < 50]
    sizes = kept.label.value_counts(dropna=False)
    assert answer["group_count"] == 4
    assert answer["matched"] == len(kept)
    assert {group["key"][0]: group["rows"] for group in answer["groups"]} == {
        None if pd.isna(key) else key: size for key, size in sizes.items()
    }
    assert [group["rows"] for group in answer["groups"]] == sorted(sizes, reverse=True)
    cats = kept[kept.label == "cat"]
    cells = answer["groups"][0]["cells"]
    finite = cats.score[np.isfinite(cats.score)]
    assert cells["score"]["mean"] == pytest.approx(finite.mean())
    assert cells["score"]["std"] == pytest.approx(finite.std())
    assert sum(cells["score"]["bins"]) == len(finite)
    everything = kept.score[np.isfinite(kept.score)]
    assert answer["ranges"]["score"] == {"min": everything.min(), "max": everything.max()}
    assert cells["score"]["bins"] == np.histogram(finite, 8, (everything.min(), everything.max()))[0].tolist()
    assert cells["area"]["empty"] == cats.area.isna().sum()
    ok = cats.ok.value_counts()
    assert cells["ok"]["top"] == [{"value": value, "count": n} for value, n in ok.items()]
    assert cells["ok"]["empty"] == cats.ok.isna().sum()
    assert cells["label"] == {
        "kind": "text", "top": [{"value": "cat", "count": len(cats)}], "distinct": 1, "empty": 0,
    }  # fmt: skip
    assert cells["boxes"] == {"kind": "rows", "rows": cats.index[:6].tolist()}
    paged = engine.groups(query, 1, 2, bins=8)
    for again, group in zip(paged["groups"], answer["groups"][1:3], strict=True):
        for name in ("mean", "std"):
            # Threads add up in any order, so the last digit may differ.
            before, after = (part["cells"]["score"].pop(name) for part in (group, again))
            assert before == pytest.approx(after)
            for column in ("area", "count"):
                before, after = (part["cells"][column].pop(name) for part in (group, again))
                assert before == pytest.approx(after)
        group["cells"].pop("day")
        again["cells"].pop("day")
        assert again == group
    assert engine.groups(query, 9, 2)["groups"] == []


def test_a_group_is_opened_by_its_key(engine: DuckEngine) -> None:
    query = Query().group_by("label", "count > 49").sort("-score")
    answer = engine.groups(query, 0, 100, columns=["boxes"], gallery=3)
    for group in answer["groups"]:
        label, large = group["key"]
        rows = FRAME[(FRAME.label == label) if label is not None else FRAME.label.isna()]
        rows = rows[(rows["count"] > 49) == large]
        expected = rows.sort_values(
            "score", ascending=False, na_position="last", kind="stable"
        ).index.tolist()
        assert engine.gallery(query, group["key"], 0, 9999) == expected
        assert group["cells"]["boxes"]["rows"] == expected[:3]
        page = engine.group_page(query, group["key"], 2, 4, columns=["label"])
        assert page.column("__row").to_pylist() == expected[2:6]
    with pytest.raises(QueryError, match="There is no group"):
        engine.gallery(query, ["fish", True], 0, 1)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("label", ["bird", "cat", "dog"]),
        ("-label", ["dog", "cat", "bird"]),
        ("count", ["bird", "dog", "cat"]),
        ("-count", ["cat", "dog", "bird"]),
        ("-mean(area)", FRAME.groupby("label").area.mean().sort_values(ascending=False).index.tolist()),
        ("max(area)", FRAME.groupby("label").area.max().sort_values().index.tolist()),
        ("sum(count)", FRAME.groupby("label")["count"].sum().sort_values().index.tolist()),
    ],
)
def test_groups_sort_by_key_size_and_aggregates(engine: DuckEngine, sort: str, order: list[str]) -> None:
    query = Query().filter("label is not null").group_by("label").sort(sort)
    assert [group["key"][0] for group in engine.groups(query, 0, 9, columns=[])["groups"]] == order


def test_days_and_numbers_are_keys_too(engine: DuckEngine) -> None:
    for column in ("day", "score", "count"):
        query = Query().group_by(column)
        answer = json.loads(json.dumps(engine.groups(query, 0, 3, columns=[]), allow_nan=False))
        for group in answer["groups"]:
            assert len(engine.gallery(query, group["key"], 0, ROWS)) == group["rows"]


def test_without_each_says_what_a_clause_costs(engine: DuckEngine) -> None:
    query = Query.from_json(
        {
            "filters": [
                {"text": "score > 0"},
                {"text": "label == 'cat'", "on": False},
                {"text": "count > 1000"},
                {"text": "ok", "negated": True},
            ]
        }
    )
    not_ok = ~FRAME.ok.fillna(False).astype(bool)
    assert engine.without_each(query) == [0, 0, int(((FRAME.score > 0) & not_ok).sum()), 0]
    assert engine.without_each(Query()) == []


def test_check_counts_while_typing(engine: DuckEngine) -> None:
    query = Query().filter("count < 50").filter("label == 'cat'")
    found = engine.check("{$lt: ['$area', 0.5]}", query, clause=1)
    kept = FRAME[FRAME["count"] < 50]
    assert found == {
        "count": int((~(kept.area >= 0.5)).sum()),
        "total": ROWS,
        "warnings": [],
        "empty_matches": int(kept.area.isna().sum()),
        "without_empty": "{$and: [{$lt: ['$area', 0.5]}, {$ne: ['$area', null]}]}",
        "errors": 0,
    }
    assert engine.check("area < 0.5", query, clause=1)["empty_matches"] == 0
    (odd,) = engine.check("{$gt: ['$label', 5]}", Query())["warnings"]
    assert "same for every row" in odd["message"]
    with pytest.raises(UnknownColumn) as caught:
        engine.check("scroe > 1", query)
    assert (caught.value.clause, caught.value.start, caught.value.end) == (2, 0, 5)


@pytest.mark.parametrize(
    "text",
    [
        "{$lt: ['$area', 0.5]}",
        "{$and: [{$lt: ['$area', 0.5]}, {$gte: [40, '$count']}]}",
        "{$lte: [{$add: ['$area', '$count']}, 40]}",
    ],
)
def test_a_clause_can_leave_out_the_empty_cells_that_it_keeps(engine: DuckEngine, text: str) -> None:
    found = engine.check(text, Query())
    assert found["empty_matches"] > 0
    without = engine.check(found["without_empty"], Query())
    assert without["count"] == found["count"] - found["empty_matches"]
    assert (without["empty_matches"], without["without_empty"]) == (0, None)


def test_an_error_names_its_clause(engine: DuckEngine) -> None:
    query = Query().filter("score > 0").filter("count >").filter("x > 1")
    with pytest.raises(QueryError) as caught:
        engine.count(query)
    assert caught.value.clause == 1
    (odd,) = engine.warnings(Query().filter("score > 0").filter("{$gt: ['$label', 5]}"))
    assert odd["clause"] == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.page(Query(), 0, 1, columns=["scor"]),
        lambda engine: engine.summary(Query(), ["scor"]),
        lambda engine: engine.groups(Query().group_by("label"), 0, 1, columns=["scor"]),
        lambda engine: engine.order(Query().sort("scor")),
        lambda engine: engine.groups(Query().group_by("scor"), 0, 1),
    ],
)
def test_an_unknown_column_is_an_error_with_the_near_name(engine: DuckEngine, ask: Any) -> None:
    with pytest.raises(UnknownColumn, match="Did you mean 'score'"):
        ask(engine)


def test_questions_from_many_threads_get_their_own_answers(engine: DuckEngine) -> None:
    failures: list[Any] = []

    def ask(number: int) -> None:
        try:
            for step in range(6):
                bound = (number * 7 + step) % 100
                query = Query().filter(f"count >= {bound}").sort("-score")
                expected = int((FRAME["count"] >= bound).sum())
                if engine.count(query) != expected or engine.page(query, 0, 5).num_rows != min(5, expected):
                    failures.append((number, step))
                engine.summary(query, ["score", "label"])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


INJECTIONS = ["'; DROP TABLE rows; --", '" OR 1=1 --', "$p0", "x' OR '1'='1", "\\'; --", "%", "?", "$$"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_and_names_stay_data(text: str) -> None:
    engine = DuckEngine(pa.table({"t": [text, "other", None], text: [1, 2, 3], "s": [{text: 1}] * 3}))
    quoted = json.dumps(text)
    assert engine.count(Query().filter(f"t == {quoted}")) == 1
    assert engine.count(Query().filter({"$eq": ["$t", {"$literal": text}]})) == 1
    assert engine.count(Query().filter(f"`{text}` >= 2 and t is not null")) == 1
    assert engine.count(Query().filter(f"s.`{text}` == 1")) == 3
    answer = engine.groups(Query().group_by(f"`{text}`"), 0, 9)
    assert answer["group_count"] == 3
    assert engine.summary(Query().filter(f"t == {quoted}"))[text]["max"] == 3


def test_a_cancelled_question_stops_soon_and_the_next_is_answered() -> None:
    rng = np.random.default_rng(0)
    lists = pa.ListArray.from_arrays(
        np.arange(0, 8_000_001, 4, dtype=np.int32), pa.array(rng.integers(0, 1000, 8_000_000))
    )
    engine = DuckEngine(pa.table({"items": lists}))
    slow = "any(items, " + " and ".join(f"it * {k} % 7 != 9" for k in range(1, 40)) + " and it == 5000)"
    task = Task()
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            engine.count(Query().filter(slow), task=task)
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)
    assert thread.is_alive()
    task.cancel()
    thread.join(60)
    assert [type(error) for error in caught] == [Cancelled]
    assert engine.count(Query().filter("size(items) == 4")) == 2_000_000
    with pytest.raises(Cancelled):
        engine.count(Query().filter("size(items) == 3"), task=task)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([], pa.float64()),
        pa.array([None, None], pa.float64()),
        pa.array([float("nan"), float("inf")]),
        pa.array([1.7e308, -1.7e308]),
        pa.array([5.0, 5.0]),
        pa.array([5e-324, 0.0]),
        pa.array([2**63 - 1, -(2**63)]),
        pa.array([2**64 - 1, 0], pa.uint64()),
        pa.nulls(2),
        pa.array([b"x", None]),
        pa.array(["", None]),
        pa.array([True, True]),
        pa.array([1, 2], pa.duration("s")),
        pa.array([1, 2], pa.decimal128(10, 2)),
        pa.array([1, 2], pa.time32("s")),
        pa.array([1, None], pa.timestamp("us", "Europe/Berlin")),
        pa.array(["a", "b"]).dictionary_encode(),
        pa.array([[1.0, 2.0], None], pa.list_(pa.float64(), 2)),
        pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])]),
    ],
    ids=str,
)
def test_any_column_can_be_summed_up_and_grouped(column: pa.Array) -> None:
    engine = DuckEngine(pa.table({"x": column, "half": pa.array([0.5] * len(column), pa.float32())}))
    for query in (Query(), Query().filter("half > 0.1")):
        json.dumps(engine.summary(query, bins=7), allow_nan=False)
        assert engine.page(query, 0, 9).num_rows == len(column)
        json.dumps(engine.groups(query.group_by("half"), 0, 5), allow_nan=False)
        summary = engine.summary(query, ["x"], bins=7)["x"]
        if "bins_all" in summary:
            others = sum(summary[name] for name in ("empty_all", "nan_all", "infinite_all"))
            assert sum(summary["bins_all"]) + others == len(column)
            assert summary["bins_all"] == summary["bins_kept"]
            assert len(summary["edges"]) in (0, len(summary["bins_all"]) + 1)


def test_columns_of_many_values_find_the_frequent_ones() -> None:
    values = [f"name {i}" for i in range(120_000)] + ["often"] * 500 + ["seldom"] * 300 + [None] * 7
    engine = DuckEngine(pa.table({"name": values, "one": [1] * len(values)}))
    name = engine.summary(Query(), ["name"])["name"]
    assert [(top["value"], top["all"]) for top in name["top"][:2]] == [("often", 500), ("seldom", 300)]
    assert name["empty_all"] == 7
    (group,) = engine.groups(Query().group_by("one"), 0, 1)["groups"]
    assert group["cells"]["name"]["top"][0] == {"value": "often", "count": 500}


def test_importing_the_query_room_loads_neither_duckdb_nor_pandas() -> None:
    import subprocess
    import sys

    code = "import sys, dsviz_widget.query; print([m for m in ('duckdb', 'pandas') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("count", [0, 1, 11, 12, 13, 150, 3_000])
def test_distinct_values_are_counted_exactly_where_that_is_cheap(count: int) -> None:
    names = pa.array([f"scene_{i}" for i in range(count)] * 2, pa.string())
    engine = DuckEngine(pa.table({"name": names}))
    assert engine.summary(Query(), ["name"])["name"]["distinct"] == count


def test_fields_whose_names_differ_only_in_case_are_kept_apart() -> None:
    groups = [{"GT": [{"class_id": 1}], "gt": []}, {"GT": [], "gt": [{"class_id": 2}] * 3}]
    engine = DuckEngine(pa.table({"im": pa.array([{"boxes": cell} for cell in groups])}))
    for expression in ("size(im.boxes.gt) = 3", "any(im.boxes.gt, class_id == 2)"):
        assert engine.order(Query().filter(expression)).ids.tolist() == [1]
    assert engine.order(Query().filter("size(im.boxes.GT) = 1")).ids.tolist() == [0]
    assert [t["class_id"] for t in engine.class_totals(Query(), ("im", "boxes", "GT"))] == [1]
    assert [t["class_id"] for t in engine.class_totals(Query(), ("im", "boxes", "gt"))] == [2]


def test_nan_in_parquet_is_no_smaller_than_the_largest_value(tmp_path: Path) -> None:
    """A footer's largest value leaves NaN out, so an engine that trusts it keeps NaN below it."""
    table = pa.table({"x": [1.0, 2.0, math.nan, 3.0], "s": [{"y": y} for y in (1.0, math.nan, 2.0, 3.0)]})
    pq.write_table(table, tmp_path / "a.parquet")
    engine = DuckEngine(tmp_path / "a.parquet")
    for text, expected in [
        ("x <= 3", [0, 1, 3]),
        ("{$lte: ['$x', 3]}", [0, 1, 2, 3]),
        ("{$gte: ['$x', 1]}", [0, 1, 3]),
        ("s.y <= 3", [0, 2, 3]),
    ]:
        assert ids_of(engine, Query().filter(text)) == expected, text
    assert engine.summary(Query())["x"]["nan_all"] == 1


def test_many_rows_of_parquet_come_in_the_order_asked_for(tmp_path: Path) -> None:
    rows = 20_000
    table = pa.table({"x": np.arange(rows), "y": [{"z": i} for i in range(rows)]})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=3_000)
    pq.write_table(table, tmp_path / "b.parquet", row_group_size=7_000)
    engine = DuckEngine([tmp_path / "a.parquet", tmp_path / "b.parquet"])
    both = pa.concat_tables([table, table])
    rng = np.random.default_rng(1)
    for ids in (np.arange(2 * rows), rng.permutation(2 * rows)[:9_000], rng.integers(0, 2 * rows, 9_000)):
        assert engine.take(ids).drop_columns(["__row"]).equals(both.take(ids))
