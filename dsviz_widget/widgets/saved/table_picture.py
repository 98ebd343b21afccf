"""A table, a gallery, groups or a comparison as a picture: the first rows as the view has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, Task
from dsviz_widget.table.writers import with_texts
from dsviz_widget.widgets.column_info import column_info
from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.media_cells import Drawn, draw_medium, pictures_of
from dsviz_widget.widgets.saved.overlaid import Painter
from dsviz_widget.widgets.saved.paper import (
    BAR_PX,
    ERROR,
    FOOT_PX,
    INK,
    INK_2,
    INK_3,
    LINE,
    PAD_PX,
    WIDTH_PX,
    Paper,
)

if TYPE_CHECKING:
    from dsviz_widget.widgets.table_view import TableView

ROWS, PICTURED_ROWS, GALLERY_ROWS = 8, 4, 2
ROW_PX, PICTURED_ROW_PX, HEAD_PX, SENTENCE_PX = 28, 92, 30, 34
QUERY_ROWS = 1_000_000
"""Rows that are filtered and sorted for a picture; more would keep the cell waiting."""
WIDTHS = {"number": 92, "boolean": 64, "timestamp": 150, "image": 136, "text": 150}
NARROW_PX, WIDE_PX = 56, 260


@dataclass(frozen=True)
class Column:
    """A column as it is drawn."""

    name: str
    about: Mapping[str, Any]
    width: float
    cells: list[Any]
    pictures: list[Drawn] | None

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the right."""
        return self.about["kind"] == "number" and self.pictures is None


def draw_table(view: TableView, noun: str = "row") -> tuple[Paper, str]:
    """Draw what a table view shows; return it, and what it shows in a sentence."""
    session = view.session
    query, total = view.query, session.engine.row_count
    needs_engine = bool(query.filters or query.sort_keys or query.group_keys or query.derived)
    if needs_engine and total > QUERY_ROWS:
        return _unread(view, total)
    if query.group_keys:
        return _groups(view, total)
    is_gallery = view.view_layout.get("mode") == "gallery"
    task = Task()
    page = session.engine.page(query, 0, ROWS, task=task)
    matched = session.engine.count(query, task=task) if query.filters else total
    columns = _columns(view, query, page)
    pictured = any(column.pictures is not None for column in columns)
    if is_gallery and pictured:
        return _gallery(view, query, matched, total)
    count = min(page.num_rows, PICTURED_ROWS if pictured else ROWS)
    shown = _fitting(columns)
    row_px = PICTURED_ROW_PX if pictured else ROW_PX
    top = BAR_PX + (SENTENCE_PX if needs_engine else 0)
    paper = Paper(top + HEAD_PX + max(count, 1) * row_px + FOOT_PX)
    said = counted_of(matched, total, noun)
    paper.bar(session.title, subtitle_of(view), said)
    if needs_engine:
        _sentence(paper, query)
    _heads(paper, shown, top)
    for row in range(count):
        middle = top + HEAD_PX + (row + 0.5) * row_px
        for column, x in _places(shown):
            _cell(paper, column, row, x, middle, row_px)
        if row < count - 1:
            paper.line([(0, middle + row_px / 2), (WIDTH_PX, middle + row_px / 2)])
    if count == 0:
        paper.text(WIDTH_PX / 2, top + HEAD_PX + row_px / 2, f"no {noun}s", 13, INK_3, align="center")
    caption = first_of(count, matched, noun)
    if len(shown) < len(columns):
        caption += f", {len(shown)} of {len(columns)} columns"
    return closed(paper, caption, session.title, said)


def closed(paper: Paper, caption: str, title: str, said: str) -> tuple[Paper, str]:
    """Draw the foot; return the paper, and what it shows in a sentence."""
    told = f"{caption}: a picture of this view. Run the notebook to explore it."
    paper.foot(told)
    return paper, f"{title}, {said.rstrip('.')}. {told}"


def first_of(count: int, matched: int, noun: str) -> str:
    """Return "First 8 of 60 rows", or "3 rows" where all are drawn."""
    if count >= matched:
        return words.counted(matched, noun)
    return f"First {count} of {words.counted(matched, noun)}"


