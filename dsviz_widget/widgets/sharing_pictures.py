"""Pictures, masks and stills of a table's media in a page, as small as was asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from dsviz_widget.media import ImageType, media_in
from dsviz_widget.query import Task

if TYPE_CHECKING:
    from dsviz_widget.types import ColumnType
    from dsviz_widget.widgets.channel import Reply
    from dsviz_widget.widgets.pictures import Cell, Pictures
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


def size_said(px: int, has_originals: bool = False) -> str:
    """Return what a page says of the size of its pictures."""
    if has_originals:
        return f"Pictures are at most {px} px wide and high in cells; an open one is the original."
    return (
        f"Pictures are at most {px} px wide and high, and so are masks, by which an open one is measured; "
        "the originals are not in this page."
    )


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
    place_pictures(page, part, rows, small_pictures(session, column, rows, px, task))


def place_pictures(page: Page, part: str, rows: Sequence[int], made: Iterable[Made]) -> None:
    """Add pictures that were made under the names of rows, those first that are given first."""
    said: dict[str, Any] = {}
    for row, (item, buffers) in zip(rows, made, strict=True):
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
    """Yield the small pictures of some rows, each with its buffers."""

    def cells(some: Sequence[int]) -> list[Cell | None]:
        found: list[Cell | None] = session.shown.engine.take(some, [column]).column(column).to_pylist()
        return found

    return made_small(session.pictures, cells, rows, px, task)


def made_small(
    pictures: Pictures,
    cells_of: Callable[[Sequence[int]], Sequence[Cell | None]],
    rows: Sequence[int],
    px: int,
    task: Task,
) -> Iterator[Made]:
    """Yield the small pictures of cells, each with its buffers; made on all cores.

    Parameters
    ----------
    cells_of : callable
        Returns the cells of some rows.
    """

    def make(row: int, cell: Cell | None) -> Made:
        buffers: list[bytes] = []
        return pictures.small_picture(row, cell, px, buffers), buffers

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for start in range(0, len(rows), BATCH):
            task.check()
            some = [int(row) for row in rows[start : start + BATCH]]
            yield from pool.map(make, some, cells_of(some))


def add_stills(
    page: Page, part: str, session: TableSession, column: str, rows: Sequence[int], px: int, task: Task
) -> None:
    """Add the stills of some rows of a column of media."""
    place_stills(page, part, partial(session.media_files.stills, task=task), column, rows, px)


def place_stills(
    page: Page, part: str, ask: Callable[[dict[str, Any]], Reply], column: str, rows: Sequence[int], px: int
) -> None:
    """Add the stills of some rows, as the question for them is answered."""
    said: dict[str, Any] = {}
    for start in range(0, len(rows), BATCH):
        some = [int(row) for row in rows[start : start + BATCH]]
        told, buffers = ask({"column": column, "rows": some, "size_px": px})
        for item in told["items"]:
            stills = [
                {**still, "data": None if still["data"] < 0 else page.place(buffers[still["data"]], True)}
                for still in item.get("stills", [])
            ]
            kept = {name: value for name, value in item.items() if name not in ("row", "stills")}
            said[str(item["row"])] = {**kept, "stills": stills}
    page.add_json(part, said)
