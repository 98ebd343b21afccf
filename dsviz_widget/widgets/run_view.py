"""One run in a notebook cell, live while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from dsviz_widget.errors import ViewError
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.types import article
from dsviz_widget.widgets.live_runs import LiveRuns
from dsviz_widget.widgets.run_charts import RunCharts
from dsviz_widget.widgets.run_histograms import RunHistograms
from dsviz_widget.widgets.run_info import RunInfo
from dsviz_widget.widgets.run_media import RunMedia
from dsviz_widget.widgets.run_outputs import RunOutputs
from dsviz_widget.widgets.run_readers import RunReaders, ShownRuns
from dsviz_widget.widgets.run_series import RunSeries
from dsviz_widget.widgets.run_tables import RunTables
from dsviz_widget.widgets.sharing_questions import SharingQuestions
from dsviz_widget.widgets.view import View

if TYPE_CHECKING:
    from dsviz_widget.runs import Run
    from dsviz_widget.widgets.channel import Handler

TABS = ("charts", "media", "histograms", "console", "artifacts")


def run_handlers(runs: ShownRuns, live: LiveRuns | None = None) -> dict[str, Handler]:
    """Return what answers the questions of a view of one run, for each of some runs."""
    look = None if live is None else live.look
    parts = (
        RunInfo(runs, look),
        RunSeries(runs, look),
        RunCharts(runs, look),
        RunMedia(runs),
        RunTables(runs),
        RunHistograms(runs),
        RunOutputs(runs),
    )
    return {name: handler for part in parts for name, handler in part.handlers.items()}


class RunView(View):
    """A run: its metrics as charts, its media and histograms over steps, its config and summary.

    While the run goes on, in this process or another, new points show up as they are logged.

    Parameters
    ----------
    run : Run or RunRecord
        The run that `init` returned, or one that `Api` read.
    x_axis, smoothing, log_y, find, tab, zoom, height_px : optional
        What to show first; see the traits of these names.

    Raises
    ------
    ViewError
        If `run` is no run, or is disabled.

    Examples
    --------
    >>> view = RunView(run, x_axis="_relative", smoothing=0.6)  # doctest: +SKIP
    """

    run_id = traitlets.Unicode(read_only=True).tag(sync=True)
    """The run that is shown."""

    x_axis = traitlets.Unicode("auto").tag(sync=True)
    """``_step``, ``_relative`` (time since the run began), ``_timestamp`` (wall time), or a key that numbers
    were logged under. ``auto`` is what `define_metric` says of each metric, else its steps."""

    smoothing = traitlets.Float(0.0, min=0.0, max=0.99).tag(sync=True)
    """Weight of the exponential moving average; 0 draws what was logged."""

    log_y = traitlets.Bool(False).tag(sync=True)
    """Whether the y axes are logarithmic."""

    find = traitlets.Unicode().tag(sync=True)
    """Only charts whose name has this text; case counts for nothing."""

    tab = traitlets.Enum(TABS, default_value="charts").tag(sync=True)
    """What is on the screen."""

    zoom = traitlets.List(traitlets.Float(), maxlen=2).tag(sync=True)
    """The part of x that is shown, ``[from, to]``; empty for all of it."""

    height_px = traitlets.Int(680, min=200).tag(sync=True)
    """Height of the widget at most, in pixels."""

    def __init__(self, run: Run | RunRecord, **traits: Any) -> None:
        record = run if isinstance(run, RunRecord) else _record_of(run)
        self.readers = RunReaders([record])
        self._live = LiveRuns(follows_ended=True)
        self.set_trait("run_id", record.id)
        handlers = {**run_handlers(self.readers, self._live), **SharingQuestions(self).handlers}
        super().__init__(handlers, kind="run", **traits)
        if self._channel is not None:
            self._live.tell = self._channel.tell

    @property
    def title(self) -> str:
        """What stands above the view in a page: the name of the run."""
        return self.run.name

    @property
    def run(self) -> RunRecord:
        """The run, as its record stands now."""
        return self.readers.find(self.run_id)


def _record_of(run: Any) -> RunRecord:
    from dsviz_widget.runs import Run

    if not isinstance(run, Run):
        raise ViewError(
            f"RunView shows a run, got {article(run)}. Give it what wandb.init or Api().run returns."
        )
    if getattr(run, "disabled", False):
        raise ViewError('the run is disabled and keeps nothing to show. Leave out mode="disabled" in init.')
    return RunRecord.read(run.catalog, run.project, run.id)
