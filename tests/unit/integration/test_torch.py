"""`watch` logs histograms of a PyTorch model with the steps of its loop."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import LibraryMissing, RunError
from dsviz_widget.store import Catalog


def test_without_pytorch_the_error_says_so(store: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "torch":
            raise ImportError("No module named 'torch'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with wandb.init(project="t"), pytest.raises(LibraryMissing, match="watch needs PyTorch"):
        wandb.watch(object())


def test_gradients_and_weights(store: Catalog) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Linear(3, 1))
    inputs, targets = torch.randn(16, 4), torch.randn(16, 1)
    expected = []
    with wandb.init(project="t") as run:
        wandb.watch(model, log="all", log_freq=2)
        for step in range(5):
            model.zero_grad()
            loss = ((model(inputs) - targets) ** 2).mean()
            loss.backward()
            if step % 2 == 0:
                expected.append(model[0].weight.grad.flatten().numpy().copy())
            run.log({"loss": loss.item()})
        wandb.unwatch(model)
        ((model(inputs) - targets) ** 2).mean().backward()
        run.log({"loss": 0.0})
    reader = wandb.Api().run(f"t/{run.id}").reader()
    names = {"0.weight", "0.bias", "1.weight", "1.bias"}
    histograms = {key for key, kind in reader.keys if kind == "histogram"}
    assert histograms == {f"{what}/{name}" for what in ("gradients", "parameters") for name in names}
    steps, found = reader.values("gradients/0.weight", "histogram")
    # Each histogram is in the row of the step whose loss it belongs to.
    assert steps.tolist() == [0, 2, 4]
    for told, gradient in zip(found, expected, strict=True):
        assert sum(told["values"]) == 12
        assert told["bins"][0] == pytest.approx(float(gradient.min()))
        assert told["bins"][-1] == pytest.approx(float(gradient.max()))
        counts, _ = np.histogram(gradient, told["bins"])
        assert counts.sum() == 12
    assert reader.row_count == 6


def test_what_cannot_be_watched_is_said(store: Catalog) -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Linear(2, 1)
    with pytest.raises(RunError, match="watch needs a run"):
        wandb.watch(model)
    with wandb.init(project="t"):
        with pytest.raises(RunError, match=r"takes a torch\.nn\.Module, got int"):
            wandb.watch(3)
        with pytest.raises(RunError, match="log must be 'gradients', 'parameters' or 'all', got 'weights'"):
            wandb.watch(model, log="weights")  # type: ignore[arg-type]
        wandb.watch(model)
        with pytest.raises(RunError, match="is watched already"):
            wandb.watch(model)
        wandb.unwatch()
        wandb.watch(model)
        wandb.unwatch()
