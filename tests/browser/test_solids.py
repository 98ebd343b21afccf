"""Clouds and meshes: stills in cells, and the open one, which turns, is colored, filtered, read and saved."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.axe import findings, load_axe
from tests.browser.waiting import wait_for_rest
from tests.unit.media.solids import CORNER, FACES, glb, kitti

Show = Callable[..., Any]
BLUE, ORANGE = (0.1, 0.4, 0.9), (0.9, 0.4, 0.1)


def street() -> wandb.Object3D:
    """Return a floor and a wall, with a box that is true and two that were predicted."""
    x, y = (grid.ravel() for grid in np.meshgrid(np.linspace(-5, 5, 120), np.linspace(-4, 4, 90)))
    floor = np.stack([x, y, np.zeros_like(x)], axis=1)
    wall = np.stack([x, np.full_like(x, 4.0), (y + 4) / 2], axis=1)
    points = np.concatenate([floor, wall])
    category = np.repeat([1, 2], len(x))
    turn = (1, 0, 0, 0)
    boxes = [
        wandb.box3d(center=(1, 0, 0.8), size=(3, 1.6, 1.5), orientation=turn, color=BLUE, label="car"),
        wandb.box3d(
            center=(1.2, 0.1, 0.8),
            size=(3, 1.6, 1.5),
            orientation=turn,
            color=ORANGE,
            label="car?",
            score=0.9,
        ),
        {
            **wandb.box3d(
                center=(-3, -2, 1), size=(1, 1, 2), orientation=turn, color=ORANGE, score=0.3, label="man?"
            ),
            "track": 17,
        },
    ]
    return wandb.Object3D.from_point_cloud(
        np.column_stack([points, category]),
        boxes,
        [{"start": [1, 0, 2], "end": [4, 0, 2]}],
        values={"echo": x.repeat(2)},
    )


def solids() -> wandb.Table:
    table = wandb.Table(["cloud", "name"])
    table.add_data(street(), "street")
    table.add_data(wandb.Object3D.from_mesh(CORNER, FACES, np.eye(4, 3)), "corner")
    table.add_data(wandb.Object3D(io.BytesIO(glb()), file_type="glb"), "glb")
    table.add_data(None, "nothing")
    return table


def open_cell(page: Any, row: int) -> Any:
    page.locator("[role=gridcell] .dv-media").nth(row).click()
    return ready(page)


def ready(page: Any) -> Any:
    """Return the canvas once all that it shows has come."""
    canvas = page.locator(".dv-space canvas[data-status=ready]")
    canvas.wait_for()
    return canvas


def pixels_of(canvas: Any) -> np.ndarray[Any, Any]:
    return np.asarray(PILImage.open(io.BytesIO(canvas.screenshot())).convert("RGB")).astype(int)


def drawn(canvas: Any) -> float:
    """Return the share of pixels that are not the ground."""
    pixels = pixels_of(canvas)
    return float((np.abs(pixels - pixels[2, 2]).max(axis=2) > 24).mean())


def settled(page: Any, canvas: Any) -> np.ndarray[Any, Any]:
    """Return the pixels once all is drawn, and one look shows what the one before did."""
    seen = np.zeros(0)

    def is_still() -> bool:
        nonlocal seen
        before, seen = seen, pixels_of(canvas)
        is_whole = canvas.get_attribute("data-share") == "1"
        return (
            is_whole and before.shape == seen.shape and bool((before == seen).all()) and drawn(canvas) > 0.05
        )

    page.stub.wait_until(is_still)
    return seen


def yellow(pixels: np.ndarray[Any, Any]) -> float:
    """Return the share of pixels that are yellow."""
    return float(((pixels[:, :, 0] > 180) & (pixels[:, :, 1] > 150) & (pixels[:, :, 2] < 90)).mean())


def near(pixels: np.ndarray[Any, Any], color: tuple[float, float, float]) -> int:
    """Return how many pixels have a color, red, green and blue from 0 to 1."""
    return int((np.abs(pixels - np.array(color) * 255).max(axis=2) < 16).sum())


@pytest.fixture
def page(show: Show) -> Any:
    return show(wandb.TableView(solids()))


def test_cells_show_stills_and_a_click_opens_the_cloud(page: Any) -> None:
    stills = page.locator("[role=gridcell] .dv-media img")
    expect(stills).to_have_count(3)
    canvas = open_cell(page, 0)
    page.get_by_text("21,600 points · 3 boxes").wait_for()
    page.stub.wait_until(lambda: drawn(canvas) > 0.1)
    page.stub.wait_until(lambda: near(pixels_of(canvas), BLUE) > 200)
    expect(page.locator(".dv-space-label:visible")).to_have_count(2)  # one of two at the same place
    # The next rows: a mesh of arrays, a file, and nothing.
    for name in ("corner", "glb"):
        page.keyboard.press("j")
        page.locator(".dv-viewer").get_by_text(name, exact=True).wait_for()
        solid = ready(page)
        page.stub.wait_until(lambda solid=solid: drawn(solid) > 0.05)
    page.keyboard.press("j")
    page.get_by_text("has nothing in cloud").wait_for()
    page.keyboard.press("Escape")
    page.locator(".dv-viewer").wait_for(state="detached")
    assert page.errors == []


def test_points_are_colored_by_what_they_have(page: Any) -> None:
    canvas = open_cell(page, 0)
    first = settled(page, canvas)
    names = ["Category", "Height", "echo", "One color", "Category"]
    for before, after in itertools.pairwise(names):
        expect(canvas).to_have_attribute("data-coloring", before)
        page.keyboard.press("c")
        expect(canvas).to_have_attribute("data-coloring", after)
    page.get_by_role("button", name="Color by Category").click()
    page.get_by_role("menuitemradio", name="Height").click()
    expect(canvas).to_have_attribute("data-coloring", "Height")
    page.stub.wait_until(lambda: (pixels_of(canvas) != first).any())
    low = page.get_by_label("Lowest height")
    expect(low).to_have_value("0.00")
    low.fill("2")
    low.press("Enter")
    # All of the floor has the color of the lowest end now, as before; of the wall half.
    page.get_by_role("button", name="reset").click()
    expect(low).to_have_value("0.00")


def test_categories_and_boxes_are_switched_and_filtered(page: Any) -> None:
    canvas = open_cell(page, 0)
    settled(page, canvas)
    before = drawn(canvas)
    category = page.get_by_role("button", name="Category 2")
    category.press("Enter")
    expect(category).to_have_attribute("aria-pressed", "false")
    page.stub.wait_until(lambda: drawn(canvas) < before * 0.9)
    panel = page.get_by_role("group", name="Settings")
    panel.get_by_text("3 of 3").wait_for()
    page.get_by_role("slider", name="Least score").fill("50")
    panel.get_by_text("2 of 3").wait_for()
    page.get_by_role("button", name="car? 1").click()
    panel.get_by_text("1 of 3").wait_for()
    page.stub.wait_until(lambda: near(pixels_of(canvas), ORANGE) == 0)
    # They stay so when another row was open.
    page.keyboard.press("j")
    page.locator(".dv-viewer").get_by_text("corner", exact=True).wait_for()
    ready(page)
    page.keyboard.press("k")
    panel.get_by_text("1 of 3").wait_for()
    page.get_by_role("button", name="Boxes (b)").click()
    page.stub.wait_until(lambda: near(pixels_of(canvas), BLUE) == 0)


def test_it_turns_under_the_hand_and_by_keys(page: Any) -> None:
    canvas = open_cell(page, 0)
    seen = settled(page, canvas)

    def moved() -> bool:
        nonlocal seen
        now = pixels_of(canvas)
        if now.shape != seen.shape or (np.abs(now - seen).max(axis=2) > 24).mean() < 0.003:
            return False
        seen = now
        return True

    box = wait_for_rest(canvas)
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 230, steps=4)
    page.mouse.up()
    page.stub.wait_until(moved)
    page.mouse.wheel(0, -400)
    page.stub.wait_until(moved)
    for key in ("2", "3", "4", "1", "Shift+ArrowLeft", "-", "0", "g"):
        page.keyboard.press(key)
        page.stub.wait_until(moved)
    page.get_by_role("button", name="From above (2)").click()
    page.stub.wait_until(moved)
    up = page.get_by_role("radiogroup", name="Axis that points up")
    up.get_by_role("radio", name="X").click()
    page.stub.wait_until(moved)
    up.get_by_role("radio", name="Z").click()
    page.get_by_role("radiogroup", name="Hand of the axes").get_by_role("radio", name="Left").click()
    page.stub.wait_until(moved)
    page.get_by_role("radiogroup", name="Ground").get_by_role("radio", name="Dark").click()
    page.stub.wait_until(lambda: pixels_of(canvas)[2, 2].max() < 40)
    page.get_by_role("slider", name="Point size").fill("100")
    page.stub.wait_until(moved)


def test_the_clouds_of_compared_tables_turn_together(show: Show) -> None:
    """The tables hold the same cloud by other names, so panes that are seen alike have the same pixels."""
    points = street().cloud().xyz
    tables = [
        wandb.Table(["id", "cloud"], data=[["a", wandb.Object3D(points, caption=name)]])
        for name in ("scanned", "predicted")
    ]
    page = show(wandb.compare(*tables, key="id"), width=1200)
    page.locator(".dv-media-one").first.click()
    canvases = page.locator(".dv-space canvas[data-status=ready]")
    expect(canvases).to_have_count(2)
    before = settled(page, canvases.first)

    def alike() -> bool:
        one, other = (settled(page, canvases.nth(side)) for side in (0, 1))
        return _differ(one, other) < 0.001 and _differ(one, before) > 0.01

    def drag() -> None:
        box = wait_for_rest(canvases.nth(1))
        page.mouse.move(box["x"] + 150, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 270, box["y"] + 130, steps=4)
        page.mouse.up()

    for turn in (
        lambda: page.keyboard.press("Shift+ArrowLeft"),
        drag,
        lambda: page.keyboard.press("2"),
        lambda: page.mouse.wheel(0, -400),
    ):
        turn()
        page.stub.wait_until(alike)
        before = settled(page, canvases.first)
    assert page.errors == []


def _differ(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """Return the share of pixels that two pictures of one size do not have in common."""
    return 1.0 if one.shape != other.shape else float((np.abs(one - other).max(axis=2) > 24).mean())


def test_points_and_boxes_are_read(page: Any) -> None:
    canvas = open_cell(page, 0)
    page.keyboard.press("2")
    page.keyboard.press("b")
    expect(page.locator(".dv-space-label")).to_have_count(0)
    settled(page, canvas)
    size = wait_for_rest(canvas)
    canvas.click(position={"x": size["width"] / 2, "y": size["height"] / 2})
    card = page.get_by_role("status", name="Point")
    card.get_by_text("category").wait_for()
    found = dict(zip(card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts(), strict=True))
    assert abs(float(found["x"])) < 0.2
    assert (float(found["z"]), found["category"]) == (0, "1")
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    page.keyboard.press("Enter")
    card.wait_for()
    page.keyboard.press("b")
    for label in ("car", "car?", "man?"):
        page.keyboard.press("n")
        page.get_by_role("status", name="Box").get_by_text(label, exact=True).wait_for()
    told = page.get_by_role("status", name="Box")
    size = "1.000 × 1.000 × 2.000"
    assert told.locator("dd").all_inner_texts() == ["man?", "0.3", "-3.000, -2.000, 1.000", size, "17"]
    page.locator(".dv-space-label:visible").first.click()
    told.get_by_text("car", exact=True).or_(told.get_by_text("car?", exact=True)).wait_for()


def test_a_picture_of_it_is_saved(page: Any, tmp_path: Path) -> None:
    open_cell(page, 0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a picture").click()
    path = tmp_path / "a.png"
    download.value.save_as(path)
    pixels = np.asarray(PILImage.open(path))
    assert download.value.suggested_filename == "cloud-1.png"
    assert (pixels[:, :, 3] > 0).mean() > 0.1


def test_a_mesh_has_a_wireframe(page: Any) -> None:
    canvas = open_cell(page, 1)
    page.keyboard.press("g")
    page.stub.wait_until(lambda: drawn(canvas) > 0.05)
    settled(page, canvas)
    whole = drawn(canvas)
    page.keyboard.press("w")
    page.stub.wait_until(lambda: drawn(canvas) < whole / 4)
    canvas.click(position={"x": 4, "y": 4})
    expect(page.get_by_role("status", name="Surface")).to_have_count(0)


def test_nothing_stands_in_anyones_way(show: Show) -> None:
    for theme, width in (("light", 1280), ("dark", 400)):
        page = show(wandb.TableView(solids()), width=width, theme=theme)
        open_cell(page, 0)
        if width == 400:
            page.keyboard.press("p")
            page.get_by_role("group", name="Settings").wait_for()
        page.keyboard.press("n")
        page.get_by_role("status", name="Box").wait_for()
        load_axe(page)
        assert findings(page, "an open cloud") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_browser_without_webgl_is_told_what_to_do(page: Any) -> None:
    page.locator("[role=gridcell] .dv-media img").first.wait_for()
    canvas = page.locator(".dv-space canvas")
    page.evaluate("() => { HTMLCanvasElement.prototype.getContext = () => null; }")
    page.locator("[role=gridcell] .dv-media").first.click()
    page.get_by_role("alert").get_by_text("no WebGL").wait_for()
    expect(canvas).to_have_attribute("data-status", "failed")


def test_real_files_are_shown(show: Show, shared_data: Path) -> None:
    table = wandb.Table(["cloud", "name"], data=[[kitti(shared_data), "kitti"]])
    for name in ("Duck.glb", "BoxTextured.glb", "teapot.stl", "fandisk.obj", "bunny.ply"):
        table.add_data(wandb.Object3D(shared_data / "meshes" / name), name)
    page = show(wandb.TableView(table))
    canvas = open_cell(page, 0)
    page.stub.wait_until(lambda: near(pixels_of(canvas), (0.2, 0.6, 1)) > 200)
    for row in range(1, 6):
        page.keyboard.press("j")
        page.locator(".dv-viewer").get_by_text(f"row {row + 1}", exact=True).wait_for()
        solid = ready(page)
        page.stub.wait_until(lambda solid=solid: drawn(solid) > 0.08)
        if row == 1:
            page.stub.wait_until(lambda solid=solid: yellow(pixels_of(solid)) > 0.05)
    assert page.errors == []
