"""Compared pictures in the large view, in a stub page: modes, rows, zoom, and boxes judged per table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import expect

from tests.browser.compared_pictures import BLUE, YELLOW, detectors, many, panes, two
from tests.browser.pictures import CAR, NO_OVERLAY, ROAD, layer_pixel, point_at, wait_for_layer
from tests.browser.waiting import wait_for_focus, wait_for_value

Show = Callable[..., Any]


def open_first(page: Any) -> Any:
    """Open the pictures of the first row; return the viewer."""
    panes(page).first.get_by_role("img").first.wait_for()
    panes(page).first.dblclick()
    viewer = page.get_by_role("region", name="Pictures")
    viewer.locator(".dv-viewer-bar").wait_for()
    return viewer


def heads(viewer: Any) -> Any:
    """Return the lines over the panes."""
    return viewer.locator(".dv-pane-head")


def test_every_table_has_a_pane_and_its_number(show: Show) -> None:
    page = show(two())
    viewer = open_first(page)
    for pane, color in [(0, ROAD), (1, CAR), (2, ROAD)]:
        wait_for_layer(page, pane, 0.3, color)
    # Of 64 columns the first takes 16 for car, the second 8 for road.
    expect(heads(viewer)).to_have_text(
        [
            "truth",
            "v0mean IoU 0.583 · 75.0 % right",
            "v1mean IoU 0.775 (+0.192) · 87.5 % right",
        ]
    )
    assert page.errors == []


def test_keys_choose_the_modes_that_the_rows_have(show: Show) -> None:
    view = two()
    page = show(view)
    viewer = open_first(page)
    wait_for_layer(page, 1, 0.3, CAR)
    page.keyboard.press("4")
    wait_for_layer(page, 1, 24 / 64, YELLOW)
    wait_for_layer(page, 1, 36 / 64, BLUE)
    wait_for_value(lambda: layer_pixel(page, 1, 0.1), NO_OVERLAY)
    expect(heads(viewer).nth(1)).to_contain_text("only v0 right 12.5 %, only v1 right 25.0 %, both wrong 0 %")
    page.stub.wait_until(lambda: view.compare_layout["pictures"] == "differences")
    page.keyboard.press("3")
    divider = viewer.get_by_role("slider", name="Divider between v0 and v1")
    divider.wait_for()
    page.keyboard.press("[")
    expect(divider).to_have_attribute("aria-valuenow", "45")
    wait_for_layer(page, 1, 0.4, CAR, side=0)
    wait_for_layer(page, 1, 0.4, ROAD, side=1)
    page.keyboard.press("Escape")
    page.locator(".dv-pl-handle").first.wait_for()


def test_a_mode_is_chosen_by_hand(show: Show) -> None:
    view = two()
    page = show(view)
    viewer = open_first(page)
    viewer.get_by_role("radio", name="Differences").click()
    page.stub.wait_until(lambda: view.compare_layout["pictures"] == "differences")
    viewer.get_by_role("radio", name="Over one photo").click()
    expect(heads(viewer)).to_have_count(1)
    # What one photo shows of all tables is of the large view alone.
    assert view.compare_layout["pictures"] == "differences"


def test_rows_go_by_and_say_what_a_table_lacks(show: Show) -> None:
    page = show(two())
    viewer = open_first(page)
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    viewer.get_by_text("not in v1").wait_for()
    viewer.get_by_text("3 of 4").wait_for()
    viewer.get_by_role("button", name="Next row").click()
    viewer.get_by_text("not in v0").wait_for()
    # The truth is that of the table that has the row.
    wait_for_layer(page, 0, 0.9, CAR)


def test_enter_opens_and_escape_goes_back(show: Show) -> None:
    page = show(two())
    panes(page).first.wait_for()
    page.locator(".dv-key-cell").first.click()
    page.keyboard.press("ArrowRight")
    page.locator("[role=gridcell].is-focused .dv-pl").wait_for()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("region", name="Pictures")
    wait_for_focus(viewer)
    page.keyboard.press("Escape")
    wait_for_focus(page.get_by_role("grid"))


def test_panes_zoom_and_are_pointed_at_as_one(show: Show) -> None:
    page = show(two())
    viewer = open_first(page)
    wait_for_layer(page, 1, 0.1, ROAD)
    # The number is there once the pictures are, and no more comes under the pointer.
    expect(heads(viewer).nth(2)).to_contain_text("mean IoU")
    point_at(page, 0, 0.4)
    tips = viewer.locator(".dv-pane-tip")
    expect(tips).to_have_count(3)
    expect(tips.nth(1)).to_contain_text("car")
    expect(tips.nth(1)).to_contain_text("truth: road")
    for _ in range(4):
        page.keyboard.press("+")
    # The middle of the pictures, five times as large.
    wait_for_layer(page, 0, 0.1, ROAD)
    wait_for_layer(page, 1, 0.1, CAR)
    wait_for_layer(page, 2, 0.9, ROAD)
    page.keyboard.press("0")
    wait_for_layer(page, 1, 0.1, ROAD)


def test_five_tables_have_six_panes(show: Show) -> None:
    page = show(many(5))
    viewer = open_first(page)
    expect(heads(viewer)).to_have_count(6)
    wait_for_layer(page, 5, 0.9, CAR)
    page.keyboard.press("3")
    # Each against the first.
    expect(viewer.get_by_role("slider", name="Divider")).to_have_count(4)
    assert page.errors == []


def test_boxes_are_judged_per_table_in_its_colour(show: Show) -> None:
    page = show(detectors())
    viewer = open_first(page)
    expect(heads(viewer)).to_have_text(
        ["small1 matched, 1 false positive, 1 missed", "xl1 matched, 0 false positive, 1 missed"]
    )
    tags = viewer.locator(".dv-box-tag")
    expect(tags.filter(has_text="road 0.90")).to_have_css("background-color", "rgb(47, 111, 219)")
    expect(tags.filter(has_text="car 0.80")).to_have_css("background-color", "rgb(224, 161, 0)")
    expect(viewer.get_by_role("progressbar")).to_have_count(0)
    point_at(page, 0, 0.2)
    viewer.locator(".dv-pane-tip").filter(has_text="matched, IoU 1.00").first.wait_for()
    page.keyboard.press("2")
    # Over one photo, nothing is missed by both.
    expect(heads(viewer)).to_have_count(1)
    expect(tags.filter(has_text="missed")).to_have_count(0)


def test_scores_are_cut_per_table(show: Show) -> None:
    view = detectors()
    page = show(view)
    viewer = open_first(page)
    viewer.get_by_role("button", name="Overlays").click()
    lowest = viewer.get_by_label("Lowest p of small found, as a number")
    lowest.fill("0.7")
    lowest.press("Enter")
    page.stub.wait_until(lambda: set(view.overlays["scores"]) == {"small found"})
    expect(heads(viewer)).to_have_text(
        ["small1 matched, 0 false positive, 1 missed", "xl1 matched, 0 false positive, 1 missed"]
    )


def test_where_boxes_differ_the_finder_has_the_line(show: Show) -> None:
    page = show(detectors(compare_layout={"pictures": "differences"}))
    viewer = open_first(page)
    expect(heads(viewer)).to_contain_text("found by all 0, only small 1, only xl 1, missed 0")

    def has(color: tuple[int, ...], low: float, high: float) -> bool:
        seen = [layer_pixel(page, 0, x / 400) for x in range(int(low * 400), int(high * 400))]
        return any(len(s) == 4 and s[3] > 200 and np.allclose(s[:3], color, atol=12) for s in seen)

    page.stub.wait_until(lambda: has(BLUE, 0.05, 0.35))
    page.stub.wait_until(lambda: has(YELLOW, 0.55, 0.85))
