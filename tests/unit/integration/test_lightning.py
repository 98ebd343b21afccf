"""PyTorch Lightning logs to a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.store import Catalog

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
lightning = pytest.importorskip("lightning", reason="PyTorch Lightning is not installed")

pytestmark = pytest.mark.filterwarnings("ignore")


def module() -> Any:
    class Small(lightning.LightningModule):
        def __init__(self, lr: float = 0.1, activation: Any = torch.nn.ReLU) -> None:
            super().__init__()
            self.save_hyperparameters()
            self.layer = torch.nn.Linear(4, 1)

        def training_step(self, batch: Any, index: int) -> Any:
            loss = (self.layer(batch[0]) - batch[1]).pow(2).mean()
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch: Any, index: int) -> None:
            self.log("val_loss", (self.layer(batch[0]) - batch[1]).pow(2).mean())

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)

    return Small()


def fit(logger: Any, folder: Path, **options: Any) -> Any:
    lightning.seed_everything(0, verbose=False)
    data = torch.utils.data.TensorDataset(torch.randn(32, 4), torch.randn(32, 1))
    loader = torch.utils.data.DataLoader(data, batch_size=8)
    told = {"max_epochs": 2, "log_every_n_steps": 1, "enable_progress_bar": False, "accelerator": "cpu"}
    told |= {"enable_model_summary": False, "enable_checkpointing": False, "default_root_dir": folder}
    trainer = lightning.Trainer(logger=logger, **{**told, **options})
    model = module()
    trainer.fit(model, loader, loader)
    return trainer


def test_a_fit_is_a_run(store: Catalog, tmp_path: Path) -> None:
    from dsviz_widget.integration.lightning import WandbLogger

    logger = WandbLogger(project="pl", name="first", tags=["x"], config={"seed": 0})
    fit(logger, tmp_path)
    wandb.finish()
    (run,) = wandb.Api().runs("pl")
    assert (run.name, run.tags, logger.version, logger.name) == ("first", ["x"], run.id, "pl")
    assert run.config["lr"] == 0.1
    assert run.config["seed"] == 0
    assert run.config["activation"] == "ReLU"
    steps, losses = run.reader().values("train_loss")
    assert len(steps) == 8
    assert np.isfinite(np.asarray(losses)).all()
    assert run.reader().values("trainer/global_step")[1][-1] == 7
    assert run.reader().keys["val_loss", "number"].count == 2
    assert run.metrics["*"]["step_metric"] == "trainer/global_step"


def test_the_active_run_is_used_and_stays(store: Catalog, tmp_path: Path) -> None:
    from dsviz_widget.integration.lightning import WandbLogger

    with wandb.init(project="mine") as run:
        fit(WandbLogger(project="other", prefix="a"), tmp_path)
        assert not run.is_finished
    record = wandb.Api().run(f"mine/{run.id}")
    assert record.reader().keys["a-train_loss", "number"].count == 8


def test_pictures_tables_and_checkpoints(store: Catalog, tmp_path: Path) -> None:
    from dsviz_widget.integration.lightning import WandbLogger

    logger = WandbLogger(project="pl", log_model=True)
    callback = lightning.pytorch.callbacks.ModelCheckpoint(tmp_path / "ckpt", monitor="val_loss")
    fit(logger, tmp_path, callbacks=[callback], enable_checkpointing=True)
    logger.log_image("seen", [np.zeros((4, 5), np.uint8)] * 2, caption=["a", "b"])
    logger.log_table("said", columns=["q", "a"], data=[["x", "y"]])
    logger.watch(module(), log="gradients")
    wandb.unwatch()
    wandb.finish()
    (run,) = wandb.Api().runs("pl")
    (seen,) = run.reader().values("seen", "images")[1]
    assert [image["caption"] for image in seen["images"]] == ["a", "b"]
    assert run.reader().keys["said", "table"].count == 1
    model = wandb.use_artifact(f"pl/model-{run.id}:best")
    assert model.metadata["monitor"] == "val_loss"
    assert model.metadata["score"] == pytest.approx(float(callback.best_model_score))
    assert "state_dict" in torch.load(
        Path(model.download(tmp_path / "out")) / "model.ckpt", weights_only=False
    )


def test_a_list_is_asked_for(store: Catalog) -> None:
    from dsviz_widget.integration.lightning import WandbLogger

    logger = WandbLogger(project="pl")
    with pytest.raises(wandb.DsvizError, match=r"takes a list of pictures, got ndarray\. Write \[picture\]"):
        logger.log_image("seen", np.zeros((4, 5)))
    with pytest.raises(wandb.DsvizError, match="got 1 pictures and 2 of 'caption'"):
        logger.log_image("seen", [np.zeros((4, 5))], caption=["a", "b"])
