"""Which way a metric is better: what its name says, and the run that has the best value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar

from dsviz_widget.errors import RunError, did_you_mean

Goal = Literal["minimize", "maximize"]
GOALS: tuple[Goal, Goal] = ("minimize", "maximize")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LOWER = _words(
    "loss losses error err mse rmse mae mape nll ppl perplexity wer cer fid bpb bpc latency cost regret "
    "distance divergence kl entropy time duration runtime seconds ms memory flops"
)
HIGHER = _words(
    "acc accuracy reward rewards return returns score auc auroc auprc f1 iou miou dice map ap precision "
    "recall r2 bleu rouge meteor psnr ssim success win wins throughput speed similarity likelihood"
)
OF_VALIDATION = _words("val valid validation eval test best final dev")
COSTS = _words("time duration runtime seconds ms s memory flops latency speed throughput")

T = TypeVar("T")


def words_of(name: str) -> list[str]:
    """Return the words of a metric's name: ``valLoss/top-1`` is val, loss, top, 1."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word]


def guess_goal(name: str) -> Goal | None:
    """Return which way a metric is better by its name, None where the name does not say.

    The last word that says it counts: ``loss_reduction_accuracy`` is an accuracy.
    """
    for word in reversed(words_of(name)):
        if word in LOWER:
            return "minimize"
        if word in HIGHER:
            return "maximize"
    return None


def likeliest_metric(names: Iterable[str]) -> str | None:
    """Return the metric that runs are most likely judged by: of validation before training, no cost."""

    def rank(name: str) -> tuple[bool, int]:
        words = words_of(name)
        return any(word in COSTS for word in words), -len(OF_VALIDATION.intersection(words))

    known = [name for name in names if guess_goal(name) is not None]
    return min(known, key=rank, default=None)


def best_of(values: Mapping[T, Any], goal: Goal) -> T | None:
    """Return the key of the best number, the first of equal ones; NaN and what is no number do not count."""
    numbers = {key: value for key, value in values.items() if is_number(value) and not math.isnan(value)}
    if not numbers:
        return None
    return (min if goal == "minimize" else max)(numbers, key=lambda key: numbers[key])


def goal_of(name: str, goal: str | None) -> Goal:
    """Return a goal as it was given, or as the name of the metric says.

    Raises
    ------
    RunError
        If it is none of the two, or the name does not say.
    """
    if goal is None:
        goal = guess_goal(name)
        if goal is None:
            raise RunError(
                f"whether {name!r} is better low or high is not to be seen from its name. "
                'Say goal="minimize" or goal="maximize".'
            )
    short = {"min": "minimize", "max": "maximize"}.get(str(goal), goal)
    for known in GOALS:
        if short == known:
            return known
    raise RunError(f"goal must be 'minimize' or 'maximize', got {goal!r}.{did_you_mean(str(goal), GOALS)}")


def is_number(value: Any) -> bool:
    """Return whether a summary value is a number; True and False are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
