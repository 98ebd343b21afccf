"""What else a run's log holds: definitions of metrics, samples of the machine, and what was printed."""

from __future__ import annotations

from typing import Any

from dsviz_widget.convert.protobuf import (
    Message,
    bytes_at,
    message_at,
    messages_at,
    number_at,
    text_at,
)
from dsviz_widget.convert.wandb_json import number_of, read_json

# Field numbers of MetricRecord, MetricOptions, MetricSummary, StatsRecord and OutputRawRecord.
NAME, GLOB, STEP_METRIC, OPTIONS, SUMMARY, GOAL, EXPANDED = 1, 2, 4, 6, 7, 8, 10
STEP_SYNC, HIDDEN = 1, 2
SUMMARIES = {1: "min", 2: "max", 3: "mean", 4: "best", 5: "last", 6: "none", 7: "copy", 8: "first"}
GOALS = {1: "minimize", 2: "maximize"}


def read_metric(message: Message) -> dict[str, Any] | None:
    """Return what `define_metric` said; None for what W&B itself made of a name with ``*``."""
    name = text_at(message, NAME) or text_at(message, GLOB)
    if not name or number_at(message, EXPANDED):
        return None
    options, summary = message_at(message, OPTIONS) or {}, message_at(message, SUMMARY) or {}
    return {
        "name": name,
        "step_metric": text_at(message, STEP_METRIC) or None,
        "step_sync": bool(number_at(options, STEP_SYNC)),
        "hidden": bool(number_at(options, HIDDEN)),
        "summary": [word for number, word in SUMMARIES.items() if number_at(summary, number)],
        "goal": GOALS.get(number_at(message, GOAL)),
    }


def read_stats(message: Message) -> dict[str, Any]:
    """Return one sample of the machine, with the time at which it was taken."""
    found: dict[str, Any] = {"_timestamp": _seconds(message)}
    for item in messages_at(message, 3):
        key = text_at(item, 1)
        found[key] = number_of(read_json(bytes_at(item, 16), f"the system metric {key!r}"))
    return found


def read_line(message: Message) -> str:
    """Return a piece of what was printed."""
    return text_at(message, 3)


def _seconds(message: Message) -> float:
    moment = message_at(message, 2) or {}
    return number_at(moment, 1) + number_at(moment, 2) / 1e9
