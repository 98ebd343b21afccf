"""The picture beside a widget in what a cell shows, for all that show saved notebooks and run nothing."""

from __future__ import annotations

import base64
import functools
import importlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import QueryError

if TYPE_CHECKING:
    from dsviz_widget.widgets.saved.paper import Paper
    from dsviz_widget.widgets.view import View

WIDGET = "application/vnd.jupyter.widget-view+json"
DRAWERS = {
    "table": "table_picture:draw_table",
    "compare": "compare_picture:draw_comparison",
    "chart": "chart_picture:draw_chart",
    "run": "run_picture:draw_run",
    "workspace": "run_picture:draw_workspace",
    "project": "project_picture:draw_project",
    "lineage": "lineage_picture:draw_lineage",
}
"""Kind of a view to what draws it, imported when one is shown."""

CONVERTERS = frozenset({"jupyter-nbconvert", "nbconvert", "jupyter-execute", "papermill"})
"""Programs that run a notebook and show nothing meanwhile."""

log = logging.getLogger("dsviz_widget")

Bundle = tuple[dict[str, Any], dict[str, Any]]


def with_picture(view: View, bundle: Bundle | None) -> Bundle | None:
    """Return what a cell shows with a picture of the view, which hosts without widgets show instead.

    Where a program such as nbconvert runs the notebook, the picture stands alone: what it keeps of a widget
    would come before the picture in its page, and draws nothing there without a kernel.
    """
    if bundle is None:
        return None
    drawn = _draw(view)
    if drawn is None:
        return bundle
    paper, told = drawn
    data, metadata = bundle
    data = {**data, "image/png": base64.b64encode(paper.png()).decode("ascii")}
    size = {"width": paper.width, "height": paper.height, "alt": told}
    metadata = {**metadata, "image/png": size}
    if is_converted():
        data.pop(WIDGET, None)
        metadata.pop(WIDGET, None)
    return data, metadata


def _draw(view: View) -> tuple[Paper, str] | None:
    place = DRAWERS.get(view.kind)
    if place is None:
        return None
    name, function = place.split(":")
    try:
        draw = getattr(importlib.import_module(f"dsviz_widget.widgets.saved.{name}"), function)
        drawn: tuple[Paper, str] = draw(view)
    except QueryError as error:
        from dsviz_widget.widgets.saved.table_picture import draw_failure

        return draw_failure(str(getattr(view, "title", "")) or "Table", error)
    except Exception as error:
        # The widget itself is well, and says what is wrong in its place.
        log.error("the picture of a view for saved notebooks could not be drawn", exc_info=error)
        return None
    return drawn


@functools.cache
def is_converted() -> bool:
    """Return whether a program that shows nothing runs this notebook: what started the kernel says so."""
    try:
        import psutil  # comes with ipykernel
    except ImportError:
        return False
    try:
        started = psutil.Process(os.getppid()).cmdline()
    except psutil.Error:  # ended, or not ours to look at: then somebody may be looking at the notebook
        return False
    names = {Path(part).stem.removesuffix("-script") for part in started[:4]}
    return not names.isdisjoint(CONVERTERS)
