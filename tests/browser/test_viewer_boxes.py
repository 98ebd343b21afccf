"""Boxes of a picture: what became of them, the scores they are drawn at, and how they are named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.pictures import boxed, open_picture, point_at
from tests.browser.waiting import wait_for_rest, wait_for_value

Show = Callable[..., Any]

TRUTH = [
    {"position": {"minX": 0.05, "maxX": 0.3, "minY": 0.3, "maxY": 0.7}, "class_id": 0},
    {"position": {"minX": 0.6, "maxX": 0.9, "minY": 0.3, "maxY": 0.7}, "class_id": 1},
]


def found(min_x: float, max_x: float, class_id: int, score: float) -> dict[str, Any]:
    position = {"minX": min_x, "maxX": max_x, "minY": 0.3, "maxY": 0.7}
    return {"position": position, "class_id": class_id, "scores": {"p": score}}


@pytest.fixture
def view() -> wandb.TableView:
    """Return two rows: a match, a false positive and a missed box; and a row where all is right."""
    table = wandb.Table(["photo"])
    # Of the true road 80 % of what both cover; a car where none is.
    table.add_data(boxed(TRUTH, [found(0.05, 0.25, 0, 0.9), found(0.4, 0.5, 1, 0.3)]))
    table.add_data(boxed(TRUTH, [found(0.05, 0.3, 0, 0.8), found(0.6, 0.9, 1, 0.7)]))
    return wandb.TableView(table)


def outcomes(viewer: Any) -> list[str]:
    return [str(text).split("\n")[-1] for text in viewer.locator(".dv-outcomes li").all_inner_texts()]


def tags(viewer: Any) -> list[str]:
    return sorted(viewer.locator(".dv-box-tag").all_inner_texts())


def test_boxes_say_what_became_of_them(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("1 matched, 1 false positive, 1 missed").wait_for()
    page.stub.wait_until(lambda: tags(viewer) == ["car 0.30", "car, missed", "road 0.90"])
    wait_for_value(lambda: outcomes(viewer), ["1", "1", "1"])
    expect(viewer.locator(".dv-box-false")).to_have_text("car 0.30", use_inner_text=True)
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("2 matched, 0 false positive, 0 missed").wait_for()
    assert page.errors == []


def test_the_film_strip_says_it_of_every_row(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    strip = viewer.get_by_role("navigation", name="Neighbouring rows")
    strip.get_by_role("img", name="1 matched, 1 false positive, 1 missed").wait_for()
    strip.get_by_role("img", name="2 matched, 0 false positive, 0 missed").wait_for()


def test_a_larger_overlap_is_asked_for_in_the_panel(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    field = viewer.get_by_role("spinbutton", name="Least overlap of a match")
    expect(field).to_have_value("0.50")
    field.fill("0.9")
    field.press("Tab")
    viewer.get_by_text("0 matched, 2 false positive, 2 missed").wait_for()
    page.stub.wait_until(lambda: outcomes(viewer) == ["0", "2", "2"])


def test_an_outcome_is_switched_off_by_its_eye(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_role("button", name="Hide False positive").press("Enter")
    page.stub.wait_until(lambda: tags(viewer) == ["car, missed", "road 0.90"])
    viewer.get_by_role("button", name="Show False positive").click()
    page.stub.wait_until(lambda: len(tags(viewer)) == 3)


def test_a_score_range_follows_keys_numbers_and_python(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("2 of 2 boxes here").wait_for()
    viewer.get_by_text("4 in the table").wait_for()
    low = viewer.get_by_role("slider", name="Lowest p of model")
    low.press("PageUp")
    page.stub.wait_until(lambda: view.overlays["scores"] == {"model": {"p": [0.1, None]}})
    lowest = viewer.get_by_role("spinbutton", name="Lowest p of model, as a number")
    lowest.fill("0.5")
    lowest.press("Tab")
    viewer.get_by_text("1 of 2 boxes here").wait_for()
    viewer.get_by_text("1 matched, 0 false positive, 1 missed").wait_for()
    page.stub.wait_until(lambda: tags(viewer) == ["car, missed", "road 0.90"])
    page.stub.wait_until(lambda: view.overlays["scores"] == {"model": {"p": [0.5, None]}})
    view.overlays = {**view.overlays, "scores": {"model": {"p": [None, 0.5]}}}
    viewer.get_by_text("0 matched, 1 false positive, 2 missed").wait_for()
    # One change by hand is one step back.
    view.overlays = {**view.overlays, "scores": {}}
    viewer.get_by_text("2 of 2 boxes here").wait_for()


def test_a_handle_of_the_range_is_dragged(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("4 in the table").wait_for()
    plot = wait_for_rest(viewer.locator(".dv-score-plot"))
    page.mouse.move(plot["x"] + 12, plot["y"] + 26)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] / 2, plot["y"] + 26, steps=4)
    page.mouse.up()
    viewer.get_by_text("1 of 2 boxes here").wait_for()
    wait_for_value(
        lambda: view.overlays.get("scores", {}).get("model"), {"p": [pytest.approx(0.5, abs=0.05), None]}
    )


def test_a_range_without_boxes_says_so_and_opens_again(show: Show, view: wandb.TableView) -> None:
    view.overlays = {"scores": {"model": {"p": [0.95, None]}}}
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("No box of model in this score range; 2 lie below.").wait_for()
    viewer.get_by_role("button", name="Show all scores").press("Enter")
    viewer.get_by_text("2 of 2 boxes here").wait_for()
    page.stub.wait_until(lambda: view.overlays["scores"] == {})


def test_pointing_at_a_box_says_why(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("1 matched, 1 false positive, 1 missed").wait_for()
    tip = viewer.locator(".dv-pane-tip")
    for x, text in [(0.2, "matched, IoU 0.80"), (0.45, "false positive, nothing there"), (0.7, "missed")]:
        said = tip.filter(has_text=text)
        # A hand goes on moving; the picture may have had another size at the first try.
        page.stub.wait_until(lambda x=x, said=said: (point_at(page, 0, x), said.count() > 0)[1])


def test_labels_are_switched_off_for_python_too(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    page.stub.wait_until(lambda: len(tags(viewer)) == 3)
    page.keyboard.press("l")
    page.stub.wait_until(lambda: tags(viewer) == [])
    page.stub.wait_until(lambda: view.overlays["labels"] is False)
    viewer.get_by_role("checkbox", name="Labels").press(" ")
    page.stub.wait_until(lambda: len(tags(viewer)) == 3)


def test_side_by_side_each_group_has_its_boxes(show: Show, view: wandb.TableView) -> None:
    page = show(view)
    viewer = open_picture(page, "picture of row 1")
    page.keyboard.press("1")
    page.stub.wait_until(lambda: viewer.locator(".dv-pane").count() == 2)
    left, right = viewer.locator(".dv-pane").all()
    page.stub.wait_until(
        lambda: sorted(left.locator(".dv-box-tag").all_inner_texts()) == ["car, missed", "road"]
    )
    page.stub.wait_until(
        lambda: sorted(right.locator(".dv-box-tag").all_inner_texts()) == ["car 0.30", "road 0.90"]
    )
