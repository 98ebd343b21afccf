"""Files of kinds that have no class of their own here: kept byte for byte, with what was said of them."""

# Overrides of ColumnType are described where they are declared, in types/base.py.
# ruff: noqa: D102
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dsviz_widget.errors import CellTypeError
from dsviz_widget.media.encoding import Encoded
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
"""W&B's kinds of media that have no class of their own here."""


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
    """Files of any kind; a cell names its kind, its bytes, and keeps the description as JSON text."""

    wb_type: ClassVar[str] = "media-file"
    kind: ClassVar[str] = "struct"
    has_file: ClassVar[bool] = True
    fast = frozenset({type(None)})

    def assign(self, value: Any) -> ColumnType:
        if value is None or isinstance(value, MediaFile):
            return self
        raise CellTypeError(f"it holds files, got {article(value)}")

    def merge(self, other: ColumnType) -> ColumnType:
        if isinstance(other, (UnknownType, MediaFileType)):
            return self
        raise CellTypeError(f"it holds files, got {other.describe()}")

    def to_arrow(self, values: Sequence[Any], sink: BlobSink) -> pa.Array:
        import pyarrow as pa

        for value in values:
            if value is not None:
                value.encoded.give_to(sink)
        texts = ("kind", "digest", "path", "ref", "description")
        arrow = pa.struct([*((name, pa.string()) for name in texts), ("size", pa.int64())])
        return pa.array([None if v is None else _to_struct(v) for v in values], type=arrow)

    def from_arrow(self, value: Any, source: BlobSource) -> Any:
        if value is None:
            return None
        origin = getattr(source, "origin", None)
        ref = value["ref"] or (f"{origin}/{value['path']}" if origin else None)
        encoded = Encoded(value["digest"], value["size"], value["path"], ref, source)
        return MediaFile(value["kind"], json.loads(value["description"]), encoded)

    def describe(self) -> str:
        return "files"


def _to_struct(value: MediaFile) -> dict[str, Any]:
    encoded = value.encoded
    return {
        "kind": value.kind,
        "digest": encoded.digest,
        "path": encoded.path,
        "ref": encoded.ref,
        "size": encoded.size,
        "description": json.dumps(value.description, sort_keys=True),
    }


def _infer_file(value: Any) -> ColumnType | None:
    return MediaFileType() if isinstance(value, MediaFile) else None


register_inferrer(_infer_file)
