"""Detections scored from a table of photos, beside pycocotools, and faster-coco-eval if it is there.

    python benchmarks/detection.py --scores ../shared/data/detection_voc

5,000 photos with 100 boxes each of 80 classes unless told otherwise; they are made, and their scores are
drawn from those of real detectors. Ours begins with the table and reads its boxes out of the columns; the
others begin with their own objects, whose making is timed apart.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import dsviz_widget as wandb
from dsviz_widget.query import Query, Task
from dsviz_widget.widgets.detection_scoring import DetectionScoring
from dsviz_widget.widgets.shown_table import ShownTable

SIZE = 640
TRUTHS = 7
"""True boxes in a photo, on average, as in COCO's."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def make(
    photos: int, boxes: int, classes: int, scores: np.ndarray
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return true boxes and detections in COCO's form; half of the detections lie near a true box."""
    random = np.random.default_rng(0)
    of_photo = random.poisson(TRUTHS, photos)
    photo = np.repeat(np.arange(photos), of_photo)
    count, total = len(photo), photos * boxes
    size = np.exp(random.normal(4.2, 0.9, (count, 2))).clip(4, 0.9 * SIZE)
    corner = random.uniform(size=(count, 2)) * (SIZE - size)
    label = random.integers(0, classes, count)
    of = np.repeat(np.arange(photos), boxes)
    near = (random.uniform(size=total) < 0.5) & (of_photo[of] > 0)
    first = np.cumsum(of_photo) - of_photo
    target = np.minimum(first[of] + (random.uniform(size=total) * of_photo[of]).astype(int), count - 1)
    own = np.exp(random.normal(4.2, 0.9, (total, 2))).clip(4, 0.9 * SIZE)
    sizes = np.where(near[:, None], size[target] * np.exp(random.normal(0, 0.15, (total, 2))), own)
    moved = corner[target] + size[target] * random.normal(0, 0.12, (total, 2))
    corners = np.where(near[:, None], moved, random.uniform(size=(total, 2)) * SIZE)
    corners = corners.clip(0, SIZE - 1)
    labels = np.where(
        near & (random.uniform(size=total) < 0.85), label[target], random.integers(0, classes, total)
    )
    sure = random.choice(scores, total)
    truth = {
        "images": [{"id": 1 + k, "width": SIZE, "height": SIZE} for k in range(photos)],
        "categories": [{"id": 1 + k, "name": f"class {k:02}"} for k in range(classes)],
        "annotations": [
            {"id": 1 + k, "image_id": 1 + int(photo[k]), "category_id": 1 + int(label[k]),
             "bbox": [*corner[k].tolist(), *size[k].tolist()], "area": float(size[k].prod()), "iscrowd": 0}
            for k in range(count)
        ],
    }  # fmt: skip
    found = [
        {"image_id": 1 + int(of[k]), "category_id": 1 + int(labels[k]),
         "bbox": [*corners[k].tolist(), *sizes[k].tolist()], "score": float(sure[k])}
        for k in range(total)
    ]  # fmt: skip
    return truth, found


def as_table(truth: dict[str, Any], found: list[dict[str, Any]]) -> wandb.Table:
    labels = {one["id"]: one["name"] for one in truth["categories"]}
    blank = wandb.Image(np.zeros((SIZE, SIZE), np.uint8))
    groups: list[dict[str, list[dict[str, Any]]]] = [{"truth": [], "found": []} for _ in truth["images"]]
    for name, boxes in (("truth", truth["annotations"]), ("found", found)):
        for box in boxes:
            x, y, wide, tall = box["bbox"]
            groups[box["image_id"] - 1][name].append(
                {
                    "position": {"minX": x, "maxX": x + wide, "minY": y, "maxY": y + tall},
                    "domain": "pixel",
                    "class_id": box["category_id"],
                    "scores": {"score": box["score"]} if "score" in box else {},
                }
            )
    table = wandb.Table(columns=["image_id", "photo"])
    for row, boxes in enumerate(groups):
        named = {name: {"box_data": data, "class_labels": labels} for name, data in boxes.items()}
        table.add_data(1 + row, wandb.Image(blank, boxes=named))
    return table


def by_coco(
    coco: Any, scoring: Any, truth: dict[str, Any], found: list[dict[str, Any]]
) -> tuple[float, float, Any]:
    """Return seconds to make the objects, seconds to evaluate, and the figures."""
    with contextlib.redirect_stdout(io.StringIO()):

        def load() -> tuple[Any, Any]:
            ours = coco()
            ours.dataset = truth
            ours.createIndex()
            return ours, ours.loadRes(found)

        made, (ours, theirs) = timed(load)

        def evaluate() -> Any:
            evaluation = scoring(ours, theirs, "bbox")
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            return evaluation.stats

        took, stats = timed(evaluate)
    return made, took, np.array(stats)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=5_000)
    parser.add_argument("--boxes", type=int, default=100)
    parser.add_argument("--classes", type=int, default=80)
    parser.add_argument(
        "--scores", type=Path, required=True, help="folder of detections_small.json and _xl.json"
    )
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="leave the others out")
    given = parser.parse_args()
    lists = [json.loads((given.scores / f"detections_{name}.json").read_text()) for name in ("small", "xl")]
    scores = np.array([box["score"] for one in lists for box in one])
    truth, found = make(given.photos, given.boxes, given.classes, scores)
    table = as_table(truth, found)
    table.engine()
    print(f"{given.photos:,} photos, {len(truth['annotations']):,} true boxes, {len(found):,} detections")
    times = []
    for _ in range(given.reps):
        took, result = timed(lambda: wandb.evaluate(table, "photo.truth", "photo.found"))
        times.append(took)
    print(f"ours, from the table       {statistics.median(times):8.2f} s   AP {result.ap:.4f}")
    took, _ = timed(lambda: result.at(0.3))
    print(f"kinds of errors, first     {took:8.2f} s")
    scoring = DetectionScoring(ShownTable(table))
    options = {"truth": [("photo", "truth")], "prediction": [("photo", "found")], "score": None}
    query = Query().to_json()
    scoring.at_threshold({"query": query, "threshold": 0.3}, options, Task())
    moves = [
        timed(lambda t=t: scoring.at_threshold({"query": query, "threshold": t}, options, Task()))[0]
        for t in np.linspace(0.05, 0.95, 19)
    ]
    print(f"a threshold that moves     {1000 * statistics.median(moves):8.1f} ms")
    half = Query().filter(f"image_id <= {given.photos // 2}").to_json()
    took, _ = timed(lambda: scoring.evaluation({"query": half}, options, Task()))
    print(f"again after a filter       {took:8.2f} s")
    print(f"peak memory                {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    ours = np.array([result.ap, result.ap50, result.ap75, result.ap_small, result.ap_medium, result.ap_large])
    peers: list[tuple[str, Any, Any]] = []
    with contextlib.suppress(ImportError):
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval

        peers.append(("pycocotools", COCO, COCOeval))
    with contextlib.suppress(ImportError):
        import faster_coco_eval as faster

        peers.append(("faster-coco-eval", faster.COCO, faster.COCOeval_faster))
    for name, coco, evaluation in [] if given.alone else peers:
        made, took, stats = by_coco(coco, evaluation, truth, found)
        apart = np.abs(stats[:6] - ours).max()
        print(f"{name:26} {took:8.2f} s   and {made:.2f} s to make its objects; figures {apart:.1g} apart; "
              f"{took / statistics.median(times):.1f} times ours")  # fmt: skip


if __name__ == "__main__":
    main()
