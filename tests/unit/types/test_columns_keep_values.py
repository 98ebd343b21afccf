"""What goes into a column comes out of it, whatever it is and however its chunks were cut."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types import infer_type, type_from_json
from tests.unit.builders import table

UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2021, 2, 22, 18, 4, 3, 250_000, tzinfo=UTC)
NAN = float("nan")

EXAMPLES: list[tuple[list[Any], str, list[Any]]] = [
    ([1, None, -(2**63)], "number", [1, None, -(2**63)]),
    ([True, None, np.bool_(False)], "boolean", [True, None, False]),
    ([1, 2.5], "number", [1.0, 2.5]),
    ([np.float32(1.5), 2, np.int8(5), np.float16(0.5)], "number", [1.5, 2.0, 5.0, 0.5]),
    ([decimal.Decimal("1.5"), 2], "number", [1.5, 2.0]),
    ([2**64], "number", [float(2**64)]),
    ([2**63, 1], "number", [2**63, 1]),
    ([10**400, -(10**400)], "number", [float("inf"), float("-inf")]),
    ([0.5, pd.NA], "number", [0.5, None]),
    (["", None, "ä\n€😀", np.str_("n")], "text", ["", None, "ä\n€😀", "n"]),
    (["a", NAN, pd.NA], "text", ["a", None, None]),
    (["half \ud800"], "text", ["half ?"]),
    ([MOMENT, None], "timestamp", [MOMENT, None]),
    ([datetime.date(2021, 2, 22)], "timestamp", [datetime.datetime(2021, 2, 22, tzinfo=UTC)]),
    ([MOMENT.replace(tzinfo=None)], "timestamp", [MOMENT]),
    ([np.datetime64("2021-02-22T18:04:03.25")], "timestamp", [MOMENT]),
    ([MOMENT, pd.NaT, np.datetime64("NaT")], "timestamp", [MOMENT, None, None]),
    ([pd.Timestamp(MOMENT)], "timestamp", [MOMENT]),
    ([[1, 2], [], None], "list", [[1, 2], [], None]),
    ([(1, 2.5), {3.0}], "list", [[1.0, 2.5], [3.0]]),
    ([["a", None], []], "list", [["a", None], []]),
    ([[[1], []], [[2, 3]]], "list", [[[1], []], [[2, 3]]]),
    ([[{"a": 1, "b": "x"}], []], "list", [[{"a": 1, "b": "x"}], []]),
    (
        [{"a": 1, "b": None}, {"b": "x", "a": None}, None],
        "struct",
        [{"a": 1, "b": None}, {"a": None, "b": "x"}, None],
    ),
    ([{}, None], "struct", [{}, None]),
    ([[{}], []], "list", [[{}], []]),
    ([{1: "one"}, {}, {np.int64(7): None}], "struct", [{1: "one"}, {}, {7: None}]),
    ([{"a": 1}, {1: 2}], "struct", [{"a": 1}, {"1": 2}]),
    ([{1: 2}, {"a": 1}], "struct", [{"1": 2}, {"a": 1}]),
    ([{}, {1: 0.5}], "struct", [{}, {1: 0.5}]),
    ([{}, {"a": 1}], "struct", [{}, {"a": 1}]),
    ([{"a": 1}, {"b": "x"}, {}], "struct", [{"a": 1}, {"b": "x"}, {}]),
    ([{"a": None, "b": 2}, {"b": 1}, {"a": None}], "struct", [{"a": None, "b": 2}, {"b": 1}, {"a": None}]),
    (
        [{"a": {"b": 1}}, {"a": {"c": 2}}, {"a": None}],
        "struct",
        [{"a": {"b": 1}}, {"a": {"c": 2}}, {"a": None}],
    ),
    ([[{"a": 1}], [{"b": [True]}, {}, None]], "list", [[{"a": 1}], [{"b": [True]}, {}, None]]),
    ([{1: 0.5}, {2: "x"}, {3: [1]}], "struct", [{1: 0.5}, {2: "x"}, {3: [1]}]),
    ([{"__none": 1}, {"__kind": None}], "struct", [{"__none": 1}, {"__kind": None}]),
    ([None, None], "any", [None, None]),
    ([None, 3], "number", [None, 3]),
]


@pytest.mark.parametrize("flush_each_row", [False, True], ids=["one chunk", "a chunk a row"])
@pytest.mark.parametrize(("cells", "kind", "expected"), EXAMPLES, ids=lambda value: repr(value)[:40])
def test_cells_come_back(cells: list[Any], kind: str, expected: list[Any], flush_each_row: bool) -> None:
    made = table(["c"])
    for cell in cells:
        made.add_data(cell)
        if flush_each_row:
            made.to_arrow()
    assert made.column_types["c"].kind == kind
    assert made.get_column("c") == expected


ARRAYS = [
    [np.arange(6).reshape(2, 3)],
    [np.zeros((0, 3))],
    [np.array(3)],
    [np.array([1.5], np.float16)],
    [np.array([1], np.int32), np.array([2**60 + 1])],
    [np.array([True, False]), np.array([5, 6])],
    [np.array([2**63], np.uint64)],
    [np.array([1, 2], ">i4")],
    [np.array([1.5, NAN])],
    [np.array([1, 2]), None],
]


@pytest.mark.parametrize("flush_each_row", [False, True])
@pytest.mark.parametrize("arrays", ARRAYS, ids=lambda value: repr(value)[:40])
def test_arrays_come_back(arrays: list[Any], flush_each_row: bool) -> None:
    made = table(["c"])
    for array in arrays:
        made.add_data(array)
        if flush_each_row:
            made.to_arrow()
    for given, found in zip(arrays, made.get_column("c"), strict=True):
        if given is None:
            assert found is None
        else:
            assert found.shape == given.shape
            np.testing.assert_array_equal(found, given)


def test_tensor_of_another_framework_is_an_array() -> None:
    class Tensor:
        """What torch.Tensor shows of itself."""

        def __init__(self, values: Any, on_gpu: bool = True) -> None:
            self.values, self.on_gpu = np.asarray(values), on_gpu
            self.shape = self.values.shape

        def detach(self) -> Tensor:
            return self

        def cpu(self) -> Tensor:
            return Tensor(self.values, on_gpu=False)

        def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
            if self.on_gpu:
                raise TypeError("can't convert cuda:0 device type tensor to numpy")
            return self.values

    made = table(["embedding"], [Tensor([1.0, 2.0])])
    np.testing.assert_array_equal(made.get_column("embedding")[0], [1.0, 2.0])


def test_whole_numbers_of_several_widths_stay_whole() -> None:
    frame = pd.DataFrame({"id": np.array([1, 2], np.int32)})
    made = table(["x"], dataframe=frame)
    made.add_data(2**60 + 1)
    assert made.get_column("id") == [1, 2, 2**60 + 1]


def test_whole_numbers_beyond_doubles_meet_floats_as_in_python() -> None:
    made = table(["c"], [2**60 + 1])
    made.to_arrow()
    made.add_data(0.5)
    assert made.get_column("c") == [float(2**60 + 1), 0.5]


def test_changing_a_list_after_adding_it_changes_no_row() -> None:
    tags, vector, meta = ["a"], np.zeros(2), {"k": [1]}
    made = table(["tags", "vector", "meta"], [tags, vector, meta])
    tags.append("b")
    vector[:] = 9
    meta["k"].append(2)
    assert made.get_column("tags") == [["a"]]
    assert made.get_column("vector")[0].tolist() == [0, 0]
    assert made.get_column("meta") == [{"k": [1]}]


REFUSED = [
    ([1, "a"], "column 'c': it holds numbers, got the text 'a'"),
    (["a", 1], "it holds text, got the number 1"),
    ([1, True], "it holds numbers, got the boolean True"),
    ([True, 1], "it holds booleans, got the number 1"),
    ([[1], ["a"]], "it holds numbers, got the text 'a'"),
    ([[1], 1], "it holds lists, got the number 1"),
    ([{"a": 1}, {"a": "x"}], "at key 'a': it holds numbers, got the text 'x'"),
    ([{1: 1, "1": 2}], "two keys of the dict are both written '1'"),
    ([np.zeros(2), np.zeros(3)], "arrays of shape (2,), got arrays of shape (3,)"),
    ([np.zeros(1), np.array(["a"])], "an array in a cell holds numbers or booleans, got one of <U1"),
    ([np.zeros(1), np.array([1j])], "complex128"),
    ([np.array([object()])], "an array in a cell holds numbers or booleans, got one of object"),
    ([b"bytes"], "a cell cannot hold a bytes"),
    ([object()], "a cell cannot hold an object"),
    ([np.datetime64("20000-01-01")], "a cell cannot hold a numpy.datetime64"),
    ([datetime.timedelta(1)], "a cell cannot hold a datetime.timedelta"),
]


@pytest.mark.parametrize(("cells", "message"), REFUSED, ids=lambda value: repr(value)[:40])
def test_a_cell_of_another_type_is_refused_and_the_table_stays(cells: list[Any], message: str) -> None:
    made = table(["n", "c"], *([index, cell] for index, cell in enumerate(cells[:-1])))
    before = made.column_types
    with pytest.raises(CellTypeError) as caught:
        made.add_data(len(cells), cells[-1])
    assert isinstance(caught.value, TypeError)
    assert "Data row contained incompatible types" in str(caught.value)
    assert message in str(caught.value)
    assert "Nothing of the row was stored" in str(caught.value)
    assert len(made) == len(cells) - 1
    assert made.column_types == before
    assert made.get_column("n") == list(range(len(cells) - 1))


def test_columns_of_mixed_types() -> None:
    made = table(["c"], [1], ["a"], [None], [[1, "b"]], [{"k": NAN}], [np.float32(2)], allow_mixed_types=True)
    found = made.get_column("c")
    assert found[:4] == [1, "a", None, [1, "b"]]
    assert np.isnan(found[4]["k"])
    assert found[5] == 2


def test_columns_of_mixed_types_refuse_what_json_cannot_say() -> None:
    made = table(["c"], allow_mixed_types=True)
    with pytest.raises(CellTypeError, match="holds what JSON can say") as caught:
        made.add_data(object())
    assert "allow_mixed_types" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [1, "a", True, MOMENT, [1], [["a"]], {"a": [1], "b": {"c": "x"}}, np.zeros((2, 3), np.float32), None, []],
    ids=repr,
)
def test_types_survive_their_description(value: Any) -> None:
    column_type = infer_type(value)
    assert type_from_json(column_type.to_json()) == column_type


def test_unknown_type_description() -> None:
    with pytest.raises(CellTypeError, match="'other-file' is not known"):
        type_from_json({"wb_type": "other-file"})
