"""Rows as a gallery in a stub page: cards, captions, size, truth beside prediction, keys, ticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.waiting import wait_for_rest, wait_for_value

ROWS = 40
CLASSES = {0: "road", 1: "car"}


@pytest.fixture(scope="module")
def table() -> wandb.Table:
    """Return pictures of 80 x 40 pixels: in truth the left half is a car, as predicted the right half."""
    classes = wandb.Classes([{"id": k, "name": name} for k, name in CLASSES.items()])
    table = wandb.Table(["id", "photo", "guess", "score", "light", "count"])
    left = np.zeros((40, 80), np.uint8)
    left[:, :40] = 1
    for index in range(ROWS):
        pixels = np.full((40, 80, 3), 40 + index, np.uint8)
        photo = wandb.Image(pixels, classes=classes, masks={"ground_truth": {"mask_data": left}})
        guess = wandb.Image(pixels, classes=classes, masks={"model": {"mask_data": 1 - left}})
        light = ["day", "night"][index % 2]
        table.add_data(f"frame {index}", photo, guess, index / ROWS, light, index * 10)
    return table


@pytest.fixture
def view(table: wandb.Table) -> wandb.TableView:
    view = wandb.TableView(table, overlays={"hidden_classes": ["road"]})
    view.layout = {"mode": "gallery"}
    return view


def card(page: Any, row: int) -> Any:
    return page.get_by_role("gridcell").filter(has_text=f"frame {row}").first


def painted(page: Any, row: int) -> Any:
    card(page, row).locator('.dv-thumb[data-status="ready"]').first.wait_for()
    return card(page, row)


def focused(page: Any) -> str:
    """Return the first caption of the card in focus; nothing while it is not drawn."""
    words = page.get_by_role(
        "grid"
    ).evaluate("""(grid) => document
        .getElementById(grid.getAttribute("aria-activedescendant"))?.querySelector(".dv-captions")?.innerText""")
    return str(words or "").split("\n")[0]


def cards_in_line(page: Any) -> int:
    return int(page.get_by_role("grid").get_attribute("aria-colcount"))


def test_grid_and_gallery_are_chosen_in_the_toolbar(show: Callable[..., Any], table: wandb.Table) -> None:
    view = wandb.TableView(table)
    page = show(view)
    page.get_by_role("row", name="frame 0").wait_for()
    page.get_by_role("radio", name="Gallery").click()
    painted(page, 0)
    page.stub.wait_until(lambda: view.layout["mode"] == "gallery")
    expect(page.get_by_role("grid")).to_have_attribute("aria-label", "Table, 40 pictures")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("columnheader", name="score", exact=True).wait_for()
    page.get_by_role("radio", name="Grid").focus()
    page.keyboard.press("ArrowRight")
    painted(page, 0)
    assert page.errors == []


def test_captions_are_chosen_columns(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    words = painted(page, 3).locator(".dv-captions")
    wait_for_value(lambda: words.inner_text().split(), ["frame", "3", "0.075", "night", "count", "30"])
    page.get_by_role("button", name="Captions: id, score, light, count").click()
    page.get_by_role("switch", name="light").click()
    page.get_by_role("switch", name="score").click()
    page.stub.wait_until(lambda: view.layout["gallery"]["captions"] == ["id", "count"])
    page.stub.wait_until(lambda: words.inner_text().split() == ["frame", "3", "30"])
    page.get_by_role("radio", name="guess").click()
    page.stub.wait_until(lambda: view.layout["gallery"]["column"] == "guess")
    page.get_by_role("button", name="As usual").click()
    page.stub.wait_until(lambda: view.layout["gallery"]["captions"] is None)
    page.keyboard.press("Escape")
    view.query = wandb.Query().sort("-count")
    page.get_by_role("button", name="Captions: id, count, light, score").wait_for()


def test_the_slider_makes_pictures_larger(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_rest(painted(page, 0))
    before = cards_in_line(page)
    slider = page.get_by_role("slider", name="Size of the pictures")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: cards_in_line(page) < before)
    page.stub.wait_until(lambda: view.layout["gallery"]["size_px"] > 250)
    slider.fill("0")
    page.stub.wait_until(lambda: view.layout["gallery"]["size_px"] == 96)
    page.stub.wait_until(lambda: cards_in_line(page) > before)


def test_a_line_divides_truth_from_prediction(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    # What comes above it moves it.
    page.get_by_role("group", name="Columns").get_by_role("button", name="night").wait_for()
    box = wait_for_rest(painted(page, 0).locator(".dv-divided"))
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.75, middle)
    page.get_by_text("ground_truth", exact=True).last.wait_for()
    page.get_by_text("model", exact=True).last.wait_for()
    line = card(page, 0).locator(".dv-divided-line")
    wait_for_value(lambda: line.bounding_box()["x"], pytest.approx(box["x"] + box["width"] * 0.75, abs=2))
    card(page, 0).locator('.dv-divided-half .dv-thumb[data-status="ready"]').wait_for()
    columns = card(page, 0).locator("canvas").evaluate_all("all => all.map((c) => c.dataset.column)")
    assert columns == ["photo", "guess"]
    page.mouse.move(box["x"] + box["width"] * 0.25, middle)
    page.stub.wait_until(lambda: abs(line.bounding_box()["x"] - box["x"] - box["width"] * 0.25) < 2)
    page.mouse.move(2, 2)
    line.wait_for(state="detached")


def test_keys_go_in_two_dimensions(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_rest(painted(page, 0))
    page.get_by_role("grid").focus()
    across = cards_in_line(page)
    page.keyboard.press("ArrowRight")
    wait_for_value(lambda: focused(page), "frame 1")
    page.keyboard.press("ArrowDown")
    wait_for_value(lambda: focused(page), f"frame {across + 1}")
    page.keyboard.press("Home")
    wait_for_value(lambda: focused(page), f"frame {across}")
    page.keyboard.press("End")
    wait_for_value(lambda: focused(page), f"frame {2 * across - 1}")
    page.keyboard.press("Control+End")
    page.stub.wait_until(lambda: focused(page) == f"frame {ROWS - 1}")
    page.keyboard.press("Control+Home")
    page.stub.wait_until(lambda: focused(page) == "frame 0")
    page.keyboard.press("g")
    page.keyboard.type("31")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: focused(page) == "frame 30")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Picture").wait_for()
    page.keyboard.press("Escape")
    painted(page, 30)
    wait_for_value(lambda: focused(page), "frame 30")


def test_cards_are_ticked(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    painted(page, 2).hover()
    card(page, 2).get_by_role("checkbox").click()
    page.stub.wait_until(lambda: view.selected == [2])
    card(page, 4).hover()
    card(page, 4).get_by_role("checkbox").click(modifiers=["Shift"])
    page.stub.wait_until(lambda: sorted(view.selected) == [2, 3, 4])
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.stub.wait_until(lambda: sorted(view.selected) == [0, 1, 2, 3, 4])
    page.keyboard.press("Control+a")
    page.stub.wait_until(lambda: len(view.selected) == ROWS)


def test_heads_are_a_strip_that_filters_and_sorts(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    painted(page, 0)
    strip = page.get_by_role("group", name="Columns")
    strip.get_by_role("button", name="night").click()
    page.stub.wait_until(lambda: len(view.query.filters) == 1)
    page.get_by_text("20 of 40").first.wait_for()
    strip.get_by_role("button", name="score", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: str(page.evaluate("document.activeElement.textContent")).startswith("light"))
    page.keyboard.press("End")
    page.stub.wait_until(lambda: str(page.evaluate("document.activeElement.textContent")).startswith("count"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.stub.wait_until(lambda: view.query.sort_keys != () and view.query.sort_keys[0].descending)
    page.get_by_role("gridcell").first.get_by_text("frame 39").wait_for()


def test_two_pictures_stand_beside_each_other_in_a_sidebar(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view, width=432)
    painted(page, 0)
    wait_for_value(lambda: cards_in_line(page), 2)
    expect(page.get_by_role("group", name="Columns")).to_have_count(0)
    page.get_by_role("button", name="Show as grid").click()
    page.get_by_role("columnheader", name="photo and id").wait_for()


def test_a_long_gallery_draws_what_is_in_sight(show: Callable[..., Any]) -> None:
    picture = wandb.Image(np.zeros((8, 8, 3), np.uint8))
    table = wandb.Table(["n", "photo"])
    for index in range(30_000):
        table.add_data(index, picture)
    view = wandb.TableView(table)
    view.layout = {"mode": "gallery", "gallery": {"size_px": 96, "captions": ["n"]}}
    page = show(view)
    page.get_by_role("gridcell").first.wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("Control+End")
    page.get_by_role("gridcell").filter(has_text="29,999").wait_for()
    assert page.get_by_role("gridcell").count() < 200
    assert page.errors == []


def test_cards_that_are_read_stay_when_others_come_above(show: Callable[..., Any]) -> None:
    picture = wandb.Image(np.zeros((30, 40, 3), np.uint8))
    table = wandb.Table(["id", "photo", "n"])
    for index in range(300):
        table.add_data(f"frame {index}", picture, index)
    page = show(wandb.TableView(table, query=wandb.Query().sort("-n"), layout={"mode": "gallery"}))
    wait_for_rest(card(page, 299))
    page.get_by_role("grid").evaluate("grid => { grid.scrollTop = 2400; }")
    across = cards_in_line(page)
    page.stub.wait_until(lambda: card(page, 299).count() == 0)
    first = str(page.locator(".dv-captions").first.inner_text()).split("\n")[0]
    place = wait_for_rest(page.get_by_text(first, exact=True))
    for index in range(300, 300 + 4 * across):
        table.add_data(f"frame {index}", picture, index)
    page.get_by_text(f"of {300 + 4 * across}").first.wait_for()
    page.stub.wait_until(lambda: page.get_by_text(first, exact=True).bounding_box() == place)
