"""What tests of pictures share: tables of pictures, and how to look at panes down to their pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest

LABELS = {0: "road", 1: "car"}
# The first two class colours of tokens.css.
ROAD = (0x7F, 0x73, 0xAF)
CAR = (0xDE, 0x5C, 0x6C)
BLACK = (0, 0, 0)
NO_OVERLAY = (0, 0, 0, 0)

HEIGHT, WIDTH = 48, 64


def mask_of(car_from: int) -> np.ndarray[Any, Any]:
    """Return a mask that is road on the left and car from a column on."""
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    mask[:, car_from:] = 1
    return mask


def picture(caption: str, **car_from: int) -> wandb.Image:
    """Return a black picture with one mask per group, the car beginning at a column."""
    masks = {
        group: {"mask_data": mask_of(column), "class_labels": LABELS} for group, column in car_from.items()
    }
    return wandb.Image(np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8), caption=caption, masks=masks or None)


def compared(rows: int = 4) -> wandb.Table:
    """Return pictures with a true mask, and a prediction that takes a quarter of the road for car."""
    table = wandb.Table(["name", "scene"])
    for row in range(rows):
        table.add_data(f"row {row}", picture(f"scene {row}", ground_truth=32, model=16))
    return table


def box(min_x: float, max_x: float, class_id: int, score: float | None = None) -> dict[str, Any]:
    """Return a box over the middle of a picture's height, in fractions of it."""
    position = {"minX": min_x, "maxX": max_x, "minY": 0.3, "maxY": 0.7}
    scores = {} if score is None else {"scores": {"p": score}}
    return {"position": position, "class_id": class_id, **scores}


def boxed(truth: list[dict[str, Any]], found: list[dict[str, Any]]) -> wandb.Image:
    """Return a black picture with true boxes and those that a model found."""
    return wandb.Image(
        np.zeros((240, 320, 3), dtype=np.uint8),
        boxes={
            "ground_truth": {"box_data": truth, "class_labels": LABELS},
            "model": {"box_data": found, "class_labels": LABELS},
        },
    )


def open_picture(page: Any, name: str) -> Any:
    """Open a picture by its name; return the viewer."""
    # One click opens it: a second press would land on what is there by then.
    page.get_by_role("img", name=name, exact=True).first.click()
    viewer = page.get_by_role("region", name="Picture")
    viewer.locator(".dv-viewer-bar").wait_for()
    return viewer


def layer_pixel(page: Any, pane: int, x: float, y: float = 0.5, side: int = 0) -> tuple[int, ...]:
    """Return the colour that overlays lay over a place of a pane, given in fractions of the pane."""
    read = """([pane, side, x, y]) => {
        const layer = document.querySelectorAll(".dv-pane")[pane]?.querySelectorAll(".dv-pane-side")[side];
        const canvas = layer?.querySelector(".dv-pane-marks canvas");
        if (!canvas) return null;
        const at = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
        return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
    }"""
    return tuple(page.evaluate(read, [pane, side, x, y]) or ())


def wait_for_layer(
    page: Any, pane: int, x: float, color: tuple[int, ...], y: float = 0.5, side: int = 0
) -> None:
    """Wait until a place of a pane is overlaid with a colour, whatever its opacity unless that is given."""

    def is_there() -> bool:
        seen = layer_pixel(page, pane, x, y, side)
        return len(seen) == 4 and bool(np.allclose(seen[: len(color)], color, atol=4))

    page.stub.wait_until(is_there)


def point_at(page: Any, pane: int, x: float, y: float = 0.5) -> None:
    """Move the pointer to a place of a pane, given in fractions of it."""
    frame = wait_for_rest(page.locator(".dv-pane").nth(pane))
    page.mouse.move(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
