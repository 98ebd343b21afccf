"""The pictures of a row: side by side, over each other, under a divider, and where they differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.pictures import (
    CAR,
    LABELS,
    NO_OVERLAY,
    ROAD,
    compared,
    layer_pixel,
    open_picture,
    picture,
    point_at,
    wait_for_layer,
)
from tests.browser.waiting import wait_for_rest, wait_for_value

Show = Callable[..., Any]


def chosen(viewer: Any) -> str:
    return str(viewer.get_by_role("radio", checked=True).first.inner_text())


def test_truth_and_prediction_lie_side_by_side_with_the_numbers_that_judge(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    wait_for_layer(page, 0, 0.35, ROAD)
    wait_for_layer(page, 1, 0.35, CAR)
    wait_for_value(lambda: chosen(viewer), "Side by side")
    # Road 16 of 32, car 32 of 48; 48 of 64 columns are right.
    viewer.get_by_text("mean IoU 0.583 · 75.0 % of pixels right").wait_for()
    viewer.get_by_text("2 classes").wait_for()
    assert page.errors == []


def test_keys_choose_the_mode_and_so_does_the_pointer(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    for key, mode in [("2", "Overlay"), ("3", "Swipe"), ("4", "Difference"), ("1", "Side by side")]:
        page.keyboard.press(key)
        page.stub.wait_until(lambda mode=mode: chosen(viewer) == mode)
    viewer.get_by_role("radio", name="Overlay").click()
    page.stub.wait_until(lambda: viewer.locator(".dv-pane").count() == 1)
    page.keyboard.press("ArrowRight")
    wait_for_value(lambda: chosen(viewer), "Swipe")
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    # The mode stays for the next picture.
    open_picture(page, "scene 1")
    wait_for_value(lambda: chosen(viewer), "Swipe")


def test_over_each_other_the_truth_is_a_dashed_line_over_the_fill_of_the_prediction(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    page.keyboard.press("2")
    wait_for_layer(page, 0, 0.4, CAR)
    look = viewer.get_by_role("radiogroup", name="Look of ground_truth")
    expect(look.get_by_role("radio", checked=True)).to_have_attribute("aria-label", "Outline")
    line = viewer.get_by_role("radiogroup", name="Line of ground_truth")
    expect(line.get_by_role("radio", checked=True)).to_have_attribute("aria-label", "Dashed line")
    fill = viewer.get_by_role("radiogroup", name="Look of model")
    expect(fill.get_by_role("radio", checked=True)).to_have_attribute("aria-label", "Fill")


def test_the_divider_follows_pointer_and_keys(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    page.keyboard.press("3")
    divider = viewer.get_by_role("slider", name="Divider between ground_truth and model")
    wait_for_layer(page, 0, 0.4, ROAD, side=0)
    wait_for_layer(page, 0, 0.4, CAR, side=1)
    expect(divider).to_have_attribute("aria-valuenow", "50")
    page.keyboard.press("[")
    page.stub.wait_until(lambda: divider.get_attribute("aria-valuenow") == "45")
    divider.press("ArrowRight")
    divider.press("ArrowRight")
    page.stub.wait_until(lambda: divider.get_attribute("aria-valuenow") == "55")
    handle = wait_for_rest(divider)
    frame = wait_for_rest(viewer.locator(".dv-pane"))
    page.mouse.move(handle["x"] + 14, handle["y"] + 200)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.25, handle["y"] + 200, steps=3)
    page.mouse.up()
    page.stub.wait_until(lambda: divider.get_attribute("aria-valuenow") == "25")
    expect(viewer.get_by_text("1 of 4")).to_have_count(1)


def test_where_masks_differ_is_striped_and_listed(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    page.keyboard.press("d")
    viewer.get_by_text("25.0 % of pixels differ").wait_for()
    mistake = viewer.get_by_role("button", name="road predicted as car 25.0 %")
    # Nothing over what is right; stripes of both colours over what is wrong.

    def is_striped() -> bool:
        seen = {layer_pixel(page, 0, 0.4, 0.3 + k / 200)[:3] for k in range(40)} - {()}
        return all(any(np.allclose(color, each, atol=3) for color in seen) for each in (ROAD, CAR))

    page.stub.wait_until(lambda: layer_pixel(page, 0, 0.9) == NO_OVERLAY and is_striped())
    mistake.press("Enter")
    expect(mistake).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("d")
    page.stub.wait_until(lambda: chosen(viewer) == "Side by side")


def test_panes_zoom_and_pan_together(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    wait_for_layer(page, 1, 0.05, ROAD)
    point_at(page, 0, 0.99)
    for _ in range(4):
        page.mouse.wheel(0, -300)
    # Both look at the right end now, which is car in both.
    wait_for_layer(page, 0, 0.05, CAR)
    wait_for_layer(page, 1, 0.05, CAR)
    left = wait_for_rest(viewer.locator(".dv-pane").first)
    page.mouse.move(left["x"] + 50, left["y"] + 50)
    page.mouse.down()
    for _ in range(20):
        page.mouse.move(left["x"] + left["width"] - 20, left["y"] + 50)
        page.mouse.up()
        page.mouse.move(left["x"] + 50, left["y"] + 50)
        page.mouse.down()
    page.mouse.up()
    wait_for_layer(page, 1, 0.05, ROAD)
    page.keyboard.press("0")
    page.stub.wait_until(lambda: viewer.locator(".dv-map").count() == 0)


def test_the_map_moves_where_it_is_pressed_and_shift_with_arrows_pans(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    wait_for_layer(page, 0, 0.9, CAR)
    for _ in range(5):
        page.keyboard.press("+")
    small = viewer.locator(".dv-map")
    frame = wait_for_rest(small)
    page.mouse.click(frame["x"] + frame["width"] - 4, frame["y"] + 20)
    wait_for_layer(page, 0, 0.5, CAR)
    expect(viewer.get_by_text("1 of 4")).to_have_count(1)
    for _ in range(60):
        page.keyboard.press("Shift+ArrowLeft")
    wait_for_layer(page, 0, 0.5, ROAD)


def test_pointing_names_the_class_here_and_in_the_other_pane(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    wait_for_layer(page, 1, 0.35, CAR)
    point_at(page, 0, 0.35)
    tips = viewer.locator(".dv-pane-tip")
    page.stub.wait_until(lambda: tips.count() == 2)
    wait_for_value(lambda: tips.nth(0).inner_text().split("\n"), ["road", "1,536 px region"])
    wait_for_value(lambda: tips.nth(1).inner_text().split("\n"), ["car", "truth: road"])
    # A cross marks the place in the other pane alone.
    cross = viewer.locator(".dv-pane").nth(1).locator(".dv-pane-cross")
    expect(cross).to_have_count(1)
    expect(viewer.locator(".dv-pane-cross")).to_have_count(1)
    page.keyboard.press("2")
    expect(viewer.locator(".dv-pane")).to_have_count(1)
    point_at(page, 0, 0.36)
    tips.filter(has_text="predicted").wait_for()


def test_masks_keep_hard_pixels_when_zoomed(show: Show) -> None:
    view = wandb.TableView(compared())
    view.overlays = {"styles": {"ground_truth": {"look": "fill"}}, "opacity": {"ground_truth": 1}}
    page = show(view)
    open_picture(page, "scene 0")
    wait_for_layer(page, 0, 0.9, (*CAR, 255))
    for _ in range(4):
        page.keyboard.press("+")
    read = """() => {
        const canvas = document.querySelector(".dv-pane-marks canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 100, canvas.width, 1);
        const found = new Set();
        for (let k = 0; k < data.length; k += 4) found.add(data.slice(k, k + 4).join());
        return [...found].sort();
    }"""
    expected = sorted(",".join(map(str, (*color, 255))) for color in (ROAD, CAR))
    page.stub.wait_until(lambda: page.evaluate(read) == expected)


def test_truth_and_prediction_in_columns_of_their_own_are_compared_too(show: Show) -> None:
    table = wandb.Table(["truth", "guess"])
    for row in range(2):
        # The prediction was logged with the truth beside it, which is shown once.
        guess = picture(f"guess {row}", ground_truth=32, model=16)
        table.add_data(picture(f"truth {row}", ground_truth=32), guess)
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "guess 1")
    wait_for_layer(page, 0, 0.35, ROAD)
    wait_for_layer(page, 1, 0.35, CAR)
    expect(viewer.locator(".dv-pane")).to_have_count(2)
    viewer.get_by_text("75.0 % of pixels right").wait_for()
    page.keyboard.press("2")
    wait_for_layer(page, 0, 0.4, CAR)


def test_pictures_of_other_sizes_follow_the_same_place(show: Show) -> None:
    table = wandb.Table(["small", "large"])
    halves = np.zeros((40, 80, 3), dtype=np.uint8)
    halves[:, 40:] = 255
    table.add_data(wandb.Image(halves), wandb.Image(halves.repeat(3, axis=0).repeat(3, axis=1)))
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "picture of row 1")
    wait_for_value(lambda: chosen(viewer), "Single")
    page.keyboard.press("1")
    read = """() => [...document.querySelectorAll(".dv-pane-side > canvas")].map((canvas) =>
        canvas.getContext("2d").getImageData(3, canvas.height / 2, 1, 1).data.join())"""
    page.stub.wait_until(lambda: page.evaluate(read) == ["0,0,0,255"] * 2)
    point_at(page, 0, 0.98)
    for _ in range(4):
        page.mouse.wheel(0, -300)
    page.stub.wait_until(lambda: page.evaluate(read) == ["255,255,255,255"] * 2)
    page.keyboard.press("3")
    viewer.get_by_role("slider", name="Divider between small and large").wait_for()


def test_under_a_divider_each_side_has_its_own_tags(show: Show) -> None:
    table = wandb.Table(["before", "after"])
    whole = {"minX": 0.3, "maxX": 0.7, "minY": 0.3, "maxY": 0.7}
    for _ in range(2):
        pictures = [
            wandb.Image(
                np.zeros((240, 320, 3), dtype=np.uint8),
                boxes={name: {"box_data": [{"position": whole, "class_id": k}], "class_labels": LABELS}},
            )
            for k, name in enumerate(("first", "second"))
        ]
        table.add_data(*pictures)
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "picture of row 1")
    page.keyboard.press("3")
    sides = viewer.locator(".dv-pane-side")
    page.stub.wait_until(lambda: sides.count() == 2)
    page.stub.wait_until(lambda: sides.nth(0).locator(".dv-box-tag").all_inner_texts() == ["road"])
    page.stub.wait_until(lambda: sides.nth(1).locator(".dv-box-tag").all_inner_texts() == ["car"])


def test_a_hidden_group_leaves_its_pane(show: Show) -> None:
    view = wandb.TableView(compared())
    page = show(view)
    viewer = open_picture(page, "scene 0")
    page.keyboard.press("o")
    viewer.get_by_role("button", name="Hide ground_truth").click()
    page.stub.wait_until(lambda: viewer.locator(".dv-pane").count() == 1)
    wait_for_layer(page, 0, 0.35, CAR)
    page.stub.wait_until(lambda: view.overlays["hidden_groups"] == ["ground_truth"])
    page.keyboard.press("Control+z")
    page.stub.wait_until(lambda: viewer.locator(".dv-pane").count() == 2)
    page.stub.wait_until(lambda: view.overlays["hidden_groups"] == [])


def test_two_fingers_zoom_where_they_are(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    wait_for_layer(page, 0, 0.9, CAR)
    frame = wait_for_rest(viewer.locator(".dv-pane").first)
    x, y = frame["x"] + frame["width"] * 0.8, frame["y"] + frame["height"] * 0.5
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def touch(kind: str, apart: float) -> None:
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if apart else []})

    touch("touchStart", 10)
    for apart in (15, 25, 40, 60):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    # Six times as large about a place that is car all round.
    wait_for_layer(page, 0, 0.05, CAR)
    viewer.locator(".dv-map").wait_for()


def test_two_fingers_on_a_touchpad_zoom_the_picture_and_not_the_page(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    wait_for_layer(page, 0, 0.9, CAR)
    point_at(page, 0, 0.9)
    prevented = """() => { window.prevented = [];
        addEventListener("wheel", (event) => window.prevented.push(event.defaultPrevented)); }"""
    page.evaluate(prevented)
    page.keyboard.down("Control")
    page.mouse.wheel(0, 20)
    for _ in range(3):
        page.mouse.wheel(0, -40)
    page.keyboard.up("Control")
    viewer.locator(".dv-map").wait_for()
    wait_for_value(lambda: page.evaluate("() => window.prevented"), [True] * 4)


def test_space_bares_the_photos_while_it_is_held(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    viewer = open_picture(page, "scene 0")
    marks = viewer.locator(".dv-pane-side .dv-pane-marks")
    page.stub.wait_until(lambda: all(marks.nth(k).is_visible() for k in range(2)))
    page.keyboard.down(" ")
    page.stub.wait_until(lambda: not any(marks.nth(k).is_visible() for k in range(2)))
    page.keyboard.up(" ")
    page.stub.wait_until(lambda: all(marks.nth(k).is_visible() for k in range(2)))


def test_in_a_narrow_view_a_divider_comes_first_and_modes_are_icons(show: Show) -> None:
    page = show(wandb.TableView(compared()), width=400)
    viewer = open_picture(page, "scene 0")
    viewer.get_by_role("slider", name="Divider between ground_truth and model").wait_for()
    viewer.get_by_role("radio", name="Side by side").click()
    page.stub.wait_until(lambda: viewer.locator(".dv-pane").count() == 2)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400
    viewer.get_by_role("button", name="Overlays").click()
    viewer.get_by_role("complementary", name="Overlays").wait_for()
