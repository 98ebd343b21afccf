"""The column type of histograms: a struct a cell, so that counts, edges and figures can be queried."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import CellTypeError
from dsviz_widget.media.histogram import Histogram
from dsviz_widget.types import (
    BlobSink,
    BlobSource,
    ColumnType,
    UnknownType,
    article,
    register_class,
    register_inferrer,
    register_type,
)

if TYPE_CHECKING:
    import pyarrow as pa

LISTS = ("values", "bins")
FIGURES = ("min", "max", "mean", "std")


@register_type
class HistogramType(ColumnType):
    """Histograms, each with edges of its own: ``values``, ``bins``, ``not_finite``, and what they tell.

    ``count`` is the sum of the counts; ``min`` and ``max`` are the outer edges of the bins that have
    something in them; ``mean`` and ``std`` take all in a bin to lie in its middle. They are null where
    nothing was counted.
    """

    wb_type: ClassVar[str] = "histogram"
    kind: ClassVar[str] = "struct"
    telling: ClassVar[str] = "mean"
    """The figure that the head of such a column shows."""
    fast = frozenset({type(None), Histogram})

    def assign(self, value: Any) -> ColumnType:
        if value is None or isinstance(value, Histogram):
            return self
        raise CellTypeError(f"it holds histograms, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, (UnknownType, HistogramType)):
            return self
        raise CellTypeError(f"it holds histograms, got {other.describe()}")

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        cells = [None if value is None else _cell_of(value) for value in values]
        return pa.array(cells, type=_arrow_type())

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        return Histogram.from_parts(value["values"], value["bins"], value["not_finite"])

    def describe(self) -> str:
        return "histograms"


def _arrow_type() -> pa.DataType:
    import pyarrow as pa

    lists = [(name, pa.list_(pa.float64())) for name in LISTS]
    numbers = [(name, pa.float64()) for name in ("count", *FIGURES)]
    return pa.struct([*lists, ("not_finite", pa.int64()), *numbers])


def _cell_of(value: Histogram) -> dict[str, Any]:
    lists = {"values": value.histogram, "bins": value.bins}
    return {**lists, "not_finite": value.not_finite, **value.figures()}


register_class(Histogram, HistogramType, lambda value: HistogramType())
register_inferrer(lambda value: HistogramType() if isinstance(value, Histogram) else None)
