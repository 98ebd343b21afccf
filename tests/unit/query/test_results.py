"""What a query answers in Python: frames, rows, tables, SQL, errors; from any thread."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, Query


def bound(**columns: Any) -> Query:
    return Query().bind(DuckEngine(pa.table(columns)))


def picture(value: int) -> wandb.Image:
    return wandb.Image(np.full((4, 6, 3), value, np.uint8), caption=str(value))


@pytest.fixture
def scenes() -> wandb.Table:
    table = wandb.Table(["id", "image", "score"])
    for number in range(4):
        table.add_data(number, picture(number * 20), number / 4)
    return table


@pytest.fixture
def logged(scenes: wandb.Table, store: Any) -> wandb.Table:
    run = wandb.init(project="scenes")
    artifact = wandb.Artifact("scenes", type="dataset")
    artifact.add(scenes, "all")
    run.log_artifact(artifact)
    run.finish()
    found: wandb.Table = wandb.Api().artifact("scenes/scenes:v0").get("all")
    return found


def test_one_answer_in_every_form() -> None:
    polars = pytest.importorskip("polars")
    query = bound(x=[3, 1, 2], y=["c", "a", None]).filter("x < 3").sort("-x")
    rows = [{"x": 2, "y": None}, {"x": 1, "y": "a"}]
    assert query.rows() == rows
    assert query.to_arrow().to_pylist() == rows
    assert query.to_pandas().to_dict("list")["x"] == [2, 1]
    assert query.to_polars().equals(polars.DataFrame(rows))
    assert query.first() == rows[:1]
    assert query.first(9) == rows
    assert query.limit(1).first(9) == rows[:1]
    assert query.count() == 2


def test_maps_are_dicts() -> None:
    maps = pa.array([[(1, 0.5)], [], None], pa.map_(pa.int64(), pa.float64()))
    query = bound(m=maps)
    assert [row["m"] for row in query.rows()] == [{1: 0.5}, {}, None]
    assert query.to_pandas().m.tolist() == [{1: 0.5}, {}, None]


def test_the_answer_becomes_a_table(scenes: wandb.Table) -> None:
    made = scenes.query().filter("score > 0.2").sort("-score").derive(twice="score * 2").to_table()
    assert made.columns == ["id", "image", "score", "twice"]
    assert [row[0] for row in made.data] == [3, 2, 1]
    assert [kind.kind for kind in made.column_types.values()] == ["number", "image", "number", "number"]
    first = made.get_column("image")[0]
    assert (first.caption, np.asarray(first.image)[0, 0, 0]) == ("60", 60)
    groups = scenes.query().group_by("score > 0.3", agg={"n": "count", "image": "first"}).to_table()
    assert [(row[0], row[1], row[2].caption) for row in groups.data] == [(False, 2, "0"), (True, 2, "40")]
    assert scenes.query().limit(0).to_table().columns == scenes.columns


def test_pictures_of_an_artifact_are_references(logged: wandb.Table, store: Any) -> None:
    more = wandb.Table(["id", "image"], [[3, picture(7)], [9, picture(9)]])
    joined = logged.query().compare(more, on="id").to_table()
    assert joined.columns == ["id", "0.image", "0.score", "1.image"]
    refs = [cell and cell["ref"] for cell in joined.to_arrow().column("0.image").to_pylist()]
    assert all(ref.startswith("scenes/scenes:v0/media/images/") for ref in refs[:4])
    assert refs[4] is None
    both = logged.query().concat(more).sort("-id").to_table()
    cells = both.to_arrow().column("image").to_pylist()
    assert [cell["ref"] is not None for cell in cells] == [False, True, False, True, True, True]
    assert [image.caption for image in both.get_column("image")] == ["9", "60", "7", "40", "20", "0"]
    run = wandb.init(project="scenes")
    artifact = wandb.Artifact("both", type="dataset")
    artifact.add(both, "both")
    run.log_artifact(artifact)
    run.finish()
    again = wandb.Api().artifact("scenes/both:v0").get("both")
    assert [np.asarray(image.image)[0, 0, 0] for image in again.get_column("image")] == [9, 60, 7, 40, 20, 0]


def test_a_query_names_the_artifacts_it_is_on(logged: wandb.Table, scenes: wandb.Table) -> None:
    query = logged.query().filter("score > 0").compare(scenes, on="id")
    tables = query.to_json()["inputs"]["tables"]
    assert [table["table"] for table in tables] == ["scenes/scenes:v0/all", None]
    assert tables[0]["query"]["filters"][0]["text"] == "score > 0"


def test_only_a_query_of_tables_becomes_one() -> None:
    with pytest.raises(QueryError, match=r"bound to an engine.*table\.query\(\)"):
        bound(x=[1]).to_table()


def test_a_view_answers_what_is_on_the_screen(scenes: wandb.Table) -> None:
    view = wandb.TableView(scenes, query="score > 0.2")
    assert view.query.to_table().get_column("id") == [1, 2, 3]


SQL = [
    lambda query: query.filter('x > 0.5 and y == "it\'s"').sort("-x"),
    lambda query: query.filter("{$lt: ['$x', 0.7]}").sort("y").limit(7),
    lambda query: query.derive(z="x * 2").filter("z > 1"),
    lambda query: query.filter({"$in": ["$y", ["a", "it's", 'q"']]}),
]


@pytest.mark.parametrize("build", SQL)
@pytest.mark.parametrize("where", ["memory", "parquet"])
def test_the_sql_that_is_shown_runs(build: Any, where: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = pa.table({"x": rng.random(300), "y": rng.choice(["a", "it's", 'q"', "$p0"], 300)})
    pq.write_table(rows, tmp_path / "rows.parquet", row_group_size=50)
    engine = DuckEngine(rows if where == "memory" else tmp_path / "rows.parquet")
    query = build(Query().bind(engine))
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        found = connection.sql(query.sql()).fetchall()
    ids = engine.order(query)
    assert [row[0] for row in found] == ids.slice(0, len(ids)).tolist()


def test_the_sql_of_groups_runs() -> None:
    rows = pa.table({"x": [1.0, 2.0, 3.0], "y": ["a", "a", "b"]})
    query = Query().bind(DuckEngine(rows)).group_by("y", agg={"m": "mean(x)", "t": "top(x)"})
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        assert [row[:2] for row in connection.sql(query.sql()).fetchall()] == [("a", 2), ("b", 1)]


ERRORS = [
    (lambda query: query.filter({"$gt": [{"$size": "$items"}, 0]}), "$size of an empty cell in row 1", 0),
    (lambda query: query.derive(r="x / y").sort("r"), "$divide of 3 and 0 in row 2", None),
    (
        lambda query: query.filter("x > 1").filter("{$gt: [{$divide: ['$x', '$y']}, 1]}"),
        "$divide of 3 and 0 in row 2",
        1,
    ),
    (lambda query: query.sort("x / y"), "$divide of 3 and 0 in row 2", None),
    (lambda query: query.agg(m="mean(x / y)"), "$divide of 3 and 0 in row 2", None),
    (lambda query: query.group_by("x / y", agg={"n": "count"}), "$divide of 3 and 0 in row 2", None),
]


@pytest.mark.parametrize(("build", "message", "clause"), ERRORS)
def test_a_row_on_which_an_expression_stops_is_named(build: Any, message: str, clause: int | None) -> None:
    query = build(bound(items=[[1], None, []], x=[1, 2, 3], y=[1, 1, 0]))
    for answer in (query.rows, query.count, query.to_pandas):
        with pytest.raises(QueryError) as caught:
            answer()
        assert message in str(caught.value)
        assert "on_error('null')" in str(caught.value)
        assert (caught.value.kind, caught.value.clause) == ("row", clause)
    assert query.on_error("null").to_arrow().num_rows > 0


def test_an_infix_comparison_with_what_stops_is_false() -> None:
    assert bound(x=[1, 2], y=[0, 1]).filter("x / y > 1").count() == 1


def test_rows_that_an_earlier_clause_drops_raise_nothing() -> None:
    query = bound(x=[1, 2], y=[0, 1])
    assert query.filter("y != 0").filter("x / y > 1").count() == 1
    assert query.filter("y != 0").derive(r="x / y").sort("r").select("r").rows() == [{"r": 2.0}]
    assert query.derive(r="x / y").select("x").count() == 2


def test_the_editor_counts_rows_that_stop() -> None:
    query = bound(x=[1, 2, 3, 4], y=[0, 1, 0, 2])
    found = query.engine.check({"$gt": [{"$divide": ["$x", "$y"]}, 0]}, Query().filter("x > 1"))
    assert (found["count"], found["errors"]) == (2, 1)


def test_a_figure_is_asked_about_once_groups_are_rows() -> None:
    groups = wandb.Table(["k", "x"], [["a", 1], ["b", 2], ["a", 3]]).query().group_by("k", agg={"n": "count"})
    for further in (groups.filter("n > 1"), groups.derive(twice="n * 2")):
        with pytest.raises(UnknownColumn, match=r"no column 'n'.*figure of groups.*to_table\(\)\.query\(\)"):
            further.rows()
    with pytest.raises(UnknownColumn, match=r"no column 'm'.*There is k, x"):
        groups.filter("m > 1").rows()
    assert groups.to_table().query().filter("n > 1").rows() == [{"k": "a", "n": 2}]


def test_a_column_selected_twice_is_there_once() -> None:
    query = bound(a=[1, 2], b=[3, 4])
    assert query.select("b", "a", "b").to_arrow().column_names == ["b", "a"]
    assert query.group_by("a", agg={"n": "count"}).select("n", "n").to_arrow().column_names == ["n"]


def test_what_is_probably_not_meant_is_said_when_asked() -> None:
    query = bound(im=[{"boxes": [1]}, None], n=[1, 2]).filter("n > 0").sort("n")
    assert query.warnings() == []
    missing = "There is no field 'boxs': empty for every row. Did you mean 'boxes'?"
    assert query.filter("im.boxs is null").warnings() == [f"im.boxs is null: {missing}"]
    assert query.derive(x={"$size": "$im.boxs"}).agg(n="sum(x)").warnings() == [
        f'{{"$size": "$im.boxs"}}: {missing}'
    ]
    (always,) = query.filter({"$gt": ["$n", "a"]}).warnings()
    assert "a number, the second text: the answer is the same for every row" in always


def test_the_span_of_a_row_error_is_that_of_the_operator() -> None:
    query = bound(x=[1], y=[0]).sort("1 + x / y")
    with pytest.raises(QueryError) as caught:
        query.count()
    assert "1 + x / y"[caught.value.start : caught.value.end] == "x / y"


def test_threads_ask_one_query_while_others_run(scenes: wandb.Table) -> None:
    rng = np.random.default_rng(3)
    rows = 50_000
    first = pa.table({"id": np.arange(rows), "x": rng.random(rows), "label": rng.choice(["a", "b"], rows)})
    second = pa.table({"id": rng.permutation(rows), "x": rng.random(rows)})
    frames = [first.to_pandas(), second.to_pandas().set_index("id").x.sort_index()]
    query = Query().bind(DuckEngine(first)).compare(Query().bind(DuckEngine(second)), on="id")
    difference = frames[1].to_numpy() - frames[0].x.to_numpy()
    failures: list[Any] = []

    def ask(number: int) -> None:
        try:
            bound = number / 10
            derived = query.derive(d="$1.x - $0.x").filter(f"d > {bound}")
            if derived.count() != int((difference > bound).sum()):
                failures.append(("count", number))
            groups = derived.group_by("label", agg={"m": "mean(d)", "n": "count"}).sort("label").to_pandas()
            mask = difference > bound
            expected = pd.Series(difference[mask]).groupby(frames[0].label.to_numpy()[mask]).mean()
            if not np.allclose(groups.m, expected):
                failures.append(("mean", number))
            if scenes.query().filter("score > 0.2").to_table().get_column("id") != [1, 2, 3]:
                failures.append(("table", number))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


NAMES = [
    '"; DROP TABLE rows',
    "$p0",
    "`",
    'a"b',
    "new\nline",
    "😀",
    "",
    "Road",
    "road",
    "0.x",
    "t0",
    "__row",
    "\0a",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_column_of_any_name_is_a_key_a_figure_and_a_match(name: str) -> None:
    query = bound(**{other: [1, 2] for other in NAMES})
    assert query.rows() == [dict.fromkeys(NAMES, 1), dict.fromkeys(NAMES, 2)]
    assert query.group_by(name, agg={"n": "count"}).sort(name).rows() == [
        {name: 1, "n": 1},
        {name: 2, "n": 1},
    ]
    assert query.agg(total=("sum", name)).rows() == [{"total": 3}]
    compared = query.compare(query, on=name)
    assert (compared.to_arrow().num_rows, compared.matching().in_all) == (2, 2)
    assert query.concat(query).sort(name).select(name).rows()[:2] == [{name: 1}] * 2
