"""Column types: infer, check, turn to Arrow and back, describe as W&B does."""

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
from dsviz_widget.types.building import struct_array
from dsviz_widget.types.declared import (
    ConstType,
    FirstOf,
    UnionType,
    register_class,
    type_from_dtype,
    union,
)
from dsviz_widget.types.nested import (
    AnyType,
    DictType,
    ListType,
    NdarrayType,
    UndecidedType,
    as_array,
    snapshot,
)
from dsviz_widget.types.scalars import (
    BOOLEAN,
    NUMBER,
    STRING,
    TIMESTAMP,
    UNKNOWN,
    NumberType,
    UnknownType,
)

__all__ = [
    "BOOLEAN",
    "NUMBER",
    "STRING",
    "TIMESTAMP",
    "UNKNOWN",
    "AnyType",
    "BlobSink",
    "BlobSource",
    "ColumnType",
    "ConstType",
    "DictType",
    "FirstOf",
    "ListType",
    "NdarrayType",
    "NumberType",
    "UndecidedType",
    "UnionType",
    "UnknownType",
    "article",
    "as_array",
    "infer_type",
    "register_class",
    "register_inferrer",
    "register_type",
    "snapshot",
    "struct_array",
    "type_from_dtype",
    "type_from_json",
    "union",
]
