"""Types that are declared: dtype, cast, constants, unions and class ids."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import CellTypeError, TableArgumentError
from dsviz_widget.store import Catalog
from dsviz_widget.types import NUMBER, ConstType, ListType, UnionType, type_from_dtype, type_from_json
from tests.unit.builders import logged, pixels, table

DAY = datetime.datetime(2021, 2, 22, tzinfo=datetime.timezone.utc)
CLASSES = wandb.Classes([{"id": 3, "name": "cat"}, {"id": 5, "name": "dog"}])

EXAMPLES: list[tuple[Any, list[Any], list[Any], str]] = [
    (int, [1, 2.5, None, np.int8(3)], ["a", True], "it holds numbers"),
    (float, [1, 2.5], ["a"], "it holds numbers"),
    (str, ["a", None], [1, ["a"]], "it holds text"),
    (bool, [True, np.bool_(False)], [1, "yes"], "it holds booleans"),
    (datetime.datetime, [DAY, DAY.date()], ["2021-02-22", 5], "it holds dates"),
    (np.float32, [1.5], ["a"], "it holds numbers"),
    (list, [["a"], []], ["a", [1]], "it holds"),
    ([int], [[1], [], None], [["a"], 5], "it holds"),
    ([[str]], [[["a"], []]], [["a"]], "it holds lists"),
    (dict, [{"a": 1}, {"b": 2}], [5, {"a": "x"}], "dict|key 'a'"),
    (dict, [{1: 1}, {2: 2}], [5, [1]], "dict"),
    ({"a": int, "b": [str]}, [{"a": 1, "b": ["x"]}], [{"a": 1}, {"a": "x", "b": []}], "key"),
    ({"a": int}, [{"a": 1}, None], [{"a": 1, "b": 2}, {}], "declared to hold dicts of other keys; this one"),
    (np.ndarray, [np.zeros(2), np.ones(2)], [[1, 2], np.zeros(3)], "arrays"),
    ([int, str], [1, "a", None, 2.5], [True, [1]], "it holds numbers or text"),
    (["cat", "dog"], ["cat", "dog", None], ["cow"], "it holds only the text 'cat' or only the text 'dog'"),
    (7, [7, None, 7.0], [8, "7"], "it holds only the number 7"),
    (True, [True], [1, False], "it holds only the boolean True"),
    (NUMBER, [1], ["a"], "it holds numbers"),
    (CLASSES, [3, 5, np.int64(3), None], [4, "cat", True, 3.5], "it holds the class ids"),
    (CLASSES.get_type(), [3], [4], r"it holds the class ids 3 \(cat\), 5 \(dog\), got the number 4"),
    (wandb.Image, [None], [5, "a"], "it holds images"),
    (object, [1, "a", [1]], [], ""),
    (None, [1], ["a"], "it holds numbers"),
]


@pytest.mark.parametrize(
    ("dtype", "fitting", "others", "message"), EXAMPLES, ids=lambda value: repr(value)[:30]
)
def test_a_declared_column(
    store: Catalog, dtype: Any, fitting: list[Any], others: list[Any], message: str
) -> None:
    made = wandb.Table(["c"], dtype=[dtype])
    for cell in fitting:
        made.add_data(cell)
    for cell in others:
        with pytest.raises(CellTypeError, match=message):
            made.add_data(cell)
    assert len(made) == len(fitting)
    found = logged(made)
    assert found == made
    assert found.column_types == made.column_types
    assert type_from_json(made.column_types["c"].to_json()) == made.column_types["c"]


@pytest.mark.parametrize(
    ("dtype", "fitting", "others", "message"), EXAMPLES, ids=lambda value: repr(value)[:30]
)
def test_cast_says_the_same(dtype: Any, fitting: list[Any], others: list[Any], message: str) -> None:
    made = wandb.Table(
        ["n", "c"], list(map(list, enumerate(fitting))), allow_mixed_types=dtype in ([int, str], object)
    )
    made.cast("c", dtype, optional=True)
    assert len(made) == len(fitting)
    for cell in others:
        with pytest.raises(CellTypeError, match=message):
            made.add_data(0, cell)


def test_a_declared_column_takes_a_frame() -> None:
    frame = pd.DataFrame({"id": [3, 5], "label": ["cat", "dog"], "x": [1.5, 2.5]})
    made = wandb.Table(dataframe=frame, dtype=[CLASSES, ["cat", "dog"], float])
    assert made.data == [[3, "cat", 1.5], [5, "dog", 2.5]]
    assert [found.wb_type for found in made.column_types.values()] == ["classesId", "union", "number"]
    for dtype, message in (
        (
            [wandb.Classes([{"id": 3, "name": "cat"}]), None, None],
            "row 1 of column 'id'.*got the number 5",
        ),
        ([None, int, None], "row 0 of column 'label': it holds numbers, got the text 'cat'"),
        ([None, None, str], "row 0 of column 'x': it holds text, got the number 1.5"),
    ):
        with pytest.raises(CellTypeError, match=message):
            wandb.Table(dataframe=frame, dtype=dtype)


def test_one_dtype_is_for_all_columns() -> None:
    made = wandb.Table(["a", "b"], dtype=int)
    made.add_data(1, 2)
    with pytest.raises(CellTypeError, match="column 'b': it holds numbers, got the text 'x'"):
        made.add_data(1, "x")
    with pytest.raises(TableArgumentError, match="dtype lists 1 columns, and the table has 2"):
        wandb.Table(["a", "b"], dtype=[int])


def test_a_class_that_no_column_can_hold() -> None:
    with pytest.raises(CellTypeError, match=r"no column can hold .*Path. Declare int, str, bool"):
        wandb.Table(["a"], dtype=type(__import__("pathlib").Path()))
    with pytest.raises(CellTypeError, match="a cell cannot hold an object"):
        wandb.Table(["a"], dtype=object())
    with pytest.raises(CellTypeError, match="a column of several types cannot hold images"):
        wandb.Table(["a"], dtype=[[wandb.Image, str]])


def test_an_image_stands_for_images() -> None:
    image = wandb.Image(
        pixels(), masks={"m": {"mask_data": np.zeros((16, 24), int), "class_labels": {0: "sky"}}}
    )
    made = wandb.Table(["im"], dtype=[image])
    made.add_data(wandb.Image(pixels(1)))
    assert made.column_types["im"].to_json()["params"]["mask_class_maps"] == {"m": {"0": "sky"}}


def test_casting_what_does_not_fit_changes_nothing() -> None:
    made = table(["n", "s"], [1, "a"], [None, "b"])
    before = made.column_types
    with pytest.raises(CellTypeError, match="row 0 of column 's': it holds numbers, got the text 'a'"):
        made.cast("s", int)
    with pytest.raises(
        CellTypeError, match="Existing data None in row 1 of column 'n' cannot be cast to numbers"
    ):
        made.cast("n", int)
    with pytest.raises(TableArgumentError, match="no column 'm'"):
        made.cast("m", int)
    assert made.column_types == before
    assert made.data == [[1, "a"], [None, "b"]]
    made.cast("n", int, optional=True)
    made.cast("s", str)
    with pytest.raises(CellTypeError, match="column 's' is not optional and got None"):
        made.add_data(3, None)


def test_cast_of_a_logged_table(store: Catalog) -> None:
    found = logged(table(["n", "im"], [3, wandb.Image(pixels(1))]))
    found.cast("n", CLASSES)
    again = logged(found, name="again")
    assert again == found
    assert again.column_types["n"].labels == {3: "cat", 5: "dog"}  # type: ignore[attr-defined]


def test_descriptions_that_w_and_b_writes() -> None:
    optional = {"wb_type": "union", "params": {"allowed_types": [{"wb_type": "none"}, {"wb_type": "string"}]}}
    assert isinstance(type_from_json({"wb_type": "const", "params": {"val": [1]}}), ConstType)
    assert type_from_json(optional).kind == "text"


def test_unions_are_flat_and_widen() -> None:
    found = type_from_dtype([int, [[str], [int]][0], [str, bool]])
    assert isinstance(found, UnionType)
    assert found.describe() == "numbers or lists of text or text or booleans"
    made = wandb.Table(["c"], dtype=[[int, list]])
    made.add_data(["a"])
    with pytest.raises(CellTypeError, match="it holds numbers or lists of text, got a list of 1"):
        made.add_data([1])
    assert isinstance(type_from_dtype([]), ListType)
