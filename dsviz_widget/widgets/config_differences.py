"""Configs of some runs beside each other: which keys differ, and from what."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

LOOKS_LIKE_A_VALUE = re.compile(
    r"\s*(|true|false|none|null|nan|[-+]?inf(inity)?|[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)\s*", re.I
)
LONGEST = 400


class ConfigKey(TypedDict):
    """One key of all configs."""

    key: str
    cells: list[str | None]
    """What each run has, as text; None where the key is not set."""
    differs: list[bool]
    """Whether each run has another value than the first."""


def config_differences(configs: Sequence[Mapping[str, Any]]) -> tuple[list[ConfigKey], list[ConfigKey]]:
    """Return the keys that differ, and those that are equal in all configs; both as the configs have them.

    A value equals another of its kind: 1 and 1.0 are one number, and True, "1" and a key that is not set are
    none of them.

    Parameters
    ----------
    configs : sequence of dict
        Flat, one a run; the others are held beside the first.
    """
    different: list[ConfigKey] = []
    equal: list[ConfigKey] = []
    for key in dict.fromkeys(key for config in configs for key in config):
        found = [_identity(config[key]) if key in config else None for config in configs]
        differs = [value != found[0] for value in found]
        cells = [value_text(config[key]) if key in config else None for config in configs]
        (different if any(differs) else equal).append({"key": key, "cells": cells, "differs": differs})
    return different, equal


def config_cells(config: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return each key of a flat config with what its value is equal to, and its value as people read it."""
    return [(key, json.dumps(_identity(value)), value_text(value)) for key, value in config.items()]


def _identity(value: Any) -> tuple[str, str]:
    if isinstance(value, bool) or value is None:
        return type(value).__name__, str(value)
    if isinstance(value, (int, float)):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
        return "number", repr(int(value) if whole else value)
    if isinstance(value, str):
        return "text", value
    return "other", json.dumps(value, sort_keys=True, default=str)


def value_text(value: Any) -> str:
    """Return a value as people read it; text is in quotes where it would read as something else."""
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False) if LOOKS_LIKE_A_VALUE.fullmatch(value) else value
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
