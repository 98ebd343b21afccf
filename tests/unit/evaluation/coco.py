"""Boxes in COCO's form: as tables of ours, and what pycocotools makes of them."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import dsviz_widget as wandb

Coco = dict[str, Any]
Found = list[dict[str, Any]]


def photo_table(
    truth: Coco, found: Found, folder: Path | None = None, in_fractions: bool = False
) -> wandb.Table:
    """Return a row for each image, by id, with the boxes ``truth`` and ``found``."""
    labels = {item["id"]: item["name"] for item in truth["categories"]}
    blanks: dict[tuple[int, int], wandb.Image] = {}
    table = wandb.Table(["image_id", "photo"])
    by_photo: dict[int, tuple[Found, Found]] = {image["id"]: ([], []) for image in truth["images"]}
    for side, boxes in enumerate((truth["annotations"], found)):
        for box in boxes:
            by_photo[box["image_id"]][side].append(box)
    for image in sorted(truth["images"], key=lambda image: image["id"]):
        size = (image["width"], image["height"])
        groups = {
            name: {
                "box_data": [_box(box, size if in_fractions else None) for box in boxes],
                "class_labels": labels,
            }
            for name, boxes in zip(("truth", "found"), by_photo[image["id"]], strict=True)
        }
        picture: Any
        if folder is None:
            picture = blanks.setdefault(size, wandb.Image(PILImage.new("L", size)))
        else:
            picture = folder / image["file_name"]
        table.add_data(image["id"], wandb.Image(picture, boxes=groups))
    return table


def photos_of_two_detectors(shared_data: Path) -> dict[str, wandb.Table]:
    """Return VOC's photos with the boxes of two detectors, a table each."""
    folder = shared_data / "detection_voc"
    truth = json.loads((folder / "ground_truth.json").read_text())
    return {
        name: photo_table(truth, json.loads((folder / f"detections_{name}.json").read_text()), folder)
        for name in ("small", "xl")
    }


def instances_of_coco(shared_data: Path) -> wandb.Table:
    """Return a row for each instance of COCO's photos: the photo with its mask, and its box, by its class."""
    folder = shared_data / "instances_coco"
    known = json.loads((folder / "annotations.json").read_text())
    labels = {item["id"]: item["name"] for item in known["categories"]}
    photos = {image["id"]: image for image in known["images"]}
    table = wandb.Table(["id", "photo", "category", "area", "crowd", "instance"])
    for one in known["annotations"]:
        photo = photos[one["image_id"]]
        inside = _inside(one["segmentation"])
        assert np.count_nonzero(inside) == one["area"]
        classes = np.where(inside, one["category_id"], 0).astype(np.uint8)
        instance = wandb.Image(
            folder / "images" / photo["file_name"],
            masks={"mask": {"mask_data": classes, "class_labels": labels}},
            boxes={
                "box": {"box_data": [_box(one, (photo["width"], photo["height"]))], "class_labels": labels}
            },
        )
        name, is_crowd = labels[one["category_id"]], bool(one["iscrowd"])
        table.add_data(one["id"], photo["id"], name, one["area"], is_crowd, instance)
    return table


def _inside(segmentation: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Return which pixels COCO's compressed runs hold; ``rleFrString`` of pycocotools tells the form."""
    runs: list[int] = []
    run, shift = 0, 0
    for letter in segmentation["counts"]:
        part = ord(letter) - 48
        run |= (part & 0x1F) << shift
        shift += 5
        if part & 0x20:
            continue
        run -= (1 << shift) if part & 0x10 else 0
        runs.append(run + (runs[-2] if len(runs) > 2 else 0))
        run, shift = 0, 0
    height, width = segmentation["size"]
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(width, height).T


def _box(box: dict[str, Any], size: tuple[int, int] | None) -> dict[str, Any]:
    x, y, wide, tall = box["bbox"]
    width, height = size or (1, 1)
    corners = {
        "minX": x / width,
        "maxX": (x + wide) / width,
        "minY": y / height,
        "maxY": (y + tall) / height,
    }
    scores = {
        name: float(box[key]) for name, key in (("score", "score"), ("iscrowd", "iscrowd")) if key in box
    }
    domain = {} if size else {"domain": "pixel"}
    return {"position": corners, "class_id": box["category_id"], "scores": scores, **domain}


def by_pycocotools(truth: Coco, found: Found) -> Any:
    """Return pycocotools' evaluation: `stats`, and `eval` with ``precision`` and ``recall``."""
    coco = pytest.importorskip("pycocotools.coco")
    scoring = pytest.importorskip("pycocotools.cocoeval")
    with contextlib.redirect_stdout(io.StringIO()):
        ours = coco.COCO()
        ours.dataset = {**truth, "annotations": [dict(box) for box in truth["annotations"]]}
        ours.createIndex()
        theirs = coco.COCO()
        boxes = [
            {**box, "id": number, "area": box["bbox"][2] * box["bbox"][3], "iscrowd": 0}
            for number, box in enumerate(found, start=1)
        ]
        theirs.dataset = {**truth, "annotations": boxes}
        theirs.createIndex()
        evaluation = scoring.COCOeval(ours, theirs, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


def as_stats(found: Any) -> np.ndarray:
    """Return a Detection's figures in the order of pycocotools' `stats`, -1 where undefined."""
    figures = [
        *(found.ap, found.ap50, found.ap75, found.ap_small, found.ap_medium, found.ap_large),
        *(found.ar_1, found.ar_10, found.ar, found.ar_small, found.ar_medium, found.ar_large),
    ]
    return np.nan_to_num(np.array(figures), nan=-1)
