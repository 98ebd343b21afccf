"""Scores of boxes in a stub page: figures, kinds of errors, classes and photos, by pointer and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from tests.browser.scores import slider, texts
from tests.browser.waiting import expect, wait_for_focus, wait_for_value
from tests.unit.evaluation.coco import photos_of_two_detectors


@pytest.fixture(scope="module")
def detectors(shared_data: Path) -> dict[str, wandb.Table]:
    """Return VOC's photos with the boxes of two detectors."""
    return photos_of_two_detectors(shared_data)


def scored(tables: dict[str, wandb.Table], scores: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return the detectors on the Scores tab, at a score of 0.30."""
    given = {"key": "image_id"} if len(tables) > 1 else {}
    return wandb.compare(
        tables, truth="photo.truth", prediction="photo.found", tab="scores", height_px=1000,
        scores={"threshold": 0.3, **(scores or {})}, **given, **options,
    )  # fmt: skip


def kind(page: Any, label: str, side: str) -> Any:
    """Return the button with the number of a detector's boxes of a kind."""
    return page.get_by_role("button", name=f"{label}, {side}:")


def kinds_are(page: Any, side: str, *counts: int) -> None:
    labels = ("Right", "Poorly placed", "Confused", "Duplicate", "Background", "Missed")
    for label, count in zip(labels, counts, strict=True):
        expect(kind(page, label, side)).to_have_text(str(count))


def option(page: Any, label: str) -> Any:
    return page.get_by_role("option", name=re.compile(rf"^{label}\b"))


def clause_becomes(page: Any, view: Any, text: str | None) -> None:
    wanted = [] if text is None else [text]
    page.stub.wait_until(lambda: texts(view) == wanted)


def test_the_figures_are_those_of_coco(show: Callable[..., Any], detectors: dict[str, wandb.Table]) -> None:
    page = show(scored(detectors))
    figures = page.get_by_role("group", name="Average precision and recall")
    for value in ("0.310", "0.392", "0.588", "0.704", "0.228", "0.370", "0.350", "0.455", "+0.105"):
        expect(figures).to_contain_text(value)
    kinds_are(page, "small", 76, 19, 9, 0, 29, 59)
    kinds_are(page, "xl", 98, 23, 7, 3, 35, 37)
    expect(page.get_by_text("50 photos, 19 classes with true boxes")).to_be_visible()
    # The class that gained most is first; its differences are to the first detector.
    first = page.get_by_role("option").first
    expect(first).to_have_accessible_name(re.compile(r"bicycle 5 true boxes, AP of small, xl: .*0\.143"))
    for text in ("0.143", "0.370", "+0.228"):
        expect(first).to_contain_text(text)
    assert page.errors == []


def test_keys_move_the_threshold_and_all_that_depends_on_it(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    kinds_are(page, "xl", 98, 23, 7, 3, 35, 37)
    slider(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text("at score 0.40, IoU 0.50")).to_be_visible()
    found = wandb.evaluate(detectors["xl"], "photo.truth", "photo.found").at(0.4)
    kinds_are(page, "xl", *found.counts.values())
    # Python has it, and pictures draw the boxes that count and no others.
    page.stub.wait_until(lambda: view.scores["threshold"] == 0.4)
    page.stub.wait_until(lambda: view.overlays["scores"].get("xl found") == {"score": [0.4, None]})
    typed = page.get_by_role("textbox", name="Match from IoU")
    typed.fill("0.75")
    typed.press("Enter")
    found = wandb.evaluate(detectors["xl"], "photo.truth", "photo.found").at(0.4, 0.75)
    kinds_are(page, "xl", *found.counts.values())
    expect(page.get_by_text("own class, IoU 0.1 to 0.75")).to_be_visible()
    page.stub.wait_until(lambda: view.scores["iou"] == 0.75)
    assert page.errors == []


def test_boxes_that_follow_the_threshold_are_no_step_to_undo(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    undo = page.get_by_role("button", name="Undo")
    page.stub.wait_until(lambda: view.overlays["scores"].get("xl found") == {"score": [0.3, None]})
    kinds_are(page, "xl", 98, 23, 7, 3, 35, 37)
    expect(undo).to_be_disabled()
    kind(page, "Confused", "xl").click()
    clause_becomes(page, view, "image_id in [4, 18, 19, 23, 34, 46]")
    expect(undo).to_be_enabled()
    undo.click()
    clause_becomes(page, view, None)
    expect(undo).to_be_disabled()
    slider(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: view.overlays["scores"].get("xl found") == {"score": [0.4, None]})
    expect(page.get_by_text("at score 0.40, IoU 0.50")).to_be_visible()
    expect(undo).to_be_disabled()
    assert page.errors == []


def test_a_kind_keeps_its_photos_and_follows_the_threshold(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    kind(page, "Confused", "xl").click()
    clause_becomes(page, view, "image_id in [4, 18, 19, 23, 34, 46]")
    expect(page.get_by_role("heading", name="Photos with confused boxes of xl")).to_be_visible()
    expect(kind(page, "Confused", "xl")).to_have_attribute("aria-pressed", "true")
    # The panel goes on counting all photos.
    kinds_are(page, "xl", 98, 23, 7, 3, 35, 37)
    slider(page).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(
        lambda: len(texts(view)) == 1 and texts(view)[0] != "image_id in [4, 18, 19, 23, 34, 46]"
    )
    assert view.query.count() < 6
    kind(page, "Confused", "xl").focus()
    page.keyboard.press("Enter")
    clause_becomes(page, view, None)
    expect(page.get_by_role("heading", name="Photos where they differ most")).to_be_visible()
    # The name of a kind asks for boxes of any detector, and so do the parts of the bars for theirs.
    page.get_by_role("button", name="Missed true boxes nobody found").click()
    page.stub.wait_until(lambda: len(texts(view)) == 1 and view.query.count() > 20)
    page.locator(".dv-detection-bar").first.locator(".is-poorly_placed").click()
    page.get_by_role("heading", name="Photos with poorly placed boxes of small").wait_for()
    page.get_by_role("button", name="Open as rows").click()
    page.stub.wait_until(lambda: view.tab == "rows")
    assert page.errors == []


def test_what_is_most_confused_keeps_its_photos(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    first = page.get_by_role("group", name="Most confused").get_by_role("button").first
    expect(first).to_contain_text("taken for")
    truth, named = re.match(r"(\w+) taken for (\w+)", first.inner_text().replace("\n", " ")).groups()  # type: ignore[union-attr]
    first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"Photos with {truth} taken for {named}").wait_for()
    expect(first).to_have_attribute("aria-pressed", "true")
    page.stub.wait_until(lambda: len(texts(view)) == 1)
    counts = [wandb.evaluate(table, "photo.truth", "photo.found").at(0.3) for table in detectors.values()]
    cell = counts[0].classes.index(truth), counts[0].classes.index(named)
    assert 0 < view.query.count() <= sum(int(one.confusion[cell]) for one in counts)
    page.keyboard.press("Enter")
    clause_becomes(page, view, None)
    assert page.errors == []


def test_a_class_keeps_its_photos_and_shows_its_curve(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    option(page, "cow").click()
    clause_becomes(page, view, "any($0.photo.boxes.truth, class_id = 10)")
    expect(option(page, "cow")).to_have_attribute("aria-selected", "true")
    kinds_are(page, "xl", 12, 1, 1, 0, 2, 1)
    curve = page.get_by_role("region", name="Precision and recall of cow")
    expect(curve).to_contain_text("AP 0.749")
    expect(curve).to_contain_text("AP 0.893")
    # The class may have a threshold of its own.
    limit = curve.get_by_role("textbox", name="Threshold of cow")
    limit.fill("0.9")
    limit.press("Enter")
    page.stub.wait_until(lambda: view.scores["class_thresholds"] == {"cow": 0.9})
    found = wandb.evaluate(detectors["xl"], "photo.truth", "photo.found").at(
        0.3, class_thresholds={"cow": 0.9}
    )
    kinds_are(page, "xl", *found.class_counts[found.classes.index("cow")].tolist())
    limit.fill("")
    limit.press("Enter")
    page.stub.wait_until(lambda: view.scores["class_thresholds"] == {})
    kinds_are(page, "xl", 12, 1, 1, 0, 2, 1)
    # A point of a curve gives its score to the threshold.
    curve.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.scores["threshold"] > 0.8)
    option(page, "cow").click()
    clause_becomes(page, view, None)
    curve.wait_for(state="detached")
    assert page.errors == []


def test_arrows_go_through_the_classes(show: Callable[..., Any], detectors: dict[str, wandb.Table]) -> None:
    view = scored(detectors)
    page = show(view)
    option(page, "bicycle").focus()
    page.keyboard.press("ArrowDown")
    wait_for_focus(option(page, "train"))
    page.keyboard.press("End")
    wait_for_focus(option(page, "chair"))
    page.keyboard.press("Home")
    wait_for_focus(option(page, "bicycle"))
    page.keyboard.press("Enter")
    clause_becomes(page, view, "any($0.photo.boxes.truth, class_id = 2)")
    page.stub.wait_until(lambda: view.scores["class"] == "bicycle")
    page.keyboard.press("Enter")
    clause_becomes(page, view, None)
    assert page.errors == []


def test_classes_are_sorted_by_what_is_chosen(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    page.get_by_role("button", name="Order of classes: largest gain").click()
    page.get_by_role("menuitemradio", name="most true boxes").click()
    expect(page.get_by_role("option").first).to_contain_text("person")
    page.stub.wait_until(lambda: view.scores["sort"] == "rows")
    # From Python too.
    view.scores = {**view.scores, "sort": "-gain"}
    expect(page.get_by_role("option").first).to_contain_text("chair")
    assert page.errors == []


def test_a_filter_scores_the_photos_that_it_keeps(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    view = scored(detectors)
    page = show(view)
    kinds_are(page, "xl", 98, 23, 7, 3, 35, 37)
    view.query = view.query.filter("image_id <= 10")
    expect(page.get_by_text("10 photos, ")).to_be_visible()
    view.query = view.query.filter("image_id > 100")
    page.get_by_role("heading", name="No row matches").wait_for()
    assert page.errors == []


def test_photos_are_drawn_with_the_boxes_that_count(
    show: Callable[..., Any], detectors: dict[str, wandb.Table]
) -> None:
    page = show(scored(detectors))
    photos = page.get_by_role("region", name="Photos").get_by_role("listitem")
    expect(photos).to_have_count(2)
    first = photos.first
    first.get_by_role("img", name="Photo of row").wait_for()
    expect(first.locator(".dv-photo-true").first).to_be_attached()
    # Four of the small detector's, all wrong, and five of the other's, of which three are right.
    expect(first.locator(".dv-t0 .dv-photo-box")).to_have_count(4)
    expect(first.locator(".dv-t1 .dv-photo-box")).to_have_count(5)
    expect(first).to_contain_text("0 of 4 found, 4 wrong")
    page.get_by_role("button", name="Show more photos").click()
    expect(photos).to_have_count(6)
    slider(page).focus()
    page.keyboard.press("End")
    expect(page.get_by_text("Each photo has as many right boxes in every table.")).to_be_visible()
    assert page.errors == []


def test_one_detector_alone(show: Callable[..., Any], detectors: dict[str, wandb.Table]) -> None:
    view = scored({"xl": detectors["xl"]})
    page = show(view)
    figures = page.get_by_role("group", name="Average precision and recall")
    expect(figures).to_contain_text("0.392")
    expect(page.get_by_role("heading", name="Photos with most errors")).to_be_visible()
    expect(page.get_by_role("option").first).to_have_accessible_name(
        re.compile("cat 1 true box, AP: .*0.000")
    )
    page.get_by_role("button", name="Duplicate its true box").click()
    page.stub.wait_until(lambda: len(texts(view)) == 1)
    assert texts(view)[0].startswith("image_id in [")
    wait_for_value(lambda: view.query.count(), 2)
    assert page.errors == []


def test_boxes_without_scores(show: Callable[..., Any]) -> None:
    def boxes(left: float) -> dict[str, Any]:
        position = {"minX": left, "maxX": left + 0.4, "minY": 0, "maxY": 0.4}
        return {"box_data": [{"position": position, "class_id": 1}], "class_labels": {1: "cat"}}

    image = wandb.Image(np.zeros((40, 40), np.uint8), boxes={"truth": boxes(0), "found": boxes(0.05)})
    page = show(scored({"one": wandb.Table(["id", "photo"], [[1, image]])}))
    expect(page.get_by_text("Boxes have no score: all of them count.")).to_be_visible()
    expect(page.get_by_role("option")).to_have_accessible_name(re.compile("cat 1 true box, AP: .*0.600"))
    expect(page.get_by_text("No photo has an error at this threshold.")).to_be_visible()
    assert page.errors == []
