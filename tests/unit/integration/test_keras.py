"""Keras logs to a run: the framework itself, on whatever backend is installed."""

from __future__ import annotations

import importlib.util
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError
from dsviz_widget.store import Catalog

BACKENDS = ("jax", "torch", "tensorflow")
FOUND = next((name for name in BACKENDS if importlib.util.find_spec(name) is not None), None)
if importlib.util.find_spec("keras") is None or FOUND is None:
    pytest.skip("needs Keras and a backend (jax, torch or tensorflow)", allow_module_level=True)

os.environ.setdefault("KERAS_BACKEND", FOUND)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import keras

    from dsviz_widget.integration.keras import WandbCallback, WandbMetricsLogger, WandbModelCheckpoint

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def model() -> Any:
    keras.utils.set_random_seed(0)
    made = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax", name="out")])
    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, decay_steps=4, decay_rate=0.5)
    made.compile(keras.optimizers.SGD(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


@pytest.fixture
def data() -> tuple[np.ndarray, np.ndarray]:
    inputs = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    return inputs, (inputs[:, 0] > 0).astype("int32")


def fit(model: Any, data: tuple[np.ndarray, np.ndarray], *callbacks: Any, epochs: int = 3) -> Any:
    told = {"validation_data": data, "epochs": epochs, "batch_size": 8, "verbose": 0}
    return model.fit(*data, callbacks=list(callbacks), **told).history


def rows(run: wandb.Run) -> list[dict[str, Any]]:
    return list(wandb.Api().run(f"{run.project}/{run.id}").scan_history())


def test_epochs(store: Catalog, model: Any, data: tuple[np.ndarray, np.ndarray]) -> None:
    with wandb.init(project="k") as run:
        said = fit(model, data, WandbMetricsLogger())
    found = rows(run)
    assert [row["epoch/epoch"] for row in found] == [0, 1, 2]
    for key in ("loss", "val_loss", "accuracy", "val_accuracy"):
        assert [row[f"epoch/{key}"] for row in found] == pytest.approx(said[key])
    # Four batches halve the rate.
    assert [row["epoch/learning_rate"] for row in found] == pytest.approx([0.25, 0.125, 0.0625], rel=1e-4)
    record = wandb.Api().run(f"k/{run.id}")
    assert record.metrics["epoch/*"]["step_metric"] == "epoch/epoch"


def test_every_second_batch(store: Catalog, model: Any, data: tuple[np.ndarray, np.ndarray]) -> None:
    with wandb.init(project="k") as run:
        fit(model, data, WandbMetricsLogger(log_freq=2), epochs=2)
    batches = [row for row in rows(run) if "batch/loss" in row]
    assert [row["batch/batch_step"] for row in batches] == [0, 2, 4, 6]
    assert all(np.isfinite(row["batch/learning_rate"]) for row in batches)
    assert len([row for row in rows(run) if "epoch/loss" in row]) == 2


def test_checkpoints_are_versions(
    store: Catalog, model: Any, data: tuple[np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    with wandb.init(project="k") as run:
        fit(model, data, WandbModelCheckpoint(tmp_path / "m-{epoch:02d}.keras"))
    found = wandb.Api(project="k").artifacts("model", f"run_{run.id}_model")
    assert len(found) == 3
    assert "epoch_2" in found[0].aliases
    path = Path(found[0].download(tmp_path / "out")) / "m-03.keras"
    again = keras.models.load_model(path)
    assert np.allclose(again.predict(data[0], verbose=0), model.predict(data[0], verbose=0))


def test_only_the_best_are_kept(
    store: Catalog, model: Any, data: tuple[np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    path = tmp_path / "best.weights.h5"
    told = {"save_best_only": True, "save_weights_only": True, "mode": "min"}
    with wandb.init(project="k") as run:
        fit(model, data, WandbModelCheckpoint(path, initial_value_threshold=0.0, **told))
        assert wandb.Api(project="k").artifact_types() == []
        fit(model, data, WandbModelCheckpoint(path, **told), epochs=1)
    assert len(wandb.Api(project="k").artifacts("model", f"run_{run.id}_model")) == 1


def test_the_callback_of_2021(store: Catalog, model: Any, data: tuple[np.ndarray, np.ndarray]) -> None:
    pictures = np.random.default_rng(0).random((32, 2, 2, 1)).astype("float32")
    seeing = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    seeing.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    labels = data[1]
    callback_options = {"validation_data": (pictures, labels), "input_type": "image", "labels": ["no", "yes"]}
    with wandb.init(project="k") as run:
        said = fit(
            seeing, (pictures, labels), WandbCallback(log_weights=True, predictions=4, **callback_options)
        )
    record = wandb.Api().run(f"k/{run.id}")
    assert [row["epoch"] for row in rows(run)] == [0, 1, 2]
    assert record.summary["best_val_loss"] == pytest.approx(min(said["val_loss"]))
    assert record.summary["best_epoch"] == int(np.argmin(said["val_loss"]))
    kinds = dict(record.reader().keys.keys())
    assert kinds["examples"] == "images"
    (seen, *_) = record.reader().values("examples", "images")[1]
    assert seen["count"] == 4
    assert {image["caption"] for image in seen["images"]} <= {"no", "yes"}
    weights = [key for key, kind in kinds.items() if kind == "histogram"]
    assert len(weights) == 2
    model_ = wandb.use_artifact(f"k/model-{run.id}:best")
    assert [entry.path for entry in model_.files()] == ["model-best.keras"]


def test_a_run_must_be_active(store: Catalog) -> None:
    for make in (WandbMetricsLogger, WandbCallback, lambda: WandbModelCheckpoint("x.keras")):
        with pytest.raises(RunError, match="needs a run: call init\\(\\) before it"):
            make()


def test_arguments_without_effect_are_said(store: Catalog) -> None:
    with wandb.init(project="k"):
        with pytest.warns(UserWarning, match="log_evaluation has no effect here"):
            WandbCallback(log_evaluation=True)
        with pytest.raises(TypeError, match="no argument 'log_wieghts'"):
            WandbCallback(log_wieghts=True)
        with pytest.raises(RunError, match="log_freq must be 'epoch', 'batch' or a number"):
            WandbMetricsLogger(log_freq="step")  # type: ignore[arg-type]
