"""Charts that a run logged, in its view: drawn, gone through by steps, and followed while the run goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb


def matrix(right: int) -> Any:
    """Return a matrix of ten predictions, of which so many are right."""
    return wandb.plot.confusion_matrix(
        preds=[0] * right + [1] * (10 - right), y_true=[0] * 10, class_names=["cat", "dog"]
    )


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Return a run that logged a matrix at three steps, and goes on."""
    made = wandb.init(project="demo", dir=tmp_path / "store")
    for epoch in range(3):
        made.log({"loss": 1 / (epoch + 1), "confusion": matrix(5 + epoch)})
    yield made
    made.finish()


def says(page: Any, right: int) -> None:
    """Wait until the matrix of so many right ones is drawn."""
    described = f'.dv-vega[aria-busy=false] [aria-label*="{right} of 10 are right"]'
    page.locator(described).first.wait_for()
    page.get_by_text(f"{right} of 10 on the diagonal").wait_for()


@pytest.mark.parametrize("hand", ["pointer", "keys"])
def test_a_chart_is_gone_through_by_the_steps_it_was_logged_at(
    show: Callable[..., Any], run: Any, hand: str
) -> None:
    page = show(run.view(tab="media"))
    says(page, 7)
    slider = page.get_by_role("slider", name="Step of confusion")
    if hand == "keys":
        slider.press("ArrowLeft")
        says(page, 6)
        slider.press("Home")
    else:
        slider.click(position={"x": 3, "y": 8})
    says(page, 5)
    expect(slider).to_have_attribute("aria-valuetext", "step 0")
    assert page.errors == []


def test_the_last_chart_is_followed_until_another_is_chosen(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    says(page, 7)
    run.log({"confusion": matrix(9)})
    run.log({"loss": 0.1})
    says(page, 9)
    page.get_by_role("slider", name="Step of confusion").press("Home")
    says(page, 5)
    run.log({"confusion": matrix(8)})
    run.log({"loss": 0.1})
    page.get_by_role("slider", name="Step of confusion").press("End")
    says(page, 8)
    assert page.errors == []


def test_a_chart_whose_rows_were_deleted_says_so(show: Callable[..., Any], run: Any) -> None:
    wandb.use_artifact(f"run-{run.id}-confusion_table:latest").delete(delete_aliases=True)
    page = show(run.view(tab="media"))
    page.get_by_role("alert").get_by_text("confusion cannot be drawn").wait_for()
    run.log({"confusion": matrix(4)})
    run.log({"loss": 0.1})
    says(page, 4)
