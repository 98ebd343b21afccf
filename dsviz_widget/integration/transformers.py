"""A callback for Hugging Face's Trainer: ``Trainer(..., callbacks=[WandbCallback()])``.

Say ``report_to="none"`` in the TrainingArguments where the wandb package is installed too, or both log.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from dsviz_widget.errors import RunError
from dsviz_widget.integration.needs import missing, plain_numbers
from dsviz_widget.runs import Artifact, Run, current, init

try:
    from transformers import TrainerCallback
except ImportError as error:
    raise missing(__name__, "Hugging Face Transformers", error) from error

GLOBAL_STEP = "train/global_step"
AT_THE_END = (
    "train_runtime",
    "train_samples_per_second",
    "train_steps_per_second",
    "train_loss",
    "total_flos",
)
PREFIXES = {"eval_": "eval/", "test_": "test/"}
LOG_MODEL = ("false", "end", "checkpoint")


class WandbCallback(TrainerCallback):
    """Logs what a Trainer reports, against ``train/global_step``; its arguments become the run's config.

    Values are ``train/loss``, ``eval/loss`` and so on; what is known at the end (``train_runtime``, ...) is
    in the summary. The run is the active one, or is begun with the training, in the project that
    ``WANDB_PROJECT`` names, or "huggingface".

    Parameters
    ----------
    log_model : {"false", "end", "checkpoint"}, optional
        Keep the model when the training ends, or each checkpoint, as versions of ``model-<id>``. What
        ``WANDB_LOG_MODEL`` says unless given.

    Raises
    ------
    RunError
        If `log_model` is none of the three.

    References
    ----------
    ``transformers.integrations.WandbCallback``.
    """

    def __init__(self, log_model: Literal["false", "end", "checkpoint"] | bool | None = None) -> None:
        said = os.environ.get("WANDB_LOG_MODEL", "false") if log_model is None else log_model
        said = {"true": "end", "1": "end", "0": "false"}.get(str(said).lower(), str(said).lower())
        if said not in LOG_MODEL:
            raise RunError(f"log_model must be 'false', 'end' or 'checkpoint', got {log_model!r}.")
        self.log_model = said
        self.run: Run | None = None

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        """Begin a run unless one is active, and note what is trained, and how."""
        if state.is_world_process_zero:
            self._setup(args, state, model)

    def on_log(
        self,
        args: Any,
        state: Any,
        control: Any,
        logs: Mapping[str, Any] | None = None,
        model: Any = None,
        **kwargs: Any,
    ) -> None:
        """Log what the Trainer reports."""
        if not state.is_world_process_zero or not logs:
            return
        run = self._setup(args, state, model)
        found = plain_numbers(logs)
        run.summary.update({key: value for key, value in found.items() if key in AT_THE_END})
        row = {_with_prefix(key): value for key, value in found.items() if key not in AT_THE_END}
        if row:
            run.log({**row, GLOBAL_STEP: state.global_step})

    def on_predict(
        self, args: Any, state: Any, control: Any, metrics: Mapping[str, Any], **kwargs: Any
    ) -> None:
        """Log the metrics of a test."""
        if state.is_world_process_zero and metrics:
            row = {_with_prefix(key): value for key, value in plain_numbers(metrics).items()}
            self._setup(args, state, kwargs.get("model")).log(row)

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Keep a checkpoint."""
        if self.run is not None and self.log_model == "checkpoint" and state.is_world_process_zero:
            folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            self._keep(folder, [f"step_{state.global_step}"])

    def on_train_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
        """Keep the model."""
        if self.run is None or self.log_model != "end" or not state.is_world_process_zero or model is None:
            return
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            model.save_pretrained(folder)
            if kwargs.get("processing_class") is not None:
                kwargs["processing_class"].save_pretrained(folder)
            self._keep(Path(folder), ["final_model"])

    def _setup(self, args: Any, state: Any, model: Any) -> Run:
        run = current()
        if run is not None and run is self.run:
            return run
        if run is None:
            name = getattr(state, "trial_name", None) or _name_of(args)
            run = init(project=os.environ.get("WANDB_PROJECT", "huggingface"), name=name)
        self.run = run
        config = getattr(model, "config", None)
        described = config if isinstance(config, dict) else config.to_dict() if config is not None else {}
        run.config.update({**described, **args.to_dict()}, allow_val_change=True)
        if hasattr(model, "num_parameters"):
            run.config.update({"model/num_parameters": model.num_parameters()}, allow_val_change=True)
        run.define_metric(GLOBAL_STEP)
        run.define_metric("*", step_metric=GLOBAL_STEP, step_sync=True)
        return run

    def _keep(self, folder: Path, aliases: list[str]) -> None:
        assert self.run is not None
        numbers = {
            key: value
            for key, value in dict(self.run.summary).items()
            if isinstance(value, (int, float)) and not key.startswith("_")
        }
        artifact = Artifact(f"model-{self.run.id}", type="model", metadata=dict(list(numbers.items())[:100]))
        artifact.add_dir(folder)
        self.run.log_artifact(artifact, aliases=aliases)


def _with_prefix(key: str) -> str:
    for prefix, group in PREFIXES.items():
        if key.startswith(prefix):
            return group + key.removeprefix(prefix)
    return key if "/" in key else f"train/{key}"


def _name_of(args: Any) -> str | None:
    # A Trainer that is given no name takes the folder's.
    name = getattr(args, "run_name", None)
    return None if name == args.output_dir else name
