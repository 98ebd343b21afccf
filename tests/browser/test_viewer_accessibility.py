"""What axe-core finds in the viewer: nothing serious, in any of its modes, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe
from tests.browser.pictures import box, boxed, compared, open_picture
from tests.browser.waiting import wait_for_rest

Show = Callable[..., Any]


def choose_mode(page: Any, viewer: Any, key: str) -> None:
    """Choose a layout of the pictures by its key, and wait until they stand so."""
    layouts = viewer.get_by_role("radiogroup", name="Layout of the pictures")
    layout = layouts.get_by_role("radio").nth(int(key) - 1)
    layout.wait_for()
    page.keyboard.press(key)
    expect(layout).to_be_checked()
    wait_for_rest(viewer.locator(".dv-viewer-frame").first)


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
        choose_mode(page, viewer, key)
        found += findings(page, f"mode {key}")
    choose_mode(page, viewer, "2")
    # Where there is no room for it the panel comes when it is asked for.
    if width < 1000:
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
