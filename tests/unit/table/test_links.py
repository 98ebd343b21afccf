"""Keys, row numbers, and columns that link to rows of another table."""

from __future__ import annotations

import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import ArtifactError, CellTypeError, TableArgumentError, TableError
from dsviz_widget.store import Catalog
from dsviz_widget.table.links import TableIndex, TableKey
from tests.unit.builders import logged, pixels, table


def photos() -> wandb.Table:
    made = table(["name", "im"], ["a", wandb.Image(pixels(1))], ["b", wandb.Image(pixels(2))])
    made.set_pk("name")
    return made


def test_the_index_of_a_row_knows_its_table() -> None:
    made = table(["x", "y"], [1, "a"], [2, "b"])
    assert made.get_index() == [0, 1]
    assert made.get_index()[1].get_row() == {"x": 2, "y": "b"}
    assert made.index_ref(0).get_row() == {"x": 1, "y": "a"}
    for index, row in made.iterrows():
        assert isinstance(index, TableIndex)
        assert list(index.get_row().values()) == row
    for beyond in (2, -1, "a"):
        with pytest.raises(
            TableArgumentError, match=f"the table has rows 0 to 1, and row {beyond!r} was asked"
        ):
            made.index_ref(beyond)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="the table has no rows"):
        table(["x"]).index_ref(0)


def test_rows_of_parquet_are_found_one_by_one(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "t.parquet"
    table(["x", "y"], *([n, str(n)] for n in range(1000))).to_parquet(path)
    assert wandb.Table.from_parquet(path).index_ref(700).get_row() == {"x": 700, "y": "700"}


@pytest.mark.parametrize("cells", ["before", "later"])
def test_a_column_of_row_numbers_of_another_table(store: Catalog, cells: str) -> None:
    target = photos()
    made = table(["photo", "score"])
    if cells == "before":
        made.add_data(0, 0.5)
    made.add_data(target.index_ref(1), 0.7)
    made.add_data(0, 0.9)
    found = logged(made)
    for each in (made, found):
        assert each.column_types["photo"].wb_type == "foreignIndex"
        link = each.get_column("photo")[-2]
        assert link == 1
        assert link.get_row()["name"] == "b"
        assert link.get_row()["im"] == wandb.Image(pixels(2))
        assert each.query().filter("photo == 1").count() == 1
    assert found == made
    with pytest.raises(
        CellTypeError, match="it holds row numbers of another table, got one of another table"
    ):
        made.add_data(photos().index_ref(0), 1)
    with pytest.raises(CellTypeError, match="it holds row numbers of another table, got the text 'a'"):
        made.add_data("a", 1)


def test_keys_of_another_table(store: Catalog) -> None:
    target = photos()
    assert all(isinstance(key, TableKey) for key in target.get_column("name"))
    by_cell = table(["photo"], *([key] for key in target.get_column("name")))
    by_hand = table(["photo"], ["a"], ["b"])
    by_hand.set_fk("photo", target, "name")
    for number, made in enumerate((by_cell, by_hand)):
        found = logged(made, name=f"data{number}")
        for each in (made, found):
            assert each.column_types["photo"].wb_type == "foreignKey"
            assert [key.get_row()["im"] for key in each.get_column("photo")] == target.get_column("im")
        assert found == made
    by_hand.add_data("z")
    with pytest.raises(TableArgumentError, match="no row has the key 'z' in column 'name'"):
        by_hand.get_column("photo")[-1].get_row()


def test_a_primary_key_is_kept(store: Catalog) -> None:
    made = photos()
    found = logged(made)
    for each in (made, found):
        assert each.column_types["name"].wb_type == "primaryKey"
        assert each.get_column("name")[1].get_row()["im"] == wandb.Image(pixels(2))
        with pytest.raises(CellTypeError, match="column 'name' is not optional and got None"):
            each.add_data(None, None)
        with pytest.raises(CellTypeError, match="a primary key is text, got the number 5"):
            each.add_data(5, None)
        each.add_data("c", None)
        assert each.get_column("name") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("n", "row 0 of column 'n': a primary key is text, got the number 1"),
        ("s", "Existing data None in row 1 of column 's' cannot be cast to primary keys"),
    ],
)
def test_what_cannot_be_a_primary_key(column: str, message: str) -> None:
    made = table(["n", "s"], [1, "a"], [2, None])
    with pytest.raises(CellTypeError, match=message):
        made.set_pk(column)
    assert made.data == [[1, "a"], [2, None]]


