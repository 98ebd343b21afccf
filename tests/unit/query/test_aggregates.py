"""Figures per group, beside pandas; and which figures there are."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, Query

ROWS = 3_000


def make_table() -> pa.Table:
    rng = np.random.default_rng(11)
    score = rng.normal(size=ROWS)
    score[rng.random(ROWS) < 0.05] = np.nan
    boxes = [
        [{"class_id": int(c), "fraction": float(c) / 8} for c in rng.integers(0, 4, rng.integers(0, 4))]
        for _ in range(ROWS)
    ]
    return pa.table(
        {
            "label": pa.array(rng.choice(["cat", "dog", None], ROWS, p=[0.5, 0.4, 0.1])),
            "half": pa.array(rng.random(ROWS).astype(np.float32)),
            "score": pa.array(score),
            "area": pa.array(rng.random(ROWS), mask=rng.random(ROWS) < 0.1),
            "count": pa.array(rng.integers(0, 30, ROWS).astype(np.int32)),
            "ok": pa.array(rng.random(ROWS) < 0.3, mask=rng.random(ROWS) < 0.02),
            "day": pa.array(np.datetime64("2021-01-01") + rng.integers(0, 90, ROWS)),
            "image": pa.array([{"boxes": {"pred": b}, "digest": str(i)} for i, b in enumerate(boxes)]),
        }
    )


TABLE = make_table()
FRAME = TABLE.to_pandas()
FRAME["day"] = pd.to_datetime(FRAME.day)


@pytest.fixture(scope="module", params=["memory", "parquet"])
def query(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Query:
    if request.param == "memory":
        return Query().bind(DuckEngine(TABLE))
    path: Path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    pq.write_table(TABLE, path, row_group_size=700)
    return Query().bind(DuckEngine(path))


def test_each_figure_is_that_of_pandas(query: Query) -> None:
    found = (
        query.filter("label is not null")
        .group_by(
            "label",
            agg={
                "n": "count",
                "areas": ("count", "area"),
                "labels": "distinct(count)",
                "total": ("sum", "count"),
                "oks": "sum(ok)",
                "area": "mean",
                "rate": "mean(ok)",
                "spread": "std(area)",
                "low": "min(score)",
                "high": "max(score)",
                "middle": "median(area)",
                "q": ("quantile", "area", 0.9),
                "qs": ("quantile", "area", [0.1, 0.5]),
                "first": "first(area)",
                "last": "last(area)",
                "mode": "mode(count)",
                "halves": "mean(half)",
            },
        )
        .sort("label")
        .to_pandas()
        .set_index("label")
    )
    groups = FRAME.groupby("label")
    oks = FRAME.ok.astype(float)
    expected: dict[str, Any] = {
        "n": groups.size(),
        "areas": groups.area.count(),
        "labels": groups["count"].nunique(),
        "total": groups["count"].sum(),
        "oks": oks.groupby(FRAME.label).sum(),
        "area": groups.area.mean(),
        "rate": oks.groupby(FRAME.label).mean(),
        "spread": groups.area.std(),
        "low": groups.score.min(),
        "high": groups.score.max(),
        "middle": groups.area.median(),
        "q": groups.area.quantile(0.9),
        "first": groups.area.first(),
        "last": groups.area.last(),
        "mode": groups["count"].agg(lambda counts: counts.mode().min()),
        "halves": groups.half.mean(),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found[name].astype(float), values.astype(float), rtol=1e-6, err_msg=name)
    for label, shares in found.qs.items():
        np.testing.assert_allclose(shares, FRAME[FRAME.label == label].area.quantile([0.1, 0.5]))
    assert found.dtypes[["n", "areas", "labels", "total", "oks"]].tolist() == [np.dtype("int64")] * 5
    assert found["mode"].dtype == np.dtype("int32")


def test_values_and_histograms_are_counted_per_group(query: Query) -> None:
    found = query.group_by(
        "label",
        agg={
            "top": ("top", "count", 3),
            "bins": ("histogram", "score", 8),
            "edges": ("histogram", "count", [0, 10, 20, 25]),
            "days": ("histogram", "day", 3),
        },
    ).rows()
    assert [row["label"] for row in found] == ["cat", "dog", None]
    finite = FRAME.score.dropna()
    for row in found:
        mine = FRAME[FRAME.label.isna() if row["label"] is None else FRAME.label == row["label"]]
        by_size = sorted(mine["count"].value_counts().items(), key=lambda pair: (-pair[1], pair[0]))[:3]
        assert row["top"] == [{"value": value, "count": count} for value, count in by_size]
        edges = row["bins"]["edges"]
        assert (edges[0], edges[-1], len(edges)) == (finite.min(), finite.max(), 9)
        assert row["bins"]["counts"] == np.histogram(mine.score.dropna(), edges)[0].tolist()
        assert row["edges"]["counts"] == np.histogram(mine["count"], [0, 10, 20, 25])[0].tolist()
        assert sum(row["days"]["counts"]) == len(mine)
        assert row["days"]["edges"][0] == datetime(2021, 1, 1, tzinfo=timezone.utc)


def test_boxes_and_shares_are_counted_by_class(query: Query) -> None:
    found = query.group_by(
        "ok", agg={"boxes": ("class_counts", "image.boxes.pred"), "share": "class_shares(image.boxes.pred)"}
    ).rows()
    for row in found:
        mine = FRAME[FRAME.ok.isna() if row["ok"] is None else FRAME.ok.eq(row["ok"])]
        boxes = [box for image in mine.image for box in image["boxes"]["pred"]]
        counts = {i: sum(box["class_id"] == i for box in boxes) for i in range(4)}
        assert row["boxes"] == counts
        shares = {i: sum(b["fraction"] for b in boxes if b["class_id"] == i) / len(mine) for i in range(4)}
        assert row["share"] == pytest.approx(shares)


def test_all_rows_are_one_group(query: Query) -> None:
    figures = query.agg(
        n="count",
        best="max(area)",
        top="top(label, 1)",
        mode="mode(label)",
        b="class_counts(image.boxes.pred)",
    )
    (row,) = figures.rows()
    counts = FRAME.label.value_counts()
    assert (row["n"], row["best"], row["mode"]) == (ROWS, FRAME.area.max(), "cat")
    assert row["top"] == [{"value": "cat", "count": counts["cat"]}]
    assert sum(row["b"].values()) == FRAME.image.map(lambda image: len(image["boxes"]["pred"])).sum()
    assert figures.count() == 1
    (none,) = figures.filter("area > 9").rows()
    assert none == {"n": 0, "best": None, "top": [], "mode": None, "b": {}}


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["-n"], ["cat", "dog", None]),
        (["n"], [None, "dog", "cat"]),
        (["count"], [None, "dog", "cat"]),
        (["label"], [None, "cat", "dog"]),
        (["-label"], ["dog", "cat", None]),
        ([], ["cat", "dog", None]),
    ],
)
def test_groups_sort_by_key_size_and_figure(query: Query, keys: list[str], order: list[Any]) -> None:
    rows = query.group_by("label", agg={"n": "count"}).sort(*keys).rows()
    assert [row["label"] for row in rows] == order


def test_groups_sort_by_a_figure_that_is_not_shown(query: Query) -> None:
    grouped = query.filter("label is not null").group_by("label", agg={"n": "count"})
    means = FRAME.groupby("label").area.mean().sort_values()
    rows = grouped.sort("mean(area)").rows()
    assert [row["label"] for row in rows] == means.index.tolist()
    assert list(rows[0]) == ["label", "n"]


def test_a_limit_is_of_groups_and_columns_are_chosen(query: Query) -> None:
    grouped = query.group_by("label", "count > 20", agg={"n": "count", "m": "mean(area)"})
    assert grouped.count() == 6
    assert grouped.limit(2).select("n", "label").to_arrow().column_names == ["n", "label"]
    assert grouped.limit(2).to_arrow().num_rows == 2
    with pytest.raises(UnknownColumn, match="The groups have no column 'nn'"):
        grouped.select("nn").rows()


def test_keys_and_cells_keep_the_types_of_the_table() -> None:
    table = pa.table(
        {
            "day": pa.array([0, 0, 1], pa.date32()),
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
            "image": [{"Path": "x", "path": 1}, None, {"Path": "y", "path": 2}],
            "when": pa.array([None, 10, 20], pa.timestamp("s", "Europe/Berlin")),
        }
    )
    query = Query().bind(DuckEngine(table))
    found = query.group_by("day", agg={"image": "last", "when": "first", "kind": "mode"}).to_arrow()
    for name in table.column_names:
        assert found.schema.field(name).type in (table.schema.field(name).type, pa.string()), name
    assert found.column("image").to_pylist() == [{"Path": "x", "path": 1}, {"Path": "y", "path": 2}]
    by_image = query.group_by("image", agg={"n": "count"}).sort("n").to_arrow()
    assert by_image.schema.field("image").type == table.schema.field("image").type
    assert by_image.num_rows == 3


def test_nan_is_skipped_by_calculations_and_counted_as_a_value() -> None:
    values = [1.0, float("nan"), float("nan"), None, 3.0]
    query = Query().bind(DuckEngine(pa.table({"x": values})))
    (row,) = query.agg(
        n=("count", "x"), d="distinct(x)", s="sum(x)", m="mean(x)", lo="min(x)", hi="max(x)",
        sd="std(x)", md="median(x)", mode="mode(x)", h="histogram(x, 2)",
    ).rows()  # fmt: skip
    assert (row["n"], row["d"], row["s"], row["m"], row["lo"], row["hi"]) == (4, 3, 4.0, 2.0, 1.0, 3.0)
    assert (row["sd"], row["md"], row["h"]["counts"]) == (pytest.approx(math.sqrt(2)), 2.0, [1, 1])
    assert math.isnan(row["mode"])


def test_infinities_are_values_and_have_no_deviation() -> None:
    query = Query().bind(DuckEngine(pa.table({"x": [1.0, float("inf"), 2.0], "y": [1e300, -1e300, 0.0]})))
    (row,) = query.agg(s="sum(x)", m="mean(x)", hi="max(x)", md="median(x)", sd="std(x)", sy="std(y)").rows()
    assert row == {
        "s": math.inf, "m": math.inf, "hi": math.inf, "md": 2.0, "sd": None, "sy": None,
    }  # fmt: skip


def test_sums_of_nothing_are_zero_and_other_figures_empty() -> None:
    query = Query().bind(DuckEngine(pa.table({"x": pa.array([None], pa.float64()), "e": pa.nulls(1)})))
    (row,) = query.agg(s="sum(x)", m="mean(x)", f="first(x)", h="histogram(x)", t="top(x)", e="max(e)").rows()
    assert row == {"s": 0.0, "m": None, "f": None, "h": {"edges": [], "counts": []}, "t": [], "e": None}


def test_sums_of_integers_are_exact_until_they_cannot_be() -> None:
    large = 2**62
    query = Query().bind(DuckEngine(pa.table({"x": [large, large - 1], "y": [large, large]})))
    (row,) = query.agg(x="sum", y="sum").rows()
    assert row == {"x": 2**63 - 1, "y": 2.0**63}


def test_ties_of_the_mode_and_of_top_values_go_to_the_smallest() -> None:
    query = Query().bind(DuckEngine(pa.table({"x": ["b", "a", "b", "a", "c"], "g": [1, 1, 1, 1, 2]})))
    for _ in range(5):
        found = query.group_by("g", agg={"m": "mode(x)", "t": "top(x, 1)"}).sort("g").rows()
        assert [row["m"] for row in found] == ["a", "c"]
        assert found[0]["t"] == [{"value": "a", "count": 2}]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("men", "There is no aggregate 'men', which 'x' asks for. Did you mean 'mean'?"),
        ("mean(", "which is no function"),
        (3, "cannot be 3"),
        (("mean",), "needs what to look at"),
        (("quantile", "area"), "a quantile from 0 to 1"),
        (("quantile", "area", 90), "a quantile from 0 to 1.*got 90.*0.9"),
        (("top", "label", 0), "lists 1 to 1000 values, not 0"),
        (("histogram", "area", [1, 1]), "do not rise"),
        (("histogram", "area", "many"), "1 to 1000 bins"),
        (("mean", "area", 3), "mean has no option"),
    ],
)
def test_an_aggregate_that_cannot_be_is_refused_at_once(spec: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message.replace("(", r"\(").replace("?", r"\?")):
        Query().group_by("label", agg={"x": spec})


@pytest.mark.parametrize(
    ("aggregates", "message"),
    [
        ({"x": "mean(label)"}, r"mean\(label\) takes a number or true/false, not text"),
        ({"x": "max(image)"}, r"max\(image\) takes .* not an object"),
        ({"x": "mean(aera)"}, "Did you mean 'area'"),
        ({"x": "class_counts(label)"}, "needs a path to boxes or masks"),
        ({"label": "count"}, "Two columns of the groups are named 'label'"),
    ],
)
def test_an_aggregate_that_does_not_fit_says_why(aggregates: dict[str, str], message: str) -> None:
    query = Query().bind(DuckEngine(TABLE)).group_by("label", agg=aggregates)
    with pytest.raises(QueryError, match=message):
        query.rows()


def test_groups_cannot_be_sorted_by_a_column_of_rows() -> None:
    query = Query().bind(DuckEngine(TABLE)).group_by("label", agg={"n": "count"}).sort("score")
    with pytest.raises(QueryError, match="Groups cannot be sorted by 'score'"):
        query.rows()


def test_columns_named_as_parts_of_the_statement_are_columns() -> None:
    table = pa.table(
        {"k0": [1, 1, 2], "row": [5, 6, 7], "n": [1, 2, 3], "v": ["x", "y", "x"], "c": [1, 1, 1]}
    )
    found = (
        Query()
        .bind(DuckEngine(table))
        .group_by(
            "k0", agg={"a0": "sum(row)", "n": "sum", "v": "mode", "c": "top", "bin": "histogram(row, 2)"}
        )
    )
    assert found.sort("-a0").rows() == [
        {"k0": 1, "a0": 11, "n": 3, "v": "x", "c": [{"value": 1, "count": 2}],
         "bin": {"edges": [5.0, 7.0, 9.0], "counts": [2, 0]}},
        {"k0": 2, "a0": 7, "n": 3, "v": "x", "c": [{"value": 1, "count": 1}],
         "bin": {"edges": [5.0, 7.0, 9.0], "counts": [0, 1]}},
    ]  # fmt: skip


def test_groups_on_the_screen_sort_by_the_name_of_a_figure(query: Query) -> None:
    grouped = query.filter("label is not null").group_by(
        "label", agg={"n": "count", "m": "mean(area)", "t": "top(area)"}
    )
    means = FRAME.groupby("label").area.mean().sort_values(ascending=False)
    for key, order in (("-m", means.index.tolist()), ("n", ["dog", "cat"])):
        answer = query.engine.groups(grouped.sort(key, "score"), 0, 9, columns=["image"])
        assert [group["key"][0] for group in answer["groups"]] == order
    with pytest.raises(QueryError, match=r"not sorted by top\(area, 5\)"):
        query.engine.groups(grouped.sort("t"), 0, 9)


def test_figures_of_a_column_of_mixed_kinds_are_those_of_its_numbers() -> None:
    table = wandb.Table(["g", "x"], allow_mixed_types=True)
    for row in (["a", 1], ["a", "one"], ["b", 2.5], ["b", None], ["a", True], ["a", 3]):
        table.add_data(*row)
    grouped = table.query().group_by(
        "g", agg={"n": "count(x)", "s": "sum(x)", "m": "mean(x)", "f": "first(x)", "h": "histogram(x, 2)"}
    )
    assert grouped.rows() == [
        {"g": "a", "n": 4, "s": 4.0, "m": 2.0, "f": 1, "h": {"edges": [1.0, 2.0, 3.0], "counts": [1, 1]}},
        {"g": "b", "n": 1, "s": 2.5, "m": 2.5, "f": 2.5, "h": {"edges": [1.0, 2.0, 3.0], "counts": [0, 1]}},
    ]
    by_value = table.query().group_by("x", agg={"n": "count"}).sort("x").rows()
    assert [row["x"] for row in by_value] == [None, 1, 2.5, 3, "one", True]
    with pytest.raises(QueryError, match=r"max\(x\) takes .* not a value whose kind differs by row"):
        table.query().agg(m="max(x)").rows()


def test_the_most_frequent_of_mixed_values_tell_kinds_apart() -> None:
    values = [1, "a", None, True, 2.5, [1, 2], {"k": 1}, 1.0, "a", "1", "a", 2**60 + 1]
    table = wandb.Table(
        ["g", "x"], [[n % 2, value] for n, value in enumerate(values)], allow_mixed_types=True
    )
    (row,) = table.query().agg(top="top(x, 3)", mode="mode(x)", kinds="distinct(x)").rows()
    assert row == {
        "top": [{"value": "a", "count": 3}, {"value": 1, "count": 2}, {"value": 2.5, "count": 1}],
        "mode": "a",
        "kinds": 8,
    }
    modes = table.query().group_by("g", agg={"x": "mode"}).sort("g")
    assert [repr(row["x"]) for row in modes.rows()] == ["'a'", "1"]
    assert modes.to_table().query().filter("x is text").count() == 1


def test_figures_of_encoded_text_are_its_own() -> None:
    texts = pa.array(["z", "a", "a", None, "q"]).dictionary_encode()
    query = Query().bind(DuckEngine(pa.table({"g": [1, 1, 1, 1, 2], "c": texts})))
    figures = {"mode": "mode(c)", "min": "min(c)", "max": "max(c)", "first": "first(c)", "last": "last(c)"}
    assert query.group_by("g", agg=figures).rows() == [
        {"g": 1, "mode": "a", "min": "a", "max": "z", "first": "z", "last": "a"},
        {"g": 2, "mode": "q", "min": "q", "max": "q", "first": "q", "last": "q"},
    ]
    assert query.group_by("c", agg={"n": "count"}).to_arrow().column("c").to_pylist() == ["a", None, "q", "z"]


def test_figures_are_found_once(query: Query) -> None:
    grouped = query.group_by("label", agg={"m": "mean(area)"}).sort("label")
    assert query.engine.aggregate(grouped) is query.engine.aggregate(grouped)
    assert query.engine.aggregate(grouped.filter("ok")) is not query.engine.aggregate(grouped)


def test_halves_have_exact_quantiles() -> None:
    query = Query().bind(DuckEngine(pa.table({"x": pa.array([0.1, 0.2], pa.float32())})))
    (row,) = query.agg(m="median(x)", q="quantile(x, [0.25])").rows()
    low, high = (float(np.float32(value)) for value in (0.1, 0.2))
    assert (row["m"], row["q"]) == (pytest.approx((low + high) / 2), [pytest.approx(low + (high - low) / 4)])
