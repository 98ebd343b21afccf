"""Which columns may be truth, prediction and score, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.media import ImageType
from dsviz_widget.query import Query
from dsviz_widget.query.kinds import Kind

TRUTH = ("truth", "true", "label", "target", "actual", "gt", "y", "class", "category", "annotation")
PREDICTION = ("pred", "prediction", "predicted", "guess", "output", "y_hat", "found", "detection")
SCORE = ("score", "confidence", "conf", "probability", "proba", "prob", "p", "certainty", "logit", "logits")
PLAIN = ("text", "boolean")


def offers_of(sides: Sequence[SideRows]) -> dict[str, list[dict[str, Any]]]:
    """Return what may be chosen: columns that every table has, by the name they have in it.

    A column that only some tables have goes by its name in all together, such as ``0.label``.
    """
    first = sides[0]
    names = [name for name in first.own if all(name in rows.own for rows in sides[1:])]
    shared = {rows.own[name] for rows in sides for name in names}
    names += [
        name for name in first.names if name not in shared and name not in names and first.names[name] == name
    ]
    kinds = first.engine.kinds(Query(derived=first.query.derived)).columns
    classes: list[dict[str, Any]] = []
    numbers: list[str] = []
    scores: list[dict[str, Any]] = []
    for name in names:
        kind: Kind = kinds[first.name_of(name)]
        if kind.name in PLAIN or (kind.name == "number" and kind.integer):
            classes.append({"name": name, "kind": "class"})
        elif kind.name == "number":
            numbers.append(name)
        elif kind.name in ("struct", "map") or (
            kind.name == "list" and kind.element is not None and kind.element.name == "number"
        ):
            found = first.type_of(name)
            if isinstance(found, ImageType):
                classes += [{"name": f"{name}.{group}", "kind": "mask"} for group in found.mask_labels]
                classes += [{"name": f"{name}.{group}", "kind": "boxes"} for group in found.box_labels]
                keys = dict.fromkeys(key for group in found.score_keys.values() for key in group)
                scores += [{"name": key, "of": None, "for": "boxes"} for key in keys]
            elif kind.name != "struct" or all(field.name == "number" for _, field in kind.fields):
                scores.append({"name": name, "of": "one per class in each cell", "for": "class"})
    for pattern, count in _patterns(numbers):
        scores.append({"name": pattern, "of": f"{count} columns, one per class", "for": "class"})
    scores += [{"name": name, "of": None, "for": "class"} for name in numbers]
    return {
        "truth": sorted(classes, key=lambda offer: (_far(offer["name"], TRUTH), offer["kind"] == "class")),
        "prediction": sorted(
            classes, key=lambda offer: (_far(offer["name"], PREDICTION), offer["kind"] == "class")
        ),
        "score": sorted(scores, key=lambda offer: (_far(offer["name"], SCORE), offer["of"] is None)),
    }


def _patterns(names: Sequence[str]) -> list[tuple[str, int]]:
    """Return ``p_*`` and the like: what several columns begin with, up to a sign between words."""
    starts: dict[str, int] = {}
    for name in names:
        for place, sign in enumerate(name[:-1]):
            if sign in "_.-/: ":
                start = name[: place + 1]
                starts[start] = starts.get(start, 0) + 1
    found: dict[str, int] = {}
    for name in names:
        mine = [start for start in starts if name.startswith(start) and starts[start] > 1]
        if mine:
            best = max(mine, key=lambda start: (starts[start], len(start)))
            found[f"{best}*"] = starts[best]
    return list(found.items())


def _far(name: str, likely: Sequence[str]) -> int:
    """Return how little a name looks like one of the likely ones: 0 for one of them, 1 with one in it."""
    lower = name.lower()
    words = {part for sign in "_.-/: *" for part in lower.split(sign)} | set(
        lower.replace(".", "_").replace("*", "").split("_")
    )
    if lower in likely or lower.rsplit(".", 1)[-1] in likely:
        return 0
    return 1 if words & set(likely) else 2
