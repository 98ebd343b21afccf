"""The runs of a project in a notebook cell: as a table, and as charts of those that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from dsviz_widget.errors import ViewError, did_you_mean
from dsviz_widget.query import Query
from dsviz_widget.runs.goals import goal_of
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.runs.runs import Runs
from dsviz_widget.widgets.live_runs import LiveRuns
from dsviz_widget.widgets.new_runs import NewRuns
from dsviz_widget.widgets.place import ProjectPlace, cache_beside
from dsviz_widget.widgets.run_view import RunView, run_handlers
from dsviz_widget.widgets.sharing_questions import SharingQuestions
from dsviz_widget.widgets.shown_table import ShownTable
from dsviz_widget.widgets.table_session import TableSession
from dsviz_widget.widgets.table_view import TableView
from dsviz_widget.widgets.workspace_session import WorkspaceSession
from dsviz_widget.widgets.workspace_state import TABS, complete_best, complete_charts, slots_of

if TYPE_CHECKING:
    from dsviz_widget.query import Task
    from dsviz_widget.widgets.channel import Handler, Reply

NAME_PX = 212
"""Width of a run's name, beside which its eye, its colour, its pin and its state have their places."""
RUN_TRAITS = ("x_axis", "smoothing", "log_y", "find", "tab", "zoom")
"""How a run that is open among the others is looked at."""


