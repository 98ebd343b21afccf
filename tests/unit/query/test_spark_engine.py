"""Spark beside DuckDB on the same files: the same questions, the same answers."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import Cancelled, QueryError, TableArgumentError, UnknownColumn
from dsviz_widget.query import DuckEngine, Query, SparkEngine, Task
from tests.unit.query.test_duck_engine import TABLE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.spark

Q = Query()
FILTERED = Q.filter("score > 0.5").filter("label in ['cat', 'dog']").sort("-score")
GROUPED = Q.group_by("label").sort("-area")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The rows in two files whose names are not in the order of the rows."""
    folder = tmp_path_factory.mktemp("two files, 50%")
    paths = [folder / "z.parquet", folder / "a.parquet"]
    pq.write_table(TABLE.slice(0, 2100), paths[0], row_group_size=500)
    pq.write_table(TABLE.slice(2100), paths[1], row_group_size=500)
    return paths


@pytest.fixture(scope="module")
def duck(files: list[Path]) -> DuckEngine:
    return DuckEngine(files)


@pytest.fixture(scope="module")
def engine(spark: SparkSession, files: list[Path]) -> Iterator[SparkEngine]:
    made = SparkEngine(files, spark)
    yield made
    made.close()


def same(mine: Any, theirs: Any) -> bool:
    """Tell whether two answers are equal but for the order in which floats were added."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return list(mine) == list(theirs) and all(same(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(mine, float) and isinstance(theirs, float):
        return math.isclose(mine, theirs, rel_tol=1e-9) or (mine != mine and theirs != theirs)
    if isinstance(mine, datetime) and isinstance(theirs, datetime):
        # A day has no zone, and what Spark computes of it has: both mean UTC.
        return mine.replace(tzinfo=timezone.utc) == theirs.replace(tzinfo=timezone.utc)
    if isinstance(mine, str) and isinstance(theirs, str) and mine != theirs:
        # The mean of dates is that of numbers.
        moments = [datetime.fromisoformat(text) for text in (mine, theirs) if text[:2] == "20"]
        return len(moments) == 2 and abs((moments[0] - moments[1]).total_seconds()) < 1e-3
    return bool(mine == theirs)


ROWS = pa.array(range(len(TABLE)), pa.int64())
DERIVED = Q.derive(double="area * 2", both="double + score", big="double > 1")
DERIVED = DERIVED.filter("both > 1").sort("-both")
STOPS = "{$cond: [{$gt: [{$divide: [1, '$count']}, 0.5]}, 'large', 'small']}"
FIGURES = {
    f"a{number}": text
    for number, text in enumerate(
        [
            "count", "count(area)", "distinct(label)", "sum(count)", "sum(score)", "mean(score)",
            "std(score)", "min(score)", "max(area)", "min(label)", "max(day)", "median(score)", "median(day)",
            "quantile(area, 0.9)", "quantile(count, [0.1, 0.5])", "first(label)", "last(boxes)",
            "mode(label)", "mode(count)", "top(label)", "top(count, 3)", "histogram(area)",
            "histogram(day, 7)",
            "histogram(score, [-1, 0, 1])", "class_counts(boxes)", "class_shares(boxes)", "mean(ok)",
        ]
    )
}  # fmt: skip

QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "count": lambda e: [e.count(FILTERED), e.count(Q), e.count(FILTERED.limit(7))],
    "order": lambda e: e.order(FILTERED).slice(0, 5_000).tolist(),
    "order, empty cells and NaN": lambda e: e.order(Q.sort("score", "-area")).slice(0, 5_000).tolist(),
    "page": lambda e: e.page(FILTERED, 3, 5).to_pylist(),
    "page over two files": lambda e: e.page(Q, 2098, 5).to_pylist(),
    "page of boxes": lambda e: e.page(Q.filter("any(boxes, class_id == 3)"), 10, 5).to_pylist(),
    "page past the end": lambda e: e.page(FILTERED.limit(4), 2, 100, ["label"]).to_pylist(),
    "page far down": lambda e: e.page(Q.sort("count"), 4_990, 20, ["count", "day"]).to_pylist(),
    "take": lambda e: e.take([4_999, 0, 2_100, 0], ["count", "label"]).to_pylist(),
    "take nothing": lambda e: e.take([]).to_pylist(),
    "check": lambda e: e.check("{$lt: ['$area', 0.5]}", FILTERED),
    "without each": lambda e: e.without_each(FILTERED),
    "summary of all": lambda e: e.summary(Q),
    "summary": lambda e: e.summary(FILTERED, bins=7),
    "summary of the first": lambda e: e.summary(FILTERED.limit(100)),
    "groups": lambda e: e.groups(GROUPED, 0, 3),
    "groups of two keys": lambda e: e.groups(
        FILTERED.group_by("label", "ok").sort("-mean(area)", "score"), 1, 10
    ),
    "groups of the first": lambda e: e.groups(GROUPED.limit(500), 0, 10),
    "page of a group": lambda e: e.page(GROUPED, 2, 5, group=["cat"]).to_pylist(),
    "page of the group of empty cells": lambda e: e.page(GROUPED, 0, 5, group=[None]).to_pylist(),
    "gallery": lambda e: e.gallery(GROUPED, ["dog"], 2, 5),
    "class totals": lambda e: e.class_totals(FILTERED, ["boxes"]),
    "figures": lambda e: e.aggregate(Q.filter("area > 0.2").group_by("label", agg=FIGURES)).to_pylist(),
    "figures of all rows": lambda e: e.aggregate(Q.agg(FIGURES)).to_pylist(),
    "groups by a figure": lambda e: e.aggregate(
        Q.group_by("label", "ok", agg={"m": "mean(count)"}).sort("-std(count)").limit(3)
    ).to_pylist(),
    "derived page": lambda e: e.page(DERIVED, 2, 4).to_pylist(),
    "derived column of a page": lambda e: e.page(DERIVED, 2, 4, ["both", "label"]).to_pylist(),
    "derived count": lambda e: e.count(DERIVED),
    "derived summary": lambda e: e.summary(DERIVED, ["both", "big"]),
    "derived groups": lambda e: e.groups(DERIVED.group_by("big"), 0, 4, columns=["boxes", "both"]),
    "derived figures": lambda e: e.aggregate(
        DERIVED.group_by("big", agg={"m": "mean(both)"}).sort("-m")
    ).to_pylist(),
    "derived where MongoDB stops": lambda e: e.page(Q.derive(x=STOPS), 0, 300, ["count", "x"]).to_pylist(),
    "sorted where MongoDB stops": lambda e: e.page(Q.sort(STOPS, "-area"), 0, 300, ["count"]).to_pylist(),
    "grouped where MongoDB stops": lambda e: e.groups(Q.group_by(STOPS), 0, 5),
    "figures where MongoDB stops": lambda e: e.aggregate(
        Q.group_by(STOPS, agg={"n": "count", "top": ("top", STOPS)}).sort("-n")
    ).to_pylist(),
    "first error": lambda e: str(e.first_error(Q.filter({"$gt": [{"$divide": ["$area", "$count"]}, 1]}))),
    "values": lambda e: e.evaluate("{$add: ['$score', '$count']}").to_pylist(),
    "values with errors": lambda e: e.evaluate("{$divide: ['$area', '$count']}").to_pylist(),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_engines_answer_alike(duck: DuckEngine, engine: SparkEngine, question: str) -> None:
    expected, found = QUESTIONS[question](duck), QUESTIONS[question](engine)
    assert same(expected, found), f"{expected}\n{found}"


def test_pages_are_slices_of_one_order(engine: SparkEngine) -> None:
    query = Q.filter("ok").sort("count")
    first = engine.page(query, 0, 10)["__row"].to_pylist()
    second = engine.page(query, 10, 10)["__row"].to_pylist()
    ids = engine.order(query)
    assert first + second == ids.slice(0, 20).tolist()
    assert engine.page(query, len(ids) - 3, 10)["__row"].to_pylist() == ids.slice(len(ids) - 3, 3).tolist()


def test_a_query_bound_to_spark_answers_itself(duck: DuckEngine, engine: SparkEngine) -> None:
    query = Q.filter("count >= 50").sort("-count").select("count", "label").limit(20)
    assert query.bind(engine).to_arrow().equals(query.bind(duck).to_arrow())
    assert query.bind(engine).count() == 20


def test_a_data_frame_is_numbered_once(spark: SparkSession) -> None:
    frame = spark.range(0, 1000, 1, 7).selectExpr("id AS n", "id % 3 AS k")
    engine = SparkEngine(frame)
    assert engine.row_count == 1000
    everything = engine.page(Q, 0, 1000)
    assert everything["__row"].to_pylist() == list(range(1000))
    ids = [977, 3, 512]
    assert engine.take(ids)["n"].to_pylist() == everything["n"].take(ids).to_pylist()
    assert engine.count(Q.filter("k == 1")) == 333
    engine.close()


def test_a_table_in_memory_goes_to_the_cluster(spark: SparkSession) -> None:
    engine = SparkEngine(TABLE, spark, columns=TABLE.schema)
    assert engine.schema.equals(TABLE.schema)
    assert engine.page(FILTERED, 0, 9).equals(DuckEngine(TABLE).page(FILTERED, 0, 9))
    engine.close()


def test_a_table_is_asked_through_spark(spark: SparkSession, tmp_path: Path) -> None:
    table = wandb.Table(columns=["id", "label", "any"], allow_mixed_types=True)
    for number in range(40):
        cell: Any = [number, str(number), number % 2 == 0, None, [number]][number % 5]
        table.add_data(number, "cat" if number % 3 else "dog", cell)
    table.to_parquet(tmp_path / "table.parquet")
    stored = wandb.Table.from_parquet(tmp_path / "table.parquet")
    for one in (table, stored):
        mine, theirs = (
            one.query(engine=name).filter("label == 'cat'").filter({"$gt": ["$any", 4]}).sort("-id")
            for name in ("spark", "duckdb")
        )
        assert mine.to_table() == theirs.to_table()
        assert mine.count() == theirs.count() > 10
    with pytest.raises(TableArgumentError, match="'duckdb' or 'spark', got 'dask'"):
        table.query(engine="dask")  # type: ignore[arg-type]


TABLES = [
    pa.table(
        {
            "id": [3, 1, 2, 2, None, 7],
            "iou": [0.1, 0.5, 0.2, 0.9, 0.4, None],
            "boxes": [[{"k": 1}], None, [], [{"k": 2}], [], []],
        }
    ),
    pa.table({"id": [2, 1, 9, 2, None, 2], "iou": [1.0, 2, 3, 4, 5, 6], "ok": [True, None, False] * 2}),
    pa.table({"id": [1, 9, 8], "label": ["x", "y", "z"], "iou": [1, 2, 3]}),
]


def ask_together(engines: list[Any]) -> dict[str, Any]:
    first, second, third = (Q.bind(engine) for engine in engines)
    compared = first.compare(second, third, on="id")
    kept = first.filter("iou > 0.15").derive(z="iou * 2").sort("-iou").limit(3)
    stacked = first.concat(second.sort("-iou").limit(4), third).filter("iou > 1.5").sort("-iou")
    return {
        "inner": first.join(second, on="id").rows(),
        "outer": first.join(second, on="id", how="outer").rows(),
        "matching": compared.matching(),
        "compared": compared.filter("$1.iou - $0.iou > 1").sort("-$1.iou").rows(),
        "figures": compared.derive(d="$1.iou - $0.iou").group_by("id", agg={"d": "mean(d)"}).rows(),
        "rows of a query": kept.join(second.sort("iou"), on="id", how="left").rows(),
        "after each other": stacked.rows(),
        "from": [int(table) for table in stacked.engine.owner_of_rows(stacked)],
        "owners": compared.engine.owners(compared),
    }


def test_tables_are_taken_together_on_the_cluster(spark: SparkSession) -> None:
    engines = [SparkEngine(table, spark) for table in TABLES]
    assert ask_together(engines) == ask_together([DuckEngine(table) for table in TABLES])
    with pytest.raises(QueryError, match="Table 1 is not answered by Spark"):
        Q.bind(engines[0]).concat(Q.bind(DuckEngine(TABLES[1]))).count()


def test_a_folder_is_read_by_the_names_in_it(spark: SparkSession, files: list[Path]) -> None:
    by_name = sorted(files)
    engine, expected = SparkEngine(files[0].parent, spark), DuckEngine(by_name)
    assert same(expected.page(FILTERED, 0, 20).to_pylist(), engine.page(FILTERED, 0, 20).to_pylist())
    engine.close()


ODD_NAMES = {
    "": [1, 2], "a.b": [3, 4], "Road": [5, 6], "road": [7, 8], 'say "x"': [9, 10], "`tick`": [11, 12],
    ":p0": [13, 14], "not x": [15, 16], "new\nline": [17, 18], "😀": [19, 20], "'; DROP TABLE x": [21, 22],
    "__row": [23, 24], "__file": [25, 26], "$p0": [27, 28], "_metadata": [29, 30],
}  # fmt: skip


@pytest.mark.parametrize("as_file", [True, False])
def test_columns_have_any_name(spark: SparkSession, tmp_path: Path, as_file: bool) -> None:
    names = {name: cells for name, cells in ODD_NAMES.items() if name != "_metadata" or not as_file}
    table = pa.table(names)
    pq.write_table(table, tmp_path / "odd.parquet")
    engine = SparkEngine(tmp_path / "odd.parquet" if as_file else table, spark)
    assert engine.schema.names == list(names)
    assert [column.to_pylist() for column in engine.take([1, 0]).columns[1:]] == [
        [high, low] for low, high in names.values()
    ]
    summary = engine.summary(Q)
    assert {name: [summary[name]["min"], summary[name]["max"]] for name in names} == names
    found = engine.count(Q.filter("`'; DROP TABLE x` > 21").filter("Road > 5").filter("road < 9"))
    assert found == 1
    engine.close()


def test_values_keep_what_they_are(spark: SparkSession, tmp_path: Path) -> None:
    when = datetime(2021, 6, 1, 12, tzinfo=timezone.utc)
    table = pa.table(
        {
            "when": pa.array([when, None], pa.timestamp("us", tz="UTC")),
            "small": pa.array([1, 2], pa.uint8()),
            "wide": pa.array([1, None], pa.uint32()),
            "half": pa.array([0.5, None], pa.float32()),
            "struct": pa.array([{"A": 1, "a": "x"}, None]),
            "map": pa.array([[("k", 1.5)], []], pa.map_(pa.string(), pa.float64())),
            "bytes": pa.array([b"\x00\xff", None]),
        }
    )
    pq.write_table(table, tmp_path / "types.parquet")
    engine = SparkEngine(tmp_path / "types.parquet", spark, columns=table.schema)
    assert engine.page(Q, 0, 2).drop_columns(["__row"]).equals(table)
    assert engine.count(Q.filter("when >= '2021-06-01T12:00:00'").filter("when < '2021-06-01T12:00:01'")) == 1
    assert engine.count(Q.filter("struct.A == 1 and struct.a == 'x'")) == 1
    assert engine.count(Q.filter("map.k > 1")) == 1
    engine.close()


def test_the_given_session_keeps_its_settings(spark: SparkSession, engine: SparkEngine) -> None:
    assert spark.conf.get("spark.sql.caseSensitive") == "false"
    assert not [table for table in spark.catalog.listTables() if table.name.startswith("dsviz")]


def test_what_is_wrong_is_said_as_ever(spark: SparkSession, engine: SparkEngine, tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn, match="scor"):
        engine.count(Q.filter("scor > 1"))
    with pytest.raises(UnknownColumn, match="Did you mean 'label'"):
        engine.page(Q, 0, 1, ["lable"])
    with pytest.raises(QueryError, match="rows 0 to 4999, not 5000"):
        engine.take([5000])
    with pytest.raises(QueryError, match=r"cannot read .*nowhere") as caught:
        SparkEngine(tmp_path / "nowhere", spark)
    assert "as the cluster sees them" in str(caught.value.hint)


def test_a_file_that_is_gone_is_named_as_gone(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "gone.parquet"
    pq.write_table(pa.table({"x": [1, 2]}), path)
    engine = SparkEngine(path, spark)
    path.unlink()
    with pytest.raises(QueryError, match="gone since the table was opened"):
        engine.count(Q.filter("x > 1"))


def test_a_question_is_cancelled(engine: SparkEngine) -> None:
    classes = " or ".join(f"class_id == {n / 7}" for n in range(200))
    slow = Q.filter(f"count(boxes, any(boxes, any(boxes, {classes}))) > 99").sort("area")
    task = Task()
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            engine.order(slow, task)
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    task.cancel()
    thread.join(60)
    assert not thread.is_alive()
    assert [type(error) for error in caught] == [Cancelled]
    assert engine.count(FILTERED) > 0


def test_questions_are_asked_from_many_threads(duck: DuckEngine, engine: SparkEngine) -> None:
    queries = [Q.filter(f"count > {n}").sort("-area") for n in range(0, 80, 10)]
    expected = [duck.page(query, 0, 5).to_pylist() for query in queries]
    answers: dict[int, Any] = {}

    def ask(number: int) -> None:
        answers[number] = engine.page(queries[number], 0, 5).to_pylist()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert same([answers[number] for number in range(len(queries))], expected)


def test_the_statement_is_shown_and_runs(spark: SparkSession, engine: SparkEngine) -> None:
    query = Q.derive(double="area * 2").filter("label == 'ca\\'t' or double > 1.5").sort("-double").limit(5)
    text = query.bind(engine).sql()
    assert "'ca\\'t'" in text
    assert text.endswith("LIMIT 5")
    frame = spark.createDataFrame(TABLE.select(["area", "label"]).append_column("__row", ROWS))
    frame.createOrReplaceTempView("rows")
    assert spark.sql(text).toArrow()["id"].to_pylist() == engine.order(query).slice(0, 5).tolist()
    groups = Q.group_by("label", agg={"most": "max(area)"}).sort("-most").bind(engine)
    assert spark.sql(groups.sql()).toArrow()["a0"].to_pylist() == groups.to_arrow()["most"].to_pylist()
    spark.catalog.dropTempView("rows")
