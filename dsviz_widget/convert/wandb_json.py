"""JSON of unknown origin: read with Python's words for NaN and infinity, checked a value at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dsviz_widget.errors import ConvertError
from dsviz_widget.types import article

NUMBER_WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def read_json(content: bytes | str, where: str) -> Any:
    """Return what the JSON says; ``NaN``, ``Infinity`` and ``-Infinity`` are numbers, as W&B writes them.

    Raises
    ------
    ConvertError
        If it is not JSON, or is nested deeper than Python can follow.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        found = json.loads(text)
        if "\\ud" in text or "\\uD" in text:
            # Half a surrogate pair is legal JSON and no text: Arrow and the file system refuse it.
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        return found
    except RecursionError:
        raise ConvertError(f"{where} is nested too deep to be read.") from None
    except ValueError as error:
        raise ConvertError(f"{where} is not JSON, or is cut short: {error}.") from None


def read_object(content: bytes | str, where: str) -> dict[str, Any]:
    """Return the JSON object; raises ConvertError for anything else."""
    return as_object(read_json(content, where), where)


def as_object(value: Any, where: str) -> dict[str, Any]:
    """Return `value` when it is an object; raises ConvertError."""
    if not isinstance(value, dict):
        raise ConvertError(f"{where} must be an object, got {article(value)}.")
    return value


def text_of(item: Mapping[str, Any], key: str, where: str) -> str:
    """Return a text that must be there; raises ConvertError."""
    value = item.get(key)
    if not isinstance(value, str):
        raise ConvertError(f"{where} has no text {key!r}, got {article(value)}.")
    return value


def list_of(item: Mapping[str, Any], key: str, where: str) -> list[Any]:
    """Return a list that must be there; raises ConvertError."""
    value = item.get(key)
    if not isinstance(value, list):
        raise ConvertError(f"{where} has no list {key!r}, got {article(value)}.")
    return value


def number_of(value: Any) -> Any:
    """Return the number that a word such as ``"NaN"`` stands for; anything else as it is."""
    return NUMBER_WORDS.get(value, value) if isinstance(value, str) else value
