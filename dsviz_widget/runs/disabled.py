"""A run that does nothing: ``init(mode="disabled")``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from dsviz_widget.errors import RunError
from dsviz_widget.history import HistoryWriter
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.console import Console
from dsviz_widget.runs.files import NoFiles
from dsviz_widget.runs.identity import new_id
from dsviz_widget.runs.run import Run
from dsviz_widget.runs.system_metrics import SystemMetrics
from dsviz_widget.runs.values import ValueWriter


class DisabledRun(Run):
    """Answers all that a run answers, and keeps nothing: no file is made.

    Steps, config and summary are as they would be. Artifacts that are there can be used, and nobody
    remembers it; those that are logged stay drafts.
    """

    disabled = True

    def _find(self, run_id: str | None, resume: Any) -> tuple[str, dict[str, Any] | None]:
        return run_id or new_id(), None

    def _begin(self, first: int) -> None:
        self._alive = None
        self._history_writer = _NoHistory()
        self._writer = ValueWriter(NoFiles(), self._keep_table)
        self._steps = self._make_steps(first)
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    def _begin_beside(self) -> list[Console | SystemMetrics]:
        return []

    def log_artifact(self, artifact: Any, *args: Any, **kwargs: Any) -> Artifact:
        """Return the artifact as it is; a path becomes a draft."""
        self._check_active("log_artifact")
        return artifact if isinstance(artifact, Artifact) else Artifact(f"run-{self.id}", "unspecified")

    def link_artifact(self, artifact: Artifact, *args: Any, **kwargs: Any) -> Artifact:
        """Return the artifact as it is."""
        self._check_active("link_artifact")
        return artifact

    def _keep_table(self, key: str, table: Any) -> dict[str, Any]:
        return {"_type": "table-file", "nrows": len(table) if hasattr(table, "__len__") else None}

    @property
    def dir(self) -> str:
        """A folder that is gone when the run ends."""
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory()
        return self._temporary.name

    def save(self, *args: Any, **kwargs: Any) -> list[str]:
        """Copy nothing."""
        return []

    def restore(self, name: str, *args: Any, **kwargs: Any) -> IO[str]:
        """Open a file in `dir`; raises RunError when there is none."""
        path = Path(self.dir, name)
        if not path.is_file():
            raise RunError(f"the run is disabled and has no file {name!r}.")
        return path.open()

    def _close(self) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()

    def _write(self) -> None:
        return


class _NoHistory(HistoryWriter):
    """Drops every step."""

    def __init__(self) -> None:
        super().__init__(os.devnull)

    def append(self, step: int, row: Mapping[str, Any]) -> None:
        """Drop a step."""

    def close(self) -> None:
        """Do nothing."""
