"""Real values for tests: pictures, masks, boxes, files on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as PILImage

import dsviz_widget as wandb
from dsviz_widget.store import Catalog

WIDTH, HEIGHT = 24, 16


def pixels(seed: int = 0, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray[Any, Any]:
    """Return an RGB picture of noise."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def ids(seed: int = 0, classes: int = 3, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray[Any, Any]:
    """Return a mask of class ids."""
    return np.random.default_rng(seed).integers(0, classes, (height, width), dtype=np.uint8)


def box(x0: float, x1: float, y0: float, y1: float, **more: Any) -> dict[str, Any]:
    """Return a box; fractions of the image unless ``domain="pixel"``."""
    return {"position": {"minX": x0, "maxX": x1, "minY": y0, "maxY": y1}, "class_id": 1, **more}


def picture_file(path: Path, seed: int = 0) -> Path:
    """Write an image file of the type that its name says."""
    PILImage.fromarray(pixels(seed)).save(path)
    return path


def table(columns: Sequence[str], *rows: Sequence[Any], **options: Any) -> wandb.Table:
    """Return a table of these rows."""
    made = wandb.Table(list(columns), **options)
    for row in rows:
        made.add_data(*row)
    return made


def logged(made: wandb.Table, name: str = "data", key: str = "t") -> wandb.Table:
    """Log a table and return it as it comes back."""
    run = wandb.init(project="p")
    artifact = wandb.Artifact(name, type="dataset")
    artifact.add(made, key)
    run.log_artifact(artifact)
    found = run.use_artifact(f"{name}:latest").get(key)
    assert isinstance(found, wandb.Table)
    return found


def blob_files(store: Catalog) -> list[Path]:
    """Return every file of bytes in the store."""
    return sorted(path for path in (store.folder / "blobs").rglob("*") if path.is_file())
