"""Files of other tools, read as our values."""

from dsviz_widget.convert.wandb_artifact import WandbArtifact, open_wandb_artifact
from dsviz_widget.convert.wandb_run import WandbRun, open_wandb_run

__all__ = ["WandbArtifact", "WandbRun", "open_wandb_artifact", "open_wandb_run"]
