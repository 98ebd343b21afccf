"""A table as files that others read: Parquet and CSV, written some rows at a time."""

from __future__ import annotations

import datetime
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import LibraryMissing
from dsviz_widget.table.parquet import write_parquet
from dsviz_widget.types import BlobSource, ColumnType, ListType, as_array, holds_split, json_texts

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

    from dsviz_widget.table.reading import TableReading


def to_parquet(table: TableReading, path: str | os.PathLike[str]) -> None:
    """Write a table as Parquet; `Table.from_parquet` reads it back with its column types."""
    batches, schema = table._batches()
    write_parquet(batches, list(table.column_types.values()), Path(path), table._notes(), schema)


def to_polars(table: TableReading) -> pl.DataFrame:
    """Return a table as a polars data frame; columns that hold values of mixed kinds become JSON text.

    Raises
    ------
    LibraryMissing
        If polars is not installed.
    """
    try:
        import polars as pl
    except ImportError:
        raise LibraryMissing(
            "to_polars needs polars, which is not installed. Run: pip install polars"
        ) from None
    rows = _without_notes(table.to_arrow())
    mixed = [field.name for field in rows.schema if holds_split(field.type)]
    texts = with_texts(table._select(mixed), table.column_types, table.source)
    for name in mixed:
        rows = rows.set_column(rows.column_names.index(name), name, texts.column(name))
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _without_notes(rows: pa.Table) -> pa.Table:
    """Return rows whose dicts do not tell a key that is lacking from one that is empty."""
    import pyarrow as pa

    from dsviz_widget.types.arrow import conform
    from dsviz_widget.types.dicts import without_notes

    schema = pa.schema([pa.field(field.name, without_notes(field.type)) for field in rows.schema])
    columns = [
        pa.chunked_array([conform(chunk, field.type) for chunk in column.chunks], type=field.type)
        for column, field in zip(rows.columns, schema, strict=True)
    ]
    return pa.table(columns, schema=schema)


def with_texts(
    rows: pa.Table, types: Mapping[str, ColumnType], source: BlobSource, for_browser: bool = False
) -> pa.Table:
    """Return rows in which columns that vary in kind or keys are JSON text, as `to_json_text` writes it.

    A column without a type, such as a derived one, has that of its Arrow form.
    """
    import pyarrow as pa

    from dsviz_widget.types.arrow import type_of_arrow

    for index, name in enumerate(rows.column_names):
        column_type = types.get(name) or type_of_arrow(rows.schema.field(index).type)
        if not column_type.varies or column_type.holds_files:
            continue
        texts = [
            json_texts([column_type.from_arrow(cell, source) for cell in chunk.to_pylist()], for_browser)
            for chunk in rows.column(index).chunks
        ]
        rows = rows.set_column(index, name, pa.chunked_array(texts, pa.large_string()))
    return rows


def to_csv(table: TableReading, path: str | os.PathLike[str] | None) -> str | None:
    """Write a table as CSV, or return it as text when `path` is None.

    Lists, dicts, images and other media become JSON text; text and numbers of a column of mixed types are
    as they are.
    """
    batches, schema = table._batches()
    sink: Any = io.BytesIO() if path is None else os.fspath(path)
    write_csv(batches, schema, list(table.column_types.values()), table.source, sink)
    return sink.getvalue().decode() if path is None else None


def write_csv(
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    types: list[ColumnType],
    source: BlobSource,
    sink: Any,
) -> None:
    """Write rows as CSV as they come, into a path or a file; see `to_csv`."""
    from pyarrow import csv

    flat = _flat_schema(schema, types)
    with csv.CSVWriter(sink, flat) as writer:
        for batch in batches:
            writer.write_batch(_flat(batch, types, flat, source))


def _flat_schema(schema: pa.Schema, types: list[ColumnType]) -> pa.Schema:
    import pyarrow as pa

    fields = []
    for field in schema:
        nested = pa.types.is_nested(field.type) or pa.types.is_null(field.type)
        fields.append(pa.field(field.name, pa.large_string() if nested else field.type))
    return pa.schema(fields)


def _flat(
    batch: pa.RecordBatch, types: list[ColumnType], schema: pa.Schema, source: BlobSource
) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = []
    for array, column_type, field in zip(batch.columns, types, schema, strict=True):
        if pa.types.is_nested(array.type) or column_type.varies:
            cells = [_text(cell, column_type, source) for cell in array.to_pylist()]
            array = pa.array(cells, pa.large_string())
        elif pa.types.is_null(array.type):
            array = pa.nulls(len(array), field.type)
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _text(cell: Any, column_type: ColumnType, source: BlobSource) -> str | None:
    if cell is None:
        return None
    if column_type.has_file:
        cell = _without_empty(cell)
    elif isinstance(column_type, ListType) and column_type.element.has_file:
        cell = [_without_empty(item) for item in cell]
    elif not column_type.holds_files:
        cell = column_type.from_arrow(cell, source)
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime.datetime):
        return str(cell)
    return json.dumps(cell, default=_said)


def _without_empty(cell: dict[str, Any] | None) -> dict[str, Any] | None:
    return (
        None if cell is None else {key: value for key, value in cell.items() if value not in (None, [], {})}
    )


def _said(value: Any) -> Any:
    array = as_array(value)
    return str(value) if array is None else array.tolist()
