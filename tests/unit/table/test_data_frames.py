"""A data frame goes in as columns."""

from __future__ import annotations

import datetime
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import CellTypeError, TableError
from tests.unit.builders import logged, pixels

NAN = float("nan")
UTC = datetime.timezone.utc
DAY = datetime.datetime(2021, 2, 22, tzinfo=UTC)

EXAMPLES: list[tuple[str, Any, str, list[Any]]] = [
    ("int8", np.array([1, -2], np.int8), "number", [1, -2]),
    ("uint64", np.array([2**63, 1], np.uint64), "number", [2**63, 1]),
    ("float32", np.array([0.5, 1], np.float32), "number", [0.5, 1.0]),
    ("Int64", pd.array([1, None], dtype="Int64"), "number", [1, None]),
    ("bool", [True, False], "boolean", [True, False]),
    ("boolean", pd.array([True, None], dtype="boolean"), "boolean", [True, None]),
    ("str", ["a", None], "text", ["a", None]),
    ("object text", pd.Series(["a", NAN, None, pd.NA], dtype=object), "text", ["a", None, None, None]),
    ("object numbers", pd.Series([1, 2.5, None], dtype=object), "number", [1.0, 2.5, None]),
    ("object booleans", pd.Series([True, NAN], dtype=object), "boolean", [True, None]),
    ("object lists", pd.Series([[1], NAN, []], dtype=object), "list", [[1], None, []]),
    ("object dicts", pd.Series([{"a": 1}, None], dtype=object), "struct", [{"a": 1}, None]),
    ("object surrogates", pd.Series(["\ud800"], dtype=object), "text", ["?"]),
    ("category", pd.Categorical(["x", None, "x"]), "text", ["x", None, "x"]),
    ("category of numbers", pd.Categorical([3, 4, 3]), "number", [3, 4, 3]),
    ("datetime", pd.to_datetime(["2021-02-22", None]), "timestamp", [DAY, None]),
    (
        "datetime in Paris",
        pd.to_datetime(["2021-02-22 01:00"]).tz_localize("Europe/Paris"),
        "timestamp",
        [DAY],
    ),
    ("date32", pd.Series([DAY.date()], dtype="date32[pyarrow]"), "timestamp", [DAY]),
    ("object dates", pd.Series([DAY.date(), pd.NaT], dtype=object), "timestamp", [DAY, None]),
    ("nothing", pd.Series([None, None], dtype=object), "any", [None, None]),
]


@pytest.mark.parametrize(("dtype", "cells", "kind", "expected"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_column_of_a_frame(store: object, dtype: str, cells: Any, kind: str, expected: list[Any]) -> None:
    made = wandb.Table(dataframe=pd.DataFrame({"c": cells}))
    assert made.column_types["c"].kind == kind
    assert made.get_column("c") == expected
    assert logged(made).get_column("c") == expected


def test_nan_and_null_stay_different() -> None:
    frame = pd.DataFrame({"nan": [1.0, NAN], "null": pd.array([1.0, None], dtype="Float64")})
    made = wandb.Table(dataframe=frame)
    assert np.isnan(made.get_column("nan")[1])
    assert made.get_column("null")[1] is None


@pytest.mark.parametrize(
    "cells",
    [
        pd.to_timedelta([1, 2], "s"),
        [1j, 2j],
        pd.interval_range(0, 2),
        pd.period_range("2020-01", periods=2, freq="M"),
        pd.arrays.SparseArray([0, 1]),
        pd.Series([b"a", b"b"], dtype="binary[pyarrow]"),
    ],
    ids=lambda cells: str(getattr(cells, "dtype", "complex")),
)
def test_columns_that_a_table_cannot_hold(cells: Any) -> None:
    frame = pd.DataFrame({"good": [1, 2], "odd": cells})
    with pytest.raises(CellTypeError, match=r"column 'odd' of the data frame has dtype .* Convert it first"):
        wandb.Table(dataframe=frame)


def test_a_column_of_mixed_objects() -> None:
    frame = pd.DataFrame({"c": pd.Series([1, "a"], dtype=object)})
    with pytest.raises(CellTypeError, match="row 1 of column 'c': it holds numbers, got the text 'a'"):
        wandb.Table(dataframe=frame)
    assert wandb.Table(dataframe=frame, allow_mixed_types=True).get_column("c") == [1, "a"]


def test_frame_of_images() -> None:
    images = [wandb.Image(pixels(1)), None]
    made = wandb.Table(dataframe=pd.DataFrame({"im": pd.Series(images, dtype=object)}))
    assert made.get_column("im") == images


def test_frame_with_odd_index_and_names() -> None:
    frame = pd.DataFrame({("a", 1): [1, 2, 3, 4], 7: list("wxyz")}, index=[9, 9, 3, 1])[::2]
    made = wandb.Table(dataframe=frame)
    assert made.columns == ["('a', 1)", "7"]
    assert made.data == [[1, "w"], [3, "y"]]


def test_frame_with_a_name_twice() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(TableError, match="two columns are named 'a'"):
        wandb.Table(dataframe=frame)


def test_data_may_be_a_frame_and_dataframe_wins() -> None:
    frame = pd.DataFrame({"c": [1]})
    assert wandb.Table(data=frame).columns == ["c"]
    assert wandb.Table(columns=["x"], data=[[5]], dataframe=frame).data == [[1]]
    with pytest.raises(
        TableError, match="a data frame must be of pandas, polars or pyarrow, got a list of 1"
    ):
        wandb.Table(dataframe=[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": [], "s": pd.Series([], dtype=object)})])
def test_frames_without_rows(store: object, frame: pd.DataFrame) -> None:
    made = wandb.Table(dataframe=frame)
    assert len(made) == 0
    assert logged(made).columns == list(frame.columns)


def test_frame_comes_back_through_the_store(store: object) -> None:
    frame = pd.DataFrame({"i": [1, 2], "f": [0.5, NAN], "s": ["a", None], "b": [True, False]})
    pd.testing.assert_frame_equal(
        logged(wandb.Table(dataframe=frame)).get_dataframe(), frame, check_dtype=False
    )


def test_a_million_rows_go_in_as_columns(store: object) -> None:
    count = 1_000_000
    frame = pd.DataFrame({"i": np.arange(count), "f": np.linspace(0, 1, count)})
    begin = time.process_time()
    made = wandb.Table(dataframe=frame)
    assert len(made) == count
    # Row by row the same takes over a second.
    assert time.process_time() - begin < 0.5