def counted_of(matched: int, total: int, noun: str = "row") -> str:
    """Return "60 rows", or "31 of 60 rows" where some are filtered away."""
    told = words.counted(total, noun)
    return told if matched == total else f"{matched:,} of {told}"


def subtitle_of(view: TableView) -> str:
    """Return the version that a table is of."""
    origin = view.session.place.origin
    return f"{origin.artifact}:{origin.version}" if origin is not None else ""


def _columns(view: TableView, query: Query, page: Any) -> list[Column]:
    """Return the columns of a page with their cells; pictures of the first rows only."""
    session = view.session
    types = session.shown.types_of(query)
    raw = with_texts(page, types, session.shown.source, for_browser=True)
    infos = {
        name: column_info(name, types[name], page.schema.field(name).type)
        for name in page.column_names[1:]
        if name in types
    }
    painter = Painter(infos.values(), view.overlays)
    ids = page.column(0).to_pylist()
    made, room = [], WIDTH_PX - 2 * PAD_PX
    for name, about in infos.items():
        pictures = pictures_of(view, about, ids[:PICTURED_ROWS], painter) if room > 0 else None
        cells = raw.column(name).to_pylist() if room > 0 and not (about["media"] or about["layers"]) else []
        if about["kind"] == "image" or about["media"]:
            width: float = WIDTHS["image"]
        else:
            longest = max([len(name), *(len(words.cell(cell)) for cell in cells)], default=4)
            width = min(WIDE_PX, max(NARROW_PX, 7.4 * longest + 18))
        room -= width  # type: ignore[assignment]
        made.append(Column(name, about, width, cells, pictures))
    return made


def _fitting(columns: Sequence[Column]) -> list[Column]:
    """Return as many columns as have room."""
    shown: list[Column] = []
    room = WIDTH_PX - 2 * PAD_PX
    for column in columns:
        room -= column.width  # type: ignore[assignment]
        if room < 0 and shown:
            break
        shown.append(column)
    return shown


def _places(columns: Sequence[Column]) -> list[tuple[Column, float]]:
    places, x = [], float(PAD_PX)
    for column in columns:
        places.append((column, x))
        x += column.width
    return places


def _heads(paper: Paper, columns: Sequence[Column], top: float) -> None:
    for column, x in _places(columns):
        room = column.width - 14
        if column.is_number:
            paper.text(x + room, top + HEAD_PX / 2, column.name, 13, INK_2, room, "right")
        else:
            paper.text(x, top + HEAD_PX / 2, column.name, 13, INK_2, room)
    paper.line([(0, top + HEAD_PX), (WIDTH_PX, top + HEAD_PX)])


def _cell(paper: Paper, column: Column, row: int, x: float, middle: float, row_px: float) -> None:
    room = column.width - 14
    if column.pictures is not None:
        draw_medium(paper, column.pictures[row], x, middle, room, row_px - 8)
        return
    value = column.cells[row] if column.cells else None
    ink = INK_3 if value is None or value == "" else INK
    if column.is_number:
        paper.text(x + room, middle, words.cell(value), 13, ink, room, "right")
    else:
        paper.text(x, middle, words.cell(value), 13, ink, room)


def _sentence(paper: Paper, query: Query) -> None:
    """Draw the filter bar: the query as a sentence."""
    paper.text(PAD_PX, BAR_PX + SENTENCE_PX / 2, sentence(query), 13, INK_2, WIDTH_PX - 2 * PAD_PX)
    paper.line([(0, BAR_PX + SENTENCE_PX), (WIDTH_PX, BAR_PX + SENTENCE_PX)])


def sentence(query: Query) -> str:
    """Return "Where score > 0.5 and not light == 'day', grouped by cat, sorted by iou"."""
    told = query.to_json()
    parts = []
    clauses = [
        ("not " if clause["negated"] else "") + clause["text"] for clause in told["filters"] if clause["on"]
    ]
    if clauses:
        parts.append("Where " + " and ".join(clauses))
    if told["group_by"]:
        parts.append("grouped by " + ", ".join(told["group_by"]))
    if told["sort"]:
        keys = [key["by"] + (" descending" if key["descending"] else "") for key in told["sort"]]
        parts.append("sorted by " + ", ".join(keys))
    if not parts:
        return "All rows"
    text = ", ".join(parts)
    return text[0].upper() + text[1:]


