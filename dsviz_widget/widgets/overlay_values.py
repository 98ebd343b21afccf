"""What may stand in ``view.overlays``, and what is said of anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from dsviz_widget.types import article

STYLES = {"look": ("fill", "outline", "both"), "line": ("solid", "dashed", "dotted")}
COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def check_overlays(overlays: Mapping[str, Any]) -> None:
    """Check each part of some overlays.

    Raises
    ------
    traitlets.TraitError
        Saying which part is wrong, what it is, and what it could be.
    """
    for name, check in CHECKS.items():
        check(f'overlays["{name}"]', overlays[name])


def _names(where: str, value: Any) -> None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        raise traitlets.TraitError(f"{where} is a list of names, got {article(value)}.")


def _flag(where: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise traitlets.TraitError(f"{where} is True or False, got {article(value)}.")


def _each(check: Callable[[str, Any], None], what: str) -> Callable[[str, Any], None]:
    """Return a check of a dict whose keys are names, each value checked."""

    def check_all(where: str, value: Any) -> None:
        if not isinstance(value, Mapping):
            raise traitlets.TraitError(f"{where} is a dict of {what}, got {article(value)}.")
        for name, inner in value.items():
            if not isinstance(name, str):
                raise traitlets.TraitError(f"{where} goes by names, got {article(name)} as a key.")
            check(f'{where}["{name}"]', inner)

    return check_all


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


def _share(where: str, value: Any) -> None:
    if not _is_number(value) or not 0 <= value <= 1:
        raise traitlets.TraitError(f"{where} is a number from 0 to 1, got {value!r:.40}.")


def _style(where: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise traitlets.TraitError(f"{where} is a dict with look and line, got {article(value)}.")
    for part, chosen in value.items():
        if part not in STYLES:
            raise traitlets.TraitError(f"{where} has no part {part!r}; there are look and line.")
        if chosen not in STYLES[part]:
            known = ", ".join(f'"{one}"' for one in STYLES[part])
            raise traitlets.TraitError(f'{where}["{part}"] is one of {known}, got {chosen!r:.40}.')


def _range(where: str, value: Any) -> None:
    ends = list(value) if isinstance(value, (list, tuple)) else []
    if len(ends) != 2 or not all(end is None or _is_number(end) for end in ends):
        raise traitlets.TraitError(f"{where} is [low, high], each a number or None, got {value!r:.40}.")
    low, high = ends
    if low is not None and high is not None and low > high:
        raise traitlets.TraitError(f"{where} ends at {high:g}, below its beginning {low:g}. Swap the two.")


def _color(where: str, value: Any) -> None:
    if not isinstance(value, str) or not COLOR.fullmatch(value):
        raise traitlets.TraitError(f'{where} is a colour like "#2f6fdb", got {value!r:.40}.')


CHECKS: dict[str, Callable[[str, Any], None]] = {
    "hidden_classes": _names,
    "hidden_groups": _names,
    "opacity": _each(_share, "opacities by group"),
    "styles": _each(_style, "styles by group"),
    "labels": _flag,
    "scores": _each(_each(_range, "ranges by score"), "ranges by group"),
    "colors": _each(_color, "colours by class"),
}
