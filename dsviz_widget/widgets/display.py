"""How values show themselves as the last expression of a cell; no lower room knows the screen."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from dsviz_widget.media import Image, Medium
from dsviz_widget.plot import Chart
from dsviz_widget.runs import Artifact, Run, RunRecord, register_viewer
from dsviz_widget.runs.lineage import Lineage
from dsviz_widget.runs.project import Project
from dsviz_widget.runs.runs import Runs
from dsviz_widget.table import JoinedTable, PartitionedTable, Table

IDLE_S = 0.05


def register() -> None:
    """Say how runs are shown, and tell a running IPython how all that shows itself looks."""
    for run_kind in (Run, RunRecord):
        register_viewer(run_kind, view_run)
    register_viewer(Runs, view_runs)
    for of_project in (Project, Artifact):
        register_viewer(of_project, view_project)
    register_viewer(Lineage, view_lineage)
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return
    for kind in (Table, PartitionedTable):
        shell.display_formatter.mimebundle_formatter.for_type(kind, show_table)
    shell.display_formatter.mimebundle_formatter.for_type(JoinedTable, show_joined)
    shell.display_formatter.mimebundle_formatter.for_type(Chart, show_chart)
    shell.display_formatter.mimebundle_formatter.for_type(Medium, show_medium)
    for shown in (Run, RunRecord):
        shell.display_formatter.mimebundle_formatter.for_type(shown, show_run)
    shell.display_formatter.mimebundle_formatter.for_type(Runs, show_runs)
    for shown_in_project in (Project, Artifact):
        shell.display_formatter.mimebundle_formatter.for_type(shown_in_project, show_project)
    shell.display_formatter.mimebundle_formatter.for_type(Lineage, show_lineage)
    shell.display_formatter.formatters["image/png"].for_type(Image, show_image)
    _load_when_idle()


def _load_when_idle() -> None:
    """Import the widgets once the kernel has nothing to do, so that the first table need not wait for them.

    The kernel's own loop calls, on the main thread and between cells: a thread would import beside the
    user's imports, which Python does not make safe.
    """
    import asyncio

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    loop.call_later(IDLE_S, importlib.import_module, "dsviz_widget.widgets.table_view")
    loop.call_later(2 * IDLE_S, lambda: importlib.import_module("dsviz_widget.widgets.saved.paper").warm())


def show_table(table: Table | PartitionedTable, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of a table: the widget, and its text for hosts without widgets."""
    from dsviz_widget.widgets.table_view import TableView

    return TableView(table)._repr_mimebundle_(include=include, exclude=exclude)


def show_joined(table: JoinedTable, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of two tables side by side: the widget, and its text without one."""
    from dsviz_widget.widgets.compare_view import CompareView

    view = CompareView(*table.tables, key=[tuple(table.keys)], how="outer")
    return view._repr_mimebundle_(include=include, exclude=exclude)


def show_chart(chart: Chart, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of a chart: the widget, and its text for hosts without widgets."""
    from dsviz_widget.widgets.chart_view import ChartView

    return ChartView(chart)._repr_mimebundle_(include=include, exclude=exclude)


def show_medium(medium: Medium, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of a sound, a page and the like: a table of one cell, which opens its viewer."""
    from dsviz_widget.widgets.table_view import TableView

    name = type(medium).__name__
    view = TableView(Table([name], data=[[medium]]), title=name)
    bundle = view._repr_mimebundle_(include=include, exclude=exclude)
    return None if bundle is None else ({**bundle[0], "text/plain": repr(medium)}, bundle[1])


def view_run(run: Run | RunRecord, **options: Any) -> Any:
    """Return the widget of a run."""
    from dsviz_widget.widgets.run_view import RunView

    return RunView(run, **options)


def show_run(run: Run | RunRecord, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of a run: the widget, and its text for hosts without widgets.

    A disabled run has nothing to show: None, and IPython shows its text.
    """
    if getattr(run, "disabled", False):
        return None
    return view_run(run)._repr_mimebundle_(include=include, exclude=exclude)


def view_runs(runs: Runs, **options: Any) -> Any:
    """Return the widget of several runs."""
    from dsviz_widget.widgets.workspace_view import WorkspaceView

    return WorkspaceView(runs, **options)


def view_project(project: Project | Artifact, **options: Any) -> Any:
    """Return the widget of a project, opened at a version where it is given one."""
    from dsviz_widget.widgets.project_view import ProjectView

    return ProjectView(project, **options)


def show_project(project: Project | Artifact, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of a project or a logged artifact: the widget, and its text without one.

    A draft has nothing to show yet: None, and IPython shows its text.
    """
    if isinstance(project, Artifact) and project.state != "COMMITTED":
        return None
    bundle = view_project(project)._repr_mimebundle_(include=include, exclude=exclude)
    return None if bundle is None else ({**bundle[0], "text/plain": repr(project)}, *bundle[1:])


def show_runs(runs: Runs, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of several runs: the widget, and its text for hosts without widgets."""
    return runs.view()._repr_mimebundle_(include=include, exclude=exclude)


def view_lineage(lineage: Lineage, **options: Any) -> Any:
    """Return the widget of a lineage."""
    from dsviz_widget.widgets.lineage_view import LineageView

    return LineageView(lineage, **options)


def show_lineage(lineage: Lineage, include: Any = None, exclude: Any = None) -> Any:
    """Return the MIME bundle of a lineage: the widget, and its text for hosts without widgets."""
    bundle = view_lineage(lineage)._repr_mimebundle_(include=include, exclude=exclude)
    return None if bundle is None else ({**bundle[0], "text/plain": repr(lineage)}, *bundle[1:])


def show_image(image: Image) -> bytes | None:
    """Return an image as PNG; None for an address, which then shows as text."""
    import io

    from dsviz_widget.media.thumbnails import to_screen

    if image.url is not None:
        return None
    file = io.BytesIO()
    to_screen(image.image).save(file, "PNG")
    return file.getvalue()
