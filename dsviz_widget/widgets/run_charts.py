"""Charts that runs logged, for a screen: one of a key and a step, and the steps there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dsviz_widget.query import Task
from dsviz_widget.runs.charts import open_chart
from dsviz_widget.widgets.chart_view import chart_reply
from dsviz_widget.widgets.run_readers import ShownRuns

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

MOST_STEPS = 10_000


class RunCharts:
    """Answers questions for charts that runs logged.

    Parameters
    ----------
    runs : ShownRuns
    look : callable, optional
        Told of each run before it is read; takes the run.
    """

    def __init__(self, runs: ShownRuns, look: Callable[[Any], None] | None = None) -> None:
        self._runs, self._look = runs, look

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"chart": self.chart}

    def chart(self, params: dict[str, Any], task: Task) -> Reply:
        """The chart of a key at a step, or the last one before it; of no step the last one there is."""
        run = self._runs.find(params.get("run"))
        if self._look is not None:
            self._look(run)
        key = str(params.get("key"))
        steps, values = self._runs.reader(run).values(key, "chart")
        wanted = params.get("step")
        before = [index for index, step in enumerate(steps) if wanted is None or step <= int(wanted)]
        at = before[-1] if before else 0
        task.check()
        told, buffers = chart_reply(open_chart(run.catalog, run.project, values[at]))
        all_steps = [int(step) for step in steps[-MOST_STEPS:]]
        return {**told, "step": int(steps[at]), "steps": all_steps}, buffers
