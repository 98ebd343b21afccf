"""Pictures in a table view: what is on the screen, down to its pixels, and what reaches Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.states import ALL_PAINTED
from tests.browser.waiting import wait_for_focus, wait_for_rest, wait_for_value

# The first two class colours of tokens.css.
ROAD = (0x7F, 0x73, 0xAF)
CAR = (0xDE, 0x5C, 0x6C)
BLACK = (0, 0, 0)

LABELS = {0: "road", 1: "car"}


@pytest.fixture
def table() -> wandb.Table:
    """Return eight black pictures: road on the left half, car on the right half, and one box."""
    mask = np.zeros((48, 64), dtype=np.uint8)
    mask[:, 32:] = 1
    rows = wandb.Table(["name", "scene"])
    for index in range(8):
        picture = wandb.Image(
            np.zeros((48, 64, 3), dtype=np.uint8),
            caption=f"scene {index}",
            masks={"ground_truth": {"mask_data": mask, "class_labels": LABELS}},
        )
        rows.add_data(f"row {index}", picture)
    return rows


@pytest.fixture
def view(table: wandb.Table) -> wandb.TableView:
    """Return a view whose masks hide what is under them, so that a pixel is exactly its class colour."""
    shown = wandb.TableView(table)
    shown.overlays = {"hidden_classes": [], "hidden_groups": [], "opacity": {"ground_truth": 1}}
    return shown


def pixel(page: Any, name: str, x: float, y: float = 0.5) -> tuple[int, int, int]:
    """Return the colour of a canvas at a place given in fractions of it."""
    read = """(canvas, [x, y]) => [...canvas.getContext("2d")
        .getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data]"""
    red, green, blue, _ = page.get_by_role("img", name=name, exact=True).first.evaluate(read, [x, y])
    return red, green, blue


def wait_for_pixel(page: Any, name: str, x: float, color: tuple[int, int, int]) -> None:
    """Wait until a place of a thumbnail has a colour, give or take what JPEG and blending round."""
    page.locator(f'.dv-thumb[data-status="ready"] canvas[aria-label="{name}"]').first.wait_for()
    page.stub.wait_until(lambda: np.allclose(pixel(page, name, x), color, atol=3))


def asked(page: Any, method: str) -> int:
    return sum(message.get("method") == method for message in page.stub.asked)


def open_picture(page: Any, name: str) -> Any:
    # One click opens it: a second press would land on what is there by then.
    page.get_by_role("img", name=name, exact=True).first.click()
    viewer = page.get_by_role("region", name="Picture")
    viewer.wait_for()
    return viewer


def test_a_thumbnail_has_the_colours_of_its_classes(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_pixel(page, "scene 0", 0.25, ROAD)
    wait_for_pixel(page, "scene 0", 0.75, CAR)
    assert page.errors == []


def test_hiding_a_class_bares_the_photo_without_asking_python(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    wait_for_pixel(page, "scene 0", 0.75, CAR)
    # All that are in sight: a picture that is still on its way would be a question of its own.
    page.wait_for_function(ALL_PAINTED)
    before = asked(page, "thumbnails")
    page.get_by_role("button", name="Classes").click()
    page.get_by_role("button", name="Hide car").click()
    # A class that is pointed at is raised, even a hidden one.
    page.get_by_role("searchbox", name="Find a class").hover()
    wait_for_pixel(page, "scene 0", 0.75, BLACK)
    wait_for_pixel(page, "scene 0", 0.25, ROAD)
    page.stub.wait_until(lambda: view.overlays["hidden_classes"] == ["car"])
    assert asked(page, "thumbnails") == before


def test_only_this_leaves_one_class_and_pressed_again_shows_all(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    page.get_by_role("button", name="Classes").click()
    only = page.get_by_role("listitem").filter(has_text="car").get_by_role("button", name="Only this")
    only.click()
    page.stub.wait_until(lambda: view.overlays["hidden_classes"] == ["road"])
    only.click()
    page.stub.wait_until(lambda: view.overlays["hidden_classes"] == [])


def test_overlays_set_from_python_reach_the_screen(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_pixel(page, "scene 1", 0.25, ROAD)
    view.overlays = {"hidden_classes": [], "hidden_groups": ["ground_truth"], "opacity": {}}
    wait_for_pixel(page, "scene 1", 0.25, BLACK)


def test_an_opacity_moves_with_its_slider(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    wait_for_pixel(page, "scene 0", 0.25, ROAD)
    page.get_by_role("button", name="Classes").click()
    page.get_by_role("slider", name="Opacity of ground_truth").fill("50")
    wait_for_pixel(page, "scene 0", 0.25, tuple(value / 2 for value in ROAD))  # type: ignore[arg-type]
    page.stub.wait_until(lambda: view.overlays["opacity"] == {"ground_truth": 0.5})


def test_an_open_picture_steps_through_the_rows_and_goes_back(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    viewer = open_picture(page, "scene 1")
    viewer.get_by_text("2 of 8").wait_for()
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("3 of 8").wait_for()
    viewer.locator("canvas[aria-label='scene 2'][data-row='2']").first.wait_for()
    expect(viewer.get_by_text("50.0 %")).to_have_count(2)
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    page.stub.wait_until(lambda: page.evaluate("() => document.activeElement?.role") == "grid")
    assert page.errors == []


def test_who_has_gone_on_before_the_table_is_drawn_again_keeps_the_keys(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    viewer = open_picture(page, "scene 1")
    viewer.get_by_text("2 of 8").wait_for()
    page.evaluate("() => { window.held = []; window.requestAnimationFrame = (f) => held.push(f); }")
    page.keyboard.press("Escape")
    viewer.wait_for(state="detached")
    field = page.get_by_label("Go to row").first
    field.focus()
    page.evaluate("() => { for (const draw of held.splice(0)) draw(performance.now()); }")
    wait_for_focus(field)


def test_a_picture_zooms_at_the_pointer_and_fits_again(
    show: Callable[..., Any], view: wandb.TableView
) -> None:
    page = show(view)
    viewer = open_picture(page, "scene 0")
    zoom = viewer.locator("output").first
    page.stub.wait_until(lambda: zoom.inner_text().endswith("%"))
    # The picture as the table shows it stands in at first, and what comes beside it takes its room from it.
    expect(viewer.get_by_role("progressbar")).to_have_count(0)
    expect(viewer.get_by_text("50.0 %")).to_have_count(2)
    wait_for_rest(viewer.locator(".dv-pane"))
    fitted = zoom.inner_text()
    page.keyboard.press("+")
    page.stub.wait_until(lambda: zoom.inner_text() != fitted)
    page.keyboard.press("0")
    page.stub.wait_until(lambda: zoom.inner_text() == fitted)


def test_boxes_are_tagged_with_their_caption_or_label_and_score(show: Callable[..., Any]) -> None:
    half = {"minX": 0.1, "maxX": 0.5, "minY": 0.4, "maxY": 0.9}
    boxes = [
        {"position": half, "class_id": 1, "scores": {"acc": 0.876}},
        {"position": {**half, "minX": 0.6, "maxX": 0.9}, "class_id": 0, "box_caption": "a wide road"},
    ]
    rows = wandb.Table(["scene"])
    for _ in range(2):
        found = {"found": {"box_data": boxes, "class_labels": LABELS}}
        rows.add_data(wandb.Image(np.zeros((480, 640, 3), dtype=np.uint8), boxes=found))
    page = show(wandb.TableView(rows))
    viewer = open_picture(page, "picture of row 1")
    viewer.get_by_text("car 0.88").wait_for()
    viewer.get_by_text("a wide road").wait_for()
    page.keyboard.press("l")
    viewer.get_by_text("car 0.88").wait_for(state="detached")


def test_a_row_without_a_picture_says_so(show: Callable[..., Any]) -> None:
    rows = wandb.Table(["scene", "name"])
    rows.add_data(wandb.Image(np.zeros((48, 64, 3), dtype=np.uint8)), "a")
    rows.add_data(None, "b")
    page = show(wandb.TableView(rows))
    viewer = open_picture(page, "picture of row 1")
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("This row has no picture.").wait_for()
    assert page.errors == []


def test_a_picture_that_is_an_address_says_where_it_is(show: Callable[..., Any]) -> None:
    rows = wandb.Table(["scene", "name"])
    rows.add_data(wandb.Image(np.zeros((48, 64, 3), dtype=np.uint8)), "a")
    rows.add_data(wandb.Image("https://example.org/b.png"), "b")
    page = show(wandb.TableView(rows))
    viewer = open_picture(page, "picture of row 1")
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("https://example.org/b.png").wait_for()
    assert page.errors == []


IN_A_NOTEBOOK = """
import numpy as np, dsviz_widget as wandb
mask = np.zeros((48, 64), dtype=np.uint8); mask[:, 32:] = 1
rows = wandb.Table(["name", "scene"])
for k in range(6):
    masks = {"ground_truth": {"mask_data": mask, "class_labels": {0: "road", 1: "car"}}}
    picture = wandb.Image(np.zeros((48, 64, 3), dtype=np.uint8), caption=f"scene {k}", masks=masks)
    rows.add_data(f"row {k}", picture)
