"""Heads: ranges by pointer and keys, values by click, empty cells, classes, lists, mixed cells, objects."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest, wait_for_value

ROWS = 320


@pytest.fixture
def view() -> wandb.TableView:
    start = datetime.datetime(2021, 3, 1, tzinfo=datetime.timezone.utc)
    table = wandb.Table(["x", "n", "when", "light", "losses", "mixed", "pose"], allow_mixed_types=True)
    for i in range(ROWS):
        x = None if i % 10 == 9 else i / ROWS
        light = ["day", "day", "dusk", "night"][i % 4]
        mixed = [1.5, "word", True, None][i % 4]
        when = start + datetime.timedelta(days=i)
        table.add_data(x, i, when, light, [0.5] * (i % 16 + 1), mixed, {"a": i, "b": "c"})
    return wandb.TableView(table)


def head(page: Any, name: str) -> Any:
    return page.get_by_role("columnheader", name=name, exact=True)


def brush_box(page: Any, name: str) -> dict[str, float]:
    brush = head(page, name).locator(".dv-brush svg")
    brush.wait_for()
    return wait_for_rest(brush)


def drag(page: Any, box: dict[str, float], start: float, end: float) -> None:
    """Drag over a histogram from one share of its width to another."""
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y, steps=3)
    page.mouse.move(box["x"] + end * box["width"], y, steps=3)
    page.mouse.up()


def clauses(view: wandb.TableView) -> list[str]:
    return [clause.text for clause in view.query.filters]


def numbers(view: wandb.TableView) -> tuple[int, int]:
    rows = view.query.to_pandas()["n"]
    return int(rows.min()), int(rows.max())


def test_a_range_is_made_moved_resized_and_let_go(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    box = brush_box(page, "n")
    drag(page, box, 0.25, 0.5)
    page.stub.wait_until(lambda: len(clauses(view)) == 1)
    low, high = numbers(view)
    assert abs(low - 80) <= 4
    assert abs(high - 160) <= 4
    drag(page, box, 0.375, 0.625)
    page.stub.wait_until(lambda: numbers(view)[0] > low + 60)
    moved_low, moved_high = numbers(view)
    assert abs((moved_high - moved_low) - (high - low)) <= 3
    drag(page, box, 0.75, 0.95)
    page.stub.wait_until(lambda: numbers(view)[1] > moved_high + 40)
    assert numbers(view)[0] == moved_low
    assert len(clauses(view)) == 1
    caption = head(page, "n").locator(".dv-caption.is-brushed")
    wait_for_value(lambda: [int(text) for text in caption.inner_text().split()], list(numbers(view)))
    page.mouse.dblclick(box["x"] + 0.8 * box["width"], box["y"] + 8)
    page.stub.wait_until(lambda: clauses(view) == [])
    assert page.errors == []


def test_keys_move_both_ends_of_a_range(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    brush_box(page, "n")
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: clauses(view) == ["n >= 0 and n <= 19"])
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: clauses(view) == ["n >= 0 and n <= 39"])
    page.keyboard.press("Shift+ArrowUp")
    page.stub.wait_until(lambda: clauses(view) == ["n >= 20 and n <= 39"])
    page.keyboard.press("Shift+ArrowDown")
    page.stub.wait_until(lambda: clauses(view) == ["n >= 0 and n <= 39"])
    page.keyboard.press("Delete")
    page.stub.wait_until(lambda: clauses(view) == [])
    page.keyboard.press("Shift+ArrowLeft")
    page.stub.wait_until(lambda: clauses(view) == ["n >= 0 and n <= 299"])


def test_dates_and_lengths_are_brushed_too(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    drag(page, brush_box(page, "when"), 0.0, 0.5)
    page.stub.wait_until(lambda: len(clauses(view)) == 1)
    assert clauses(view)[0].startswith('when >= date("2021-03-01")')
    assert abs(view.query.count() - 160) <= 6
    page.wait_for_function("() => document.querySelector('.is-brushed')?.innerText.includes('2021-03-01')")
    view.query = None
    page.locator(".is-brushed").wait_for(state="detached")
    box = brush_box(page, "losses")
    page.mouse.click(box["x"] + 10, box["y"] + 10)
    page.stub.wait_until(lambda: clauses(view) == ["len(losses) >= 1 and len(losses) <= 1"])
    wait_for_value(lambda: view.query.count(), ROWS / 16)
    assert page.errors == []


def test_values_are_kept_one_or_several(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    light = head(page, "light")
    light.get_by_role("button", name="dusk").click()
    page.stub.wait_until(lambda: clauses(view) == ['light = "dusk"'])
    chosen = light.get_by_role("button", name="dusk", pressed=True)
    chosen.wait_for()
    # The others are still there to click, with the rows that they would bring.
    light.get_by_role("button", name="day").filter(has_text="160").click(modifiers=["Shift"])
    page.stub.wait_until(lambda: clauses(view) == ['light in ["dusk", "day"]'])
    light.get_by_role("button", name="dusk", pressed=True).click(modifiers=["Shift"])
    page.stub.wait_until(lambda: clauses(view) == ['light = "day"'])
    light.get_by_role("button", name="day", pressed=True).click()
    page.stub.wait_until(lambda: clauses(view) == [])
    head(page, "mixed").get_by_role("button", name="bool").click()
    page.stub.wait_until(lambda: clauses(view) == ['type(mixed) = "bool"'])
    wait_for_value(lambda: view.query.count(), ROWS / 4)
    assert page.errors == []


def test_empty_cells_are_a_bar_to_click(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    bar = page.get_by_role("button", name="Keep only rows where x is empty")
    bar.wait_for()
    box = wait_for_rest(bar)
    assert min(box["width"], box["height"]) >= 24
    bar.click()
    page.stub.wait_until(lambda: clauses(view) == ["x is null"])
    wait_for_value(lambda: view.query.count(), ROWS / 10)


def test_an_object_says_what_is_in_it(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    head(page, "pose").get_by_text("2 fields").wait_for()
    expect(head(page, "losses").get_by_text("1–16 items")).to_have_count(1)


def test_a_class_of_a_picture_is_a_click(show: Callable[..., Any]) -> None:
    table = wandb.Table(["image"])
    labels = {0: "sky", 1: "road"}
    for i in range(8):
        mask = np.zeros((8, 8), np.uint8)
        mask[:4] = i % 2
        image = wandb.Image(
            np.full((8, 8, 3), i * 20, np.uint8), masks={"truth": {"mask_data": mask, "class_labels": labels}}
        )
        table.add_data(image)
    view = wandb.TableView(table)
    page = show(view)
    head(page, "image").get_by_title("road 25").click()
    page.stub.wait_until(lambda: clauses(view) == ["any(image.masks.truth.classes, class_id = 1)"])
    wait_for_value(lambda: view.query.count(), 4)
    assert page.errors == []
