"""Questions on columns that vary by row, and on columns of any name: in memory, logged, and in Parquet."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.query import Query, Task
from dsviz_widget.types import python_values
from dsviz_widget.widgets.table_session import TableSession
from tests.unit.builders import logged, table

DAY = datetime.datetime(2021, 2, 22, tzinfo=datetime.timezone.utc)
BIG = 2**60 + 1
ANYTHING: list[Any] = [1, "a", True, None, BIG, 0.5, float("nan"), DAY, [1, "b"], {"a": 5}, False]
Place = Callable[[wandb.Table], wandb.Table]


@pytest.fixture(params=["in memory", "logged", "parquet"])
def place(request: pytest.FixtureRequest, store: object, tmp_path: Path) -> Place:
    """Return a function that puts a table where its rows are asked."""

    def put(made: wandb.Table) -> wandb.Table:
        if request.param == "in memory":
            return made
        if request.param == "logged":
            return logged(made)
        made.to_parquet(tmp_path / "t.parquet")
        return wandb.Table.from_parquet(tmp_path / "t.parquet")

    return put


def varied() -> wandb.Table:
    made = wandb.Table(["id", "any", "list", "scores", "meta"], dtype=[int, object, [[int, str]], None, None])
    for index, value in enumerate(ANYTHING):
        items = [value] if isinstance(value, str) or type(value) is int else []
        meta = {"key": index} if index % 2 else {"other": {"key": index}}
        made.add_data(index, value, items, {13: value} if index < 6 else {}, meta)
    return made


FILTERS: list[tuple[str, list[int]]] = [
    ("any > 0.5", [0, 4]),
    ("any == 'a'", [1]),
    ("any is null", [3]),
    ("{$gt: ['$0.any', 1]}", [1, 2, 4, 7, 8, 9, 10]),
    ("{$lt: ['$0.any', 1]}", [3, 5, 6]),
    ("{$eq: ['$0.any', true]}", [2]),
    ("{$eq: ['$any', 1]}", [0]),
    (f"any == {BIG}", [4]),
    ("{$eq: [{$type: '$any'}, 'string']}", [1]),
    ("{$eq: ['$any.a', 5]}", [9]),
    ("{$eq: ['$any', {a: 5}]}", [9]),
    ("any == [1, 'b']", [8]),
    ("any == date('2021-02-22')", [7]),
    ("any == nan", [6]),
    ("{$in: ['a', '$list']}", [1]),
    ("scores.13 == 'a'", [1]),
    ("scores.13 >= 1", [0, 4]),
    ("{$eq: ['$0.scores.14', null]}", list(range(11))),
    ("meta.key == 3", [3]),
    ("meta.other.key > 7", [8, 10]),
    ("meta.key is null", [0, 2, 4, 6, 8, 10]),
]


@pytest.mark.parametrize(("text", "ids"), FILTERS, ids=[text for text, _ in FILTERS])
def test_filters_on_what_varies(text: str, ids: list[int], place: Place) -> None:
    found = place(varied()).engine().page(Query().filter(text), 0, 20)
    assert found.column("id").to_pylist() == ids


def test_sorting_by_what_varies(place: Place) -> None:
    engine = place(varied()).engine()
    in_order = [3, 6, 5, 0, 4, 1, 9, 8, 10, 2, 7]
    assert engine.page(Query().sort("any"), 0, 20).column("id").to_pylist() == in_order
    assert engine.page(Query().sort("-any"), 0, 20).column("id").to_pylist() == in_order[::-1]
    by_score = engine.page(Query().sort("scores.13"), 0, 20).column("id").to_pylist()
    assert by_score == [3, 6, 7, 8, 9, 10, 5, 0, 4, 1, 2]


def test_groups_of_what_varies(place: Place) -> None:
    session = TableSession(place(varied()), "title")
    words: list[Any] = [
        1, "a", True, None, {"$numberLong": str(BIG)}, 0.5, {"$numberDouble": "NaN"},
        {"$date": "2021-02-22T00:00:00.000000Z"}, [1, "b"], {"a": 5}, False,
    ]  # fmt: skip
    query = Query().group_by("any").to_json()
    answer, _ = session.groups({"query": query, "count": 20}, Task())
    keys = [group["key"] for group in answer["groups"]]
    assert sorted(map(json.dumps, keys)) == sorted(json.dumps([word]) for word in words)
    for index, word in enumerate(words):
        key = json.loads(json.dumps([word]))
        rows, _ = session.rows({"query": query, "group": key, "start": 0, "count": 5}, Task())
        assert rows["count"] == 1
        page = session.engine.group_page(Query().group_by("any"), key, 0, 5)
        assert page.column("id").to_pylist() == [index]


NAMES = [
    "", " ", "a.b", "$0", "$x", '"; DROP TABLE rows; --', "`", '"', "'", "new\nline", "😀", "not x", "Road",
    "road", "ROAD", "ünï", "a\\b", "%_x", "__row", "__mark", "id_", "select", "*", "0", "a" * 300,
]  # fmt: skip


def test_columns_of_any_name(place: Place) -> None:
    count = len(NAMES)
    found = place(table(["id", *NAMES], *([row, *range(row * 100, row * 100 + count)] for row in (0, 1))))
    assert found.columns == ["id", *NAMES]
    assert found.data[1] == [1, *range(100, 100 + count)]
    engine = found.engine()
    for position, name in enumerate(NAMES):
        quoted = f"`{name.replace('`', '``')}`"
        above = engine.page(Query().filter(f"{quoted} > 50"), 0, 5)
        assert above.column("id").to_pylist() == [1], name
        assert engine.page(Query().sort(f"-{quoted}"), 0, 5).column("id").to_pylist() == [1, 0], name
        # The ids come first, whatever else has their name.
        assert engine.page(Query(), 0, 5).column(position + 2).to_pylist() == [position, 100 + position], name
        assert engine.groups(Query().group_by(quoted), 0, 5)["groups"][0]["rows"] == 1, name


def test_keys_of_any_name(place: Place) -> None:
    rows = [[row, dict.fromkeys(NAMES, row * 100), [{name: row} for name in NAMES]] for row in (0, 1)]
    found = place(table(["id", "d", "l"], *rows))
    assert found.data == rows
    engine = found.engine()
    for name in NAMES:
        if name and not name.startswith("$"):
            text = {"$gt": [{"$getField": {"field": name, "input": "$d"}}, 50]}
            assert engine.page(Query().filter(text), 0, 5).column("id").to_pylist() == [1], name


CELLS = st.none() | st.integers(-9, 9) | st.text("ab", max_size=2) | st.booleans() | st.floats(-1, 1)


@settings(deadline=None, max_examples=40)
@given(st.lists(CELLS, max_size=6))
def test_the_order_of_any_cells_is_that_of_their_kinds(cells: list[Any]) -> None:
    made = wandb.Table(["c"], dtype=object)
    for cell in cells:
        made.add_data(cell)

    def place(cell: Any) -> tuple[int, Any]:
        kinds = (type(None), (int, float), str, bool)
        kind = 3 if isinstance(cell, bool) else next(i for i, of in enumerate(kinds) if isinstance(cell, of))
        return (kind, 0 if cell is None else cell)

    ordered = made.engine().page(Query().sort("c"), 0, 10).column("c")
    assert python_values(ordered) == sorted(cells, key=place)


def test_answers_in_python_hold_values(place: Place) -> None:
    query = place(varied()).query().filter("id in [0, 1, 4, 7, 8]")
    values = [1, "a", BIG, DAY, [1, "b"]]
    assert [row["any"] for row in query.rows()] == values
    assert query.to_pandas()["any"].tolist() == values
    assert query.to_table().get_column("any") == values
    texts = ["1", '"a"', str(BIG), '{"$date": "2021-02-22T00:00:00.000000Z"}', '[1, "b"]']
    assert query.to_polars()["any"].to_list() == texts
    assert query.first()[0]["scores"] == {13: 1}
    assert query.first()[0]["list"] == [1]
    chosen = query.derive(x="{$cond: [{$gt: ['$id', 1]}, '$any', 'no']}").select("x")
    assert [row["x"] for row in chosen.rows()] == ["no", "no", *values[2:]]
    assert chosen.to_table().data == [["no"], ["no"], *([value] for value in values[2:])]
    counted = query.group_by("any", agg={"n": "count"}).rows()
    assert [row["any"] for row in counted] == [1, BIG, "a", [1, "b"], DAY]
