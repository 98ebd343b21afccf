"""Tables that runs logged, each answered for as a view of a table is."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import ViewError
from dsviz_widget.query import Task
from dsviz_widget.runs.opened_values import open_value
from dsviz_widget.table import JoinedTable, PartitionedTable
from dsviz_widget.widgets.run_readers import ShownRuns
from dsviz_widget.widgets.table_session import TableSession
from dsviz_widget.widgets.view_state import complete_layout

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

MOST_STEPS = 5_000
MOST_OPEN = 4
"""Tables that stay open, so that the next question finds what the last one has read."""


class RunTables:
    """Answers questions about the tables of runs.

    Parameters
    ----------
    runs : ShownRuns
    """

    def __init__(self, runs: ShownRuns) -> None:
        self._runs = runs
        self._lock = threading.Lock()
        self._sessions: OrderedDict[tuple[str, str, int], TableSession] = OrderedDict()

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"run_table_steps": self.steps, "run_table_state": self.state, "run_table": self.answer}

    def steps(self, params: dict[str, Any], task: Task) -> Reply:
        """The steps at which a key has tables, and the rows of each, as far as that was written down."""
        steps, values = self._logged(params)
        rows = [value.get("nrows") for value in values]
        return {"steps": steps[-MOST_STEPS:], "row_counts": rows[-MOST_STEPS:]}, []

    def state(self, params: dict[str, Any], task: Task) -> Reply:
        """How the table of a step is shown at first."""
        return {"overlays": self.session(params).first_overlays, "view_layout": complete_layout({})}, []

    def answer(self, params: dict[str, Any], task: Task) -> Reply:
        """The answer to a question about the table of a step, as a view of that table gives it."""
        handler = self.session(params).handlers.get(str(params.get("method")))
        asked = params.get("params")
        if handler is None:
            raise ViewError(f"a table has no answer to {params.get('method')!r}. Restart the kernel.")
        return handler(asked if isinstance(asked, dict) else {}, task)

    def _logged(self, params: dict[str, Any]) -> tuple[list[int], list[dict[str, Any]]]:
        run, key = self._runs.find(params.get("run")), str(params.get("key"))
        reader = self._runs.reader(run)
        if (key, "table") not in reader.keys:
            raise ViewError(f"run {run.name!r} logged no table under {key!r}.")
        steps, values = reader.values(key, "table")
        return [int(step) for step in steps], list(values)

    def session(self, params: dict[str, Any]) -> TableSession:
        """Return what answers for the table that a question names by ``run``, ``key`` and ``step``."""
        run, key, step = self._runs.find(params.get("run")), str(params.get("key")), int(params["step"])
        name = (run.id, key, step)
        with self._lock:
            found = self._sessions.get(name)
            if found is not None:
                self._sessions.move_to_end(name)
                return found
            steps, values = self._logged(params)
            if step not in steps:
                raise ViewError(f"run {run.name!r} logged no table under {key!r} at step {step}.")
            table = open_value(run.catalog, run.project, values[steps.index(step)])
            if isinstance(table, (JoinedTable, PartitionedTable)):
                table = table.to_table()
            made = TableSession(table, key, run.catalog.folder / "cache")
            self._sessions[name] = made
            if len(self._sessions) > MOST_OPEN:
                self._sessions.popitem(last=False)
            return made
