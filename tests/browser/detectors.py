"""Pages of handwritten digits with true boxes, and two detectors that find them more or less well."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.datasets import load_digits

import dsviz_widget as wandb

WIDTH, HEIGHT, DIGIT = 240, 180, 48
LABELS = {k: str(k) for k in range(10)}


def _box(at: np.ndarray, label: int, score: float | None = None) -> dict[str, Any]:
    x, y = (float(part) for part in at)
    corners = {"minX": x, "maxX": x + DIGIT, "minY": y, "maxY": y + DIGIT}
    scores = {} if score is None else {"score": round(score, 3)}
    return {"position": corners, "domain": "pixel", "class_id": label, "scores": scores}


def pages(count: int = 24) -> list[tuple[np.ndarray, list[tuple[np.ndarray, int]]]]:
    """Return pictures, and where which digit is in each."""
    digits = load_digits()
    random = np.random.default_rng(2)
    found = []
    for _ in range(count):
        page = np.full((HEIGHT, WIDTH), 250, np.uint8)
        placed = []
        for place in random.permutation(12)[: random.integers(2, 6)]:
            corner = np.array([place % 4, place // 4]) * 60 + random.integers(0, 12, 2)
            which = int(random.integers(0, len(digits.images)))
            ink = np.kron(digits.images[which], np.ones((6, 6)))
            x, y = corner
            page[y : y + DIGIT, x : x + DIGIT] -= (ink * 12).astype(np.uint8)
            placed.append((corner, int(digits.target[which])))
        found.append((page, placed))
    return found


def detector(skill: float, seed: int, count: int = 24) -> wandb.Table:
    """Return the pages with what a detector of some skill, from 0 to 1, finds on them."""
    random = np.random.default_rng(seed)
    table = wandb.Table(columns=["page", "photo"])
    for number, (page, placed) in enumerate(pages(count)):
        boxes = []
        for corner, label in placed:
            if random.uniform() < 0.95 * skill:
                moved = np.clip(corner + random.normal(0, 16 * (1 - skill), 2), 0, [WIDTH, HEIGHT])
                said = label if random.uniform() < skill else int(random.integers(0, 10))
                boxes.append(_box(moved, said, random.uniform(0.4, 1)))
                if random.uniform() < 0.2 * (1 - skill):
                    boxes.append(_box(moved + 2, said, random.uniform(0.3, 0.6)))
        for _ in range(random.poisson(2 * (1 - skill))):
            somewhere = random.uniform([0, 0], [WIDTH - DIGIT, HEIGHT - DIGIT])
            boxes.append(_box(somewhere, int(random.integers(0, 10)), random.uniform(0.1, 0.7)))
        groups = {"truth": [_box(corner, label) for corner, label in placed], "found": boxes}
        named = {name: {"box_data": data, "class_labels": LABELS} for name, data in groups.items()}
        table.add_data(f"page {number:02}", wandb.Image(page, boxes=named))
    return table


def detected(**options: Any) -> Any:
    """Return a weaker and a better detector beside each other, on the Scores tab."""
    given = {"height_px": 1000, "truth": "photo.truth", "prediction": "photo.found", "tab": "scores"}
    scores = {"threshold": 0.3, **options.pop("scores", {})}
    tables = options.pop("tables", {"small": detector(0.7, 1), "large": detector(0.88, 2)})
    key = {"key": "page"} if len(tables) > 1 else {}
    return wandb.compare(tables, scores=scores, **{**given, **key, **options})