class WorkspaceView(TableView):
    """Runs beside each other: filter, sort and group them, and draw those that are shown over each other.

    It is a table whose rows are runs, so all that a TableView does is there too: `query`, `to_pandas`,
    `to_csv`, `selected_rows`. Summary and config keys are columns.

    Parameters
    ----------
    runs : sequence of RunRecord
        As `Api.runs` returns them.
    query : Query, str or dict, optional
        What to show first; a text or a dict is a filter, as ``"lr > 0.01 and state = 'finished'"``.
    title : str, optional
        The project's name unless given.
    group_by : str or list of str, optional
        A column, or an expression, to group runs by.
    best : str, optional
        The column that says which run is best; the likeliest one unless given.
    goal : {"minimize", "maximize"}, optional
        Whether it is better low or high; as its name says unless given.
    shown : list of str, optional
        Ids of the runs that are drawn; the first eight unless given.
    pinned : list of str, optional
        Ids of the runs that stay on top.
    x, smoothing, log_y, band : optional
        How charts are drawn, as `charts` has it.

    Raises
    ------
    ViewError
        If something else than runs is given, or an option that makes no sense.

    Examples
    --------
    >>> runs = wandb.Api().runs("digits")  # doctest: +SKIP
    >>> runs.view(query="lr > 0.01", group_by="optimizer")  # doctest: +SKIP
    """

    tab = traitlets.Enum(TABS, default_value="charts").tag(sync=True)
    """What stands beside the runs: ``charts``, ``summaries`` or ``config``."""

    shown_runs = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """Id of each run that is drawn to the number of its colour; None until it is chosen, when the first
    eight are. `shown` sets them by id alone."""

    shown_groups = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """The same while runs are grouped: of groups by their key as JSON, and of single runs of them by id."""

    pinned_runs = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Ids of the runs that stay on top, in this order."""

    charts = traitlets.Dict().tag(sync=True)
    """How charts are drawn: ``x`` ("auto", which is what `define_metric` says or the steps,
    "_step", "_relative", "_timestamp" or a logged key), ``smoothing`` (0 to
    below 1), ``log_y``, ``band`` of groups ("range": lowest to highest, "spread": standard deviation,
    "error": standard error of the mean) and ``main`` (the metric that is drawn large, None for the first)."""

    best_by = traitlets.Dict().tag(sync=True)
    """Which run is best: ``{"key": column, "goal": "minimize" or "maximize"}``, or empty for none."""

    axes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Columns that are axes of the parallel coordinates; empty leaves them to the view."""

    def __init__(
        self,
        runs: Sequence[RunRecord],
        query: Query | str | dict[str, Any] | None = None,
        title: str | None = None,
        group_by: str | Sequence[str] | None = None,
        best: str | None = None,
        goal: str | None = None,
        shown: Iterable[str] | None = None,
        pinned: Iterable[str] = (),
        x: str | None = None,
        smoothing: float | None = None,
        log_y: bool | None = None,
        band: str | None = None,
        **traits: Any,
    ) -> None:
        for run in runs:
            if not isinstance(run, RunRecord):
                raise ViewError(
                    f"WorkspaceView shows runs as wandb.Api().runs() returns them, got {type(run).__name__}."
                )
        self._runs = runs if isinstance(runs, Runs) else Runs(runs)
        self.workspace = WorkspaceSession(runs)
        self._live = LiveRuns()
        self._new = NewRuns(self._runs.folder) if self._runs.folder is not None else None
        table = self.workspace.shown_as
        projects = list(dict.fromkeys(run.project for run in runs))
        given = {"x": x, "smoothing": smoothing, "log_y": log_y, "band": band}
        charts = {name: value for name, value in given.items() if value is not None}
        traits = {
            "charts": {**traits.pop("charts", {}), **charts},
            "best_by": self._best(best, goal),
            "pinned_runs": list(pinned),
            "shown_runs": None if shown is None else slots_of(shown),
            "layout": {"widths": {"name": NAME_PX}},
            "height_px": 640,
            **traits,
        }
        view = traits.pop("view", None)
        super().__init__(
            table.table,
            query=self._first_query(query, group_by),
            title=title or ", ".join(projects) or "Runs",
            kind="workspace",
            **traits,
        )
        self._live.tell = self._tell_live
        if self._new is not None:
            self._new.tell = self._tell_rows
        if view is not None:
            first = self.query
            self.load(view)
            if query is not None or group_by is not None:
                self.query = first

    def _session_on(self, table: Any, title: str | None) -> TableSession:
        """Return what answers about the table of the runs; views are saved in the project of the runs."""
        places = {(run.catalog.url or run.catalog.folder, run.project): run for run in self._runs}
        if len(places) != 1:
            return super()._session_on(table, title)
        (run,) = places.values()
        return TableSession(table, title, cache_beside([table]), ProjectPlace(run.catalog, run.project))

    def _handlers(self) -> dict[str, Handler]:
        workspace, table = self.workspace, super()._handlers()
        shown = self.session.shown
        assert isinstance(shown, ShownTable)
        workspace.shown = shown
        workspace.changed, workspace.look = self.refresh, self._live.look
        workspace.read_again = self._runs.read_again

        def looking(handler: Handler) -> Handler:
            def answer(params: dict[str, Any], task: Task) -> Reply:
                if self._new is not None:
                    self._new.look()
                workspace.look_again()
                return handler(params, task)

            return answer

        again = {name: looking(table[name]) for name in ("open", "refresh")}
        sharing = SharingQuestions(self, self._view_of_run).handlers
        return {**table, **again, **sharing, **workspace.handlers, **run_handlers(workspace, self._live)}

    def _view_of_run(self, params: dict[str, Any]) -> RunView | None:
        """Return a view of the run that a page is to be of, as it is shown; None where it is of all."""
        run, traits = params.get("run"), params.get("traits")
        if run is None:
            return None
        given = traits if isinstance(traits, dict) else {}
        if unknown := set(given) - set(RUN_TRAITS):
            raise ViewError(f"a page of a run has no {min(unknown)!r}; it has {', '.join(RUN_TRAITS)}.")
        return RunView(self.workspace.find(run), **given)

    def _tell_live(self, name: str, **about: Any) -> None:
        """Pass on that runs were written to; their rows in the table are not as they were either."""
        if self._channel is None:
            return
        self._channel.tell(name, **about)
        self._tell_rows()

    def _tell_rows(self) -> None:
        """Pass on that the runs are not as they were; they are read again when the browser asks."""
        self.workspace.tell_stale()
        if self._channel is not None:
            self._channel.tell("rows", row_count=len(self.workspace.runs))

    def _best(self, key: str | None, goal: str | None) -> dict[str, Any]:
        columns = self.workspace.shown_as.columns
        if key is None:
            key = self.workspace.shown_as.metric
            if key is None:
                return {}
        if key not in columns:
            raise ViewError(f"the runs have no column {key!r}.{did_you_mean(key, columns)}")
        return {"key": key, "goal": goal_of(key, goal)}

    def _first_query(
        self, query: Query | str | dict[str, Any] | None, group_by: str | Sequence[str] | None
    ) -> Query:
        if isinstance(query, Query):
            first = query
        elif isinstance(query, dict) and "version" in query:
            first = Query.from_json(query)
        else:
            first = Query() if query is None else Query().filter(query)
        if first.columns is None and self.workspace.shown_as.shown is not None:
            first = first.select(*self.workspace.shown_as.shown)
        if group_by is not None:
            first = first.group_by(*([group_by] if isinstance(group_by, str) else group_by))
        return first

    @property
    def shown(self) -> list[str]:
        """Ids of the runs that are drawn; setting it keeps the colours of those that stay."""
        return list(self.shown_runs or ())

    @shown.setter
    def shown(self, run_ids: Iterable[str]) -> None:
        for run_id in (run_ids := list(run_ids)):
            self.workspace.find(run_id)
        self.shown_runs = slots_of(run_ids, self.shown_runs)

    @property
    def best(self) -> RunRecord | None:
        """The best run of those that match, by `best_by`; None where none has a value."""
        if not self.best_by:
            return None
        key, descending = self.best_by["key"], self.best_by["goal"] == "maximize"
        name = f"`{key}`"
        query = Query(filters=self.query.filters, derived=self.query.derived)
        ordered = query.filter(f"{name} is not null and {name} != nan").sort(
            f"{'-' if descending else ''}{name}"
        )
        rows = self.engine.ids(ordered, 0, 1)
        return self.workspace.runs[int(rows[0])] if len(rows) else None

    def selected_runs(self) -> list[RunRecord]:
        """Return the runs that are ticked, in the order of the table."""
        runs = self.workspace.runs
        return [runs[row] for row in sorted(self.selected) if row < len(runs)]

    def refresh(self) -> None:
        """See the runs as they are now, and those that came since; views that are open follow."""
        self.workspace.tell_stale()
        self.workspace.look_again()
        if self._channel is not None:
            self._channel.tell("rows", row_count=len(self.workspace.runs))

    @traitlets.validate("charts")
    def _complete_charts(self, proposal: Any) -> dict[str, Any]:
        return complete_charts(proposal["value"])

    @traitlets.validate("best_by")
    def _complete_best(self, proposal: Any) -> dict[str, Any]:
        return complete_best(proposal["value"])

    @traitlets.validate("shown_runs", "shown_groups")
    def _complete_slots(self, proposal: Any) -> dict[str, int] | None:
        value = proposal["value"]
        if value is None:
            return None
        for name, slot in value.items():
            if not isinstance(slot, int) or isinstance(slot, bool) or slot < 0:
                raise ViewError(f"the colour of {name!r} must be a whole number from 0 on, got {slot!r}.")
        return dict(value)
