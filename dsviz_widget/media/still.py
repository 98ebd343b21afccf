"""What a cell of the grid shows of media: something small, made once for each file and size."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dsviz_widget.media.kept import Kept
    from dsviz_widget.types import BlobSource

PEAKS = "application/x-peaks"
"""Kind of still of a sound: int8 pairs, lowest and highest, one for each pixel across."""
TEXT = "text/plain"


@dataclass(frozen=True)
class Still:
    """A picture, the outline of a sound or an excerpt.

    Attributes
    ----------
    content : bytes
        A file of type `mime`.
    mime : str
        ``image/jpeg``, ``image/png`` or ``image/webp`` of a picture; ``application/x-peaks`` of a sound;
        ``text/plain`` of an excerpt.
    width, height : int
        Of a picture its pixels; of an outline its pairs and 1; of an excerpt 0.
    facts : dict
        What came up while it was drawn, as JSON has it.
    """

    content: bytes
    mime: str
    width: int = 0
    height: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


class FileReader:
    """Reads the file behind a cell when it is called, and says where it lies.

    Parameters
    ----------
    source : BlobSource
    digest : str
    """

    def __init__(self, source: BlobSource, digest: str) -> None:
        self._source, self._digest = source, digest

    def __call__(self) -> bytes:
        """Return the bytes, checked; raises BlobMissing or BlobCorrupt."""
        return self._source.get(self._digest)

    @property
    def path(self) -> Path | None:
        """The file that has the bytes, for what need not read all of them; None when only memory has them."""
        return self._source.locate(self._digest)

    def part(self, start: int, count: int) -> bytes:
        """Return some of the bytes, fewer at the end of the file."""
        path = self.path
        if path is None:
            return self()[start : start + count]
        with path.open("rb") as file:
            file.seek(start)
            return file.read(count)


Drawing = Callable[[Mapping[str, Any], FileReader, int], "Still | None"]


def kept_still(
    kept: Kept, kind: str, draw: Drawing, cell: Mapping[str, Any], read: FileReader, size_px: int
) -> Still | None:
    """Return the still of a cell, drawn unless it was before; None where there is nothing to draw.

    Parameters
    ----------
    kind : str
        What is drawn, and which edition of it.
    """

    def make() -> bytes:
        made = draw(cell, read, size_px)
        if made is None:
            # Not kept: a library that is installed later may draw it.
            raise _NothingDrawn
        return _pack(made)

    name = re.sub(r"[^\w.-]", "_", f"{size_px}.{kind}.{cell['format']}")
    try:
        return _unpack(kept.get(f"{cell['digest']}-{name}", make))
    except _NothingDrawn:
        return None


class _NothingDrawn(Exception):
    """There is nothing to draw."""


def _pack(still: Still) -> bytes:
    head = json.dumps([still.mime, still.width, still.height, still.facts]).encode()
    return struct.pack("<I", len(head)) + head + still.content


def _unpack(packed: bytes) -> Still:
    (length,) = struct.unpack_from("<I", packed)
    mime, width, height, facts = json.loads(packed[4 : 4 + length])
    return Still(packed[4 + length :], mime, width, height, facts)
