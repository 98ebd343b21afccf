"""Boxes of many photos held against the true ones, and what that amounts to in any of the photos."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from threading import RLock

import numpy as np

from dsviz_widget.evaluation.detection_boxes import Boxes
from dsviz_widget.evaluation.detection_errors import DetectionErrors, Nearest, nearest
from dsviz_widget.evaluation.detection_overlaps import (
    Overlaps,
    overlaps_across_classes,
    overlaps_within_classes,
)
from dsviz_widget.evaluation.detection_precision import AREAS, Curve, Precision, PrecisionCounts

KEPT_IOUS = 8


class MatchedBoxes:
    """True boxes and detections of one table; each part is computed when it is first asked for, and kept.

    Safe to use from several threads.

    Parameters
    ----------
    truth, found : Boxes
    labels : list of str
        The classes.
    rows : int
        How many rows the table has, photos or not.
    """

    def __init__(self, truth: Boxes, found: Boxes, labels: Sequence[str], rows: int) -> None:
        self.truth, self.found, self.labels, self.rows = truth, found, list(labels), rows
        self._lock = RLock()
        self.errors = lru_cache(KEPT_IOUS)(self._errors)
        """What became of each box, by the overlap from which boxes match."""
        self._curves = lru_cache(KEPT_IOUS)(self._counts_at)

    def precision(self, photos: np.ndarray | None = None) -> Precision:
        """Return AP and AR in some photos, a bool for each row; in all of them unless given."""
        with self._lock:
            counts = self._counts
        return counts.precision(photos)

    def curve(self, label: int, least_iou: float, photos: np.ndarray | None = None) -> Curve:
        """Return precision against recall of one class at one overlap."""
        with self._lock:
            counts = self._curves(least_iou)
        return counts.curve(label, photos)

    def _errors(self, least_iou: float) -> DetectionErrors:
        with self._lock:
            return DetectionErrors(
                self.truth,
                self.found,
                self._within,
                self._same,
                self._other,
                len(self.labels),
                least_iou,
            )

    def _counts_at(self, least_iou: float) -> PrecisionCounts:
        least = np.array([least_iou])
        all_sizes = {"all": AREAS["all"]}
        return PrecisionCounts(self.truth, self.found, self._within, len(self.labels), least, all_sizes)

    @cached_property
    def _within(self) -> Overlaps:
        return overlaps_within_classes(self.truth, self.found)

    @cached_property
    def _counts(self) -> PrecisionCounts:
        return PrecisionCounts(self.truth, self.found, self._within, len(self.labels))

    @cached_property
    def _same(self) -> Nearest:
        return nearest(self.truth, self.found, self._within)

    @cached_property
    def _other(self) -> Nearest:
        return nearest(self.truth, self.found, overlaps_across_classes(self.truth, self.found))
