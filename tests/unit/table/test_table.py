"""Rows in, rows out; what does not fit is refused and changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import CellTypeError, RowWidthError, TableError
from tests.unit.builders import box, ids, logged, pixels, table


def test_columns_unless_given() -> None:
    assert wandb.Table().columns == ["Input", "Output", "Expected"]


@pytest.mark.parametrize("columns", [("image", "label"), ["image", "label"]])
def test_columns_as_tuple_or_list(columns: list[str]) -> None:
    assert wandb.Table(columns).columns == ["image", "label"]


def test_int_names_become_text() -> None:
    assert wandb.Table([0, 1], data=[[5, 6]]).get_column("1") == [6]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("label", "must be a list of names, got the text 'label'"),
        (["a", "a"], "two columns are named 'a'"),
        ([1, "1"], "two columns are named '1'"),
        ([1.5], "must be text or an int, got the number 1.5"),
        ([True], "must be text or an int, got the boolean True"),
        (5, "columns must be a list of names"),
    ],
)
def test_names_that_cannot_be(columns: object, message: str) -> None:
    with pytest.raises(TableError, match=message):
        wandb.Table(columns)  # type: ignore[arg-type]


@pytest.mark.parametrize("row", [(), (1,), (1, 2, 3)])
def test_rows_of_another_width(row: tuple[int, ...]) -> None:
    made = table(["a", "b"], [1, 2])
    with pytest.raises(RowWidthError) as caught:
        made.add_data(*row)
    assert isinstance(caught.value, ValueError)
    assert f"expects 2 columns: ['a', 'b'], found {len(row)}" in str(caught.value)
    assert made.data == [[1, 2]]


def test_rows_before_a_bad_one_are_kept_when_it_comes_after_thousands() -> None:
    made = table(["a"])
    for index in range(20_000):
        made.add_data(index)
    with pytest.raises(CellTypeError):
        made.add_data("x")
    made.add_data(20_000)
    assert made.get_column("a") == list(range(20_001))


@pytest.mark.parametrize("data", [[[1, "a"], [2, "b"]], [(1, "a"), (2, "b")]], ids=["lists", "tuples"])
def test_data_as_rows(data: list[object]) -> None:
    for made in (wandb.Table(["n", "s"], data), wandb.Table(["n", "s"], rows=data)):
        assert made.data == [[1, "a"], [2, "b"]]


def test_data_as_array() -> None:
    assert wandb.Table(["x", "y"], np.arange(4).reshape(2, 2)).data == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.zeros(3), r"rows × columns, got shape \(3,\)"),
        ({"a": 1}, "data must be a list of rows"),
        (["ab"], "each row of data must be a list, got the text 'ab'"),
    ],
)
def test_data_that_is_no_rows(data: object, message: str) -> None:
    with pytest.raises(TableError, match=message):
        wandb.Table(["a", "b"], data)


def test_columns_that_are_not_optional() -> None:
    made = wandb.Table(["a", "b"], optional=[True, False])
    made.add_data(None, 1)
    for empty in (None, pd.NA):
        with pytest.raises(CellTypeError, match="column 'b' is not optional and got None"):
            made.add_data(1, empty)
    assert len(made) == 1
    with pytest.raises(TableError, match="optional lists 1 columns, and the table has 2"):
        wandb.Table(["a", "b"], optional=[True])


def test_add_column() -> None:
    made = table(["a"], [1], [2])
    made.add_column("b", ["x", "y"])
    made.add_column("v", np.arange(4).reshape(2, 2))
    made.add_data(3, "z", np.array([7, 8]))
    assert made.columns == ["a", "b", "v"]
    assert made.get_column("b") == ["x", "y", "z"]
    assert made.get_column("v", convert_to="numpy").tolist() == [[0, 1], [2, 3], [7, 8]]


def test_add_column_to_no_columns() -> None:
    made = wandb.Table([])
    made.add_column("a", [1, 2])
    assert made.data == [[1], [2]]


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        ("a", [1, 2], TableError, "has a column 'a' already"),
        ("b", [1], TableError, "column 'b' has 1 cells, and the table 2 rows"),
        ("b", [1, "x"], CellTypeError, "cell 1 of column 'b': it holds numbers, got the text 'x'"),
        ("b", [1, None], CellTypeError, "cell 1 of column 'b' is None. Pass optional=True"),
    ],
)
def test_add_column_that_does_not_fit(
    name: str, data: list[object], error: type[Exception], message: str
) -> None:
    made = table(["a"], [1], [2])
    with pytest.raises(error, match=message):
        made.add_column(name, data)
    assert made.data == [[1], [2]]


def test_add_column_to_a_table_without_rows() -> None:
    with pytest.raises(TableError, match="has 3 cells, and the table 0 rows"):
        table(["a"]).add_column("b", [1, 2, 3])


def test_get_column_with_a_typo() -> None:
    with pytest.raises(TableError, match=r"no column 'scroe'. Did you mean 'score'?"):
        table(["score", "label"]).get_column("scroe")


def test_get_column_of_images_as_pixels() -> None:
    made = table(["im"], [wandb.Image(pixels(1))], [wandb.Image(pixels(2))])
    np.testing.assert_array_equal(made.get_column("im", convert_to="numpy"), np.stack([pixels(1), pixels(2)]))


def test_iterrows_counts_through_chunks() -> None:
    made = table(["a"])
    for index in range(5):
        made.add_data(index)
        made.to_arrow()
    assert [(index, row) for index, row in made.iterrows()] == [(i, [i]) for i in range(5)]


def test_get_dataframe(store: object) -> None:
    image = wandb.Image(pixels())
    made = table(["n", "s", "im"], [1, "a", image], [2, None, None])
    for frame in (made.get_dataframe(), logged(made).get_dataframe()):
        assert list(frame.columns) == ["n", "s", "im"]
        assert frame["n"].tolist() == [1, 2]
        assert frame["im"][0] == image
        assert frame["im"][1] is None


def test_many_images_with_groups_that_come_and_go(store: object) -> None:
    made = table(["i", "im"])
    rows = []
    for index in range(600):
        masks = {f"m{index // 200}": {"mask_data": ids(index)}} if index % 3 else None
        boxes = None
        if index % 2:
            scores = {f"s{index // 300}": index / 600}
            boxes = {f"b{index // 250}": {"box_data": [box(0, 0.5, 0.1, 1, scores=scores)] * (index % 4)}}
        rows.append((index, wandb.Image(pixels(index % 7), caption=str(index), masks=masks, boxes=boxes)))
        made.add_data(*rows[-1])
    for found in (made, logged(made)):
        assert found.data == [list(row) for row in rows]
    image_type = made.column_types["im"].to_json()["params"]
    assert sorted(image_type["mask_layers"]) == ["m0", "m1", "m2"]
    assert sorted(image_type["box_layers"]) == ["b0", "b1", "b2"]
    assert image_type["box_scores"]["b1"] == ["s0", "s1"]


def test_tables_are_equal_by_columns_types_and_values() -> None:
    assert table(["a"], [1], [float("nan")]) == table(["a"], [1], [float("nan")])
    assert table(["a"], [1]) != table(["b"], [1])
    assert table(["a"], [1]) != table(["a"], [2])
    assert table(["a"], [1]) != table(["a"], [1], [1])
    assert table(["a"], [None]) != table(["a"], [1])
    assert table(["a"], [1]) != "a table"
    assert table(["im"], [wandb.Image(pixels(1))]) != table(["im"], [wandb.Image(pixels(2))])


def test_rows_can_be_added_to_a_table_that_was_logged(store: object) -> None:
    found = logged(table(["a", "im"], [1, wandb.Image(pixels(1))]))
    found.add_data(2, wandb.Image(pixels(2)))
    assert found.get_column("a") == [1, 2]
    again = logged(found, name="more")
    assert again == found
    np.testing.assert_array_equal(np.asarray(again.data[0][1].image), pixels(1))


def test_a_file_that_is_gone_can_be_put_back(tmp_path: object, store: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "photo.png"
    wandb.Image(pixels()).image.save(path)
    made = table(["im"], [wandb.Image(path)])
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(wandb.DsvizError, match=r"photo.png' was there when it was given and is gone now"):
        made.to_arrow()
    path.write_bytes(content)
    assert len(made.data) == 1


def test_groups_keep_their_order(store: object) -> None:
    boxes = {group: {"box_data": [box(0, 1, 0, 1)], "class_labels": {1: group}} for group in "zab"}
    found = logged(table(["im"], [wandb.Image(pixels(), boxes=boxes)]))
    assert list(found.column_types["im"].to_json()["params"]["box_layers"]) == ["z", "a", "b"]
    assert list(found.data[0][0].boxes) == ["z", "a", "b"]


@pytest.mark.parametrize("flush", [False, True])
@pytest.mark.parametrize("later", ["cat", True, [1], {"a": 1}])
def test_a_column_that_begins_with_nan_may_hold_anything(flush: bool, later: object) -> None:
    made = table(["n", "c"], [1, float("nan")], [2, None], [3, float("nan")])
    if flush:
        made.to_arrow()
    with pytest.raises(CellTypeError):
        made.add_data("x", later)
    assert np.isnan(made.get_column("c")[0])
    made.add_data(4, later)
    made.add_data(5, float("nan"))
    assert made.get_column("c") == [None, None, None, later, None]


def test_nan_stays_nan_among_numbers() -> None:
    made = table(["c"], [float("nan")], [1], [np.float32(2)])
    assert np.isnan(made.get_column("c")[0])
    with pytest.raises(CellTypeError, match="it holds numbers, got the text 'a'"):
        made.add_data("a")


def test_images_in_a_table_of_mixed_types(store: object) -> None:
    image = wandb.Image(pixels())
    made = table(["any", "im"], [None, None], [1, image], ["a", None], allow_mixed_types=True)
    for found in (made, logged(made)):
        assert found.data == [[None, None], [1, image], ["a", None]]
    with pytest.raises(CellTypeError, match="column 'im': it holds images, got the number 5"):
        made.add_data(None, 5)
    with pytest.raises(CellTypeError, match=r"column 'any': .*Give media a column of their own"):
        made.add_data(image, None)
