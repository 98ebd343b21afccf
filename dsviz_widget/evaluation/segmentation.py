"""How well predicted masks agree with the true ones, pixel by pixel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.columns import Overlay
from dsviz_widget.evaluation.confusion import Confusion, confused_together
from dsviz_widget.evaluation.mask_pairs import Files, PixelPairs, count_masks
from dsviz_widget.evaluation.report import share, text_table
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.media import ImageType
from dsviz_widget.media.image_type import default_label
from dsviz_widget.query import Task
from dsviz_widget.table.staged import StoredBlobs

if TYPE_CHECKING:
    import pyarrow as pa

    from dsviz_widget.table import Table

IGNORED = re.compile(r"(un-?labell?ed|void|ignored?|ignore[ _-]label|don'?t[ _-]care)", re.IGNORECASE)
"""Names of true classes whose pixels were not labelled; the viewer's rule, js/src/pixels/agreement.ts."""


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


@dataclass(frozen=True)
class _Masks:
    """The masks of one table, as they are counted."""

    ids: np.ndarray
    rows: int
    skipped: dict[str, int]
    counts: list[PixelPairs]
    truth: Mapping[int, str]
    prediction: Mapping[int, str]


def segment(
    sides: Sequence[SideRows],
    overlays: Sequence[tuple[Overlay, Overlay]],
    ignore: Sequence[str] | None = None,
    task: Task | None = None,
    cache: Path | None = None,
) -> list[Segmentation]:
    """Return the segmentation of each table; all have the same classes.

    Parameters
    ----------
    sides : sequence of SideRows
    overlays : sequence of (Overlay, Overlay)
        True and predicted masks of each table.
    ignore : sequence of str, optional
        Labels of true classes whose pixels do not count; those called unlabelled, void or ignore unless
        given. Ids without a label never count.
    task : Task, optional
        Is told how far it is, and stops it.
    cache : Path, optional
        Folder for what was counted; that of the store the masks are in unless given.

    Raises
    ------
    EvaluationError
        If the files of masks cannot be reached.
    """
    read = [
        _masks_of(rows, overlays[number], cache, task, (number, len(sides)))
        for number, rows in enumerate(sides)
    ]

    def is_ignored(label: str) -> bool:
        return label in ignore if ignore is not None else bool(IGNORED.fullmatch(label))

    labels: dict[str, int] = {}
    for one in read:
        for label in one.truth.values():
            if not is_ignored(label):
                labels.setdefault(label, len(labels))
    for one in read:
        there = {int(id) for counts in one.counts for id in counts.prediction}
        there |= {id for id, label in one.prediction.items() if not is_ignored(label)}
        for id in sorted(there):
            labels.setdefault(one.prediction.get(id, default_label(id)), len(labels))
    return [_segmentation(one, labels, is_ignored) for one in read]


def _masks_of(
    rows: SideRows,
    overlays: tuple[Overlay, Overlay],
    cache: Path | None,
    task: Task | None,
    part: tuple[int, int],
) -> _Masks:
    truth, prediction = overlays
    ids, cells = rows.take(list(dict.fromkeys([truth.column, prediction.column])), task)
    if rows.blobs is None:
        raise EvaluationError(f"the masks of {rows.table} have no files. Score the Table that they are in.")
    digests = [_digests(cells.column(where.column), where.group) for where in (truth, prediction)]
    no_truth, no_prediction = (np.array([digest is None for digest in side], bool) for side in digests)
    kept = np.flatnonzero(~(no_truth | no_prediction))
    pairs = [Files(str(digests[0][row]), str(digests[1][row])) for row in kept]
    if cache is None and isinstance(rows.blobs, StoredBlobs):
        cache = rows.blobs.blobs.folder.parent / "cache"
    counts = count_masks(pairs, rows.blobs, rows.blobs, cache, task, part)
    fits = np.array([found is not None for found in counts], bool)
    skipped = {
        "truth": int(no_truth.sum()),
        "prediction": int((no_prediction & ~no_truth).sum()),
        "size": int((~fits).sum()),
    }
    labels = [_labels(rows, where) for where in (truth, prediction)]
    there = [found for found in counts if found is not None]
    return _Masks(ids[kept[fits]] if len(kept) else ids[:0], len(ids), skipped, there, *labels)


def _labels(rows: SideRows, where: Overlay) -> Mapping[int, str]:
    images = rows.type_of(where.column)
    assert isinstance(images, ImageType)
    return images.mask_labels[where.group]


def _digests(column: pa.ChunkedArray, group: str) -> list[str | None]:
    import pyarrow.compute as pc

    found: list[str | None] = pc.struct_field(column, ["masks", group, "digest"]).to_pylist()
    return found


def _segmentation(
    masks: _Masks, labels: Mapping[str, int], is_ignored: Callable[[str], bool]
) -> Segmentation:
    size = len(labels)
    truth_of = {id: labels[label] for id, label in masks.truth.items() if not is_ignored(label)}
    parts = list(_coded(masks, labels, truth_of))
    row, of, taken_for, pixels = (
        np.concatenate([part[place] for part in parts]) if parts else np.zeros(0, np.int64)
        for place in range(4)
    )
    confusion = np.zeros(size * size, np.int64)
    np.add.at(confusion, of * size + taken_for, pixels)
    known = {label: id for id, label in masks.prediction.items()}
    return Segmentation(
        tuple(labels),
        masks.rows,
        masks.skipped,
        tuple(label for label in masks.truth.values() if is_ignored(label)),
        masks.ids,
        confusion.reshape(size, size),
        {label: id for id, label in masks.truth.items() if id in truth_of},
        known,
        (row, of, taken_for, pixels),
    )


def _coded(
    masks: _Masks, labels: Mapping[str, int], truth_of: Mapping[int, int]
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Yield for each row its place, classes by number, and pixels; without pixels that do not count."""
    for place, counts in enumerate(masks.counts):
        of = np.array([truth_of.get(int(id), -1) for id in counts.truth], np.int64)
        taken_for = np.array(
            [labels[masks.prediction.get(int(id), default_label(int(id)))] for id in counts.prediction],
            np.int64,
        )
        keep = of >= 0
        yield np.full(int(keep.sum()), place), of[keep], taken_for[keep], counts.pixels[keep]


def _mean(figures: np.ndarray) -> float:
    there = figures[~np.isnan(figures)]
    return float(there.mean()) if len(there) else float("nan")
