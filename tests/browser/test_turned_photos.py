"""A photo from a camera held sideways, in a real browser: upright, small and large, under its mask."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage
from PIL import ImageOps

import dsviz_widget as wandb
from tests.browser.test_pictures import open_picture, pixel, wait_for_pixel
from tests.browser.waiting import wait_for_rest

RED, GREEN, BLUE = (254, 0, 0), (0, 128, 1), (0, 0, 254)
ORIENTATION = 0x0112
# The way to hold the camera that undoes each way to hold it.
TURNS = {3: 3, 6: 8, 8: 6}


def photo(path: Path, turn: int) -> Path:
    """Write a photo of 64 × 32, red on the left half and blue on the right, as a turned camera does."""
    upright = np.zeros((32, 64, 3), np.uint8)
    upright[:, :32], upright[:, 32:] = RED, BLUE
    exif = PILImage.Exif()
    exif[ORIENTATION] = TURNS[turn]
    file = io.BytesIO()
    PILImage.fromarray(upright).save(file, "PNG", exif=exif)
    stored = ImageOps.exif_transpose(PILImage.open(file))
    exif[ORIENTATION] = turn
    options: dict[str, Any] = {"quality": 100, "subsampling": 0} if path.suffix == ".jpg" else {}
    stored.save(path, exif=exif, **options)
    return path


# Browsers turn a JPEG; what they do to a PNG differs, so it is turned before it is sent.
@pytest.mark.parametrize(("turn", "suffix"), [(3, "jpg"), (6, "jpg"), (8, "jpg"), (6, "png")])
def test_a_turned_photo_lies_under_its_mask(
    show: Callable[..., Any], tmp_path: Path, turn: int, suffix: str
) -> None:
    mask = np.zeros((32, 64), np.uint8)
    mask[:, :16] = 1
    rows = wandb.Table(["name", "scene"])
    path = photo(tmp_path / f"a.{suffix}", turn)
    for index in range(2):
        layers = {"truth": {"mask_data": mask, "class_labels": {0: "background", 1: "car"}}}
        rows.add_data(f"row {index}", wandb.Image(path, caption=f"scene {index}", masks=layers))
    view = wandb.TableView(rows)
    view.overlays = {"hidden_classes": ["background"], "hidden_groups": [], "opacity": {"truth": 1}}
    page = show(view)
    wait_for_pixel(page, "scene 0", 0.75, BLUE)
    wait_for_pixel(page, "scene 0", 0.4, RED)
    page.stub.wait_until(lambda: np.abs(np.array(pixel(page, "scene 0", 0.1)) - RED).max() > 30)
    viewer = open_picture(page, "scene 0")
    wait_for_large_pixel(page, viewer, 0.75, BLUE)
    wait_for_large_pixel(page, viewer, 0.4, RED)
    assert page.errors == []


def wait_for_large_pixel(page: Any, viewer: Any, x: float, color: tuple[int, int, int]) -> None:
    """Wait until a place of the open picture has a colour, as a person would see it."""

    def seen() -> bool:
        # Of the page, not of the canvas: the one that stands in gives way to the viewer's at any moment.
        place = wait_for_rest(viewer.locator("canvas[aria-label='scene 0']").first)
        if place is None:
            return False
        shot = page.screenshot(clip=place)
        shown = np.asarray(PILImage.open(io.BytesIO(shot)).convert("RGB")).astype(int)
        return bool(np.abs(shown[shown.shape[0] // 2, int(x * shown.shape[1])] - color).max() < 12)

    page.stub.wait_until(seen)
