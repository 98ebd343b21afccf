"""Files of other tools: read as our values, and written so that those tools read them."""

from dsviz_widget.convert.import_runs import (
    import_csv,
    import_dataframe,
    import_parquet,
    import_tensorboard,
    import_wandb,
)
from dsviz_widget.convert.wandb_artifact import WandbArtifact, open_wandb_artifact
from dsviz_widget.convert.wandb_export import export_wandb_artifact
from dsviz_widget.convert.wandb_import import import_wandb_artifact
from dsviz_widget.convert.wandb_run import WandbRun, open_wandb_run

__all__ = [
    "WandbArtifact",
    "WandbRun",
    "export_wandb_artifact",
    "import_csv",
    "import_dataframe",
    "import_parquet",
    "import_tensorboard",
    "import_wandb",
    "import_wandb_artifact",
    "open_wandb_artifact",
    "open_wandb_run",
]
