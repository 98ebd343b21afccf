"""Callbacks for Keras: what `fit` reports, the model when it is best, and pictures of predictions.

Works with Keras 3 on any backend, and with the Keras of TensorFlow 2.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dsviz_widget.errors import RunError
from dsviz_widget.integration.needs import active_run, missing, plain_numbers
from dsviz_widget.media import Image
from dsviz_widget.runs import Artifact

try:
    import keras
except ImportError as error:
    raise missing(__name__, "Keras", error) from error

LOWER, HIGHER = ("loss", "error", "err", "mae", "mse"), ("acc", "auc", "f1", "precision", "recall", "iou")
WITHOUT_EFFECT = (
    "generator",
    "log_evaluation",
    "validation_steps",
    "class_colors",
    "save_graph",
    "validation_indexes",
    "validation_row_processor",
    "prediction_row_processor",
    "infer_missing_processors",
    "log_evaluation_frequency",
    "compute_flops",
    "log_gradients",
)
PICTURES = ("image", "images", "segmentation_mask")


class WandbMetricsLogger(keras.callbacks.Callback):
    """Log what `fit` reports, and the learning rate, to the active run.

    Parameters
    ----------
    log_freq : {"epoch", "batch"} or int
        ``"epoch"`` logs ``epoch/loss``, ``epoch/val_loss``, ... against ``epoch/epoch``; ``"batch"``, or
        every so many batches, logs ``batch/loss``, ... against ``batch/batch_step``, and the epochs too.
    initial_global_step : int
        Batches that were trained before, when training goes on from an ``initial_epoch``.

    Raises
    ------
    RunError
        If no run is active.

    References
    ----------
    ``wandb.integration.keras.WandbMetricsLogger``.
    """

    def __init__(self, log_freq: Literal["epoch", "batch"] | int = "epoch", initial_global_step: int = 0):
        super().__init__()
        self.run = active_run("WandbMetricsLogger")
        if log_freq not in ("epoch", "batch") and not (isinstance(log_freq, int) and log_freq > 0):
            raise RunError(f"log_freq must be 'epoch', 'batch' or a number of batches, got {log_freq!r}.")
        self.log_freq = 1 if log_freq == "batch" else None if log_freq == "epoch" else log_freq
        self.global_batch = initial_global_step
        self.run.define_metric("epoch/epoch")
        self.run.define_metric("epoch/*", step_metric="epoch/epoch")
        if self.log_freq is not None:
            self.run.define_metric("batch/batch_step")
            self.run.define_metric("batch/*", step_metric="batch/batch_step")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Log the epoch."""
        self._log("epoch", {"epoch": epoch}, logs)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Log every `log_freq`-th batch."""
        if self.log_freq is not None and batch % self.log_freq == 0:
            self._log("batch", {"batch_step": self.global_batch}, logs)
        self.global_batch += 1

    def _log(self, prefix: str, place: dict[str, int], logs: dict[str, Any] | None) -> None:
        row: dict[str, Any] = {**plain_numbers(logs), **place}
        rate = learning_rate(self.model)
        if rate is not None:
            row["learning_rate"] = rate
        self.run.log({f"{prefix}/{key}": value for key, value in row.items()})


class WandbModelCheckpoint(keras.callbacks.ModelCheckpoint):
    """Keras' ModelCheckpoint, which also keeps each file it saves as a version of ``run_<id>_model``.

    Takes the arguments of ``keras.callbacks.ModelCheckpoint``. Versions have the alias ``epoch_<n>``.

    Raises
    ------
    RunError
        If no run is active.

    References
    ----------
    ``wandb.integration.keras.WandbModelCheckpoint``.
    """

    def __init__(self, filepath: str | os.PathLike[str], *args: Any, **kwargs: Any) -> None:
        self.run = active_run("WandbModelCheckpoint")
        self.epoch = 0
        super().__init__(os.fspath(filepath), *args, **kwargs)

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note the epoch that batches belong to."""
        super().on_epoch_begin(epoch, logs)
        self.epoch = epoch

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Let Keras save, and keep what it saved."""
        path = self._path(logs, epoch=epoch + 1)
        before = _stamp(path)
        super().on_epoch_end(epoch, logs)
        self._keep(path, before, f"epoch_{epoch}")

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Let Keras save, and keep what it saved."""
        path = self._path(logs, epoch=self.epoch + 1, batch=batch + 1)
        before = _stamp(path)
        super().on_train_batch_end(batch, logs)
        self._keep(path, before, f"epoch_{self.epoch}_batch_{batch}")

    def _path(self, logs: dict[str, Any] | None, **place: int) -> Path:
        try:
            return Path(str(self.filepath).format(**place, **(logs or {})))
        except KeyError:
            # A name that only epochs know, such as {val_loss}; Keras says so where it would save.
            return Path(str(self.filepath))

    def _keep(self, path: Path, before: tuple[int, int] | None, alias: str) -> None:
        if _stamp(path) not in (None, before):
            log_model(self.run, f"run_{self.run.id}_model", path, [alias])


