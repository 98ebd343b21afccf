"""Columns of data frames, Arrow and lists of dicts, without looking at a row where that can be helped."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import CellTypeError, TableArgumentError, did_you_mean
from dsviz_widget.table.columns import is_missing
from dsviz_widget.table.parquet import NO_PLACE
from dsviz_widget.types import STRING, UNKNOWN, article

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


@dataclass
class Incoming:
    """Columns on their way into a table: Arrow, or cells to be looked at one by one."""

    names: list[str]
    columns: list[pa.ChunkedArray | pa.Array | list[Any]]


def is_frame(value: Any) -> bool:
    """Return whether a value is a pandas or polars data frame, or a table of pyarrow."""
    return _library_of(value) is not None


def from_frame(frame: Any, columns: Sequence[str] | None = None) -> Incoming:
    """Return the columns of a pandas or polars data frame or of Arrow data.

    Raises
    ------
    TableArgumentError
        If it is none of these, or has no such column.
    CellTypeError
        If a column holds what no table can.
    """
    library = _library_of(frame)
    if library == "pandas":
        incoming = _from_pandas(frame)
    elif library == "polars":
        frame = frame.collect() if hasattr(frame, "collect") else frame
        incoming = _from_polars(frame)
    elif library == "pyarrow":
        incoming = from_arrow(_as_table(frame, columns))
    else:
        raise TableArgumentError(
            f"a data frame must be of pandas, polars or pyarrow, got {article(frame)}. "
            "For rows use data=, for a list of dicts Table.from_records."
        )
    return incoming if columns is None else _chosen(incoming, columns)


def from_arrow(table: pa.Table) -> Incoming:
    """Return the columns of an Arrow table; raises CellTypeError for one that a table cannot hold."""
    import pyarrow as pa

    from dsviz_widget.types.arrow import plain_type, to_plain

    columns: list[Any] = []
    for field, column in zip(table.schema, table.columns, strict=True):
        plain = plain_type(field.type)
        if plain is None:
            raise CellTypeError(f"column {field.name!r} holds {field.type}, {NO_PLACE}.")
        columns.append(pa.chunked_array([to_plain(chunk, plain) for chunk in column.chunks], type=plain))
    return Incoming(list(table.column_names), columns)


def from_records(records: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> Incoming:
    """Return the columns of a list of dicts; a key that a dict lacks is an empty cell.

    Raises
    ------
    TableArgumentError
        If something in the list is not a dict.
    """
    rows = list(records)
    names: dict[Any, None] = {}
    for index, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise TableArgumentError(f"record {index} must be a dict, got {article(row)}.")
        names.update(dict.fromkeys(row))
    incoming = Incoming([str(name) for name in names], [[row.get(name) for row in rows] for name in names])
    return incoming if columns is None else _chosen(incoming, columns)


def _chosen(incoming: Incoming, columns: Sequence[str]) -> Incoming:
    for name in columns:
        if name not in incoming.names:
            raise TableArgumentError(f"there is no column {name!r}.{did_you_mean(name, incoming.names)}")
    where = [incoming.names.index(name) for name in columns]
    return Incoming(list(columns), [incoming.columns[index] for index in where])


def _library_of(value: Any) -> str | None:
    # Asked by name, so that neither library is imported or needed.
    module, name = type(value).__module__.split(".")[0], type(value).__name__
    if module == "pandas" and name == "DataFrame":
        return "pandas"
    if module == "polars" and name in ("DataFrame", "LazyFrame"):
        return "polars"
    if module == "pyarrow" and (
        name in ("Table", "RecordBatch", "RecordBatchReader", "Scanner") or name.endswith("Dataset")
    ):
        return "pyarrow"
    return None


def _as_table(data: Any, columns: Sequence[str] | None) -> pa.Table:
    import pyarrow as pa

    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, pa.RecordBatchReader):
        return data.read_all()
    if columns is not None and hasattr(data, "scanner"):
        for name in columns:
            if name not in data.schema.names:
                raise TableArgumentError(
                    f"there is no column {name!r}.{did_you_mean(name, data.schema.names)}"
                )
        return data.to_table(columns=list(columns))
    return data.to_table()


def _from_polars(frame: pl.DataFrame) -> Incoming:
    # Columns of Python's objects have no Arrow form; their cells are looked at one by one.
    objects = [name for name, dtype in frame.schema.items() if str(dtype) == "Object"]
    incoming = from_arrow(frame.drop(objects).to_arrow())
    known = dict(zip(incoming.names, incoming.columns, strict=True))
    cells = {name: frame.get_column(name).to_list() for name in objects}
    return Incoming(frame.columns, [known[name] if name in known else cells[name] for name in frame.columns])


def _from_pandas(frame: pd.DataFrame) -> Incoming:
    names = [str(name) for name in frame.columns]
    columns: list[Any] = []
    for position, name in enumerate(names):
        series = frame.iloc[:, position]
        array = array_of_series(series, name)
        columns.append(cells_of_series(series) if array is None else array)
    return Incoming(names, columns)


def array_of_series(series: pd.Series[Any], name: str) -> pa.Array | None:
    """Return a column as Arrow, or None for one whose cells must be looked at one by one.

    Raises
    ------
    CellTypeError
        If no column of a table can hold what the series does.
    """
    import pyarrow as pa

    from dsviz_widget.types.arrow import plain_type, to_plain

    if series.dtype == object and not _is_text(series):
        return None
    try:
        # NaN of a float column stays NaN; everywhere else pandas writes NaN for an empty cell.
        array = pa.array(series, from_pandas=series.dtype.kind != "f")
    except (pa.ArrowException, TypeError, ValueError):
        if series.dtype == object or str(series.dtype) == "category":
            return None
        raise _refused(series, name) from None
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if pa.types.is_string(array.type):
        # Text of many batches meets here, and 32-bit offsets end at 2 GB.
        array = array.cast(pa.large_string())
    plain = plain_type(array.type)
    if plain is None:
        raise _refused(series, name)
    return to_plain(array, plain)


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
