"""Pictures of compared rows in a stub page: beside each other, swiped, told apart, pointed at, zoomed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.compared_pictures import (
    BLUE,
    FIRST,
    YELLOW,
    detectors,
    many,
    masked,
    over_black,
    panes,
    pixel,
    plain,
    point_in,
    two,
    wait_for_pixel,
)
from tests.browser.pictures import CAR, ROAD
from tests.browser.waiting import wait_for_focus, wait_for_value

Show = Callable[..., Any]
FILL = 0.52
ROAD_SEEN, CAR_SEEN = over_black(ROAD, FILL), over_black(CAR, FILL)


def mode(page: Any, name: str) -> Any:
    """Return the segment that chooses how pictures are compared."""
    return page.get_by_role("radiogroup", name="How the pictures are compared").get_by_role(
        "radio", name=name
    )


def test_the_truth_stands_before_each_table(show: Show) -> None:
    page = show(two())
    # A quarter in, only the second table says road; at the half, all say car but the second.
    for pane, left, right in [(0, ROAD_SEEN, CAR_SEEN), (1, CAR_SEEN, CAR_SEEN), (2, ROAD_SEEN, ROAD_SEEN)]:
        wait_for_pixel(page, 0, pane, 0.4, left)
        wait_for_pixel(page, 0, pane, 0.55, right)
    edges = panes(page).locator(".dv-pl-edge")
    colors = edges.evaluate_all("(all) => all.map((edge) => getComputedStyle(edge).backgroundColor)")
    assert colors == ["rgb(47, 111, 219)", "rgb(224, 161, 0)"]
    names = panes(page).get_by_role("img").evaluate_all("(all) => all.map((each) => each.ariaLabel)")
    assert names == ["scene a, truth", "scene a, v0", "scene a, v1"]
    assert page.errors == []


def test_what_a_table_lacks_is_said_in_its_place(show: Show) -> None:
    page = show(two())
    page.locator(".dv-pl-gone", has_text="not in v1").wait_for()
    page.locator(".dv-pl-gone", has_text="not in v0").wait_for()
    # The truth comes from the table that has the row.
    wait_for_pixel(page, 3, 0, 0.9, CAR_SEEN)


def test_differences_have_the_colour_of_who_is_right(show: Show) -> None:
    view = two()
    page = show(view)
    mode(page, "Differences").click()
    wait_for_pixel(page, 0, 1, 24 / 64, over_black(YELLOW, 0.88))
    wait_for_pixel(page, 0, 1, 36 / 64, over_black(BLUE, 0.88))
    # Where both are right there is the photo alone, in grey.
    page.stub.wait_until(lambda: max(pixel(page, 0, 1, 8 / 64), default=255) < 40)
    shares = page.locator(".dv-pl-shares").first.locator(".dv-pl-number")
    expect(shares).to_have_text(["12.5 %", "25.0 %", "0 %"])
    page.stub.wait_until(lambda: view.compare_layout["pictures"] == "differences")
    # A row that one table lacks has nothing to tell apart.
    expect(page.locator(".dv-pl-shares")).to_have_count(2)


def test_arrows_choose_how_pictures_are_compared(show: Show) -> None:
    view = two()
    page = show(view)
    mode(page, "Beside").press("ArrowRight")
    page.stub.wait_until(lambda: view.compare_layout["pictures"] == "swipe")
    wait_for_focus(mode(page, "Swipe"))
    page.locator(".dv-pl-handle").first.wait_for()


def test_python_chooses_as_well(show: Show) -> None:
    view = two()
    page = show(view)
    panes(page).first.wait_for()
    view.compare_layout = {"pictures": "swipe"}
    expect(mode(page, "Swipe")).to_be_checked()


def test_a_line_is_dragged_and_all_rows_follow(show: Show) -> None:
    page = show(two(compare_layout={"pictures": "swipe"}))
    handles = page.locator(".dv-pl-handle")
    expect(handles.first).to_have_attribute("aria-valuenow", "50")
    point_in(page, 0, 1, 0.5)
    page.mouse.down()
    point_in(page, 0, 1, 0.25)
    expect(handles.first).to_have_attribute("aria-valuenow", "25")
    page.mouse.up()
    expect(handles.nth(1)).to_have_attribute("aria-valuenow", "25")
    # The first table lies on the left, the second over it on the right.
    wait_for_pixel(page, 0, 1, 0.4, CAR_SEEN, layer=0)
    wait_for_pixel(page, 0, 1, 0.4, ROAD_SEEN, layer=1)
    clips = (
        panes(page).nth(1).locator(".dv-pl-layer").evaluate_all("(all) => all.map((e) => e.style.clipPath)")
    )
    assert clips == ["", "inset(0px 0px 0px 25%)"]


def focus_pictures(page: Any) -> None:
    """Go to the first row's cell of pictures by keys."""
    page.locator(".dv-key-cell").first.click()
    page.keyboard.press("ArrowRight")
    page.locator("[role=gridcell].is-focused .dv-pl").wait_for()


