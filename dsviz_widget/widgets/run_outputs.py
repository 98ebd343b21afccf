"""What a run leaves beside its history: what it printed, and the artifacts it used and logged."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.query import Task
from dsviz_widget.runs.console import LOG
from dsviz_widget.runs.opening import open_artifact
from dsviz_widget.widgets.run_readers import ShownRuns

if TYPE_CHECKING:
    from dsviz_widget.widgets.channel import Handler, Reply

COLORS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
MOST_BYTES = 400_000
"""The end of what was printed; all of it is in the file."""


class RunOutputs:
    """Answers questions about what a run printed, used and logged.

    Parameters
    ----------
    runs : ShownRuns
    """

    def __init__(self, runs: ShownRuns) -> None:
        self._runs = runs

    @property
    def handlers(self) -> dict[str, Handler]:
        """Method name to the function that answers it."""
        return {"run_console": self.console, "run_artifacts": self.artifacts}

    def console(self, params: dict[str, Any], task: Task) -> Reply:
        """The end of what a run printed, how much there is, and where."""
        path = self._runs.find(params.get("run")).folder / LOG
        try:
            with path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                start = max(0, size - MOST_BYTES)
                file.seek(start)
                text = file.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return {"text": "", "size": 0, "start": 0, "path": str(path)}, []
        if start:
            # From the first whole line on.
            text = text.partition("\n")[2] or text
        return {"text": as_shown(text), "size": size, "start": start, "path": str(path)}, []

    def artifacts(self, params: dict[str, Any], task: Task) -> Reply:
        """The versions that a run used and logged; those that were deleted since say so."""
        run = self._runs.find(params.get("run"))
        found = []
        for relation, names in (("used", run.used_names), ("logged", run.logged_names)):
            for name in names:
                task.check()
                try:
                    artifact = open_artifact(run.catalog, name, run.project)
                    about = {"type": artifact.type, "size": artifact.size, "error": None}
                except DsvizError as error:
                    about = {"type": "", "size": None, "error": str(error)}
                found.append({"name": name, "relation": relation, **about})
        return {"artifacts": found}, []


def as_shown(text: str) -> str:
    """Return text as a terminal would leave it: of a line written over its last form, no colors."""
    plain = COLORS.sub("", text)
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in plain.split("\n"))
