"""Hugging Face's Trainer logs to a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError
from dsviz_widget.store import Catalog

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
transformers = pytest.importorskip("transformers", reason="Hugging Face Transformers is not installed")
pytest.importorskip("accelerate", reason="accelerate is not installed")

pytestmark = pytest.mark.filterwarnings("ignore")


def train(folder: Path, callback: Any, **options: Any) -> Any:
    config = transformers.BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    model = transformers.BertForSequenceClassification(config)
    data = [{"input_ids": torch.randint(0, 32, (6,)), "labels": torch.tensor(i % 2)} for i in range(16)]
    told = {"report_to": "none", "num_train_epochs": 2, "per_device_train_batch_size": 4, "logging_steps": 2}
    told |= {"eval_strategy": "epoch", "save_strategy": "no", "disable_tqdm": True, "use_cpu": True}
    arguments = transformers.TrainingArguments(str(folder / "out"), **{**told, **options})
    trainer = transformers.Trainer(
        model, arguments, train_dataset=data, eval_dataset=data, callbacks=[callback]
    )
    trainer.train()
    return trainer


def test_a_training_is_a_run(store: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dsviz_widget.integration.transformers import WandbCallback

    monkeypatch.setenv("WANDB_PROJECT", "hf")
    trainer = train(tmp_path, WandbCallback(), run_name="small")
    wandb.finish()
    (run,) = wandb.Api().runs("hf")
    assert (run.name, run.config["hidden_size"], run.config["num_train_epochs"]) == ("small", 16, 2)
    assert run.config["model/num_parameters"] == trainer.model.num_parameters()
    reader = run.reader()
    assert reader.keys["train/loss", "number"].count == 4
    assert reader.keys["eval/loss", "number"].count == 2
    assert np.asarray(reader.values("train/global_step")[1]).max() == 8
    assert run.summary["train_runtime"] > 0
    assert run.metrics["*"]["step_metric"] == "train/global_step"


def test_the_model_is_kept(store: Catalog, tmp_path: Path) -> None:
    from dsviz_widget.integration.transformers import WandbCallback

    with wandb.init(project="mine") as run:
        train(tmp_path, WandbCallback(log_model="end"), num_train_epochs=1)
        train(tmp_path, WandbCallback(log_model="checkpoint"), num_train_epochs=1, save_strategy="epoch")
    final = wandb.use_artifact(f"mine/model-{run.id}:final_model")
    assert {"config.json", "model.safetensors"} <= {entry.path for entry in final.files()}
    assert "config.json" in {
        entry.path for entry in wandb.use_artifact(f"mine/model-{run.id}:step_4").files()
    }
    with pytest.raises(RunError, match="log_model must be 'false', 'end' or 'checkpoint', got 'all'"):
        WandbCallback(log_model="all")  # type: ignore[arg-type]
