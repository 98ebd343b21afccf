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
from dsviz_widget.types.dicts import DictType
from dsviz_widget.types.extended_json import to_json_text
from dsviz_widget.types.foreign import adopted, register_foreign
from dsviz_widget.types.lists import ListType
from dsviz_widget.types.maps import MapType
from dsviz_widget.types.mixed import AnyType
from dsviz_widget.types.mixing import mixed_with
from dsviz_widget.types.ndarrays import NdarrayType, as_array, snapshot
from dsviz_widget.types.scalars import (
    BOOLEAN,
    NUMBER,
    STRING,
    TIMESTAMP,
    UNKNOWN,
    NumberType,
    UnknownType,
)
from dsviz_widget.types.split import NONE_GIVEN, holds_split, is_split, json_texts, python_values

__all__ = [
    "BOOLEAN",
    "NONE_GIVEN",
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
    "MapType",
    "NdarrayType",
    "NumberType",
    "UnionType",
    "UnknownType",
    "adopted",
    "article",
    "as_array",
    "holds_split",
    "infer_type",
    "is_split",
    "json_texts",
    "mixed_with",
    "python_values",
    "register_class",
    "register_foreign",
    "register_inferrer",
    "register_type",
    "snapshot",
    "struct_array",
    "to_json_text",
    "type_from_dtype",
    "type_from_json",
    "union",
]
