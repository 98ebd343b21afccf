"""Columns of lists, dicts and arrays, and columns that hold anything."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import (
    BlobSink,
    BlobSource,
    ColumnType,
    article,
    infer_type,
    register_inferrer,
    register_type,
    type_from_json,
)
from dsviz_widget.types.scalars import NONE, UNKNOWN, UnknownType

if TYPE_CHECKING:
    import pyarrow as pa


NO_FIELDS = "_empty"
IMMUTABLE = frozenset({NONE, bool, int, float, str})


@register_type
class ListType(ColumnType):
    """Lists of any length whose elements share one type."""

    wb_type: ClassVar[str] = "list"
    kind: ClassVar[str] = "list"
    fast = frozenset({NONE})

    def __init__(self, element: ColumnType = UNKNOWN) -> None:
        self.element = element

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise CellTypeError(f"it holds lists, got {article(value)}")
        element = self.element
        for item in value:
            if type(item) not in element.fast:
                element = element.assign(item)
        return self if element is self.element else ListType(element)

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, ListType):
            return ListType(self.element.merge(other.element))
        if isinstance(other, UnknownType):
            return self
        raise CellTypeError(f"it holds lists, got {other.describe()}")

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        lengths = np.fromiter((0 if v is None else len(v) for v in values), dtype=np.int64)
        offsets = np.zeros(len(lengths) + 1, dtype=np.int32)
        np.cumsum(lengths, out=offsets[1:])
        items = self.element.to_arrow([item for v in values if v is not None for item in v], sink)
        mask = np.fromiter((v is None for v in values), dtype=bool)
        return pa.ListArray.from_arrays(pa.array(offsets), items, mask=pa.array(mask) if mask.any() else None)

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        return [self.element.from_arrow(item, source) for item in value]

    def to_json(self) -> dict[str, Any]:
        return {"wb_type": "list", "params": {"element_type": self.element.to_json()}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(type_from_json(params.get("element_type", {"wb_type": "unknown"})))

    def describe(self) -> str:
        return f"lists of {self.element.describe()}"


@register_type
class DictType(ColumnType):
    """Dicts with the same keys in every row."""

    wb_type: ClassVar[str] = "typedDict"
    kind: ClassVar[str] = "struct"
    fast = frozenset({NONE})

    def __init__(self, fields: dict[str, ColumnType]) -> None:
        self.fields = fields

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if not isinstance(value, dict):
            raise CellTypeError(f"it holds dicts, got {article(value)}")
        keys = _keys(value)
        if set(keys) != set(self.fields):
            missing = [repr(key) for key in self.fields if key not in keys]
            extra = [repr(key) for key in keys if key not in self.fields]
            parts = [f"misses {', '.join(missing)}"] if missing else []
            parts += [f"has {', '.join(extra)} besides"] if extra else []
            raise CellTypeError(f"every dict of a column has the same keys; this one {' and '.join(parts)}")
        fields = {}
        for key, item in zip(keys, value.values(), strict=True):
            try:
                fields[key] = self.fields[key].assign(item)
            except CellTypeError as error:
                raise CellTypeError(f"at key {key!r}: {error}") from None
        if all(fields[key] is self.fields[key] for key in fields):
            return self
        return DictType({key: fields[key] for key in self.fields})

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType):
            return self
        if isinstance(other, DictType) and set(other.fields) == set(self.fields):
            return DictType({key: mine.merge(other.fields[key]) for key, mine in self.fields.items()})
        raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        plain = [None if v is None else {str(key): item for key, item in v.items()} for v in values]
        arrays = [
            column_type.to_arrow([None if v is None else v[key] for v in plain], sink)
            for key, column_type in self.fields.items()
        ]
        names = list(self.fields)
        if not names:
            # Parquet has no struct without a field.
            names, arrays = [NO_FIELDS], [pa.nulls(len(values))]
        mask = np.fromiter((v is None for v in values), dtype=bool)
        return pa.StructArray.from_arrays(arrays, names=names, mask=pa.array(mask))

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        return {key: column_type.from_arrow(value[key], source) for key, column_type in self.fields.items()}

    def to_json(self) -> dict[str, Any]:
        type_map = {key: column_type.to_json() for key, column_type in self.fields.items()}
        return {"wb_type": "typedDict", "params": {"type_map": type_map}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls({key: type_from_json(item) for key, item in params.get("type_map", {}).items()})

    def describe(self) -> str:
        return f"dicts with keys {', '.join(map(repr, self.fields))}"


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


@register_type
class AnyType(ColumnType):
    """Cells of different types side by side, kept as JSON text."""

    wb_type: ClassVar[str] = "any"
    kind: ClassVar[str] = "any"
    fast = frozenset({NONE, int, float, str, bool})

    def assign(self, value: Any) -> ColumnType:
        if value is not None:
            self._dumps(value)
        return self

    def merge(self, other: ColumnType) -> ColumnType:
        return self

    def _dumps(self, value: Any) -> str:
        try:
            return json.dumps(value, default=_plain)
        except (TypeError, ValueError, RecursionError):
            raise CellTypeError(
                f"a column of mixed types holds what JSON can say, got {article(value)}. "
                "Give media a column of their own."
            ) from None

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        return pa.array([None if v is None else self._dumps(v) for v in values], type=pa.large_string())

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        return None if value is None else json.loads(value)

    def describe(self) -> str:
        return "anything"


class UndecidedType(UnknownType):
    """An empty column that may hold mixed types, or media: the first cell decides."""

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        try:
            found = infer_type(value)
        except CellTypeError:
            found = UNKNOWN
        return found if found.has_file else AnyType().assign(value)


def _plain(value: Any) -> Any:
    array = as_array(value)
    if array is not None:
        return array.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError


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


def _infer_nested(value: Any) -> ColumnType | None:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ListType().assign(value)
    if isinstance(value, dict):
        return DictType(
            {key: infer_type(item) for key, item in zip(_keys(value), value.values(), strict=True)}
        )
    array = as_array(value)
    return None if array is None else NdarrayType(array.shape, _number_dtype(array))


def _keys(value: dict[Any, Any]) -> list[str]:
    keys = [str(key) for key in value]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise CellTypeError(f"two keys of the dict are both written {twice!r}; rename one")
    return keys


def _number_dtype(array: np.ndarray[Any, Any]) -> str:
    if array.dtype.kind not in "biuf":
        raise CellTypeError(f"an array in a cell holds numbers or booleans, got one of {array.dtype} values")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return "float64"
    return str(array.dtype.newbyteorder("="))


register_inferrer(_infer_nested)
