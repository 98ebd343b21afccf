"""Tables that a run logged, opened on the screen of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import dsviz_widget as wandb

LABELS = ("cat", "dog", "bird")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Any]:
    made = wandb.init(project="demo", name="train-1", dir=tmp_path / "store")
    for step, count in ((0, 3), (10, 30)):
        table = wandb.Table(columns=["label", "score"])
        for row in range(count):
            table.add_data(LABELS[row % 3], row / 100 + step)
        made.log({"predictions": table, "loss": 1.0}, step=step, commit=True)
    yield made
    made.finish()


def opened(page: Any) -> Any:
    page.get_by_role("button", name="Open the table predictions").click()
    place = page.get_by_role("region", name="Table predictions")
    place.get_by_role("gridcell", name="cat").first.wait_for()
    return place


def test_a_table_opens_in_place_and_is_filtered(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    page.get_by_text("step 10, 30 rows").wait_for()
    place = opened(page)
    place.get_by_role("grid", name="predictions, 30 rows").wait_for()
    place.get_by_role("gridcell", name="cat").first.click()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("label = 'dog'")
    page.keyboard.press("Enter")
    place.get_by_role("grid", name="predictions, 10 rows").wait_for()
    page.get_by_role("button", name="Close the table predictions").press("Enter")
    page.get_by_role("gridcell").first.wait_for(state="detached")
    assert page.errors == []


def test_steps_of_a_table_are_chosen_by_keys(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    place = opened(page)
    slider = page.get_by_role("slider", name="Step of predictions")
    slider.focus()
    page.keyboard.press("Home")
    place.get_by_text("step 0, 3 rows").wait_for()
    place.get_by_role("grid", name="predictions, 3 rows").wait_for()
    # What is read stays while the run logs the next one.
    run.log({"predictions": wandb.Table(columns=["label"], data=[["fish"]])}, step=20, commit=True)
    page.locator("[role=slider][aria-label='Step of predictions'][aria-valuemax='2']").wait_for()
    place.get_by_text("step 0, 3 rows").wait_for()
    slider.focus()
    page.keyboard.press("End")
    place.get_by_role("gridcell", name="fish").wait_for()
    assert page.errors == []


def test_a_table_whose_version_is_gone_says_so(show: Callable[..., Any], run: Any) -> None:
    page = show(run.view(tab="media"))
    page.get_by_role("button", name="Open the table predictions").wait_for()
    run.finish()
    record = wandb.Api(dir=run.catalog.folder).run(run.path)
    for artifact in record.logged_artifacts():
        artifact.delete(delete_aliases=True)
    page.get_by_role("button", name="Open the table predictions").click()
    page.get_by_text("predictions cannot be opened.").wait_for()
    page.get_by_role("button", name="Try again").first.wait_for()
