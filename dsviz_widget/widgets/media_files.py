"""Media for the browser: stills for the grid, the files in parts, and what open viewers ask beside them."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dsviz_widget.errors import Cancelled, DsvizError, QueryError
from dsviz_widget.media import MEDIA, FileReader, Still, media_in
from dsviz_widget.media.kept import Kept
from dsviz_widget.media.medium import COMMON
from dsviz_widget.media.registry import ANY_KIND, IMAGE
from dsviz_widget.media.still import kept_still
from dsviz_widget.media.thumbnails import MIME
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.libraries import library
from dsviz_widget.widgets.params import limited
from dsviz_widget.widgets.pictures import MAX_PICTURES, SIZES_PX, Pictures, not_fetched
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    from dsviz_widget.types import BlobSource

MAX_STILLS = 12
"""Stills of one cell."""
PART_BYTES = 4_000_000
Cell = dict[str, Any]

log = logging.getLogger("dsviz_widget")


class MediaCells(Protocol):
    """Where media stand: cells as a column holds them, and the bytes behind them."""

    @property
    def source(self) -> BlobSource:
        """Where the bytes are."""

    def kind(self, params: dict[str, Any]) -> str:
        """Return W&B's name of the media that a question is about."""

    def cells(self, params: dict[str, Any], rows: Sequence[int]) -> list[Any]:
        """Return the cells of some rows: each a struct, a list of structs, or None."""


class TableMedia:
    """The media of the table that is shown."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    @property
    def source(self) -> BlobSource:
        """Where the bytes are."""
        return self._shown.source

    def kind(self, params: dict[str, Any]) -> str:
        """Return W&B's name of the media in the column that a question names."""
        name = params.get("column")
        found, _ = media_in(self._shown.types.get(name)) if isinstance(name, str) else (None, False)
        if found is None:
            raise QueryError("name", f"column {name!r} holds no media.")
        return found

    def cells(self, params: dict[str, Any], rows: Sequence[int]) -> list[Any]:
        """Return the cells of some rows of that column."""
        name, engine = str(params.get("column")), self._shown.engine
        if not all(0 <= row < engine.row_count for row in rows):
            raise QueryError("value", f"the table has {engine.row_count:,} rows; one was asked beyond.")
        cells: list[Any] = engine.take(rows, [name]).column(name).to_pylist()
        return cells


