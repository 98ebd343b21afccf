"""Tables of small pictures whose comparison is known pixel by pixel, for tests of compared pictures."""

from __future__ import annotations

from typing import Any

import numpy as np

import dsviz_widget as wandb
from tests.browser.pictures import LABELS, box, picture
from tests.browser.waiting import wait_for_rest

BLUE = (0x2F, 0x6F, 0xDB)
YELLOW = (0xE0, 0xA1, 0x00)
"""Colours of the first two tables, in the light."""

TRUTH = 32
FIRST, SECOND = 16, 40
"""Where the car begins, of 64 columns: truly, for the first table, and for the second."""


def masked(ids: str, car_from: int | None) -> wandb.Table:
    """Return a picture per letter, with the true mask and one that a model made."""
    table = wandb.Table(["id", "image"])
    for name in ids:
        groups = {} if car_from is None else {"ground_truth": TRUTH, "model": car_from}
        table.add_data(name, picture(f"scene {name}", **groups))
    return table


def two(**options: Any) -> wandb.CompareView:
    """Return two tables with masks; ``c`` is only in the first, ``d`` only in the second."""
    return wandb.compare({"v0": masked("abc", FIRST), "v1": masked("abd", SECOND)}, key="id", **options)


def many(tables: int) -> wandb.CompareView:
    """Return tables with masks, each a little further from the truth."""
    return wandb.compare({f"v{k}": masked("ab", 16 + 4 * k) for k in range(tables)}, key="id")


def plain(tone: int) -> wandb.Table:
    """Return a grey picture whose right half has another tone."""
    pixels = np.full((48, 64, 3), 60, dtype=np.uint8)
    pixels[:, 32:] = tone
    table = wandb.Table(["id", "photo"])
    table.add_data("a", wandb.Image(pixels))
    return table


def boxed(ids: str, *found: dict[str, Any]) -> wandb.Table:
    """Return pictures with two true boxes, and those that a model found."""
    truth = [box(0.1, 0.3, 0), box(0.6, 0.8, 1)]
    table = wandb.Table(["id", "photo"])
    for name in ids:
        groups = {
            "truth": {"box_data": truth, "class_labels": LABELS},
            "found": {"box_data": list(found), "class_labels": LABELS},
        }
        pixels = np.zeros((240, 320, 3), dtype=np.uint8)
        table.add_data(name, wandb.Image(pixels, caption=f"photo {name}", boxes=groups))
    return table


def detectors(**options: Any) -> wandb.CompareView:
    """Return two detectors: one finds the left box and one where nothing is, the other the right one."""
    first = boxed("ab", box(0.1, 0.3, 0, 0.9), box(0.4, 0.5, 1, 0.6))
    second = boxed("ab", box(0.6, 0.8, 1, 0.8))
    return wandb.compare({"small": first, "xl": second}, key="id", **options)


def panes(page: Any, row: int = 0) -> Any:
    """Return the pictures of a row on the screen."""
    return page.locator(".dv-pl").nth(row).locator(".dv-pl-pane")


def pixel(page: Any, row: int, pane: int, x: float, y: float = 0.5, layer: int = 0) -> tuple[int, ...]:
    """Return the colour at a place of a row's picture, given in fractions of it."""
    read = """([row, pane, layer, x, y]) => {
        const found = document.querySelectorAll(".dv-pl")[row]?.querySelectorAll(".dv-pl-pane")[pane];
        const canvas = found?.querySelectorAll("canvas")[layer];
        if (!canvas || canvas.width < 8) return null;
        const at = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
        return [...canvas.getContext("2d").getImageData(...at, 1, 1).data].slice(0, 3);
    }"""
    return tuple(page.evaluate(read, [row, pane, layer, x, y]) or ())


def wait_for_pixel(
    page: Any,
    row: int,
    pane: int,
    x: float,
    color: tuple[int, ...],
    y: float = 0.5,
    layer: int = 0,
    atol: int = 6,
) -> None:
    """Wait until a place of a row's picture has a colour."""

    def is_there() -> bool:
        seen = pixel(page, row, pane, x, y, layer)
        return len(seen) == 3 and bool(np.allclose(seen, color, atol=atol))

    page.stub.wait_until(is_there)


def over_black(color: tuple[int, int, int], opacity: float) -> tuple[int, ...]:
    """Return what a colour looks like over a black photo."""
    return tuple(round(part * opacity) for part in color)


def point_in(page: Any, row: int, pane: int, x: float, y: float = 0.5) -> None:
    """Move the pointer to a place of a row's picture."""
    frame = wait_for_rest(panes(page, row).nth(pane))
    page.mouse.move(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
