"""Look at, filter and compare tables of images with masks and boxes, in a notebook cell.

``import dsviz_widget as wandb`` runs code written for W&B's tables and artifacts, on this machine, with no
server and no account.
"""

import importlib
from typing import TYPE_CHECKING, Any

from dsviz_widget import data_types as data_types
from dsviz_widget import plot as plot
from dsviz_widget.errors import DsvizError, Error
from dsviz_widget.media import (
    Audio,
    Bokeh,
    Classes,
    Histogram,
    Html,
    Image,
    Molecule,
    Object3D,
    Plotly,
    Vega,
    Video,
    box3d,
)
from dsviz_widget.panels import register_panel, unregister_panel
from dsviz_widget.plot import plot_table
from dsviz_widget.runs import (
    Api,
    Artifact,
    ArtifactTTL,
    Run,
    Settings,
    alert,
    attribute,
    current,
    define_metric,
    finish,
    init,
    log,
    log_artifact,
    login,
    project,
    restore,
    save,
    saved_views,
    use_artifact,
)
from dsviz_widget.table import JoinedTable, PartitionedTable, Table
from dsviz_widget.widgets.display import register

if TYPE_CHECKING:
    from dsviz_widget.convert import import_csv as import_csv
    from dsviz_widget.convert import import_dataframe as import_dataframe
    from dsviz_widget.convert import import_parquet as import_parquet
    from dsviz_widget.convert import import_tensorboard as import_tensorboard
    from dsviz_widget.convert import import_wandb as import_wandb
    from dsviz_widget.evaluation import evaluate as evaluate
    from dsviz_widget.integration.torch import unwatch as unwatch
    from dsviz_widget.integration.torch import watch as watch
    from dsviz_widget.query import Query
    from dsviz_widget.runs.config import Config
    from dsviz_widget.runs.summary import Summary
    from dsviz_widget.widgets.chart_view import ChartView
    from dsviz_widget.widgets.compare_view import CompareView, compare
    from dsviz_widget.widgets.project_view import ProjectView
    from dsviz_widget.widgets.run_view import RunView
    from dsviz_widget.widgets.sharing import to_html
    from dsviz_widget.widgets.table_diff import diff
    from dsviz_widget.widgets.table_view import TableView
    from dsviz_widget.widgets.workspace_view import WorkspaceView

    run: Run | None
    config: Config
    summary: Summary

__version__ = "0.1.0"

__all__ = [
    "Api",
    "Artifact",
    "ArtifactTTL",
    "Audio",
    "Bokeh",
    "ChartView",
    "Classes",
    "CompareView",
    "DsvizError",
    "Error",
    "Histogram",
    "Html",
    "Image",
    "JoinedTable",
    "Molecule",
    "Object3D",
    "PartitionedTable",
    "Plotly",
    "ProjectView",
    "Query",
    "Run",
    "RunView",
    "Settings",
    "Table",
    "TableView",
    "Vega",
    "Video",
    "WorkspaceView",
    "alert",
    "box3d",
    "compare",
    "config",
    "define_metric",
    "diff",
    "evaluate",
    "finish",
    "import_csv",
    "import_dataframe",
    "import_parquet",
    "import_tensorboard",
    "import_wandb",
    "init",
    "log",
    "log_artifact",
    "login",
    "plot_table",
    "project",
    "register_panel",
    "restore",
    "run",
    "save",
    "saved_views",
    "summary",
    "to_html",
    "unregister_panel",
    "unwatch",
    "use_artifact",
    "watch",
]

# DuckDB and the widget machinery load when something is shown, not when the package is imported.
LAZY = {
    "ChartView": "dsviz_widget.widgets.chart_view",
    "CompareView": "dsviz_widget.widgets.compare_view",
    "ProjectView": "dsviz_widget.widgets.project_view",
    "Query": "dsviz_widget.query",
    "RunView": "dsviz_widget.widgets.run_view",
    "TableView": "dsviz_widget.widgets.table_view",
    "WorkspaceView": "dsviz_widget.widgets.workspace_view",
    "compare": "dsviz_widget.widgets.compare_view",
    "evaluate": "dsviz_widget.evaluation",
    "diff": "dsviz_widget.widgets.table_diff",
    "to_html": "dsviz_widget.widgets.sharing",
    "unwatch": "dsviz_widget.integration.torch",
    "watch": "dsviz_widget.integration.torch",
}

register()


def __getattr__(name: str) -> Any:
    if name == "run":
        return current()
    if name in ("config", "summary"):
        return attribute(name)
    if name in LAZY:
        return getattr(importlib.import_module(LAZY[name]), name)
    if name.startswith("import_"):
        from dsviz_widget import convert

        if name in convert.__all__:
            return getattr(convert, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
