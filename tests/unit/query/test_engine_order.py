"""Row ids of long tables: the first page at once, orders kept in files, made again when damaged."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dsviz_widget.errors import Cancelled, QueryError
from dsviz_widget.query import DuckEngine, EngineOptions, Query, Task, VersionFiles
from dsviz_widget.query.engines.connection import parse_bytes
from dsviz_widget.query.engines.version_files import file_version

ROWS = 300_000


def make_table() -> pa.Table:
    rng = np.random.default_rng(3)
    score = rng.normal(size=ROWS)
    score[rng.random(ROWS) < 0.01] = np.nan
    return pa.table(
        {
            "score": pa.array(score, mask=rng.random(ROWS) < 0.01),
            "step": rng.integers(0, 50, ROWS),
            "label": np.array(["cat", "dog", "bird"])[rng.integers(0, 3, ROWS)],
        }
    )


TABLE = make_table()


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("rows")
    pq.write_table(TABLE.slice(0, 90_000), folder / "a.parquet", row_group_size=10_000)
    pq.write_table(TABLE.slice(90_000), folder / "b.parquet", row_group_size=20_000)
    return [folder / "a.parquet", folder / "b.parquet"]


@pytest.fixture(params=["memory", "parquet"])
def engine(request: pytest.FixtureRequest, paths: list[Path]) -> DuckEngine:
    return DuckEngine(TABLE if request.param == "memory" else paths)


VIEWS = [
    Query().filter("score > 1"),
    Query().filter("step == 7").sort("-score"),
    Query().sort("score"),
    Query().sort("-score", "step"),
    Query().sort("label", "-step"),
    Query().filter("score > 3.5").sort("step"),
    Query().filter("step > 100"),
    Query().filter("label == 'cat'").sort("-score").limit(1_000),
    Query().filter("label == 'cat'").limit(30),
]


@pytest.mark.parametrize("query", VIEWS, ids=lambda query: repr(query.to_json()))
def test_the_first_page_is_the_top_of_the_whole_order(engine: DuckEngine, query: Query) -> None:
    early = engine.page(query, 0, 40).column("__row").to_pylist()
    next_page = engine.page(query, 40, 40).column("__row").to_pylist()
    ids = engine.order(query)
    assert early == ids.slice(0, 40).tolist()
    assert next_page == ids.slice(40, 40).tolist()
    assert engine.page(query, 0, 40).column("__row").to_pylist() == early
    assert engine.count(query) == len(ids)


def narrowing_queries() -> list[Query]:
    wide = Query().filter("score > 2.2")
    return [
        wide,
        wide.sort("-score"),
        wide.filter("step < 20"),
        wide.filter("step < 20").filter("label == 'cat'").sort("label", "-score"),
        Query().filter("step < 20").filter("score > 2.2").filter("label in ['cat', 'dog']"),
        wide.filter("step > 1000"),
        wide.filter({"$lt": ["$label", "cat"]}),
        wide.sort("step"),
    ]


def test_a_view_inside_a_kept_one_has_the_rows_it_would_have_alone(paths: list[Path]) -> None:
    copied = DuckEngine(paths, random_access=TABLE)
    for engine in (DuckEngine(TABLE), copied, DuckEngine(paths)):
        for query in narrowing_queries():
            alone = DuckEngine(TABLE).order(query)
            counted = engine.count(query)
            ids = engine.order(query)
            assert counted == len(ids)
            assert np.array_equal(ids.slice(0, len(ids)), alone.slice(0, len(alone)))


def test_the_top_of_a_long_table_is_looked_at_first(tmp_path: Path) -> None:
    rows = 2_500_000
    table = pa.table({"x": np.arange(rows) % 1000, "y": np.arange(rows)})
    for half, start in (("a", 0), ("b", 1_300_000)):
        pq.write_table(table.slice(start, 1_300_000), tmp_path / f"{half}.parquet")
    for engine in (DuckEngine(table), DuckEngine(sorted(tmp_path.glob("*.parquet")))):
        assert engine.page(Query().filter("x == 3"), 0, 3).column("y").to_pylist() == [3, 1003, 2003]
        assert engine.page(Query().filter("y >= 2400000"), 0, 2).column("y").to_pylist() == [
            2_400_000,
            2_400_001,
        ]
        assert engine.page(Query().filter("x == 3"), 2_499, 9).column("y").to_pylist() == [2_499_003]


def test_orders_are_kept_in_files_for_the_next_process(paths: list[Path], tmp_path: Path) -> None:
    version = file_version([str(path) for path in paths])
    query = Query().sort("-score")
    expected = DuckEngine(TABLE).order(query).slice(0, ROWS)

    def ids() -> np.ndarray:
        return DuckEngine(paths, files=VersionFiles(tmp_path, version)).order(query).slice(0, ROWS)

    assert np.array_equal(ids(), expected)
    (file,) = tmp_path.glob("orders/*")
    written = file.stat().st_ino
    assert np.array_equal(ids(), expected)
    assert file.stat().st_ino == written
    for damage in (b"", b"no ids", file.read_bytes()[:-100]):
        file.write_bytes(damage)
        assert np.array_equal(ids(), expected)
    np.save(file, np.zeros((3, 2)))
    assert np.array_equal(ids(), expected)
    DuckEngine(paths, files=VersionFiles(tmp_path, "another")).order(query)
    assert len(list(tmp_path.glob("orders/*"))) == 2


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = VersionFiles(tmp_path, "v")
    files = [cache.path("orders", name, ".npy") for name in "abc"]
    for age, file in zip((30, 10, 20), files, strict=True):
        with cache.writing(file) as staged:
            staged.write_bytes(b"x" * 100)
        stamp = time.time() - age
        os.utime(file, (stamp, stamp))
    cache.keep_below("orders", 200, files[1])
    assert [file.exists() for file in files] == [False, True, True]
    cache.keep_below("orders", 10, files[2])
    assert [file.exists() for file in files] == [False, False, True]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(paths: list[Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    engine = DuckEngine(paths, files=VersionFiles(tmp_path / "file", "v"))
    assert len(engine.order(Query().sort("score"))) == ROWS


def test_an_order_is_made_ahead_and_once(engine: DuckEngine) -> None:
    first, second = Query().filter("step > 3").sort("-score"), Query().filter("step > 4").sort("-score")
    engine.order_ahead(first)
    engine.order_ahead(second)
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(engine.order(second)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [engine.count(second)] * 4
    assert engine.known_count(second) == found[0]


def test_who_waits_for_an_order_can_leave(engine: DuckEngine) -> None:
    query = Query().sort("-score * step")
    engine.order_ahead(query)
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        engine.order(query.filter("step > 1"), task)
    assert len(engine.order(query)) == ROWS


def test_an_error_in_a_view_reaches_everyone_who_asks(engine: DuckEngine) -> None:
    query = Query().sort("scor")
    engine.order_ahead(query)
    for _ in range(2):
        with pytest.raises(QueryError, match="scor"):
            engine.page(query, 0, 10)


def slow_engine(
    folder: Path, options: EngineOptions | None = None, conditions: int = 39
) -> tuple[DuckEngine, Query]:
    rng = np.random.default_rng(0)
    lists = pa.ListArray.from_arrays(
        np.arange(0, 8_000_001, 4, dtype=np.int32), pa.array(rng.integers(0, 1000, 8_000_000))
    )
    slow = (
        "any(items, "
        + " and ".join(f"it * {k} % 7 != 9" for k in range(1, conditions + 1))
        + " and it == 5000)"
    )
    pq.write_table(pa.table({"items": lists}), folder / "slow.parquet")
    return DuckEngine(folder / "slow.parquet", options=options), Query().filter(slow)


def test_a_statement_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    engine, slow = slow_engine(tmp_path, EngineOptions(timeout_s=0.3))
    with pytest.raises(QueryError, match=r"longer than 0\.3 s"):
        engine.count(slow)
    assert engine.count(Query()) == 2_000_000


def test_long_work_says_how_far_it_is(tmp_path: Path) -> None:
    engine, slow = slow_engine(tmp_path)
    shares: list[float] = []

    def listen(share: float) -> None:
        shares.append(share)
        if len(shares) > 2:
            task.cancel()

    task = Task(listen)
    with pytest.raises(Cancelled):
        engine.count(slow, task=task)
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 1


def test_others_are_answered_while_a_question_takes_long(tmp_path: Path) -> None:
    engine, slow = slow_engine(tmp_path, conditions=9)
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(engine.count(slow)))
    thread.start()
    large = {"$gt": [{"$arrayElemAt": ["$items", 0]}, 500]}
    short = Query().filter("size(items) == 4").group_by(large)
    assert engine.count(short) == 2_000_000
    assert engine.page(short.group_by(), 100, 2).num_rows == 2
    assert engine.groups(short, 0, 5, columns=[])["group_count"] == 2
    thread.join(120)
    assert found == [0]


def test_memory_limits_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DSVIZ_MEMORY_LIMIT", "300MB")
    monkeypatch.setenv("DSVIZ_TEMP_DIR", str(tmp_path))
    engine = DuckEngine(TABLE)
    with engine.source.scan() as scan:
        (row,) = scan.cursor.execute(
            "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
        ).fetchall()
    assert row[0] == "286.1 MiB"
    assert row[1].startswith(str(tmp_path))
    assert parse_bytes("1.5 GiB") == 1_610_612_736
    for wrong in ("much", "3 EB"):
        monkeypatch.setenv("DSVIZ_MEMORY_LIMIT", wrong)
        with pytest.raises(QueryError, match="DSVIZ_MEMORY_LIMIT"):
            DuckEngine(TABLE)


def test_rows_from_everywhere_are_taken_in_any_number(paths: list[Path]) -> None:
    engine = DuckEngine(paths)
    rng = np.random.default_rng(1)
    for size in (1, 50, 2_500):
        ids = rng.integers(0, ROWS, size)
        assert engine.take(ids).drop_columns(["__row"]).to_pandas().equals(TABLE.take(ids).to_pandas())
