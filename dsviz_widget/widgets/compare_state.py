"""What a view of compared tables keeps beyond what a table view does: how the tables come together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from dsviz_widget.errors import ViewError, did_you_mean
from dsviz_widget.query.parts import DUPLICATES, HOWS, MAX_TABLES

TABS = ("rows", "groups", "scores")
PICTURES = ("beside", "swipe", "differences")
VALUES = ("count", "truth", "prediction")
PANELS = ("both", "histogram", "mean")
KEYLESS = ("concat", "position")
"""Ways to take tables together that know no key."""
COMPOSING = ("how", "keys", "duplicates", "order", "right")
"""Parts of a comparison that say which rows there are, and what they hold."""

COMPARISON: dict[str, Any] = {
    "how": "compare",
    "keys": [],
    "duplicates": "pair",
    "order": [],
    "right": None,
    "truth": None,
    "prediction": None,
    "score": None,
    "better": {},
    "changed": None,
}
COMPARE_LAYOUT: dict[str, Any] = {"pictures": "beside"}
COMPARED_GROUPS: dict[str, Any] = {"by": "", "sort": "change", "panels": {}}
SCORES: dict[str, Any] = {
    "threshold": 0.5,
    "class_thresholds": {},
    "iou": 0.5,
    "class": None,
    "matrix": {"side": 0, "values": "count"},
    "sort": "",
    "picks": [],
    "only_these": False,
}


def complete_comparison(given: Mapping[str, Any], tables: int) -> dict[str, Any]:
    """Return a comparison with the parts that were left out.

    Parameters
    ----------
    given : mapping
        As the trait `comparison` has it. A part of the key may be one text, which every table has.
    tables : int
        How many tables there are.

    Raises
    ------
    ViewError
        For a part that does not exist, or holds what it cannot.
    """
    found = _completed("comparison", given, COMPARISON)
    _one_of("how", found["how"], HOWS)
    _one_of("duplicates", found["duplicates"], DUPLICATES)
    order = found["order"] if found["order"] else list(range(tables))
    numbers = isinstance(order, (list, tuple)) and all(type(number) is int for number in order)
    if not numbers or len(set(order)) < len(order) or not set(order) <= set(range(tables)):
        raise ViewError(f'comparison["order"] names each table once, 0 to {tables - 1}, got {order!r:.60}.')
    if not 1 <= len(order) <= MAX_TABLES:
        raise ViewError(f"1 to {MAX_TABLES} tables are compared, not {len(order)}.")
    if not isinstance(found["keys"], (list, tuple)):
        raise ViewError(f'comparison["keys"] is a list of parts of the key, got {found["keys"]!r:.60}.')
    for name in ("right", "truth", "prediction", "changed"):
        _text(f"comparison[{name!r}]", found[name])
    better = found["better"]
    if not isinstance(better, Mapping) or not set(better.values()) <= {"higher", "lower", None}:
        raise ViewError(f'comparison["better"] gives columns "higher", "lower" or None, got {better!r:.60}.')
    return {
        **found,
        "keys": [_key(part, tables) for part in found["keys"]],
        "order": list(order),
        "right": found["right"] and found["right"].strip(),
        "better": dict(better),
    }


def _key(part: Any, tables: int) -> list[str]:
    texts = [part] * tables if isinstance(part, str) else part
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        raise ViewError(f"a part of the key is an expression for each table, got {part!r:.60}.")
    if len(texts) != tables:
        raise ViewError(f"the key {list(texts)!r} has {len(texts)} expressions for {tables} tables.")
    return list(texts)


def complete_compare_layout(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how compared rows are laid out, with the parts that were left out; raises ViewError."""
    layout = _completed("compare_layout", given, COMPARE_LAYOUT)
    _one_of("pictures", layout["pictures"], PICTURES)
    return layout


def complete_compared_groups(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return how compared rows are grouped, with the parts that were left out; raises ViewError."""
    groups = _completed("compared_groups", given, COMPARED_GROUPS)
    _text('compared_groups["by"]', groups["by"] or "")
    _text('compared_groups["sort"]', groups["sort"])
    if not isinstance(groups["panels"], Mapping):
        raise ViewError(f'compared_groups["panels"] gives columns a panel, got {groups["panels"]!r:.60}.')
    for panel in groups["panels"].values():
        _one_of("panel", panel, PANELS)
    return {**groups, "by": groups["by"] or "", "panels": dict(groups["panels"])}


def complete_scores(given: Mapping[str, Any], tables: int) -> dict[str, Any]:
    """Return what the scores show, with the parts that were left out; raises ViewError."""
    first = {"side": min(1, tables - 1), "values": "count"}
    scores = _completed("scores", given, {**SCORES, "matrix": first})
    matrix = _completed('scores["matrix"]', scores["matrix"], first)
    side = matrix["side"]
    if side != "difference" and not (type(side) is int and 0 <= side < tables):
        raise ViewError(f'scores["matrix"]["side"] is the number of a table or "difference", got {side!r}.')
    _one_of("values", matrix["values"], VALUES)
    _share('scores["threshold"]', scores["threshold"], may_be_any=True)
    _share('scores["iou"]', scores["iou"])
    limits = scores["class_thresholds"]
    if not isinstance(limits, Mapping):
        raise ViewError(f'scores["class_thresholds"] gives classes a threshold, got {limits!r:.60}.')
    for name, limit in limits.items():
        _share(f'scores["class_thresholds"][{name!r}]', limit, may_be_any=True)
    _text('scores["class"]', scores["class"])
    _text('scores["sort"]', scores["sort"])
    picks = scores["picks"]
    if not isinstance(picks, (list, tuple)) or not all(isinstance(text, str) for text in picks):
        raise ViewError(f'scores["picks"] is a list of clauses, got {picks!r:.60}.')
    if not isinstance(scores["only_these"], bool):
        raise ViewError(f'scores["only_these"] is true or false, got {scores["only_these"]!r:.60}.')
    return {**scores, "matrix": matrix, "class_thresholds": dict(limits), "picks": list(picks)}


def state_trait(complete: Callable[[Mapping[str, Any]], dict[str, Any]]) -> traitlets.Dict[Any, Any]:
    """Return a trait that the browser sees too and that starts complete."""
    return traitlets.Dict(complete({})).tag(sync=True)


def _completed(name: str, given: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise ViewError(f"{name} is a dict, got {given!r:.60}.")
    for key in given:
        if key not in known:
            raise ViewError(f"{name} has no part {key!r}.{did_you_mean(str(key), known)}")
    return {**known, **given}


def _one_of(name: str, value: Any, known: Sequence[str]) -> None:
    if value not in known:
        listed = ", ".join(map(repr, known[:-1])) + f" or {known[-1]!r}"
        raise ViewError(f"{name} is {listed}, not {value!r:.60}.")


def _text(name: str, value: Any) -> None:
    if value is not None and not isinstance(value, str):
        raise ViewError(f"{name} is a text or None, got {value!r:.60}.")


def _share(name: str, value: Any, may_be_any: bool = False) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
    if not is_number or not (may_be_any or 0 <= value <= 1):
        raise ViewError(f"{name} is a number{'' if may_be_any else ' from 0 to 1'}, got {value!r:.60}.")
