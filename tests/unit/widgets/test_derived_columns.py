"""Columns that a query derives, as the browser sees them."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ViewError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.table_session import TableSession


@pytest.fixture
def session() -> TableSession:
    table = wandb.Table(["inter", "union"], [[1.0, 2.0], [3.0, 4.0], [None, 1.0]])
    return TableSession(table, "scores")


def page_of(buffer: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pa.ipc.open_stream(buffer).read_all().to_pylist()
    return rows


DERIVED = Query().derive(iou="inter / union", good="iou > 0.6", count="size([1, 2])")


def test_they_come_after_the_others_with_their_kinds(session: TableSession) -> None:
    query = DERIVED.sort("-iou").to_json()
    result, buffers = session.open({"query": query, "count": 2}, Task())
    json.dumps(result, allow_nan=False)
    assert [(column["name"], column["kind"]) for column in result["info"]["columns"]] == [
        ("inter", "number"), ("union", "number"), ("iou", "number"), ("good", "boolean"), ("count", "number"),
    ]  # fmt: skip
    assert result["info"]["columns"][-1]["integer"]
    assert page_of(buffers[0])[0] == {
        "__row": 1, "inter": 3.0, "union": 4.0, "iou": 0.75, "good": True, "count": 2,
    }  # fmt: skip


def test_their_heads_and_pages_are_answered(session: TableSession) -> None:
    query = DERIVED.filter("good").to_json()
    columns = session.heads.summary({"query": query, "columns": ["iou", "good"], "bins": 4}, Task())[0][
        "columns"
    ]
    assert (columns["iou"]["min"], columns["iou"]["max"], columns["iou"]["empty_all"]) == (0.5, 0.75, 1)
    assert sum(columns["iou"]["bins_kept"]) == 1
    assert columns["good"]["kind"] == "boolean"
    result, buffers = session.rows({"query": query, "start": 0, "count": 9}, Task())
    assert result["matched"] == 1
    assert page_of(buffers[0])[0]["iou"] == 0.75


def test_one_that_cannot_be_leaves_the_table_as_it_is(session: TableSession) -> None:
    query = Query().derive(iou="inter / unoin").to_json()
    result, buffers = session.open({"query": query, "count": 2}, Task())
    assert "In the derived column 'iou'" in result["error"]["message"]
    assert [column["name"] for column in result["info"]["columns"]] == ["inter", "union"]
    assert len(page_of(buffers[0])) == 2


def test_the_editor_counts_rows_on_which_an_expression_stops(session: TableSession) -> None:
    table = wandb.Table(["a", "b"], [[1, 0], [1, 1]])
    found = TableSession(table, "t").check({"text": "{$gt: [{$divide: ['$a', '$b']}, 0]}"}, Task())[0]
    assert (found["count"], found["errors"]) == (1, 1)


def test_a_view_shows_one_table() -> None:
    table = wandb.Table(["id"], [[1]])
    view = wandb.TableView(table)
    with pytest.raises(ViewError, match=r"on several tables.*to_table\(\)"):
        view.query = table.query().compare(table, on="id")
    shown = wandb.TableView(table.query().compare(table, on="id").to_table())
    assert shown.query.count() == 1
