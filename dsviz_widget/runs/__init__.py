"""Runs and the artifacts they log and use."""

from dsviz_widget.runs.active import current, finish, init, log_artifact, use_artifact
from dsviz_widget.runs.api import Api
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.entries import ArtifactEntry
from dsviz_widget.runs.metadata import ArtifactTTL
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.runs.run import Run
from dsviz_widget.runs.views import saved_views

__all__ = [
    "Api",
    "Artifact",
    "ArtifactEntry",
    "ArtifactTTL",
    "Run",
    "RunRecord",
    "current",
    "finish",
    "init",
    "log_artifact",
    "saved_views",
    "use_artifact",
]
