"""A chart as a picture: small marks of our own, or what vl-convert draws where nobody waits for it."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.paper import ACCENT, BAR_PX, FOOT_PX, INK_2, PAD_PX, WIDTH_PX, Paper
from dsviz_widget.widgets.saved.plotted import (
    Line,
    bars_px,
    color_of,
    draw_bars,
    draw_histogram,
    draw_key,
    draw_lines,
    draw_matrix,
)
from dsviz_widget.widgets.saved.table_picture import closed

if TYPE_CHECKING:
    from dsviz_widget.plot import Chart
    from dsviz_widget.widgets.chart_view import ChartView

PLOT_PX, WORDS_PX, KEY_PX = 300, 30, 26
MOST_ROWS = 100_000
"""Rows of a table that are counted or thinned for a picture; more would keep the cell waiting."""
MOST_DRAWN = 20_000
MOST_CLASSES = 30
SCALE = 1.5


def draw_chart(view: ChartView) -> tuple[Paper, str]:
    """Draw a chart; return the paper, and what it shows in a sentence."""
    from dsviz_widget.widgets.saved.bundle import is_converted

    chart = view.chart
    title = view.title or "Chart"
    if is_converted() and importlib.util.find_spec("vl_convert") is not None:
        return _converted(chart, title)
    if chart.table is not None and len(chart.table) > MOST_ROWS:
        return _card(title, f"A chart of {words.rows(len(chart.table))}", "It is drawn once it is looked at")
    drawing = chart.drawing
    found = _encoded(drawing.spec)
    rows = drawing.rows
    if found is None or rows is None or not 0 < rows.num_rows <= MOST_DRAWN:
        return _card(title, drawing.description, "Its drawing needs a browser")
    mark, encoding = found
    columns = {name: rows.column(name).to_pylist() for name in rows.column_names}
    drawn = _drawn(title, drawing.description, mark, encoding, columns)
    return drawn or _card(title, drawing.description, "Its drawing needs a browser")


def _encoded(spec: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return mark and encoding of the first layer that draws fields of x and y."""
    outer = spec.get("encoding") or {}
    for layer in [spec, *spec.get("layer", [])]:
        mark = layer.get("mark")
        kind = mark.get("type") if isinstance(mark, Mapping) else mark
        encoding = {**outer, **(layer.get("encoding") or {})}
        if isinstance(kind, str) and all("field" in encoding.get(axis, {}) for axis in ("x", "y")):
            return kind, encoding
    return None


def _drawn(
    title: str, said: str, mark: str, encoding: dict[str, Any], columns: dict[str, list[Any]]
) -> tuple[Paper, str] | None:
    x, y = encoding["x"], encoding["y"]
    if any("aggregate" in axis or "timeUnit" in axis for axis in (x, y)):
        return None
    if x["field"] not in columns or y["field"] not in columns:
        return None
    kinds = (x.get("type"), y.get("type"))
    color = (encoding.get("color") or {}).get("field")
    of_color = columns.get(color) if color is not None else None
    xs, ys = columns[x["field"]], columns[y["field"]]
    box = (float(PAD_PX), float(BAR_PX + WORDS_PX), float(WIDTH_PX - 2 * PAD_PX), float(PLOT_PX))
    if mark in ("line", "point", "circle", "square") and kinds == ("quantitative", "quantitative"):
        numbers = [None if of_color is None else str(value) for value in of_color or [None] * len(xs)]
        names = list(dict.fromkeys(numbers))
        paper = _started(title, said, PLOT_PX + (KEY_PX if names != [None] else 0))
        lines = []
        for place, name in enumerate(names):
            places = [at for at, found in enumerate(numbers) if found == name]
            lines.append(
                Line(
                    [_number(xs[at]) for at in places],
                    [_number(ys[at]) for at in places],
                    ACCENT if name is None else color_of(place),
                    has_dots=mark != "line",
                    has_line=mark == "line",
                )
            )
        draw_lines(paper, box, lines)
        if names != [None]:
            told = [str(name) for name in names]
            draw_key(paper, PAD_PX, BAR_PX + WORDS_PX + PLOT_PX + KEY_PX / 2, told, WIDTH_PX - 2 * PAD_PX)
    elif mark == "bar" and kinds == ("quantitative", "quantitative") and "x2" in encoding:
        ends = columns[encoding["x2"]["field"]]
        paper = _started(title, said, PLOT_PX)
        draw_histogram(
            paper, box, list(zip(map(_number, xs), map(_number, ends), map(_number, ys), strict=True))
        )
    elif mark == "bar" and kinds == ("quantitative", "nominal") and of_color is None:
        paper = _started(title, said, bars_px(len(xs)))
        draw_bars(
            paper, box, [(words.cell(name), _number(value)) for name, value in zip(ys, xs, strict=True)]
        )
    elif mark == "rect" and kinds == ("nominal", "nominal") and len(set(ys)) <= MOST_CLASSES:
        shares = of_color or [0.0] * len(xs)
        counts = columns.get("count", shares)
        paper = _started(title, said, PLOT_PX)
        cells = {
            (words.cell(row), words.cell(column)): (_number(share), words.cell(count))
            for row, column, share, count in zip(ys, xs, shares, counts, strict=True)
        }
        draw_matrix(paper, box, cells)
    else:
        return None
    return closed(paper, "The chart without its controls", title, said)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _started(title: str, said: str, body_px: float) -> Paper:
    paper = Paper(round(BAR_PX + WORDS_PX + body_px + 10 + FOOT_PX))
    paper.bar(title, "", "")
    paper.text(PAD_PX, BAR_PX + WORDS_PX / 2, said, 12, INK_2, WIDTH_PX - 2 * PAD_PX)
    return paper


def _card(title: str, said: str, caption: str) -> tuple[Paper, str]:
    return closed(_started(title, said, 0), caption, title, said)


def _converted(chart: Chart, title: str) -> tuple[Paper, str]:
    """Return the chart as vl-convert draws it, where a program converts the notebook and nobody waits."""
    from PIL import Image

    picture = Image.open(io.BytesIO(chart.to_png("light", SCALE))).convert("RGB")
    width = min(picture.width / SCALE, WIDTH_PX - 2 * PAD_PX)
    height = picture.height / SCALE * (width / (picture.width / SCALE))
    said = chart.drawing.description
    paper = _started(title, said, height)
    paper.photo(picture, PAD_PX, BAR_PX + WORDS_PX, width, height)
    return closed(paper, "The chart without its controls", title, said)
