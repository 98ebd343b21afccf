"""Runs and the artifacts they log and use."""

from dsviz_widget.runs.active import current, finish, init, log_artifact, use_artifact
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.run import Run

__all__ = ["Artifact", "Run", "current", "finish", "init", "log_artifact", "use_artifact"]
