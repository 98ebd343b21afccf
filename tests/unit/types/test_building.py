"""Arrays from their buffers: what pyarrow would make of the same cells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.types.building import number_array, struct_array, text_array

INTS = st.integers(-(2**63), 2**63 - 1)
STRUCT = pa.struct([("a", pa.string()), ("b", pa.int32()), ("c", pa.int64())])
ROWS = st.fixed_dictionaries(
    {"a": st.none() | st.text(max_size=5), "b": st.none() | st.integers(-9, 9), "c": st.none() | INTS}
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | INTS) | st.lists(st.none() | st.floats(allow_nan=False)))
def test_numbers(values: list[Any]) -> None:
    built = number_array(values)
    assert built is not None
    built.validate(full=True)
    kind = pa.float64() if any(isinstance(value, float) for value in values) else pa.int64()
    assert built.equals(pa.array(values, kind))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.text()), st.booleans())
def test_text(values: list[str | None], large: bool) -> None:
    built = text_array(values, large)
    assert built is not None
    built.validate(full=True)
    assert built.equals(pa.array(values, pa.large_string() if large else pa.string()))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | ROWS))
def test_structs(values: list[dict[str, Any] | None]) -> None:
    built = struct_array(values, STRUCT)
    assert built is not None
    built.validate(full=True)
    assert built.equals(pa.array(values, STRUCT))


@pytest.mark.parametrize("values", [[1, 2.5], [True], [2**63], [1, "a"], [1 + 2j]], ids=repr)
def test_numbers_that_pyarrow_must_judge(values: list[Any]) -> None:
    assert number_array(values) is None


def test_structs_that_pyarrow_must_build() -> None:
    assert struct_array([{"a": [1]}], pa.struct([("a", pa.list_(pa.int64()))])) is None
    with pytest.raises(UnicodeEncodeError):
        text_array(["\ud800"])


def test_logging_rows_and_pictures_loads_no_pandas(tmp_path: Path) -> None:
    code = """
import sys
import numpy as np
import dsviz_widget as wandb
table = wandb.Table(["n", "x", "s", "im"])
for index in range(10):
    image = wandb.Image(np.full((4, 4), index, np.uint8))
    table.add_data(index, None if index == 3 else 0.5, str(index), image)
artifact = wandb.Artifact("data", "dataset")
artifact.add(table, "t")
wandb.init(dir=sys.argv[1]).log_artifact(artifact)
assert len(wandb.use_artifact("data").get("t")) == 10
print("pandas" in sys.modules)
"""
    out = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "store")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout == "False\n"
