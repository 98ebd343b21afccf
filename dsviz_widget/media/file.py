"""Files of kinds that have no class of their own here, and columns of files of several kinds."""

# Overrides of ColumnType are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import CellTypeError
from dsviz_widget.media.encoding import Encoded
from dsviz_widget.media.medium import Medium
from dsviz_widget.media.medium_type import MediumType
from dsviz_widget.media.registry import ANY_KIND, MEDIA
from dsviz_widget.types import (
    BlobSink,
    BlobSource,
    ColumnType,
    UnknownType,
    article,
    register_inferrer,
    register_type,
)

if TYPE_CHECKING:
    import pyarrow as pa

MEDIA_KINDS = (
    "audio-file", "bokeh-file", "graph-file", "html-file", "molecule-file", "object3D-file", "plotly-file",
    "pytorch-model-file", "sklearn-model-file", "tfkeras-model-file", "video-file",
)  # fmt: skip
"""W&B's kinds of media beside images; `registry.MEDIA` has the classes of those that have one."""


class MediaFile:
    """A file that came from elsewhere, such as a sound or a molecule.

    Attributes
    ----------
    kind : str
        What it is, in W&B's words: ``"audio-file"``, ``"molecule-file"``, …
    description : dict
        What was said of the file where it came from.
    """

    def __init__(self, kind: str, description: Mapping[str, Any], encoded: Encoded) -> None:
        self.kind = kind
        self.description = dict(description)
        self.encoded = encoded

    @property
    def path(self) -> str:
        """Path inside the artifact."""
        return self.encoded.path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.encoded.size

    def read(self) -> bytes:
        """Return the file's bytes; raises BlobMissing when they are gone."""
        content = self.encoded.content
        if isinstance(content, bytes):
            return content
        return content.read_bytes() if isinstance(content, Path) else content.get(self.encoded.digest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MediaFile):
            return NotImplemented
        return (
            self.kind == other.kind
            and self.encoded.digest == other.encoded.digest
            and self.description == other.description
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<MediaFile {self.kind}, {self.size:,} bytes, {self.path}>"


@register_type
class MediaFileType(ColumnType):
    """Media of any kinds; a cell names its kind, its bytes, and keeps the description as JSON text.

    A column holds one kind, unless it is declared to mix them: ``dtype=[Audio, Html]``,
    ``allow_mixed_types=True``.
    """

    wb_type: ClassVar[str] = ANY_KIND
    kind: ClassVar[str] = "struct"
    has_file: ClassVar[bool] = True
    fast = frozenset({type(None)})

    def assign(self, value: Any) -> ColumnType:
        if value is None or isinstance(value, (MediaFile, Medium)):
            return self
        raise CellTypeError(f"it holds files, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, (UnknownType, MediaFileType, MediumType)):
            return self
        raise CellTypeError(f"it holds files, got {other.describe()}")

    def beside(self, other: ColumnType) -> ColumnType | None:
        return self if isinstance(other, (UnknownType, MediaFileType, MediumType)) else None

    def same_form(self, made_by: ColumnType) -> bool:
        return not isinstance(made_by, MediumType)

    def adopt(self, array: pa.Array, made_by: ColumnType) -> pa.Array:
        if self.same_form(made_by):
            return array
        import pyarrow as pa

        cells = [_of_one_kind(cell, made_by.wb_type) for cell in array.to_pylist()]
        return pa.array(cells, type=_arrow_type())

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        for value in values:
            if value is not None:
                value.encoded.give_to(sink)
        return pa.array([None if v is None else _to_struct(v) for v in values], type=_arrow_type())

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        origin = getattr(source, "origin", None)
        ref = value["ref"] or (f"{origin}/{value['path']}" if origin else None)
        encoded = Encoded(value["digest"], value["size"], value["path"], ref, source)
        medium, described = MEDIA.get(value["kind"]), json.loads(value["description"])
        if medium is None:
            return MediaFile(value["kind"], described, encoded)
        return medium.from_parts(encoded, described.get("format"), described.get("caption"), described)

    def describe(self) -> str:
        return "files"


COMMON = ("digest", "path", "ref", "size")


def _arrow_type() -> pa.DataType:
    import pyarrow as pa

    texts = ("kind", "digest", "path", "ref", "description")
    return pa.struct([*((name, pa.string()) for name in texts), ("size", pa.int64())])


def _of_one_kind(cell: dict[str, Any] | None, kind: str) -> dict[str, Any] | None:
    """Return a cell of a column of one kind as a column of several has it."""
    if cell is None:
        return None
    described = {name: value for name, value in cell.items() if name not in COMMON}
    description = json.dumps(described, sort_keys=True)
    return {**{name: cell[name] for name in COMMON}, "kind": kind, "description": description}


def _to_struct(value: MediaFile | Medium) -> dict[str, Any]:
    encoded = value.encoded
    if isinstance(value, Medium):
        kind, description = value.wb_type, value.described()
    else:
        kind, description = value.kind, value.description
    return {
        "kind": kind,
        "digest": encoded.digest,
        "path": encoded.path,
        "ref": encoded.ref,
        "size": encoded.size,
        "description": json.dumps(description, sort_keys=True),
    }


def _infer_file(value: Any) -> ColumnType | None:
    return MediaFileType() if isinstance(value, MediaFile) else None


register_inferrer(_infer_file)
