"""Pictures for the benchmarks: discs and bars on noise, true masks and boxes, and predictions that err."""

from __future__ import annotations

from typing import Any

import numpy as np

import dsviz_widget as wandb

WIDTH, HEIGHT = 320, 240
LABELS = {0: "ground", 1: "disc", 2: "bar", 3: "corner", 4: "speck"}
SHAPES = 6


def make_table(count: int) -> wandb.Table:
    """Return a table of pictures with two masks and two groups of boxes each, and four figures."""
    classes = wandb.Classes([{"id": key, "name": name} for key, name in LABELS.items()])
    table = wandb.Table(["id", "image", "score", "area", "label", "number"])
    random = np.random.default_rng(0)
    for index in range(count):
        truth, boxes = _shapes(random, 0)
        guess, guessed = _shapes(random, 4)
        pixels = random.integers(0, 60, (HEIGHT, WIDTH, 1), dtype=np.uint8) + (truth * 45)[..., None].astype(
            "u1"
        )
        image = wandb.Image(
            np.repeat(pixels, 3, axis=2),
            classes=classes,
            masks={"ground_truth": {"mask_data": truth}, "prediction": {"mask_data": guess}},
            boxes={"ground_truth": {"box_data": boxes}, "prediction": {"box_data": guessed}},
        )
        area = float((truth > 0).mean())
        table.add_data(f"p{index:05}", image, float(random.beta(5, 2)), area, LABELS[1 + index % 4], index)
    return table


def _shapes(random: np.random.Generator, shift: int) -> tuple[np.ndarray, list[dict[str, Any]]]:
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    boxes = []
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    for _ in range(SHAPES):
        class_id = int(random.integers(1, 5))
        half = int(random.integers(12, 36))
        cx = int(random.integers(half, WIDTH - half)) + shift % 3
        cy = int(random.integers(half, HEIGHT - half))
        inside = (abs(x - cx) < half) & (abs(y - cy) < half)
        mask[inside if class_id % 2 == 0 else (x - cx) ** 2 + (y - cy) ** 2 < half**2] = class_id
        ends = {
            "minX": max(0, cx - half),
            "maxX": min(WIDTH, cx + half),
            "minY": max(0, cy - half),
            "maxY": min(HEIGHT, cy + half),
        }
        box: dict[str, Any] = {"position": ends, "domain": "pixel", "class_id": class_id}
        if shift:
            box["scores"] = {"score": float(random.beta(4, 2))}
        boxes.append(box)
    return mask, boxes
