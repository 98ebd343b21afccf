"""Scores in a page without a kernel: those of the view as it was written, and clicks that filter rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dsviz_widget as wandb
from dsviz_widget.query import Task
from tests.browser.scores import cell, cifar, counted
from tests.browser.waiting import expect
from tests.unit.evaluation.coco import photos_of_two_detectors


def count_is(page: Any, text: str) -> None:
    expect(page.locator(".dv-count")).to_have_text(re.compile(text))


def test_classes_are_scored_and_a_cell_filters_the_rows(
    open_file: Callable[..., Any], shared_data: Path
) -> None:
    tables = [cifar(shared_data / "cifar10", model) for model in ("resnet20", "resnet56")]
    view = wandb.compare(*tables, key="id", labels=["r20", "r56"], tab="scores", height_px=1000,
                         truth="label", prediction="pred", score="p_*",
                         scores={"threshold": 0.6})  # fmt: skip
    page = open_file(view, picture_px=32, width=1400)
    page.get_by_role("grid", name="Confusion of r56").wait_for()
    counted(page, "287 of 300")
    cell(page, "automobile", "truck").click()
    count_is(page, "^4 of 300")
    cards = page.get_by_role("region", name="Picked rows").get_by_role("listitem")
    expect(cards).to_have_count(4)
    cell(page, "automobile", "truck").press("Enter")
    count_is(page, "^300")
    # The figures of each stop of the slider are in the page.
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_role("slider", name="Score at least")).to_have_value("0.61")
    sure = tables[1].get_dataframe().filter(like="p_").max(axis=1)
    counted(page, f"{int((sure >= 0.61).sum())} of 300")
    page.get_by_role("button", name="cat 30").first.click()
    curves = page.get_by_role("region", name="Precision and recall")
    expect(curves.get_by_role("button", name="Whose curves: cat")).to_be_visible()
    # Where the threshold lies on the curve of the class is known for each stop too.
    expect(curves).to_contain_text(re.compile(r"AP 0\.746 P 0\.\d\d, R 0\.\d\d"))
    # What was not worked out beforehand says so.
    page.get_by_role("grid", name="Confusion of r56").wait_for()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("$0.p_cat > 0.5")
    page.get_by_role("dialog").get_by_text(re.compile("of .* rows")).wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Scores of these rows need a kernel")
    assert page.errors == []


def duplicates_at(view: Any, threshold: float) -> int:
    """Return how many boxes of the second table lie on one that is found already, by the engine."""
    options = {name: view.comparison.get(name) for name in ("truth", "prediction", "score")}
    asked = {"query": view.query.to_json(), "options": options, "threshold": threshold, "iou": 0.5}
    result, _ = view.answer("at_threshold", asked, Task())
    return int(result["sides"][1]["kinds"]["duplicate"])


def test_boxes_are_scored_and_a_kind_filters_the_photos(
    open_file: Callable[..., Any], shared_data: Path
) -> None:
    tables = photos_of_two_detectors(shared_data)
    view = wandb.compare(tables, key="image_id", truth="photo.truth", prediction="photo.found", tab="scores",
                         scores={"threshold": 0.3}, height_px=1000)  # fmt: skip
    page = open_file(view, picture_px=64, width=1400)
    figures = page.get_by_role("group", name="Average precision and recall")
    for value in ("0.310", "0.392", "0.588", "0.704"):
        expect(figures).to_contain_text(value)
    page.get_by_role("button", name="Duplicate, xl:").click()
    count_is(page, "^[1-3] of 50")
    page.get_by_role("button", name="Duplicate, xl:").click()
    count_is(page, "^50")
    # Each stop of the slider has its figures and its photos.
    photos = page.get_by_role("region", name="Photos")
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_role("slider").first).to_have_value("0.31")
    duplicates = page.get_by_role("button", name=f"Duplicate, xl: {duplicates_at(view, 0.31)}", exact=True)
    expect(duplicates).to_be_visible()
    expect(photos.get_by_role("listitem").first).to_be_visible()
    # The photos of one class are there at the page's own threshold, and at others say why they are not.
    page.get_by_title("Show the photos with person").first.click()
    expect(photos).to_contain_text("Which photos differ in this class at this threshold is not in this page.")
    page.get_by_role("slider").first.press("ArrowLeft")
    expect(photos.get_by_role("listitem").first).to_be_visible()
    # Another overlap is another evaluation.
    overlap = page.get_by_label("Match from IoU")
    overlap.fill("0.7")
    overlap.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(
        "boxes that match from an IoU of 0.5. Others need a kernel"
    )
    assert page.errors == []