def test_keys_move_the_line_of_the_cell_in_focus(show: Show) -> None:
    page = show(two(compare_layout={"pictures": "swipe"}))
    panes(page).first.wait_for()
    focus_pictures(page)
    page.keyboard.press("[")
    expect(page.locator(".dv-pl-handle").first).to_have_attribute("aria-valuenow", "45")
    for _ in range(2):
        page.keyboard.press("]")
    expect(page.locator(".dv-pl-handle").first).to_have_attribute("aria-valuenow", "55")


def test_the_pointer_is_in_all_pictures_and_tells_who_is_right(show: Show) -> None:
    page = show(two())
    wait_for_pixel(page, 0, 2, 0.4, ROAD_SEEN)
    readings = panes(page).locator(".dv-pl-reading")
    point_in(page, 0, 0, 0.4)
    expect(readings).to_have_text(["road", "car", "road"])
    signs = readings.evaluate_all(
        "(all) => all.map((each) => each.querySelector('svg path')?.getAttribute('d') ?? '')"
    )
    assert signs[0] == ""
    assert signs[1] != signs[2]
    # The same place in another picture.
    point_in(page, 0, 2, 0.9)
    expect(readings).to_have_text(["car", "car", "car"])
    page.mouse.move(2, 2)
    expect(readings).to_have_count(0)


def test_zooming_one_zooms_all_of_its_row(show: Show) -> None:
    page = show(two())
    wait_for_pixel(page, 0, 1, 0.1, ROAD_SEEN)
    wait_for_pixel(page, 1, 1, 0.1, ROAD_SEEN)
    # Into the first table's border between road and car.
    point_in(page, 0, 2, FIRST / 64 + 0.02)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    wait_for_pixel(page, 0, 1, 0.35, CAR_SEEN)
    page.keyboard.up("Control")
    wait_for_pixel(page, 0, 2, 0.9, ROAD_SEEN)
    wait_for_value(lambda: pixel(page, 1, 1, 0.1), pytest.approx(ROAD_SEEN, abs=6))
    # Dragged to the right, what lies to the left comes back.
    page.mouse.down()
    point_in(page, 0, 2, 0.9)
    page.mouse.up()
    wait_for_pixel(page, 0, 1, 0.35, ROAD_SEEN)


def test_keys_zoom_and_fit(show: Show) -> None:
    page = show(two())
    wait_for_pixel(page, 0, 1, 0.2, ROAD_SEEN)
    focus_pictures(page)
    for _ in range(4):
        page.keyboard.press("+")
    wait_for_pixel(page, 0, 1, 0.2, CAR_SEEN)
    page.keyboard.press("0")
    wait_for_pixel(page, 0, 1, 0.2, ROAD_SEEN)


def test_the_wheel_alone_scrolls_the_table(show: Show) -> None:
    page = show(wandb.compare({"v0": masked("abcdefghij", 16), "v1": masked("abcdefghij", 40)}, key="id"))
    wait_for_pixel(page, 0, 1, 0.1, ROAD_SEEN)
    point_in(page, 1, 1, 0.5)
    page.mouse.wheel(0, 2000)
    page.get_by_text("j", exact=True).wait_for()


