"""A table tells that it has changed, once, and whoever adds rows pays nothing for it."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.add_data(3, "c"),
        lambda table: table.add_column("more", [True, False]),
        lambda table: table.add_computed_columns(lambda _, row: {"more": row["n"] + 1}),
        lambda table: table.cast("n", float),
    ],
)
def test_each_change_is_told_once(change: Callable[[Any], None]) -> None:
    table = wandb.Table(["n", "t"], data=[[1, "a"], [2, "b"]])
    told: list[int] = []
    table.watch(lambda: told.append(1))
    assert told == []
    change(table)
    assert told == [1]
    table.add_column("again", [0] * len(table))
    assert told == [1]


def test_rows_that_are_only_added_leave_the_edition() -> None:
    table = wandb.Table(["n"], data=[[1]])
    before = table.edition
    table.add_data(2)
    assert table.edition == before
    table.add_column("m", [1, 2])
    assert table.edition > before


def test_a_watched_table_is_still_cut_into_chunks() -> None:
    table = wandb.Table(["n"])
    table.watch(lambda: None)
    for number in range(40_000):
        table.add_data(number)
    assert table.to_arrow().column("n").to_pylist() == list(range(40_000))
    assert table.to_arrow().column("n").num_chunks == 3


def test_looking_often_makes_no_more_chunks() -> None:
    table = wandb.Table(["n", "t"])
    looked = []
    for number in range(3_000):
        table.add_data(number, None if number % 7 else str(number))
        if number % 3 == 0:
            looked.append(table.to_arrow())
    assert table.to_arrow().column("n").num_chunks == 1
    assert [rows.num_rows for rows in looked] == list(range(1, 3_001, 3))
    assert looked[500].column("n").to_pylist() == list(range(1_501))
    assert table.to_arrow().column("t").null_count == sum(1 for n in range(3_000) if n % 7)


def test_pictures_that_come_while_others_look_keep_their_pixels() -> None:
    table = wandb.Table(["im"])
    for shade in range(9):
        table.add_data(wandb.Image(np.full((4, 4), shade * 20, np.uint8)))
        table.to_arrow()
    shades = [np.asarray(image.image).flat[0] for image in table.get_column("im")]
    assert shades == [shade * 20 for shade in range(9)]


def test_a_copy_is_not_watched() -> None:
    told: list[bool] = []
    table = wandb.Table(["n"], data=[[1]])
    table.watch(lambda: told.append(True))
    copy = pickle.loads(pickle.dumps(table))
    copy.add_data(2)
    assert told == []
    assert len(copy) == 2
    table.add_data(2)
    assert told == [True]


def test_rows_are_added_by_one_thread_while_another_looks_and_watches() -> None:
    table = wandb.Table(["n"])
    done = threading.Event()
    seen: list[list[int]] = []
    rang = threading.Event()

    def look() -> None:
        while not done.is_set():
            rang.clear()
            table.watch(rang.set)
            seen.append(table.to_arrow().column("n").to_pylist())
            rang.wait(0.01)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(30_000):
        table.add_data(number)
    done.set()
    reader.join()
    for rows in seen:
        assert rows == list(range(len(rows)))
    assert table.to_arrow().column("n").to_pylist() == list(range(30_000))
