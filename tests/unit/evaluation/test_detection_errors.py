"""What becomes of each box: the kinds of error, and the counts that a threshold leaves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.detection import Detection
from tests.unit.evaluation.coco import photo_table


def detect(table: wandb.Table) -> Detection:
    found: Detection = wandb.evaluate(table, truth="photo.truth", prediction="photo.found")
    return found


def read(shared_data: Path, name: str) -> Any:
    return json.loads((shared_data / "detection_voc" / f"{name}.json").read_text())


def overlap(a: list[float], b: list[float]) -> float:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    tall = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(0.0, wide) * max(0.0, tall)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def kinds_one_by_one(
    truth: list[dict[str, Any]], found: list[dict[str, Any]], threshold: float, iou: float
) -> Counter[str]:
    """Go through detections as the definition says, one by one, the surest first."""
    taken: set[int] = set()
    kinds: Counter[str] = Counter()
    for box in sorted((box for box in found if box["score"] >= threshold), key=lambda box: -box["score"]):
        mine = [true for true in truth if true["image_id"] == box["image_id"]]
        same = [
            (overlap(true["bbox"], box["bbox"]), true["id"])
            for true in mine
            if true["category_id"] == box["category_id"]
        ]
        other = [
            overlap(true["bbox"], box["bbox"]) for true in mine if true["category_id"] != box["category_id"]
        ]
        free = [pair for pair in same if pair[1] not in taken and pair[0] >= iou]
        if free:
            taken.add(max(free)[1])
            kinds["right"] += 1
        elif any(over >= iou for over, _ in same):
            kinds["duplicate"] += 1
        elif any(over >= iou for over in other):
            kinds["confused"] += 1
        else:
            kinds["poorly_placed" if any(over >= 0.1 for over, _ in same) else "background"] += 1
    kinds["missed"] = len(truth) - len(taken)
    return kinds


@pytest.mark.parametrize(
    ("model", "counts"), [("small", (76, 19, 9, 0, 29, 59)), ("xl", (98, 23, 7, 3, 35, 37))]
)
def test_voc_photos(shared_data: Path, model: str, counts: tuple[int, ...]) -> None:
    truth, found = read(shared_data, "ground_truth"), read(shared_data, f"detections_{model}")
    scores = detect(photo_table(truth, found, shared_data / "detection_voc"))
    assert tuple(scores.at(0.3).counts.values()) == counts
    for threshold, iou in [(0, 0.5), (0.05, 0.75), (0.5, 0.3), (0.62, 0.5), (1.1, 0.5)]:
        at = scores.at(threshold, iou)
        expected = kinds_one_by_one(truth["annotations"], found, threshold, iou)
        assert {kind: count for kind, count in at.counts.items() if count} == +expected
        kept = sum(box["score"] >= threshold for box in found)
        right = expected["right"]
        assert at.precision == pytest.approx(right / kept if kept else np.nan, nan_ok=True)
        assert at.recall == pytest.approx(right / 135)
        assert at.photo_counts.sum(axis=0).tolist() == list(at.counts.values())
        assert at.class_counts.sum(axis=0).tolist() == list(at.counts.values())
        assert np.trace(at.confusion) == right
        assert at.confusion[:-1, -1].sum() == expected["missed"]
        assert at.confusion.sum() == kept + expected["missed"]


def box(x: int, label: int, score: float | None = None, y: int = 0, crowd: bool = False) -> dict[str, Any]:
    scores = {} if score is None else {"score": score}
    return {
        "position": {"minX": x, "maxX": x + 10, "minY": y, "maxY": y + 10},
        "domain": "pixel",
        "class_id": label,
        "scores": {**scores, **({"iscrowd": 1} if crowd else {})},
    }


def one_photo(truth: list[dict[str, Any]], found: list[dict[str, Any]]) -> Detection:
    labels = {1: "cat", 2: "dog"}
    groups = {
        name: {"box_data": boxes, "class_labels": labels}
        for name, boxes in (("truth", truth), ("found", found))
    }
    image = wandb.Image(np.zeros((40, 200), np.uint8), boxes=groups)
    return detect(wandb.Table(["photo"], [[image]]))


def test_a_detection_is_of_the_first_kind_that_fits() -> None:
    truth = [box(0, 1), box(0, 2, y=2), box(50, 2)]
    found = [
        box(0, 1, 0.9),  # takes the cat
        box(0, 1, 0.8),  # a duplicate, though it lies on the dog as well
        box(50, 1, 0.7),  # on the second dog
        box(6, 2, 0.6),  # near a dog, and near a cat
        box(100, 2, 0.5),  # nowhere
    ]
    at = one_photo(truth, found).at()
    assert at.counts == {
        "right": 1,
        "poorly_placed": 1,
        "confused": 1,
        "duplicate": 1,
        "background": 1,
        "missed": 2,
    }
    assert at.confusion.tolist() == [[1, 0, 0], [1, 0, 2], [1, 2, 0]]
    assert at.class_counts.tolist() == [[1, 0, 1, 1, 0, 0], [0, 1, 0, 0, 1, 2]]


def test_a_box_on_a_crowd_counts_as_nothing() -> None:
    scores = one_photo([box(0, 1, crowd=True), box(50, 1)], [box(0, 1, 0.9), box(1, 1, 0.8), box(50, 1, 0.7)])
    at = scores.at()
    assert (at.counts["right"], sum(at.counts.values())) == (1, 1)
    assert (at.precision, at.recall, at.f1) == (1, 1, 1)


def test_a_class_may_have_a_threshold_of_its_own() -> None:
    scores = one_photo([box(0, 1), box(50, 2)], [box(0, 1, 0.4), box(50, 2, 0.4)])
    assert scores.at(0.5).counts["missed"] == 2
    at = scores.at(0.5, class_thresholds={"dog": 0.3})
    assert at.class_recall.tolist() == [0, 1]
    assert np.isnan(at.class_precision[0])
    with pytest.raises(EvaluationError, match=r"no class 'dgo'\. Did you mean 'dog'"):
        scores.at(0.5, class_thresholds={"dgo": 0.3})


def test_a_surer_box_takes_the_one_it_overlaps_most() -> None:
    """The less sure one then takes what is left, though it overlaps the first true box more."""
    truth = [box(0, 1), box(4, 1)]
    at = one_photo(truth, [box(1, 1, 0.9), box(2, 1, 0.8)]).at(iou=0.5)
    assert at.counts["right"] == 2


def test_counts_as_tables() -> None:
    scores = one_photo([box(0, 1)], [box(0, 1, 0.9), box(50, 2, 0.8)])
    frame = scores.at().to_table().query().to_pandas()
    assert frame.loc[frame["class"] == "dog", "background"].tolist() == [1]
    frame = scores.to_table().query().to_pandas()
    assert frame["ap50"].tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert "AP50 1.000" in repr(scores)
    assert "1 background" in repr(scores.at())
