"""What a browser is told about a table too long to wait for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dsviz_widget as wandb
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.channel import Channel
from dsviz_widget.widgets.table_session import COUNT_LATER, TableSession

ROWS = COUNT_LATER + 10_000


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TableSession]:
    folder: Path = tmp_path_factory.mktemp("long")
    numbers = np.arange(ROWS, dtype=np.int32)
    table = pa.table({"x": (numbers * 7919) % 1000, "y": numbers, "ok": numbers % 3 == 0})
    pq.write_table(table, folder / "rows.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSVIZ_CACHE_DIR", str(folder / "cache"))
        yield TableSession(wandb.Table.from_parquet(folder / "rows.parquet"), "long")


def as_json(query: Query) -> dict[str, Any]:
    return query.to_json()


def rows_of(buffers: list[bytes]) -> pa.Table:
    return pa.ipc.open_stream(buffers[0]).read_all()


def test_the_first_rows_come_before_they_are_counted(session: TableSession) -> None:
    query = as_json(Query().filter("x < 10").sort("-y"))
    result, buffers = session.open({"query": query, "count": 40}, Task())
    assert result["matched"] is None
    top = rows_of(buffers)
    assert top.num_rows == 40
    counted, _ = session.count({"query": query}, Task())
    matched = int((np.arange(ROWS, dtype=np.int32) * 7919 % 1000 < 10).sum())
    assert counted["matched"] == matched
    again, _ = session.open({"query": query, "count": 40}, Task())
    assert again["matched"] == matched
    answer, buffers = session.rows({"query": query, "start": matched - 5, "count": 40}, Task())
    assert (answer["count"], answer["matched"]) == (5, matched)
    assert rows_of(buffers).column("y").to_pylist()[-1] < top.column("y").to_pylist()[0]


def test_the_whole_table_is_not_counted(session: TableSession) -> None:
    result, buffers = session.open({"query": as_json(Query()), "count": 40}, Task())
    assert result["matched"] == ROWS
    assert rows_of(buffers).column("y").to_pylist() == list(range(40))


def test_a_browser_may_brush(session: TableSession) -> None:
    params = {
        "query": as_json(Query().filter("y >= 1000000")),
        "column": "x", "low": 100, "high": 200, "columns": ["y", "ok", "x", "none"],
        "bins": 16, "pixels": 100,
    }  # fmt: skip
    result, _ = session.heads.brush(params, Task())
    assert (result["low"], result["high"], result["is_estimate"]) == (100, 200, False)
    direct = Query().filter("y >= 1000000").filter("x >= 100 and x < 200")
    assert result["matched"] == session.engine.count(direct)
    assert set(result["columns"]) == {"x", "y", "ok"}
    summary = session.engine.summary(direct, ["y"], bins=16)
    assert result["columns"]["y"]["bins_kept"] == summary["y"]["bins_kept"]


def test_long_work_is_reported_and_can_be_stopped(session: TableSession) -> None:
    told: list[dict[str, Any]] = []
    heard, pause = threading.Event(), threading.Event()

    def send(content: dict[str, Any], buffers: list[bytes] | None) -> None:
        told.append(content)
        heard.set()

    def count(params: dict[str, Any], task: Task) -> Any:
        for step in range(1_000):
            task.check()
            task.progress(step, 1_000)
            pause.wait(0.01)
        return {}, []

    channel = Channel({"count": count}, send)
    channel.receive({"kind": "ask", "id": "a", "method": "count"})
    assert heard.wait(20)
    channel.receive({"kind": "cancel", "id": "a"})
    assert {content["kind"] for content in told} == {"progress"}
    assert all(0 <= content["share"] <= 1 and content["id"] == "a" for content in told)


def test_questions_are_answered_beside_each_other(session: TableSession) -> None:
    failures: list[Any] = []
    whole, _ = session.heads.summary({"query": as_json(Query()), "columns": ["x", "y"], "bins": 16}, Task())

    def ask(number: int) -> None:
        query = as_json(Query().filter(f"x >= {number * 100}").sort("-y"))
        try:
            _, buffers = session.open({"query": query, "count": 10}, Task())
            counted, _ = session.count({"query": query}, Task())
            summed, _ = session.heads.summary({"query": query, "columns": ["x", "y"], "bins": 16}, Task())
            if sum(summed["columns"]["y"]["bins_kept"]) != counted["matched"]:
                failures.append((number, counted))
            if summed["columns"]["x"]["bins_all"] != whole["columns"]["x"]["bins_all"]:
                failures.append((number, "all"))
            if min(rows_of(buffers).column("x").to_pylist()) < number * 100:
                failures.append((number, "rows"))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
