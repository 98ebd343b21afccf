"""How well predicted masks agree with the true ones, pixel by pixel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.evaluation.confusion import Confusion, confused_together
from dsviz_widget.evaluation.report import share, text_table

if TYPE_CHECKING:
    from dsviz_widget.table import Table


@dataclass(frozen=True)
class ClassIou:
    """Figures of one class; NaN where there is nothing to divide by.

    Attributes
    ----------
    pixels, predicted_pixels : int
        Pixels that are truly of the class, and that were taken for it.
    iou, dice, precision, recall : float
    """

    pixels: int
    predicted_pixels: int
    iou: float
    dice: float
    precision: float
    recall: float


@dataclass(frozen=True, eq=False, repr=False)
class Segmentation:
    """Pixels of the masks of one table by true and predicted class, and what follows from them.

    Attributes
    ----------
    classes : tuple of str
        Labels; two masks mean the same class by the same label, whatever its ids are.
    rows : int
        Rows that were looked at.
    skipped : dict
        Rows that do not count, as the mask of ``truth`` or ``prediction`` is missing, or they differ in
        ``size``.
    ignored : tuple of str
        True classes whose pixels do not count.
    ids : (n,) int array
        Ids of the rows that count.
    confusion : (classes, classes) int array
        Pixels by true and predicted class.
    truth_ids, prediction_ids : dict of str to int
        Class id of each label in the masks.
    pairs : tuple of (m,) int arrays
        Row (a place in `ids`), true class, predicted class and pixels, of the pairs that occur in each row.
    """

    classes: tuple[str, ...]
    rows: int
    skipped: Mapping[str, int]
    ignored: tuple[str, ...]
    ids: np.ndarray
    confusion: np.ndarray
    truth_ids: Mapping[str, int]
    prediction_ids: Mapping[str, int]
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

    @cached_property
    def _counts(self) -> Confusion:
        return Confusion(self.confusion, np.zeros(len(self.classes), np.int64))

    @property
    def pixels(self) -> np.ndarray:
        """Pixels that are truly of each class, (classes,)."""
        return self._counts.support

    @property
    def predicted_pixels(self) -> np.ndarray:
        """Pixels that were taken for each class, (classes,)."""
        return self._counts.predicted

    @property
    def pixel_accuracy(self) -> float:
        """Share of the pixels that are right; NaN if none counts."""
        return self._counts.accuracy

    @cached_property
    def ious(self) -> np.ndarray:
        """Intersection over union of each class, (classes,); NaN for one that is in no mask."""
        both = np.diagonal(self.confusion)
        either = self.pixels + self.predicted_pixels - both
        found: np.ndarray = np.divide(both, either, out=np.full(len(both), np.nan), where=either > 0)
        return found

    @property
    def dices(self) -> np.ndarray:
        """Dice's coefficient of each class, twice the common pixels over those of both, (classes,)."""
        return self._counts.f1

    @property
    def precisions(self) -> np.ndarray:
        """Share of the pixels that were taken for a class that are of it, (classes,)."""
        return self._counts.precision

    @property
    def recalls(self) -> np.ndarray:
        """Share of the pixels of a class that were taken for it, (classes,)."""
        return self._counts.recall

    @property
    def mean_iou(self) -> float:
        """Mean over the classes that occur in either mask; NaN if none does."""
        return _mean(self.ious)

    @property
    def mean_dice(self) -> float:
        """Mean over the classes that occur in either mask; NaN if none does."""
        return _mean(self.dices)

    @property
    def per_class(self) -> dict[str, ClassIou]:
        """Figures of each class, by its label."""
        figures = (self.ious, self.dices, self.precisions, self.recalls)
        return {
            label: ClassIou(
                int(self.pixels[code]),
                int(self.predicted_pixels[code]),
                *(float(figure[code]) for figure in figures),
            )
            for code, label in enumerate(self.classes)
        }

    @property
    def order(self) -> list[int]:
        """Places of the classes, those that are confused together standing together."""
        return confused_together(self.confusion)

    def mistakes(self, most: int = 10) -> list[tuple[str, str, int]]:
        """Return what was most often taken for something else: true class, predicted class, pixels."""
        found = self._counts.mistakes(most)
        return [(self.classes[truth], self.classes[taken_for], pixels) for truth, taken_for, pixels in found]

    def rows_of(self, truth: int | None, prediction: int | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows with pixels of a pair of classes, most first, and how many; None is any class."""
        row, of, taken_for, pixels = self.pairs
        keep = np.ones(len(row), bool)
        if truth is not None:
            keep &= of == truth
        if prediction is not None:
            keep &= taken_for == prediction
        counts = np.bincount(row[keep], weights=pixels[keep], minlength=len(self.ids)).astype(np.int64)
        order = np.argsort(-counts, kind="stable")[: int(np.count_nonzero(counts))]
        return self.ids[order], counts[order]

    def to_table(self) -> Table:
        """Return the figures of each class as a Table, a row per class."""
        import pyarrow as pa

        from dsviz_widget.table import Table

        figures = {"iou": self.ious, "dice": self.dices, "precision": self.precisions, "recall": self.recalls}
        columns = {
            "class": list(self.classes),
            "pixels": self.pixels,
            "predicted_pixels": self.predicted_pixels,
            **{name: [None if np.isnan(x) else float(x) for x in found] for name, found in figures.items()},
        }
        return Table.from_arrow(pa.table(columns))

    def __repr__(self) -> str:
        lines = [
            [label, f"{self.pixels[code]:,}"]
            + [share(figure[code]) for figure in (self.ious, self.dices, self.precisions, self.recalls)]
            for code, label in enumerate(self.classes)
        ]
        lines.append(["mean", f"{self._counts.counted:,}", share(self.mean_iou), share(self.mean_dice)])
        title = (
            f"Segmentation: {len(self.ids):,} pictures, {len(self.classes)} classes, "
            f"mean IoU {share(self.mean_iou)}, {self.pixel_accuracy:.1%} of the pixels right"
        )
        reasons = {
            "truth": "without a truth",
            "prediction": "without a prediction",
            "size": "of another size",
        }
        notes = [f"{rows:,} {reasons[why]}" for why, rows in self.skipped.items() if rows]
        notes += [f"pixels of {label}" for label in self.ignored]
        note = [f"Left out: {', '.join(notes)}."] if notes else []
        return "\n".join(
            [title, text_table(["", "pixels", "IoU", "Dice", "precision", "recall"], lines), *note]
        )


def _mean(figures: np.ndarray) -> float:
    there = figures[~np.isnan(figures)]
    return float(there.mean()) if len(there) else float("nan")
