"""Columns of NumPy arrays, and cells that later changes of the caller's values do not reach."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import (
    BlobSink,
    BlobSource,
    ColumnType,
    article,
    register_inferrer,
    register_type,
)
from dsviz_widget.types.scalars import NONE, UnknownType

if TYPE_CHECKING:
    import pyarrow as pa

IMMUTABLE = frozenset({NONE, bool, int, float, str})


@register_type
class NdarrayType(ColumnType):
    """NumPy arrays of one shape; kept as flat lists, the shape in the type."""

    wb_type: ClassVar[str] = "ndarray"
    kind: ClassVar[str] = "list"
    fast = frozenset({NONE})

    def __init__(self, shape: tuple[int, ...], dtype: str) -> None:
        self.shape = shape
        self.dtype = dtype

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        array = as_array(value)
        if array is None:
            raise CellTypeError(f"it holds {self.describe()}, got {article(value)}")
        return self.merge(NdarrayType(array.shape, _number_dtype(array)))

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType):
            return self
        if other.absorbs:
            return other.merge(self)
        if not isinstance(other, NdarrayType) or other.shape != self.shape:
            raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")
        if other.dtype == self.dtype:
            return self
        return NdarrayType(self.shape, str(np.promote_types(self.dtype, other.dtype)))

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        # No query engine knows half floats; every one of them is a float32 too.
        dtype = np.dtype("float32" if self.dtype == "float16" else self.dtype)
        flat = [None if v is None else np.asarray(as_array(v), dtype=dtype).ravel() for v in values]
        return pa.array(flat, type=pa.list_(pa.from_numpy_dtype(dtype)))

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        return None if value is None else np.array(value, dtype=self.dtype).reshape(self.shape)

    def to_json(self) -> dict[str, Any]:
        return {"wb_type": "ndarray", "params": {"shape": list(self.shape), "dtype": self.dtype}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(tuple(params.get("shape", ())), params.get("dtype", "float64"))

    def describe(self) -> str:
        return f"arrays of shape {self.shape}"


def as_array(value: Any) -> np.ndarray[Any, Any] | None:
    """Return a NumPy array for an array or a tensor of another framework, or None for anything else."""
    if isinstance(value, np.ndarray):
        return value
    if hasattr(value, "__array__") and hasattr(value, "shape") and not isinstance(value, np.generic):
        if hasattr(value, "detach"):
            value = value.detach().cpu()
        return np.asarray(value)
    return None


def snapshot(value: Any) -> Any:
    """Return a cell that later changes of the caller's lists, dicts and arrays do not reach."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return [item if type(item) in IMMUTABLE else snapshot(item) for item in value]
    if isinstance(value, dict):
        return {key: snapshot(item) for key, item in value.items()}
    array = as_array(value)
    return value if array is None else array.copy()


def _number_dtype(array: np.ndarray[Any, Any]) -> str:
    if array.dtype.kind not in "biuf":
        raise CellTypeError(f"an array in a cell holds numbers or booleans, got one of {array.dtype} values")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return "float64"
    return str(array.dtype.newbyteorder("="))


def _infer_array(value: Any) -> ColumnType | None:
    array = as_array(value)
    return None if array is None else NdarrayType(array.shape, _number_dtype(array))


register_inferrer(_infer_array)
