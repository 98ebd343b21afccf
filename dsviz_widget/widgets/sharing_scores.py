"""Scores in a page: what Python answers about the predictions of a view, as far as that is a finite set."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dsviz_widget.errors import Cancelled, DsvizError
from dsviz_widget.evaluation.detection_errors import KINDS
from dsviz_widget.query import Task

if TYPE_CHECKING:
    from dsviz_widget.widgets.compare_view import CompareView
    from dsviz_widget.widgets.sharing_page import Page

MOST_CLASSES = 40
"""Classes up to which a page has curves and cells of each."""
MOST_CURSORS = 12
"""Classes up to which a page knows where each threshold lies on the curves of each."""
MOST_STEPS = 400
"""Thresholds at most; a slider has a hundred where scores are probabilities."""
PICKED = 72
"""Rows of a cell of the matrix."""
CURSORS = "cursors"
"""No question of its own: that part of an answer about a threshold which depends on the class."""
Params = dict[str, Any]


def add_scores(page: Page, part: str, view: CompareView, rows: str, task: Task) -> str | None:
    """Add the scores of a view under the name of a part; return the name, None where nothing is scored.

    Parameters
    ----------
    rows : {"all", "matched"}
        With ``"matched"`` only rows that match the view are scored; else those without its filter too.
    """
    options = {name: view.comparison.get(name) for name in ("truth", "prediction", "score")}
    if options["truth"] is None:
        return None
    own = _scored_query(view)
    queries = [own]
    if rows == "all" and own["filters"]:
        queries.append({**own, "filters": []})
    sets = []
    for query in queries:
        answers: list[dict[str, Any]] = []
        for method, params in _questions(view, query, options, answers, task):
            task.check()
            answers.append(
                _answered(page, view, method, {"query": query, "options": options, **params}, task)
            )
        sets.append({"query": query, "answers": answers})
    page.add_json(part, {"options": options, "sets": sets})
    return part


def _answered(page: Page, view: CompareView, method: str, params: Params, task: Task) -> dict[str, Any]:
    """Return an answer as the page has it, or the sentence why there is none."""
    told = {name: value for name, value in params.items() if name not in ("query", "options")}
    try:
        result, buffers = view.answer("at_threshold" if method == CURSORS else method, params, task)
    except Cancelled:
        raise
    except (DsvizError, OSError) as error:
        return {"method": method, "params": told, "error": str(error)}
    if method == CURSORS:
        result = {"sides": [side["cursors"] for side in result["sides"]]}
    places = [page.place(bytes(buffer)) for buffer in buffers]
    return {"method": method, "params": told, "result": result, "buffers": places}


def _questions(
    view: CompareView, query: Params, options: Params, answers: list[dict[str, Any]], task: Task
) -> Iterator[tuple[str, Params]]:
    """Give what the Scores tab asks, each with its own parameters; `answers` has those given so far."""
    yield "evaluation_offers", {}
    yield "evaluation", {}
    evaluation = answers[-1].get("result") or {}
    kind = evaluation.get("kind")
    if kind not in ("classification", "detection"):
        return
    scores = view.scores
    own = scores.get("class_thresholds") or None
    here = float(scores.get("threshold") or 0.0)
    iou = {"iou": float(scores.get("iou") or 0.5)} if kind == "detection" else {}
    count = len(evaluation.get("classes", ()))
    classes = [None, *(range(count) if count <= MOST_CLASSES else ())]
    steps = _steps(evaluation, here)
    for threshold in steps:
        yield "at_threshold", {"threshold": threshold, "class_thresholds": own, "class": None, **iou}
    for code in classes[1:]:
        yield "at_threshold", {"threshold": here, "class_thresholds": own, "class": code, **iou}
    if kind == "detection" or evaluation.get("score_of") is not None:
        for code in classes:
            yield "evaluation_curves", {"class": code, **iou}
    if kind == "classification" and evaluation.get("score_of") is not None and count <= MOST_CURSORS:
        for code in classes[1:]:
            for threshold in steps:
                yield CURSORS, {"threshold": threshold, "class_thresholds": own, "class": code}
    at = {"threshold": here, "class_thresholds": own, **iou}
    if kind == "detection":
        for picked in (*KINDS, "missed"):
            for side in (None, *range(len(evaluation["sides"]))):
                given = {**at, "kind": picked, "side": side, "class": None, "keys": _keys(view)}
                yield "picked_clause", given
        return
    places = [*range(count), "below"] if count <= MOST_CLASSES else []
    for side in range(len(evaluation["sides"])):
        for truth in places[:-1]:
            for prediction in places:
                cell = {"side": side, "truth": truth, "prediction": prediction}
                yield "picked_rows", {**at, **cell, "start": 0, "count": PICKED}


def _keys(view: CompareView) -> list[str]:
    """Return the names of the parts of the key, where rows stand beside each other."""
    return [str(part.get("name")) for part in view.comparison.get("keys") or [] if isinstance(part, dict)]


def _steps(evaluation: Params, here: float) -> list[float]:
    """Return where the slider of scores stops: the steps that `threshold-line.tsx` makes."""
    # Of boxes it is the score's own; without one all of them count.
    about = evaluation.get("score_range") or evaluation.get("score") or {}
    low, high = (None if (end := about.get(name)) is None else float(end) for name in ("low", "high"))
    if low is None or high is None:
        return [here]
    is_probability = about.get("is_probability", (low, high) == (0.0, 1.0))
    step = 0.01 if is_probability or high <= low else 10.0 ** math.floor(math.log10((high - low) / 20))
    first, last = math.ceil(low / step), math.floor(high / step)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    found = {round(at * step, digits) for at in range(first, min(last, first + MOST_STEPS) + 1)}
    return sorted({here, low, high, *found})


def _scored_query(view: CompareView) -> Params:
    """Return whose rows the Scores tab scores, as `picks.ts` says it."""
    query = view.query.to_json()
    picks = view.scores.get("picks") or []
    only = bool(view.scores.get("only_these"))
    filters = [one for one in query["filters"] if one["on"] and (only or one["text"] not in picks)]
    limit = query.get("limit")
    sort = [] if limit is None else query.get("sort", [])
    derive = {"derive": query["derive"]} if query.get("derive") else {}
    plain = {"version": 1, "group_by": [], "columns": None, "panels": {}}
    return {**plain, "filters": filters, "sort": sort, "limit": limit, **derive}
