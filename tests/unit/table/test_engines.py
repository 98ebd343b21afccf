"""One engine for the same rows; long tables keep row ids, statistics and a copy for random access."""

from __future__ import annotations

import copy
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.query import DuckEngine, Query, VersionFiles
from dsviz_widget.store import Catalog
from dsviz_widget.table.engines import cache_folder

ROWS = 1_100_000


def long_table() -> pa.Table:
    rng = np.random.default_rng(5)
    return pa.table(
        {
            "id": np.arange(ROWS),
            "score": rng.normal(size=ROWS),
            "label": np.array(["cat", "dog"])[rng.integers(0, 2, ROWS)],
            "tags": pa.ListArray.from_arrays(
                np.arange(0, 2 * ROWS + 1, 2, dtype=np.int32), rng.integers(0, 9, 2 * ROWS)
            ),
        }
    )


TABLE = long_table()


@pytest.fixture
def parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DSVIZ_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "rows"
    folder.mkdir()
    pq.write_table(TABLE.slice(0, 700_000), folder / "a.parquet", row_group_size=100_000)
    pq.write_table(TABLE.slice(700_000), folder / "b.parquet", row_group_size=100_000)
    return folder


def test_a_table_in_memory_has_one_engine_until_it_changes() -> None:
    table = wandb.Table(columns=["a"], data=[[1], [2]])
    engine = table.engine()
    assert table.engine() is engine
    table.add_data(3)
    assert table.engine() is not engine
    assert table.query().count() == 3
    assert engine.count(Query()) == 2


def test_a_table_that_was_queried_can_be_copied_and_sent() -> None:
    table = wandb.Table(columns=["a"], data=[[1], [2]])
    assert table.query().count() == 2
    for again in (copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert again.engine() is not table.engine()
        assert again.query().filter("a > 1").count() == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_forked_process_has_an_engine_of_its_own() -> None:
    code = (
        "import os, dsviz_widget as wandb\n"
        "table = wandb.Table(columns=['a'], data=[[1], [2]])\n"
        "assert table.query().count() == 2\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    os._exit(table.query().filter('a > 1').count())\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout == "1\n"


def test_tables_of_the_same_files_share_an_engine(parquet: Path) -> None:
    first = wandb.Table.from_parquet(parquet).engine()
    assert wandb.Table.from_parquet(sorted(parquet.iterdir())).engine() is first
    assert wandb.Table.from_parquet(parquet, columns=["id"]).engine() is not first
    pq.write_table(TABLE.slice(0, 10), parquet / "b.parquet")
    changed = wandb.Table.from_parquet(parquet).engine()
    assert changed is not first
    assert changed.row_count == 700_010


def test_versions_of_an_artifact_share_an_engine(store: Catalog) -> None:
    with wandb.init(project="p") as run:
        artifact = wandb.Artifact("rows", "dataset")
        artifact.add(wandb.Table(columns=["a"], data=[[1], [2]]), "rows")
        run.log_artifact(artifact)
    tables = [wandb.Api().artifact("p/rows:latest").get("rows") for _ in range(2)]
    assert tables[0] is not tables[1]
    assert tables[0].engine() is tables[1].engine()


def test_pages_come_from_a_copy_made_behind_the_first_scattered_one(parquet: Path) -> None:
    table = wandb.Table.from_parquet(parquet)
    engine = table.engine()
    assert isinstance(engine, DuckEngine)
    assert engine.copy is not None
    query = Query().sort("-score")
    page = engine.page(query, 0, 50)
    assert engine.copy.wait(120)
    assert engine.copy.share == 1.0
    assert engine.page(query, 0, 50).equals(page)
    assert engine.page(query, ROWS - 30, 50).num_rows == 30
    ids = np.random.default_rng(0).integers(0, ROWS, 3_000)
    assert engine.take(ids).drop_columns(["__row"]).equals(TABLE.take(ids))
    kept = {path.parent.name for path in cache_folder().glob("*/*")}
    assert kept == {"orders", "rows"}


def test_a_copy_is_found_again_and_made_again_when_damaged(parquet: Path) -> None:
    paths = sorted(parquet.iterdir())
    files = VersionFiles(cache_folder(), "v")
    first = DuckEngine(paths, columns=TABLE.schema, files=files)
    assert first.copy is not None
    assert first.copy.share == 0.0
    first.copy.begin()
    assert first.copy.wait(120)
    (copy,) = cache_folder().glob("rows/*")
    again = DuckEngine(paths, columns=TABLE.schema, files=files)
    assert again.copy is not None
    assert again.copy.share == 1.0
    short = copy.read_bytes()[:1000]
    copy.unlink()
    copy.write_bytes(short)
    third = DuckEngine(paths, columns=TABLE.schema, files=files)
    assert third.copy is not None
    assert third.copy.share == 0.0
    assert third.take([ROWS - 1, 0]).column("id").to_pylist() == [ROWS - 1, 0]
    assert third.copy.wait(120)


def test_what_was_kept_may_be_deleted_while_it_is_used(parquet: Path) -> None:
    engine = wandb.Table.from_parquet(parquet).engine()
    query = Query().filter("score > 0").sort("-score")
    before = engine.page(query, 500_000, 5)
    assert engine.copy is not None
    engine.copy.wait(120)
    engine.summary(query, ["score"])
    shutil.rmtree(cache_folder())
    assert engine.page(query, 500_000, 5).equals(before)
    assert engine.order(query.sort("score")).count == engine.count(query)


def test_no_copy_is_made_where_there_is_no_room(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsviz_widget.query.engines.copying.MAX_COPY_BYTES", 1000)
    engine = wandb.Table.from_parquet(parquet).engine()
    page = engine.page(Query().sort("score"), 0, 9)
    assert engine.copy is not None
    assert not engine.copy.wait(60)
    assert engine.page(Query().sort("score"), 0, 9).equals(page)


def test_a_long_table_of_an_artifact_is_scanned_as_it_is(
    store: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsviz_widget.table.at_rest.SCAN_FROM", ROWS)
    with wandb.init(project="p") as run:
        artifact = wandb.Artifact("rows", "dataset")
        artifact.add(wandb.Table.from_arrow(TABLE), "rows")
        run.log_artifact(artifact)
    table = wandb.Api().artifact("p/rows:latest").get("rows")
    engine = table.engine()
    query = Query().filter("score > 1 and label == 'cat'").sort("-score")
    page = engine.page(query, 0, 30)
    assert engine.copy.wait(120)
    expected = DuckEngine(TABLE)
    assert engine.page(query, 0, 30).equals(page)
    assert page.equals(expected.page(query, 0, 30))
    assert engine.summary(query, bins=9) == expected.summary(query, bins=9)
    assert {path.name for path in store.cache.iterdir()} >= {"rows", "statistics"}
    assert table.to_arrow().equals(TABLE)
