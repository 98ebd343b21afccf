"""The states of the Scores tab, and the way to each: for axe-core and for docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dsviz_widget as wandb
from tests.browser.scores import cell, compared, many_classes, masks, predictions, unscorable
from tests.browser.states import State


def scored(page: Any) -> None:
    """Wait until scores and curves are there."""
    page.locator(".dv-scores-body").wait_for()
    page.locator(".dv-curve-cursor").last.wait_for()


def after(step: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return a way that goes on once the scores are there."""

    def enter(page: Any) -> None:
        scored(page)
        step(page)

    return enter


def pick(page: Any) -> None:
    cell(page, "cat", "dog").click()
    page.get_by_role("region", name="Picked rows").get_by_role("listitem").first.wait_for()
    cell(page, "dog", "cat").hover()
    page.get_by_role("tooltip").wait_for()


def point(page: Any) -> None:
    chart = page.get_by_role("slider", name="ROC of")
    chart.focus()
    page.keyboard.press("End")
    page.locator(".dv-curve-point").wait_for()


def choose(page: Any) -> None:
    page.get_by_role("button", name="prediction: pred").click()
    page.get_by_role("menuitemradio").first.wait_for()


def look_closely(page: Any) -> None:
    page.locator(".dv-dense-place").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".dv-lens").wait_for()


def limits(page: Any) -> None:
    button = page.get_by_role("button", name="Limits per class")
    if button.count():
        button.click()
        page.get_by_role("textbox", name="Threshold of cat").wait_for()


def one_table() -> wandb.CompareView:
    return wandb.compare(predictions(1.5), tab="scores", height_px=1000, truth="label", prediction="pred",
                         score="p_*")  # fmt: skip


def masks_scored(page: Any) -> None:
    page.get_by_role("grid", name="Pixels of v1").wait_for()


def nothing(page: Any) -> None:
    page.get_by_text("What is right, and what is predicted?").wait_for()


def failed(page: Any) -> None:
    page.get_by_text("These rows could not be scored.").wait_for()


SCORE_STATES = {
    "scores": State(lambda _: compared(), scored),
    "a picked cell": State(lambda _: compared(), after(pick)),
    "a point of a curve": State(lambda _: compared(scores={"class": "cat"}), after(point)),
    "what is scored": State(lambda _: compared(), after(choose)),
    "limits per class": State(lambda _: compared(), after(limits)),
    "scores of one table": State(lambda _: one_table(), scored),
    "many classes": State(lambda _: many_classes(), after(look_closely)),
    "scores of masks": State(lambda _: masks(), masks_scored),
    "nothing to score": State(lambda _: compared(truth=None, prediction=None, score=None), nothing),
    "cannot be scored": State(lambda _: unscorable(), failed),
}