def test_one_tables_overlay_is_switched_off_alone(show: Show) -> None:
    view = two()
    page = show(view)
    wait_for_pixel(page, 0, 1, 0.9, CAR_SEEN)
    view.overlays = {"hidden_groups": ["v0 model"]}
    wait_for_pixel(page, 0, 1, 0.9, (0, 0, 0))
    wait_for_pixel(page, 0, 2, 0.9, CAR_SEEN)


def test_tables_of_which_one_has_no_masks(show: Show) -> None:
    page = show(wandb.compare({"v0": masked("a", None), "v1": masked("a", 40)}, key="id"))
    wait_for_pixel(page, 0, 0, 0.9, CAR_SEEN)
    wait_for_pixel(page, 0, 1, 0.9, (0, 0, 0))
    wait_for_pixel(page, 0, 2, 0.9, CAR_SEEN)
    assert page.errors == []


def test_five_tables_stand_in_two_lines(show: Show) -> None:
    page = show(many(5))
    wait_for_pixel(page, 0, 5, 0.9, CAR_SEEN)
    tops = panes(page).evaluate_all(
        "(all) => all.map((each) => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(set(tops)) == 2
    assert tops == sorted(tops)
    mode(page, "Differences").click()
    expect(page.locator(".dv-pl-shares").first.locator(".dv-pl-share")).to_have_count(7)


def test_photos_without_overlays_show_where_they_differ(show: Show) -> None:
    page = show(wandb.compare({"before": plain(60), "after": plain(200)}, key="id"))
    wait_for_pixel(page, 0, 1, 0.9, (200, 200, 200))
    mode(page, "Differences").click()
    expect(page.locator(".dv-pl-number")).to_have_text("50.0 %")
    wait_for_pixel(page, 0, 0, 0.2, (16, 16, 16))
    page.stub.wait_until(lambda: min(pixel(page, 0, 0, 0.9), default=0) > 150)


def test_the_same_photo_is_shown_once_and_called_the_same_file(show: Show) -> None:
    page = show(wandb.compare({"one": plain(60), "two": plain(60)}, key="id"))
    wait_for_pixel(page, 0, 0, 0.9, (60, 60, 60))
    expect(panes(page)).to_have_count(1)
    mode(page, "Differences").click()
    page.get_by_text("same file").wait_for()


def test_boxes_have_the_colour_of_their_table(show: Show) -> None:
    page = show(detectors())
    # The left edge of the box that only the first found, at a tenth of the picture.
    page.stub.wait_until(lambda: any(is_near(pixel(page, 0, 0, x / 128, 0.5), BLUE) for x in range(10, 16)))
    page.stub.wait_until(lambda: any(is_near(pixel(page, 0, 1, x / 128, 0.5), YELLOW) for x in range(74, 80)))
    point_in(page, 0, 0, 0.2)
    expect(panes(page).locator(".dv-pl-reading").first).to_have_text("road 0.90, IoU 1.00")


def is_near(seen: tuple[int, ...], color: tuple[int, ...]) -> bool:
    """Tell whether a colour is another one, give or take what smoothing does."""
    return len(seen) == 3 and all(abs(a - b) < 40 for a, b in zip(seen, color, strict=True))


def test_boxes_are_told_apart_by_who_found_what(show: Show) -> None:
    page = show(detectors(compare_layout={"pictures": "differences"}))
    words = page.locator(".dv-pl-shares").first.locator(".dv-pl-words")
    expect(words).to_have_text(["1 alone, 1 wrong", "1 alone, 0 wrong", "0 of 2 missed"])


def test_a_score_range_is_of_one_table(show: Show) -> None:
    view = detectors(compare_layout={"pictures": "differences"})
    page = show(view)
    words = page.locator(".dv-pl-shares").first.locator(".dv-pl-words")
    expect(words).to_have_text(["1 alone, 1 wrong", "1 alone, 0 wrong", "0 of 2 missed"])
    view.overlays = {"scores": {"small found": {"p": [0.7, None]}, "xl found": {"p": [0.85, None]}}}
    expect(words).to_have_text(["1 alone, 0 wrong", "0 alone, 0 wrong", "1 of 2 missed"])
