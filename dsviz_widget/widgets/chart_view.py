"""A chart in a notebook cell."""

from __future__ import annotations

from typing import Any

import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.media.vega_specs import is_spec
from dsviz_widget.plot import Chart
from dsviz_widget.query import Task
from dsviz_widget.table import Table
from dsviz_widget.types import article
from dsviz_widget.widgets.channel import Handler, Reply
from dsviz_widget.widgets.ipc import to_ipc
from dsviz_widget.widgets.table_view import TableView


class ChartView(TableView):
    """A chart, with the table behind it a click away.

    Specs run in an interpreter and load nothing, whoever wrote them.

    Parameters
    ----------
    chart : Chart, Altair chart, dict, path or str
        What `wandb.plot` makes, or a spec in Vega-Lite or Vega: as a dict, as JSON text or in a file.
    title : str, optional
        The chart's own unless given.

    Raises
    ------
    ViewError
        If `chart` is no chart.
    ChartError
        If it is a spec that makes no sense.

    Examples
    --------
    >>> ChartView(wandb.plot.line(table, "epoch", "loss"))  # doctest: +SKIP
    """

    has_table = traitlets.Bool().tag(sync=True)
    """Whether there are rows behind the chart to look at."""

    title = traitlets.Unicode().tag(sync=True)
    """What stands above the chart."""

    height_px = traitlets.Int(640, min=200).tag(sync=True)
    """Height of the widget at most, in pixels."""

    def __init__(self, chart: Any, title: str | None = None, **traits: Any) -> None:
        if not isinstance(chart, Chart):
            if not (is_spec(chart) or isinstance(chart, (str, dict)) or hasattr(chart, "__fspath__")):
                raise ViewError(
                    f"ChartView shows a chart, got {article(chart)}. "
                    "Make one with wandb.plot, Altair, or as a dict in Vega-Lite."
                )
            chart = Chart.of(chart)
        self.chart: Chart = chart
        shown = chart.title if title is None else title
        table = chart.table if chart.table is not None else Table(columns=[])
        super().__init__(
            table, title=shown or "Rows", has_table=chart.table is not None, kind="chart", **traits
        )
        self.title = shown

    def _handlers(self) -> dict[str, Handler]:
        """Return what answers the browser's questions: those of the table, and the chart."""
        return {**super()._handlers(), "chart": self._answer}

    def _answer(self, params: dict[str, Any], task: Task) -> Reply:
        """Answer the question ``chart``; the drawing is worked out here, not when the cell runs."""
        return chart_reply(self.chart)


def chart_reply(chart: Chart) -> Reply:
    """Return what a browser draws: spec, notes, the chart in a sentence, and the rows as Arrow IPC."""
    drawing = chart.drawing
    told = {"spec": drawing.spec, "notes": list(drawing.notes), "description": drawing.description}
    return told, [] if drawing.rows is None else [to_ipc(drawing.rows)]
