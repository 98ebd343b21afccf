"""The states of scores of boxes, and the way to each: for axe-core and for docs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

import dsviz_widget as wandb
from tests.browser.detectors import detected, detector
from tests.browser.states import State


def drawn(page: Any) -> None:
    """Wait until figures and photos are there."""
    page.locator(".dv-detection-kinds").wait_for()
    page.locator(".dv-photo > svg").first.wait_for()


def after(step: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a way that goes on once all is there."""

    def enter(page: Any) -> None:
        drawn(page)
        step(page)

    return enter


def pick(page: Any) -> None:
    page.get_by_role("button", name=re.compile(r"^Confused(?!,)")).click()
    page.get_by_role("heading", name="Photos with confused boxes").wait_for()


def curve(page: Any) -> None:
    page.get_by_role("region", name="Precision and recall of").wait_for()


def sort(page: Any) -> None:
    page.get_by_role("button", name="Order of classes").click()
    page.get_by_role("menuitemradio").first.wait_for()


def without_scores() -> Any:
    def boxes(left: float) -> dict[str, Any]:
        position = {"minX": left, "maxX": left + 0.4, "minY": 0.1, "maxY": 0.6}
        return {"box_data": [{"position": position, "class_id": 1}], "class_labels": {1: "cat"}}

    image = wandb.Image(np.full((60, 80), 200, np.uint8), boxes={"truth": boxes(0.1), "found": boxes(0.12)})
    return detected(tables={"one": wandb.Table(["page", "photo"], [["a", image]])})


def bare(page: Any) -> None:
    page.get_by_text("Boxes have no score: all of them count.").wait_for()


DETECTION_STATES = {
    "scores of boxes": State(lambda _: detected(), drawn),
    "photos of a kind": State(lambda _: detected(), after(pick)),
    "boxes of a class": State(lambda _: detected(scores={"class": "3"}), after(curve)),
    "order of classes": State(lambda _: detected(), after(sort)),
    "one detector": State(lambda _: detected(tables={"large": detector(0.88, 2)}), drawn),
    "three detectors": State(
        lambda _: detected(tables={f"v{k}": detector(0.6 + 0.12 * k, k, 24 - 4 * k) for k in range(3)}), drawn
    ),
    "boxes without scores": State(lambda _: without_scores(), bare),
}
