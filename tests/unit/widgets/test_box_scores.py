"""How the scores of boxes are spread over a view, and masks that do not fit their picture."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError
from dsviz_widget.query import Task
from dsviz_widget.widgets.table_session import TableSession

LABELS = {0: "cat", 1: "dog"}


def boxed(*scores: dict[str, float]) -> wandb.Image:
    position = {"minX": 0.1, "maxX": 0.5, "minY": 0.1, "maxY": 0.5}
    boxes = [{"position": position, "class_id": 0, "scores": score} for score in scores]
    groups = {"found": {"box_data": boxes, "class_labels": LABELS}}
    return wandb.Image(np.zeros((8, 8, 3), dtype=np.uint8), boxes=groups)


@pytest.fixture
def session() -> TableSession:
    table = wandb.Table(["name", "photo"])
    table.add_data("a", boxed({"p": 0.05, "size": 40}, {"p": 0.95, "size": 10}))
    table.add_data("b", boxed({"p": 1.0, "size": 20}, {"p": float("nan"), "size": 30}))
    table.add_data("c", boxed())
    table.add_data("d", None)
    return TableSession(table, "scores")


def spread(session: TableSession, key: str, query: Any = None, bins: int = 4) -> dict[str, Any]:
    params = {"query": query, "column": "photo", "group": "found", "key": key, "bins": bins}
    return session.handlers["box_scores"](params, Task())[0]


def test_scores_from_0_to_1_keep_that_axis(session: TableSession) -> None:
    found = spread(session, "p")
    assert found == {"count": 3, "bins": [1, 0, 0, 2], "min": 0.05, "max": 1.0}


def test_other_scores_go_from_the_least_to_the_largest(session: TableSession) -> None:
    assert spread(session, "size", bins=3) == {"count": 4, "bins": [1, 1, 2], "min": 10.0, "max": 40.0}


def test_the_filter_of_the_view_counts(session: TableSession) -> None:
    query = wandb.Query().filter("name = 'a'").to_json()
    assert spread(session, "p", query)["count"] == 2
    nothing = wandb.Query().filter("name = 'd'").to_json()
    assert spread(session, "p", nothing) == {"count": 0, "bins": [], "min": None, "max": None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": "pp"}, "no score 'pp'. Did you mean 'p'"),
        ({"group": "lost"}, "no score 'p'"),
        ({"column": "name"}, "holds no images"),
    ],
)
def test_what_does_not_exist_is_named(session: TableSession, change: dict[str, str], message: str) -> None:
    params = {"query": None, "column": "photo", "group": "found", "key": "p", "bins": 4, **change}
    with pytest.raises(QueryError, match=message):
        session.handlers["box_scores"](params, Task())


def test_a_mask_of_another_size_is_said_to_be_so_and_sent_to_the_viewer() -> None:
    mask = np.array([[0, 1], [1, 0]], dtype=np.uint8)
    masks = {"model": {"mask_data": mask, "class_labels": LABELS}}
    small_one = wandb.Image(np.zeros((2, 2, 3), dtype=np.uint8), masks=masks)
    large_one = wandb.Image(np.zeros((8, 8, 3), dtype=np.uint8))
    # Logging refuses such a mask; files that others wrote may hold one.
    large_one.masks = small_one.masks
    table = wandb.Table(["photo"])
    table.add_data(large_one)
    handlers = TableSession(table, "masks").handlers
    whole, buffers = handlers["image"]({"column": "photo", "row": 0}, Task())
    [sent] = whole["masks"]
    assert "Mask model is 2 × 2 and its image 8 × 8." in sent["error"]
    assert list(zlib.decompress(buffers[sent["ids"]])) == [0, 1, 1, 0]
    small, buffers = handlers["thumbnails"]({"column": "photo", "rows": [0], "size_px": 64}, Task())
    assert small["items"][0]["masks"][0]["ids"] == -1
    assert len(buffers) == 1
