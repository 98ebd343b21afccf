"""Types that a caller declares instead of leaving them to the first cells: ``dtype`` and `Table.cast`."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import datetime
import numbers
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import BlobSink, ColumnType, article, infer_type, register_type, type_from_json
from dsviz_widget.types.dicts import DictType
from dsviz_widget.types.lists import ListType
from dsviz_widget.types.maps import MapType
from dsviz_widget.types.mixed import AnyType
from dsviz_widget.types.ndarrays import NdarrayType, as_array
from dsviz_widget.types.scalars import BOOLEAN, NONE, NUMBER, STRING, TIMESTAMP, UNKNOWN, UnknownType

if TYPE_CHECKING:
    import pyarrow as pa

_PLAIN = (type(NUMBER), type(STRING), type(BOOLEAN))
_by_class: dict[type, Callable[[], ColumnType]] = {}
_by_instance: dict[type, Callable[[Any], ColumnType]] = {}


def register_class(
    cls: type, make: Callable[[], ColumnType], of_instance: Callable[[Any], ColumnType] | None = None
) -> None:
    """Let a class stand for a column type where one is declared, and an instance of it too."""
    _by_class[cls] = make
    if of_instance is not None:
        _by_instance[cls] = of_instance


def type_from_dtype(dtype: Any) -> ColumnType:
    """Return the column type that a declaration means.

    Parameters
    ----------
    dtype : ColumnType, class, list, dict or constant
        ``int``, ``float``, ``str``, ``bool``, ``datetime``, ``list``, ``dict``, ``np.ndarray``, a media
        class; ``[x]`` a list of x, ``[x, y]`` one of several types, ``{key: x}`` a dict; anything else a
        constant that every cell is equal to.

    Raises
    ------
    CellTypeError
        If no column can hold that.
    """
    if dtype is None:
        return UNKNOWN
    if isinstance(dtype, ColumnType):
        return dtype
    if isinstance(dtype, type):
        return _of_class(dtype)
    if isinstance(dtype, list):
        found = [type_from_dtype(item) for item in dtype]
        return union(found) if len(found) > 1 else ListType(*found)
    if isinstance(dtype, dict):
        return DictType({str(key): type_from_dtype(item) for key, item in dtype.items()}, closed=True)
    for cls, make in _by_instance.items():
        if isinstance(dtype, cls):
            return make(dtype)
    return ConstType(dtype)


def _of_class(cls: type) -> ColumnType:
    if issubclass(cls, ColumnType):
        return cls()
    if cls in _by_class:
        return _by_class[cls]()
    families: list[tuple[tuple[type, ...], ColumnType]] = [
        ((bool, np.bool_), BOOLEAN),
        ((numbers.Number, np.number), NUMBER),
        ((str,), STRING),
        ((datetime.date, np.datetime64), TIMESTAMP),
    ]
    for classes, column_type in families:
        if issubclass(cls, classes):
            return column_type
    if issubclass(cls, (list, tuple, set, frozenset)):
        return ListType()
    if issubclass(cls, dict):
        return FirstOf((DictType, MapType), "dicts")
    if issubclass(cls, np.ndarray):
        return FirstOf((NdarrayType,), "arrays")
    if cls is NONE:
        return UNKNOWN
    if cls is object:
        return AnyType()
    raise CellTypeError(
        f"no column can hold {cls.__module__}.{cls.__qualname__}. Declare int, str, bool, datetime, list, "
        "dict, np.ndarray or a media class such as Image."
    )


class FirstOf(UnknownType):
    """An empty column of one family of types: the first cell says which of them it is."""

    wb_type: ClassVar[str] = "unknown"

    def __init__(self, family: tuple[type[ColumnType], ...] = (ColumnType,), noun: str = "") -> None:
        self.family, self.noun = family, noun

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        found = infer_type(value)
        if not isinstance(found, self.family):
            raise CellTypeError(f"it holds {self.noun}, got {article(value)}")
        return found

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, (*self.family, UnknownType)):
            return other
        raise CellTypeError(f"it holds {self.noun}, got {other.describe()}")

    def describe(self) -> str:
        return self.noun or "nothing yet"


@register_type
class ConstType(ColumnType):
    """Cells that are all equal to one value."""

    wb_type: ClassVar[str] = "const"

    def __init__(self, value: Any) -> None:
        self.value = value
        self.inner = infer_type(value)

    @property
    def kind(self) -> str:  # type: ignore[override]
        """That of the value."""
        return self.inner.kind

    @property
    def fast(self) -> frozenset[type]:
        return frozenset({NONE})

    def assign(self, value: Any) -> ColumnType:
        if value is None or _equal(value, self.value):
            return self
        raise CellTypeError(f"it holds only {article(self.value)}, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType) or (isinstance(other, ConstType) and other.value == self.value):
            return self
        raise CellTypeError(f"it holds only {article(self.value)}, got {other.describe()}")

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        return self.inner.to_arrow(values, sink)

    def from_arrow(self, value: Any, source: Any) -> Any:
        return self.inner.from_arrow(value, source)

    def to_json(self) -> dict[str, Any]:
        return {"wb_type": "const", "params": {"val": self.value, "is_set": False}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        return cls(params.get("val"))

    def describe(self) -> str:
        return f"only {article(self.value)}"


@register_type
class UnionType(AnyType):
    """Cells of one of several declared types, kept as those of `AnyType` are."""

    wb_type: ClassVar[str] = "union"

    def __init__(self, allowed: Sequence[ColumnType] = (), numbers: str = "") -> None:
        super().__init__(numbers)
        self.allowed = list(allowed)
        plain = frozenset().union(*(found.fast for found in allowed if type(found) in _PLAIN))
        self._fast = super().fast & (plain | {NONE})

    @property
    def fast(self) -> frozenset[type]:
        return self._fast

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        for index, column_type in enumerate(self.allowed):
            try:
                found = column_type.assign(value)
            except CellTypeError:
                continue
            noted = super().assign(value)
            if found is column_type:
                return noted
            allowed = [*self.allowed[:index], found, *self.allowed[index + 1 :]]
            return UnionType(allowed, noted.numbers if isinstance(noted, AnyType) else "")
        raise CellTypeError(f"it holds {self.describe()}, got {article(value)}")

    def with_numbers(self, numbers: str) -> AnyType:
        return UnionType(self.allowed, numbers)

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType) or other == self:
            return self
        if isinstance(other, UnionType):
            more = [found for found in other.allowed if found not in self.allowed]
            joint = UnionType([*self.allowed, *more], self.numbers)
            return super(UnionType, joint).merge(other)
        if any(type(column_type) is type(other) for column_type in self.allowed):
            return super().merge(other)
        if other.absorbs:
            return other.merge(self)
        raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")

    def to_json(self) -> dict[str, Any]:
        allowed = sorted((column_type.to_json() for column_type in self.allowed), key=str)
        numbers = {"numbers": self.numbers} if self.numbers else {}
        return {"wb_type": "union", "params": {"allowed_types": allowed, **numbers}}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        found = union([type_from_json(item) for item in params.get("allowed_types", [])])
        if not isinstance(found, UnionType):
            return found
        noted = AnyType.from_json(params)
        return found.with_numbers(noted.numbers) if isinstance(noted, AnyType) else found

    def describe(self) -> str:
        return " or ".join(column_type.describe() for column_type in self.allowed)


def union(types: Sequence[ColumnType]) -> ColumnType:
    """Return the type of one of several: flat, each once; one type and None is that type."""
    flat: list[ColumnType] = []
    for column_type in types:
        parts = column_type.allowed if isinstance(column_type, UnionType) else [column_type]
        flat += [part for part in parts if part not in flat and type(part) is not UnknownType]
    if not flat:
        return UNKNOWN
    if len(flat) > 1 and any(part.holds_files for part in flat):
        mixed: ColumnType | None = flat[0]
        for part in flat[1:]:
            mixed = None if mixed is None else mixed.beside(part)
        if mixed is not None:
            return mixed
    for part in flat:
        if part.holds_files and len(flat) > 1:
            raise CellTypeError(
                "a column of several types cannot hold images or other media. Give these a column of "
                "their own."
            )
    return flat[0] if len(flat) == 1 else UnionType(flat)


def _equal(mine: Any, theirs: Any) -> bool:
    if as_array(mine) is not None or as_array(theirs) is not None:
        return bool(np.array_equal(mine, theirs))
    return isinstance(mine, bool) == isinstance(theirs, bool) and bool(mine == theirs)
