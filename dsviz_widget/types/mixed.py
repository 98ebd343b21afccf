"""Columns whose cells differ in kind."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import decimal
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import BlobSink, BlobSource, ColumnType, register_type
from dsviz_widget.types.scalars import NONE, UnknownType
from dsviz_widget.types.split import is_split, joined, split_array, split_type, split_value

if TYPE_CHECKING:
    import pyarrow as pa

PLAIN = frozenset({NONE, str, bool})
BOTH = "both"


@register_type
class AnyType(ColumnType):
    """Cells of different types side by side, each kind in an Arrow field of its own.

    Parameters
    ----------
    numbers : {"", "int", "float", "both"}
        Which numbers came in. In the split form all are doubles: where only floats came in, those without
        a fraction are given back as floats, else as ints.
    """

    wb_type: ClassVar[str] = "any"
    kind: ClassVar[str] = "any"
    absorbs: ClassVar[bool] = True

    def __init__(self, numbers: str = "") -> None:
        self.numbers = numbers

    @property
    def fast(self) -> frozenset[type]:
        return _FAST[self.numbers]

    @property
    def varies(self) -> bool:
        return True

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        split_value(value)
        return self.noting(value)

    def noting(self, value: Any) -> ColumnType:
        """Return the type that remembers that this number came in."""
        found = add_numbers(self.numbers, number_class(value))
        return self if found == self.numbers else self.with_numbers(found)

    def with_numbers(self, numbers: str) -> AnyType:
        """Return the same type with another note of its numbers."""
        return AnyType(numbers)

    def merge(self, other: ColumnType) -> ColumnType:
        if other.holds_files:
            raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")
        numbers = other.numbers if isinstance(other, AnyType) else BOTH if other.kind == "number" else ""
        found = add_numbers(self.numbers, numbers)
        return self if found == self.numbers else self.with_numbers(found)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        return split_array(values)

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if isinstance(value, str):
            # Tables of version 0.1 kept mixed cells as JSON text.
            return json.loads(value)
        return None if value is None else joined(value, self.numbers != "float")

    def same_form(self, made_by: ColumnType) -> bool:
        return isinstance(made_by, (AnyType, UnknownType))

    def adopt(self, array: pa.Array, made_by: ColumnType) -> pa.Array:
        import pyarrow as pa

        if is_split(array.type):
            return array
        if pa.types.is_null(array.type):
            return pa.nulls(len(array), split_type())
        return split_array([made_by.from_arrow(value, None) for value in array.to_pylist()])  # type: ignore[arg-type]

    def to_json(self) -> dict[str, Any]:
        described: dict[str, Any] = {"wb_type": self.wb_type}
        if self.numbers:
            described["params"] = {"numbers": self.numbers}
        return described

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        numbers = params.get("numbers", "")
        return AnyType(numbers if isinstance(numbers, str) and numbers in _FAST else "")

    def describe(self) -> str:
        return "anything"


_FAST = {
    "": PLAIN,
    "int": PLAIN | {int},
    "float": PLAIN | {float},
    BOTH: PLAIN | {int, float},
}


def add_numbers(numbers: str, more: str) -> str:
    """Return the note of the numbers of both."""
    return more if not numbers else numbers if not more or more == numbers else BOTH


def number_class(value: Any) -> str:
    """Return ``int``, ``float``, or ``""`` for what is no number."""
    if isinstance(value, (bool, np.bool_)):
        return ""
    if isinstance(value, (int, np.integer)):
        return "int"
    return "float" if isinstance(value, (float, np.floating, decimal.Decimal)) else ""
