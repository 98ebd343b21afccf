"""A lineage as a picture: runs and artifacts in layers, each right of what led to it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.paper import (
    ACCENT,
    BAR_PX,
    FOOT_PX,
    GROUND,
    INK,
    INK_3,
    LINE_STRONG,
    PAD_PX,
    SUNKEN,
    WIDTH_PX,
    Paper,
)
from dsviz_widget.widgets.saved.table_picture import closed

if TYPE_CHECKING:
    from dsviz_widget.runs.lineage import Lineage
    from dsviz_widget.widgets.lineage_view import LineageView

NODES, LAYERS = 40, 6
NODE_PX, GAP_PX = 40, 12


def draw_lineage(view: LineageView) -> tuple[Paper, str]:
    """Draw what led to what; return the paper, and what it shows in a sentence."""
    lineage = view.lineage
    kinds = [node.kind for node in lineage.nodes]
    said = (
        f"{words.counted(kinds.count('run'), 'run')} and {words.counted(kinds.count('artifact'), 'artifact')}"
    )
    title = f"Lineage of {lineage.project}"
    layers = layers_of(lineage)
    if len(lineage.nodes) > NODES or not layers or len(layers) > LAYERS:
        paper = Paper(BAR_PX + FOOT_PX)
        paper.bar(title, "", said)
        return closed(paper, "The graph is drawn once it is looked at", title, said)
    most = max(map(len, layers))
    paper = Paper(BAR_PX + most * (NODE_PX + GAP_PX) + GAP_PX + FOOT_PX)
    paper.bar(title, "", said)
    step = (WIDTH_PX - 2 * PAD_PX) / len(layers)
    wide = min(step - 34, 190)
    at: dict[str, tuple[float, float]] = {}
    for place, layer in enumerate(layers):
        first = BAR_PX + GAP_PX + (most - len(layer)) * (NODE_PX + GAP_PX) / 2
        for line, name in enumerate(layer):
            at[name] = (PAD_PX + place * step, first + line * (NODE_PX + GAP_PX))
    for edge in lineage.edges:
        (x0, y0), (x1, y1) = at[edge.source], at[edge.target]
        start, end = (x0 + wide, y0 + NODE_PX / 2), (x1, y1 + NODE_PX / 2)
        middle = (start[0] + end[0]) / 2
        paper.line([start, (middle, start[1]), (middle, end[1]), end], LINE_STRONG)
    for node in lineage.nodes:
        x, y = at[node.id]
        # Two shapes, as on the screen: runs are round.
        is_run = node.kind == "run"
        edge_ink = ACCENT if node.is_current else LINE_STRONG
        ground, radius = (SUNKEN, NODE_PX / 2) if is_run else (GROUND, 4)
        paper.rect(x, y, wide, NODE_PX, ground, edge_ink, radius)
        inset = 14 if is_run else 10
        paper.text(x + inset, y + 13, node.label, 12, INK, wide - 2 * inset)
        told = (
            words.counted(node.member_count, node.kind) if node.member_count > 1 else node.type or node.kind
        )
        paper.text(x + inset, y + 28, told, 11, INK_3, wide - 2 * inset)
    return closed(paper, "The graph without its controls", title, said)


def layers_of(lineage: Lineage) -> list[list[str]]:
    """Return ids by layer: a node stands right of all that lead to it; what leads in a circle stops there."""
    before: dict[str, set[str]] = defaultdict(set)
    for edge in lineage.edges:
        before[edge.target].add(edge.source)
    waiting = [node.id for node in lineage.nodes]
    placed: set[str] = set()
    layers: list[list[str]] = []
    while waiting:
        ready = [node for node in waiting if before[node] <= placed] or waiting[:1]
        layers.append(ready)
        placed.update(ready)
        waiting = [node for node in waiting if node not in placed]
    return layers
