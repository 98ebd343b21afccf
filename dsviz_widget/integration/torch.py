"""Watch a PyTorch model: histograms of its gradients and weights, logged with the steps of the loop."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any, Literal

from dsviz_widget.errors import RunError
from dsviz_widget.integration.needs import active_run, missing
from dsviz_widget.media import Histogram
from dsviz_widget.runs import Run

BINS = 64

_watched: dict[int, list[Any]] = {}


def watch(
    models: Any,
    criterion: Any = None,
    log: Literal["gradients", "parameters", "all"] | None = "gradients",
    log_freq: int = 1000,
    idx: int | None = None,
    log_graph: bool = False,
    run: Run | None = None,
) -> None:
    """Log histograms of gradients and weights while a model is trained.

    They are ``gradients/<name>`` and ``parameters/<name>``, and go to the step that the loop logs next.

    Parameters
    ----------
    models : torch.nn.Module, or a list of them
    criterion, log_graph
        For code written for W&B; without effect.
    log : {"gradients", "parameters", "all"}
    log_freq : int
        Every so many backward passes, or forward passes for weights.
    idx : int, optional
        Put into the keys, ``gradients/graph_1layer``, so that several models are told apart.
    run : Run, optional
        The active one, unless given.

    Raises
    ------
    RunError
        If no run is active, `log` is none of these, or a model is watched already.

    References
    ----------
    ``wandb.watch``, W&B reference.
    """
    run = run or active_run("watch")
    if log not in ("gradients", "parameters", "all", None):
        raise RunError(f"log must be 'gradients', 'parameters' or 'all', got {log!r}.")
    if isinstance(log_freq, bool) or not isinstance(log_freq, int) or log_freq < 1:
        raise RunError(f"log_freq must be a whole number from 1, got {log_freq!r}.")
    given = list(models) if isinstance(models, Sequence) else [models]
    for number, model in enumerate(given):
        if not isinstance(model, _torch().nn.Module):
            raise RunError(f"watch takes a torch.nn.Module, got {type(model).__name__}.")
        if id(model) in _watched:
            raise RunError("this model is watched already. Call unwatch(model) before another watch.")
        place = idx if idx is not None else number if len(given) > 1 else 0
        prefix = f"graph_{place}" if place else ""
        hooks: list[Any] = []
        if log in ("gradients", "all"):
            hooks += [
                parameter.register_hook(_Gradient(run, f"gradients/{prefix}{name}", log_freq))
                for name, parameter in model.named_parameters()
                if parameter.requires_grad
            ]
        if log in ("parameters", "all"):
            hooks.append(model.register_forward_hook(_Weights(run, f"parameters/{prefix}", log_freq)))
        _watched[id(model)] = hooks
        weakref.finalize(model, _watched.pop, id(model), None)


def unwatch(models: Any = None) -> None:
    """Log no more histograms of these models, or of any."""
    if models is None:
        known = list(_watched)
    else:
        known = [id(model) for model in (models if isinstance(models, Sequence) else [models])]
    for key in known:
        for hook in _watched.pop(key, ()):
            hook.remove()


def _torch() -> Any:
    # Imported when it is used: `watch` is a name of the package, which must load without it.
    try:
        import torch
    except ImportError as error:
        raise missing("watch", "PyTorch", error) from error
    return torch


class _Gradient:
    def __init__(self, run: Run, key: str, every: int) -> None:
        self._run, self._key, self._every, self._count = run, key, every, 0

    def __call__(self, gradient: Any) -> None:
        self._count += 1
        if (self._count - 1) % self._every == 0 and not self._run.is_finished:
            _log(self._run, self._key, gradient)


class _Weights:
    def __init__(self, run: Run, prefix: str, every: int) -> None:
        self._run, self._prefix, self._every, self._count = run, prefix, every, 0

    def __call__(self, module: Any, given: Any, returned: Any) -> None:
        # Validation runs forward too, and changes no weights.
        if not module.training:
            return
        self._count += 1
        if (self._count - 1) % self._every == 0 and not self._run.is_finished:
            for name, parameter in module.named_parameters():
                _log(self._run, f"{self._prefix}{name}", parameter)


def _log(run: Run, key: str, tensor: Any) -> None:
    values = tensor.detach()
    if values.is_sparse:
        values = values.coalesce().values()
    values = values.flatten().float()
    torch = _torch()
    values = values[torch.isfinite(values)]
    if not len(values):
        return
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    counts = torch.histc(values, bins=BINS, min=low, max=high).cpu().numpy()
    edges = torch.linspace(low, high, BINS + 1, dtype=torch.float64).numpy()
    run.log({key: Histogram(np_histogram=(counts, edges))}, commit=False)
