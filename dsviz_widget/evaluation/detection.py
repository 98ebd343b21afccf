"""How well boxes are found: COCO's figures, and what became of each box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.detection_errors import KINDS, ErrorCounts
from dsviz_widget.evaluation.detection_overlaps import LEAST_IOU
from dsviz_widget.evaluation.detection_precision import Curve
from dsviz_widget.evaluation.detection_sides import DetectionSide, Group, read_sides
from dsviz_widget.evaluation.report import share, text_table

if TYPE_CHECKING:
    from dsviz_widget.evaluation.rows import SideRows
    from dsviz_widget.query import Task
    from dsviz_widget.table import Table


@dataclass(frozen=True)
class ClassBoxes:
    """Figures of one class; NaN where it has no true boxes.

    Attributes
    ----------
    truths, found : int
        True boxes and detections.
    ap, ap50, ar : float
    """

    truths: int
    found: int
    ap: float
    ap50: float
    ar: float


class Detection:
    """Detections of one table held against its true boxes. Figures equal pycocotools'.

    Average precision (AP) is of all scores; `at` says what becomes of the boxes from one score up. A figure
    that is not defined, as for a class without true boxes, is NaN.

    Attributes
    ----------
    classes : list of str
        Labels; boxes are of one class where their labels are equal, whatever their ids.
    ap, ap50, ap75 : float
        Mean over classes of AP: over IoU 0.50, 0.55, ..., 0.95, at IoU 0.50, and at 0.75.
    ap_small, ap_medium, ap_large : float
        Of true boxes below 32², up to 96², and above that many square pixels.
    ar, ar_1, ar_10 : float
        Mean over IoU and classes of the share of true boxes found, by the 100 (1, 10) surest detections of
        a class in a photo.
    ar_small, ar_medium, ar_large : float
        As `ar`, by size.
    class_ap, class_ap50, class_ar : (classes,) float array
        As `ap`, `ap50` and `ar`, of each class.
    class_truths, class_found : (classes,) int array
        True boxes and detections of each class.
    per_class : dict of str to ClassBoxes
        The same figures, by label.
    photos : int
        Rows with a photo.
    skipped : dict
        What was left out: rows without a ``photo``, and detections without a ``score``.

    References
    ----------
    Lin et al., "Microsoft COCO: Common Objects in Context", 2014; pycocotools 2.0.
    """

    def __init__(self, classes: list[str], side: DetectionSide, rows: int) -> None:
        self._side = side
        boxes, found = side.boxes, side.boxes.precision()
        self.classes = classes
        self.photos = int(side.has_photo.sum())
        self.skipped = {"photo": rows - self.photos, "score": boxes.found.unscored}
        self.ap, self.ap50, self.ap75 = (found.mean_average(least) for least in (None, 0.5, 0.75))
        self.ap_small, self.ap_medium, self.ap_large = (
            found.mean_average(area=area) for area in ("small", "medium", "large")
        )
        self.ar_1, self.ar_10, self.ar = (found.mean_recall(most) for most in (1, 10, 100))
        self.ar_small, self.ar_medium, self.ar_large = (
            found.mean_recall(area=area) for area in ("small", "medium", "large")
        )
        self.class_ap, self.class_ap50 = found.per_class, found.average[0, :, 0]
        self.class_ar, self.class_truths = found.recall_per_class, found.truths
        self.class_found = np.bincount(boxes.found.label, minlength=len(classes))

    def at(
        self, threshold: float = 0.0, iou: float = 0.5, class_thresholds: Mapping[str, float] | None = None
    ) -> DetectionCounts:
        """Return what becomes of the boxes from a score up.

        Parameters
        ----------
        threshold : float
            Detections less sure than this are left out.
        iou : float
            Overlap from which a detection finds a true box, 0.1 to 1.
        class_thresholds : dict of str to float, optional
            Thresholds of single classes, by label.

        Raises
        ------
        EvaluationError
            If `iou` is out of range, or there is no such class.
        """
        limits = {self._number(label): limit for label, limit in (class_thresholds or {}).items()}
        errors = self._side.boxes.errors(checked_iou(iou))
        every = errors.limits(threshold, limits)
        photos = np.flatnonzero(self._side.has_photo)
        per_photo = errors.per_photo(every, self._side.has_photo)[photos]
        return DetectionCounts(self.classes, errors.count(every), photos, per_photo)

    def curve(self, label: str, iou: float = 0.5) -> Curve:
        """Return precision against recall of a class, from 100 detections of it in a photo.

        Raises
        ------
        EvaluationError
            If `iou` is out of range, or there is no such class.
        """
        return self._side.boxes.curve(self._number(label), checked_iou(iou))

    def to_table(self) -> Table:
        """Return a row for each class: true boxes, detections, AP, AP50 and AR."""
        from dsviz_widget.table import Table

        columns = ["class", "truths", "found", "ap", "ap50", "ar"]
        figures = (self.class_truths, self.class_found, self.class_ap, self.class_ap50, self.class_ar)
        rows = zip(self.classes, *(figure.tolist() for figure in figures), strict=True)
        return Table(columns=columns, data=[list(row) for row in rows])

    def _number(self, label: str) -> int:
        if label not in self.classes:
            raise EvaluationError(f"there is no class {label!r}.{did_you_mean(label, self.classes)}")
        return self.classes.index(label)

    @property
    def per_class(self) -> dict[str, ClassBoxes]:
        """Figures of each class, by its label."""
        figures = (self.class_truths, self.class_found, self.class_ap, self.class_ap50, self.class_ar)
        each = zip(*(figure.tolist() for figure in figures), strict=True)
        return {label: ClassBoxes(*one) for label, one in zip(self.classes, each, strict=True)}

    def __repr__(self) -> str:
        lines = [
            [label, f"{one.truths:,}", f"{one.found:,}", share(one.ap), share(one.ap50), share(one.ar)]
            for label, one in self.per_class.items()
            if one.truths or one.found
        ]
        truths, found = int(self.class_truths.sum()), int(self.class_found.sum())
        lines.append(["mean", f"{truths:,}", f"{found:,}", share(self.ap), share(self.ap50), share(self.ar)])
        title = f"Detection: {self.photos:,} photos, AP {share(self.ap)}, AP50 {share(self.ap50)}"
        reasons = {"photo": "rows without a photo", "score": "boxes without a score"}
        notes = [f"{count:,} {reasons[why]}" for why, count in self.skipped.items() if count]
        note = [f"Left out: {', '.join(notes)}."] if notes else []
        head = ["", "true boxes", "found", "AP", "AP50", "AR"]
        return "\n".join([title, text_table(head, lines), *note])


class DetectionCounts:
    """What became of the boxes from a score up.

    Attributes
    ----------
    counts : dict of str to int
        Detections that are ``right``, ``poorly_placed``, ``confused``, ``duplicate`` and ``background``,
        and true boxes that were ``missed``.
    precision, recall, f1 : float
        Right detections among all, and among true boxes.
    class_precision, class_recall, class_f1 : (classes,) float array
    class_counts : (classes, 6) int array
        `counts` by class: that which the detection names, or of the true box that was missed.
    confusion : (classes + 1, classes + 1) int array
        True class by named class. The last row is of detections that lie on no true box of another class,
        the last column of true boxes that were missed.
    rows : (photos,) int array
        Ids of the rows that have a photo.
    photo_counts : (photos, 6) int array
        `counts` by photo.
    """

    def __init__(
        self, classes: list[str], counts: ErrorCounts, rows: np.ndarray, photo_counts: np.ndarray
    ) -> None:
        self.classes, self.counts = classes, counts.totals
        self.class_counts = np.column_stack([counts.kinds, counts.missed])
        self.confusion = counts.confusion
        self.class_precision, self.class_recall, self.class_f1 = counts.precision, counts.recall, counts.f1
        self.precision, self.recall, self.f1 = counts.overall
        self.rows, self.photo_counts = rows, photo_counts

    def to_table(self) -> Table:
        """Return a row for each class: its boxes of each kind, precision, recall and F1."""
        from dsviz_widget.table import Table

        figures = (self.class_precision, self.class_recall, self.class_f1)
        rows = zip(
            self.classes,
            self.class_counts.tolist(),
            *(figure.tolist() for figure in figures),
            strict=True,
        )
        columns = ["class", *KINDS, "missed", "precision", "recall", "f1"]
        return Table(columns=columns, data=[[label, *counts, *rest] for label, counts, *rest in rows])

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in self.counts.items())
        return (
            f"DetectionCounts: {counts}; "
            f"precision {share(self.precision)}, recall {share(self.recall)}, F1 {share(self.f1)}"
        )


def detect(
    sides: Sequence[SideRows],
    pairs: Sequence[tuple[Group, Group]],
    score: str | None = None,
    task: Task | None = None,
) -> list[Detection]:
    """Hold the detections of each table against its true boxes.

    Parameters
    ----------
    sides : sequence of SideRows
    pairs : sequence of ((str, str), (str, str))
        For each table the true boxes and the detections: a column of images, and the name of the boxes.
    score : str, optional
        Which score of the detections counts; "score", "confidence" or the only one unless given. Where
        they have none, all are as sure.
    task : Task, optional
        Stops it.

    Raises
    ------
    EvaluationError
        If there is no such column, group of boxes or score.
    """
    truths, predictions = ([pair[place] for pair in pairs] for place in (0, 1))
    classes, found = read_sides(sides, truths, predictions, score, task)
    return [Detection(classes, side, rows.count(task)) for side, rows in zip(found, sides, strict=True)]


def checked_iou(iou: float) -> float:
    """Return an overlap from which boxes match; raises EvaluationError if it is none."""
    if not LEAST_IOU <= iou <= 1:
        raise EvaluationError(f"the overlap from which boxes match is {iou:g}, outside 0.1 to 1.")
    return float(iou)
