"""The score threshold in a stub page: dragged, by keys, typed and per class; panels and clauses follow it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.scores import cell, compared, counted, predictions, slider, texts
from tests.browser.waiting import expect, wait_for_rest

SCORES = ["p_cat", "p_deer", "p_dog", "p_fox"]


def count_at(threshold: float) -> str:
    frame = predictions(2.0).get_dataframe()
    return f"{int((frame[SCORES].max(axis=1) >= threshold).sum())} of 160"


def test_keys_move_the_threshold_and_all_panels_with_it(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    counted(page, count_at(0.5))
    head = page.locator(".dv-matrix-column").last
    expect(head).to_have_text("below 0.50")
    slider(page).focus()
    page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.51)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.71)
    counted(page, count_at(0.71))
    expect(head).to_have_text("below 0.71")
    frame = predictions(2.0).get_dataframe()
    is_kept = frame[SCORES].max(axis=1) >= 0.71
    hits = is_kept & (frame["label"] == "cat") & (frame["pred"] == "cat")
    expect(cell(page, "cat", "cat")).to_have_text(str(int(hits.sum())))
    recall = f"{hits.sum() / (frame['label'] == 'cat').sum():.3f}"
    row = page.locator(".dv-class-row").filter(has=page.get_by_role("button", name="cat "))
    expect(row).to_contain_text(recall)
    page.keyboard.press("Home")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0)
    counted(page, "160 of 160")
    assert page.errors == []


def test_the_thumb_can_be_dragged(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    # What is said beside the slider takes its room from it.
    counted(page, count_at(0.5))
    box = wait_for_rest(slider(page))
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=8)
    page.mouse.up()
    # Where the hand let go; Python hears of places on the way, too.
    threshold = float(slider(page).get_attribute("aria-valuetext"))
    assert abs(threshold - 0.8) < 0.03
    # Two digits, as on the screen.
    assert threshold == round(threshold, 2)
    page.stub.wait_until(lambda: view.scores["threshold"] == threshold)
    counted(page, count_at(threshold))


def test_a_number_can_be_typed_and_nonsense_is_left(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    field = page.get_by_role("textbox", name="Score threshold, typed")
    field.fill("0.625")
    field.press("Enter")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.625)
    counted(page, count_at(0.625))
    expect(field).to_have_value("0.625")
    field.fill("much")
    field.press("Enter")
    expect(field).to_have_value("0.625")
    field.fill("0.1")
    field.press("Escape")
    expect(field).to_have_value("0.625")
    assert view.scores["threshold"] == 0.625


def test_what_is_typed_stays_while_new_figures_come(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    counted(page, count_at(0.5))
    field = page.get_by_role("textbox", name="Score threshold, typed")
    field.fill("0.7")
    view.scores = {**view.scores, "threshold": 0.4}
    counted(page, count_at(0.4))
    expect(field).to_have_value("0.7")
    field.press("Enter")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.7)
    counted(page, count_at(0.7))


def test_a_move_asks_for_nothing_that_does_not_move(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    counted(page, count_at(0.5))
    page.get_by_role("slider", name="ROC of all classes").locator(".dv-curve-line").nth(1).wait_for()
    slider(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.6)
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.7)
    counted(page, count_at(0.7))
    asked = [message.get("method") for message in page.stub.asked]
    assert asked.count("evaluation") == 1
    assert asked.count("evaluation_curves") == 1


def test_the_clauses_of_a_picked_cell_follow(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    cell(page, "cat", "dog").click()
    page.stub.wait_until(lambda: texts(view)[:1] == ["$1.p_dog >= 0.50"])
    slider(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: texts(view)[:1] == ["$1.p_dog >= 0.60"])
    assert texts(view)[1:] == ['$1.label = "cat" and $1.pred = "dog"']
    expect(cell(page, "cat", "dog")).to_have_attribute("aria-selected", "true")
    cell(page, "cat", "below").click()
    page.stub.wait_until(lambda: len(texts(view)) == 1 and "< 0.60" in texts(view)[0])
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    page.stub.wait_until(lambda: "< 0.59" in texts(view)[0])


def test_python_moves_the_slider(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    counted(page, count_at(0.5))
    view.scores = {**view.scores, "threshold": 0.9}
    expect(slider(page)).to_have_value("0.9")
    counted(page, count_at(0.9))


def test_single_classes_can_have_limits_of_their_own(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    page.get_by_role("button", name="Limits per class").click()
    field = page.get_by_role("textbox", name="Threshold of dog")
    field.fill("0.9")
    field.press("Enter")
    page.stub.wait_until(lambda: view.scores["class_thresholds"] == {"dog": 0.9})
    frame = predictions(2.0).get_dataframe()
    limit = (frame["pred"] == "dog") * 0.4 + 0.5
    count = int((frame[SCORES].max(axis=1) >= limit).sum())
    counted(page, f"{count} of 160")
    cell(page, "cat", "dog").click()
    page.stub.wait_until(lambda: texts(view)[:1] == ["$1.p_dog >= 0.90"])
    field.fill("")
    field.press("Enter")
    page.stub.wait_until(lambda: view.scores["class_thresholds"] == {})
    page.stub.wait_until(lambda: texts(view)[:1] == ["$1.p_dog >= 0.50"])
    counted(page, count_at(0.5))
    assert page.errors == []
