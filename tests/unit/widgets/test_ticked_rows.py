"""What a browser asks about rows that are ticked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, Task
from dsviz_widget.table import Table
from dsviz_widget.widgets.row_ids import MOST_TEXT, unpack
from dsviz_widget.widgets.table_session import TableSession

ROWS = 120_000


@pytest.fixture(scope="module")
def session() -> TableSession:
    numbers = np.arange(ROWS)
    return TableSession(Table(dataframe=pd.DataFrame({"n": numbers, "odd": numbers % 2 == 1})), "numbers")


def ids(session: TableSession, query: Query, start: int, count: int) -> list[int]:
    params = {"query": query.to_json(), "start": start, "count": count}
    result, _ = session.handlers["row_ids"](params, Task())
    assert len(result["ids"]) <= MOST_TEXT
    return list(unpack(result["ids"]).tolist())


def taken(session: TableSession, query: Query, rows: list[int]) -> dict[str, Any]:
    _, buffers = session.handlers["ticked"]({"query": query.to_json(), "rows": rows}, Task())
    columns: dict[str, Any] = pa.ipc.open_stream(buffers[0]).read_all().to_pydict()
    return columns


def test_ids_are_those_of_places_in_the_view(session: TableSession) -> None:
    assert ids(session, Query(), 3, 3) == [3, 4, 5]
    assert ids(session, Query().filter("odd").sort("-n"), 1, 2) == [ROWS - 5, ROWS - 3]
    assert ids(session, Query().filter("n < 10"), 8, 100) == [8, 9]


def test_no_more_ids_than_can_be_ticked() -> None:
    numbers = np.random.default_rng(0).random(3_000_000)
    session = TableSession(Table(dataframe=pd.DataFrame({"n": numbers})), "numbers")
    assert ids(session, Query(), 0, len(numbers)) == list(range(1_000_000))
    # Those that nothing orders are long to write: the first ones that fit, in the order of the view.
    scattered = ids(session, Query().sort("n"), 0, len(numbers))
    assert 450_000 < len(scattered) < 1_000_000
    assert scattered == np.sort(np.argsort(numbers)[: len(scattered)]).tolist()


def test_ticked_rows_come_in_the_order_of_the_view_and_those_left_out_last(session: TableSession) -> None:
    query = Query().filter("n < 100").sort("-n")
    assert taken(session, query, [5, 70, 200, 6])["n"] == [70, 6, 5, 200]
    assert taken(session, Query(), [9, 2])["n"] == [2, 9]


def test_ticked_rows_have_the_columns_that_are_shown(session: TableSession) -> None:
    query = Query().derive(twice="n * 2").select("twice", "n")
    assert taken(session, query, [4]) == {"__row": [4], "twice": [8], "n": [4]}


def test_a_row_that_is_not_there_is_an_error(session: TableSession) -> None:
    with pytest.raises(QueryError, match="120"):
        taken(session, Query(), [ROWS])
