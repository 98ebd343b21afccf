"""What a browser may ask about detections that are scored, and the answers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from dsviz_widget.evaluation.detection import checked_iou
from dsviz_widget.evaluation.detection_errors import DetectionErrors
from dsviz_widget.evaluation.detection_sides import DetectionSide, Group, read_sides
from dsviz_widget.evaluation.rows import SideRows, sides_of
from dsviz_widget.query import DuckEngine, Query, Task, write_name
from dsviz_widget.types import ColumnType
from dsviz_widget.widgets.channel import Reply
from dsviz_widget.widgets.detection_figures import (
    MAX_PHOTOS,
    confused_pairs,
    figures,
    photo_counts,
    photos_to_see,
    plain,
    score_range,
    thinned,
)
from dsviz_widget.widgets.params import limited, query_of, start_of
from dsviz_widget.widgets.picked_boxes import clause_of, counts_of_picked

BINS = 50
MAX_PICKED = 500
"""Rows that one clause names."""
MAX_ROWS = 2_000
KEPT = 3
"""Choices of columns whose boxes are kept, matched."""
KEPT_QUERIES = 8


class ScoredRows(Protocol):
    """One table or several that are compared, as those who score them see them."""

    @property
    def engine(self) -> DuckEngine:
        """What answers queries on the rows."""

    def types_of(self, query: Query) -> dict[str, ColumnType]:
        """Return what each column holds, those that the query derives included."""


@dataclass
class _Scored:
    """Tables whose boxes are matched, and which of their rows queries keep."""

    engine: DuckEngine
    rows: list[SideRows]
    labels: list[str]
    sides: list[DetectionSide]
    kept: OrderedDict[str, list[np.ndarray]] = field(default_factory=OrderedDict)


class DetectionScoring:
    """Answers questions about boxes; what was read and matched stays as long as rows and columns do.

    Parameters
    ----------
    shown : ScoredRows
        The rows of the view.
    """

    def __init__(self, shown: ScoredRows) -> None:
        self.shown = shown
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Scored] = OrderedDict()

    def evaluation(self, params: dict[str, Any], options: dict[str, Any], task: Task) -> Reply:
        """What holds for all thresholds: AP, AR, and how scores are spread.

        Parameters
        ----------
        params : dict
            ``query``, whose rows count.
        options : dict
            ``truth`` and ``prediction``, for each table a column and a group, and ``score``.
        """
        query = query_of(params)
        scored = self._scored(query, options, task)
        kept = self._kept(scored, query, task)
        scores = [
            side.boxes.found.score[photos[side.boxes.found.photo]] for side, photos in _zip(scored, kept)
        ]
        low, high = score_range(scores)
        sides = []
        for number, (side, photos) in enumerate(_zip(scored, kept)):
            task.check()
            task.progress(len(kept) + number, 2 * len(kept))
            counts = np.histogram(scores[number], BINS, (low, high))[0]
            rows = scored.rows[number]
            sides.append(
                {
                    **figures(side, photos, len(scored.labels)),
                    "rows": int(photos.sum()),
                    "photos": int((photos & side.has_photo).sum()),
                    "skipped": {
                        "photo": int((photos & ~side.has_photo).sum()),
                        "score": side.boxes.found.unscored,
                    },
                    "expressions": {
                        name: _expression(rows, options[name][number]) for name in ("truth", "prediction")
                    },
                    "score": side.score,
                    "histogram": counts.tolist(),
                }
            )
        named = next((side.score for side in scored.sides if side.score is not None), None)
        return {
            "kind": "detection",
            "classes": scored.labels,
            "class_clauses": _class_clauses(scored, options["truth"]),
            "score": {"name": named, "low": low, "high": high},
            "sides": sides,
        }, []

    def at_threshold(self, params: dict[str, Any], options: dict[str, Any], task: Task) -> Reply:
        """What becomes of the boxes from a score up, and the photos where tables differ most.

        Of one ``class`` photos are those that differ in its boxes.
        """
        query = query_of(params)
        scored = self._scored(query, options, task)
        kept = self._kept(scored, query, task)
        errors, limits = self._errors(scored, params)
        label = _number_of(params.get("class"), scored)
        sides, per_photo, confusions = [], [], []
        for one, photos in zip(errors, kept, strict=True):
            task.check()
            counts = one.count(limits, photos)
            precision, recall, f1 = counts.overall
            sides.append(
                {
                    "kinds": counts.totals,
                    "found": int(counts.kinds.sum()),
                    "truths": int(counts.truths.sum()),
                    "precision": plain(precision),
                    "recall": plain(recall),
                    "f1": plain(f1),
                    "class_kinds": np.column_stack([counts.kinds, counts.missed]).tolist(),
                }
            )
            confusions.append(counts.confusion)
            per_photo.append(one.per_photo(limits, photos, label))
        return {
            "sides": sides,
            "confused": confused_pairs(np.stack(confusions)),
            "photos": photos_to_see(np.stack(per_photo), _there(scored)),
        }, []

    def evaluation_curves(self, params: dict[str, Any], options: dict[str, Any], task: Task) -> Reply:
        """Precision against recall of a class, at one overlap."""
        query = query_of(params)
        scored = self._scored(query, options, task)
        label, iou = _number_of(params.get("class"), scored), checked_iou(float(params.get("iou") or 0.5))
        curves: list[dict[str, Any] | None] = []
        for side, photos in _zip(scored, self._kept(scored, query, task)):
            task.check()
            curve = None if label is None else side.boxes.curve(label, iou, photos)
            if curve is None or np.isnan(curve.average):
                curves.append(None)
                continue
            some = thinned(len(curve.recall))
            columns = {"x": curve.recall, "y": curve.precision, "score": curve.score}
            points = {name: column[some].tolist() for name, column in columns.items()}
            curves.append({"pr": points, "average": curve.average})
        return {"sides": curves}, []

    def picked_rows(self, params: dict[str, Any], options: dict[str, Any], task: Task) -> Reply:
        """Row ids of photos that have boxes of a kind, those with most of them first."""
        rows, counts = self._picked(params, options, task)
        some = slice(start_of(params), start_of(params) + limited(params.get("count", 50), MAX_ROWS))
        return {
            "rows": rows[some].tolist(),
            "total": len(rows),
            "counts": [[int(side[row]) for side in counts] for row in rows[some]],
        }, []

    def picked_clause(self, params: dict[str, Any], options: dict[str, Any], task: Task) -> Reply:
        """Write the clause that keeps photos which have boxes of a kind, and count the boxes of the first."""
        rows, _ = self._picked(params, options, task)
        query = query_of(params)
        scored = self._scored(query, options, task)
        some = rows[:MAX_PICKED]
        keys = [str(name) for name in params.get("keys") or []]
        text = clause_of(scored.rows, scored.sides, options["truth"], np.sort(some), keys, task)
        errors, limits = self._errors(scored, params)
        label = _number_of(params.get("class"), scored)
        kept = self._kept(scored, query, task)
        counts = [one.per_photo(limits, photos, label) for one, photos in zip(errors, kept, strict=True)]
        photos = photo_counts(rows[:MAX_PHOTOS], np.stack(counts), _there(scored))
        return {"clause": text, "rows": len(rows), "shown": len(some), "photos": photos}, []

    def _picked(
        self, params: dict[str, Any], options: dict[str, Any], task: Task
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return ids of rows that have boxes which were asked for, and their number in each table by row."""
        query = query_of(params)
        scored = self._scored(query, options, task)
        errors, limits = self._errors(scored, params)
        side = params.get("side")
        wanted = range(len(errors)) if side is None else [int(side)]
        counts = [
            counts_of_picked(one, limits, photos, params)
            for one, photos in zip(errors, self._kept(scored, query, task), strict=True)
        ]
        total = np.sum([counts[number] for number in wanted], axis=0)
        rows = np.flatnonzero(total)
        return rows[np.argsort(-total[rows], kind="stable")], counts

    def _errors(self, scored: _Scored, params: dict[str, Any]) -> tuple[list[DetectionErrors], np.ndarray]:
        iou = checked_iou(float(params.get("iou") or 0.5))
        errors = [side.boxes.errors(iou) for side in scored.sides]
        own = params.get("class_thresholds") or {}
        limits = {scored.labels.index(label): float(own[label]) for label in own if label in scored.labels}
        return errors, errors[0].limits(float(params.get("threshold") or 0.0), limits)

    def _scored(self, query: Query, options: dict[str, Any], task: Task) -> _Scored:
        """Return the boxes of all rows, matched; they stay while rows and columns do."""
        engine = self.shown.engine
        everything = Query(derived=query.derived)
        key = repr((options["truth"], options["prediction"], options["score"], query.derived))
        with self._lock:
            known = self._known.get(key)
            if known is None or known.engine is not engine:
                rows = sides_of(engine, self.shown.types_of(everything), everything)
                truths, found = ([_group(one) for one in options[name]] for name in ("truth", "prediction"))
                labels, sides = read_sides(rows, truths, found, options["score"], task)
                known = self._known[key] = _Scored(engine, rows, labels, sides)
                if len(self._known) > KEPT:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return known

    def _kept(self, scored: _Scored, query: Query, task: Task) -> list[np.ndarray]:
        """Return for each table which rows the query keeps."""
        key = repr(query.filters)
        found = scored.kept.get(key)
        if found is None:
            found = []
            for rows in scored.rows:
                photos = np.zeros(scored.engine.row_count, bool)
                photos[rows.with_query(query).take([], task)[0]] = True
                found.append(photos)
            scored.kept[key] = found
            if len(scored.kept) > KEPT_QUERIES:
                scored.kept.popitem(last=False)
        return found


