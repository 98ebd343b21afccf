"""Figures of detections as the browser gets them: JSON, with null for what is not defined."""

from __future__ import annotations

from typing import Any

import numpy as np

from dsviz_widget.evaluation.detection_errors import RIGHT
from dsviz_widget.evaluation.detection_precision import AREAS
from dsviz_widget.evaluation.detection_sides import DetectionSide

MAX_POINTS = 500
MAX_PAIRS = 5
"""Pairs of classes that are confused, for one answer."""
MAX_PHOTOS = 24
"""Photos where tables differ most, for one answer."""


def figures(side: DetectionSide, photos: np.ndarray, classes: int) -> dict[str, Any]:
    """Return AP and AR of a table in some photos, of all boxes and by class and size."""
    found = side.boxes.precision(photos)
    truth, detections = side.boxes.truth, side.boxes.found
    named = detections.label[photos[detections.photo]]
    return {
        "truths": int((photos[truth.photo] & ~truth.is_crowd).sum()),
        "found": len(named),
        "ap": plain(found.mean_average()),
        "ap50": plain(found.mean_average(0.5)),
        "ap75": plain(found.mean_average(0.75)),
        "ar": plain(found.mean_recall()),
        "ar_1": plain(found.mean_recall(1)),
        "ar_10": plain(found.mean_recall(10)),
        "by_area": {
            area: {"ap": plain(found.mean_average(area=area)), "ar": plain(found.mean_recall(area=area))}
            for area in AREAS
            if area != "all"
        },
        "class_truths": found.truths.tolist(),
        "class_found": np.bincount(named, minlength=classes).tolist(),
        "class_ap": plain_list(found.per_class),
        "class_ap50": plain_list(found.average[0, :, 0]),
        "class_ar": plain_list(found.recall_per_class),
    }


def photos_to_see(counts: np.ndarray, there: np.ndarray) -> list[dict[str, Any]]:
    """Return the photos where tables find most differently many boxes; of one table, those with most errors.

    Of equal ones those with fewer boxes go first: there it is easier to see.

    Parameters
    ----------
    counts : (tables, rows, 6) int array
        Boxes of each kind, and what was missed.
    there : (tables, rows) bool array
        Whether a table has a photo in a row; those that have none are not compared.
    """
    right = counts[:, :, RIGHT]
    if len(counts) > 1:
        most = np.where(there, right, -1).max(axis=0)
        least = np.where(there, right, np.iinfo(np.int64).max).min(axis=0)
        weight = np.where(there.sum(axis=0) > 1, most - least, 0)
    else:
        weight = counts[0, :, RIGHT + 1 :].sum(axis=1)
    boxes = counts.sum(axis=(0, 2))
    rows = np.flatnonzero(weight)
    rows = rows[np.lexsort((rows, boxes[rows], -weight[rows]))][:MAX_PHOTOS]
    return photo_counts(rows, counts, there)


def confused_pairs(confusions: np.ndarray) -> list[dict[str, Any]]:
    """Return which classes are most often taken for which others, over all tables.

    Parameters
    ----------
    confusions : (tables, classes + 1, classes + 1) int array
        As `ErrorCounts.confusion`.
    """
    between = confusions[:, :-1, :-1].copy()
    np.einsum("tkk->tk", between)[:] = 0
    total = between.sum(axis=0)
    pairs = np.argwhere(total)
    order = np.argsort(-total[tuple(pairs.T)], kind="stable")[:MAX_PAIRS]
    return [
        {"truth": truth, "prediction": prediction, "counts": between[:, truth, prediction].tolist()}
        for truth, prediction in pairs[order].tolist()
    ]


def photo_counts(rows: np.ndarray, counts: np.ndarray, there: np.ndarray) -> list[dict[str, Any]]:
    """Return what each table found in some photos; null for a table that has no photo there."""
    photos = []
    for row in rows.tolist():
        sides = []
        for of_kind, is_there in zip(counts[:, row].tolist(), there[:, row], strict=True):
            right, *wrong, missed = of_kind
            found = {"right": right, "wrong": sum(wrong), "truths": right + missed}
            sides.append(found if is_there else None)
        photos.append({"row": row, "sides": sides})
    return photos


def score_range(scores: list[np.ndarray]) -> tuple[float, float]:
    """Return the ends of the axis of scores: 0 to 1 where all lie there."""
    some = [part for part in scores if len(part)]
    low = min((float(part.min()) for part in some), default=0.0)
    high = max((float(part.max()) for part in some), default=1.0)
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    return low, high if high > low else low + 1


def thinned(count: int) -> np.ndarray:
    """Return which points of a curve travel."""
    if count <= MAX_POINTS:
        return np.arange(count)
    return np.unique(np.linspace(0, count - 1, MAX_POINTS).round().astype(np.int64))


def plain(value: float) -> float | None:
    """Return a figure as JSON has it, None for NaN."""
    return None if np.isnan(value) else float(value)


def plain_list(values: np.ndarray) -> list[float | None]:
    """Return figures as JSON has them."""
    return [plain(value) for value in values.tolist()]
