"""The runs that this process writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsviz_widget.runs.run import Run
    from dsviz_widget.store import Catalog

open_runs: set[Run] = set()
"""Runs of this process that have not ended, whether or not somebody has a name for them."""


def flush_open(catalog: Catalog, project: str, run_id: str) -> None:
    """Write what a run of this process is, so that who reads it sees the change of a moment ago."""
    for run in list(open_runs):
        if (run.project, run.id, run.catalog.folder) == (project, run_id, catalog.folder):
            run.flush_soon_changes()
