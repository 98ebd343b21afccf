"""Pictures for the browser: small ones for the grid, whole ones for the viewer, with masks and boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dsviz_widget.errors import DsvizError, QueryError
from dsviz_widget.media import ImageType
from dsviz_widget.media.boxes import Box
from dsviz_widget.media.thumbnails import Thumbnails
from dsviz_widget.query import Task
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.params import limited
from dsviz_widget.widgets.shown_table import Shown

if TYPE_CHECKING:
    from dsviz_widget.types import BlobSource

MAX_PICTURES = 64
SIZES_PX = (128, 256, 512)


Cell = dict[str, Any]


class PictureCells(Protocol):
    """Where pictures stand: cells as a column of images holds them, and the bytes behind them."""

    @property
    def source(self) -> BlobSource:
        """Where the bytes are."""

    def cells(self, params: dict[str, Any], rows: Sequence[int]) -> list[Cell | None]:
        """Return the cells of some rows of what a question is about."""


class TablePictures:
    """The pictures of the table that is shown."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    @property
    def source(self) -> BlobSource:
        """Where the bytes are."""
        return self._shown.source

    def cells(self, params: dict[str, Any], rows: Sequence[int]) -> list[Cell | None]:
        """Return the cells of some rows of the column that a question names."""
        name, engine = params.get("column"), self._shown.engine
        if not isinstance(name, str) or not isinstance(self._shown.types.get(name), ImageType):
            raise QueryError("name", f"column {name!r} holds no images.")
        if not all(0 <= row < engine.row_count for row in rows):
            raise QueryError("value", f"the table has {engine.row_count:,} rows; one was asked beyond.")
        cells: list[Cell | None] = engine.take(rows, [name]).column(name).to_pylist()
        return cells


class Pictures:
    """Answers questions about pictures.

    Parameters
    ----------
    where : PictureCells
        Where they stand.
    cache : path, optional
        Folder for thumbnails; they are kept in memory only unless given.
    """

    def __init__(self, where: PictureCells, cache: Path | None = None) -> None:
        self._where = where
        self._thumbnails = Thumbnails(where.source, cache / "thumbnails" if cache is not None else None)

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"thumbnails": self.small, "image": self.whole}

    @property
    def thumbnails(self) -> Thumbnails:
        """Small pictures of the files behind the cells, also of rows that came later."""
        self._thumbnails.source = self._where.source
        return self._thumbnails

    def small(self, params: dict[str, Any], task: Task) -> Reply:
        """Thumbnails of some rows of an image column, each with its masks and boxes."""
        wanted = [int(row) for row in params.get("rows", [])[:MAX_PICTURES]]
        asked = limited(params.get("size_px", 256), SIZES_PX[-1])
        size = next(size for size in SIZES_PX if size >= asked)
        buffers: list[bytes] = []
        items = []
        for row, cell in zip(wanted, self._where.cells(params, wanted), strict=True):
            task.check()
            items.append(self.small_picture(row, cell, size, buffers))
        return {"items": items}, buffers

    def small_picture(
        self, row: int, cell: dict[str, Any] | None, size_px: int, buffers: list[bytes]
    ) -> dict[str, Any]:
        """Return one item of `small`; what it shows is added to `buffers`."""
        if cell is None:
            return {"row": row, "error": "empty"}
        if cell["digest"] is None:
            return {"row": row, "error": not_fetched(cell)}
        try:
            small = self.thumbnails.image(cell["digest"], size_px)
        except (DsvizError, OSError) as error:
            return {"row": row, "error": str(error)}
        buffers.append(small.content)
        item = {
            **_described(row, cell),
            "thumb_width": small.width,
            "thumb_height": small.height,
            "mime": small.mime,
            "pixels": len(buffers) - 1,
            "masks": [],
        }
        for group, mask in (cell.get("masks") or {}).items():
            if mask is not None:
                item["masks"].append(self._mask(group, mask, cell, (small.width, small.height), buffers))
        return item

    def _mask(
        self,
        group: str,
        mask: dict[str, Any],
        cell: dict[str, Any],
        size: tuple[int, int] | None,
        buffers: list[bytes],
    ) -> dict[str, Any]:
        plain = {"group": group, "width": mask["width"], "height": mask["height"], "bits": 8, "ids": -1}
        fits = (mask["width"], mask["height"]) == (cell["width"], cell["height"])
        trouble = {
            "error": f"Mask {group} is {mask['width']} × {mask['height']} and its image "
            f"{cell['width']} × {cell['height']}. Log a mask at the size of its image."
        }
        if not fits and size is not None:
            return {**plain, **trouble}
        try:
            packed = (
                self.thumbnails.full_mask(mask["digest"])
                if size is None
                else self.thumbnails.mask(mask["digest"], *size)
            )
        except (DsvizError, OSError) as error:
            return {**plain, "error": str(error)}
        buffers.append(packed.content)
        return {
            "group": group,
            "width": packed.width,
            "height": packed.height,
            "bits": packed.bits,
            "ids": len(buffers) - 1,
            # The viewer may stretch it all the same, when told to.
            **({} if fits else trouble),
        }

    def whole(self, params: dict[str, Any], task: Task) -> Reply:
        """One picture as it was logged, byte for byte where a browser shows that, with its masks."""
        row = int(params["row"])
        cell = self._where.cells(params, [row])[0]
        if cell is None:
            return {"row": row, "error": "empty"}, []
        if cell["digest"] is None:
            return {"row": row, "error": not_fetched(cell)}, []
        described = _described(row, cell)
        buffers: list[bytes] = []
        try:
            shown = self.thumbnails.original(cell["digest"], cell["format"])
        except (DsvizError, OSError) as error:
            return {**described, "masks": [], "error": str(error)}, []
        buffers.append(shown.content)
        masks = []
        for group, mask in (cell.get("masks") or {}).items():
            task.check()
            if mask is not None:
                masks.append(self._mask(group, mask, cell, None, buffers))
        return {**described, "mime": shown.mime, "pixels": 0, "masks": masks}, buffers


def not_fetched(cell: dict[str, Any]) -> str:
    """Return what a cell says of an image that is kept as an address."""
    return f"This picture is kept as the address {cell['ref']} and was not fetched. Image.fetch() gets it."


def _described(row: int, cell: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a picture without opening it; boxes in its pixels."""
    width, height = cell["width"], cell["height"]
    groups = []
    for group, boxes in (cell.get("boxes") or {}).items():
        if boxes is None:
            continue
        plain = []
        for struct in boxes:
            box = Box.from_struct(struct)
            x0, x1, y0, y1 = box.in_pixels(width, height)
            plain.append(
                {
                    "min_x": x0,
                    "max_x": x1,
                    "min_y": y0,
                    "max_y": y1,
                    "class_id": box.class_id,
                    "caption": box.caption,
                    "scores": box.scores,
                }
            )
        groups.append({"group": group, "boxes": plain})
    return {"row": row, "width": width, "height": height, "caption": cell["caption"], "boxes": groups}
