"""Rows that are steps of one thing: a slider in the viewer goes through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.pictures import open_picture

Show = Callable[..., Any]


@pytest.fixture
def table() -> wandb.Table:
    """Return two samples at four steps each, as training logs them, step by step."""
    rows = wandb.Table(["sample", "step", "made", "loss"])
    for step in (0, 100, 200, 300):
        for sample in ("cat", "dog"):
            pixels = np.full((40, 60, 3), step // 2, dtype=np.uint8)
            rows.add_data(sample, step, wandb.Image(pixels, caption=f"{sample} at {step}"), 1 - step / 400)
    return rows


def shown(viewer: Any) -> str:
    return str(viewer.locator(".dv-pane canvas[role=img]").get_attribute("aria-label"))


def test_the_slider_goes_through_the_steps_of_the_open_row(show: Show, table: wandb.Table) -> None:
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "dog at 0")
    slider = viewer.get_by_role("slider", name="step of dog")
    slider.wait_for()
    expect(slider).to_have_attribute("max", "3")
    slider.press("End")
    page.stub.wait_until(lambda: shown(viewer) == "dog at 300")
    viewer.get_by_text("300 · 4 of 4").wait_for()
    # The values are those of the step, the place in the table is not.
    expect(viewer.locator(".dv-row-values")).to_contain_text("0.25", use_inner_text=True)
    expect(viewer.get_by_text("2 of 8")).to_have_count(1)
    viewer.get_by_role("button", name="Step before (,)").click()
    page.stub.wait_until(lambda: shown(viewer) == "dog at 200")
    assert page.errors == []


def test_comma_and_full_stop_step_and_the_next_row_has_steps_of_its_own(
    show: Show, table: wandb.Table
) -> None:
    page = show(wandb.TableView(table))
    viewer = open_picture(page, "cat at 0")
    viewer.get_by_role("slider", name="step of cat").wait_for()
    page.keyboard.press(".")
    page.keyboard.press(".")
    page.stub.wait_until(lambda: shown(viewer) == "cat at 200")
    page.keyboard.press(",")
    page.stub.wait_until(lambda: shown(viewer) == "cat at 100")
    page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: shown(viewer) == "dog at 0")
    viewer.get_by_role("slider", name="step of dog").wait_for()


def test_a_filter_leaves_steps_out(show: Show, table: wandb.Table) -> None:
    page = show(wandb.TableView(table, query="step < 250"))
    viewer = open_picture(page, "cat at 0")
    viewer.get_by_text("0 · 1 of 3").wait_for()


def test_there_is_no_slider_where_a_row_stands_alone(show: Show) -> None:
    rows = wandb.Table(["name", "step", "made"])
    for step in range(3):
        pixels = np.zeros((40, 60, 3), dtype=np.uint8)
        rows.add_data(f"name {step}", step, wandb.Image(pixels, caption=f"picture {step}"))
    page = show(wandb.TableView(rows))
    viewer = open_picture(page, "picture 1")
    page.stub.wait_until(lambda: shown(viewer) == "picture 1")
    page.keyboard.press(".")
    page.keyboard.press("ArrowRight")
    page.stub.wait_until(lambda: shown(viewer) == "picture 2")
    expect(viewer.locator(".dv-steps")).to_have_count(0)
