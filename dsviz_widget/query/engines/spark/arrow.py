"""Between Arrow's types and Spark's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from dsviz_widget.errors import QueryError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType

_SIGNED = {
    pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(),
    pa.uint64(): pa.decimal128(20, 0), pa.float16(): pa.float32(), pa.large_string(): pa.string(),
    pa.string_view(): pa.string(), pa.large_binary(): pa.binary(),
}  # fmt: skip
"""Types that Spark does not have -> the one that holds their values."""


def arrow_schema(frame: DataFrame) -> pa.Schema:
    """Return the columns of a frame in Arrow's types; moments are in UTC.

    Raises
    ------
    QueryError
        If a column is of a type that Arrow has no form for.
    """
    from pyspark.sql.pandas.types import to_arrow_type

    fields = []
    for column in frame.schema:
        try:
            fields.append(pa.field(column.name, to_arrow_type(column.dataType, timezone="UTC")))
        except Exception as error:
            raise QueryError(
                "value",
                f"The column {column.name!r} is of Spark's type {column.dataType.simpleString()}, "
                "which has no form in a table.",
                hint=f"Give a data frame without it: frame.drop({column.name!r}).",
            ) from error
    return pa.schema(fields)


def to_spark(rows: pa.Table) -> pa.Table:
    """Return rows in types that Spark has: it knows no unsigned numbers and one form of moments."""
    schema = pa.schema([pa.field(field.name, _spark_type(field.type)) for field in rows.schema])
    return rows.replace_schema_metadata(None).cast(schema)


def _spark_type(arrow: pa.DataType) -> pa.DataType:
    if arrow in _SIGNED:
        return _SIGNED[arrow]
    if pa.types.is_timestamp(arrow):
        return pa.timestamp("us", tz="UTC")
    if pa.types.is_dictionary(arrow):
        return _spark_type(arrow.value_type)
    if pa.types.is_struct(arrow):
        return pa.struct([pa.field(field.name, _spark_type(field.type)) for field in arrow])
    if pa.types.is_map(arrow):
        return pa.map_(_spark_type(arrow.key_type), _spark_type(arrow.item_type))
    if pa.types.is_list(arrow) or pa.types.is_large_list(arrow) or pa.types.is_fixed_size_list(arrow):
        return pa.list_(_spark_type(arrow.value_type))
    return arrow


def shaped(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return rows with the types of a schema."""
    from dsviz_widget.query.engines.taking import cast_rows

    rows = rows.replace_schema_metadata(None)
    wanted = pa.schema([schema.field(name) for name in rows.column_names])
    return rows if rows.schema.equals(wanted) else cast_rows(rows, wanted)


def nullable(kind: DataType) -> DataType:
    """Return a type of which every part may be empty."""
    from pyspark.sql.types import ArrayType, MapType, StructField, StructType

    if isinstance(kind, StructType):
        return StructType([StructField(field.name, nullable(field.dataType)) for field in kind])
    if isinstance(kind, ArrayType):
        return ArrayType(nullable(kind.elementType))
    if isinstance(kind, MapType):
        return MapType(nullable(kind.keyType), nullable(kind.valueType))
    return kind