view = wandb.TableView(rows)
view
"""


def test_keys_in_an_open_picture_do_not_reach_the_notebook(notebook: Callable[..., Any]) -> None:
    opened = notebook(IN_A_NOTEBOOK, "pass")
    opened.run_all()
    page = opened.page
    page.locator('.dv-thumb[data-status="ready"]').first.wait_for()
    viewer = open_picture(page, "scene 0")
    # In JupyterLab's command mode these delete the cell, cut it, and restart the kernel.
    for key in ["d", "d", "x", "0", "0", "j", "j"]:
        page.keyboard.press(key)
    viewer.get_by_text("3 of 6").wait_for()
    wait_for_value(
        lambda: page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length"), 2
    )
    expect(page.get_by_role("dialog")).to_have_count(0)
    # By key: JupyterLab moves its windowed cells about while a pointer is aimed at one.
    viewer.get_by_role("button", name="Hide car").press("Enter")
    opened.wait_until("view.overlays['hidden_classes'] == ['car']")


def test_rows_are_not_sorted_by_pictures(show: Callable[..., Any], view: wandb.TableView) -> None:
    page = show(view)
    page.get_by_role("columnheader", name="scene").get_by_role("button").first.click()
    page.keyboard.press("Enter")
    page.get_by_role("columnheader", name="name").get_by_role("button").first.click()
    page.get_by_text("sorted by").wait_for()
    page.wait_for_function("() => document.querySelectorAll('[aria-sort=ascending]').length === 1")
    wait_for_value(lambda: [key.by for key in view.query.sort_keys], ["name"])