class MediaFiles:
    """Answers questions about media.

    Parameters
    ----------
    where : MediaCells
        Where they stand.
    pictures : Pictures
        Makes the stills of images in lists.
    cache : path, optional
        Folder for stills; they are kept in memory only unless given.
    """

    def __init__(self, where: MediaCells, pictures: Pictures, cache: Path | None = None) -> None:
        self._where, self._pictures = where, pictures
        self._kept = Kept(cache / "stills" if cache is not None else None)

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {
            "stills": self.stills,
            "media": self.part,
            "media_view": self.view,
            "library": library,
        }

    def opened(self, params: dict[str, Any], rows: Sequence[int]) -> list[list[tuple[str, Cell | None]]]:
        """Return the media of some rows, each with its kind and with all fields of its cell."""
        kind = self._where.kind(params)
        listed = (cell if isinstance(cell, list) else [cell] for cell in self._where.cells(params, rows))
        return [[_opened(kind, one) for one in cells] for cells in listed]

    def stills(self, params: dict[str, Any], task: Task) -> Reply:
        """What cells of some rows show: for each a few stills, from place `start` of a list on."""
        wanted = [int(row) for row in params.get("rows", [])[:MAX_PICTURES]]
        asked = limited(params.get("size_px", 256), SIZES_PX[-1])
        size = next(size for size in SIZES_PX if size >= asked)
        start = max(0, int(params.get("start", 0)))
        kind = self._where.kind(params)
        buffers: list[bytes] = []
        items = []
        for row, cell in zip(wanted, self._where.cells(params, wanted), strict=True):
            if cell is None:
                items.append({"row": row, "error": "empty"})
                continue
            found = cell if isinstance(cell, list) else [cell]
            shown = []
            for index, item in enumerate(found[start : start + MAX_STILLS], start):
                task.check()
                shown.append({"index": index, **self._still(kind, item, size, buffers)})
            items.append({"row": row, "count": len(found), "stills": shown})
        return {"items": items}, buffers

    def _still(self, kind: str, cell: Cell | None, size_px: int, buffers: list[bytes]) -> dict[str, Any]:
        kind, cell = _opened(kind, cell)
        # An object's width and height are lengths, and no pixels.
        own = {name: (cell or {}).get(name) for name in ("width", "height")}
        sizes = {name: size if isinstance(size, int) else None for name, size in own.items()}
        nothing = {**sizes, "still": None, "data": -1}
        if cell is None:
            return {**_described(kind, {}), **nothing, "error": "empty"}
        described = _described(kind, cell)
        if cell["digest"] is None:
            return {**described, **nothing, "error": not_fetched(cell)}
        try:
            made = self._drawn(kind, cell, size_px)
        except Cancelled:
            raise
        except (DsvizError, OSError) as error:
            return {**described, **nothing, "error": str(error)}
        except Exception:
            # One file that a library stumbles over leaves the others of the grid as they are.
            log.exception("the still of %s could not be drawn", cell["path"])
            return {**described, **nothing, "error": "It cannot be drawn small; open it to see the file."}
        if made is None:
            return {**described, **nothing}
        buffers.append(made.content)
        facts = {**described["facts"], **_finite(made.facts)}
        sizes = {"width": sizes["width"] or made.width, "height": sizes["height"] or made.height}
        return {**described, "facts": facts, **sizes, "still": made.mime, "data": len(buffers) - 1}

    def _drawn(self, kind: str, cell: Cell, size_px: int) -> Still | None:
        if kind == IMAGE:
            small = self._pictures.thumbnails.image(cell["digest"], size_px)
            return Still(small.content, small.mime, small.width, small.height)
        medium = MEDIA.get(kind)
        if medium is None:
            return None
        read = FileReader(self._where.source, cell["digest"])
        edition = f"{kind.removesuffix('-file')}{medium.still_edition}"
        return kept_still(self._kept, edition, medium.still, cell, read, size_px)

    def part(self, params: dict[str, Any], task: Task) -> Reply:
        """Some bytes of one file, from `start` on."""
        kind, cell = self._one(params)
        start = max(0, int(params.get("start", 0)))
        count = limited(params.get("count", PART_BYTES), PART_BYTES)
        read = FileReader(self._where.source, cell["digest"])
        return {**_described(kind, cell), "start": start, "data": 0}, [read.part(start, count)]

    def view(self, params: dict[str, Any], task: Task) -> Reply:
        """What an open viewer asks beside the bytes; ``what`` says which."""
        kind, cell = self._one(params)
        if kind == IMAGE:
            whole = self._pictures.thumbnails.original(cell["digest"], cell["format"])
            return {"mime": whole.mime, "width": whole.width, "height": whole.height, "data": 0}, [
                whole.content
            ]
        if kind not in MEDIA:
            raise QueryError("value", f"files of kind {kind!r} are kept, and there is no viewer of them.")
        read = FileReader(self._where.source, cell["digest"])
        return MEDIA[kind].view(cell, read, params, task)

    def _one(self, params: dict[str, Any]) -> tuple[str, Cell]:
        """Return the kind and the cell of the file that a question names; raises QueryError for none."""
        kind, row, index = self._where.kind(params), int(params.get("row", -1)), int(params.get("index") or 0)
        cell = self._where.cells(params, [row])[0]
        found = cell if isinstance(cell, list) else [cell]
        one = found[index] if 0 <= index < len(found) else None
        if one is None:
            raise QueryError("value", f"row {row} has nothing at place {index}.")
        if one["digest"] is None:
            raise QueryError("value", not_fetched(one))
        return _opened(kind, one)


def _opened(kind: str, cell: Any) -> tuple[str, Any]:
    """Return the kind of a cell, which one of several kinds says itself, and the cell with all its fields.

    A history leaves out fields that are empty.
    """
    if cell is None:
        return kind, None
    if kind == ANY_KIND:
        kind, cell = cell["kind"], {**json.loads(cell["description"]), **cell}
    medium = MEDIA.get(kind)
    if medium is not None:
        cell = {**dict.fromkeys((*COMMON, *medium.fields)), **cell}
        cell["format"] = cell["format"] or medium.format_in(cell["path"])
    return kind, cell


def _described(kind: str, cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a file without opening it."""
    file_format = cell.get("format")
    medium = MEDIA.get(kind)
    mime = medium.mime_of(file_format) if medium is not None else MIME.get(str(file_format))
    facts = medium.fields if medium is not None else ("width", "height") if kind == IMAGE else ()
    return {
        "type": kind,
        "format": file_format,
        "mime": mime or "application/octet-stream",
        "caption": cell.get("caption"),
        "size": cell.get("size"),
        "facts": _finite({name: cell.get(name) for name in facts}),
    }


def _finite(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as JSON has them, which knows neither NaN nor infinity."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in facts.items()
    }
