"""Lines, points, bars and matrices on paper, with the few words that axes need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.paper import ACCENT, INK, INK_2, INK_3, SIDES, SUNKEN, Color, Paper

AXIS_PX, UNDER_PX = 52, 20
MOST_POINTS = 400
MOST_BARS = 12


@dataclass(frozen=True)
class Line:
    """Points in order of x, and a color."""

    x: Sequence[float]
    y: Sequence[float]
    color: Color = ACCENT
    has_dots: bool = False
    has_line: bool = True


def draw_lines(paper: Paper, box: tuple[float, float, float, float], lines: Sequence[Line]) -> None:
    """Draw lines or points in a box (x, y, width, height), with the ends of both axes."""
    left, top, width, height = box
    left, width, height = left + AXIS_PX, width - AXIS_PX, height - UNDER_PX
    xs = _finite([value for line in lines for value in line.x])
    ys = _finite([value for line in lines for value in line.y])
    paper.rect(left, top, width, height, SUNKEN)
    if not len(xs) or not len(ys):
        paper.text(left + width / 2, top + height / 2, "nothing to draw", 12, INK_3, align="center")
        return
    low_x, high_x = _range(xs)
    low_y, high_y = _range(ys)
    paper.text(left - 6, top + 7, words.number(high_y), 11, INK_3, AXIS_PX - 8, "right")
    paper.text(left - 6, top + height - 6, words.number(low_y), 11, INK_3, AXIS_PX - 8, "right")
    under = top + height + UNDER_PX / 2
    paper.text(left, under, words.number(low_x), 11, INK_3)
    paper.text(left + width, under, words.number(high_x), 11, INK_3, align="right")
    for line in lines:
        points: list[tuple[float, float]] = []
        for x, y in _thinned(line):
            if not (math.isfinite(x) and math.isfinite(y)):
                # A gap is a gap.
                _stroke(paper, points, line)
                points = []
                continue
            across = (x - low_x) / (high_x - low_x)
            up = (y - low_y) / (high_y - low_y)
            points.append((left + 3 + across * (width - 6), top + height - 3 - up * (height - 6)))
        _stroke(paper, points, line)


def _stroke(paper: Paper, points: list[tuple[float, float]], line: Line) -> None:
    if line.has_line and len(points) > 1:
        paper.line(points, line.color, 1.5)
    if line.has_dots or len(points) == 1:
        for x, y in points:
            paper.dot(x, y, 2.2, line.color)


def _thinned(line: Line) -> list[tuple[float, float]]:
    """Return the points, of a long line the lowest and highest of each stretch."""
    pairs = list(zip(line.x, line.y, strict=True))
    if len(pairs) <= MOST_POINTS or not line.has_line:
        return pairs
    kept: list[tuple[float, float]] = []
    for part in np.array_split(np.arange(len(pairs)), MOST_POINTS // 2):
        ends = {
            min(part, key=lambda place: pairs[place][1]),
            max(part, key=lambda place: pairs[place][1]),
        }
        kept += [pairs[place] for place in sorted(ends)]
    return kept


def draw_histogram(
    paper: Paper,
    box: tuple[float, float, float, float],
    bars: Sequence[tuple[float, float, float]],
) -> None:
    """Draw bars over a number line, each with both ends and its height."""
    left, top, width, height = box
    left, width, height = left + AXIS_PX, width - AXIS_PX, height - UNDER_PX
    low, high = bars[0][0], bars[-1][1]
    most = max(count for _, _, count in bars) or 1
    for start, end, count in bars:
        at = left + (start - low) / ((high - low) or 1) * width
        wide = max(1.0, (end - start) / ((high - low) or 1) * width - 1)
        tall = count / most * height
        paper.rect(at, top + height - tall, wide, tall, ACCENT)
    paper.line([(left, top + height), (left + width, top + height)])
    paper.text(left - 6, top + 7, words.number(most), 11, INK_3, AXIS_PX - 8, "right")
    under = top + height + UNDER_PX / 2
    paper.text(left, under, words.number(low), 11, INK_3)
    paper.text(left + width, under, words.number(high), 11, INK_3, align="right")


def draw_bars(
    paper: Paper, box: tuple[float, float, float, float], bars: Sequence[tuple[str, float]]
) -> None:
    """Draw named bars under each other, and how many there are beyond."""
    left, top, width, _ = box
    shown = bars[:MOST_BARS]
    most = max([abs(value) for _, value in shown if math.isfinite(value)], default=0) or 1
    for place, (name, value) in enumerate(shown):
        middle = top + 11 + place * 22
        paper.text(left + 150, middle, name, 12, INK_2, 146, "right")
        share = abs(value) / most if math.isfinite(value) else 0
        paper.rect(left + 160, middle - 7, max(1, share * (width - 240)), 14, ACCENT, radius=2)
        paper.text(left + 166 + share * (width - 240), middle, words.number(value), 12, INK_3)
    if len(bars) > len(shown):
        paper.text(left + 160, top + 11 + len(shown) * 22, f"and {len(bars) - len(shown):,} more", 12, INK_3)


def bars_px(count: int) -> float:
    """Return the height that so many bars take."""
    return min(count, MOST_BARS) * 22 + (24 if count > MOST_BARS else 4)


def draw_matrix(
    paper: Paper,
    box: tuple[float, float, float, float],
    cells: Mapping[tuple[str, str], tuple[float, str]],
) -> None:
    """Draw cells by row and column, each a share from 0 to 1 as its tint, and a text."""
    left, top, width, height = box
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in cells))
    side = min((width - 130) / len(columns), (height - 22) / len(rows), 90)
    for place, column in enumerate(columns):
        paper.text(left + 130 + (place + 0.5) * side, top + 10, column, 11, INK_3, side - 4, "center")
    for line, row in enumerate(rows):
        middle = top + 22 + (line + 0.5) * side
        paper.text(left + 122, middle, row, 11, INK_3, 118, "right")
        for place, column in enumerate(columns):
            share, text = cells.get((row, column), (0.0, ""))
            x = left + 130 + place * side
            paper.rect(x + 1, middle - side / 2 + 1, side - 2, side - 2, tint(share), radius=2)
            if side >= 18:
                ink = (255, 255, 255) if share > 0.4 else INK
                paper.text(x + side / 2, middle, text, 12, ink, side - 4, "center")


def tint(share: float) -> Color:
    """Return the accent as strong as a share from 0 to 1; small shares can be told from none."""
    strength = math.sqrt(min(max(share if math.isfinite(share) else 0.0, 0.0), 1.0))
    return tuple(
        round(ground + (ink - ground) * strength) for ground, ink in zip(SUNKEN, ACCENT, strict=True)
    )


def color_of(place: int) -> Color:
    """Return the color of the line that stands at a place."""
    return SIDES[place % len(SIDES)]


def draw_key(paper: Paper, x: float, middle: float, names: Sequence[str], room: float) -> None:
    """Draw what each color means, as far as there is room."""
    start = x
    for place, name in enumerate(names):
        if x - start > room - 60:
            paper.text(x, middle, f"and {len(names) - place} more", 12, INK_3)
            return
        paper.rect(x, middle - 1.5, 12, 3, color_of(place))
        x += 18 + paper.text(x + 18, middle, name, 12, INK_2, 140) + 16


def _finite(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    numbers = np.asarray(values, np.float64)
    return numbers[np.isfinite(numbers)]


def _range(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    if low == high:
        around = abs(low) * 0.1 or 1.0
        return low - around, high + around
    return low, high
