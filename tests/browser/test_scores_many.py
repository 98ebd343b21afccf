"""Scores of many classes, and of masks, in a stub page: by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.scores import many_classes, masks, texts
from tests.browser.waiting import wait_for_rest


def test_a_picture_of_many_classes_is_read_through_a_lens(show: Callable[..., Any]) -> None:
    view = many_classes()
    page = show(view)
    picture = page.get_by_role("slider", name="Confusion of v1")
    box = wait_for_rest(picture)
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.locator(".dv-lens").get_by_text("found as").wait_for()
    page.mouse.move(box["x"] + box["width"] / 40 + 3, box["y"] + 3)
    page.locator(".dv-lens").get_by_text("taken for").wait_for()
    expect(page.locator(".dv-lens-cell")).to_have_count(25)
    page.mouse.move(0, 0)
    page.locator(".dv-lens").wait_for(state="detached")
    picture.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.dv-dense-place').ariaValueNow === '1'")
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_function("() => document.querySelector('.dv-dense-place').ariaValueNow === '401'")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(texts(view)) == 2 and "$1.pred" in texts(view)[1])
    page.locator(".dv-dense-picked").wait_for()
    assert page.errors == []


def test_the_largest_mistakes_are_a_list_linked_with_the_picture(show: Callable[..., Any]) -> None:
    view = many_classes()
    page = show(view)
    mistakes = page.get_by_role("region", name="Largest mistakes of v1")
    first = mistakes.get_by_role("listitem").first.get_by_role("button")
    wait_for_rest(first)
    first.hover()
    page.locator(".dv-lens").wait_for()
    names = [name.strip() for name in first.locator(".dv-text").inner_text().split("→")]
    expect(page.locator(".dv-dense-name.is-row")).to_have_text(names[0])
    expect(page.locator(".dv-dense-name.is-column")).to_have_text(names[1])
    first.focus()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: texts(view)[-1:] == [f'$1.label = "{names[0]}" and $1.pred = "{names[1]}"'])
    expect(first).to_have_attribute("aria-pressed", "true")
    mistakes.get_by_role("button", name="Mistakes by: rows").click()
    page.get_by_role("menuitemradio", name="shrunk most").click()
    mistakes.locator(".dv-difference.is-better").first.wait_for()
    page.get_by_role("button", name="Order: classes confused together").click()
    page.get_by_role("menuitemradio", name="classes by name").click()
    page.stub.wait_until(lambda: view.scores["sort"] == "class")


def test_masks_have_an_overlap_per_class_and_a_matrix_of_pixels(show: Callable[..., Any]) -> None:
    view = masks()
    page = show(view)
    # Road is 32 of 64 columns; the first model gives half of it to the car, the second an eighth.
    road = page.get_by_role("row").filter(has=page.get_by_role("button", name="road"))
    expect(road).to_contain_text("0.500")
    expect(road).to_contain_text("0.875")
    expect(road).to_contain_text("+0.375")
    ious = [(16 / 32 + 32 / 48) / 2, (28 / 32 + 32 / 36) / 2]
    figure = page.get_by_role("region", name="mean IoU")
    for iou in ious:
        expect(figure).to_contain_text(f"{iou:.3f}")
    wrong = 6 * 48 * 4
    taken = page.get_by_role("gridcell", name="road taken for car:")
    assert str(wrong) in taken.get_attribute("aria-label")
    page.get_by_role("radiogroup", name="What cells count").get_by_role("radio", name="% of truth").click()
    expect(taken).to_have_text("13%")
    taken.click()
    page.stub.wait_until(lambda: len(texts(view)) == 1)
    assert "$1.scene.masks.truth.classes" in texts(view)[0]
    assert "$1.scene.masks.pred.classes" in texts(view)[0]
    expect(taken).to_have_attribute("aria-selected", "true")
    page.locator(".dv-scores [role=status]", has_text="6 rows").wait_for()
    page.get_by_role("button", name="road").focus()
    page.keyboard.press("Enter")
    page.stub.wait_until(
        lambda: texts(view) == ["any($1.scene.masks.truth.classes, class_id == 0 and fraction > 0)"]
    )
    assert page.errors == []
