"""The column types of media: a struct a cell, so that facts can be queried without opening a file."""

# Overrides are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import CellTypeError
from dsviz_widget.media.encoding import encode_all
from dsviz_widget.media.medium import Medium
from dsviz_widget.types import BlobSink, BlobSource, ColumnType, UnknownType, article, struct_array

if TYPE_CHECKING:
    import pyarrow as pa

NONE = type(None)


class MediumType(ColumnType):
    """Media of one kind; `registry.register_medium` makes the subclass of each."""

    kind: ClassVar[str] = "struct"
    has_file: ClassVar[bool] = True
    medium: ClassVar[type[Medium]]
    """What the cells are."""

    @property
    def fast(self) -> frozenset[type]:
        return frozenset({NONE, self.medium})

    def assign(self, value: Any) -> ColumnType:
        if value is None or isinstance(value, self.medium):
            return self
        raise CellTypeError(f"it holds {self.describe()}, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, UnknownType) or type(other) is type(self):
            return self
        raise CellTypeError(f"it holds {self.describe()}, got {other.describe()}")

    def beside(self, other: ColumnType) -> ColumnType | None:
        from dsviz_widget.media.file import MediaFileType

        return MediaFileType().beside(other)

    def arrow_type(self) -> pa.DataType:
        """Return the struct of one cell."""
        import pyarrow as pa

        texts = {name: pa.string() for name in ("digest", "path", "ref", "format", "caption")}
        order = ("digest", "path", "ref", "size", "format", "caption")
        known = {"float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_(), "string": pa.string()}
        facts = [(name, known[kind]) for name, kind in self.medium.fields.items()]
        return pa.struct([*((name, texts.get(name, pa.int64())) for name in order), *facts])

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        files = {id(value): value for value in values if value is not None}
        encode_all([lambda value=value: value.encoded for value in files.values()])
        for value in files.values():
            value.encoded.give_to(sink)
        structs = [None if value is None else value.to_struct() for value in values]
        built = struct_array(structs, self.arrow_type())
        return pa.array(structs, type=self.arrow_type()) if built is None else built

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        return None if value is None else self.medium.from_struct(value, source)

    def describe(self) -> str:
        return f"media of kind {self.medium.noun}"

    def __reduce__(self) -> Any:
        # The class was made by a function, and pickle finds it by the name it is registered under.
        from dsviz_widget.types import type_from_json

        return type_from_json, (self.to_json(),)
