"""Scores of detections are pycocotools', on real photos and on boxes that are hard on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dsviz_widget as wandb
from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.detection import Detection
from tests.unit.evaluation.coco import as_stats, by_pycocotools, photo_table


def detect(
    table: wandb.Table,
    truth: str = "truth",
    found: str = "found",
    score: str | None = None,
    clause: str | None = None,
) -> Detection:
    rows = table if clause is None else table.query().filter(clause)
    scores: Detection = wandb.evaluate(rows, f"photo.{truth}", f"photo.{found}", score)
    return scores


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_data / "detection_voc" / "ground_truth.json").read_text())
    return found


def found_by(shared_data: Path, model: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (shared_data / "detection_voc" / f"detections_{model}.json").read_text()
    )
    return found


@pytest.mark.parametrize("in_fractions", [False, True])
@pytest.mark.parametrize(("model", "ap", "ap50"), [("small", 0.3105, 0.5882), ("xl", 0.3922, 0.7038)])
def test_voc_photos(
    shared_data: Path, truth: dict[str, Any], model: str, ap: float, ap50: float, in_fractions: bool
) -> None:
    found = found_by(shared_data, model)
    table = photo_table(truth, found, shared_data / "detection_voc", in_fractions)
    scores = detect(table)
    assert (round(scores.ap, 4), round(scores.ap50, 4)) == (ap, ap50)
    theirs = by_pycocotools(truth, found)
    np.testing.assert_allclose(as_stats(scores), theirs.stats, atol=1e-6)
    precision = theirs.eval["precision"][:, :, :, 0, 2]
    expected = np.where((precision == -1).all(axis=(0, 1)), np.nan, precision.mean(axis=(0, 1)))
    np.testing.assert_allclose(scores.class_ap, expected, atol=1e-6)
    np.testing.assert_allclose(scores.class_ap50[scores.class_truths > 0],
                               precision[0].mean(axis=0)[scores.class_truths > 0], atol=1e-6)  # fmt: skip


def test_voc_photos_of_a_filter(shared_data: Path, truth: dict[str, Any]) -> None:
    found = found_by(shared_data, "xl")
    kept = {image["id"] for image in truth["images"] if image["id"] > 20}
    part = {
        **truth,
        "images": [image for image in truth["images"] if image["id"] in kept],
        "annotations": [box for box in truth["annotations"] if box["image_id"] in kept],
    }
    scores = detect(photo_table(truth, found, shared_data / "detection_voc"), clause="image_id > 20")
    theirs = by_pycocotools(part, [box for box in found if box["image_id"] in kept])
    np.testing.assert_allclose(as_stats(scores), theirs.stats, atol=1e-6)
    assert scores.photos == 30


SIDE = st.integers(1, 12)
PLACE = st.integers(0, 24)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Small photos with whole corners and few scores, so that overlaps and scores are often equal."""
    photos, classes = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    scale = draw(st.sampled_from([1, 5, 20]))
    place = st.tuples(PLACE, PLACE, SIDE, SIDE).map(lambda box: [float(part * scale) for part in box])
    anywhere = st.tuples(st.integers(1, photos), st.integers(1, classes), place)
    truths = draw(st.lists(st.tuples(anywhere, st.sampled_from([0, 0, 0, 1])), max_size=12))
    near = st.sampled_from([box for (_, _, box), _ in truths]) if truths else place
    found = draw(
        st.lists(
            st.tuples(
                st.integers(1, photos),
                st.integers(1, classes),
                st.one_of(place, near),
                st.sampled_from([0.1, 0.3, 0.5, 0.9]),
            ),
            min_size=1,
            max_size=20,
        )
    )
    coco = {
        "images": [{"id": 1 + number, "width": 900, "height": 900} for number in range(photos)],
        "categories": [{"id": 1 + number, "name": f"kind {number}"} for number in range(classes)],
        "annotations": [
            {
                "id": number,
                "image_id": photo,
                "category_id": label,
                "bbox": box,
                "area": box[2] * box[3],
                "iscrowd": crowd,
            }
            for number, ((photo, label, box), crowd) in enumerate(truths, start=1)
        ],
    }
    boxes = [
        {"image_id": photo, "category_id": label, "bbox": box, "score": score}
        for photo, label, box, score in found
    ]
    return coco, boxes


