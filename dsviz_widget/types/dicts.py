"""Columns of dicts: with a field for each key, or, where the keys are data, as maps."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
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
from dsviz_widget.types.building import text_array
from dsviz_widget.types.extended_json import keys_of
from dsviz_widget.types.maps import MapType, has_whole_keys
from dsviz_widget.types.scalars import NONE, UnknownType
from dsviz_widget.types.split import NONE_GIVEN

if TYPE_CHECKING:
    import pyarrow as pa

NO_FIELDS = "_empty"
RESERVED = frozenset({NONE_GIVEN, "__kind"})
MAX_FIELDS = 200


@register_type
class DictType(ColumnType):
    """Dicts of few keys, each a field; some dicts may lack some keys.

    Parameters
    ----------
    fields : dict of str to ColumnType
    optional : collection of str
        Keys that some dicts lack. Their field is null there, and where they are given with None too.
    closed : bool
        Whether the keys were declared: a dict with others is refused.
    """

    wb_type: ClassVar[str] = "typedDict"
    kind: ClassVar[str] = "struct"
    fast = frozenset({NONE})

    def __init__(
        self, fields: dict[str, ColumnType], optional: Collection[str] = (), closed: bool = False
    ) -> None:
        self.fields = fields
        self.optional = frozenset(optional)
        self.closed = closed

    @property
    def holds_files(self) -> bool:
        return any(found.holds_files for found in self.fields.values())

    @property
    def varies(self) -> bool:
        return bool(self.optional) or any(found.varies for found in self.fields.values())

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if not isinstance(value, dict):
            raise CellTypeError(f"it holds dicts, got {article(value)}")
        fields, optional = self.fields, self.optional
        if value.keys() != fields.keys():
            if not self.closed and not fields and has_whole_keys(value):
                return self.as_map().assign(value)
            keys = keys_of(value)
            missing = [key for key in fields if key not in keys]
            extra = [key for key in keys if key not in fields]
            if self.closed and (extra or not optional.issuperset(missing)):
                raise CellTypeError(_other_keys(missing, extra))
            if extra and not self.closed and not takes_fields([*fields, *extra]):
                return self.as_map().assign(value)
            if extra or not optional.issuperset(missing):
                optional = optional.union(missing, extra)
            value = dict(zip(keys, value.values(), strict=True))
        widened = dict(fields)
        for key, item in value.items():
            try:
                widened[key] = fields[key].assign(item) if key in fields else infer_type(item)
            except CellTypeError as error:
                raise CellTypeError(f"at key {key!r}: {error}") from None
        same = len(widened) == len(fields) and all(widened[key] is fields[key] for key in fields)
        return self if same and optional is self.optional else DictType(widened, optional, self.closed)

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType):
            return self
        if other.absorbs:
            return other.merge(self)
        if isinstance(other, MapType):
            return self.as_map().merge(other)
        if not isinstance(other, DictType):
            raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")
        names = {**self.fields, **other.fields}
        apart = self.fields.keys() ^ other.fields.keys()
        if (self.closed or other.closed) and apart:
            raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")
        if apart and not takes_fields(names):
            return self.as_map().merge(other.as_map())
        fields = {
            key: found if key in apart else self.fields[key].merge(other.fields[key])
            for key, found in names.items()
        }
        optional = self.optional.union(other.optional, apart)
        return DictType(fields, optional, self.closed or other.closed)

    def as_map(self) -> MapType:
        """Return the type of the same dicts as maps."""
        return MapType.of_values(self.fields.values(), whole_keys=not self.fields)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:

        plain = [None if v is None else _with_text_keys(v) for v in values]
        arrays = [
            column_type.to_arrow([None if v is None else v.get(key) for v in plain], sink)
            for key, column_type in self.fields.items()
        ]
        given = [
            [key for key in v if v[key] is None and key in self.optional] if v is not None else []
            for v in (plain if self.optional else ())
        ]
        mask = np.fromiter((v is None for v in values), dtype=bool)
        return _structs(dict(zip(self.fields, arrays, strict=True)), given, mask)

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        given = value.get(NONE_GIVEN) or ()
        return {
            key: column_type.from_arrow(value.get(key), source)
            for key, column_type in self.fields.items()
            if key not in self.optional or value.get(key) is not None or key in given
        }

    def same_form(self, made_by: ColumnType) -> bool:
        if not isinstance(made_by, DictType):
            return True
        return self.optional == made_by.optional and all(
            found.same_form(made_by.fields[key]) if key in made_by.fields else False
            for key, found in self.fields.items()
        )

    def adopt(self, array: pa.Array, made_by: ColumnType) -> pa.Array:
        import pyarrow as pa

        if not isinstance(made_by, DictType) or pa.types.is_null(array.type) or self.same_form(made_by):
            return array
        fields = fields_of(array)
        given = fields.pop(NONE_GIVEN, None)
        if not made_by.fields:
            fields.pop(NO_FIELDS, None)
        noted = [found or [] for found in given.to_pylist()] if given is not None else [[]] * len(array)
        empty = array.is_null().to_numpy(zero_copy_only=False)
        # Every dict had these keys until now: what is empty was given so.
        always = [key for key in self.optional - made_by.optional if key in fields]
        for key in always:
            if fields[key].null_count:
                nulls = fields[key].is_null().to_numpy(zero_copy_only=False) & ~empty
                noted = [[*found, key] if null else found for found, null in zip(noted, nulls, strict=True)]
        adopted = {
            key: found.adopt(fields[key], made_by.fields[key]) if key in fields else pa.nulls(len(array))
            for key, found in self.fields.items()
        }
        # An array without rows is asked for its form alone.
        is_form = not len(array) and (given is not None or bool(always))
        return _structs(adopted, noted, empty, with_notes=is_form)

    def to_json(self) -> dict[str, Any]:
        params: dict[str, Any] = {"type_map": {key: found.to_json() for key, found in self.fields.items()}}
        if self.optional:
            params["optional_keys"] = sorted(self.optional)
        if self.closed:
            params["closed"] = True
        return {"wb_type": "typedDict", "params": params}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        fields = {key: type_from_json(item) for key, item in params.get("type_map", {}).items()}
        return cls(fields, params.get("optional_keys", ()), bool(params.get("closed", False)))

    def describe(self) -> str:
        return f"dicts with keys {', '.join(map(repr, self.fields))}"


def takes_fields(keys: Collection[str]) -> bool:
    """Return whether dicts with these keys can have a field for each."""
    return len(keys) <= MAX_FIELDS and RESERVED.isdisjoint(keys)


def fields_of(structs: pa.StructArray) -> dict[str, pa.Array]:
    """Return the fields by name; under an empty cell they are null, whatever lies there."""
    import pyarrow.compute as pc

    return {field.name: pc.struct_field(structs, [index]) for index, field in enumerate(structs.type)}


def without_notes(arrow: pa.DataType) -> pa.DataType:
    """Return an Arrow type without the notes of which keys were given with None."""
    import pyarrow as pa

    if pa.types.is_struct(arrow):
        fields = [field for field in arrow if field.name != NONE_GIVEN]
        return pa.struct([pa.field(field.name, without_notes(field.type)) for field in fields])
    if pa.types.is_map(arrow):
        return pa.map_(arrow.key_type, without_notes(arrow.item_type))
    if pa.types.is_list(arrow):
        return pa.list_(without_notes(arrow.value_type))
    return pa.large_list(without_notes(arrow.value_type)) if pa.types.is_large_list(arrow) else arrow


def _structs(
    fields: Mapping[str, pa.Array],
    given: Sequence[list[str]],
    empty: np.ndarray[Any, Any],
    with_notes: bool = False,
) -> pa.StructArray:
    import pyarrow as pa

    names, arrays = list(fields), list(fields.values())
    if with_notes or any(given):
        offsets = np.concatenate([[0], np.cumsum([len(keys) for keys in given])]).astype(np.int32)
        keys = text_array([key for found in given for key in found], large=False)
        names.append(NONE_GIVEN)
        arrays.append(pa.ListArray.from_arrays(pa.array(offsets), keys))
    if not names:
        # Parquet has no struct without a field.
        names, arrays = [NO_FIELDS], [pa.nulls(len(empty))]
    return pa.StructArray.from_arrays(arrays, names=names, mask=pa.array(empty, pa.bool_()))


def _with_text_keys(value: dict[Any, Any]) -> dict[str, Any]:
    if all(type(key) is str for key in value):
        return value
    return {str(key): item for key, item in value.items()}


def _other_keys(missing: list[str], extra: list[str]) -> str:
    parts = [f"misses {', '.join(map(repr, missing))}"] if missing else []
    parts += [f"has {', '.join(map(repr, extra))} besides"] if extra else []
    return f"the column was declared to hold dicts of other keys; this one {' and '.join(parts)}"


def _infer_dict(value: Any) -> ColumnType | None:
    if not isinstance(value, dict):
        return None
    if has_whole_keys(value):
        return MapType(whole_keys=True).assign(value)
    keys = keys_of(value)
    if not takes_fields(keys):
        return MapType().assign(value)
    return DictType({key: infer_type(item) for key, item in zip(keys, value.values(), strict=True)})


register_inferrer(_infer_dict)
