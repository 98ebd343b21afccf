"""Which boxes of a photo overlap, and by how much."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dsviz_widget.evaluation.detection_boxes import Boxes

LEAST_IOU = 0.1
"""Overlap below this is none, as TIDE has it."""
PAIRS_AT_A_TIME = 1_000_000


class Overlaps(NamedTuple):
    """Pairs of a detection and a true box that overlap, by detection, and then from the least IoU up.

    Attributes
    ----------
    found, truth : (n,) int64 array
        Positions of the two boxes.
    iou : (n,) float array
    """

    found: np.ndarray
    truth: np.ndarray
    iou: np.ndarray


def overlaps_within_classes(truth: Boxes, found: Boxes) -> Overlaps:
    """Return the pairs of one photo and one class that overlap by `LEAST_IOU` or more."""
    classes = 1 + max(int(boxes.label.max(initial=0)) for boxes in (truth, found))
    keys = truth.photo * classes + truth.label
    wanted = found.photo * classes + found.label
    low, high = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
    return _overlaps(truth, found, low, high, within=True)


def overlaps_across_classes(truth: Boxes, found: Boxes) -> Overlaps:
    """Return the pairs of one photo and two classes that overlap by `LEAST_IOU` or more."""
    low = np.searchsorted(truth.photo, found.photo, "left")
    high = np.searchsorted(truth.photo, found.photo, "right")
    return _overlaps(truth, found, low, high, within=False)


def ious(truth: Boxes, found: Boxes, truths: np.ndarray, founds: np.ndarray) -> np.ndarray:
    """Return the area that two boxes share over what they cover; over the detection's where a crowd is.

    References
    ----------
    ``bbIou`` in ``maskApi.c`` of pycocotools 2.0, whose steps it takes in the same order.
    """
    wide, tall = (
        np.minimum(truth.high[truths, axis], found.high[founds, axis])
        - np.maximum(truth.low[truths, axis], found.low[founds, axis])
        for axis in (0, 1)
    )
    shared = np.where((wide > 0) & (tall > 0), wide * tall, 0.0)
    covered = found.area[founds]
    whole = covered + truth.area[truths] - shared
    covered = np.where(truth.is_crowd[truths], covered, whole)
    return np.asarray(np.divide(shared, covered, out=np.zeros_like(shared), where=shared > 0))


def _overlaps(truth: Boxes, found: Boxes, low: np.ndarray, high: np.ndarray, within: bool) -> Overlaps:
    """Return pairs of each detection with those of the true boxes ``low`` to ``high`` that it overlaps."""
    with_any = np.flatnonzero(high > low)
    counts = (high - low)[with_any]
    ends = np.cumsum(counts)
    parts = []
    start = 0
    while start < len(with_any):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + PAIRS_AT_A_TIME, "right")))
        some, sizes = with_any[start:stop], counts[start:stop]
        first = np.repeat(ends[start:stop] - sizes - done, sizes)
        truths = np.repeat(low[some], sizes) + np.arange(len(first)) - first
        founds = np.repeat(some, sizes)
        if not within:
            other = truth.label[truths] != found.label[founds]
            truths, founds = truths[other], founds[other]
        iou = ious(truth, found, truths, founds)
        keep = iou >= LEAST_IOU
        parts.append(Overlaps(founds[keep], truths[keep], iou[keep]))
        start = stop
    if not parts:
        return Overlaps(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    pairs = Overlaps(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    # Pairs come by detection and true box; the sort is stable, so that of equal overlaps the last box wins.
    order = np.lexsort((pairs.iou, pairs.found))
    return Overlaps(pairs.found[order], pairs.truth[order], pairs.iou[order])
