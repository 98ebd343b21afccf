"""Rows are read while others come in, and by several readers at once."""

from __future__ import annotations

import copy
import pickle
import threading

import dsviz_widget as wandb
from dsviz_widget.table import columns


def test_rows_are_read_whole_while_others_come_in() -> None:
    table = wandb.Table(["id", "score", "name"])
    rows, step = 30_000, 7
    failures: list[object] = []
    done = threading.Event()

    def read() -> None:
        last = 0
        try:
            while not done.is_set():
                found = table.to_arrow()
                ids = found.column("id").to_pylist()
                if ids != list(range(len(ids))) or len(ids) < last:
                    failures.append(("ids", len(ids), last))
                last = len(ids)
        except Exception as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for i in range(rows):
        # From time to time a column widens.
        table.add_data(i, None if i % 1000 == 0 else i / step, f"row {i}" if i % 500 else None)
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert table.to_arrow().num_rows == rows
    assert rows > columns.CHUNK_ROWS


def test_a_table_with_rows_not_yet_in_columns_is_copied() -> None:
    table = wandb.Table(["id"], [[1], [2]])
    for made in (copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        made.add_data(3)
        assert made.get_column("id") == [1, 2, 3]
    assert table.get_column("id") == [1, 2]
