"""Columns of dicts whose keys are data: class ids, names of files, words."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dsviz_widget.errors import CellTypeError
from dsviz_widget.types.base import (
    BlobSink,
    BlobSource,
    ColumnType,
    article,
    register_type,
    type_from_json,
)
from dsviz_widget.types.building import number_array, text_array
from dsviz_widget.types.extended_json import keys_of
from dsviz_widget.types.mixed import AnyType
from dsviz_widget.types.scalars import INT64_MAX, NONE, UNKNOWN, UnknownType
from dsviz_widget.types.split import NONE_GIVEN

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.types.dicts import DictType


@register_type
class MapType(ColumnType):
    """Dicts of any keys, all text or all whole numbers, whose values share a type or are mixed.

    Parameters
    ----------
    item : ColumnType
        What the values are.
    whole_keys : bool
        Whether the keys are whole numbers, such as class ids.
    """

    wb_type: ClassVar[str] = "map"
    kind: ClassVar[str] = "struct"
    fast = frozenset({NONE})

    def __init__(self, item: ColumnType = UNKNOWN, whole_keys: bool = False) -> None:
        self.item = item
        self.whole_keys = whole_keys

    @property
    def holds_files(self) -> bool:
        return self.item.holds_files

    @property
    def varies(self) -> bool:
        return True

    @classmethod
    def of_values(cls, types: Iterable[ColumnType], whole_keys: bool) -> MapType:
        """Return the type of maps whose values are of these types."""
        item: ColumnType = UNKNOWN
        for column_type in types:
            item = _joint(item, column_type)
        return cls(item, whole_keys)

    def assign(self, value: Any) -> ColumnType:
        if value is None:
            return self
        if not isinstance(value, dict):
            raise CellTypeError(f"it holds dicts, got {article(value)}")
        whole_keys = self.whole_keys and (not value or has_whole_keys(value))
        if not whole_keys:
            keys_of(value)
        item = self.item
        for key, inner in value.items():
            if type(inner) in item.fast:
                continue
            try:
                item = _assigned(item, inner)
            except CellTypeError as error:
                raise CellTypeError(f"at key {key!r}: {error}") from None
        same = item is self.item and whole_keys == self.whole_keys
        return self if same else MapType(item, whole_keys)

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType):
            return self
        if other.absorbs:
            return other.merge(self)
        found = other if isinstance(other, MapType) else _map_of(other)
        if found is None:
            raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")
        return MapType(_joint(self.item, found.item), self.whole_keys and found.whole_keys)

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        dicts = [{} if v is None else v for v in values]
        lengths = np.fromiter(map(len, dicts), np.int64, len(dicts))
        items = self.item.to_arrow([item for v in dicts for item in v.values()], sink)
        empty = np.fromiter((v is None for v in values), dtype=bool)
        return make_maps(lengths, self._keys([key for v in dicts for key in v]), items, empty)

    def _keys(self, keys: list[Any]) -> pa.Array:
        if self.whole_keys:
            return number_array([int(key) for key in keys])
        texts = list(map(str, keys))
        try:
            return text_array(texts, large=False)
        except UnicodeEncodeError:
            return text_array([key.encode("utf-8", "replace").decode() for key in texts], large=False)

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        return None if value is None else {key: self.item.from_arrow(item, source) for key, item in value}

    def same_form(self, made_by: ColumnType) -> bool:
        if isinstance(made_by, MapType):
            return self.whole_keys == made_by.whole_keys and self.item.same_form(made_by.item)
        return isinstance(made_by, UnknownType)

    def adopt(self, array: pa.Array, made_by: ColumnType) -> pa.Array:
        import pyarrow as pa

        if pa.types.is_null(array.type) or self.same_form(made_by):
            return array
        empty = array.is_null().to_numpy(zero_copy_only=False)
        if isinstance(made_by, MapType):
            lengths, keys, items = map_parts(array)
            if made_by.whole_keys and not self.whole_keys:
                keys = keys.cast(pa.string())
            return make_maps(lengths, keys, self.item.adopt(items, made_by.item), empty)
        return self._from_structs(array, made_by, empty)  # type: ignore[arg-type]

    def _from_structs(self, array: pa.Array, made_by: DictType, empty: np.ndarray[Any, Any]) -> pa.Array:
        import pyarrow as pa

        from dsviz_widget.types.arrow import conform, unify
        from dsviz_widget.types.dicts import fields_of

        fields = fields_of(array)
        noted = fields.get(NONE_GIVEN)
        given = noted.to_pylist() if noted is not None else [None] * len(array)
        present = np.zeros((len(array), len(made_by.fields)), bool)
        parts = []
        for position, (key, column_type) in enumerate(made_by.fields.items()):
            present[:, position] = ~empty
            if key in made_by.optional:
                filled = fields[key].is_valid().to_numpy(zero_copy_only=False)
                with_none = np.fromiter((key in (found or ()) for found in given), bool, len(array))
                present[:, position] = filled | with_none
            parts.append(self.item.adopt(fields[key], column_type))
        rows, columns = np.nonzero(present)
        target = unify([part.type for part in parts])
        stacked = pa.concat_arrays([pa.nulls(0, target), *(conform(part, target) for part in parts)])
        items = stacked.take(pa.array(columns * len(array) + rows, pa.int64()))
        names = list(made_by.fields)
        return make_maps(present.sum(axis=1), self._keys([names[column] for column in columns]), items, empty)

    def to_json(self) -> dict[str, Any]:
        params = {"item_type": self.item.to_json(), "whole_keys": self.whole_keys}
        return {"wb_type": self.wb_type, "params": params}

    @classmethod
    def from_json(cls, params: dict[str, Any]) -> ColumnType:
        item = type_from_json(params.get("item_type", {"wb_type": "unknown"}))
        return cls(item, bool(params.get("whole_keys", False)))

    def describe(self) -> str:
        return f"dicts of {self.item.describe()}"


def has_whole_keys(value: dict[Any, Any]) -> bool:
    """Return whether a dict has keys, and all are whole numbers of 64 bits."""
    return bool(value) and all(
        isinstance(key, (int, np.integer))
        and not isinstance(key, bool)
        and -INT64_MAX - 1 <= key <= INT64_MAX
        for key in value
    )


def map_parts(array: pa.MapArray) -> tuple[np.ndarray[Any, Any], pa.Array, pa.Array]:
    """Return how many entries each map has, and the keys and items of all; an empty cell has none."""
    import pyarrow as pa

    if not len(array):
        return np.zeros(0, np.int64), array.keys.slice(0, 0), array.items.slice(0, 0)
    offsets = array.offsets.to_numpy()
    start, end = int(offsets[0]), int(offsets[-1])
    lengths, keys = np.diff(offsets), array.keys.slice(start, end - start)
    items = array.items.slice(start, end - start)
    empty = array.is_null().to_numpy(zero_copy_only=False)
    if lengths[empty].any():
        # What lies under an empty cell is never looked at.
        kept = pa.array(np.repeat(~empty, lengths))
        keys, items = keys.filter(kept), items.filter(kept)
        lengths = np.where(empty, 0, lengths)
    return lengths, keys, items


def make_maps(
    lengths: np.ndarray[Any, Any],
    keys: pa.Array,
    items: pa.Array,
    empty: np.ndarray[Any, Any],
    arrow: pa.MapType | None = None,
) -> pa.MapArray:
    """Return maps of these lengths; an empty cell has no entries."""
    import pyarrow as pa

    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    nulls = np.concatenate([empty, [False]])
    # An offset that is null makes the map there an empty cell.
    return pa.MapArray.from_arrays(pa.array(offsets, mask=nulls), keys, items, type=arrow)


def _assigned(item: ColumnType, value: Any) -> ColumnType:
    try:
        return item.assign(value)
    except CellTypeError:
        if item.holds_files:
            raise
        return AnyType().merge(item).assign(value)


def _joint(mine: ColumnType, theirs: ColumnType) -> ColumnType:
    try:
        return mine.merge(theirs)
    except CellTypeError:
        return AnyType().merge(mine).merge(theirs)


def _map_of(other: ColumnType) -> MapType | None:
    as_map = getattr(other, "as_map", None)
    return as_map() if as_map is not None else None
