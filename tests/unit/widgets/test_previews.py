"""What a browser hears of a derived column while it is typed, and of columns that have no axis."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.table_session import TableSession


@pytest.fixture
def session() -> TableSession:
    table = wandb.Table(["inter", "losses", "mixed", "pose"], allow_mixed_types=True)
    for i in range(20):
        losses = [float(step) for step in range(i % 5)]
        table.add_data(i, losses, [1, "a", None, True][i % 4], {"x": 1.0, "y": float(i)})
    return TableSession(table, "Table")


def preview(
    session: TableSession, text: str, query: Query | None = None, **more: Any
) -> tuple[Any, list[Any]]:
    params = {"query": (query or Query()).to_json(), "text": text, "count": 3, **more}
    result, buffers = session.handlers["preview"](params, Task())
    return result, pa.ipc.open_stream(buffers[0]).read_all().column(1).to_pylist()


def test_a_preview_has_kind_and_first_values_of_the_view(session: TableSession) -> None:
    query = Query().filter("inter >= 3").sort("-inter")
    result, values = preview(session, "inter * 2", query, name="twice")
    assert result["column"]["name"] == "twice"
    assert result["column"]["kind"] == "number"
    assert values == [38, 36, 34]
    assert result["name_error"] is None


def test_a_constant_is_a_column_too(session: TableSession) -> None:
    assert preview(session, "'new'")[1] == ["new"] * 3


def test_a_taken_name_is_said_beside_the_values(session: TableSession) -> None:
    result, values = preview(session, "inter + 1", name="inter")
    assert "There is a column 'inter' already" in result["name_error"]
    assert values == [1, 2, 3]


def test_an_error_has_its_place_in_the_expression(session: TableSession) -> None:
    with pytest.raises(QueryError, match="no column 'intre'") as caught:
        preview(session, "1 + intre", name="x")
    assert (caught.value.span, caught.value.replacement) == ((4, 9), "inter")


def test_a_column_under_edit_sees_those_before_it_and_not_itself(session: TableSession) -> None:
    query = Query().derive(a="inter + 1").derive(b="a * 10").derive(c="b + 1")
    result, values = preview(session, "a * 100", query, name="b", replaces="b")
    assert (values, result["name_error"]) == ([100, 200, 300], None)
    with pytest.raises(QueryError, match="no column 'c'"):
        preview(session, "c + 1", query, name="b", replaces="b")
    with pytest.raises(QueryError, match="no column 'b'"):
        preview(session, "b + 1", query, name="b", replaces="b")


def test_heads_of_lists_mixed_cells_and_objects_say_what_can_be_counted(session: TableSession) -> None:
    query = Query().filter("inter < 10")
    params = {"query": query.to_json(), "columns": ["losses", "mixed", "pose"], "bins": 8}
    found = session.handlers["summary"](params, Task())[0]["columns"]
    assert (found["losses"]["kind"], found["losses"]["of"]) == ("number", "len(losses)")
    assert found["losses"]["bins_kept"] == [2, 2, 2, 2, 2]
    kinds = {item["value"]: (item["all"], item["kept"]) for item in found["mixed"]["top"]}
    assert found["mixed"]["of"] == "type(mixed)"
    assert kinds == {"double": (5, 3), "string": (5, 3), "null": (5, 2), "bool": (5, 2)}
    assert (found["pose"]["kind"], found["pose"]["fields"]) == ("struct", ["x", "y"])


def test_a_head_of_values_shows_what_the_other_clauses_keep() -> None:
    rows = [[["day", "dusk"][i % 2], i, i % 3 == 0] for i in range(30)]
    session = TableSession(wandb.Table(["light", "n", "hard"], rows), "Table")
    query = Query().filter("light = 'day'").filter("n < 10").filter("hard = true and n > 2")
    params = {"query": query.to_json(), "columns": ["light", "n", "hard"], "bins": 5}
    found = session.handlers["summary"](params, Task())[0]["columns"]
    assert {item["value"]: item["kept"] for item in found["light"]["top"]} == {"day": 1, "dusk": 2}
    assert {item["value"]: item["kept"] for item in found["hard"]["top"]} == {False: 0, True: 1}
    assert sum(found["n"]["bins_kept"]) == 1
    brushed = {**params, "column": "n", "low": 0, "high": 30}
    assert list(session.handlers["brush"](brushed, Task())[0]["columns"]) == ["n", "hard"]
