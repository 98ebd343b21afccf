"""A run as a picture: its first metrics as curves, or its figures; and many runs as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.query import Task
from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.paper import (
    BAR_PX,
    ERROR,
    FOOT_PX,
    INK,
    INK_2,
    INK_3,
    OK,
    PAD_PX,
    WIDTH_PX,
    Paper,
)
from dsviz_widget.widgets.saved.plotted import Line, draw_lines
from dsviz_widget.widgets.saved.table_picture import closed, draw_table

if TYPE_CHECKING:
    from dsviz_widget.widgets.run_view import RunView
    from dsviz_widget.widgets.workspace_view import WorkspaceView

CHARTS, ACROSS = 6, 3
CHART_PX, TITLE_PX, GAP_PX = 124, 24, 14
FIGURES = 10
POINTS = 200
STATES = {"crashed": ERROR, "failed": ERROR, "finished": OK}


def draw_run(view: RunView) -> tuple[Paper, str]:
    """Draw the curves of a run; return the paper, and what it shows in a sentence."""
    run = view.run_id
    reply, _ = view.answer("run_info", {"runs": [run]}, Task())
    info = reply["runs"][0]
    keys = [
        key
        for key in info["keys"]
        if key["kind"] == "number" and not info["metrics"].get(key["key"], {}).get("hidden")
    ]
    lines = _lines(view, keys[:CHARTS])
    figures = _figures(info)
    rows = -(-len(lines) // ACROSS)
    body = rows * (TITLE_PX + CHART_PX + GAP_PX) + GAP_PX if lines else max(1, len(figures)) * 24 + 20
    paper = Paper(BAR_PX + round(body) + FOOT_PX)
    steps = info["row_count"]
    said = f"{info['state']}, {words.counted(steps, 'step')}"
    begins = paper.bar(info["name"], info["project"], said)
    paper.dot(begins - 9, BAR_PX / 2, 3.5, STATES.get(info["state"], INK_3))
    width = (WIDTH_PX - 2 * PAD_PX - (ACROSS - 1) * GAP_PX) / ACROSS
    for place, (key, line) in enumerate(lines):
        x = PAD_PX + place % ACROSS * (width + GAP_PX)
        y = BAR_PX + GAP_PX + place // ACROSS * (TITLE_PX + CHART_PX + GAP_PX)
        last = key["last"]
        told = words.cell(last) if last is not None else ""
        used = paper.text(x + width, y + TITLE_PX / 2 - 2, told, 13, INK, 90, "right")
        paper.text(x, y + TITLE_PX / 2 - 2, key["key"], 13, INK_2, width - used - 12)
        draw_lines(paper, (x, y + TITLE_PX, width, CHART_PX), [line])
    if not lines:
        _draw_figures(paper, figures)
    caption = words.counted(len(keys), "metric")
    if len(lines) < len(keys):
        caption = f"First {len(lines)} of {caption}"
    if not keys:
        caption = f"First {FIGURES} figures" if len(figures) == FIGURES else "No metric yet"
    return closed(paper, caption, f"Run {info['name']}", said)


def draw_workspace(view: WorkspaceView) -> tuple[Paper, str]:
    """Draw the first runs with their figures; return the paper, and what it shows in a sentence."""
    return draw_table(view, noun="run")


def _lines(view: RunView, keys: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Line]]:
    x_axis = view.x_axis if view.x_axis != "auto" else "_step"
    params = {
        "runs": [view.run_id],
        "keys": [{"key": key["key"], "kind": key["kind"]} for key in keys],
        "x": x_axis,
        "points": POINTS,
    }
    reply, buffers = view.answer("series", params, Task())
    by_key = {key["key"]: key for key in keys}
    lines, place = [], 0
    for series in reply["series"]:
        columns = {}
        for name in series["columns"]:
            columns[name] = np.frombuffer(buffers[place], "<f8")
            place += 1
        if columns:
            lines.append((by_key[series["key"]], Line(columns["x"].tolist(), columns["y"].tolist())))
    return lines


def _figures(info: dict[str, Any]) -> list[tuple[str, str]]:
    """Return names and values of summary and config, the plain ones."""
    found = {**info["config"], **info["summary"]}
    return [
        (name, words.cell(value))
        for name, value in found.items()
        if isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value))
    ][:FIGURES]


def _draw_figures(paper: Paper, figures: list[tuple[str, str]]) -> None:
    for place, (name, value) in enumerate(figures):
        middle = BAR_PX + 22 + place * 24
        paper.text(PAD_PX, middle, name, 13, INK_2, 240)
        paper.text(PAD_PX + 260, middle, value, 13, INK, WIDTH_PX - 2 * PAD_PX - 260)
    if not figures:
        paper.text(WIDTH_PX / 2, BAR_PX + 22, "Nothing is logged yet", 13, INK_3, align="center")
