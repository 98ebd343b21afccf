"""Two tables matched on a key, and tables in parts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.data_types import JoinedTable, PartitionedTable
from dsviz_widget.errors import TableArgumentError
from dsviz_widget.store import Catalog
from dsviz_widget.widgets.display import show_table
from dsviz_widget.widgets.table_view import TableView
from tests.unit.builders import blob_files, pixels, table

LEFT = [["a", 1], ["b", 2], ["b", 3], [None, 9]]
RIGHT = [["b", 1.5], ["c", 2.5], [None, 3.5]]
MATCHED = [
    ["a", 1, None, None],
    ["b", 2, "b", 1.5],
    ["b", 3, "b", 1.5],
    [None, 9, None, None],
    [None, None, "c", 2.5],
    [None, None, None, 3.5],
]


def sides() -> tuple[wandb.Table, wandb.Table]:
    return table(["id", "n"], *LEFT), table(["key", "x"], *RIGHT)


def log(name: str, values: dict[str, Any]) -> wandb.Artifact:
    run = wandb.init(project="p")
    artifact = wandb.Artifact(name, type="dataset")
    for key, value in values.items():
        artifact.add(value, key)
    run.log_artifact(artifact)
    return run.use_artifact(f"{name}:latest")


def test_rows_are_matched_and_none_is_dropped() -> None:
    joined = JoinedTable(*sides(), ["id", "key"])
    assert joined.columns == ["0.id", "0.n", "1.key", "1.x"]
    assert joined.to_table().data == MATCHED
    assert joined.to_arrow().column_names == joined.columns
    assert joined.query().filter("0.n > 1").count() == 3


def test_one_name_is_the_key_of_both() -> None:
    same = table(["id", "y"], ["b", 5])
    assert JoinedTable(sides()[0], same, "id").to_table().get_column("1.y") == [None, 5, 5, None]


def test_keys_of_several_kinds() -> None:
    whole, floating = table(["k"], [1], [2]), table(["k"], [2.0], [0.5])
    assert JoinedTable(whole, floating, "k").to_table().data == [[1, None], [2, 2.0], [None, 0.5]]
    # As in the view of a join: zeros are equal, and not a number is a key.
    zero, nan = table(["k"], [0.0], [float("nan")]), table(["k"], [float("nan")], [-0.0])
    assert len(JoinedTable(zero, nan, "k").to_table()) == 2
    assert JoinedTable(table(["k"], [True]), table(["k"], [True]), "k").to_table().data == [[True, True]]
    assert len(JoinedTable(table(["k"]), table(["k"], ["a"]), "k").to_table()) == 1
    assert len(JoinedTable(table(["k"]), table(["k"]), "k").to_table()) == 0
    with pytest.raises(TableArgumentError, match="a number in table 0, text in table 1, which are never"):
        JoinedTable(table(["k"], [1]), table(["k"], ["1"]), "k").to_table()
    with pytest.raises(TableArgumentError, match=r"'k' of table 0 is a list. A key is numbers, text"):
        JoinedTable(table(["k"], [[1]]), table(["k"], [[1]]), "k").to_table()


def test_a_key_that_a_table_lacks_is_refused_at_once() -> None:
    with pytest.raises(TableArgumentError, match=r"table1 has no column 'kye'. Did you mean 'key'"):
        JoinedTable(table(["key"]), table(["key"]), "kye")
    with pytest.raises(TableArgumentError, match=r"table2 has no column 'id'. There is 'key', 'x'"):
        JoinedTable(*sides(), "id")


KEYS = st.lists(st.none() | st.sampled_from("abcd"), max_size=8)


@settings(max_examples=100, deadline=None)
@given(left=KEYS, right=KEYS)
def test_a_join_is_that_of_sql(left: list[str | None], right: list[str | None]) -> None:
    first = table(["k", "a"], *([key, index] for index, key in enumerate(left)))
    second = table(["k", "b"], *([key, index] for index, key in enumerate(right)))
    found = [(row[1], row[3]) for row in JoinedTable(first, second, "k").to_table().data]
    matched = [
        (a, b)
        for a, one in enumerate(left)
        for b, other in enumerate(right)
        if one == other and one is not None
    ]
    only_first = [(a, None) for a in range(len(left)) if a not in {pair[0] for pair in matched}]
    only_second = [(None, b) for b in range(len(right)) if b not in {pair[1] for pair in matched}]
    assert found == sorted([*matched, *only_first], key=lambda pair: (pair[0], pair[1] or 0)) + only_second


def test_a_cell_shows_a_join_as_a_widget() -> None:
    bundle = show_table(JoinedTable(*sides(), ["id", "key"]))
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, "t.table.json", "k"), "table1 must be a Table, a PartitionedTable, or a path"),
        (("t.table.json", "t.json", "k"), "table2 must be a Table"),
        (
            ("t.table.json", "t.table.json", 5),
            "join_key must be the name of a column, or a list of two names",
        ),
        (("t.table.json", "t.table.json", ["a"]), "got a list of 1"),
        (("t.table.json", "t.table.json", ["a", 5]), "got a list of 2"),
    ],
)
def test_what_cannot_be_joined(arguments: tuple[Any, Any, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        JoinedTable(*arguments)
    assert isinstance(caught.value, wandb.DsvizError)


def test_a_join_comes_back_from_an_artifact(store: Catalog) -> None:
    first, second = sides()
    joined = JoinedTable(first, second, ["id", "key"])
    for number, values in enumerate(
        [
            {"joined": joined},
            {"first": first, "second": second, "joined": joined},
            {
                "first": first,
                "second": second,
                "joined": JoinedTable("first.table.json", "second.table.json", ["id", "key"]),
            },
        ]
    ):
        artifact = log(f"data{number}", values)
        for name in ("joined", "joined.joined-table.json"):
            found = artifact.get(name)
            assert isinstance(found, JoinedTable)
            assert found.to_table().data == MATCHED
            assert found.join_key == ["id", "key"]
        tables = [path for path in artifact.manifest.contents if path.endswith(".table.parquet")]
        assert len(tables) == 2


def test_paths_that_are_not_there(store: Catalog) -> None:
    artifact = wandb.Artifact("data", type="dataset")
    artifact.add(sides()[0], "first")
    with pytest.raises(
        ValueError, match=r"no table 'second.table.json'. Call artifact.add\(table, 'second'\)"
    ):
        artifact.add(JoinedTable("first.table.json", "second.table.json", "id"), "joined")
    with pytest.raises(TableArgumentError, match=r"table1 is the path 'first.table.json', whose rows are in"):
        JoinedTable("first.table.json", "second.table.json", "id").to_table()


def test_a_join_of_images_copies_no_bytes_and_shows(store: Catalog) -> None:
    truth = table(["id", "im"], ["a", wandb.Image(pixels(1))], ["b", wandb.Image(pixels(2))])
    logged = log("truth", {"t": truth}).get("t")
    preds = table(["id", "im"], ["b", wandb.Image(pixels(3))])
    before = len(blob_files(store))
    artifact = log("joined", {"j": JoinedTable(logged, preds, "id")})
    # The table of predictions, its picture, the join itself, and for the version its list of files.
    assert len(blob_files(store)) <= before + 4
    found = artifact.get("j")
    assert found.to_table().get_column("0.im") == [wandb.Image(pixels(1)), wandb.Image(pixels(2))]
    assert found.to_table().get_column("1.im") == [None, wandb.Image(pixels(3))]
    view = TableView(found)
    reply, _ = view.session.open({}, _task())
    assert [column["name"] for column in reply["info"]["columns"]] == ["0.id", "0.im", "1.id", "1.im"]
    items, buffers = view.session.pictures.small({"column": "1.im", "rows": [0, 1]}, _task())
    assert items["items"][0]["error"] == "empty"
    assert len(buffers) == 1


def _task() -> Any:
    from dsviz_widget.query import Task

    return Task()


def test_parts(store: Catalog) -> None:
    parts = {f"parts/{n}": table(["n", "im"], [n, wandb.Image(pixels(n))]) for n in (0, 1, 2, 10)}
    artifact = log("data", {**parts, "other": table(["n"], [99]), "all": PartitionedTable("parts")})
    found = artifact.get("all")
    assert isinstance(found, PartitionedTable)
    assert found.parts == [f"parts/{n}.table.parquet" for n in (0, 1, 2, 10)]
    rows = [[n, wandb.Image(pixels(n))] for n in (0, 1, 2, 10)]
    assert list(found.iterrows()) == list(enumerate(rows))
    assert found.columns == ["n", "im"]
    assert found.to_table().data == rows
    assert found.query().filter("n > 1").count() == 2
    assert TableView(found).engine.row_count == 4
    names = table(["n", "name"], [1, "one"], [10, "ten"])
    joined = log("joined", {"j": JoinedTable(found, names, "n")}).get("j")
    assert joined.to_table().get_column("1.name") == [None, "one", None, "ten"]
    with pytest.raises(TableArgumentError, match=r"table1 has no column 'name'. There is 'n', 'im'"):
        JoinedTable(found, names, "name").to_table()


def test_parts_that_differ(store: Catalog) -> None:
    parts = {"parts/0": table(["a"], [1]), "parts/1": table(["b"], [1]), "all": PartitionedTable("parts/")}
    found = log("data", parts).get("all")
    with pytest.raises(
        ValueError, match=r"the parts have different columns: 'parts/0.table.parquet' has \['a'\]"
    ):
        list(found.iterrows())


def test_parts_are_known_once_logged(store: Catalog) -> None:
    with pytest.raises(
        TableArgumentError, match=r"the parts of PartitionedTable\('parts'\) are in an artifact"
    ):
        list(PartitionedTable("parts").iterrows())
    with pytest.raises(TableArgumentError, match="parts_path must be the name of a folder"):
        PartitionedTable(5)  # type: ignore[arg-type]
    assert list(log("data", {"all": PartitionedTable("none")}).get("all").iterrows()) == []


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"_type": "joined-table", "table1": 5}', b"\xff"])
@pytest.mark.parametrize("suffix", ["joined-table.json", "partitioned-table.json", "incremental-table.json"])
def test_damaged_entries_say_so(store: Catalog, content: bytes, suffix: str) -> None:
    from dsviz_widget.store import Entry
    from dsviz_widget.table.entries import open_value

    digest = store.blobs.put(content)
    contents = {f"x.{suffix}": Entry(digest, len(content))}
    with pytest.raises(wandb.DsvizError, match=rf"p/data:v0/x.{suffix} is not as it was written"):
        open_value(f"x.{suffix}", contents, store.blobs, store.cache, "p/data:v0", lambda name: None)
    assert json.dumps(content.decode("latin-1"))