def _groups(view: TableView, total: int) -> tuple[Paper, str]:
    """Draw the first groups: their keys, and how many rows each has."""
    session, query = view.session, view.query
    reply = session.engine.groups(query, 0, ROWS, gallery=0, bins=2, columns=[], task=Task())
    groups = reply["groups"][:ROWS]
    top = BAR_PX + SENTENCE_PX
    paper = Paper(top + HEAD_PX + max(1, len(groups)) * ROW_PX + FOOT_PX)
    said = counted_of(reply["matched"], total)
    paper.bar(session.title, subtitle_of(view), said)
    _sentence(paper, query)
    keys = [str(key) for key in query.to_json()["group_by"]]
    width = min(WIDE_PX, (WIDTH_PX * 0.6) / len(keys))
    for place, key in enumerate(keys):
        paper.text(PAD_PX + place * width, top + HEAD_PX / 2, key, 13, INK_2, width - 14)
    at = PAD_PX + len(keys) * width
    paper.text(at + 60, top + HEAD_PX / 2, "rows", 13, INK_2, align="right")
    paper.line([(0, top + HEAD_PX), (WIDTH_PX, top + HEAD_PX)])
    most = max([group["rows"] for group in groups], default=1)
    for row, group in enumerate(groups):
        middle = top + HEAD_PX + (row + 0.5) * ROW_PX
        for place, value in enumerate(group["key"]):
            paper.text(PAD_PX + place * width, middle, words.cell(value), 13, INK, width - 14)
        paper.text(at + 60, middle, f"{group['rows']:,}", 13, INK, align="right")
        room = WIDTH_PX - PAD_PX - at - 80
        paper.rect(at + 80, middle - 4, max(2, room * group["rows"] / most), 8, LINE, radius=2)
    return closed(paper, first_of(len(groups), reply["group_count"], "group"), session.title, said)


def _gallery(view: TableView, query: Query, matched: int, total: int) -> tuple[Paper, str]:
    """Draw the first cards of a gallery."""
    session = view.session
    size = max(120, min(240, view.view_layout["gallery"]["size_px"]))
    across = max(1, int((WIDTH_PX - 2 * PAD_PX + 10) // (size + 10)))
    page = session.engine.page(query, 0, across * GALLERY_ROWS, task=Task())
    types = session.shown.types_of(query)
    infos = [column_info(name, types[name], page.schema.field(name).type) for name in page.column_names[1:]]
    chosen = view.view_layout["gallery"]["column"]
    column = next((info for info in infos if info["name"] == chosen), None) or next(
        info for info in infos if info["kind"] == "image" or info["media"]
    )
    pictures = pictures_of(view, column, page.column(0).to_pylist(), Painter(infos, view.overlays)) or []
    card = size * 0.75 + 10
    top = BAR_PX + SENTENCE_PX
    lines = max(1, -(-len(pictures) // across))
    paper = Paper(round(top + lines * card + 10 + FOOT_PX))
    said = counted_of(matched, total)
    paper.bar(session.title, subtitle_of(view), said)
    _sentence(paper, query)
    for place, picture in enumerate(pictures):
        x, y = PAD_PX + place % across * (size + 10), top + 10 + place // across * card
        draw_medium(paper, picture, x, y + card / 2 - 5, size, card - 10)
    return closed(paper, first_of(len(pictures), matched, "row"), session.title, said)


def _unread(view: TableView, total: int) -> tuple[Paper, str]:
    """Draw a long table with a query as a card: to answer it would keep the cell waiting."""
    paper = Paper(BAR_PX + SENTENCE_PX + FOOT_PX)
    said = words.rows(total)
    paper.bar(view.session.title, subtitle_of(view), said)
    _sentence(paper, view.query)
    return closed(paper, "The query is answered once it is looked at", view.session.title, said)


def draw_failure(title: str, error: QueryError) -> tuple[Paper, str]:
    """Draw a query that fails as what it says."""
    paper = Paper(BAR_PX + SENTENCE_PX + FOOT_PX)
    paper.bar(title, "", "")
    paper.text(PAD_PX, BAR_PX + SENTENCE_PX / 2, str(error), 13, ERROR, WIDTH_PX - 2 * PAD_PX)
    return closed(paper, "The query has a mistake", title, str(error))
