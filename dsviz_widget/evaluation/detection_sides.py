"""The photos of one or more tables, with the boxes that are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dsviz_widget.errors import EvaluationError, did_you_mean
from dsviz_widget.evaluation.detection_boxes import NO_CLASS, choose_score, detection_labels, read_boxes
from dsviz_widget.evaluation.detection_matched import MatchedBoxes
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.media import ImageType

if TYPE_CHECKING:
    from dsviz_widget.query import Task

Group = tuple[str, str]
"""A column of images and a group of boxes in it."""


@dataclass(frozen=True)
class DetectionSide:
    """The boxes of one table.

    Attributes
    ----------
    boxes : MatchedBoxes
        True boxes and detections; their `photo` is the id of a row in the engine.
    has_photo : (rows of the engine,) bool array
        Which rows have a photo.
    score : str or None
        The score that counts; None where detections have none, and all are as sure.
    truth_ids, found_ids : list of (list of int)
        For each class, its ids in either group.
    """

    boxes: MatchedBoxes
    has_photo: np.ndarray
    score: str | None
    truth_ids: list[list[int]]
    found_ids: list[list[int]]


def read_sides(
    sides: Sequence[SideRows],
    truths: Sequence[Group],
    predictions: Sequence[Group],
    score: str | None = None,
    task: Task | None = None,
) -> tuple[list[str], list[DetectionSide]]:
    """Return the classes of all tables, and the boxes of each table in the rows that its query keeps.

    Parameters
    ----------
    sides : sequence of SideRows
    truths, predictions : sequence of Group
        For each table.
    score : str, optional
        Which score of the detections counts, if they have several.
    task : Task, optional
        Stops it.

    Raises
    ------
    EvaluationError
        If there is no such column, group of boxes or score.
    """
    groups = [*zip(sides, truths, strict=True), *zip(sides, predictions, strict=True)]
    labels, codes = detection_labels([_labels(side, group) for side, group in groups])
    found = []
    for number, (side, truth, prediction) in enumerate(zip(sides, truths, predictions, strict=True)):
        truth_codes, codes_found = codes[number], codes[number + len(sides)]
        chosen = _score(side, prediction, score)
        ids, rows = side.take(list(dict.fromkeys([truth[0], prediction[0]])), task)
        if task is not None:
            task.check()
            # Matching is the other half.
            task.progress(number + 1, 2 * len(sides))
        photos, images = rows.column(truth[0]), rows.column(prediction[0])
        true_boxes = read_boxes(photos, truth[1], None, truth_codes)
        detections = read_boxes(images, prediction[1], chosen, codes_found)
        count = side.engine.row_count
        has_photo = np.zeros(count, bool)
        has_photo[ids] = np.asarray(photos.is_valid()) & np.asarray(images.is_valid())
        # Row ids rise, so that boxes stay in their order.
        boxes = [part.of_rows(ids).of_photos(has_photo) for part in (true_boxes, detections)]
        found.append(
            DetectionSide(
                MatchedBoxes(boxes[0], boxes[1], labels, count),
                has_photo,
                chosen,
                *(
                    [_ids_of(known, label) for label in range(len(labels))]
                    for known in (truth_codes, codes_found)
                ),
            )
        )
    return _without_unused(labels, found)


def _without_unused(labels: list[str], sides: list[DetectionSide]) -> tuple[list[str], list[DetectionSide]]:
    """Drop the class of boxes without a class where every box has one; it is the last."""
    last = len(labels) - 1
    used = any((part.label == last).any() for side in sides for part in (side.boxes.truth, side.boxes.found))
    if labels[last] != NO_CLASS or used:
        return labels, sides
    kept = []
    for side in sides:
        boxes = MatchedBoxes(side.boxes.truth, side.boxes.found, labels[:-1], side.boxes.rows)
        kept.append(
            DetectionSide(boxes, side.has_photo, side.score, side.truth_ids[:-1], side.found_ids[:-1])
        )
    return labels[:-1], kept


def _labels(side: SideRows, group: Group) -> dict[int, str]:
    """Return the labels of a group of boxes; raises EvaluationError if there is no such group."""
    column, name = group
    known = _image_type(side, column).box_labels
    if name not in known:
        raise EvaluationError(
            f"images in column {column!r} of {side.table} have no boxes {name!r}."
            f"{did_you_mean(name, known)} A group of boxes is named as in 'photo.truth'."
        )
    return known[name]


def _score(side: SideRows, group: Group, wished: str | None) -> str | None:
    column, name = group
    keys = _image_type(side, column).score_keys.get(name, ())
    try:
        return choose_score(keys, wished)
    except LookupError:
        where = f"boxes {name!r} of {side.table}"
        if wished is not None:
            raise EvaluationError(f"{where} have no score {wished!r}.{did_you_mean(wished, keys)}") from None
        listed = ", ".join(repr(key) for key in keys)
        raise EvaluationError(f"{where} have the scores {listed}. Name one: score={keys[0]!r}.") from None


def _image_type(side: SideRows, column: str) -> ImageType:
    found = side.type_of(column)
    if not isinstance(found, ImageType):
        raise EvaluationError(
            f"column {column!r} of {side.table} holds {found.describe()}, and boxes are in images."
        )
    return found


def _ids_of(codes: dict[int | None, int], label: int) -> list[int]:
    return [class_id for class_id, code in codes.items() if code == label and class_id is not None]
