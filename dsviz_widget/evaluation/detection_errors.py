"""What became of each detection and each true box at one overlap: right, or which kind of error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dsviz_widget.evaluation.detection_boxes import Boxes
from dsviz_widget.evaluation.detection_matching import NOTHING, match_boxes
from dsviz_widget.evaluation.detection_overlaps import Overlaps

KINDS = ("right", "poorly_placed", "confused", "duplicate", "background")
"""What a detection can be."""
RIGHT, POORLY_PLACED, CONFUSED, DUPLICATE, BACKGROUND = range(len(KINDS))
NOT_COUNTED = -1


class Nearest(NamedTuple):
    """For each detection the true box of some classes that it overlaps most; crowds are left out.

    Attributes
    ----------
    truth : (n,) int64 array
        Its position, or -1 where none overlaps.
    iou : (n,) float array
    """

    truth: np.ndarray
    iou: np.ndarray


def nearest(truth: Boxes, found: Boxes, overlaps: Overlaps) -> Nearest:
    """Return the true box that each detection overlaps most, of those it has a pair with."""
    counts = ~truth.is_crowd[overlaps.truth]
    of = overlaps.found[counts]
    # The last pair of a detection overlaps most.
    is_last = np.ones(len(of), bool)
    is_last[:-1] = np.diff(of) != 0
    best, iou = np.full(len(found), NOTHING, np.int64), np.zeros(len(found))
    best[of[is_last]] = overlaps.truth[counts][is_last]
    iou[of[is_last]] = overlaps.iou[counts][is_last]
    return Nearest(best, iou)


@dataclass(frozen=True)
class ErrorCounts:
    """Detections of each kind, from some scores up.

    Attributes
    ----------
    kinds : (classes, 5) int64 array
        Detections by the class they name, and `KINDS`.
    missed : (classes,) int64 array
        True boxes that no detection found.
    truths : (classes,) int64 array
        True boxes.
    confusion : (classes + 1, classes + 1) int64 array
        True class by the class that was named. In the last row are detections on no true box of another
        class (poorly placed, duplicate, background), in the last column true boxes that were missed. A
        confused detection stands with the class of the box it lies on, which counts as missed too unless
        another detection found it.
    """

    kinds: np.ndarray
    missed: np.ndarray
    truths: np.ndarray
    confusion: np.ndarray

    @property
    def totals(self) -> dict[str, int]:
        """Detections of each kind, and the true boxes that were missed."""
        counts = dict(zip(KINDS, map(int, self.kinds.sum(axis=0)), strict=True))
        return {**counts, "missed": int(self.missed.sum())}

    @property
    def precision(self) -> np.ndarray:
        """Share of a class's detections that are right; NaN where there are none."""
        return _share(self.kinds[:, RIGHT], self.kinds.sum(axis=1))

    @property
    def recall(self) -> np.ndarray:
        """Share of a class's true boxes that were found; NaN where there are none."""
        return _share(self.kinds[:, RIGHT], self.truths)

    @property
    def f1(self) -> np.ndarray:
        """Harmonic mean of precision and recall; NaN for a class with neither detections nor true boxes."""
        return _share(2 * self.kinds[:, RIGHT], self.kinds.sum(axis=1) + self.truths)

    @property
    def overall(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of all classes together; NaN where undefined."""
        right = self.kinds[:, RIGHT].sum(keepdims=True)
        found, truths = self.kinds.sum(keepdims=True)[0], self.truths.sum(keepdims=True)
        parts = ((right, found), (right, truths), (2 * right, found + truths))
        precision, recall, f1 = (float(_share(part, whole)[0]) for part, whole in parts)
        return precision, recall, f1


class DetectionErrors:
    """What became of each box at one overlap; it holds for every threshold on the score.

    The surest detection goes first, so that one less sure never changes what became of it. Where several
    kinds apply, the first of these counts:

    - right: of a true box's class, overlaps it by `least_iou`, and no surer detection took it;
    - duplicate: as right, but its true box was taken;
    - confused: overlaps a true box of another class by `least_iou`;
    - poorly placed: overlaps a true box of its class by `LEAST_IOU`;
    - background: all others.

    A detection that lies on a crowd of its class counts as nothing.

    Parameters
    ----------
    truth, found : Boxes
    overlaps : Overlaps
        Pairs within classes.
    same, other : Nearest
        The nearest true box of the own class, and of any other.
    classes : int
    least_iou : float

    References
    ----------
    Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", 2020. There a
    detection that is poorly placed on another class is an error of its own; here it is background.
    """

    def __init__(
        self,
        truth: Boxes,
        found: Boxes,
        overlaps: Overlaps,
        same: Nearest,
        other: Nearest,
        classes: int,
        least_iou: float,
    ) -> None:
        self.truth, self.found, self.classes = truth, found, classes
        detections, matches = match_boxes(
            truth, found, overlaps, np.array([least_iou]), truth.is_crowd[:, None]
        )
        match = np.full(len(found), NOTHING, np.int64)
        match[detections] = matches[:, 0]
        self.match = match
        """Position of the true box that each detection took, or -1."""
        is_right = match != NOTHING
        self.kind = np.select(
            [is_right, same.iou >= least_iou, other.iou >= least_iou, same.truth != NOTHING],
            [RIGHT, DUPLICATE, CONFUSED, POORLY_PLACED],
            BACKGROUND,
        ).astype(np.int8)
        """Number of each detection's kind in `KINDS`, or -1 for one on a crowd."""
        if is_right.any():
            self.kind[is_right & truth.is_crowd[match]] = NOT_COUNTED
        self._takes = np.flatnonzero(self.kind == RIGHT)
        self.found_at = np.full(len(truth), -np.inf)
        """Score of the detection that took each true box; minus infinity where none did."""
        self.found_at[match[self._takes]] = found.score[self._takes]
        self.true_class = np.where(
            is_right, found.label, np.where(self.kind == CONFUSED, truth_label(truth, other.truth), classes)
        )
        """Class of the true box that each detection found or lies on; `classes` where there is none."""
        counted = np.flatnonzero(self.kind != NOT_COUNTED)
        order = counted[np.argsort(-found.score[counted], kind="stable")]
        kind, label = self.kind[order].astype(np.int64), found.label[order].astype(np.int64)
        self._score, self._label, self._photo = found.score[order], label, found.photo[order]
        self._kind_of_class = label * len(KINDS) + kind
        self._kind_of_photo = self._photo * (len(KINDS) + 1) + kind
        self._pair = self.true_class[order] * (classes + 1) + label

    def limits(self, threshold: float, class_thresholds: Mapping[int, float] | None = None) -> np.ndarray:
        """Return the least score that counts, for each class."""
        limits = np.full(self.classes, float(threshold))
        for label, limit in (class_thresholds or {}).items():
            limits[label] = limit
        return limits

    def counted(self, limits: np.ndarray, photos: np.ndarray | None = None) -> np.ndarray:
        """Return which detections count: as sure as their class's limit, in the photos asked for."""
        counted = (self.kind != NOT_COUNTED) & (self.found.score >= limits[self.found.label])
        return np.asarray(counted if photos is None else counted & photos[self.found.photo])

    def missed(self, limits: np.ndarray, photos: np.ndarray | None = None) -> np.ndarray:
        """Return which true boxes no detection found, in the photos asked for."""
        missed = ~self.truth.is_crowd & (self.found_at < limits[self.truth.label])
        return np.asarray(missed if photos is None else missed & photos[self.truth.photo])

    def count(self, limits: np.ndarray, photos: np.ndarray | None = None) -> ErrorCounts:
        """Return how many boxes are of each kind, in the photos asked for."""
        some, missed = self._sure(limits, photos), self.missed(limits, photos)
        wide = self.classes + 1
        kinds = np.bincount(self._kind_of_class[some], minlength=self.classes * len(KINDS))
        kinds = kinds.reshape(self.classes, len(KINDS))
        confusion = np.bincount(self._pair[some], minlength=wide * wide).reshape(wide, wide)
        of_missed = np.bincount(self.truth.label[missed], minlength=self.classes)
        confusion[:-1, -1] += of_missed
        return ErrorCounts(kinds, of_missed, of_missed + kinds[:, RIGHT], confusion)

    def per_photo(self, limits: np.ndarray, photos: np.ndarray, label: int | None = None) -> np.ndarray:
        """Return for each row the detections of each of `KINDS`, and in a last column what was missed.

        Parameters
        ----------
        limits : (classes,) float array
        photos : (rows,) bool array
            Rows that count; the others have none.
        label : int, optional
            Count one class alone.

        Returns
        -------
        (rows, 6) int64 array
        """
        if label is not None:
            others = np.arange(self.classes) != label
            limits = np.where(others, np.inf, limits)
        some, missed = self._sure(limits, photos), self.missed(limits, photos)
        if label is not None:
            missed &= self.truth.label == label
        rows, wide = len(photos), len(KINDS) + 1
        counts = np.bincount(self._kind_of_photo[some], minlength=rows * wide).reshape(rows, wide)
        counts[:, -1] = np.bincount(self.truth.photo[missed], minlength=rows)
        return counts

    def _sure(self, limits: np.ndarray, photos: np.ndarray | None) -> slice | np.ndarray:
        """Return which detections count, of those that are ordered by score."""
        some: slice | np.ndarray
        if len(limits) and (limits == limits[0]).all():
            some = slice(0, int(np.searchsorted(-self._score, -limits[0], "right")))
        else:
            some = np.flatnonzero(self._score >= limits[self._label])
        if photos is None or photos.all():
            return some
        kept = np.flatnonzero(photos[self._photo[some]])
        return kept if isinstance(some, slice) else some[kept]


def truth_label(truth: Boxes, at: np.ndarray) -> np.ndarray:
    """Return the class of true boxes by position; 0 where there is none."""
    return truth.label[at] if len(truth) else np.zeros(len(at), np.int64)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))