@settings(max_examples=150)
@given(cases())
def test_boxes_that_are_hard_on_purpose(case: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    """Equal scores and overlaps, crowds, empty photos, classes without true boxes, overlaps of just 0.5."""
    coco, found = case
    scores = detect(photo_table(coco, found))
    theirs = by_pycocotools(coco, found)
    np.testing.assert_allclose(as_stats(scores), theirs.stats, atol=1e-9)


def test_more_than_a_hundred_boxes_of_a_class() -> None:
    """Only the surest hundred of a photo count, however many of the others are right."""
    rng = np.random.default_rng(3)
    boxes = [[float(x), float(y), 10.0, 10.0] for x in range(0, 200, 12) for y in range(0, 200, 12)]
    coco = {
        "images": [{"id": 1, "width": 900, "height": 900}],
        "categories": [{"id": 1, "name": "dot"}],
        "annotations": [
            {"id": n, "image_id": 1, "category_id": 1, "bbox": box, "area": 100.0, "iscrowd": 0}
            for n, box in enumerate(boxes, start=1)
        ],
    }
    found = [{"image_id": 1, "category_id": 1, "bbox": box, "score": float(rng.uniform())} for box in boxes]
    scores = detect(photo_table(coco, found))
    np.testing.assert_allclose(as_stats(scores), by_pycocotools(coco, found).stats, atol=1e-9)
    assert scores.ar == pytest.approx(100 / len(boxes))


def test_an_image_without_boxes_and_a_row_without_an_image() -> None:
    box = {
        "position": {"minX": 0, "maxX": 8, "minY": 0, "maxY": 8},
        "domain": "pixel",
        "class_id": 1,
        "scores": {"score": 0.9},
    }
    blank = np.zeros((8, 8), np.uint8)
    table = wandb.Table(["photo"])
    table.add_data(wandb.Image(blank, boxes={name: {"box_data": [box]} for name in ("truth", "found")}))
    table.add_data(wandb.Image(blank, boxes={"found": {"box_data": [box]}}))
    table.add_data(None)
    scores = detect(table)
    assert (scores.photos, scores.skipped) == (2, {"photo": 1, "score": 0})
    assert scores.at().counts == {
        "right": 1,
        "poorly_placed": 0,
        "confused": 0,
        "duplicate": 0,
        "background": 1,
        "missed": 0,
    }
    # Both are as sure, and the first photo goes first.
    assert scores.ap == pytest.approx(1)


def test_boxes_whose_score_is_missing_are_counted() -> None:
    def box(**scores: float) -> dict[str, Any]:
        return {"position": {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}, "class_id": 1, "scores": scores}

    groups = {
        "truth": {"box_data": [box()]},
        "found": {"box_data": [box(sure=0.5), box(), box(sure=0.2)]},
        "bare": {"box_data": [box(), box()]},
        "two": {"box_data": [box(area=9, logit=1)]},
    }
    table = wandb.Table(["photo"], [[wandb.Image(np.zeros((8, 8), np.uint8), boxes=groups)]])
    scores = detect(table)
    assert (scores.skipped["score"], scores.class_found.tolist()) == (1, [2])
    assert "Left out: 1 boxes without a score." in repr(scores)
    assert detect(table, found="bare").at().counts["duplicate"] == 1
    with pytest.raises(EvaluationError, match=r"have the scores 'area', 'logit'\. Name one: score='area'"):
        detect(table, found="two")
    assert detect(table, found="two", score="logit").ap == pytest.approx(1)
    with pytest.raises(EvaluationError, match=r"no score 'lgit'\. Did you mean 'logit'"):
        detect(table, found="two", score="lgit")


def test_names_that_are_not_there() -> None:
    image = wandb.Image(np.zeros((8, 8), np.uint8), boxes={"truth": {"box_data": []}})
    table = wandb.Table(["photo", "n"], [[image, 1]])
    with pytest.raises(EvaluationError, match="no masks or boxes 'found'"):
        wandb.evaluate(table, truth="photo.truth", prediction="photo.found")
    with pytest.raises(EvaluationError, match=r"no column 'foto\.truth'"):
        wandb.evaluate(table, truth="foto.truth", prediction="photo.truth")


def test_tables_of_one_call_have_the_same_classes() -> None:
    def table(label: str) -> wandb.Table:
        position = {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}
        group = {"box_data": [{"position": position, "class_id": 1}], "class_labels": {1: label}}
        image = wandb.Image(np.zeros((8, 8), np.uint8), boxes={"truth": group, "found": group})
        return wandb.Table(["photo"], [[image]])

    found = wandb.evaluate({"a": table("cat"), "b": table("dog")}, "photo.truth", "photo.found")
    assert found["a"].classes == found["b"].classes == ["cat", "dog"]
    assert found["b"].per_class["dog"].ap == pytest.approx(1)
    assert np.isnan(found["b"].per_class["cat"].ap)


def test_classes_are_one_where_their_labels_are() -> None:
    def group(class_id: int | None, labels: dict[int, str]) -> dict[str, Any]:
        position = {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}
        return {"box_data": [{"position": position, "class_id": class_id}], "class_labels": labels}

    blank = np.zeros((8, 8), np.uint8)
    groups = {"truth": group(3, {3: "dog"}), "found": group(7, {7: "dog", 3: "cat"})}
    scores = detect(wandb.Table(["photo"], [[wandb.Image(blank, boxes=groups)]]))
    assert (scores.classes, scores.ap) == (["dog", "cat"], pytest.approx(1))
    groups = {"truth": group(None, {}), "found": group(None, {})}
    scores = detect(wandb.Table(["photo"], [[wandb.Image(blank, boxes=groups)]]))
    assert (scores.classes, scores.ap) == (["no class"], pytest.approx(1))


def test_a_curve_goes_through_the_average() -> None:
    coco = {
        "images": [{"id": 1, "width": 90, "height": 90}],
        "categories": [{"id": 1, "name": "dot"}],
        "annotations": [
            {"id": n, "image_id": 1, "category_id": 1, "bbox": [20.0 * n, 0.0, 10.0, 10.0], "area": 100.0}
            for n in (1, 2, 3)
        ],
    }
    found = [
        {"image_id": 1, "category_id": 1, "bbox": [20.0 * n, 0.0, 10.0, 10.0], "score": score}
        for n, score in ((1, 0.9), (0, 0.8), (2, 0.7))
    ]
    scores = detect(photo_table(coco, found))
    curve = scores.curve("dot")
    assert curve.recall.tolist() == pytest.approx([1 / 3, 2 / 3])
    assert curve.precision.tolist() == pytest.approx([1, 2 / 3])
    assert curve.score.tolist() == [0.9, 0.7]
    assert curve.average == pytest.approx(scores.ap50)
    assert np.isnan(detect(photo_table(coco, found), found="truth").class_ap50).sum() == 0
    with pytest.raises(EvaluationError, match=r"no class 'dott'\. Did you mean 'dot'"):
        scores.curve("dott")
    with pytest.raises(EvaluationError, match=r"outside 0\.1 to 1"):
        scores.curve("dot", iou=0.05)
