"""What an artifact says of itself: metadata, tags and how long it is kept."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from dsviz_widget.errors import ArtifactNameError, ArtifactValueError
from dsviz_widget.types import article


class ArtifactTTL(Enum):
    """How long a version is kept, where no time of its own is given."""

    INHERIT = 0
    """As long as the artifact says, which here is for ever."""


def check_metadata(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return metadata as JSON can say it.

    Raises
    ------
    ArtifactValueError
        For more than 100 keys, or a value that JSON cannot say.
    """
    if metadata is None:
        return {}
    if not isinstance(metadata, Mapping):
        raise ArtifactValueError(f"metadata must be a dictionary, got {article(metadata)}.")
    if len(metadata) > 100:
        raise ArtifactValueError(f"metadata has {len(metadata)} keys; up to 100 are kept.")
    return {str(key): _plain(value, str(key)) for key, value in metadata.items()}


def check_tags(tags: Sequence[str] | None) -> list[str]:
    """Return tags without repeats.

    Raises
    ------
    ArtifactValueError
        For a tag that is no text, or longer than 64 letters, digits, ``_``, ``-`` and spaces.
    """
    found = [tags] if isinstance(tags, str) else list(tags or ())
    for tag in found:
        if (
            not isinstance(tag, str)
            or not 0 < len(tag) <= 64
            or not tag.replace("_", "").replace("-", "").replace(" ", "").isalnum()
        ):
            raise ArtifactValueError(
                f"tag {tag!r} cannot be used: a tag is 1 to 64 letters, digits, '_', '-' and spaces."
            )
    return list(dict.fromkeys(found))


def check_type(kind: Any, name: str) -> str:
    """Return the type of an artifact.

    Raises
    ------
    ArtifactNameError
        If it is no text, or one that W&B keeps for itself.
    """
    if isinstance(kind, str) and kind and kind != "job" and not kind.startswith("wandb-"):
        needed = {"run_table": "run-", "code": "source-"}.get(kind, "")
        if name.startswith(needed):
            return kind
        raise ArtifactNameError(
            f"artifact type {kind!r} cannot be used for {name!r}: names of that type begin with {needed!r}. "
            "Choose another type."
        )
    raise ArtifactNameError(f"artifact type {kind!r} cannot be used. Choose a word such as 'dataset'.")


def ttl_seconds(ttl: datetime.timedelta | ArtifactTTL | None) -> float | None:
    """Return the seconds a version is kept, or None for ever.

    Raises
    ------
    ArtifactValueError
        Unless `ttl` is a positive timedelta, None, or ``ArtifactTTL.INHERIT``.
    """
    if ttl is None or ttl is ArtifactTTL.INHERIT:
        return None
    if not isinstance(ttl, datetime.timedelta) or ttl.total_seconds() <= 0:
        raise ArtifactValueError(
            f"ttl must be a positive datetime.timedelta, None or ArtifactTTL.INHERIT, got {article(ttl)}."
        )
    return ttl.total_seconds()


def _plain(value: Any, where: str) -> Any:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if math.isinf(value):
            raise ArtifactValueError(f"metadata {where!r} is infinite, which JSON cannot say.")
        return None if math.isnan(value) else value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item, where) for item in value]
    if isinstance(value, Path) or hasattr(value, "isoformat"):
        return str(value)
    raise ArtifactValueError(f"metadata {where!r} is {article(value)}, which JSON cannot say.")
