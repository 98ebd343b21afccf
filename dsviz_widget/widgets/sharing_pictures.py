"""Pictures, masks and stills of a table's media in a page, as small as was asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from dsviz_widget.media import ImageType, media_in
from dsviz_widget.query import Task

if TYPE_CHECKING:
    from dsviz_widget.types import ColumnType
    from dsviz_widget.widgets.pictures import Cell
    from dsviz_widget.widgets.sharing_page import Page
    from dsviz_widget.widgets.table_session import TableSession

BATCH = 32
"""Pictures that are made before somebody may stop it."""

Made = tuple[dict[str, Any], list[bytes]]


def image_columns(types: dict[str, ColumnType]) -> list[str]:
    """Return the columns of pictures."""
    return [name for name, column_type in types.items() if isinstance(column_type, ImageType)]


def media_columns(types: dict[str, ColumnType]) -> list[str]:
    """Return the columns of other media, and of lists of pictures."""
    return [
        name
        for name, column_type in types.items()
        if not isinstance(column_type, ImageType) and media_in(column_type)[0] is not None
    ]


def add_pictures(
    page: Page, part: str, session: TableSession, column: str, rows: Sequence[int], px: int, task: Task
) -> None:
    """Add the pictures of some rows of a column, those first that are given first.

    Parameters
    ----------
    page : Page
    part : str
        Name of the part that says where each picture is.
    session : TableSession
    column : str
    rows : sequence of int
        Row ids.
    px : int
        Longer side of each picture at most.
    task : Task
    """
    said: dict[str, Any] = {}
    for row, (item, buffers) in zip(rows, small_pictures(session, column, rows, px, task), strict=True):
        told = {name: value for name, value in item.items() if name != "row"}
        if "pixels" in told:
            told["pixels"] = page.place(buffers[told["pixels"]], is_picture=True)
        if told.get("masks"):
            told["masks"] = [
                {**mask, "ids": None if mask["ids"] < 0 else page.place(buffers[mask["ids"]])}
                for mask in told["masks"]
            ]
        said[str(row)] = told
    page.add_json(part, said)


def small_pictures(
    session: TableSession, column: str, rows: Sequence[int], px: int, task: Task
) -> Iterator[Made]:
    """Yield the small pictures of some rows, each with its buffers; made on all cores."""
    pictures = session.pictures

    def make(row: int, cell: Cell | None) -> Made:
        buffers: list[bytes] = []
        return pictures.small_picture(row, cell, px, buffers), buffers

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for start in range(0, len(rows), BATCH):
            task.check()
            some = [int(row) for row in rows[start : start + BATCH]]
            cells = session.shown.engine.take(some, [column]).column(column).to_pylist()
            yield from pool.map(make, some, cells)


def add_stills(
    page: Page, part: str, session: TableSession, column: str, rows: Sequence[int], px: int, task: Task
) -> None:
    """Add the stills of some rows of a column of media."""
    said: dict[str, Any] = {}
    for start in range(0, len(rows), BATCH):
        some = [int(row) for row in rows[start : start + BATCH]]
        told, buffers = session.media_files.stills({"column": column, "rows": some, "size_px": px}, task)
        for item in told["items"]:
            stills = [
                {**still, "data": None if still["data"] < 0 else page.place(buffers[still["data"]], True)}
                for still in item.get("stills", [])
            ]
            kept = {name: value for name, value in item.items() if name not in ("row", "stills")}
            said[str(item["row"])] = {**kept, "stills": stills}
    page.add_json(part, said)
