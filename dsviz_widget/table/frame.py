"""Columns of a data frame to Arrow, without looking at a row where that can be helped."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import CellTypeError
from dsviz_widget.table.columns import is_missing
from dsviz_widget.types import STRING, UNKNOWN

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def array_of_series(series: pd.Series[Any], name: str) -> pa.Array | None:
    """Return a column as Arrow, or None for one whose cells must be looked at one by one.

    Raises
    ------
    CellTypeError
        If no column of a table can hold what the series does.
    """
    import pyarrow as pa

    if series.dtype == object and not _is_text(series):
        return None
    try:
        # NaN of a float column stays NaN; everywhere else pandas writes NaN for an empty cell.
        array = pa.array(series, from_pandas=series.dtype.kind != "f")
    except (pa.ArrowException, TypeError, ValueError):
        if series.dtype == object:
            return None
        raise _refused(series, name) from None
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    plain = _plain_arrow(array)
    if plain is None:
        raise _refused(series, name)
    return plain


def cells_of_series(series: pd.Series[Any]) -> list[Any]:
    """Return the cells of an object column, with None where pandas has a missing value."""
    values = list(series)
    numeric = all(
        (isinstance(value, numbers.Number) and not isinstance(value, bool)) or is_missing(value, UNKNOWN)
        for value in values
    )
    column_type = UNKNOWN if numeric else STRING
    return [None if is_missing(value, column_type) else value for value in values]


def _is_text(series: pd.Series[Any]) -> bool:
    seen = False
    for cell in series:
        if isinstance(cell, str):
            seen = True
        elif not is_missing(cell, STRING):
            return False
    return seen


def _refused(series: pd.Series[Any], name: str) -> CellTypeError:
    return CellTypeError(
        f"column {name!r} of the data frame has dtype {series.dtype}, which a table cannot hold. "
        "Convert it first, for example with astype(str) or, for durations, dt.total_seconds()."
    )


def _plain_arrow(array: pa.Array) -> pa.Array | None:
    """Return the array in one of the few forms that the rest of the house knows, or None."""
    import pyarrow as pa

    arrow = array.type
    if pa.types.is_dictionary(arrow):
        return _plain_arrow(array.dictionary_decode())
    if pa.types.is_string(arrow) or pa.types.is_string_view(arrow):
        return array.cast(pa.large_string())
    if pa.types.is_date(arrow):
        array, arrow = array.cast(pa.timestamp("ms")), pa.timestamp("ms")
    if pa.types.is_timestamp(arrow):
        return array.cast(pa.timestamp("us", tz="UTC"), safe=False)
    if pa.types.is_float16(arrow):
        return array.cast(pa.float32())
    if pa.types.is_decimal(arrow):
        return array.cast(pa.float64())
    if (
        isinstance(arrow, pa.BaseExtensionType)
        or pa.types.is_temporal(arrow)
        or pa.types.is_binary(arrow)
        or pa.types.is_large_binary(arrow)
        or pa.types.is_fixed_size_binary(arrow)
    ):
        return None
    return array
