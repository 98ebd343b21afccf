"""What axe-core finds in the viewer: nothing serious, in any of its modes, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe
from tests.browser.pictures import box, boxed, compared, open_picture

Show = Callable[..., Any]


@pytest.mark.parametrize("width", [1100, 400])
def test_masks_in_every_mode(show: Show, width: int) -> None:
    view = wandb.TableView(compared())
    view.overlays = {"colors": {"road": "#8a6f00", "car": "#2e8b2e"}}
    page = show(view, width=width)
    load_axe(page)
    viewer = open_picture(page, "scene 0")
    viewer.locator(".dv-viewer-frame").first.wait_for()
    found: list[str] = []
    for key in "1234":
        page.keyboard.press(key)
        page.wait_for_timeout(200)
        found += findings(page, f"mode {key}")
    page.keyboard.press("2")
    if not viewer.get_by_role("complementary").count():
        page.keyboard.press("o")
    viewer.get_by_role("button", name="Hide road").click()
    viewer.get_by_role("button", name="Colour of car").click()
    page.get_by_role("dialog", name="Colour of car").wait_for()
    found += findings(page, "picker")
    assert not found, "\n".join(found)


def test_boxes_with_their_outcomes_and_scores(show: Show) -> None:
    table = wandb.Table(["name", "photo"])
    truth = [box(0.05, 0.3, 0), box(0.6, 0.9, 1)]
    table.add_data("wrong", boxed(truth, [box(0.05, 0.3, 0, 0.9), box(0.4, 0.5, 1, 0.3)]))
    table.add_data("right", boxed(truth, [box(0.05, 0.3, 0, 0.9), box(0.6, 0.9, 1, 0.8)]))
    view = wandb.TableView(table)
    page = show(view, width=1100)
    load_axe(page)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("1 matched, 1 false positive, 1 missed").wait_for()
    viewer.get_by_text("4 in the table").wait_for()
    found = findings(page, "boxes")
    view.overlays = {"scores": {"model": {"p": [0.95, None]}}}
    viewer.get_by_text("No box of model in this score range").wait_for()
    found += findings(page, "empty range")
    assert not found, "\n".join(found)
