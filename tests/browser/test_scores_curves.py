"""Curves of scores in a stub page: read and picked by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from tests.browser.scores import compared, predictions, slider, texts
from tests.browser.waiting import expect, wait_for_rest


def chart(page: Any, name: str) -> Any:
    return page.get_by_role("slider", name=name)


def test_lines_above_curves_have_their_figures(show: Callable[..., Any]) -> None:
    view = compared(scores={"class": "dog"})
    page = show(view)
    for region, figure, measure in (
        ("Precision and recall", "AP", average_precision_score),
        ("ROC", "AUC", roc_auc_score),
    ):
        line = page.get_by_role("region", name=region).locator(".dv-curve-figures")
        for skill in (1.0, 2.0):
            frame = predictions(skill).get_dataframe()
            wanted = measure(frame["label"] == "dog", frame["p_dog"])
            expect(line).to_contain_text(f"{figure} {wanted:.3f}")


@pytest.mark.parametrize("name", ["Precision and recall of dog", "ROC of dog"])
def test_keys_read_a_curve_and_enter_takes_its_threshold(show: Callable[..., Any], name: str) -> None:
    view = compared(scores={"class": "dog"})
    page = show(view)
    chart(page, name).locator(".dv-curve-line").nth(1).wait_for()
    chart(page, name).focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "name => document.querySelector(`[aria-label='${name}']`).ariaValueText.startsWith('large, from')",
        arg=name,
    )
    said = chart(page, name).get_attribute("aria-valuetext")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(texts(view)) == 1)
    clause = texts(view)[0]
    assert clause.startswith("$1.p_dog >= ")
    score = float(clause.split(">=")[1])
    assert f"{score:.2f}"[:3] in said
    page.stub.wait_until(lambda: view.scores["threshold"] == score)
    expect(slider(page)).to_have_value(str(score))
    assert page.errors == []


def test_a_click_on_a_curve_takes_its_threshold(show: Callable[..., Any]) -> None:
    view = compared(scores={"class": "cat"})
    page = show(view)
    curve = chart(page, "Precision and recall of cat")
    curve.locator(".dv-curve-line").nth(1).wait_for()
    box = wait_for_rest(curve)
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3)
    page.locator(".dv-curve-reading").filter(has_text="from score").wait_for()
    page.mouse.down()
    page.mouse.up()
    page.stub.wait_until(lambda: len(texts(view)) == 1 and ".p_cat >= " in texts(view)[0])
    page.stub.wait_until(lambda: view.scores["threshold"] != 0.5)


def test_a_calibration_dot_keeps_the_rows_of_its_bin(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    calibration = chart(page, "Calibration")
    calibration.locator(".dv-calibration-dot").first.wait_for()
    calibration.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "() => /rows: score 0.9/.test(document.querySelector('svg[aria-label=Calibration]').ariaValueText)"
    )
    said = calibration.get_attribute("aria-valuetext")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: len(texts(view)) == 1)
    assert ">= 0.90" in texts(view)[0]
    assert texts(view)[0].endswith("<= 1.00")
    picked = page.locator(".dv-scores [role=status]", has_text=said.split(": ")[0].split(", ")[1])
    picked.wait_for()
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: texts(view) == [])
    picked.wait_for(state="detached")
    dot = wait_for_rest(calibration.locator(".dv-calibration-dot").first)
    page.mouse.click(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    page.stub.wait_until(lambda: len(texts(view)) == 1)


def test_the_menu_of_a_curve_has_all_classes(show: Callable[..., Any]) -> None:
    view = compared()
    page = show(view)
    page.get_by_role("button", name="Whose curves: all classes").first.click()
    page.get_by_role("menuitemradio", name="fox").click()
    page.stub.wait_until(lambda: view.scores["class"] == "fox")
    chart(page, "ROC of fox").wait_for()
    chart(page, "ROC of fox").locator(".dv-curve-cursor").nth(1).wait_for()
    page.get_by_role("button", name="Whose curves: fox").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name="all classes").press("Enter")
    page.stub.wait_until(lambda: view.scores["class"] is None)
