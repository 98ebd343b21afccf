"""Runs that are on a screen: their records, and readers that go on where the last look ended."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from dsviz_widget.errors import StoreError, ViewError
from dsviz_widget.runs.record import HISTORY, RunRecord

if TYPE_CHECKING:
    from dsviz_widget.history import HistoryReader


class ShownRuns(Protocol):
    """What questions about runs need of those that are shown."""

    def find(self, run_id: Any) -> RunRecord:
        """Return a run by its id; raises ViewError when it is not among those shown."""

    def reader(self, run: RunRecord, stream: str = HISTORY) -> HistoryReader:
        """Return what reads the steps of a run, with all that was written until now."""


class RunReaders:
    """A few runs, each read from the store as it is now.

    Parameters
    ----------
    runs : sequence of RunRecord
    """

    def __init__(self, runs: Sequence[RunRecord]) -> None:
        self._runs = {run.id: run for run in runs}
        self._readers: dict[tuple[str, str], HistoryReader] = {}
        self._lock = threading.Lock()

    def find(self, run_id: Any) -> RunRecord:
        """Return a run by its id, as its record stands now.

        Raises
        ------
        ViewError
            If it is none of these, or was deleted.
        """
        known = self._runs.get(run_id) if isinstance(run_id, str) else None
        if known is None:
            raise ViewError(f"run {run_id!r} is not in this view. Run the cell again to see it.")
        try:
            return RunRecord.read(known.catalog, known.project, known.id)
        except StoreError:
            raise ViewError(f"run {known.name!r} was deleted. Its artifacts are still there.") from None

    def reader(self, run: RunRecord, stream: str = HISTORY) -> HistoryReader:
        """Return what reads the steps of a run, with all that was written until now."""
        with self._lock:
            reader = self._readers.get((run.id, stream))
            if reader is None:
                reader = self._readers[run.id, stream] = run.reader(stream)
        reader.refresh()
        return reader
