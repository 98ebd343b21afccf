"""The filters of the documentation, on real boxes and real pixel shares, against plain Python and pandas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb


@pytest.fixture(scope="module")
def scenes(shared_data: Path) -> tuple[wandb.Table, pd.DataFrame]:
    """CamVid's 48 road scenes with their true masks, and the same shares counted by NumPy."""
    folder = shared_data / "camvid"
    classes = json.loads((folder / "classes.json").read_text())["classes"]
    labels = {item["id"]: item["name"] for item in classes}
    index = pd.read_csv(folder / "index.csv")
    table = wandb.Table(["id", "image", "road", "%_vegetation", "%_person"])
    shares = []
    for scene in index["id"]:
        mask = np.asarray(PILImage.open(folder / "masks" / f"{scene}.png"))
        share = {name: float((mask == class_id).mean()) for class_id, name in labels.items()}
        image = wandb.Image(
            folder / "images" / f"{scene}.jpg",
            masks={"truth": {"path": folder / "masks" / f"{scene}.png", "class_labels": labels}},
        )
        table.add_data(scene, image, share["Road"], share["Tree"], share["Pedestrian"])
        shares.append({"id": scene, **share})
    return table, pd.DataFrame(shares)


@pytest.fixture(scope="module")
def photos(
    shared_data: Path,
) -> tuple[wandb.Table, dict[int, list[dict[str, Any]]], dict[int, list[dict[str, Any]]]]:
    """VOC's 50 photos with true and detected boxes, and the boxes by photo as they were read."""
    folder = shared_data / "detection_voc"
    truth = json.loads((folder / "ground_truth.json").read_text())
    found = json.loads((folder / "detections_xl.json").read_text())
    labels = {item["id"]: item["name"] for item in truth["categories"]}
    true_boxes: dict[int, list[dict[str, Any]]] = {image["id"]: [] for image in truth["images"]}
    found_boxes: dict[int, list[dict[str, Any]]] = {image["id"]: [] for image in truth["images"]}
    for box in truth["annotations"]:
        true_boxes[box["image_id"]].append(box)
    for box in found:
        found_boxes[box["image_id"]].append(box)

    def as_group(boxes: list[dict[str, Any]]) -> dict[str, Any]:
        data = []
        for box in boxes:
            x, y, width, height = box["bbox"]
            data.append(
                {
                    "position": {"minX": x, "maxX": x + width, "minY": y, "maxY": y + height},
                    "domain": "pixel",
                    "class_id": box["category_id"],
                    "scores": {"score": box["score"]} if "score" in box else {},
                }
            )
        return {"box_data": data, "class_labels": labels}

    table = wandb.Table(["id", "photo"])
    for image in truth["images"]:
        groups = {"truth": as_group(true_boxes[image["id"]]), "xl": as_group(found_boxes[image["id"]])}
        table.add_data(image["id"], wandb.Image(folder / image["file_name"], boxes=groups))
    return table, true_boxes, found_boxes


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("%_vegetation > 0.5", lambda d: d["Tree"] > 0.5),
        ("%_vegetation > 0.2", lambda d: d["Tree"] > 0.2),
        ("{$gt: ['$0.road', 0.05]}", lambda d: d["Road"] > 0.05),
        ("{$gt: ['$0.road', 0.3]}", lambda d: d["Road"] > 0.3),
        ("road > 0.3 and %_person > 0", lambda d: (d["Road"] > 0.3) & (d["Pedestrian"] > 0)),
        ("{$and: [{$gt: ['$0.road', 0.3]}, {$not: [{$gt: ['$0.%_person', 0]}]}]}",
         lambda d: (d["Road"] > 0.3) & ~(d["Pedestrian"] > 0)),
    ],
)  # fmt: skip
def test_pixel_shares_as_columns(scenes: Any, expression: str, condition: Any) -> None:
    table, shares = scenes
    rows = table.query().filter(expression).rows()
    assert [row["id"] for row in rows] == shares.loc[condition(shares), "id"].tolist()


def test_sorted_by_the_share_of_people(scenes: Any) -> None:
    table, shares = scenes
    rows = table.query().sort("-%_person").rows()
    expected = shares.sort_values("Pedestrian", ascending=False, kind="stable")["id"].tolist()
    assert [row["id"] for row in rows] == expected


def test_pixel_shares_inside_the_masks(scenes: Any) -> None:
    """Asked of the masks themselves, no column of shares is needed."""
    table, shares = scenes
    tree = 5
    for share, expected in [(0.2, (shares["Tree"] > 0.2).sum()), (0.5, (shares["Tree"] > 0.5).sum())]:
        infix = f"any(image.masks.truth.classes, class_id == {tree} and fraction > {share})"
        mongo = (
            "{$gt: [{$size: {$filter: {input: '$0.image.masks.truth.classes', as: 'c', cond: {$and: "
            f"[{{$eq: ['$$c.class_id', {tree}]}}, {{$gt: ['$$c.fraction', {share}]}}]}}}}}}}}, 0]}}"
        )
        assert table.query().filter(infix).count() == expected
        assert table.query().filter(mongo).count() == expected


@pytest.mark.parametrize("least", [0.25, 0.5, 0.9])
def test_sure_boxes_of_a_class(photos: Any, least: float) -> None:
    table, _, found = photos
    person = 15
    expected = [
        photo
        for photo, boxes in found.items()
        if any(box["category_id"] == person and box["score"] > least for box in boxes)
    ]
    mongo = (
        "{$gt: [{$size: {$filter: {input: '$0.photo.boxes.xl', as: 'box', cond: {$and: "
        f"[{{$eq: ['$$box.class_id', {person}]}}, {{$gt: ['$$box.scores.score', {least}]}}]}}}}}}}}, 0]}}"
    )
    infix = f"any(photo.boxes.xl, class_id == {person} and scores.score > {least})"
    assert 0 < len(expected) < 50
    for expression in (mongo, infix):
        assert [row["id"] for row in table.query().filter(expression).rows()] == expected


def test_more_boxes_found_than_there_are(photos: Any) -> None:
    table, truth, found = photos
    expected = [photo for photo in truth if len(found[photo]) > len(truth[photo])]
    for expression in (
        "{$gt: [{$size: '$0.photo.boxes.xl'}, {$size: '$0.photo.boxes.truth'}]}",
        "size(photo.boxes.xl) > size(photo.boxes.truth)",
    ):
        assert [row["id"] for row in table.query().filter(expression).rows()] == expected


def test_the_same_answers_after_logging(photos: Any, store: Any) -> None:
    table, truth, _ = photos
    expected = [photo for photo, boxes in truth.items() if len(boxes) > 3]
    run = wandb.init(project="voc")
    artifact = wandb.Artifact("photos", type="dataset")
    artifact.add(table, "photos")
    run.log_artifact(artifact)
    logged = wandb.use_artifact("photos:latest").get("photos")
    query = logged.query().filter("{$gt: [{$size: '$0.photo.boxes.truth'}, 3]}")
    assert [row["id"] for row in query.rows()] == expected
