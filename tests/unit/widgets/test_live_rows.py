"""Tables that grow while a view is open, as its browser hears of it."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.query import Task


class Page:
    """Listens to what a view says."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.came = threading.Condition()
        self.events: list[dict[str, Any]] = []
        view.session.live.tell = self._take

    def _take(self, name: str, **about: Any) -> None:
        with self.came:
            self.events.append({"name": name, **about})
            self.came.notify_all()

    def wait(self, count: int = 1) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.events) >= count, timeout=60), "no event"

    def ask(self, method: str, **params: Any) -> tuple[dict[str, Any], Any]:
        params = {"query": self.view.query.to_json(), "count": 40, **params}
        result, buffers = self.view.session.handlers[method](params, Task())
        return result, pa.ipc.open_stream(buffers[0]).read_all() if buffers else None


@pytest.fixture
def table() -> Any:
    return wandb.Table(["n", "name"], data=[[n, f"row {n}"] for n in range(100)])


@pytest.fixture
def page(table: Any) -> Iterator[Page]:
    view = wandb.TableView(table)
    yield Page(view)
    view.close()


def test_new_rows_are_told_once_until_somebody_looks(page: Page, table: Any) -> None:
    page.ask("open")
    table.add_data(100, "new")
    page.wait()
    table.add_data(101, "new")
    time.sleep(0.2)
    assert page.events == [{"name": "rows", "row_count": 101}]
    result, rows = page.ask("refresh", start=80, page_rows=40)
    assert (result["matched"], result["info"]["row_count"], result["start"]) == (102, 102, 80)
    assert rows["__row"].to_pylist() == list(range(80, 102))
    table.add_data(102, "new")
    page.wait(2)


def test_a_view_that_nobody_opened_is_told_nothing(page: Page, table: Any) -> None:
    table.add_data(100, "new")
    time.sleep(0.15)
    assert page.events == []
    assert page.ask("open")[0]["matched"] == 101


def test_the_row_that_is_read_keeps_its_place_in_a_sorted_view(page: Page, table: Any) -> None:
    page.view.query = wandb.Query().sort("-n")
    page.ask("open")
    for n in range(100, 150):
        table.add_data(n, "new")
    # Row 40 is at position 59, 19 rows below the first one of the page.
    result, rows = page.ask("refresh", start=40, page_rows=40, anchor={"row": 40, "below": 19})
    assert result["anchor_at"] == 109
    assert result["start"] == 80
    assert rows["__row"][109 - 80].as_py() == 40


def test_a_row_that_matches_no_more_gives_up_its_place(page: Page, table: Any) -> None:
    page.view.query = wandb.Query().filter("n > 50")
    page.ask("open")
    result, _ = page.ask("refresh", start=0, anchor={"row": 3, "below": 0})
    assert (result["anchor_at"], result["start"]) == (None, 0)


def test_filters_groups_and_heads_follow(page: Page, table: Any) -> None:
    page.view.query = wandb.Query().filter("name == 'new'")
    assert page.ask("open")[0]["matched"] == 0
    table.add_data(7, "new")
    assert page.ask("refresh")[0]["matched"] == 1
    assert page.ask("summary", columns=["n"])[0]["columns"]["n"]["max"] == 99
    page.view.query = wandb.Query().group_by("name")
    assert page.ask("groups", start=0)[0]["group_count"] == 101


def test_a_new_column_is_seen_and_tells_that_rows_read_otherwise(page: Page, table: Any) -> None:
    edition = page.ask("open")[0]["info"]["edition"]
    table.add_data(100, "new")
    assert page.ask("refresh")[0]["info"]["edition"] == edition
    table.add_column("double", [2 * n for n in range(101)])
    page.wait()
    result, rows = page.ask("refresh")
    assert [column["name"] for column in result["info"]["columns"]] == ["n", "name", "double"]
    assert result["info"]["edition"] > edition
    assert rows["double"][3].as_py() == 6


def test_a_query_that_fits_no_more_says_so(page: Page, table: Any) -> None:
    page.view.query = wandb.Query().derive(double="2 * n").filter("double > 10")
    assert page.ask("open")[0]["error"] is None
    table.add_column("double", ["text"] * 100)
    result, rows = page.ask("refresh", anchor={"row": 50, "below": 0})
    assert "double" in result["error"]["message"]
    assert len(rows) == 40


def test_python_answers_on_the_rows_of_now(page: Page, table: Any) -> None:
    page.view.query = "n >= 90"
    assert page.view.query.count() == 10
    table.add_data(100, "new")
    assert page.view.query.count() == 11
    page.view.selected = [100]
    assert page.view.selected_rows()["name"].tolist() == ["new"]


def test_pictures_that_come_later_are_shown() -> None:
    table = wandb.Table(["im"], data=[[wandb.Image(np.zeros((8, 8), np.uint8))]])
    page = Page(wandb.TableView(table))
    page.ask("open")
    table.add_data(wandb.Image(np.full((8, 8), 200, np.uint8)))
    page.ask("refresh")
    small, _ = page.view.session.pictures.small({"column": "im", "rows": [0, 1]}, Task())
    assert [item.get("error") for item in small["items"]] == [None, None]


def test_a_table_from_the_store_grows_on(tmp_path: Any) -> None:
    with wandb.init(dir=tmp_path, project="p") as run:
        artifact = wandb.Artifact("seen", "dataset")
        artifact.add(wandb.Table(["im", "n"], data=[[wandb.Image(np.zeros((8, 8), np.uint8)), 1]]), "t")
        run.log_artifact(artifact)
        table = run.use_artifact("seen:latest").get("t")
        page = Page(wandb.TableView(table))
        page.ask("open")
        table.add_data(wandb.Image(np.full((8, 8), 200, np.uint8)), 2)
        page.wait()
        assert page.ask("refresh")[0]["matched"] == 2
        small, _ = page.view.session.pictures.small({"column": "im", "rows": [0, 1]}, Task())
        assert [item.get("error") for item in small["items"]] == [None, None]


def test_a_table_that_is_logged_in_parts_is_followed_through_its_logs(tmp_path: Any) -> None:
    table = wandb.Table(["n"], data=[[0]], log_mode="INCREMENTAL")
    page = Page(wandb.TableView(table))
    page.ask("open")
    with wandb.init(dir=tmp_path, project="p") as run:
        for n in range(1, 4):
            artifact = wandb.Artifact("log", "dataset")
            artifact.add(table, "t")
            run.log_artifact(artifact)
            table.add_data(n)
            page.wait(n)
            assert page.ask("refresh")[0]["matched"] == n + 1
        assert page.ask("rows", start=0)[1]["n"].to_pylist() == [0, 1, 2, 3]
        assert [len(run.use_artifact(f"log:v{v}").get("t")) for v in range(3)] == [1, 2, 3]


def test_a_table_does_not_keep_its_views_alive(table: Any) -> None:
    view = wandb.TableView(table)
    view.session.live.tell = lambda name, **about: None
    view.session.handlers["open"]({}, Task())
    live = weakref.ref(view.session.live)
    view.close()
    del view
    gc.collect()
    assert live() is None
    table.add_data(100, "nobody looks")
