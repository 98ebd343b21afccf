"""From the masks of tables to segmentations that share their classes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.columns import Overlay
from dsviz_widget.evaluation.mask_pairs import Files, PixelPairs, count_masks
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.evaluation.segmentation import Segmentation
from dsviz_widget.media import ImageType
from dsviz_widget.media.image_type import default_label
from dsviz_widget.query import Task
from dsviz_widget.table.staged import StoredBlobs

if TYPE_CHECKING:
    import pyarrow as pa

IGNORED = re.compile(r"(un-?labell?ed|void|ignored?|ignore[ _-]label|don'?t[ _-]care)", re.IGNORECASE)
"""Names of true classes whose pixels were not labelled; the viewer's rule, js/src/pixels/agreement.ts."""


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
        If the files of masks cannot be reached, or no true class has a label that is to be ignored.
    """
    _check_ignored(ignore or (), sides, overlays)
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


def _check_ignored(
    ignore: Sequence[str], sides: Sequence[SideRows], overlays: Sequence[tuple[Overlay, Overlay]]
) -> None:
    """Refuse labels that no true class of any table has."""
    truths = [_labels(rows, truth) for rows, (truth, _) in zip(sides, overlays, strict=True)]
    known = dict.fromkeys(label for labels in truths for label in labels.values())
    for label in ignore:
        if label not in known:
            raise EvaluationError(f"ignore: there is no true class {label!r}.{did_you_mean(label, known)}")


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
