"""Runs and the artifacts they log and use."""

from dsviz_widget.runs import charts as charts
from dsviz_widget.runs import loggables as loggables
from dsviz_widget.runs.account import login
from dsviz_widget.runs.active import (
    alert,
    attribute,
    current,
    define_metric,
    finish,
    init,
    log,
    log_artifact,
    restore,
    save,
    use_artifact,
)
from dsviz_widget.runs.api import Api
from dsviz_widget.runs.artifact import Artifact
from dsviz_widget.runs.entries import ArtifactEntry
from dsviz_widget.runs.metadata import ArtifactTTL
from dsviz_widget.runs.project import Project, project
from dsviz_widget.runs.record import RunRecord
from dsviz_widget.runs.run import Run
from dsviz_widget.runs.runs import Runs
from dsviz_widget.runs.settings import Settings
from dsviz_widget.runs.showing import Viewable, register_viewer
from dsviz_widget.runs.values import Place, register_loggable
from dsviz_widget.runs.views import saved_views

__all__ = [
    "Api",
    "Artifact",
    "ArtifactEntry",
    "ArtifactTTL",
    "Place",
    "Project",
    "Run",
    "RunRecord",
    "Runs",
    "Settings",
    "Viewable",
    "alert",
    "attribute",
    "current",
    "define_metric",
    "finish",
    "init",
    "log",
    "log_artifact",
    "login",
    "project",
    "register_loggable",
    "register_viewer",
    "restore",
    "save",
    "saved_views",
    "use_artifact",
]