def _zip(scored: _Scored, kept: list[np.ndarray]) -> list[tuple[DetectionSide, np.ndarray]]:
    return list(zip(scored.sides, kept, strict=True))


def _group(pair: Sequence[str]) -> Group:
    column, group = pair
    return column, group


def _number_of(given: Any, scored: _Scored) -> int | None:
    """Return the number of a class that the browser means, None for none."""
    return given if isinstance(given, int) and 0 <= given < len(scored.labels) else None


def _there(scored: _Scored) -> np.ndarray:
    """Return for each table and row whether there is a photo."""
    return np.stack([side.has_photo for side in scored.sides])


def _expression(rows: SideRows, pair: Sequence[str]) -> str:
    """Return what a clause calls the boxes of a table."""
    column, group = pair
    # A column that tables share, as one of the key, has no table's name before it.
    is_own = rows.side is not None and rows.name_of(column) != column
    table = f"${rows.side}." if is_own else ""
    return f"{table}{write_name(column)}.boxes.{write_name(group)}"


def _class_clauses(scored: _Scored, truths: Sequence[Sequence[str]]) -> list[str | None]:
    """Return for each class the clause for photos that have a true box of it."""
    clauses: list[str | None] = []
    for label in range(len(scored.labels)):
        text = None
        for rows, side, pair in zip(scored.rows, scored.sides, truths, strict=True):
            ids = side.truth_ids[label]
            if ids and text is None:
                test = f"class_id = {ids[0]}" if len(ids) == 1 else f"class_id in {ids}"
                text = f"any({_expression(rows, pair)}, {test})"
        clauses.append(text)
    return clauses
