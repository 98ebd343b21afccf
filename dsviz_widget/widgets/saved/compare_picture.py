"""Compared tables as a picture: the first rows, each table's value under that of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import Task
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.media_cells import Drawn, draw_medium, pictures_of
from dsviz_widget.widgets.saved.overlaid import Painter
from dsviz_widget.widgets.saved.paper import (
    BAR_PX,
    FOOT_PX,
    INK,
    INK_2,
    INK_3,
    PAD_PX,
    SIDES,
    WIDTH_PX,
    Paper,
)
from dsviz_widget.widgets.saved.table_picture import (
    HEAD_PX,
    SENTENCE_PX,
    closed,
    counted_of,
    first_of,
    sentence,
    subtitle_of,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.widgets.compare_view import CompareView

ROWS, PICTURED_ROWS = 6, 3
LANE_PX, PICTURE_PX = 20, 84
PICTURE_WIDTH_PX = 112
MATCHED_ROWS = 50_000
"""Rows of all tables that are matched for a picture; more would keep the cell waiting."""
MARK_PX = 16
TEXT_PX, NUMBER_PX = 170, 110


@dataclass(frozen=True)
class Lanes:
    """A column of the comparison: for each table its cells, None where it has none; one for a key."""

    name: str
    width: int
    cells: list[list[Any] | None]
    is_pictured: bool


def draw_comparison(view: CompareView) -> tuple[Paper, str]:
    """Draw what a comparison shows; return it, and what it shows in a sentence."""
    compared, query, session = view.compared, view.query, view.session
    if sum(len(side.table) for side in compared.sides) > MATCHED_ROWS:
        return _unmatched(view)
    task = Task()
    compared.prepare(task)
    page = session.engine.page(query, 0, ROWS, task=task)
    total = session.engine.row_count
    matched = session.engine.count(query, task=task) if query.filters else total
    info = session.info(query)
    columns = _columns(view, info, page)
    is_pictured = any(column.is_pictured for column in columns)
    count = min(page.num_rows, PICTURED_ROWS if is_pictured else ROWS)
    row_px = max(PICTURE_PX + 8 if is_pictured else 0, len(compared.sides) * LANE_PX + 10)
    paper, top = _started(view, HEAD_PX + max(1, count) * row_px, counted_of(matched, total))
    for row in range(count + 1):
        paper.line([(0, top + HEAD_PX + row * row_px), (WIDTH_PX, top + HEAD_PX + row * row_px)])
    x = float(PAD_PX)
    for column in columns:
        has_marks = len(column.cells) > 1 and not column.is_pictured
        paper.text(x + MARK_PX * has_marks, top + HEAD_PX / 2, column.name, 13, INK_2, column.width - 14)
        for row in range(count):
            _cell(paper, column, row, x, top + HEAD_PX + (row + 0.5) * row_px)
        x += column.width
    in_all = info["comparison"]["matching"]["in_all"]
    said = f"{counted_of(matched, total)}, {in_all:,} in all tables"
    return closed(paper, first_of(count, matched, "row"), session.title, said)


def _columns(view: CompareView, info: dict[str, Any], page: pa.Table) -> list[Lanes]:
    """Return as many columns as have room, with their cells."""
    session, query = view.session, view.query
    infos = {column["name"]: column for column in info["columns"] if column["name"] in page.column_names}
    painter = Painter(infos.values(), view.overlays)
    ids = page.column(0).to_pylist()[:PICTURED_ROWS]
    shown = with_texts(page, session.shown.types_of(query), session.shown.source, for_browser=True)
    columns: list[Lanes] = []
    room = WIDTH_PX - 2 * PAD_PX
    for lane in info["comparison"]["columns"]:
        names = [name if name in infos else None for name in lane["lanes"]]
        about = next((infos[name] for name in names if name is not None), None)
        if about is None:
            continue
        is_pictured = about["kind"] == "image" or bool(about["media"])
        if len(set(names)) == 1:
            names = names[:1]
        width = NUMBER_PX if about["kind"] == "number" else TEXT_PX
        if is_pictured:
            width = (PICTURE_WIDTH_PX + 14) * len(names)
        if columns and room < width:
            break
        room -= width
        cells = [
            None
            if name is None
            else pictures_of(view, infos[name], ids, painter)
            if is_pictured
            else shown.column(name).to_pylist()
            for name in names
        ]
        columns.append(Lanes(lane["name"], width, cells, is_pictured))
    return columns


def _cell(paper: Paper, column: Lanes, row: int, x: float, middle: float) -> None:
    """Draw what each table has in a cell: pictures beside each other, values under each other."""
    for side, cells in enumerate(column.cells):
        color = SIDES[side % len(SIDES)]
        if column.is_pictured:
            picture = cells[row] if cells is not None else None
            _picture(paper, picture, x + side * (PICTURE_WIDTH_PX + 14), middle, color)
        elif cells is not None:
            at = middle + (side - (len(column.cells) - 1) / 2) * LANE_PX
            start = x
            if len(column.cells) > 1:
                paper.dot(x + 4, at, 4, color)
                start += MARK_PX
            value = cells[row]
            ink = INK_3 if value is None else INK
            paper.text(start, at, words.cell(value), 13, ink, x + column.width - 14 - start)


def _started(view: CompareView, body_px: float, right: str) -> tuple[Paper, float]:
    """Return a paper with its top: the title, the tables with their marks, and the query."""
    has_sentence = bool(view.query.filters or view.query.sort_keys or view.query.group_keys)
    top = BAR_PX + SENTENCE_PX + (SENTENCE_PX if has_sentence else 0)
    paper = Paper(round(top + body_px + FOOT_PX))
    paper.bar(view.session.title, subtitle_of(view), right)
    x = float(PAD_PX)
    for place, side in enumerate(view.compared.sides):
        paper.dot(x + 5, BAR_PX + SENTENCE_PX / 2, 5, SIDES[place % 8])
        text = f"{side.label}   {words.rows(len(side.table))}"
        x += MARK_PX + paper.text(x + MARK_PX, BAR_PX + SENTENCE_PX / 2, text, 13, INK_2, 200) + 18
    paper.line([(0, BAR_PX + SENTENCE_PX), (WIDTH_PX, BAR_PX + SENTENCE_PX)])
    if has_sentence:
        paper.text(PAD_PX, BAR_PX + 1.5 * SENTENCE_PX, sentence(view.query), 13, INK_2, WIDTH_PX - 2 * PAD_PX)
        paper.line([(0, top), (WIDTH_PX, top)])
    return paper, top


def _picture(paper: Paper, picture: Drawn, x: float, middle: float, color: tuple[int, ...]) -> None:
    paper.rect(x, middle - PICTURE_PX / 2, 3, PICTURE_PX, color)
    draw_medium(paper, picture, x + 5, middle, PICTURE_WIDTH_PX, PICTURE_PX)


def _unmatched(view: CompareView) -> tuple[Paper, str]:
    """Draw long tables as a card: their rows are matched once somebody looks."""
    paper, _ = _started(view, 0, "")
    said = ", ".join(f"{side.label}: {words.rows(len(side.table))}" for side in view.compared.sides)
    return closed(paper, "The rows are matched once they are looked at", view.session.title, said)