def test_keys_have_one_table_and_one_column() -> None:
    made = table(["a", "b"], ["x", "y"])
    made.set_pk("a")
    with pytest.raises(AssertionError, match="column 'a' is the primary key already; a table has one"):
        made.set_pk("b")
    with pytest.raises(AssertionError, match="column 'a' is the primary key and stays it"):
        made.cast("a", str)
    with pytest.raises(AssertionError, match="a column cannot link to its own table"):
        made.set_fk("b", made, "a")
    with pytest.raises(AssertionError, match=r"the other table has no column 'nmae'. Did you mean 'name'"):
        made.set_fk("b", photos(), "nmae")
    with pytest.raises(AssertionError, match="table must be a Table, got the text 'photos'"):
        made.set_fk("b", "photos", "name")  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="cannot be optional"):
        made.cast("b", photos().column_types["name"], optional=True)


def test_the_linked_table_is_logged_once_and_equal_content_is_equal(store: Catalog) -> None:
    run = wandb.init(project="p")
    versions = []
    for _ in range(2):
        target = photos()
        first = table(["photo"], [target.index_ref(0)])
        second = table(["photo"], [target.get_column("name")[1]])
        artifact = wandb.Artifact("both", type="dataset")
        artifact.add(first, "first")
        artifact.add(second, "second")
        versions.append(run.log_artifact(artifact).version)
    assert versions == ["v0", "v0"]
    paths = [path for path in artifact.manifest.contents if path.startswith("media/tables/")]
    assert len(paths) == 1


def test_a_link_to_a_table_that_is_in_the_artifact(store: Catalog) -> None:
    run = wandb.init(project="p")
    target = photos()
    artifact = wandb.Artifact("both", type="dataset")
    artifact.add(target, "photos")
    artifact.add(table(["photo"], [target.index_ref(1)]), "scores")
    run.log_artifact(artifact)
    again = run.use_artifact("both:latest")
    assert again.get("scores").get_column("photo")[0].get_row()["name"] == "b"
    assert not [path for path in again.manifest.contents if path.startswith("media/tables/")]
    # What was read goes into another artifact with what it links to.
    copied = logged(again.get("scores"), name="copy")
    assert copied.get_column("photo")[0].get_row()["im"] == wandb.Image(pixels(2))


def test_links_in_a_circle_are_refused(store: Catalog) -> None:
    first, second = table(["to"], ["a"]), table(["to"], ["a"])
    first.set_fk("to", second, "to")
    second.set_fk("to", first, "to")
    with pytest.raises((TableError, ArtifactError), match="two tables link to each other"):
        wandb.Artifact("circle", type="dataset").add(first, "t")


def test_computed_columns() -> None:
    made = table(["x", "y"], [3, 1], [4, 6])
    made.add_computed_columns(lambda index, row: {"diff": row["x"] - row["y"], "row": index})
    assert made.columns == ["x", "y", "diff", "row"]
    assert made.data == [[3, 1, 2, 0], [4, 6, -2, 1]]


@pytest.mark.parametrize(
    ("answers", "error", "message"),
    [
        ([{"d": 1}, 5], TableArgumentError, "fn must return a dict, and for row 1 it gave the number 5"),
        (
            [{"d": 1}, {"e": 1}],
            TableArgumentError,
            r"fn gave the columns \['e'\] for row 1, and \['d'\] for row 0",
        ),
        ([{"d": 1, "e": 1}, {"d": 2, "e": "x"}], CellTypeError, "cell 1 of column 'e': it holds numbers"),
        ([{"d": 1, "x": 1}, {"d": 2, "x": 1}], TableArgumentError, "has a column 'x' already"),
    ],
)
def test_computed_columns_that_do_not_fit(
    answers: list[object], error: type[Exception], message: str
) -> None:
    made = table(["x"], [1], [2])
    with pytest.raises(error, match=message):
        made.add_computed_columns(lambda index, row: answers[index])  # type: ignore[arg-type,return-value]
    assert made.columns == ["x"]
    made.add_data(3)
    assert made.data == [[1], [2], [3]]
