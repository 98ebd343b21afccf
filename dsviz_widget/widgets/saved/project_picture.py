"""A project as a picture: its artifacts by type, each with its newest version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsviz_widget.query import Task
from dsviz_widget.widgets.saved import words
from dsviz_widget.widgets.saved.paper import (
    BAR_PX,
    FOOT_PX,
    INK,
    INK_2,
    INK_3,
    LINE,
    PAD_PX,
    WIDTH_PX,
    Paper,
)
from dsviz_widget.widgets.saved.table_picture import HEAD_PX, ROW_PX, closed, first_of

if TYPE_CHECKING:
    from dsviz_widget.widgets.project_view import ProjectView

ARTIFACTS, RUNS = 8, 4
MOST_LISTED = 300
"""Artifacts that are read for a picture; a larger project is listed once somebody looks."""
PLACES = {"artifact": 0.0, "type": 250.0, "newest": 380.0, "versions": 640.0, "size": 852.0}


def draw_project(view: ProjectView) -> tuple[Paper, str]:
    """Draw what a project has; return the paper, and what it shows in a sentence."""
    catalog, name = view.session.catalog, view.project
    if len(catalog.storage.folders(f"projects/{name}/artifacts")) > MOST_LISTED:
        paper = Paper(BAR_PX + FOOT_PX)
        paper.bar(name, "", "")
        return closed(paper, "Its artifacts are listed once they are looked at", name, "a large project")
    reply, _ = view.answer("project_open", {}, Task())
    artifacts = [(kind["type"], artifact) for kind in reply["types"] for artifact in kind["artifacts"]]
    shown, runs = artifacts[:ARTIFACTS], reply["runs"][:RUNS]
    body = HEAD_PX + max(1, len(shown)) * ROW_PX
    below = HEAD_PX + len(runs) * ROW_PX if runs else 0
    paper = Paper(BAR_PX + body + below + FOOT_PX)
    counts = (("artifact", len(artifacts)), ("version", reply["version_count"]), ("run", reply["run_count"]))
    said = ", ".join(words.counted(count, noun) for noun, count in counts)
    paper.bar(name, "", said)
    for head, at in PLACES.items():
        align = "right" if head == "size" else "left"
        paper.text(PAD_PX + at, BAR_PX + HEAD_PX / 2, head, 13, INK_2, align=align)  # type: ignore[arg-type]
    paper.line([(0, BAR_PX + HEAD_PX), (WIDTH_PX, BAR_PX + HEAD_PX)])
    for row, (kind, artifact) in enumerate(shown):
        _artifact(paper, BAR_PX + HEAD_PX + (row + 0.5) * ROW_PX, kind, artifact)
    if not shown:
        paper.text(PAD_PX, BAR_PX + HEAD_PX + ROW_PX / 2, "no artifacts yet", 13, INK_3)
    if runs:
        _runs(paper, BAR_PX + body, runs)
    return closed(paper, first_of(len(shown), len(artifacts), "artifact"), f"Project {name}", said)


def _artifact(paper: Paper, middle: float, kind: str, artifact: dict[str, Any]) -> None:
    newest = (artifact.get("newest") or [None])[0]
    paper.text(PAD_PX, middle, artifact["name"], 13, INK, 240)
    paper.text(PAD_PX + PLACES["type"], middle, kind, 13, INK_2, 120)
    if newest is not None:
        told = "  ".join([f"v{newest['version']}", *newest["aliases"]])
        paper.text(PAD_PX + PLACES["newest"], middle, told, 13, INK, 250)
    paper.text(PAD_PX + PLACES["versions"], middle, f"{artifact['version_count']:,}", 13, INK_2)
    paper.text(PAD_PX + PLACES["size"], middle, size_of(artifact["size"]), 13, INK_2, align="right")


def _runs(paper: Paper, top: float, runs: list[dict[str, Any]]) -> None:
    paper.line([(0, top), (WIDTH_PX, top)], LINE)
    paper.text(PAD_PX, top + HEAD_PX / 2, "newest runs", 13, INK_2)
    for row, run in enumerate(runs):
        middle = top + HEAD_PX + (row + 0.5) * ROW_PX
        paper.text(PAD_PX, middle, str(run["name"] or run["id"]), 13, INK, 240)
        paper.text(PAD_PX + PLACES["type"], middle, str(run["state"]), 13, INK_2, 120)
        told = str(run.get("job_type") or "")
        paper.text(PAD_PX + PLACES["newest"], middle, told, 13, INK_2, 250)


def size_of(count: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:,.0f} {unit}" if unit == "bytes" or count >= 100 else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError
