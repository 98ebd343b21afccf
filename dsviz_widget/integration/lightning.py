"""A logger for PyTorch Lightning: ``Trainer(logger=WandbLogger(project="digits"))``."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from dsviz_widget.errors import RunError
from dsviz_widget.integration.needs import missing, plain_numbers
from dsviz_widget.media import Image
from dsviz_widget.runs import Api, Artifact, Run, current, init
from dsviz_widget.table import Table

Log = Literal["gradients", "parameters", "all"] | None

try:
    from lightning.pytorch.loggers.logger import Logger, rank_zero_experiment
    from lightning.pytorch.utilities.rank_zero import rank_zero_only
except ImportError:
    try:
        from pytorch_lightning.loggers.logger import Logger, rank_zero_experiment
        from pytorch_lightning.utilities.rank_zero import rank_zero_only
    except ImportError as error:
        raise missing(__name__, "PyTorch Lightning", error) from error

GLOBAL_STEP = "trainer/global_step"


class WandbLogger(Logger):
    """Logs what a LightningModule reports to a run, against ``trainer/global_step``.

    The run is the active one, or is begun when the first thing is logged. It stays active after `fit`, so
    that `validate` and `test` log to it too; ``wandb.finish()`` ends it.

    Parameters
    ----------
    name, project, id, version, group, tags, notes, job_type, config, ...
        As `init` takes them; `version` is another word for `id`.
    save_dir, dir : path, optional
        Where Lightning keeps its checkpoints. Runs go to the store of `init`.
    offline, anonymous
        For code written for W&B: everything stays on this machine.
    log_model : bool or "all"
        Keep checkpoints as versions of ``model-<id>``: the best ones when `fit` ends, or each as it is saved.
    experiment : Run, optional
        The run to log to.
    prefix : str
        Put before each key, with a ``-``.
    checkpoint_name : str, optional
        The artifact's name, in place of ``model-<id>``.

    References
    ----------
    ``lightning.pytorch.loggers.WandbLogger``.
    """

    LOGGER_JOIN_CHAR = "-"

    def __init__(
        self,
        name: str | None = None,
        save_dir: str | os.PathLike[str] | None = ".",
        version: str | None = None,
        offline: bool = False,
        dir: str | os.PathLike[str] | None = None,
        id: str | None = None,
        anonymous: bool | None = None,
        project: str | None = None,
        log_model: Literal["all"] | bool = False,
        experiment: Run | None = None,
        prefix: str = "",
        checkpoint_name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        self._given = {"name": name, "id": version or id, "resume": "allow", **kwargs}
        self._project = project or os.environ.get("WANDB_PROJECT", "lightning_logs")
        self._folder = os.fspath(save_dir or dir or ".")
        self._prefix, self._log_model, self._checkpoint_name = prefix, log_model, checkpoint_name
        self._run = experiment
        self._id = experiment.id if experiment is not None else version or id
        self._kept: dict[str, float] = {}
        self._callbacks: list[Any] = []
        self._with_axis: Run | None = None

    def __getstate__(self) -> dict[str, Any]:
        # A run holds files and locks, which do not go to another process.
        return {**self.__dict__, "_run": None, "_with_axis": None}

    @property
    @rank_zero_experiment
    def experiment(self) -> Run:
        """The run."""
        if self._run is None or self._run.is_finished:
            self._run = current()
        if self._run is None:
            given = {key: value for key, value in self._given.items() if value is not None}
            self._run = init(**{**given, "project": self._project, "id": self._id or None})
        if self._with_axis is not self._run:
            self._with_axis, self._id = self._run, self._run.id
            self._run.define_metric(GLOBAL_STEP)
            self._run.define_metric("*", step_metric=GLOBAL_STEP, step_sync=True)
        return self._run

    @property
    def name(self) -> str | None:
        """The project, as Lightning has it for this logger."""
        return self._project

    @property
    def version(self) -> str | None:
        """The run's id; None before there is a run."""
        return self._id

    @property
    def save_dir(self) -> str | None:
        """The folder for checkpoints."""
        return self._folder

    @rank_zero_only
    def log_hyperparams(
        self, params: Mapping[str, Any] | Namespace | None, *args: Any, **kwargs: Any
    ) -> None:
        """Put hyperparameters into the run's config; classes and functions by their names."""
        given = vars(params) if isinstance(params, Namespace) else dict(params or {})
        plain = {key: _named(value) for key, value in given.items()}
        self.experiment.config.update(plain, allow_val_change=True)

    @rank_zero_only
    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Log a row; `step` becomes ``trainer/global_step``."""
        self._log(plain_numbers(metrics), step)

    @rank_zero_only
    def log_table(
        self,
        key: str,
        columns: list[str] | None = None,
        data: list[list[Any]] | None = None,
        dataframe: Any = None,
        step: int | None = None,
    ) -> None:
        """Log a table made of columns and rows, or of a data frame."""
        self._log({key: Table(columns=columns, data=data, dataframe=dataframe)}, step)

    @rank_zero_only
    def log_text(self, key: str, *args: Any, **kwargs: Any) -> None:
        """Log texts as a table; see `log_table`."""
        self.log_table(key, *args, **kwargs)

    @rank_zero_only
    def log_image(self, key: str, images: Sequence[Any], step: int | None = None, **kwargs: Any) -> None:
        """Log pictures: arrays, tensors, PIL images or paths.

        Other arguments are lists with one entry a picture, such as ``caption=["cat", "dog"]``.

        Raises
        ------
        RunError
            If `images` is no list, or another argument has another length.
        """
        if not isinstance(images, (list, tuple)):
            raise RunError(
                f"log_image takes a list of pictures, got {type(images).__name__}. Write [picture]."
            )
        for name, values in kwargs.items():
            if len(values) != len(images):
                raise RunError(
                    f"log_image got {len(images)} pictures and {len(values)} of {name!r}. Give one each."
                )
        each = [{name: values[i] for name, values in kwargs.items()} for i in range(len(images))]
        self._log({key: [Image(item, **more) for item, more in zip(images, each, strict=True)]}, step)

    def watch(self, model: Any, log: Log = "gradients", log_freq: int = 100, log_graph: bool = False) -> None:
        """Log histograms of a model's gradients and weights; see `dsviz_widget.watch`."""
        from dsviz_widget.integration.torch import watch

        watch(model, log=log, log_freq=log_freq, log_graph=log_graph, run=self.experiment)

    def use_artifact(self, artifact: str, artifact_type: str | None = None) -> Artifact:
        """Return a logged artifact, and remember that this run used it."""
        run: Run = self.experiment
        return run.use_artifact(artifact, type=artifact_type)

    @staticmethod
    def download_artifact(
        artifact: str,
        save_dir: str | os.PathLike[str] | None = None,
        artifact_type: str | None = None,
        use_artifact: bool = True,
    ) -> str:
        """Copy an artifact's files out of the store; return the folder."""
        run = current()
        found = (
            run.use_artifact(artifact, type=artifact_type)
            if run is not None and use_artifact
            else Api().artifact(artifact, type=artifact_type)
        )
        return str(found.download(root=None if save_dir is None else os.fspath(save_dir)))

    def after_save_checkpoint(self, checkpoint_callback: Any) -> None:
        """Keep what Lightning saved, now or when `fit` ends."""
        if self._log_model == "all" or (self._log_model is True and checkpoint_callback.save_top_k == -1):
            self._keep(checkpoint_callback)
        elif self._log_model is True and checkpoint_callback not in self._callbacks:
            self._callbacks.append(checkpoint_callback)

    @rank_zero_only
    def finalize(self, status: str) -> None:
        """Keep the best checkpoints."""
        if status == "success" and self._run is not None:
            for callback in self._callbacks:
                self._keep(callback)

    def _log(self, row: dict[str, Any], step: int | None) -> None:
        if self._prefix:
            row = {f"{self._prefix}{self.LOGGER_JOIN_CHAR}{key}": value for key, value in row.items()}
        self.experiment.log(row if step is None else {**row, GLOBAL_STEP: step})

    def _keep(self, callback: Any) -> None:
        scores = {str(path): score for path, score in callback.best_k_models.items()}
        for path in (callback.last_model_path, callback.best_model_path):
            if path:
                scores.setdefault(str(path), callback.current_score)
        there = sorted((Path(path).stat().st_mtime, path) for path in scores if Path(path).is_file())
        name = self._checkpoint_name or f"model-{self.experiment.id}"
        for changed_at, path in there:
            if self._kept.get(path) == changed_at:
                continue
            score = scores[path]
            artifact = Artifact(
                name,
                type="model",
                metadata={
                    "score": None if score is None else float(score),
                    "original_filename": Path(path).name,
                    "monitor": callback.monitor,
                    "mode": callback.mode,
                },
            )
            artifact.add_file(path, name="model.ckpt")
            is_best = path == callback.best_model_path
            self.experiment.log_artifact(artifact, aliases=["best"] if is_best else [])
            self._kept[path] = changed_at


def _named(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _named(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_named(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    return str(value) if not hasattr(value, "tolist") else value.tolist()
