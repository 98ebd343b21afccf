"""Columns of numbers, text, booleans and dates, and columns nothing is known of yet."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import datetime
import decimal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import (
    BlobSink,
    ColumnType,
    article,
    infer_type,
    register_inferrer,
    register_type,
)
from dsviz_widget.types.building import number_array, text_array

if TYPE_CHECKING:
    import pyarrow as pa

NONE = type(None)
INT64_MAX = 2**63 - 1


@register_type
class UnknownType(ColumnType):
    """A column in which every cell so far is empty."""

    wb_type: ClassVar[str] = "unknown"
    legacy_names = ("none",)
    kind: ClassVar[str] = "any"
    fast = frozenset({NONE})

    def assign(self, value: Any) -> ColumnType:
        return self if value is None else infer_type(value)

    def merge(self, other: ColumnType) -> ColumnType:
        return other

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        return pa.nulls(len(values))

    def describe(self) -> str:
        return "nothing yet"


class ScalarType(ColumnType):
    """One Arrow value a cell."""

    python: ClassVar[tuple[type, ...]]

    def accepts(self, value: Any) -> bool:
        """Return whether the value fits."""
        return isinstance(value, self.python)

    def assign(self, value: Any) -> ColumnType:
        if value is None or self.accepts(value):
            return self
        raise CellTypeError(f"it holds {self.describe()}, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, (type(self), UnknownType)):
            return self
        if other.absorbs:
            return other.merge(self)
        raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")


@register_type
class NumberType(ScalarType):
    """Whole or floating numbers; NaN stays NaN."""

    wb_type: ClassVar[str] = "number"
    kind: ClassVar[str] = "number"
    fast = frozenset({int, float, NONE})
    python = (int, float, np.integer, np.floating, decimal.Decimal)

    def accepts(self, value: Any) -> bool:
        return isinstance(value, self.python) and not isinstance(value, bool)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        built = number_array(values)
        if built is not None:
            return built
        try:
            array = pa.array(values, from_pandas=False)
        except (pa.ArrowException, OverflowError):
            array = pa.array([None if v is None else _as_float(v) for v in values], type=pa.float64())
        if pa.types.is_null(array.type):
            return array.cast(pa.int64())
        if pa.types.is_integer(array.type):
            # uint64 beyond int64 has no signed form; everything else has.
            return array if pa.types.is_uint64(array.type) else array.cast(pa.int64())
        return array.cast(pa.float64())

    def describe(self) -> str:
        return "numbers"


@register_type
class StringType(ScalarType):
    """Text."""

    wb_type: ClassVar[str] = "string"
    kind: ClassVar[str] = "text"
    fast = frozenset({str, NONE})
    python = (str,)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        try:
            return text_array(values)
        except UnicodeEncodeError:
            # Half a surrogate pair, as os.listdir gives for a name that is not UTF-8.
            whole = [None if v is None else v.encode("utf-8", "replace").decode() for v in values]
            return pa.array(whole, type=pa.large_string())

    def describe(self) -> str:
        return "text"


@register_type
class BooleanType(ScalarType):
    """True or false."""

    wb_type: ClassVar[str] = "boolean"
    kind: ClassVar[str] = "boolean"
    fast = frozenset({bool, NONE})
    python = (bool, np.bool_)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        return pa.array([None if v is None else bool(v) for v in values], type=pa.bool_())

    def describe(self) -> str:
        return "booleans"


@register_type
class TimestampType(ScalarType):
    """Moments in UTC, to the microsecond; a naive datetime is taken as UTC, a date as its midnight."""

    wb_type: ClassVar[str] = "timestamp"
    kind: ClassVar[str] = "timestamp"
    fast = frozenset({NONE})
    python = (datetime.date, np.datetime64)

    def accepts(self, value: Any) -> bool:
        if isinstance(value, np.datetime64):
            # Beyond the year 9999 NumPy answers with a bare number.
            return not isinstance(value.astype("datetime64[us]").item(), int)
        return isinstance(value, self.python)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        return pa.array([utc(v) for v in values], type=pa.timestamp("us", tz="UTC"))

    def describe(self) -> str:
        return "dates"


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def utc(value: Any) -> datetime.datetime | None:
    """Return a date as a moment in UTC; a naive one is taken as UTC, and NaT is None.

    Raises
    ------
    CellTypeError
        For a date of NumPy's outside the years 1 to 9999.
    """
    if value is None:
        return None
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
        if value is None:
            return None
        if isinstance(value, int):
            raise CellTypeError("a date lies in the years 1 to 9999")
    moment: datetime.datetime = (
        value
        if isinstance(value, datetime.datetime)
        else datetime.datetime(value.year, value.month, value.day)
    )
    if moment.tzinfo is None:
        return moment.replace(tzinfo=datetime.timezone.utc)
    return moment.astimezone(datetime.timezone.utc)


UNKNOWN = UnknownType()
NUMBER = NumberType()
STRING = StringType()
BOOLEAN = BooleanType()
TIMESTAMP = TimestampType()


def _infer_scalar(value: Any) -> ColumnType | None:
    if value is None:
        return UNKNOWN
    # bool is an int to Python, so it is asked first.
    for column_type in (BOOLEAN, NUMBER, STRING, TIMESTAMP):
        if column_type.accepts(value):
            return column_type
    return None


register_inferrer(_infer_scalar)