class WandbCallback(keras.callbacks.Callback):
    """Log what `fit` reports, remember the best epoch in the summary, and keep the best model.

    The summary has ``best_<monitor>`` and ``best_epoch``; the model is the artifact ``model-<id>``, with the
    alias ``best``.

    Parameters
    ----------
    monitor : str
        What tells which epoch is best.
    mode : {"auto", "min", "max"}
        Whether low or high is good; ``"auto"`` goes by the name of `monitor`.
    save_model, save_weights_only : bool
    log_weights : bool
        Log histograms of the weights, as ``parameters/<name>``, after each epoch.
    validation_data : pair of arrays, optional
        Inputs and targets to predict after each epoch, when `input_type` says that they are pictures.
    labels : list of str
        The names of the classes.
    predictions : int
        How many pictures to log, as ``examples``.
    input_type : {"image", "images", "segmentation_mask"}, optional
    log_batch_frequency : int, optional
        Log every so many batches too.
    log_best_prefix : str or None
        None leaves the best epoch out of the summary.

    Raises
    ------
    RunError
        If no run is active, or `mode` is none of the three.

    References
    ----------
    ``wandb.keras.WandbCallback``, W&B reference, 2021. Arguments of it that have no effect here warn.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        verbose: int = 0,
        mode: Literal["auto", "min", "max"] = "auto",
        save_weights_only: bool = False,
        log_weights: bool = False,
        save_model: bool = True,
        training_data: Any = None,
        validation_data: Any = None,
        labels: Sequence[str] = (),
        predictions: int = 36,
        input_type: str | None = None,
        output_type: str | None = None,
        log_batch_frequency: int | None = None,
        log_best_prefix: str | None = "best_",
        data_type: str | None = None,
        **others: Any,
    ) -> None:
        super().__init__()
        self.run = active_run("WandbCallback")
        if mode not in ("auto", "min", "max"):
            raise RunError(f"mode must be 'auto', 'min' or 'max', got {mode!r}.")
        unknown = [name for name in others if name not in WITHOUT_EFFECT]
        if unknown:
            raise TypeError(f"WandbCallback has no argument {unknown[0]!r}.")
        for name, value in (*others.items(), ("training_data", training_data), ("output_type", output_type)):
            if value:
                warnings.warn(f"{name} has no effect here.", UserWarning, stacklevel=2)
        self.monitor, self.verbose = monitor, verbose
        self.is_higher_better = mode == "max" or (mode == "auto" and _higher_is_better(monitor))
        self.save_model, self.save_weights_only, self.log_weights = save_model, save_weights_only, log_weights
        self.validation_data, self.labels, self.predictions = validation_data, list(labels), predictions
        self.input_type = input_type or data_type
        if self.input_type is not None and self.input_type not in PICTURES:
            warnings.warn(f"input_type={self.input_type!r} has no effect here.", UserWarning, stacklevel=2)
        self.log_batch_frequency, self.log_best_prefix = log_batch_frequency, log_best_prefix
        # A run that is resumed knows its best epoch.
        known = self.run.summary.get(f"{log_best_prefix}{monitor}") if log_best_prefix is not None else None
        self.best: float | None = known if isinstance(known, (int, float)) else None

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Log every `log_batch_frequency`-th batch."""
        if self.log_batch_frequency and batch % self.log_batch_frequency == 0:
            self.run.log(plain_numbers(logs))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Log the epoch, and keep the model when it is the best one so far."""
        row = plain_numbers(logs)
        found = row.get(self.monitor)
        if self.log_weights:
            row.update(weight_histograms(self.model))
        if self.validation_data is not None and self.input_type in PICTURES:
            row["examples"] = self._examples()
        self.run.log({"epoch": epoch, **row})
        if found is None:
            return
        if self.best is not None and not (found > self.best if self.is_higher_better else found < self.best):
            return
        if self.verbose and self.best is not None:
            print(f"Epoch {epoch}: {self.monitor} went from {self.best:.5f} to {found:.5f}.")
        self.best = found
        if self.log_best_prefix is not None:
            self.run.summary[f"{self.log_best_prefix}{self.monitor}"] = found
            self.run.summary[f"{self.log_best_prefix}epoch"] = epoch
        if self.save_model:
            self._keep()

    def _keep(self) -> None:
        name = "model-best.weights.h5" if self.save_weights_only else "model-best.keras"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            if self.save_weights_only:
                self.model.save_weights(path)
            else:
                self.model.save(path)
            log_model(self.run, f"model-{self.run.id}", path, ["best"])

    def _examples(self) -> list[Image]:
        inputs, targets = (np.asarray(part)[: self.predictions] for part in self.validation_data)
        found = np.asarray(self.model.predict(inputs, verbose=0))
        if self.input_type == "segmentation_mask":
            return [
                Image(picture, masks={"prediction": self._mask(said), "ground_truth": self._mask(true)})
                for picture, said, true in zip(inputs, found, targets, strict=True)
            ]
        return [
            Image(picture, caption=self._label(said))
            for picture, said in zip(inputs, found.reshape(len(inputs), -1), strict=True)
        ]

    def _mask(self, values: np.ndarray) -> dict[str, Any]:
        if values.ndim == 3 and values.shape[-1] > 1:
            classes = values.argmax(axis=-1)
        else:
            classes = np.rint(values.reshape(values.shape[:2])).astype(int)
        named = {"class_labels": dict(enumerate(self.labels))} if self.labels else {}
        return {"mask_data": classes.astype(np.uint8), **named}

    def _label(self, said: np.ndarray) -> str:
        if len(said) == 1 and len(self.labels) != 2:
            return f"{said[0]:.4g}"
        chosen = int(said[0] > 0.5) if len(said) == 1 else int(said.argmax())
        return str(self.labels[chosen]) if chosen < len(self.labels) else str(chosen)


def learning_rate(model: Any) -> float | None:
    """Return the learning rate that a model's optimizer has now, None where it has none."""
    optimizer = getattr(model, "optimizer", None)
    rate = getattr(optimizer, "learning_rate", None)
    if callable(rate) and not hasattr(rate, "shape"):
        rate = rate(optimizer.iterations)  # type: ignore[union-attr]
    return None if rate is None else float(_array(rate))


def weight_histograms(model: Any) -> dict[str, Any]:
    """Return a histogram of each weight of a model."""
    from dsviz_widget.media import Histogram

    return {f"parameters/{weight.path}": Histogram(_array(weight).ravel()) for weight in model.weights}


def log_model(run: Any, name: str, path: Path, aliases: list[str]) -> None:
    """Keep a file or folder that Keras saved as the next version of an artifact of type "model"."""
    artifact = Artifact(name, type="model")
    if path.is_dir():
        artifact.add_dir(path)
    else:
        artifact.add_file(path)
    run.log_artifact(artifact, aliases=aliases)


def _array(value: Any) -> np.ndarray:
    # A variable of the torch backend is no array for NumPy while it has a gradient.
    return np.asarray(keras.ops.convert_to_numpy(value) if hasattr(keras, "ops") else value)


def _higher_is_better(name: str) -> bool:
    words = name.lower()
    return any(word in words for word in HIGHER) and not any(word in words for word in LOWER)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
