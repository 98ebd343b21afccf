"""What cells with pictures and other media show: what the browser would be answered, on paper."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.query import Task
from dsviz_widget.widgets.saved.overlaid import Painter
from dsviz_widget.widgets.saved.paper import INK_2, INK_3, LINE, Paper

if TYPE_CHECKING:
    from dsviz_widget.widgets.table_view import TableView

Drawn = Any
"""A Pillow picture, the outline of a sound (pairs of lowest and highest, up to 127), words, or None."""

THUMBNAIL_PX = 128
PEAK = 127


def pictures_of(
    view: TableView, about: Mapping[str, Any], ids: Sequence[int], painter: Painter
) -> list[Drawn] | None:
    """Return what some rows of a column show, or None where its cells are no medium.

    Parameters
    ----------
    view : TableView
    about : mapping
        The column, as `column_info` tells it.
    ids : sequence of int
        Of the rows.
    painter : Painter
    """
    from dsviz_widget.media.still import PEAKS, TEXT

    params = {"column": about["name"], "rows": list(ids), "size_px": THUMBNAIL_PX}
    if about["kind"] == "image" and not about["many"]:
        reply, buffers = view.session.handlers["thumbnails"](params, Task())
        return [painter.paint(item, buffers) for item in reply["items"]]
    if not about["media"]:
        return None
    reply, buffers = view.session.handlers["stills"](params, Task())
    return [_still(item, buffers, PEAKS, TEXT) for item in reply["items"]]


def _still(item: Mapping[str, Any], buffers: Sequence[bytes], peaks: str, text: str) -> Drawn:
    from PIL import Image

    if not item.get("stills"):
        return None
    still = item["stills"][0]
    content = buffers[still["data"]] if still["data"] >= 0 else b""
    mime = still["still"] or ""
    if mime == peaks:
        return np.frombuffer(content, np.int8).reshape(-1, 2)
    if mime == text:
        return content.decode("utf-8", "replace")
    if mime.startswith("image/"):
        return Image.open(io.BytesIO(content)).convert("RGBA")
    # What takes a browser to draw, such as a figure, is named.
    return str(still["caption"] or still["type"].removesuffix("-file"))


def draw_medium(paper: Paper, drawn: Drawn, x: float, middle: float, width: float, height: float) -> None:
    """Draw what a cell shows into a place."""
    if drawn is None:
        paper.text(x, middle, "null", 13, INK_3, width)
    elif isinstance(drawn, str):
        paper.rect(x, middle - height / 2, width, height, None, LINE, 4)
        paper.text(x + 8, middle, drawn, 12, INK_2, width - 16)
    elif isinstance(drawn, np.ndarray):
        step = width / max(1, len(drawn))
        half = height / 2 / PEAK
        for place, (low, high) in enumerate(drawn.tolist()):
            at = x + (place + 0.5) * step
            paper.line([(at, middle - high * half), (at, middle - low * half + 0.5)], INK_2, step * 0.8)
    else:
        paper.photo(drawn, x, middle - height / 2, width, height)
