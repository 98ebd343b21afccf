"""What the viewer says when something is missing, does not fit, or takes long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.pictures import CAR, ROAD, compared, open_picture, picture, wait_for_layer

Show = Callable[..., Any]


def test_a_mask_of_another_size_is_drawn_only_when_asked(show: Show) -> None:
    large = wandb.Image(np.zeros((96, 128, 3), dtype=np.uint8), caption="large")
    # Logging refuses such a mask; files that others wrote may hold one.
    large.masks = picture("small", model=32).masks
    table = wandb.Table(["scene"])
    table.add_data(large)
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "large")
    viewer.get_by_text("Mask model is 64 × 48 and its image 128 × 96.").wait_for()
    viewer.get_by_role("button", name="Stretch it in this view").press("Enter")
    wait_for_layer(page, 0, 0.3, ROAD)
    wait_for_layer(page, 0, 0.7, CAR)
    viewer.get_by_role("button", name="Leave it out").click()
    viewer.get_by_role("button", name="Stretch it in this view").wait_for()
    assert page.errors == []


def test_a_row_without_a_mask_says_which(show: Show) -> None:
    table = wandb.Table(["scene"])
    table.add_data(picture("both", ground_truth=32, model=16))
    table.add_data(picture("one", ground_truth=32))
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "both")
    wait_for_layer(page, 1, 0.35, CAR)
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("No mask model in this row.").wait_for()
    expect(viewer.locator(".dv-pane")).to_have_count(2)
    wait_for_layer(page, 0, 0.35, ROAD)


def test_a_file_that_is_gone_is_named_and_tried_again(show: Show, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DSVIZ_DIR", str(tmp_path))
    pixels = np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3)
    with wandb.init(project="gone") as run:
        table = wandb.Table(["scene"])
        table.add_data(wandb.Image(pixels, caption="here"))
        table.add_data(wandb.Image(pixels[::-1].copy(), caption="gone"))
        artifact = wandb.Artifact("pictures", type="dataset")
        artifact.add(table, "scenes")
        run.log_artifact(artifact)
    logged = wandb.Api().artifact("gone/pictures:latest").get("scenes")
    digest = logged.to_arrow()["scene"][1]["digest"].as_py()
    [kept] = [path for path in tmp_path.rglob("*") if path.is_file() and digest[4:] in path.name]
    bytes_of_it = kept.read_bytes()
    kept.chmod(0o600)
    kept.unlink()
    page = show(wandb.TableView(logged))
    viewer = open_picture(page, "here")
    page.keyboard.press("ArrowRight")
    alert = viewer.get_by_role("alert")
    alert.filter(has_text=digest[:12]).wait_for()
    kept.write_bytes(bytes_of_it)
    alert.get_by_role("button", name="Try again").click()
    viewer.locator(".dv-pane canvas[aria-label='gone']").wait_for()


def test_while_python_is_busy_the_thumbnail_stands_in_and_says_so(show: Show) -> None:
    page = show(wandb.TableView(compared()))
    for name in ("scene 0", "scene 3"):
        page.locator(f'.dv-thumb[data-status="ready"] canvas[aria-label="{name}"]').wait_for()
    open_picture(page, "scene 0")
    wait_for_layer(page, 1, 0.35, CAR)
    page.stub.comm.hold.clear()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    viewer = page.get_by_role("region", name="Picture")
    viewer.get_by_text("Thumbnail until the photo is here.").wait_for()
    viewer.get_by_role("progressbar", name="Loading").first.wait_for()
    wait_for_layer(page, 1, 0.35, CAR)
    # What is here stays in reach.
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    viewer.get_by_text("75.0 % of pixels right").wait_for()
    page.stub.comm.hold.set()


def test_a_row_with_an_empty_cell_in_one_of_two_columns_shows_the_other(show: Show) -> None:
    table = wandb.Table(["truth", "guess"])
    table.add_data(picture("truth 0", ground_truth=32), picture("guess 0", model=16))
    table.add_data(picture("truth 1", ground_truth=32), None)
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "truth 0")
    wait_for_layer(page, 1, 0.35, CAR)
    page.keyboard.press("ArrowRight")
    viewer.get_by_text("This row has no picture.").wait_for()
    wait_for_layer(page, 0, 0.35, ROAD)


def test_hundred_classes_and_long_names_fit(show: Show) -> None:
    labels = {
        k: f"class number {k} with a name that is longer than any panel has room for" for k in range(100)
    }
    mask = np.arange(64 * 48, dtype=np.uint32).reshape(48, 64) % 100
    masks = {
        "ground truth of the second annotator, adjudicated": {
            "mask_data": mask.astype(np.uint8),
            "class_labels": labels,
        },
        "model": {"mask_data": mask.astype(np.uint8).T.reshape(48, 64), "class_labels": labels},
    }
    table = wandb.Table(["scene"])
    table.add_data(wandb.Image(np.zeros((48, 64, 3), dtype=np.uint8), caption="busy", masks=masks))
    page = show(wandb.TableView(table), width=700)
    viewer = open_picture(page, "busy")
    page.keyboard.press("2")
    viewer.get_by_role("complementary", name="Overlays").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 700
    assert page.errors == []
