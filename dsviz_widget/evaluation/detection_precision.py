"""Average precision and recall of detections, as COCO counts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dsviz_widget.evaluation.detection_boxes import Boxes
from dsviz_widget.evaluation.detection_matching import NOTHING, match_boxes, ranks_in_photo
from dsviz_widget.evaluation.detection_overlaps import Overlaps

LEAST_IOUS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
AREAS: dict[str, tuple[float, float]] = {
    "all": (0, 1e10),
    "small": (0, 32**2),
    "medium": (32**2, 96**2),
    "large": (96**2, 1e10),
}
"""Square pixels of the boxes that count; the others are ignored."""
MOST_FOUND = (1, 10, 100)
"""Detections of a class in a photo that count, the surest ones."""


@dataclass(frozen=True)
class Precision:
    """Average precision and recall of each class; NaN where a class has no true box of that size.

    Attributes
    ----------
    average : (10, classes, 4) float array
        Mean precision at recall 0, 0.01, ..., 1, for each of `LEAST_IOUS` and `AREAS`.
    recall : (10, classes, 4, 3) float array
        Also for each of `MOST_FOUND`.
    truths : (classes,) int64 array
        True boxes, crowds left out.
    """

    average: np.ndarray
    recall: np.ndarray
    truths: np.ndarray

    def mean_average(self, least_iou: float | None = None, area: str = "all") -> float:
        """Return AP over all classes that have true boxes; at one IoU, or over all of `LEAST_IOUS`."""
        at = slice(None) if least_iou is None else [int(np.argmin(abs(LEAST_IOUS - least_iou)))]
        return _mean(self.average[at, :, list(AREAS).index(area)])

    def mean_recall(self, most_found: int = 100, area: str = "all") -> float:
        """Return AR: the share of true boxes found, over `LEAST_IOUS` and classes."""
        return _mean(self.recall[:, :, list(AREAS).index(area), MOST_FOUND.index(most_found)])

    @property
    def per_class(self) -> np.ndarray:
        """AP of each class over `LEAST_IOUS`."""
        return np.asarray(self.average[:, :, 0].mean(axis=0))

    @property
    def recall_per_class(self) -> np.ndarray:
        """AR of each class, from 100 detections a photo."""
        return np.asarray(self.recall[:, :, 0, -1].mean(axis=0))


class Curve(NamedTuple):
    """Precision against recall of one class at one IoU: a point for each true box that is found.

    Attributes
    ----------
    recall, precision, score : (n,) float array
        Precision is the best at that recall or a larger one, as AP takes it; the score is that of the
        detection that found the box.
    average : float
        AP at this IoU; NaN for a class without true boxes.
    """

    recall: np.ndarray
    precision: np.ndarray
    score: np.ndarray
    average: float


class PrecisionCounts:
    """Detections matched at several overlaps and for several sizes once; what they amount to in any photos.

    Parameters
    ----------
    truth, found : Boxes
    overlaps : Overlaps
        Pairs within classes.
    classes : int
        How many there are.
    least_ious : (n,) float array
        Overlaps from which boxes match.
    areas : dict of str to (float, float)
        Sizes that count.

    References
    ----------
    ``COCOeval.evaluateImg`` and ``accumulate`` of pycocotools 2.0; Lin et al., "Microsoft COCO", 2014.
    """

    def __init__(
        self,
        truth: Boxes,
        found: Boxes,
        overlaps: Overlaps,
        classes: int,
        least_ious: np.ndarray = LEAST_IOUS,
        areas: Mapping[str, tuple[float, float]] = AREAS,
    ) -> None:
        ranks = ranks_in_photo(found)
        within = ranks < MOST_FOUND[-1]
        if not within.all():
            places = np.cumsum(within) - 1
            kept = within[overlaps.found]
            overlaps = Overlaps(places[overlaps.found[kept]], overlaps.truth[kept], overlaps.iou[kept])
            found, ranks = found.take(within), ranks[within]
        self._classes, self._shape = classes, (len(least_ious), len(areas))
        self._area = np.tile(np.arange(len(areas)), len(least_ious))
        low, high = np.array(list(areas.values())).T
        is_ignored = truth.is_crowd[:, None] | _is_outside(truth, low, high)
        self._truth_photo, self._truth_label, self._truth_counts = truth.photo, truth.label, ~is_ignored
        detections, matches = match_boxes(
            truth, found, overlaps, np.repeat(least_ious, len(areas)), is_ignored[:, self._area]
        )
        # By class and score; equal scores stay in the order of photos.
        order = np.lexsort((-found.score, found.label))
        self._photo, self._label, self._score = found.photo[order], found.label[order], found.score[order]
        self._rank = ranks[order]
        self._counts = ~_is_outside(found, low, high)[order]
        where = np.empty(len(found), np.int64)
        where[order] = np.arange(len(found))
        by_class = np.argsort(where[detections])
        self._at, matches = where[detections][by_class], matches[by_class]
        is_matched = matches != NOTHING
        counts = is_matched & ~is_ignored[matches, self._area] if len(truth) else is_matched
        self._is_right = counts
        # A detection that found a box counts if that box does, whatever its own size.
        own = self._counts[self._at][:, self._area]
        self._change = np.where(is_matched, counts, own).astype(np.int8) - own

    def precision(self, photos: np.ndarray | None = None) -> Precision:
        """Return AP and AR in some photos.

        Parameters
        ----------
        photos : (number of rows,) bool array or None
            Which rows count; None for all.
        """
        ious, sizes = self._shape
        average = np.full((ious, self._classes, sizes), np.nan)
        recall = np.full((ious, self._classes, sizes, len(MOST_FOUND)), np.nan)
        truths = np.zeros(self._classes, np.int64)
        for one in self._each_class(photos):
            truths[one.label] = one.truths[0]
            best = one.best_precision()
            for size, count in enumerate(one.truths):
                if not count:
                    continue
                # The first place where recall is reached, in true boxes found; to reach 0 takes none.
                needed = np.searchsorted(np.arange(1, count + 1) / count, RECALLS, "left")
                mine = self._area == size
                average[:, one.label, size] = best[mine][:, needed].mean(axis=1)
                for index, most in enumerate(MOST_FOUND):
                    found = one.is_right[one.rank < most][:, mine].sum(axis=0)
                    recall[:, one.label, size, index] = found / count
        return Precision(average, recall, truths)

    def curve(self, label: int, photos: np.ndarray | None = None) -> Curve:
        """Return precision against recall of a class, at the first overlap and size."""
        for one in self._each_class(photos, [label]):
            count = one.truths[0]
            right = one.is_right[:, 0]
            points = int(right.sum())
            best = one.best_precision()[0]
            needed = np.searchsorted(np.arange(1, count + 1) / count, RECALLS, "left")
            return Curve(
                np.arange(1, points + 1) / count, best[:points], one.score[right], float(best[needed].mean())
            )
        none = np.zeros(0)
        return Curve(none, none, none, float("nan"))

    def _each_class(
        self, photos: np.ndarray | None, labels: Sequence[int] | None = None
    ) -> Iterator[_Ranked]:
        """Return the ranked detections of each class that has true boxes."""
        kept = np.ones(len(self._photo), bool) if photos is None else photos[self._photo]
        truths = slice(None) if photos is None else photos[self._truth_photo]
        numbers = np.stack(
            [
                np.bincount(self._truth_label[truths][counts], minlength=self._classes)
                for counts in self._truth_counts[truths].T
            ],
            axis=1,
        )
        labels = range(self._classes) if labels is None else labels
        for label in labels:
            if not numbers[label].any():
                continue
            start, stop = np.searchsorted(self._label, [label, label + 1])
            first, last = np.searchsorted(self._at, [start, stop])
            some = np.arange(first, last)[kept[self._at[first:last]]]
            counts = self._counts[start:stop] & kept[start:stop, None]
            before = np.cumsum(counts, axis=0)[self._at[some] - start][:, self._area]
            yield _Ranked(
                label,
                numbers[label],
                self._is_right[some],
                before + np.cumsum(self._change[some], axis=0, dtype=np.int64),
                self._score[self._at[some]],
                self._rank[self._at[some]],
            )


class _Ranked(NamedTuple):
    """Detections of a class that overlap true boxes, the surest first, for each way to match.

    `counted` is how many detections, right or wrong, are as sure as each; `truths` has a number for each
    size of boxes.
    """

    label: int
    truths: np.ndarray
    is_right: np.ndarray
    counted: np.ndarray
    score: np.ndarray
    rank: np.ndarray

    def best_precision(self) -> np.ndarray:
        """Return, for each way and number of true boxes to be found, the best precision from there on."""
        found = np.cumsum(self.is_right, axis=0)
        best = np.zeros((self.is_right.shape[1], int(self.truths.max()) + 1))
        at, way = np.nonzero(self.is_right)
        number = found[at, way]
        best[way, number - 1] = number / (self.counted[at, way] + np.spacing(1))
        return np.asarray(np.maximum.accumulate(best[:, ::-1], axis=1)[:, ::-1])


def _is_outside(boxes: Boxes, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    area = boxes.area[:, None]
    return (area < low) | (area > high)


def _mean(values: np.ndarray) -> float:
    """Return the mean over classes that have a value; NaN where none has."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")
